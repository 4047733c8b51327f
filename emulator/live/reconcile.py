# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way from what runs and listens to what should: after each request, and once a second.

Nothing here remembers what has happened: the desired world follows from the store each time, and is compared with what
there is.
"""

from __future__ import annotations

import logging
import socket
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ansible_collections.classic.azure.emulator.cloud import Cloud
from ansible_collections.classic.azure.emulator.core.entities import EffectScope
from ansible_collections.classic.azure.emulator.core.errors import describe_bug
from ansible_collections.classic.azure.emulator.files import replace_file
from ansible_collections.classic.azure.emulator.live.addresses import AddressPool, NoAddresses
from ansible_collections.classic.azure.emulator.live.desired import desired_world, is_running
from ansible_collections.classic.azure.emulator.live.disks import Disks
from ansible_collections.classic.azure.emulator.live.listeners import Listeners
from ansible_collections.classic.azure.emulator.live.machines import Machines, Servers
from ansible_collections.classic.azure.emulator.live.retries import Retries
from ansible_collections.classic.azure.emulator.live.web import WebAnswer
from ansible_collections.classic.azure.emulator.live.world import Instance, Listener, Runtime, Target, World
from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_state import DEPLOYMENTS, save
from ansible_collections.classic.azure.emulator.services.compute.machines import apply_roles, stop
from ansible_collections.classic.azure.emulator.workdir import LIVE
from twisted.internet.defer import Deferred
from twisted.internet.task import LoopingCall

TICK = 1.0
"""Seconds between two looks at the store and at the connections."""
POWER_OFF = "poweroff"
HOSTS = "hosts"
HOSTS_HEADER = "# The addresses of deployments, for /etc/hosts. The emulator writes this file anew when they change.\n"

log = logging.getLogger(__name__)


class Reconciler:
    """Has the world of a cloud's store run. ``workdir`` is the folder of the emulator.

    ``world_changed`` is called with the world, its ports as they are on this machine, when it is another one than
    before, or other machines run.
    """

    def __init__(
        self,
        reactor: Any,
        cloud: Cloud,
        workdir: Path,
        pool: AddressPool,
        runtime: Runtime | None = None,
        servers: Servers | None = None,
        low_ports: int = 0,
        world_changed: Callable[[World], None] = lambda world: None,
    ) -> None:
        self._reactor = reactor
        self._cloud = cloud
        self._hosts = workdir / HOSTS
        self._pool = pool
        self._world_changed = world_changed
        self.machines = Machines(reactor, runtime, servers, self._drain, self._cut, self.changed)
        self.listeners = Listeners(reactor, self, cloud.profile.delay, low_ports)
        self.disks = Disks(
            workdir / LIVE, self.machines, Retries(reactor.seconds), cloud.blobs.account_of, self.changed
        )
        self._webs: dict[str, WebAnswer] = {}
        self._addresses: Retries[str] = Retries(reactor.seconds)
        self.world = World()
        self._seen: int | None = None
        self._told: object = None
        self._is_scheduled = False
        self._is_closed = False
        self._tick = LoopingCall(self._look)
        self._tick.clock = reactor

    @property
    def _retries(self) -> tuple[Retries[Any], ...]:
        """What went wrong, of all kinds."""
        return self.machines.retries, self.listeners.retries, self.disks.retries, self._addresses

    def start(self) -> None:
        """Begin with what the store has now."""
        self._tick.start(TICK)

    def changed(self) -> None:
        """Look at the store again, as soon as what goes on now is done."""
        if not self._is_scheduled and not self._is_closed:
            self._is_scheduled = True
            self._reactor.callLater(0, self._reconcile)

    def _look(self) -> None:
        """Let everything happen whose moment has come, and what was to be tried again."""
        try:
            with self._cloud.store.transaction():
                self._cloud.operations.run_due_timers()
        except sqlite3.Error as error:
            log.warning("the state cannot be kept: %s", error)
        self.listeners.sweep()
        if self._cloud.store.changes != self._seen or any(each.is_due for each in self._retries):
            self.changed()

    def _reconcile(self) -> None:
        """Mend what differs from the desired world. A bug is logged, and everything else goes on."""
        self._is_scheduled = False
        if self._is_closed:
            return
        try:
            self._derive()
            self.mend()
        except Exception as bug:  # noqa: BLE001 - a bug of ours: without this, nothing would be mended any more
            log.error("what runs cannot be compared with what should: %s", describe_bug(bug))

    def _derive(self) -> None:
        """Have the desired world be that of the store, if this has changed."""
        changes = self._cloud.store.changes
        if changes == self._seen:
            return
        is_first, self._seen = self._seen is None, changes
        world = desired_world(self._cloud.store)
        if is_first or world != self.world:
            self.world = world
            self._write_hosts(world.names)

    def mend(self) -> None:
        """What goes, goes from the ports first; what comes, comes there last."""
        self._set_instances(self.world.instances)
        self._addresses.keep({listener.address for listener in self.world.listeners})
        self.listeners.apply(filter(self._is_ours, self.world.listeners))
        self.disks.apply(self.world)
        self.machines.apply(self.world.machines, self.disks.locked)
        told = self.world, frozenset(self.machines.running)
        if told != self._told:
            self._told = told
            here = [replace(each, port=self.listeners.port_here(each.port)) for each in self.world.listeners]
            self._world_changed(replace(self.world, listeners=tuple(here)))

    def ended(self, key: str, reason: str) -> None:
        """A machine has ended without having been stopped. One that was switched off from inside is stopped then."""
        if reason == POWER_OFF:
            self._note_switched_off(key)
        self.machines.ended(key, reason)

    def _note_switched_off(self, key: str) -> None:
        subscription, dummy, rest = key.partition("/")
        deployment_key, dummy, name = rest.rpartition("/")
        scope = EffectScope(self._cloud.operations, subscription, self._cloud.clock.now())
        try:
            with self._cloud.store.transaction():
                deployment = DEPLOYMENTS.get(scope, deployment_key)
                instance = deployment and deployment.instance(name)
                if deployment and instance and is_running(instance):
                    stop(deployment, instance.name, deallocate=False)
                    apply_roles(deployment)
                    save(scope, deployment)
        except sqlite3.Error as error:
            log.warning("the state cannot be kept: %s", error)

    def _set_instances(self, instances: Mapping[str, Instance]) -> None:
        for key in [key for key in self._webs if key not in instances]:
            self._webs.pop(key).close()
        for key, instance in instances.items():
            if key in self._webs:
                self._webs[key].document = instance.document
            else:
                self._webs[key] = WebAnswer(instance.document, self._reactor)

    def _is_ours(self, listener: Listener) -> bool:
        """Whether the address of a port is this emulator's; one of a state that was loaded becomes so, if it can."""
        if not self._addresses.may_try(listener.address):
            return False
        try:
            self._pool.include(listener.address)
        except NoAddresses as error:
            self._addresses.failed(listener.address, f"{listener.address}:{listener.port} does not listen: {error}")
            return False
        self._addresses.succeeded(listener.address)
        return True

    def _write_hosts(self, names: Mapping[str, str]) -> None:
        """Write the names of deployments, which no server resolves, as /etc/hosts has them."""
        lines = [f"{address} {name}\n" for name, address in sorted(names.items())]
        try:
            replace_file(self._hosts, "".join([HOSTS_HEADER, *lines]).encode(), mode=0o644)
        except OSError as error:
            log.warning("%s cannot be written: %s", self._hosts, error.strerror)

    def web(self, key: str) -> WebAnswer | None:
        return self._webs.get(key)

    def is_up(self, key: str) -> bool:
        return key in self._webs or key in self.machines.running

    def is_starting(self, key: str) -> bool:
        return self.machines.is_starting(key)

    def connect(self, target: Target) -> Deferred[socket.socket]:
        return self.machines.connect(target)

    def _drain(self, key: str) -> Deferred[None]:
        return self.listeners.drain(key)

    def _cut(self, key: str) -> None:
        self.listeners.cut(key)

    def status(self) -> dict[str, Any]:
        """What runs and listens, and what is amiss."""
        runs = self.machines.runtime is not None
        return {
            "addresses": [str(block) for block in self._pool.blocks],
            "machines": {key: key in self.machines.running for key in sorted(self.world.machines)} if runs else {},
            "instances": sorted(self._webs),
            "listeners": [f"{address}:{port}" for address, port in self.listeners.places],
            "failures": [sentence for each in self._retries for sentence in each.sentences],
        }

    def close(self) -> Deferred[None] | None:
        """Close all ports, and stop all machines."""
        self._is_closed = True
        if self._tick.running:
            self._tick.stop()
        self.listeners.close()
        self._set_instances({})
        return self.machines.close()
