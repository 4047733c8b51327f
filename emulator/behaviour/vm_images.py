# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""VM images: those of publishers, and users' own, which take a while to be made and to go
(docs/protocol/compute.md#vm-images)."""

from __future__ import annotations

from ansible_collections.classic.azure.emulator import catalogue
from ansible_collections.classic.azure.emulator.behaviour import media, regular
from ansible_collections.classic.azure.emulator.call import Call, Reply, Route, bad_request, conflict, not_found
from ansible_collections.classic.azure.emulator.clock import stamp
from ansible_collections.classic.azure.emulator.operations import Operations
from ansible_collections.classic.azure.emulator.store import Store, Value
from ansible_collections.classic.azure.plugins.module_utils._asm.resources.vm_image import (
    CREATE,
    DATA_DISKS,
    DELETE,
    DELETE_WITH_MEDIA,
    FILTERS,
    METADATA,
    OS_DISK,
    UPDATE,
    VM_IMAGE,
)

# docs/protocol/compute.md#vm-versions; that of creation by [doc], that of deletion with the list is a guess.
LISTED, UPDATABLE, CREATABLE = "2014-02-01", "2014-05-01", "2014-06-01"
OS_SIZES = {"Linux": 30, "Windows": 127}  # GB; a guess, since the blob cannot be looked at
DATA_SIZE = 10


def create(call: Call) -> Reply:
    regular.check(call, VM_IMAGE.body(CREATE), required=("name", "label", OS_DISK))
    disk = call.values[OS_DISK]
    if not all(disk[name] for name in ("os_state", "os", "media_link")):
        raise bad_request(reason="OSDiskConfiguration has to have OSState, OS and MediaLink")
    refuse_if_taken(call, call.values["name"])
    links = [each["media_link"] or "" for each in (disk, *(call.values[DATA_DISKS] or []))]
    where = next(media.place(call, link) for link in links)
    for link in links:
        media.refuse_if_registered(call, link)
    facts = {"image": new_image(call.values, where, disk, call.values[DATA_DISKS] or [], call.now)}
    return _begin(call, "CreateVMImage", "vm_image_is_ready", call.values["name"], facts)


def refuse_if_taken(call: Call, name: str) -> None:
    """Raise the service's conflict if there is an image of that name; the words are a guess."""
    if find(call, name):
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


def get_all(call: Call) -> Reply:
    """All, or those that a filter leaves: a location is one of several that an image has."""
    asked = {name: call.query.get(name, "").lower() for name in FILTERS}
    images = [*catalogue.vm_images(), *call.all("vm_image")]
    return Reply(200, regular.render_all(VM_IMAGE, [image for image in images if _fits(image, asked)]))


def _fits(image: Value, asked: dict[str, str]) -> bool:
    locations = (image["location"] or "").lower().split(";")
    return (
        (not asked["location"] or asked["location"] in locations)
        and asked["publisher"] in ("", (image.get("publisher_name") or "").lower())
        and asked["category"] in ("", image["category"].lower())
    )


def update(call: Call) -> Reply:
    """What is there replaces what was; that what is absent stays is a guess."""
    image = _own(call)
    regular.check(call, VM_IMAGE.body(UPDATE))
    given = {name: value for name, value in call.values.items() if value is not None}
    given[OS_DISK] = {**image[OS_DISK], **_caching(given.get(OS_DISK))}
    cached = {disk["name"]: _caching(disk) for disk in given.get(DATA_DISKS) or []}
    given[DATA_DISKS] = [{**disk, **cached.get(disk["name"], {})} for disk in image[DATA_DISKS]]
    call.put("vm_image", image["name"], {**image, **given, "modified_time": stamp(call.now)})
    return Reply(200)


def _caching(disk: Value | None) -> Value:
    caching = (disk or {}).get("host_caching")
    return {"host_caching": caching} if caching else {}


def delete(call: Call) -> Reply:
    name = _own(call)["name"]
    return _begin(call, "DeleteVMImage", "vm_image_goes", name, {"name": name})


def _begin(call: Call, operation: str, effect: str, name: str, facts: Value) -> Reply:
    path = f"services/vmimages/{name}"
    call.operations.start(call.subscription, call.request_id, operation, effect, facts, path)
    return Reply(202)


def find(call: Call, name: str) -> Value | None:
    """The image of a name, the subscription's own or a publisher's."""
    return named(call.store, call.subscription, name)


def named(store: Store, subscription: str, name: str) -> Value | None:
    """The image of a name that a subscription can use."""
    platform = {image["name"].lower(): image for image in catalogue.vm_images()}
    return store.get(subscription, "vm_image", name) or platform.get(name.lower())


def _own(call: Call) -> Value:
    """The image that the address names, which has to be the subscription's; the words are a guess."""
    image = find(call, call.names["name"])
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
    regular.route(VM_IMAGE, CREATE, create, CREATABLE),
    regular.route(VM_IMAGE, UPDATE, update, UPDATABLE),
    regular.route(VM_IMAGE, DELETE, delete, LISTED),
    regular.route(VM_IMAGE, DELETE_WITH_MEDIA, delete, LISTED),
)
