# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Affinity groups: created at once, and not deleted while something is in them
(docs/protocol/subscription.md#affinity-groups)."""

from __future__ import annotations

from dataclasses import dataclass, field

from ansible_collections.classic.azure.emulator.catalog import locations
from ansible_collections.classic.azure.emulator.core.clock import stamp
from ansible_collections.classic.azure.emulator.core.context import Reply, RequestContext, Route
from ansible_collections.classic.azure.emulator.core.entities import Collection, dump
from ansible_collections.classic.azure.emulator.core.errors import bad_request, conflict, not_found
from ansible_collections.classic.azure.emulator.core.registry import register_routes
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services import common
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.affinity_group import (
    AFFINITY_GROUP_SCHEMA,
    CREATE,
    DELETE,
    UPDATE,
)

WRITABLE_SINCE = "2011-02-25"
OWN_PROPERTIES = ("ResourceGroup", "ResourceLocation")
"""Extended properties that hosted services and storage accounts get from the service. Affinity groups do not show those
of hosted services."""


@dataclass
class AffinityGroup:
    name: str
    label: str | None = None
    description: str | None = None
    location: str = ""
    capabilities: list[str] = field(default_factory=lambda: ["PersistentVMRole", "HighMemory"])
    created_time: str | None = None


AFFINITY_GROUPS = Collection("affinity_group", AffinityGroup, lambda group: group.name)


def create(context: RequestContext) -> Reply:
    _check_name(context.values["name"] or "")
    common.check(context, AFFINITY_GROUP_SCHEMA.body(CREATE), required=("label", "location"))
    if AFFINITY_GROUPS.get(context, context.values["name"]):
        raise conflict("An affinity group with that name already exists in the current subscription.")
    group = AffinityGroup(
        name=context.values["name"],
        label=context.values["label"],
        description=context.values["description"],
        location=common.place(context)["location"],
        created_time=stamp(context.now),
    )
    AFFINITY_GROUPS.save(context, group)
    location = f"https://{context.host}/subscriptions/{context.subscription}/affinitygroup/{group.name}"
    return Reply(201, headers={"Location": location})


def get(context: RequestContext) -> Reply:
    """One group with its members (docs/protocol/subscription.md#affinity-group-properties)."""
    group = _get_group(context)
    members = {
        "hosted_services": [_without_own_properties(each) for each in _members(context, "hosted_service", group)],
        "storage_accounts": [
            each for each in _members(context, "storage_account", group) if each["status"] == "Created"
        ],
    }
    return Reply(200, common.render(AFFINITY_GROUP_SCHEMA, {**dump(group), **members}, without=common.SIZES))


def get_all(context: RequestContext) -> Reply:
    groups = [{**dump(group), **_offered_sizes(group)} for group in AFFINITY_GROUPS.all(context)]
    without = ("hosted_services", "storage_accounts", *common.unknown_capabilities(context))
    return Reply(200, common.render_all(AFFINITY_GROUP_SCHEMA, groups, without))


def update(context: RequestContext) -> Reply:
    group = _get_group(context)
    common.check(context, AFFINITY_GROUP_SCHEMA.body(UPDATE))
    if context.values["label"] is not None:
        group.label = context.values["label"]
    if context.values["description"] is not None:
        group.description = context.values["description"]
    AFFINITY_GROUPS.save(context, group)
    return Reply(200)


def delete(context: RequestContext) -> Reply:
    _check_name(context.names["name"])
    group = _get_group(context)
    if _members(context, "hosted_service", group) or _members(context, "storage_account", group):
        raise conflict("The affinity group is in use and cannot be deleted.")
    AFFINITY_GROUPS.delete(context, group.name)
    return Reply(200)


def _check_name(name: str) -> None:
    """Refuse an invalid name, as recorded for a deletion; that a creation gets the same words is an assumption."""
    if AFFINITY_GROUP_SCHEMA.field["name"].codec.validate(name):
        raise bad_request("The affinity group name is invalid.")


def _get_group(context: RequestContext) -> AffinityGroup:
    """The affinity group that the URL names. Raises ErrorResponse."""
    group = AFFINITY_GROUPS.get(context, context.names["name"])
    if group is None:
        raise not_found("The affinity group does not exist.")
    return group


def _members(context: RequestContext, kind: str, group: AffinityGroup) -> list[Value]:
    """The stored values of a higher service's kind that are in a group."""
    return [each for each in context.all(kind) if each.get("affinity_group") == group.name]


def _without_own_properties(service: Value) -> Value:
    """A hosted service as the recorded affinity group shows it."""
    properties = {name: value for name, value in service["extended_properties"].items() if name not in OWN_PROPERTIES}
    return {**service, "extended_properties": properties}


def _offered_sizes(group: AffinityGroup) -> Value:
    offer = locations.REGIONS[group.location].values
    return {name: offer[name] for name in common.SIZES}


register_routes(
    Route("ListAffinityGroups", "GET", AFFINITY_GROUP_SCHEMA.path, get_all),
    Route("GetAffinityGroup", "GET", f"{AFFINITY_GROUP_SCHEMA.path}/{{name}}", get),
    common.route(AFFINITY_GROUP_SCHEMA, CREATE, create, WRITABLE_SINCE),
    common.route(AFFINITY_GROUP_SCHEMA, UPDATE, update, WRITABLE_SINCE),
    common.route(AFFINITY_GROUP_SCHEMA, DELETE, delete, WRITABLE_SINCE),
)
