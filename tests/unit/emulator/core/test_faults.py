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
from ansible_collections.classic.azure.emulator.core.faults import KINDS, PROXY_PAGE, Faults, Rule, before_service
from ansible_collections.classic.azure.emulator.core.latency import parse
from ansible_collections.classic.azure.emulator.http.dispatcher import Dispatcher
from ansible_collections.classic.azure.tests.unit.emulator.wire import (
    ACCOUNTS,
    GROUPS,
    NS,
    SERVICES,
    EmulatorClient,
    Response,
)

GROUP = "<Name>g1</Name><Label>Zw==</Label><Location>West US</Location>"
CREATE = f"<CreateAffinityGroup {NS}>{GROUP}</CreateAffinityGroup>"


def create(client: EmulatorClient) -> Response:
    return client.request("POST", GROUPS, CREATE)


def is_stored(client: EmulatorClient) -> bool:
    return client.service.stored("affinity_group", "g1") is not None


@pytest.mark.parametrize("kind", SERVICE_ERRORS)
def test_injected_service_error_response(client: EmulatorClient, kind: str) -> None:
    client.service.inject_fault(kind, "CreateAffinityGroup")
    client.service.inject_fault(kind, "CreateAffinityGroup", message="In other words.")
    refused = create(client)
    assert refused.error == SERVICE_ERRORS[kind]
    assert refused.headers["Content-Type"] == "application/xml; charset=utf-8" and len(refused.operation_id) == 32
    assert "Retry-After" not in refused.headers
    assert (client.last_entry["fault"], client.last_entry["status"], is_stored(client)) == (
        kind,
        SERVICE_ERRORS[kind][0],
        False,
    )
    assert create(client).error == (*SERVICE_ERRORS[kind][:2], "In other words.")
    assert create(client).status == 201 and client.last_entry["fault"] == ""


def test_redirect_location_keeps_query(client: EmulatorClient) -> None:
    client.service.inject_fault("redirect", times=0)
    response = client.request("GET", f"{SERVICES}?comp=a%26b&x=%C3%A4+")
    assert (response.status, response.body) == (307, b"")
    home = f"{client.endpoint}/{client.service.subscription_id}"
    assert response.headers["Location"] == f"{home}/{SERVICES}?comp=a%26b&x=%C3%A4+"
    assert "x-ms-request-id" not in response.headers, "as recorded (docs/protocol/general.md#redirects)"
    assert create(client).headers["Location"] == f"{home}/{GROUPS}" and not is_stored(client)


def test_redirect_to_foreign_host(client: EmulatorClient) -> None:
    client.service.inject_fault("redirect_away")
    response = client.request("GET", "locations?x=1")
    assert response.headers["Location"] == f"https://somewhere.example/{client.service.subscription_id}/locations?x=1"


def test_html_error_page(client: EmulatorClient) -> None:
    client.service.inject_fault("html")
    response = client.request("GET", GROUPS)
    assert (response.status, response.headers["Content-Type"]) == (503, "text/html")
    assert response.body == b"<html><body><h1>Service Unavailable</h1></body></html>"


@pytest.mark.parametrize(("kind", "done"), [("proxy_page", False), ("proxy_page_after", True)])
def test_proxy_page_before_or_after_write(client: EmulatorClient, kind: str, done: bool) -> None:
    """The page is well-formed XML with status 200, and has no header of the service."""
    client.service.inject_fault(kind)
    response = create(client)
    assert (response.status, response.headers["Content-Type"]) == (200, "text/html")
    assert response.body == PROXY_PAGE and "x-ms-request-id" not in response.headers
    assert client.last_entry["fault"] == kind and is_stored(client) is done


@pytest.mark.parametrize(("kind", "done"), [("cut_before", False), ("cut_after", True)])
def test_connection_cut_before_or_after_write(client: EmulatorClient, kind: str, done: bool) -> None:
    client.service.inject_fault(kind)
    with pytest.raises(requests.exceptions.ConnectionError):
        create(client)
    assert (is_stored(client), client.last_entry["fault"]) == (done, kind)
    assert client.request("GET", GROUPS).status == 200


def test_hanging_response_times_out(client: EmulatorClient) -> None:
    client.service.inject_fault("hang")
    url = f"{client.endpoint}/{client.service.subscription_id}/{GROUPS}"
    with pytest.raises(requests.exceptions.ReadTimeout):
        client.session.post(
            url, data=CREATE, headers={"x-ms-version": "2014-10-01"}, verify=client.ca_file, timeout=0.5
        )
    assert not is_stored(client) and client.last_entry["fault"] == "hang"
    assert create(client).status == 201


def test_chunked_response(client: EmulatorClient) -> None:
    """1.5 % of the recorded answers were (docs/protocol/general.md#response-headers)."""
    client.service.inject_fault("chunked", times=2)
    for response in (create(client), client.request("GET", GROUPS)):
        assert response.headers["Transfer-Encoding"] == "chunked" and "Content-Length" not in response.headers
    assert response.texts("AffinityGroup/Name") == ["g1"]


def test_response_with_byte_order_mark(client: EmulatorClient) -> None:
    client.service.inject_fault("byte_order_mark")
    response = client.request("GET", GROUPS)
    assert response.body.startswith(b"\xef\xbb\xbf<AffinityGroups") and response.root.tag.endswith("AffinityGroups")
    assert response.headers["Content-Length"] == str(len(response.body))


def test_regional_response(client: EmulatorClient) -> None:
    """Its host is in every address, and the server is named twice (docs/protocol/general.md#regional-front-ends)."""
    inside = f"<ServiceName>{client.service.name}</ServiceName><Label>eA==</Label><Location>West US</Location>"
    client.service.inject_fault("regional", times=2)
    made = client.request("POST", SERVICES, f"<CreateHostedService {NS}>{inside}</CreateHostedService>")
    found = client.request("GET", f"{SERVICES}/{client.service.name}")
    regional = "https://usnorth2.management.core.windows.net/"
    assert made.headers["Location"].startswith(f"{regional}subscriptions/")
    assert found.text("Url") == f"{regional}{client.service.subscription_id}/{SERVICES}/{client.service.name}"
    for response in (made, found):
        assert response.headers["x-ms-servedbyregion"] == "usnorth2"
        assert response.headers["Server"].count("Microsoft-HTTPAPI/2.0") == 2
        assert response.headers["Content-Length"] == str(len(response.body))
    assert "usnorth2" not in str(client.request("GET", f"{SERVICES}/{client.service.name}").body)


def account(client: EmulatorClient, name: str = "") -> Response:
    inside = f"<ServiceName>{name or client.service.name}</ServiceName><Label>eA==</Label><Location>West US</Location>"
    return client.request("POST", ACCOUNTS, f"<CreateStorageServiceInput {NS}>{inside}</CreateStorageServiceInput>")


@pytest.mark.parametrize("profile", ["instant", "polls:2", "seconds:5"])
def test_failed_operation(make_client: Callable[..., EmulatorClient], profile: str) -> None:
    """Only an operation that takes time can fail later; a synchronous request cannot."""
    client = make_client(profile)
    client.service.inject_fault("fail_operation")
    assert create(client).status == 201 and client.last_entry["fault"] == "", "what is done at once cannot fail later"
    made = account(client)
    assert (made.status, client.last_entry["fault"]) == (202, "fail_operation")
    client.wait(5)
    seen = [client.poll(made) for dummy in range(3)]
    assert seen[-1] == "Failed"
    found = client.request("GET", f"operations/{made.operation_id}")
    assert found.text("HttpStatusCode") == "500"
    assert found.text("Error/Message") == "The server encountered an internal error. Please retry the request."


def test_every_fault_kind_is_tested() -> None:
    tried = {
        "proxy_page",
        "proxy_page_after",
        "redirect",
        "redirect_away",
        "html",
        "hang",
        "cut_before",
        "cut_after",
        "chunked",
        "byte_order_mark",
    }
    assert {*tried, "regional", "fail_operation", "hang_operation", *SERVICE_ERRORS} == set(KINDS)


@pytest.mark.parametrize("profile", ["instant", "polls:1", "seconds:5"])
def test_hanging_operation_stays_in_progress(make_client: Callable[..., EmulatorClient], profile: str) -> None:
    """Other operations of the same kind end as usual."""
    client = make_client(profile)
    client.service.inject_fault("hang_operation", "CreateStorageService")
    stuck = account(client, f"{client.service.name}a")
    assert (stuck.status, client.last_entry["fault"]) == (202, "hang_operation")
    other = account(client, f"{client.service.name}b")
    client.wait(1000)
    assert [client.poll(stuck) for dummy in range(3)] == ["InProgress"] * 3
    client.poll(other)
    assert client.poll(other) == "Succeeded"


def statuses(client: EmulatorClient, count: int) -> list[int]:
    return [client.request("GET", "locations").status for dummy in range(count)]


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
def test_fault_count_and_probability(client: EmulatorClient, rule: dict[str, float], expected: list[int]) -> None:
    client.service.inject_fault("not_found", "ListLocations", **rule)
    client.request("GET", GROUPS)
    assert statuses(client, 5) == expected
    client.service.emulator.do(client.service.emulator.cloud.faults.clear, client.service.subscription_id)


def test_fault_matches_subscription_and_operation(make_client: Callable[..., EmulatorClient]) -> None:
    client, other = make_client(), make_client()
    client.service.inject_fault("not_found", "ListAffinityGroups", times=0)
    assert [each.request("GET", GROUPS).status for each in (client, other)] == [404, 200]
    assert client.request("GET", "locations").status == 200
    client.service.inject_fault("internal_error", "Unknown")
    assert client.request("GET", "nowhere").status == 501, "what is not emulated is refused before"


def test_faults_apply_in_order(client: EmulatorClient) -> None:
    client.service.inject_fault("not_found", "ListLocations")
    client.service.inject_fault("internal_error", "ListLocations")
    assert statuses(client, 3) == [404, 500, 200]


def test_rejected_request_consumes_no_fault(client: EmulatorClient) -> None:
    client.service.inject_fault("internal_error", "ListLocations")
    assert client.request("GET", "locations", version="1999-01-01").status == 400
    assert client.last_entry["fault"] == ""
    client.session.cert = None
    assert client.request("GET", "locations").status == 403
    client.session.cert = str(client.authority.management_certificate)
    assert client.request("GET", "locations").status == 500


def match_results(seed: int | None, rules: int = 1) -> list[bool]:
    faults = Faults(seed)
    for dummy in range(rules):
        faults.add(kind="hang", times=0, probability=0.3)
    return [faults.match("s", "ListLocations") is not None for dummy in range(200)]


def test_probability_is_deterministic_with_seed() -> None:
    assert match_results(7) == match_results(7) != match_results(8)
    assert 30 < sum(match_results(7)) < 90 < sum(match_results(7, rules=3))
    assert match_results(None) != match_results(None)


def test_emulator_seed_makes_faults_deterministic() -> None:
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
def test_invalid_rule_is_refused(rule: dict[str, object], sentence: str) -> None:
    faults = Cloud(parse("instant")).faults
    with pytest.raises(ValueError, match=sentence):
        faults.add(**rule)
    assert faults.rules == []


def test_clear_faults_by_subscription() -> None:
    faults = Faults()
    for subscription in ("a", "b", ""):
        faults.add(kind="hang", subscription=subscription)
    faults.clear("a")
    assert [rule.subscription for rule in faults.rules] == ["b", ""]
    faults.clear()
    assert faults.rules == []


def test_response_faults_do_not_refuse_requests() -> None:
    request = Request("GET", "/x", {}, {}, b"")
    assert before_service(Rule("chunked"), request) is None and Rule("chunked").service_error() is None
