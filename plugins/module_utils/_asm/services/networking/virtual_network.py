# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Virtual networks, which are listed only: one document configures all of them.

See docs/protocol/networking.md#virtual-networks.
"""

from __future__ import annotations

from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.listings import ListOnlyReader
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.planner import FieldPlanner
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.services.networking.network_schema import (
    DNS_SERVER_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Boolean
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.resource_schema import ResourceSchema
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field, ListOf, Struct

SUBNET_SCHEMA = Struct(
    Field("name", "Name", description="Name of the subnet."),
    Field("address_prefix", "AddressPrefix", description="Address range of the subnet, in CIDR notation."),
    Field(
        "network_security_group",
        "NetworkSecurityGroup",
        description="Name of the network security group of the subnet.",
    ),
)

VIRTUAL_NETWORK_SCHEMA = ResourceSchema(
    kind="virtual network",
    root="VirtualNetworkSite",
    path="services/networking/virtualnetwork",
    fields=(
        Field("name", "Name", description="Name of the virtual network."),
        Field("label", "Label", description="Label of the virtual network."),
        Field("id", "Id", description="Unique identifier of the virtual network."),
        Field(
            "affinity_group",
            "AffinityGroup",
            description="Affinity group of the virtual network. Not returned when the network has a "
            "location of its own.",
        ),
        Field("status", "State", description="Status of the virtual network, for example V(Created)."),
        Field(
            "in_use",
            "InUse",
            Boolean(),
            description="Whether a deployment or a gateway uses the virtual network. Not returned when "
            "nothing uses it.",
        ),
        Field(
            "address_prefixes",
            "AddressSpace/AddressPrefixes",
            ListOf("AddressPrefix"),
            description="Address ranges of the virtual network, in CIDR notation.",
        ),
        Field("subnets", "Subnets", ListOf("Subnet", SUBNET_SCHEMA), description="Subnets of the virtual network."),
        Field(
            "dns_servers",
            "Dns/DnsServers",
            ListOf("DnsServer", DNS_SERVER_SCHEMA),
            description="DNS servers of the virtual network.",
        ),
        Field(
            "location",
            "Location",
            description="Location of the virtual network. Not returned when the network is in an affinity group.",
        ),
    ),
)
VIRTUAL_NETWORK = Resource(
    VIRTUAL_NETWORK_SCHEMA, ListOnlyReader(VIRTUAL_NETWORK_SCHEMA), FieldPlanner(VIRTUAL_NETWORK_SCHEMA)
)
