"""HTTPS servers for tests on a port of loopback, with a certificate of the tests' own, that can be told to fail.

What they answer is what the real ones are known to answer, and what networks make of it; every byte that they were
told, once TLS is taken off, stands in ``heard``.
"""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections import deque
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

import trustme

#: What a server does instead of answering as it should; it is given the asking, and says whether it has taken it.
Fault = Callable[["Asked"], None]


class Asked(BaseHTTPRequestHandler):
    """One request of one connection."""

    server: Any
    protocol_version = "HTTP/1.1"

    def setup(self) -> None:
        self.request = self.server.owner.tls.wrap_socket(self.request, server_side=True)
        super().setup()

    def finish(self) -> None:
        try:
            super().finish()
        except OSError:  # whoever asked is gone
            self.wfile.close()
        finally:
            self.connection.close()

    def do_GET(self) -> None:
        self.body = b""
        self._serve()

    def do_POST(self) -> None:
        owner = self.server.owner
        if owner.at_headers and owner.is_giving(self):
            return owner.at_headers.popleft()(self)
        length = int(self.headers.get("Content-Length", 0))
        self.body = self.rfile.read(length)
        return self._serve(whole=len(self.body) == length)

    def _serve(self, *, whole: bool = True) -> None:
        head = f"{self.requestline}\r\n{self.headers}".encode("latin-1")
        self.server.owner.heard.append(head + self.body)
        if whole:  # whoever breaks off has asked for nothing (RFC 9112, 8)
            self.server.owner.answer(self)
        else:
            self.close_connection = True

    def say(self, code: int, body: bytes = b"", **headers: str) -> None:
        self.send_response_only(code)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        self.changed = threading.Condition()
        self.begun, self.ended = 0, list[int]()  # how many connections; the client's port of each that is over

    def process_request(self, request: Any, client_address: Any) -> None:
        self.begun += 1
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self.changed:
                self.ended.append(client_address[1])
                self.changed.notify_all()

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is what some tests are about."""


class WebServer:
    """Runs while it is entered. ``giving`` are faults for requests that give a message, each once, in their order.

    ``at_headers`` are faults that come before such a request's body was read.
    """

    def __init__(self, folder: Path, *, names: tuple[str, ...] = ("localhost",)) -> None:
        self.giving: deque[Fault] = deque()
        self.at_headers: deque[Fault] = deque()
        self.heard: list[bytes] = []
        self.taken: list[bytes] = []
        self.offered = 0
        self.over = threading.Event()
        authority = trustme.CA()
        self.ca_file = folder / "web-ca.pem"
        authority.cert_pem.write_to_path(str(self.ca_file))
        self.tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert(*names).configure_cert(self.tls)

    def __enter__(self) -> Self:
        self._http = _Server(("127.0.0.1", 0), Asked, bind_and_activate=False)
        self._http.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)  # no more waits unread than this
        self._http.server_bind()
        self._http.server_activate()
        self._http.owner = self
        self.port = self._http.server_address[1]
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def has_heard_all(self) -> None:
        """Wait until it is done with every connection that was made so far; whoever made one must have left it.

        What a client has said and left lies in the machine's buffers for a moment, and is no less said. Connections are
        taken in the order in which they were made, so that one more is the last of them.
        """
        with socket.create_connection(("127.0.0.1", self.port)) as last:
            port, before = last.getsockname()[1], len(self._http.ended)
        with self._http.changed:
            done = self._http.changed.wait_for(
                lambda: port in self._http.ended[before:] and len(self._http.ended) == self._http.begun, 60
            )
        assert done, "a connection stays open"

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}"

    def is_giving(self, asked: Asked) -> bool:
        raise NotImplementedError

    def answer(self, asked: Asked) -> None:
        raise NotImplementedError

    def take(self, asked: Asked) -> None:
        """Take the message in ``asked``, without a word."""
        raise NotImplementedError


# ---- faults ----------------------------------------------------------------------------------------------------------


def says(code: int, body: bytes = b"", **headers: str) -> Fault:
    """It answers so, and has not taken it."""
    return lambda asked: asked.say(code, body, **headers)


def takes_and_says(code: int, body: bytes = b"", **headers: str) -> Fault:
    """It takes the message, and answers so."""

    def fault(asked: Asked) -> None:
        asked.server.owner.take(asked)
        asked.say(code, body, **headers)

    return fault


def takes_and(then: Fault) -> Fault:
    def fault(asked: Asked) -> None:
        asked.server.owner.take(asked)
        then(asked)

    return fault


def cuts(asked: Asked) -> None:
    """The connection is gone, without a word (a reset: nothing that waits unread is read)."""
    asked.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    asked.close_connection = True
    socket.socket.close(asked.connection)
    asked.connection.close()


def is_silent(asked: Asked) -> None:
    """No word while the test lasts, and the connection stays."""
    asked.server.owner.over.wait()
    asked.close_connection = True


def says_half(asked: Asked) -> None:
    """Half the head of an answer, and the connection ends."""
    asked.wfile.write(b"HTTP/1.1 2")
    asked.close_connection = True


def says_twice(code: int) -> Fault:
    """Takes it and answers twice: the second answer must never be read as another message's."""

    def fault(asked: Asked) -> None:
        asked.server.owner.take(asked)
        asked.wfile.write(f"HTTP/1.1 {code} X\r\nContent-Length: 0\r\n\r\n".encode() * 2)

    return fault
