# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Children of a process that waits for several things at once."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from typing import Any


def watch_children() -> int:
    """A descriptor that can be read when a child has ended."""
    waker, wakened = os.pipe()
    for end in (waker, wakened):
        os.set_blocking(end, False)
    signal.signal(signal.SIGCHLD, _ignore_signal)
    signal.set_wakeup_fd(wakened, warn_on_full_buffer=False)
    return waker


def _ignore_signal(_number: int, _frame: Any) -> None:
    """The descriptor of set_wakeup_fd says so."""


def reap_children() -> Iterator[tuple[int, int]]:
    """The numbers of all children that have ended, each with its exit status, negative for a signal."""
    while True:
        try:
            number, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if number == 0:
            return
        yield number, os.waitstatus_to_exitcode(status)
