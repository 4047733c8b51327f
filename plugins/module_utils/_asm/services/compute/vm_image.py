# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""VM images: an operating system disk with data disks, registered or captured (docs/protocol/compute.md#vm-images)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from ansible_collections.classic.azure.plugins.module_utils._asm.errors import PreconditionError
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.listings import ListOnlyReader
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.planner import FieldPlanner
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.readiness import Readiness
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import ModuleOptions, Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.role_schema import CACHING
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.disk import MEDIA_LINK, OS
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine_requests import (
    CAPTURE_AS_VM_IMAGE,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import (
    Boolean,
    Integer,
    Internal,
    OneOf,
    Reader,
    Text,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Step, Values, delete, post, put
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.resource_schema import ResourceSchema
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field, ListOf, Struct

OS_STATE = OneOf({"Generalized": "Generalized", "Specialized": "Specialized"})
OS_DISK, DATA_DISKS = "os_disk_configuration", "data_disk_configurations"

RETURNED_TEXT = Internal(Text())

OS_DISK_SCHEMA = Struct(
    Field("name", "Name", RETURNED_TEXT),
    Field("host_caching", "HostCaching", CACHING),
    Field("os_state", "OSState", OS_STATE),
    Field("os", "OS", OS),
    Field("media_link", "MediaLink", MEDIA_LINK),
    Field("logical_disk_size_in_gb", "LogicalDiskSizeInGB", Internal(Integer())),
    Field("io_type", "IOType", RETURNED_TEXT),
)
DATA_DISK_SCHEMA = Struct(
    Field("name", "Name", RETURNED_TEXT),
    Field("host_caching", "HostCaching", CACHING),
    Field("lun", "Lun", Integer()),
    Field("media_link", "MediaLink", MEDIA_LINK),
    Field("logical_disk_size_in_gb", "LogicalDiskSizeInGB", Integer()),
    Field("io_type", "IOType", RETURNED_TEXT),
)
METADATA = (
    "language",
    "image_family",
    "recommended_vm_size",
    "eula",
    "icon_uri",
    "small_icon_uri",
    "privacy_uri",
    "published_date",
    "show_in_gui",
)
CREATE = post("CreateVMImage", "name", "label", "description", OS_DISK, DATA_DISKS, *METADATA, root="VMImage")
UPDATE = put(
    "UpdateVMImage", "label", "description", OS_DISK, DATA_DISKS, *METADATA, root="VMImage", always_sent=("label",)
)
DELETE = delete("DeleteVMImage")
DELETE_WITH_MEDIA = delete("DeleteVMImage", suffix="?comp=media")
FILTERS = ("location", "publisher", "category")


class VMImageReader(ListOnlyReader):
    """Lists the images that the filters select, which the service applies."""

    def read_all(self, client: Reader, want: Values) -> list[Values]:
        asked = {name: want[name] for name in FILTERS if want.get(name)}
        path = self.schema.collection(want) + (f"?{urlencode(asked)}" if asked else "")
        response = client.get(path, "ListVMImages")
        return [] if response is None else [self.schema.values(item) for item in response]


class VMImagePlanner(FieldPlanner):
    """Creates an image of blobs or captures a virtual machine; updates its metadata and the caching of its disks."""

    def plan_create(self, have: Values | None, want: Values) -> list[Step]:
        source = want.get("capture")
        if source is None:
            disk = want.get(OS_DISK) or {}
            missing = [name for name in ("os", "os_state", "media_link") if not disk.get(name)]
            if missing:
                raise PreconditionError(
                    f"vm image {want['name']} does not exist, and creating it needs capture, or {OS_DISK} with "
                    f"{' and '.join(missing)}"
                )
            return super().plan_create(have, want)
        captured = {"operation_type": "CaptureRoleAsVMImageOperation", "label": want["name"]}
        captured.update({name: value for name, value in want.items() if value is not None})
        return [Step(CAPTURE_AS_VM_IMAGE, {**captured, **source})]

    def plan_update(self, have: Values, want: Values) -> list[Step]:
        for name in (OS_DISK, DATA_DISKS):
            if want.get(name) and not self.schema.field[name].codec.matches(have[name], _without_caching(want[name])):
                raise self.immutable_error(name, have, want)
        steps = super().plan_update(have, want)
        for step in steps:
            step.values.update(_caching(have, want))
        return steps

    def plan_delete(self, have: Values, want: Values) -> list[Step]:
        return [Step(DELETE_WITH_MEDIA if want["delete_vhd"] else DELETE, want)]


class VMImageReadiness(Readiness[Values]):
    """An image is ready when its state says so; which other states there are is not documented."""

    def transient_state(self, have: Values) -> str | None:
        state: str | None = have["status"]
        return None if state == "VMImageReadyForUse" else state


def _without_caching(disks: Any) -> Any:
    """Return the wanted disks without host_caching, which is the part that can be changed."""
    return [_without_caching(disk) for disk in disks] if isinstance(disks, list) else {**disks, "host_caching": None}


def _caching(have: Values, want: Values) -> Values:
    """Return the wanted host_caching as an update sends it: that of data disks by their names."""
    values: Values = {}
    if want.get(OS_DISK):
        values[OS_DISK] = {"host_caching": want[OS_DISK].get("host_caching")}
    if want.get(DATA_DISKS):
        values[DATA_DISKS] = [
            {"name": current["name"], "host_caching": wanted.get("host_caching"), "lun": current["lun"]}
            for current, wanted in zip(have[DATA_DISKS], want[DATA_DISKS], strict=True)
        ]
    return values


VM_IMAGE_SCHEMA = ResourceSchema(
    kind="vm image",
    root="VMImage",
    path="services/vmimages",
    fields=(
        Field("name", "Name"),
        Field("label", "Label", Text(100), default_from="name"),
        Field("category", "Category"),
        Field("description", "Description", Text(512)),
        Field(OS_DISK, "OSDiskConfiguration", OS_DISK_SCHEMA),
        Field(DATA_DISKS, "DataDiskConfigurations", ListOf("DataDiskConfiguration", DATA_DISK_SCHEMA)),
        Field("service_name", "ServiceName"),
        Field("deployment_name", "DeploymentName"),
        Field("role_name", "RoleName"),
        Field("location", "Location"),
        Field("affinity_group", "AffinityGroup"),
        Field("created_time", "CreatedTime"),
        Field("modified_time", "ModifiedTime"),
        Field("language", "Language"),
        Field("image_family", "ImageFamily", Text(100)),
        Field("recommended_vm_size", "RecommendedVMSize"),
        Field("is_premium", "IsPremium", Boolean()),
        Field("eula", "Eula"),
        Field("icon_uri", "IconUri"),
        Field("small_icon_uri", "SmallIconUri"),
        Field("privacy_uri", "PrivacyUri"),
        Field("publisher_name", "PublisherName"),
        Field("published_date", "PublishedDate"),
        Field("show_in_gui", "ShowInGui", Boolean()),
        Field("pricing_detail_link", "PricingDetailLink"),
        Field("status", "VMImageState"),
        Field("role_state_on_capture", "RoleStateOnCapture"),
        Field("role_size_on_capture", "RoleSizeOnCapture"),
    ),
    create=CREATE,
    changes=(UPDATE,),
    remove=DELETE,
)
VM_IMAGE = Resource(
    VM_IMAGE_SCHEMA,
    VMImageReader(VM_IMAGE_SCHEMA),
    VMImagePlanner(VM_IMAGE_SCHEMA),
    VMImageReadiness(),
    ModuleOptions(
        wait_timeout=900,
        extra={
            "capture": {
                "type": "dict",
                "options": {
                    "service_name": {"type": "str", "required": True},
                    "deployment_name": {"type": "str", "required": True},
                    "role_name": {"type": "str", "required": True},
                    "os_state": {"type": "str", "choices": ["Generalized", "Specialized"], "required": True},
                },
            },
            "delete_vhd": {"type": "bool", "default": False},
        },
        info={name: {"type": "str"} for name in FILTERS},
    ),
)
