# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The disks that a virtual machine is to have, and what of them can be wrong (protocol/2 sections 2.1, 3.6 and 3.7)."""

from __future__ import annotations

from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.role_schema import (
    DATA_DISK_SCHEMA,
    OS_DISK_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.disk import MEDIA_LINK
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Values
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import ListOf, Struct

LARGEST = 1023
"""GB, of a blob that is a disk."""
LUNS = range(64)
"""Of the largest size; each size has a number of its own, which the service knows."""


class SystemDisk(Struct):
    def __init__(self) -> None:
        super().__init__(*OS_DISK_SCHEMA.fields)

    def validate(self, value: Any) -> str | None:
        return super().validate(value) or _fault_of_links(value)


class DataDisks(ListOf):
    """Each has a place of its own, which is 0 where none is given."""

    def __init__(self) -> None:
        super().__init__("DataVirtualHardDisk", DATA_DISK_SCHEMA)

    def validate(self, value: Any) -> str | None:
        luns = [disk.get("lun") or 0 for disk in value]
        for lun, disk in zip(luns, value, strict=True):
            if luns.count(lun) > 1:
                return f"two of them are at lun {lun}"
            if lun not in LUNS:
                return f"a lun is from {LUNS[0]} to {LUNS[-1]}, and one is {lun}"
            size = disk.get("logical_disk_size_in_gb")
            if size is not None and not 1 <= size <= LARGEST:
                return f"at lun {lun} logical_disk_size_in_gb is {size}, and may be from 1 to {LARGEST}"
            rule = _fault_of_links(disk)
            if rule:
                return f"at lun {lun} {rule}"
        return super().validate(value)


def _fault_of_links(disk: Values) -> str | None:
    for name in ("media_link", "source_media_link"):
        rule = MEDIA_LINK.validate(disk[name]) if disk.get(name) else None
        if rule:
            return f"its {name} is {disk[name]!r}, but {rule}"
    return None
