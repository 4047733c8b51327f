# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Affinity groups, typed by hand (docs/protocol/subscription.md#affinity-groups)."""

from __future__ import annotations

import pytest
from ansible_collections.classic.azure.tests.unit.emulator.wire import GROUPS, NS, SERVICES, VERSION, Response, Wire

INCORRECT = (400, "BadRequest", "A parameter was incorrect")
UNKNOWN = (404, "ResourceNotFound", "The affinity group does not exist.")
MISNAMED = (400, "BadRequest", "The affinity group name is invalid.")


def create(wire: Wire, name: str = "g1", label: str = "Zw==", place: str = "West US", more: str = "") -> Response:
    inside = f"<Name>{name}</Name><Label>{label}</Label>{more}<Location>{place}</Location>"
    return wire.ask("POST", GROUPS, f"<CreateAffinityGroup {NS}>{inside}</CreateAffinityGroup>")


def update(wire: Wire, inside: str, name: str = "g1") -> Response:
    return wire.ask("PUT", f"{GROUPS}/{name}", f"<UpdateAffinityGroup {NS}>{inside}</UpdateAffinityGroup>")


def test_a_group_from_beginning_to_end(wire: Wire) -> None:
    made = create(wire, "My-Group", more="<Description>Läden &amp; more</Description>")
    assert (made.status, made.body) == (201, b"")
    home = f"https://management.core.windows.net/subscriptions/{wire.service.subscription_id}"
    assert made.headers["Location"] == f"{home}/affinitygroup/My-Group"
    assert wire.poll(made) == "Succeeded"
    assert wire.ask("GET", f"{GROUPS}/my-group").body.decode() == (
        '<AffinityGroup xmlns="http://schemas.microsoft.com/windowsazure"'
        ' xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><Name>My-Group</Name><Label>Zw==</Label>'
        "<Description>Läden &amp; more</Description><Location>West US</Location><HostedServices/><StorageServices/>"
        "<Capabilities><Capability>PersistentVMRole</Capability><Capability>HighMemory</Capability></Capabilities>"
        f"<CreatedTime>{wire.ask('GET', f'{GROUPS}/my-group').text('CreatedTime')}</CreatedTime></AffinityGroup>"
    )
    assert update(wire, "<Label>aA==</Label>", "MY-GROUP").status == 200
    after = wire.ask("GET", f"{GROUPS}/My-Group")
    assert (after.text("Label"), after.text("Description")) == ("aA==", "Läden & more")
    assert wire.ask("DELETE", f"{GROUPS}/My-Group").status == 200
    assert wire.ask("GET", f"{GROUPS}/My-Group").refusal == UNKNOWN
    assert wire.ask("DELETE", f"{GROUPS}/My-Group").refusal == UNKNOWN


def test_the_list_tells_other_things_than_the_single_answer(wire: Wire) -> None:
    create(wire, "b")
    create(wire, "A")
    listed = wire.ask("GET", GROUPS)
    assert listed.texts("AffinityGroup/Name") == ["A", "b"]
    tags = ["Name", "Label", "Description", "Location", "Capabilities", "CreatedTime", "ComputeCapabilities"]
    assert listed.tags("AffinityGroup") == tags
    assert wire.ask("GET", GROUPS, version="2013-03-01").tags("AffinityGroup") == tags[:-1]


@pytest.mark.parametrize(
    ("description", "returned"),
    [
        ("", '<Description i:nil="true"/>'),
        ("<Description/>", "<Description/>"),
        ("<Description>x</Description>", ">x<"),
    ],
)
def test_a_description_is_nil_empty_or_text(wire: Wire, description: str, returned: str) -> None:
    create(wire, more=description)
    assert returned.encode() in wire.ask("GET", f"{GROUPS}/g1").body


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
def test_what_breaks_a_rule(wire: Wire, changed: dict[str, str], field: str) -> None:
    assert create(wire, **changed).refusal == INCORRECT
    assert wire.entry["reason"] == field
    assert wire.ask("GET", GROUPS).tags() == []


def test_what_is_just_within_the_rules(wire: Wire) -> None:
    label = "w6TDpMOk" * 33 + "w6Q="
    assert create(wire, "g" * 63, label, more=f"<Description>{'ä' * 1024}</Description>").status == 201
    assert wire.ask("GET", f"{GROUPS}/{'g' * 63}").text("Label") == label


@pytest.mark.parametrize("name", ["", "!", "a b", "a_b", "ä", "-a", "g" * 64, "a/b", "a.b"])
def test_a_name_against_the_rules(wire: Wire, name: str) -> None:
    assert create(wire, name).refusal == MISNAMED


@pytest.mark.parametrize("name", ["%21NotValid%24", "a%20b", "%2F", "%C3%A4"])
def test_an_illegal_name_in_an_address(wire: Wire, name: str) -> None:
    """Recorded: it is unknown to a read, and invalid to a deletion."""
    assert wire.ask("GET", f"{GROUPS}/{name}").refusal == UNKNOWN
    assert update(wire, "", name).refusal == UNKNOWN
    assert wire.ask("DELETE", f"{GROUPS}/{name}").refusal == MISNAMED


def test_a_name_is_taken_once(wire: Wire, strict_wire: Wire) -> None:
    assert create(wire).status == 201
    message = "An affinity group with that name already exists in the current subscription."
    for name, place in (("g1", "West US"), ("G1", "East US")):
        assert create(wire, name, "aA==", place).refusal == (409, "ConflictError", message)
    assert create(strict_wire).status == 201, "in another subscription it is free"


@pytest.mark.parametrize("place", ["Middle Earth", "West USA", "westus", "West India"])
def test_a_location_that_is_none_or_closed(wire: Wire, place: str) -> None:
    assert create(wire, place=place).refusal == (400, "BadRequest", "The location constraint is not valid")


@pytest.mark.parametrize("place", ["west us", "WEST US", " West US "])
def test_a_location_is_normalised(wire: Wire, place: str) -> None:
    create(wire, place=place)
    assert wire.ask("GET", f"{GROUPS}/g1").text("Location") == "West US"


def test_a_location_cannot_be_changed(wire: Wire, strict_wire: Wire) -> None:
    for each in (wire, strict_wire):
        create(each)
    changed = "<Label>aA==</Label><Location>East US</Location>"
    assert update(wire, changed).status == 200
    assert wire.entry["drops"] == ["UpdateAffinityGroup/Location is unknown here"]
    assert wire.ask("GET", f"{GROUPS}/g1").text("Location") == "West US"
    assert update(strict_wire, changed).status == 400
    assert strict_wire.ask("GET", f"{GROUPS}/g1").text("Label") == "Zw=="


def test_a_group_in_use_stays(wire: Wire) -> None:
    create(wire)
    name = wire.service.name
    body = f"<ServiceName>{name}</ServiceName><Label>Zw==</Label><AffinityGroup>G1</AffinityGroup>"
    assert wire.ask("POST", SERVICES, f"<CreateHostedService {NS}>{body}</CreateHostedService>").status == 201
    in_use = (409, "ConflictError", "The affinity group is in use and cannot be deleted.")
    assert wire.ask("DELETE", f"{GROUPS}/g1").refusal == in_use
    assert wire.ask("GET", f"{GROUPS}/g1").texts("HostedServices/HostedService/ServiceName") == [name]
    service = wire.ask("GET", f"{SERVICES}/{name}")
    assert service.text("HostedServiceProperties/AffinityGroup") == "g1"
    assert service.text("HostedServiceProperties/Location") is None
    assert wire.ask("DELETE", f"{SERVICES}/{name}").status == 200
    assert wire.ask("DELETE", f"{GROUPS}/g1").status == 200


def test_the_newest_version_is_as_good_as_ours(wire: Wire) -> None:
    create(wire)
    responses = [wire.ask("GET", f"{GROUPS}/g1", version=version).body for version in (VERSION, "2017-01-01")]
    assert responses[0] == responses[1]
