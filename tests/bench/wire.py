# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The requests of the modules, counted in the emulator's journal."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.classic.azure.tests.bench.table import Goal, Table
from ansible_collections.classic.azure.tests.emulated import Service

PLACE = {"location": "West US"}
LINUX = {"user_name": "shopkeeper", "user_password": "Not-A-Real-1"}
IMAGE = {"name": "OpenLogic__OpenLogic-CentOS-62-20120531-en-us-30GB.vhd"}
DESCRIBED = {"description": "Open at night"}
LEAST = {"create": 2, "nothing to do": 1, "update": 2, "delete": 2}
POLLS = "GetOperationStatus"


@dataclass(frozen=True)
class Life:
    """A module with the options that create, change (None if it cannot be changed) and delete a resource.

    ``{name}`` stands for the name of the resource; ``needs`` are the modules whose resources it requires.
    """

    module: str
    born: dict[str, Any]
    changed: dict[str, Any] | None
    gone: dict[str, Any] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    key: dict[str, Any] = field(default_factory=lambda: {"name": "{name}"})


BLOB = "https://{name}.blob.core.windows.net/vhds/%s.vhd"
IN_SERVICE = {"service_name": "{name}", "name": "live"}
AT_MACHINE = {"service_name": "{name}", "deployment_name": "{name}", "role_name": "live", "lun": 0}
SHOP = ("hosted_service", "storage_account")
WEB = {"service_name": "Shop", "roles": {"web": {"instances": 1}}}
LIVES = (
    Life("affinity_group", PLACE, DESCRIBED),
    Life("hosted_service", PLACE, DESCRIBED),
    Life("storage_account", PLACE, DESCRIBED),
    Life("reserved_ip", PLACE, None),
    Life("service_certificate", {}, None, needs=SHOP[:1], key={"service_name": "{name}", "certificate_path": "{cer}"}),
    Life(
        "deployment",
        {"package_url": BLOB % "package", "configuration": WEB},
        {"configuration": {**WEB, "roles": {"web": {"instances": 2}}}},
        needs=SHOP,
        key=IN_SERVICE,
    ),
    Life(
        "virtual_machine",
        {"image": IMAGE, "storage_account": "{name}", "linux": LINUX},
        {"role_size": "Medium"},
        {"delete_empty": "deployment"},
        SHOP,
        IN_SERVICE,
    ),
    Life(
        "data_disk",
        {"logical_disk_size_in_gb": 20, "media_link": BLOB % "data"},
        {"host_caching": "ReadOnly"},
        needs=(*SHOP, "virtual_machine"),
        key=AT_MACHINE,
    ),
    Life("disk", {"media_link": BLOB % "disk", "os": "Linux"}, {"label": "Open at night"}, needs=SHOP[1:]),
    Life("os_image", {"media_link": BLOB % "os", "os": "Linux"}, DESCRIBED, needs=SHOP[1:]),
    Life(
        "vm_image",
        {"os_disk_configuration": {"os": "Linux", "os_state": "Generalized", "media_link": BLOB % "vm"}},
        DESCRIBED,
        needs=SHOP[1:],
    ),
)


def requests_by_module(start: Callable[[str], Service]) -> Table:
    """Requests of each module for each kind of task, without polls."""
    counted = {life.module: _counted(start("instant"), life) for life in LIVES}
    rows = [(module, *(f"{asked.get(kind, '-')}" for kind in LEAST)) for module, asked in counted.items()]
    rows.append(("minimum", *(str(least) for least in LEAST.values())))
    service = counted["hosted_service"]
    why = (
        "The module reads, writes and reads again: the response to a creation does not contain the resource, and a "
        "result without its URL, status and dates would differ between the first and the second run"
    )
    return Table(
        "4. Requests",
        ("module", *LEAST),
        list(rows),
        "Without polls of operations. The minimum is one read, and one more request for a write. Creating a virtual "
        "machine also reads the endpoint of its storage account. Swap, upgrade and restart are not listed.",
        [
            Goal("requests of a task without changes", max(asked["nothing to do"] for asked in counted.values()), 1),
            Goal("requests to create a service", service["create"], 2, why),
        ],
    )


def _counted(service: Service, life: Life) -> dict[str, int]:
    """Number of requests for each kind of task, all for one resource."""

    def run(module: str, **options: Any) -> bool:
        text = json.dumps(options).replace("{name}", service.name)
        text = text.replace("{cer}", str(service.emulator.authority.management_cer))
        return bool(service.run(module, **json.loads(text))["changed"])

    lives = {each.module: each for each in LIVES}
    for module in life.needs:
        run(module, **lives[module].key, **lives[module].born)
    tasks = {"create": life.born, "nothing to do": life.born, "update": life.changed}
    asked: dict[str, int] = {}
    for kind, options in {**tasks, "delete": {**life.gone, "state": "absent"}}.items():
        if options is not None:
            service.pop_requests()
            assert run(life.module, **life.key, **options) is (kind != "nothing to do"), (life.module, kind)
            asked[kind] = len([name for name in service.pop_requests() if name != POLLS])
    return asked


def waiting(start: Callable[[str], Service]) -> Table:
    """The delay in noticing the end of an operation, and the number of polls."""
    table = Table(
        "6. Waiting for an operation",
        ("operation of", "delay", "delay in %", "polls"),
        remark="Measured on the virtual clock of the emulator, where requests take no time.",
    )
    polls = 0
    for seconds in (1, 10, 60, 600):
        late, polls = _waited(start(f"seconds:{seconds}"), seconds)
        table.rows.append((f"{seconds} s", f"{late:.2f} s", f"{late / seconds:.1%}", polls))
        words = f"delay in noticing the end of an operation of {seconds} s, in seconds"
        table.goals.append(Goal(words, late, max(1.0, 0.05 * seconds)))
    why = (
        "A delay of at most 5 % without knowing the length needs about 90 polls in 600 s; with 20 polls the delay is "
        "up to 23 %"
    )
    table.goals.append(Goal("polls for an operation of 600 s", polls, 20, why))
    return table


def _waited(service: Service, seconds: int) -> tuple[float, int]:
    began = service.monotonic()
    result = service.run("storage_account", name=service.name, location="West US", wait=False)
    (operation_id,) = result["operation_ids"]
    service.pop_requests()
    ended = service.run("operation_info", operation_id=operation_id, wait=True, wait_timeout=2 * seconds)
    assert ended["operation"]["status"] == "Succeeded"
    return service.monotonic() - began - seconds, service.pop_requests().count(POLLS)
