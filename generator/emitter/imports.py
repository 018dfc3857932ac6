"""Which import lines a generated module needs for the names its annotations use."""

from __future__ import annotations

import builtins
from collections import defaultdict
from collections.abc import Iterable

from msgspec import Struct

from generator.emitter.layout import WIDTH, Call, laid_out

_HOMES = {
    "typing": "TYPE_CHECKING Annotated Any Literal Required Self TypeAlias TypedDict Unpack overload",
    "collections.abc": "Awaitable Callable Mapping Sequence",
    "datetime": "date datetime time",
    "decimal": "Decimal",
    "._runtime.bodies": "FileInput",
    "._runtime.credential_types": "ClientCertificate TokenOptions",
    "._runtime.client": "AsyncClient SyncClient",
    "._runtime.deprecation": "deprecated",
    "._runtime.lazy": "lazy_resource lazy_view",
    "._runtime.links": "Link",
    "._runtime.model": "Model field",
    "._runtime.multipart": "FormPart",
    "._runtime.operations": "Answer Body Encoding Operation PagedOperation cookie header path query querystring",
    "._runtime.options": "AsyncClientOptions CallOptions ClientOptions Omit omit",
    "._runtime.pages": "AsyncPager SyncPage",
    "._runtime.paging": "CursorPages LinkPages NumberedPages OffsetPages UrlPages",
    "._runtime.resource": "AsyncRawClient AsyncRawResource AsyncResource AsyncStreamedClient AsyncStreamedResource"
    " RawClient RawResource StreamedClient StreamedResource SyncResource",
    "._runtime.settings": "Credential Server Settings TokenFlow Variable",
    "._runtime.sse": "ServerSentEvent",
    "._runtime.stream_operations": "EitherOperation StreamOperation",
    "._runtime.streams": "AsyncStream Stream",
    "._runtime.twins": "async_paged async_streaming awaited",
    "._runtime.unions": "Tagged",
    "._runtime.views": "async_raw async_raw_either async_streamed async_streamed_either"
    " raw raw_either streamed streamed_either",
    "._runtime.webhooks": "WebhookReceiver",
    ".": "types",
}
"""Module, as seen from the package's root → the names that generated code takes from it."""
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names.split()}
IMPORTED_NAMES = frozenset(_HOME_OF)
"""What generated modules bind by importing it: no class of theirs may have one of these names."""
_ONLY_IN_ANNOTATIONS = frozenset(
    "AsyncPager AsyncStream Awaitable Callable ClientCertificate Mapping Sequence ServerSentEvent Stream SyncPage TokenOptions date datetime time Decimal FileInput FormPart"
    " types".split()
)
"""Names that resource modules never evaluate, so that they need not load them."""


DEPRECATED = "@deprecated"
"""No name that is imported: what is deprecated is mentioned in annotations."""
_NOTES = (
    '# mypy: disable-error-code="deprecated"',
    "# pyright: reportDeprecated=false",
    "# pyrefly: ignore-errors[deprecated]",
    "# ty: ignore[deprecated]",
)
"""The package's own mentions of what is deprecated are no news to its users. Only where there are any: ty would complain."""


class ImportsView(Struct, frozen=True):
    notes: tuple[str, ...]
    """Comments for type checkers, which come first."""
    standard: tuple[str, ...]
    """Lines of the standard library's imports."""
    runtime: tuple[str, ...]
    """Lines of the package's own imports."""
    checking: tuple[str, ...]
    """Indented lines that only a type checker needs; definitions refer to each other through these, so that no module loads another."""


def import_lines(module: str, names: Iterable[str], indent: str = "") -> list[str]:
    """Spell `from module import names`, sorted; as several statements where one line cannot hold them."""
    start = f"{indent}from {module} import "
    lines: list[str] = []
    for name in sorted(names):
        if lines and lines[-1].startswith(start) and len(lines[-1]) + 2 + len(name) <= WIDTH:
            lines[-1] += f", {name}"
        elif len(start) + len(name) <= WIDTH:
            lines.append(f"{start}{name}")
        else:
            lines += laid_out(f"from {module} import ", Call("(", (name,), ")"), "", indent)
    return lines


def _by_module(used: Iterable[str], depth: int) -> dict[str, set[str]]:
    """Sort names to their modules; a leading underscore is an alias for a name that a class body hides."""
    found: dict[str, set[str]] = defaultdict(set)
    for name in used:
        plain = name.removeprefix("_")
        home = _HOME_OF.get(plain, "builtins")
        if home == "builtins" and (name == plain or not hasattr(builtins, plain)):
            continue
        module = "." * depth + home if home[0] == "." else home
        found[module].add(plain if plain == name else f"{plain} as {name}")
    return found


def _lines(used: Iterable[str], depth: int, is_standard: bool, indent: str = "") -> list[str]:
    by_module = _by_module(used, depth)
    modules = sorted(module for module in by_module if (module[0] != ".") is is_standard)
    return [line for module in modules for line in import_lines(module, by_module[module], indent)]


def types_imports(used: Iterable[str]) -> ImportsView:
    """Imports of a module of `types/`. It has its neighbours from the package, which loads them when they are needed."""
    names = set(used)
    notes = _NOTES if DEPRECATED in names else ()
    return ImportsView(notes, tuple(_lines(names, 1, True)), tuple(_lines(names, 1, False)), ())


def code_imports(used: Iterable[str], depth: int) -> ImportsView:
    """Imports of a module with methods; `depth` is 0 for the package's root, 1 for a sub-package."""
    names = set(used)
    lazy = {name for name in names if name.removeprefix("_") in _ONLY_IN_ANNOTATIONS}
    if lazy:
        names.add("TYPE_CHECKING")
    eager = names - lazy
    checking = [*_lines(lazy, depth, True, "    "), *_lines(lazy, depth, False, "    ")]
    # A method that is deprecated is mentioned by its twins.
    notes = _NOTES if names & {DEPRECATED, "_deprecated"} else ()
    return ImportsView(notes, tuple(_lines(eager, depth, True)), tuple(_lines(eager, depth, False)), tuple(checking))
