"""What other libraries call that which has another name here: for the messages of AttributeErrors.

    widget.model_dump()    'Widget' object has no attribute 'model_dump'; to_dict() gives a dict

The names stay free: a field or property of one of them hides what is here, and `hasattr` is false without.
"""

from __future__ import annotations

from typing import Any, NoReturn

_DICT, _TEXT = "to_dict() gives a dict", "to_json() gives text"
_READ = "from_dict() reads a dict"
OF_MODELS = {
    "model_dump": _DICT,
    "dict": _DICT,
    "model_dump_json": _TEXT,
    "json": _TEXT,
    "model_validate": _READ,
    "parse_obj": _READ,
    "construct": _READ,
    "model_construct": _READ,
    "model_validate_json": f"{_READ}, of json.loads(…)",
    "parse_raw": f"{_READ}, of json.loads(…)",
    "model_copy": "copy.copy() and copy.deepcopy() copy it",
    "model_fields_set": 'is_set("name") tells whether a field is there',
    "model_extra": "extra_fields() gives what the document does not know",
    "get": 'm["name"] reads what is there, "name" in m tells whether it is',
    "items": _DICT,
}
OF_PAGES = {
    "get_next_page": "next_page() asks for it",
    "iter_pages": "pages() gives them all",
}


class Elsewhere:
    """An attribute that is not there, and what to use in its place."""

    def __init__(self, name: str, instead: str) -> None:
        self._name = name
        self._instead = instead
        self.__doc__ = f"Not here: {instead}."  # `help` lists what classes have.

    def __get__(self, instance: object, owner: type[Any]) -> NoReturn:
        kind = "type object {!r}" if instance is None else "{!r} object"
        raise AttributeError(
            f"{kind.format(owner.__name__)} has no attribute {self._name!r}; {self._instead}"
        )
