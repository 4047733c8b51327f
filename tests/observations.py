# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who sent which operation to the emulator while the tests ran: one source of docs/fidelity.md.

An observation is a text of some words: ``module NAME OPERATION``, ``client NAME OPERATION``, ``replayed OPERATION`` for
an exchange of the real service that the emulator answered alike, or ``compared AREA FIGURE COUNT`` for the exchanges of
an area that are alike in something (``tools/replay_differences.py``). The tests hand them to
pytest as properties of their reports, which also cross from the workers of pytest-xdist to the process that reports.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

PROPERTY = "observed"
CLIENTS = {"test_libcloud": "Libcloud", "test_sdk": "Python SDK", "test_python_guide": "Python SDK"}
"""The third-party client that the tests of a file use, by the beginning of its name."""


class Observations:
    """Observations of the test that runs now; ``summary`` has those of all tests, counted.

    ``at_end`` are called at the end of the test, to observe what was requested since its last module.
    """

    def __init__(self) -> None:
        self.client = ""
        self.summary: Counter[str] = Counter()
        self.at_end: list[Callable[[], None]] = []
        self._current: list[str] = []

    def begin(self, path: Path) -> None:
        """Forget the test before, and note which client the tests of the file use."""
        self._current, self.at_end = [], []
        self.client = next((name for prefix, name in CLIENTS.items() if path.stem.startswith(prefix)), "")

    def sent_by_module(self, module: str, operations: list[str]) -> None:
        self._current += [f"module {module} {operation}" for operation in operations]

    def sent_by_client(self, operations: list[str]) -> None:
        """Note requests that no module sent: those of the test's client, if it has one."""
        if self.client:
            self._current += [f"client {self.client.replace(' ', '_')} {operation}" for operation in operations]

    def properties(self) -> list[tuple[str, object]]:
        """The observations of the test, each once, as properties of its report."""
        for observe in self.at_end:
            observe()
        return [(PROPERTY, each) for each in sorted(set(self._current))]

    def add_report(self, report: pytest.TestReport) -> None:
        """Count what the report of a passed test's teardown has observed."""
        if report.when == "teardown" and report.passed:
            self.summary.update(str(value) for name, value in report.user_properties if name == PROPERTY)

    def write(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(dict(sorted(self.summary.items())), indent=1))


OBSERVATIONS = Observations()
