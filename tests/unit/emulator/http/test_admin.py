# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The admin API: who may use it, what it does, and the errors for what it cannot do."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.classic.azure.emulator.cloud import Cloud
from ansible_collections.classic.azure.emulator.core.clock import MachineClock
from ansible_collections.classic.azure.emulator.core.context import HttpResponse
from ansible_collections.classic.azure.emulator.core.latency import parse
from ansible_collections.classic.azure.emulator.http.admin import Access, Admin, is_loopback
from ansible_collections.classic.azure.tests.unit.emulator.process import running_emulator
from ansible_collections.classic.azure.tests.unit.emulator.wire import GROUPS, NS, SERVICES, EmulatorClient, Response

ID = "11111111-2222-3333-4444-555555555555"
TOKEN = "the-token-of-these-tests"
JSON = {"host": "127.0.0.1:4433", "content-type": "application/json", "authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def admin() -> Admin:
    cloud = Cloud(parse("instant"), clock=MachineClock())
    cloud.add_subscription([], ID)
    return Admin(cloud, [], Access(TOKEN), stop=lambda: None)


def send_request(
    admin: Admin,
    method: str = "GET",
    path: str = "status",
    body: bytes = b"",
    peer: str = "127.0.0.1",
    local: str = "127.0.0.1",
    **headers: str,
) -> HttpResponse:
    given = {**JSON, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return admin.handle(method, path, {}, {name: value for name, value in given.items() if value}, body, peer, local)


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"])
def test_loopback_peer_is_allowed(admin: Admin, peer: str) -> None:
    assert is_loopback(peer)
    assert send_request(admin, peer=peer).status == 200


@pytest.mark.parametrize(
    "peer",
    [
        "192.0.2.1",
        "10.0.0.1",
        "0.0.0.0",
        "::",
        "::1:2:3",
        "::10",
        "::ffff:10.0.0.1",
        "fe80::1",
        "127.evil",
        "",
        "localhost",
    ],
)
@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("GET", "status"), ("POST", "stop"), ("GET", "nonsense")])
def test_remote_peer_is_forbidden(admin: Admin, peer: str, method: str, path: str) -> None:
    sent = send_request(admin, method, path, peer=peer)
    assert (sent.status, json.loads(sent.body)) == (
        403,
        {"error": "the emulator can be administered from its own machine only"},
    )


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": "https://127.0.0.1:4433"}, 200),
        ({"host": "localhost:4433", "origin": "https://localhost:4433"}, 200),
        ({"host": "LocalHost:4433", "origin": "https://localhost:4433"}, 200),
        ({"host": "[::1]:4433", "origin": "https://[::1]:4433"}, 200),
        ({"host": "127.0.0.1"}, 200),
        ({"origin": "null"}, 403),
        ({"origin": "https://somewhere.example"}, 403),
        ({"origin": "http://127.0.0.1:4433"}, 403),
        ({"origin": "https://127.0.0.1:8080"}, 403),
        ({"origin": "https://127.0.0.1"}, 403),
        ({"host": "somewhere.example:4433", "origin": "https://somewhere.example:4433"}, 403),
        ({"host": "somewhere.example:4433"}, 403),
        ({"host": "127.0.0.1.somewhere.example"}, 403),
        ({"host": "192.0.2.1:4433"}, 403),
        ({"host": ""}, 403),
        ({"content_type": "application/json; charset=utf-8"}, 200),
        ({"content_type": "Application/JSON"}, 200),
        ({"content_type": ""}, 415),
        ({"content_type": "text/plain"}, 415),
        ({"content_type": "application/x-www-form-urlencoded"}, 415),
        ({"content_type": "text/plain; application/json"}, 415),
        ({"content_type": "application/xml"}, 415),
    ],
)
def test_cross_origin_request_is_forbidden(admin: Admin, headers: dict[str, str], status: int) -> None:
    """What a browser sends without asking first has one of three types, and says where it comes from."""
    sent = send_request(admin, "POST", "reset", json.dumps({"subscription": ID}).encode(), **headers)
    assert sent.status == status
    assert "Access-Control-Allow-Origin" not in sent.headers
    assert status == 200 or "error" in json.loads(sent.body)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_body_requires_json_content_type(admin: Admin, method: str) -> None:
    assert send_request(admin, method, "faults", b"{}", content_type="text/plain").status == 415
    assert send_request(admin, method, "faults", b"", content_type="text/plain").status == 415


def test_empty_body_needs_no_content_type(admin: Admin) -> None:
    assert send_request(admin, "DELETE", "faults", content_type="").status == 200
    assert send_request(admin, "POST", "stop", content_type="").status == 200
    assert send_request(admin, "POST", "stop", content_type="", origin="https://somewhere.example").status == 403


BAD = [
    ("POST", "reset", {}, "subscription is missing"),
    ("POST", "reset", {"subscription": "nope"}, "there is no subscription 'nope'"),
    ("POST", "reset", {"subscription": 5}, "there is no subscription 5"),
    ("POST", "seed", {"subscription": ID}, "values is missing"),
    ("POST", "seed", {"subscription": "nope", "values": []}, "there is no subscription 'nope'"),
    ("POST", "seed", {"subscription": ID, "values": [{"kind": "k", "name": "n"}]}, "each of the values has a kind"),
    ("POST", "seed", {"subscription": ID, "values": [{"kind": "k", "name": "n", "value": 1}]}, "each of the values"),
    ("POST", "seed", {"subscription": ID, "values": [5]}, ""),
    ("POST", "seed", {"subscription": ID, "values": 5}, ""),
    ("POST", "clock", {}, "advance is missing"),
    ("POST", "clock", {"advance": "soon"}, "could not convert string to float: 'soon'"),
    ("POST", "clock", {"advance": 1}, "this emulator runs on the machine's clock: start it with --virtual-clock"),
    ("PUT", "state", {}, "a saved state says when it was"),
    ("PUT", "state", {"now": 1}, "a saved state has a list of kept"),
    ("POST", "faults", {}, "a fault is one of hang, "),
    ("POST", "faults", {"kind": "flood"}, "a fault is one of hang, "),
    ("POST", "faults", {"kind": "hang", "frequency": 1}, "a fault has no frequency"),
    ("POST", "subscriptions", {"subscription_id": "mine"}, "badly formed"),
    ("POST", "subscriptions", {"subscription_id": 5}, ""),
    ("POST", "subscriptions", {"nickname": "x"}, "a subscription has no nickname"),
    ("POST", "subscriptions", {"max_hosted_services": "many"}, "max_hosted_services is 'many', and not a whole number"),
    ("POST", "subscriptions", {"max_hosted_services": -1}, "max_hosted_services is -1"),
    ("POST", "subscriptions", {"max_hosted_services": True}, "max_hosted_services is True"),
    ("POST", "subscriptions", {"certificates": [{}]}, "each of the certificates has a thumbprint"),
    ("POST", "subscriptions", {"certificates": 5}, ""),
    ("POST", "subscriptions", {"certificates": ["x"]}, ""),
]


@pytest.mark.parametrize(("method", "path", "body", "sentence"), BAD, ids=range(len(BAD)))
def test_invalid_request_returns_json_error(admin: Admin, method: str, path: str, body: Any, sentence: str) -> None:
    before = admin.cloud.save()
    sent = send_request(admin, method, path, json.dumps(body).encode())
    assert (sent.status, sent.headers["Content-Type"]) == (400, "application/json")
    returned = json.loads(sent.body)
    assert list(returned) == ["error"] and returned["error"] and sentence in returned["error"]
    assert {**admin.cloud.save(), "now": 0} == {**before, "now": 0}
    assert admin.cloud.faults.rules == []


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"[]",
        b"null",
        b"5",
        b'"x"',
        b"\xff",
        b'{"advance": NaN}',
        b'{"advance": Infinity}',
        b"[" * 100_000,
        b"{'a': 1}",
    ],
    ids=range(10),
)
def test_malformed_json_body_is_refused(admin: Admin, body: bytes) -> None:
    sent = send_request(admin, "POST", "clock", body)
    assert sent.status == 400 and json.loads(sent.body)["error"]


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "nonsense"), ("POST", "status"), ("get", "status"), ("GET", "..")]
)
def test_unknown_path_lists_known_paths(admin: Admin, method: str, path: str) -> None:
    sent = send_request(admin, method, path)
    assert sent.status == 404
    assert json.loads(sent.body)["error"].startswith(f"{method} {path} is not one of GET status, GET overview, ")


@pytest.mark.parametrize("seconds", [-1, 1e300, 10**400, "nan", "inf"])
def test_invalid_clock_advance_is_refused(make_client: Callable[..., EmulatorClient], seconds: object) -> None:
    client = make_client()
    before = client.admin("GET", "status").json["now"]
    assert client.admin("POST", "clock", {"advance": seconds}).status == 400
    assert client.admin("GET", "status").json["now"] == before
    assert client.request("GET", "locations").status == 200


def group(client: EmulatorClient, name: str = "g1") -> Response:
    inside = f"<Name>{name}</Name><Label>Zw==</Label><Location>West US</Location>"
    return client.request("POST", GROUPS, f"<CreateAffinityGroup {NS}>{inside}</CreateAffinityGroup>")


TOKENS = ["", f"Bearer {TOKEN}x", f"Bearer {TOKEN[:-1]}", "Bearer", "Bearer  ", TOKEN, f"Basic {TOKEN}", "Bearer é\xff"]


@pytest.mark.parametrize("given", TOKENS)
@pytest.mark.parametrize(("method", "path"), [("GET", "status"), ("GET", "state"), ("PUT", "state"), ("POST", "stop")])
def test_admin_needs_token(admin: Admin, method: str, path: str, given: str) -> None:
    """Another user of the machine reads no keys, replaces no state, and does not stop the emulator."""
    before = admin.cloud.save()
    sent = send_request(admin, method, path, authorization=given)
    assert (sent.status, sent.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert "the file admin-token in its work folder" in json.loads(sent.body)["error"]
    assert {**admin.cloud.save(), "now": 0} == {**before, "now": 0}


def test_unknown_path_needs_token_too(admin: Admin) -> None:
    assert send_request(admin, "GET", "nonsense", authorization="").status == 401


@pytest.mark.parametrize("given", [f"Bearer {TOKEN}", f"bearer {TOKEN}", f"Bearer  {TOKEN} "])
def test_token_opens_admin(admin: Admin, given: str) -> None:
    assert send_request(admin, authorization=given).status == 200


def test_page_needs_no_token(admin: Admin) -> None:
    sent = send_request(admin, "GET", "", authorization="")
    assert sent.status == 200 and TOKEN not in sent.body.decode()


def test_open_admin_needs_no_token(admin: Admin) -> None:
    """Other machines and other origins stay out."""
    admin.access = Access(None)
    assert send_request(admin, authorization="").status == 200
    assert send_request(admin, authorization="", peer="192.0.2.1").status == 403
    assert send_request(admin, authorization="", origin="https://somewhere.example").status == 403


def test_own_address_is_own_machine(admin: Admin) -> None:
    """Whoever connects from the address that is connected to is here; its host has to be one of the server's."""
    admin.access = Access(TOKEN, ("localhost", "192.0.2.7", "build.example", "fd00::1"))
    for host in ("192.0.2.7:4433", "build.example", "Build.Example:4433", "[fd00::1]:4433"):
        assert send_request(admin, peer="192.0.2.7", local="192.0.2.7", host=host).status == 200, host
    assert send_request(admin, peer="192.0.2.8", local="192.0.2.7", host="192.0.2.7").status == 403
    assert send_request(admin, peer="192.0.2.7", local="192.0.2.7", host="somewhere.example").status == 403


def test_remote_admin_needs_token_and_host(admin: Admin) -> None:
    admin.access = Access(TOKEN, ("localhost", "192.0.2.7"), remote=True)
    there = {"peer": "192.0.2.8", "local": "192.0.2.7", "host": "192.0.2.7"}
    assert send_request(admin, **there).status == 200  # type: ignore[arg-type]  # all of them texts
    assert send_request(admin, authorization="", **there).status == 401  # type: ignore[arg-type]  # as above
    assert send_request(admin, **{**there, "host": "somewhere.example"}).status == 403  # type: ignore[arg-type]  # as above


def test_seed_refuses_what_stops_requests(client: EmulatorClient) -> None:
    """What would be in the way of every later request, or of a restart, is refused at once."""
    subscription = client.service.subscription_id
    for kind, value, sentence in (
        ("spaceship", {"name": "x"}, "'x' is a spaceship, which is unknown here"),
        ("hosted_service", {"label": "no name"}, "the hosted_service 'x' is not as it should be"),
        ("deployment", {"name": "x", "role_instances": 5}, "the deployment 'x' is not as it should be"),
    ):
        body = {"subscription": subscription, "values": [{"kind": kind, "name": "x", "value": value}]}
        sent = client.admin("POST", "seed", body)
        assert (sent.status, sent.json) == (400, {"error": sentence})
    assert client.request("GET", SERVICES).tags() == []


def test_admin_needs_no_certificate_or_version(client: EmulatorClient) -> None:
    client.session.cert = None
    returned = client.admin("GET", "status")
    assert returned.headers["Content-Type"] == "application/json"
    assert {"pid", "profile", "strict", "settings", "now", "subscriptions"} < set(returned.json)
    assert "x-ms-request-id" not in returned.headers


def test_add_subscription(client: EmulatorClient) -> None:
    wanted = "ABCDEF00-0000-0000-0000-000000000001"
    made = client.admin("POST", "subscriptions", {"subscription_id": wanted, "name": "Mine", "max_hosted_services": 3})
    assert made.json == {"subscription_id": wanted.lower()}
    client.service.subscription_id = wanted
    found = client.request("GET")
    returned = [found.text(tag) for tag in ("SubscriptionID", "SubscriptionName", "MaxHostedServices", "MaxCoreCount")]
    assert returned == [wanted.lower(), "Mine", "3", "20"]
    assert wanted.lower() in client.admin("GET", "status").json["subscriptions"]
    again = client.admin("POST", "subscriptions", {"subscription_id": wanted, "name": "Yours"})
    assert again.json == made.json and client.request("GET").text("SubscriptionName") == "Mine"


def test_add_subscription_with_other_certificates(client: EmulatorClient) -> None:
    made = client.admin("POST", "subscriptions", {"certificates": [{"thumbprint": "A" * 40}]})
    client.service.subscription_id = made.json["subscription_id"]
    assert client.request("GET").error[0] == 403


def test_seed_and_reset(client: EmulatorClient) -> None:
    subscription = client.service.subscription_id
    value = {"name": "d1", "slot": "Staging"}
    values = [{"kind": "deployment", "name": "shop/d1", "value": value}]
    assert client.admin("POST", "seed", {"subscription": subscription.upper(), "values": values}).json == {"seeded": 1}
    assert client.service.stored("deployment", "shop/d1") == value
    group(client)
    gone = {"affinity_group": 1, "deployment": 1, "operation": 1}
    assert client.admin("POST", "reset", {"subscription": subscription}).json == gone
    assert client.request("GET", GROUPS).tags() == []
    assert client.admin("POST", "reset", {"subscription": subscription}).json == {}


def test_save_and_load(make_client: Callable[..., EmulatorClient]) -> None:
    client = make_client("seconds:100")
    group(client)
    saved = client.admin("GET", "state").json
    client.request("DELETE", f"{GROUPS}/g1")
    assert client.admin("PUT", "state", saved).json is None
    assert client.request("GET", f"{GROUPS}/g1").status == 200


def test_one_fault_is_deleted(client: EmulatorClient) -> None:
    rule = {"kind": "not_found", "operation": "ListLocations", "subscription": client.service.subscription_id}
    first, second = (client.admin("POST", "faults", rule).json["number"] for _each in range(2))
    assert client.admin("DELETE", "faults", {"number": first}).status == 200
    left = [each["number"] for each in client.admin("GET", "faults").json]
    assert first not in left and second in left
    again = client.admin("DELETE", "faults", {"number": first})
    assert (again.status, again.json) == (400, {"error": f"there is no fault number {first}"})


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"data": ""}, "subscription is missing"),
        ({"subscription": "nope", "data": ""}, "there is no subscription 'nope'"),
        ({}, "data is missing"),
        ({"data": "*"}, "data is not base64"),
        ({"data": "eA=="}, "the file is no certificate in DER or PEM"),
    ],
)
def test_what_is_no_certificate_is_refused(client: EmulatorClient, body: dict[str, str], reason: str) -> None:
    own = {} if reason.startswith("subscription") else {"subscription": client.service.subscription_id}
    refused = client.admin("POST", "certificates", {**own, **body})
    assert (refused.status, refused.json) == (400, {"error": reason})


def test_add_list_and_clear_faults(client: EmulatorClient) -> None:
    subscription = client.service.subscription_id
    rule = {"kind": "not_found", "operation": "ListLocations", "subscription": subscription.upper(), "times": 2}
    added = client.admin("POST", "faults", rule).json
    assert added.pop("number") >= 1
    assert added == {
        **rule,
        "subscription": subscription,
        "nth": 1,
        "probability": 1.0,
        "message": "",
        "seen": 0,
        "done": 0,
    }
    assert client.request("GET", "locations").status == 404
    (one,) = (each for each in client.admin("GET", "faults").json if each["subscription"] == subscription)
    assert one == {**added, "seen": 1, "done": 1, "number": one["number"]}
    assert client.admin("DELETE", "faults", {"subscription": subscription}).json is None
    assert client.request("GET", "locations").status == 200


def test_journal_pagination(client: EmulatorClient) -> None:
    subscription = client.service.subscription_id
    for number in range(5):
        group(client, f"g{number}")
    query = f"journal?subscription={subscription}"
    entries = client.admin("GET", query).json
    assert [entry["operation"] for entry in entries] == ["CreateAffinityGroup"] * 5
    numbers = [entry["number"] for entry in entries]
    assert numbers == sorted(numbers)
    for asked, expected in (
        (f"&after={numbers[2]}", numbers[3:]),
        (f"&after={numbers[-1]}", []),
        ("&limit=2", numbers[-2:]),
        ("&limit=0", []),
        (f"&after={numbers[3]}&limit=9", numbers[4:]),
    ):
        assert [entry["number"] for entry in client.admin("GET", query + asked).json] == expected
    assert client.admin("GET", f"{query}&after=x").status == client.admin("GET", f"{query}&limit=-1").status == 400
    assert client.admin("GET", "journal?subscription=nope").json == []


def test_load_state_with_machine_clock(tmp_path: Path) -> None:
    with running_emulator(tmp_path, "--profile", "seconds:0.2") as process:
        saved = process.admin("GET", "state")
        process.admin("PUT", "state", saved)
        assert process.request("GET", "locations").status == 200
