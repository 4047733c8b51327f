# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many slow things at once: storage accounts, whose creation the emulator lets take 5 s each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible_collections.classic.azure.tests.bench.place import Playground
from ansible_collections.classic.azure.tests.bench.table import Goal, Table, in_turns

MANY = 50
SECONDS = 5


def together(count: int) -> list[dict[str, Any]]:
    """Begin all of them, then wait for each."""
    return [
        {
            "classic.azure.storage_account": {"name": "fleet{{ item }}", "location": "West US", "wait": False},
            "loop": list(range(count)),
            "register": "begun",
        },
        {
            "classic.azure.operation_info": {"operation_id": "{{ item }}", "wait": True},
            "loop": "{{ begun.results | map(attribute='operation_ids') | flatten }}",
        },
    ]


def role(count: int) -> list[dict[str, Any]]:
    """The role that provides an environment."""
    accounts = [{"name": f"fleet{number}", "location": "West US"} for number in range(count)]
    return [
        {
            "ansible.builtin.include_role": {"name": "classic.azure.environment"},
            "vars": {"environment_resources": {"storage_accounts": accounts}},
        }
    ]


def by_host() -> list[dict[str, Any]]:
    """One of them for each host, each waited for."""
    return [{"classic.azure.storage_account": {"name": "fleet{{ inventory_hostname }}", "location": "West US"}}]


def fleet(place: Playground) -> Table:
    """Wall time against the longest chain, which is that of one account."""
    latest = [0.0]

    def empty() -> float:
        latest[0] = place.play([])
        return latest[0]

    def measured(tasks: list[dict[str, Any]], **how: Any) -> Callable[[], float]:
        def measure() -> float:
            place.emulator.empty()
            return place.play(tasks, **how) - latest[0]

        return measure

    ways = {
        "an empty playbook": empty,
        "one account": measured(together(1)),
        "all in a loop, then waited for": measured(together(MANY)),
        "the role environment": measured(role(MANY)),
        "a host for each, 20 forks": measured(by_host(), hosts=MANY, forks=20),
        "a host for each, 4 forks": measured(by_host(), hosts=MANY, forks=4),
    }
    found = in_turns(ways)
    critical = found["one account"]
    rows = [(name, f"{value:.2f}", f"{value / critical:.2f}") for name, value in found.items()]
    return Table(
        f"5. {MANY} storage accounts whose creation takes {SECONDS} s each",
        ("way", "s", "x one account"),
        list(rows),
        "Without what an empty playbook costs. Forks make no difference to the loops, which run in one.",
        [Goal("a fleet, x its longest chain", found["all in a loop, then waited for"] / critical, 1.10)],
    )
