# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans for virtual machines: which requests lead from a state to another, without a service and without a clock."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import PreconditionError
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.plan import plan
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine import (
    VIRTUAL_MACHINE,
    normalize,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine_schema import (
    PART_FIELDS,
    Part,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine_state import (
    VirtualMachineState,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Step

OPTIONS: dict[str, Any] = {
    "service_name": "store",
    "name": "web1",
    "state": "present",
    "disks": "keep",
    "delete_empty": None,
    "endpoints_mode": "merge",
    "allow_no_login": False,
    "folder": "https://store.blob.core.windows.net/vhds",
}
NEW: dict[str, Any] = {
    "image": {"name": "ubuntu"},
    "storage_account": "store",
    "linux": {"user_name": "keeper", "user_password": "Canary-In-1-Coalmine"},
}


class Clock:
    """A clock that stands still."""

    def time(self) -> float:
        return 1_400_000_000.25

    def monotonic(self) -> float:
        return 0

    def sleep(self, seconds: float, /) -> None:
        raise AssertionError("a plan does not wait")


def wanted(**options: Any) -> dict[str, Any]:
    return normalize({**OPTIONS, **options}, Clock())


def state(other_roles: int = 0, **fields: Any) -> VirtualMachineState:
    """A virtual machine that runs, with values of fields."""
    parts = {part: dict.fromkeys(PART_FIELDS[part]) for part in Part}
    lists: dict[str, Any] = {"endpoints": [], "subnet_names": [], "public_ips": [], "data_disks": []}
    empty = VirtualMachineState(
        {**parts[Part.DEPLOYMENT], "service_name": "store", "name": "shop"},
        {**parts[Part.ROLE], "name": "web1"},
        parts[Part.NETWORK],
        parts[Part.INSTANCE],
        other_roles=other_roles,
        role_element=xml.create("Role"),
    )
    return empty.with_values({**lists, "status": "ReadyRole", "power_state": "Started", **fields})


AROUND = VirtualMachineState({"service_name": "store", "name": "shop", "virtual_network_name": "net"})


def operations(steps: list[Step]) -> list[str]:
    return [step.action.operation for step in steps]


@pytest.mark.parametrize(
    ("have", "want", "requests"),
    [
        (None, NEW, ["CreateVMDeployment"]),
        (AROUND, NEW, ["AddRole"]),
        (None, {**NEW, "state": "stopped"}, ["CreateVMDeployment", "ShutdownRole"]),
        (state(), {}, []),
        (state(), {"role_size": "Medium"}, ["UpdateRole"]),
        (state(), {"endpoints": [{"name": "ssh", "local_port": 22}], "role_size": "Small"}, ["UpdateRole"]),
        (state(), {"data_disks": [{"lun": 0, "logical_disk_size_in_gb": 1}]}, ["AddDataDisk"]),
        (state(), {"state": "restarted"}, ["RestartRole"]),
        (state(status="StoppedVM"), {"state": "restarted"}, ["StartRole"]),
        (state(status="StoppedVM"), {"state": "stopped"}, []),
        (state(status="StoppedVM"), {"state": "deallocated"}, ["ShutdownRole"]),
        (state(1), {"state": "absent"}, ["DeleteRole"]),
        (state(), {"state": "absent", "delete_empty": "service"}, ["DeleteDeployment", "DeleteHostedService"]),
        (AROUND, {"state": "absent"}, []),
    ],
)
def test_plan_of_requests(have: VirtualMachineState | None, want: dict[str, Any], requests: list[str]) -> None:
    asked = wanted(**want)
    assert operations(plan(VIRTUAL_MACHINE, have, asked, asked["state"]).steps) == requests


def test_plan_is_pure() -> None:
    want = wanted(**NEW, data_disks=[{"lun": 2, "logical_disk_size_in_gb": 5}])
    once, again = (plan(VIRTUAL_MACHINE, None, want, "present") for dummy in range(2))
    assert once == again
    (role,) = once.steps[0].values["roles"]
    prefix = "https://store.blob.core.windows.net/vhds/store-web1"
    assert role["os_disk"]["media_link"] == f"{prefix}-os-20140513165320250000.vhd"
    assert role["data_disks"][0]["media_link"] == f"{prefix}-2-20140513165320250000.vhd"


@pytest.mark.parametrize(
    ("have", "want", "message"),
    [
        (AROUND, {**NEW, "virtual_network_name": "other"}, "has virtual_network_name 'net'"),
        (state(), {"vm_image_name": "other"}, "has vm_image_name None, and the service cannot change that"),
        (state(), {"state": "absent"}, "say delete_empty=deployment"),
        (VirtualMachineState({"service_name": "store", "name": "shop"}, has_package=True), NEW, "web and worker roles"),
    ],
)
def test_plan_that_is_refused(have: VirtualMachineState, want: dict[str, Any], message: str) -> None:
    asked = wanted(**want)
    with pytest.raises(PreconditionError, match=message):
        plan(VIRTUAL_MACHINE, have, asked, asked["state"])


def test_prediction_changes_what_the_steps_change() -> None:
    want = wanted(role_size="Medium", state="stopped", data_disks=[{"lun": 1, "logical_disk_size_in_gb": 5}])
    after = plan(VIRTUAL_MACHINE, state(), want, "stopped").after
    assert after is not None
    assert (after["role_size"], after["power_state"], after["status"]) == ("Medium", "Stopped", "ReadyRole")
    assert [(disk["lun"], disk["media_link"]) for disk in after["data_disks"]] == [(1, None)]


def test_update_needs_the_element_of_the_role() -> None:
    want, have = wanted(role_size="Medium"), replace(state(), role_element=None)
    with pytest.raises(ValueError, match="role web1 was not kept"):
        plan(VIRTUAL_MACHINE, have, want, "present")
