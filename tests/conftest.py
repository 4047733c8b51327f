# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures that start emulators behind TLS ports in a thread, and a summary of the recorded traffic checked."""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from ansible_collections.classic.azure.emulator.core.blobs import Blobs
from ansible_collections.classic.azure.emulator.tls.authority import Authority, prepare
from ansible_collections.classic.azure.tests.emulated import Emulator, Service, reactor_thread, start_emulator
from ansible_collections.classic.azure.tests.observations import OBSERVATIONS
from ansible_collections.classic.azure.tools.replay_differences import area_table, compared_areas
from hypothesis import HealthCheck, settings

AREA_WIDTHS = ("24", *(">12",) * 6)

# Examples have no deadline: how long one takes depends on the machine.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture(scope="session", autouse=True)
def _clear_azure_variables() -> Iterator[None]:
    """Remove the AZURE_ variables of the developer's environment: tests set their credentials themselves."""
    removed = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("AZURE_")}
    yield
    os.environ.update(removed)


@pytest.fixture(autouse=True)
def _observe(request: pytest.FixtureRequest) -> Iterator[None]:
    """Collect who sends which operation in the test."""
    OBSERVATIONS.begin(request.node.path)
    yield
    request.node.user_properties += OBSERVATIONS.properties()


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """The emulator's certificates, created once per session."""
    return prepare(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def event_loop_thread() -> Iterator[threading.Thread]:
    """Twisted's event loop, which runs in this thread for the whole session."""
    with reactor_thread() as thread:
        yield thread


@pytest.fixture(scope="session")
def make_service(authority: Authority, event_loop_thread: threading.Thread) -> Iterator[Callable[..., Service]]:
    """Create a new subscription in an emulator with this latency profile, strictness and blob service.

    Emulators are started on first use, one for each combination, and shared by the session.
    """
    emulators: dict[tuple[str, bool, Blobs | None], Emulator] = {}

    def make(profile: str = "instant", strict: bool = True, blobs: Blobs | None = None) -> Service:
        kind = profile, strict, blobs
        if kind not in emulators:
            emulators[kind] = start_emulator(event_loop_thread, authority, *kind)
        return emulators[kind].new_service()

    yield make
    for emulator in emulators.values():
        emulator.close_sessions()


@pytest.fixture
def service(make_service: Callable[..., Service]) -> Service:
    """A new subscription in a strict emulator with instant operations."""
    return make_service()


@pytest.fixture
def connection_count(caplog: pytest.LogCaptureFixture) -> Callable[[], int]:
    """Count the connections opened so far, by urllib3's log: its own counter leaves out reopened ones."""
    caplog.set_level("DEBUG", "urllib3.connectionpool")
    words = ("Starting new HTTPS connection", "Resetting dropped connection")
    return lambda: sum(record.getMessage().startswith(words) for record in caplog.records)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Collect the observations of each test, also of those that ran in a worker."""
    OBSERVATIONS.add_report(report)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Report how much recorded traffic was checked. It is here as the reporting process loads no conftest below."""
    if "CLASSIC_AZURE_OBSERVATIONS" in os.environ:
        OBSERVATIONS.write(Path(os.environ["CLASSIC_AZURE_OBSERVATIONS"]))
    counted: Counter[str] = Counter(
        str(value)
        for report in terminalreporter.stats.get("passed", [])
        for name, value in getattr(report, "user_properties", [])
        if name == "recorded"
    )
    write_areas(terminalreporter)
    if counted:
        terminalreporter.section("recorded traffic of the real service")
        for group, count in sorted(counted.items()):
            terminalreporter.line(f"{count:5} {group}")
        terminalreporter.line(f"{sum(counted.values()):5} in all")


def write_areas(terminalreporter: pytest.TerminalReporter) -> None:
    """Report how much of the recorded scenarios of the .NET clients is answered as recorded, by area."""
    areas = compared_areas(OBSERVATIONS.summary)
    if areas:
        terminalreporter.section("scenarios of Microsoft's .NET clients, replayed")
        for row in area_table(areas):
            terminalreporter.line("".join(f"{cell:{width}}" for cell, width in zip(row, AREA_WIDTHS, strict=True)))
