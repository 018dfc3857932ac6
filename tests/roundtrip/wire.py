"""Reading a request back, by the rules of OpenAPI 3.1 §4.8.12 and nothing of the client's.

Receives what was sent and what was meant; gives the differences as sentences. Values come back as text where a style has
only text; text is compared with what the meant value is spelled as.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import quote, unquote
from xml.etree import ElementTree

from tests.roundtrip.raw import RawMedia, RawOperation, RawParameter, key_of, path_and_query


def same_json(one: Any, other: Any) -> bool:
    """Tell whether two values are the same JSON: 1, 1.0 and true are three."""
    return canonical(one) == canonical(other)


def canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def parameter_differences(
    operation: RawOperation, meant: dict[tuple[str, str], Any], raw_path: str, headers: dict[str, str]
) -> Iterator[str]:
    path, _, query = raw_path.partition("?")
    found_path = _path_values(operation, path)
    if found_path is None:
        yield f"the path {path} is not one of {operation.path}"
        return
    pairs = [tuple(pair.partition("=")[::2]) for pair in query.split("&") if pair]
    if not any(parameter.place == "querystring" for parameter in operation.parameters):
        names = {name for name, _ in pairs}
        for written in path_and_query(operation.path)[1].split("&"):
            if "{" not in written and written.partition("=")[0] not in names and written:
                yield f"{written} of {operation.path} was not sent"
    cookies = [tuple(pair.partition("=")[::2]) for pair in headers.get("cookie", "").split("; ") if pair]
    for parameter in operation.parameters:
        key = key_of(parameter.place, parameter.wire_name)
        if key not in meant:
            continue
        value = meant[key]
        match parameter.place:
            case "path":
                got: Any = _path_value(parameter, found_path[parameter.wire_name], value)
            case "query":
                got = _pairs_value(parameter, pairs, value)
            case "cookie":
                got = _pairs_value(parameter, cookies, value)
            case "querystring":
                got = _querystring_value(parameter, query, value)
            case _:
                got = _simple(parameter, headers.get(parameter.wire_name.lower()), value, unquote=str)
        if not _agree(value, got):
            yield f"{parameter.place} parameter {parameter.wire_name}: meant {value!r}, read {got!r} from {raw_path}"


def _path_values(operation: RawOperation, path: str) -> dict[str, str] | None:
    template, _ = path_and_query(operation.path)
    names = re.findall(r"\{([^{}]+)\}", template)
    pieces = re.split(r"\{[^{}]+\}", template)
    literals = [re.escape(quote(piece, safe="/:@!$&'()*+,;=~%")) for piece in pieces]
    # Where nothing stands between two variables, only their values can tell where one ends.
    enums = (
        {}
        if all(pieces[1:-1])
        else {each.wire_name: each.schema.followed().get("enum") for each in operation.parameters}
    )
    values = ["|".join(re.escape(quote(str(one))) for one in enums.get(name) or ()) or "[^/]*" for name in names]
    pattern = "".join(f"{literal}({value})" for literal, value in zip(literals, values)) + literals[-1]
    found = re.search(pattern + "$", path)
    return dict(zip(names, found.groups(), strict=True)) if found else None


def _path_value(parameter: RawParameter, text: str, value: Any) -> Any:
    match parameter.style:
        case "json":
            return json.loads(unquote(text))
        case "text":
            return unquote(text)
        case "label":
            text = text.removeprefix(".")
            return _listed(text, "." if parameter.explode else ",", parameter.explode, value, unquote)
        case "matrix":
            name = quote(parameter.wire_name, safe="")
            if not parameter.explode or not isinstance(value, list | dict):
                return _listed(text.removeprefix(f";{name}="), ",", False, value, unquote)
            if isinstance(value, list):
                return [unquote(item.removeprefix(f"{name}=")) for item in text.removeprefix(";").split(";")]
            return _listed(text.removeprefix(";"), ";", True, value, unquote)
    return _simple(parameter, text, value, unquote)


def _simple(parameter: RawParameter, text: str | None, value: Any, unquote: Any) -> Any:
    if text is None:
        return None
    if parameter.style == "json":
        return json.loads(unquote(text))
    return _listed(text, ",", parameter.explode, value, unquote)


def _listed(text: str, delimiter: str, explode: bool, value: Any, unquote: Any) -> Any:
    if isinstance(value, list):
        return [unquote(item) for item in text.split(delimiter)]
    if isinstance(value, dict):
        items = text.split(delimiter)
        if explode:
            return {unquote(name): unquote(item) for name, _, item in (each.partition("=") for each in items)}
        return {unquote(name): unquote(item) for name, item in zip(items[::2], items[1::2], strict=True)}
    return unquote(text)


def _pairs_value(parameter: RawParameter, pairs: list[Any], value: Any) -> Any:
    name = parameter.wire_name
    own = [text for key, text in pairs if unquote(key) == name]
    if parameter.style in ("json", "text"):
        return (json.loads if parameter.style == "json" else str)(unquote(own[0])) if own else None
    if parameter.style == "deepObject":
        return _deep(name, [(unquote(key), unquote(text)) for key, text in pairs], value)
    if isinstance(value, dict) and parameter.explode:
        return {unquote(key): unquote(text) for key, text in pairs if unquote(key) in value}
    if isinstance(value, list) and parameter.explode:
        return [unquote(text) for text in own]
    if not own:
        return None
    delimiter = {"spaceDelimited": "%20", "pipeDelimited": "%7C"}.get(parameter.style, ",")
    return _listed(own[0], delimiter, False, value, unquote)


def _deep(name: str, pairs: list[tuple[str, str]], value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _deep(f"{name}[{key}]", pairs, item) for key, item in value.items()}
    if isinstance(value, list) and any(isinstance(item, list | dict) for item in value):
        return [_deep(f"{name}[{index}]", pairs, item) for index, item in enumerate(value)]
    if isinstance(value, list):
        return [text for key, text in pairs if key == f"{name}[]"]
    return next((text for key, text in pairs if key == name), None)


def _querystring_value(parameter: RawParameter, query: str, value: Any) -> Any:
    if "json" in parameter.style:
        return json.loads(unquote(query))
    return form_value(query, value) if isinstance(value, dict) else unquote(query)


def _agree(meant: Any, got: Any) -> bool:
    """Compare a value with what was read, which is text where a style has only text."""
    if not isinstance(meant, bytes) and not isinstance(got, bytes) and same_json(meant, got):
        return True
    match meant:
        case dict():
            if isinstance(got, str):
                return same_json(meant, json.loads(got))
            # A null is not sent by any style.
            meant = {name: item for name, item in meant.items() if item is not None or name in (got or {})}
            return (
                isinstance(got, dict)
                and meant.keys() == got.keys()
                and all(_agree(item, got[name]) for name, item in meant.items())
            )
        case list():
            if isinstance(got, str):
                return same_json(meant, json.loads(got))
            meant = [item for item in meant if item is not None]
            return isinstance(got, list) and len(meant) == len(got) and all(map(_agree, meant, got))
        case bool():
            return got is meant or got == ("true" if meant else "false")
        case None:
            return got in (None, "", "null")
        case int() | float():
            try:
                return not isinstance(got, bool) and float(got) == meant
            except (TypeError, ValueError):
                return False
    return bool(got == meant)


def form_value(text: str, meant: dict[str, Any]) -> dict[str, Any]:
    read: dict[str, Any] = {}
    for pair in text.split("&") if text else ():
        key, _, value = pair.partition("=")
        read.setdefault(unquote(key), []).append(unquote(value))
    return {
        name: values if isinstance(meant.get(name), list) else values[0] if len(values) == 1 else values
        for name, values in read.items()
    }


def body_differences(media: RawMedia, meant: Any, content_type: str, body: bytes) -> Iterator[str]:
    essence = media.media_type.partition(";")[0].strip().lower()
    if "*" not in essence and content_type.partition(";")[0].strip().lower() != essence:
        yield f"the body was sent as {content_type!r}, not {media.media_type!r}"
        return
    essence = content_type.partition(";")[0].strip().lower()
    got: Any
    if essence == "application/json" or essence.endswith("+json"):
        got = json.loads(body)
        if not same_json(meant, got):
            yield f"the body: meant {canonical(meant)}, sent {canonical(got)}"
        return
    if essence.endswith(("ndjson", "jsonl")) and isinstance(meant, list):
        got = [json.loads(line) for line in body.splitlines()]
        if not same_json(meant, got):
            yield f"the lines: meant {canonical(meant)}, sent {canonical(got)}"
        return
    if essence == "application/x-www-form-urlencoded" and isinstance(meant, dict):
        got = form_value(body.decode("ascii"), meant)
        # A form has no way to say that an array is empty, or that an item of it is null.
        meant = {
            name: [item for item in value if item is not None] if isinstance(value, list) else value
            for name, value in meant.items()
        }
        meant = {name: value for name, value in meant.items() if value != []}
        if not any(
            encoding.get("style") or "explode" in encoding for encoding in media.encoding.values()
        ) and not _agree({name: "" if value is None else value for name, value in meant.items()}, got):
            yield f"the form: meant {meant!r}, read {got!r}"
        return
    if essence.endswith(("/xml", "+xml")) and not isinstance(meant, str | bytes):
        # What it says is tested with XML; here, that an XML parser takes it.
        ElementTree.fromstring(body)
        return
    if essence.startswith("multipart/"):
        # Parts with a style of their own are tried in tests/runtime; here are the others.
        styled = {name for name, each in media.encoding.items() if {"style", "explode", "allowReserved"} & each.keys()}
        yield from _part_differences(meant, content_type, body, styled)
        return
    got = body if isinstance(meant, bytes) else body.decode("utf-8")
    if not _agree(meant, got):
        yield f"the body: meant {meant!r}, sent {body!r}"


def _part_differences(meant: dict[str, Any], content_type: str, body: bytes, ignored: set[str]) -> Iterator[str]:
    message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
    read: dict[str, list[bytes]] = {}
    parts: Any = message.iter_parts()
    for part in parts:
        name = part.get_param("name", header="content-disposition")
        read.setdefault(name, []).append(part.get_payload(decode=True) or b"")
    for name in ignored:
        shared = [key for key in read if key == name or (key or "").startswith(f"{name}[")]
        exploded = meant[name] if isinstance(meant.get(name), dict) else {}
        for key in {*shared, *exploded} & read.keys():
            del read[key]
    for name, value in meant.items():
        if name in ignored:
            continue
        values = value if isinstance(value, list) else [value]
        got = read.pop(name, [])
        if len(values) != len(got) or not all(
            sent == item if isinstance(item, bytes) else _agree(item, sent.decode("utf-8"))
            for item, sent in zip(values, got, strict=False)
        ):
            yield f"the part {name}: meant {value!r}, read {got!r}"
    if read:
        yield f"parts that nobody meant: {sorted(read)}"
