# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The playbook acme.shop.open, against the emulator of classic.azure."""

from __future__ import annotations

import subprocess

import pytest
from classic_azure_emulator.pytest_plugin import Subscription


def open_shop() -> subprocess.CompletedProcess[str]:
    """Run the playbook, which finds the emulator by the variables that the fixture classic_azure has set."""
    command = ["ansible-playbook", "acme.shop.open", "--extra-vars", "storefront_name=corner"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_second_run_writes_nothing(classic_azure: Subscription) -> None:
    assert open_shop().returncode == 0
    assert classic_azure.journal.writes() == ["CreateHostedService", "CreateStorageService"]

    classic_azure.journal.clear()
    assert open_shop().returncode == 0
    assert classic_azure.journal.writes() == []


@pytest.mark.parametrize("kind", ["too_many_requests", "cut_after"])
def test_bad_moments_are_survived(classic_azure: Subscription, kind: str) -> None:
    """A service that has no time for the request, and a connection that breaks before the answer."""
    classic_azure.faults.add(kind, "CreateHostedService")
    ended = open_shop()
    assert ended.returncode == 0, ended.stdout
    assert classic_azure.faults.rules()[0]["done"] == 1


def test_failure_leaves_nothing(classic_azure: Subscription) -> None:
    classic_azure.faults.add("fail_operation", "CreateStorageService")
    ended = open_shop()
    assert ended.returncode != 0
    assert "The shop was not created" in ended.stdout
    assert classic_azure.journal.writes()[-1] == "DeleteHostedService"

    assert open_shop().returncode == 0, "the second attempt finds nothing in its way"
