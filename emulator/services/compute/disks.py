# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Disks: registered and deleted at once, but not while a virtual machine has them, or had them just now."""

from __future__ import annotations

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
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services import common
from ansible_collections.classic.azure.emulator.services.storage import media
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.disk import (
    ADD,
    DELETE,
    DELETE_WITH_MEDIA,
    DISK_SCHEMA,
    SIZE,
    UPDATE,
)

# docs/protocol/compute.md#vm-versions.
DISKS, MEDIA = "2012-03-01", "2012-08-01"

# docs/protocol/compute.md#disk-detach-delay: polls every 7 s showed AttachedTo for 100 to 105 s after the machine was
# gone.
SECONDS_TO_DETACH = 105.0

# What a blob's footer would say, which nobody can ask us: a guess.
SIZES = {"Linux": 30, "Windows": 127, None: 10}


def add(context: RequestContext) -> Reply:
    common.check(context, DISK_SCHEMA.body(ADD), required=("label", "media_link", "name"))
    name, link, system = (context.values[key] for key in ("name", "media_link", "os"))
    where = media.place(context, link)
    if context.get("disk", name):
        raise conflict(f"A disk with name {name} already exists.")
    media.refuse_if_registered(context, link)
    disk = new_disk(context.values, where, SIZES[system], context.now)
    context.put("disk", name, disk)
    return Reply(200, common.render(DISK_SCHEMA, disk))


def new_disk(values: Value, where: Value, size: int, moment: float) -> Value:
    """What is kept of a disk: of the values those that name it, its blob and its system."""
    return {
        "affinity_group": where["affinity_group"],
        "os": values.get("os"),
        "label": values.get("label"),
        "location": where["location"],
        SIZE: size,
        "media_link": values["media_link"],
        "name": values["name"],
        "source_image_name": values.get("source_image_name"),
        "is_premium": False,
        "created_time": stamp(moment),
        "io_type": "Standard",
    }


def get(context: RequestContext) -> Reply:
    return Reply(200, common.render(DISK_SCHEMA, known(context)))


def get_all(context: RequestContext) -> Reply:
    return Reply(200, common.render_all(DISK_SCHEMA, context.all("disk")))


def update(context: RequestContext) -> Reply:
    """Another label at once; another size by an operation, of a disk that nobody uses
    (docs/protocol/compute.md#disks)."""
    disk = known(context)
    common.check(context, DISK_SCHEMA.body(UPDATE), required=("label",))
    size = context.values[SIZE]
    changed = {**disk, "label": context.values["label"]}
    if size is None:
        context.put("disk", disk["name"], changed)
        return Reply(200)
    if size <= disk[SIZE]:
        raise bad_request(reason="ResizedSizeInGB is not more than the disk has")
    if disk.get("attached_to") and not _is_deallocated(context, disk["attached_to"]):
        raise _in_use(disk)
    context.put("disk", disk["name"], changed)
    facts = {"name": disk["name"], SIZE: size}
    path = f"services/disks/{disk['name']}"
    context.operations.start(context.subscription, context.request_id, "UpdateDisk", "disk_is_resized", facts, path)
    return Reply(202)


def _is_deallocated(context: RequestContext, owner: Value) -> bool:
    deployment = context.get("deployment", f"{owner['hosted_service_name']}/{owner['deployment_name']}")
    instances = (deployment or {}).get("role_instances") or []
    states = {instance["name"]: instance["status"] for instance in instances}
    return states.get(owner["role_name"]) == "StoppedDeallocated"


def delete(context: RequestContext) -> Reply:
    disk = known(context)
    if disk.get("attached_to"):
        raise _in_use(disk)
    context.delete("disk", disk["name"])
    return Reply(200)


def delete_with_media(context: RequestContext) -> Reply:
    link = known(context)["media_link"]
    reply = delete(context)
    media.discard(context, link)
    return reply


def _in_use(disk: Value) -> Exception:
    owner = disk["attached_to"]
    return bad_request(
        f"A disk with name {disk['name']} is currently in use by virtual machine {owner['role_name']} running within "
        f"hosted service {owner['hosted_service_name']}, deployment {owner['deployment_name']}."
    )


def known(context: RequestContext) -> Value:
    """The disk that the address names."""
    disk = context.get("disk", context.names["name"])
    if disk is None:
        raise not_found("The disk with the specified name does not exist.")
    return disk


def detach(operations: Operations, subscription: str, name: str, since: float) -> None:
    """Have a disk be free, a while after its machine let go of it."""
    operations.after(SECONDS_TO_DETACH, subscription, "disk_is_detached", {"name": name}, since)


def install(operations: Operations) -> None:
    """Make known what happens to disks by itself."""
    store = operations.store

    def is_resized(subscription: str, facts: Value, moment: float) -> None:
        disk = store.get(subscription, "disk", facts["name"])
        if disk:
            store.put(subscription, "disk", disk["name"], {**disk, SIZE: facts[SIZE]})

    def is_detached(subscription: str, facts: Value, moment: float) -> None:
        disk = store.get(subscription, "disk", facts["name"])
        if disk:
            store.put(subscription, "disk", disk["name"], {**disk, "attached_to": None})

    operations.effects["disk_is_resized"] = is_resized
    operations.effects["disk_is_detached"] = is_detached


ROUTES = (
    Route("ListDisks", "GET", "services/disks", get_all, since=DISKS),
    Route("GetDisk", "GET", "services/disks/{name}", get, since=DISKS),
    common.route(DISK_SCHEMA, ADD, add, DISKS),
    common.route(DISK_SCHEMA, UPDATE, update, DISKS),
    common.route(DISK_SCHEMA, DELETE, delete, DISKS),
    common.route(DISK_SCHEMA, DELETE_WITH_MEDIA, delete_with_media, MEDIA),
)
