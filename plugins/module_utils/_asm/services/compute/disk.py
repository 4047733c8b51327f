# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Disks: registered blobs, which are attached to virtual machines (docs/protocol/compute.md#disks)."""

from __future__ import annotations

from urllib.parse import quote

from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    ConflictError,
    PreconditionError,
    ServiceError,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.collections import listed
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.planner import FieldPlanner
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.readiness import Readiness
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.reading import FieldReader
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.reconciler import Reconciler
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import ModuleOptions, Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.paths import ROLE_PATH
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.role_schema import (
    OS,
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
    IntegerInRange,
    Reader,
    Text,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Action, Step, Values, delete, post
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.resource_schema import ResourceSchema
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field, Struct

MEDIA_LINK = URL(
    pattern=r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]+)?/\S+/\S+",
    rule="it must be the URL of a blob, with its container: https://account.blob.core.windows.net/vhds/disk.vhd",
)

MAX_SIZE_IN_GB = 1023
"""The largest blob that can be a disk (docs/protocol/compute.md#data-disk-body)."""
SIZE = "logical_disk_size_in_gb"

ADD = post("AddDisk", "os", "label", "media_link", "name", root="Disk")
UPDATE = Action(
    "UpdateDisk",
    "PUT",
    "Disk",
    Struct(
        Field("os", "OS", OS),
        Field("label", "Label", Text(100)),
        Field("media_link", "MediaLink", MEDIA_LINK),
        Field("name", "Name"),
        Field(SIZE, "ResizedSizeInGB", IntegerInRange(1, MAX_SIZE_IN_GB)),
    ),
    always_sent=("os", "label", "name"),
)
DELETE = delete("DeleteDisk")
DELETE_WITH_MEDIA = delete("DeleteDisk", suffix="?comp=media")

ATTACHED_TO_SCHEMA = Struct(
    Field("deployment_name", "DeploymentName", description="Name of the deployment of the virtual machine."),
    Field("hosted_service_name", "HostedServiceName", description="Name of the hosted service of the virtual machine."),
    Field("role_name", "RoleName", description="Name of the virtual machine."),
)


class DiskReader(FieldReader):
    """Reads, before a deletion, also whether the virtual machine still exists that the disk is attached to.

    The service returns AttachedTo for minutes after that machine is gone.
    """

    def read(self, client: Reader, want: Values) -> Values | None:
        disk = super().read(client, want)
        attached = disk and disk["attached_to"]
        if disk and attached and want.get("state") == "absent":
            owner = {**attached, "service_name": attached["hosted_service_name"]}
            path = ROLE_PATH.format(**{name: quote(str(value), safe="") for name, value in owner.items()})
            disk["owner_exists"] = client.get(path, "GetRole", "PersistentVMRole") is not None
        return disk

    def resolve_references(self, client: Reader, want: Values) -> Values:
        check_account(client, "media_link", want.get("media_link"))
        return want

    def to_options(self, client: Reader, parents: Values, have: Values) -> Values | None:
        """Return the options of a free disk: one that is attached is described with its virtual machine."""
        return None if have["attached_to"] else super().to_options(client, parents, have)

    def creation_blocker(self, client: Reader, want: Values) -> str | None:
        registered = registered_as(client, want.get("media_link"))
        return f"its blob is {registered} already" if registered else None

    def update_blocker(self, client: Reader, have: Values, want: Values) -> str | None:
        """Return that a disk which is to be enlarged is in use (docs/protocol/compute.md#disks)."""
        owner = have["attached_to"]
        if not owner or want.get(SIZE) in (None, have[SIZE]) or is_deallocated(client, owner):
            return None
        return (
            f"virtual machine {owner['role_name']} of hosted service {owner['hosted_service_name']} has it, and has to "
            "be deallocated first"
        )


def is_deallocated(client: Reader, owner: Values) -> bool:
    """Return whether the virtual machine that a disk is attached to is deallocated."""
    service = read_contents(client, owner["hosted_service_name"])
    instance = instance_named(service, owner["deployment_name"], owner["role_name"])
    return instance is not None and instance["status"] == "StoppedDeallocated"


class DiskPlanner(FieldPlanner):
    """Registers a blob as a disk, relabels and enlarges it, and deletes it only when it is attached to nothing."""

    def plan_create(self, have: Values | None, want: Values) -> list[Step]:
        if want.get(SIZE) is not None:
            raise PreconditionError(
                f"disk {want['name']} does not exist, and a disk is registered with the size that it has"
            )
        return super().plan_create(have, want)

    def plan_update(self, have: Values, want: Values) -> list[Step]:
        changed = self.differences(have, want)
        for name in ("media_link", "os"):
            if name in changed:
                raise self.immutable_error(name, have, want)
        if changed.get(SIZE, have[SIZE]) < have[SIZE]:
            raise PreconditionError(f"disk {want['name']} has {have[SIZE]} GB, and the service makes disks larger only")
        return super().plan_update({**have, "label": have["label"] or have["name"]}, want) if changed else []

    def plan_delete(self, have: Values, want: Values) -> list[Step]:
        owner = have["attached_to"]
        if owner and have["owner_exists"]:
            raise PreconditionError(
                f"disk {want['name']} is attached to virtual machine {owner['role_name']} of hosted service "
                f"{owner['hosted_service_name']}, and has to be detached before it is deleted"
            )
        return [Step(DELETE_WITH_MEDIA if want["delete_vhd"] else DELETE, want)]


class DiskReconciler(Reconciler[Values]):
    """The task on a disk. No response tells that a resize, which an earlier task may have begun, is going on.

    If it ends after the disk was read, the service refuses the size that the disk has now.
    """

    def _send(self, step: Step, wait: bool) -> None:
        """Raises ConflictError for a refused resize: it is planned again, if the disk is not what it was."""
        try:
            super()._send(step, wait)
        except ServiceError as error:
            if error.status != 400 or step.values.get(SIZE) is None:
                raise
            raise ConflictError(error.request, error.status, error.code, error.message, error.operation_id) from error


class DiskReadiness(Readiness[Values]):
    """A disk whose virtual machine is gone can be deleted when the service no longer returns AttachedTo."""

    def delete_blocker(self, have: Values) -> str | None:
        owner = have["attached_to"]
        return f"still attached to {owner['role_name']}, which is gone" if owner else None


DISK_SCHEMA = ResourceSchema(
    kind="disk",
    root="Disk",
    path="services/disks",
    fields=(
        Field(
            "affinity_group",
            "AffinityGroup",
            description="Affinity group of the storage account. Not returned when the account has a "
            "location of its own.",
        ),
        Field(
            "attached_to",
            "AttachedTo",
            ATTACHED_TO_SCHEMA,
            description="Virtual machine to which the disk is attached. Not returned when the disk is free.",
        ),
        Field(
            "os",
            "OS",
            OS,
            description="Operating system on the disk, V(Linux) or V(Windows). Not returned for data disks.",
        ),
        Field(
            "label",
            "Label",
            Text(100),
            default_from="name",
            description="Label of the disk. Not returned when it has none.",
        ),
        Field(
            "location",
            "Location",
            description="Location of the storage account. Not returned when the account is in an affinity group.",
        ),
        Field(SIZE, "LogicalDiskSizeInGB", IntegerInRange(1, MAX_SIZE_IN_GB), description="Size of the disk, in GB."),
        Field("media_link", "MediaLink", MEDIA_LINK, description="URL of the VHD blob."),
        Field("name", "Name", description="Name of the disk."),
        Field(
            "source_image_name", "SourceImageName", description="Name of the OS image from which the disk was created."
        ),
        Field("is_premium", "IsPremium", Boolean(), description="Whether the disk is on premium storage."),
        Field("created_time", "CreatedTime", description="Time at which the disk was registered, in UTC."),
        Field("io_type", "IOType", description="Type of the storage, for example V(Standard) or V(Provisioned)."),
    ),
    create=ADD,
    changes=(UPDATE,),
    remove=DELETE,
)
DISK = Resource(
    DISK_SCHEMA,
    DiskReader(DISK_SCHEMA),
    DiskPlanner(DISK_SCHEMA, required_one_of=(("media_link",),)),
    DiskReadiness(),
    ModuleOptions(wait_timeout=600, extra={"delete_vhd": {"type": "bool", "default": False}}),
    collections=(listed(DISK_SCHEMA),),
)
