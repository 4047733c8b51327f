# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Affinity groups, typed by hand (docs/protocol/subscription.md#affinity-groups)."""

from __future__ import annotations

import pytest
from ansible_collections.classic.azure.tests.unit.emulator.wire import (
    GROUPS,
    NS,
    SERVICES,
    VERSION,
    EmulatorClient,
    Response,
)

INCORRECT = (400, "BadRequest", "A parameter was incorrect")
UNKNOWN = (404, "ResourceNotFound", "The affinity group does not exist.")
MISNAMED = (400, "BadRequest", "The affinity group name is invalid.")


def create(
    client: EmulatorClient, name: str = "g1", label: str = "Zw==", place: str = "West US", more: str = ""
) -> Response:
    inside = f"<Name>{name}</Name><Label>{label}</Label>{more}<Location>{place}</Location>"
    return client.request("POST", GROUPS, f"<CreateAffinityGroup {NS}>{inside}</CreateAffinityGroup>")


def update(client: EmulatorClient, inside: str, name: str = "g1") -> Response:
    return client.request("PUT", f"{GROUPS}/{name}", f"<UpdateAffinityGroup {NS}>{inside}</UpdateAffinityGroup>")


def test_affinity_group_lifecycle(client: EmulatorClient) -> None:
    made = create(client, "My-Group", more="<Description>Läden &amp; more</Description>")
    assert (made.status, made.body) == (201, b"")
    home = f"https://management.core.windows.net/subscriptions/{client.service.subscription_id}"
    assert made.headers["Location"] == f"{home}/affinitygroup/My-Group"
    assert client.poll(made) == "Succeeded"
    assert client.request("GET", f"{GROUPS}/my-group").body.decode() == (
        '<AffinityGroup xmlns="http://schemas.microsoft.com/windowsazure"'
        ' xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><Name>My-Group</Name><Label>Zw==</Label>'
        "<Description>Läden &amp; more</Description><Location>West US</Location><HostedServices/><StorageServices/>"
        "<Capabilities><Capability>PersistentVMRole</Capability><Capability>HighMemory</Capability></Capabilities>"
        f"<CreatedTime>{client.request('GET', f'{GROUPS}/my-group').text('CreatedTime')}</CreatedTime></AffinityGroup>"
    )
    assert update(client, "<Label>aA==</Label>", "MY-GROUP").status == 200
    after = client.request("GET", f"{GROUPS}/My-Group")
    assert (after.text("Label"), after.text("Description")) == ("aA==", "Läden & more")
    assert client.request("DELETE", f"{GROUPS}/My-Group").status == 200
    assert client.request("GET", f"{GROUPS}/My-Group").error == UNKNOWN
    assert client.request("DELETE", f"{GROUPS}/My-Group").error == UNKNOWN


def test_fields_of_list_and_get(client: EmulatorClient) -> None:
    create(client, "b")
    create(client, "A")
    listed = client.request("GET", GROUPS)
    assert listed.texts("AffinityGroup/Name") == ["A", "b"]
    tags = ["Name", "Label", "Description", "Location", "Capabilities", "CreatedTime", "ComputeCapabilities"]
    assert listed.tags("AffinityGroup") == tags
    assert client.request("GET", GROUPS, version="2013-03-01").tags("AffinityGroup") == tags[:-1]


@pytest.mark.parametrize(
    ("description", "returned"),
    [
        ("", '<Description i:nil="true"/>'),
        ("<Description/>", "<Description/>"),
        ("<Description>x</Description>", ">x<"),
    ],
)
def test_description_is_nil_empty_or_text(client: EmulatorClient, description: str, returned: str) -> None:
    create(client, more=description)
    assert returned.encode() in client.request("GET", f"{GROUPS}/g1").body


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"label": ""}, "Label is missing"),
        ({"label": "eHh4" * 34}, "Label: it may have 100 characters at most, and has 102"),
        ({"label": "AA=="}, "Label: XML cannot carry the character '\\x00'"),
        (
            {"more": f"<Description>{'x' * 1025}</Description>"},
            "Description: it may have 1024 characters at most, and has 1025",
        ),
        ({"place": ""}, "Location is missing"),
    ],
)
def test_invalid_fields_are_refused(client: EmulatorClient, changed: dict[str, str], field: str) -> None:
    assert create(client, **changed).error == INCORRECT
    assert client.last_entry["reason"] == field
    assert client.request("GET", GROUPS).tags() == []


def test_fields_at_their_limits(client: EmulatorClient) -> None:
    label = "w6TDpMOk" * 33 + "w6Q="
    assert create(client, "g" * 63, label, more=f"<Description>{'ä' * 1024}</Description>").status == 201
    assert client.request("GET", f"{GROUPS}/{'g' * 63}").text("Label") == label


@pytest.mark.parametrize("name", ["", "!", "a b", "a_b", "ä", "-a", "g" * 64, "a/b", "a.b"])
def test_invalid_name_is_refused(client: EmulatorClient, name: str) -> None:
    assert create(client, name).error == MISNAMED


@pytest.mark.parametrize("name", ["%21NotValid%24", "a%20b", "%2F", "%C3%A4"])
def test_invalid_name_in_path_is_refused(client: EmulatorClient, name: str) -> None:
    """Recorded: it is unknown to a read, and invalid to a deletion."""
    assert client.request("GET", f"{GROUPS}/{name}").error == UNKNOWN
    assert update(client, "", name).error == UNKNOWN
    assert client.request("DELETE", f"{GROUPS}/{name}").error == MISNAMED


def test_name_is_unique_in_subscription(client: EmulatorClient, strict_client: EmulatorClient) -> None:
    assert create(client).status == 201
    message = "An affinity group with that name already exists in the current subscription."
    for name, place in (("g1", "West US"), ("G1", "East US")):
        assert create(client, name, "aA==", place).error == (409, "ConflictError", message)
    assert create(strict_client).status == 201, "in another subscription it is free"


@pytest.mark.parametrize("place", ["Middle Earth", "West USA", "westus", "West India"])
def test_invalid_location_is_refused(client: EmulatorClient, place: str) -> None:
    assert create(client, place=place).error == (400, "BadRequest", "The location constraint is not valid")


@pytest.mark.parametrize("place", ["west us", "WEST US", " West US "])
def test_location_is_normalized(client: EmulatorClient, place: str) -> None:
    create(client, place=place)
    assert client.request("GET", f"{GROUPS}/g1").text("Location") == "West US"


def test_location_is_immutable(client: EmulatorClient, strict_client: EmulatorClient) -> None:
    for each in (client, strict_client):
        create(each)
    changed = "<Label>aA==</Label><Location>East US</Location>"
    assert update(client, changed).status == 200
    assert client.last_entry["drops"] == ["UpdateAffinityGroup/Location is unknown here"]
    assert client.request("GET", f"{GROUPS}/g1").text("Location") == "West US"
    assert update(strict_client, changed).status == 400
    assert strict_client.request("GET", f"{GROUPS}/g1").text("Label") == "Zw=="


def test_group_in_use_is_not_deleted(client: EmulatorClient) -> None:
    create(client)
    name = client.service.name
    body = f"<ServiceName>{name}</ServiceName><Label>Zw==</Label><AffinityGroup>G1</AffinityGroup>"
    assert client.request("POST", SERVICES, f"<CreateHostedService {NS}>{body}</CreateHostedService>").status == 201
    in_use = (409, "ConflictError", "The affinity group is in use and cannot be deleted.")
    assert client.request("DELETE", f"{GROUPS}/g1").error == in_use
    assert client.request("GET", f"{GROUPS}/g1").texts("HostedServices/HostedService/ServiceName") == [name]
    service = client.request("GET", f"{SERVICES}/{name}")
    assert service.text("HostedServiceProperties/AffinityGroup") == "g1"
    assert service.text("HostedServiceProperties/Location") is None
    assert client.request("DELETE", f"{SERVICES}/{name}").status == 200
    assert client.request("DELETE", f"{GROUPS}/g1").status == 200


def test_newest_version_gets_same_response(client: EmulatorClient) -> None:
    create(client)
    responses = [client.request("GET", f"{GROUPS}/g1", version=version).body for version in (VERSION, "2017-01-01")]
    assert responses[0] == responses[1]
