# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The disks of a virtual machine: which are valid, where new ones are put, and the requests that attach and change them
(docs/protocol/compute.md#os-disk and docs/protocol/compute.md#data-disks)."""

from __future__ import annotations

import time
from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.errors import PreconditionError
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.role_schema import (
    DATA_DISK_SCHEMA,
    OS_DISK_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.disk import MAX_SIZE_IN_GB, MEDIA_LINK
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine_requests import (
    ADD_DATA_DISK,
    UPDATE_DATA_DISK,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Step, Values
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import ListOf, Struct

LUNS = range(64)
"""Those of the largest role size. How many a size has, the service knows."""
DATA_DISK_FIELD = {field.name: field for field in DATA_DISK_SCHEMA.fields}
CHANGEABLE = ("host_caching", "label")
"""What UpdateDataDisk changes of a disk that is attached."""


class OSDisk(Struct):
    """The operating system disk of a virtual machine."""

    def __init__(self) -> None:
        super().__init__(*OS_DISK_SCHEMA.fields)

    def validate(self, value: Any) -> str | None:
        return super().validate(value) or _broken_link_rule(value)


class DataDisks(ListOf):
    """The data disks of a virtual machine. Each has a lun of its own, which is 0 where none is given."""

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
            if size is not None and not 1 <= size <= MAX_SIZE_IN_GB:
                return f"at lun {lun} logical_disk_size_in_gb is {size}, and may be from 1 to {MAX_SIZE_IN_GB}"
            rule = _broken_link_rule(disk)
            if rule:
                return f"at lun {lun} {rule}"
        return super().validate(value)


def _broken_link_rule(disk: Values) -> str | None:
    for name in ("media_link", "source_media_link"):
        rule = MEDIA_LINK.validate(disk[name]) if disk.get(name) else None
        if rule:
            return f"its {name} is {MEDIA_LINK.display(disk[name])!r}, but {rule}"
    return None


def blob_suffix(seconds: float) -> str:
    """Return the end of the names of new blobs, from the seconds since the epoch.

    It has microseconds, since the blobs of a virtual machine that was deleted on the same day may still be there.
    """
    whole, microseconds = divmod(int(seconds * 1_000_000), 1_000_000)
    return f"{time.strftime('%Y%m%d%H%M%S', time.gmtime(whole))}{microseconds:06d}"


def new_link(folder: str, want: Values, disk: str) -> str:
    """Return the URL of the blob of a new disk.

    ``folder`` is the URL of its container, ``disk`` tells the disks of a virtual machine apart, and ``want`` holds the
    ``blob_suffix``.
    """
    return f"{folder}/{want['service_name']}-{want['name']}-{disk}-{want['blob_suffix']}.vhd".lower()


def check_new_disk(disk: Values, want: Values, has_place: bool = True) -> None:
    """Raise PreconditionError for a disk to attach that is neither new, nor registered, nor made of a blob.

    has_place: whether it is known where new disks are put (docs/protocol/compute.md#data-disk-body).
    """
    where = f"the data disk at lun {disk.get('lun') or 0} of virtual machine {want['name']}"
    sources = ("logical_disk_size_in_gb", "name", "source_media_link", "media_link")
    if all(disk.get(name) is None for name in sources):
        raise PreconditionError(f"{where} does not exist, and needs one of {', '.join(sources)}")
    if disk.get("logical_disk_size_in_gb") is not None and not (disk.get("media_link") or has_place):
        raise PreconditionError(f"{where} is to be a new one, which needs storage_account, or media_link of its own")


def with_link(disk: Values, want: Values, folder: str) -> Values:
    """Return a data disk with the URL of its blob, if it is a new one that was given none."""
    is_new = disk.get("logical_disk_size_in_gb") is not None and not disk.get("name")
    if not is_new or disk.get("media_link"):
        return disk
    return {**disk, "media_link": new_link(folder, want, str(disk.get("lun") or 0))}


def without_link(disk: Values) -> Values:
    """Return a new disk as a diff shows it: without the URL of its blob, which is another one each time."""
    return {name: value for name, value in disk.items() if name != "media_link"}


def data_disk_steps(attached: list[Values], folder: str, want: Values, role_address: Values) -> list[Step]:
    """Return the steps that attach the data disks which are wanted, and change those that are attached.

    ``folder`` is the URL of the container for new blobs, ``role_address`` the values that name the role. Raises
    PreconditionError where another disk is attached at a lun.
    """
    steps, at_lun = [], {disk["lun"]: disk for disk in attached}
    for disk in want.get("data_disks") or []:
        current = at_lun.get(disk.get("lun") or 0)
        if current is None:
            check_new_disk(disk, want)
            steps.append(Step(ADD_DATA_DISK, {**role_address, **with_link(disk, want, folder)}))
            continue
        for name in ("name", "logical_disk_size_in_gb", "media_link"):
            codec = DATA_DISK_FIELD[name].codec
            if disk.get(name) is not None and not codec.matches(current[name], disk[name]):
                raise PreconditionError(
                    f"virtual machine {want['name']} has at lun {current['lun']} a data disk with {name} "
                    f"{current[name]!r}, and that is not changed to {codec.display(disk[name])!r} here"
                )
        changes = {name: disk[name] for name in CHANGEABLE if disk.get(name) not in (None, current[name])}
        if changes:
            steps.append(Step(UPDATE_DATA_DISK, {**role_address, **current, **changes}))
    return steps


def data_disks_after(step: Step, attached: list[Values]) -> list[Values]:
    """Return the data disks after a step that attached or changed one, as a diff shows them."""
    names = ("host_caching", "label", "name", "lun", "logical_disk_size_in_gb", "media_link")
    changed = {**{name: step.values.get(name) for name in names}, "lun": step.values.get("lun") or 0}
    if step.action is ADD_DATA_DISK:
        changed["media_link"] = None
    others = [disk for disk in attached if disk["lun"] != changed["lun"]]
    return sorted([*others, changed], key=lambda disk: int(disk["lun"]))
