"""What a generated module states about each operation, and what is worked out from it once, at the first call."""

# Named tuples and plain classes, not dataclasses: a module makes many of these when it is imported.

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Self, TypeVar

from .parameters import Parameter as Parameter
from .parameters import cookie as cookie
from .parameters import header as header
from .parameters import path as path
from .parameters import NO_ENCODINGS, NO_LIMITS, Limits
from .parameters import query as query
from .parameters import querystring as querystring

if TYPE_CHECKING:
    from .answers import AnswerTable
    from .given import Taker
    from .options import CallOptions
    from .paging import Paging
    from .sentinels import Omit
    from .settings import Server
    from .urls import Template

T = TypeVar("T")
Item = TypeVar("Item")


class Encoding(NamedTuple):
    """How one property of a form or multipart body is sent, where the spec says."""

    content_type: str | None = None
    style: str | None = None
    explode: bool | None = None
    allow_reserved: bool = False
    headers: tuple[Parameter, ...] = ()
    """Headers the part may have; a caller gives them with FormPart."""
    fixed: tuple[tuple[str, str], ...] = ()
    """Headers the part always has: (name, value)."""
    is_base64: bool = False
    """Bytes are text in base64, not a file."""
    is_json_text: bool = False
    """A text is the JSON itself: the spec calls a part of application/json a string."""


_NO_OTHERS: Mapping[str, Mapping[str, Encoding]] = MappingProxyType({})
_NO_NAMES: Mapping[str, str] = MappingProxyType({})


class Body:
    """What an operation takes as its body."""

    __slots__ = (
        "argument",
        "encodings",
        "files",
        "is_required",
        "item",
        "media_types",
        "names",
        "needs",
        "others",
        "prefix",
        "unsent",
        "xml",
    )

    def __init__(
        self,
        *media_types: str,
        is_required: bool = False,
        encodings: Mapping[str, Encoding] = NO_ENCODINGS,
        files: tuple[str, ...] = (),
        needs: tuple[str, ...] = (),
        xml: Mapping[str, Any] | None = None,
        others: Mapping[str, Mapping[str, Encoding]] = _NO_OTHERS,
        prefix: tuple[Encoding, ...] = (),
        item: Encoding | None = None,
        argument: str | None = None,
        names: Mapping[str, str] = _NO_NAMES,
        unsent: tuple[str, ...] = (),
    ) -> None:
        self.media_types = media_types
        """The first is sent when a call names none. () means JSON."""
        self.argument = argument
        """The method's argument that is the whole body. None: its members are arguments."""
        self.names = names
        """Argument → the member's wire name, where that is another."""
        self.unsent = unsent
        """Arguments that are neither parameters nor members."""
        self.is_required = is_required
        self.encodings = encodings
        """Keyed by wire name."""
        self.files = files
        """Members of a multipart body that are files, or lists of files, by wire name."""
        self.needs = needs
        """Members without which an optional body cannot be sent. (Those of a required one Python asks for.)"""
        self.others = others
        """Media type → the encodings that hold for it in place of `encodings`."""
        self.prefix = prefix
        """Of a multipart body that is a list: one for each of its first parts."""
        self.item = item
        """Of a multipart body that is a list: for the parts after those."""
        self.xml = xml
        """The root's facts (see xml_facts.py) and, as "type", its type's text. None: XML is given as text."""


class Answer(NamedTuple):
    """What comes back for one status, in one media type."""

    status: str
    """"200", "4XX" or "default"."""
    media_type: str | None = "application/json"
    """None: no content."""
    type: object = None
    """The type's text in the namespace of the package's `types` ("list[VoiceClone]", "str", "bytes", "Any"), or the
    type itself. None: whatever comes."""
    xml: Mapping[str, Any] | None = None
    """The root's facts, where XML does not name it as its type does."""
    rules: Mapping[str, Any] | None = None
    """What strict mode checks of a value that is no object, as JSON Schema."""
    event: tuple[str, ...] = ()
    """Which of data, event, id and retry the type has, where it is that of a whole event."""
    has_text: bool = False
    """Whether the data of such an event is text, not JSON."""


class Operation(Generic[T]):
    """One call an API offers; T is what it answers with."""

    is_stream = False
    """Whether it answers with items that come one by one: see stream_operations.py."""

    __slots__ = (
        "_limits",
        "_listed",
        "_parameters",
        "_prepared",
        "_query",
        "_taker",
        "answers",
        "body",
        "method",
        "page",
        "path",
        "security",
        "servers",
    )

    def __init__(
        self,
        method: str,
        path: str = "",
        *,
        query: str | tuple[str, ...] = "",
        parameters: tuple[Parameter, ...] = (),
        limits: Limits = NO_LIMITS,
        body: Body | None = None,
        answers: tuple[Answer, ...] = (),
        security: tuple[tuple[str, ...], ...] | None = None,
        servers: tuple[Server, ...] = (),
        page: Paging | None = None,
    ) -> None:
        """`method` may have the path behind it: "GET /shelves/{id}". `query`: plain parameters, "limit page_size=page[size]";
        nothing need be said of plain ones of the path. `limits` are of those two, by the argument's name.
        """
        self.method, _, behind = method.partition(" ")
        self.path = path or behind
        self._query = query
        self._listed = parameters
        self._limits = limits
        self._parameters: tuple[Parameter, ...] | None = None
        self._taker: Taker | None = None
        self.body = body
        self.answers = answers
        self.security = security
        """None means the settings'."""
        self.servers = servers
        """() means the settings'."""
        self.page = page
        """How its answers go on; None: there is but one."""
        self._prepared: Prepared | None = None

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Calls give their values in this order."""
        if self._parameters is None:
            from .given import parameters_of

            self._parameters = parameters_of(
                self.path, self._query, self._listed, self._limits
            )
        return self._parameters

    def given(
        self, values: Mapping[str, Any]
    ) -> tuple[Self, tuple[object, ...], CallOptions, object, str | Omit]:
        """Sort a method's arguments, its `locals()`: `self._call(*_FIND.given(locals()))`."""
        if self._taker is None:
            from .given import Taker

            self._taker = Taker(self, values)
        return self, *self._taker.take(values)

    @property
    def prepared(self) -> Prepared:
        # Two threads may both work it out: the results are equal, and the last one stays.
        if self._prepared is None:
            self._prepared = _prepare(self)
        return self._prepared

    def __repr__(self) -> str:
        return f"<Operation {self.method} {self.path}>"


class PagedOperation(Operation[T], Generic[Item, T]):
    """One whose answers, of type T, go on page after page of Items."""

    __slots__ = ()


class Prepared:
    """What every call of an operation needs."""

    __slots__ = ("answers", "key", "paths", "rest", "template")

    def __init__(
        self,
        template: Template,
        paths: tuple[tuple[int, Parameter], ...],
        rest: tuple[tuple[int, Parameter], ...],
        answers: AnswerTable,
        key: tuple[int, Parameter] | None,
    ) -> None:
        self.template = template
        self.paths = paths
        """One for each of the template's names, with the position of its value among the arguments."""
        self.rest = rest
        self.answers = answers
        self.key = key
        """Of `rest`, the header that makes a call safe to send twice."""


def _prepare(operation: Operation[T]) -> Prepared:
    from .answers import AnswerTable
    from .urls import template_of

    numbered = tuple(enumerate(operation.parameters))
    paths = {one[1].wire_name: one for one in numbered if one[1].place == "path"}
    rest = tuple(pair for pair in numbered if pair[1].place != "path")
    template = template_of(operation.path)
    return Prepared(
        template,
        tuple(paths[name] for name in template.names),
        rest,
        AnswerTable(operation.method, operation.answers, operation.is_stream),
        next((pair for pair in rest if pair[1].is_idempotency_key), None),
    )
