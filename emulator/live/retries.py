# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What went wrong, in a sentence each, and when it is tried again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Generic, TypeVar

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds until something is tried again: twice as long each time."""

Key = TypeVar("Key")

log = logging.getLogger(__name__)


@dataclass
class _Failed:
    sentence: str
    pause: float
    until: float


class Retries(Generic[Key]):
    """The failures that there are, by what they are about. ``seconds`` is the time, from any moment on."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._failed: dict[Key, _Failed] = {}

    @property
    def sentences(self) -> list[str]:
        return sorted(failed.sentence for failed in self._failed.values())

    @property
    def is_due(self) -> bool:
        """Whether it is time to try something again."""
        return any(failed.until <= self._seconds() for failed in self._failed.values())

    def may_try(self, key: Key) -> bool:
        """Whether something has not failed, or long enough ago."""
        failed = self._failed.get(key)
        return failed is None or failed.until <= self._seconds()

    def failed(self, key: Key, sentence: str) -> None:
        """Take note of a failure; it is logged once, as long as its sentence stays the same."""
        before = self._failed.get(key)
        pause = min(before.pause * 2, LONGEST_PAUSE) if before else FIRST_PAUSE
        self._failed[key] = _Failed(sentence, pause, self._seconds() + pause)
        if before is None or before.sentence != sentence:
            log.warning("%s", sentence)

    def succeeded(self, key: Key) -> bool:
        """Forget a failure; returns whether there was one."""
        return self._failed.pop(key, None) is not None

    def keep(self, keys: Collection[Key]) -> None:
        """Forget what nobody wants any more."""
        for key in [key for key in self._failed if key not in keys]:
            del self._failed[key]
