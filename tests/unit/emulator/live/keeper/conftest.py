# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Machines in namespaces; where these are refused, the tests are skipped with the remedy."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.classic.azure.emulator.live.world import RuntimeFailure
from ansible_collections.classic.azure.tests.unit.emulator.live.keeper.running import Machines


@pytest.fixture(scope="session")
def remedy(event_loop_thread: threading.Thread, tmp_path_factory: pytest.TempPathFactory) -> str | None:
    """Why no machines can run here, and what helps; None if they can."""
    assert event_loop_thread.is_alive()
    machines = Machines(tmp_path_factory.mktemp("probe") / "live")
    try:
        machines.check()
    except RuntimeFailure as failure:
        return str(failure)
    machines.close()
    return None


@pytest.fixture(scope="module")
def shared_machines(remedy: str | None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    """A runtime for the tests of a module."""
    if remedy:
        pytest.skip(remedy)
    machines = Machines(tmp_path_factory.mktemp("machines") / "live")
    yield machines
    machines.close()


@pytest.fixture
def make_machines(remedy: str | None, tmp_path: Path) -> Iterator[Callable[..., Machines]]:
    """Create a runtime; those of a test have the same folder."""
    if remedy:
        pytest.skip(remedy)
    made: list[Machines] = []

    def make(**options: Any) -> Machines:
        made.append(Machines(tmp_path / "live", options))
        return made[-1]

    yield make
    for machines in made:
        machines.close()


@pytest.fixture
def machines(make_machines: Callable[..., Machines]) -> Machines:
    return make_machines()
