# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Disks: registered and deleted at once, but not while a virtual machine has them, or had them a moment ago
(docs/protocol/compute.md#disks)."""

from __future__ import annotations

from dataclasses import dataclass

from ansible_collections.classic.azure.emulator.catalog.platform_images import SYSTEM_DISK_GB
from ansible_collections.classic.azure.emulator.core.clock import stamp
from ansible_collections.classic.azure.emulator.core.context import Reply, RequestContext, Route
from ansible_collections.classic.azure.emulator.core.entities import (
    Collection,
    EffectScope,
    Scope,
    TimedScope,
    dump,
)
from ansible_collections.classic.azure.emulator.core.errors import ErrorResponse, bad_request, conflict, not_found
from ansible_collections.classic.azure.emulator.core.operations import Operations
from ansible_collections.classic.azure.emulator.core.registry import effect, register_routes
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services import common
from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_state import (
    DEALLOCATED,
    DEPLOYMENTS,
)
from ansible_collections.classic.azure.emulator.services.storage import media
from ansible_collections.classic.azure.emulator.services.storage.registered_blobs import refuse_registered
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.disk import (
    ADD,
    DELETE,
    DELETE_WITH_MEDIA,
    DISK_SCHEMA,
    SIZE,
    UPDATE,
)

DISKS_SINCE, MEDIA_SINCE = "2012-03-01", "2012-08-01"

DATA_DISK_GB = 10
"""The size of a data disk whose blob says what it is: an assumption, since the emulator does not read blobs."""

# Polls every 7 s showed AttachedTo for 100 to 105 s after the virtual machine was deleted:
# docs/protocol/compute.md#disk-detach-delay.
SECONDS_TO_DETACH = 105.0


@dataclass
class DiskOwner:
    """The virtual machine that a disk is attached to."""

    hosted_service_name: str | None = None
    deployment_name: str | None = None
    role_name: str | None = None


@dataclass
class Disk:
    name: str
    affinity_group: str | None = None
    attached_to: DiskOwner | None = None
    os: str | None = None
    label: str | None = None
    location: str | None = None
    logical_disk_size_in_gb: int | None = None
    media_link: str | None = None
    source_image_name: str | None = None
    is_premium: bool | None = None
    created_time: str | None = None
    io_type: str | None = None


DISKS = Collection("disk", Disk, lambda disk: disk.name)


def add(context: RequestContext) -> Reply:
    common.check(context, DISK_SCHEMA.body(ADD), required=("label", "media_link", "name"))
    values = context.values
    account = media.check_media_link(context, values["media_link"])
    if DISKS.get(context, values["name"]):
        raise conflict(f"A disk with name {values['name']} already exists.")
    refuse_registered(context, values["media_link"])
    disk = Disk(
        name=values["name"],
        os=values["os"],
        label=values["label"],
        logical_disk_size_in_gb=SYSTEM_DISK_GB[values["os"]] if values["os"] else DATA_DISK_GB,
        media_link=values["media_link"],
    )
    complete_disk(disk, media.placement(account), context.now)
    DISKS.save(context, disk)
    return Reply(200, common.render(DISK_SCHEMA, dump(disk)))


def complete_disk(disk: Disk, placement: media.Placement, moment: float) -> None:
    """Set what the service adds to a disk that is created at a moment."""
    disk.affinity_group, disk.location = placement.affinity_group, placement.location
    disk.is_premium, disk.io_type, disk.created_time = False, "Standard", stamp(moment)


def get(context: RequestContext) -> Reply:
    return Reply(200, common.render(DISK_SCHEMA, dump(_get_disk(context))))


def get_all(context: RequestContext) -> Reply:
    return Reply(200, common.render_all(DISK_SCHEMA, map(dump, DISKS.all(context))))


def update(context: RequestContext) -> Reply:
    """Change the label at once, or label and size by an operation, if no virtual machine that is allocated has the
    disk."""
    disk = _get_disk(context)
    common.check(context, DISK_SCHEMA.body(UPDATE), required=("label",))
    size, label = context.values[SIZE], context.values["label"]
    if size is None:
        disk.label = label
        DISKS.save(context, disk)
        return Reply(200)
    if size <= (disk.logical_disk_size_in_gb or 0):
        raise bad_request(reason="ResizedSizeInGB is not more than the disk has")
    if disk.attached_to and not _is_deallocated(context, disk.attached_to):
        raise disk_in_use(disk, disk.attached_to)
    facts = {"name": disk.name, "label": label, "size": size}
    context.begin(disk_resized, facts, f"{DISK_SCHEMA.path}/{disk.name}", operation="UpdateDisk")
    return Reply(202)


def _is_deallocated(scope: Scope, owner: DiskOwner) -> bool:
    deployment = DEPLOYMENTS.get(scope, f"{owner.hosted_service_name}/{owner.deployment_name}")
    instance = deployment and deployment.instance(owner.role_name or "")
    return bool(instance and instance.status == DEALLOCATED)


def delete(context: RequestContext) -> Reply:
    _delete_disk(context)
    return Reply(200)


def delete_with_media(context: RequestContext) -> Reply:
    disk = _delete_disk(context)
    media.delete_blob(context, disk.media_link or "")
    return Reply(200)


def _delete_disk(context: RequestContext) -> Disk:
    disk = _get_disk(context)
    if disk.attached_to:
        raise disk_in_use(disk, disk.attached_to)
    DISKS.delete(context, disk.name)
    return disk


def get_free_disk(context: RequestContext, name: str) -> Disk:
    """The disk of a name that no virtual machine has. Raises ErrorResponse."""
    disk = _find_disk(context, name)
    if disk.attached_to:
        raise disk_in_use(disk, disk.attached_to)
    return disk


def disk_in_use(disk: Disk, owner: DiskOwner) -> ErrorResponse:
    return bad_request(
        f"A disk with name {disk.name} is currently in use by virtual machine {owner.role_name} running within "
        f"hosted service {owner.hosted_service_name}, deployment {owner.deployment_name}."
    )


def _get_disk(context: RequestContext) -> Disk:
    """The disk that the URL names. Raises ErrorResponse."""
    return _find_disk(context, context.names["name"])


def _find_disk(context: RequestContext, name: str) -> Disk:
    disk = DISKS.get(context, name)
    if disk is None:
        raise not_found("The disk with the specified name does not exist.")
    return disk


def detach_later(scope: TimedScope, name: str) -> None:
    """Have a disk be free a while after its virtual machine has let go of it."""
    scope.operations.schedule(SECONDS_TO_DETACH, scope.subscription, disk_detached, {"name": name}, scope.now)


@effect("disk_resized")
def disk_resized(operations: Operations, subscription: str, facts: Value, moment: float) -> None:
    scope = EffectScope(operations, subscription, moment)
    disk = DISKS.get(scope, facts["name"])
    if disk:
        disk.label, disk.logical_disk_size_in_gb = facts["label"], facts["size"]
        DISKS.save(scope, disk)


@effect("disk_detached")
def disk_detached(operations: Operations, subscription: str, facts: Value, moment: float) -> None:
    scope = EffectScope(operations, subscription, moment)
    disk = DISKS.get(scope, facts["name"])
    if disk:
        disk.attached_to = None
        DISKS.save(scope, disk)


register_routes(
    Route("ListDisks", "GET", DISK_SCHEMA.path, get_all, since=DISKS_SINCE),
    Route("GetDisk", "GET", f"{DISK_SCHEMA.path}/{{name}}", get, since=DISKS_SINCE),
    common.route(DISK_SCHEMA, ADD, add, DISKS_SINCE),
    common.route(DISK_SCHEMA, UPDATE, update, DISKS_SINCE),
    common.route(DISK_SCHEMA, DELETE, delete, DISKS_SINCE),
    common.route(DISK_SCHEMA, DELETE_WITH_MEDIA, delete_with_media, MEDIA_SINCE),
)
