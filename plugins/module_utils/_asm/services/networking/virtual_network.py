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
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Boolean
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.resource_schema import ResourceSchema
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field, ListOf, Struct

SUBNET_SCHEMA = Struct(
    Field("name", "Name"),
    Field("address_prefix", "AddressPrefix"),
    Field("network_security_group", "NetworkSecurityGroup"),
)
DNS_SERVER_SCHEMA = Struct(Field("name", "Name"), Field("address", "Address"))

VIRTUAL_NETWORK_SCHEMA = ResourceSchema(
    kind="virtual network",
    root="VirtualNetworkSite",
    path="services/networking/virtualnetwork",
    fields=(
        Field("name", "Name"),
        Field("label", "Label"),
        Field("id", "Id"),
        Field("affinity_group", "AffinityGroup"),
        Field("status", "State"),
        Field("in_use", "InUse", Boolean()),
        Field("address_prefixes", "AddressSpace/AddressPrefixes", ListOf("AddressPrefix")),
        Field("subnets", "Subnets", ListOf("Subnet", SUBNET_SCHEMA)),
        Field("dns_servers", "Dns/DnsServers", ListOf("DnsServer", DNS_SERVER_SCHEMA)),
        Field("location", "Location"),
    ),
)
VIRTUAL_NETWORK = Resource(
    VIRTUAL_NETWORK_SCHEMA, ListOnlyReader(VIRTUAL_NETWORK_SCHEMA), FieldPlanner(VIRTUAL_NETWORK_SCHEMA)
)
