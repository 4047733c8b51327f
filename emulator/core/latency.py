# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long operations take: no time, a number of polls, a fixed time, or as long as recorded, or a part of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ansible_collections.classic.azure.plugins.module_utils._asm.wire.timings import RECORDED_PROFILE, RECORDED_SECONDS

DEFAULT_SECONDS = 30.0


@dataclass(frozen=True)
class LatencyProfile:
    """An operation ends with the poll of number ``polls``, or after ``seconds``, or else after the recorded time.

    Recorded times, also those between the states of an instance, are divided by ``scale``.
    """

    name: str
    polls: int | None = None
    seconds: float | None = None
    scale: float = 1.0

    def duration(self, operation: str, factor: int = 1) -> float:
        """Seconds until an operation ends that takes ``factor`` times as long as the recorded one of its name."""
        if self.seconds is not None:
            return self.seconds
        return RECORDED_SECONDS.get(operation, DEFAULT_SECONDS) * factor / self.scale

    def delay(self, seconds: float) -> float:
        """Seconds until something happens without an operation, given how many it took the real service."""
        return 0.0 if self.seconds == 0 or self.polls is not None else seconds / self.scale


def parse(text: str) -> LatencyProfile:
    """The profile that the command line names: instant, polls:N, seconds:S, scale:F or recorded. Raises
    ValueError."""
    if text == "instant":
        return LatencyProfile(text, seconds=0.0)
    if text == RECORDED_PROFILE:
        return LatencyProfile(text)
    word, dummy, number = text.partition(":")
    if word == "polls" and re.fullmatch("[0-9]+", number) and int(number) > 0:
        return LatencyProfile(text, polls=int(number))
    if word in ("seconds", "scale") and re.fullmatch(r"[0-9]+\.?[0-9]*|\.[0-9]+", number):
        if word == "seconds":
            return LatencyProfile(text, seconds=float(number))
        if float(number) > 0:
            return LatencyProfile(text, scale=float(number))
    raise ValueError(f"{text!r} is none of instant, polls:N, seconds:S, scale:F, recorded")
