# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OS images: those of the platform, and users' own, which are there at once (docs/protocol/compute.md#os-images).

What the service said to a name or a blob that is taken, and to changes of what is the platform's, is not known.
"""

from __future__ import annotations

from ansible_collections.classic.azure.emulator.behaviour import media, regular
from ansible_collections.classic.azure.emulator.call import Call, Reply, Route, bad_request, conflict, not_found
from ansible_collections.classic.azure.emulator.platform_images import platform_images
from ansible_collections.classic.azure.emulator.store import Store, Value
from ansible_collections.classic.azure.plugins.module_utils._asm.resources.os_image import (
    ADD,
    DELETE,
    DELETE_WITH_MEDIA,
    METADATA,
    OS_IMAGE,
    UPDATE,
)

# Since when versions have it, as the reference says: docs/protocol/compute.md#vm-versions. That reading is as old is a
# guess.
READABLE, WRITABLE = "2012-03-01", "2012-08-01"
PATH = "services/images"
SIZES = {"Linux": 30, "Windows": 127}
"""In GB: that of the recorded image, and that of all the platform's for Windows. Nobody reads the blob."""


def add(call: Call) -> Reply:
    regular.check(call, OS_IMAGE.body(ADD), required=("label", "media_link", "name", "os"))
    name, link = call.values["name"], call.values["media_link"]
    if find(call, name):
        raise conflict(f"An image with name {name} already exists.")
    where = media.place(call, link)
    media.refuse_if_registered(call, link)
    given = {name: call.values[name] for name in ("label", "media_link", "name", "os", *METADATA)}
    image = {
        **given,
        **where,
        "category": "User",
        "logical_size_in_gb": SIZES[call.values["os"]],
        "is_premium": bool(call.values["is_premium"]),
        "os_state": "Generalized",
        "io_type": "Standard",
    }
    call.put("os_image", name, image)
    return Reply(200, regular.render(OS_IMAGE, image))


def get_all(call: Call) -> Reply:
    return Reply(200, regular.render_all(OS_IMAGE, [*platform_images(), *call.all("os_image")]))


def get(call: Call) -> Reply:
    return Reply(200, regular.render(OS_IMAGE, _known(call)))


def update(call: Call) -> Reply:
    """Change what an update can: that it passes over another link, name or system is a guess."""
    image = _own(call)
    regular.check(call, OS_IMAGE.body(UPDATE), required=("label",))
    given = {name: call.values[name] for name in ("label", *METADATA) if call.values[name] is not None}
    image.update(given)
    call.put("os_image", image["name"], image)
    return Reply(200, regular.render(OS_IMAGE, image))


def delete(call: Call) -> Reply:
    call.delete("os_image", _own(call)["name"])
    return Reply(200)


def delete_with_media(call: Call) -> Reply:
    link = _own(call)["media_link"]
    reply = delete(call)
    media.discard(call, link)
    return reply


def find(call: Call, name: str) -> Value | None:
    """The image of a name, the platform's or the subscription's own."""
    return named(call.store, call.subscription, name)


def named(store: Store, subscription: str, name: str) -> Value | None:
    """The image of a name that a subscription can use."""
    platform = (image for image in platform_images() if image["name"].lower() == name.lower())
    return next(platform, None) or store.get(subscription, "os_image", name)


def _known(call: Call) -> Value:
    image = find(call, call.names["name"])
    if image is None:
        raise not_found("The image with the specified name does not exist.")
    return image


def _own(call: Call) -> Value:
    image = _known(call)
    if image["category"] != "User":
        raise bad_request(reason=f"{image['name']} is an image of the platform")
    return image


ROUTES = (
    Route("ListOSImages", "GET", PATH, get_all, since=READABLE),
    Route("GetOSImage", "GET", f"{PATH}/{{name}}", get, since=READABLE),
    regular.route(OS_IMAGE, ADD, add, WRITABLE),
    regular.route(OS_IMAGE, UPDATE, update, WRITABLE),
    regular.route(OS_IMAGE, DELETE, delete, WRITABLE),
    regular.route(OS_IMAGE, DELETE_WITH_MEDIA, delete_with_media, WRITABLE),
)
