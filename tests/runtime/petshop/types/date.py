"""A sub-module with the name of a type that annotations use."""
