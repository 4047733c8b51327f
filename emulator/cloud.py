# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulated cloud below HTTP: its state, and what an administrator of the emulator does with it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any

from ansible_collections.classic.azure.emulator import services
from ansible_collections.classic.azure.emulator.core import entities
from ansible_collections.classic.azure.emulator.core.blobs import Blobs
from ansible_collections.classic.azure.emulator.core.clock import Clock, MachineClock, VirtualClock
from ansible_collections.classic.azure.emulator.core.entities import KINDS
from ansible_collections.classic.azure.emulator.core.faults import Faults
from ansible_collections.classic.azure.emulator.core.hosting import Hosting
from ansible_collections.classic.azure.emulator.core.journal import Journal
from ansible_collections.classic.azure.emulator.core.latency import LatencyProfile
from ansible_collections.classic.azure.emulator.core.operations import OPERATION_DUE, Operation, Operations
from ansible_collections.classic.azure.emulator.core.store import Store, Value, check_dump, unusable
from ansible_collections.classic.azure.emulator.services.cloud_services import packages
from ansible_collections.classic.azure.emulator.services.subscription import subscriptions

UNKNOWN_OPERATION = "Unknown"
"""What a request is named that belongs to no route."""


def _read_subscription(value: Value) -> None:
    """Raise LookupError or TypeError unless a subscription has all that is asked of one, each a number or a text."""
    for field in fields(subscriptions.Subscription):
        value[field.name]
    int(value["number"])


READERS: dict[str, Callable[[Value], object]] = {
    "subscription": _read_subscription,
    "operation": Operation.from_value,
    "begun": lambda value: value["id"],
    "lock": lambda value: value["operation"],
    "clock": lambda value: VirtualClock().set(value["now"]),
}
"""The kinds that are kept beside those of the entities, with what raises an exception for a value that is none."""


class Cloud:
    """All parts of the emulated cloud, with the routes and effects of all services.

    ``state`` is a file that survives a restart, or None for memory. ``seed`` makes ids the same in each run. ``blobs``
    is the blob service of the storage accounts, ``hosting`` what runs machines.
    """

    def __init__(
        self,
        profile: LatencyProfile,
        strict: bool = False,
        state: Path | None = None,
        seed: int | None = None,
        clock: Clock | None = None,
        blobs: Blobs | None = None,
        hosting: Hosting | None = None,
    ) -> None:
        self.profile = profile
        self.strict = strict
        self.clock = clock or MachineClock()
        registry = services.load()
        self.store = Store(state)
        self.routes = tuple(registry.routes)
        self.blobs = blobs or Blobs()
        self.hosting = hosting or Hosting()
        self.operations = Operations(self.store, self.clock, profile, registry.effects, seed, self.blobs, self.hosting)
        self.faults = Faults(seed, {UNKNOWN_OPERATION, *(route.operation for route in self.routes)})
        self.journal = Journal()
        if not self.store.is_new:
            self._resume()

    def _resume(self) -> None:
        """Go on with the state of a file. Raises UnusableState."""
        try:
            saved = self.store.dump()
            self._check_saved(saved)
            if not self.subscriptions():
                raise ValueError("it has no subscription")
            kept = self.store.get("", "clock", "virtual")
            if kept and isinstance(self.clock, VirtualClock):
                self.clock.set(kept["now"])
        except ValueError as error:
            self.store.close()
            raise unusable(self.store.path, str(error)) from error

    def _check_saved(self, saved: Mapping[str, Any]) -> None:
        """Raise ValueError unless a state holds only what the emulator knows, so that no request will stumble on it."""
        check_dump(saved)
        self.operations.check_effects(saved)
        for _subscription, kind, name, value in saved["kept"]:
            self._check_value(kind, name, value)
        for _due, _subscription, effect, facts in saved["timers"]:
            if effect == OPERATION_DUE.name and not isinstance(facts.get("operation"), str):
                raise ValueError("a timer of the saved state names no operation")

    def _check_value(self, kind: str, name: str, value: Value) -> None:
        if kind not in READERS and kind not in KINDS:
            raise ValueError(f"{name!r} is a {kind}, which is unknown here")
        try:
            READERS[kind](value) if kind in READERS else entities.load(KINDS[kind], value)
        except (AttributeError, LookupError, TypeError, ValueError):
            raise ValueError(f"the {kind} {name!r} is not as it should be") from None

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
            self._check_value(str(each["kind"]), str(each["name"]), each["value"])
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
        self._check_saved(saved)
        with self._transaction_at(now):
            self.store.load(saved)
        self.operations.completed.clear()

    @contextmanager
    def _transaction_at(self, now: float) -> Iterator[None]:
        """A transaction with a virtual clock at a moment, where it stays for good if the transaction is committed."""
        if not isinstance(self.clock, VirtualClock):
            with self.store.transaction():
                yield
            return
        before = self.clock.now()
        self.clock.set(now)
        try:
            with self.store.transaction():
                yield
                self.store.put("", "clock", "virtual", {"now": now})
        except BaseException:
            self.clock.set(before)
            raise

    def advance(self, seconds: float) -> float:
        """Move a virtual clock, and return what it shows. Raises ValueError where time is the machine's."""
        if not isinstance(self.clock, VirtualClock):
            raise ValueError("this emulator runs on the machine's clock: start it with --virtual-clock")
        if seconds < 0:
            raise ValueError(f"time does not go back: {seconds}")
        with self._transaction_at(self.clock.now() + seconds):
            self.operations.run_due_timers()
        return self.clock.now()
