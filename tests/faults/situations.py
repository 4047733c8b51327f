# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The situations of the fault matrix: for each module that writes, what it finds and what it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ansible_collections.classic.azure.tests.emulated import Service
from ansible_collections.classic.azure.tests.unit.plugins.module_utils.credentials.credential_material import (
    pem_certificate,
    rsa_key,
    thumbprint,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

Options = dict[str, Any]


@dataclass(frozen=True)
class Situation:
    """A task in a world.

    prepare: brings about the world in an empty subscription; situations with the same function share it.
    options: the options of the task.
    requests: the operations that a run without a fault has accepted, in their order.
    orders: those of them that each run has accepted again, since they have no lasting state, such as a restart.
    """

    module: str
    name: str
    prepare: Callable[[Service], None]
    options: Callable[[Service], Options]
    requests: tuple[str, ...]
    orders: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.module}-{self.name}"


def _fixed(**options: Any) -> Callable[[Service], Options]:
    """The same options in each subscription."""
    return lambda service: options


def _named(**options: Any) -> Callable[[Service], Options]:
    """Options with the name of the resource, which is globally unique."""
    return lambda service: {"name": service.name, **options}


def _in_service(**options: Any) -> Callable[[Service], Options]:
    """Options with the name of the hosted service."""
    return lambda service: {"service_name": service.name, **options}


def link(service: Service, blob: str) -> str:
    """The URL of a blob in the storage account."""
    return f"https://{service.name}.blob.core.windows.net/vhds/{blob}.vhd"


def nothing(service: Service) -> None:
    """An empty subscription."""


def storage(service: Service) -> None:
    service.run("storage_account", name=service.name, location="West US", label="shop")


def services(service: Service) -> None:
    """A hosted service and a storage account of one name."""
    service.run("hosted_service", name=service.name, location="West US")
    storage(service)


# Subscription, storage and hosted services


def affinity_group(service: Service) -> None:
    service.run("affinity_group", name="near", location="West US")


WEST: Options = {"location": "West US"}

GENERAL = (
    Situation("affinity_group", "create", nothing, _fixed(name="near", **WEST), ("CreateAffinityGroup",)),
    Situation(
        "affinity_group", "update", affinity_group, _fixed(name="near", description="new"), ("UpdateAffinityGroup",)
    ),
    Situation(
        "affinity_group", "delete", affinity_group, _fixed(name="near", state="absent"), ("DeleteAffinityGroup",)
    ),
    Situation("storage_account", "create", nothing, _named(**WEST), ("CreateStorageService",)),
    Situation(
        "storage_account", "update", storage, _named(account_type="Standard_LRS", label="x"), ("UpdateStorageService",)
    ),
    Situation(
        "storage_account",
        "regenerate_key",
        storage,
        _named(regenerate_key="primary"),
        ("RegenerateStorageKeys",),
        orders=("RegenerateStorageKeys",),
    ),
    Situation(
        "storage_account",
        "update_and_regenerate_key",
        storage,
        _named(regenerate_key="secondary", label="y"),
        ("UpdateStorageService", "RegenerateStorageKeys"),
        orders=("RegenerateStorageKeys",),
    ),
    Situation("storage_account", "delete", storage, _named(state="absent"), ("DeleteStorageService",)),
    Situation("hosted_service", "create", nothing, _named(**WEST), ("CreateHostedService",)),
    Situation(
        "hosted_service",
        "update",
        services,
        _named(label="x", extended_properties={"owner": "stock"}),
        ("UpdateHostedService",),
    ),
    Situation("hosted_service", "delete", services, _named(state="absent"), ("DeleteHostedService",)),
)


# Service certificates


def certificate_options(service: Service) -> Options:
    """A certificate in a file, beside the emulator's own."""
    path = service.emulator.authority.management_certificate.with_name("uploaded.pem")
    if not path.exists():
        path.write_bytes(pem_certificate(rsa_key()))
    return {"service_name": service.name, "certificate_path": str(path)}


def certificate(service: Service) -> None:
    services(service)
    service.run("service_certificate", **certificate_options(service))


CERTIFICATES = (
    Situation("service_certificate", "add", services, certificate_options, ("AddServiceCertificate",)),
    Situation(
        "service_certificate",
        "delete",
        certificate,
        lambda service: {"service_name": service.name, "thumbprint": thumbprint(rsa_key()), "state": "absent"},
        ("DeleteServiceCertificate",),
    ),
)


# Disks and images


def disk(service: Service) -> None:
    storage(service)
    service.run("disk", name="data", media_link=link(service, "data"), os="Linux")


def os_image(service: Service) -> None:
    storage(service)
    service.run("os_image", name="base", media_link=link(service, "base"), os="Linux")


def vm_image_options(service: Service) -> Options:
    return {
        "name": "golden",
        "os_disk_configuration": {"os": "Linux", "os_state": "Generalized", "media_link": link(service, "os")},
        "data_disk_configurations": [{"lun": 0, "media_link": link(service, "a"), "logical_disk_size_in_gb": 20}],
    }


def vm_image(service: Service) -> None:
    storage(service)
    service.run("vm_image", **vm_image_options(service))


def stopped_machine(service: Service) -> None:
    machine(service)
    machine(service, "web2")
    service.run("virtual_machine", service_name=service.name, name="web1", state="stopped")


def capture_options(service: Service, os_state: str) -> Options:
    capture = {"service_name": service.name, "deployment_name": service.name, "role_name": "web1", "os_state": os_state}
    return {"name": "captured", "capture": capture}


DISKS_AND_IMAGES = (
    Situation(
        "disk", "create", storage, lambda service: {"name": "data", "media_link": link(service, "data")}, ("AddDisk",)
    ),
    Situation("disk", "update", disk, _fixed(name="data", label="x"), ("UpdateDisk",)),
    Situation("disk", "resize", disk, _fixed(name="data", logical_disk_size_in_gb=200), ("UpdateDisk",)),
    Situation("disk", "delete", disk, _fixed(name="data", state="absent"), ("DeleteDisk",)),
    Situation("disk", "delete_vhd", disk, _fixed(name="data", state="absent", delete_vhd=True), ("DeleteDisk",)),
    Situation(
        "os_image",
        "create",
        storage,
        lambda service: {"name": "base", "media_link": link(service, "base"), "os": "Linux"},
        ("AddOSImage",),
    ),
    Situation("os_image", "update", os_image, _fixed(name="base", label="Base"), ("UpdateOSImage",)),
    Situation("os_image", "delete", os_image, _fixed(name="base", state="absent"), ("DeleteOSImage",)),
    Situation(
        "os_image", "delete_vhd", os_image, _fixed(name="base", state="absent", delete_vhd=True), ("DeleteOSImage",)
    ),
    Situation("vm_image", "create", storage, vm_image_options, ("CreateVMImage",)),
    Situation("vm_image", "update", vm_image, _fixed(name="golden", description="new"), ("UpdateVMImage",)),
    Situation("vm_image", "delete", vm_image, _fixed(name="golden", state="absent"), ("DeleteVMImage",)),
    Situation(
        "vm_image", "delete_vhd", vm_image, _fixed(name="golden", state="absent", delete_vhd=True), ("DeleteVMImage",)
    ),
    Situation(
        "vm_image",
        "capture_generalized",
        stopped_machine,
        lambda service: capture_options(service, "Generalized"),
        ("CaptureRoleAsVMImage",),
    ),
    Situation(
        "vm_image",
        "capture_specialized",
        stopped_machine,
        lambda service: capture_options(service, "Specialized"),
        ("CaptureRoleAsVMImage",),
    ),
)


# Virtual machines

IMAGE = "OpenLogic__OpenLogic-CentOS-62-20120531-en-us-30GB.vhd"
SSH: Options = {"name": "ssh", "local_port": 22, "port": 2200}
WEB: Options = {"name": "web", "local_port": 8080, "port": 80}
DISKS = [{"lun": lun, "logical_disk_size_in_gb": 10} for lun in (0, 1)]
KEY = rsa_key().public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
LINUX: Options = {"user_name": "shopkeeper", "user_password": "Not-A-Real-1"}


def machine_options(service: Service, name: str = "web1", **options: Any) -> Options:
    """What creates a virtual machine."""
    needed = {"image": {"name": IMAGE}, "storage_account": service.name, "linux": LINUX}
    return {"service_name": service.name, "name": name, **needed, **options}


def _new_machine(name: str = "web1", **options: Any) -> Callable[[Service], Options]:
    return lambda service: machine_options(service, name, **options)


def _web1(**options: Any) -> Callable[[Service], Options]:
    """Options for the machine that exists."""
    return _in_service(name="web1", **options)


def machine(service: Service, name: str = "web1", **options: Any) -> None:
    if not service.stored("hosted_service", service.name):
        services(service)
    service.run("virtual_machine", **machine_options(service, name, **options))


def one_machine(service: Service) -> None:
    machine(service, endpoints=[SSH])


def two_machines(service: Service) -> None:
    one_machine(service)
    machine(service, "web2")


def machine_with_disks(service: Service) -> None:
    machine(service, data_disks=DISKS)


def deallocated(service: Service) -> None:
    one_machine(service)
    service.run("virtual_machine", service_name=service.name, name="web1", state="deallocated")


def free_os_disk(service: Service) -> None:
    """A disk with an operating system, left by a machine that is gone."""
    services(service)
    service.run("disk", name="old", media_link=link(service, "old"), os="Linux")


def with_reserved_ip(service: Service) -> None:
    services(service)
    service.run("reserved_ip", name="front", **WEST)


MACHINES = (
    Situation("virtual_machine", "create", services, _new_machine(endpoints=[SSH]), ("CreateVMDeployment",)),
    Situation("virtual_machine", "create_second", one_machine, _new_machine("web2"), ("AddRole",)),
    Situation(
        "virtual_machine",
        "create_with_public_key",
        services,
        _new_machine(linux={"user_name": "shopkeeper", "ssh": {"public_keys": [{"public_key": KEY}]}}),
        ("AddServiceCertificate", "CreateVMDeployment"),
    ),
    Situation(
        "virtual_machine",
        "create_second_with_public_key",
        one_machine,
        _new_machine("web2", linux={"user_name": "shopkeeper", "ssh": {"public_keys": [{"public_key": KEY}]}}),
        ("AddServiceCertificate", "AddRole"),
    ),
    Situation(
        "virtual_machine",
        "create_with_disks",
        services,
        _new_machine(data_disks=DISKS, endpoints=[SSH, WEB], availability_set_name="front"),
        ("CreateVMDeployment",),
    ),
    Situation(
        "virtual_machine",
        "create_deallocated",
        services,
        _new_machine(state="deallocated"),
        ("CreateVMDeployment", "ShutdownRole"),
    ),
    Situation(
        "virtual_machine",
        "create_from_disk",
        free_os_disk,
        _in_service(name="web1", os_disk={"name": "old"}),
        ("CreateVMDeployment",),
    ),
    Situation(
        "virtual_machine",
        "create_with_reserved_ip",
        with_reserved_ip,
        _new_machine(reserved_ip_name="front", endpoints=[SSH]),
        ("CreateVMDeployment",),
    ),
    Situation("virtual_machine", "resize", one_machine, _web1(role_size="Medium"), ("UpdateRole",)),
    Situation("virtual_machine", "endpoints", one_machine, _web1(endpoints=[WEB]), ("UpdateRole",)),
    Situation(
        "virtual_machine",
        "endpoints_exact",
        one_machine,
        _web1(endpoints=[WEB], endpoints_mode="exact"),
        ("UpdateRole",),
    ),
    Situation(
        "virtual_machine",
        "add_disks",
        one_machine,
        _web1(data_disks=DISKS),
        ("AddDataDisk", "AddDataDisk"),
    ),
    Situation(
        "virtual_machine",
        "update_disk",
        machine_with_disks,
        _web1(data_disks=[{"lun": 1, "host_caching": "ReadOnly"}]),
        ("UpdateDataDisk",),
    ),
    Situation(
        "virtual_machine",
        "resize_and_add_disks",
        one_machine,
        _web1(role_size="Medium", data_disks=DISKS),
        ("UpdateRole", "AddDataDisk", "AddDataDisk"),
    ),
    Situation("virtual_machine", "stop", one_machine, _web1(state="stopped"), ("ShutdownRole",)),
    Situation("virtual_machine", "deallocate", one_machine, _web1(state="deallocated"), ("ShutdownRole",)),
    Situation("virtual_machine", "deallocate_second", two_machines, _web1(state="deallocated"), ("ShutdownRole",)),
    Situation("virtual_machine", "start", deallocated, _web1(state="running"), ("StartRole",)),
    Situation(
        "virtual_machine",
        "resize_and_start",
        deallocated,
        _web1(state="running", role_size="Medium"),
        ("UpdateRole", "StartRole"),
    ),
    Situation(
        "virtual_machine", "restart", one_machine, _web1(state="restarted"), ("RestartRole",), orders=("RestartRole",)
    ),
    Situation("virtual_machine", "delete", two_machines, _web1(state="absent"), ("DeleteRole",)),
    Situation(
        "virtual_machine", "delete_with_disks", two_machines, _web1(state="absent", disks="delete"), ("DeleteRole",)
    ),
    Situation(
        "virtual_machine",
        "delete_deployment",
        one_machine,
        _web1(state="absent", delete_empty="deployment"),
        ("DeleteDeployment",),
    ),
    Situation(
        "virtual_machine",
        "delete_service",
        one_machine,
        _web1(state="absent", delete_empty="service"),
        ("DeleteDeployment", "DeleteHostedService"),
    ),
    Situation(
        "virtual_machine",
        "delete_service_with_disks",
        machine_with_disks,
        _web1(state="absent", delete_empty="service", disks="delete"),
        ("DeleteDeployment", "DeleteHostedService"),
    ),
)


# What is attached to virtual machines


def data_disk_options(service: Service, **options: Any) -> Options:
    return {"service_name": service.name, "deployment_name": service.name, "role_name": "web1", "lun": 0, **options}


def _disk_at_lun(**options: Any) -> Callable[[Service], Options]:
    return lambda service: data_disk_options(service, **options)


def attached_disk(service: Service) -> None:
    machine(service)
    options = {"logical_disk_size_in_gb": 20, "media_link": link(service, "data")}
    service.run("data_disk", **data_disk_options(service, **options))


def detached_disk(service: Service) -> None:
    machine(service)
    service.run("disk", name="data", media_link=link(service, "data"))


def one_dns_server(service: Service) -> None:
    one_machine(service)
    service.run("dns_server", service_name=service.name, name="one", address="10.1.0.4")


ATTACHED = (
    Situation(
        "data_disk",
        "create",
        one_machine,
        lambda service: data_disk_options(service, logical_disk_size_in_gb=20, media_link=link(service, "data")),
        ("AddDataDisk",),
    ),
    Situation("data_disk", "attach", detached_disk, _disk_at_lun(name="data"), ("AddDataDisk",)),
    Situation("data_disk", "update", attached_disk, _disk_at_lun(host_caching="ReadOnly"), ("UpdateDataDisk",)),
    Situation("data_disk", "detach", attached_disk, _disk_at_lun(state="absent"), ("DeleteDataDisk",)),
    Situation(
        "data_disk",
        "detach_and_delete_vhd",
        attached_disk,
        _disk_at_lun(state="absent", delete_vhd=True),
        ("DeleteDataDisk",),
    ),
    Situation("dns_server", "add", one_machine, _in_service(name="one", address="10.1.0.4"), ("AddDnsServer",)),
    Situation(
        "dns_server", "update", one_dns_server, _in_service(name="one", address="10.1.0.5"), ("UpdateDnsServer",)
    ),
    Situation("dns_server", "delete", one_dns_server, _in_service(name="one", state="absent"), ("DeleteDnsServer",)),
)


# Deployments of packages


def package(service: Service, name: str) -> str:
    return f"https://{service.name}.blob.core.windows.net/deployments/{name}.cspkg"


def configuration(greeting: str = "Hello") -> Options:
    roles = {"web": {"instances": 2, "settings": {"Greeting": greeting}}, "worker": {"instances": 1}}
    return {"service_name": "Shop", "roles": roles}


def deployment_options(service: Service, name: str = "v1", **options: Any) -> Options:
    needed = {"package_url": package(service, name), "configuration": configuration()}
    return {"service_name": service.name, "name": name, **needed, **options}


def _new_deployment(**options: Any) -> Callable[[Service], Options]:
    return lambda service: deployment_options(service, **options)


def _v1(**options: Any) -> Callable[[Service], Options]:
    """Options for the deployment that exists."""
    return _in_service(name="v1", **options)


def _to_v2(**options: Any) -> Callable[[Service], Options]:
    """Options that upgrade the deployment that exists."""
    return lambda service: {
        "service_name": service.name,
        "name": "v1",
        "package_url": package(service, "v2"),
        **options,
    }


def deployed(service: Service) -> None:
    services(service)
    service.run("deployment", **deployment_options(service))


def suspended(service: Service) -> None:
    services(service)
    service.run("deployment", **deployment_options(service, status="suspended"))


def staged(service: Service) -> None:
    services(service)
    service.run("deployment", **deployment_options(service, "v2", slot="staging"))


def both_slots(service: Service) -> None:
    deployed(service)
    service.run("deployment", **deployment_options(service, "v2", slot="staging"))


def manual_upgrade(service: Service) -> None:
    """An upgrade over two upgrade domains that waits to be walked."""
    deployed(service)
    service.run("deployment", **_to_v2(upgrade_mode="manual")(service))


def walked_upgrade(service: Service) -> None:
    manual_upgrade(service)
    service.run("deployment_upgrade", service_name=service.name, name="v1", state="walked", upgrade_domain=0)


def three_instances(service: Service) -> None:
    services(service)
    service.run("deployment", **deployment_options(service, instances={"web": 3}))


def _instance(state: str) -> Callable[[Service], Options]:
    return _in_service(deployment_name="v1", name="web_IN_1", state=state)


WALK = "WalkUpgradeDomain"

DEPLOYMENTS = (
    Situation("deployment", "create", services, _new_deployment(), ("CreateDeployment",)),
    Situation(
        "deployment",
        "create_staged_suspended",
        services,
        _new_deployment(slot="staging", status="suspended"),
        ("CreateDeployment",),
    ),
    Situation("deployment", "upgrade", deployed, _to_v2(label="2"), ("UpgradeDeployment",)),
    Situation("deployment", "upgrade_manually", deployed, _to_v2(upgrade_mode="manual"), ("UpgradeDeployment",)),
    Situation(
        "deployment", "upgrade_simultaneously", deployed, _to_v2(upgrade_mode="simultaneous"), ("UpgradeDeployment",)
    ),
    Situation(
        "deployment",
        "upgrade_scale_and_suspend",
        deployed,
        _to_v2(instances={"web": 3}, status="suspended"),
        ("UpgradeDeployment", "UpdateDeploymentStatus"),
    ),
    Situation(
        "deployment", "configure", deployed, _v1(configuration=configuration("Good day")), ("ChangeConfiguration",)
    ),
    Situation("deployment", "scale_out", deployed, _v1(instances={"web": 4}), ("ChangeConfiguration",)),
    Situation("deployment", "scale_in", deployed, _v1(instances={"web": 1}), ("ChangeConfiguration",)),
    Situation(
        "deployment", "extended_properties", deployed, _v1(extended_properties={"a": "b"}), ("ChangeConfiguration",)
    ),
    Situation(
        "deployment",
        "scale_and_suspend",
        deployed,
        _v1(instances={"web": 3}, status="suspended"),
        ("ChangeConfiguration", "UpdateDeploymentStatus"),
    ),
    Situation("deployment", "suspend", deployed, _v1(status="suspended"), ("UpdateDeploymentStatus",)),
    Situation("deployment", "start", suspended, _v1(status="running"), ("UpdateDeploymentStatus",)),
    Situation("deployment", "delete", deployed, _v1(state="absent"), ("DeleteDeployment",)),
    Situation("deployment", "delete_with_disks", deployed, _v1(state="absent", disks="delete"), ("DeleteDeployment",)),
    Situation("deployment_swap", "swap", both_slots, _in_service(production="v2"), ("SwapDeployment",)),
    Situation("deployment_swap", "promote", staged, _in_service(production="v2"), ("SwapDeployment",)),
    Situation("deployment_upgrade", "walk", manual_upgrade, _v1(state="walked"), (WALK, WALK)),
    Situation("deployment_upgrade", "walk_one", manual_upgrade, _v1(state="walked", upgrade_domain=0), (WALK,)),
    Situation(
        "deployment_upgrade", "roll_back", walked_upgrade, _v1(state="rolled_back"), ("RollbackUpdateOrUpgrade",)
    ),
    Situation(
        "role_instance",
        "reboot",
        deployed,
        _instance("rebooted"),
        ("RebootRoleInstance",),
        orders=("RebootRoleInstance",),
    ),
    Situation(
        "role_instance",
        "reimage",
        deployed,
        _instance("reimaged"),
        ("ReimageRoleInstance",),
        orders=("ReimageRoleInstance",),
    ),
    Situation(
        "role_instance",
        "rebuild",
        deployed,
        _instance("rebuilt"),
        ("RebuildRoleInstance",),
        orders=("RebuildRoleInstance",),
    ),
    Situation("role_instance", "delete", three_instances, _instance("absent"), ("DeleteRoleInstances",)),
    Situation(
        "hosted_service",
        "delete_with_deployments",
        both_slots,
        _named(state="absent", force=True),
        ("DeleteDeployment", "DeleteDeployment", "DeleteHostedService"),
    ),
    Situation(
        "hosted_service",
        "delete_with_machines_and_disks",
        machine_with_disks,
        _named(state="absent", force=True, disks="delete"),
        ("DeleteHostedService",),
    ),
)


# Reserved addresses


def reserved_ip(service: Service) -> None:
    one_machine(service)
    service.run("reserved_ip", name="front", **WEST)


def reserved_ip_in_use(service: Service) -> None:
    one_machine(service)
    service.run("reserved_ip", name="front", service_name=service.name, deployment_name=service.name, **WEST)


def reserved_ip_and_other_service(service: Service) -> None:
    """An address that a deployment has, and a deployment in another hosted service that is to have it."""
    reserved_ip_in_use(service)
    other = f"{service.name}b"
    service.run("hosted_service", name=other, **WEST)
    options = {**machine_options(service, endpoints=[SSH]), "service_name": other, "deployment_name": "live"}
    service.run("virtual_machine", **options)


def _associated(**options: Any) -> Callable[[Service], Options]:
    place = {"name": "front", **options}
    return lambda service: {"service_name": service.name, "deployment_name": service.name, **place}


ADDRESSES = (
    Situation("reserved_ip", "create", nothing, _fixed(name="front", **WEST), ("CreateReservedIP",)),
    Situation("reserved_ip", "create_of_deployment", one_machine, _associated(**WEST), ("CreateReservedIP",)),
    Situation("reserved_ip", "associate", reserved_ip, _associated(), ("AssociateReservedIP",)),
    Situation(
        "reserved_ip",
        "move",
        reserved_ip_and_other_service,
        lambda service: {"name": "front", "service_name": f"{service.name}b", "deployment_name": "live"},
        ("DisassociateReservedIP", "AssociateReservedIP"),
    ),
    Situation(
        "reserved_ip",
        "release",
        reserved_ip_in_use,
        _fixed(name="front", state="released"),
        ("DisassociateReservedIP",),
    ),
    Situation("reserved_ip", "delete", reserved_ip, _fixed(name="front", state="absent"), ("DeleteReservedIP",)),
)


# Environments, one resource after the other: what is sent side by side has no order


def _tree(service: Service, **in_service: Any) -> Options:
    name, ssh = service.name, {"name": "ssh", "local_port": 22, "port": 22}
    options = machine_options(service, endpoints=[ssh], reserved_ip_name="front")
    del options["service_name"]
    return {
        "affinity_groups": [{"name": "shop", **WEST}],
        "storage_accounts": [{"name": name, "affinity_group": "shop"}],
        "reserved_ips": [{"name": "front", **WEST}],
        "hosted_services": [
            {
                "name": name,
                "affinity_group": "shop",
                "disks": "delete",
                "virtual_machines": [options, {**options, "name": "db", "endpoints": None}],
                **in_service,
            }
        ],
    }


def environment(service: Service) -> None:
    service.run("environment", resources=_tree(service), parallel=1)


def _environment(state: str = "present", **more: Any) -> Callable[[Service], Options]:
    return lambda service: {"resources": _tree(service, **more), "state": state, "parallel": 1}


def _unmanaged(service: Service) -> Options:
    tree = _tree(service)
    del tree["hosted_services"][0]["virtual_machines"][1]
    return {"resources": tree, "unmanaged": "delete", "parallel": 1}


ENVIRONMENTS = (
    Situation(
        "environment",
        "create",
        nothing,
        _environment(),
        (
            "CreateAffinityGroup",
            "CreateStorageService",
            "CreateReservedIP",
            "CreateHostedService",
            "CreateVMDeployment",
            "AddRole",
        ),
    ),
    Situation("environment", "update", environment, _environment(label="x"), ("UpdateHostedService",)),
    Situation("environment", "delete_unmanaged", environment, _unmanaged, ("DeleteRole",)),
    Situation(
        "environment",
        "delete",
        environment,
        _environment("absent"),
        ("DeleteHostedService", "DeleteReservedIP", "DeleteStorageService", "DeleteAffinityGroup"),
    ),
)

SITUATIONS = (
    *GENERAL,
    *CERTIFICATES,
    *DISKS_AND_IMAGES,
    *MACHINES,
    *ATTACHED,
    *DEPLOYMENTS,
    *ADDRESSES,
    *ENVIRONMENTS,
)
