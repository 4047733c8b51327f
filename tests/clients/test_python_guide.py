# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Microsoft's guide "Use service management from Python" does, section by section, call by call.

The mark says the section's title; affinity groups stand in the editions of 2014. Names are ours, since they are unique
in the world. Three things cannot be as the guide has them: the client is told the emulator's host, the certificate
has 2048 bits, since OpenSSL refuses the guide's 1024 today, and a configuration that was read as bytes is decoded after
base64, since Python 3 would send its quotation marks.
"""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.classic.azure.emulator.services.subscription.management_certificates import certificate_values
from ansible_collections.classic.azure.tests.clients.foreign import MakeService, host_of, operations, sdk_for
from ansible_collections.classic.azure.tests.emulated import Service
from azure.common import AzureMissingResourceHttpError
from azure.servicemanagement import LinuxConfigurationSet, OSVirtualHardDisk, ServiceManagementService
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

LOCATIONS_OF_THE_GUIDE = {
    *("West Europe", "North Europe", "Southeast Asia", "East Asia"),
    *("Central US", "North Central US", "South Central US", "West US", "East US"),
    *("Japan East", "Japan West", "Brazil South", "Australia East", "Australia Southeast"),
}


def guide_line(word: str, value: Any) -> str:
    """A line as the guide prints it: by joining strings, which fails where the SDK tells None."""
    joined = word + ": " + value
    assert isinstance(joined, str)
    return joined


def self_signed(folder: Path) -> tuple[Path, Path]:
    """The guide's two files, as the openssl command writes them: key and certificate in one PEM, certificate in DER."""
    key = rsa.generate_private_key(65537, 2048)
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "guide")]), datetime.now(timezone.utc)
    days = (now, now + timedelta(days=365))
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), *days)
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    builder = builder.add_extension(identifier, critical=False)
    authority = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)
    builder = builder.add_extension(authority, critical=False)
    certificate = builder.add_extension(x509.BasicConstraints(True, None), critical=True).sign(key, SHA256())
    pem, cer = folder / "mycert.pem", folder / "mycert.cer"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    pem.write_bytes(private + certificate.public_bytes(Encoding.PEM))
    cer.write_bytes(certificate.public_bytes(Encoding.DER))
    return pem, cer


def subscription_with_certificate(service: Service, cer: Path) -> str:
    """What a person does in the portal: a subscription that takes this certificate and no other."""
    new_id = service.emulator.do(service.emulator.cloud.add_subscription, [certificate_values(cer.read_bytes(), 0)])
    assert isinstance(new_id, str)
    return new_id


@pytest.mark.guide("Connect to service management")
def test_connect_with_a_self_signed_certificate(service: Service, tmp_path: Path) -> None:
    certificate_path, cer = self_signed(tmp_path)
    subscription_id = subscription_with_certificate(service, cer)
    sms = ServiceManagementService(subscription_id, str(certificate_path), host_of(service))
    assert sms.get_subscription().subscription_id == subscription_id


@pytest.mark.guide("Connect to service management")
def test_star_imports_provide_guide_names() -> None:
    names: dict[str, Any] = {}
    exec("from azure import *; from azure.servicemanagement import *", names)
    assert names["ServiceManagementService"] is ServiceManagementService
    assert {"LinuxConfigurationSet", "WindowsConfigurationSet", "OSVirtualHardDisk"} <= set(names)


@pytest.mark.guide("List available locations")
def test_list_locations(sms: ServiceManagementService) -> None:
    result = sms.list_locations()
    assert {location.name for location in result} >= LOCATIONS_OF_THE_GUIDE


@pytest.mark.guide("Create a cloud service")
def test_create_a_cloud_service(service: Service, sms: ServiceManagementService) -> None:
    name, label, desc, location = service.name, service.name, "my hosted service", "West US"
    sms.create_hosted_service(name, label, desc, location)

    returned = []
    for hosted_service in [*sms.list_hosted_services(), sms.get_hosted_service_properties(name)]:
        properties = hosted_service.hosted_service_properties
        returned.append(guide_line("Service name", hosted_service.service_name))
        returned.append(guide_line("Management URL", hosted_service.url))
        returned.append(guide_line("Affinity group", properties.affinity_group))
        returned.append(guide_line("Location", properties.location))
    url = f"https://management.core.windows.net/{service.subscription_id}/services/hostedservices/{name}"
    once = [f"Service name: {name}", f"Management URL: {url}", "Affinity group: ", "Location: West US"]
    assert returned == once * 2


@pytest.mark.guide("Delete a cloud service")
def test_delete_a_cloud_service(service: Service, sms: ServiceManagementService) -> None:
    sms.create_hosted_service(service_name=service.name, label=service.name, location="West US")
    sms.delete_hosted_service(service_name=service.name)
    with pytest.raises(AzureMissingResourceHttpError):
        sms.get_hosted_service_properties(service.name)


@pytest.mark.guide("Create a storage service")
def test_create_a_storage_service(make_lenient_service: MakeService) -> None:
    service = make_lenient_service("recorded")
    sms, name = sdk_for(service), service.name
    result = sms.create_storage_account(name, "My storage account description.", name, location="West US")
    operation_result = sms.get_operation_status(result.request_id)
    assert guide_line("Operation status", operation_result.status) == "Operation status: InProgress"

    for dummy in ("while it is made", "afterwards"):
        (account,) = sms.list_storage_accounts()
        properties = account.storage_service_properties
        assert guide_line("Service name", account.service_name) == f"Service name: {name}"
        assert guide_line("Affinity group", properties.affinity_group) == "Affinity group: "
        assert guide_line("Location", properties.location) == "Location: West US"
        service.sleep(30)
    operation_result = sms.get_operation_status(result.request_id)
    assert guide_line("Operation status", operation_result.status) == "Operation status: Succeeded"


@pytest.mark.guide("Delete a storage service")
def test_delete_a_storage_service(service: Service, sms: ServiceManagementService) -> None:
    sms.create_storage_account(service.name, "description", "label", location="West US")
    sms.delete_storage_account(service.name)
    assert list(sms.list_storage_accounts()) == []


@pytest.mark.guide("Create an affinity group")
def test_create_an_affinity_group(service: Service, sms: ServiceManagementService) -> None:
    name, label, location, desc = "myAffinityGroup", "myAffinityGroup", "West US", "my affinity group"
    sms.create_affinity_group(name, label, location, desc)

    (group,) = sms.list_affinity_groups()
    returned = [
        guide_line("Name", group.name),
        guide_line("Description", group.description),
        guide_line("Location", group.location),
    ]
    assert returned == ["Name: myAffinityGroup", "Description: my affinity group", "Location: West US"]

    sms.create_storage_account(service.name, "description", "label", affinity_group=name)
    (account,) = sms.list_storage_accounts()
    properties = account.storage_service_properties
    assert guide_line("Affinity group", properties.affinity_group) == "Affinity group: myAffinityGroup"
    assert guide_line("Location", properties.location) == "Location: "


@pytest.mark.guide("Delete an affinity group")
def test_delete_an_affinity_group(service: Service, sms: ServiceManagementService) -> None:
    sms.create_affinity_group("myAffinityGroup", "label", "West US")
    sms.delete_affinity_group("myAffinityGroup")
    assert list(sms.list_affinity_groups()) == []
    assert operations(service)[1] == ("DeleteAffinityGroup", 200)


@pytest.mark.guide("List available operating systems")
def test_list_operating_systems(sms: ServiceManagementService) -> None:
    active = set()
    for system in sms.list_operating_systems():
        returned = (
            guide_line("OS", system.label),
            guide_line("Family", system.family_label),
            guide_line("Active", str(system.is_active)),
        )
        if returned[2] == "Active: True":
            active.add(returned[:2])
    assert len(active) == 16
    assert ("OS: Windows Azure Guest OS 3.28 (Release 201506-01)", "Family: Windows Server 2012") in active


@pytest.mark.guide("List available operating systems")
def test_list_operating_system_families(sms: ServiceManagementService) -> None:
    returned = []
    for family in sms.list_operating_system_families():
        returned.append(guide_line("Family", family.label))
        for system in family.operating_systems:
            if system.is_active:
                returned += [guide_line("OS", system.label), guide_line("Version", system.version)]
    assert len(returned) == 4 * (1 + 2 * 4)
    assert returned[-9] == "Family: Windows Server 2012 R2"
    assert returned.count("Version: WA-GUEST-OS-4.21_201506-01") == 1


CONFIGURATION = """<?xml version="1.0"?>
<ServiceConfiguration serviceName="WindowsAzure1" osFamily="4" osVersion="*"
    xmlns="http://schemas.microsoft.com/ServiceHosting/2008/10/ServiceConfiguration">
  <Role name="WorkerRole1"><Instances count="2" /></Role>
</ServiceConfiguration>
"""


@pytest.fixture
def configuration(tmp_path: Path) -> str:
    """What the guide makes of the file with the configuration."""
    path = tmp_path / "ServiceConfiguration.cscfg"
    path.write_text(CONFIGURATION)
    return b64encode(path.read_bytes()).decode()


def deploy(service: Service, sms: ServiceManagementService, configuration: str, name: str, slot: str) -> Any:
    """A deployment as the guide makes one, of a package in a storage account of the subscription."""
    package_url = f"http://{service.name}.blob.core.windows.net/packages/WindowsAzure1.cspkg"
    return sms.create_deployment(service.name, slot, name, package_url, name, configuration)


@pytest.fixture
def hosted_service(service: Service, sms: ServiceManagementService) -> str:
    """A hosted service, and a storage account of the same name."""
    sms.create_hosted_service(service.name, service.name, "my hosted service", "West US")
    sms.create_storage_account(service.name, "description", service.name, location="West US")
    return service.name


@pytest.mark.guide("Create a deployment")
def test_create_a_deployment(
    service: Service, sms: ServiceManagementService, hosted_service: str, configuration: str
) -> None:
    result = deploy(service, sms, configuration, "v1", "production")
    operation_result = sms.get_operation_status(result.request_id)
    assert guide_line("Operation status", operation_result.status) == "Operation status: Succeeded"


@pytest.mark.guide("Access deployment properties")
def test_access_deployment_properties(
    service: Service, sms: ServiceManagementService, hosted_service: str, configuration: str
) -> None:
    deploy(service, sms, configuration, "v1", "production")
    deploy(service, sms, configuration, "v2", "staging")
    returned = []
    myhostedservice = sms.get_hosted_service_properties(service_name=hosted_service, embed_detail=True)
    returned.append(guide_line("Service name", myhostedservice.service_name))
    for deployment in [*myhostedservice.deployments, sms.get_deployment_by_slot(hosted_service, "production")]:
        returned += [guide_line("Deployment name", deployment.name), guide_line("Slot", deployment.deployment_slot)]
        returned += [guide_line("Status", deployment.status), guide_line("Url", deployment.url)]
    assert returned[0] == f"Service name: {hosted_service}"
    first = [
        "Deployment name: v1",
        "Slot: Production",
        "Status: Suspended",
        f"Url: http://{hosted_service}.cloudapp.net/",
    ]
    assert returned[1:5] == returned[9:] == first
    assert returned[5:8] == ["Deployment name: v2", "Slot: Staging", "Status: Suspended"]


@pytest.mark.guide("Update a deployment")
def test_update_a_deployment(
    service: Service, sms: ServiceManagementService, hosted_service: str, configuration: str
) -> None:
    deploy(service, sms, configuration, "v1", "production")
    result = sms.change_deployment_configuration(hosted_service, "v1", configuration)
    operation_result = sms.get_operation_status(result.request_id)
    assert guide_line("Operation status", operation_result.status) == "Operation status: Succeeded"
    for status in ("Running", "Suspended"):
        result = sms.update_deployment_status(hosted_service, "v1", status)
        operation_result = sms.get_operation_status(result.request_id)
        assert guide_line("Operation status", operation_result.status) == "Operation status: Succeeded"
        assert sms.get_deployment_by_name(hosted_service, "v1").status == status


@pytest.mark.guide("Move deployments between staging and production")
def test_move_deployments(
    service: Service, sms: ServiceManagementService, hosted_service: str, configuration: str
) -> None:
    deploy(service, sms, configuration, "v1", "production")
    deploy(service, sms, configuration, "v2", "staging")
    sms.swap_deployment(hosted_service, "v1", "v2")
    assert sms.get_deployment_by_slot(hosted_service, "production").name == "v2"
    assert sms.get_deployment_by_slot(hosted_service, "staging").name == "v1"


@pytest.mark.guide("Delete a deployment")
def test_delete_a_deployment(
    service: Service, sms: ServiceManagementService, hosted_service: str, configuration: str
) -> None:
    deploy(service, sms, configuration, "v1", "production")
    sms.delete_deployment(hosted_service, "v1")
    with pytest.raises(AzureMissingResourceHttpError):
        sms.get_deployment_by_name(hosted_service, "v1")
    sms.delete_hosted_service(hosted_service)


@pytest.mark.guide("Create an operating system image")
def test_create_an_operating_system_image(sms: ServiceManagementService, hosted_service: str) -> None:
    result = sms.add_os_image(
        "mycentos", f"http://{hosted_service}.blob.core.windows.net/vhds/centos.vhd", "mycentos", "Linux"
    )
    operation_result = sms.get_operation_status(result.request_id)
    assert guide_line("Operation status", operation_result.status) == "Operation status: Succeeded"
    returned = []
    for image in sms.list_os_images():
        returned.append([guide_line("Name", image.name), guide_line("Label", image.label), guide_line("OS", image.os)])
        returned[-1] += [guide_line("Category", image.category), guide_line("Location", image.location)]
        returned[-1] += [guide_line("Media link", image.media_link), guide_line("Affinity group", image.affinity_group)]
    media_link = f"Media link: http://{hosted_service}.blob.core.windows.net/vhds/centos.vhd"
    own = ["Name: mycentos", "Label: mycentos", "OS: Linux", "Category: User", "Location: West US", media_link]
    assert returned[-1] == [*own, "Affinity group: "]
    assert "Name: OpenLogic__OpenLogic-CentOS-62-20120531-en-us-30GB.vhd" in [lines[0] for lines in returned]


@pytest.mark.guide("Delete an operating system image")
def test_delete_an_operating_system_image(sms: ServiceManagementService, hosted_service: str) -> None:
    sms.add_os_image("mycentos", f"http://{hosted_service}.blob.core.windows.net/vhds/centos.vhd", "mycentos", "Linux")
    result = sms.delete_os_image("mycentos")
    operation_result = sms.get_operation_status(result.request_id)
    assert guide_line("Operation status", operation_result.status) == "Operation status: Succeeded"


@pytest.mark.guide("Create a virtual machine")
def test_create_a_virtual_machine(sms: ServiceManagementService, hosted_service: str) -> None:
    """As printed: nobody can log in to this machine, since the last argument keeps SSH from taking the password."""
    create_virtual_machine(sms, hosted_service)
    (instance,) = sms.get_deployment_by_name(hosted_service, hosted_service).role_instance_list
    assert (instance.instance_name, instance.instance_status) == (hosted_service, "ReadyRole")
    (disk,) = sms.list_disks()
    assert (disk.attached_to.hosted_service_name, disk.attached_to.role_name) == (hosted_service, hosted_service)


def create_virtual_machine(sms: ServiceManagementService, name: str) -> None:
    image_name = "OpenLogic__OpenLogic-CentOS-62-20120531-en-us-30GB.vhd"
    media_link = f"http://{name}.blob.core.windows.net/vhds/myvm.vhd"
    linux_config = LinuxConfigurationSet("myhostname", "myuser", "mypassword", True)
    os_hd = OSVirtualHardDisk(image_name, media_link)
    sms.create_virtual_machine_deployment(
        service_name=name,
        deployment_name=name,
        deployment_slot="production",
        label=name,
        role_name=name,
        system_config=linux_config,
        os_virtual_hard_disk=os_hd,
        role_size="Small",
    )


@pytest.mark.guide("Delete a virtual machine")
def test_delete_a_virtual_machine(sms: ServiceManagementService, hosted_service: str) -> None:
    create_virtual_machine(sms, hosted_service)
    sms.delete_deployment(service_name=hosted_service, deployment_name=hosted_service)
    sms.delete_hosted_service(service_name=hosted_service)
    with pytest.raises(AzureMissingResourceHttpError):
        sms.get_hosted_service_properties(hosted_service)
