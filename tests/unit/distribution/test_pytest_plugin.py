# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fixtures for tests of others, in sessions of pytest of their own; tests/examples.sh uses the installed ones."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from textwrap import dedent

import pytest
from ansible_collections.classic.azure.emulator.startup import MODULE_VARIABLES
from classic_azure_emulator import own_collections, pytest_plugin

DISTRIBUTION = Path(pytest_plugin.__file__).parents[1]
slow = pytest.mark.slow


def run_session(folder: Path, tests: str, *options: str, conftest: str = "") -> str:
    """The output of a session of pytest with these tests and the plugin."""
    (folder / "pytest.ini").write_text("[pytest]\n")
    (folder / "test_theirs.py").write_text(tests)
    (folder / "conftest.py").write_text(conftest)
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "classic_azure_emulator.pytest_plugin", *options],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(DISTRIBUTION), os.environ.get("PYTHONPATH", "")]),
            "AZURE_CLOUD": "china",
            "NO_COLOR": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    return ended.stdout + ended.stderr


def test_environment_is_that_of_the_command() -> None:
    assert pytest_plugin.MODULE_VARIABLES == MODULE_VARIABLES


@slow
def test_each_test_has_empty_subscription(tmp_path: Path) -> None:
    """The names of hosted services are unique among subscriptions: the second test could not create its own."""
    tests = """
        import os

        import pytest
        import requests

        HEADERS = {"x-ms-version": "2014-10-01", "Content-Type": "application/xml"}
        BODY = (
            '<CreateHostedService xmlns="http://schemas.microsoft.com/windowsazure"><ServiceName>corner</ServiceName>'
            "<Label>Yw==</Label><Location>West US</Location></CreateHostedService>"
        )
        seen = set()

        def send(method, body=None):
            subscription, endpoint = os.environ["AZURE_SUBSCRIPTION_ID"], os.environ["AZURE_ENDPOINT"]
            return requests.request(
                method,
                f"{endpoint}/{subscription}/services/hostedservices",
                data=body,
                headers=HEADERS,
                cert=os.environ["AZURE_CERT_PATH"],
                verify=os.environ["AZURE_CA_PATH"],
            )

        @pytest.mark.parametrize("attempt", [1, 2])
        def test_it(classic_azure, attempt):
            assert "AZURE_CLOUD" not in os.environ
            assert classic_azure.environment.items() <= os.environ.items()
            assert classic_azure.connection["subscription_id"] == os.environ["AZURE_SUBSCRIPTION_ID"]
            assert classic_azure.id not in seen and classic_azure.faults.rules() == []
            seen.add(classic_azure.id)

            classic_azure.faults.add("internal_error", "CreateHostedService")
            assert [send("POST", BODY).status_code for _ in range(2)] == [500, 201]
            assert classic_azure.faults.rules()[0]["done"] == 1
            assert classic_azure.journal.writes() == ["CreateHostedService"] * 2
            classic_azure.journal.clear()
            assert "corner" in send("GET").text
            assert classic_azure.journal.operations() == ["ListHostedServices"]
            assert classic_azure.journal.writes() == []
    """
    assert "2 passed" in run_session(tmp_path, dedent(tests))


@slow
def test_clock_passes_only_when_advanced(tmp_path: Path) -> None:
    tests = """
        from datetime import timedelta

        def test_it(classic_azure):
            before = classic_azure.clock.now()
            assert classic_azure.clock.advance(timedelta(days=1)) == before + timedelta(days=1)
            assert classic_azure.clock.advance(0.5) - before == timedelta(days=1, seconds=0.5)
            assert classic_azure.clock.now() - before == timedelta(days=1, seconds=0.5)
    """
    assert "1 passed" in run_session(tmp_path, dedent(tests))


@slow
def test_failed_test_reports_requests(tmp_path: Path) -> None:
    tests = """
        import requests

        def test_it(classic_azure):
            url = f"{classic_azure.endpoint}/{classic_azure.id}/locations"
            cert, ca = str(classic_azure.management_certificate), str(classic_azure.ca_certificate)
            assert not requests.get(url, cert=cert, verify=ca, headers={"x-ms-version": "2014-10-01"}).ok
    """
    output = run_session(tmp_path, dedent(tests))
    assert "- requests to the emulator -" in output
    assert "\n200  GET  /locations  ListLocations\n" in output


@slow
def test_workers_have_emulators_of_their_own(tmp_path: Path) -> None:
    """And no emulator is left when the session has ended."""
    tests = """
        import pathlib

        import pytest

        @pytest.mark.parametrize("number", [1, 2])
        def test_it(classic_azure, classic_azure_emulator, worker_id, number):
            pid = classic_azure_emulator.client.announcement["pid"]
            pathlib.Path(f"pid-{worker_id}").write_text(str(pid))
    """
    assert "2 passed" in run_session(tmp_path, dedent(tests), "-n2", "--dist=each", "-k", "1")
    pids = [int(path.read_text()) for path in tmp_path.glob("pid-*")]
    assert len(set(pids)) == 2
    until = time.monotonic() + 10  # it has answered, and may be ending still
    while any(Path(f"/proc/{pid}").exists() for pid in pids) and time.monotonic() < until:
        time.sleep(0.1)
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]


@slow
def test_options_of_emulator_can_be_others(tmp_path: Path) -> None:
    conftest = """
        import pytest

        @pytest.fixture(scope="session")
        def classic_azure_options():
            return "--profile", "polls:3", "--strict"
    """
    tests = """
        def test_it(classic_azure_emulator):
            status = classic_azure_emulator.client.send("GET", "status")
            assert (status["profile"], status["strict"]) == ("polls:3", True)
    """
    assert "1 passed" in run_session(tmp_path, dedent(tests), conftest=dedent(conftest))


@slow
def test_further_subscription_has_quota(tmp_path: Path) -> None:
    tests = """
        import requests

        def test_it(classic_azure, classic_azure_emulator):
            other = classic_azure_emulator.new_subscription(max_hosted_services=1)
            assert other.id != classic_azure.id
            response = requests.get(
                f"{other.endpoint}/{other.id}",
                headers={"x-ms-version": "2014-10-01"},
                cert=str(other.management_certificate),
                verify=str(other.ca_certificate),
            )
            assert "<MaxHostedServices>1</MaxHostedServices>" in response.text
            assert other.journal.operations() == ["GetSubscription"]
            assert classic_azure.journal.entries() == []
    """
    assert "1 passed" in run_session(tmp_path, dedent(tests))


@slow
def test_emulator_that_cannot_start_says_why(tmp_path: Path) -> None:
    conftest = """
        import pytest

        @pytest.fixture(scope="session")
        def classic_azure_options():
            return ["--profile", "never"]
    """
    output = run_session(tmp_path, "def test_it(classic_azure): pass", conftest=dedent(conftest))
    assert "The emulator did not start:\nUsage: " in output
    assert "1 error" in output


def test_own_collections_leave_those_of_the_process() -> None:
    """Ansible's finder of collections stays, and what it has loaded; what is imported is another copy."""
    from ansible_collections.classic.azure.emulator import admin_client

    class Finder:
        """Stands for Ansible's, which would find nothing of this in a process of a stranger."""

        def find_spec(self, name: str, path: object, target: object = None) -> None:
            assert not name.startswith("ansible_collections"), name

    Finder.__module__ = "ansible.utils.collection_loader"
    before = dict(sys.modules), sys.path[:], sys.meta_path[:]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "meta_path", [Finder(), *sys.meta_path])
        with own_collections():
            from ansible_collections.classic.azure.emulator import admin_client as own
    assert own is not admin_client
    names = [name for name in before[0] if name.startswith("ansible_collections")]
    assert {name: sys.modules[name] for name in names} == {name: before[0][name] for name in names}
    assert {name for name in sys.modules if name.startswith("ansible_collections")} == set(names)
    assert (sys.path, sys.meta_path) == before[1:]
