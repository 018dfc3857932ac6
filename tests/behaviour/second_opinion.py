"""Somebody else's reading of the documents: openapi-core says whether a request or response is what the spec allows."""

from __future__ import annotations

from functools import cache
from urllib.parse import parse_qsl, urlsplit

import yaml
from openapi_core import Config, OpenAPI
from openapi_core.datatypes import RequestParameters
from rfc3339_validator import validate_rfc3339
from werkzeug.datastructures import Headers, ImmutableMultiDict

from tests.behaviour.vendors import SPECS
from tests.loopback import Received

_BEARER = {"bearerAuth": {"type": "http", "scheme": "bearer"}}


@cache
def _opinion(spec: str, base_url: str) -> OpenAPI:
    document = yaml.safe_load((SPECS / spec).read_text(encoding="utf-8"))
    document["servers"] = [{"url": base_url}]
    if "security" in document:
        # One vendor document demands a scheme that only its sibling defines.
        document["components"].setdefault("securitySchemes", _BEARER)
    return OpenAPI.from_dict(document, config=Config(extra_format_validators={"time": _is_time}))


def _is_time(value: object) -> bool:
    """RFC 3339's full-time, as the format means since JSON Schema draft 7; the library checks draft 3's."""
    return not isinstance(value, str) or validate_rfc3339(f"1970-01-01T{value}")


class Request:
    """What went over the wire, in openapi-core's words."""

    def __init__(self, origin: str, method: str, target: str, headers: list[tuple[str, str]], body: bytes) -> None:
        parts = urlsplit(target)
        self.host_url = origin
        self.path = parts.path
        self.method = method.lower()
        self.body = body
        all_headers = Headers(headers)
        self.content_type = all_headers.get("Content-Type", "")
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(parse_qsl(parts.query, keep_blank_values=True)),
            header=all_headers,
            cookie=ImmutableMultiDict(),
        )


class Response:
    def __init__(self, status: int, headers: list[tuple[str, str]], data: bytes) -> None:
        self.status_code = status
        self.headers = Headers(headers)
        self.content_type = self.headers.get("Content-Type", "")
        self.data = data


def check_request(spec: str, base_url: str, origin: str, recorded: Received) -> None:
    """Raise openapi-core's error if the recorded request breaks the spec."""
    request = Request(origin, recorded.method, recorded.target, list(recorded.fields), recorded.body)
    _opinion(spec, base_url).validate_request(request)


def check_response(spec: str, base_url: str, origin: str, recorded: Received, response: Response) -> None:
    request = Request(origin, recorded.method, recorded.target, list(recorded.fields), recorded.body)
    _opinion(spec, base_url).validate_response(request, response)
