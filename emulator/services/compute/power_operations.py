# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starting, stopping and restarting virtual machines (docs/protocol/compute.md#power-operations)."""

from __future__ import annotations

from ansible_collections.classic.azure.emulator.core.context import Reply, RequestContext
from ansible_collections.classic.azure.emulator.core.entities import EffectScope
from ansible_collections.classic.azure.emulator.core.errors import bad_request, not_found
from ansible_collections.classic.azure.emulator.core.operations import NO_EFFECT
from ansible_collections.classic.azure.emulator.core.registry import register_routes
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_effects import deployment_effect
from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_state import (
    DEALLOCATED,
    DEPLOYMENTS,
    Deployment,
)
from ansible_collections.classic.azure.emulator.services.cloud_services.deployments import begin_operation
from ansible_collections.classic.azure.emulator.services.compute import machines
from ansible_collections.classic.azure.emulator.services.compute.virtual_machines import (
    get_role,
    get_unlocked_vm_deployment,
    vm_route,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine_requests import (
    RESTART,
    SHUTDOWN,
    SHUTDOWN_ROLES,
    START,
    START_ROLES,
)

SEVERAL_ROLES_SINCE = "2013-06-01"


def start(context: RequestContext) -> Reply:
    dummy, deployment = get_unlocked_vm_deployment(context)
    begin_operation(context, deployment, machines_started, {"roles": _requested_names(context, deployment)})
    return Reply(202)


def shutdown(context: RequestContext) -> Reply:
    dummy, deployment = get_unlocked_vm_deployment(context)
    facts = {
        "roles": _requested_names(context, deployment),
        "deallocate": context.values["post_shutdown_action"] == DEALLOCATED,
    }
    begin_operation(context, deployment, machines_stopped, facts)
    return Reply(202)


def restart(context: RequestContext) -> Reply:
    """Restart a virtual machine; the recorded one was seen running all the while. One that is stopped stays so."""
    dummy, deployment = get_unlocked_vm_deployment(context)
    names = _requested_names(context, deployment)
    begin_operation(context, deployment, NO_EFFECT, {})
    for instance in deployment.role_instances:
        if instance.name in names and instance.power_state == "Started":
            instance.boots += 1
            DEPLOYMENTS.save(context, deployment)
    return Reply(202)


def _requested_names(context: RequestContext, deployment: Deployment) -> list[str]:
    """The names of the virtual machine in the URL, or of those in the body. Raises ErrorResponse."""
    if "role_name" in context.names:
        return [get_role(context, deployment).name]
    names: list[str] = context.values["roles"] or []
    for name in names:
        if deployment.role(name or "") is None:
            raise not_found(f"Role {name} was not found in the currently deployed service.")
    if not names:
        raise bad_request(reason="Roles has no Name")
    return names


@deployment_effect("machines_started")
def machines_started(scope: EffectScope, deployment: Deployment, facts: Value) -> None:
    for name in facts["roles"]:
        machines.start(scope, deployment, name)
    machines.apply_roles(deployment)


@deployment_effect("machines_stopped")
def machines_stopped(scope: EffectScope, deployment: Deployment, facts: Value) -> None:
    for name in facts["roles"]:
        machines.stop(deployment, name, facts["deallocate"])
    machines.apply_roles(deployment)


register_routes(
    vm_route(START, start),
    vm_route(SHUTDOWN, shutdown),
    vm_route(RESTART, restart),
    vm_route(START_ROLES, start, SEVERAL_ROLES_SINCE),
    vm_route(SHUTDOWN_ROLES, shutdown, SEVERAL_ROLES_SINCE),
)
