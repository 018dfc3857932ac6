"""What every generated client runs on. Copied into each package as `_runtime/`."""
