# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The desired world: what should run and listen, as it follows from the store (``desired``), and the runtime that
runs it.

A machine or instance is named by its key: ``subscription/service/deployment/instance``, as the store has the names.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from twisted.internet.defer import Deferred


@dataclass(frozen=True)
class Disk:
    """A disk of a machine: a folder that is there as long as its blob is, whatever machine it is attached to.

    ``media_link`` is the address of its blob. ``source`` is that of the blob that it began as a copy of, such as an
    image that was captured, or None.
    """

    media_link: str
    source: str | None = None


@dataclass(frozen=True)
class Machine:
    """A Linux machine that is to run.

    ``boots`` is how often it has been started: a machine that runs with another number is started again.
    ``address`` is its inner address; machines of one ``network`` reach each other by address and by host name.
    ``data_disks`` are by logical unit number. ``memory_mb`` and ``cores`` are those of its size.
    """

    key: str
    host_name: str
    system_disk: Disk
    data_disks: Mapping[int, Disk] = field(default_factory=dict)
    address: str = ""
    network: str = ""
    boots: int = 0
    cores: int = 1
    memory_mb: int = 1792


@dataclass(frozen=True)
class Instance:
    """An instance of a web or worker role that is ready. ``document`` is what it answers with, as JSON."""

    key: str
    document: Mapping[str, Any]


@dataclass(frozen=True)
class Target:
    """A port of a machine or of an instance."""

    key: str
    port: int


@dataclass(frozen=True)
class AccessRule:
    order: int
    is_permitted: bool
    remote_subnet: str


@dataclass(frozen=True)
class Probe:
    """``path`` is None where a connection is enough; times are in seconds."""

    protocol: str
    port: int
    path: str | None
    interval: float
    timeout: float


@dataclass(frozen=True)
class Listener:
    """A public port that listens. Without a target that runs, it resets what connects.

    A connection is cut after ``idle_timeout`` seconds without a byte.
    """

    address: str
    port: int
    protocol: str = "tcp"
    targets: tuple[Target, ...] = ()
    access_rules: tuple[AccessRule, ...] = ()
    probe: Probe | None = None
    distribution: str | None = None
    idle_timeout: float = 240.0


@dataclass(frozen=True)
class World:
    """``disks`` are all media links that the store still knows, ``accounts`` the names of all storage accounts: the
    folder of another disk may be deleted. ``names`` has the addresses of deployments by their host names. ``roles`` are
    the keys of all virtual machines, whether they run or not; None while an operation may add some."""

    machines: Mapping[str, Machine] = field(default_factory=dict)
    instances: Mapping[str, Instance] = field(default_factory=dict)
    listeners: tuple[Listener, ...] = ()
    disks: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)
    roles: frozenset[str] | None = None


@dataclass(frozen=True)
class Terminal:
    """A terminal that a command is to have. Sizes are in characters."""

    name: str
    rows: int
    columns: int


@dataclass
class Process:
    """A command that runs in a machine.

    The descriptors belong to the caller, who closes them: with a terminal all three are of its master, and it can be
    resized as long as ``stdin`` is open. ``ended`` is called back with the exit status, negative for a signal.
    """

    number: int
    stdin: int
    stdout: int
    stderr: int
    ended: Deferred[int]


class Runtime(Protocol):
    """Where machines run. What goes wrong is an errback with RuntimeFailure, whose text is one sentence."""

    def check(self) -> None:
        """Raise RuntimeFailure if machines cannot run here; the text has the remedy."""

    def start(self, machine: Machine) -> Deferred[None]:
        """Have a machine run, as its disks left it; one that runs with another number of boots is started again."""

    def stop(self, key: str) -> Deferred[None]:
        """End all processes of a machine; its disks stay. Nothing happens if it does not run."""

    def delete_disk(self, media_link: str) -> Deferred[None]:
        """Delete the folder of a disk that no machine has, if there is one."""

    def connect(self, key: str, port: int) -> Deferred[socket.socket]:
        """A non-blocking socket that is connected, or connecting, to a TCP port of a machine, from its loopback."""

    def listen(self, key: str, port: int) -> Deferred[socket.socket]:
        """A non-blocking TCP socket that listens at all addresses of a machine."""

    def run(
        self,
        key: str,
        user: str,
        command: list[str],
        *,
        environment: Mapping[str, str] | None = None,
        terminal: Terminal | None = None,
    ) -> Deferred[Process]:
        """Run a command in a machine as a user of it, in his home, in a session of its own."""

    def serve_files(self, key: str, user: str) -> Deferred[socket.socket]:
        """A socket to ``keeper.file_agent``, which works in a machine with the rights of a user (SOCK_SEQPACKET)."""

    def resize(self, process: Process, rows: int, columns: int) -> None:
        """Give the terminal of a command another size."""

    def kill(self, key: str, process: Process, signal: int) -> None:
        """Send a signal to the process group of a command."""

    def close(self) -> Deferred[None]:
        """Stop all machines, and end."""


class RuntimeFailure(Exception):
    """Something cannot be done with a machine; the text says what and why, and what helps."""


ExitListener = Callable[[str, str], None]
"""Called with the key of a machine that ended without having been stopped, and why: ``reboot`` or ``poweroff``, which
somebody in it asked for, or ``failure``. After ``reboot`` it wants to be started again."""
