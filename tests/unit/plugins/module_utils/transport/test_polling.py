# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Retries, on a clock that only notes how long it was to wait."""

from __future__ import annotations

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import AzureError, TLSError
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.polling import RETRIES, retry


class Clock:
    def __init__(self) -> None:
        self.pauses: list[float] = []

    def time(self) -> float:
        return sum(self.pauses)

    def monotonic(self) -> float:
        return sum(self.pauses)

    def sleep(self, seconds: float, /) -> None:
        self.pauses.append(seconds)


class Sender:
    """Raises the errors one after the other, and then returns what number the attempt has."""

    def __init__(self, *errors: AzureError) -> None:
        self.errors = list(errors)
        self.attempts = 0

    def __call__(self) -> int:
        self.attempts += 1
        if self.errors:
            raise self.errors.pop(0)
        return self.attempts


def always(failure: AzureError) -> bool:
    return True


def test_transient_errors_are_retried_with_growing_pauses() -> None:
    clock = Clock()
    assert retry(Sender(*(AzureError("busy") for dummy in range(RETRIES))), always, clock) == RETRIES + 1
    assert len(clock.pauses) == RETRIES
    for pause, middle in zip(clock.pauses, (0.5, 1, 2, 4), strict=True):
        assert 0.5 * middle <= pause <= 1.5 * middle


def test_last_error_reports_number_of_tries() -> None:
    sender = Sender(*(AzureError("busy") for dummy in range(RETRIES + 1)))
    with pytest.raises(AzureError, match=r"^busy \(tried 5 times\)$"):
        retry(sender, always, Clock())
    assert sender.attempts == RETRIES + 1


def test_other_errors_are_raised_at_once() -> None:
    clock, sender = Clock(), Sender(TLSError("no"))
    with pytest.raises(TLSError, match="^no$"):
        retry(sender, lambda failure: not isinstance(failure, TLSError), clock)
    assert (sender.attempts, clock.pauses) == (1, [])
