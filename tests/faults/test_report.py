# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures of the fault matrix, printed and on the page, and that the page describes what is tried."""

from __future__ import annotations

import re
from dataclasses import asdict

import pytest
from ansible_collections.classic.azure.tests.faults.report import MatrixCell, Report
from ansible_collections.classic.azure.tests.faults.world import KINDS
from ansible_collections.classic.azure.tools.generate_reliability import BEGIN, END, PAGE, render, replaced

CELLS = [
    MatrixCell("disk", "create", "killed", 5, ["request 2 AddDisk, killed: it is bad"], {}),
    MatrixCell("disk", "delete", "killed", 4, [], {"nobody can know": 2}),
    MatrixCell("dns_server", "add", "cut_after", 3, [], {}),
]


def test_figures_are_counted_by_module_and_kind() -> None:
    report = Report()
    report.cells = CELLS
    counted = [line.split() for line in report.lines()]
    assert ["disk", "9", "1", "2"] in counted and ["killed", "9", "1", "2"] in counted
    assert counted.count(["in", "all", "12", "1", "2"]) == 2


def test_page_has_figures_and_failures() -> None:
    figures = render([asdict(cell) for cell in CELLS], "some day")
    assert "| `disk` | 2 | 9 | 1 | 2 |" in figures and "| in all | 3 | 12 | 1 | 2 |" in figures
    assert "- 2 x disk delete, killed: nobody can know" in figures
    assert "- 1 x disk, killed, without a reason" in figures and "dns_server, cut_after" not in figures
    assert "No case fails." in render([asdict(CELLS[2])], "some day")
    assert replaced(f"a\n{BEGIN}old\n{END}z\n", figures) == f"a\n{BEGIN}\n{figures}\n{END}z\n"
    with pytest.raises(ValueError, match="no place"):
        replaced("a\n", figures)


def test_page_describes_every_kind() -> None:
    page = PAGE.read_text()
    assert set(KINDS) <= set(re.findall("`([a-z_]+)`", page))
    assert BEGIN in page and END in page


def test_page_names_tests_that_exist() -> None:
    """The limits that the page claims are those of tests in the repository."""
    rows = re.findall(r"\| `(tests/\S+\.py)`, `(test_\w+)` \|", PAGE.read_text())
    assert rows
    for path, name in rows:
        assert f"def {name}(" in (PAGE.parents[1] / path).read_text(), f"{path} has no {name}"
