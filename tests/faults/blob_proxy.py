# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A proxy in front of a blob service that counts the requests and has a fault in one of them."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from ansible_collections.classic.azure.emulator.core.faults import PROXY_PAGE
from ansible_collections.classic.azure.emulator.tls.authority import Authority

KINDS = (
    "cut_before",
    "cut_after",
    "internal_error",
    "too_many_requests",
    "proxy_page",
    "proxy_page_after",
    "killed",
)
"""The kinds of faults of the matrix that a blob service can have."""

STATUSES = {"internal_error": 500, "too_many_requests": 503, "proxy_page": 200}
BEFORE_SERVICE = ("cut_before", *STATUSES)
UPLOADS = {
    "": "PutBlob",
    "block": "PutBlock",
    "blocklist": "PutBlockList",
    "page": "PutPage",
    "properties": "SetBlobProperties",
}

Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class BlobRequest:
    """A request that reached the proxy. status: that of the blob service, 0 if it never got the request."""

    operation: str
    is_write: bool
    status: int

    @property
    def is_accepted(self) -> bool:
        return self.is_write and 200 <= self.status < 300


class BlobProxy(ThreadingHTTPServer):
    """``fault`` takes place in the request of number ``fault_at``, counted from 1 since ``begin``.

    on_kill: called when the request has been answered, if the fault is ``killed``.
    """

    daemon_threads = True

    def __init__(self, target: str, authority: Authority) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(authority.server_certificate)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.endpoint = f"https://127.0.0.1:{self.server_port}"
        self.target = urlsplit(target)
        self.context = ssl.create_default_context(cafile=str(authority.ca_certificate))
        self.on_kill: Callable[[], None] = lambda: None
        self.connections = 0
        self._lock = threading.Lock()
        self.begin()

    def begin(self, fault: str = "", fault_at: int = 0) -> None:
        """Forget the requests so far."""
        self.fault, self.fault_at = fault, fault_at
        self.requests: list[BlobRequest] = []
        self.placed = 0
        self._count = 0

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self.connections += 1
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._lock:
                self.connections -= 1

    def wait_for_end_of_connections(self, others: int) -> None:
        """Wait for the connections of a client that is gone, whose requests may be on their way still.

        ``others`` is how many connections there were before its own.
        """
        end = time.monotonic() + 10
        while self.connections > others and time.monotonic() < end:
            time.sleep(0.01)

    def next_fault(self) -> str:
        """Count a request, and return the fault that it is to have."""
        with self._lock:
            self._count += 1
            if self._count == self.fault_at:
                self.placed += 1
                return self.fault
            return ""

    def forward(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, Headers, bytes]:
        """The status, the headers and the body of the blob service's answer."""
        connection = http.client.HTTPSConnection(self.target.netloc, context=self.context, timeout=60)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            connection.close()

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that went away is what the tests are about."""


class Handler(BaseHTTPRequestHandler):
    """Answers one request of a client, by the fault that it is to have."""

    protocol_version = "HTTP/1.1"
    server: BlobProxy

    def handle_request(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        proxy, fault = self.server, self.server.next_fault()
        name, is_write = operation_name(self.command, self.path), self.command in ("PUT", "DELETE")
        status, headers, content = STATUSES.get(fault, 0), Headers(), PROXY_PAGE
        if fault not in BEFORE_SERVICE:
            status, headers, content = proxy.forward(self.command, self.path, dict(self.headers), body)
        proxy.requests.append(BlobRequest(name, is_write, 0 if fault in BEFORE_SERVICE else status))
        if fault == "killed":
            proxy.on_kill()
        if fault in ("cut_before", "cut_after"):
            self._cut()
        elif fault == "proxy_page_after":
            self._answer(200, Headers(), PROXY_PAGE)
        else:
            self._answer(status, headers, content)

    do_GET = do_HEAD = do_PUT = do_DELETE = handle_request

    def _cut(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def _answer(self, status: int, headers: Headers, content: bytes) -> None:
        """Answer; the answer to HEAD has the length of what GET would bring, and no body."""
        self.send_response_only(status)
        lengths = [value for name, value in headers if name.lower() == "content-length"]
        for name, value in headers:
            if name.lower() not in ("content-length", "transfer-encoding", "connection"):
                self.send_header(name, value)
        is_head = self.command == "HEAD"
        self.send_header("Content-Length", lengths[0] if is_head and lengths else str(len(content)))
        self.end_headers()
        if not is_head:
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


def operation_name(method: str, path: str) -> str:
    """The name of a request, as storage_blob gives it in its results; of one that reads, its method."""
    query = parse_qs(urlsplit(path).query)
    if method == "PUT":
        return "CreateContainer" if "restype" in query else UPLOADS[query.get("comp", [""])[0]]
    return "DeleteBlob" if method == "DELETE" else method


@contextmanager
def run_proxy(target: str, authority: Authority) -> Iterator[BlobProxy]:
    """A proxy in front of the blob service at ``target``, with the emulator's certificate."""
    with BlobProxy(target, authority) as proxy:
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        try:
            yield proxy
        finally:
            proxy.shutdown()
