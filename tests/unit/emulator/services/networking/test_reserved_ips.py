# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reserved IP addresses and their association (docs/protocol/networking.md#reserved-ips)."""

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

RESERVED_IPS = "services/networking/reservedips"
NAME = "VirtualIPs/VirtualIP/Name"


@pytest.fixture
def subscription(tmp_path: Path) -> Subscription:
    """A subscription with one running machine."""
    subscription = Subscription(tmp_path / "state")
    add_network(subscription)
    create_machines(subscription, role("web1"))
    subscription.settle()
    return subscription


def reserve(subscription: Subscription, place: str = "<Location>West US</Location>") -> None:
    made = subscription.post(RESERVED_IPS, "ReservedIP", f"<Name>ip</Name>{place}")
    assert made.status == 202
    subscription.settle()


def use(subscription: Subscription, operation: str) -> None:
    inside = "<ServiceName>shop</ServiceName><DeploymentName>vms</DeploymentName>"
    sent = subscription.post(f"{RESERVED_IPS}/ip/operations/{operation}", "ReservedIPAssociation", inside)
    assert sent.status == 202
    subscription.settle()


def test_associated_address_shows_its_virtual_ip(subscription: Subscription) -> None:
    """docs/protocol/networking.md#reserved-ip-bodies"""
    reserve(subscription)
    use(subscription, "associate")
    name = subscription.request("GET", MACHINES).text(NAME)
    found = subscription.request("GET", f"{RESERVED_IPS}/ip")
    assert found.text("VirtualIPName") == name and found.tags()[-1] == "VirtualIPName"
    use(subscription, "disassociate")
    assert subscription.request("GET", f"{RESERVED_IPS}/ip").text("VirtualIPName") is None


def test_address_in_use_that_is_reserved_shows_no_virtual_ip(subscription: Subscription) -> None:
    inside = "<ServiceName>shop</ServiceName><DeploymentName>vms</DeploymentName><Location>West US</Location>"
    reserve(subscription, inside)
    found = subscription.request("GET", f"{RESERVED_IPS}/ip")
    assert found.text("InUse") == "true" and found.text("VirtualIPName") is None


@pytest.mark.parametrize(("alias", "name"), [("uswest", "West US"), ("USNorth", "North Central US")])
def test_short_name_of_a_location(subscription: Subscription, alias: str, name: str) -> None:
    """docs/protocol/subscription.md#location-names"""
    reserve(subscription, f"<Location>{alias}</Location>")
    assert subscription.request("GET", f"{RESERVED_IPS}/ip").text("Location") == name
