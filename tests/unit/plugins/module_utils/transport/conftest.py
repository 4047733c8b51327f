# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every module and client under test opens its own connections: they are what is tested here."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from ansible_collections.classic.azure.tests.emulated import Service


@pytest.fixture
def service(make_service: Callable[..., Service]) -> Service:
    """A new subscription in a strict emulator with instant operations."""
    service = make_service()
    service.sessions = None
    return service
