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
    IntegerInRange,
    Internal,
    OneOf,
    Required,
    Text,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field, KeyedList, ListOf, Struct

ACL_RULE_SCHEMA = Struct(
    Field(
        "order",
        "Order",
        Required(Integer()),
        description="Order of the rule. The rule with the lowest order applies first.",
    ),
    Field(
        "action",
        "Action",
        Required(OneOf({"permit": "permit", "deny": "deny"})),
        description="Action of the rule, V(permit) or V(deny).",
    ),
    Field(
        "remote_subnet",
        "RemoteSubnet",
        Required(Text()),
        description="Remote addresses to which the rule applies, in CIDR notation.",
    ),
    Field("description", "Description", description="Description of the rule."),
)
# The lower limits are recorded: docs/protocol/networking.md#load-balancer-probes.
PROBE_SCHEMA = Struct(
    Field("path", "Path", description="Path of the probe. Only returned when the protocol is V(http)."),
    Field("port", "Port", Required(IntegerInRange(1, 65535)), description="Port of the probe."),
    Field(
        "protocol",
        "Protocol",
        Required(OneOf({"tcp": "tcp", "http": "http"})),
        description="Protocol of the probe, V(tcp) or V(http).",
    ),
    Field(
        "interval_in_seconds",
        "IntervalInSeconds",
        IntegerInRange(5, 2**31 - 1),
        description="Interval of the probe, in seconds.",
    ),
    Field(
        "timeout_in_seconds",
        "TimeoutInSeconds",
        IntegerInRange(11, 2**31 - 1),
        description="Timeout of the probe, in seconds.",
    ),
)
ENDPOINT_SCHEMA = Struct(
    Field(
        "load_balanced_endpoint_set_name",
        "LoadBalancedEndpointSetName",
        description="Name of the load-balanced set of the endpoint.",
    ),
    Field("local_port", "LocalPort", Required(Integer()), description="Port on which the virtual machine listens."),
    Field("name", "Name", Required(Text()), description="Name of the endpoint, unique within the virtual machine."),
    Field("port", "Port", Integer(), description="Public port of the endpoint."),
    Field(
        "load_balancer_probe", "LoadBalancerProbe", PROBE_SCHEMA, description="Health probe of the load-balanced set."
    ),
    Field(
        "protocol",
        "Protocol",
        OneOf({"tcp": "tcp", "udp": "udp"}),
        description="Protocol of the endpoint, V(tcp) or V(udp).",
    ),
    Field("vip", "Vip", Internal(Text()), description="IP address of the endpoint."),
    Field(
        "enable_direct_server_return",
        "EnableDirectServerReturn",
        Boolean(),
        description="Whether direct server return is enabled.",
    ),
    Field(
        "endpoint_acl",
        "EndpointAcl",
        Struct(
            Field("rules", "Rules", ListOf("Rule", ACL_RULE_SCHEMA), description="Rules of the access control list.")
        ),
        description="Access control list of the endpoint. Without rules all addresses are permitted.",
    ),
    Field("load_balancer_name", "LoadBalancerName", description="Name of the internal load balancer of the endpoint."),
    Field(
        "idle_timeout_in_minutes",
        "IdleTimeoutInMinutes",
        Integer(),
        description="Timeout of idle connections, in minutes. Not returned when none was set.",
    ),
    Field(
        "load_balancer_distribution",
        "LoadBalancerDistribution",
        description="Distribution of connections, V(sourceIP) or V(sourceIPProtocol). Not returned when none was set.",
    ),
    Field(
        "virtual_ip_name",
        "VirtualIPName",
        description="Name of the virtual IP address of the endpoint, when the deployment has several.",
    ),
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
    Field("name", "Name", Required(Text()), description="Name of the public IP address."),
    Field(
        "idle_timeout_in_minutes",
        "IdleTimeoutInMinutes",
        IntegerInRange(4, 30),
        description="Timeout of idle connections, in minutes.",
    ),
    Field("domain_name_label", "DomainNameLabel", description="First label of the DNS name of the address."),
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
DNS_SERVER_SCHEMA = Struct(
    Field("name", "Name", description="Name of the DNS server."),
    Field("address", "Address", description="IP address of the DNS server."),
)
FRONTEND_SCHEMA = Struct(
    Field("type", "Type"),
    Field("subnet_name", "SubnetName"),
    Field("static_virtual_network_ip_address", "StaticVirtualNetworkIPAddress"),
)
LOAD_BALANCER_SCHEMA = Struct(Field("name", "Name"), Field("frontend", "FrontendIpConfiguration", FRONTEND_SCHEMA))
