"""Pages as client.yml wants them, else as they are found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from generator.model.api import Operation
from generator.model.page_shapes import Types
from generator.model.pagination import pagination_of


def with_pages(operations: Iterable[Operation], types: Types) -> list[Operation]:
    return [replace(operation, pagination=pagination_of(operation, types)) for operation in operations]
