# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The SDK and disks, VM images and reserved addresses."""

from __future__ import annotations

import pytest
from ansible_collections.classic.azure.tests.emulated import Service
from azure.common import AzureConflictHttpError, AzureHttpError, AzureMissingResourceHttpError
from azure.servicemanagement import DataDiskConfiguration, ServiceManagementService, VMImage


@pytest.fixture
def vhds(service: Service, sms: ServiceManagementService) -> str:
    """A container in a storage account that is there."""
    sms.create_storage_account(service.name, "description", "label", location="West US")
    return f"http://{service.name}.blob.core.windows.net/vhds"


def test_disks(sms: ServiceManagementService, vhds: str) -> None:
    sms.add_disk(True, "System", f"{vhds}/system.vhd", "system", "Linux")
    sms.add_disk(True, "Windows", f"{vhds}/windows.vhd", "windows", "Windows")
    assert [disk.name for disk in sms.list_disks()] == ["system", "windows"]
    disk = sms.get_disk("system")
    assert (disk.label, disk.os, disk.location, disk.media_link) == (
        "System",
        "Linux",
        "West US",
        f"{vhds}/system.vhd",
    )
    assert disk.logical_disk_size_in_gb == 30
    assert not disk.attached_to or not disk.attached_to.role_name
    sms.update_disk("system", label="Läden")
    assert sms.get_disk("system").label == "Läden"
    sms.delete_disk("system")
    sms.delete_disk("windows", delete_vhd=True)
    assert list(sms.list_disks()) == []


def test_duplicate_and_missing_disk(sms: ServiceManagementService, vhds: str) -> None:
    sms.add_disk(True, "System", f"{vhds}/system.vhd", "system", "Linux")
    with pytest.raises(AzureConflictHttpError, match="A disk with name system already exists"):
        sms.add_disk(True, "System", f"{vhds}/other.vhd", "system", "Linux")
    with pytest.raises(AzureMissingResourceHttpError, match="The disk with the specified name does not exist"):
        sms.get_disk("other")


def image(vhds: str) -> VMImage:
    described = VMImage("golden", "Golden", "with all that is needed")
    described.os_disk_configuration.os_state = "Generalized"
    described.os_disk_configuration.os = "Linux"
    described.os_disk_configuration.media_link = f"{vhds}/golden.vhd"
    disk = DataDiskConfiguration()
    disk.lun, disk.media_link, disk.logical_disk_size_in_gb = 1, f"{vhds}/data.vhd", 20
    described.data_disk_configurations.data_disk_configurations.append(disk)
    described.language, described.image_family, described.show_in_gui = "English", "gold", False
    return described


def test_vm_images(sms: ServiceManagementService, vhds: str) -> None:
    sms.create_vm_image(image(vhds))
    (made,) = sms.list_vm_images(category="User")
    assert (made.name, made.label, made.description, made.image_family) == (
        "golden",
        "Golden",
        "with all that is needed",
        "gold",
    )
    assert (made.os_disk_configuration.host_caching, made.os_disk_configuration.os_state) == (
        "ReadWrite",
        "Generalized",
    )
    (disk,) = made.data_disk_configurations
    assert (disk.lun, disk.logical_disk_size_in_gb, disk.media_link) == (1, 20, f"{vhds}/data.vhd")
    change = image(vhds)
    change.label, change.description = "Silver", "with less"
    change.os_disk_configuration.host_caching = "ReadOnly"
    change.data_disk_configurations.data_disk_configurations[0].name = disk.name
    change.data_disk_configurations.data_disk_configurations[0].host_caching = "None"
    sms.update_vm_image("golden", change)
    (changed,) = sms.list_vm_images(category="User")
    assert (changed.label, changed.os_disk_configuration.host_caching) == ("Silver", "ReadOnly")
    assert changed.data_disk_configurations[0].host_caching == "None"
    sms.delete_vm_image("golden", delete_vhd=True)
    assert list(sms.list_vm_images(category="User")) == []
    assert [each.publisher_name for each in sms.list_vm_images(publisher="Cloudera")] == ["Cloudera"]


def test_reserved_ip_lifecycle(sms: ServiceManagementService) -> None:
    sms.create_reserved_ip_address("front", "the front door", "West US")
    address = sms.get_reserved_ip_address("front")
    assert (address.name, address.label, address.state, address.location) == (
        "front",
        "the front door",
        "Created",
        "West US",
    )
    assert address.address.count(".") == 3 and not address.in_use
    assert [each.name for each in sms.list_reserved_ip_addresses()] == ["front"]
    sms.delete_reserved_ip_address("front")
    assert list(sms.list_reserved_ip_addresses()) == []
    with pytest.raises(AzureMissingResourceHttpError, match="The reserved IP front does not exist"):
        sms.get_reserved_ip_address("front")


def test_reserved_ip_in_use_is_not_deleted(service: Service, sms: ServiceManagementService) -> None:
    sms.create_hosted_service(service.name, "label", location="West US")
    endpoint = {"name": "web", "public_port": 80, "local_port": 80, "protocol": "tcp"}
    instance = {"name": "web", "role_name": "web", "status": "ReadyRole", "endpoints": [endpoint]}
    vip = {"address": "23.96.0.1", "name": "liveContractContract"}
    live = {"name": "live", "slot": "Production", "role_instances": [instance], "virtual_ips": [vip]}
    service.seed("deployment", f"{service.name}/live", live)
    sms.create_reserved_ip_address("front", "the front door", "West US")
    sms.associate_reserved_ip_address("front", service.name, "live")
    used = sms.get_reserved_ip_address("front")
    assert (used.in_use, used.service_name, used.deployment_name) == (True, service.name, "live")
    with pytest.raises(AzureHttpError, match="in use"):
        sms.delete_reserved_ip_address("front")
    sms.disassociate_reserved_ip_address("front", service.name, "live")
    assert not sms.get_reserved_ip_address("front").in_use
