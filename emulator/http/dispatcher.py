# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way of a request through the emulator, from the socket's side: ``Dispatcher.handle``."""

from __future__ import annotations

import logging
import sqlite3
import time
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ansible_collections.classic.azure.emulator.cloud import UNKNOWN_OPERATION, Cloud
from ansible_collections.classic.azure.emulator.core import faults
from ansible_collections.classic.azure.emulator.core.context import (
    HttpResponse,
    Reply,
    Request,
    RequestContext,
    Route,
)
from ansible_collections.classic.azure.emulator.core.errors import (
    ErrorResponse,
    bad_request,
    describe_bug,
    service_error,
)
from ansible_collections.classic.azure.emulator.http import redaction, validation
from ansible_collections.classic.azure.emulator.http.routing import Router, check_version
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.timings import PROFILE_HEADER

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

HOST = "management.core.windows.net"
MAX_VERSION_LENGTH = 40

log = logging.getLogger(__name__)


@dataclass
class Exchange:
    """A request with its route, and what becomes known of it until the journal is written.

    ``rule`` is the fault that was chosen for it, ``fault`` the kind of the one that has taken place.
    """

    request: Request
    request_id: str
    route: Route | None
    names: dict[str, str]
    rule: faults.Rule | None = None
    fault: str = ""
    drops: list[str] = field(default_factory=list)
    reason: str = ""
    response: str = ""

    @property
    def operation(self) -> str:
        return self.route.operation if self.route else UNKNOWN_OPERATION

    def apply_fault(self) -> None:
        """The fault takes place: count it."""
        assert self.rule
        self.rule.done += 1
        self.fault = self.rule.kind


class Dispatcher:
    """The service apart from sockets: a request goes in, a response comes out."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self.router = Router(cloud.routes)

    def handle(self, request: Request) -> HttpResponse:
        """Answer one request, and write both into the journal.

        A request is routed, and a fault is chosen for it. Then come the checks of the service in its order
        (docs/protocol/general.md#order-of-checks): certificate, version, address, verb, query, body. Then the handler
        of the route does what is asked for.

        What the handler changes is one transaction: all of it is kept, or nothing if the request is refused. Two others
        come before it and stay even then: the effects that were due by time, and the poll that the request counts as,
        with the effects of the operation that it completes.
        """
        began = time.perf_counter()
        exchange = self._route(request)
        response = self._front_end_fault(exchange) or self._respond(exchange)
        self._record(exchange, response, time.perf_counter() - began)
        return response

    def _route(self, request: Request) -> Exchange:
        route, names = self.router.find(request)
        exchange = Exchange(request, self._new_request_id(), route, names)
        exchange.rule = self.cloud.faults.match(request.subscription, exchange.operation)
        return exchange

    def _new_request_id(self) -> str:
        """The next id; where the disk is too full to count them, a random one, with which what only reads goes on."""
        try:
            return self.cloud.operations.new_id()
        except sqlite3.Error as error:
            log.warning("the ids of requests cannot be counted: %s", error)
            return uuid.uuid4().hex

    def _front_end_fault(self, exchange: Exchange) -> HttpResponse | None:
        response = faults.before_service(exchange.rule, exchange.request) if exchange.rule else None
        if response:
            exchange.apply_fault()
        return response

    def _respond(self, exchange: Exchange) -> HttpResponse:
        """The response of the service, with the fault that it may have."""
        try:
            reply = self._serve(exchange)
        except ErrorResponse as error:
            reply = self._refuse(exchange, error)
        except sqlite3.Error as error:
            reason = f"the state cannot be kept: {error}"
            message = f"The emulator cannot keep its state, which is what it was before the request: {error}."
            reply = self._refuse(exchange, service_error("internal_error", message, reason))
        except Exception as bug:  # noqa: BLE001 - a bug of ours: the client gets an error of the service like any other
            log.error("%s %s raised %s", exchange.operation, exchange.request_id, describe_bug(bug))
            reply = self._refuse(exchange, service_error("internal_error", reason="a bug in the emulator: see its log"))
        headers = {
            **reply.headers,
            "x-ms-request-id": exchange.request_id,
            "x-ms-servedbyregion": "ussouth",
            PROFILE_HEADER: self.cloud.profile.name,
        }
        body = reply.data if reply.root is None else xml.write(reply.root)
        exchange.response = redaction.response(reply.root, body)
        response = HttpResponse(reply.status, headers, body)
        return faults.mutate_response(exchange.rule, response) if exchange.rule and exchange.fault else response

    def _serve(self, exchange: Exchange) -> Reply:
        """Do what is asked for. Raises ErrorResponse."""
        store, operations, request = self.cloud.store, self.cloud.operations, exchange.request
        with store.transaction():
            operations.run_due_timers()
        with store.transaction():
            self._authenticate(request)
            operations.poll_resource(request.subscription, "/".join(request.parts))
        with store.transaction():
            route = self._checked_route(exchange)
            self._service_fault(exchange)
            context = self._context(exchange, route)
            if route.root:
                self._read_body(exchange, context, route)
            reply = route.handler(context)
            if reply.status != 202:
                read = route.method == "GET"
                target, caller = "/".join(request.parts), request.thumbprint or ""
                created = context.values.get("name") if route.method == "POST" else None
                target = f"{target}/{created}" if created else target
                operations.record(context.subscription, context.request_id, route.operation, read, target, caller)
            self._operation_fault(exchange, reply)
        return reply

    def _authenticate(self, request: Request) -> None:
        """Raise ErrorResponse unless the certificate is one of the subscription's, and valid today.

        One that is not valid was refused (docs/protocol/general.md#client-certificate); that it was refused in these
        words is an assumption.
        """
        store, subscription = self.cloud.store, request.subscription
        known = store.get(subscription, "subscription", subscription)
        certificate = request.thumbprint and store.get(subscription, "management_certificate", request.thumbprint)
        if not known or not certificate or request.expired:
            raise service_error("forbidden", reason="the certificate is not valid today" if request.expired else "")

    def _checked_route(self, exchange: Exchange) -> Route:
        """The route of a request. Raises ErrorResponse if there is none, or none in the request's version."""
        check_version(exchange.request.version)
        if exchange.route is None:
            raise self.router.explain(exchange.request)
        check_version(exchange.request.version, exchange.route.since)
        return exchange.route

    def _service_fault(self, exchange: Exchange) -> None:
        """Raise the error response that the request is to have instead of its own."""
        error = exchange.rule.service_error() if exchange.rule else None
        if error:
            exchange.apply_fault()
            raise error

    def _operation_fault(self, exchange: Exchange, reply: Reply) -> None:
        """Have the operation that a request began fail or hang; see to it that a fault of the response takes place."""
        rule, subscription = exchange.rule, exchange.request.subscription
        if rule is None:
            return
        if rule.kind == "hang_operation":
            self.cloud.operations.hang(subscription, exchange.request_id)
        elif rule.kind == "fail_operation":
            error = service_error("internal_error", rule.message)
            self.cloud.operations.fail(subscription, exchange.request_id, error)
        if rule.kind in faults.ON_RESPONSE or reply.status == 202:
            exchange.apply_fault()

    def _context(self, exchange: Exchange, route: Route) -> RequestContext:
        return RequestContext(
            subscription=exchange.request.subscription,
            request_id=exchange.request_id,
            operation=route.operation,
            thumbprint=exchange.request.thumbprint or "",
            names=exchange.names,
            query=exchange.request.query,
            version=exchange.request.version,
            now=self.cloud.clock.now(),
            host=HOST,
            store=self.cloud.store,
            operations=self.cloud.operations,
            blobs=self.cloud.blobs,
            body=exchange.request.body,
        )

    def _read_body(self, exchange: Exchange, context: RequestContext, route: Route) -> None:
        """Validate the body, and put what it says into the context. Raises ErrorResponse.

        Elements that are dropped are only noted, as the service passed over them, unless the emulator is strict.
        """
        assert route.body is not None
        root = validation.expected_root(exchange.request.document, route)
        exchange.drops += validation.drop_unsupported(root, route.spans, context.version, route.root)
        exchange.drops += validation.drop_unknown(root, route.body, route.root)
        if exchange.drops and self.cloud.strict:
            raise validation.invalid_request("; ".join(validation.shorten(exchange.drops)))
        invalid = validation.invalid_values(root, route.body, route.root)
        if invalid:
            raise bad_request(reason="; ".join(validation.shorten(invalid)))
        values = route.body.read(root)
        context.values = values if isinstance(values, dict) else {}
        context.arguments = root

    def _refuse(self, exchange: Exchange, error: ErrorResponse) -> Reply:
        exchange.reason = error.reason
        if self.cloud.strict and error.reason:
            error = ErrorResponse(error.status, error.code, f"{error.message} Strict: {error.reason}.")
        return Reply(error.status, error_document(error))

    def _record(self, exchange: Exchange, response: HttpResponse, seconds: float) -> None:
        """Write an exchange into the journal, and into the log what somebody should look at."""
        request = exchange.request
        entry = self.cloud.journal.append(
            time=self.cloud.clock.now(),
            subscription=request.subscription,
            operation=exchange.operation,
            method=request.method,
            path=f"/{'/'.join(request.parts)}",
            query=redaction.query(request.query),
            version=request.version[:MAX_VERSION_LENGTH] or None,
            thumbprint=request.thumbprint,
            request=redaction.request(request.document, exchange.route),
            status=response.status,
            operation_id=exchange.request_id,
            response=exchange.response,
            drops=validation.shorten(exchange.drops),
            reason=exchange.reason,
            fault=exchange.fault,
            milliseconds=round(seconds * 1000, 2),
        )
        self._log(entry)

    def _log(self, entry: dict[str, Any]) -> None:
        for sentence in entry["drops"]:
            log.warning("request %s of %s: dropped: %s", entry["number"], entry["subscription"], sentence)
        if entry["status"] >= 500:
            log.warning("request %s of %s: %s", entry["number"], entry["subscription"], entry["response"])


def error_document(error: ErrorResponse) -> Element:
    """An error response as the service spells it (docs/protocol/errors.md#error-body)."""
    root = xml.create("Error")
    xml.add(root, "Code", xml.UNWRITABLE.sub("\ufffd", error.code))
    xml.add(root, "Message", xml.UNWRITABLE.sub("\ufffd", error.message))
    return root
