"""Which dialect of OpenAPI a document is written in.

Receives a parsed document; notes its dialect, or returns what is wrong with the version it states.
"""

from __future__ import annotations

from generator.loader.document import Dialect, Document
from generator.loader.values import kind_of
from generator.problems import Location, Problem, error, warning

_DIALECTS = {
    "": Dialect.OPENAPI_3_0,
    "0": Dialect.OPENAPI_3_0,
    "1": Dialect.OPENAPI_3_1,
    "2": Dialect.OPENAPI_3_2,
}
"""By minor version of OpenAPI 3."""


def states_version(document: Document) -> bool:
    return isinstance(document.value, dict) and ("openapi" in document.value or "swagger" in document.value)


def version_problem(document: Document) -> Problem | None:
    """Set the document's dialect from `openapi` or `swagger`; return what is wrong with it. OpenAPI 3.1 §4.1, Swagger
    2.0 §Swagger Object."""
    here = Location(document.file)
    hint = 'An OpenAPI document begins with `openapi: 3.1.0`, or `swagger: "2.0"`.'
    if not isinstance(document.value, dict):
        return error("not-a-document", f"The file holds {kind_of(document.value)}, not a mapping.", here, hint)
    key = "openapi" if "openapi" in document.value else "swagger"
    if key not in document.value:
        message = "The document has neither `openapi` nor `swagger` at its top level."
        return error("version-missing", message, here, hint)
    written = str(document.value[key]).strip()
    at = Location(document.file, f"/{key}")
    if key == "swagger":
        if written != "2" and not written.startswith("2.0"):
            message = f"`swagger: {written}` is not supported; allowed is 2.0."
            return error("version-unsupported", message, at, "Convert the document to OpenAPI 3 first.")
        document.dialect = Dialect.SWAGGER_2_0
        return None
    major, _, rest = written.partition(".")
    if major != "3":
        message = f"`openapi: {written}` is not supported; allowed are 3.0, 3.1 and 3.2."
        return error("version-unsupported", message, at, hint)
    minor = rest.partition(".")[0]
    document.dialect = _DIALECTS.get(minor, Dialect.OPENAPI_3_2)
    if minor in _DIALECTS:
        return None
    return warning("version-unknown", f"OpenAPI {written} is newer than this tool knows; it is read as 3.2.", at)
