# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Disks: registered, enlarged, deleted, and waited for while a machine that is gone still has them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.classic.azure.emulator.services.compute.disks import disk_detached
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    InvalidOptionError,
    MissingReferenceError,
    OperationTimeoutError,
    PreconditionError,
    ServiceError,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.disk import DISK
from ansible_collections.classic.azure.tests.emulated import Service


@pytest.fixture
def make_link(service: Service) -> Callable[[str], str]:
    """The address of a blob in an account that is there."""
    service.run("storage_account", name=service.name, location="West US")
    service.pop_requests()
    return lambda blob: f"https://{service.name}.blob.core.windows.net/vhds/{blob}.vhd"


def register_disk(service: Service, link: str, **options: Any) -> dict[str, Any]:
    disk: dict[str, Any] = service.run("disk", name="data", media_link=link, **options)["disk"]
    service.pop_requests()
    return disk


def attach(service: Service, name: str = "data", role: str = "web1") -> None:
    owner = {"hosted_service_name": "shop", "deployment_name": "shop", "role_name": role}
    disk = service.stored("disk", name)
    assert disk
    service.seed("disk", name, {**disk, "attached_to": owner})


def test_create_is_idempotent(service: Service, make_link: Callable[[str], str]) -> None:
    predicted = service.run("disk", check=True, name="data", media_link=make_link("a"), os="Linux")
    assert service.writes() == []
    done = service.run("disk", name="data", media_link=make_link("a"), os="Linux")
    assert predicted["diff"] == done["diff"]
    assert done["disk"]["label"] == "data" and done["disk"]["location"] == "West US"
    assert (done["disk"]["attached_to"], done["disk"]["is_premium"]) == (None, False)
    again = service.run("disk", name="data", media_link=make_link("a"), os="Linux")
    assert not again["changed"] and service.writes() == ["AddDisk"]
    assert service.run("disk_info")["disks"] == service.run("disk_info", name="data")["disks"] == [done["disk"]]


def test_label_update_resends_immutable_fields(service: Service, make_link: Callable[[str], str]) -> None:
    register_disk(service, make_link("a"), os="Linux")
    done = service.run("disk", name="data", label="Läden")
    assert (done["disk"]["label"], done["disk"]["os"]) == ("Läden", "Linux")
    assert "<OS>Linux</OS><Label>Läden</Label><Name>data</Name>" in service.journal()[1]["request"]
    assert done["diff"]["before"]["label"] == "data"


def test_disk_can_grow_but_not_shrink(service: Service, make_link: Callable[[str], str]) -> None:
    assert register_disk(service, make_link("a"))["logical_disk_size_in_gb"] == 10
    done = service.run("disk", name="data", logical_disk_size_in_gb=200)
    assert done["disk"]["logical_disk_size_in_gb"] == 200
    assert "<ResizedSizeInGB>200</ResizedSizeInGB>" in service.journal()[1]["request"]
    assert service.run("disk", name="data", logical_disk_size_in_gb=200)["changed"] is False
    with pytest.raises(PreconditionError, match="disk data has 200 GB, and the service makes disks larger only"):
        service.run("disk", name="data", logical_disk_size_in_gb=100)


def test_resize_waits_for_operation(make_service: Callable[..., Service]) -> None:
    service = make_service("polls:2")
    service.run("storage_account", name=service.name, location="West US")
    register_disk(service, f"https://{service.name}.blob.core.windows.net/vhds/a.vhd")
    done = service.run("disk", name="data", logical_disk_size_in_gb=20)
    assert done["disk"]["logical_disk_size_in_gb"] == 20
    assert service.pop_requests() == ["GetDisk", "UpdateDisk", "GetOperationStatus", "GetOperationStatus", "GetDisk"]


@pytest.mark.parametrize("option", ["media_link", "os"])
def test_immutable_options_are_refused(service: Service, make_link: Callable[[str], str], option: str) -> None:
    register_disk(service, make_link("a"), os="Linux")
    wanted: dict[str, Any] = {option: {"media_link": make_link("b"), "os": "Windows"}[option]}
    with pytest.raises(PreconditionError, match=f"disk data has {option} .* cannot change that to '{wanted[option]}'"):
        service.run("disk", name="data", **wanted)


def test_create_requires_media_link_and_no_size(service: Service) -> None:
    with pytest.raises(PreconditionError, match="disk data does not exist, and creating it needs media_link"):
        service.run("disk", name="data")
    with pytest.raises(PreconditionError, match="a disk is registered with the size that it has"):
        service.run("disk", name="data", media_link="https://a.blob.core.windows.net/vhds/a", logical_disk_size_in_gb=9)
    with pytest.raises(InvalidOptionError, match="media_link is 'a.vhd', but it must be the URL of a blob"):
        service.run("disk", name="data", media_link="a.vhd")


def test_media_link_is_unique_and_in_subscription(service: Service, make_link: Callable[[str], str]) -> None:
    register_disk(service, make_link("a"))
    with pytest.raises(ServiceError, match="already registered as data"):
        service.run("disk", name="other", media_link=make_link("a").replace("https", "http"))
    with pytest.raises(MissingReferenceError, match="there is no storage account somebodyelse"):
        service.run("disk", name="other", media_link="https://somebodyelse.blob.core.windows.net/vhds/a.vhd")


@pytest.mark.parametrize(("delete_vhd", "query"), [(False, {}), (True, {"comp": "media"})])
def test_delete_removes_vhd_on_request(
    service: Service, make_link: Callable[[str], str], delete_vhd: bool, query: dict[str, str]
) -> None:
    register_disk(service, make_link("a"))
    predicted = service.run("disk", check=True, name="data", state="absent", delete_vhd=delete_vhd)
    done = service.run("disk", name="data", state="absent", delete_vhd=delete_vhd)
    assert predicted["diff"] == done["diff"] and done["diff"]["after"] == {}
    (written,) = (entry for entry in service.journal() if entry["method"] == "DELETE")
    assert written["query"] == query
    assert service.run("disk", name="data", state="absent")["changed"] is False


def test_attached_disk_is_not_deleted(service: Service, make_link: Callable[[str], str]) -> None:
    register_disk(service, make_link("a"))
    attach(service)
    disk = {**(service.stored("disk", "data") or {}), "owner_exists": True}
    with pytest.raises(PreconditionError, match="disk data is attached to virtual machine web1 of hosted service shop"):
        DISK.planner.plan_delete(disk, {"name": "data", "delete_vhd": False})


def test_delete_waits_for_detached_disk(service: Service, make_link: Callable[[str], str]) -> None:
    register_disk(service, make_link("a"))
    attach(service)
    cloud = service.emulator.cloud
    service.emulator.do(cloud.operations.schedule, 105, service.subscription_id, disk_detached, {"name": "data"})
    done = service.run("disk", name="data", state="absent", wait_timeout=300)
    assert done["changed"] and service.stored("disk", "data") is None
    assert service.writes() == ["DeleteDisk"]


def test_delete_of_attached_disk_times_out(service: Service, make_link: Callable[[str], str]) -> None:
    register_disk(service, make_link("a"))
    attach(service)
    with pytest.raises(
        OperationTimeoutError, match="disk data: still attached to web1, which is gone after 20 seconds"
    ):
        service.run("disk", name="data", state="absent", wait_timeout=20)
    assert service.writes() == []


def test_account_with_disks_is_not_deleted(service: Service, make_link: Callable[[str], str]) -> None:
    register_disk(service, make_link("a"))
    with pytest.raises(ServiceError, match=r"has some active image\(s\) and/or disk\(s\), e.g. data"):
        service.run("storage_account", name=service.name, state="absent")
