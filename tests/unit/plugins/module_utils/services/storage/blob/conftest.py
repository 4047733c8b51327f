# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Storage accounts whose blobs are real, and files for them."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob import vhd
from ansible_collections.classic.azure.tests.emulated import Service
from ansible_collections.classic.azure.tests.unit.azurite import Azurite

MEBIBYTE = 1024 * 1024


@dataclass
class Account:
    """A storage account in the emulator, whose blobs are in Azurite."""

    service: Service
    azurite: Azurite
    name: str

    def run(self, module: str = "storage_blob", check: bool = False, **options: Any) -> dict[str, Any]:
        """Run a blob module on the account."""
        return self.service.run(module, check, **{"storage_account": self.name, "container": "files", **options})

    def blob_requests(self) -> list[str]:
        """The requests for its blobs so far."""
        return self.azurite.requests(self.name)

    def blob_writes(self, kind: str = "") -> list[str]:
        """The write requests for its blobs so far that contain ``kind``."""
        return [each for each in self.blob_requests() if each.split()[0] in ("PUT", "DELETE") and kind in each]

    def keys(self) -> dict[str, str]:
        returned: dict[str, str] = self.service.run("storage_account_key_info", name=self.name)["storage_account_keys"]
        return returned


@pytest.fixture
def account(make_service: Callable[..., Service], azurite: Azurite) -> Account:
    """A new storage account."""
    service = make_service(blobs=azurite.blobs)
    service.run("storage_account", name=service.name, location="West US")
    return Account(service, azurite, service.name)


def random_bytes(size: int, seed: int = 0) -> bytes:
    """Deterministic pseudo-random content."""
    return random.Random(seed).randbytes(size)


def fixed_vhd(disk: bytes, **changes: int) -> bytes:
    """A disk as a fixed VHD; ``changes`` override fields of its footer."""
    facts = {"original": len(disk), "current": len(disk), "kind": vhd.FIXED, **changes}
    footer = bytearray(512)
    struct.pack_into(">8sIIQ", footer, 0, vhd.COOKIE, 2, 0x00010000, 2**64 - 1)
    struct.pack_into(">QQ", footer, 40, facts["original"], facts["current"])
    struct.pack_into(">I", footer, 60, facts["kind"])
    struct.pack_into(">I", footer, 64, facts.get("checksum", ~sum(footer) & 0xFFFFFFFF))
    return disk + bytes(footer)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package of 2.5 blocks."""
    path = tmp_path / "shop.cspkg"
    path.write_bytes(random_bytes(10 * MEBIBYTE))
    return path


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    """A disk of 20 MiB: 8 of them are written, in two pieces, of which the first goes over the border of a request."""
    path = tmp_path / "shop.vhd"
    content = bytearray(20 * MEBIBYTE)
    content[2 * MEBIBYTE : 7 * MEBIBYTE] = random_bytes(5 * MEBIBYTE)
    content[12 * MEBIBYTE : 15 * MEBIBYTE] = random_bytes(3 * MEBIBYTE, seed=1)
    path.write_bytes(fixed_vhd(bytes(content)))
    return path
