# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The internal load balancer of a deployment (docs/protocol/networking.md#internal-load-balancers).

All refusals here but that of a second load balancer are assumptions, and so are their words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.classic.azure.emulator.core.errors import bad_request
from ansible_collections.classic.azure.emulator.services.networking.endpoints import (
    InputEndpoint,
    NetworkConfiguration,
    check_network_configuration,
)
from ansible_collections.classic.azure.emulator.services.networking.virtual_networks import VirtualNetwork


@dataclass
class LoadBalancer:
    name: str
    type: str | None = None
    subnet_name: str | None = None
    static_virtual_network_ip_address: str | None = None


def requested_load_balancer(values: Mapping[str, Any], network: VirtualNetwork | None) -> LoadBalancer:
    """The load balancer that a request describes, in the virtual network of its deployment. Raises ErrorResponse."""
    frontend = values["frontend"] or {}
    balancer = LoadBalancer(
        name=values["name"] or "",
        type=frontend.get("type"),
        subnet_name=frontend.get("subnet_name"),
        static_virtual_network_ip_address=frontend.get("static_virtual_network_ip_address"),
    )
    if not balancer.name or balancer.type != "Private":
        raise bad_request(reason="a load balancer has a Name, and is of the Type Private")
    if network and not balancer.subnet_name:
        raise bad_request(reason="in a virtual network a load balancer has a SubnetName")
    placement = NetworkConfiguration(
        subnet_names=[balancer.subnet_name] if balancer.subnet_name else [],
        static_virtual_network_ip_address=balancer.static_virtual_network_ip_address,
    )
    check_network_configuration(placement, network)
    return balancer


def refuse_second_load_balancer(balancers: list[LoadBalancer]) -> None:
    """Raise the recorded refusal if there is a load balancer already."""
    if balancers:
        raise bad_request(
            f"LoadBalancer already exists: {balancers[0].name}. Only one internal load balancer allowed per deployment."
        )


def check_load_balancer_names(endpoints: Iterable[InputEndpoint], balancers: list[LoadBalancer]) -> None:
    """Refuse an endpoint behind a load balancer that the deployment does not have. Raises ErrorResponse."""
    names = {None, "", *(balancer.name for balancer in balancers)}
    for endpoint in endpoints:
        if endpoint.load_balancer_name not in names:
            raise bad_request(reason=f"LoadBalancerName of {endpoint.name} is none of the deployment's")
