# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lines of a task in the controller process about its progress."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

ID_VERBOSITY = 2
"""The verbosity from which on lines have the ids of operations."""


class DisplayedProgress:
    """Displays the lines of one task, which may come from several threads, one at a time.

    display: called with each line. verbosity: how many times ``-v`` was given.
    """

    def __init__(self, display: Callable[[str], None], verbosity: int = 0) -> None:
        self._display = display
        self._verbosity = verbosity
        self._lock = Lock()

    def show(self, line: str, operation_id: str = "") -> None:
        """Display a line, its blanks and line breaks as single blanks."""
        shown_id = f" [operation {operation_id}]" if operation_id and self._verbosity >= ID_VERBOSITY else ""
        with self._lock:
            self._display(f"{' '.join(line.split())}{shown_id}")
