# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The results of the fault matrix: collected while the tests run, printed at their end, and written for the page."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

PROPERTY = "faults"


@dataclass(frozen=True)
class MatrixCell:
    """The trials of one situation and one kind of fault.

    failures: what was wrong in those that failed and are not known to. known: how many of those that are known to fail
    did, by their reasons; with none, the list of known failures is out of date.
    """

    module: str
    situation: str
    kind: str
    cases: int
    failures: list[str]
    known: dict[str, int]


class Report:
    """The cells of all reports of tests, which also cross from the workers of pytest-xdist."""

    def __init__(self) -> None:
        self.cells: list[MatrixCell] = []

    def add(self, report: pytest.TestReport) -> None:
        if report.when == "call":
            found = [json.loads(str(value)) for name, value in report.user_properties if name == PROPERTY]
            self.cells += [MatrixCell(**each) for each in found]

    def write(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        cells = sorted(self.cells, key=lambda cell: (cell.module, cell.situation, cell.kind))
        path.write_text(json.dumps([asdict(cell) for cell in cells], indent=1))

    def lines(self) -> list[str]:
        """Cases and failures by module, and by kind of fault."""
        return [
            *_table("module", self.cells, lambda cell: cell.module),
            "",
            *_table("fault", self.cells, lambda cell: cell.kind),
        ]


def _table(title: str, cells: list[MatrixCell], name_of: Callable[[MatrixCell], str]) -> list[str]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for cell in cells:
        row = {"cases": cell.cases, "failures": len(cell.failures), "known": sum(cell.known.values())}
        counts[name_of(cell)].update(row)
        counts["in all"].update(row)
    names = [*sorted(set(counts) - {"in all"}), "in all"]
    return [
        f"{title:22} {'cases':>8} {'failures':>8} {'known':>8}",
        *(
            f"{name:22} {counts[name]['cases']:8} {counts[name]['failures']:8} {counts[name]['known']:8}"
            for name in names
        ),
    ]


REPORT = Report()
