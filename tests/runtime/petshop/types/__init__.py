from __future__ import annotations

from typing import TYPE_CHECKING

from generator.runtime.lazy import lazy_types

if TYPE_CHECKING:
    from .animals import *
    from .people import *
    from .words import *
else:
    # Hidden from type checkers, which would otherwise believe that the package has any name at all.
    __getattr__, __dir__ = lazy_types(
        __name__,
        {
            "animals": "Bird Cat Dog Pet Species",
            "date": "",
            "people": "Address JsonValue Owner Reading Traffic",
            "words": "Words",
        },
    )
