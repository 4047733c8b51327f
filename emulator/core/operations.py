# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations: what every request leaves behind, and what asynchronous ones do in time
(docs/protocol/operations.md#request-ids)."""

from __future__ import annotations

import logging
import random
import sqlite3
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from ansible_collections.classic.azure.emulator.core.blobs import Blobs
from ansible_collections.classic.azure.emulator.core.clock import Clock
from ansible_collections.classic.azure.emulator.core.errors import ErrorResponse, conflict, describe_bug, service_error
from ansible_collections.classic.azure.emulator.core.hosting import Hosting
from ansible_collections.classic.azure.emulator.core.latency import LatencyProfile
from ansible_collections.classic.azure.emulator.core.store import Store, Value

log = logging.getLogger(__name__)
READS_REMEMBERED = 10_000
COMPLETED_REMEMBERED = 50


@dataclass(frozen=True)
class Effect:
    """What happens when an operation completes or a timer is due. State refers to it by its name.

    ``apply`` gets the operations, the subscription, the facts that were stored when it was begun or scheduled, and the
    moment in seconds since 1970. It may raise ErrorResponse: then its operation fails, and nothing that the effect has
    done so far stays.
    """

    name: str
    apply: Callable[[Operations, str, Value, float], None]


@dataclass(frozen=True)
class OperationError:
    """What a failed operation failed with."""

    status: int
    code: str
    message: str


@dataclass
class Operation:
    """An operation, which is InProgress, Succeeded or Failed; moments are in seconds since 1970.

    ``effect`` and ``on_failure`` are the names of effects, and ``facts`` what these need to know. ``target`` is the
    path of the resource that it changes, ``related`` are paths of others that show it. ``caller`` is the thumbprint of
    the certificate of who wants it. ``polls_left`` counts down where operations take a number of polls. ``hangs`` and
    ``planned_error`` are set by faults.
    """

    id: str
    name: str
    started: float
    status: str = "InProgress"
    effect: str = ""
    on_failure: str = ""
    facts: Value = field(default_factory=dict)
    target: str = ""
    caller: str = ""
    related: list[str] = field(default_factory=list)
    locks: list[str] = field(default_factory=list)
    polls_left: int | None = None
    hangs: bool = False
    planned_error: OperationError | None = None
    error: OperationError | None = None
    ended: float | None = None

    @property
    def in_progress(self) -> bool:
        return self.status == "InProgress"

    def to_value(self) -> Value:
        """The operation as JSON can hold it."""
        found = {each.name: getattr(self, each.name) for each in fields(self)}
        errors = {name: vars(value) for name, value in found.items() if isinstance(value, OperationError)}
        return {**found, **errors}

    @classmethod
    def from_value(cls, value: Value) -> Operation:
        """The operation that ``to_value`` wrote."""
        errors = {name: OperationError(**value[name]) for name in ("planned_error", "error") if value[name]}
        return cls(**{**value, **errors})


class Operations:
    """The operations and timers of all subscriptions, with the effects that they may have.

    ``blobs`` is the blob service, from which effects delete what is deleted with its media; ``hosting`` runs machines.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        profile: LatencyProfile,
        effects: Mapping[str, Effect],
        seed: int | None = None,
        blobs: Blobs | None = None,
        hosting: Hosting | None = None,
    ) -> None:
        self.store = store
        self.blobs = blobs or Blobs()
        self.hosting = hosting or Hosting()
        self.clock = clock
        self.profile = profile
        self.effects: dict[str, Effect] = {**effects, **{each.name: each for each in (NO_EFFECT, OPERATION_DUE)}}
        self._seed = seed
        self._random = random.SystemRandom()
        self._reads: OrderedDict[tuple[str, str], Operation] = OrderedDict()
        self.completed: deque[tuple[str, Operation]] = deque(maxlen=COMPLETED_REMEMBERED)

    def new_id(self, digits: int = 32) -> str:
        """Hexadecimal digits that have not been used: always the same sequence of them for the same seed."""
        if self._seed is None:
            return f"{self._random.getrandbits(digits * 4):0{digits}x}"
        number = self.store.next_number("ids")
        return f"{random.Random(f'{self._seed}:{number}').getrandbits(digits * 4):0{digits}x}"

    def record(
        self, subscription: str, operation_id: str, name: str, read: bool, target: str = "", caller: str = ""
    ) -> None:
        """Remember a request that is done: its id answers Succeeded from now on.

        ``target`` is the path of the resource that it changed. Of those that only read, the last ``READS_REMEMBERED``
        are remembered, until the process ends.
        """
        now = self.clock.now()
        operation = Operation(operation_id, name, now, "Succeeded", target=target, caller=caller, ended=now)
        if not read:
            self._put(subscription, operation)
            return
        self._reads[subscription, operation_id] = operation
        if len(self._reads) > READS_REMEMBERED:
            self._reads.popitem(last=False)

    def begin(
        self,
        subscription: str,
        operation_id: str,
        name: str,
        effect: Effect,
        facts: Value,
        target: str,
        *,
        locks: tuple[str, ...] = (),
        on_failure: Effect | None = None,
        factor: int = 1,
        related: tuple[str, ...] = (),
        caller: str = "",
    ) -> None:
        """Begin something that takes time: the effect happens when it completes, or ``on_failure`` if it fails.

        A failed operation leaves what was there before (docs/protocol/operations.md#failed-operations), so
        ``on_failure`` undoes what the request itself has changed already, such as a state that is to be seen while the
        operation goes on. A request that changes nothing before its effect needs none.

        ``target`` is the path of the resource that it changes, ``related`` are paths of others that show it. Nothing
        else that wants one of the ``locks`` can begin before it ends. It takes ``factor`` times as long as one of its
        name does. Raises ErrorResponse if one of the locks is held.
        """
        for lock in locks:
            self.refuse_if_locked(subscription, lock)
        for lock in locks:
            self.store.put(subscription, "lock", lock, {"operation": operation_id})
        operation = Operation(
            operation_id,
            name,
            self.clock.now(),
            effect=self._name(effect),
            on_failure=self._name(on_failure) if on_failure else "",
            facts=facts,
            target=target,
            caller=caller,
            related=list(related),
            locks=list(locks),
            polls_left=self.profile.polls,
        )
        self._put(subscription, operation)
        if self.profile.polls is None:
            due = self.clock.now() + self.profile.duration(name, factor)
            self.schedule_at(due, subscription, OPERATION_DUE, {"operation": operation_id})

    def refuse_if_locked(self, subscription: str, lock: str) -> None:
        """Raise the service's conflict if an operation has the lock (docs/protocol/operations.md#exclusive-access)."""
        holder = self.lock_holder(subscription, lock)
        if holder:
            kind = "deployment" if "/" in lock else "hosted service"
            raise conflict(
                f"Windows Azure is currently performing an operation with x-ms-requestid {holder} "
                f"on this {kind} that requires exclusive access."
            )

    def lock_holder(self, subscription: str, lock: str) -> str | None:
        """The id of the operation that has a lock, if one has it."""
        value = self.store.get(subscription, "lock", lock)
        return None if value is None else str(value["operation"])

    def hang(self, subscription: str, operation_id: str) -> None:
        """Have an operation that was just begun never end; what it has locked stays locked."""
        operation = self.get(subscription, operation_id)
        if operation and operation.in_progress:
            operation.hangs, operation.polls_left = True, None
            self._put(subscription, operation)

    def fail(self, subscription: str, operation_id: str, error: ErrorResponse) -> None:
        """Have an operation that was just begun end as Failed, without its effect."""
        operation = self.get(subscription, operation_id)
        if operation and operation.in_progress:
            operation.planned_error = _error(error)
            self._put(subscription, operation)

    def get(self, subscription: str, operation_id: str) -> Operation | None:
        """An operation of a request that did more than read; this does not count as a poll."""
        value = self.store.get(subscription, "operation", operation_id)
        return None if value is None else Operation.from_value(value)

    def poll(self, subscription: str, operation_id: str) -> Operation | None:
        """An operation as it stands, also that of a read; this may be the poll that completes it."""
        folded = operation_id.replace("-", "").lower()
        operation = self.get(subscription, folded)
        if operation is None:
            return self._reads.get((subscription, folded))
        if operation.polls_left and operation.in_progress:
            operation.polls_left -= 1
            if operation.polls_left == 0:
                self._complete(subscription, operation, self.clock.now())
            else:
                self._put(subscription, operation)
        return operation

    def poll_resource(self, subscription: str, path: str) -> None:
        """Count a request to a path as a poll of the operations that change what is there, where polls count.

        A request to a list is one to each thing in it.
        """
        if self.profile.polls is None:
            return
        for operation in self.in_progress(subscription):
            paths = (operation.target, operation.target.rpartition("/")[0], *operation.related)
            if path.lower() in map(str.lower, paths):
                self.poll(subscription, operation.id)

    def in_progress(self, subscription: str) -> list[Operation]:
        """The operations that have begun and not ended."""
        begun = (self.get(subscription, each["id"]) for each in self.store.all(subscription, "begun"))
        return [operation for operation in begun if operation]

    def changes(self, subscription: str) -> list[Operation]:
        """The operations of all requests that did more than read, in the order in which they were sent."""
        values = self.store.all(subscription, "operation")
        return sorted(map(Operation.from_value, values), key=lambda operation: operation.started)

    def check_effects(self, saved: Mapping[str, Any]) -> None:
        """Raise ValueError if a saved state refers to an effect that is not registered."""
        named = [effect for due, subscription, effect, facts in saved["timers"]]
        operations = [row[3] for row in saved["kept"] if row[1] == "operation"]
        named += [each[name] for each in operations for name in ("effect", "on_failure") if each.get(name)]
        unknown = sorted(set(named) - set(self.effects))
        if unknown:
            raise ValueError(f"the saved state waits for {', '.join(unknown)}, which is unknown here")

    def run_due_timers(self) -> None:
        """Let everything happen whose moment has come."""
        while timer := self.store.take_timer(self.clock.now()):
            self._apply(timer.effect, timer.subscription, timer.facts, timer.due, cause="a timer")

    def schedule(
        self, seconds: float, subscription: str, effect: Effect, facts: Value, since: float | None = None
    ) -> None:
        """Have an effect happen that took the real service so many seconds, from now or from a moment on."""
        moment = self.clock.now() if since is None else since
        self.schedule_at(moment + self.profile.delay(seconds), subscription, effect, facts)

    def schedule_at(self, due: float, subscription: str, effect: Effect, facts: Value) -> None:
        """Have an effect happen at a moment."""
        self.store.set_timer(due, subscription, self._name(effect), facts)

    def _name(self, effect: Effect) -> str:
        """The name of an effect, by which it is found again."""
        if self.effects.get(effect.name) != effect:
            raise LookupError(f"the effect {effect.name} is not registered")
        return effect.name

    def _put(self, subscription: str, operation: Operation) -> None:
        """Store an operation. Those in progress are listed under a kind of their own, since the others only grow."""
        self.store.put(subscription, "operation", operation.id, operation.to_value())
        if operation.in_progress:
            self.store.put(subscription, "begun", operation.id, {"id": operation.id})
        else:
            self.store.delete(subscription, "begun", operation.id)
            self.store.on_commit(lambda: self.completed.append((subscription, operation)))

    def _complete(self, subscription: str, operation: Operation, moment: float) -> None:
        """End an operation: release its locks, let its effect happen, and store what it ended with."""
        for lock in operation.locks:
            self.store.delete(subscription, "lock", lock)
        cause = f"{operation.name} {operation.id}"
        error, operation.planned_error = operation.planned_error, None
        if error is None:
            error = self._apply(operation.effect, subscription, operation.facts, moment, cause)
        if error and operation.on_failure:
            self._apply(operation.on_failure, subscription, operation.facts, moment, cause)
        operation.status, operation.error = ("Failed", error) if error else ("Succeeded", None)
        operation.ended, operation.polls_left = moment, None
        self._put(subscription, operation)

    def _apply(self, effect: str, subscription: str, facts: Value, moment: float, cause: str) -> OperationError | None:
        """Let an effect happen wholly, or not at all; return what it failed with, if it did.

        ``cause`` is what the log has of the origin of an effect that raises something unexpected.
        """
        try:
            with self.store.savepoint():
                self.effects[effect].apply(self, subscription, facts, moment)
        except ErrorResponse as refusal:
            return _error(refusal)
        except sqlite3.Error:
            raise
        except Exception as bug:  # noqa: BLE001 - a bug of ours: without this, no request would be answered any more
            log.error("%s: the effect %s raised %s", cause, effect, describe_bug(bug))
            return _error(service_error("internal_error"))
        return None

    def complete_when_due(self, subscription: str, facts: Value, moment: float) -> None:
        """Complete the operation that a timer was set for, unless it hangs."""
        operation = self.get(subscription, facts["operation"])
        if operation and operation.in_progress and not operation.hangs:
            self._complete(subscription, operation, moment)


def _do_nothing(operations: Operations, subscription: str, facts: Value, moment: float) -> None:
    pass


NO_EFFECT = Effect("no_effect", _do_nothing)
"""For operations that have done at once what they do, and those of which nothing is left when they fail."""

OPERATION_DUE = Effect("operation_due", Operations.complete_when_due)
"""The effect of the timer that ends an operation."""


def _error(error: ErrorResponse) -> OperationError:
    return OperationError(error.status, error.code, error.message)
