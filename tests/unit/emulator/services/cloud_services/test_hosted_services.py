# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosted services, typed by hand (docs/protocol/cloud_services.md#hosted-services)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from ansible_collections.classic.azure.tests.unit.emulator.wire import GROUPS, NS, SERVICES, Response, Wire

INCORRECT = (400, "BadRequest", "A parameter was incorrect")
UNKNOWN = (404, "ResourceNotFound", "The hosted service does not exist.")
MISNAMED = (400, "BadRequest", "The hosted service name is invalid.")
IN = "HostedServiceProperties/"
WEST = "<Location>West US</Location>"


def pairs(*named: tuple[str, str]) -> str:
    inside = (
        f"<ExtendedProperty><Name>{name}</Name><Value>{value}</Value></ExtendedProperty>" for name, value in named
    )
    return f"<ExtendedProperties>{''.join(inside)}</ExtendedProperties>"


def create(wire: Wire, name: str = "", more: str = WEST, label: str = "c2hvcA==") -> Response:
    name = name or wire.service.name
    inside = f"<ServiceName>{name}</ServiceName><Label>{label}</Label>{more}"
    return wire.ask("POST", SERVICES, f"<CreateHostedService {NS}>{inside}</CreateHostedService>")


def update(wire: Wire, inside: str) -> Response:
    body = f"<UpdateHostedService {NS}>{inside}</UpdateHostedService>"
    return wire.ask("PUT", f"{SERVICES}/{wire.service.name}", body)


def get(wire: Wire, query: str = "") -> Response:
    return wire.ask("GET", f"{SERVICES}/{wire.service.name}{query}")


def returned(response: Response) -> dict[str, str]:
    current = f"{IN}ExtendedProperties/ExtendedProperty/"
    return dict(zip(response.texts(f"{current}Name"), response.texts(f"{current}Value"), strict=True))


def test_a_service_from_beginning_to_end(wire: Wire) -> None:
    name, home = wire.service.name, wire.service.subscription_id
    made = create(wire, more=f"<Description>x</Description>{WEST}")
    assert (made.status, made.body) == (201, b"")
    place = f"https://management.core.windows.net/subscriptions/{home}/compute/{name}"
    assert made.headers["Location"] == place
    assert wire.poll(made) == "Succeeded"
    found = get(wire)
    assert found.tags() == ["Url", "ServiceName", "HostedServiceProperties"]
    assert found.text("Url") == f"https://management.core.windows.net/{home}/{SERVICES}/{name}"
    assert found.tags("HostedServiceProperties") == [
        "Description",
        "Location",
        "Label",
        "Status",
        "DateCreated",
        "DateLastModified",
        "ExtendedProperties",
    ]
    assert found.text(f"{IN}Status") == "Created"
    assert wire.ask("DELETE", f"{SERVICES}/{name}").status == 200
    assert get(wire).refusal == UNKNOWN
    assert wire.ask("DELETE", f"{SERVICES}/{name}").refusal == UNKNOWN
    assert create(wire).status == 201, "the name is free again"


def test_the_list_tells_capabilities_and_the_single_answer_deployments(wire: Wire) -> None:
    create(wire)
    assert wire.ask("GET", SERVICES).tags("HostedService")[-1] == "ComputeCapabilities"
    assert "ComputeCapabilities" not in wire.ask("GET", SERVICES, version="2013-03-01").tags("HostedService")
    assert "Deployments" not in get(wire).tags() + get(wire, "?embed-detail=false").tags()
    assert (
        "Deployments" in get(wire, "?embed-detail=true").tags()
        and "Deployments" in get(wire, "?Embed-Detail=TRUE").tags()
    )


def test_the_service_writes_two_properties_of_its_own_after_some_seconds(open_wire: Callable[..., Wire]) -> None:
    wire = open_wire("recorded")
    create(wire, more=f"{WEST}{pairs(('b', '1'), ('a', '2'))}")
    before = get(wire)
    assert returned(before) == {"b": "1", "a": "2"}
    wire.wait(5)
    after = get(wire)
    own = {"ResourceGroup": wire.service.name, "ResourceLocation": "West US"}
    assert list(returned(after).items()) == [("b", "1"), ("a", "2"), *own.items()]
    assert (before.text(f"{IN}DateLastModified") or "") < (after.text(f"{IN}DateLastModified") or "")
    assert before.text(f"{IN}DateCreated") == after.text(f"{IN}DateCreated")


def test_an_update_changes_what_it_mentions(wire: Wire) -> None:
    create(wire, more=f"<Description>x</Description>{WEST}{pairs(('a', '1'), ('b', '2'))}")
    wire.wait(60)
    assert (update(wire, pairs(("b", "3"), ("c", "4"))).status, get(wire).text(f"{IN}Description")) == (200, "x")
    names = ["a", "b", "ResourceGroup", "ResourceLocation", "c"]
    assert list(returned(get(wire))) == names and returned(get(wire))["b"] == "3"
    assert update(wire, "<Description/>").status == 200
    assert get(wire).text(f"{IN}Description") == ""
    assert update(wire, "<Label>bmV1</Label>").status == 200
    assert (get(wire).text(f"{IN}Label"), list(returned(get(wire)))) == ("bmV1", names)
    assert update(wire, "").status == 200
    assert wire.ask("PUT", f"{SERVICES}/nope", f"<UpdateHostedService {NS}/>").refusal == UNKNOWN


def test_an_update_is_seen_in_the_date(wire: Wire) -> None:
    create(wire)
    before = get(wire).text(f"{IN}DateLastModified")
    wire.wait(61)
    update(wire, "<Label>bmV1</Label>")
    assert get(wire).text(f"{IN}DateLastModified") != before


@pytest.mark.parametrize("name", ["", "!", "*", "a b", "a_b", "ä", "-a", "a-", "a.b", "s" * 64, "a\nb"])
def test_a_name_against_the_rules(wire: Wire, name: str) -> None:
    body = f"<ServiceName>{name}</ServiceName><Label>c2hvcA==</Label>{WEST}"
    response = wire.ask("POST", SERVICES, f"<CreateHostedService {NS}>{body}</CreateHostedService>")
    assert response.refusal == MISNAMED


@pytest.mark.parametrize("name", ["*", "%21", "a%20b", "-a", "%C3%A4"])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_an_illegal_name_in_an_address(wire: Wire, method: str, name: str) -> None:
    body = f"<UpdateHostedService {NS}/>" if method == "PUT" else ""
    assert wire.ask(method, f"{SERVICES}/{name}", body).refusal == MISNAMED
    assert wire.ask("GET", f"{SERVICES}/operations/isavailable/{name}").refusal == MISNAMED


def test_a_name_is_unique_in_the_world_whatever_its_case(open_wire: Callable[..., Wire]) -> None:
    wire, other = open_wire(), open_wire()
    name = wire.service.name.replace("shop", "Shop")
    assert create(wire, name).status == 201
    taken = (409, "ConflictError", "The specified DNS name is already taken.")
    assert create(wire, name.lower()).refusal == create(other, name.upper()).refusal == taken
    assert wire.ask("GET", f"{SERVICES}/{name.upper()}").text("ServiceName") == name
    assert other.ask("GET", f"{SERVICES}/{name}").refusal == UNKNOWN
    for each in (wire, other):
        verdict = each.ask("GET", f"{SERVICES}/operations/isavailable/{name.swapcase()}")
        assert verdict.text("Result") == "false"
        assert verdict.text("Reason") == "A hosted service with the specified name already exists."
    free = wire.ask("GET", f"{SERVICES}/operations/isavailable/{name}x").body
    assert free.endswith(b'<Result>true</Result><Reason i:nil="true"/></AvailabilityResponse>')


GROUP = "<AffinityGroup>g1</AffinityGroup>"


@pytest.mark.parametrize(
    ("place", "refusal"),
    [
        ("", INCORRECT),
        (f"{WEST}{GROUP}", INCORRECT),
        ("<Location/><AffinityGroup/>", INCORRECT),
        ("<Location>Middle Earth</Location>", (400, "BadRequest", "The location constraint is not valid")),
        ("<AffinityGroup>nope</AffinityGroup>", (404, "ResourceNotFound", "The affinity group does not exist.")),
    ],
)
def test_a_service_has_one_place(wire: Wire, place: str, refusal: object) -> None:
    group = "<Name>g1</Name><Label>Zw==</Label><Location>East US</Location>"
    wire.ask("POST", GROUPS, f"<CreateAffinityGroup {NS}>{group}</CreateAffinityGroup>")
    assert create(wire, more=place).refusal == refusal
    assert create(wire, more=f"<Location/>{GROUP}").status == 201


@pytest.mark.parametrize(
    ("label", "more", "reason"),
    [
        ("", WEST, "Label is missing"),
        ("eHh4" * 34, WEST, "Label: it may have 100 characters at most, and has 102"),
        ("c2hvcA==", f"<Description>{'x' * 1025}</Description>{WEST}", "Description: it may have 1024"),
        ("c2hvcA==", f"{WEST}{pairs(('a', '1'), ('a', '2'))}", "ExtendedProperties: a name is there twice"),
        ("c2hvcA==", f"{WEST}{pairs(('a', 'x' * 256))}", "ExtendedProperties: a name or value breaks the rules"),
        ("c2hvcA==", f"{WEST}{pairs(('1a', 'x'))}", "ExtendedProperties: a name or value breaks the rules"),
        ("c2hvcA==", f"{WEST}{pairs(('a-b', 'x'))}", "ExtendedProperties: a name or value breaks the rules"),
        ("c2hvcA==", f"{WEST}{pairs(('', 'x'))}", "ExtendedProperties: a name or value breaks the rules"),
        ("c2hvcA==", f"{WEST}{pairs(('ä', 'x'))}", "ExtendedProperties: a name or value breaks the rules"),
        ("c2hvcA==", f"{WEST}{pairs(('n' * 65, 'x'))}", "ExtendedProperties: a name or value breaks the rules"),
        ("c2hvcA==", f"{WEST}{pairs(*((f'n{n}', 'x') for n in range(51)))}", "ExtendedProperties: there are 51"),
        (
            "c2hvcA==",
            f"{WEST}<ExtendedProperties><ExtendedProperty><Value>x</Value></ExtendedProperty></ExtendedProperties>",
            "ExtendedProperties: a name or value breaks the rules",
        ),
        (
            "c2hvcA==",
            f"{WEST}<ExtendedProperties><ExtendedProperty/></ExtendedProperties>",
            "ExtendedProperties: a name or value breaks the rules",
        ),
    ],
)
def test_what_breaks_a_rule(wire: Wire, label: str, more: str, reason: str) -> None:
    assert create(wire, more=more, label=label).refusal == INCORRECT
    assert wire.entry["reason"].startswith(reason)
    assert wire.ask("GET", SERVICES).tags() == []


def test_properties_just_within_the_rules(wire: Wire) -> None:
    most = {f"n{n:02}{'n' * 61}": "x" * 255 for n in range(50)}
    assert create(wire, more=f"{WEST}{pairs(*most.items())}").status == 201
    assert most.items() <= returned(get(wire)).items()
    assert update(wire, pairs(("one_more", "x"))).refusal == INCORRECT
    assert update(wire, pairs((f"n00{'n' * 61}", "changed"))).status == 200


@pytest.mark.parametrize(
    "value", ["<Value/>", "", '<Value xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/>']
)
def test_a_property_without_a_value_keeps_its_name(wire: Wire, value: str) -> None:
    pair = f"<ExtendedProperties><ExtendedProperty><Name>a</Name>{value}</ExtendedProperty></ExtendedProperties>"
    assert create(wire, more=f"{WEST}{pair}").status == 201
    assert returned(get(wire))["a"] == ""
    update(wire, pairs(("a", "1")))
    update(wire, pair)
    assert returned(get(wire))["a"] == ""


def test_the_quota(wire: Wire) -> None:
    made = wire.admin("POST", "subscriptions", {"max_hosted_services": 1})
    wire.service.subscription_id = made.json["subscription_id"]
    assert create(wire).status == 201
    kind = "resource type 'hosted service count'"
    assert create(wire, f"{wire.service.name}2").refusal == (
        400,
        "BadRequest",
        f"The subscription policy limit for {kind} was exceeded. The limit for {kind} is 1 per subscription, "
        "the current count is 1, and the requested increment is 1.",
    )
    assert wire.ask("GET").text("CurrentHostedServices") == "1"


def test_a_service_with_deployments_stays_unless_they_go_too(open_wire: Callable[..., Wire]) -> None:
    wire = open_wire("seconds:60")
    name, other = wire.service.name, f"{wire.service.name}2"
    create(wire)
    create(wire, other)
    for each in (name, other):
        wire.service.seed("deployment", f"{each}/d1", {"name": "d1", "slot": "Production", "label": "x"})
    kept = (400, "BadRequest", "A hosted service cannot be deleted while it still contains deployments.")
    assert wire.ask("DELETE", f"{SERVICES}/{name}").refusal == kept
    begun = wire.ask("DELETE", f"{SERVICES}/{name}?comp=media")
    assert (begun.status, wire.poll(begun)) == (202, "InProgress")
    assert get(wire).text(f"{IN}Status") == "Deleting"
    text = f"performing an operation with x-ms-requestid {begun.operation_id} on this hosted service that requires"
    locked = (409, "ConflictError", f"Windows Azure is currently {text} exclusive access.")
    assert wire.ask("DELETE", f"{SERVICES}/{name}").refusal == locked
    assert wire.ask("DELETE", f"{SERVICES}/{name}?comp=media").refusal == locked
    wire.wait(60)
    assert (wire.poll(begun), get(wire).refusal) == ("Succeeded", UNKNOWN)
    assert wire.ask("GET", f"{SERVICES}/{other}?embed-detail=true").texts("Deployments/Deployment/Name") == ["d1"]
    assert wire.ask("DELETE", f"{SERVICES}/{name}?comp=media").refusal == UNKNOWN
