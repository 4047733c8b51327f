# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations: what every request leaves behind, and what asynchronous ones do in time
(docs/protocol/operations.md#request-ids)."""

from __future__ import annotations

import logging
import random
import traceback
from collections import OrderedDict, deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ansible_collections.classic.azure.emulator.core.clock import Clock
from ansible_collections.classic.azure.emulator.core.context import ErrorResponse, conflict
from ansible_collections.classic.azure.emulator.core.faults import SERVICE_ERRORS
from ansible_collections.classic.azure.emulator.core.latency import LatencyProfile
from ansible_collections.classic.azure.emulator.core.store import Store, Value

log = logging.getLogger(__name__)
READS_REMEMBERED = 10_000
ENDED_REMEMBERED = 50


class Operations:
    """The operations of all subscriptions. An effect is a function of (subscription, facts, moment) with a name."""

    def __init__(self, store: Store, clock: Clock, profile: LatencyProfile, seed: int | None = None) -> None:
        self.store = store
        self.clock = clock
        self.profile = profile
        self.effects: dict[str, Callable[[str, Value, float], None]] = {"operation_ends": self._end_by_timer}
        self._seed = seed
        self._chance = random.SystemRandom()
        self._reads: OrderedDict[tuple[str, str], None] = OrderedDict()
        self.ended: deque[tuple[str, Value]] = deque(maxlen=ENDED_REMEMBERED)

    def new_id(self, digits: int = 32) -> str:
        """Hexadecimal digits that have not been used: always the same row of them for the same seed."""
        if self._seed is None:
            return f"{self._chance.getrandbits(digits * 4):0{digits}x}"
        number = self.store.next_number("ids")
        return f"{random.Random(f'{self._seed}:{number}').getrandbits(digits * 4):0{digits}x}"

    def record(self, subscription: str, operation_id: str, name: str, read: bool) -> None:
        """Remember a request that is done: its id answers Succeeded from now on."""
        if not read:
            self._keep(
                subscription, {"id": operation_id, "name": name, "status": "Succeeded", "started": self.clock.now()}
            )
            return
        self._reads[subscription, operation_id] = None
        if len(self._reads) > READS_REMEMBERED:
            self._reads.popitem(last=False)

    def start(
        self,
        subscription: str,
        operation_id: str,
        name: str,
        effect: str,
        facts: Value,
        target: str,
        locks: tuple[str, ...] = (),
        otherwise: str = "",
        times: int = 1,
        also: tuple[str, ...] = (),
    ) -> None:
        """Begin something that takes time: the effect happens at its end, or C(otherwise) if it fails.

        C(target) is the address that it works on, C(also) are others that show it. Nothing else that wants one of the
        C(locks) can begin before its end. It takes C(times) as long as one of its kind. Raises Refusal.
        """
        for lock in locks:
            self.refuse_if_locked(subscription, lock)
        for lock in locks:
            self.store.put(subscription, "lock", lock, {"operation": operation_id})
        operation = {
            "id": operation_id,
            "name": name,
            "status": "InProgress",
            "started": self.clock.now(),
            "effect": effect,
            "otherwise": otherwise,
            "facts": facts,
            "target": target,
            "also": list(also),
            "locks": list(locks),
            "polls_left": self.profile.polls,
        }
        self._keep(subscription, operation)
        if self.profile.polls is None:
            due = self.clock.now() + self.profile.duration(name, times)
            self.store.set_timer(due, subscription, "operation_ends", {"operation": operation_id})

    def refuse_if_locked(self, subscription: str, lock: str) -> None:
        """Raise the service's conflict if an operation has the lock (docs/protocol/operations.md#exclusive-access)."""
        holder = self.store.get(subscription, "lock", lock)
        if holder:
            kind = "deployment" if "/" in lock else "hosted service"
            raise conflict(
                f"Windows Azure is currently performing an operation with x-ms-requestid {holder['operation']} "
                f"on this {kind} that requires exclusive access."
            )

    def hang_operation(self, subscription: str, operation_id: str) -> None:
        """Have an operation that was just started never end; what it has locked stays locked."""
        operation = self.store.get(subscription, "operation", operation_id)
        if operation and operation["status"] == "InProgress":
            self._keep(subscription, {**operation, "stuck": True, "polls_left": None})

    def fail(self, subscription: str, operation_id: str, refusal: ErrorResponse) -> None:
        """Have an operation that was just started end as Failed, without its effect."""
        operation = self.store.get(subscription, "operation", operation_id)
        if operation and operation["status"] == "InProgress":
            error = {"status": refusal.status, "code": refusal.code, "message": refusal.message}
            self._keep(subscription, {**operation, "fails": error})

    def look(self, subscription: str, operation_id: str) -> Value | None:
        """An operation as it stands; counts as a poll."""
        folded = operation_id.replace("-", "").lower()
        operation = self.store.get(subscription, "operation", folded)
        if operation is None and (subscription, folded) in self._reads:
            return {"id": folded, "status": "Succeeded"}
        if operation and operation.get("polls_left") and operation["status"] == "InProgress":
            operation["polls_left"] -= 1
            self._keep(subscription, operation)
            if operation["polls_left"] == 0:
                self._end(subscription, operation, self.clock.now())
                return self.store.get(subscription, "operation", folded)
        return operation

    def look_at(self, subscription: str, path: str) -> None:
        """Somebody looks at an address: a poll for the operations that work on it, where polls are what counts.

        A look at a list is one at each thing in it.
        """
        if self.profile.polls is None:
            return
        for operation in self.in_progress(subscription):
            target = operation["target"]
            if path.lower() in map(str.lower, (target, target.rpartition("/")[0], *operation["also"])):
                self.look(subscription, operation["id"])

    def in_progress(self, subscription: str) -> list[Value]:
        """The operations that have begun and not ended."""
        begun = (
            self.store.get(subscription, "operation", each["id"]) for each in self.store.all(subscription, "begun")
        )
        return [operation for operation in begun if operation]

    def check_effects(self, saved: Value) -> None:
        """Raise ValueError if a saved state waits for something that nobody knows how to bring about."""
        waiting = [effect for due, subscription, effect, facts in saved["timers"]]
        kept = [row[3] for row in saved["kept"] if row[1] == "operation"]
        waiting += [each[name] for each in kept for name in ("effect", "otherwise") if each.get(name)]
        unknown = sorted(set(waiting) - set(self.effects))
        if unknown:
            raise ValueError(f"the saved state waits for {', '.join(unknown)}, which is unknown here")

    def pass_time(self) -> None:
        """Let everything happen whose moment has come."""
        while timer := self.store.take_timer(self.clock.now()):
            due, subscription, effect, facts = timer
            self.effects[effect](subscription, facts, due)

    def after(self, seconds: float, subscription: str, effect: str, facts: Value, since: float | None = None) -> None:
        """Have an effect happen that took the real service so many seconds."""
        moment = self.clock.now() if since is None else since
        self.store.set_timer(moment + self.profile.delay(seconds), subscription, effect, facts)

    def _keep(self, subscription: str, operation: Value) -> None:
        """Those in progress are listed under a kind of their own, since the others only ever grow more."""
        self.store.put(subscription, "operation", operation["id"], operation)
        if operation["status"] == "InProgress":
            self.store.put(subscription, "begun", operation["id"], {"id": operation["id"]})
        else:
            self.store.delete(subscription, "begun", operation["id"])
            self.ended.append((subscription, operation))

    def _end_by_timer(self, subscription: str, facts: Value, moment: float) -> None:
        operation = self.store.get(subscription, "operation", facts["operation"])
        if operation and operation["status"] == "InProgress" and not operation.get("stuck"):
            self._end(subscription, operation, moment)

    def _end(self, subscription: str, operation: Value, moment: float) -> None:
        error = operation.pop("fails", None)
        for lock in operation["locks"]:
            self.store.delete(subscription, "lock", lock)
        if error is None:
            try:
                self.effects[operation["effect"]](subscription, operation["facts"], moment)
            except ErrorResponse as refusal:
                error = {"status": refusal.status, "code": refusal.code, "message": refusal.message}
            except Exception as bug:  # noqa: BLE001 - a bug of ours: without this, no request would be answered any more
                error = _told(operation, bug)
        if error and operation["otherwise"]:
            self.effects[operation["otherwise"]](subscription, operation["facts"], moment)
        ended: dict[str, Any] = {"status": "Failed", "error": error} if error else {"status": "Succeeded"}
        self._keep(subscription, {**operation, **ended, "ended": moment, "polls_left": None})


def _told(operation: Value, bug: Exception) -> Value:
    """What an operation fails with that met a bug of ours, which is logged without what it says: that may be secret."""
    last = traceback.extract_tb(bug.__traceback__)[-1]
    place = f"{Path(last.filename).name} line {last.lineno}"
    log.error("%s %s: %s in %s", operation["name"], operation["id"], type(bug).__name__, place)
    status, code, message = SERVICE_ERRORS["internal_error"]
    return {"status": status, "code": code, "message": message}
