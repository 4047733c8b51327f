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
from ansible_collections.classic.azure.tests.unit.plugins.modules.deployed import HostedService
from ansible_collections.classic.azure.tests.unit.plugins.modules.test_virtual_machine import (
    SSH,
    WEB,
    create_services,
    machine_names,
    run_machine,
)

pytestmark = pytest.mark.slow

DISKS = [{"lun": lun, "logical_disk_size_in_gb": 10} for lun in (0, 1)]


class Killed(Exception):
    """The module is gone, wherever it was."""


@pytest.fixture
def shop(service: Service) -> Service:
    create_services(service)
    return service


def test_failed_creation_reports_reason_at_once(make_service: Callable[..., Service]) -> None:
    service = make_service("seconds:68")
    create_services(service)
    service.inject_fault("fail_operation", "CreateVMDeployment", message="The fabric is on fire.")
    began = service.monotonic()
    with pytest.raises(OperationFailedError, match="CreateVMDeployment: The fabric is on fire") as raised:
        run_machine(service)
    assert raised.value.details["error"]["code"] == "InternalError"
    assert service.monotonic() - began < 68 * 1.05 + 1, "looks are a twentieth of the time apart"


def test_occupied_slot_fails_while_lock_waits(make_service: Callable[..., Service]) -> None:
    """A lock (409) is waited for, an occupied slot (409) is an error."""
    service = make_service("polls:3")
    create_services(service)
    run_machine(service)
    run_machine(service, "web2", wait=False)
    waited = run_machine(service, "web3")
    assert [len(wait["operation_id"]) for wait in waited["lock_waits"]] == [32]
    service.pop_requests()
    with pytest.raises(ConflictError, match="The specified deployment slot Production is occupied"):
        run_machine(service, "web4", deployment_name="other")
    assert service.pop_requests().count("CreateVMDeployment") == 1


@pytest.mark.parametrize("disks", ["keep", "delete"])
def test_delete_keeps_or_removes_all_disks(make_service: Callable[..., Service], disks: str) -> None:
    service = make_service("recorded")
    create_services(service)
    run_machine(service, data_disks=DISKS)
    wanted: dict[str, Any] = {"service_name": service.name, "name": "web1", "state": "absent", "disks": disks}
    service.run("virtual_machine", **wanted, delete_empty="service")
    left = [disk["name"] for disk in service.run("disk_info")["disks"]]
    assert len(left) == (3 if disks == "keep" else 0)
    service.pop_requests()
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
def test_check_mode_matches_real_diff(shop: Service, change: dict[str, Any]) -> None:
    run_machine(shop, endpoints=[SSH])
    shop.pop_requests()
    predicted = run_machine(shop, check=True, **change)
    assert shop.writes() == []
    done = run_machine(shop, **change)
    assert predicted["changed"] and done["changed"]
    assert (predicted["diff"], predicted["requests"]) == (done["diff"], done["requests"])


def test_second_run_is_idempotent(shop: Service) -> None:
    options: dict[str, Any] = {
        "role_size": "Medium",
        "endpoints": [SSH, WEB],
        "data_disks": DISKS,
        "availability_set_name": "front",
        "extensions": [{"reference_name": "r", "publisher": "p", "name": "n", "version": "1.*"}],
        "public_ips": [{"name": "own"}],
        "provision_guest_agent": True,
    }
    run_machine(shop, **options)
    shop.pop_requests()
    assert run_machine(shop, **options)["changed"] is False
    assert shop.writes() == []


@pytest.mark.parametrize("after", [0, 3, 60])
def test_killed_run_resumes_without_second_machine(
    make_service: Callable[..., Service], monkeypatch: pytest.MonkeyPatch, after: float
) -> None:
    service = make_service("recorded")
    create_services(service)
    end = service.monotonic() + after
    asleep = Service.sleep

    def sleep(one: Service, seconds: float, /) -> None:
        if one.monotonic() >= end:
            raise Killed
        asleep(one, seconds)

    with monkeypatch.context() as patched:
        patched.setattr(Service, "sleep", sleep)
        with pytest.raises(Killed):
            run_machine(service)
    done = run_machine(service)
    assert done["virtual_machine"]["status"] == "ReadyRole" and machine_names(service) == ["web1"]
    accepted = [
        entry["operation"] for entry in service.journal() if entry["method"] == "POST" and entry["status"] < 300
    ]
    assert accepted == ["CreateVMDeployment"]


def test_web_role_is_not_a_machine(service: Service) -> None:
    shop = HostedService(service)
    service.register_package(shop.url("v1.cspkg"), {"name": "web"}, {"name": "worker"})
    shop.deploy()
    wanted: dict[str, Any] = {"service_name": service.name, "name": "web", "state": "absent"}
    service.pop_requests()
    assert service.run("virtual_machine", **wanted, delete_empty="deployment")["changed"] is False
    for name in ("web", "web1"):
        for check in (True, False):
            with pytest.raises(
                PreconditionError, match=f"of web and worker roles, which takes no virtual machine: {name} "
            ):
                run_machine(service, name, check=check)
    assert service.writes() == []
