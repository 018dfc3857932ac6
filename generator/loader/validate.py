"""A second opinion: openapi-spec-validator's verdict on a document, as located warnings.

Receives a document of a load; returns warnings, no more than a person reads. Slow (seconds for a large document), so no
load calls it. Real vendors' documents fail it and still generate: it is no gate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, assert_never, cast
from urllib.parse import unquote, urlsplit

from generator.loader.document import Dialect, Document, read_document
from generator.loader.pointers import pointer_of
from generator.loader.sources import Sources
from generator.problems import Location, Problem, warning

if TYPE_CHECKING:
    from openapi_spec_validator.validation.validators import SpecValidator

_SHOWN = 50
_COUNTED = 1_000
"""Findings after which nobody wants to know the exact number."""
_MESSAGE_LIMIT = 240
"""Characters. The validator quotes the offending value, which can be the document."""


def validator_problems(document: Document, sources: Sources) -> tuple[Problem, ...]:
    """Validate one of `sources.documents` and locate what is found."""
    found: dict[Problem, None] = {}
    total = 0
    try:
        for pointer, message in _findings(document):
            problem = warning("validator", _shortened(message), Location(document.file, pointer))
            if problem not in found:
                total += 1
                if total <= _SHOWN:
                    found[problem] = None
            if total >= _COUNTED:
                break
    except Exception as failure:  # Whatever a validator stumbles over, the document may be fine for generating.
        reason = _shortened(f"{type(failure).__name__}: {failure}")
        found[warning("validator-gave-up", f"The validator stopped early: {reason}", Location(document.file))] = None
    if total > _SHOWN:
        more = f"{total - _SHOWN}{' or' * (total >= _COUNTED)} more"
        found[warning("validator", f"The validator found {more}.", Location(document.file))] = None
    located = (sources.located(problem) for problem in found)
    return tuple(
        sorted(located, key=lambda problem: (problem.location.line or 0, problem.location.column or 0, problem.message))
    )


def _findings(document: Document) -> Iterator[tuple[str, str]]:
    """Give (pointer, message) of everything that offends the meta-schema, then of what offends the rules a schema
    cannot say."""
    validator = _validator_for(document)
    for failure in validator.schema_validator.iter_errors(document.value):
        while failure.context:  # "Not valid under any of these": what fits best got deepest.
            failure = max(failure.context, key=lambda inner: len(inner.absolute_path))
        yield pointer_of(tuple(str(step) for step in failure.absolute_path)), failure.message
    for failure in validator.root_validator(validator.schema_path):
        steps: tuple[Any, ...] = getattr(failure, "document_path", ())
        yield pointer_of(tuple(str(step) for step in steps)), failure.message


def _validator_for(document: Document) -> SpecValidator:
    from openapi_spec_validator.validation import validators

    match document.dialect:
        case Dialect.SWAGGER_2_0:
            base: type[SpecValidator] = validators.OpenAPIV2SpecValidator
        case Dialect.OPENAPI_3_0:
            base = validators.OpenAPIV30SpecValidator
        case Dialect.OPENAPI_3_1:
            base = validators.OpenAPIV31SpecValidator
        case Dialect.OPENAPI_3_2:
            base = validators.OpenAPIV32SpecValidator
        case unknown:
            assert_never(unknown)
    placing = {name: _placing(name, kind) for name, kind in base.keyword_validators.items()}
    handlers = _handlers(document)
    own = type("_Validator", (base,), {"keyword_validators": placing, "resolver_handlers": handlers})
    uri = document.path.resolve().as_uri() if document.path is not None else document.url or ""
    return cast("SpecValidator", own(document.value, base_uri=uri))


def _placing(name: str, kind: type[Any]) -> type[Any]:
    """Have a keyword's validator note in each finding which part of the document it was looking at; the library does
    not say."""

    def call(self: Any, *arguments: Any, **options: Any) -> Iterator[Any]:
        path = next((argument for argument in arguments if hasattr(argument, "parts")), None)
        for failure in kind.__call__(self, *arguments, **options):
            if path is not None and not hasattr(failure, "document_path"):
                failure.document_path = (*path.parts, "default") if name == "default" else tuple(path.parts)
            yield failure

    return type(kind.__name__, (kind,), {"__call__": call})


def _handlers(document: Document) -> Mapping[str, Callable[[str], Any]]:
    """Let the validator read files beside the document and nothing else: its own handlers fetch whatever a reference
    names."""
    folder = document.path.resolve().parent if document.path is not None else None

    def read(uri: str) -> Any:
        path = Path(unquote(urlsplit(uri).path)).resolve()
        if folder is None or not path.is_relative_to(folder):
            raise OSError(f"{uri} is outside the document's folder")
        found, _ = read_document(path.read_bytes(), path.name)
        return found.value if isinstance(found, Document) else None

    def refuse(uri: str) -> Any:
        raise OSError(f"{uri} is on the network")

    return {"<all_urls>": refuse, "http": refuse, "https": refuse, "file": read}


def _shortened(message: str) -> str:
    text = " ".join(message.split())
    if len(text) <= _MESSAGE_LIMIT:
        return text
    half = _MESSAGE_LIMIT // 2
    return f"{text[:half]} … {text[-half:]}"
