# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What virtual machines are told to do: start, stop, restart (docs/protocol/compute.md#power-operations)."""

from __future__ import annotations

from collections.abc import Callable

from ansible_collections.classic.azure.emulator.core.context import Reply, RequestContext, bad_request, not_found
from ansible_collections.classic.azure.emulator.core.operations import Operations
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services.cloud_services import deployments
from ansible_collections.classic.azure.emulator.services.compute import machines, virtual_machines
from ansible_collections.classic.azure.emulator.services.compute.machines import Machines
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine_requests import (
    RESTART,
    SHUTDOWN,
    SHUTDOWN_ROLES,
    START,
    START_ROLES,
)

SEVERAL = "2013-06-01"  # docs/protocol/compute.md#vm-versions


def start(context: RequestContext) -> Reply:
    return _order(context, "machines_start")


def shutdown(context: RequestContext) -> Reply:
    deallocate = context.values["post_shutdown_action"] == "StoppedDeallocated"
    return _order(context, "machines_stop", {"deallocate": deallocate})


def restart(context: RequestContext) -> Reply:
    return _order(context, "machines_restart")


def _order(context: RequestContext, effect: str, facts: Value | None = None) -> Reply:
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
    deployments.begin(context, service, deployment, effect, {"roles": names, **(facts or {})}, "nothing_more")
    return Reply(202)


def install(operations: Operations) -> None:
    """Make known what becomes of virtual machines that were told something."""
    kept = Machines(operations)

    def each(subscription: str, facts: Value, moment: float, order: Callable[[Value, str], None]) -> None:
        deployment = kept.get(subscription, facts["key"])
        if deployment:
            for name in facts["roles"]:
                order(deployment, name)
            machines.describe(deployment, facts["key"].partition("/")[0])
            kept.put(subscription, facts["key"], deployment, moment)

    def start_each(subscription: str, facts: Value, moment: float) -> None:
        key = facts["key"]
        each(subscription, facts, moment, lambda current, name: kept.start(subscription, key, current, name, moment))

    def stop_each(subscription: str, facts: Value, moment: float) -> None:
        each(subscription, facts, moment, lambda current, name: kept.stop(current, name, facts["deallocate"]))

    def restart_each(subscription: str, facts: Value, moment: float) -> None:
        """One that runs ran all the while, to those who look afterwards, as recorded."""

    operations.effects["machines_start"] = start_each
    operations.effects["machines_stop"] = stop_each
    operations.effects["machines_restart"] = restart_each


ROUTES = (
    virtual_machines.route(START, start),
    virtual_machines.route(SHUTDOWN, shutdown),
    virtual_machines.route(RESTART, restart),
    virtual_machines.route(START_ROLES, start, SEVERAL),
    virtual_machines.route(SHUTDOWN_ROLES, shutdown, SEVERAL),
)
