# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What virtual machines are told to do: start, stop, restart (protocol/2 section 8)."""

from __future__ import annotations

from collections.abc import Callable

from ansible_collections.classic.azure.emulator.core.context import Reply, RequestContext
from ansible_collections.classic.azure.emulator.core.errors import bad_request, not_found
from ansible_collections.classic.azure.emulator.core.operations import NO_EFFECT, Effect, Operations
from ansible_collections.classic.azure.emulator.core.registry import effect, register_routes
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services.cloud_services import deployments
from ansible_collections.classic.azure.emulator.services.compute import machines, virtual_machines
from ansible_collections.classic.azure.emulator.services.compute.machines import Machines
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.role_operation import (
    RESTART,
    SHUTDOWN,
    SHUTDOWN_ROLES,
    START,
    START_ROLES,
)

SEVERAL = "2013-06-01"  # protocol/2 section 1.4


def start(context: RequestContext) -> Reply:
    return _order(context, machines_started)


def shutdown(context: RequestContext) -> Reply:
    deallocate = context.values["post_shutdown_action"] == "StoppedDeallocated"
    return _order(context, machines_stopped, {"deallocate": deallocate})


def restart(context: RequestContext) -> Reply:
    return _order(context, machines_restarted)


def _order(context: RequestContext, effect: Effect, facts: Value | None = None) -> Reply:
    """Begin what an order asks for, of one machine or of several."""
    service, deployment = virtual_machines.get_unlocked(context)
    if "role_name" in context.names:
        names = [virtual_machines.known_role(context, deployment)["name"]]
    else:
        names = context.values["roles"] or []
        known = {role["name"].lower() for role in deployment["roles"]}
        for name in names:
            if (name or "").lower() not in known:
                raise not_found(f"Role {name} was not found in the currently deployed service.")
        if not names:
            raise bad_request(reason="Roles has no Name")
    deployments.begin(context, service, deployment, effect, {"roles": names, **(facts or {})}, NO_EFFECT)
    return Reply(202)


def _each_role(
    kept: Machines, subscription: str, facts: Value, moment: float, order: Callable[[Value, str], None]
) -> None:
    """Carry out an order for each role that the facts name, if their deployment is still there."""
    deployment = kept.get(subscription, facts["key"])
    if deployment:
        for name in facts["roles"]:
            order(deployment, name)
        machines.describe(deployment, facts["key"].partition("/")[0])
        kept.put(subscription, facts["key"], deployment, moment)


@effect("machines_started")
def machines_started(operations: Operations, subscription: str, facts: Value, moment: float) -> None:
    kept, key = Machines(operations), facts["key"]

    def start_role(deployment: Value, name: str) -> None:
        kept.start(subscription, key, deployment, name, moment)

    _each_role(kept, subscription, facts, moment, start_role)


@effect("machines_stopped")
def machines_stopped(operations: Operations, subscription: str, facts: Value, moment: float) -> None:
    kept = Machines(operations)
    _each_role(kept, subscription, facts, moment, lambda current, name: kept.stop(current, name, facts["deallocate"]))


@effect("machines_restarted")
def machines_restarted(operations: Operations, subscription: str, facts: Value, moment: float) -> None:
    """One that runs ran all the while, to those who look afterwards, as recorded."""


register_routes(
    virtual_machines.route(START, start),
    virtual_machines.route(SHUTDOWN, shutdown),
    virtual_machines.route(RESTART, restart),
    virtual_machines.route(START_ROLES, start, SEVERAL),
    virtual_machines.route(SHUTDOWN_ROLES, shutdown, SEVERAL),
)
