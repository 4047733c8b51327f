# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a module is, apart from the shell that runs it: an argument spec and a function from parameters to a result."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, Protocol


class Clock(Protocol):
    """The time of day and the passing of time, in seconds; the standard library's ``time`` module is one."""

    def time(self) -> float:
        """Seconds since the epoch."""

    def monotonic(self) -> float:
        """Seconds since whenever."""

    def sleep(self, seconds: float, /) -> None:
        """Return when so many seconds have passed."""


class Sessions(Protocol):
    """Where connections are kept for the tasks that follow, by a key that tells credentials and endpoints apart."""

    def get(self, key: Hashable, /) -> Any:
        """The session of the key; None if none is kept."""

    def keep(self, key: Hashable, session: Any, /) -> None:
        """Keep a session for those who ask for the key."""


def _say_nothing(sentence: str) -> None:
    pass


@dataclass(frozen=True)
class Context:
    """What a logic may know of the task that it runs in, and how it speaks.

    Without C(sessions) a task closes the connections that it opened.
    """

    check_mode: bool = False
    diff: bool = False
    warn: Callable[[str], None] = _say_nothing
    progress: Callable[[str], None] = _say_nothing
    clock: Clock = time
    sessions: Sessions | None = None


@dataclass(frozen=True)
class ModuleSpec:
    """One module. C(run) gets the validated parameters and a C(Context), returns the result or raises an AzureError.

    C(connects) says that the connection options belong to its argument spec.
    """

    run: Callable[[dict[str, Any], Context], dict[str, Any]]
    argument_spec: dict[str, Any]
    connects: bool = False
    supports_check_mode: bool = True
    mutually_exclusive: tuple[tuple[str, ...], ...] = field(default=())
    required_one_of: tuple[tuple[str, ...], ...] = field(default=())
    required_together: tuple[tuple[str, ...], ...] = field(default=())
    required_if: tuple[tuple[Any, ...], ...] = field(default=())
