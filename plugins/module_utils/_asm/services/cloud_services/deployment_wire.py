# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What requests and answers say of a deployment (docs/protocol/cloud_services.md#create-deployment,
docs/protocol/cloud_services.md#deployment-properties, docs/protocol/cloud_services.md#change-configuration,
docs/protocol/cloud_services.md#upgrade, docs/protocol/compute.md#vm-deployment-answer)."""

from __future__ import annotations

from hashlib import blake2b
from os import urandom
from typing import Any
from urllib.parse import urlsplit

from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services import cscfg
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.role import ROLE
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import (
    Base64,
    Boolean,
    Integer,
    Internal,
    OneOf,
    OpenOneOf,
    Text,
    Trigger,
    WriteOnly,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Action, delete
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import (
    Field,
    ListOf,
    NameValuePairs,
    Struct,
)

_SALT = urandom(16)


def _setting_digest(value: str) -> str:
    return f"(hidden {blake2b(value.encode('utf-8'), key=_SALT, digest_size=4).hexdigest()})"


class Cscfg(Base64):
    """A service configuration, compared by its meaning. Playbooks give its text, or a structure that says the same."""

    def option(self) -> dict[str, Any]:
        return {"type": "raw", "no_log": True}

    def validate(self, value: Any) -> str | None:
        try:
            cscfg.parse(value)
        except ValueError as error:
            return str(error)
        return None

    def matches(self, have: Any, want: Any) -> bool:
        """What the service holds may be something else, as of virtual machines: that is not what is wanted."""
        try:
            return bool(have == want) or cscfg.matches(have, want)
        except ValueError:
            return False

    def display(self, value: Any) -> Any:
        return value and cscfg.hidden(value, _setting_digest)


class PackageAddress(Text):
    """The address of a package, which may have a signature in it that opens it."""

    def option(self) -> dict[str, Any]:
        return {"type": "str", "no_log": True}

    def display(self, value: Any) -> Any:
        return value and value.partition("?")[0]


def package_address(url: str) -> str:
    """What a package is known by: its address without the scheme, and without a signature."""
    parts = urlsplit(url)
    return f"{parts.netloc.lower()}{parts.path}"


class Status(OpenOneOf):
    """Running or suspended, in transition or not."""

    def matches(self, have: Any, want: Any) -> bool:
        return bool((have or "").removesuffix("Transitioning") == self.encode(want))


SLOT = OpenOneOf({"production": "Production", "staging": "Staging"})
MODE = OneOf({"auto": "Auto", "manual": "Manual", "simultaneous": "Simultaneous"})

INSTANCE_ENDPOINT = Struct(
    Field("name", "Name"),
    Field("vip", "Vip"),
    Field("public_port", "PublicPort", Integer()),
    Field("local_port", "LocalPort", Integer()),
    Field("protocol", "Protocol"),
    Field("idle_timeout_in_minutes", "IdleTimeoutInMinutes", Integer()),
)
FORMATTED_MESSAGE = Struct(Field("language", "Language"), Field("message", "Message"))
GUEST_AGENT_STATUS = Struct(
    Field("protocol_version", "ProtocolVersion"),
    Field("timestamp", "Timestamp"),
    Field("guest_agent_version", "GuestAgentVersion"),
    Field("status", "Status"),
    Field("formatted_message", "FormattedMessage", FORMATTED_MESSAGE),
)
PUBLIC_IP = Struct(
    Field("name", "Name"),
    Field("address", "Address"),
    Field("idle_timeout_in_minutes", "IdleTimeoutInMinutes", Integer()),
    Field("domain_name_label", "DomainNameLabel"),
    Field("fqdns", "Fqdns", ListOf("Fqdn")),
)
ROLE_INSTANCE = Struct(
    Field("role_name", "RoleName"),
    Field("name", "InstanceName"),
    Field("status", "InstanceStatus"),
    Field("upgrade_domain", "InstanceUpgradeDomain", Integer()),
    Field("fault_domain", "InstanceFaultDomain", Integer()),
    Field("size", "InstanceSize"),
    Field("state_details", "InstanceStateDetails"),
    Field("ip_address", "IpAddress"),
    Field("endpoints", "InstanceEndpoints", ListOf("InstanceEndpoint", INSTANCE_ENDPOINT)),
    Field("power_state", "PowerState"),
    Field("host_name", "HostName"),
    Field("remote_access_certificate_thumbprint", "RemoteAccessCertificateThumbprint"),
    Field("guest_agent_status", "GuestAgentStatus", GUEST_AGENT_STATUS),
    Field("public_ips", "PublicIPs", ListOf("PublicIP", PUBLIC_IP)),
)
UPGRADE_STATUS = Struct(
    Field("upgrade_type", "UpgradeType"),
    Field("current_upgrade_domain_state", "CurrentUpgradeDomainState"),
    Field("current_upgrade_domain", "CurrentUpgradeDomain", Integer()),
)
DNS_SERVER = Struct(Field("name", "Name"), Field("address", "Address"))
DOWNTIME = Struct(Field("start_time", "StartTime"), Field("end_time", "EndTime"), Field("status", "Status"))
VIRTUAL_IP = Struct(
    Field("address", "Address"),
    Field("is_dns_programmed", "IsDnsProgrammed", Boolean()),
    Field("name", "Name"),
    Field("is_reserved", "IsReserved", Boolean()),
    Field("type", "Type"),
    Field("reserved_ip_name", "ReservedIPName"),
    Field("is_secondary_vip", "IsSecondaryVip", Boolean()),
)
LOAD_BALANCER = Struct(
    Field("name", "Name"),
    Field("type", "FrontendIpConfiguration/Type"),
    Field("subnet_name", "FrontendIpConfiguration/SubnetName"),
    Field("static_virtual_network_ip_address", "FrontendIpConfiguration/StaticVirtualNetworkIPAddress"),
)
EXTENSION = Struct(Field("id", "Id"), Field("state", "State"))
ROLE_EXTENSIONS = Struct(
    Field("role_name", "RoleName"), Field("extensions", "Extensions", ListOf("Extension", EXTENSION))
)
EXTENSION_CONFIGURATION = Struct(
    Field("all_roles", "AllRoles", ListOf("Extension", EXTENSION)),
    Field("named_roles", "NamedRoles", ListOf("Role", ROLE_EXTENSIONS)),
)

FIELDS = (
    Field("name", "Name"),
    Field("slot", "DeploymentSlot", SLOT),
    Field("private_id", "PrivateID"),
    Field("status", "Status", Status({"running": "Running", "suspended": "Suspended"})),
    Field("label", "Label", Base64(100), default_from="name"),
    Field("url", "Url"),
    Field("configuration", "Configuration", Cscfg()),
    Field("role_instances", "RoleInstanceList", ListOf("RoleInstance", ROLE_INSTANCE)),
    Field("upgrade_status", "UpgradeStatus", UPGRADE_STATUS),
    Field("upgrade_domain_count", "UpgradeDomainCount", Integer()),
    Field("roles", "RoleList", ListOf("Role", ROLE)),
    Field("sdk_version", "SdkVersion"),
    Field("locked", "Locked", Boolean()),
    Field("rollback_allowed", "RollbackAllowed", Boolean()),
    Field("virtual_network_name", "VirtualNetworkName"),
    Field("created_time", "CreatedTime"),
    Field("last_modified_time", "LastModifiedTime"),
    Field("extended_properties", "ExtendedProperties", NameValuePairs("ExtendedProperty", limit=25)),
    Field("dns_servers", "Dns/DnsServers", ListOf("DnsServer", DNS_SERVER)),
    Field("persistent_vm_downtime", "PersistentVMDowntime", DOWNTIME),
    Field("extension_configuration", "ExtensionConfiguration", EXTENSION_CONFIGURATION),
    Field("virtual_ips", "VirtualIPs", ListOf("VirtualIP", VIRTUAL_IP)),
    Field("reserved_ip_name", "ReservedIPName"),
    Field("internal_dns_suffix", "InternalDnsSuffix"),
    Field("load_balancers", "LoadBalancers", ListOf("LoadBalancer", LOAD_BALANCER)),
    Field("virtual_network_id", "VirtualNetworkId"),
    Field("package_url", "PackageUrl", Trigger(PackageAddress())),
    Field("start_deployment", "StartDeployment", Internal(Boolean())),
    Field("treat_warnings_as_error", "TreatWarningsAsError", WriteOnly(Boolean())),
    Field("upgrade_mode", "Mode", WriteOnly(MODE)),
    Field("role_to_upgrade", "RoleToUpgrade", WriteOnly(Text())),
    Field("force", "Force", WriteOnly(Boolean())),
)

ROLE_INSTANCES = ListOf("Name")

IN_SLOT = "services/hostedservices/{service_name}/deploymentslots/{slot}"
CREATE = Action(
    "CreateDeployment",
    "POST",
    "CreateDeployment",
    (
        "name",
        "package_url",
        "label",
        "configuration",
        "start_deployment",
        "treat_warnings_as_error",
        "extended_properties",
    ),
    path=IN_SLOT,
)
UPGRADE = Action(
    "UpgradeDeployment",
    "POST",
    "UpgradeDeployment",
    (
        "upgrade_mode",
        "package_url",
        "configuration",
        "label",
        "role_to_upgrade",
        "force",
        "extended_properties",
    ),
    suffix="/?comp=upgrade",
)
CONFIGURE = Action(
    "ChangeConfiguration",
    "POST",
    "ChangeConfiguration",
    ("configuration", "treat_warnings_as_error", "upgrade_mode", "extended_properties"),
    suffix="/?comp=config",
)
UPDATE_STATUS = Action("UpdateDeploymentStatus", "POST", "UpdateDeploymentStatus", ("status",), suffix="/?comp=status")
DELETE = delete("DeleteDeployment")
DELETE_WITH_MEDIA = delete("DeleteDeployment", suffix="?comp=media")
