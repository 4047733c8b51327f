# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The front end: who may ask, what is asked, and the answer as the service spells it.

The order of the checks is that of docs/protocol/general.md#order-of-checks: certificate, version, address, verb, query,
body, behaviour.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ansible_collections.classic.azure.emulator.core import faults
from ansible_collections.classic.azure.emulator.core.blobs import Blobs
from ansible_collections.classic.azure.emulator.core.clock import Clock
from ansible_collections.classic.azure.emulator.core.context import (
    ErrorResponse,
    HttpResponse,
    Reply,
    Request,
    RequestContext,
    Route,
    segments,
)
from ansible_collections.classic.azure.emulator.core.faults import Faults, Rule
from ansible_collections.classic.azure.emulator.core.operations import Operations
from ansible_collections.classic.azure.emulator.core.store import Store
from ansible_collections.classic.azure.emulator.http import redaction, validation
from ansible_collections.classic.azure.emulator.http.journal import Journal
from ansible_collections.classic.azure.emulator.http.routing import Routes, check_version
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

HOST = "management.core.windows.net"
UNKNOWN = "Unknown"
LONGEST_VERSION = 40

log = logging.getLogger(__name__)


@dataclass
class Exchange:
    """A request, and what becomes known of it until the journal is written.

    C(parts) is its address below the subscription in segments. C(struck) says that the fault took place.
    """

    request: Request
    subscription: str
    parts: tuple[str, ...]
    request_id: str
    route: Route | None
    names: dict[str, str]
    fault: Rule | None = None
    fault_applied: bool = False
    drops: list[str] = field(default_factory=list)
    reason: str = ""
    returned: str = ""

    @property
    def operation(self) -> str:
        return self.route.operation if self.route else UNKNOWN


class Dispatcher:
    """The service, apart from sockets: a request goes in, an answer comes out."""

    def __init__(
        self,
        routes: Sequence[Route],
        store: Store,
        clock: Clock,
        operations: Operations,
        faults: Faults,
        journal: Journal,
        blobs: Blobs,
        strict: bool = False,
    ) -> None:
        self.routes = Routes(routes)
        self.store = store
        self.clock = clock
        self.operations = operations
        self.faults = faults
        self.journal = journal
        self.blobs = blobs
        self.strict = strict

    def handle(self, request: Request) -> HttpResponse:
        """Answer one request, and write both into the journal."""
        began = time.perf_counter()
        exchange = self._begin(request)
        sent = faults.before_service(exchange.fault, request) if exchange.fault else None
        exchange.fault_applied = sent is not None
        sent = sent or self._answer(exchange)
        if exchange.fault and not exchange.fault_applied:
            exchange.fault.done -= 1
            exchange.fault = None
        self._record(exchange, sent, time.perf_counter() - began)
        return sent

    def _begin(self, request: Request) -> Exchange:
        subscription, dummy, path = request.path.removeprefix("/").partition("/")
        parts = segments(path)
        route, names = self.routes.find(request, parts)
        folded = "".join(segments(subscription)).lower()
        exchange = Exchange(request, folded, parts, self.operations.new_id(), route, names)
        exchange.fault = self.faults.match(folded, exchange.operation)
        return exchange

    def _record(self, exchange: Exchange, sent: HttpResponse, seconds: float) -> None:
        request = exchange.request
        entry = self.journal.write(
            time=self.clock.now(),
            subscription=exchange.subscription,
            operation=exchange.operation,
            method=request.method,
            path=f"/{'/'.join(exchange.parts)}",
            query=redaction.query(request.query),
            version=request.headers.get("x-ms-version", "")[:LONGEST_VERSION] or None,
            thumbprint=request.thumbprint,
            request=redaction.request(request.body, exchange.route),
            status=sent.status,
            operation_id=exchange.request_id,
            response=exchange.returned,
            drops=validation.few(exchange.drops),
            reason=exchange.reason,
            fault=exchange.fault.kind if exchange.fault else "",
            milliseconds=round(seconds * 1000, 2),
        )
        for sentence in entry["drops"]:
            log.warning("request %s of %s: dropped: %s", entry["number"], exchange.subscription, sentence)
        if sent.status >= 500:
            log.warning("request %s of %s: %s", entry["number"], exchange.subscription, entry["response"])

    def _answer(self, exchange: Exchange) -> HttpResponse:
        try:
            with self.store.transaction():
                self.operations.pass_time()
            with self.store.transaction():
                self._authenticate(exchange.request, exchange.subscription)
                self.operations.look_at(exchange.subscription, "/".join(exchange.parts))
            with self.store.transaction():
                reply = self._reply(exchange)
        except ErrorResponse as refusal:
            reply = self._refused(exchange, refusal)
        except sqlite3.Error as error:
            broken = ErrorResponse(*faults.SERVICE_ERRORS["internal_error"], f"the state cannot be kept: {error}")
            reply = self._refused(exchange, broken)
        headers = {**reply.headers, "x-ms-request-id": exchange.request_id, "x-ms-servedbyregion": "ussouth"}
        body = b"" if reply.root is None else xml.write(reply.root)
        exchange.returned = redaction.response(reply.root, body)
        return faults.mutate_response(
            exchange.fault if exchange.fault_applied else None, HttpResponse(reply.status, headers, body)
        )

    def _refused(self, exchange: Exchange, refusal: ErrorResponse) -> Reply:
        exchange.reason = refusal.reason
        if self.strict and refusal.reason:
            refusal = ErrorResponse(refusal.status, refusal.code, f"{refusal.message} Strict: {refusal.reason}.")
        return Reply(refusal.status, error_document(refusal))

    def _reply(self, exchange: Exchange) -> Reply:
        """What the service answers. Raises Refusal."""
        request, route, fault = exchange.request, exchange.route, exchange.fault
        version = request.headers.get("x-ms-version", "")
        check_version(version)
        if route is None:
            raise self.routes.refusal(request, exchange.parts)
        check_version(version, route.since)
        refusal = fault.refusal() if fault else None
        if refusal:
            exchange.fault_applied = True
            raise refusal
        reply = self._behave(exchange, route, version)
        if fault:
            exchange.fault_applied = fault.kind in faults.MUTATE_RESPONSE or self._spoil(exchange, fault, reply)
        return reply

    def _spoil(self, exchange: Exchange, fault: Rule, reply: Reply) -> bool:
        """Have the operation fail, or never end, that a request began; whether it began one."""
        if fault.kind == "stick_operation":
            self.operations.hang_operation(exchange.subscription, exchange.request_id)
        else:
            status, code, message = faults.SERVICE_ERRORS["internal_error"]
            failure = ErrorResponse(status, code, fault.message or message)
            self.operations.fail(exchange.subscription, exchange.request_id, failure)
        return reply.status == 202

    def _behave(self, exchange: Exchange, route: Route, version: str) -> Reply:
        context = RequestContext(
            subscription=exchange.subscription,
            request_id=exchange.request_id,
            operation=route.operation,
            names=exchange.names,
            query=exchange.request.query,
            version=version,
            now=self.clock.now(),
            host=HOST,
            store=self.store,
            operations=self.operations,
            blobs=self.blobs,
        )
        if route.root:
            context = self._read_body(exchange, context, route)
        reply = route.handler(context)
        if reply.status != 202:
            self.operations.record(
                context.subscription, context.request_id, context.operation, read=route.method == "GET"
            )
        return reply

    def _read_body(self, exchange: Exchange, context: RequestContext, route: Route) -> RequestContext:
        assert route.body is not None
        arguments = validation.take(exchange.request.body, route)
        exchange.drops += validation.retire(arguments, route.spans, context.version, route.root)
        exchange.drops += validation.prune(arguments, route.body, route.root)
        if exchange.drops and self.strict:
            raise validation.invalid("; ".join(validation.few(exchange.drops)))
        misspelt = validation.misspelt(arguments, route.body, route.root)
        if misspelt:
            raise ErrorResponse(400, "BadRequest", "A parameter was incorrect", "; ".join(validation.few(misspelt)))
        values = route.body.read(arguments)
        return replace(context, values=values if isinstance(values, dict) else {}, arguments=arguments)

    def _authenticate(self, request: Request, subscription: str) -> None:
        """Whether the certificate is the subscription's; one that is not valid today was refused
        (docs/protocol/general.md#client-certificate), that it was refused in these words is a guess."""
        known = self.store.get(subscription, "subscription", subscription)
        certificate = request.thumbprint and self.store.get(subscription, "management_certificate", request.thumbprint)
        if not known or not certificate or request.expired:
            raise ErrorResponse(
                *faults.SERVICE_ERRORS["forbidden"], "the certificate is not valid today" if request.expired else ""
            )


def error_document(refusal: ErrorResponse) -> Element:
    """A refusal as the service spells it (docs/protocol/errors.md#error-body)."""
    root = xml.create("Error")
    xml.add(root, "Code", xml.UNWRITABLE.sub("\ufffd", refusal.code))
    xml.add(root, "Message", xml.UNWRITABLE.sub("\ufffd", refusal.message))
    return root
