"""The account of what is more than a call: response headers, links, callbacks, webhooks.

Receives the Spec and the Api made from it; returns JSON values and lines of text for account.py. What the documents have and
no helper was made for is listed too, as limited.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from generator.emitter.event_views import callback_rows, headers_type, webhook_rows
from generator.emitter.link_views import links_view
from generator.emitter.table import all_operations, name_table
from generator.loader import spec as loaded
from generator.model.api import Api
from generator.problems import Location
from generator.report import visible

JsonValue = object
_GENERATED, _LIMITED = "generated", "limited"
_Key = tuple[str, str]


class Details(Struct, frozen=True):
    """What has a name in the client, by the place where the documents have it."""

    links: Mapping[tuple[_Key, _Key], str]
    """"links.UsersCreate.get_address", by its operation and its own place: several operations may share a link."""
    events: Mapping[_Key, str]
    """Types of payloads: "types.WidgetMadeEvent"."""
    headers: Mapping[_Key, str]
    """Models of the headers of an answer."""


def details_of(api: Api | None) -> Details:
    if api is None:
        return Details({}, {}, {})
    table = name_table(api)
    events = (*webhook_rows(api, table), *callback_rows(api, table))
    return Details(
        {(_key(row.operation), _key(row.location)): row.name for row in links_view(api, table).rows},
        {_key(row.location): row.type for row in events},
        {
            _key(answer.location): headers_type(answer, table)
            for operation in all_operations(api)
            for answer in operation.answers
        },
    )


def _key(location: Location) -> _Key:
    return location.file, location.pointer


def details_json(spec: loaded.Spec | None, details: Details) -> dict[str, JsonValue]:
    """Give a list a kind, each entry with what it is called and whether there is a helper for it."""
    operations = spec.operations if spec is not None else ()
    return {
        "response_headers": [
            _header(operation, response, header, details)
            for operation in operations
            for response in operation.responses
            for header in response.headers
        ],
        "links": [
            _link(operation, response, link, details)
            for operation in operations
            for response in operation.responses
            for link in response.links
        ],
        "callbacks": [
            {**_of(operation), "name": callback.name, "expression": callback.expression, **_event(inner, details)}
            for operation in operations
            for callback in operation.callbacks
            for inner in callback.operations
        ],
        "webhooks": [
            {"name": webhook.path, "method": webhook.method, **_event(webhook, details)}
            for webhook in (spec.webhooks if spec is not None else ())
        ],
    }


def _of(operation: loaded.Operation) -> dict[str, JsonValue]:
    return {"method": operation.method, "path": operation.path}


def _header(
    operation: loaded.Operation, response: loaded.Response, header: loaded.Header, details: Details
) -> dict[str, JsonValue]:
    model = details.headers.get(_key(response.location), "")
    # OpenAPI 3.1 §4.8.17: a response header named Content-Type SHALL be ignored.
    is_typed = bool(model) and header.wire_name.lower() != "content-type"
    return {
        **_of(operation),
        "response": response.status,
        "wire_name": header.wire_name,
        "type": model if is_typed else None,
        "status": _GENERATED if is_typed else _LIMITED,
    }


def _link(
    operation: loaded.Operation, response: loaded.Response, link: loaded.Link, details: Details
) -> dict[str, JsonValue]:
    helper = details.links.get((_key(operation.location), _key(link.location)))
    return {
        **_of(operation),
        "response": response.status,
        "name": link.wire_name,
        "helper": helper,
        "status": _LIMITED if helper is None else _GENERATED,
    }


def _event(written: loaded.Operation, details: Details) -> dict[str, JsonValue]:
    return {
        "operation_id": written.operation_id,
        "type": details.events.get(_key(written.location)) or None,
        "media_types": [each.media_type for each in written.body.media_types] if written.body is not None else [],
        "headers": [each.wire_name for each in written.parameters if each.place == "header"],
        "status": _GENERATED if _key(written.location) in details.events else _LIMITED,
    }


def detail_lines(spec: loaded.Spec, details: Details) -> list[str]:
    """Print a section for each kind that the documents have."""
    sections = (
        ("Response headers, by `response.parse_headers(…)`:", _header_lines(spec, details)),
        ("Links, by `client.follow(response, …)`:", _link_lines(spec, details)),
        ("Webhooks, by `client.webhooks.unwrap(body, headers)`:", _webhook_lines(spec, details)),
        ("Callbacks, by `client.webhooks.unwrap(body, headers, cast_to=…)`:", _callback_lines(spec, details)),
    )
    lines: list[str] = []
    for title, found in sections:
        listed = [f"  {line}" for line in dict.fromkeys(found)]
        lines += ["", title, *listed] if listed else []
    return lines


def _header_lines(spec: loaded.Spec, details: Details) -> Iterator[str]:
    for operation in spec.operations:
        for response in operation.responses:
            if response.headers:
                model = details.headers.get(_key(response.location)) or _LIMITED
                names = ", ".join(visible(each.wire_name) for each in response.headers)
                yield f"{_request(operation)} {response.status}: {model} ({names})"


def _link_lines(spec: loaded.Spec, details: Details) -> Iterator[str]:
    for operation in spec.operations:
        for response in operation.responses:
            for link in response.links:
                nothing = f"{_LIMITED}: it leads to nothing the client can call"
                helper = details.links.get((_key(operation.location), _key(link.location)), nothing)
                yield f"{_request(operation)} {response.status} {visible(link.wire_name)}: {helper}"


def _webhook_lines(spec: loaded.Spec, details: Details) -> Iterator[str]:
    for webhook in spec.webhooks:
        yield f"{visible(webhook.path)}: {details.events.get(_key(webhook.location)) or 'no payload'}"


def _callback_lines(spec: loaded.Spec, details: Details) -> Iterator[str]:
    for operation in spec.operations:
        for callback in operation.callbacks:
            for inner in callback.operations:
                payload = details.events.get(_key(inner.location)) or "no payload"
                yield f"{_request(operation)} {visible(callback.name)}: {payload}"


def _request(operation: loaded.Operation) -> str:
    return visible(f"{operation.method} {operation.path}")
