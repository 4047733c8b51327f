# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of pytest with which others test their playbooks, roles and programs against the emulator.

pytest finds them by itself where the wheel is installed. The session has an emulator, a process of its own, which is
started when the first test asks for it; each worker of pytest-xdist has its own, with its own clock. Each test has a
subscription, which is emptied at its end, since the names of some resources are unique among all subscriptions.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

import pytest

from classic_azure_emulator import own_collections

if TYPE_CHECKING:
    from ansible_collections.classic.azure.emulator.admin_client import AdminClient

START_TIMEOUT = 60
"""Seconds until an emulator listens, which makes keys before."""
MODULE_VARIABLES = (
    *("AZURE_SUBSCRIPTION_ID", "AZURE_CERT_PATH", "AZURE_ENDPOINT", "AZURE_CA_PATH"),
    "AZURE_SSH_KNOWN_HOSTS",  # only where machines run
)
PROXY_VARIABLES = ("NO_PROXY", "no_proxy")
SUBSCRIPTION_VARIABLES = ("AZURE_SUBSCRIPTION_ID", "AZURE_MANAGEMENT_SUBSCRIPTIONID")


class Entry(TypedDict):
    """A request and its response in the journal, without secrets.

    ``time`` is in seconds since 1970, on the emulator's clock. ``status`` is 0 if there was no response. ``drops`` are
    elements of the request that the service ignores, ``reason`` is why it was refused, if the response says less, and
    ``fault`` the kind of the fault that was injected.
    """

    number: int
    time: float
    subscription: str
    operation: str
    method: str
    path: str
    query: str
    version: str | None
    thumbprint: str | None
    request: str
    status: int
    operation_id: str
    response: str
    drops: list[str]
    reason: str
    fault: str
    milliseconds: float


class Fault(TypedDict):
    """A rule for faults: ``seen`` counts the requests that it matched, ``done`` the faults, ``number`` names it."""

    kind: str
    operation: str
    subscription: str
    nth: int
    times: int
    probability: float
    message: str
    seen: int
    done: int
    number: int


class Clock:
    """The time in the emulator, which all tests of the session, or of a worker, have in common."""

    def __init__(self, client: AdminClient) -> None:
        self._client = client

    def now(self) -> datetime:
        """The time in UTC."""
        return datetime.fromtimestamp(self._client.send("GET", "status")["now"], timezone.utc)

    def advance(self, by: timedelta | float) -> datetime:
        """Let time pass, in seconds if it is a number, and return the new time.

        Raises AdminError if the emulator has no virtual clock.
        """
        seconds = by.total_seconds() if isinstance(by, timedelta) else by
        return datetime.fromtimestamp(self._client.send("POST", "clock", {"advance": seconds})["now"], timezone.utc)


class Journal:
    """The requests for a subscription."""

    def __init__(self, client: AdminClient, subscription_id: str) -> None:
        self._client = client
        self._subscription_id = subscription_id
        self._after = 0

    def entries(self) -> list[Entry]:
        """The requests and their responses, oldest first."""
        found: list[Entry] = self._client.send("GET", "journal", subscription=self._subscription_id, after=self._after)
        return found

    def operations(self) -> list[str]:
        """The names of the requests, such as CreateHostedService, oldest first."""
        return [entry["operation"] for entry in self.entries()]

    def writes(self) -> list[str]:
        """The names of the requests that write, oldest first. There are none if nothing had to be changed."""
        return [entry["operation"] for entry in self.entries() if entry["method"] != "GET"]

    def clear(self) -> None:
        """Leave out the requests so far."""
        self._after = max((entry["number"] for entry in self.entries()), default=self._after)


class Faults:
    """The faults that are injected into requests for a subscription."""

    def __init__(self, client: AdminClient, subscription_id: str) -> None:
        self._client = client
        self._subscription_id = subscription_id

    def add(
        self,
        kind: str,
        operation: str = "",
        *,
        nth: int = 1,
        times: int = 1,
        probability: float = 1.0,
        message: str = "",
    ) -> Fault:
        """Add a fault for requests with the name of an operation, or for all.

        It begins with the ``nth`` of them, and takes place ``times`` times (0: always), each time with a
        ``probability``. ``message`` replaces that of the service's error. Raises AdminError for an unknown kind or
        operation, which names the known ones.
        """
        added: Fault = self._client.send(
            "POST",
            "faults",
            {
                "kind": kind,
                "operation": operation,
                "subscription": self._subscription_id,
                "nth": nth,
                "times": times,
                "probability": probability,
                "message": message,
            },
        )
        return added

    def rules(self) -> list[Fault]:
        """The faults, and how often each took place."""
        return [rule for rule in self._client.send("GET", "faults") if rule["subscription"] == self._subscription_id]

    def clear(self) -> None:
        """Remove the faults."""
        self._client.send("DELETE", "faults", {"subscription": self._subscription_id})


@dataclass(frozen=True)
class Subscription:
    """A subscription, and how to reach it."""

    id: str
    endpoint: str
    management_certificate: Path
    ca_certificate: Path
    client_environment: Mapping[str, str]
    clock: Clock
    journal: Journal
    faults: Faults

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables of the modules. ``client_environment`` has those of other clients as well, such as
        Microsoft's SDK; they make some programs trust the emulator's certificate authority and no other."""
        found = self.client_environment
        return {name: found[name] for name in (*MODULE_VARIABLES, *PROXY_VARIABLES) if name in found}

    @property
    def connection(self) -> dict[str, str]:
        """The connection options of the modules, for example for extra variables of a playbook."""
        return {
            "subscription_id": self.id,
            "management_certificate": str(self.management_certificate),
            "endpoint": self.endpoint,
            "ca_certificate": str(self.ca_certificate),
        }


class Emulator:
    """A running emulator. ``client`` sends the commands of its admin API."""

    def __init__(self, client: AdminClient) -> None:
        self.client = client

    @property
    def endpoint(self) -> str:
        """The URL of the service."""
        return str(self.client.announcement["endpoint"])

    def new_subscription(self, **limits: int) -> Subscription:
        """Create a subscription, with quotas such as ``max_hosted_services`` if given."""
        announced = self.client.announcement
        subscription_id: str = self.client.send("POST", "subscriptions", limits)["subscription_id"]
        return Subscription(
            id=subscription_id,
            endpoint=self.endpoint,
            management_certificate=Path(announced["management_certificate"]),
            ca_certificate=Path(announced["ca_certificate"]),
            client_environment={
                **announced["environment"],
                **dict.fromkeys(SUBSCRIPTION_VARIABLES, subscription_id),
            },
            clock=Clock(self.client),
            journal=Journal(self.client, subscription_id),
            faults=Faults(self.client, subscription_id),
        )

    def reset(self, subscription: Subscription) -> None:
        """Delete all resources of a subscription, its journal and its faults."""
        self.client.send("POST", "reset", {"subscription": subscription.id})


@pytest.fixture(scope="session")
def classic_azure_options() -> Sequence[str]:
    """The options of ``classic-azure-emulator start``. Define a fixture of this name in conftest.py for others.

    Operations complete at once, and time passes only when a test advances the clock.
    """
    return "--profile", "instant", "--virtual-clock"


@pytest.fixture(scope="session")
def classic_azure_emulator(
    classic_azure_options: Sequence[str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Emulator]:
    """The emulator of the session, or of the worker."""
    folder = tmp_path_factory.mktemp("classic_azure")
    command = [sys.executable, "-m", "classic_azure_emulator", "start", "--background", "--workdir", str(folder)]
    started = subprocess.run(
        [*command, *classic_azure_options], capture_output=True, text=True, check=False, timeout=START_TIMEOUT
    )
    if started.returncode != 0:
        pytest.fail(f"The emulator did not start:\n{started.stderr}", pytrace=False)
    with own_collections():
        from ansible_collections.classic.azure.emulator.admin_client import AdminClient
    client = AdminClient(folder)
    yield Emulator(client)
    client.stop()


@pytest.fixture
def classic_azure(classic_azure_emulator: Emulator, monkeypatch: pytest.MonkeyPatch) -> Iterator[Subscription]:
    """A new subscription. What the test starts finds it by the environment variables of the modules.

    Other ``AZURE_*`` variables, such as those of the developer, are removed as long as the test runs. If it fails, the
    requests are in its report.
    """
    subscription = classic_azure_emulator.new_subscription()
    for name in [name for name in os.environ if name.startswith("AZURE_")]:
        monkeypatch.delenv(name)
    for name, value in subscription.environment.items():
        monkeypatch.setenv(name, value)
    yield subscription
    classic_azure_emulator.reset(subscription)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Add the requests to the report of a test that failed."""
    report: pytest.TestReport = yield
    subscription = getattr(item, "funcargs", {}).get("classic_azure")
    if report.when == "call" and report.failed and isinstance(subscription, Subscription):
        report.sections.append(("requests to the emulator", "\n".join(map(_line, subscription.journal.entries()))))
    return report


def _line(entry: Entry) -> str:
    odd = [f"fault: {entry['fault']}" if entry["fault"] else "", entry["reason"], *entry["drops"]]
    parts = [str(entry["status"] or "---"), entry["method"], entry["path"], entry["operation"]]
    return "  ".join([*parts, *(text for text in odd if text)])
