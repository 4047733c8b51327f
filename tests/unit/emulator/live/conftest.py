# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Emulators that run what is in them."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.classic.azure.emulator.http import server
from ansible_collections.classic.azure.emulator.live.hosting import LiveHosting
from ansible_collections.classic.azure.emulator.tls.authority import Authority
from ansible_collections.classic.azure.tests.emulated import start_emulator
from ansible_collections.classic.azure.tests.unit.emulator.live.running import FakeRuntime, LiveEmulator

MakeLive = Callable[..., LiveEmulator]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip tests of what only Linux has."""
    for item in items:
        if sys.platform != "linux" and "make_live" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.skip(reason="only Linux has all addresses of 127.0.0.0/8"))


@pytest.fixture
def make_live(event_loop: threading.Thread, authority: Authority, tmp_path: Path) -> Iterator[MakeLive]:
    """Create an emulator that runs what is in it, with machines of a fake runtime."""
    made: list[LiveEmulator] = []

    def make(profile: str = "instant", state: Path | None = None, workdir: Path = tmp_path, **options: Any) -> Any:
        runtime = FakeRuntime()
        hosting = LiveHosting(server.reactor, workdir, runtime, **options)  # type: ignore[arg-type]
        emulator = start_emulator(event_loop, authority, profile, strict=True, hosting=hosting, state=state)
        made.append(LiveEmulator(emulator, hosting, runtime))
        emulator.do(hosting.start)
        return made[-1]

    yield make
    for live in made:
        live.emulator.do(live.hosting.close)
        live.emulator.close_sessions()


@pytest.fixture
def live(make_live: MakeLive) -> LiveEmulator:
    return make_live()
