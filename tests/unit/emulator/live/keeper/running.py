# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Machines that really run, and what a test asks of them from its own thread."""

from __future__ import annotations

import os
import queue
import select
import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ansible_collections.classic.azure.emulator.http import server
from ansible_collections.classic.azure.emulator.live.runtime import NamespaceRuntime
from ansible_collections.classic.azure.emulator.live.world import Disk, Machine, Process, Terminal
from twisted.internet.threads import blockingCallFromThread

PATIENCE = 20.0
"""Seconds after which something that has not happened will not."""


@dataclass(frozen=True)
class Finished:
    status: int
    output: str


def link(name: str) -> str:
    return f"https://shop.blob.core.windows.net/vhds/{name}.vhd"


def machine(name: str, address: str = "", network: str = "", **options: Any) -> Machine:
    """A machine whose key, host name and system disk are named alike."""
    return Machine(
        **{
            "key": f"subscription/shop/blue/{name}",
            "host_name": name,
            "system_disk": Disk(link(name)),
            "address": address,
            "network": network,
            **options,
        }
    )


@dataclass
class Machines:
    """A runtime in the thread of the event loop."""

    folder: Path
    options: dict[str, Any] = field(default_factory=dict)
    exits: queue.SimpleQueue[tuple[str, str]] = field(default_factory=queue.SimpleQueue)

    def __post_init__(self) -> None:
        self.runtime = NamespaceRuntime(
            self.folder,
            on_exit=lambda key, reason: self.exits.put((key, reason)),
            reactor=server.reactor,
            **self.options,
        )

    def do(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return blockingCallFromThread(server.reactor, work, *args, **kwargs)

    def check(self) -> None:
        """Raises RuntimeFailure."""
        self.do(self.runtime.check)

    def start(self, started: Machine) -> Machine:
        self.do(self.runtime.start, started)
        return started

    def restart(self, running: Machine) -> Machine:
        return self.start(replace(running, boots=running.boots + 1))

    def stop(self, running: Machine) -> None:
        self.do(self.runtime.stop, running.key)

    def process(self, of: Machine, command: list[str], user: str = "root", **options: Any) -> Process:
        process = self.do(self.runtime.run, of.key, user, command, **options)
        assert isinstance(process, Process)
        return process

    def run(
        self,
        of: Machine,
        script: str,
        user: str = "root",
        *,
        environment: Mapping[str, str] | None = None,
        terminal: Terminal | None = None,
        data: bytes = b"",
    ) -> Finished:
        """Run a script of sh to its end; its output and errors together."""
        process = self.process(of, ["/bin/sh", "-c", script], user, environment=environment, terminal=terminal)
        os.write(process.stdin, data)
        if terminal is None:
            os.close(process.stdin)
        output = read_all({process.stdout, process.stderr})
        status = self.do(lambda: process.ended)
        for descriptor in {process.stdout, process.stderr, *({process.stdin} if terminal else ())}:
            os.close(descriptor)
        return Finished(status, output.decode(errors="replace"))

    def output(self, of: Machine, script: str, user: str = "root", **options: Any) -> str:
        """What a script says that succeeds."""
        finished = self.run(of, script, user, **options)
        assert finished.status == 0, finished
        return finished.output.strip()

    def connect(self, to: Machine, port: int) -> socket.socket:
        connected = self.do(self.runtime.connect, to.key, port)
        assert isinstance(connected, socket.socket)
        return connected

    def close(self) -> None:
        self.do(self.runtime.close)


def read_all(descriptors: set[int]) -> bytes:
    """What comes from descriptors until all are at their end. Raises AssertionError if that takes too long."""
    left, read = set(descriptors), b""
    deadline = time.monotonic() + PATIENCE
    while left:
        assert time.monotonic() < deadline, read
        for descriptor in select.select(list(left), [], [], 1)[0]:
            try:
                piece = os.read(descriptor, 65536)
            except BlockingIOError:
                continue
            except OSError:
                # A terminal that no process has any more.
                piece = b""
            read += piece
            if not piece:
                left.discard(descriptor)
    return read


def children(of: int) -> set[int]:
    """The processes that come from one, by the host's numbers."""
    parents = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                parents[int(name)] = int(Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found = {of}
    while more := {number for number, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {of}


def eventually(look: Callable[[], Any]) -> Any:
    """What a function returns as soon as that is true. Raises AssertionError if it never is."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.02)
    raise AssertionError(f"never: {look}")
