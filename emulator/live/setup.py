# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How ``--live`` is set up from the options of the command line."""

from __future__ import annotations

import logging
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ansible_collections.classic.azure.emulator.files import allow_open_files
from ansible_collections.classic.azure.emulator.live.hosting import LiveHosting
from ansible_collections.classic.azure.emulator.live.world import RuntimeFailure, World
from ansible_collections.classic.azure.emulator.workdir import LIVE

NAMESPACES, NONE = MACHINES = ("namespaces", "none")
LIBRARIES = ("appdirs", "bcrypt")
"""What Conch needs beside what the emulator needs anyway."""
REQUIREMENTS = Path(__file__).resolve().parents[2] / "requirements-live.txt"
DESCRIPTORS = 65536
"""Each connection that is forwarded has two, and each machine some."""

log = logging.getLogger(__name__)


class CannotRun(Exception):
    """Nothing can run as the options want it; the text says why, and what helps."""


@dataclass(frozen=True)
class LiveOptions:
    """How machines are to run. ``low_ports`` is added to public ports below 1024."""

    machines: str = NAMESPACES
    machine_root: Path | None = None
    low_ports: int = 0

    @property
    def settings(self) -> dict[str, object]:
        """What one who wants an emulator with other options compares."""
        return {
            "live": True,
            "machines": self.machines,
            "machine_root": str(self.machine_root) if self.machine_root else None,
            "low_ports": self.low_ports,
        }


def live_hosting(reactor: Any, workdir: Path, options: LiveOptions) -> LiveHosting:
    """The hosting for the emulator of a work folder. Raises CannotRun."""
    allow_open_files(DESCRIPTORS)
    if options.machines == NONE:
        return LiveHosting(reactor, workdir, low_ports=options.low_ports)
    missing = [name for name in LIBRARIES if find_spec(name) is None]
    if missing:
        raise CannotRun(
            f"{sys.executable} lacks {', '.join(missing)}, which the SSH servers of machines need: install what "
            f"{REQUIREMENTS} names, or start the emulator with --machines none"
        )
    return _with_namespaces(reactor, workdir, options)


def _with_namespaces(reactor: Any, workdir: Path, options: LiveOptions) -> LiveHosting:
    """Raises CannotRun. The imports are here since what they need is not needed otherwise."""
    from ansible_collections.classic.azure.emulator.live.known_hosts import KnownHosts
    from ansible_collections.classic.azure.emulator.live.logins import Logins
    from ansible_collections.classic.azure.emulator.live.provisioning import LiveFolder
    from ansible_collections.classic.azure.emulator.live.runtime import NamespaceRuntime
    from ansible_collections.classic.azure.emulator.live.ssh import SshServers

    runtime = NamespaceRuntime(workdir / LIVE, machine_root=options.machine_root, reactor=reactor)
    try:
        runtime.check()
    except RuntimeFailure as error:
        raise CannotRun(str(error)) from error
    logins = Logins(LiveFolder(workdir / LIVE))
    known_hosts = KnownHosts(workdir, logins)

    def world_changed(world: World) -> None:
        try:
            known_hosts.update(world)
            if world.roles is not None:
                logins.keep(world.roles)
        except OSError as error:
            log.warning("%s cannot be written: %s", error.filename, error.strerror)

    hosting = LiveHosting(
        reactor, workdir, runtime, SshServers(runtime, logins), logins, options.low_ports, world_changed
    )
    runtime.on_exit = hosting.ended
    return hosting
