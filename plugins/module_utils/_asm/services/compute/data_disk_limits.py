# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many data disks a virtual machine can have, and at which luns (docs/protocol/compute.md#data-disks)."""

from __future__ import annotations

from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.role_size import (
    ROLE_SIZE,
    ROLE_SIZE_NAME,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Reader
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Values

LUNS_OF_SMALL_SIZES = 16
"""Luns go at least so far, also where a size takes fewer data disks."""


def data_disk_blocker(client: Reader, role_size: str, disks: list[Values]) -> str | None:
    """Return why a virtual machine of a size cannot have so many data disks, or one at such a lun."""
    sizes = ROLE_SIZE.reader.read_all(client, {}) if disks else []
    size = next((each for each in sizes if ROLE_SIZE_NAME.matches(each["name"], role_size)), None)
    if size is None:
        return None
    limit = size["max_data_disk_count"]
    if len(disks) > limit:
        return f"a virtual machine of size {role_size} can have {limit} data disks, and it would have {len(disks)}"
    highest = max(disk.get("lun") or 0 for disk in disks)
    if highest >= max(limit, LUNS_OF_SMALL_SIZES):
        return f"a virtual machine of size {role_size} has no lun {highest}"
    return None
