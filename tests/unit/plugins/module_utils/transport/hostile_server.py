# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS servers that answer as the emulator cannot: with bytes that a test writes itself."""

from __future__ import annotations

import re
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

Answer = Callable[[ssl.SSLSocket], None]

ID = "9c762d54bb95b7efa795515e633d7266"
NS = 'xmlns="http://schemas.microsoft.com/windowsazure" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'


@dataclass
class HostileServer:
    """A listening server: its port, the requests that it received, and the client certificates (DER) of its peers."""

    port: int
    requests: list[bytes] = field(default_factory=list)
    certificates: list[bytes | None] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"https://127.0.0.1:{self.port}"


@contextmanager
def hostile_server(certificate: Path, answer: Answer, trusted_client: Path | None = None) -> Iterator[HostileServer]:
    """Serve TLS on a port of 127.0.0.1. ``answer`` is called with the connection after each request.

    certificate: certificate and key, in PEM. trusted_client: a client certificate that is asked for, in PEM.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    if trusted_client:
        context.verify_mode = ssl.CERT_OPTIONAL
        context.load_verify_locations(trusted_client)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server, open_connections = HostileServer(listener.getsockname()[1]), list[socket.socket]()

        def serve(plain: socket.socket) -> None:
            with suppress(OSError, ValueError), context.wrap_socket(plain, server_side=True) as connection:
                open_connections.append(connection)
                server.certificates.append(connection.getpeercert(binary_form=True))
                while request := _request(connection):
                    server.requests.append(request)
                    answer(connection)

        def accept() -> None:
            with suppress(OSError):
                while True:
                    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        try:
            yield server
        finally:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            for connection in open_connections:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)


def _request(connection: socket.socket) -> bytes:
    received = b""
    while b"\r\n\r\n" not in received:
        data = connection.recv(65536)
        if not data:
            return b""
        received += data
    length = re.search(rb"(?i)\r\ncontent-length: (\d+)", received)
    missing = received.index(b"\r\n\r\n") + 4 + int(length[1] if length else 0) - len(received)
    while missing > 0:
        data = connection.recv(65536)
        missing -= len(data)
        received += data
    return received


def http_response(status: int, body: bytes = b"", *headers: str, request_id: str | None = ID) -> bytes:
    """Return the bytes of a response; without the service's header if ``request_id`` is None."""
    own = [] if request_id is None else [f"x-ms-request-id: {request_id}"]
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", *own, *headers]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


def always(response: bytes) -> Answer:
    """Return an answer that is the same each time."""
    return lambda connection: connection.sendall(response)


def endless(begin: bytes, more: bytes, pause: float = 0) -> Answer:
    """Return an answer that begins, and then repeats ``more`` until the client hangs up."""

    def answer(connection: ssl.SSLSocket) -> None:
        connection.sendall(begin)
        stopped = threading.Event()
        while not stopped.wait(pause):
            connection.sendall(more)

    return answer
