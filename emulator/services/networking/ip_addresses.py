# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""IP addresses: public ones, inner ones, and those of virtual networks (docs/protocol/networking.md#virtual-ips)."""

from __future__ import annotations

import ipaddress
import itertools
import random
from dataclasses import dataclass

from ansible_collections.classic.azure.emulator.core.errors import ErrorResponse
from ansible_collections.classic.azure.emulator.core.operations import Operations
from ansible_collections.classic.azure.emulator.services.networking.virtual_networks import Subnet

RESERVABLE_PREFIXES = ("23.96", "23.99", "104.40", "104.41", "104.45")


@dataclass
class VirtualIp:
    """An address of a deployment, as answers list it."""

    address: str | None = None
    is_dns_programmed: bool | None = None
    name: str | None = None
    is_reserved: bool | None = None
    type: str | None = None
    reserved_ip_name: str | None = None
    is_secondary_vip: bool | None = None


def public_address(operations: Operations) -> str:
    """An address for a deployment: one that the hosting gives, or a random one of a range that is reserved for
    benchmarks (RFC 2544). Raises ErrorResponse if the hosting has none."""
    return operations.hosting.public_address(operations.store) or _random_address(operations, 198, 18, 2)


def inner_address(operations: Operations) -> str:
    """A random address for an instance outside virtual networks, of the range of carriers (RFC 6598)."""
    return _random_address(operations, 100, 64, 64)


def _random_address(operations: Operations, first: int, second: int, width: int) -> str:
    """An address that begins with ``first`` and one of the ``width`` numbers from ``second`` on."""
    chance = int(operations.new_id(digits=8), 16)
    return f"{first}.{second + chance % width}.{chance >> 8 & 255}.{chance >> 16 & 255}"


def reservable_address(operations: Operations) -> str:
    """An address that can be reserved: one that the hosting gives, or a random one of the public cloud. Raises
    ErrorResponse if the hosting has none."""
    given = operations.hosting.public_address(operations.store)
    if given:
        return given
    chance = random.Random(operations.new_id())
    network = chance.choice(RESERVABLE_PREFIXES)
    return f"{network}.{chance.randrange(256)}.{chance.randrange(1, 255)}"


def free_address(subnet: Subnet, static: str | None, used: set[str | None]) -> str:
    """The ``static`` address, or the first free one of a subnet, whose first four and last are never given.

    Raises ErrorResponse where there is none (docs/protocol/networking.md#static-addresses).
    """
    network = ipaddress.ip_network(subnet.address_prefix or "", strict=False)
    if static and (ipaddress.ip_address(static) not in network or static in used):
        raise allocation_failure()
    for host in itertools.islice(network, 4, network.num_addresses - 1):
        if not static and str(host) not in used:
            return str(host)
    if static:
        return static
    raise allocation_failure()


def allocation_failure() -> ErrorResponse:
    """The failure of an operation that needs an address (docs/protocol/networking.md#virtual-network-placement)."""
    return ErrorResponse(
        400,
        "Networking.DeploymentVNetAddressAllocationFailure",
        "Unable to allocate the required address spaces for the deployment in a new or predefined subnet that is "
        "contained within the specified virtual network.",
    )
