# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Public addresses of deployments, and reserved ones, out of 127.64.0.0/10, which only this machine reaches.

An emulator has a block of them to itself as long as it runs. What holds a block is an abstract Unix socket, which is
as wide as the addresses are: one network namespace, and all users in it.
"""

from __future__ import annotations

import hashlib
import ipaddress
import socket
from collections.abc import Iterable
from pathlib import Path

from ansible_collections.classic.azure.emulator.core.errors import conflict
from ansible_collections.classic.azure.emulator.core.store import Store

RANGE = ipaddress.IPv4Network("127.64.0.0/10")
LOOPBACK = ipaddress.IPv4Network("127.0.0.0/8")
BLOCK_PREFIX = 20
BLOCKS = list(RANGE.subnets(new_prefix=BLOCK_PREFIX))
NUMBERS = "live addresses"
"""The counter in the store: a new address is one that was not given for the longest time."""

Block = ipaddress.IPv4Network


class NoAddresses(Exception):
    """There is no block of addresses for this emulator; the text says why, and what helps."""


class AddressPool:
    """The blocks of one emulator. The first one is where new addresses come from."""

    def __init__(self) -> None:
        self._holders: dict[Block, socket.socket] = {}

    @property
    def blocks(self) -> list[Block]:
        return list(self._holders)

    def open(self, workdir: Path, given: Iterable[str]) -> None:
        """Take the blocks in which addresses have been given, or else one that follows from the folder, or the next
        that is free. Raises NoAddresses, and has none then."""
        try:
            for block in sorted({block for address in given if (block := block_of(address))}):
                self._take(block)
            first = int.from_bytes(hashlib.sha256(str(workdir.resolve()).encode()).digest()[:4], "big") % len(BLOCKS)
            for block in (*BLOCKS[first:], *BLOCKS[:first]) if not self._holders else ():
                if self._try(block):
                    return
            if not self._holders:
                raise NoAddresses(f"all addresses of {RANGE} are taken by other emulators: stop one of them")
        except NoAddresses:
            self.close()
            raise

    def include(self, address: str) -> None:
        """Take the block of an address that came with a state that was loaded. Raises NoAddresses."""
        block = block_of(address)
        if block and block not in self._holders:
            self._take(block)

    def _take(self, block: Block) -> None:
        if not self._try(block):
            raise NoAddresses(
                f"the state has addresses of {block}, which another emulator on this machine is using: stop that one, "
                "or start this one with another state"
            )

    def _try(self, block: Block) -> bool:
        holder = socket.socket(socket.AF_UNIX)
        try:
            holder.bind(f"\0classic.azure-emulator/{block}")
        except OSError:
            holder.close()
            return False
        self._holders[block] = holder
        return True

    def new_address(self, store: Store) -> str:
        """An address that nothing in the store has. Raises ErrorResponse if there is none."""
        used, block = given_addresses(store), self.blocks[0]
        for _attempt in range(block.num_addresses):
            address = block[store.next_number(NUMBERS) % block.num_addresses]
            if str(address) not in used and address.packed[-1] not in (0, 255):
                return str(address)
        raise conflict(f"All addresses of {block} are in use.")

    def close(self) -> None:
        """Let others have the addresses."""
        for holder in self._holders.values():
            holder.close()
        self._holders.clear()


def given_addresses(store: Store) -> set[str]:
    """All public addresses in a store: those of deployments, also of such as are deallocated, and reserved ones."""
    found = {reserved.get("address") for reserved in store.all_subscriptions("reserved_ip")}
    for deployment in store.all_subscriptions("deployment"):
        found.add(deployment.get("vip"))
        found.update(vip.get("address") for vip in deployment.get("virtual_ips") or [])
    return {address for address in found if address}


def is_loopback(address: str) -> bool:
    """Whether nothing but this machine reaches an address."""
    try:
        return ipaddress.IPv4Address(address) in LOOPBACK
    except ValueError:
        return False


def block_of(address: str) -> Block | None:
    """The block that an address is in; None for one that is not of the range."""
    try:
        known = ipaddress.IPv4Address(address)
    except ValueError:
        return None
    return ipaddress.IPv4Network((known, BLOCK_PREFIX), strict=False) if known in RANGE else None
