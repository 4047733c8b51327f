# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Environments of many resources in one task: time, requests and memory."""

from __future__ import annotations

import resource
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from ansible_collections.classic.azure.tests.bench.fleet import ACCOUNT, LIMITS, MACHINE, MANY, SECONDS
from ansible_collections.classic.azure.tests.bench.place import Playground, emulator
from ansible_collections.classic.azure.tests.bench.table import Goal, Table, interleaved

SIZES = (100, 300, 1000)
PER_SERVICE = 5
"""The resources of the tree for each hosted service: itself, three machines in it, and a storage account."""
GROWTH = 1.25
"""What counts as in proportion: so many times the growth of the number of resources."""
ROUNDS = 3

Tree = dict[str, Any]


def tree(size: int) -> Tree:
    """An affinity group with so many resources in all: storage accounts, hosted services and three machines in each."""
    services = size // PER_SERVICE
    accounts = size - services * (PER_SERVICE - 1) - 1
    return {
        "affinity_groups": [{"name": "bench", "location": "West US"}],
        "storage_accounts": [{"name": f"bench{number:04}", "affinity_group": "bench"} for number in range(accounts)],
        "hosted_services": [
            {
                "name": f"bench-{number:04}",
                "affinity_group": "bench",
                "disks": "delete",
                "virtual_machines": [_machine(f"web{each}", f"bench{number % accounts:04}", each) for each in range(3)],
            }
            for number in range(services)
        ],
    }


def _machine(name: str, account: str, number: int) -> Tree:
    ssh = {"name": "ssh", "local_port": 22, "port": 2200 + number}
    return {**MACHINE, "name": name, "storage_account": account, "endpoints": [ssh]}


def task(resources: Tree, **options: Any) -> dict[str, Any]:
    """A task of the module."""
    return {"classic.azure.environment": {"resources": resources, **options}}


def export() -> dict[str, Any]:
    return {"classic.azure.environment_info": {}}


def requests_of(place: Playground) -> int:
    """The requests of the subscription so far."""
    return len(place.emulator.get("journal", subscription=place.emulator.card["subscription_id"]))


def fleet(place: Playground) -> Table:
    """Wall time of many slow operations compared with the longest chain of operations among them."""
    place.emulator.subscribe(**LIMITS)
    place.play([{"classic.azure.storage_account": ACCOUNT}])
    numbers = count()

    def machines(number: int) -> Tree:
        prefix = f"fleet{next(numbers)}"
        services = [f"{prefix}-{each}" for each in range(number)]
        return {
            "hosted_services": [
                {"name": name, "location": "West US", "virtual_machines": [{**MACHINE, "wait_for": "operation"}]}
                for name in services
            ]
        }

    ways: dict[str, Callable[[], float]] = {
        "empty playbook": lambda: place.play([]),
        "one machine": lambda: place.play([task(machines(1))]),
        f"{MANY} machines, parallel={MANY}": lambda: place.play([task(machines(MANY), parallel=MANY)]),
    }
    found = interleaved(ways, ROUNDS)
    nothing = found["empty playbook"]
    chain = found["one machine"] - nothing
    rows: list[tuple[object, ...]] = [
        (name, f"{value - nothing:.2f}", f"{(value - nothing) / chain:.2f}") for name, value in found.items()
    ]
    best = (found[f"{MANY} machines, parallel={MANY}"] - nothing) / chain
    return Table(
        f"{MANY} virtual machines in {MANY} services as one environment, {SECONDS} s an operation",
        ("way", "s", "x longest chain"),
        rows[1:],
        f"The empty playbook is subtracted. Medians of {ROUNDS} rounds. With the default, parallel=8, it would take "
        f"{-(-MANY // 8)} times the longest chain.",
        [Goal(f"environment of {MANY} virtual machines, x the longest chain", best, 1.10)],
    )


def scale(folder: Path) -> Table:
    """Environments of several sizes: made, looked at again, exported and deleted."""
    rows, goals, made, looked, ping = [], [], {}, {}, 0.0
    for size in SIZES:
        with emulator(folder / f"emulator{size}", "--profile", "instant") as one:
            (folder / f"play{size}").mkdir(parents=True)
            place = Playground(folder / f"play{size}", one)
            one.subscribe(max_storage_accounts=5000, **LIMITS)
            empty = place.play([])
            ping = (place.play([{"ansible.builtin.ping": {}} for dummy in range(11)]) - empty) / 11
            figures: list[str] = []
            counts: list[int] = []
            for options in ({}, {}, None, {"state": "absent"}):
                before = requests_of(place)
                step = export() if options is None else task(tree(size), **options)
                seconds = place.play([step]) - empty
                counts.append(requests_of(place) - before)
                figures += [f"{seconds:.1f}", str(counts[-1])]
                if options is not None and len(figures) == 2:
                    made[size] = seconds
                if len(figures) == 4:
                    looked[size] = seconds
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            rows.append((size, *figures, f"{peak:.0f}", f"{one.resident:.0f}"))
            services = size // PER_SERVICE
            if size == SIZES[-1]:
                lists = 3
                goals += [
                    Goal(f"{size} resources with nothing to do, x {size} pings", looked[size] / ping / size, 0.01),
                    Goal(
                        f"requests of that, beyond {lists} lists and {services} services",
                        counts[1] - lists - services,
                        0,
                    ),
                    Goal("requests of an export, x a look before an apply", counts[2] / counts[1], 1.0),
                ]
    growth = (made[SIZES[-1]] / made[SIZES[0]]) / (SIZES[-1] / SIZES[0])
    goals.append(
        Goal(f"growth of the time to make {SIZES[0]} to {SIZES[-1]} resources, x that of their number", growth, GROWTH)
    )
    return Table(
        "Environments of many resources, with operations that take no time",
        (
            "resources",
            *(
                f"{what}, {unit}"
                for what in ("make", "nothing to do", "export", "delete")
                for unit in ("s", "requests")
            ),
            "Ansible, MB",
            "emulator, MB",
        ),
        rows,
        "One task each, without the time of an empty playbook; one round. Memory is the most that a process of Ansible "
        "had so far, and what the emulator has at the end.",
        goals,
    )
