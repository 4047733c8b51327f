# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reserved IP addresses, by themselves (docs/protocol/networking.md#reserved-ips).

What has to do with the deployments that use them is in ``cloud_services/reserved_ip_association.py``.
"""

from __future__ import annotations

from dataclasses import dataclass

from ansible_collections.classic.azure.emulator.core.context import Reply, RequestContext, Route
from ansible_collections.classic.azure.emulator.core.entities import Collection, EffectScope, Scope, dump
from ansible_collections.classic.azure.emulator.core.errors import bad_request, not_found
from ansible_collections.classic.azure.emulator.core.operations import Effect, Operations
from ansible_collections.classic.azure.emulator.core.registry import effect, register_routes
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services import common
from ansible_collections.classic.azure.plugins.module_utils._asm.services.networking.reserved_ip import (
    DELETE,
    RESERVED_IP_SCHEMA,
)

RESERVED_IPS_SINCE = "2014-05-01"


@dataclass
class ReservedIp:
    name: str
    id: str | None = None
    label: str | None = None
    status: str | None = None
    location: str | None = None
    affinity_group: str | None = None
    address: str | None = None
    in_use: bool | None = None
    service_name: str | None = None
    deployment_name: str | None = None
    virtual_ip_name: str | None = None


RESERVED_IPS = Collection("reserved_ip", ReservedIp, lambda reserved: reserved.name)


def get(context: RequestContext) -> Reply:
    return Reply(200, common.render(RESERVED_IP_SCHEMA, dump(get_reserved_ip(context))))


def get_all(context: RequestContext) -> Reply:
    return Reply(200, common.render_all(RESERVED_IP_SCHEMA, map(dump, RESERVED_IPS.all(context))))


def delete(context: RequestContext) -> Reply:
    reserved = get_reserved_ip(context)
    if reserved.in_use:
        raise bad_request(f"The reserved IP {reserved.name} is in use and cannot be deleted.")
    begin_operation(context, reserved.name, reserved_ip_deleted, {})
    return Reply(202)


def begin_operation(
    context: RequestContext, name: str, effect: Effect, facts: Value, on_failure: Effect | None = None
) -> None:
    """Begin the operation of a request that concerns a reserved IP address; its effects find the ``name`` in facts."""
    context.begin(effect, {"name": name, **facts}, f"{RESERVED_IP_SCHEMA.path}/{name}", on_failure=on_failure)


def get_reserved_ip(context: RequestContext) -> ReservedIp:
    """The reserved IP address that the URL names. Raises ErrorResponse, whose words are an assumption."""
    reserved = RESERVED_IPS.get(context, context.names["name"])
    if reserved is None:
        raise not_found(f"The reserved IP {context.names['name']} does not exist.")
    return reserved


def mark_unused(scope: Scope, name: str) -> None:
    """Keep that no deployment uses a reserved IP address any more."""
    reserved = RESERVED_IPS.get(scope, name)
    if reserved:
        reserved.in_use = None
        reserved.service_name = reserved.deployment_name = reserved.virtual_ip_name = None
        RESERVED_IPS.save(scope, reserved)


@effect("reserved_ip_deleted")
def reserved_ip_deleted(operations: Operations, subscription: str, facts: Value, moment: float) -> None:
    RESERVED_IPS.delete(EffectScope(operations, subscription, moment), facts["name"])


register_routes(
    Route("ListReservedIPs", "GET", RESERVED_IP_SCHEMA.path, get_all, since=RESERVED_IPS_SINCE),
    Route("GetReservedIP", "GET", f"{RESERVED_IP_SCHEMA.path}/{{name}}", get, since=RESERVED_IPS_SINCE),
    common.route(RESERVED_IP_SCHEMA, DELETE, delete, RESERVED_IPS_SINCE),
)
