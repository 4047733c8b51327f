# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The known_hosts file of the live machines, so that no client of SSH has to trust a host key unseen."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path

from ansible_collections.classic.azure.emulator.files import PUBLIC, replace_file
from ansible_collections.classic.azure.emulator.live.logins import Logins
from ansible_collections.classic.azure.emulator.live.world import World
from ansible_collections.classic.azure.emulator.workdir import KNOWN_HOSTS

SSH_PORT = 22

log = logging.getLogger(__name__)


class KnownHosts:
    """The file in the work folder: the host key of each machine, for each public port that leads to its SSH port."""

    def __init__(self, folder: Path, logins: Logins) -> None:
        self.path = folder / KNOWN_HOSTS
        self._logins = logins
        self._written: str | None = None

    def update(self, world: World) -> None:
        """Have the file contain what is reached in this world. Raises OSError."""
        lines: set[str] = set()
        for listener in world.listeners:
            for target in listener.targets:
                machine = world.machines.get(target.key)
                key = self._logins.host_key(target.key, machine.system_disk.media_link) if machine else None
                if target.port == SSH_PORT and key:
                    hosts = [
                        listener.address,
                        *(name for name, each in world.names.items() if each == listener.address),
                    ]
                    lines.update(known_hosts_line(host, listener.port, key.public) for host in hosts)
        text = as_text(lines)
        if text != self._written:
            replace_file(self.path, text.encode(), PUBLIC)
            self._written = text


def known_hosts_line(host: str, port: int, public_key: str) -> str:
    """A line for a server, by its address or name; ``public_key`` is its kind and the key."""
    return f"{host if port == SSH_PORT else f'[{host}]:{port}'} {public_key}"


def as_text(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in sorted(lines))
