# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The clients are those that were published: nobody has touched a file of theirs."""

from __future__ import annotations

import base64
import hashlib
from importlib.metadata import distribution
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

# The versions whose ways the tests beside this one tell.
CLIENTS = {"apache-libcloud": "3.9.1", "azure-servicemanagement-legacy": "0.20.8"}


def digest(path: Path) -> str:
    """A file's SHA-256 as wheels spell it."""
    return base64.urlsafe_b64encode(hashlib.sha256(path.read_bytes()).digest()).rstrip(b"=").decode()


@pytest.mark.parametrize("name", CLIENTS)
def test_installed_clients_are_unmodified(name: str) -> None:
    client = distribution(name)
    assert client.version == CLIENTS[name]
    sources = [file for file in client.files or [] if file.suffix == ".py"]
    assert sources
    for file in sources:
        assert file.hash is not None and file.hash.mode == "sha256"
        assert digest(Path(str(file.locate()))) == file.hash.value, file
