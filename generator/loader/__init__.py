"""Bytes to Spec. Knows YAML, JSON, Markdown and OpenAPI; knows nothing of Python code."""

from __future__ import annotations

from generator.loader.load import Loaded, LoadFailed, load_spec
from generator.loader.sources import Sources

__all__ = ["LoadFailed", "Loaded", "Sources", "load_spec"]
