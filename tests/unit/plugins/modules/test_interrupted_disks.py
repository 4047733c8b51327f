# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks on disks that end while an operation of theirs runs; the next one with the same options finds the rest done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import ServiceError
from ansible_collections.classic.azure.tests.emulated import Service
from ansible_collections.classic.azure.tests.unit.plugins.modules.test_interrupted_ssh_keys import Killed, kill_after
from ansible_collections.classic.azure.tests.unit.plugins.modules.test_virtual_machine import (
    create_services,
    run_machine,
)

UPDATE, ATTACH = "UpdateDisk", "AddDataDisk"


def slow_disk(make_service: Callable[..., Service], profile: str) -> Service:
    """A disk of 10 GB where operations take so long."""
    service = make_service(profile)
    service.run("storage_account", name=service.name, location="West US")
    service.run("disk", name="data", media_link=f"https://{service.name}.blob.core.windows.net/vhds/a.vhd")
    service.pop_requests()
    return service


def accepted(service: Service, request: str) -> int:
    return len([each for each in service.journal() if each["operation"] == request and each["status"] < 300])


@pytest.mark.parametrize("polls", [2, 3, 4])
@pytest.mark.parametrize("label", [None, "new"])
def test_killed_resize_is_completed(
    make_service: Callable[..., Service], monkeypatch: pytest.MonkeyPatch, polls: int, label: str | None
) -> None:
    """The resize may end between the look at the disk and the request, which the service then refuses."""
    service = slow_disk(make_service, f"polls:{polls}")
    wanted: dict[str, Any] = {"name": "data", "logical_disk_size_in_gb": 200}
    kill_after(service, monkeypatch, UPDATE)
    with pytest.raises(Killed):
        service.run("disk", **wanted)
    before = accepted(service, UPDATE)
    done = service.run("disk", **wanted, label=label)
    assert done["disk"]["logical_disk_size_in_gb"] == 200
    assert done["disk"]["label"] == (label or "data")
    assert done["changed"] is (accepted(service, UPDATE) > before)
    assert service.run("disk", **wanted, label=label)["changed"] is False


@pytest.mark.parametrize("seconds", [1, 2, 3, 10])
def test_resize_with_lost_answer_is_completed(make_service: Callable[..., Service], seconds: int) -> None:
    service = slow_disk(make_service, f"seconds:{seconds}")
    service.inject_fault("cut_after", UPDATE)
    done = service.run("disk", name="data", logical_disk_size_in_gb=200)
    assert (done["changed"], done["disk"]["logical_disk_size_in_gb"]) == (True, 200)
    assert service.run("disk", name="data", logical_disk_size_in_gb=200)["changed"] is False


def test_refused_resize_is_reported(make_service: Callable[..., Service]) -> None:
    """A refusal that the size does not explain stays what it is."""
    service = slow_disk(make_service, "instant")
    owner = {"hosted_service_name": "shop", "deployment_name": "shop", "role_name": "web1"}
    service.seed("disk", "data", {**(service.stored("disk", "data") or {}), "attached_to": owner})
    with pytest.raises(ServiceError, match="currently in use by virtual machine web1.*HTTP 400"):
        service.run("disk", name="data", logical_disk_size_in_gb=200)
    assert service.writes() == [UPDATE]


@pytest.mark.parametrize("module", ["data_disk", "virtual_machine"])
def test_killed_attachment_is_completed(
    make_service: Callable[..., Service], monkeypatch: pytest.MonkeyPatch, module: str
) -> None:
    """One disk is attached, and its blob is the one of the first task."""
    service = make_service("seconds:10")
    create_services(service)
    run_machine(service)
    service.pop_requests()
    disk: dict[str, Any] = {"lun": 3, "logical_disk_size_in_gb": 20, "label": "data"}
    link = f"https://{service.name}.blob.core.windows.net/vhds/data.vhd"
    address: dict[str, Any] = {"service_name": service.name, "deployment_name": service.name, "role_name": "web1"}

    def attach() -> dict[str, Any]:
        if module == "data_disk":
            return service.run(module, **address, **disk, media_link=link)
        return run_machine(service, data_disks=[disk])

    kill_after(service, monkeypatch, ATTACH)
    with pytest.raises(Killed):
        attach()
    attach()
    assert accepted(service, ATTACH) == 1
    (machine,) = service.run("virtual_machine_info", service_name=service.name, name="web1")["virtual_machines"]
    assert [each["lun"] for each in machine["data_disks"]] == [3]
    assert attach()["changed"] is False
