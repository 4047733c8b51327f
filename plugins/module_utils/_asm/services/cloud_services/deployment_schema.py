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
    NOT_RETURNED,
    URL,
    Base64,
    Boolean,
    Integer,
    Internal,
    Nillable,
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
PACKAGE_URL = URL(
    pattern=r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]+)?/\S+",
    rule="it must be the URL of a blob, with its container: "
    "https://account.blob.core.windows.net/deployments/shop.cspkg",
)


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

    def to_option(self, value: Any) -> Any:
        return None if value is None else NOT_RETURNED


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
    Field("name", "Name", description="Name of the endpoint."),
    Field("vip", "Vip", description="Public IP address of the endpoint."),
    Field("public_port", "PublicPort", Integer(), description="Public port of the endpoint."),
    Field("local_port", "LocalPort", Integer(), description="Port on which the instance listens."),
    Field("protocol", "Protocol", description="Protocol of the endpoint, V(tcp), V(udp), V(http) or V(https)."),
    Field(
        "idle_timeout_in_minutes",
        "IdleTimeoutInMinutes",
        Integer(),
        description="Timeout of idle connections, in minutes.",
    ),
)
FORMATTED_MESSAGE_SCHEMA = Struct(
    Field("language", "Language", description="Language of the message."),
    Field("message", "Message", description="Text of the message."),
)
GUEST_AGENT_STATUS_SCHEMA = Struct(
    Field("protocol_version", "ProtocolVersion", description="Version of the protocol of the guest agent."),
    Field("timestamp", "Timestamp", description="Time of the last report of the guest agent, in UTC."),
    Field("guest_agent_version", "GuestAgentVersion", description="Version of the guest agent."),
    Field("status", "Status", description="Status of the guest agent."),
    Field("formatted_message", "FormattedMessage", FORMATTED_MESSAGE_SCHEMA, description="Message of the guest agent."),
)
INSTANCE_PUBLIC_IP_SCHEMA = Struct(
    Field("name", "Name", description="Name of the public IP address."),
    Field("address", "Address", description="Public IP address."),
    Field(
        "idle_timeout_in_minutes",
        "IdleTimeoutInMinutes",
        Integer(),
        description="Timeout of idle connections, in minutes.",
    ),
    Field(
        "domain_name_label",
        "DomainNameLabel",
        Nillable(Text()),
        description="First label of the DNS name of the address. Not returned when the address has no DNS name.",
    ),
    Field("fqdns", "Fqdns", ListOf("Fqdn"), description="Fully qualified domain names of the address."),
)
ROLE_INSTANCE_SCHEMA = Struct(
    Field("role_name", "RoleName", description="Name of the role of the instance."),
    Field("name", "InstanceName", description="Name of the role instance."),
    Field("status", "InstanceStatus", description="Status of the instance, for example V(ReadyRole)."),
    Field("upgrade_domain", "InstanceUpgradeDomain", Integer(), description="Number of the upgrade domain."),
    Field("fault_domain", "InstanceFaultDomain", Integer(), description="Number of the fault domain."),
    Field("size", "InstanceSize", description="Role size of the instance."),
    Field("state_details", "InstanceStateDetails", description="Details of the status."),
    Field("ip_address", "IpAddress", description="Internal IP address."),
    Field(
        "endpoints",
        "InstanceEndpoints",
        ListOf("InstanceEndpoint", INSTANCE_ENDPOINT_SCHEMA),
        description="Endpoints of the instance. Not returned when it has none.",
    ),
    Field("power_state", "PowerState", description="Power state, for example V(Started) or V(Stopped)."),
    Field(
        "host_name", "HostName", description="Host name of the guest. Not returned before the guest has reported it."
    ),
    Field(
        "remote_access_certificate_thumbprint",
        "RemoteAccessCertificateThumbprint",
        description="SHA-1 thumbprint of the Remote Desktop certificate (Windows), or MD5 "
        "fingerprint of the SSH host key (Linux).",
    ),
    Field(
        "guest_agent_status",
        "GuestAgentStatus",
        GUEST_AGENT_STATUS_SCHEMA,
        description="Status of the guest agent. Not returned when there is no guest agent.",
    ),
    Field(
        "public_ips",
        "PublicIPs",
        ListOf("PublicIP", INSTANCE_PUBLIC_IP_SCHEMA),
        description="Instance-level public IP addresses.",
    ),
)
UPGRADE_STATUS_SCHEMA = Struct(
    Field("upgrade_type", "UpgradeType", description="Mode of the update, V(Auto) or V(Manual)."),
    Field(
        "current_upgrade_domain_state",
        "CurrentUpgradeDomainState",
        description="State of the current upgrade domain, V(Before) or V(During) its update.",
    ),
    Field(
        "current_upgrade_domain",
        "CurrentUpgradeDomain",
        Integer(),
        description="Number of the upgrade domain that is being updated, or comes next.",
    ),
)
DOWNTIME_SCHEMA = Struct(
    Field("start_time", "StartTime", description="Start of the maintenance, in UTC."),
    Field("end_time", "EndTime", description="End of the maintenance, in UTC."),
    Field("status", "Status", description="Status of the maintenance."),
)
VIRTUAL_IP_SCHEMA = Struct(
    Field("address", "Address", description="Virtual IP address."),
    Field(
        "is_dns_programmed",
        "IsDnsProgrammed",
        Boolean(),
        description="Whether the DNS name of the deployment resolves to the address.",
    ),
    Field("name", "Name", description="Name of the virtual IP address."),
    Field("is_reserved", "IsReserved", Boolean(), description="Whether the address is reserved."),
    Field("type", "Type", description="Type of the address. V(Private) is the address of an internal load balancer."),
    Field(
        "reserved_ip_name",
        "ReservedIPName",
        description="Name of the reserved IP address. Not returned when the address is not reserved.",
    ),
    Field(
        "is_secondary_vip",
        "IsSecondaryVip",
        Boolean(),
        description="Whether the address is an additional virtual IP address of the deployment.",
    ),
)
RETURNED_LOAD_BALANCER_SCHEMA = Struct(
    Field("name", "Name", description="Name of the internal load balancer."),
    Field("type", "FrontendIpConfiguration/Type", description="Type of the frontend address, V(Private)."),
    Field(
        "subnet_name", "FrontendIpConfiguration/SubnetName", description="Name of the subnet of the frontend address."
    ),
    Field(
        "static_virtual_network_ip_address",
        "FrontendIpConfiguration/StaticVirtualNetworkIPAddress",
        description="Static frontend address in the virtual network.",
    ),
)
EXTENSION_SCHEMA = Struct(
    Field("id", "Id", description="Identifier of the extension."),
    Field("state", "State", description="State of the extension."),
)
ROLE_EXTENSIONS_SCHEMA = Struct(
    Field("role_name", "RoleName", description="Name of the role."),
    Field("extensions", "Extensions", ListOf("Extension", EXTENSION_SCHEMA), description="Extensions of the role."),
)
EXTENSION_CONFIGURATION_SCHEMA = Struct(
    Field(
        "all_roles",
        "AllRoles",
        ListOf("Extension", EXTENSION_SCHEMA),
        description="Extensions that apply to all roles.",
    ),
    Field(
        "named_roles",
        "NamedRoles",
        ListOf("Role", ROLE_EXTENSIONS_SCHEMA),
        description="Extensions that apply to single roles.",
    ),
)

DEPLOYMENT_FIELDS = (
    Field("name", "Name", description="Name of the deployment."),
    Field("slot", "DeploymentSlot", SLOT, description="Slot of the deployment, V(Production) or V(Staging)."),
    Field(
        "private_id",
        "PrivateID",
        description="Unique identifier of the deployment. It stays with the deployment in a swap.",
    ),
    Field(
        "status",
        "Status",
        Status({"running": "Running", "suspended": "Suspended"}),
        description="Status of the deployment, for example V(Running) or V(Suspended).",
    ),
    Field("label", "Label", Base64(100), default_from="name", description="Label of the deployment."),
    Field("url", "Url", description="URL of the deployment. Not returned while the deployment is being created."),
    Field(
        "configuration",
        "Configuration",
        Cscfg(),
        description="Service configuration as XML. Values of settings, which may be secret, are replaced by digests.",
    ),
    Field(
        "role_instances",
        "RoleInstanceList",
        ListOf("RoleInstance", ROLE_INSTANCE_SCHEMA),
        description="Role instances of the deployment.",
    ),
    Field(
        "upgrade_status",
        "UpgradeStatus",
        UPGRADE_STATUS_SCHEMA,
        description="Progress of the current update. Not returned when there is none.",
    ),
    Field("upgrade_domain_count", "UpgradeDomainCount", Integer(), description="Number of upgrade domains."),
    Field("roles", "RoleList", ListOf("Role", ROLE_SCHEMA), description="Roles of the deployment."),
    Field("sdk_version", "SdkVersion", description="Version of the SDK with which the package was built."),
    Field("locked", "Locked", Boolean(), description="Whether an operation is currently changing the deployment."),
    Field(
        "rollback_allowed", "RollbackAllowed", Boolean(), description="Whether the current update can be rolled back."
    ),
    Field(
        "virtual_network_name",
        "VirtualNetworkName",
        description="Name of the virtual network. Not returned when the deployment is in none.",
    ),
    Field("created_time", "CreatedTime", description="Time at which the deployment was created, in UTC."),
    Field("last_modified_time", "LastModifiedTime", description="Time of the last change of the deployment, in UTC."),
    Field(
        "extended_properties",
        "ExtendedProperties",
        NameValuePairs("ExtendedProperty", limit=25),
        description="Extended properties by name.",
    ),
    Field(
        "dns_servers",
        "Dns/DnsServers",
        ListOf("DnsServer", DNS_SERVER_SCHEMA),
        description="DNS servers of the deployment. Not returned when there are none.",
    ),
    Field(
        "persistent_vm_downtime",
        "PersistentVMDowntime",
        DOWNTIME_SCHEMA,
        description="Planned maintenance. Not returned when there is none.",
    ),
    Field(
        "extension_configuration",
        "ExtensionConfiguration",
        EXTENSION_CONFIGURATION_SCHEMA,
        description="Extensions of web and worker roles.",
    ),
    Field(
        "virtual_ips",
        "VirtualIPs",
        ListOf("VirtualIP", VIRTUAL_IP_SCHEMA),
        description="Virtual IP addresses of the deployment.",
    ),
    Field(
        "reserved_ip_name",
        "ReservedIPName",
        description="Name of the reserved IP address of the deployment. Not returned when there is none.",
    ),
    Field("internal_dns_suffix", "InternalDnsSuffix", description="DNS suffix of the instances within the deployment."),
    Field(
        "load_balancers",
        "LoadBalancers",
        ListOf("LoadBalancer", RETURNED_LOAD_BALANCER_SCHEMA),
        description="Internal load balancers of the deployment.",
    ),
    Field("virtual_network_id", "VirtualNetworkId", description="Unique identifier of the virtual network."),
    Field("package_url", "PackageUrl", Trigger(PACKAGE_URL)),
    Field("start_deployment", "StartDeployment", Internal(Boolean())),
    Field("treat_warnings_as_error", "TreatWarningsAsError", WriteOnly(Boolean())),
    Field("upgrade_mode", "Mode", WriteOnly(MODE)),
    Field("role_to_upgrade", "RoleToUpgrade", WriteOnly(Text())),
    Field("force", "Force", WriteOnly(Boolean())),
)
