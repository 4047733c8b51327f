# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The world of the fault matrix, and its results at the end of ``make faults``."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from ansible_collections.classic.azure.emulator.core.blobs import Blobs
from ansible_collections.classic.azure.tests.emulated import Service
from ansible_collections.classic.azure.tests.faults.report import REPORT
from ansible_collections.classic.azure.tests.faults.world import World


@pytest.fixture(scope="session")
def world(make_service: Callable[..., Service]) -> World:
    """A subscription in an emulator that no other test uses, where everything takes as long as it took in the cloud."""
    return World(make_service("recorded", True, Blobs()))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    REPORT.add(report)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the figures, and write them for docs/reliability.md."""
    if REPORT.cells and "CLASSIC_AZURE_FAULTS" in os.environ:
        terminalreporter.section("fault matrix")
        for line in REPORT.lines():
            terminalreporter.line(line)
        REPORT.write(Path(os.environ["CLASSIC_AZURE_FAULTS"]))
