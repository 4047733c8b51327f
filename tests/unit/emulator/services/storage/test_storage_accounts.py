# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Storage accounts, typed by hand (docs/protocol/storage.md#storage-accounts)."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest
from ansible_collections.classic.azure.tests.unit.emulator.wire import (
    ACCOUNTS,
    BOTH,
    GROUPS,
    NS,
    VERSION,
    Response,
    Wire,
)

INCORRECT = (400, "BadRequest", "A parameter was incorrect")
MISNAMED = (
    400,
    "BadRequest",
    "The name is not a valid storage account name. Storage account names must be between 3 and 24 characters in length "
    "and use numbers and lower-case letters only.",
)
UNDERWAY = (
    409,
    "ConflictError",
    "The operation cannot be performed at this time because a conflicting operation is underway. Please retry later.",
)
IN = "StorageServiceProperties/"
WEST = "<Location>West US</Location>"
PAIR = "<ExtendedProperty><Name>{}</Name><Value>{}</Value></ExtendedProperty>"
SHORT = ["Description", "Location", "Label", "Status", "Endpoints"]
GEOGRAPHY = ["GeoPrimaryRegion", "StatusOfPrimary", "GeoSecondaryRegion", "StatusOfSecondary"]


def kind(name: str) -> str:
    return f"<AccountType>{name}</AccountType>"


def pairs(*named: tuple[str, str]) -> str:
    return f"<ExtendedProperties>{''.join(PAIR.format(*each) for each in named)}</ExtendedProperties>"


def create(wire: Wire, name: str = "", more: str = WEST, version: str = VERSION) -> Response:
    inside = f"<ServiceName>{name or wire.service.name}</ServiceName><Label>c2hvcA==</Label>{more}"
    body = f"<CreateStorageServiceInput {NS}>{inside}</CreateStorageServiceInput>"
    return wire.ask("POST", ACCOUNTS, body, version)


def update(wire: Wire, inside: str, version: str = VERSION) -> Response:
    body = f"<UpdateStorageServiceInput {BOTH}>{inside}</UpdateStorageServiceInput>"
    return wire.ask("PUT", f"{ACCOUNTS}/{wire.service.name}", body, version)


def get(wire: Wire, version: str = VERSION, below: str = "") -> Response:
    return wire.ask("GET", f"{ACCOUNTS}/{wire.service.name}{below}", version=version)


def returned(response: Response) -> dict[str, str]:
    current = "ExtendedProperties/ExtendedProperty/"
    return dict(zip(response.texts(f"{current}Name"), response.texts(f"{current}Value"), strict=True))


def test_an_account_from_beginning_to_end(open_wire: Callable[..., Wire]) -> None:
    wire = open_wire("recorded")
    name, home = wire.service.name, wire.service.subscription_id
    made = create(wire, more=f"{WEST}{pairs(('ext1', 'val1'))}")
    assert (made.status, made.body) == (202, b"")
    place = f"https://management.core.windows.net/subscriptions/{home}/storage/{name}"
    assert made.headers["Location"] == place
    assert wire.poll(made) == "InProgress"
    wire.wait(21)
    assert wire.poll(made) == "InProgress"
    wire.wait(1)
    assert wire.poll(made) == "Succeeded"
    found = get(wire)
    assert found.tags() == ["Url", "ServiceName", "StorageServiceProperties", "ExtendedProperties", "Capabilities"]
    assert found.tags("StorageServiceProperties") == [
        *SHORT,
        *GEOGRAPHY,
        "CreationTime",
        "CustomDomains",
        "AccountType",
    ]
    assert list(returned(found)) == ["ext1", "ResourceGroup", "ResourceLocation"]
    assert returned(found)["ResourceGroup"] == "Default-Storage-WestUS"
    assert wire.ask("GET", ACCOUNTS).tags("StorageService") == found.tags()[:-1]
    assert wire.ask("DELETE", f"{ACCOUNTS}/{name}").status == 200
    gone = (404, "ResourceNotFound", f"The storage account '{name}' was not found.")
    assert get(wire).refusal == wire.ask("DELETE", f"{ACCOUNTS}/{name}").refusal == gone
    assert update(wire, "").refusal == get(wire, below="/keys").refusal == gone
    assert create(wire).status == 202, "the name is free again"


def test_an_account_is_seen_while_it_is_made(open_wire: Callable[..., Wire]) -> None:
    """docs/protocol/storage.md#storage-account-status: the short shape, in the list too, with keys already."""
    wire = open_wire("recorded")
    create(wire, more=f"{WEST}{pairs(('a', '1'))}")
    found = get(wire)
    assert found.text(f"{IN}Status") == "ResolvingDns"
    assert found.tags("StorageServiceProperties") == [*SHORT, "CreationTime", "CustomDomains", "AccountType"]
    assert len(found.texts(f"{IN}Endpoints/Endpoint")) == 4
    assert (found.tags("ExtendedProperties"), "Capabilities" in found.tags()) == ([], False)
    assert wire.ask("GET", ACCOUNTS).text(f"StorageService/{IN}Status") == "ResolvingDns"
    older = get(wire, "2014-05-01")
    assert older.text(f"{IN}GeoReplicationEnabled") == "false"
    assert len(base64.b64decode(get(wire, below="/keys").text("StorageServiceKeys/Primary") or "")) == 64


def test_an_account_that_is_being_made_is_not_changed(open_wire: Callable[..., Wire]) -> None:
    wire = open_wire("seconds:10")
    create(wire)
    assert update(wire, "<Description>x</Description>").refusal == UNDERWAY
    assert wire.ask("DELETE", f"{ACCOUNTS}/{wire.service.name}").refusal == UNDERWAY
    wire.wait(10)
    assert update(wire, "<Description>x</Description>").status == 200
    assert get(wire).text(f"{IN}Description") == "x"
    assert wire.ask("DELETE", f"{ACCOUNTS}/{wire.service.name}").status == 200


@pytest.mark.parametrize(
    ("name", "endpoints", "secondary", "geography"),
    [
        ("Standard_LRS", 4, 0, ["West US", "Available", "", ""]),
        ("Standard_GRS", 4, 0, ["West US", "Available", "East US", "Available"]),
        ("Standard_RAGRS", 4, 3, ["West US", "Available", "East US", "Available"]),
        ("Standard_ZRS", 1, 0, ["West US", "Available"]),
        ("Premium_LRS", 1, 0, ["West US", "Available"]),
    ],
)
def test_the_shape_of_each_type(wire: Wire, name: str, endpoints: int, secondary: int, geography: list[str]) -> None:
    create(wire, more=f"{WEST}{kind(name)}")
    found = get(wire)
    assert found.text(f"{IN}AccountType") == name
    assert len(found.texts(f"{IN}Endpoints/Endpoint")) == endpoints
    assert (
        found.texts(f"{IN}SecondaryEndpoints/Endpoint")
        == [f"https://{wire.service.name}-secondary.{each}.core.windows.net/" for each in ("blob", "queue", "table")][
            :secondary
        ]
    )
    seen = [found.text(f"{IN}{tag}") for tag in GEOGRAPHY if tag in found.tags("StorageServiceProperties")]
    assert seen == geography


def test_without_a_type_it_is_geo_redundant(wire: Wire) -> None:
    create(wire)
    assert get(wire).text(f"{IN}AccountType") == "Standard_GRS"


@pytest.mark.parametrize("name", ["Standard_XRS", "Premium_GRS", "LRS", ""])
def test_a_type_that_is_none(wire: Wire, name: str) -> None:
    assert create(wire, more=f"{WEST}{kind(name)}").refusal == INCORRECT
    assert create(wire).status == 202
    assert update(wire, kind(name)).refusal == INCORRECT


def test_a_type_that_a_region_does_not_offer(wire: Wire) -> None:
    assert create(wire, more=f"<Location>North Europe</Location>{kind('Premium_LRS')}").refusal == INCORRECT
    assert wire.entry["reason"] == "North Europe does not offer Premium_LRS"


TYPES = ("Standard_LRS", "Standard_GRS", "Standard_RAGRS", "Standard_ZRS", "Premium_LRS")


@pytest.mark.parametrize("before", TYPES)
@pytest.mark.parametrize("after", TYPES)
def test_a_change_of_type(wire: Wire, before: str, after: str) -> None:
    """Nothing becomes ZRS or premium after its creation, or ceases to be
    (docs/protocol/storage.md#account-type-changes)."""
    create(wire, more=f"{WEST}{kind(before)}")
    born = {"Standard_ZRS", "Premium_LRS"}
    if before != after and {before, after} & born:
        assert update(wire, kind(after)).refusal == INCORRECT
        assert get(wire).text(f"{IN}AccountType") == before
    else:
        assert update(wire, kind(after)).status == 200
        found = get(wire)
        assert found.text(f"{IN}AccountType") == after
        assert len(found.texts(f"{IN}SecondaryEndpoints/Endpoint")) == (3 if after == "Standard_RAGRS" else 0)


@pytest.mark.parametrize(
    ("version", "more", "expected"),
    [
        ("2012-03-01", "", "Standard_GRS"),
        ("2012-03-01", "<GeoReplicationEnabled>true</GeoReplicationEnabled>", "Standard_GRS"),
        ("2012-03-01", "<GeoReplicationEnabled>false</GeoReplicationEnabled>", "Standard_LRS"),
        ("2013-11-01", "<SecondaryReadEnabled>true</SecondaryReadEnabled>", "Standard_RAGRS"),
        (
            "2014-05-01",
            "<GeoReplicationEnabled>true</GeoReplicationEnabled><SecondaryReadEnabled>true</SecondaryReadEnabled>",
            "Standard_RAGRS",
        ),
        (
            "2014-05-01",
            "<GeoReplicationEnabled>false</GeoReplicationEnabled><SecondaryReadEnabled>false</SecondaryReadEnabled>",
            "Standard_LRS",
        ),
    ],
)
def test_what_older_versions_ask_for(wire: Wire, version: str, more: str, expected: str) -> None:
    assert create(wire, more=f"{WEST}{more}", version=version).status == 202
    assert get(wire).text(f"{IN}AccountType") == expected
    assert update(wire, "<Description>x</Description>", version).status == 200
    assert get(wire).text(f"{IN}AccountType") == expected


OLD_GEOGRAPHY = ["GeoReplicationEnabled", *GEOGRAPHY]


@pytest.mark.parametrize(
    ("version", "tags"),
    [
        ("2011-06-01", SHORT),
        ("2012-03-01", [*SHORT, *OLD_GEOGRAPHY, "LastGeoFailoverTime"]),
        ("2013-06-01", [*SHORT, *OLD_GEOGRAPHY, "CreationTime", "CustomDomains"]),
        (
            "2014-05-01",
            [*SHORT, *OLD_GEOGRAPHY, "CreationTime", "CustomDomains", "SecondaryReadEnabled", "SecondaryEndpoints"],
        ),
        ("2014-06-01", [*SHORT, *GEOGRAPHY, "CreationTime", "CustomDomains", "SecondaryEndpoints", "AccountType"]),
        ("2017-01-01", [*SHORT, *GEOGRAPHY, "CreationTime", "CustomDomains", "SecondaryEndpoints", "AccountType"]),
    ],
)
def test_what_each_version_is_told(wire: Wire, version: str, tags: list[str]) -> None:
    """docs/protocol/storage.md#storage-account-older-versions."""
    create(wire, more=f"{WEST}{kind('Standard_RAGRS')}")
    assert get(wire, version).tags("StorageServiceProperties") == tags
    assert wire.ask("GET", ACCOUNTS, version=version).tags("StorageService/StorageServiceProperties") == tags


@pytest.mark.parametrize("name", ["ab", "a" * 25, "ABC", "a-b", "a b", "äöü", "abc\n1"])
def test_a_name_against_the_rules(wire: Wire, name: str) -> None:
    assert create(wire, name).refusal == MISNAMED


@pytest.mark.parametrize("name", ["ab", "a" * 25, "ABC", "a-b", "a%20b", "%C3%A4%C3%B6%C3%BC"])
def test_the_name_is_checked_when_it_is_asked_for(wire: Wire, name: str) -> None:
    assert wire.ask("GET", f"{ACCOUNTS}/operations/isavailable/{name}").refusal == MISNAMED


def test_a_name_is_unique_in_the_world(open_wire: Callable[..., Wire]) -> None:
    wire, other = open_wire(), open_wire()
    name = wire.service.name
    create(wire)
    ours, theirs = (
        f"A storage account named '{name}' already exists in the subscription.",
        f"The storage account named '{name}' is already taken.",
    )
    assert create(wire).refusal == (409, "ConflictError", ours)
    assert create(other, name).refusal == (409, "ConflictError", theirs)
    for each, reason in ((wire, ours), (other, theirs)):
        verdict = each.ask("GET", f"{ACCOUNTS}/operations/isavailable/{name}")
        assert (verdict.text("Result"), verdict.text("Reason")) == ("false", reason)
    assert other.ask("GET", f"{ACCOUNTS}/operations/isavailable/{name}x").text("Result") == "true"


def test_an_account_may_be_called_operations(open_wire: Callable[..., Wire]) -> None:
    """docs/protocol/storage.md#storage-account-name-availability."""
    wire = open_wire()
    assert create(wire, "operations").status in (202, 409)
    assert wire.ask("GET", f"{ACCOUNTS}/operations").status in (200, 404)
    assert wire.entry["operation"] == "GetStorageService"
    wire.ask("DELETE", f"{ACCOUNTS}/operations")


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ("", "there must be one of Location and AffinityGroup"),
        (f"<AffinityGroup>g1</AffinityGroup>{WEST}", "there must be one of Location and AffinityGroup"),
        (f"{WEST}{pairs(('a', '1'), ('a', '1'))}", "ExtendedProperties: a name is there twice"),
        (
            f"{WEST}{pairs(*((f'n{n}', 'x') for n in range(51)))}",
            "ExtendedProperties: there are 51, and 50 is the limit",
        ),
        (f"{WEST}{pairs(('', '1'))}", "ExtendedProperties: a name or value breaks the rules"),
    ],
)
def test_what_breaks_a_rule(wire: Wire, more: str, reason: str) -> None:
    assert create(wire, more=more).refusal == INCORRECT
    assert wire.entry["reason"] == reason
    assert wire.ask("GET", ACCOUNTS).tags() == []


def test_an_account_in_an_affinity_group(wire: Wire) -> None:
    more = "<AffinityGroup>g1</AffinityGroup>"
    assert create(wire, more=more).refusal == (404, "ResourceNotFound", "The affinity group does not exist.")
    group = "<Name>g1</Name><Label>Zw==</Label><Location>East Asia</Location>"
    wire.ask("POST", GROUPS, f"<CreateAffinityGroup {NS}>{group}</CreateAffinityGroup>")
    assert create(wire, more=more).status == 202
    found = get(wire)
    assert found.tags("StorageServiceProperties")[1] == "AffinityGroup"
    assert found.text(f"{IN}GeoPrimaryRegion") == returned(found)["ResourceLocation"] == "East Asia"
    assert wire.ask("DELETE", f"{GROUPS}/g1").refusal[0] == 409
    assert wire.ask("GET", f"{GROUPS}/g1").texts("StorageServices/StorageService/ServiceName") == [wire.service.name]


def test_properties_are_merged_and_can_be_removed(wire: Wire) -> None:
    """docs/protocol/storage.md#extended-properties."""
    nil = '<ExtendedProperty><Name>{}</Name><Value i:nil="true"/></ExtendedProperty>'
    create(wire, more=f"{WEST}{pairs(('a', '1'), ('b', '2'))}")
    assert update(wire, pairs(("b", "3"), ("c", "4"))).status == 200
    assert list(returned(get(wire))) == ["a", "b", "ResourceGroup", "ResourceLocation", "c"]
    assert update(wire, "<Description>x</Description>").status == 200
    assert returned(get(wire))["b"] == "3"
    gone = nil.format("a") + "<ExtendedProperty><Name>c</Name></ExtendedProperty>" + nil.format("never")
    assert update(wire, f"<ExtendedProperties>{gone}</ExtendedProperties>").status == 200
    assert list(returned(get(wire))) == ["b", "ResourceGroup", "ResourceLocation"]
    assert update(wire, '<Description i:nil="true"/>').status == 200
    assert get(wire).text(f"{IN}Description") == "x", "a guess: nil keeps"


def test_a_property_without_a_value_is_none(wire: Wire) -> None:
    empty = "<ExtendedProperties><ExtendedProperty><Name>a</Name></ExtendedProperty></ExtendedProperties>"
    assert create(wire, more=f"{WEST}{empty}").status == 202
    assert list(returned(get(wire))) == ["ResourceGroup", "ResourceLocation"]


def test_keys(wire: Wire) -> None:
    create(wire)
    before = get(wire, below="/keys")
    assert before.tags() == ["Url", "StorageServiceKeys"]
    assert before.tags("StorageServiceKeys") == ["Primary", "Secondary"]
    seen = {"Primary": [], "Secondary": []}  # type: dict[str, list[str | None]]
    for which in ("Primary", "Secondary", "Primary"):
        body = f"<RegenerateKeys {NS}><KeyType>{which}</KeyType></RegenerateKeys>"
        response = wire.ask("POST", f"{ACCOUNTS}/{wire.service.name}/keys?action=regenerate", body)
        assert (response.status, wire.poll(response)) == (200, "Succeeded")
        assert response.body == get(wire, below="/keys").body
        for name, keys in seen.items():
            keys.append(response.text(f"StorageServiceKeys/{name}"))
    assert [len(set(keys)) for keys in seen.values()] == [2, 2]
    assert seen["Primary"][0] == seen["Primary"][1] != seen["Primary"][2]
    assert seen["Secondary"][0] != seen["Secondary"][1] == seen["Secondary"][2]
    assert all(len(key or "") == 88 and (key or "").endswith("==") for keys in seen.values() for key in keys)


def test_an_account_that_was_seeded_without_keys_gets_some(wire: Wire) -> None:
    name = wire.service.name
    wire.service.seed("storage_account", name, {"name": name, "status": "Created"})
    before = get(wire, below="/keys")
    assert before.body == get(wire, below="/keys").body
    wire.service.seed("storage_account", name, {"name": name, "status": "Created"})
    body = f"<RegenerateKeys {NS}><KeyType>Primary</KeyType></RegenerateKeys>"
    response = wire.ask("POST", f"{ACCOUNTS}/{name}/keys?action=regenerate", body)
    assert response.body == get(wire, below="/keys").body
    keys = [
        returned.text(f"StorageServiceKeys/{which}")
        for returned in (before, response)
        for which in ("Primary", "Secondary")
    ]
    assert None not in keys
    assert len(set(keys)) == 4


@pytest.mark.parametrize("inside", ["", "<KeyType/>", "<KeyType>Third</KeyType>", "<Key>Primary</Key>"])
def test_a_key_that_is_none(wire: Wire, inside: str) -> None:
    create(wire)
    before = get(wire, below="/keys").body
    body = f"<RegenerateKeys {NS}>{inside}</RegenerateKeys>"
    path = f"{ACCOUNTS}/{wire.service.name}/keys?action=regenerate"
    assert wire.ask("POST", path, body).refusal == INCORRECT
    assert get(wire, below="/keys").body == before


def test_the_quota(wire: Wire) -> None:
    made = wire.admin("POST", "subscriptions", {"max_storage_accounts": 1})
    wire.service.subscription_id = made.json["subscription_id"]
    assert create(wire).status == 202
    message = create(wire, f"{wire.service.name}2").refusal[2] or ""
    assert "'storage account count' is 1 per subscription, the current count is 1" in message
