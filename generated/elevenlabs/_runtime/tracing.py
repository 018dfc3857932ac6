"""A span of OpenTelemetry for every attempt, by its conventions for HTTP clients. Needs `pip install opentelemetry-api`.

    Acme(tracing=True)                   the application's tracer provider
    Acme(tracing=my_tracer_provider)     another one

The span's context goes out with the request (`traceparent`), so that the server's spans join in. Attributes hold no
secrets: the URL is shown without them, and neither headers nor bodies are recorded.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

try:
    # No import statements: type checkers of who does not trace would miss it.
    propagate: Any = import_module("opentelemetry.propagate")
    trace: Any = import_module("opentelemetry.trace")
except ImportError as error:
    raise ImportError(
        "tracing= needs opentelemetry: pip install opentelemetry-api", name=error.name
    ) from error

if TYPE_CHECKING:
    from .hooks import OutgoingRequest
    from .responses import ResponseHead
    from .settings import Settings

_PORTS = {"http": 80, "https": 443}
# Methods that the conventions know; any other is "_OTHER", so that nobody can make up a thousand of them.
_METHODS = frozenset(
    "GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH QUERY".split()
)


class Tracing:
    """Makes the spans: an Observer."""

    def __init__(self, given: object, settings: Settings) -> None:
        if given is not True and not hasattr(given, "get_tracer"):
            raise TypeError(
                "tracing must be True, or a tracer provider of OpenTelemetry"
            )
        provider: Any = trace if given is True else given
        self._tracer = provider.get_tracer(settings.package, settings.version)

    def begin(self, request: OutgoingRequest) -> object:
        parts = urlsplit(request.shown_url)
        method = request.method if request.method in _METHODS else "_OTHER"
        attributes: dict[str, str | int] = {
            "http.request.method": method,
            "server.address": parts.hostname or "",
            "server.port": parts.port or _PORTS.get(parts.scheme, 0),
            "url.full": request.shown_url,
            "url.template": request.path_template,
        }
        if method == "_OTHER":
            attributes["http.request.method_original"] = request.method
        if request.times_sent:
            attributes["http.request.resend_count"] = request.times_sent
        span = self._tracer.start_span(
            f"{'HTTP' if method == '_OTHER' else method} {request.path_template}",
            kind=trace.SpanKind.CLIENT,
            attributes=attributes,
        )
        carrier: dict[str, str] = {}
        propagate.inject(carrier, trace.set_span_in_context(span))
        for name, value in carrier.items():
            request.set_header(name, value)
        return span

    def end(
        self, begun: Any, head: ResponseHead | None, error: BaseException | None
    ) -> None:
        if head is not None:
            begun.set_attribute("http.response.status_code", head.status_code)
            if head.status_code >= 400:
                begun.set_attribute("error.type", str(head.status_code))
                begun.set_status(trace.StatusCode.ERROR)
        if error is not None:
            begun.set_attribute("error.type", type(error).__qualname__)
            begun.set_status(trace.StatusCode.ERROR, str(error))
        begun.end()
