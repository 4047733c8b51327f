# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests for single instances of web and worker roles, and some for those of virtual machines
(docs/protocol/cloud_services.md#role-instance-operations)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from ansible_collections.classic.azure.emulator.core.context import OLDEST_VERSION, Reply, RequestContext, Route
from ansible_collections.classic.azure.emulator.core.entities import EffectScope
from ansible_collections.classic.azure.emulator.core.errors import bad_request, not_found
from ansible_collections.classic.azure.emulator.core.operations import NO_EFFECT
from ansible_collections.classic.azure.emulator.core.registry import register_routes
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_effects import deployment_effect
from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_state import (
    Deployment,
    RoleInstance,
    save,
)
from ansible_collections.classic.azure.emulator.services.cloud_services.deployments import (
    BY_NAME_PATH,
    begin_operation,
    get_unlocked_deployment,
    routes_by_name_and_slot,
)
from ansible_collections.classic.azure.emulator.services.cloud_services.lifecycles import start_lifecycle
from ansible_collections.classic.azure.emulator.services.cloud_services.package_roles import package_of
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services import cscfg
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment_requests import (
    ROLE_INSTANCES_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.paths import (
    DEPLOYMENT_PATH,
    ROLE_INSTANCES_PATH,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.role_instance import (
    DELETE,
    OPERATIONS,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Action

RESTART_SINCE, DELETE_SINCE = "2010-10-28", "2013-08-01"
INSTANCES_PATH = ROLE_INSTANCES_PATH.replace(DEPLOYMENT_PATH, BY_NAME_PATH)


def reboot(context: RequestContext) -> Reply:
    return _restart(context, "restart")


def reimage(context: RequestContext) -> Reply:
    return _restart(context, "restart")


def rebuild(context: RequestContext) -> Reply:
    return _restart(context, "rebuild")


def _restart(context: RequestContext, lifecycle: str) -> Reply:
    """Have one instance begin a lifecycle; one that does not run stays as it is (an assumption)."""
    dummy, deployment = get_unlocked_deployment(context, include_virtual_machines=lifecycle == "restart")
    instance = _get_instance(deployment, context.names["instance"])
    begin_operation(context, deployment, NO_EFFECT, {})
    if instance.power_state == "Started":
        start_lifecycle(context, deployment, instance, lifecycle)
        save(context, deployment)
    return Reply(202)


def _get_instance(deployment: Deployment, name: str) -> RoleInstance:
    """The instance of a name. Raises ErrorResponse, whose words are an assumption."""
    instance = deployment.instance(name)
    if instance is None:
        raise not_found(f"The role instance '{name}' does not exist.")
    return instance


def delete(context: RequestContext) -> Reply:
    """Delete instances; that the last one of a role stays is an assumption."""
    dummy, deployment = get_unlocked_deployment(context)
    names = [] if context.arguments is None else ROLE_INSTANCES_SCHEMA.read(context.arguments)
    deleted = [_get_instance(deployment, name or "").name for name in names]
    if not deleted:
        raise bad_request(reason="RoleInstances has no Name")
    remaining = [instance for instance in deployment.role_instances if instance.name not in deleted]
    if set(_counts_by_role(deployment.role_instances)) - set(_counts_by_role(remaining)):
        raise bad_request(reason="the last instance of a role cannot be deleted")
    begin_operation(context, deployment, role_instances_deleted, {"names": deleted})
    return Reply(202)


def _counts_by_role(instances: list[RoleInstance]) -> Counter[str]:
    return Counter(instance.role_name or "" for instance in instances)


@deployment_effect("role_instances_deleted")
def role_instances_deleted(scope: EffectScope, deployment: Deployment, facts: Value) -> None:
    """Remove instances; the configuration has fewer of them then, and no white space, as recorded."""
    remaining = [instance for instance in deployment.role_instances if instance.name not in facts["names"]]
    text = cscfg.scaled(deployment.configuration, _counts_by_role(remaining))
    deployment.role_instances = remaining
    deployment.configuration = xml.write(xml.parse(text.encode())).decode()
    deployment.cores = package_of(deployment).cores_of(deployment.configuration)


def _instance_routes(
    action: Action, handler: Callable[[RequestContext], Reply], since: str = OLDEST_VERSION
) -> tuple[Route, Route]:
    """The routes, by the deployment's name and by its slot, of an operation on one instance."""
    query = tuple(part.partition("=")[::2] for part in action.suffix.removeprefix("?").lower().split("&"))
    return routes_by_name_and_slot(
        Route(action.operation, action.verb, f"{INSTANCES_PATH}/{{instance}}", handler, query, since=since)
    )


register_routes(
    *_instance_routes(OPERATIONS["rebooted"], reboot, RESTART_SINCE),
    *_instance_routes(OPERATIONS["reimaged"], reimage, RESTART_SINCE),
    *_instance_routes(OPERATIONS["rebuilt"], rebuild),
    *routes_by_name_and_slot(
        Route(
            DELETE.operation,
            DELETE.verb,
            INSTANCES_PATH,
            delete,
            (("comp", "delete"),),
            DELETE.root,
            ROLE_INSTANCES_SCHEMA,
            DELETE_SINCE,
        )
    ),
)
