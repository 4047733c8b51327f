# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sockets: TLS that asks for a client certificate and takes any, and HTTP/1.1, both by Twisted.

Python's own ssl refuses an unknown self-signed certificate in the handshake; the service answered it with HTTP 403.
"""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Callable
from datetime import datetime, timezone
from email.utils import formatdate
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qsl

from ansible_collections.classic.azure.emulator.core import context
from ansible_collections.classic.azure.emulator.core.context import HttpResponse
from ansible_collections.classic.azure.emulator.core.errors import describe_bug, service_error
from ansible_collections.classic.azure.emulator.files import allow_open_files
from ansible_collections.classic.azure.emulator.http.admin import Admin
from ansible_collections.classic.azure.emulator.http.dispatcher import Dispatcher, error_document
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from OpenSSL import SSL
from twisted.internet import reactor as _reactor
from twisted.internet.interfaces import IOpenSSLServerConnectionCreator
from twisted.protocols.tls import TLSMemoryBIOProtocol
from twisted.web.http import HTTPChannel
from twisted.web.resource import Resource
from twisted.web.server import NOT_DONE_YET, Request, Site
from zope.interface import implementer

MAX_BODY = 64 * 1024 * 1024

HEADER_SECONDS = 30
"""For the TLS handshake and the header of the first request, and for the header of another one from its first byte."""
BODY_SECONDS = 60
IDLE_SECONDS = 60
"""Between two requests of one connection."""
READ_SECONDS = 60
"""For a client to read its last answer."""
GRACE_SECONDS = 5
"""For a client to take note that its connection is closed, before it is cut."""

DESCRIPTORS = 1024
"""As many as every event loop of Twisted can have."""
RESERVED_DESCRIPTORS = 64
"""For the state, the log, and the requests to a blob service."""
BACKLOG = 512

log = logging.getLogger(__name__)
reactor = cast(Any, _reactor)


@implementer(IOpenSSLServerConnectionCreator)
class AnyCertificate:
    """A TLS context that asks for a client certificate, and leaves it to HTTP to judge it."""

    def __init__(self, certificate: Path) -> None:
        self._context = SSL.Context(SSL.TLS_SERVER_METHOD)
        self._context.set_min_proto_version(SSL.TLS1_2_VERSION)
        self._context.use_certificate_file(str(certificate))
        self._context.use_privatekey_file(str(certificate))
        self._context.set_verify(SSL.VERIFY_PEER, lambda connection, found, code, depth, verdict: True)
        self._context.set_session_id(b"classic.azure")

    def serverConnectionForTLS(self, protocol: TLSMemoryBIOProtocol) -> SSL.Connection:
        return SSL.Connection(self._context, None)


class Channel(HTTPChannel):
    """A connection whose client has to send, and to read, in time.

    Each step has its time, which bytes that trickle in do not prolong. ``waiting_since`` is the moment since which the
    client has been waited for, None while it waits for an answer; ``answered`` says whether it has ever had one.
    """

    transport: Any
    factory: QuietSite
    answered = False
    waiting_since: float | None = None
    _ended = False
    _between_requests = False

    def connectionMade(self) -> None:
        super().connectionMade()
        self.waiting_since = self.factory.clock.seconds()
        self.factory.add_channel(self)

    def resetTimeout(self) -> None:
        """Twisted calls this when bytes arrive."""

    def dataReceived(self, data: bytes) -> None:
        if self._ended:
            return
        if self._between_requests:
            self._between_requests = False
            self.setTimeout(HEADER_SECONDS)
        super().dataReceived(data)

    def lineLengthExceeded(self, line: bytes) -> None:
        self.refuse(b"400 Bad Request")

    def allHeadersReceived(self) -> None:
        self.setTimeout(BODY_SECONDS)
        super().allHeadersReceived()

    def allContentReceived(self) -> None:
        if not self._ended:
            self.waiting_since = None
            super().allContentReceived()

    def requestDone(self, request: Request) -> None:
        """Let others have their turn before the next request, which the client may have sent already."""
        self.callLater(0, lambda: self._await_request(request))

    def _await_request(self, request: Request) -> None:
        if not self._ended:
            self.answered, self._between_requests = True, True
            self.waiting_since, self._savedTimeOut = self.factory.clock.seconds(), IDLE_SECONDS
            super().requestDone(request)

    def refuse(self, status: bytes) -> None:
        """Answer a request that cannot be read, or has not been read to its end, and close the connection."""
        if not self._ended:
            self.transport.write(b"HTTP/1.1 %s\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" % status)
            self._close(GRACE_SECONDS)

    def timeoutConnection(self) -> None:
        self._close(GRACE_SECONDS)

    def loseConnection(self) -> None:
        self._close(READ_SECONDS)

    def _close(self, seconds: float) -> None:
        """Close the connection when all is sent, or cut it after so many seconds."""
        if not self._ended:
            self._ended = True
            self.setTimeout(None)
            self._abortingCall = self.callLater(seconds, self.forceAbortClient)
            super().loseConnection()

    def cut(self) -> None:
        self._ended = True
        self.factory.channels.discard(self)
        self.transport.abortConnection()

    def connectionLost(self, reason: Any = None) -> None:
        self._ended = True
        self.factory.channels.discard(self)
        super().connectionLost(reason)


class BoundedRequest(Request):
    """A request whose body has at most ``MAX_BODY`` bytes."""

    defaultContentType = None

    channel: Channel
    content: Any
    transport: Any

    def gotLength(self, length: int | None) -> None:
        super().gotLength(length)
        if length is not None and length > MAX_BODY:
            self.channel.refuse(b"413 Request Entity Too Large")

    def handleContentChunk(self, data: bytes) -> None:
        if self.content.tell() + len(data) > MAX_BODY:
            self.channel.refuse(b"413 Request Entity Too Large")
        else:
            super().handleContentChunk(data)


class QuietSite(Site):
    """A site with a limited number of connections.

    ``clock`` is Twisted's reactor, or a clock of its tests. It logs no requests: the journal does, and without what may
    be secret in an address.
    """

    displayTracebacks = False
    protocol = Channel  # type: ignore[assignment]  # Twisted wraps the same class, for the sake of HTTP/2
    resource: RootResource

    def __init__(self, resource: RootResource, clock: Any, max_connections: int) -> None:
        super().__init__(
            resource,
            requestFactory=BoundedRequest,
            timeout=HEADER_SECONDS,
            parsePOSTFormSubmission=False,
            reactor=clock,
        )
        self.clock = clock
        self.max_connections = max_connections
        self.channels: set[Channel] = set()

    def add_channel(self, channel: Channel) -> None:
        """Have another connection. Where there are too many, the one goes that has been waited for the longest: of
        those that have never had an answer, if there are any."""
        if len(self.channels) >= self.max_connections:
            waiting = [each for each in self.channels if each.waiting_since is not None] or [channel]
            longest = min(waiting, key=lambda each: (each.answered, each.waiting_since or 0))
            longest.cut()
            if longest is channel:
                return
        self.channels.add(channel)

    def log(self, request: object) -> None:
        pass


class RootResource(Resource):
    """The resource that all requests go to: it hands them to the admin API or to the service."""

    isLeaf = True

    def __init__(self, dispatcher: Dispatcher, admin: Admin) -> None:
        super().__init__()
        self.dispatcher = dispatcher
        self.admin = admin

    def render(self, request: Any) -> Any:
        try:
            sent = self._answer(request)
        except Exception as bug:  # noqa: BLE001 - a bug of ours: Twisted would answer with a page of HTML
            log.error("%s raised %s", request.method.decode("latin-1"), describe_bug(bug))
            sent = _internal_error(request.uri)
        return self._send(request, sent)

    def _answer(self, request: Any) -> HttpResponse:
        target, dummy, query = request.uri.decode("latin-1").partition("?")
        query_parameters = {name.lower(): value for name, value in parse_qsl(query, keep_blank_values=True)}
        method, body = request.method.decode("latin-1"), request.content.read()
        headers = {
            name.decode("latin-1").lower(): values[-1].decode("latin-1")
            for name, values in request.requestHeaders.getAllRawHeaders()
        }
        if target == "/emulator" or target.startswith("/emulator/"):
            path = target.removeprefix("/emulator").strip("/")
            peer, local = request.getClientAddress().host, request.getHost().host
            sent = self.admin.handle(method, path, query_parameters, headers, body, peer, local)
        else:
            parsed = context.Request(method, target, query_parameters, headers, body, *_identity(request))
            sent = self.dispatcher.handle(parsed)
        cloud = self.dispatcher.cloud
        cloud.blobs.write_accounts(cloud.store)
        cloud.hosting.changed()
        return sent

    def _send(self, request: Any, sent: HttpResponse) -> Any:
        if sent.fault == "hang":
            return NOT_DONE_YET
        if sent.fault in ("cut_before", "cut_after"):
            request.transport.abortConnection()
            return NOT_DONE_YET
        request.setResponseCode(sent.status)
        headers = {
            "Server": "classic.azure-emulator Microsoft-HTTPAPI/2.0",
            "Cache-Control": "no-cache",
            "Date": formatdate(self.dispatcher.cloud.clock.now(), usegmt=True),
        }
        if sent.body:
            headers["Content-Type"] = "application/xml; charset=utf-8"
        if sent.fault != "chunked":
            headers["Content-Length"] = str(len(sent.body))
        for name, value in {**headers, **sent.headers}.items():
            request.setHeader(name, value)
        request.write(sent.body)
        request.finish()
        return NOT_DONE_YET


def _internal_error(uri: bytes) -> HttpResponse:
    """The answer of the admin API, or of the service, to a request that met a bug."""
    error = service_error("internal_error")
    if uri.startswith(b"/emulator"):
        body = json.dumps({"error": f"{error.code}: {error.message}"}).encode()
        return HttpResponse(error.status, {"Content-Type": "application/json"}, body)
    return HttpResponse(error.status, {"x-ms-request-id": uuid.uuid4().hex}, xml.write(error_document(error)))


def _identity(request: Any) -> tuple[str | None, bool]:
    """SHA-1 of the client's certificate in 40 digits (docs/protocol/general.md#thumbprints), and whether it is out of
    date."""
    certificate = request.transport.getPeerCertificate()
    if certificate is None:
        return None, False
    now = datetime.now(timezone.utc).strftime("%Y%m%d%H%M%SZ").encode()
    today = certificate.get_notBefore() <= now <= certificate.get_notAfter()
    return certificate.digest("sha1").decode("ascii").replace(":", ""), not today


def listen(dispatcher: Dispatcher, admin: Admin, certificate: Path, host: str, port: int) -> int:
    """Listen, with a certificate and its key in one PEM file; return the port. Raises CannotListenError."""
    site = QuietSite(RootResource(dispatcher, admin), reactor, _connection_limit())
    context = AnyCertificate(certificate)
    return int(reactor.listenSSL(port, site, context, backlog=BACKLOG, interface=host).getHost().port)


def _connection_limit() -> int:
    """How many connections there can be, after this process has been allowed ``DESCRIPTORS``, or as many as it may be.

    Each has its socket, and perhaps a file with its body.
    """
    return max(1, (allow_open_files(DESCRIPTORS) - RESERVED_DESCRIPTORS) // 2)


def while_running(begin: Callable[[], None], end: Callable[[], Any]) -> None:
    """Have something begin when requests are answered, and end before this process does, which waits for it."""
    reactor.callWhenRunning(begin)
    reactor.addSystemEventTrigger("before", "shutdown", end)


def serve(ready: Callable[[], None]) -> None:
    """Run until stopped; ``ready`` is called when requests are answered."""
    reactor.callWhenRunning(ready)
    reactor.run()


def stop() -> None:
    """End ``serve``, after the response that is on its way."""
    reactor.callLater(0.1, reactor.stop)
