"""What a spec deprecates, marked for type checkers and IDEs (PEP 702).

Nothing is raised or warned of at run time: that a vendor discourages a call is no reason to break it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    # Type checkers bring it along; it need not be installed.
    from typing_extensions import deprecated as deprecated
else:
    T = TypeVar("T")

    def deprecated(message: str) -> Callable[[T], T]:
        def mark(marked: T) -> T:
            marked.__deprecated__ = message
            return marked

        return mark
