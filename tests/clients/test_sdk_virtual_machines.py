# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The SDK and virtual machines, as its guide creates them, and as its reference changes, captures and deletes them."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.classic.azure.tests.clients.foreign import MakeService, pop_dropped_elements, sdk_for
from ansible_collections.classic.azure.tests.emulated import Service
from azure.common import AzureConflictHttpError, AzureHttpError, AzureMissingResourceHttpError
from azure.servicemanagement import (
    CaptureRoleAsVMImage,
    ConfigurationSet,
    ConfigurationSetInputEndpoint,
    LinuxConfigurationSet,
    Listener,
    OSVirtualHardDisk,
    ServiceManagementService,
    WindowsConfigurationSet,
)

GUIDE = "OpenLogic__OpenLogic-CentOS-62-20120531-en-us-30GB.vhd"
WINDOWS = "a699494373c04fc0bc8f2bb1389d6106__Windows-Server-2012-R2-201506.01-en.us-127GB.vhd"
PASSWORD = "Not-A-Real-1"


def network(*ports: int, local: int = 22) -> ConfigurationSet:
    made = ConfigurationSet()
    made.configuration_set_type = "NetworkConfiguration"
    for port in ports:
        made.input_endpoints.input_endpoints.append(
            ConfigurationSetInputEndpoint(name=f"port{port}", protocol="TCP", port=str(port), local_port=str(local))
        )
    return made


@pytest.fixture
def service_name(service: Service, sms: ServiceManagementService) -> str:
    """A hosted service and a storage account of one name."""
    create_services(service, sms)
    return service.name


def create_services(service: Service, sms: ServiceManagementService) -> None:
    sms.create_hosted_service(service.name, "label", location="West US")
    sms.create_storage_account(service.name, "description", "label", location="West US")


def disk(name: str, machine: str, image: str = GUIDE) -> OSVirtualHardDisk:
    return OSVirtualHardDisk(image, f"http://{name}.blob.core.windows.net/vhds/{machine}.vhd")


def create_deployment(sms: ServiceManagementService, name: str, machine: str = "web1", **more: Any) -> None:
    more.setdefault("network_config", network(22))
    sms.create_virtual_machine_deployment(
        name,
        name,
        "production",
        "The shop",
        machine,
        LinuxConfigurationSet(machine, "shopkeeper", PASSWORD, False),
        disk(name, machine),
        role_size="Small",
        **more,
    )


def add_role(sms: ServiceManagementService, name: str, machine: str, **more: Any) -> None:
    system = LinuxConfigurationSet(machine, "shopkeeper", PASSWORD, False)
    sms.add_role(name, name, machine, system, disk(name, machine), **more)


def statuses(sms: ServiceManagementService, name: str) -> dict[str, tuple[str, str]]:
    instances = sms.get_deployment_by_name(name, name).role_instance_list
    return {each.instance_name: (each.instance_status, each.power_state) for each in instances}


def test_create_and_delete_guide_machine(sms: ServiceManagementService, service_name: str) -> None:
    create_deployment(sms, service_name)
    deployment = sms.get_deployment_by_name(service_name, service_name)
    assert (deployment.deployment_slot, deployment.status, deployment.label) == ("Production", "Running", "The shop")
    (instance,) = deployment.role_instance_list
    assert (instance.instance_status, instance.power_state, instance.host_name) == ("ReadyRole", "Started", "web1")
    assert [(each.public_port, each.local_port) for each in instance.instance_endpoints] == [("22", "22")]
    (attached,) = sms.list_disks()
    assert attached.attached_to.role_name == "web1" and attached.source_image_name == GUIDE
    with pytest.raises(AzureHttpError, match="still contains deployments"):
        sms.delete_hosted_service(service_name)
    sms.delete_deployment(service_name, service_name)
    sms.delete_hosted_service(service_name)
    (left,) = sms.list_disks()
    assert not left.attached_to or not left.attached_to.role_name


def test_windows_machine_with_winrm(service: Service, sms: ServiceManagementService, service_name: str) -> None:
    """The SDK sends the thumbprint of the listener too late, so that the service makes a certificate of its own."""
    system = WindowsConfigurationSet("win1", PASSWORD, False, False, "Pacific Standard Time", "shopkeeper")
    vars(system)["domain_join"] = None  # else the SDK sends an empty one
    system.win_rm.listeners.listeners.append(Listener("Https", "A" * 40))
    sms.create_virtual_machine_deployment(
        service_name,
        service_name,
        "production",
        "label",
        "win1",
        system,
        disk(service_name, "win1", WINDOWS),
        network(3389, local=3389),
    )
    assert [drop.partition(" comes")[0].rpartition("/")[2] for drop in pop_dropped_elements(service)] == [
        "CertificateThumbprint"
    ]
    role = sms.get_role(service_name, service_name, "win1")
    assert len(role.default_win_rm_certificate_thumbprint) == 40
    assert (role.role_size, role.os_virtual_hard_disk.os) == ("Small", "Windows")


def test_machine_passes_recorded_states(make_lenient_service: MakeService) -> None:
    service = make_lenient_service("recorded")
    sms = sdk_for(service)
    create_services(service, sms)
    service.sleep(30)
    create_deployment(sms, service.name)
    assert sms.get_deployment_by_name(service.name, service.name).status == "Deploying"
    service.sleep(69)
    assert statuses(sms, service.name) == {"web1": ("RoleStateUnknown", "Starting")}
    service.sleep(121)
    assert statuses(sms, service.name) == {"web1": ("ReadyRole", "Started")}


def test_add_change_and_delete_a_role(sms: ServiceManagementService, service_name: str) -> None:
    create_deployment(sms, service_name)
    add_role(sms, service_name, "web2", network_config=network(2222))
    assert list(statuses(sms, service_name)) == ["web1", "web2"]
    sms.update_role(service_name, service_name, "web2", network_config=network(2223), role_size="Medium")
    role = sms.get_role(service_name, service_name, "web2")
    (endpoint,) = role.configuration_sets[0].input_endpoints
    assert (role.role_size, endpoint.port, endpoint.protocol, endpoint.name) == ("Medium", "2223", "tcp", "port2223")
    sms.delete_role(service_name, service_name, "web2", complete=True)
    assert list(statuses(sms, service_name)) == ["web1"]
    assert [each.attached_to.role_name for each in sms.list_disks()] == ["web1"]
    with pytest.raises(AzureHttpError, match="Role web1 is the only role present in the deployment"):
        sms.delete_role(service_name, service_name, "web1")
    with pytest.raises(
        AzureMissingResourceHttpError, match="Role web2 was not found in the currently deployed service"
    ):
        sms.get_role(service_name, service_name, "web2")


def test_occupied_slot_and_port_conflict(sms: ServiceManagementService, service_name: str) -> None:
    create_deployment(sms, service_name)
    with pytest.raises(AzureConflictHttpError, match="The specified deployment slot Production is occupied"):
        create_deployment(sms, service_name, "web2")
    system = LinuxConfigurationSet("web2", "shopkeeper", PASSWORD, False)
    accepted = sms.add_role(service_name, service_name, "web2", system, disk(service_name, "web2"), network(22))
    failed = sms.get_operation_status(accepted.request_id)
    assert (failed.status, failed.error.code) == ("Failed", "BadRequest")
    assert failed.error.message.startswith("Port 22 is already in use by one of the endpoints in this deployment.")
    assert list(statuses(sms, service_name)) == ["web1"]
    assert len(list(sms.list_disks())) == 1


def test_power_operations(sms: ServiceManagementService, service_name: str) -> None:
    create_deployment(sms, service_name)
    add_role(sms, service_name, "web2")
    sms.shutdown_role(service_name, service_name, "web1")
    assert statuses(sms, service_name)["web1"] == ("StoppedVM", "Stopped")
    sms.start_role(service_name, service_name, "web1")
    sms.restart_role(service_name, service_name, "web1")
    sms.reboot_role_instance(service_name, service_name, "web1")
    assert statuses(sms, service_name)["web1"] == ("ReadyRole", "Started")
    sms.shutdown_roles(service_name, service_name, ["web1", "web2"], "StoppedDeallocated")
    deployment = sms.get_deployment_by_name(service_name, service_name)
    assert deployment.status == "Suspended" and len(deployment.virtual_ips) == 0
    assert statuses(sms, service_name) == dict.fromkeys(("web1", "web2"), ("StoppedDeallocated", "Stopped"))
    sms.start_roles(service_name, service_name, ["web2"])
    deployment = sms.get_deployment_by_name(service_name, service_name)
    assert deployment.status == "Running" and len(deployment.virtual_ips) == 1
    assert statuses(sms, service_name)["web2"] == ("ReadyRole", "Started")


def test_data_disks(sms: ServiceManagementService, service_name: str) -> None:
    create_deployment(sms, service_name)
    link = f"http://{service_name}.blob.core.windows.net/vhds/data.vhd"
    sms.add_data_disk(service_name, service_name, "web1", 1, "ReadOnly", link, "data", logical_disk_size_in_gb=20)
    data = sms.get_data_disk(service_name, service_name, "web1", 1)
    assert (data.lun, data.logical_disk_size_in_gb, data.host_caching) == (1, 20, "ReadOnly")
    sms.update_data_disk(service_name, service_name, "web1", 1, "None", updated_lun=0)
    assert sms.get_data_disk(service_name, service_name, "web1", 0).host_caching == "None"
    sms.delete_data_disk(service_name, service_name, "web1", 0)
    with pytest.raises(AzureMissingResourceHttpError):
        sms.get_data_disk(service_name, service_name, "web1", 0)
    assert data.disk_name in [each.name for each in sms.list_disks()]
    sms.add_data_disk(service_name, service_name, "web1", 0, disk_name=data.disk_name)
    sms.delete_data_disk(service_name, service_name, "web1", 0, delete_vhd=True)
    assert data.disk_name not in [each.name for each in sms.list_disks()]


def test_capture_an_os_image(sms: ServiceManagementService, service_name: str) -> None:
    create_deployment(sms, service_name)
    add_role(sms, service_name, "golden")
    with pytest.raises(AzureHttpError):
        sms.capture_role(service_name, service_name, "golden", "Delete", "gold", "Gold")
    sms.shutdown_role(service_name, service_name, "golden")
    sms.capture_role(service_name, service_name, "golden", "Delete", "gold", "Gold")
    image = sms.get_os_image("gold")
    assert (image.label, image.os, image.category) == ("Gold", "Linux", "User")
    assert list(statuses(sms, service_name)) == ["web1"]
    system = LinuxConfigurationSet("web2", "shopkeeper", PASSWORD, False)
    sms.add_role(service_name, service_name, "web2", system, disk(service_name, "web2", "gold"))
    assert sms.get_role(service_name, service_name, "web2").os_virtual_hard_disk.source_image_name == "gold"


def test_capture_os_image_and_reprovision(make_lenient_service: MakeService) -> None:
    service = make_lenient_service("recorded")
    sms = sdk_for(service)
    create_services(service, sms)
    service.sleep(30)
    create_deployment(sms, service.name)
    service.sleep(200)
    sms.shutdown_role(service.name, service.name, "web1", "StoppedDeallocated")
    service.sleep(30)
    capture = ("web1", "Reprovision", "gold", "Gold")
    with pytest.raises(AzureHttpError, match="A parameter was incorrect"):
        sms.capture_role(service.name, service.name, *capture)
    again = LinuxConfigurationSet("anew", "shopkeeper", PASSWORD, False)
    sms.capture_role(service.name, service.name, *capture, again)
    service.sleep(20)
    assert statuses(sms, service.name) == {"web1": ("RoleStateUnknown", "Starting")}
    assert sms.get_os_image("gold").category == "User"
    service.sleep(130)
    (instance,) = sms.get_deployment_by_name(service.name, service.name).role_instance_list
    assert (instance.instance_status, instance.host_name) == ("ReadyRole", "anew")
    assert PASSWORD not in str(service.stored("deployment", f"{service.name}/{service.name}"))


def test_capture_a_vm_image(sms: ServiceManagementService, service_name: str) -> None:
    create_deployment(sms, service_name)
    sms.capture_vm_image(
        service_name, service_name, "web1", CaptureRoleAsVMImage("Specialized", "gold", "Gold", image_family="metals")
    )
    (image,) = sms.list_vm_images(category="User")
    assert (image.role_name, image.image_family, image.os_disk_configuration.os_state) == (
        "web1",
        "metals",
        "Specialized",
    )
    sms.add_role(service_name, service_name, "web2", None, None, vm_image_name="gold")
    assert list(statuses(sms, service_name)) == ["web1", "web2"]


def test_machine_with_reserved_ip(sms: ServiceManagementService, service_name: str) -> None:
    sms.create_reserved_ip_address("front", "the front door", "West US")
    create_deployment(sms, service_name, reserved_ip_name="front")
    address = sms.get_reserved_ip_address("front")
    assert (address.in_use, address.service_name) == (True, service_name)
    (vip,) = sms.get_deployment_by_name(service_name, service_name).virtual_ips
    assert vip.address == address.address
    sms.delete_deployment(service_name, service_name)
    assert not sms.get_reserved_ip_address("front").in_use


@pytest.mark.parametrize(
    ("system", "sentence"),
    [
        (LinuxConfigurationSet("web1", "shopkeeper", "short", False), "complexity"),
        (LinuxConfigurationSet("web1", "root", PASSWORD, False), "A parameter was incorrect"),
        (WindowsConfigurationSet("a-name-of-16-long", PASSWORD, False, False, None, "me"), "more than 15 characters"),
    ],
)
def test_invalid_machine_is_refused(
    sms: ServiceManagementService, service_name: str, system: Any, sentence: str
) -> None:
    with pytest.raises(AzureHttpError, match=sentence):
        sms.create_virtual_machine_deployment(
            service_name, service_name, "production", "label", "web1", system, disk(service_name, "web1")
        )
    with pytest.raises(AzureMissingResourceHttpError, match="No deployments were found"):
        sms.get_deployment_by_name(service_name, service_name)
