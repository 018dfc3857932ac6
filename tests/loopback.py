"""A web server on 127.0.0.1 that does as it is told, for tests of clients.

    with Loopback(Reply(429), Reply(200, json={"a": 1})) as server:
        ...  client of server.url ...
    assert server.requests[0].target == "/v2/things/a%2Fb"

It records every request as it came, raw. Replies are used up in order, the last one again and again. A `Misbehaviour`
in place of a reply breaks the connection in some way, `Pieces` send a body bit by bit; a callable makes a reply from the request.
"""

from __future__ import annotations

import json as jsonlib
import select
import socket
import socketserver
import ssl
import struct
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from enum import Enum
from time import sleep
from typing import Self, TypeAlias


@dataclass(frozen=True)
class Received:
    """One request, as it came over the wire."""

    method: str
    target: str
    """Path and query, undecoded."""
    fields: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def query(self) -> str:
        return self.target.partition("?")[2]

    @property
    def headers(self) -> dict[str, str]:
        """Keyed by lower-case name; the last of equal ones."""
        return {name.lower(): value for name, value in self.fields}

    @property
    def json(self) -> object:
        return jsonlib.loads(self.body)


@dataclass(frozen=True)
class Reply:
    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] | tuple[tuple[str, str], ...] = ()
    json: object = ...
    """In place of `body`, with its Content-Type."""
    is_chunked: bool = False

    def pieces(self, is_head: bool) -> Iterator[bytes]:
        """Give what is written, in as many pieces as it is to arrive in."""
        yield self.wire(is_head)

    @property
    def closes(self) -> bool:
        """Whether the connection is closed afterwards."""
        return False

    def wire(self, is_head: bool) -> bytes:
        fields = list(self.headers.items() if isinstance(self.headers, Mapping) else self.headers)
        body = self.body if self.json is ... else jsonlib.dumps(self.json).encode()
        if self.json is not ... and not any(name.lower() == "content-type" for name, _ in fields):
            fields.append(("Content-Type", "application/json"))
        if self.is_chunked:
            fields.append(("Transfer-Encoding", "chunked"))
            body = b"".join(b"%x\r\n%s\r\n" % (1, body[at : at + 1]) for at in range(len(body))) + b"0\r\n\r\n"
        elif self.status >= 200 and self.status != 204:
            fields.append(("Content-Length", str(len(body))))
        head = f"HTTP/1.1 {self.status} Status\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields)
        return head.encode("utf-8") + b"\r\n" + (b"" if is_head else body)


class Then(Enum):
    """What follows the pieces of a body."""

    END = "the body is complete"
    CUT = "the connection is closed before the body is complete"
    WAIT = "nothing comes until the client hangs up, or the server stops"


@dataclass(frozen=True)
class Pieces:
    """A body that is sent piece by piece, each as a chunk of its own that leaves at once."""

    pieces: Iterable[bytes]
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "text/event-stream"})
    then: Then = Then.END
    status: int = 200

    def head(self) -> bytes:
        fields = {**self.headers, "Transfer-Encoding": "chunked"}
        lines = [f"HTTP/1.1 {self.status} Status", *(f"{name}: {value}" for name, value in fields.items())]
        return "\r\n".join(lines).encode() + b"\r\n\r\n"


@dataclass(frozen=True)
class Wire(Reply):
    """An answer as raw bytes, with a pause before each piece, and maybe the end of the connection."""

    raw: tuple[bytes, ...] = ()
    pause: float = 0.0
    is_last: bool = False

    def pieces(self, is_head: bool) -> Iterator[bytes]:
        for piece in self.raw:
            sleep(self.pause)
            yield piece

    @property
    def closes(self) -> bool:
        return self.is_last


class Misbehaviour(Enum):
    CLOSE = "the connection is closed without an answer"
    RESET = "the connection is reset after the request was read"
    TRUNCATED = "the body ends before its Content-Length"
    TRUNCATED_401 = "the body of a refusal ends before its Content-Length"
    STALL = "no answer comes until the server stops"
    STALLED_BODY = "the head comes, the body does not"
    BAD_GZIP = "Content-Encoding: gzip, but the body is not"
    NO_HTTP = "the answer is not HTTP"


Made: TypeAlias = Reply | Pieces | Misbehaviour
Step: TypeAlias = "Made | Callable[[Received], Made]"

_TRUNCATED = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"name": '
_TRUNCATED_401 = _TRUNCATED.replace(b"200 OK", b"401 Unauthorized")
_BAD_GZIP = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: 8\r\n\r\nnot gzip"
)


class Loopback:
    """Serves in its own threads while its `with` block runs."""

    def __init__(self, *script: Step, tls: ssl.SSLContext | None = None) -> None:
        self.requests: list[Received] = []
        self.connections = 0
        self._hang_ups = threading.Semaphore(0)
        self.accepted = 0
        """Connections begun, also those whose TLS handshake failed."""
        self.closed = threading.Semaphore(0)
        """Released each time the server is done with a connection."""
        self._is_tls = tls is not None
        self._script = list(script) or [Reply(200, json={})]
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.owner = self
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"{'https' if self._is_tls else 'http'}://127.0.0.1:{self.port}"

    def next_step(self, request: Received) -> Made:
        with self._lock:
            self.requests.append(request)
            step = self._script.pop(0) if len(self._script) > 1 else self._script[0]
        return step if isinstance(step, Made) else step(request)

    def note_hang_up(self) -> None:
        self._hang_ups.release()

    def saw_hang_up(self) -> bool:
        """Tell whether a client hung up on a body that was not complete; each is told once. Waits for it to arrive."""
        return self._hang_ups.acquire(timeout=20)

    @property
    def is_stopping(self) -> bool:
        return self._stopping.is_set()

    def wait_for_stop(self) -> None:
        self._stopping.wait()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def refusing_url() -> Iterator[str]:
    """Give a URL whose port is taken, so that nobody else gets it, but does not listen."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


@contextmanager
def full_url() -> Iterator[str]:
    """Give a URL whose server accepts nobody, and whose queue is full: connecting to it takes for ever."""
    with socket.socket() as listening, ExitStack() as queue:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        for _ in range(4):
            waiting = queue.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listening.getsockname())
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    owner: Loopback

    def get_request(self) -> tuple[socket.socket, object]:
        # Over TLS this is the handshake.
        self.owner.accepted += 1
        return super().get_request()

    def shutdown_request(self, request: object) -> None:
        super().shutdown_request(request)  # type: ignore[arg-type]
        self.owner.closed.release()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is not worth a traceback."""


class _Handler(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True

    @property
    def owner(self) -> Loopback:
        assert isinstance(self.server, _Server)
        return self.server.owner

    def handle(self) -> None:
        self.owner.connections += 1
        while (request := self._received()) is not None:
            step = self.owner.next_step(request)
            if isinstance(step, Misbehaviour):
                self._misbehave(step)
                return
            if isinstance(step, Pieces):
                if not self._send_pieces(step):
                    return
                continue
            for piece in step.pieces(request.method == "HEAD"):
                self.wfile.write(piece)
                self.wfile.flush()
            if step.closes or request.headers.get("connection", "").lower() == "close":
                return

    def _received(self) -> Received | None:
        first = self.rfile.readline().decode("latin-1").strip()
        if not first:
            return None
        method, target, _ = first.split(" ")
        fields: list[tuple[str, str]] = []
        while line := self.rfile.readline().rstrip(b"\r\n"):
            name, _, value = line.partition(b":")
            fields.append((name.decode("latin-1"), value.strip().decode("utf-8")))
        headers = {name.lower(): value for name, value in fields}
        if headers.get("transfer-encoding") == "chunked":
            body = self._chunks()
        else:
            body = self.rfile.read(int(headers.get("content-length", 0)))
        return Received(method, target, tuple(fields), body)

    def _chunks(self) -> bytes:
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def _send_pieces(self, step: Pieces) -> bool:
        """Tell whether the connection can be used again."""
        try:
            self.wfile.write(step.head())
            for piece in step.pieces:
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
                self.wfile.flush()
        except ConnectionError:
            self.owner.note_hang_up()
            return False
        if step.then is Then.END:
            self.wfile.write(b"0\r\n\r\n")
        if step.then is Then.WAIT:
            self._await_hang_up()
        return step.then is Then.END

    def _await_hang_up(self) -> None:
        while not self.owner.is_stopping:
            if select.select([self.connection], [], [], 0.02)[0]:
                self.owner.note_hang_up()
                return

    def _misbehave(self, how: Misbehaviour) -> None:
        match how:
            case Misbehaviour.CLOSE:
                pass
            case Misbehaviour.RESET:
                # SO_LINGER with 0 seconds makes close() send RST.
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.connection.close()
            case Misbehaviour.TRUNCATED:
                self.wfile.write(_TRUNCATED)
            case Misbehaviour.TRUNCATED_401:
                self.wfile.write(_TRUNCATED_401)
            case Misbehaviour.STALL:
                self.owner.wait_for_stop()
            case Misbehaviour.STALLED_BODY:
                self.wfile.write(_TRUNCATED)
                self.wfile.flush()
                self.owner.wait_for_stop()
            case Misbehaviour.BAD_GZIP:
                self.wfile.write(_BAD_GZIP)
            case Misbehaviour.NO_HTTP:
                self.wfile.write(b"220 smtp.example.com ESMTP\r\n")
