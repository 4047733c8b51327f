# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenarios of Microsoft's .NET clients: how much of them the emulator answers as the real service did, by area."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from ansible_collections.classic.azure.emulator import services
from ansible_collections.classic.azure.emulator.http import validation
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.tests.observations import PROPERTY
from ansible_collections.classic.azure.tests.unit.emulator import replay
from ansible_collections.classic.azure.tests.unit.emulator.replay import Compared
from ansible_collections.classic.azure.tests.unit.recorded import MISSING_DOTNET, Exchange, dotnet_exchanges
from ansible_collections.classic.azure.tools.replay_differences import claimed_areas, listed_differences
from lxml import etree

DIFFERENCES = Path(__file__).parents[2] / "wire/DIFFERENCES"


class Floor(NamedTuple):
    """So many requests of an area have the recorded status, code of an error and shape, and so many polls are alike."""

    status: int
    code: int
    shape: int
    polls: int


FLOORS = {
    "application gateways": Floor(0, 0, 0, 0),
    "deployments": Floor(92, 92, 62, 34),
    "extensions": Floor(0, 0, 0, 0),
    "gateways": Floor(0, 0, 0, 0),
    "hosted services": Floor(28, 28, 28, 18),
    "images and disks": Floor(30, 30, 29, 8),
    "IP forwarding": Floor(0, 0, 0, 0),
    "locations": Floor(38, 38, 25, 0),
    "network configuration": Floor(295, 295, 290, 200),
    "reserved IPs": Floor(43, 43, 43, 50),
    "routes": Floor(0, 0, 0, 0),
    "security groups": Floor(0, 0, 0, 0),
    "storage": Floor(55, 55, 45, 34),
    "traffic manager": Floor(0, 0, 0, 0),
    "virtual IPs": Floor(0, 0, 0, 0),
    "virtual machines": Floor(22, 22, 22, 36),
    "web sites": Floor(0, 0, 0, 0),
}
"""What is reached. Whoever reaches more raises it; nobody lowers it without a reason in the commit."""

pytestmark = pytest.mark.skipif(not dotnet_exchanges(), reason=MISSING_DOTNET)


@cache
def compared() -> list[Compared]:
    return replay.replay_all()


def test_areas_reach_their_floors(record_property: Callable[[str, object], None]) -> None:
    """No area answers fewer exchanges as recorded than it has done before."""
    reached = replay.figures(compared())
    for area, counts in reached.items():
        for figure, count in counts.items():
            record_property(PROPERTY, f"compared {area.replace(' ', '_')} {figure} {count}")
    assert sum(counts["requests"] for counts in reached.values()) == 993
    floors = {
        area: Floor(counts["status"], counts["code"], counts["shape"], counts["polls_alike"])
        for area, counts in reached.items()
    }
    assert set(floors) == set(FLOORS)
    fallen = {
        area: (floor, FLOORS[area]) for area, floor in floors.items() if any(map(int.__lt__, floor, FLOORS[area]))
    }
    assert not fallen, "reached, and reached before"


ROUTES = {route.operation: route for route in services.load().routes if route.body}
DROPPED_BY_THE_SERVICE = {
    "AddOSImage": "OSImage/(ShowInGui|IconUri) comes too late",
    "UpdateVMImage": "VMImage/Description comes too late",
    "CreateDeployment": "CreateDeployment/ExtensionConfiguration is unknown here",
}
"""What the client sends in vain (docs/protocol/compute.md#os-image-bodies and #vm-image-bodies), and extensions, which
are not emulated."""


@pytest.mark.parametrize(
    "exchange",
    [each for each in dotnet_exchanges() if each.name in ROUTES and each.request and each.status < 300],
    ids=str,
)
def test_accepted_request_round_trip(exchange: Exchange) -> None:
    """What the service accepted is read whole, and written again alike."""
    route = ROUTES[exchange.name]
    assert route.body
    sent = xml.parse(exchange.request)
    drops = validation.drop_unknown(sent, route.body, route.root)
    allowed = DROPPED_BY_THE_SERVICE.get(exchange.name)
    assert [each for each in drops if not (allowed and re.match(allowed, each))] == []
    before = shown(sent)
    written = xml.create(route.root)
    route.body.write(written, route.body.read(sent))
    assert shown(written) == before


def shown(element: etree._Element) -> str:
    """A document without the white space of the recording, and with actions as the service returns them; an empty
    element and a nil one count as equal."""
    for each in element.iter():
        each.text = (each.text or "").strip() or None
        each.tail = None
        if xml.local_name(each) == "Action":
            each.text = (each.text or "").lower()
        if xml.is_nil(each):
            del each.attrib[xml.NIL]
    return str(etree.tostring(element, method="c14n", exclusive=True), "utf-8")


def test_differences_in_claimed_areas_are_listed() -> None:
    """tests/wire/DIFFERENCES has each difference of the areas that it names, with its reason, and no other."""
    listed = listed_differences(DIFFERENCES)
    seen = {
        (each.area, each.exchange.operation, difference)
        for each in compared()
        for difference in each.differences
        if each.area in claimed_areas(DIFFERENCES)
    }
    assert sorted(seen - set(listed)) == [], "not listed in tests/wire/DIFFERENCES"
    assert sorted(set(listed) - seen) == [], "no difference any more: remove it from tests/wire/DIFFERENCES"
    assert all(listed.values())
