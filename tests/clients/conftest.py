# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faithful emulators for clients that nobody here wrote. What they drop from a request, a test has to say."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import libcloud.security
import pytest
from ansible_collections.classic.azure.emulator.tls.authority import Authority, prepare
from ansible_collections.classic.azure.tests.clients.foreign import (
    MakeService,
    driver_for,
    pop_dropped_elements,
    sdk_for,
)
from ansible_collections.classic.azure.tests.emulated import Service
from azure.servicemanagement import ServiceManagementService
from libcloud.compute.drivers.azure import AzureNodeDriver

STRAY = ("CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY")


@pytest.fixture(autouse=True)
def _trust_emulator(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make each client trust the emulator by its documented setting, regardless of the developer's environment."""
    for name in STRAY:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.ca_certificate))
    monkeypatch.setattr(libcloud.security, "CA_CERTS_PATH", str(authority.ca_certificate))


@pytest.fixture
def make_lenient_service(make_service: Callable[..., Service]) -> Iterator[MakeService]:
    """Create subscriptions in lenient emulators; fail at the end if elements were dropped that no test expected."""
    services: list[Service] = []

    def make(profile: str = "instant") -> Service:
        services.append(make_service(profile, strict=False))
        return services[-1]

    yield make
    assert [drop for service in services for drop in pop_dropped_elements(service)] == []


@pytest.fixture
def service(make_lenient_service: MakeService) -> Service:
    """A new subscription in a lenient emulator with instant operations."""
    return make_lenient_service()


@pytest.fixture
def sms(service: Service) -> ServiceManagementService:
    """The SDK's client for the subscription, named as in its documentation."""
    return sdk_for(service)


@pytest.fixture
def driver(service: Service) -> AzureNodeDriver:
    """Libcloud's driver for the subscription."""
    return driver_for(service)


@pytest.fixture(scope="session")
def other_authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """A certificate authority whose management certificate no subscription has."""
    return prepare(tmp_path_factory.mktemp("stranger"))
