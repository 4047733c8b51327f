# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulated cloud below HTTP: its state, and what an administrator of the emulator does with it."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from ansible_collections.classic.azure.emulator import services
from ansible_collections.classic.azure.emulator.core.blobs import Blobs
from ansible_collections.classic.azure.emulator.core.clock import Clock, MachineClock, VirtualClock
from ansible_collections.classic.azure.emulator.core.faults import Faults
from ansible_collections.classic.azure.emulator.core.journal import Journal
from ansible_collections.classic.azure.emulator.core.latency import LatencyProfile
from ansible_collections.classic.azure.emulator.core.operations import Operations
from ansible_collections.classic.azure.emulator.core.store import Store, Value
from ansible_collections.classic.azure.emulator.services.cloud_services import packages
from ansible_collections.classic.azure.emulator.services.subscription import subscriptions

UNKNOWN_OPERATION = "Unknown"
"""What a request is named that belongs to no route."""


class Cloud:
    """All parts of the emulated cloud, with the routes and effects of all services.

    ``state`` is a file that survives a restart, or None for memory. ``seed`` makes ids the same in each run. ``blobs``
    is the blob service of the storage accounts.
    """

    def __init__(
        self,
        profile: LatencyProfile,
        strict: bool = False,
        state: Path | None = None,
        seed: int | None = None,
        clock: Clock | None = None,
        blobs: Blobs | None = None,
    ) -> None:
        self.profile = profile
        self.strict = strict
        self.clock = clock or MachineClock()
        self.store = Store(state)
        kept = self.store.get("", "clock", "virtual")
        if kept and isinstance(self.clock, VirtualClock):
            self.clock.set(kept["now"])
        registry = services.load()
        self.routes = tuple(registry.routes)
        self.blobs = blobs or Blobs()
        self.operations = Operations(self.store, self.clock, profile, registry.effects, seed, self.blobs)
        self.faults = Faults(seed, {UNKNOWN_OPERATION, *(route.operation for route in self.routes)})
        self.journal = Journal()

    def add_subscription(
        self, certificates: list[Value], subscription_id: str | None = None, name: str = "", **limits: int
    ) -> str:
        """Create a subscription, unless it exists, that holders of the certificates may manage; return its id."""
        with self.store.transaction():
            new_id = (subscription_id or str(uuid.UUID(self.operations.new_id()))).lower()
            if self.store.get(new_id, "subscription", new_id) is None:
                value = subscriptions.new_subscription(new_id, name or new_id, self.clock.now(), limits)
                value["number"] = self.store.next_number("subscriptions")
                self.store.put(new_id, "subscription", new_id, value)
            for certificate in certificates:
                self.store.put(new_id, "management_certificate", certificate["thumbprint"], certificate)
        return new_id

    def subscriptions(self) -> list[Value]:
        """All subscriptions, in the order in which they were made."""
        return sorted(
            self.store.all_subscriptions("subscription"), key=lambda subscription: int(subscription["number"])
        )

    def reset(self, subscription: str) -> dict[str, int]:
        """Delete all that is in a subscription but the certificates; return how much of each kind there was.

        Raises ValueError if there is no such subscription.
        """
        subscription = self._known(subscription)
        certificates = self.store.all(subscription, "management_certificate")
        with self.store.transaction():
            gone = self.store.clear(subscription)
            for certificate in certificates:
                self.store.put(subscription, "management_certificate", certificate["thumbprint"], certificate)
        self.journal.clear(subscription)
        self.faults.clear(subscription)
        return {kind: count for kind, count in gone.items() if kind != "management_certificate"}

    def seed(self, subscription: str, values: list[dict[str, Any]]) -> int:
        """Put values into a subscription as if they had always been there: each has a kind, a name and a value.

        Raises ValueError.
        """
        subscription = self._known(subscription)
        for each in values:
            if set(each) != {"kind", "name", "value"} or not isinstance(each["value"], dict):
                raise ValueError("each of the values has a kind, a name and a value, which is an object")
        with self.store.transaction():
            for each in values:
                self.store.put(subscription, str(each["kind"]), str(each["name"]), each["value"])
        return len(values)

    def register_package(self, subscription: str, package: Value) -> Value:
        """Say what is in the package at ``url``: its ``roles``, ``upgrade_domains``, ``sdk_version``.

        Raises ValueError.
        """
        subscription = self._known(subscription)
        with self.store.transaction():
            return packages.register_package(self.store, subscription, package)

    def _known(self, subscription: str) -> str:
        folded = str(subscription).lower()
        if self.store.get(folded, "subscription", folded) is None:
            raise ValueError(f"there is no subscription {subscription!r}")
        return folded

    def save(self) -> dict[str, Any]:
        """The whole state, as JSON can hold it, for ``load``."""
        return {"now": self.clock.now(), **self.store.dump()}

    def load(self, saved: dict[str, Any]) -> None:
        """Become what ``save`` once returned; a virtual clock shows the time of then. Raises ValueError."""
        now = saved.get("now")
        if not isinstance(now, (int, float)):
            raise ValueError("a saved state says when it was")
        with self.store.transaction():
            self.store.load(saved)
            self.operations.check_effects(saved)
            self._set_clock(now)
        self.operations.completed.clear()

    def _set_clock(self, now: float) -> None:
        """Set a virtual clock, also for after a restart."""
        if isinstance(self.clock, VirtualClock):
            self.clock.set(now)
            self.store.put("", "clock", "virtual", {"now": now})

    def advance(self, seconds: float) -> float:
        """Move a virtual clock, and return what it shows. Raises ValueError where time is the machine's."""
        if not isinstance(self.clock, VirtualClock):
            raise ValueError("this emulator runs on the machine's clock: start it with --virtual-clock")
        self.clock.advance(seconds)
        with self.store.transaction():
            self._set_clock(self.clock.now())
            self.operations.run_due_timers()
        return self.clock.now()
