# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked of the service, by the emulator's journal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible_collections.classic.azure.tests.bench.table import Goal, Table
from ansible_collections.classic.azure.tests.emulated import Service

MODULES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "affinity_group": ({"location": "West US"}, {"description": "Open at night"}),
    "hosted_service": ({"location": "West US"}, {"description": "Open at night"}),
    "storage_account": ({"location": "West US"}, {"description": "Open at night"}),
}
LEAST = {"create": 2, "nothing to do": 1, "update": 2, "delete": 2}
POLLS = "GetOperationStatus"


def requests_by_module(start: Callable[[str], Service]) -> Table:
    """Requests of each module for each kind of task, polls aside."""
    counted = {module: _counted(start("instant"), module) for module in MODULES}
    rows = [(module, *(f"{asked[kind]}" for kind in LEAST)) for module, asked in counted.items()]
    rows.append(("the least possible", *(str(least) for least in LEAST.values())))
    service = counted["hosted_service"]
    why = (
        "Read, write, and read again: the service answers a creation without a word of what it made, and a result "
        "without its URL, status and dates would be another on the first run than on the second"
    )
    return Table(
        "4. Requests on the wire",
        ("module", *LEAST),
        list(rows),
        "Polls of an operation aside. The least is a read, and one more for a write.",
        [
            Goal("requests of a task with nothing to do", max(asked["nothing to do"] for asked in counted.values()), 1),
            Goal("requests to create a service", service["create"], 2, why),
        ],
    )


def _counted(service: Service, module: str) -> dict[str, int]:
    """Number of requests for each kind of task, all on one resource."""
    born, changed = MODULES[module]
    asked: dict[str, int] = {}
    for kind, options in {
        "create": born,
        "nothing to do": born,
        "update": changed,
        "delete": {"state": "absent"},
    }.items():
        service.asked()
        result = service.run(module, name=service.name, **options)
        assert result["changed"] is (kind != "nothing to do")
        asked[kind] = len([name for name in service.asked() if name != POLLS])
    return asked


def waiting(start: Callable[[str], Service]) -> Table:
    """How late the end of an operation is noticed, and how often it was asked for."""
    table = Table(
        "6. Waiting for an operation",
        ("operation of", "noticed after its end", "of its length", "polls"),
        remark="On the virtual clock of the emulator, where requests take no time.",
    )
    polls = 0
    for seconds in (1, 10, 60, 600):
        late, polls = _waited(start(f"seconds:{seconds}"), seconds)
        table.rows.append((f"{seconds} s", f"{late:.2f} s", f"{late / seconds:.1%}", polls))
        words = f"noticing the end of an operation of {seconds} s, in seconds"
        table.goals.append(Goal(words, late, max(1.0, 0.05 * seconds)))
    why = (
        "Who does not know how long it takes and wants to be at most 5 % late has to ask about 90 times in 600 s; 20 "
        "times means up to 23 % late"
    )
    table.goals.append(Goal("polls for an operation of 600 s", polls, 20, why))
    return table


def _waited(service: Service, seconds: int) -> tuple[float, int]:
    began = service.monotonic()
    result = service.run("storage_account", name=service.name, location="West US", wait=False)
    (operation_id,) = result["operation_ids"]
    service.asked()
    ended = service.run("operation_info", operation_id=operation_id, wait=True, wait_timeout=2 * seconds)
    assert ended["operation"]["status"] == "Succeeded"
    return service.monotonic() - began - seconds, service.asked().count(POLLS)
