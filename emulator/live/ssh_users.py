# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Machines with an SSH server, and the users who have logged in to them."""

from __future__ import annotations

from dataclasses import dataclass, field

from ansible_collections.classic.azure.emulator.live.authorized_keys import AuthorizedKey
from ansible_collections.classic.azure.emulator.live.logins import Login
from ansible_collections.classic.azure.emulator.live.world import Runtime
from twisted.conch.avatar import ConchUser
from twisted.internet.defer import DeferredSemaphore

PASSWORDS_AT_ONCE = 8
"""Of each machine, and so at most as many wrong ones in the time of an answer. Others wait for their turn."""


@dataclass(frozen=True)
class Account:
    """A user of a machine, as its /etc/passwd has him."""

    name: str
    shell: str


@dataclass
class ServedMachine:
    """A machine with its SSH server. ``trying`` bounds the passwords that are tried at once."""

    key: str
    runtime: Runtime
    login: Login
    trying: DeferredSemaphore = field(default_factory=lambda: DeferredSemaphore(PASSWORDS_AT_ONCE))


class User(ConchUser):
    """Who has logged in on a connection, by which key."""

    def __init__(self, machine: ServedMachine, account: Account, key: AuthorizedKey) -> None:
        super().__init__()
        self.machine, self.account, self.key = machine, account, key

    def gotGlobalRequest(self, requestType: bytes, data: bytes) -> int:
        """Nothing is done for a whole connection: no port of a machine is forwarded to the client."""
        return 0
