# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real emulator on a real TLS port, in a thread of the test's process, modules that run against it, and a word at the
end on what was checked."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from ansible_collections.classic.azure.emulator.core.blobs import Blobs
from ansible_collections.classic.azure.emulator.tls.authority import Authority, prepare
from ansible_collections.classic.azure.tests.emulated import Keeper, Service, open_door, reactor_thread
from ansible_collections.classic.azure.tests.observations import OBSERVATIONS
from hypothesis import HealthCheck, settings

# Nothing is asserted of the time that an example takes: machines are as slow as they are.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture(scope="session", autouse=True)
def _no_credentials_from_outside() -> Iterator[None]:
    """Tests say themselves who they are; what the developer's environment says does not count."""
    kept = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("AZURE_")}
    yield
    os.environ.update(kept)


@pytest.fixture(autouse=True)
def _observe(request: pytest.FixtureRequest) -> Iterator[None]:
    """Collect who sends which operation in the test."""
    OBSERVATIONS.begin(request.node.path)
    yield
    request.node.user_properties += OBSERVATIONS.properties()


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """The emulator's certificates, made once."""
    return prepare(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def start(authority: Authority) -> Iterator[Callable[..., Service]]:
    """Starts an emulator with a profile, strict or not, with blobs or without, and gives a subscription of its own in
    it."""
    with reactor_thread() as thread:
        doors: dict[tuple[str, bool, Blobs | None], Keeper] = {}

        def started(profile: str = "instant", strict: bool = True, blobs: Blobs | None = None) -> Service:
            kind = profile, strict, blobs
            if kind not in doors:
                doors[kind] = open_door(thread, authority, *kind)
            return doors[kind].new_service()

        yield started


@pytest.fixture
def service(start: Callable[..., Service]) -> Service:
    """A subscription in a strict emulator where everything is done at once."""
    return start()


@pytest.fixture
def opened(caplog: pytest.LogCaptureFixture) -> Callable[[], int]:
    """How many connections requests opened, by urllib3's log: its counter leaves out those that it opens again."""
    caplog.set_level("DEBUG", "urllib3.connectionpool")
    words = ("Starting new HTTPS connection", "Resetting dropped connection")
    return lambda: sum(record.getMessage().startswith(words) for record in caplog.records)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Collect the observations of each test, also of those that ran in a worker."""
    OBSERVATIONS.add_report(report)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how much recorded traffic was checked. It stands here, since the one that reports loads no conftest below."""
    if "CLASSIC_AZURE_OBSERVATIONS" in os.environ:
        OBSERVATIONS.write(Path(os.environ["CLASSIC_AZURE_OBSERVATIONS"]))
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
