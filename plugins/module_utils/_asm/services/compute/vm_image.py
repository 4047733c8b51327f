# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""VM images: an operating system disk with data disks, registered or captured (docs/protocol/compute.md#vm-images)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import Clock
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import InvalidOptionError, PreconditionError
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.listings import ListOnlyReader
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.planner import FieldPlanner
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.readiness import Readiness
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import ModuleOptions, Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.role_schema import CACHING, OS
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.attached_disks import (
    LUNS,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.disk import MAX_SIZE_IN_GB, MEDIA_LINK
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.os_image import (
    OS_IMAGE,
    check_own,
    is_own,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine_requests import (
    CAPTURE_AS_VM_IMAGE,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.media_links import check_account
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.registered_blobs import registered_as
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.hosted_service_contents import (
    instance_named,
    read_contents,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import (
    URL,
    Boolean,
    Integer,
    IntegerInRange,
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
    Field("name", "Name", RETURNED_TEXT, description="Name of the disk in the VM image."),
    Field(
        "host_caching",
        "HostCaching",
        CACHING,
        description="Caching of the disk by the host, V(None), V(ReadOnly) or V(ReadWrite).",
    ),
    Field(
        "os_state",
        "OSState",
        OS_STATE,
        description="State of the operating system. Virtual machines need to be provisioned when it "
        "is V(Generalized), not V(Specialized).",
    ),
    Field("os", "OS", OS, description="Operating system on the disk, V(Linux) or V(Windows)."),
    Field(
        "media_link", "MediaLink", MEDIA_LINK, description="URL of the VHD blob. Not returned for images of publishers."
    ),
    Field(
        "logical_disk_size_in_gb", "LogicalDiskSizeInGB", Internal(Integer()), description="Size of the disk, in GB."
    ),
    Field(
        "io_type",
        "IOType",
        RETURNED_TEXT,
        description="Type of the storage, for example V(Standard) or V(Provisioned).",
    ),
)
DATA_DISK_SCHEMA = Struct(
    Field("name", "Name", RETURNED_TEXT, description="Name of the disk in the VM image."),
    Field(
        "host_caching",
        "HostCaching",
        CACHING,
        description="Caching of the disk by the host, V(None), V(ReadOnly) or V(ReadWrite).",
    ),
    Field("lun", "Lun", IntegerInRange(LUNS[0], LUNS[-1]), description="Logical unit number of the disk."),
    Field(
        "media_link", "MediaLink", MEDIA_LINK, description="URL of the VHD blob. Not returned for images of publishers."
    ),
    Field(
        "logical_disk_size_in_gb",
        "LogicalDiskSizeInGB",
        IntegerInRange(1, MAX_SIZE_IN_GB),
        description="Size of the disk, in GB.",
    ),
    Field(
        "io_type",
        "IOType",
        RETURNED_TEXT,
        description="Type of the storage, for example V(Standard) or V(Provisioned).",
    ),
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
        response = client.get(path, "ListVMImages", self.schema.plural_root)
        return [] if response is None else [self.schema.values(item) for item in response]

    def resolve_references(self, client: Reader, want: Values) -> Values:
        for option, disk in _disks(want):
            check_account(client, f"{option}.media_link", disk.get("media_link"))
        return want

    def to_options(self, client: Reader, parents: Values, have: Values) -> Values | None:
        return super().to_options(client, parents, have) if is_own(have) else None

    def missing_references(self, client: Reader, have: Values | None, want: Values) -> list[str]:
        source = None if have else want.get("capture")
        if not source:
            return []
        service = read_contents(client, source["service_name"])
        if service is None:
            return [f"hosted service {source['service_name']}"]
        if instance_named(service, source["deployment_name"], source["role_name"]) is None:
            return [f"virtual machine {source['role_name']} of hosted service {source['service_name']}"]
        return []

    def creation_blocker(self, client: Reader, want: Values) -> str | None:
        source = want.get("capture")
        if not source:
            names = [registered_as(client, disk.get("media_link")) for option, disk in _disks(want)]
            return next((f"its blob is {name} already" for name in names if name), None)
        if OS_IMAGE.reader.read(client, {"name": want["name"]}):
            return "there is an OS image of that name"
        service = read_contents(client, source["service_name"])
        instance = instance_named(service, source["deployment_name"], source["role_name"])
        if source["os_state"] == "Generalized" and instance and not instance["status"].startswith("Stopped"):
            return f"virtual machine {source['role_name']} has to be stopped first, and is {instance['status']}"
        return None


def _disks(want: Values) -> list[tuple[str, Values]]:
    """Return the wanted disks, each with its option."""
    found = [(OS_DISK, want[OS_DISK])] if want.get(OS_DISK) else []
    return found + [(DATA_DISKS, disk) for disk in want.get(DATA_DISKS) or []]


def normalize(want: Values, clock: Clock) -> Values:
    """Return what the task wants. Raises InvalidOptionError for a capture of a virtual machine without a name."""
    for name, value in (want.get("capture") or {}).items():
        if value == "":
            raise InvalidOptionError(f"capture.{name}", value, "it must not be empty")
    return want


class VMImagePlanner(FieldPlanner):
    """Creates an image of blobs or captures a virtual machine; updates its metadata and the caching of its disks."""

    def plan_create(self, have: Values | None, want: Values) -> list[Step]:
        source = want.get("capture")
        if source is None:
            disk = want.get(OS_DISK) or {}
            missing = [name for name in ("os", "os_state", "media_link") if not disk.get(name)]
            if missing:
                raise PreconditionError(
                    f"VM image {want['name']} does not exist, and creating it needs capture, or {OS_DISK} with "
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
        if steps:
            check_own(self.schema.kind, have, "changed")
        for step in steps:
            step.values.update(_caching(have, want))
        return steps

    def plan_delete(self, have: Values, want: Values) -> list[Step]:
        check_own(self.schema.kind, have, "deleted")
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
    kind="VM image",
    root="VMImage",
    path="services/vmimages",
    fields=(
        Field("name", "Name", description="Name of the VM image."),
        Field("label", "Label", Text(100), default_from="name", description="Label of the VM image."),
        Field("category", "Category", description="Category of the VM image, for example V(User) or V(Public)."),
        Field("description", "Description", Text(512), description="Description of the VM image."),
        Field(OS_DISK, "OSDiskConfiguration", OS_DISK_SCHEMA, description="Operating system disk of the VM image."),
        Field(
            DATA_DISKS,
            "DataDiskConfigurations",
            ListOf("DataDiskConfiguration", DATA_DISK_SCHEMA),
            description="Data disks of the VM image.",
        ),
        Field(
            "service_name",
            "ServiceName",
            description="Name of the hosted service of the captured virtual machine. Not returned when "
            "the image was not captured.",
        ),
        Field(
            "deployment_name",
            "DeploymentName",
            description="Name of the deployment of the captured virtual machine. Not returned when the "
            "image was not captured.",
        ),
        Field(
            "role_name",
            "RoleName",
            description="Name of the captured virtual machine. Not returned when the image was not captured.",
        ),
        Field(
            "location",
            "Location",
            description="Location of the VM image. Several locations are separated by semicolons.",
        ),
        Field("affinity_group", "AffinityGroup", description="Affinity group of the VM image."),
        Field("created_time", "CreatedTime", description="Time at which the VM image was created, in UTC."),
        Field("modified_time", "ModifiedTime", description="Time of the last change of the VM image, in UTC."),
        Field("language", "Language", description="Language of the VM image."),
        Field("image_family", "ImageFamily", Text(100), description="Image family."),
        Field("recommended_vm_size", "RecommendedVMSize", description="Recommended role size."),
        Field("is_premium", "IsPremium", Boolean(), description="Whether the VM image incurs charges of its own."),
        Field("eula", "Eula", URL(), description="License agreement, or its URL."),
        Field("icon_uri", "IconUri", URL(), description="URL of the icon."),
        Field("small_icon_uri", "SmallIconUri", URL(), description="URL of the small icon."),
        Field("privacy_uri", "PrivacyUri", URL(), description="URL of the privacy policy."),
        Field("publisher_name", "PublisherName", description="Name of the publisher."),
        Field("published_date", "PublishedDate", description="Time at which the VM image was published, in UTC."),
        Field("show_in_gui", "ShowInGui", Boolean(), description="Whether the portal lists the VM image."),
        Field("pricing_detail_link", "PricingDetailLink", URL(), description="URL of the pricing details."),
        Field("status", "VMImageState", description="Status of the VM image, for example V(VMImageReadyForUse)."),
        Field(
            "role_state_on_capture",
            "RoleStateOnCapture",
            description="State of the virtual machine when it was captured. Not returned when the image "
            "was not captured.",
        ),
        Field(
            "role_size_on_capture",
            "RoleSizeOnCapture",
            description="Role size of the virtual machine when it was captured. Not returned when the "
            "image was not captured.",
        ),
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
        normalize=normalize,
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
