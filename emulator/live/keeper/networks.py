# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inner networks: a bridge for each, in a network namespace of its own, and a cable to each machine of it."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass, field

from . import linux, netlink

BRIDGE, INTERFACE = "bridge0", "eth0"
HARDWARE_PREFIX = bytes.fromhex("0a3a")


@dataclass
class Network:
    """``namespace`` is a descriptor. ``names`` are the host names of the machines by their addresses."""

    namespace: int
    bridge: int
    names: dict[str, str] = field(default_factory=dict)
    cables: int = 0


class Networks:
    def __init__(self) -> None:
        self._networks: dict[str, Network] = {}

    def names(self, network: str) -> dict[str, str]:
        """The host names of a network's machines by their addresses."""
        found = self._networks.get(network)
        return dict(found.names) if found else {}

    def join(self, network: str, address: str, host_name: str, machine: int) -> None:
        """Connect a machine, whose network namespace ``machine`` is (a descriptor), and give it its address.

        Without a network or an address it has its loopback only. Raises OSError.
        """
        with linux.in_network(machine), netlink.Routing() as routing:
            routing.set_up(linux.interface_index("lo"))
        if not network or not address:
            return
        joined = self._networks.get(network) or self._make(network)
        with linux.in_network(joined.namespace), netlink.Routing() as routing:
            joined.cables += 1
            hardware_address = HARDWARE_PREFIX + socket.inet_aton(address)
            routing.add_cable(f"cable{joined.cables}", joined.bridge, INTERFACE, machine, hardware_address)
        with linux.in_network(machine), netlink.Routing() as routing:
            index = linux.interface_index(INTERFACE)
            routing.add_address(index, address, 32)
            routing.set_up(index)
            routing.add_default_route(index, address)
        joined.names[address] = host_name

    def leave(self, network: str, address: str) -> None:
        """Forget a machine that has ended; its cable went with its namespace."""
        joined = self._networks.get(network)
        if joined is None:
            return
        joined.names.pop(address, None)
        if not joined.names:
            os.close(self._networks.pop(network).namespace)

    def _make(self, network: str) -> Network:
        own = os.open("/proc/self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        try:
            linux.unshare(linux.CLONE_NEWNET)
            try:
                with netlink.Routing() as routing:
                    routing.add_bridge(BRIDGE)
                bridge = linux.interface_index(BRIDGE)
                namespace = os.open("/proc/self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
            finally:
                linux.set_namespace(own, linux.CLONE_NEWNET)
        finally:
            os.close(own)
        made = self._networks[network] = Network(namespace, bridge)
        return made
