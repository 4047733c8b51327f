# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many slow operations at once: virtual machines, each in its own hosted service, which take 5 s to create."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

from ansible_collections.classic.azure.tests.bench.place import Playground
from ansible_collections.classic.azure.tests.bench.table import Goal, Table, interleaved
from ansible_collections.classic.azure.tests.bench.tasks import DEBUG

MANY = 50
SECONDS = 5
LIMITS = {"max_core_count": 5000, "max_hosted_services": 5000}
ACCOUNT = {"name": "fleetdisks", "location": "West US"}
MACHINE = {
    "name": "web1",
    "image": {"name": "OpenLogic__OpenLogic-CentOS-62-20120531-en-us-30GB.vhd"},
    "storage_account": "fleetdisks",
    "linux": {"user_name": "shopkeeper", "user_password": "Not-A-Real-1"},
    "endpoints": [{"name": "ssh", "local_port": 22, "port": 2222}],
}


def machines(service: str, **how: Any) -> list[dict[str, Any]]:
    """Tasks that create a service, start to create a machine in it, and wait. ``how`` are keywords of the first two."""
    return [
        {"classic.azure.hosted_service": {"name": service, "location": "West US"}, **how},
        {
            "classic.azure.virtual_machine": {**MACHINE, "service_name": service, "wait": False},
            "register": "begun",
            **how,
        },
        {
            "classic.azure.operation_info": {"operation_id": "{{ item }}", "wait": True},
            "loop": "{{ (begun.results | default([begun])) | map(attribute='operation_ids') | flatten }}",
        },
    ]


def fleet(place: Playground) -> Table:
    """Wall time compared with the time of one machine, which is the critical path."""
    place.emulator.subscribe(**LIMITS)
    place.play([{"classic.azure.storage_account": ACCOUNT}])
    latest, numbers = [0.0], count()

    def empty() -> float:
        latest[0] = place.play([])
        return latest[0]

    def measured(tasks: Callable[[str], list[dict[str, Any]]], **how: Any) -> Callable[[], float]:
        """``tasks`` gets a unique prefix for the names of the services."""
        return lambda: place.play(tasks(f"fleet{next(numbers)}"), **how) - latest[0]

    def of_host(prefix: str) -> list[dict[str, Any]]:
        return machines(f"{prefix}-{{{{ inventory_hostname }}}}")

    def of_item(prefix: str) -> list[dict[str, Any]]:
        return machines(f"{prefix}-{{{{ item }}}}", loop=list(range(MANY)))

    ways = {
        "empty playbook": empty,
        "one machine": measured(of_host),
        "one host for each, 20 forks": measured(of_host, hosts=MANY, forks=20),
        "one host for each, 4 forks": measured(of_host, hosts=MANY, forks=4),
        "loops on one host": measured(of_item),
        "the same number of debug tasks, 20 forks": measured(lambda prefix: [DEBUG] * 3, hosts=MANY, forks=20),
    }
    found = interleaved(ways)
    critical, nothing = found["one machine"], found["the same number of debug tasks, 20 forks"]
    best = min(found[name] for name in ways if name.startswith(("one host", "loops")))
    return Table(
        f"5. {MANY} virtual machines in {MANY} services, which take {SECONDS} s each",
        ("way", "s", "x one machine"),
        [(name, f"{value:.2f}", f"{value / critical:.2f}") for name, value in found.items()],
        "The empty playbook is subtracted. Each service is created, the creation of its machine is started without "
        "waiting, and the operation is waited for at the end. Tasks that wait themselves would take 3 rounds of 5 s "
        "with 20 forks, and 13 with 4.",
        [
            Goal(
                "50 virtual machines, x one machine",
                best / critical,
                1.10,
                f"Ansible's own share, measured with the same number of debug tasks, is {nothing / critical:.2f}",
            )
        ],
    )
