# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Affinity groups: all at once, and not away while something is in them
(docs/protocol/subscription.md#affinity-groups)."""

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
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services import common
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.affinity_group import (
    AFFINITY_GROUP_SCHEMA,
    CREATE,
    DELETE,
    UPDATE,
)

# Since when versions have it, as the reference says: docs/protocol/subscription.md#affinity-groups.
WRITABLE = "2011-02-25"


def create(context: RequestContext) -> Reply:
    _check_name(context.values["name"] or "")
    common.check(context, AFFINITY_GROUP_SCHEMA.body(CREATE), required=("label", "location"))
    if context.get("affinity_group", context.values["name"]):
        raise conflict("An affinity group with that name already exists in the current subscription.")
    group = {
        "name": context.values["name"],
        "label": context.values["label"],
        "description": context.values["description"],
        "location": common.place(context)["location"],
        "capabilities": ["PersistentVMRole", "HighMemory"],
        "created_time": stamp(context.now),
    }
    context.put("affinity_group", group["name"], group)
    there = f"https://{context.host}/subscriptions/{context.subscription}/affinitygroup/{group['name']}"
    return Reply(201, headers={"Location": there})


def get(context: RequestContext) -> Reply:
    group = _known(context)
    members = {
        "hosted_services": [_without_own_properties(each) for each in _members(context, "hosted_service", group)],
        "storage_accounts": [
            each for each in _members(context, "storage_account", group) if each["status"] == "Created"
        ],
    }
    return Reply(200, common.render(AFFINITY_GROUP_SCHEMA, {**group, **members}, without=common.SIZES))


def get_all(context: RequestContext) -> Reply:
    groups = [{**group, **_sizes(group)} for group in context.all("affinity_group")]
    without = ("hosted_services", "storage_accounts", *common.unknown_capabilities(context))
    return Reply(200, common.render_all(AFFINITY_GROUP_SCHEMA, groups, without))


def update(context: RequestContext) -> Reply:
    group = _known(context)
    common.check(context, AFFINITY_GROUP_SCHEMA.body(UPDATE))
    arguments = {name: value for name, value in context.values.items() if value is not None}
    context.put("affinity_group", group["name"], {**group, **arguments})
    return Reply(200)


def delete(context: RequestContext) -> Reply:
    _check_name(context.names["name"])
    group = _known(context)
    if _members(context, "hosted_service", group) or _members(context, "storage_account", group):
        raise conflict("The affinity group is in use and cannot be deleted.")
    context.delete("affinity_group", group["name"])
    return Reply(200)


def _check_name(name: str) -> None:
    """Recorded for a deletion; that a creation is refused in the same words is a guess."""
    if AFFINITY_GROUP_SCHEMA.field["name"].codec.validate(name):
        raise bad_request("The affinity group name is invalid.")


def _known(context: RequestContext) -> Value:
    group = context.get("affinity_group", context.names["name"])
    if group is None:
        raise not_found("The affinity group does not exist.")
    return group


def _members(context: RequestContext, kind: str, group: Value) -> list[Value]:
    return [each for each in context.all(kind) if each["affinity_group"] == group["name"]]


def _without_own_properties(service: Value) -> Value:
    """As the recorded affinity group shows its hosted service: without what the service adds by itself."""
    own = ("ResourceGroup", "ResourceLocation")
    arguments = {name: value for name, value in service["extended_properties"].items() if name not in own}
    return {**service, "extended_properties": arguments}


def _sizes(group: Value) -> Value:
    offered = locations.REGIONS[group["location"]].values
    return {name: offered[name] for name in common.SIZES}


ROUTES = (
    Route("ListAffinityGroups", "GET", "affinitygroups", get_all),
    Route("GetAffinityGroup", "GET", "affinitygroups/{name}", get),
    common.route(AFFINITY_GROUP_SCHEMA, CREATE, create, WRITABLE),
    common.route(AFFINITY_GROUP_SCHEMA, UPDATE, update, WRITABLE),
    common.route(AFFINITY_GROUP_SCHEMA, DELETE, delete, WRITABLE),
)
