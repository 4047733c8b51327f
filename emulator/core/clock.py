# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The time in the emulator, in seconds since 1970: that of the machine, or one that is advanced by hand."""

from __future__ import annotations

import time
from datetime import datetime, timezone
from typing import Protocol

EPOCH = datetime(2015, 7, 1, tzinfo=timezone.utc).timestamp()
END = datetime(9999, 12, 31, tzinfo=timezone.utc).timestamp()


class Clock(Protocol):
    def now(self) -> float:
        """Seconds since 1970."""


class MachineClock:
    def now(self) -> float:
        return time.time()


class VirtualClock:
    """A clock that stands still until it is advanced. It begins at the time of the recordings."""

    def __init__(self, start: float = EPOCH) -> None:
        self._now = start

    def now(self) -> float:
        return self._now

    def advance(self, seconds: float) -> None:
        """Let time pass. Raises ValueError if that is less than none, or beyond the year 9999."""
        if seconds < 0:
            raise ValueError(f"time does not go back: {seconds}")
        self.set(self._now + seconds)

    def set(self, now: float) -> None:
        """Go to a moment, which may be an earlier one, of a state that was saved. Raises ValueError."""
        if not 0 <= now <= END:
            raise ValueError(f"the clock goes from 1970 to 9999, and cannot show {now}")
        self._now = now


def stamp(moment: float) -> str:
    """A moment, in seconds since 1970, as the service writes it: UTC, whole seconds
    (docs/protocol/general.md#dates)."""
    return datetime.fromtimestamp(moment, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
