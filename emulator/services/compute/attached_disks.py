# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The disks of virtual machines: made and attached with them, detached or deleted with them
(docs/protocol/compute.md#os-disk, docs/protocol/compute.md#data-disk-body)."""

from __future__ import annotations

from datetime import datetime, timezone

from ansible_collections.classic.azure.emulator.catalog.platform_images import SYSTEM_DISK_GB
from ansible_collections.classic.azure.emulator.core.entities import TimedScope
from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_deletion import before_deletion
from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_state import (
    DataDisk,
    Deployment,
    OSDisk,
    Role,
)
from ansible_collections.classic.azure.emulator.services.compute.disks import (
    DATA_DISK_GB,
    DISKS,
    Disk,
    DiskOwner,
    complete_disk,
    detach_later,
)
from ansible_collections.classic.azure.emulator.services.compute.os_images import find_os_image
from ansible_collections.classic.azure.emulator.services.compute.role_requests import RoleCreation
from ansible_collections.classic.azure.emulator.services.compute.vm_images import VMImage, find_vm_image
from ansible_collections.classic.azure.emulator.services.storage import media

PLATFORM_CONTAINER = "https://platform.blob.core.windows.net/vhds"


def attach_disks(scope: TimedScope, deployment: Deployment, creation: RoleCreation) -> None:
    """Make and attach the disks of a role that is created: that of its operating system, and its data disks."""
    role, image = creation.role, find_vm_image(scope, creation.vm_image_name or "")
    requested, data_disks = creation.os_disk, creation.data_disks
    size = None
    if image:
        system = image.os_disk_configuration
        requested = OSDisk(host_caching=system.host_caching, os=system.os, source_image_name=system.name)
        size = system.logical_disk_size_in_gb
        data_disks = [
            DataDisk(host_caching=disk.host_caching, lun=disk.lun, logical_disk_size_in_gb=disk.logical_disk_size_in_gb)
            for disk in image.data_disk_configurations
        ]
    role.os_disk = _attach_os_disk(scope, deployment, role, requested, image, size)
    role.data_disks = [attach_data_disk(scope, deployment, role, disk, image) for disk in data_disks]


def _attach_os_disk(
    scope: TimedScope, deployment: Deployment, role: Role, requested: OSDisk, image: VMImage | None, size: int | None
) -> OSDisk:
    """Make the disk of an operating system, or take one that is registered, and attach it to a role."""
    disk = None if requested.media_link else DISKS.get(scope, requested.name)
    if disk is None:
        source = None if image else find_os_image(scope, requested.source_image_name or "")
        system = source.os if source else requested.os
        usual_size = source.logical_size_in_gb if source else size or SYSTEM_DISK_GB[system or ""]
        disk = Disk(
            name=requested.name or _disk_name(scope, deployment, role, 0),
            os=system,
            label=requested.label,
            logical_disk_size_in_gb=requested.resized_size_in_gb or usual_size,
            media_link=requested.media_link or _copy_link(scope, image),
            source_image_name=requested.source_image_name,
        )
        _complete(scope, disk)
    _attach(scope, deployment, role, disk)
    return OSDisk(
        host_caching=requested.host_caching or "ReadWrite",
        label=requested.label,
        name=disk.name,
        media_link=disk.media_link,
        source_image_name=disk.source_image_name,
        os=disk.os,
        remote_source_image_link=requested.remote_source_image_link,
        io_type=disk.io_type,
    )


def attach_data_disk(
    scope: TimedScope, deployment: Deployment, role: Role, requested: DataDisk, image: VMImage | None = None
) -> DataDisk:
    """Make a data disk, or take one that is registered, and attach it to a role."""
    lun = requested.lun or 0
    disk = DISKS.get(scope, requested.name)
    if disk is None:
        link = requested.source_media_link or requested.media_link or _copy_link(scope, image)
        disk = Disk(
            name=requested.name or _disk_name(scope, deployment, role, lun),
            label=requested.label,
            logical_disk_size_in_gb=requested.logical_disk_size_in_gb or DATA_DISK_GB,
            media_link=link,
        )
        _complete(scope, disk)
    _attach(scope, deployment, role, disk)
    return DataDisk(
        host_caching=requested.host_caching or "None",
        label=requested.label,
        name=disk.name,
        lun=lun or None,
        logical_disk_size_in_gb=disk.logical_disk_size_in_gb,
        media_link=disk.media_link,
        io_type=disk.io_type,
    )


def _disk_name(scope: TimedScope, deployment: Deployment, role: Role, lun: int) -> str:
    """A name as the service gives them: with the minute, and a number that is unique within it."""
    moment = datetime.fromtimestamp(scope.now, timezone.utc)
    number = scope.store.next_number("disks") % 10000
    return f"{deployment.name}-{role.name}-{lun}-{moment:%Y%m%d%H%M}{number:06d}"


def _copy_link(scope: TimedScope, image: VMImage | None) -> str:
    """Where the copy of an image's blob is: beside the image's own, under a random name."""
    source = (image.os_disk_configuration.media_link if image else None) or ""
    container = source.rpartition("/")[0] or PLATFORM_CONTAINER
    digits = scope.operations.new_id(digits=11)
    return f"{container}/{digits[:8]}.{digits[8:]}.vhd"


def _complete(scope: TimedScope, disk: Disk) -> None:
    complete_disk(disk, media.placement(media.account_of_link(scope, disk.media_link or "")), scope.now)


def _attach(scope: TimedScope, deployment: Deployment, role: Role, disk: Disk) -> None:
    disk.attached_to = DiskOwner(deployment.service, deployment.name, role.name)
    DISKS.save(scope, disk)


def release_disks(scope: TimedScope, role: Role, delete: bool) -> None:
    """Release all disks of a virtual machine that is deleted: detach them in a while, or ``delete`` them at once, with
    their blobs."""
    for name in disk_names(role):
        release_disk(scope, name, delete)


def disk_names(role: Role) -> list[str]:
    """The names of all disks of a virtual machine."""
    return [role.system_disk.name, *(disk.name for disk in role.data_disks)]


def release_disk(scope: TimedScope, name: str, delete: bool) -> None:
    """Detach a disk in a while, or ``delete`` it at once, with its blob."""
    disk = DISKS.get(scope, name)
    if delete and disk:
        DISKS.delete(scope, name)
        media.delete_blob(scope, disk.media_link or "")
    else:
        detach_later(scope, name)


@before_deletion
def release_disks_of_deployment(scope: TimedScope, deployment: Deployment, delete: bool) -> None:
    for role in deployment.roles:
        if role.os_disk:
            release_disks(scope, role, delete)
