# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosted services, typed by hand (docs/protocol/cloud_services.md#hosted-services)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from ansible_collections.classic.azure.tests.unit.emulator.wire import GROUPS, NS, SERVICES, EmulatorClient, Response

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


def create(client: EmulatorClient, name: str = "", more: str = WEST, label: str = "c2hvcA==") -> Response:
    name = name or client.service.name
    inside = f"<ServiceName>{name}</ServiceName><Label>{label}</Label>{more}"
    return client.request("POST", SERVICES, f"<CreateHostedService {NS}>{inside}</CreateHostedService>")


def update(client: EmulatorClient, inside: str) -> Response:
    body = f"<UpdateHostedService {NS}>{inside}</UpdateHostedService>"
    return client.request("PUT", f"{SERVICES}/{client.service.name}", body)


def get(client: EmulatorClient, query: str = "") -> Response:
    return client.request("GET", f"{SERVICES}/{client.service.name}{query}")


def extended_properties(response: Response) -> dict[str, str]:
    current = f"{IN}ExtendedProperties/ExtendedProperty/"
    return dict(zip(response.texts(f"{current}Name"), response.texts(f"{current}Value"), strict=True))


def test_hosted_service_lifecycle(client: EmulatorClient) -> None:
    name, home = client.service.name, client.service.subscription_id
    made = create(client, more=f"<Description>x</Description>{WEST}")
    assert (made.status, made.body) == (201, b"")
    place = f"https://management.core.windows.net/subscriptions/{home}/compute/{name}"
    assert made.headers["Location"] == place
    assert client.poll(made) == "Succeeded"
    found = get(client)
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
    assert client.request("DELETE", f"{SERVICES}/{name}").status == 200
    assert get(client).error == UNKNOWN
    assert client.request("DELETE", f"{SERVICES}/{name}").error == UNKNOWN
    assert create(client).status == 201, "the name is free again"


def test_fields_of_list_and_get(client: EmulatorClient) -> None:
    create(client)
    assert client.request("GET", SERVICES).tags("HostedService")[-1] == "ComputeCapabilities"
    assert "ComputeCapabilities" not in client.request("GET", SERVICES, version="2013-03-01").tags("HostedService")
    assert "Deployments" not in get(client).tags() + get(client, "?embed-detail=false").tags()
    assert (
        "Deployments" in get(client, "?embed-detail=true").tags()
        and "Deployments" in get(client, "?Embed-Detail=TRUE").tags()
    )


def test_service_properties_appear_after_creation(make_client: Callable[..., EmulatorClient]) -> None:
    client = make_client("recorded")
    create(client, more=f"{WEST}{pairs(('b', '1'), ('a', '2'))}")
    before = get(client)
    assert extended_properties(before) == {"b": "1", "a": "2"}
    client.wait(30)
    assert extended_properties(get(client)) == {"b": "1", "a": "2"}
    client.wait(7)
    after = get(client)
    own = {"ResourceGroup": client.service.name, "ResourceLocation": "West US"}
    assert list(extended_properties(after).items()) == [("b", "1"), ("a", "2"), *own.items()]
    assert (before.text(f"{IN}DateLastModified") or "") < (after.text(f"{IN}DateLastModified") or "")
    assert before.text(f"{IN}DateCreated") == after.text(f"{IN}DateCreated")


def test_update_changes_only_named_fields(client: EmulatorClient) -> None:
    create(client, more=f"<Description>x</Description>{WEST}{pairs(('a', '1'), ('b', '2'))}")
    client.wait(60)
    assert (update(client, pairs(("b", "3"), ("c", "4"))).status, get(client).text(f"{IN}Description")) == (200, "x")
    names = ["a", "b", "ResourceGroup", "ResourceLocation", "c"]
    assert list(extended_properties(get(client))) == names and extended_properties(get(client))["b"] == "3"
    assert update(client, "<Description/>").status == 200
    assert get(client).text(f"{IN}Description") == ""
    assert update(client, "<Label>bmV1</Label>").status == 200
    assert (get(client).text(f"{IN}Label"), list(extended_properties(get(client)))) == ("bmV1", names)
    assert update(client, "").status == 200
    assert client.request("PUT", f"{SERVICES}/nope", f"<UpdateHostedService {NS}/>").error == UNKNOWN


def test_update_changes_last_modified(client: EmulatorClient) -> None:
    create(client)
    before = get(client).text(f"{IN}DateLastModified")
    client.wait(61)
    update(client, "<Label>bmV1</Label>")
    assert get(client).text(f"{IN}DateLastModified") != before


@pytest.mark.parametrize("name", ["", "!", "*", "a b", "a_b", "ä", "-a", "a-", "a.b", "s" * 64, "a\nb"])
def test_invalid_name_is_refused(client: EmulatorClient, name: str) -> None:
    body = f"<ServiceName>{name}</ServiceName><Label>c2hvcA==</Label>{WEST}"
    response = client.request("POST", SERVICES, f"<CreateHostedService {NS}>{body}</CreateHostedService>")
    assert response.error == MISNAMED


@pytest.mark.parametrize("name", ["*", "%21", "a%20b", "-a", "%C3%A4"])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_invalid_name_in_path_is_refused(client: EmulatorClient, method: str, name: str) -> None:
    body = f"<UpdateHostedService {NS}/>" if method == "PUT" else ""
    assert client.request(method, f"{SERVICES}/{name}", body).error == MISNAMED
    assert client.request("GET", f"{SERVICES}/operations/isavailable/{name}").error == MISNAMED


def test_names_are_globally_unique_and_case_insensitive(make_client: Callable[..., EmulatorClient]) -> None:
    client, other = make_client(), make_client()
    name = client.service.name.replace("shop", "Shop")
    assert create(client, name).status == 201
    taken = (409, "ConflictError", "The specified DNS name is already taken.")
    assert create(client, name.lower()).error == create(other, name.upper()).error == taken
    assert client.request("GET", f"{SERVICES}/{name.upper()}").text("ServiceName") == name
    assert other.request("GET", f"{SERVICES}/{name}").error == UNKNOWN
    for each in (client, other):
        verdict = each.request("GET", f"{SERVICES}/operations/isavailable/{name.swapcase()}")
        assert verdict.text("Result") == "false"
        assert verdict.text("Reason") == "A hosted service with the specified name already exists."
    free = client.request("GET", f"{SERVICES}/operations/isavailable/{name}x").body
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
def test_exactly_one_location_or_affinity_group(client: EmulatorClient, place: str, refusal: object) -> None:
    group = "<Name>g1</Name><Label>Zw==</Label><Location>East US</Location>"
    client.request("POST", GROUPS, f"<CreateAffinityGroup {NS}>{group}</CreateAffinityGroup>")
    assert create(client, more=place).error == refusal
    assert create(client, more=f"<Location/>{GROUP}").status == 201


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
def test_invalid_fields_are_refused(client: EmulatorClient, label: str, more: str, reason: str) -> None:
    assert create(client, more=more, label=label).error == INCORRECT
    assert client.last_entry["reason"].startswith(reason)
    assert client.request("GET", SERVICES).tags() == []


def test_extended_properties_at_their_limits(client: EmulatorClient) -> None:
    most = {f"n{n:02}{'n' * 61}": "x" * 255 for n in range(50)}
    assert create(client, more=f"{WEST}{pairs(*most.items())}").status == 201
    assert most.items() <= extended_properties(get(client)).items()
    assert update(client, pairs(("one_more", "x"))).error == INCORRECT
    assert update(client, pairs((f"n00{'n' * 61}", "changed"))).status == 200


@pytest.mark.parametrize(
    "value", ["<Value/>", "", '<Value xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/>']
)
def test_property_without_value_is_empty(client: EmulatorClient, value: str) -> None:
    pair = f"<ExtendedProperties><ExtendedProperty><Name>a</Name>{value}</ExtendedProperty></ExtendedProperties>"
    assert create(client, more=f"{WEST}{pair}").status == 201
    assert extended_properties(get(client))["a"] == ""
    update(client, pairs(("a", "1")))
    update(client, pair)
    assert extended_properties(get(client))["a"] == ""


def test_service_quota(client: EmulatorClient) -> None:
    made = client.admin("POST", "subscriptions", {"max_hosted_services": 1})
    client.service.subscription_id = made.json["subscription_id"]
    assert create(client).status == 201
    kind = "resource type 'hosted service count'"
    assert create(client, f"{client.service.name}2").error == (
        400,
        "BadRequest",
        f"The subscription policy limit for {kind} was exceeded. The limit for {kind} is 1 per subscription, "
        "the current count is 1, and the requested increment is 1.",
    )
    assert client.request("GET").text("CurrentHostedServices") == "1"


def test_service_with_deployments_is_not_deleted(make_client: Callable[..., EmulatorClient]) -> None:
    client = make_client("seconds:60")
    name, other = client.service.name, f"{client.service.name}2"
    create(client)
    create(client, other)
    for each in (name, other):
        client.service.seed("deployment", f"{each}/d1", {"name": "d1", "slot": "Production", "label": "x"})
    refused = (400, "BadRequest", "A hosted service cannot be deleted while it still contains deployments.")
    assert client.request("DELETE", f"{SERVICES}/{name}").error == refused
    begun = client.request("DELETE", f"{SERVICES}/{name}?comp=media")
    assert (begun.status, client.poll(begun)) == (202, "InProgress")
    assert get(client).text(f"{IN}Status") == "Deleting"
    text = f"performing an operation with x-ms-requestid {begun.operation_id} on this hosted service that requires"
    locked = (409, "ConflictError", f"Windows Azure is currently {text} exclusive access.")
    assert client.request("DELETE", f"{SERVICES}/{name}").error == locked
    assert client.request("DELETE", f"{SERVICES}/{name}?comp=media").error == locked
    client.wait(60)
    assert (client.poll(begun), get(client).error) == ("Succeeded", UNKNOWN)
    assert client.request("GET", f"{SERVICES}/{other}?embed-detail=true").texts("Deployments/Deployment/Name") == ["d1"]
    assert client.request("DELETE", f"{SERVICES}/{name}?comp=media").error == UNKNOWN
