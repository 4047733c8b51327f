# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way of a request through the emulator: what is parsed once, and what stays of a request that is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from ansible_collections.classic.azure.emulator.cloud import Cloud
from ansible_collections.classic.azure.emulator.core.clock import VirtualClock
from ansible_collections.classic.azure.emulator.core.context import HttpResponse, Reply, Request, RequestContext, Route
from ansible_collections.classic.azure.emulator.core.errors import conflict
from ansible_collections.classic.azure.emulator.core.latency import parse
from ansible_collections.classic.azure.emulator.http.dispatcher import Dispatcher
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.tests.unit.emulator.wire import ACCOUNTS, NS, SERVICES

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

CERTIFICATE = "A" * 40
ROLE_OPERATIONS = f"{SERVICES}/shop/deployments/shop/roleinstances/web/operations"


class Asked:
    """A subscription asked without a connection."""

    def __init__(self, profile: str) -> None:
        self.clock = VirtualClock()
        self.cloud = Cloud(parse(profile), clock=self.clock)
        self.subscription = self.cloud.add_subscription([{"thumbprint": CERTIFICATE}])
        self.dispatcher = Dispatcher(self.cloud)

    def ask(self, method: str, path: str, body: str = "", thumbprint: str = CERTIFICATE) -> HttpResponse:
        headers = {"x-ms-version": "2014-10-01"}
        request = Request(method, f"/{self.subscription}/{path}", {}, headers, body.encode(), thumbprint)
        return self.dispatcher.handle(request)

    def create_account(self) -> str:
        """Begins the creation of a storage account; returns the id of the operation."""
        inside = "<ServiceName>shop</ServiceName><Label>c2hvcA==</Label><Location>West US</Location>"
        sent = self.ask("POST", ACCOUNTS, f"<CreateStorageServiceInput {NS}>{inside}</CreateStorageServiceInput>")
        assert sent.status == 202
        return sent.headers["x-ms-request-id"]

    def status(self, operation_id: str) -> str:
        operation = self.cloud.operations.get(self.subscription, operation_id)
        assert operation
        return operation.status

    def replace_routes(self, *routes: Route) -> None:
        """Has other routes than the services have, in this emulator alone."""
        self.cloud.routes = routes
        self.dispatcher = Dispatcher(self.cloud)


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The documents that have been parsed."""
    found: list[bytes] = []
    parse_document = xml.parse

    def noted(data: bytes, verbatim: bool = False) -> Element:
        found.append(data)
        return parse_document(data, verbatim)

    monkeypatch.setattr(xml, "parse", noted)
    return found


@pytest.mark.parametrize(
    ("path", "body", "operation"),
    [
        (SERVICES, f"<CreateHostedService {NS}><ServiceName>shop</ServiceName></CreateHostedService>", "CreateHos"),
        (ROLE_OPERATIONS, f"<ShutdownRoleOperation {NS}/>", "ShutdownRole"),
        (ROLE_OPERATIONS, f"<!-- <StartRoleOperation> --><CaptureRoleOperation {NS}/>", "CaptureRole"),
        (ROLE_OPERATIONS, "<ShutdownRoleOperation", "CaptureRole"),
        ("nowhere", f"<Password {NS}>secret</Password>", "Unknown"),
    ],
)
def test_body_is_parsed_once(parsed: list[bytes], path: str, body: str, operation: str) -> None:
    """Routing, validation and the journal read the same tree."""
    asked = Asked("instant")
    asked.ask("POST", path, body)
    assert parsed == [body.encode()]
    (entry,) = asked.cloud.journal.read()
    assert entry["operation"].startswith(operation)


@pytest.mark.parametrize(
    ("path", "root"), [(SERVICES, "CreateHostedService"), (ROLE_OPERATIONS, "ShutdownRoleOperation")]
)
def test_body_of_too_many_elements_is_refused(parsed: list[bytes], path: str, root: str) -> None:
    """Each of seven megabytes of pairs would have to be looked at several times: for seconds, in which nobody else is
    answered. None is, also where the route depends on the body."""
    pair = "<ExtendedProperty><Name>p</Name><Value>v</Value></ExtendedProperty>"
    body = f"<{root} {NS}><ExtendedProperties>{pair * 100_000}</ExtendedProperties></{root}>"
    asked = Asked("instant")
    response = asked.ask("POST", path, body)
    assert (response.status, b"InvalidXmlRequest" in response.body, parsed) == (400, True, [])
    (entry,) = asked.cloud.journal.read()
    assert entry["reason"] == "the document has more than 10000 elements"
    assert entry["request"] == f"({len(body)} bytes)"


def test_large_values_are_taken(parsed: list[bytes]) -> None:
    """Packages' configurations and certificates are long texts in few elements."""
    inside = f"<Name>g1</Name><Label>Zw==</Label><Description>{'x' * 1_000_000}</Description>"
    response = Asked("instant").ask(
        "POST", "affinitygroups", f"<CreateAffinityGroup {NS}>{inside}</CreateAffinityGroup>"
    )
    assert b"InvalidXmlRequest" not in response.body and len(parsed) == 1


def test_bug_in_handler_is_internal_error(caplog: pytest.LogCaptureFixture) -> None:
    """It is journaled, nothing of it stays, and the log has its places without its text, which may be secret."""
    asked, password = Asked("instant"), "-".join(("Not", "A", "Real", "1"))

    def handler(context: RequestContext) -> Reply:
        context.put("affinity_group", "g1", {"name": "g1"})
        raise ZeroDivisionError(password)

    asked.replace_routes(Route("CreateGroup", "POST", "groups", handler))
    response = asked.ask("POST", "groups")
    assert response.status == 500 and b"<Code>InternalError</Code>" in response.body
    assert asked.cloud.store.get(asked.subscription, "affinity_group", "g1") is None
    (entry,) = asked.cloud.journal.read()
    assert (entry["status"], entry["operation_id"]) == (500, response.headers["x-ms-request-id"])
    assert "ZeroDivisionError" in caplog.text and "test_dispatcher.py" in caplog.text
    assert password not in f"{caplog.text}{response.body!r}{entry}"


def test_read_parses_nothing(parsed: list[bytes]) -> None:
    assert Asked("instant").ask("GET", "locations").status == 200
    assert parsed == []


def test_dropped_element_stays_in_journal() -> None:
    """Validation takes it out of a tree of its own."""
    asked = Asked("instant")
    inside = "<Name>g1</Name><Label>Zw==</Label><Stray>x</Stray><Location>West US</Location>"
    sent = asked.ask("POST", "affinitygroups", f"<CreateAffinityGroup {NS}>{inside}</CreateAffinityGroup>")
    assert sent.status == 201
    (entry,) = asked.cloud.journal.read()
    assert "<Stray>(dropped)</Stray>" in entry["request"] and "<Location>West US</Location>" in entry["request"]


def test_time_passes_though_request_is_refused() -> None:
    asked = Asked("seconds:10")
    operation_id = asked.create_account()
    asked.clock.advance(10)
    assert asked.ask("GET", "locations", thumbprint="B" * 40).status == 403
    assert asked.status(operation_id) == "Succeeded"


def test_refused_request_counts_as_poll() -> None:
    asked = Asked("polls:1")
    operation_id = asked.create_account()
    assert asked.ask("DELETE", f"{ACCOUNTS}/shop", thumbprint="B" * 40).status == 403
    assert asked.status(operation_id) == "InProgress"
    assert asked.ask("PATCH", f"{ACCOUNTS}/shop").status == 400
    assert asked.status(operation_id) == "Succeeded"


def test_refused_change_leaves_nothing() -> None:
    asked = Asked("instant")

    def handler(context: RequestContext) -> Reply:
        context.put("affinity_group", "g1", {"name": "g1"})
        raise conflict("changed my mind")

    asked.replace_routes(Route("CreateGroup", "POST", "groups", handler))
    assert asked.ask("POST", "groups").status == 409
    assert asked.cloud.store.get(asked.subscription, "affinity_group", "g1") is None
