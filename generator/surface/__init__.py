"""Two states of a generated package → what changed for its callers.

    {path: text} ──reading──▶ Surface ─┐
    {path: text} ──reading──▶ Surface ─┴──comparing──▶ Changes ──texts──▶ lines, JSON

Knows Python and what generated packages look like; neither documents nor the model, so that any two states can be compared: of
two revisions of a document, or of what two versions of Clientmill make of one.
"""

from generator.surface.changes import Change as Change
from generator.surface.changes import Kind as Kind
from generator.surface.comparing import changes_between as changes_between
from generator.surface.reading import Unreadable as Unreadable
from generator.surface.reading import surface_of as surface_of
