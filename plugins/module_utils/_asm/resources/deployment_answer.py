# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an answer says of a deployment (protocol/1 section 12.4, protocol/2 section 4)."""

from __future__ import annotations

from ansible_collections.classic.azure.plugins.module_utils._asm.codecs import Boolean, Integer
from ansible_collections.classic.azure.plugins.module_utils._asm.schema import Field, Several, Struct

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
    Field("fqdns", "Fqdns", Several("Fqdn")),
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
    Field("endpoints", "InstanceEndpoints", Several("InstanceEndpoint", INSTANCE_ENDPOINT)),
    Field("power_state", "PowerState"),
    Field("host_name", "HostName"),
    Field("remote_access_certificate_thumbprint", "RemoteAccessCertificateThumbprint"),
    Field("guest_agent_status", "GuestAgentStatus", GUEST_AGENT_STATUS),
    Field("public_ips", "PublicIPs", Several("PublicIP", PUBLIC_IP)),
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
    Field("role_name", "RoleName"), Field("extensions", "Extensions", Several("Extension", EXTENSION))
)
EXTENSION_CONFIGURATION = Struct(
    Field("all_roles", "AllRoles", Several("Extension", EXTENSION)),
    Field("named_roles", "NamedRoles", Several("Role", ROLE_EXTENSIONS)),
)
