# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The addresses of virtual machines and load balancers in a subnet
(docs/protocol/networking.md#virtual-network-placement)."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.classic.azure.tests.unit.emulator.direct import Subscription
from ansible_collections.classic.azure.tests.unit.emulator.services.compute.running import (
    MACHINES,
    add_network,
    create_machines,
    role,
)

ADDRESSES = "RoleInstanceList/RoleInstance/IpAddress"
BALANCER = (
    "<LoadBalancers><LoadBalancer><Name>inner</Name><FrontendIpConfiguration><Type>Private</Type>"
    "<SubnetName>front</SubnetName></FrontendIpConfiguration></LoadBalancer></LoadBalancers>"
)


@pytest.fixture
def subscription(tmp_path: Path) -> Subscription:
    """A subscription with a hosted service, a storage account and a virtual network."""
    subscription = Subscription(tmp_path / "state")
    add_network(subscription)
    return subscription


def behind_balancer(text: str) -> str:
    return text.replace(
        "<Protocol>tcp</Protocol>", "<Protocol>tcp</Protocol><LoadBalancerName>inner</LoadBalancerName>"
    )


def test_machines_of_one_request_differ(subscription: Subscription) -> None:
    roles = [role(f"web{number}", 80 + number) for number in range(3)]
    made = create_machines(subscription, *roles, more=BALANCER)
    subscription.settle()
    assert subscription.status(made) == "Succeeded"
    found = subscription.request("GET", MACHINES)
    assert sorted(found.texts(ADDRESSES)) == ["10.1.0.5", "10.1.0.6", "10.1.0.7"], "10.1.0.4 is the load balancer's"


def test_one_static_address_for_two_fails(subscription: Subscription) -> None:
    static = "<StaticVirtualNetworkIPAddress>10.1.0.9</StaticVirtualNetworkIPAddress>"
    roles = [
        role(f"web{number}", 80 + number).replace("</SubnetNames>", f"</SubnetNames>{static}") for number in (1, 2)
    ]
    made = create_machines(subscription, *roles)
    subscription.settle()
    ended = subscription.request("GET", f"operations/{made.operation_id}")
    assert ended.text("Error/Code") == "Networking.DeploymentVNetAddressAllocationFailure"


@pytest.mark.parametrize("change", ["DNS server", "the same load balancer"])
def test_load_balancer_keeps_its_address(subscription: Subscription, change: str) -> None:
    create_machines(subscription, behind_balancer(role("web1")), more=BALANCER)
    subscription.settle()
    vip = "VirtualIPs/VirtualIP/Address"
    before = subscription.request("GET", MACHINES).texts(vip)
    if change == "DNS server":
        inside = "<Name>one</Name><Address>10.0.0.1</Address>"
        changed = subscription.post(f"{MACHINES}/dnsservers", "DnsServer", inside)
    else:
        inside = BALANCER.removeprefix("<LoadBalancers><LoadBalancer>").partition("</LoadBalancer>")[0]
        changed = subscription.post(f"{MACHINES}/loadbalancers/inner", "LoadBalancer", inside, "PUT")
    subscription.settle()
    assert subscription.status(changed) == "Succeeded"
    assert before[-1] == "10.1.0.4" and subscription.request("GET", MACHINES).texts(vip) == before


def test_too_many_machines_are_refused(subscription: Subscription) -> None:
    """They are refused at once, however many: docs/protocol/compute.md#vm-model."""
    limits = {**(subscription.cloud.store.get(subscription.id, "subscription", subscription.id) or {})}
    subscription.cloud.store.put(subscription.id, "subscription", subscription.id, {**limits, "max_core_count": 1000})
    roles = [role(f"web{number}", 80 + number) for number in range(51)]
    assert create_machines(subscription, *roles).error == (400, "BadRequest", "A parameter was incorrect")
    assert subscription.cloud.journal.read()[-1]["reason"] == "a deployment has 50 virtual machines at most"
    assert create_machines(subscription, *roles[1:]).status == 202
