# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""VM images of blobs: made, cached otherwise, described, deleted; and those that publishers offer."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import PreconditionError
from ansible_collections.classic.azure.tests.emulated import Service


def link(service: Service, blob: str) -> str:
    return f"https://{service.name}.blob.core.windows.net/vhds/{blob}.vhd"


@pytest.fixture
def disks(service: Service) -> dict[str, Any]:
    """What an image is made of."""
    service.run("storage_account", name=service.name, location="West US")
    service.pop_requests()
    return {
        "os_disk_configuration": {"os": "Linux", "os_state": "Generalized", "media_link": link(service, "os")},
        "data_disk_configurations": [
            {"lun": 0, "media_link": link(service, "a"), "logical_disk_size_in_gb": 20},
            {"lun": 3, "media_link": link(service, "b"), "host_caching": "None"},
        ],
    }


def test_create_is_idempotent(service: Service, disks: dict[str, Any]) -> None:
    predicted = service.run("vm_image", check=True, name="golden", **disks)
    assert service.writes() == []
    done = service.run("vm_image", name="golden", **disks)
    assert predicted["diff"] == done["diff"]
    returned = done["vm_image"]
    assert (returned["label"], returned["category"], returned["status"]) == ("golden", "User", "VMImageReadyForUse")
    assert returned["os_disk_configuration"]["host_caching"] == "ReadWrite"
    assert [disk["lun"] for disk in returned["data_disk_configurations"]] == [0, 3]
    assert service.run("vm_image", name="golden", **disks)["changed"] is False
    assert service.writes() == ["CreateVMImage"]


def test_update_changes_text_and_caching_only(service: Service, disks: dict[str, Any]) -> None:
    before = service.run("vm_image", name="golden", image_family="shop", **disks)["vm_image"]
    disks["os_disk_configuration"]["host_caching"] = "ReadOnly"
    disks["data_disk_configurations"][1]["host_caching"] = "ReadWrite"
    predicted = service.run("vm_image", check=True, name="golden", description="new", **disks)
    done = service.run("vm_image", name="golden", description="new", **disks)
    assert predicted["diff"] == done["diff"] and done["requests"] == ["UpdateVMImage"]
    returned = done["vm_image"]
    assert (returned["description"], returned["label"], returned["image_family"]) == ("new", "golden", "shop")
    assert returned["os_disk_configuration"] == {**before["os_disk_configuration"], "host_caching": "ReadOnly"}
    assert returned["data_disk_configurations"][0] == before["data_disk_configurations"][0]
    assert returned["data_disk_configurations"][1]["host_caching"] == "ReadWrite"
    assert service.run("vm_image", name="golden", description="new", **disks)["changed"] is False


def test_disks_are_immutable(service: Service, disks: dict[str, Any]) -> None:
    service.run("vm_image", name="golden", **disks)
    other = {"os": "Linux", "os_state": "Specialized", "media_link": link(service, "os")}
    with pytest.raises(
        PreconditionError, match="VM image golden has os_disk_configuration .* the service cannot change that"
    ):
        service.run("vm_image", name="golden", os_disk_configuration=other)
    with pytest.raises(PreconditionError, match="VM image golden has data_disk_configurations"):
        service.run("vm_image", name="golden", data_disk_configurations=disks["data_disk_configurations"][:1])


@pytest.mark.parametrize("disk", [None, {"os": "Linux"}])
def test_create_requires_disk_or_capture(service: Service, disk: dict[str, Any] | None) -> None:
    with pytest.raises(
        PreconditionError, match="creating it needs capture, or os_disk_configuration with .*media_link"
    ):
        service.run("vm_image", name="golden", os_disk_configuration=disk)


@pytest.mark.parametrize(("delete_vhd", "query"), [(False, {}), (True, {"comp": "media"})])
def test_delete_removes_vhds_on_request(
    service: Service, disks: dict[str, Any], delete_vhd: bool, query: dict[str, str]
) -> None:
    service.run("vm_image", name="golden", **disks)
    done = service.run("vm_image", name="golden", state="absent", delete_vhd=delete_vhd)
    (written,) = (entry for entry in service.journal() if entry["method"] == "DELETE")
    assert written["query"] == query and done["diff"]["after"] == {}
    assert service.run("vm_image", name="golden", state="absent")["changed"] is False


def test_list_filters(service: Service, disks: dict[str, Any]) -> None:
    service.run("vm_image", name="golden", **disks)

    def names(**filters: Any) -> list[str]:
        return [image["label"] for image in service.run("vm_image_info", **filters)["vm_images"]]

    assert names() == ["CDH 5.1 Evaluation", "golden"]
    assert names(category="user") == ["golden"]
    assert names(publisher="Cloudera") == names(location="North Europe") == ["CDH 5.1 Evaluation"]
    assert names(location="West US", category="User") == ["golden"]


def test_publisher_image_is_immutable(service: Service) -> None:
    name = "1acf693f34c74e86a50be61cb631ddfe__ClouderaGolden-202406-699696"
    refused: tuple[dict[str, Any], ...] = ({"description": "mine"}, {"state": "absent"})
    for options in refused:
        with pytest.raises(PreconditionError, match="is one of category Public"):
            service.run("vm_image", name=name, **options)


def test_role_size_info(service: Service) -> None:
    assert len(service.run("role_size_info")["role_sizes"]) == 46
    (small,) = service.run("role_size_info", name="small")["role_sizes"]
    assert (small["cores"], small["memory_in_mb"], small["max_data_disk_count"]) == (1, 1792, 2)


def test_virtual_network_info(service: Service) -> None:
    assert service.run("virtual_network_info")["virtual_networks"] == []
    subnet = {"name": "web", "address_prefix": "10.1.0.0/24"}
    network = {"name": "shop", "id": "1", "status": "Created", "address_prefixes": ["10.1.0.0/16"], "subnets": [subnet]}
    service.seed("virtual_network", "shop", {**network, "location": "West US"})
    (returned,) = service.run("virtual_network_info", name="shop")["virtual_networks"]
    assert returned["subnets"][0]["address_prefix"] == "10.1.0.0/24" and returned["in_use"] is None
    service.seed("deployment", "a/b", {"name": "b", "virtual_network_name": "SHOP"})
    assert service.run("virtual_network_info")["virtual_networks"][0]["in_use"] is True
