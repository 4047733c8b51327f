# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Retries and polling: how long to wait before a request is sent again, or a state is read again."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Protocol, TypeVar

from ansible_collections.classic.azure.plugins.module_utils._asm.errors import AzureError

Response = TypeVar("Response")

RETRIES = 4


class Sleeper(Protocol):
    """What can let time pass: a clock, or a wait that shows lines meanwhile."""

    def sleep(self, seconds: float, /) -> None:
        """Return after so many seconds."""


def backoff(shortest: float = 0.25, longest: float = 15.0, growth: float = 1.5) -> Iterator[float]:
    """Yield seconds to wait, without end: ``shortest``, then each time ``growth`` as long, at most ``longest``."""
    pause = shortest
    while True:
        yield pause
        pause = min(longest, pause * growth)


def poll_intervals(
    passed: float = 0.0, shortest: float = 0.25, latest: float = 0.05, longest: float = 30.0
) -> Iterator[float]:
    """Yield seconds to wait between two reads of something in progress, without end.

    The intervals grow to one second, and from then on to the fraction ``latest`` of all the time that has passed, so
    that the end is noticed late by no more than that. ``passed`` is the time that had passed at the first read.
    """
    pause = shortest
    while True:
        yield pause
        passed += pause
        pause = min(pause * 1.5, max(1.0, passed * latest), longest)


def retry(send: Callable[[], Response], is_transient: Callable[[AzureError], bool], clock: Sleeper) -> Response:
    """Return what ``send`` returns, and call it again while it raises a transient AzureError.

    It is called again RETRIES times, after 0.5 seconds, 1, 2 and 4, each by up to half shorter or longer, so that
    clients which failed together do not come back together. The last error is raised with the number of attempts.
    """
    attempts = 0
    for pause in backoff(shortest=0.5, growth=2):
        try:
            return send()
        except AzureError as failure:
            attempts += 1
            failure.attempts = attempts
            if attempts > RETRIES or not is_transient(failure):
                raise
            clock.sleep(pause * random.uniform(0.5, 1.5))
    raise AssertionError("backoff does not end")
