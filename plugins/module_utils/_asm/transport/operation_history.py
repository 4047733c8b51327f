# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What clients know of operations together: which request began one and for what, and how long they usually take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ansible_collections.classic.azure.plugins.module_utils._asm.wire.timings import (
    PROFILE_HEADER,
    RECORDED_PROFILE,
    usual_range,
)


@dataclass(frozen=True)
class BegunOperation:
    """An operation that a client has begun.

    request: the service's name of the request. subject: the resource, as messages name it.
    path: where the request was sent, below the subscription. began: when, by the client's monotonic clock.
    """

    request: str
    subject: str
    path: str
    began: float

    @property
    def usual(self) -> tuple[float, float] | None:
        """How long such an operation takes by the recordings, in seconds: at least and at most."""
        return usual_range(self.request, has_media="comp=media" in self.path)


class OperationHistory:
    """The operations that clients have begun, by their ids; several clients, also of several threads, can share one.

    They share a clock, too. Estimates come from recordings of the service. There is none when the endpoint is an
    emulator with a time of its own, nor for requests that turned out to take another time here.
    """

    def __init__(self) -> None:
        self._operations: dict[str, BegunOperation] = {}
        self._misestimated: set[str] = set()
        self._takes_recorded_times = True

    def read_headers(self, headers: Mapping[str, str]) -> None:
        """Note what the headers of a response say of the endpoint's times."""
        if headers.get(PROFILE_HEADER, RECORDED_PROFILE) != RECORDED_PROFILE:
            self._takes_recorded_times = False

    def add(self, operation_id: str, operation: BegunOperation) -> None:
        """Add an operation that has just begun."""
        self._operations[key_of(operation_id)] = operation

    def find(self, operation_id: str) -> BegunOperation | None:
        """Return the operation of an id; None if no client of this history has begun it."""
        return self._operations.get(key_of(operation_id))

    def end(self, operation_id: str, now: float) -> None:
        """Note that an operation has succeeded. One that took less than half of the usual time, or more than twice as
        long, shows that the estimate for its request is of no use here."""
        operation = self.find(operation_id)
        usual = operation and operation.usual
        if operation and usual and not usual[0] / 2 <= now - operation.began <= usual[1] * 2:
            self._misestimated.add(operation.request)

    def usual(self, operation_id: str) -> tuple[float, float] | None:
        """Return how long an operation usually takes, in seconds: at least and at most; None if there is no telling."""
        operation = self.find(operation_id)
        if operation is None or not self._takes_recorded_times or operation.request in self._misestimated:
            return None
        return operation.usual

    def usual_in_state(self, seconds: float | None) -> tuple[float, float] | None:
        """Return the recorded time of a state as ``usual`` does, None where times are not those of the service."""
        return (seconds, seconds) if seconds and self._takes_recorded_times else None


def key_of(operation_id: str) -> str:
    """Return the id as headers have it, whatever document it is from (docs/protocol/operations.md#request-ids)."""
    return operation_id.replace("-", "").lower()
