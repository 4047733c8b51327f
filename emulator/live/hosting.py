# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the emulator asks of a hosting, with ``--live``: addresses of this machine, and machines that run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from typing import Protocol as Interface

from ansible_collections.classic.azure.emulator.cloud import Cloud
from ansible_collections.classic.azure.emulator.core.hosting import Hosting, Provisioning
from ansible_collections.classic.azure.emulator.core.store import Store
from ansible_collections.classic.azure.emulator.live.addresses import AddressPool, given_addresses
from ansible_collections.classic.azure.emulator.live.machines import Servers
from ansible_collections.classic.azure.emulator.live.provisioning import LiveFolder
from ansible_collections.classic.azure.emulator.live.reconcile import Reconciler
from ansible_collections.classic.azure.emulator.live.world import Runtime, World
from ansible_collections.classic.azure.emulator.workdir import LIVE
from twisted.internet.defer import Deferred


class Provisioner(Interface):
    """What keeps the users and the host keys of machines."""

    def provision(self, key: str, provisioning: Provisioning) -> None:
        """Take note of how a machine is to be provisioned."""

    def host_key_fingerprint(self, key: str, media_link: str) -> str:
        """The fingerprint of the host key of a machine, which is made if it has none."""


class LiveHosting(Hosting):
    """Runs what is in the store of a cloud. ``workdir`` is the folder of the emulator.

    Without a runtime no machines run: their ports listen, and reset. ``attach`` comes before anything else.
    """

    reconciler: Reconciler

    def __init__(
        self,
        reactor: Any,
        workdir: Path,
        runtime: Runtime | None = None,
        servers: Servers | None = None,
        provisioner: Provisioner | None = None,
        low_ports: int = 0,
        world_changed: Callable[[World], None] = lambda world: None,
    ) -> None:
        self._reactor = reactor
        self._workdir = workdir
        self._runtime = runtime
        self._servers = servers
        self._provisioner = provisioner
        self._low_ports = low_ports
        self._world_changed = world_changed
        self._pool = AddressPool()

    def attach(self, cloud: Cloud) -> None:
        """Take the addresses that the store of a cloud has given. Raises NoAddresses and OSError."""
        LiveFolder(self._workdir / LIVE).make()
        self._pool.open(self._workdir, given_addresses(cloud.store))
        self.reconciler = Reconciler(
            self._reactor,
            cloud,
            self._workdir,
            self._pool,
            self._runtime,
            self._servers,
            self._low_ports,
            self._world_changed,
        )

    def ended(self, key: str, reason: str) -> None:
        """A machine has ended without having been stopped; for the runtime to call, as ``world.ExitListener``."""
        self.reconciler.ended(key, reason)

    def start(self) -> None:
        """Begin to run what is in the store."""
        self.reconciler.start()

    def public_address(self, store: Store) -> str | None:
        return self._pool.new_address(store)

    def provision(self, key: str, provisioning: Provisioning) -> None:
        if self._provisioner:
            self._provisioner.provision(key, provisioning)

    def host_key_fingerprint(self, key: str, media_link: str) -> str | None:
        return self._provisioner.host_key_fingerprint(key, media_link) if self._provisioner else None

    def media_deleted(self, media_link: str) -> None:
        self.reconciler.disks.media_deleted(media_link)

    def changed(self) -> None:
        self.reconciler.changed()

    def status(self) -> Mapping[str, Any]:
        return self.reconciler.status()

    def close(self) -> Deferred[None] | None:
        """Stop everything, and let others have the addresses."""
        self._pool.close()
        return self.reconciler.close()
