# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Subscriptions that tests ask over TLS, each in an emulator of its kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import requests
from ansible_collections.classic.azure.tests.emulated import Service
from ansible_collections.classic.azure.tests.unit.emulator.wire import Wire


@pytest.fixture
def open_wire(start: Callable[..., Service]) -> Iterator[Callable[..., Wire]]:
    """Opens a wire to a new subscription in an emulator with a profile, strict or not."""
    sessions = []

    def opened(profile: str = "instant", strict: bool = False) -> Wire:
        service = start(profile, strict)
        session = requests.Session()
        session.trust_env = False
        session.cert = str(service.keeper.authority.management_certificate)
        sessions.append(session)
        return Wire(service, session)

    yield opened
    for session in sessions:
        session.close()


@pytest.fixture
def wire(open_wire: Callable[..., Wire]) -> Wire:
    """An emulator as faithful as can be, where everything is done at once."""
    return open_wire()


@pytest.fixture
def strict_wire(open_wire: Callable[..., Wire]) -> Wire:
    """One that refuses what the service passed over."""
    return open_wire(strict=True)
