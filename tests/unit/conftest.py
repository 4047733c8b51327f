# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The unit tests' own word at the end."""

from __future__ import annotations

from collections import Counter

import pytest


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
