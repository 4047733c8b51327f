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

from ansible_collections.classic.azure.emulator import contract, faults, scrubbing
from ansible_collections.classic.azure.emulator.blobs import Blobs
from ansible_collections.classic.azure.emulator.call import Call, Refusal, Reply, Request, Route, Sent, segments
from ansible_collections.classic.azure.emulator.clock import Clock
from ansible_collections.classic.azure.emulator.faults import Faults, Rule
from ansible_collections.classic.azure.emulator.journal import Journal
from ansible_collections.classic.azure.emulator.operations import Operations
from ansible_collections.classic.azure.emulator.routes import Routes, check_version
from ansible_collections.classic.azure.emulator.store import Store
from ansible_collections.classic.azure.plugins.module_utils._asm import document

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
    struck: bool = False
    drops: list[str] = field(default_factory=list)
    reason: str = ""
    told: str = ""

    @property
    def operation(self) -> str:
        return self.route.operation if self.route else UNKNOWN


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

    def handle(self, request: Request) -> Sent:
        """Answer one request, and write both into the journal."""
        began = time.perf_counter()
        exchange = self._begin(request)
        sent = faults.spoilt(exchange.fault, request) if exchange.fault else None
        exchange.struck = sent is not None
        sent = sent or self._answer(exchange)
        if exchange.fault and not exchange.struck:
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
        exchange.fault = self.faults.strike(folded, exchange.operation)
        return exchange

    def _record(self, exchange: Exchange, sent: Sent, seconds: float) -> None:
        request = exchange.request
        entry = self.journal.write(
            time=self.clock.now(),
            subscription=exchange.subscription,
            operation=exchange.operation,
            method=request.method,
            path=f"/{'/'.join(exchange.parts)}",
            query=scrubbing.query(request.query),
            version=request.headers.get("x-ms-version", "")[:LONGEST_VERSION] or None,
            thumbprint=request.thumbprint,
            request=scrubbing.request(request.body, exchange.route),
            status=sent.status,
            operation_id=exchange.request_id,
            answer=exchange.told,
            drops=contract.few(exchange.drops),
            reason=exchange.reason,
            fault=exchange.fault.kind if exchange.fault else "",
            milliseconds=round(seconds * 1000, 2),
        )
        for sentence in entry["drops"]:
            log.warning("request %s of %s: dropped: %s", entry["number"], exchange.subscription, sentence)
        if sent.status >= 500:
            log.warning("request %s of %s: %s", entry["number"], exchange.subscription, entry["answer"])

    def _answer(self, exchange: Exchange) -> Sent:
        try:
            with self.store.transaction():
                self.operations.pass_time()
            with self.store.transaction():
                self._authenticate(exchange.request, exchange.subscription)
                self.operations.look_at(exchange.subscription, "/".join(exchange.parts))
            with self.store.transaction():
                reply = self._reply(exchange)
        except Refusal as refusal:
            reply = self._refused(exchange, refusal)
        except sqlite3.Error as error:
            broken = Refusal(*faults.REFUSALS["internal_error"], f"the state cannot be kept: {error}")
            reply = self._refused(exchange, broken)
        headers = {**reply.headers, "x-ms-request-id": exchange.request_id, "x-ms-servedbyregion": "ussouth"}
        body = b"" if reply.root is None else document.write(reply.root)
        exchange.told = scrubbing.answer(reply.root, body)
        return faults.peculiar(exchange.fault if exchange.struck else None, Sent(reply.status, headers, body))

    def _refused(self, exchange: Exchange, refusal: Refusal) -> Reply:
        exchange.reason = refusal.reason
        if self.strict and refusal.reason:
            refusal = Refusal(refusal.status, refusal.code, f"{refusal.message} Strict: {refusal.reason}.")
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
            exchange.struck = True
            raise refusal
        reply = self._behave(exchange, route, version)
        if fault:
            exchange.struck = fault.kind in faults.PECULIAR or self._spoil(exchange, fault, reply)
        return reply

    def _spoil(self, exchange: Exchange, fault: Rule, reply: Reply) -> bool:
        """Have the operation fail, or never end, that a request began; whether it began one."""
        if fault.kind == "stick_operation":
            self.operations.stick(exchange.subscription, exchange.request_id)
        else:
            status, code, message = faults.REFUSALS["internal_error"]
            failure = Refusal(status, code, fault.message or message)
            self.operations.fail(exchange.subscription, exchange.request_id, failure)
        return reply.status == 202

    def _behave(self, exchange: Exchange, route: Route, version: str) -> Reply:
        call = Call(
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
            call = self._read_body(exchange, call, route)
        reply = route.behaviour(call)
        if reply.status != 202:
            self.operations.record(call.subscription, call.request_id, call.operation, read=route.method == "GET")
        return reply

    def _read_body(self, exchange: Exchange, call: Call, route: Route) -> Call:
        assert route.body is not None
        given = contract.take(exchange.request.body, route)
        exchange.drops += contract.retire(given, route.spans, call.version, route.root)
        exchange.drops += contract.prune(given, route.body, route.root)
        if exchange.drops and self.strict:
            raise contract.invalid("; ".join(contract.few(exchange.drops)))
        misspelt = contract.misspelt(given, route.body, route.root)
        if misspelt:
            raise Refusal(400, "BadRequest", "A parameter was incorrect", "; ".join(contract.few(misspelt)))
        values = route.body.read(given)
        return replace(call, values=values if isinstance(values, dict) else {}, given=given)

    def _authenticate(self, request: Request, subscription: str) -> None:
        """Whether the certificate is the subscription's; one that is not valid today was refused
        (docs/protocol/general.md#client-certificate), that it was refused in these words is a guess."""
        known = self.store.get(subscription, "subscription", subscription)
        certificate = request.thumbprint and self.store.get(subscription, "management_certificate", request.thumbprint)
        if not known or not certificate or request.expired:
            raise Refusal(
                *faults.REFUSALS["forbidden"], "the certificate is not valid today" if request.expired else ""
            )


def error_document(refusal: Refusal) -> Element:
    """A refusal as the service spells it (docs/protocol/errors.md#error-body)."""
    root = document.create("Error")
    document.add(root, "Code", document.UNWRITABLE.sub("\ufffd", refusal.code))
    document.add(root, "Message", document.UNWRITABLE.sub("\ufffd", refusal.message))
    return root
