"""From an operation and its arguments to the request that goes out.

    Draft(config, operation, arguments, options, body) ──credentials()──▶ auth.py ──proof──▶ request(proof)

Headers are merged by name, later wins:

    built-in < default_headers < operation < credentials < parameters < extra_headers
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from . import auth
from .bodies import EncodedBody, encode_body
from .config import Config, HeaderTable, checked_header, checked_size, merge_headers
from .options import CallOptions, Timeout, refuse_unknown
from .params import (
    Pair,
    encode_header,
    encode_path,
    encode_query,
    encode_querystring,
    plain_of,
    query_pairs,
    text_of,
)
from .sentinels import Omit, omit
from .settings import header_of
from .transport import Chunks, TransportRequest
from .urls import joined

if TYPE_CHECKING:
    from .operations import Operation, Parameter
    from .settings import Credential


class Draft:
    """A request that lacks only the proof of who calls."""

    __slots__ = (
        "_body",
        "_config",
        "_cookies",
        "_extra",
        "_headers",
        "_limit",
        "_operation",
        "_path",
        "_progress",
        "_query",
        "_timeout",
        "prepared",
    )

    def __init__(
        self,
        config: Config,
        operation: Operation[Any],
        arguments: tuple[object, ...],
        options: CallOptions,
        body: object = omit,
        media_type: str | Omit = omit,
    ) -> None:
        self._config = config
        self._operation = operation
        self._query: list[Pair] = []
        self._headers: HeaderTable = {}
        self._cookies: list[Pair] = []
        if options:
            refuse_unknown(options)
            merge_headers({}, options.get("extra_headers") or {})  # See unshown.py.
        self._extra = options.get("extra_headers") or {}
        self._timeout = (
            Timeout.of(options["timeout"]) if "timeout" in options else config.timeout
        )
        self._progress = options.get("upload_progress")
        self._limit = (
            checked_size(options["max_response_bytes"])
            if "max_response_bytes" in options
            else config.max_response_bytes
        )
        prepared = self.prepared = operation.prepared
        if config.is_strict:
            from .parameter_limits import check_limits

            check_limits(operation.parameters, arguments)
        self._path = prepared.template.fill(
            tuple(
                [
                    encode_path(one, arguments[position])
                    for position, one in prepared.paths
                ]
            )
        )
        if config.default_query:
            self._add_query(config.default_query)
        for position, parameter in prepared.rest:
            if arguments[position] is not omit:
                self._add(parameter, arguments[position])
        extra_query = options.get("extra_query")
        if extra_query:
            self._add_query(extra_query)
        if "idempotency_key" in options or prepared.key is not None:
            self._add_key(prepared.key, options.get("idempotency_key"), arguments)
        self._body: EncodedBody | None = None
        if operation.body is not None or body is not omit or options:
            self._body = encode_body(
                operation.body,
                body,
                media_type,
                options.get("extra_body"),
                config.settings.types_package,
                operation.method,
            )

    def credentials(self, given: auth.Given) -> tuple[Credential, ...]:
        """Pick the credentials to send; raise MissingCredentialsError if the operation needs others."""
        settings = self._config.settings
        if not settings.credentials:
            return ()
        security = self._operation.security
        defaults = self._config.default_headers
        has_said = self._headers or self._query or self._cookies or self._extra
        by_hand = frozenset(
            [
                one.name
                for one in settings.credentials
                # A credential of the client's own is stronger than a default header, but not than one of this call.
                if (has_said and self._is_in_call(one))
                or (header_of(one) in defaults and not auth.is_given(one, given))
            ]
        )
        return auth.chosen(
            settings,
            settings.security if security is None else security,
            given,
            by_hand,
            self._config.assumed,
        )

    def request(self, proof: auth.Proof) -> TransportRequest:
        config, prepared = self._config, self.prepared
        headers: HeaderTable = dict(config.default_headers)
        headers["accept"] = ("Accept", prepared.answers.accept)
        if self._body is not None:
            headers["content-type"] = ("Content-Type", self._body.content_type)
        for name in proof.headers:
            # The value is in no variable: see unshown.py.
            headers[name.lower()] = (name, checked_header(name, proof.headers[name]))
        if proof.cookies or self._cookies:
            cookies = (*proof.cookies, *self._cookies)
            headers["cookie"] = (
                "Cookie",
                "; ".join(f"{name}={value}" for name, value in cookies),
            )
        if self._headers:
            headers.update(self._headers)
        if self._extra:
            merge_headers(headers, self._extra)
        pairs = self._query
        if proof.query:
            pairs = [
                *pairs,
                *(
                    (quote(name, safe=""), quote(value, safe=""))
                    for name, value in proof.query
                ),
            ]
        query = ""
        if pairs:
            query = "&".join(
                [f"{name}={value}" if name else value for name, value in pairs]
            )
        return TransportRequest(
            self._operation.method,
            self._url(query),
            tuple(headers.values()),
            None if self._body is None else self._content(self._body.content),
            self._timeout,
            config.secret_headers,
            config.secret_query,
            self._limit,
        )

    def _content(self, content: bytes | Chunks) -> bytes | Chunks:
        if self._progress is None:
            return content
        from .uploads import told_of

        return told_of(content, self._progress)

    def _url(self, query: str) -> str:
        template = self.prepared.template
        base = (
            ""
            if template.is_absolute
            else self._config.base_of(self._operation.servers)
        )
        literal = template.query
        if literal and query:
            # /file?view=info beside a parameter "view": what a caller gives is meant instead.
            given = {name for name, _ in self._query}
            literal = "&".join(
                pair
                for pair in literal.split("&")
                if pair.partition("=")[0] not in given
            )
        return joined(
            base,
            self._path,
            f"{literal}&{query}" if literal and query else literal or query,
        )

    def _add(self, parameter: Parameter, value: object) -> None:
        match parameter.place:
            case "query":
                pairs = encode_query(parameter, value)
                self._take_away({parameter.encoded_name, *(name for name, _ in pairs)})
                self._query += pairs
            case "header":
                # None is "not sent", as in a query; what the client sends under that name stays.
                if value is not None:
                    name = parameter.wire_name
                    self._headers[name.lower()] = (
                        name,
                        checked_header(name, encode_header(parameter, value)),
                    )
            case "cookie":
                from .cookies import encode_cookie

                self._cookies += encode_cookie(parameter, value)
            case _:
                self._query = [("", encode_querystring(parameter, value))]

    def _add_key(
        self,
        declared: tuple[int, Parameter] | None,
        key: str | None,
        arguments: tuple[object, ...],
    ) -> None:
        """Add the idempotency key: the caller's, or a new one where the operation has such a header and nothing is said.

        It is of the call, so that all its attempts have the same.
        """
        name = "Idempotency-Key" if declared is None else declared[1].wire_name
        if not key:
            if (
                declared is None
                or arguments[declared[0]] is not omit
                or name.lower() in self._config.default_headers
            ):
                return
            from uuid import uuid4

            key = str(uuid4())
        merge_headers(self._headers, {name: key})

    def _add_query(self, more: Mapping[str, object]) -> None:
        """Add parameters that no Parameter describes: lists repeat the name, objects are deepObjects."""
        for name, value in more.items():
            encoded = quote(name, safe="")
            self._take_away({encoded, f"{encoded}%5B%5D"})
            if value is None or isinstance(value, Omit):
                continue
            plain = plain_of(value)
            if isinstance(plain, list | dict):
                self._query += query_pairs(
                    encoded,
                    plain,
                    "deepObject" if isinstance(plain, dict) else "form",
                    True,
                )
            else:
                self._query.append((encoded, quote(text_of(plain), safe="")))

    def _take_away(self, names: set[str]) -> None:
        if self._query:
            self._query = [pair for pair in self._query if pair[0] not in names]

    def _is_in_call(self, credential: Credential) -> bool:
        """Tell whether the caller sends this credential by hand, in this call."""
        header = header_of(credential)
        if header is not None:
            return header in self._headers or (
                bool(self._extra) and header in _lower(self._extra)
            )
        name = quote(credential.wire_name or "", safe="")
        if credential.kind == "api-key-query":
            return any(given == name for given, _ in self._query)
        return credential.kind == "api-key-cookie" and (
            any(given == name for given, _ in self._cookies)
            or "cookie" in _lower(self._extra)
        )


def _lower(headers: Mapping[str, object]) -> set[str]:
    return {name.lower() for name in headers}
