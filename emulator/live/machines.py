# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The machines that run: started, started again and stopped as it is desired, each on its own."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any
from typing import Protocol as Interface

from ansible_collections.classic.azure.emulator.core.errors import describe_bug
from ansible_collections.classic.azure.emulator.live.retries import Retries
from ansible_collections.classic.azure.emulator.live.world import Machine, Runtime, RuntimeFailure, Target
from twisted.internet.defer import Deferred, fail, inlineCallbacks, maybeDeferred
from twisted.python.failure import Failure

FAILURE = "failure"

log = logging.getLogger(__name__)


class Servers(Interface):
    """What lets users log in to machines."""

    def open(self, machine: Machine) -> Deferred[None]:
        """Have a machine that was just started be ready for its users."""

    def close(self, key: str) -> Deferred[None]:
        """Let go of a machine that is about to be stopped."""


class Machines:
    """The machines of a runtime; without one none runs.

    ``drain`` is called with the key of a machine that is to be stopped or started again, which waits for it, and
    ``cut`` with that of one that has ended. ``changed`` is called when something has been done for a machine.
    """

    def __init__(
        self,
        reactor: Any,
        runtime: Runtime | None,
        servers: Servers | None,
        drain: Callable[[str], Deferred[None]],
        cut: Callable[[str], None],
        changed: Callable[[], None],
    ) -> None:
        self.runtime = runtime
        self.retries: Retries[str] = Retries(reactor.seconds)
        self.running: dict[str, Machine] = {}
        self._servers = servers
        self._drain = drain
        self._cut = cut
        self._changed = changed
        self._wanted: Mapping[str, Machine] = {}
        self._locked_disks: Collection[str] = ()
        self._busy: dict[str, list[str]] = {}
        self._is_closing = False

    def apply(self, wanted: Mapping[str, Machine], locked_disks: Collection[str] = ()) -> None:
        """Have these machines run, and no others; those with a disk that is locked, later."""
        if self.runtime is None or self._is_closing:
            return
        self._wanted, self._locked_disks = wanted, locked_disks
        self.retries.keep({*wanted, *self.running})
        for key in sorted({*wanted, *self.running}):
            self._mend(key)

    def _mend(self, key: str) -> None:
        """Begin with what is to be done for one machine, unless something is being done for it."""
        found, wanted = self.running.get(key), self._wanted.get(key)
        if key in self._busy or self._is_closing or found == wanted or not self.retries.may_try(key):
            return
        if wanted is None:
            self._do(key, "stopped", self._stop)
        elif not any(link in self._locked_disks for link in media_links(wanted)):
            self._do(key, "started", lambda key: self._start(wanted))

    def _do(self, key: str, what: str, work: Callable[[str], Deferred[None]]) -> None:
        involved = filter(None, (self.running.get(key), self._wanted.get(key)))
        self._busy[key] = [link for machine in involved for link in media_links(machine)]
        done = maybeDeferred(work, key)
        done.addCallbacks(lambda dummy: self.retries.succeeded(key), self._note_failure, errbackArgs=(key, what))
        done.addBoth(lambda dummy: self._finish(key))

    @inlineCallbacks
    def _start(self, machine: Machine) -> Any:
        """Start a machine, or start it again because something about it is to be otherwise: other data disks are
        changed while it runs."""
        assert self.runtime
        found = self.running.get(machine.key)
        if found and replace(found, data_disks=machine.data_disks) == machine:
            yield self.runtime.start(machine)
            self._note_running(machine)
            return
        yield self._let_go(machine.key)
        yield self.runtime.start(machine)
        if self._servers:
            yield self._servers.open(machine)
        self._note_running(machine)

    def _note_running(self, machine: Machine) -> None:
        self.running[machine.key] = machine

    @inlineCallbacks
    def _stop(self, key: str) -> Any:
        assert self.runtime
        found = self.running[key]
        yield self._let_go(key)
        try:
            yield self.runtime.stop(key)
        except RuntimeFailure:
            self.running[key] = found  # it is to be stopped again
            raise

    @inlineCallbacks
    def _let_go(self, key: str) -> Any:
        """Have nobody use a machine any more: no connection comes to it, and those that there are come to an end."""
        if self.running.pop(key, None):
            yield self._drain(key)
            if self._servers:
                yield self._servers.close(key)

    def _note_failure(self, failure: Failure, key: str, what: str) -> None:
        if failure.value and not failure.check(RuntimeFailure):
            log.error("machine %s: %s", key, describe_bug(failure.value))
        reason = str(failure.value) if failure.check(RuntimeFailure) else "a bug in the emulator: see its log"
        self.retries.failed(key, f"machine {key} cannot be {what}: {reason}")

    def _finish(self, key: str) -> None:
        del self._busy[key]
        self._mend(key)
        self._changed()

    def ended(self, key: str, reason: str) -> None:
        """A machine has ended without having been stopped: it is started again, if it is still wanted then.

        ``reason`` is one of those of ``world.ExitListener``.
        """
        if reason == FAILURE:
            self.retries.failed(key, f"machine {key} has ended by itself, and is started again")
        if self.running.pop(key, None):
            self._cut(key)
        self._changed()

    def is_starting(self, key: str) -> bool:
        """Whether a machine is to run, and will soon, as far as anybody knows."""
        is_wanted = self.runtime is not None and key in self._wanted
        return is_wanted and key not in self.running and not self.retries.has_failed(key)

    def uses(self, media_link: str) -> bool:
        """Whether a machine that runs, or that something is being done for, has a disk."""
        running = [media_links(each) for each in self.running.values()]
        return any(media_link in links for links in (*running, *self._busy.values()))

    def connect(self, target: Target) -> Deferred[socket.socket]:
        if self.runtime is None or target.key not in self.running:
            return fail(RuntimeFailure(f"machine {target.key} does not run"))
        return self.runtime.connect(target.key, target.port)

    def close(self) -> Deferred[None] | None:
        """Stop all machines, and the runtime."""
        self._is_closing = True
        self.running.clear()
        return self.runtime.close() if self.runtime else None


def media_links(machine: Machine) -> list[str]:
    """The blobs of all disks of a machine."""
    return [machine.system_disk.media_link, *(disk.media_link for disk in machine.data_disks.values())]
