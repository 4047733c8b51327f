# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Virtual networks: those of the network configuration document, or seeded ones
(docs/protocol/networking.md#virtual-networks)."""

from __future__ import annotations

from dataclasses import dataclass, field

from ansible_collections.classic.azure.emulator.core.context import Reply, RequestContext, Route
from ansible_collections.classic.azure.emulator.core.entities import Collection, dump
from ansible_collections.classic.azure.emulator.core.registry import register_routes
from ansible_collections.classic.azure.emulator.services import common
from ansible_collections.classic.azure.plugins.module_utils._asm.services.networking.virtual_network import (
    VIRTUAL_NETWORK_SCHEMA,
)

VIRTUAL_NETWORKS_SINCE = "2012-03-01"


@dataclass
class DnsServer:
    """A DNS server; one that a deployment is created with may lack its name."""

    name: str | None = None
    address: str | None = None


@dataclass
class Subnet:
    name: str | None = None
    address_prefix: str | None = None
    network_security_group: str | None = None


@dataclass
class VirtualNetwork:
    name: str
    label: str | None = None
    id: str | None = None
    affinity_group: str | None = None
    status: str | None = None
    address_prefixes: list[str] | None = None
    subnets: list[Subnet] = field(default_factory=list)
    dns_servers: list[DnsServer] | None = None
    location: str | None = None


VIRTUAL_NETWORKS = Collection("virtual_network", VirtualNetwork, lambda network: network.name)


def list_virtual_networks(context: RequestContext) -> Reply:
    """All virtual networks; those in use are the ones that a deployment names. Deployments lie above this service: of
    their stored values only the name of the network is read."""
    used = {str(deployment.get("virtual_network_name")).lower() for deployment in context.all("deployment")}
    networks = [
        {**dump(network), "in_use": True if network.name.lower() in used else None}
        for network in VIRTUAL_NETWORKS.all(context)
    ]
    return Reply(200, common.render_all(VIRTUAL_NETWORK_SCHEMA, networks))


register_routes(
    Route(
        "ListVirtualNetworkSites",
        "GET",
        VIRTUAL_NETWORK_SCHEMA.path,
        list_virtual_networks,
        since=VIRTUAL_NETWORKS_SINCE,
    ),
)
