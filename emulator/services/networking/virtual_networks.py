# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Virtual networks: those that the subscription was given, since the document that makes them is not emulated."""

from __future__ import annotations

from ansible_collections.classic.azure.emulator.core.context import Reply, RequestContext, Route
from ansible_collections.classic.azure.emulator.services import common
from ansible_collections.classic.azure.plugins.module_utils._asm.services.networking.virtual_network import (
    VIRTUAL_NETWORK_SCHEMA,
)

NETWORKS = "2012-03-01"  # docs/protocol/networking.md#virtual-networks


def get_all(context: RequestContext) -> Reply:
    used = {str(deployment.get("virtual_network_name")).lower() for deployment in context.all("deployment")}
    networks = [
        {**network, "in_use": True if network["name"].lower() in used else None}
        for network in context.all("virtual_network")
    ]
    return Reply(200, common.render_all(VIRTUAL_NETWORK_SCHEMA, networks))


ROUTES = (Route("ListVirtualNetworkSites", "GET", "services/networking/virtualnetwork", get_all, since=NETWORKS),)
