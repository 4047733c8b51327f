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
    EmulatorClient,
    Response,
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


def create(client: EmulatorClient, name: str = "", more: str = WEST, version: str = VERSION) -> Response:
    inside = f"<ServiceName>{name or client.service.name}</ServiceName><Label>c2hvcA==</Label>{more}"
    body = f"<CreateStorageServiceInput {NS}>{inside}</CreateStorageServiceInput>"
    return client.request("POST", ACCOUNTS, body, version)


def update(client: EmulatorClient, inside: str, version: str = VERSION) -> Response:
    body = f"<UpdateStorageServiceInput {BOTH}>{inside}</UpdateStorageServiceInput>"
    return client.request("PUT", f"{ACCOUNTS}/{client.service.name}", body, version)


def get(client: EmulatorClient, version: str = VERSION, below: str = "") -> Response:
    return client.request("GET", f"{ACCOUNTS}/{client.service.name}{below}", version=version)


def extended_properties(response: Response) -> dict[str, str]:
    current = "ExtendedProperties/ExtendedProperty/"
    return dict(zip(response.texts(f"{current}Name"), response.texts(f"{current}Value"), strict=True))


def test_account_lifecycle(make_client: Callable[..., EmulatorClient]) -> None:
    client = make_client("recorded")
    name, home = client.service.name, client.service.subscription_id
    made = create(client, more=f"{WEST}{pairs(('ext1', 'val1'))}")
    assert (made.status, made.body) == (202, b"")
    place = f"https://management.core.windows.net/subscriptions/{home}/storage/{name}"
    assert made.headers["Location"] == place
    assert client.poll(made) == "InProgress"
    client.wait(21)
    assert client.poll(made) == "InProgress"
    client.wait(1)
    assert client.poll(made) == "Succeeded"
    found = get(client)
    assert found.tags() == ["Url", "ServiceName", "StorageServiceProperties", "ExtendedProperties", "Capabilities"]
    assert found.tags("StorageServiceProperties") == [
        *SHORT,
        *GEOGRAPHY,
        "CreationTime",
        "CustomDomains",
        "AccountType",
    ]
    assert list(extended_properties(found)) == ["ext1", "ResourceGroup", "ResourceLocation"]
    assert extended_properties(found)["ResourceGroup"] == "Default-Storage-WestUS"
    assert client.request("GET", ACCOUNTS).tags("StorageService") == found.tags()[:-1]
    assert client.request("DELETE", f"{ACCOUNTS}/{name}").status == 200
    gone = (404, "ResourceNotFound", f"The storage account '{name}' was not found.")
    assert get(client).error == client.request("DELETE", f"{ACCOUNTS}/{name}").error == gone
    assert update(client, "").error == get(client, below="/keys").error == gone
    assert create(client).status == 202, "the name is free again"


def test_account_is_readable_while_creating(make_client: Callable[..., EmulatorClient]) -> None:
    """docs/protocol/storage.md#storage-account-status: the short shape, in the list too, with keys already."""
    client = make_client("recorded")
    create(client, more=f"{WEST}{pairs(('a', '1'))}")
    found = get(client)
    assert found.text(f"{IN}Status") == "ResolvingDns"
    assert found.tags("StorageServiceProperties") == [*SHORT, "CreationTime", "CustomDomains", "AccountType"]
    assert len(found.texts(f"{IN}Endpoints/Endpoint")) == 4
    assert (found.tags("ExtendedProperties"), "Capabilities" in found.tags()) == ([], False)
    assert client.request("GET", ACCOUNTS).text(f"StorageService/{IN}Status") == "ResolvingDns"
    older = get(client, "2014-05-01")
    assert older.text(f"{IN}GeoReplicationEnabled") == "false"
    assert len(base64.b64decode(get(client, below="/keys").text("StorageServiceKeys/Primary") or "")) == 64


def test_creating_account_is_locked(make_client: Callable[..., EmulatorClient]) -> None:
    client = make_client("seconds:10")
    create(client)
    assert update(client, "<Description>x</Description>").error == UNDERWAY
    assert client.request("DELETE", f"{ACCOUNTS}/{client.service.name}").error == UNDERWAY
    client.wait(10)
    assert update(client, "<Description>x</Description>").status == 200
    assert get(client).text(f"{IN}Description") == "x"
    assert client.request("DELETE", f"{ACCOUNTS}/{client.service.name}").status == 200


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
def test_fields_of_each_account_type(
    client: EmulatorClient, name: str, endpoints: int, secondary: int, geography: list[str]
) -> None:
    create(client, more=f"{WEST}{kind(name)}")
    found = get(client)
    assert found.text(f"{IN}AccountType") == name
    assert len(found.texts(f"{IN}Endpoints/Endpoint")) == endpoints
    assert (
        found.texts(f"{IN}SecondaryEndpoints/Endpoint")
        == [f"https://{client.service.name}-secondary.{each}.core.windows.net/" for each in ("blob", "queue", "table")][
            :secondary
        ]
    )
    seen = [found.text(f"{IN}{tag}") for tag in GEOGRAPHY if tag in found.tags("StorageServiceProperties")]
    assert seen == geography


def test_default_account_type_is_geo_redundant(client: EmulatorClient) -> None:
    create(client)
    assert get(client).text(f"{IN}AccountType") == "Standard_GRS"


@pytest.mark.parametrize("name", ["Standard_XRS", "Premium_GRS", "LRS", ""])
def test_invalid_account_type_is_refused(client: EmulatorClient, name: str) -> None:
    assert create(client, more=f"{WEST}{kind(name)}").error == INCORRECT
    assert create(client).status == 202
    assert update(client, kind(name)).error == INCORRECT


def test_account_type_must_be_offered_in_region(client: EmulatorClient) -> None:
    assert create(client, more=f"<Location>North Europe</Location>{kind('Premium_LRS')}").error == INCORRECT
    assert client.last_entry["reason"] == "North Europe does not offer Premium_LRS"


TYPES = ("Standard_LRS", "Standard_GRS", "Standard_RAGRS", "Standard_ZRS", "Premium_LRS")


@pytest.mark.parametrize("before", TYPES)
@pytest.mark.parametrize("after", TYPES)
def test_account_type_change(client: EmulatorClient, before: str, after: str) -> None:
    """Nothing becomes ZRS or premium after its creation, or ceases to be
    (docs/protocol/storage.md#account-type-changes)."""
    create(client, more=f"{WEST}{kind(before)}")
    born = {"Standard_ZRS", "Premium_LRS"}
    if before != after and {before, after} & born:
        assert update(client, kind(after)).error == INCORRECT
        assert get(client).text(f"{IN}AccountType") == before
    else:
        assert update(client, kind(after)).status == 200
        found = get(client)
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
def test_requests_of_older_versions(client: EmulatorClient, version: str, more: str, expected: str) -> None:
    assert create(client, more=f"{WEST}{more}", version=version).status == 202
    assert get(client).text(f"{IN}AccountType") == expected
    assert update(client, "<Description>x</Description>", version).status == 200
    assert get(client).text(f"{IN}AccountType") == expected


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
def test_response_fields_by_version(client: EmulatorClient, version: str, tags: list[str]) -> None:
    """docs/protocol/storage.md#storage-account-older-versions."""
    create(client, more=f"{WEST}{kind('Standard_RAGRS')}")
    assert get(client, version).tags("StorageServiceProperties") == tags
    assert client.request("GET", ACCOUNTS, version=version).tags("StorageService/StorageServiceProperties") == tags


@pytest.mark.parametrize("name", ["ab", "a" * 25, "ABC", "a-b", "a b", "äöü", "abc\n1"])
def test_invalid_name_is_refused(client: EmulatorClient, name: str) -> None:
    assert create(client, name).error == MISNAMED


@pytest.mark.parametrize("name", ["ab", "a" * 25, "ABC", "a-b", "a%20b", "%C3%A4%C3%B6%C3%BC"])
def test_availability_of_invalid_name_is_refused(client: EmulatorClient, name: str) -> None:
    assert client.request("GET", f"{ACCOUNTS}/operations/isavailable/{name}").error == MISNAMED


def test_names_are_globally_unique(make_client: Callable[..., EmulatorClient]) -> None:
    client, other = make_client(), make_client()
    name = client.service.name
    create(client)
    ours, theirs = (
        f"A storage account named '{name}' already exists in the subscription.",
        f"The storage account named '{name}' is already taken.",
    )
    assert create(client).error == (409, "ConflictError", ours)
    assert create(other, name).error == (409, "ConflictError", theirs)
    for each, reason in ((client, ours), (other, theirs)):
        verdict = each.request("GET", f"{ACCOUNTS}/operations/isavailable/{name}")
        assert (verdict.text("Result"), verdict.text("Reason")) == ("false", reason)
    assert other.request("GET", f"{ACCOUNTS}/operations/isavailable/{name}x").text("Result") == "true"


def test_account_named_operations(make_client: Callable[..., EmulatorClient]) -> None:
    """docs/protocol/storage.md#storage-account-name-availability."""
    client = make_client()
    assert create(client, "operations").status in (202, 409)
    assert client.request("GET", f"{ACCOUNTS}/operations").status in (200, 404)
    assert client.last_entry["operation"] == "GetStorageService"
    client.request("DELETE", f"{ACCOUNTS}/operations")


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
def test_invalid_fields_are_refused(client: EmulatorClient, more: str, reason: str) -> None:
    assert create(client, more=more).error == INCORRECT
    assert client.last_entry["reason"] == reason
    assert client.request("GET", ACCOUNTS).tags() == []


def test_account_in_affinity_group(client: EmulatorClient) -> None:
    more = "<AffinityGroup>g1</AffinityGroup>"
    assert create(client, more=more).error == (404, "ResourceNotFound", "The affinity group does not exist.")
    group = "<Name>g1</Name><Label>Zw==</Label><Location>East Asia</Location>"
    client.request("POST", GROUPS, f"<CreateAffinityGroup {NS}>{group}</CreateAffinityGroup>")
    assert create(client, more=more).status == 202
    found = get(client)
    assert found.tags("StorageServiceProperties")[1] == "AffinityGroup"
    assert found.text(f"{IN}GeoPrimaryRegion") == extended_properties(found)["ResourceLocation"] == "East Asia"
    assert client.request("DELETE", f"{GROUPS}/g1").error[0] == 409
    assert client.request("GET", f"{GROUPS}/g1").texts("StorageServices/StorageService/ServiceName") == [
        client.service.name
    ]


def test_extended_properties_are_merged_and_removed(client: EmulatorClient) -> None:
    """docs/protocol/storage.md#extended-properties."""
    nil = '<ExtendedProperty><Name>{}</Name><Value i:nil="true"/></ExtendedProperty>'
    create(client, more=f"{WEST}{pairs(('a', '1'), ('b', '2'))}")
    assert update(client, pairs(("b", "3"), ("c", "4"))).status == 200
    assert list(extended_properties(get(client))) == ["a", "b", "ResourceGroup", "ResourceLocation", "c"]
    assert update(client, "<Description>x</Description>").status == 200
    assert extended_properties(get(client))["b"] == "3"
    gone = nil.format("a") + "<ExtendedProperty><Name>c</Name></ExtendedProperty>" + nil.format("never")
    assert update(client, f"<ExtendedProperties>{gone}</ExtendedProperties>").status == 200
    assert list(extended_properties(get(client))) == ["b", "ResourceGroup", "ResourceLocation"]
    assert update(client, '<Description i:nil="true"/>').status == 200
    assert get(client).text(f"{IN}Description") == "x", "a guess: nil keeps"


def test_property_without_value_is_dropped(client: EmulatorClient) -> None:
    empty = "<ExtendedProperties><ExtendedProperty><Name>a</Name></ExtendedProperty></ExtendedProperties>"
    assert create(client, more=f"{WEST}{empty}").status == 202
    assert list(extended_properties(get(client))) == ["ResourceGroup", "ResourceLocation"]


def test_get_and_regenerate_keys(client: EmulatorClient) -> None:
    create(client)
    before = get(client, below="/keys")
    assert before.tags() == ["Url", "StorageServiceKeys"]
    assert before.tags("StorageServiceKeys") == ["Primary", "Secondary"]
    seen = {"Primary": [], "Secondary": []}  # type: dict[str, list[str | None]]
    for which in ("Primary", "Secondary", "Primary"):
        body = f"<RegenerateKeys {NS}><KeyType>{which}</KeyType></RegenerateKeys>"
        response = client.request("POST", f"{ACCOUNTS}/{client.service.name}/keys?action=regenerate", body)
        assert (response.status, client.poll(response)) == (200, "Succeeded")
        assert response.body == get(client, below="/keys").body
        for name, keys in seen.items():
            keys.append(response.text(f"StorageServiceKeys/{name}"))
    assert [len(set(keys)) for keys in seen.values()] == [2, 2]
    assert seen["Primary"][0] == seen["Primary"][1] != seen["Primary"][2]
    assert seen["Secondary"][0] != seen["Secondary"][1] == seen["Secondary"][2]
    assert all(len(key or "") == 88 and (key or "").endswith("==") for keys in seen.values() for key in keys)


def test_seeded_account_gets_keys(client: EmulatorClient) -> None:
    name = client.service.name
    client.service.seed("storage_account", name, {"name": name, "status": "Created"})
    before = get(client, below="/keys")
    assert before.body == get(client, below="/keys").body
    client.service.seed("storage_account", name, {"name": name, "status": "Created"})
    body = f"<RegenerateKeys {NS}><KeyType>Primary</KeyType></RegenerateKeys>"
    response = client.request("POST", f"{ACCOUNTS}/{name}/keys?action=regenerate", body)
    assert response.body == get(client, below="/keys").body
    keys = [
        returned.text(f"StorageServiceKeys/{which}")
        for returned in (before, response)
        for which in ("Primary", "Secondary")
    ]
    assert None not in keys
    assert len(set(keys)) == 4


@pytest.mark.parametrize("inside", ["", "<KeyType/>", "<KeyType>Third</KeyType>", "<Key>Primary</Key>"])
def test_invalid_key_type_is_refused(client: EmulatorClient, inside: str) -> None:
    create(client)
    before = get(client, below="/keys").body
    body = f"<RegenerateKeys {NS}>{inside}</RegenerateKeys>"
    path = f"{ACCOUNTS}/{client.service.name}/keys?action=regenerate"
    assert client.request("POST", path, body).error == INCORRECT
    assert get(client, below="/keys").body == before


def test_account_quota(client: EmulatorClient) -> None:
    made = client.admin("POST", "subscriptions", {"max_storage_accounts": 1})
    client.service.subscription_id = made.json["subscription_id"]
    assert create(client).status == 202
    message = create(client, f"{client.service.name}2").error[2] or ""
    assert "'storage account count' is 1 per subscription, the current count is 1" in message
