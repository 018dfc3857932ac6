"""Spec to Api. Language-neutral: no OpenAPI word in its result, no Python word either."""

from generator.model.build import build_api

__all__ = ["build_api"]
