# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory of many virtual machines: number of requests and time."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import yaml
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import Context
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.modules import connect
from ansible_collections.classic.azure.plugins.module_utils._asm.reports.inventory_hosts import hosts
from ansible_collections.classic.azure.tests.bench.distance import delayed_port
from ansible_collections.classic.azure.tests.bench.fleet import ACCOUNT, LIMITS, MACHINE
from ansible_collections.classic.azure.tests.bench.place import Playground
from ansible_collections.classic.azure.tests.bench.table import Goal, Table, interleaved

SERVICES = 250
IN_EACH = 4
AWAY = 0.020
COPIED = ("hosted_service", "deployment")


def provision_services(place: Playground) -> None:
    """Create one service with its machines with a playbook, and copies of it in the emulator."""
    place.emulator.subscribe(**LIMITS)
    service = {"name": "bench-000", "location": "West US"}
    machine = {**MACHINE, "name": "web{{ item }}", "service_name": "bench-000"}
    machine["endpoints"] = [{"name": "ssh", "local_port": 22, "port": "{{ 2200 + item }}"}]
    tasks: list[dict[str, Any]] = [
        {"classic.azure.storage_account": ACCOUNT},
        {"classic.azure.hosted_service": service},
    ]
    place.play([*tasks, {"classic.azure.virtual_machine": machine, "loop": list(range(IN_EACH))}])
    subscription = place.emulator.card["subscription_id"]
    for where, kind, name, value in place.emulator.get("state")["kept"]:
        if where == subscription and kind in COPIED:
            one = json.dumps({"kind": kind, "name": name, "value": value})
            copies = [json.loads(one.replace("bench-000", f"bench-{number:03}")) for number in range(1, SERVICES)]
            place.emulator.post("seed", subscription=subscription, values=copies)


def inventory(place: Playground) -> Table:
    """All machines, listed by ``ansible-inventory`` and read without Ansible."""
    provision_services(place)
    before = _latest(place)
    _reading(place.emulator.card, 8)()
    asked = _latest(place) - before
    with delayed_port(urlsplit(place.emulator.card["endpoint"]).port or 0, AWAY) as port:
        away = {**place.emulator.card, "endpoint": f"https://127.0.0.1:{port}"}
        found = interleaved(
            {
                "ansible-inventory with one host": _listing(place, "localhost,"),
                "ansible-inventory with all": _listing(place, _source(place, "fresh")),
                "ansible-inventory with all, from the cache": _listing(place, _source(place, "cached", cache=True)),
                "read without Ansible": _reading(place.emulator.card, 8),
                "read at 20 ms": _reading(away, 8),
                "read at 20 ms, one connection": _reading(away, 1),
            }
        )
    return Table(
        f"7. An inventory of {SERVICES * IN_EACH} virtual machines in {SERVICES} services",
        ("what", "s"),
        [*((name, f"{value:.2f}") for name, value in found.items()), ("number of requests", asked)],
        'The times of ansible-inventory include its start. "At 20 ms" means that each round trip takes 20 ms, '
        "including those to connect. Eight services are read at the same time, or one after the other over one "
        "connection.",
        [
            Goal("requests of the inventory", asked, SERVICES + 1),
            Goal(
                "reading at 20 ms, x one connection",
                found["read at 20 ms"] / found["read at 20 ms, one connection"],
                0.2,
            ),
        ],
    )


def _latest(place: Playground) -> int:
    """The number of the latest request."""
    return int(place.emulator.get("journal")[-1]["number"])


def _source(place: Playground, name: str, **options: Any) -> str:
    """An inventory source for the plugin."""
    if options:
        options.update(cache_plugin="ansible.builtin.jsonfile", cache_connection=str(place.folder / "cache"))
    path = place.folder / f"{name}.classic_azure.yml"
    path.write_text(yaml.safe_dump({"plugin": "classic.azure.virtual_machines", **options}))
    return str(path)


def _listing(place: Playground, source: str) -> Callable[[], float]:
    environment = {
        "ANSIBLE_INVENTORY_ENABLED": "classic.azure.virtual_machines,ansible.builtin.host_list",
        "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "1",
    }
    return lambda: place.run("ansible-inventory", "-i", source, "--list", environment=environment)


def _reading(card: dict[str, Any], parallel: int) -> Callable[[], float]:
    options = {name: card[name] for name in ("subscription_id", "management_certificate", "endpoint", "ca_certificate")}

    def measure() -> float:
        began = time.monotonic()
        found, failures = hosts(lambda: connect(options, Context()), parallel, instances=False)
        assert len(found) == SERVICES * IN_EACH and not failures
        return time.monotonic() - began

    return measure
