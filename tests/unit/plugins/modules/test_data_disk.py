# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module data_disk: attached, updated, detached, attached again, deleted."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import PreconditionError, ServiceError
from ansible_collections.classic.azure.tests.emulated import Service

IMAGE = {"name": "OpenLogic__OpenLogic-CentOS-62-20120531-en-us-30GB.vhd"}


@pytest.fixture
def machine_options(service: Service) -> dict[str, Any]:
    """A virtual machine, as the options of the module name it."""
    name = service.name
    service.run("hosted_service", name=name, location="West US")
    service.run("storage_account", name=name, location="West US")
    linux = {"user_name": "shopkeeper", "user_password": "Not-A-Real-1"}
    service.run("virtual_machine", service_name=name, name="db1", image=IMAGE, storage_account=name, linux=linux)
    service.pop_requests()
    return {"service_name": name, "deployment_name": name, "role_name": "db1"}


def new_disk_options(service: Service, blob: str = "data") -> dict[str, Any]:
    return {
        "logical_disk_size_in_gb": 20,
        "media_link": f"https://{service.name}.blob.core.windows.net/vhds/{blob}.vhd",
    }


@pytest.mark.parametrize("lun", [0, 1])
def test_add_is_idempotent(service: Service, machine_options: dict[str, Any], lun: int) -> None:
    predicted = service.run("data_disk", check=True, **machine_options, lun=lun, **new_disk_options(service))
    assert service.writes() == []
    done = service.run("data_disk", **machine_options, lun=lun, **new_disk_options(service))
    assert predicted["diff"] == done["diff"] and done["requests"] == ["AddDataDisk"]
    assert (done["data_disk"]["lun"], done["data_disk"]["logical_disk_size_in_gb"]) == (lun, 20)
    again = service.run("data_disk", **machine_options, lun=lun, **new_disk_options(service))
    assert not again["changed"] and again["data_disk"] == done["data_disk"]


def test_caching_is_updated_other_fields_immutable(service: Service, machine_options: dict[str, Any]) -> None:
    before = service.run("data_disk", **machine_options, lun=1, **new_disk_options(service))["data_disk"]
    done = service.run("data_disk", **machine_options, lun=1, host_caching="ReadOnly")
    assert done["requests"] == ["UpdateDataDisk"]
    assert done["data_disk"] == {**before, "host_caching": "ReadOnly"}
    with pytest.raises(
        PreconditionError, match="has at lun 1 a data disk with logical_disk_size_in_gb 20.*detach it first"
    ):
        service.run("data_disk", **machine_options, lun=1, logical_disk_size_in_gb=30)


def test_detach_and_attach_elsewhere(service: Service, machine_options: dict[str, Any]) -> None:
    name = service.run("data_disk", **machine_options, lun=0, **new_disk_options(service))["data_disk"]["name"]
    gone = service.run("data_disk", **machine_options, lun=0, state="absent")
    assert gone["requests"] == ["DeleteDataDisk"] and gone["diff"]["after"] == {}
    assert service.run("data_disk", **machine_options, lun=0, state="absent")["changed"] is False
    attached = service.run("data_disk", **machine_options, lun=1, name=name)["data_disk"]
    assert (attached["name"], attached["lun"]) == (name, 1)
    service.run("data_disk", **machine_options, lun=1, state="absent", delete_vhd=True)
    assert name not in [disk["name"] for disk in service.run("disk_info")["disks"]]


@pytest.mark.parametrize("options", [{}, {"logical_disk_size_in_gb": 5}, {"logical_disk_size_in_gb": 5, "name": "x"}])
def test_new_disk_requires_options(service: Service, machine_options: dict[str, Any], options: dict[str, Any]) -> None:
    with pytest.raises(PreconditionError, match="needs (one of|media_link)"):
        service.run("data_disk", **machine_options, lun=0, **options)
    assert service.writes() == []


def test_role_size_limits_data_disks(service: Service, machine_options: dict[str, Any]) -> None:
    for lun in (0, 1):
        service.run("data_disk", **machine_options, lun=lun, **new_disk_options(service, f"data{lun}"))
    with pytest.raises(ServiceError, match="a virtual machine of size Small can have 2 data disks"):
        service.run("data_disk", **machine_options, lun=2, **new_disk_options(service, "data2"))


def test_attached_disk_is_not_deleted(service: Service, machine_options: dict[str, Any]) -> None:
    name = service.run("data_disk", **machine_options, lun=0, **new_disk_options(service))["data_disk"]["name"]
    with pytest.raises(PreconditionError, match=f"disk {name} is attached to virtual machine db1"):
        service.run("disk", name=name, state="absent")
