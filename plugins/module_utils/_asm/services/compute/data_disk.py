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
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment import (
    DEPLOYMENT,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.role_schema import (
    DATA_DISK_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.attached_disks import (
    CHANGEABLE,
    LUNS,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.data_disk_limits import (
    data_disk_blocker,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.disk import (
    DISK,
    MAX_SIZE_IN_GB,
    MEDIA_LINK,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine_requests import (
    ADD_DATA_DISK,
    DATA_DISKS_PATH,
    DELETE_DATA_DISK,
    DELETE_DATA_DISK_WITH_MEDIA,
    UPDATE_DATA_DISK,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.media_links import (
    blob_blocker,
    missing_account,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.hosted_service_contents import (
    read_contents,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.placement import (
    location_of,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import (
    Codec,
    IntegerInRange,
    Reader,
    Text,
    WriteOnly,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Step, Values
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.resource_schema import ResourceSchema

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

SOURCES = ("logical_disk_size_in_gb", "name", "source_media_link")
"""What a data disk can be made from; a task names one of them."""
CODECS: dict[str, Codec] = {
    "lun": IntegerInRange(LUNS[0], LUNS[-1]),
    "logical_disk_size_in_gb": IntegerInRange(1, MAX_SIZE_IN_GB),
    "media_link": MEDIA_LINK,
    "source_media_link": WriteOnly(MEDIA_LINK),
    "io_type": Text(),
}
FIELDS = tuple(replace(each, codec=CODECS.get(each.name, each.codec)) for each in DATA_DISK_SCHEMA.fields)


class AttachedDataDiskSchema(ResourceSchema):
    """The schema of a data disk that is attached."""

    def subject(self, values: Values) -> str:
        return f"data disk {values['lun']} of virtual machine {values['role_name']}"

    def values(self, element: Element) -> Values:
        """Return the fields. A response without a lun means 0 (docs/protocol/compute.md#data-disk-body)."""
        values = super().values(element)
        return {**values, "lun": values["lun"] or 0}


class DataDiskReader(FieldReader):
    """Finds what speaks against attaching a disk (docs/protocol/compute.md#data-disks)."""

    def missing_references(self, client: Reader, have: Values | None, want: Values) -> list[str]:
        if have:
            return []
        service_name, missing = want["service_name"], []
        if _role(client, want) is None:
            missing.append(f"virtual machine {want['role_name']} of hosted service {service_name}")
        if want.get("name") and DISK.reader.read(client, {"name": want["name"]}) is None:
            missing.append(f"disk {want['name']}")
        link = want.get("source_media_link") or want.get("media_link")
        account = missing_account(client, "media_link", link) if link else None
        return [*missing, account] if account else missing

    def creation_blocker(self, client: Reader, want: Values) -> str | None:
        role, service = _role(client, want), read_contents(client, want["service_name"])
        if role is None or service is None:
            return None
        disk = DISK.reader.read(client, {"name": want["name"]}) if want.get("name") else None
        owner = disk and disk["attached_to"]
        if owner:
            return f"it is attached to virtual machine {owner['role_name']} of {owner['hosted_service_name']}"
        link = want.get("source_media_link") or want.get("media_link")
        return blob_blocker(client, link, location_of(client, service)) or data_disk_blocker(
            client, role["role_size"] or "Small", [*(role["data_disks"] or []), want]
        )


def _role(client: Reader, want: Values) -> Values | None:
    """Return the virtual machine that the disk is to be attached to."""
    deployment = DEPLOYMENT.reader.read(client, {**want, "name": want["deployment_name"]})
    roles = (deployment and deployment["roles"]) or []
    return next((role for role in roles if role["name"].lower() == want["role_name"].lower()), None)


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
    DataDiskReader(ATTACHED_DATA_DISK_SCHEMA),
    DataDiskPlanner(ATTACHED_DATA_DISK_SCHEMA),
    options=ModuleOptions(wait_timeout=600, extra={"delete_vhd": {"type": "bool", "default": False}}),
)
