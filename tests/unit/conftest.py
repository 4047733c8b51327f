# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A blob service, and a place for the sockets of ssh, for the unit tests that need them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator

import pytest
from ansible_collections.classic.azure.emulator.tls.authority import Authority
from ansible_collections.classic.azure.tests.unit.azurite import Azurite, run_azurite


@pytest.fixture(scope="session")
def azurite(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Azurite]:
    """Azurite as the blob service of emulators that are started with its ``blobs``."""
    with run_azurite(authority, tmp_path_factory.mktemp("azurite")) as started:
        yield started


@pytest.fixture
def control_paths() -> Iterator[str]:
    """A folder for the connections that ssh keeps: the path of a socket has a hundred characters at most."""
    with tempfile.TemporaryDirectory(prefix="ssh-") as folder:
        yield folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests that need Azurite as slow."""
    for item in items:
        if "azurite" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)
