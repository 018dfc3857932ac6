"""Spans of OpenTelemetry, as its own SDK records them."""

from __future__ import annotations

import pickle
import subprocess
import sys
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from generator.runtime import errors
from tests.loopback import Loopback, Misbehaviour, Reply, refusing_url
from tests.runtime.sample import Acme
from tests.runtime.support import KINDS, called

every_kind = pytest.mark.parametrize("kind", KINDS)
THING = Reply(200, json={"id": "1"})


class Recorder:
    def __init__(self) -> None:
        self.exporter = InMemorySpanExporter()
        self.provider = TracerProvider()
        self.provider.add_span_processor(SimpleSpanProcessor(self.exporter))

    @property
    def spans(self) -> tuple[ReadableSpan, ...]:
        return self.exporter.get_finished_spans()


def read(client: Any) -> Any:
    return client.things.read("x y")


@every_kind
def test_a_call_is_a_span(kind: str) -> None:
    recorder = Recorder()
    with Loopback(THING) as server:
        called(kind, read, base_url=server.url, tracing=recorder.provider)
    (span,) = recorder.spans
    assert ("GET /things/{id}", trace.SpanKind.CLIENT) == (span.name, span.kind)
    assert {
        "http.request.method": "GET",
        "server.address": "127.0.0.1",
        "server.port": server.port,
        "url.full": f"{server.url}/things/x%20y",
        "url.template": "/things/{id}",
        "http.response.status_code": 200,
    } == dict(span.attributes or {})
    assert span.status.is_unset
    assert span.instrumentation_scope is not None
    assert ("acme", "1.2.3") == (span.instrumentation_scope.name, span.instrumentation_scope.version)
    context = span.get_span_context()
    assert context is not None
    sent = server.requests[0].headers["traceparent"]
    assert f"00-{context.trace_id:032x}-{context.span_id:016x}-" == sent[:-2]


@every_kind
def test_each_attempt_is_a_span_below_the_caller_s(kind: str) -> None:
    recorder = Recorder()
    tracer = recorder.provider.get_tracer("test")
    with Loopback(Reply(503), Misbehaviour.RESET, THING) as server, tracer.start_as_current_span("outer") as outer:
        called(kind, read, base_url=server.url, tracing=recorder.provider)
    first, second, third, _ = recorder.spans
    assert {outer.get_span_context().span_id} == {
        span.parent and span.parent.span_id for span in (first, second, third)
    }
    assert [None, 1, 2] == [(span.attributes or {}).get("http.request.resend_count") for span in recorder.spans[:3]]
    assert [503, None, 200] == [(span.attributes or {}).get("http.response.status_code") for span in recorder.spans[:3]]
    expected = ["503", "APIConnectionError", None]
    assert expected == [(span.attributes or {}).get("error.type") for span in recorder.spans[:3]]
    assert [False, False, True] == [span.status.is_ok or span.status.is_unset for span in recorder.spans[:3]]


@every_kind
def test_spans_hold_no_secrets(kind: str) -> None:
    recorder = Recorder()
    options = {"api_key": None, "query_key": "s3cret", "max_retries": 0, "tracing": recorder.provider}
    ask = lambda client: client.things.read("x", extra_query={"sig": "s3cret", "size": 2})  # noqa: E731
    with refusing_url() as url, pytest.raises(errors.APIConnectionError):
        called(kind, ask, base_url=url, **options)
    (span,) = recorder.spans
    assert "s3cret" not in span.to_json()
    assert {"api_key=***", "sig=***", "size=2"} == set(
        str((span.attributes or {})["url.full"]).partition("?")[2].split("&")
    )


@every_kind
def test_methods_that_nobody_knows_are_other(kind: str) -> None:
    recorder = Recorder()
    with Loopback(THING) as server:
        ask = lambda client: client.request("BREW", "/pot", cast_to=dict)  # noqa: E731
        called(kind, ask, base_url=server.url, tracing=recorder.provider)
    (span,) = recorder.spans
    assert ("HTTP /pot", "_OTHER", "BREW") == (
        span.name,
        (span.attributes or {})["http.request.method"],
        (span.attributes or {})["http.request.method_original"],
    )


def test_tracing_is_true_or_a_provider() -> None:
    with pytest.raises(TypeError, match="tracing must be True, or a tracer provider of OpenTelemetry"):
        Acme(api_key="k", tracing="yes")
    assert Acme(api_key="k", tracing=False)._config.hooks is None
    assert pickle.loads(pickle.dumps(Acme(api_key="k", tracing=True)))._config.hooks is not None


def test_without_opentelemetry_the_cure_is_named() -> None:
    code = (
        "import sys; sys.modules['opentelemetry'] = None\n"
        "from tests.runtime.sample import Acme\n"
        "try: Acme(api_key='k', tracing=True)\n"
        "except ImportError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "tracing= needs opentelemetry: pip install opentelemetry-api\n" == done.stdout
