# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Data disks that are attached to virtual machines, each at a lun (docs/protocol/compute.md#data-disks)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ansible_collections.classic.azure.plugins.module_utils._asm.errors import PreconditionError
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.planner import FieldPlanner
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.reading import FieldReader
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import ModuleOptions, Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.role_schema import (
    DATA_DISK_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.attached_disks import CHANGEABLE
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.disk import MEDIA_LINK
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine_requests import (
    ADD_DATA_DISK,
    DATA_DISKS_PATH,
    DELETE_DATA_DISK,
    DELETE_DATA_DISK_WITH_MEDIA,
    UPDATE_DATA_DISK,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Text, WriteOnly
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Step, Values
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.resource_schema import ResourceSchema

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

SOURCES = ("logical_disk_size_in_gb", "name", "source_media_link")
"""What a data disk can be made from; a task names one of them."""
CODECS = {"media_link": MEDIA_LINK, "source_media_link": WriteOnly(MEDIA_LINK), "io_type": Text()}
FIELDS = tuple(replace(each, codec=CODECS.get(each.name, each.codec)) for each in DATA_DISK_SCHEMA.fields)


class AttachedDataDiskSchema(ResourceSchema):
    """The schema of a data disk that is attached."""

    def values(self, element: Element) -> Values:
        """Return the fields. A response without a lun means 0 (docs/protocol/compute.md#data-disk-body)."""
        values = super().values(element)
        return {**values, "lun": values["lun"] or 0}


class DataDiskPlanner(FieldPlanner):
    """Attaches, relabels and detaches a data disk. One disk does not replace another."""

    def plan_create(self, have: Values | None, want: Values) -> list[Step]:
        sources = [name for name in SOURCES if want.get(name) is not None]
        if len(sources) != 1:
            raise PreconditionError(
                f"there is no data disk at lun {want['lun']} of virtual machine {want['role_name']}, and adding one "
                f"needs one of {', '.join(SOURCES)}"
            )
        if sources == ["logical_disk_size_in_gb"] and not want.get("media_link"):
            raise PreconditionError(
                f"a new data disk at lun {want['lun']} of virtual machine {want['role_name']} needs media_link"
            )
        return [Step(ADD_DATA_DISK, {name: value for name, value in want.items() if value is not None})]

    def plan_update(self, have: Values, want: Values) -> list[Step]:
        changes = self.differences(have, {**want, "source_media_link": None})
        for name in changes:
            if name not in CHANGEABLE:
                raise PreconditionError(
                    f"virtual machine {want['role_name']} has at lun {want['lun']} a data disk with {name} "
                    f"{have[name]!r}, and that is not changed to {self.schema.field[name].codec.display(want[name])!r} "
                    "here: detach it first"
                )
        address = {name: want[name] for name in self.schema.parents}
        return [Step(UPDATE_DATA_DISK, {**address, **have, **changes})] if changes else []

    def plan_delete(self, have: Values, want: Values) -> list[Step]:
        return [Step(DELETE_DATA_DISK_WITH_MEDIA if want["delete_vhd"] else DELETE_DATA_DISK, want)]


ATTACHED_DATA_DISK_SCHEMA = AttachedDataDiskSchema(
    kind="data disk",
    root="DataVirtualHardDisk",
    path=DATA_DISKS_PATH,
    key="lun",
    fields=FIELDS,
    arguments=tuple(field.name for field in FIELDS if field.name != "io_type"),
    create=ADD_DATA_DISK,
    changes=(UPDATE_DATA_DISK,),
    remove=DELETE_DATA_DISK,
)
ATTACHED_DATA_DISK = Resource(
    ATTACHED_DATA_DISK_SCHEMA,
    FieldReader(ATTACHED_DATA_DISK_SCHEMA),
    DataDiskPlanner(ATTACHED_DATA_DISK_SCHEMA),
    options=ModuleOptions(wait_timeout=600, extra={"delete_vhd": {"type": "bool", "default": False}}),
)
