# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scenarios of Microsoft's .NET clients: how much of them the emulator answers as the real service did, by area."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from ansible_collections.classic.azure.tests.observations import PROPERTY
from ansible_collections.classic.azure.tests.unit.emulator import replay
from ansible_collections.classic.azure.tests.unit.emulator.replay import Compared
from ansible_collections.classic.azure.tests.unit.recorded import MISSING_DOTNET, dotnet_exchanges
from ansible_collections.classic.azure.tools.replay_differences import listed_differences

DIFFERENCES = Path(__file__).parents[2] / "wire/DIFFERENCES"


class Floor(NamedTuple):
    """So many requests of an area have the recorded status, code of an error and shape, and so many polls are alike."""

    status: int
    code: int
    shape: int
    polls: int


FLOORS = {
    "application gateways": Floor(0, 0, 0, 0),
    "deployments": Floor(87, 87, 39, 28),
    "extensions": Floor(0, 0, 0, 0),
    "gateways": Floor(0, 0, 0, 0),
    "hosted services": Floor(27, 27, 25, 16),
    "images and disks": Floor(29, 29, 23, 8),
    "IP forwarding": Floor(0, 0, 0, 0),
    "locations": Floor(38, 38, 25, 0),
    "network configuration": Floor(6, 6, 6, 0),
    "reserved IPs": Floor(38, 38, 33, 44),
    "routes": Floor(0, 0, 0, 0),
    "security groups": Floor(0, 0, 0, 0),
    "storage": Floor(55, 55, 45, 34),
    "traffic manager": Floor(0, 0, 0, 0),
    "virtual IPs": Floor(0, 0, 0, 0),
    "virtual machines": Floor(20, 20, 20, 32),
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


def test_differences_in_claimed_areas_are_listed() -> None:
    """tests/wire/DIFFERENCES has each difference of the areas that it names, with its reason, and no other."""
    listed = listed_differences(DIFFERENCES)
    seen = {
        (each.area, each.exchange.operation, difference)
        for each in compared()
        for difference in each.differences
        if each.area in {area for area, dummy, dummy in listed}
    }
    assert sorted(seen - set(listed)) == [], "not listed in tests/wire/DIFFERENCES"
    assert sorted(set(listed) - seen) == [], "no difference any more: remove it from tests/wire/DIFFERENCES"
    assert all(listed.values())
