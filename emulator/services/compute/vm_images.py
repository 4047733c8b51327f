# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""VM images: those of publishers, and users' own, which take a while to be made and to go
(docs/protocol/compute.md#vm-images)."""

from __future__ import annotations

from ansible_collections.classic.azure.emulator.catalog import locations
from ansible_collections.classic.azure.emulator.core.clock import stamp
from ansible_collections.classic.azure.emulator.core.context import (
    Reply,
    RequestContext,
    Route,
    bad_request,
    conflict,
    not_found,
)
from ansible_collections.classic.azure.emulator.core.operations import Operations
from ansible_collections.classic.azure.emulator.core.store import Store, Value
from ansible_collections.classic.azure.emulator.services import common
from ansible_collections.classic.azure.emulator.services.storage import media
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

# docs/protocol/compute.md#vm-versions; that of creation by [doc], that of deletion with the list is a guess.
LISTED, UPDATABLE, CREATABLE = "2014-02-01", "2014-05-01", "2014-06-01"
OS_SIZES = {"Linux": 30, "Windows": 127}  # GB; a guess, since the blob cannot be looked at
DATA_SIZE = 10


def create(context: RequestContext) -> Reply:
    common.check(context, VM_IMAGE_SCHEMA.body(CREATE), required=("name", "label", OS_DISK))
    disk = context.values[OS_DISK]
    if not all(disk[name] for name in ("os_state", "os", "media_link")):
        raise bad_request(reason="OSDiskConfiguration has to have OSState, OS and MediaLink")
    refuse_if_taken(context, context.values["name"])
    links = [each["media_link"] or "" for each in (disk, *(context.values[DATA_DISKS] or []))]
    where = next(media.place(context, link) for link in links)
    for link in links:
        media.refuse_if_registered(context, link)
    facts = {"image": new_image(context.values, where, disk, context.values[DATA_DISKS] or [], context.now)}
    return _begin(context, "CreateVMImage", "vm_image_is_ready", context.values["name"], facts)


def refuse_if_taken(context: RequestContext, name: str) -> None:
    """Raise the service's conflict if there is an image of that name; the words are a guess."""
    if find(context, name):
        raise conflict(f"A VM image with name {name} already exists.")


def new_image(values: Value, where: Value, disk: Value, data_disks: list[Value], moment: float) -> Value:
    """What is kept of an image, with the disks that it has."""
    name = str(disk["media_link"]).rpartition("/")[2].removesuffix(".vhd")
    disks = [_data_disk(values["name"], each) for each in data_disks]
    return {
        **{key: values.get(key) for key in ("name", "label", "description", *METADATA)},
        "category": "User",
        OS_DISK: {
            "name": name,
            "host_caching": "ReadWrite",
            "logical_disk_size_in_gb": OS_SIZES[disk["os"]],
            "io_type": "Standard",
            **{key: value for key, value in disk.items() if value is not None},
        },
        DATA_DISKS: sorted(disks, key=lambda each: int(each["lun"])),
        "location": where["location"],
        "affinity_group": where["affinity_group"],
        "created_time": stamp(moment),
        "modified_time": stamp(moment),
        "is_premium": False,
        "status": "VMImageReadyForUse",
    }


def _data_disk(image: str, disk: Value) -> Value:
    lun = disk["lun"] or 0
    name = str(disk["media_link"]).rpartition("/")[2].removesuffix(".vhd") or f"{image}-datadisk-{lun}"
    known = {key: value for key, value in disk.items() if value is not None}
    rest = {"name": name, "host_caching": "ReadWrite", "logical_disk_size_in_gb": DATA_SIZE, "io_type": "Standard"}
    return {**rest, **known, "lun": lun}


def get_all(context: RequestContext) -> Reply:
    """All, or those that a filter leaves: a location is one of several that an image has."""
    asked = {name: context.query.get(name, "").lower() for name in FILTERS}
    images = [*locations.vm_images(), *context.all("vm_image")]
    return Reply(200, common.render_all(VM_IMAGE_SCHEMA, [image for image in images if _fits(image, asked)]))


def _fits(image: Value, asked: dict[str, str]) -> bool:
    locations = (image["location"] or "").lower().split(";")
    return (
        (not asked["location"] or asked["location"] in locations)
        and asked["publisher"] in ("", (image.get("publisher_name") or "").lower())
        and asked["category"] in ("", image["category"].lower())
    )


def update(context: RequestContext) -> Reply:
    """What is there replaces what was; that what is absent stays is a guess."""
    image = _own(context)
    common.check(context, VM_IMAGE_SCHEMA.body(UPDATE))
    arguments = {name: value for name, value in context.values.items() if value is not None}
    arguments[OS_DISK] = {**image[OS_DISK], **_caching(arguments.get(OS_DISK))}
    cached = {disk["name"]: _caching(disk) for disk in arguments.get(DATA_DISKS) or []}
    arguments[DATA_DISKS] = [{**disk, **cached.get(disk["name"], {})} for disk in image[DATA_DISKS]]
    context.put("vm_image", image["name"], {**image, **arguments, "modified_time": stamp(context.now)})
    return Reply(200)


def _caching(disk: Value | None) -> Value:
    caching = (disk or {}).get("host_caching")
    return {"host_caching": caching} if caching else {}


def delete(context: RequestContext) -> Reply:
    name = _own(context)["name"]
    return _begin(context, "DeleteVMImage", "vm_image_goes", name, {"name": name})


def _begin(context: RequestContext, operation: str, effect: str, name: str, facts: Value) -> Reply:
    path = f"services/vmimages/{name}"
    context.operations.start(context.subscription, context.request_id, operation, effect, facts, path)
    return Reply(202)


def find(context: RequestContext, name: str) -> Value | None:
    """The image of a name, the subscription's own or a publisher's."""
    return named(context.store, context.subscription, name)


def named(store: Store, subscription: str, name: str) -> Value | None:
    """The image of a name that a subscription can use."""
    platform = {image["name"].lower(): image for image in locations.vm_images()}
    return store.get(subscription, "vm_image", name) or platform.get(name.lower())


def _own(context: RequestContext) -> Value:
    """The image that the address names, which has to be the subscription's; the words are a guess."""
    image = find(context, context.names["name"])
    if image is None:
        raise not_found("The image with the specified name does not exist.")
    if image["category"] != "User":
        raise bad_request(reason="the image is a publisher's")
    return image


def install(operations: Operations) -> None:
    """Make known what happens to VM images by itself."""
    store = operations.store

    def is_ready(subscription: str, facts: Value, moment: float) -> None:
        store.put(subscription, "vm_image", facts["image"]["name"], facts["image"])

    def goes(subscription: str, facts: Value, moment: float) -> None:
        store.delete(subscription, "vm_image", facts["name"])

    operations.effects["vm_image_is_ready"] = is_ready
    operations.effects["vm_image_goes"] = goes


ROUTES = (
    Route("ListVMImages", "GET", "services/vmimages", get_all, since=LISTED),
    common.route(VM_IMAGE_SCHEMA, CREATE, create, CREATABLE),
    common.route(VM_IMAGE_SCHEMA, UPDATE, update, UPDATABLE),
    common.route(VM_IMAGE_SCHEMA, DELETE, delete, LISTED),
    common.route(VM_IMAGE_SCHEMA, DELETE_WITH_MEDIA, delete, LISTED),
)
