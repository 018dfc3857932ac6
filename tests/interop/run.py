"""`make interop`: generated clients against Prism, which validates every request by the document.

    python -m tests.interop.run [SPECS [NAME …]]      SPECS: a folder; NAME: documents in it, by default train-travel.json
                                                      and openai.yaml, and the vendors' in specs/

Every operation of every subject is called twice, with what is required and with everything there is, and once more where a stream
can be asked for; by the sync client and by the async one. The values come from the document's schemas (values.py). A request
that Prism finds fault with is a violation: the run fails. What Prism itself cannot do is in `LIMITS`, each with the reason;
anything else that goes wrong is a failure too. Not part of `make test`, because it needs npm.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib import import_module, invalidate_caches
from operator import attrgetter
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx2

from generator.client_yml import read_client
from generator.config import ClientConfig, pascal_case
from generator.emitter import render
from generator.emitter.arguments import Source, is_wish
from generator.emitter.client_views import client_view
from generator.emitter.resource_views import MethodView, resource_modules
from generator.emitter.table import name_table
from generator.loader import load_spec
from generator.loader import spec as loaded_spec
from generator.model import build_api
from tests.interop.limits import LIMITS, Limit, limit_of
from tests.interop.prism import Mock, NoPrism, installed, mocking
from tests.interop.values import Flat, Values

ROOT = Path(__file__).resolve().parents[2]
_ON_THE_FLY = ("train-travel.json", "openai.yaml")
_PRISM_ERROR = "https://stoplight.io/prism/errors#"


@dataclass(frozen=True)
class Subject:
    """A document, and the calls of the client that was made from it."""

    document: Path
    package: str
    class_name: str
    calls: tuple[Call, ...]


@dataclass(frozen=True)
class Call:
    route: str
    """"METHOD /path"."""
    attributes: str
    """From the client down: "voice_clones.update"."""
    arguments: Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    call: Call
    violation: str = ""
    limit: Limit | None = None


def subjects(specs: Path, names: list[str], output: Path) -> Iterator[Subject]:
    sys.path[:0] = [str(ROOT / "generated"), str(output)]
    for folder in sorted(path.parent for path in (ROOT / "specs").glob("*/client.yml") if not names):
        config = read_client(folder)
        documents = [Path(each) for each in config.specs]
        for document in documents:
            yield _subject(document, config, documents)
    for name in names or _ON_THE_FLY:
        document = specs / name
        if not document.is_file():
            print(f"There is no {document}; not tried. Name its folder with SPECS=…")
            continue
        package = f"interop_{document.stem.replace('-', '_')}"
        config = ClientConfig(package, pascal_case(package), (document.as_posix(),))
        for path, text in render(build_api(load_spec([document]).spec, config), config, "").items():
            file = output / package / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        invalidate_caches()
        yield _subject(document, config, [document])


def _subject(document: Path, config: ClientConfig, documents: list[Path]) -> Subject:
    loaded = load_spec(documents, overlays=config.overlays, auth=config.auth)
    api = build_api(loaded.spec, config)
    table = name_table(api)
    methods: list[tuple[tuple[str, ...], MethodView]] = [((), each) for each in client_view(api, config, table).methods]
    for module in resource_modules(api, config.class_name, table):
        methods += [(module.path, each) for each in module.methods]
    written = {(each.location.file, each.location.pointer): each for each in loaded.spec.operations}
    values = Values(loaded.spec.schemas)
    calls: list[Call] = []
    for path, method in methods:
        operation = method.operation
        if not operation.location.file.endswith(document.name):
            continue
        wishes = {each.python_name: True for each in method.arguments if is_wish(each, table)}
        described = written[operation.location.file, operation.location.pointer]
        least, full = (dict(_arguments(method, described, values, is_full)) for is_full in (False, True))
        # A stream is asked for in a call of its own: Prism cannot make up every stream, and says nothing of a request then.
        asked = [least, {name: value for name, value in full.items() if name not in wishes}]
        asked += [{**least, **wishes}] if wishes else []
        route, attributes = f"{operation.method} {operation.path}", ".".join((*path, method.python_name))
        calls += [Call(route, attributes, arguments) for arguments in asked]
    return Subject(document, config.package, config.class_name, tuple(calls))


def _arguments(
    method: MethodView, written: loaded_spec.Operation, values: Values, is_full: bool
) -> Iterator[tuple[str, Any]]:
    parameters = {(each.place, each.wire_name): each for each in written.parameters}
    body = method.operation.body
    media = written.body.media_types if written.body is not None else ()
    places = [variant.location for variant in body.variants] if body is not None else []
    schema = next((each.schema for each in media if places and each.location == places[0]), None)
    flat = Flat() if schema is None else values.flat(schema)
    for argument in method.arguments:
        is_wanted = argument.is_required or (
            flat.wants(argument.wire_name, is_full) if argument.source is Source.FIELD else is_full
        )
        if not is_wanted:
            continue
        match argument.source:
            case Source.PARAMETER:
                assert argument.index is not None
                built = method.operation.parameters[argument.index]
                parameter = parameters[built.place.value, built.wire_name]
                yield argument.python_name, values.of(parameter.schema, is_full)
            case Source.FIELD:
                yield argument.python_name, values.of(flat.properties[argument.wire_name], is_full, 1)
            case Source.BODY:
                yield argument.python_name, values.of(schema, is_full)
            case Source.MEDIA_TYPE:
                pass


def outcomes(subject: Subject, mock: Mock, is_async: bool) -> Iterator[Outcome]:
    """Call everything; tell what Prism said of each request."""
    with _caller(subject, mock.url, is_async) as (failure_of, answers):
        for call in subject.calls:
            answers.clear()
            failure = failure_of(call)
            found = [text for response, content in answers if (text := _violation(response, content))]
            # A mock may answer with any status the document has; that is an exception, and no fault of the request.
            is_answered = bool(answers) and (not failure or answers[-1][0].status_code >= 400)
            if not found and not is_answered:
                found.append(failure or "no request was sent")
            text = "\n".join(found)
            yield Outcome(call, text, limit_of(subject.document.name, call.route, text) if text else None)


_Answers = list[tuple[httpx2.Response, bytes]]


@contextmanager
def _caller(subject: Subject, url: str, is_async: bool) -> Iterator[tuple[Callable[[Call], str], _Answers]]:
    """Give what makes a call and tells how it failed, "" if it did not; and the answers as they came."""
    answers: _Answers = []

    def keep(response: httpx2.Response) -> None:
        answers.append((response, response.read()))

    async def keep_async(response: httpx2.Response) -> None:
        answers.append((response, await response.aread()))

    package = import_module(subject.package)
    if not is_async:
        client_class: Any = getattr(package, subject.class_name)
        with httpx2.Client(event_hooks={"response": [keep]}, timeout=60) as http_client:
            client = client_class(base_url=url, max_retries=0, http_client=http_client, **_secrets(package))
            yield partial(_failure, client), answers
        return
    client_class = getattr(package, f"Async{subject.class_name}")
    with asyncio.Runner() as runner:
        async_http_client = httpx2.AsyncClient(event_hooks={"response": [keep_async]}, timeout=60)
        client = client_class(base_url=url, max_retries=0, http_client=async_http_client, **_secrets(package))
        yield lambda call: runner.run(_failure_async(client, call)), answers
        runner.run(async_http_client.aclose())


def _secrets(package: ModuleType) -> dict[str, str]:
    """Give something for every credential; for OAuth 2 a token, so that none is fetched."""
    settings = import_module(f"{package.__name__}._client")._SETTINGS
    return {
        name: "secret"
        for credential in settings.credentials
        for name in (credential.arguments[:1] if credential.flows else credential.arguments)
    }


def _failure(client: object, call: Call) -> str:
    try:
        attrgetter(call.attributes)(client)(**call.arguments)
    except Exception as failure:
        return f"{type(failure).__name__}: {failure}"
    return ""


async def _failure_async(client: object, call: Call) -> str:
    try:
        await attrgetter(call.attributes)(client)(**call.arguments)
    except Exception as failure:
        return f"{type(failure).__name__}: {failure}"
    return ""


def _violation(response: httpx2.Response, content: bytes) -> str:
    """Say what Prism found wrong with a request; "" for nothing.

    What it finds wrong with its own answer is not the client's doing: it makes those from the document's examples, and
    several of openai.yaml's do not fit their schemas.
    """
    if "problem+json" in response.headers.get("content-type", "") and _PRISM_ERROR.encode() in content:
        problem = json.loads(content)
        wrong = [each for each in problem.get("validation", ()) if each["location"][:1] != ["response"]]
        return content.decode() if any(map(_is_error, wrong)) or "validation" not in problem else ""
    noted = response.headers.get("sl-violations", "")
    try:
        listed = json.loads(noted) if noted else []
    except ValueError:
        # Prism cuts a long list off.
        return noted if '"location":["request"' in noted.replace(" ", "") else ""
    wrong = [each for each in listed if each["location"][:1] == ["request"] and _is_error(each)]
    return json.dumps(wrong) if wrong else ""


def _is_error(violation: Mapping[str, Any]) -> bool:
    """Tell a fault from advice: Prism warns of every parameter that is deprecated."""
    return violation.get("severity", "Error") == "Error"


_CONTROL = """
openapi: 3.1.0
info: {title: Control, version: "1"}
paths:
  /things:
    get:
      parameters: [{name: n, in: query, required: true, schema: {type: integer}}]
      responses: {"200": {description: ok}, "400": {description: bad}}
"""


def _is_blind(command: Path, folder: Path) -> bool:
    """Tell whether a request that is surely wrong is not found: then "no violations" would mean nothing."""
    document = folder / "control.yml"
    document.write_text(_CONTROL, encoding="utf-8")
    with mocking(command, document) as mock:
        wrong, right = (httpx2.get(f"{mock.url}/things?n={value}") for value in ("x", "1"))
    return not _violation(wrong, wrong.content) or bool(_violation(right, right.content))


def main(arguments: list[str]) -> int:
    try:
        command = installed()
    except NoPrism as reason:
        print(f"Interoperability was not tried. {reason}")
        return 2
    with tempfile.TemporaryDirectory() as output:
        if _is_blind(command, Path(output)):
            print("Prism does not tell a wrong request from a right one; nothing can be concluded.")
            return 2
        specs = Path(arguments[0] if arguments else ".")
        tried = subjects(specs, arguments[1:], Path(output))
        violations = [_reported(subject, command) for subject in tried]
    return 1 if any(violations) else 0


def _reported(subject: Subject, command: Path) -> int:
    """Try a subject, print what came of it, give the number of violations."""
    with mocking(command, subject.document) as mock:
        found = [each for is_async in (False, True) for each in outcomes(subject, mock, is_async)]
    wrong = [each for each in found if each.violation and each.limit is None]
    limits = list(dict.fromkeys(each.limit for each in found if each.limit is not None))
    stale = [each for each in LIMITS if each.document == subject.document.name and each not in limits]
    routes = {each.call.route for each in found}
    print(
        f"{subject.document.name}: {len(routes)} operations, {len(found)} calls, {len(wrong)} violations,"
        f" {len({each.route for each in limits})} operations beyond Prism",
        flush=True,
    )
    for limit in limits:
        print(f"  beyond Prism: {limit.route}: {limit.reason}")
    for each in wrong:
        print(
            f"  VIOLATION {each.call.route}\n    {each.call.attributes}({each.call.arguments})\n    {each.violation[:1500]}"
        )
    for limit in stale:
        print(f"  STALE: {limit.route} is in tests/interop/limits.py, and Prism takes it now.")
    return len(wrong) + len(stale)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
