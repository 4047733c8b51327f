# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The front end: who may ask, what is asked, and the answer as the service spells it.

The order of the checks is that of protocol/3 section 12.4: certificate, version, address, verb, query, body, behaviour.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ansible_collections.classic.azure.emulator import contract
from ansible_collections.classic.azure.emulator.call import Call, Refusal, Reply, Request, Route, not_found
from ansible_collections.classic.azure.emulator.clock import Clock
from ansible_collections.classic.azure.emulator.faults import Faults, Rule
from ansible_collections.classic.azure.emulator.journal import Journal, scrubbed
from ansible_collections.classic.azure.emulator.operations import Operations
from ansible_collections.classic.azure.emulator.store import Store
from ansible_collections.classic.azure.plugins.module_utils._asm import document

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

OLDEST_VERSION = "2009-10-01"
HOST = "management.core.windows.net"
UNKNOWN = "Unknown"


@dataclass(frozen=True)
class Sent:
    """An answer ready for the wire. C(fault) says what the connection is to suffer instead of, or after, it."""

    status: int
    headers: dict[str, str]
    body: bytes
    fault: str = ""


class Frontend:
    """The service, apart from sockets: a request goes in, an answer comes out."""

    def __init__(
        self,
        routes: Sequence[Route],
        store: Store,
        clock: Clock,
        operations: Operations,
        faults: Faults,
        journal: Journal,
        strict: bool = False,
    ) -> None:
        self.routes = routes
        self.store = store
        self.clock = clock
        self.operations = operations
        self.faults = faults
        self.journal = journal
        self.strict = strict

    def handle(self, request: Request) -> Sent:
        """Answer one request, and write both into the journal."""
        began = time.perf_counter()
        subscription, dummy, path = request.path.strip("/").partition("/")
        subscription = subscription.lower()
        drops: list[str] = []
        route, names = self._route(request, path)
        operation = route.operation if route else UNKNOWN
        with self.store.transaction():
            self.operations.pass_time()
        fault = self.faults.strike(subscription, operation)
        request_id = self.operations.new_id()
        if fault and fault.kind in ("hang", "cut_before", "html", "redirect", "redirect_away"):
            sent = self._spoiled(fault, request)
        else:
            sent = self._answer(request, subscription, path, route, names, request_id, drops, fault)
        self.journal.write(
            time=self.clock.now(),
            subscription=subscription,
            operation=operation,
            method=request.method,
            path=f"/{path}",
            query=dict(request.query),
            version=request.headers.get("x-ms-version"),
            thumbprint=request.thumbprint,
            request=scrubbed(request.body),
            status=sent.status,
            operation_id=request_id,
            answer=scrubbed(sent.body),
            drops=drops,
            fault=fault.kind if fault else "",
            milliseconds=round((time.perf_counter() - began) * 1000, 2),
        )
        return sent

    def _answer(
        self,
        request: Request,
        subscription: str,
        path: str,
        route: Route | None,
        names: dict[str, str],
        request_id: str,
        drops: list[str],
        fault: Rule | None,
    ) -> Sent:
        try:
            with self.store.transaction():
                self._authenticate(request, subscription)
                self._check_version(request)
                if route is None:
                    raise self._no_route(request, path)
                if fault:
                    self._refuse(fault)
                call = Call(
                    subscription=subscription,
                    request_id=request_id,
                    operation=route.operation,
                    names=names,
                    query=request.query,
                    version=request.headers["x-ms-version"],
                    now=self.clock.now(),
                    host=HOST,
                    store=self.store,
                    operations=self.operations,
                )
                reply = self._behave(call, route, path, request.body, drops)
                if fault and fault.kind == "fail_operation":
                    message = fault.message or "The server encountered an internal error. Please retry the request."
                    self.operations.fail(subscription, request_id, Refusal(500, "InternalError", message))
        except Refusal as refusal:
            reply = Reply(refusal.status, error_document(refusal))
        headers = {**reply.headers, "x-ms-request-id": request_id, "x-ms-servedbyregion": "ussouth"}
        body = b"" if reply.root is None else document.write(reply.root)
        cut = "cut_after" if fault and fault.kind == "cut_after" else ""
        return Sent(reply.status, headers, body, cut)

    def _behave(self, call: Call, route: Route, path: str, body: bytes, drops: list[str]) -> Reply:
        if route.root:
            call = self._read_body(call, route, body, drops)
        if route.method == "GET":
            self.operations.look_at(call.subscription, path)
        reply = route.behaviour(call)
        if reply.status != 202:
            self.operations.record(call.subscription, call.request_id, call.operation, read=route.method == "GET")
        return reply

    def _read_body(self, call: Call, route: Route, body: bytes, drops: list[str]) -> Call:
        assert route.body is not None
        invalid = Refusal(400, "InvalidXmlRequest", "The request body's XML was invalid or not correctly specified.")
        try:
            given = document.parse(body)
        except document.InvalidDocument as error:
            drops.append(str(error))
            raise invalid from error
        if given.tag != document.qualified(route.root):
            drops.append(f"the root element is {given.tag}, and {document.qualified(route.root)} is expected")
            raise invalid
        drops += contract.prune(given, route.body, route.root)
        if drops and self.strict:
            raise Refusal(400, "InvalidXmlRequest", f"{invalid.message} Strict: {'; '.join(drops)}.")
        try:
            values = route.body.read(given) or {}
        except ValueError as error:
            raise Refusal(400, "BadRequest", f"A parameter was incorrect: {error}") from error
        return replace(call, values=values, given=given)

    def _authenticate(self, request: Request, subscription: str) -> None:
        known = self.store.get(subscription, "subscription", subscription)
        certificate = request.thumbprint and self.store.get(subscription, "management_certificate", request.thumbprint)
        if not known or not certificate:
            raise Refusal(
                403,
                "ForbiddenError",
                "The server failed to authenticate the request. "
                "Verify that the certificate is valid and is associated with this subscription.",
            )

    def _check_version(self, request: Request) -> None:
        version = request.headers.get("x-ms-version", "")
        if not re.fullmatch(r"20\d\d-[01]\d-[0-3]\d", version) or version < OLDEST_VERSION:
            raise Refusal(
                400,
                "MissingOrIncorrectVersionHeader",
                "The versioning header is not specified or was specified incorrectly.",
            )

    def _route(self, request: Request, path: str) -> tuple[Route | None, dict[str, str]]:
        for route in self.routes:
            names = route.match(path)
            if names is not None and route.method == request.method and _asked(route, request):
                return route, names
        return None, {}

    def _no_route(self, request: Request, path: str) -> Refusal:
        """Why there is no such route: the verb, the query, or that we do not emulate it."""
        there = [route for route in self.routes if route.match(path) is not None]
        if any(route.method == request.method for route in there):
            message = "A required query parameter was not specified for this request or was specified incorrectly."
            return Refusal(400, "MissingOrInvalidRequiredQueryParameter", message)
        if there:
            message = "The HTTP verb specified was not recognized by the server or isn't valid for this resource."
            return Refusal(400, "InvalidHttpVerb", message)
        return Refusal(501, "NotImplemented", f"{request.method} /{path} is not emulated.")

    def _refuse(self, fault: Rule) -> None:
        if fault.kind == "locked":
            raise Refusal(
                409,
                "ConflictError",
                fault.message
                or "Windows Azure is currently performing an operation on this hosted service "
                "that requires exclusive access.",
            )
        if fault.kind == "internal_error":
            message = "The server encountered an internal error. Please retry the request."
            raise Refusal(500, "InternalError", fault.message or message)
        if fault.kind == "not_found":
            raise not_found()
        if fault.kind == "too_many_requests":
            message = "Too many requests received. Retry after some time."
            raise Refusal(503, "TooManyRequests", fault.message or message)

    def _spoiled(self, fault: Rule, request: Request) -> Sent:
        """An answer that never comes, or leads elsewhere (protocol/1 section 6.4)."""
        if fault.kind in ("hang", "cut_before"):
            return Sent(0, {}, b"", fault.kind)
        if fault.kind == "html":
            return Sent(503, {"Content-Type": "text/html"}, b"<html><body><h1>Service Unavailable</h1></body></html>")
        host = "somewhere.example" if fault.kind == "redirect_away" else request.headers.get("host", "")
        query = "&".join(f"{name}={value}" for name, value in request.query.items())
        return Sent(307, {"Location": f"https://{host}{request.path}{'?' if query else ''}{query}"}, b"")


def error_document(refusal: Refusal) -> Element:
    """A refusal as the service spells it (protocol/1 section 5.1)."""
    root = document.create("Error")
    document.add(root, "Code", refusal.code)
    document.add(root, "Message", refusal.message)
    return root


def _asked(route: Route, request: Request) -> bool:
    """Whether the query asks for this route and not for a sibling of it."""
    deciding = {name: value.lower() for name, value in request.query.items() if name in ("comp", "action", "resources")}
    return deciding == dict(route.query)
