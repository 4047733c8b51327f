# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A virtual machine as its deployment tells it, and its role edited for an update (protocol/2 sections 4 and 6.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services import provisioning_schema
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment_schema import (
    DEPLOYMENT_FIELDS as DEPLOYMENT_FIELDS,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment_schema import (
    GUEST_AGENT_STATUS_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.hosted_service import (
    NAME as SERVICE_NAME,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.role_schema import (
    RESOURCE_EXTENSION_SCHEMA,
    ROLE_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.machine_disks import (
    DataDisks,
    SystemDisk,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.networking.endpoints import Address, Endpoints
from ansible_collections.classic.azure.plugins.module_utils._asm.services.networking.network_schema import (
    PUBLIC_IP_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.role_size import ROLE_SIZE_SCHEMA
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Boolean, Integer, WriteOnly
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Values
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field, KeyedList, ListOf, Struct

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

DEALLOCATED = "StoppedDeallocated"
MACHINE = "PersistentVMRole"
"""The type of a role that is a virtual machine; web and worker roles have none (protocol/2 section 4.3)."""
DEPLOYMENT = Struct(*DEPLOYMENT_FIELDS)

FIELDS = (
    Field("name", "RoleName", SERVICE_NAME),
    Field("service_name", "ServiceName"),
    Field("deployment_name", "DeploymentName"),
    Field("deployment_status", "DeploymentStatus"),
    Field("status", "InstanceStatus"),
    Field("power_state", "PowerState"),
    Field("billed", "Billed", Boolean()),
    Field("state_details", "InstanceStateDetails"),
    Field("host_name", "HostName"),
    Field("ip_address", "IpAddress"),
    Field("virtual_ip", "VirtualIP"),
    Field("url", "Url"),
    Field("role_size", "RoleSize", ROLE_SIZE_SCHEMA.field["name"].codec),
    Field("availability_set_name", "AvailabilitySetName"),
    Field("endpoints", "InputEndpoints", Endpoints()),
    Field("subnet_names", "SubnetNames", ListOf("SubnetName")),
    Field("static_virtual_network_ip_address", "StaticVirtualNetworkIPAddress", Address()),
    Field("public_ips", "PublicIPs", KeyedList("PublicIP", PUBLIC_IP_SCHEMA)),
    Field("virtual_network_name", "VirtualNetworkName"),
    Field("reserved_ip_name", "ReservedIPName"),
    Field("vm_image_name", "VMImageName"),
    Field("os_disk", "OSVirtualHardDisk", SystemDisk()),
    Field("data_disks", "DataVirtualHardDisks", DataDisks()),
    Field(
        "extensions",
        "ResourceExtensionReferences",
        KeyedList("ResourceExtensionReference", RESOURCE_EXTENSION_SCHEMA, "reference_name"),
    ),
    Field("provision_guest_agent", "ProvisionGuestAgent", Boolean()),
    Field("guest_agent_status", "GuestAgentStatus", GUEST_AGENT_STATUS_SCHEMA),
    Field("default_winrm_certificate_thumbprint", "DefaultWinRmCertificateThumbprint"),
    Field("remote_access_certificate_thumbprint", "RemoteAccessCertificateThumbprint"),
    Field("upgrade_domain", "InstanceUpgradeDomain", Integer()),
    Field("fault_domain", "InstanceFaultDomain", Integer()),
    Field("linux", "LinuxProvisioningConfiguration", WriteOnly(provisioning_schema.LINUX_SCHEMA)),
    Field("windows", "WindowsProvisioningConfiguration", WriteOnly(provisioning_schema.WINDOWS_SCHEMA)),
)
OF_INSTANCE = (
    "status",
    "power_state",
    "state_details",
    "host_name",
    "ip_address",
    "guest_agent_status",
    "remote_access_certificate_thumbprint",
    "upgrade_domain",
    "fault_domain",
)
OF_ROLE = (
    "role_size",
    "availability_set_name",
    "vm_image_name",
    "os_disk",
    "extensions",
    "provision_guest_agent",
    "default_winrm_certificate_thumbprint",
)


def machine_of(response: Element, want: Values) -> Values:
    """The machine that a task names, out of a response that tells its deployment.

    Where it is not there: the deployment, without a name.
    """
    deployment = DEPLOYMENT.read(response) or {}
    found = xml.find(response, "RoleList")
    for element, role in zip([] if found is None else found, deployment["roles"] or [], strict=True):
        if role["role_type"] == MACHINE and role["name"].lower() == want["name"].lower():
            return returned(deployment, role, want["service_name"], element)
    around = ("virtual_network_name", "reserved_ip_name")
    packaged = any(role["role_type"] != MACHINE for role in deployment["roles"] or [])
    return {
        "deployment_name": deployment["name"],
        "packaged": packaged,
        **{name: deployment[name] for name in around},
    }


def returned(deployment: Values, role: Values, service: str, element: Element | None = None) -> Values:
    """A machine as results tell it, and what changing it needs."""
    instance: Values = next(
        (each for each in deployment["role_instances"] or [] if each["role_name"] == role["name"]), {}
    )
    network = (role["configuration_sets"] or {}).get("network") or {}
    vips = [each["address"] for each in deployment["virtual_ips"] or []]
    return {
        "name": role["name"],
        "service_name": service,
        "deployment_name": deployment["name"],
        "deployment_status": deployment["status"],
        "billed": instance.get("status") != DEALLOCATED,
        "virtual_ip": vips[0] if vips else None,
        "url": deployment["url"],
        **{name: instance.get(name) for name in OF_INSTANCE},
        **{name: role[name] for name in OF_ROLE},
        "endpoints": network.get("input_endpoints") or [],
        "subnet_names": network.get("subnet_names") or [],
        "static_virtual_network_ip_address": network.get("static_virtual_network_ip_address"),
        "public_ips": network.get("public_ips") or [],
        "virtual_network_name": deployment["virtual_network_name"],
        "reserved_ip_name": deployment["reserved_ip_name"],
        "data_disks": [{**disk, "lun": disk["lun"] or 0} for disk in role["data_disks"] or []],
        "siblings": len(deployment["roles"] or []) - 1,
        "role_xml": "" if element is None else xml.write(element).decode("utf-8"),
    }


def edited(role_xml: str, changes: Values) -> bytes:
    """The body of Update Role: the role as the service told it, with the changes put into it.

    The virtual IPs are left out, which are told and not asked for, and an empty list of data disks, which would detach
    what was attached meanwhile.
    """
    source = xml.parse(role_xml.encode("utf-8"))
    root = xml.create("PersistentVMRole")
    for child in list(source):
        root.append(child)
    for vip in list(root.iter(xml.qualified("Vip"))):
        _remove(vip)
    disks = xml.find(root, "DataVirtualHardDisks")
    if disks is not None and not len(disks):
        _remove(disks)
    ROLE_SCHEMA.edit(root, _role_changes(changes))
    return xml.write(root)


def _remove(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _role_changes(changes: Values) -> dict[str, Any]:
    """The changes, where a role has them."""
    names = {"endpoints": "input_endpoints"}
    network_names = ("endpoints", "subnet_names", "static_virtual_network_ip_address", "public_ips")
    network = {names.get(name, name): changes[name] for name in network_names if name in changes}
    rest = {name: value for name, value in changes.items() if name not in network_names}
    if network.get("input_endpoints"):
        network["input_endpoints"] = [{**each, "vip": None} for each in network["input_endpoints"]]
    return {**rest, **({"configuration_sets": {"network": network}} if network else {})}
