# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Subscriptions that tests ask over TLS, each in an emulator of its kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import requests
from ansible_collections.classic.azure.tests.emulated import Service
from ansible_collections.classic.azure.tests.unit.emulator.wire import EmulatorClient


@pytest.fixture
def make_client(make_service: Callable[..., Service]) -> Iterator[Callable[..., EmulatorClient]]:
    """Create a client for a new subscription in an emulator with this latency profile and strictness."""
    sessions = []

    def make(profile: str = "instant", strict: bool = False) -> EmulatorClient:
        service = make_service(profile, strict)
        session = requests.Session()
        session.trust_env = False
        session.cert = str(service.emulator.authority.management_certificate)
        sessions.append(session)
        return EmulatorClient(service, session)

    yield make
    for session in sessions:
        session.close()


@pytest.fixture
def client(make_client: Callable[..., EmulatorClient]) -> EmulatorClient:
    """A client of a lenient emulator, as the service was, with instant operations."""
    return make_client()


@pytest.fixture
def strict_client(make_client: Callable[..., EmulatorClient]) -> EmulatorClient:
    """A client of a strict emulator, which refuses what the service silently dropped."""
    return make_client(strict=True)
