# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The network of a role and of its deployment, in requests and responses.

Endpoints with their access lists and probes, public addresses, network interfaces
(docs/protocol/networking.md#network-configuration-set), name servers (docs/protocol/networking.md#dns-servers) and
internal load balancers (docs/protocol/networking.md#internal-load-balancers).
"""

from __future__ import annotations

from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import (
    Boolean,
    Integer,
    Internal,
    OneOf,
    Required,
    Text,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field, KeyedList, ListOf, Struct

ACL_RULE_SCHEMA = Struct(
    Field("order", "Order", Required(Integer())),
    Field("action", "Action", Required(OneOf({"permit": "permit", "deny": "deny"}))),
    Field("remote_subnet", "RemoteSubnet", Required(Text())),
    Field("description", "Description"),
)
PROBE_SCHEMA = Struct(
    Field("path", "Path"),
    Field("port", "Port", Required(Integer())),
    Field("protocol", "Protocol", Required(OneOf({"tcp": "tcp", "http": "http"}))),
    Field("interval_in_seconds", "IntervalInSeconds", Integer()),
    Field("timeout_in_seconds", "TimeoutInSeconds", Integer()),
)
ENDPOINT_SCHEMA = Struct(
    Field("load_balanced_endpoint_set_name", "LoadBalancedEndpointSetName"),
    Field("local_port", "LocalPort", Required(Integer())),
    Field("name", "Name", Required(Text())),
    Field("port", "Port", Integer()),
    Field("load_balancer_probe", "LoadBalancerProbe", PROBE_SCHEMA),
    Field("protocol", "Protocol", OneOf({"tcp": "tcp", "udp": "udp"})),
    Field("vip", "Vip", Internal(Text())),
    Field("enable_direct_server_return", "EnableDirectServerReturn", Boolean()),
    Field("endpoint_acl", "EndpointAcl", Struct(Field("rules", "Rules", ListOf("Rule", ACL_RULE_SCHEMA)))),
    Field("load_balancer_name", "LoadBalancerName"),
    Field("idle_timeout_in_minutes", "IdleTimeoutInMinutes", Integer()),
    Field("load_balancer_distribution", "LoadBalancerDistribution"),
    Field("virtual_ip_name", "VirtualIPName"),
)
IP_CONFIGURATION_SCHEMA = Struct(
    Field("subnet_name", "SubnetName"),
    Field("static_virtual_network_ip_address", "StaticVirtualNetworkIPAddress"),
)
NETWORK_INTERFACE_SCHEMA = Struct(
    Field("name", "Name"),
    Field("ip_configurations", "IPConfigurations", ListOf("IPConfiguration", IP_CONFIGURATION_SCHEMA)),
    Field("network_security_group", "NetworkSecurityGroup"),
    Field("ip_forwarding", "IPForwarding"),
)
PUBLIC_IP_SCHEMA = Struct(
    Field("name", "Name", Required(Text())),
    Field("idle_timeout_in_minutes", "IdleTimeoutInMinutes", Integer()),
    Field("domain_name_label", "DomainNameLabel"),
)
NETWORK_SCHEMA = Struct(
    Field("input_endpoints", "InputEndpoints", KeyedList("InputEndpoint", ENDPOINT_SCHEMA)),
    Field("subnet_names", "SubnetNames", ListOf("SubnetName")),
    Field("static_virtual_network_ip_address", "StaticVirtualNetworkIPAddress"),
    Field("public_ips", "PublicIPs", KeyedList("PublicIP", PUBLIC_IP_SCHEMA)),
    Field("network_interfaces", "NetworkInterfaces", KeyedList("NetworkInterface", NETWORK_INTERFACE_SCHEMA)),
    Field("network_security_group", "NetworkSecurityGroup"),
    Field("ip_forwarding", "IPForwarding"),
)
"""What the configuration set of a role's network holds."""
DNS_SERVER_SCHEMA = Struct(Field("name", "Name"), Field("address", "Address"))
FRONTEND_SCHEMA = Struct(
    Field("type", "Type"),
    Field("subnet_name", "SubnetName"),
    Field("static_virtual_network_ip_address", "StaticVirtualNetworkIPAddress"),
)
LOAD_BALANCER_SCHEMA = Struct(Field("name", "Name"), Field("frontend", "FrontendIpConfiguration", FRONTEND_SCHEMA))
