# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A blob service for the unit tests that need one, and their own word at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from ansible_collections.classic.azure.emulator.authority import Authority
from ansible_collections.classic.azure.tests.unit.azurite import Azurite, running


@pytest.fixture(scope="session")
def azurite(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Azurite]:
    """A real blob service, for emulators that are told of its C(blobs)."""
    with running(authority, tmp_path_factory.mktemp("azurite")) as started:
        yield started


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how much recorded traffic was checked."""
    counted: Counter[str] = Counter(
        str(value)
        for report in terminalreporter.stats.get("passed", [])
        for name, value in getattr(report, "user_properties", [])
        if name == "recorded"
    )
    if counted:
        terminalreporter.section("recorded traffic of the real service")
        for what, count in sorted(counted.items()):
            terminalreporter.line(f"{count:5} {what}")
        terminalreporter.line(f"{sum(counted.values()):5} in all")
