# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OS images: those of the platform, and users' own, which are registered at once (docs/protocol/compute.md#os-images).

What the service said to a name or a blob that is taken, and to changes of the platform's images, is not known.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from ansible_collections.classic.azure.emulator.catalog import platform_images
from ansible_collections.classic.azure.emulator.catalog.platform_images import SYSTEM_DISK_GB
from ansible_collections.classic.azure.emulator.core.context import Reply, RequestContext, Route
from ansible_collections.classic.azure.emulator.core.entities import Collection, Scope, dump, load
from ansible_collections.classic.azure.emulator.core.errors import bad_request, conflict, not_found
from ansible_collections.classic.azure.emulator.core.registry import register_routes
from ansible_collections.classic.azure.emulator.services import common
from ansible_collections.classic.azure.emulator.services.storage import media
from ansible_collections.classic.azure.emulator.services.storage.registered_blobs import refuse_registered
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.os_image import (
    ADD,
    DELETE,
    DELETE_WITH_MEDIA,
    METADATA,
    OS_IMAGE_SCHEMA,
    UPDATE,
)

# That reading is as old as virtual machines is an assumption.
READABLE_SINCE, WRITABLE_SINCE = "2012-03-01", "2012-08-01"


@dataclass
class OSImage:
    name: str
    affinity_group: str | None = None
    category: str | None = None
    label: str | None = None
    location: str | None = None
    logical_size_in_gb: int | None = None
    media_link: str | None = None
    os: str | None = None
    eula: str | None = None
    description: str | None = None
    image_family: str | None = None
    show_in_gui: bool | None = None
    published_date: str | None = None
    is_premium: bool | None = None
    icon_uri: str | None = None
    privacy_uri: str | None = None
    recommended_vm_size: str | None = None
    publisher_name: str | None = None
    pricing_detail_link: str | None = None
    small_icon_uri: str | None = None
    language: str | None = None
    os_state: str | None = None
    io_type: str | None = None


OS_IMAGES = Collection("os_image", OSImage, lambda image: image.name)


@cache
def _platform_images() -> dict[str, OSImage]:
    """The images of the platform, by name in lower case."""
    return {image["name"].lower(): load(OSImage, image) for image in platform_images.os_images()}


def add(context: RequestContext) -> Reply:
    common.check(context, OS_IMAGE_SCHEMA.body(ADD), required=("label", "media_link", "name", "os"))
    name, link = context.values["name"], context.values["media_link"]
    if find_os_image(context, name):
        raise conflict(f"An image with name {name} already exists.")
    placement = media.placement(media.check_media_link(context, link))
    refuse_registered(context, link)
    image = load(OSImage, {key: context.values[key] for key in ("label", "media_link", "name", "os", *METADATA)})
    image.affinity_group, image.location = placement.affinity_group, placement.location
    image.category = "User"
    image.logical_size_in_gb = SYSTEM_DISK_GB[context.values["os"]]
    image.is_premium = bool(context.values["is_premium"])
    image.os_state, image.io_type = "Generalized", "Standard"
    OS_IMAGES.save(context, image)
    return Reply(200, common.render(OS_IMAGE_SCHEMA, dump(image)))


def get_all(context: RequestContext) -> Reply:
    images = [*_platform_images().values(), *OS_IMAGES.all(context)]
    return Reply(200, common.render_all(OS_IMAGE_SCHEMA, map(dump, images)))


def get(context: RequestContext) -> Reply:
    return Reply(200, common.render(OS_IMAGE_SCHEMA, dump(_get_os_image(context))))


def update(context: RequestContext) -> Reply:
    """Change the label and the metadata; that another link, name or system in the request is ignored is an
    assumption."""
    image = _get_own_image(context)
    common.check(context, OS_IMAGE_SCHEMA.body(UPDATE), required=("label",))
    changed = {name: context.values[name] for name in ("label", *METADATA) if context.values[name] is not None}
    image = replace(image, **changed)
    OS_IMAGES.save(context, image)
    return Reply(200, common.render(OS_IMAGE_SCHEMA, dump(image)))


def delete(context: RequestContext) -> Reply:
    OS_IMAGES.delete(context, _get_own_image(context).name)
    return Reply(200)


def delete_with_media(context: RequestContext) -> Reply:
    image = _get_own_image(context)
    OS_IMAGES.delete(context, image.name)
    media.delete_blob(context, image.media_link or "")
    return Reply(200)


def find_os_image(scope: Scope, name: str) -> OSImage | None:
    """The image of a name, the platform's or the subscription's own."""
    return _platform_images().get(name.lower()) or OS_IMAGES.get(scope, name)


def _get_os_image(context: RequestContext) -> OSImage:
    """The image that the URL names. Raises ErrorResponse."""
    image = find_os_image(context, context.names["name"])
    if image is None:
        raise not_found("The image with the specified name does not exist.")
    return image


def _get_own_image(context: RequestContext) -> OSImage:
    """The image that the URL names, if it is the subscription's own. Raises ErrorResponse."""
    image = _get_os_image(context)
    if image.category != "User":
        raise bad_request(reason=f"{image.name} is an image of the platform")
    return image


register_routes(
    Route("ListOSImages", "GET", OS_IMAGE_SCHEMA.path, get_all, since=READABLE_SINCE),
    Route("GetOSImage", "GET", f"{OS_IMAGE_SCHEMA.path}/{{name}}", get, since=READABLE_SINCE),
    common.route(OS_IMAGE_SCHEMA, ADD, add, WRITABLE_SINCE),
    common.route(OS_IMAGE_SCHEMA, UPDATE, update, WRITABLE_SINCE),
    common.route(OS_IMAGE_SCHEMA, DELETE, delete, WRITABLE_SINCE),
    common.route(OS_IMAGE_SCHEMA, DELETE_WITH_MEDIA, delete_with_media, WRITABLE_SINCE),
)
