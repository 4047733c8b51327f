# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faithful emulators for clients that nobody here wrote. What they drop from a request, a test has to say."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import libcloud.security
import pytest
from ansible_collections.classic.azure.emulator.tls.authority import Authority, prepare
from ansible_collections.classic.azure.tests.clients.foreign import Emulate, driver_for, dropped, sdk_for
from ansible_collections.classic.azure.tests.emulated import Service
from azure.servicemanagement import ServiceManagementService
from libcloud.compute.drivers.azure import AzureNodeDriver

STRAY = ("CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True)
def _trust(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each client trusts the emulator by its own documented setting, whatever the developer's environment says."""
    for name in STRAY:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.ca_certificate))
    monkeypatch.setattr(libcloud.security, "CA_CERTS_PATH", str(authority.ca_certificate))


@pytest.fixture
def emulate(start: Callable[..., Service]) -> Iterator[Emulate]:
    """Gives subscriptions in faithful emulators, and looks at the end whether they dropped what no test spoke of."""
    services: list[Service] = []

    def emulated(profile: str = "instant") -> Service:
        services.append(start(profile, strict=False))
        return services[-1]

    yield emulated
    assert [drop for service in services for drop in dropped(service)] == []


@pytest.fixture
def service(emulate: Emulate) -> Service:
    """A subscription in a faithful emulator where everything is done at once."""
    return emulate()


@pytest.fixture
def sms(service: Service) -> ServiceManagementService:
    """The SDK's client for the subscription, by the name that its documentation gives it."""
    return sdk_for(service)


@pytest.fixture
def driver(service: Service) -> AzureNodeDriver:
    """Libcloud's driver for the subscription."""
    return driver_for(service)


@pytest.fixture(scope="session")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """A management certificate that no subscription knows of."""
    return prepare(tmp_path_factory.mktemp("stranger"))
