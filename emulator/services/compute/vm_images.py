# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""VM images: those of publishers, and users' own, whose creation and deletion take a while
(docs/protocol/compute.md#vm-images)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache

from ansible_collections.classic.azure.emulator.catalog import platform_images
from ansible_collections.classic.azure.emulator.catalog.platform_images import SYSTEM_DISK_GB
from ansible_collections.classic.azure.emulator.core.clock import stamp
from ansible_collections.classic.azure.emulator.core.context import Reply, RequestContext, Route
from ansible_collections.classic.azure.emulator.core.entities import Collection, EffectScope, Scope, dump, load
from ansible_collections.classic.azure.emulator.core.errors import bad_request, conflict, not_found
from ansible_collections.classic.azure.emulator.core.operations import Operations
from ansible_collections.classic.azure.emulator.core.registry import effect, register_routes
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services import common
from ansible_collections.classic.azure.emulator.services.compute.disks import DATA_DISK_GB
from ansible_collections.classic.azure.emulator.services.storage import media
from ansible_collections.classic.azure.emulator.services.storage.registered_blobs import refuse_registered
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.vm_image import (
    CREATE,
    DATA_DISKS,
    DELETE,
    DELETE_WITH_MEDIA,
    FILTERS,
    METADATA,
    OS_DISK,
    UPDATE,
    VM_IMAGE_SCHEMA,
)

# That of creation is documented, that of deletion with that of the list is an assumption.
LIST_SINCE, UPDATE_SINCE, CREATE_SINCE = "2014-02-01", "2014-05-01", "2014-06-01"


@dataclass
class ImageOSDisk:
    name: str | None = None
    host_caching: str | None = None
    os_state: str | None = None
    os: str | None = None
    media_link: str | None = None
    logical_disk_size_in_gb: int | None = None
    io_type: str | None = None


@dataclass
class ImageDataDisk:
    name: str | None = None
    host_caching: str | None = None
    lun: int | None = None
    media_link: str | None = None
    logical_disk_size_in_gb: int | None = None
    io_type: str | None = None


@dataclass
class VMImage:
    name: str
    label: str | None = None
    category: str | None = None
    description: str | None = None
    os_disk_configuration: ImageOSDisk = field(default_factory=ImageOSDisk)
    data_disk_configurations: list[ImageDataDisk] = field(default_factory=list)
    service_name: str | None = None
    deployment_name: str | None = None
    role_name: str | None = None
    location: str | None = None
    affinity_group: str | None = None
    created_time: str | None = None
    modified_time: str | None = None
    language: str | None = None
    image_family: str | None = None
    recommended_vm_size: str | None = None
    is_premium: bool | None = None
    eula: str | None = None
    icon_uri: str | None = None
    small_icon_uri: str | None = None
    privacy_uri: str | None = None
    publisher_name: str | None = None
    published_date: str | None = None
    show_in_gui: bool | None = None
    pricing_detail_link: str | None = None
    status: str | None = None
    role_state_on_capture: str | None = None
    role_size_on_capture: str | None = None


VM_IMAGES = Collection("vm_image", VMImage, lambda image: image.name)


@cache
def _platform_images() -> dict[str, VMImage]:
    """The images of publishers, by name in lower case."""
    return {image["name"].lower(): load(VMImage, image) for image in platform_images.vm_images()}


def create(context: RequestContext) -> Reply:
    common.check(context, VM_IMAGE_SCHEMA.body(CREATE), required=("name", "label", OS_DISK))
    name = context.values["name"]
    os_disk = load(ImageOSDisk, context.values[OS_DISK])
    data_disks = [load(ImageDataDisk, disk) for disk in context.values[DATA_DISKS] or []]
    if not (os_disk.os_state and os_disk.os and os_disk.media_link):
        raise bad_request(reason="OSDiskConfiguration has to have OSState, OS and MediaLink")
    refuse_taken_name(context, name)
    placement = media.placement(media.check_media_link(context, os_disk.media_link))
    for link in (os_disk.media_link, *(disk.media_link for disk in data_disks)):
        refuse_registered(context, link or "")
    image = new_image(context.values, placement, os_disk, data_disks, context.now)
    context.begin(vm_image_created, {"image": dump(image)}, f"{VM_IMAGE_SCHEMA.path}/{name}", operation="CreateVMImage")
    return Reply(202)


def refuse_taken_name(context: RequestContext, name: str) -> None:
    """Raise the conflict of a name that an image has already; its words are an assumption."""
    if find_vm_image(context, name):
        raise conflict(f"A VM image with name {name} already exists.")


def new_image(
    values: Value, placement: media.Placement, os_disk: ImageOSDisk, data_disks: list[ImageDataDisk], moment: float
) -> VMImage:
    """An image that is created at a moment. ``values`` are those of the request; the disks are completed."""
    image = load(VMImage, {key: values.get(key) for key in ("name", "label", "description", *METADATA)})
    image.category = "User"
    image.os_disk_configuration = replace(
        os_disk,
        name=os_disk.name or _blob_name(os_disk.media_link),
        host_caching=os_disk.host_caching or "ReadWrite",
        logical_disk_size_in_gb=os_disk.logical_disk_size_in_gb or SYSTEM_DISK_GB[os_disk.os or ""],
        io_type=os_disk.io_type or "Standard",
    )
    disks = [_completed_data_disk(image.name, disk) for disk in data_disks]
    image.data_disk_configurations = sorted(disks, key=lambda disk: disk.lun or 0)
    image.location, image.affinity_group = placement.location, placement.affinity_group
    image.created_time = image.modified_time = stamp(moment)
    image.is_premium, image.status = False, "VMImageReadyForUse"
    return image


def _completed_data_disk(image_name: str, disk: ImageDataDisk) -> ImageDataDisk:
    lun = disk.lun or 0
    return ImageDataDisk(
        name=disk.name or _blob_name(disk.media_link) or f"{image_name}-datadisk-{lun}",
        host_caching=disk.host_caching or "ReadWrite",
        lun=lun,
        media_link=disk.media_link,
        logical_disk_size_in_gb=disk.logical_disk_size_in_gb or DATA_DISK_GB,
        io_type=disk.io_type or "Standard",
    )


def _blob_name(link: str | None) -> str:
    return str(link).rpartition("/")[2].removesuffix(".vhd")


def get_all(context: RequestContext) -> Reply:
    """All images, or those that the filters in the query select."""
    filters = {name: context.query.get(name, "").lower() for name in FILTERS}
    images = [*_platform_images().values(), *VM_IMAGES.all(context)]
    return Reply(
        200, common.render_all(VM_IMAGE_SCHEMA, [dump(image) for image in images if _is_selected(image, filters)])
    )


def _is_selected(image: VMImage, filters: dict[str, str]) -> bool:
    """Whether filters select an image; it may have several locations, of which a filter names one."""
    return (
        (not filters["location"] or filters["location"] in (image.location or "").lower().split(";"))
        and filters["publisher"] in ("", (image.publisher_name or "").lower())
        and filters["category"] in ("", (image.category or "").lower())
    )


def update(context: RequestContext) -> Reply:
    """Replace what the request has; that what is absent stays is an assumption."""
    image = _get_own_image(context)
    common.check(context, VM_IMAGE_SCHEMA.body(UPDATE))
    values = {name: value for name, value in context.values.items() if value is not None}
    os_disk, data_disks = values.pop(OS_DISK, None) or {}, values.pop(DATA_DISKS, None) or []
    caching = {disk["name"]: disk.get("host_caching") for disk in data_disks}
    for disk in image.data_disk_configurations:
        disk.host_caching = caching.get(disk.name) or disk.host_caching
    image.os_disk_configuration.host_caching = os_disk.get("host_caching") or image.os_disk_configuration.host_caching
    VM_IMAGES.save(context, replace(image, **values, modified_time=stamp(context.now)))
    return Reply(200)


def delete(context: RequestContext) -> Reply:
    return _delete(context, media=False)


def delete_with_media(context: RequestContext) -> Reply:
    return _delete(context, media=True)


def _delete(context: RequestContext, media: bool) -> Reply:
    name = _get_own_image(context).name
    facts = {"name": name, "media": media}
    context.begin(vm_image_deleted, facts, f"{VM_IMAGE_SCHEMA.path}/{name}", operation="DeleteVMImage")
    return Reply(202)


def find_vm_image(scope: Scope, name: str) -> VMImage | None:
    """The image of a name, the subscription's own or a publisher's."""
    return VM_IMAGES.get(scope, name) or _platform_images().get(name.lower())


def _get_own_image(context: RequestContext) -> VMImage:
    """The image that the URL names, if it is the subscription's own. Raises ErrorResponse, whose words are an
    assumption."""
    image = find_vm_image(context, context.names["name"])
    if image is None:
        raise not_found("The image with the specified name does not exist.")
    if image.category != "User":
        raise bad_request(reason="the image is a publisher's")
    return image


@effect("vm_image_created")
def vm_image_created(operations: Operations, subscription: str, facts: Value, moment: float) -> None:
    VM_IMAGES.save(EffectScope(operations, subscription, moment), load(VMImage, facts["image"]))


@effect("vm_image_deleted")
def vm_image_deleted(operations: Operations, subscription: str, facts: Value, moment: float) -> None:
    scope = EffectScope(operations, subscription, moment)
    image = VM_IMAGES.get(scope, facts["name"])
    VM_IMAGES.delete(scope, facts["name"])
    if image and facts.get("media"):
        links = [image.os_disk_configuration.media_link, *(disk.media_link for disk in image.data_disk_configurations)]
        for link in links:
            media.delete_blob(scope, link or "")


register_routes(
    Route("ListVMImages", "GET", VM_IMAGE_SCHEMA.path, get_all, since=LIST_SINCE),
    common.route(VM_IMAGE_SCHEMA, CREATE, create, CREATE_SINCE),
    common.route(VM_IMAGE_SCHEMA, UPDATE, update, UPDATE_SINCE),
    common.route(VM_IMAGE_SCHEMA, DELETE, delete, LIST_SINCE),
    common.route(VM_IMAGE_SCHEMA, DELETE_WITH_MEDIA, delete_with_media, LIST_SINCE),
)
