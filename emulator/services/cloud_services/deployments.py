# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deployments of packages: created in a slot, read, started, suspended, deleted
(docs/protocol/cloud_services.md#deployments)."""

from __future__ import annotations

from dataclasses import replace

from ansible_collections.classic.azure.emulator.core.clock import stamp
from ansible_collections.classic.azure.emulator.core.context import Reply, RequestContext, Route
from ansible_collections.classic.azure.emulator.core.entities import EffectScope
from ansible_collections.classic.azure.emulator.core.errors import bad_request, conflict, not_found
from ansible_collections.classic.azure.emulator.core.operations import NO_EFFECT, Effect, Operations
from ansible_collections.classic.azure.emulator.core.registry import effect, register_routes
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services import common
from ansible_collections.classic.azure.emulator.services.cloud_services import configurations
from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_deletion import delete_deployment
from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_documents import (
    deployment_document,
    deployment_values,
)
from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_effects import deployment_effect
from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_state import (
    DEPLOYMENTS,
    Deployment,
    deployments_of,
    save,
    without_transition,
)
from ansible_collections.classic.azure.emulator.services.cloud_services.hosted_services import (
    HostedService,
    check_name,
    get_hosted_service,
)
from ansible_collections.classic.azure.emulator.services.cloud_services.lifecycles import start_lifecycle
from ansible_collections.classic.azure.emulator.services.cloud_services.package_roles import scale_instances
from ansible_collections.classic.azure.emulator.services.cloud_services.packages import Package, requested_package
from ansible_collections.classic.azure.emulator.services.networking.ip_addresses import public_address
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment import (
    DEPLOYMENT_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment_requests import (
    CREATE,
    DELETE,
    DELETE_WITH_MEDIA,
    UPDATE_STATUS,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.hosted_service import (
    HOSTED_SERVICE_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.paths import (
    DEPLOYMENT_IN_SLOT_PATH,
    DEPLOYMENTS_PATH,
)

MEDIA_SINCE = "2013-08-01"
SLOTS = ("Production", "Staging")
BY_NAME_PATH = f"{DEPLOYMENTS_PATH}/{{name}}"
BY_SLOT_PATH = DEPLOYMENT_IN_SLOT_PATH


def create(context: RequestContext) -> Reply:
    service, slot = get_hosted_service(context, context.names["service_name"]), _slot(context)
    context.operations.refuse_if_locked(context.subscription, service.name)
    check_slot_and_name_free(context, service, slot)
    common.check(context, DEPLOYMENT_SCHEMA.body(CREATE), required=("name", "package_url", "label", "configuration"))
    configurations.check_size(context.values["configuration"])
    package = requested_package(context)
    configurations.check_configuration(context, service, package)
    deployment = _new_deployment(context, service, slot, package)
    facts = {"start": bool(context.values["start_deployment"])}
    begin_operation(context, deployment, deployment_created, facts, on_failure=deployment_deleted)
    save(context, deployment)
    return Reply(202)


def check_slot_and_name_free(context: RequestContext, service: HostedService, slot: str) -> None:
    """Refuse another deployment in a slot that is occupied, or of a name that is taken. Raises ErrorResponse.

    That a name which the other slot has is refused is an assumption, and so are the words.
    """
    for other in deployments_of(context, service.name):
        if other.slot == slot:
            context.operations.refuse_if_locked(context.subscription, other.key)
            raise conflict(f"The specified deployment slot {slot} is occupied.")
        if other.name.lower() == (context.values["name"] or "").lower():
            raise conflict(f"The deployment name '{other.name}' already exists.")


def _new_deployment(context: RequestContext, service: HostedService, slot: str, package: Package) -> Deployment:
    """A deployment without instances and addresses, which come later
    (docs/protocol/cloud_services.md#new-deployment)."""
    values = context.values
    configuration = values["configuration"].replace("\r\n", "\n")
    return Deployment(
        name=values["name"],
        service=service.name,
        slot=slot,
        private_id=context.operations.new_id(),
        status="Deploying",
        label=values["label"],
        configuration=configuration,
        sdk_version=package.sdk_version,
        rollback_allowed=False,
        created_time=stamp(context.now),
        extended_properties=values["extended_properties"] or {},
        package=package,
        cores=package.cores_of(configuration),
    )


def get(context: RequestContext) -> Reply:
    return Reply(200, deployment_document(deployment_values(context, get_deployment(context))))


def update_status(context: RequestContext) -> Reply:
    dummy, deployment = get_unlocked_deployment(context)
    common.check(context, DEPLOYMENT_SCHEMA.body(UPDATE_STATUS), required=("status",))
    status = context.values["status"].capitalize()
    facts = {"status": status}
    begin_operation(context, deployment, deployment_status_changed, facts, on_failure=deployment_status_restored)
    if deployment.stable_status != status:
        deployment.status = "Starting" if status == "Running" else "Suspending"
        save(context, deployment)
    return Reply(202)


def delete(context: RequestContext) -> Reply:
    return _delete(context, "DeleteDeployment", media=False)


def delete_with_media(context: RequestContext) -> Reply:
    """Delete a deployment and the media of its disks; a package has none."""
    return _delete(context, "DeleteDeployment+media", media=True)


def _delete(context: RequestContext, operation: str, media: bool) -> Reply:
    deployment = get_deployment(context)
    service = get_hosted_service(context, context.names["service_name"])
    refuse_if_locked(context, service, deployment)
    begin_operation(
        context,
        deployment,
        deployment_deleted,
        {"media": media},
        on_failure=deployment_status_restored,
        operation=operation,
    )
    deployment.status = "Deleting"
    save(context, deployment)
    return Reply(202)


def get_deployment(context: RequestContext) -> Deployment:
    """The deployment that the URL names, by its name or by its slot.

    Raises ErrorResponse, also where there is no such service (docs/protocol/cloud_services.md#deployment-not-found).
    """
    service_name = context.names["service_name"]
    check_name(service_name)
    if "name" in context.names:
        deployment = DEPLOYMENTS.get(context, f"{service_name}/{context.names['name']}")
    else:
        slot = _slot(context)
        deployment = next((each for each in deployments_of(context, service_name) if each.slot == slot), None)
    if deployment is None:
        raise not_found("No deployments were found.")
    return deployment


def get_unlocked_deployment(
    context: RequestContext, include_virtual_machines: bool = False
) -> tuple[HostedService, Deployment]:
    """The hosted service and the deployment that a request changes: not locked, and of a package unless
    ``include_virtual_machines``.

    Raises ErrorResponse; that a name which does not exist is answered as recorded for migrations is an assumption.
    """
    service = get_hosted_service(context, context.names["service_name"])
    if "name" in context.names and DEPLOYMENTS.get(context, f"{service.name}/{context.names['name']}") is None:
        raise not_found(f"The deployment name '{context.names['name']}' does not exist.")
    deployment = get_deployment(context)
    refuse_if_locked(context, service, deployment)
    if not (deployment.package or include_virtual_machines):
        raise bad_request(reason="this is for deployments of packages, not of virtual machines")
    return service, deployment


def refuse_if_locked(context: RequestContext, service: HostedService, deployment: Deployment) -> None:
    """Raise ErrorResponse as long as an operation has the service or the deployment."""
    context.operations.refuse_if_locked(context.subscription, service.name)
    context.operations.refuse_if_locked(context.subscription, deployment.key)


def begin_operation(
    context: RequestContext,
    deployment: Deployment,
    effect: Effect,
    facts: Value,
    on_failure: Effect = NO_EFFECT,
    operation: str = "",
    factor: int = 1,
) -> None:
    """Begin an operation that has a deployment to itself.

    Its effects find the ``key`` of the deployment, and the ``previous_status`` from before, in the facts. The other
    arguments are those of ``Operations.begin``. Raises ErrorResponse if another operation has the deployment.
    """
    by_name, by_slot = deployment_paths(deployment)
    context.begin(
        effect,
        {"key": deployment.key, "previous_status": deployment.status, **facts},
        by_name,
        operation=operation,
        locks=(deployment.key,),
        on_failure=on_failure,
        factor=factor,
        related=(f"{HOSTED_SERVICE_SCHEMA.path}/{deployment.service}", by_slot),
    )


def deployment_paths(deployment: Deployment) -> tuple[str, str]:
    """The two paths of a deployment: by its name, and by its slot."""
    by_name = BY_NAME_PATH.format(service_name=deployment.service, name=deployment.name)
    return by_name, BY_SLOT_PATH.format(service_name=deployment.service, slot=deployment.slot)


def _slot(context: RequestContext) -> str:
    """The slot that the URL names. Raises ErrorResponse, whose words are an assumption."""
    for slot in SLOTS:
        if slot.lower() == context.names["slot"].lower():
            return slot
    raise bad_request(reason=f"a deployment slot is one of {', '.join(SLOTS)}")


@deployment_effect("deployment_created")
def deployment_created(scope: EffectScope, deployment: Deployment, facts: Value) -> None:
    host = deployment.service if deployment.slot == "Production" else deployment.private_id
    deployment.url = f"http://{host}.cloudapp.net/"
    deployment.vip = public_address(scope.operations)
    deployment.status = "Running" if facts["start"] else "Suspended"
    scale_instances(scope, deployment)


@effect("deployment_status_changed")
def deployment_status_changed(operations: Operations, subscription: str, facts: Value, moment: float) -> None:
    scope = EffectScope(operations, subscription, moment)
    deployment = DEPLOYMENTS.get(scope, facts["key"])
    status, previous = facts["status"], without_transition(facts["previous_status"])
    if deployment and status != previous:
        deployment.status = status + facts["previous_status"].removeprefix(previous)
        for instance in deployment.role_instances:
            start_lifecycle(scope, deployment, instance, "start" if status == "Running" else "stop")
        save(scope, deployment)


@effect("deployment_deleted")
def deployment_deleted(operations: Operations, subscription: str, facts: Value, moment: float) -> None:
    scope = EffectScope(operations, subscription, moment)
    deployment = DEPLOYMENTS.get(scope, facts["key"])
    if deployment:
        delete_deployment(scope, deployment, media=facts.get("media", False))


@deployment_effect("deployment_status_restored")
def deployment_status_restored(scope: EffectScope, deployment: Deployment, facts: Value) -> None:
    deployment.status = facts["previous_status"]


def routes_by_name_and_slot(route: Route) -> tuple[Route, Route]:
    """A route below a deployment's name, and the same below its slot."""
    return route, replace(route, path=route.path.replace(BY_NAME_PATH, BY_SLOT_PATH))


register_routes(
    Route("GetDeploymentByName", "GET", BY_NAME_PATH, get),
    Route("GetDeploymentBySlot", "GET", BY_SLOT_PATH, get),
    common.route(DEPLOYMENT_SCHEMA, CREATE, create),
    *routes_by_name_and_slot(common.route(DEPLOYMENT_SCHEMA, UPDATE_STATUS, update_status)),
    *routes_by_name_and_slot(common.route(DEPLOYMENT_SCHEMA, DELETE, delete)),
    common.route(DEPLOYMENT_SCHEMA, DELETE_WITH_MEDIA, delete_with_media, MEDIA_SINCE),
)
