# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A deployment in requests and responses (docs/protocol/cloud_services.md#deployment-properties and
docs/protocol/compute.md#vm-deployment-answer)."""

from __future__ import annotations

from hashlib import blake2b
from os import urandom
from typing import Any
from urllib.parse import urlsplit

from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services import cscfg
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.role_schema import ROLE_SCHEMA
from ansible_collections.classic.azure.plugins.module_utils._asm.services.networking.network_schema import (
    DNS_SERVER_SCHEMA,
)
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
    """A service configuration, compared by its meaning. A playbook gives its text, or a structure."""

    def option(self) -> dict[str, Any]:
        return {"type": "raw", "no_log": True}

    def validate(self, value: Any) -> str | None:
        try:
            cscfg.parse(value)
        except ValueError as error:
            return str(error)
        return None

    def matches(self, have: Any, want: Any) -> bool:
        """Return whether both mean the same; not if the service holds no configuration, as for virtual machines."""
        try:
            return bool(have == want) or cscfg.matches(have, want)
        except ValueError:
            return False

    def display(self, value: Any) -> Any:
        return value and cscfg.redacted(value, _setting_digest)


class PackageAddress(Text):
    """The URL of a package, which may have a shared access signature in its query."""

    def option(self) -> dict[str, Any]:
        return {"type": "str", "no_log": True}

    def display(self, value: Any) -> Any:
        return value and value.partition("?")[0]


def package_address(url: str) -> str:
    """Return what identifies a package: its URL without the scheme and without a signature."""
    parts = urlsplit(url)
    return f"{parts.netloc.lower()}{parts.path}"


class Status(OpenOneOf):
    """The status of a deployment. One that changes is compared by the status that it had before."""

    def matches(self, have: Any, want: Any) -> bool:
        return bool((have or "").removesuffix("Transitioning") == self.encode(want))


SLOT = OpenOneOf({"production": "Production", "staging": "Staging"})
MODE = OneOf({"auto": "Auto", "manual": "Manual", "simultaneous": "Simultaneous"})

INSTANCE_ENDPOINT_SCHEMA = Struct(
    Field("name", "Name"),
    Field("vip", "Vip"),
    Field("public_port", "PublicPort", Integer()),
    Field("local_port", "LocalPort", Integer()),
    Field("protocol", "Protocol"),
    Field("idle_timeout_in_minutes", "IdleTimeoutInMinutes", Integer()),
)
FORMATTED_MESSAGE_SCHEMA = Struct(Field("language", "Language"), Field("message", "Message"))
GUEST_AGENT_STATUS_SCHEMA = Struct(
    Field("protocol_version", "ProtocolVersion"),
    Field("timestamp", "Timestamp"),
    Field("guest_agent_version", "GuestAgentVersion"),
    Field("status", "Status"),
    Field("formatted_message", "FormattedMessage", FORMATTED_MESSAGE_SCHEMA),
)
INSTANCE_PUBLIC_IP_SCHEMA = Struct(
    Field("name", "Name"),
    Field("address", "Address"),
    Field("idle_timeout_in_minutes", "IdleTimeoutInMinutes", Integer()),
    Field("domain_name_label", "DomainNameLabel"),
    Field("fqdns", "Fqdns", ListOf("Fqdn")),
)
ROLE_INSTANCE_SCHEMA = Struct(
    Field("role_name", "RoleName"),
    Field("name", "InstanceName"),
    Field("status", "InstanceStatus"),
    Field("upgrade_domain", "InstanceUpgradeDomain", Integer()),
    Field("fault_domain", "InstanceFaultDomain", Integer()),
    Field("size", "InstanceSize"),
    Field("state_details", "InstanceStateDetails"),
    Field("ip_address", "IpAddress"),
    Field("endpoints", "InstanceEndpoints", ListOf("InstanceEndpoint", INSTANCE_ENDPOINT_SCHEMA)),
    Field("power_state", "PowerState"),
    Field("host_name", "HostName"),
    Field("remote_access_certificate_thumbprint", "RemoteAccessCertificateThumbprint"),
    Field("guest_agent_status", "GuestAgentStatus", GUEST_AGENT_STATUS_SCHEMA),
    Field("public_ips", "PublicIPs", ListOf("PublicIP", INSTANCE_PUBLIC_IP_SCHEMA)),
)
UPGRADE_STATUS_SCHEMA = Struct(
    Field("upgrade_type", "UpgradeType"),
    Field("current_upgrade_domain_state", "CurrentUpgradeDomainState"),
    Field("current_upgrade_domain", "CurrentUpgradeDomain", Integer()),
)
DOWNTIME_SCHEMA = Struct(Field("start_time", "StartTime"), Field("end_time", "EndTime"), Field("status", "Status"))
VIRTUAL_IP_SCHEMA = Struct(
    Field("address", "Address"),
    Field("is_dns_programmed", "IsDnsProgrammed", Boolean()),
    Field("name", "Name"),
    Field("is_reserved", "IsReserved", Boolean()),
    Field("type", "Type"),
    Field("reserved_ip_name", "ReservedIPName"),
    Field("is_secondary_vip", "IsSecondaryVip", Boolean()),
)
RETURNED_LOAD_BALANCER_SCHEMA = Struct(
    Field("name", "Name"),
    Field("type", "FrontendIpConfiguration/Type"),
    Field("subnet_name", "FrontendIpConfiguration/SubnetName"),
    Field("static_virtual_network_ip_address", "FrontendIpConfiguration/StaticVirtualNetworkIPAddress"),
)
EXTENSION_SCHEMA = Struct(Field("id", "Id"), Field("state", "State"))
ROLE_EXTENSIONS_SCHEMA = Struct(
    Field("role_name", "RoleName"), Field("extensions", "Extensions", ListOf("Extension", EXTENSION_SCHEMA))
)
EXTENSION_CONFIGURATION_SCHEMA = Struct(
    Field("all_roles", "AllRoles", ListOf("Extension", EXTENSION_SCHEMA)),
    Field("named_roles", "NamedRoles", ListOf("Role", ROLE_EXTENSIONS_SCHEMA)),
)

DEPLOYMENT_FIELDS = (
    Field("name", "Name"),
    Field("slot", "DeploymentSlot", SLOT),
    Field("private_id", "PrivateID"),
    Field("status", "Status", Status({"running": "Running", "suspended": "Suspended"})),
    Field("label", "Label", Base64(100), default_from="name"),
    Field("url", "Url"),
    Field("configuration", "Configuration", Cscfg()),
    Field("role_instances", "RoleInstanceList", ListOf("RoleInstance", ROLE_INSTANCE_SCHEMA)),
    Field("upgrade_status", "UpgradeStatus", UPGRADE_STATUS_SCHEMA),
    Field("upgrade_domain_count", "UpgradeDomainCount", Integer()),
    Field("roles", "RoleList", ListOf("Role", ROLE_SCHEMA)),
    Field("sdk_version", "SdkVersion"),
    Field("locked", "Locked", Boolean()),
    Field("rollback_allowed", "RollbackAllowed", Boolean()),
    Field("virtual_network_name", "VirtualNetworkName"),
    Field("created_time", "CreatedTime"),
    Field("last_modified_time", "LastModifiedTime"),
    Field("extended_properties", "ExtendedProperties", NameValuePairs("ExtendedProperty", limit=25)),
    Field("dns_servers", "Dns/DnsServers", ListOf("DnsServer", DNS_SERVER_SCHEMA)),
    Field("persistent_vm_downtime", "PersistentVMDowntime", DOWNTIME_SCHEMA),
    Field("extension_configuration", "ExtensionConfiguration", EXTENSION_CONFIGURATION_SCHEMA),
    Field("virtual_ips", "VirtualIPs", ListOf("VirtualIP", VIRTUAL_IP_SCHEMA)),
    Field("reserved_ip_name", "ReservedIPName"),
    Field("internal_dns_suffix", "InternalDnsSuffix"),
    Field("load_balancers", "LoadBalancers", ListOf("LoadBalancer", RETURNED_LOAD_BALANCER_SCHEMA)),
    Field("virtual_network_id", "VirtualNetworkId"),
    Field("package_url", "PackageUrl", Trigger(PackageAddress())),
    Field("start_deployment", "StartDeployment", Internal(Boolean())),
    Field("treat_warnings_as_error", "TreatWarningsAsError", WriteOnly(Boolean())),
    Field("upgrade_mode", "Mode", WriteOnly(MODE)),
    Field("role_to_upgrade", "RoleToUpgrade", WriteOnly(Text())),
    Field("force", "Force", WriteOnly(Boolean())),
)
