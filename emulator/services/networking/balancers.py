# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The internal load balancer of a deployment, and the endpoints behind it
(docs/protocol/networking.md#internal-load-balancers).

What is refused here, but for a second one, is a guess, and so are the words.
"""

from __future__ import annotations

from collections.abc import Iterable

from ansible_collections.classic.azure.emulator.core.context import bad_request
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services.compute import machine_checks


def described(values: Value, network: Value | None) -> Value:
    """The load balancer that a request describes, as it is kept. Raises Refusal."""
    dispatcher = values["frontend"] or {}
    balancer = {"name": values["name"], "type": dispatcher.get("type")}
    for name in ("subnet_name", "static_virtual_network_ip_address"):
        balancer[name] = dispatcher.get(name)
    if not balancer["name"] or balancer["type"] != "Private":
        raise bad_request(reason="a load balancer has a Name, and is of the Type Private")
    subnet, static = balancer["subnet_name"], balancer["static_virtual_network_ip_address"]
    if network and not subnet:
        raise bad_request(reason="in a virtual network a load balancer has a SubnetName")
    asked = {"subnet_names": [subnet] if subnet else None, "static_virtual_network_ip_address": static}
    machine_checks.check_network(asked, network)
    return balancer


def refuse_second(balancers: list[Value]) -> None:
    """Raise the recorded refusal of a load balancer beside those that are there."""
    for other in balancers:
        raise bad_request(
            f"LoadBalancer already exists: {other['name']}. Only one internal load balancer allowed per deployment."
        )


def check_endpoints(endpoints: Iterable[Value], balancers: list[Value]) -> None:
    """Refuse an endpoint behind a load balancer that the deployment has not."""
    names = {None, "", *(balancer["name"] for balancer in balancers)}
    for endpoint in endpoints:
        if endpoint["load_balancer_name"] not in names:
            raise bad_request(reason=f"LoadBalancerName of {endpoint['name']} is none of the deployment's")
