# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sockets: TLS that asks for a client certificate and takes any, and HTTP/1.1, both by Twisted.

Python's own ssl refuses an unknown self-signed certificate in the handshake; the service answered it with HTTP 403.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qsl

from ansible_collections.classic.azure.emulator.core import context
from ansible_collections.classic.azure.emulator.core.context import HttpResponse
from ansible_collections.classic.azure.emulator.http.admin import Admin
from ansible_collections.classic.azure.emulator.http.dispatcher import Dispatcher
from OpenSSL import SSL
from twisted.internet import reactor as _reactor
from twisted.internet.interfaces import IOpenSSLServerConnectionCreator
from twisted.protocols.tls import TLSMemoryBIOProtocol
from twisted.web.resource import Resource
from twisted.web.server import NOT_DONE_YET, Request, Site
from zope.interface import implementer

MAX_BODY = 64 * 1024 * 1024
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


class BoundedRequest(Request):
    """A request whose body has at most ``MAX_BODY`` bytes; beyond that the connection is cut."""

    defaultContentType = None

    content: Any
    transport: Any

    def handleContentChunk(self, data: bytes) -> None:
        if self.content.tell() + len(data) > MAX_BODY:
            self.transport.abortConnection()
        else:
            super().handleContentChunk(data)


class QuietSite(Site):
    """A site that logs no requests: the journal does, and without what may be secret in an address."""

    displayTracebacks = False

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
        return self._send(request, sent)

    def _send(self, request: Any, sent: HttpResponse) -> Any:
        if sent.fault == "hang":
            return NOT_DONE_YET
        if sent.fault in ("cut_before", "cut_after"):
            request.transport.abortConnection()
            return NOT_DONE_YET
        request.setResponseCode(sent.status)
        headers = {"Server": "classic.azure-emulator Microsoft-HTTPAPI/2.0", "Cache-Control": "no-cache"}
        if sent.body:
            headers["Content-Type"] = "application/xml; charset=utf-8"
        if sent.fault != "chunked":
            headers["Content-Length"] = str(len(sent.body))
        for name, value in {**headers, **sent.headers}.items():
            request.setHeader(name, value)
        request.write(sent.body)
        request.finish()
        return NOT_DONE_YET


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
    site = QuietSite(RootResource(dispatcher, admin), requestFactory=BoundedRequest, parsePOSTFormSubmission=False)
    return int(reactor.listenSSL(port, site, AnyCertificate(certificate), interface=host).getHost().port)


def serve(ready: Callable[[], None]) -> None:
    """Run until stopped; ``ready`` is called when requests are answered."""
    reactor.callWhenRunning(ready)
    reactor.run()


def stop() -> None:
    """End ``serve``, after the response that is on its way."""
    reactor.callLater(0.1, reactor.stop)
