# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The machines that run: started, started again and stopped as it is desired, each on its own."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Collection, Mapping
from typing import Any
from typing import Protocol as Interface

from ansible_collections.classic.azure.emulator.core.errors import describe_bug
from ansible_collections.classic.azure.emulator.live.retries import Retries
from ansible_collections.classic.azure.emulator.live.world import Disk, Machine, Runtime, RuntimeFailure, Target
from twisted.internet.defer import Deferred, fail, maybeDeferred
from twisted.python.failure import Failure

NO_DISK = Disk("")

log = logging.getLogger(__name__)


class Logins(Interface):
    """What lets users log in to machines."""

    def start(self, machine: Machine) -> Deferred[None]:
        """Have a machine that was just started be ready for its users."""

    def stop(self, key: str) -> None:
        """Forget a machine that is about to be stopped."""


class Machines:
    """The machines of a runtime; without one none runs.

    ``before_stop`` is called with the key of a machine that is to be stopped, or to be started again, ``changed`` when
    a machine, or a disk, is another than before.
    """

    def __init__(
        self,
        reactor: Any,
        runtime: Runtime | None,
        logins: Logins | None,
        before_stop: Callable[[str], None],
        changed: Callable[[], None],
    ) -> None:
        self.runtime = runtime
        self.retries: Retries[str] = Retries(reactor.seconds)
        self.running: dict[str, Machine] = {}
        self._logins = logins
        self._before_stop = before_stop
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

    def _start(self, machine: Machine) -> Deferred[None]:
        assert self.runtime
        found = self.running.get(machine.key)
        if found and found.boots != machine.boots:
            self._let_go(machine.key)
        started = self.runtime.start(machine)
        if self._logins:
            logins = self._logins
            started.addCallback(lambda dummy: logins.start(machine))
        return started.addCallback(lambda dummy: self._note_running(machine))

    def _note_running(self, machine: Machine) -> None:
        self.running[machine.key] = machine

    def _stop(self, key: str) -> Deferred[None]:
        assert self.runtime
        self._let_go(key)
        stopped = self.runtime.stop(key)
        return stopped.addErrback(self._still_runs, key)

    def _still_runs(self, failure: Failure, key: str) -> Failure:
        """A machine that could not be stopped is to be stopped again."""
        self.running[key] = Machine(key, "", system_disk=NO_DISK, boots=-1)
        return failure

    def _let_go(self, key: str) -> None:
        """Have nobody use a machine any more."""
        self.running.pop(key, None)
        self._before_stop(key)
        if self._logins:
            self._logins.stop(key)

    def _note_failure(self, failure: Failure, key: str, what: str) -> None:
        if failure.value and not failure.check(RuntimeFailure):
            log.error("machine %s: %s", key, describe_bug(failure.value))
        reason = str(failure.value) if failure.check(RuntimeFailure) else "a bug in the emulator: see its log"
        self.retries.failed(key, f"machine {key} cannot be {what}: {reason}")

    def _finish(self, key: str) -> None:
        del self._busy[key]
        self._mend(key)
        self._changed()

    def ended(self, key: str) -> None:
        """A machine has ended without having been stopped: it is started again."""
        if key in self.running:
            log.warning("machine %s has ended, and is started again", key)
            self._let_go(key)
            self._changed()

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
        for key in list(self.running):
            self._let_go(key)
        return self.runtime.close() if self.runtime else None


def media_links(machine: Machine) -> list[str]:
    """The blobs of all disks of a machine."""
    return [machine.system_disk.media_link, *(disk.media_link for disk in machine.data_disks.values())]
