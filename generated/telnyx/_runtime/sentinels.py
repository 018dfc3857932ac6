"""`omit`: the value of an argument that was not given. Told apart from None, which is sent as null."""

from __future__ import annotations

from typing import Final, Literal, final


@final
class Omit:
    """The type of `omit`. There is one instance in a process, also after pickle and copy."""

    __slots__ = ()
    _instance: Omit

    def __new__(cls) -> Omit:
        try:
            return cls._instance
        except AttributeError:
            cls._instance = super().__new__(cls)
            return cls._instance

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "omit"

    def __reduce__(self) -> tuple[type[Omit], tuple[()]]:
        return Omit, ()


omit: Final = Omit()
