# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Failures on demand: every kind over the wire, and how often it happens."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import requests
from ansible_collections.classic.azure.emulator.cloud import Cloud
from ansible_collections.classic.azure.emulator.core.context import Request
from ansible_collections.classic.azure.emulator.core.errors import SERVICE_ERRORS
from ansible_collections.classic.azure.emulator.core.faults import KINDS, Faults, Rule, before_service
from ansible_collections.classic.azure.emulator.core.latency import parse
from ansible_collections.classic.azure.emulator.http.dispatcher import Dispatcher
from ansible_collections.classic.azure.tests.unit.emulator.wire import ACCOUNTS, GROUPS, NS, SERVICES, Response, Wire

GROUP = "<Name>g1</Name><Label>Zw==</Label><Location>West US</Location>"
CREATE = f"<CreateAffinityGroup {NS}>{GROUP}</CreateAffinityGroup>"


def create(wire: Wire) -> Response:
    return wire.ask("POST", GROUPS, CREATE)


def kept(wire: Wire) -> bool:
    return wire.service.kept("affinity_group", "g1") is not None


@pytest.mark.parametrize("kind", SERVICE_ERRORS)
def test_a_refusal_in_the_service_s_words(wire: Wire, kind: str) -> None:
    wire.service.validate(kind, "CreateAffinityGroup")
    wire.service.validate(kind, "CreateAffinityGroup", message="In other words.")
    refused = create(wire)
    assert refused.refusal == SERVICE_ERRORS[kind]
    assert refused.headers["Content-Type"] == "application/xml; charset=utf-8" and len(refused.operation_id) == 32
    assert "Retry-After" not in refused.headers
    assert (wire.entry["fault"], wire.entry["status"], kept(wire)) == (kind, SERVICE_ERRORS[kind][0], False)
    assert create(wire).refusal == (*SERVICE_ERRORS[kind][:2], "In other words.")
    assert create(wire).status == 201 and wire.entry["fault"] == ""


def test_a_redirect_leads_back_with_the_query(wire: Wire) -> None:
    wire.service.validate("redirect", times=0)
    response = wire.ask("GET", f"{SERVICES}?comp=a%26b&x=%C3%A4+")
    assert (response.status, response.body) == (307, b"")
    home = f"{wire.endpoint}/{wire.service.subscription_id}"
    assert response.headers["Location"] == f"{home}/{SERVICES}?comp=a%26b&x=%C3%A4+"
    assert "x-ms-request-id" not in response.headers, "as recorded (docs/protocol/general.md#redirects)"
    assert create(wire).headers["Location"] == f"{home}/{GROUPS}" and not kept(wire)


def test_a_redirect_to_a_stranger(wire: Wire) -> None:
    wire.service.validate("redirect_away")
    response = wire.ask("GET", "locations?x=1")
    assert response.headers["Location"] == f"https://somewhere.example/{wire.service.subscription_id}/locations?x=1"


def test_a_page_instead_of_an_answer(wire: Wire) -> None:
    wire.service.validate("html")
    response = wire.ask("GET", GROUPS)
    assert (response.status, response.headers["Content-Type"]) == (503, "text/html")
    assert response.body == b"<html><body><h1>Service Unavailable</h1></body></html>"


@pytest.mark.parametrize(("kind", "done"), [("cut_before", False), ("cut_after", True)])
def test_a_connection_that_is_cut(wire: Wire, kind: str, done: bool) -> None:
    wire.service.validate(kind)
    with pytest.raises(requests.exceptions.ConnectionError):
        create(wire)
    assert (kept(wire), wire.entry["fault"]) == (done, kind)
    assert wire.ask("GET", GROUPS).status == 200


def test_an_answer_that_never_comes(wire: Wire) -> None:
    wire.service.validate("hang")
    url = f"{wire.endpoint}/{wire.service.subscription_id}/{GROUPS}"
    with pytest.raises(requests.exceptions.ReadTimeout):
        wire.session.post(url, data=CREATE, headers={"x-ms-version": "2014-10-01"}, verify=wire.trusted, timeout=0.5)
    assert not kept(wire) and wire.entry["fault"] == "hang"
    assert create(wire).status == 201


def test_an_answer_in_chunks(wire: Wire) -> None:
    """1.5 % of the recorded answers were (docs/protocol/general.md#response-headers)."""
    wire.service.validate("chunked", times=2)
    for response in (create(wire), wire.ask("GET", GROUPS)):
        assert response.headers["Transfer-Encoding"] == "chunked" and "Content-Length" not in response.headers
    assert response.texts("AffinityGroup/Name") == ["g1"]


def test_an_answer_with_a_mark(wire: Wire) -> None:
    wire.service.validate("byte_order_mark")
    response = wire.ask("GET", GROUPS)
    assert response.body.startswith(b"\xef\xbb\xbf<AffinityGroups") and response.root.tag.endswith("AffinityGroups")
    assert response.headers["Content-Length"] == str(len(response.body))


def test_an_answer_of_another_region(wire: Wire) -> None:
    """Its host is in every address, and the server is named twice (docs/protocol/general.md#regional-front-ends)."""
    inside = f"<ServiceName>{wire.service.name}</ServiceName><Label>eA==</Label><Location>West US</Location>"
    wire.service.validate("regional", times=2)
    made = wire.ask("POST", SERVICES, f"<CreateHostedService {NS}>{inside}</CreateHostedService>")
    found = wire.ask("GET", f"{SERVICES}/{wire.service.name}")
    regional = "https://usnorth2.management.core.windows.net/"
    assert made.headers["Location"].startswith(f"{regional}subscriptions/")
    assert found.text("Url") == f"{regional}{wire.service.subscription_id}/{SERVICES}/{wire.service.name}"
    for response in (made, found):
        assert response.headers["x-ms-servedbyregion"] == "usnorth2"
        assert response.headers["Server"].count("Microsoft-HTTPAPI/2.0") == 2
        assert response.headers["Content-Length"] == str(len(response.body))
    assert "usnorth2" not in str(wire.ask("GET", f"{SERVICES}/{wire.service.name}").body)


def account(wire: Wire, name: str = "") -> Response:
    inside = f"<ServiceName>{name or wire.service.name}</ServiceName><Label>eA==</Label><Location>West US</Location>"
    return wire.ask("POST", ACCOUNTS, f"<CreateStorageServiceInput {NS}>{inside}</CreateStorageServiceInput>")


@pytest.mark.parametrize("profile", ["instant", "polls:2", "seconds:5"])
def test_an_operation_that_fails(open_wire: Callable[..., Wire], profile: str) -> None:
    wire = open_wire(profile)
    wire.service.validate("fail_operation")
    assert create(wire).status == 201 and wire.entry["fault"] == "", "what is done at once cannot fail later"
    made = account(wire)
    assert (made.status, wire.entry["fault"]) == (202, "fail_operation")
    wire.wait(5)
    seen = [wire.poll(made) for dummy in range(3)]
    assert seen[-1] == "Failed"
    found = wire.ask("GET", f"operations/{made.operation_id}")
    assert found.text("HttpStatusCode") == "500"
    assert found.text("Error/Message") == "The server encountered an internal error. Please retry the request."


def test_every_kind_is_tried_here() -> None:
    tried = {"redirect", "redirect_away", "html", "hang", "cut_before", "cut_after", "chunked", "byte_order_mark"}
    assert {*tried, "regional", "fail_operation", "hang_operation", *SERVICE_ERRORS} == set(KINDS)


@pytest.mark.parametrize("profile", ["instant", "polls:1", "seconds:5"])
def test_an_operation_that_never_ends(open_wire: Callable[..., Wire], profile: str) -> None:
    wire = open_wire(profile)
    wire.service.validate("hang_operation", "CreateStorageService")
    stuck = account(wire, f"{wire.service.name}a")
    assert (stuck.status, wire.entry["fault"]) == (202, "hang_operation")
    other = account(wire, f"{wire.service.name}b")
    wire.wait(1000)
    assert [wire.poll(stuck) for dummy in range(3)] == ["InProgress"] * 3
    wire.poll(other)
    assert wire.poll(other) == "Succeeded"


def statuses(wire: Wire, count: int) -> list[int]:
    return [wire.ask("GET", "locations").status for dummy in range(count)]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({}, [404, 200, 200, 200, 200]),
        ({"times": 2}, [404, 404, 200, 200, 200]),
        ({"times": 0}, [404] * 5),
        ({"nth": 3}, [200, 200, 404, 200, 200]),
        ({"nth": 2, "times": 2}, [200, 404, 404, 200, 200]),
        ({"nth": 4, "times": 0}, [200, 200, 200, 404, 404]),
        ({"probability": 0}, [200] * 5),
        ({"probability": 1.0, "times": 5}, [404] * 5),
    ],
)
def test_how_often(wire: Wire, rule: dict[str, float], expected: list[int]) -> None:
    wire.service.validate("not_found", "ListLocations", **rule)
    wire.ask("GET", GROUPS)
    assert statuses(wire, 5) == expected
    wire.service.keeper.do(wire.service.keeper.cloud.faults.clear, wire.service.subscription_id)


def test_a_rule_is_for_its_subscription_and_its_request(open_wire: Callable[..., Wire]) -> None:
    wire, other = open_wire(), open_wire()
    wire.service.validate("not_found", "ListAffinityGroups", times=0)
    assert [each.ask("GET", GROUPS).status for each in (wire, other)] == [404, 200]
    assert wire.ask("GET", "locations").status == 200
    wire.service.validate("internal_error", "Unknown")
    assert wire.ask("GET", "nowhere").status == 501, "what is not emulated is refused before"


def test_two_rules_strike_one_after_the_other(wire: Wire) -> None:
    wire.service.validate("not_found", "ListLocations")
    wire.service.validate("internal_error", "ListLocations")
    assert statuses(wire, 3) == [404, 500, 200]


def test_a_request_that_is_refused_anyway_spends_no_fault(wire: Wire) -> None:
    wire.service.validate("internal_error", "ListLocations")
    assert wire.ask("GET", "locations", version="1999-01-01").status == 400
    assert wire.entry["fault"] == ""
    wire.session.cert = None
    assert wire.ask("GET", "locations").status == 403
    wire.session.cert = str(wire.authority.management_certificate)
    assert wire.ask("GET", "locations").status == 500


def hits(seed: int | None, rules: int = 1) -> list[bool]:
    faults = Faults(seed)
    for dummy in range(rules):
        faults.add(kind="hang", times=0, probability=0.3)
    return [faults.match("s", "ListLocations") is not None for dummy in range(200)]


def test_chance_is_the_same_for_the_same_seed() -> None:
    assert hits(7) == hits(7) != hits(8)
    assert 30 < sum(hits(7)) < 90 < sum(hits(7, rules=3))
    assert hits(None) != hits(None)


def test_chance_is_the_same_in_an_emulator_with_a_seed() -> None:
    def seen() -> list[int]:
        cloud = Cloud(parse("instant"), seed=3)
        subscription = cloud.add_subscription([{"thumbprint": "A" * 40}])
        cloud.faults.add(kind="too_many_requests", times=0, probability=0.5)
        request = Request("GET", f"/{subscription}/locations", {}, {"x-ms-version": "2014-10-01"}, b"", "A" * 40)
        return [Dispatcher(cloud).handle(request).status for dummy in range(40)]

    assert seen() == seen()
    assert set(seen()) == {200, 503}


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        ({}, "a fault is one of hang, cut_before, .*, not None"),
        ({"kind": "flood"}, "a fault is one of .*, not 'flood'"),
        ({"kind": ["hang"]}, "a fault is one of .*, not \\['hang'\\]"),
        ({"kind": "hang", "often": 3}, "a fault has no often: it has kind, operation, subscription, nth, times, "),
        ({"kind": "hang", "seen": 3}, "a fault has no seen"),
        ({"kind": "hang", "done": 3}, "a fault has no done"),
        ({"kind": "hang", "nth": 0}, "nth is 0, and not a whole number from 1 on"),
        ({"kind": "hang", "nth": "2"}, "nth is '2', and not a whole number from 1 on"),
        ({"kind": "hang", "nth": True}, "nth is True, and not a whole number"),
        ({"kind": "hang", "times": -1}, "times is -1, and not a whole number from 0 on"),
        ({"kind": "hang", "times": 1.5}, "times is 1.5, and not a whole number"),
        ({"kind": "hang", "probability": 1.1}, "probability is 1.1, and not a number between 0 and 1"),
        ({"kind": "hang", "probability": -0.1}, "probability is -0.1"),
        ({"kind": "hang", "probability": float("nan")}, "probability is nan"),
        ({"kind": "hang", "probability": "0.5"}, "probability is '0.5'"),
        ({"kind": "hang", "probability": True}, "probability is True"),
        ({"kind": "hang", "message": 5}, "message is 5, and not a text"),
        ({"kind": "hang", "operation": None}, "operation is None, and not a text"),
        ({"kind": "hang", "subscription": 5}, "subscription is 5, and not a text"),
        (
            {"kind": "hang", "operation": "ListLocation"},
            "no request is named 'ListLocation': did you mean ListLocations",
        ),
        ({"kind": "hang", "operation": "xyz"}, "no request is named 'xyz'$"),
    ],
)
def test_a_rule_that_is_none(rule: dict[str, object], sentence: str) -> None:
    faults = Cloud(parse("instant")).faults
    with pytest.raises(ValueError, match=sentence):
        faults.add(**rule)
    assert faults.rules == []


def test_clearing() -> None:
    faults = Faults()
    for subscription in ("a", "b", ""):
        faults.add(kind="hang", subscription=subscription)
    faults.clear("a")
    assert [rule.subscription for rule in faults.rules] == ["b", ""]
    faults.clear()
    assert faults.rules == []


def test_a_rule_of_another_kind_spoils_nothing() -> None:
    request = Request("GET", "/x", {}, {}, b"")
    assert before_service(Rule("chunked"), request) is None and Rule("chunked").service_error() is None
