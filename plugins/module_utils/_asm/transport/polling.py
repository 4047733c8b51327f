# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long to wait before looking, or trying, again."""

from __future__ import annotations

from collections.abc import Iterator


def backoff(shortest: float = 0.25, longest: float = 15.0, growth: float = 1.5) -> Iterator[float]:
    """Seconds to wait between two looks: short at first, then longer, never above C(longest). Does not end."""
    pause = shortest
    while True:
        yield pause
        pause = min(longest, pause * growth)


def poll_intervals(
    passed: float = 0.0, shortest: float = 0.25, latest: float = 0.05, longest: float = 30.0
) -> Iterator[float]:
    """Seconds to wait between two looks at something that goes on, so that its end is seen soon for what it took.

    The pauses grow to a second, and from then on to the part C(latest) of what has passed, of which C(passed) had when
    the first look was taken. Does not end.
    """
    pause = shortest
    while True:
        yield pause
        passed += pause
        pause = min(pause * 1.5, max(1.0, passed * latest), longest)
