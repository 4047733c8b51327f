# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OS images: those of the platform, and users' own, which are there at once (docs/protocol/compute.md#os-images).

What the service said to a name or a blob that is taken, and to changes of what is the platform's, is not known.
"""

from __future__ import annotations

from ansible_collections.classic.azure.emulator.catalog.platform_images import platform_images
from ansible_collections.classic.azure.emulator.core.context import (
    Reply,
    RequestContext,
    Route,
    bad_request,
    conflict,
    not_found,
)
from ansible_collections.classic.azure.emulator.core.store import Store, Value
from ansible_collections.classic.azure.emulator.services import common
from ansible_collections.classic.azure.emulator.services.storage import media
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.os_image import (
    ADD,
    DELETE,
    DELETE_WITH_MEDIA,
    METADATA,
    OS_IMAGE_SCHEMA,
    UPDATE,
)

# Since when versions have it, as the reference says: docs/protocol/compute.md#vm-versions. That reading is as old is a
# guess.
READABLE, WRITABLE = "2012-03-01", "2012-08-01"
PATH = "services/images"
SIZES = {"Linux": 30, "Windows": 127}
"""In GB: that of the recorded image, and that of all the platform's for Windows. Nobody reads the blob."""


def add(context: RequestContext) -> Reply:
    common.check(context, OS_IMAGE_SCHEMA.body(ADD), required=("label", "media_link", "name", "os"))
    name, link = context.values["name"], context.values["media_link"]
    if find(context, name):
        raise conflict(f"An image with name {name} already exists.")
    where = media.place(context, link)
    media.refuse_if_registered(context, link)
    arguments = {name: context.values[name] for name in ("label", "media_link", "name", "os", *METADATA)}
    image = {
        **arguments,
        **where,
        "category": "User",
        "logical_size_in_gb": SIZES[context.values["os"]],
        "is_premium": bool(context.values["is_premium"]),
        "os_state": "Generalized",
        "io_type": "Standard",
    }
    context.put("os_image", name, image)
    return Reply(200, common.render(OS_IMAGE_SCHEMA, image))


def get_all(context: RequestContext) -> Reply:
    return Reply(200, common.render_all(OS_IMAGE_SCHEMA, [*platform_images(), *context.all("os_image")]))


def get(context: RequestContext) -> Reply:
    return Reply(200, common.render(OS_IMAGE_SCHEMA, _known(context)))


def update(context: RequestContext) -> Reply:
    """Change what an update can: that it passes over another link, name or system is a guess."""
    image = _own(context)
    common.check(context, OS_IMAGE_SCHEMA.body(UPDATE), required=("label",))
    arguments = {name: context.values[name] for name in ("label", *METADATA) if context.values[name] is not None}
    image.update(arguments)
    context.put("os_image", image["name"], image)
    return Reply(200, common.render(OS_IMAGE_SCHEMA, image))


def delete(context: RequestContext) -> Reply:
    context.delete("os_image", _own(context)["name"])
    return Reply(200)


def delete_with_media(context: RequestContext) -> Reply:
    link = _own(context)["media_link"]
    reply = delete(context)
    media.discard(context, link)
    return reply


def find(context: RequestContext, name: str) -> Value | None:
    """The image of a name, the platform's or the subscription's own."""
    return named(context.store, context.subscription, name)


def named(store: Store, subscription: str, name: str) -> Value | None:
    """The image of a name that a subscription can use."""
    platform = (image for image in platform_images() if image["name"].lower() == name.lower())
    return next(platform, None) or store.get(subscription, "os_image", name)


def _known(context: RequestContext) -> Value:
    image = find(context, context.names["name"])
    if image is None:
        raise not_found("The image with the specified name does not exist.")
    return image


def _own(context: RequestContext) -> Value:
    image = _known(context)
    if image["category"] != "User":
        raise bad_request(reason=f"{image['name']} is an image of the platform")
    return image


ROUTES = (
    Route("ListOSImages", "GET", PATH, get_all, since=READABLE),
    Route("GetOSImage", "GET", f"{PATH}/{{name}}", get, since=READABLE),
    common.route(OS_IMAGE_SCHEMA, ADD, add, WRITABLE),
    common.route(OS_IMAGE_SCHEMA, UPDATE, update, WRITABLE),
    common.route(OS_IMAGE_SCHEMA, DELETE, delete, WRITABLE),
    common.route(OS_IMAGE_SCHEMA, DELETE_WITH_MEDIA, delete_with_media, WRITABLE),
)
