# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deployments of packages: created in a slot, told, started, suspended, deleted
(docs/protocol/cloud_services.md#deployments)."""

from __future__ import annotations

from dataclasses import replace

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
from ansible_collections.classic.azure.emulator.services.cloud_services import (
    configurations,
    deployment_answers,
    hosted_services,
    packages,
)
from ansible_collections.classic.azure.emulator.services.cloud_services.instances import Deployments, at_rest
from ansible_collections.classic.azure.emulator.services.compute.machine_disks import release
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services import cscfg
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment import (
    DEPLOYMENT_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment_requests import (
    CREATE,
    DELETE,
    DELETE_WITH_MEDIA,
    UPDATE_STATUS,
)

MEDIA = "2013-08-01"
SLOTS = ("Production", "Staging")


def create(context: RequestContext) -> Reply:
    service, slot = hosted_services.named(context, context.names["service_name"]), _slot(context)
    context.operations.refuse_if_locked(context.subscription, service["name"])
    check_free(context, service, slot)
    common.check(context, DEPLOYMENT_SCHEMA.body(CREATE), required=("name", "package_url", "label", "configuration"))
    packages.check_address(context, context.values["package_url"], "PackageUrl")
    package = packages.contents(context, context.values["package_url"], context.values["configuration"])
    configurations.check(context, service, package)
    deployment = _new(context, service, slot, package)
    facts = {"start": bool(context.values["start_deployment"])}
    begin(context, service, deployment, "deployment_is_created", facts, otherwise="deployment_is_gone")
    context.put("deployment", f"{service['name']}/{deployment['name']}", deployment)
    return Reply(202)


def check_free(context: RequestContext, service: Value, slot: str) -> None:
    """That a name which the other slot has is refused is a guess, and so are the words."""
    for other in context.all("deployment", below=f"{service['name']}/"):
        if other["slot"] == slot:
            context.operations.refuse_if_locked(context.subscription, f"{service['name']}/{other['name']}")
            raise conflict(f"The specified deployment slot {slot} is occupied.")
        if other["name"].lower() == (context.values["name"] or "").lower():
            raise conflict(f"The deployment name '{other['name']}' already exists.")


def _new(context: RequestContext, service: Value, slot: str, package: Value) -> Value:
    """A deployment that has only just begun: its instances and addresses come later
    (docs/protocol/cloud_services.md#new-deployment)."""
    arguments = context.values
    return {
        "name": arguments["name"],
        "service": service["name"],
        "slot": slot,
        "private_id": context.operations.new_id(),
        "status": "Deploying",
        "label": arguments["label"],
        "configuration": arguments["configuration"].replace("\r\n", "\n"),
        "role_instances": [],
        "roles": [],
        "sdk_version": package["sdk_version"],
        "rollback_allowed": False,
        "created_time": stamp(context.now),
        "last_modified_time": stamp(context.now),
        "extended_properties": arguments["extended_properties"] or {},
        "virtual_ips": [],
        "load_balancers": [],
        "package": package,
        "cores": packages.cores(package, cscfg.instances(arguments["configuration"])),
        "update": None,
    }


def get(context: RequestContext) -> Reply:
    deployment = known(context)
    return Reply(
        200, deployment_answers.single(deployment_answers.returned(context, context.names["service_name"], deployment))
    )


def update_status(context: RequestContext) -> Reply:
    service, deployment = get_unlocked(context)
    common.check(context, DEPLOYMENT_SCHEMA.body(UPDATE_STATUS), required=("status",))
    wanted = context.values["status"].capitalize()
    begin(
        context, service, deployment, "deployment_has_status", {"status": wanted}, otherwise="deployment_is_as_before"
    )
    if at_rest(deployment["status"]) != wanted:
        keep(context, service, deployment, status="Starting" if wanted == "Running" else "Suspending")
    return Reply(202)


def delete(context: RequestContext) -> Reply:
    return _delete(context, "DeleteDeployment")


def delete_with_media(context: RequestContext) -> Reply:
    """As without media: a package leaves no disks behind."""
    return _delete(context, "DeleteDeployment+media")


def _delete(context: RequestContext, operation: str) -> Reply:
    deployment = known(context)
    service = hosted_services.named(context, context.names["service_name"])
    refuse_if_locked(context, service, deployment)
    facts = {"media": operation != "DeleteDeployment"}
    begin(context, service, deployment, "deployment_is_gone", facts, "deployment_is_as_before", operation=operation)
    keep(context, service, deployment, status="Deleting")
    return Reply(202)


def known(context: RequestContext) -> Value:
    """The deployment that the address names, by its name or by its slot.

    There is none in a service that does not exist
    (docs/protocol/cloud_services.md#deployment-not-found). Raises Refusal.
    """
    service_name = context.names["service_name"]
    hosted_services.check_name(service_name)
    if "name" in context.names:
        deployment = context.get("deployment", f"{service_name}/{context.names['name']}")
    else:
        there, slot = context.all("deployment", below=f"{service_name}/"), _slot(context)
        deployment = next((each for each in there if each["slot"] == slot), None)
    if deployment is None:
        raise not_found("No deployments were found.")
    return deployment


def get_unlocked(context: RequestContext, machines: bool = False) -> tuple[Value, Value]:
    """The hosted service and the deployment that a request is to change, not locked, and of a package, unless
    C(machines) can have it done to them too.

    That the address of a name is answered as recorded for migrations is a guess. Raises Refusal.
    """
    service = hosted_services.named(context, context.names["service_name"])
    if "name" in context.names and context.get("deployment", f"{service['name']}/{context.names['name']}") is None:
        raise not_found(f"The deployment name '{context.names['name']}' does not exist.")
    deployment = known(context)
    refuse_if_locked(context, service, deployment)
    if not (deployment.get("package") or machines):
        raise bad_request(reason="this is for deployments of packages, not of virtual machines")
    return service, deployment


def refuse_if_locked(context: RequestContext, service: Value, deployment: Value) -> None:
    """Refuse as long as an operation has the service or the deployment."""
    context.operations.refuse_if_locked(context.subscription, service["name"])
    context.operations.refuse_if_locked(context.subscription, f"{service['name']}/{deployment['name']}")


def begin(
    context: RequestContext,
    service: Value,
    deployment: Value,
    effect: str,
    facts: Value,
    otherwise: str,
    operation: str = "",
    times: int = 1,
) -> None:
    """Begin an operation that has a deployment to itself. A failure finds the status from before in the facts."""
    key = f"{service['name']}/{deployment['name']}"
    place = f"services/hostedservices/{service['name']}"
    context.operations.start(
        context.subscription,
        context.request_id,
        operation or context.operation,
        effect,
        {"key": key, "before": deployment.get("status"), **facts},
        f"{place}/deployments/{deployment['name']}",
        locks=(key,),
        otherwise=otherwise,
        times=times,
        also=(place, f"{place}/deploymentslots/{deployment.get('slot')}"),
    )


def keep(context: RequestContext, service: Value, deployment: Value, **changed: object) -> None:
    """Keep a deployment with something changed."""
    changed["last_modified_time"] = stamp(context.now)
    context.put("deployment", f"{service['name']}/{deployment['name']}", {**deployment, **changed})


def _slot(context: RequestContext) -> str:
    """The slot that the address names; what the service said to another word is a guess."""
    for slot in SLOTS:
        if slot.lower() == context.names["slot"].lower():
            return slot
    raise bad_request(reason=f"a deployment slot is one of {', '.join(SLOTS)}")


def install(operations: Operations) -> None:
    """Make known what happens to deployments by itself."""
    deployments = Deployments(operations)

    def is_created(subscription: str, facts: Value, moment: float) -> None:
        deployment = deployments.get(subscription, facts["key"])
        if deployment:
            host = deployment["service"] if deployment["slot"] == "Production" else deployment["private_id"]
            deployment["url"] = f"http://{host}.cloudapp.net/"
            deployment["vip"] = deployments.new_address(198, 18, 2)
            deployment["status"] = "Running" if facts["start"] else "Suspended"
            deployments.arrange(subscription, facts["key"], deployment, moment)
            deployments.put(subscription, facts["key"], deployment, moment)

    def has_status(subscription: str, facts: Value, moment: float) -> None:
        deployment = deployments.get(subscription, facts["key"])
        if deployment and facts["status"] != at_rest(facts["before"]):
            deployment["status"] = facts["status"] + facts["before"].removeprefix(at_rest(facts["before"]))
            for instance in deployment["role_instances"]:
                ladder = "start" if facts["status"] == "Running" else "stop"
                deployments.advance(subscription, facts["key"], deployment, instance, ladder, moment)
            deployments.put(subscription, facts["key"], deployment, moment)

    def is_gone(subscription: str, facts: Value, moment: float) -> None:
        deployment = deployments.get(subscription, facts["key"])
        if deployment:
            release(operations, subscription, facts["key"], bool(facts.get("media")), moment)

    def is_as_before(subscription: str, facts: Value, moment: float) -> None:
        deployment = deployments.get(subscription, facts["key"])
        if deployment:
            deployments.put(subscription, facts["key"], {**deployment, "status": facts["before"]}, moment)

    operations.effects["instance_climbs"] = deployments.instance_climbs
    operations.effects["deployment_is_created"] = is_created
    operations.effects["deployment_has_status"] = has_status
    operations.effects["deployment_is_gone"] = is_gone
    operations.effects["deployment_is_as_before"] = is_as_before


BY_NAME = "services/hostedservices/{service_name}/deployments/{name}"
BY_SLOT = "services/hostedservices/{service_name}/deploymentslots/{slot}"


def both(route: Route) -> tuple[Route, Route]:
    """A route by name, and the same by slot."""
    return route, replace(route, path=route.path.replace(BY_NAME, BY_SLOT))


ROUTES = (
    Route("GetDeploymentByName", "GET", BY_NAME, get),
    Route("GetDeploymentBySlot", "GET", BY_SLOT, get),
    common.route(DEPLOYMENT_SCHEMA, CREATE, create),
    *both(common.route(DEPLOYMENT_SCHEMA, UPDATE_STATUS, update_status)),
    *both(common.route(DEPLOYMENT_SCHEMA, DELETE, delete)),
    common.route(DEPLOYMENT_SCHEMA, DELETE_WITH_MEDIA, delete_with_media, MEDIA),
)
