# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Regressions: what users of earlier tools reported of virtual machines, as far as no other file tests it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    ConflictError,
    OperationFailedError,
    PreconditionError,
)
from ansible_collections.classic.azure.tests.emulated import Service
from ansible_collections.classic.azure.tests.unit.plugins.modules.deployed import Shop
from ansible_collections.classic.azure.tests.unit.plugins.modules.test_virtual_machine import (
    SSH,
    WEB,
    machine,
    names,
    provide,
)

pytestmark = pytest.mark.slow

DISKS = [{"lun": lun, "logical_disk_size_in_gb": 10} for lun in (0, 1)]


class Killed(Exception):
    """The module is gone, wherever it was."""


@pytest.fixture
def shop(service: Service) -> Service:
    provide(service)
    return service


def test_a_failed_creation_is_told_with_its_reason_at_the_first_look(start: Callable[..., Service]) -> None:
    service = start("seconds:68")
    provide(service)
    service.validate("fail_operation", "CreateVMDeployment", message="The fabric is on fire.")
    began = service.monotonic()
    with pytest.raises(OperationFailedError, match="CreateVMDeployment: The fabric is on fire") as raised:
        machine(service)
    assert raised.value.details["error"]["code"] == "InternalError"
    assert service.monotonic() - began < 68 * 1.05 + 1, "looks are a twentieth of the time apart"


def test_an_occupied_slot_is_refused_where_a_lock_is_waited_for(start: Callable[..., Service]) -> None:
    service = start("polls:3")
    provide(service)
    machine(service, wait=False)
    waited = machine(service, "web2")
    assert [len(wait["operation_id"]) for wait in waited["lock_waits"]] == [32]
    service.asked()
    with pytest.raises(ConflictError, match="The specified deployment slot Production is occupied"):
        machine(service, "web3", deployment_name="other")
    assert service.asked().count("CreateVMDeployment") == 1


@pytest.mark.parametrize("disks", ["keep", "delete"])
def test_a_machine_with_two_data_disks_leaves_all_or_nothing(start: Callable[..., Service], disks: str) -> None:
    service = start("recorded")
    provide(service)
    machine(service, data_disks=DISKS)
    wanted: dict[str, Any] = {"service_name": service.name, "name": "web1", "state": "absent", "disks": disks}
    service.run("virtual_machine", **wanted, delete_empty="service")
    left = [disk["name"] for disk in service.run("disk_info")["disks"]]
    assert len(left) == (3 if disks == "keep" else 0)
    service.asked()
    for name in left:
        assert service.run("disk", name=name, state="absent", delete_vhd=True)["changed"]
    assert service.run("disk_info")["disks"] == []


CHANGES: dict[str, dict[str, Any]] = {
    "created": {"name": "web2"},
    "changed": {"role_size": "Medium", "endpoints": [WEB], "data_disks": DISKS},
    "stopped": {"state": "stopped"},
    "deallocated": {"state": "deallocated"},
    "restarted": {"state": "restarted"},
    "deleted": {"state": "absent", "delete_empty": "deployment"},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_check_mode_writes_nothing_and_has_the_diff_of_the_real_run(shop: Service, change: dict[str, Any]) -> None:
    machine(shop, endpoints=[SSH])
    shop.asked()
    foreseen = machine(shop, check=True, **change)
    assert shop.writes() == []
    done = machine(shop, **change)
    assert foreseen["changed"] and done["changed"]
    assert (foreseen["diff"], foreseen["requests"]) == (done["diff"], done["requests"])


def test_a_second_run_writes_nothing_whatever_was_asked_for(shop: Service) -> None:
    options: dict[str, Any] = {
        "role_size": "Medium",
        "endpoints": [SSH, WEB],
        "data_disks": DISKS,
        "availability_set_name": "front",
        "extensions": [{"reference_name": "r", "publisher": "p", "name": "n", "version": "1.*"}],
        "public_ips": [{"name": "own"}],
        "provision_guest_agent": True,
    }
    machine(shop, **options)
    shop.asked()
    assert machine(shop, **options)["changed"] is False
    assert shop.writes() == []


@pytest.mark.parametrize("after", [0, 3, 60])
def test_a_run_killed_while_it_waits_is_taken_up_without_a_second_machine(
    start: Callable[..., Service], monkeypatch: pytest.MonkeyPatch, after: float
) -> None:
    service = start("recorded")
    provide(service)
    end = service.monotonic() + after
    asleep = Service.sleep

    def sleep(one: Service, seconds: float, /) -> None:
        if one.monotonic() >= end:
            raise Killed
        asleep(one, seconds)

    with monkeypatch.context() as patched:
        patched.setattr(Service, "sleep", sleep)
        with pytest.raises(Killed):
            machine(service)
    done = machine(service)
    assert done["virtual_machine"]["status"] == "ReadyRole" and names(service) == ["web1"]
    accepted = [
        entry["operation"] for entry in service.journal() if entry["method"] == "POST" and entry["status"] < 300
    ]
    assert accepted == ["CreateVMDeployment"]


def test_a_web_role_is_no_machine_and_its_deployment_takes_none(service: Service) -> None:
    shop = Shop(service)
    service.register_package(shop.url("v1.cspkg"), {"name": "web"}, {"name": "worker"})
    shop.deploy()
    wanted: dict[str, Any] = {"service_name": service.name, "name": "web", "state": "absent"}
    service.asked()
    assert service.run("virtual_machine", **wanted, delete_empty="deployment")["changed"] is False
    for name in ("web", "web1"):
        for check in (True, False):
            with pytest.raises(
                PreconditionError, match=f"of web and worker roles, which takes no virtual machine: {name} "
            ):
                machine(service, name, check=check)
    assert service.writes() == []
