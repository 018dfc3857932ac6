"""Api to files. The only room that knows Python syntax."""

from __future__ import annotations

from generator.emitter.render import render as render
