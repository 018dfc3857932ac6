"""Clientmill: OpenAPI documents in, one typed Python client package per vendor out."""

__version__ = "0.1.0"
