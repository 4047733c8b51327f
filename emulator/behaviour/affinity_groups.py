# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Affinity groups: all at once, and not away while something is in them
(docs/protocol/subscription.md#affinity-groups)."""

from __future__ import annotations

from ansible_collections.classic.azure.emulator import catalogue
from ansible_collections.classic.azure.emulator.behaviour import regular
from ansible_collections.classic.azure.emulator.call import Call, Reply, Route, bad_request, conflict, not_found
from ansible_collections.classic.azure.emulator.clock import stamp
from ansible_collections.classic.azure.emulator.store import Value
from ansible_collections.classic.azure.plugins.module_utils._asm.resources.affinity_group import (
    AFFINITY_GROUP,
    CREATE,
    DELETE,
    UPDATE,
)

# Since when versions have it, as the reference says: docs/protocol/subscription.md#affinity-groups.
WRITABLE = "2011-02-25"


def create(call: Call) -> Reply:
    _check_name(call.values["name"] or "")
    regular.check(call, AFFINITY_GROUP.body(CREATE), required=("label", "location"))
    if call.get("affinity_group", call.values["name"]):
        raise conflict("An affinity group with that name already exists in the current subscription.")
    group = {
        "name": call.values["name"],
        "label": call.values["label"],
        "description": call.values["description"],
        "location": regular.place(call)["location"],
        "capabilities": ["PersistentVMRole", "HighMemory"],
        "created_time": stamp(call.now),
    }
    call.put("affinity_group", group["name"], group)
    there = f"https://{call.host}/subscriptions/{call.subscription}/affinitygroup/{group['name']}"
    return Reply(201, headers={"Location": there})


def get(call: Call) -> Reply:
    group = _known(call)
    members = {
        "hosted_services": [_without_own_properties(each) for each in _members(call, "hosted_service", group)],
        "storage_accounts": [each for each in _members(call, "storage_account", group) if each["status"] == "Created"],
    }
    return Reply(200, regular.render(AFFINITY_GROUP, {**group, **members}, without=regular.SIZES))


def get_all(call: Call) -> Reply:
    groups = [{**group, **_sizes(group)} for group in call.all("affinity_group")]
    without = ("hosted_services", "storage_accounts", *regular.unknown_capabilities(call))
    return Reply(200, regular.render_all(AFFINITY_GROUP, groups, without))


def update(call: Call) -> Reply:
    group = _known(call)
    regular.check(call, AFFINITY_GROUP.body(UPDATE))
    given = {name: value for name, value in call.values.items() if value is not None}
    call.put("affinity_group", group["name"], {**group, **given})
    return Reply(200)


def delete(call: Call) -> Reply:
    _check_name(call.names["name"])
    group = _known(call)
    if _members(call, "hosted_service", group) or _members(call, "storage_account", group):
        raise conflict("The affinity group is in use and cannot be deleted.")
    call.delete("affinity_group", group["name"])
    return Reply(200)


def _check_name(name: str) -> None:
    """Recorded for a deletion; that a creation is refused in the same words is a guess."""
    if AFFINITY_GROUP.field["name"].codec.fault(name):
        raise bad_request("The affinity group name is invalid.")


def _known(call: Call) -> Value:
    group = call.get("affinity_group", call.names["name"])
    if group is None:
        raise not_found("The affinity group does not exist.")
    return group


def _members(call: Call, kind: str, group: Value) -> list[Value]:
    return [each for each in call.all(kind) if each["affinity_group"] == group["name"]]


def _without_own_properties(service: Value) -> Value:
    """As the recorded affinity group shows its hosted service: without what the service adds by itself."""
    own = ("ResourceGroup", "ResourceLocation")
    given = {name: value for name, value in service["extended_properties"].items() if name not in own}
    return {**service, "extended_properties": given}


def _sizes(group: Value) -> Value:
    offered = catalogue.REGIONS[group["location"]].values
    return {name: offered[name] for name in regular.SIZES}


ROUTES = (
    Route("ListAffinityGroups", "GET", "affinitygroups", get_all),
    Route("GetAffinityGroup", "GET", "affinitygroups/{name}", get),
    regular.route(AFFINITY_GROUP, CREATE, create, WRITABLE),
    regular.route(AFFINITY_GROUP, UPDATE, update, WRITABLE),
    regular.route(AFFINITY_GROUP, DELETE, delete, WRITABLE),
)
