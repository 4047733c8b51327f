# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Virtual networks: those that the subscription was given, since the document that makes them is not emulated."""

from __future__ import annotations

from ansible_collections.classic.azure.emulator.behaviour import regular
from ansible_collections.classic.azure.emulator.call import Call, Reply, Route
from ansible_collections.classic.azure.plugins.module_utils._asm.resources.virtual_network import VIRTUAL_NETWORK

NETWORKS = "2012-03-01"  # docs/protocol/networking.md#virtual-networks


def get_all(call: Call) -> Reply:
    used = {str(deployment.get("virtual_network_name")).lower() for deployment in call.all("deployment")}
    networks = [
        {**network, "in_use": True if network["name"].lower() in used else None}
        for network in call.all("virtual_network")
    ]
    return Reply(200, regular.render_all(VIRTUAL_NETWORK, networks))


ROUTES = (Route("ListVirtualNetworkSites", "GET", "services/networking/virtualnetwork", get_all, since=NETWORKS),)
