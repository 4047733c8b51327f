# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reserved IP addresses and the deployments that use them (docs/protocol/networking.md#reserved-ip-association)."""

from __future__ import annotations

from ansible_collections.classic.azure.emulator.core.context import Reply, RequestContext
from ansible_collections.classic.azure.emulator.core.entities import EffectScope, Scope
from ansible_collections.classic.azure.emulator.core.errors import bad_request, conflict, not_found
from ansible_collections.classic.azure.emulator.core.operations import Operations
from ansible_collections.classic.azure.emulator.core.registry import effect, register_routes
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services import common
from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_state import DEPLOYMENTS, Deployment
from ansible_collections.classic.azure.emulator.services.cloud_services.hosted_services import HOSTED_SERVICES
from ansible_collections.classic.azure.emulator.services.networking.ip_addresses import reservable_address
from ansible_collections.classic.azure.emulator.services.networking.reserved_ips import (
    RESERVED_IPS,
    RESERVED_IPS_SINCE,
    ReservedIp,
    begin_operation,
    get_reserved_ip,
    mark_unused,
    reserved_ip_deleted,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.networking.reserved_ip import (
    ASSOCIATE,
    ASSOCIATION_SINCE,
    CREATE,
    DISASSOCIATE,
    RESERVED_IP_SCHEMA,
)


def create(context: RequestContext) -> Reply:
    """Reserve a new address, or the one of a deployment that the body names."""
    common.check(context, RESERVED_IP_SCHEMA.body(CREATE), required=("name", "location"))
    where = common.place(context)
    name = context.values["name"]
    if RESERVED_IPS.get(context, name):
        raise conflict(f"The reserved IP {name} already exists.")
    common.check_quota(context, RESERVED_IPS.kind, "max_reserved_ips", "reserved IP")
    if context.values["service_name"]:
        _requested_deployment(context, where["region"])
    digits = context.operations.new_id()
    reserved = ReservedIp(
        name=name,
        id="-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:])),
        label=context.values["label"],
        status="Creating",
        location=where["location"],
    )
    RESERVED_IPS.save(context, reserved)
    facts = {"deployment": _requested_key(context)}
    begin_operation(context, name, reserved_ip_created, facts, on_failure=reserved_ip_deleted)
    return Reply(202)


def _requested_key(context: RequestContext) -> str:
    """The key of the deployment that the body names."""
    return f"{context.values['service_name']}/{context.values['deployment_name']}"


def _requested_deployment(context: RequestContext, region: str | None) -> Deployment:
    """The deployment that the body names, which has to be in the region. Raises ErrorResponse, whose words are
    assumptions."""
    service = HOSTED_SERVICES.get(context, context.values["service_name"] or "")
    if service is None:
        raise not_found("The hosted service does not exist.")
    deployment = DEPLOYMENTS.get(context, f"{service.name}/{context.values['deployment_name']}")
    if deployment is None:
        raise not_found("No deployments were found.")
    if service.region != region:
        raise bad_request(f"The reserved IP and the hosted service {service.name} are not in the same location.")
    return deployment


def associate(context: RequestContext) -> Reply:
    """Have a deployment use a reserved address."""
    reserved = get_reserved_ip(context)
    deployment = _requested_deployment(context, reserved.location)
    if reserved.in_use:
        raise conflict(f"The reserved IP {reserved.name} is in use.")
    if not any(instance.endpoints for instance in deployment.role_instances):
        raise missing_endpoints(deployment.name, reserved.name)
    begin_operation(context, reserved.name, reserved_ip_associated, {"deployment": _requested_key(context)})
    return Reply(202)


def missing_endpoints(deployment_name: str, reserved_ip_name: str) -> Exception:
    """The service's refusal of an address that nothing can be reached at
    (docs/protocol/networking.md#reserved-ip-refusals)."""
    return bad_request(
        f"Deployment {deployment_name} uses ReservedIP {reserved_ip_name} but does not contain any endpoints. "
        "Deployment must contain at least one endpoint in order to use a ReservedIP."
    )


def disassociate(context: RequestContext) -> Reply:
    """Have a deployment not use a reserved address any more."""
    reserved = get_reserved_ip(context)
    _requested_deployment(context, reserved.location)
    user = (context.values["service_name"], context.values["deployment_name"])
    if (reserved.service_name, reserved.deployment_name) != user:
        raise bad_request(f"The reserved IP {reserved.name} is not used by that deployment.")
    begin_operation(context, reserved.name, reserved_ip_disassociated, {})
    return Reply(202)


def use_reserved_ip(scope: Scope, name: str, deployment: Deployment, service_name: str) -> None:
    """Have a deployment use a reserved address, in place of that of its first virtual IP, if it has one; the caller
    saves the deployment."""
    reserved = RESERVED_IPS.get(scope, name)
    if reserved:
        deployment.set_public_address(reserved.address, reserved.name)
        reserved.in_use, reserved.service_name, reserved.deployment_name = True, service_name, deployment.name
        RESERVED_IPS.save(scope, reserved)


@effect("reserved_ip_created")
def reserved_ip_created(operations: Operations, subscription: str, facts: Value, moment: float) -> None:
    scope = EffectScope(operations, subscription, moment)
    reserved = RESERVED_IPS.get(scope, facts["name"])
    if reserved is None:
        return
    deployment = DEPLOYMENTS.get(scope, facts["deployment"])
    virtual_ips = deployment.virtual_ips if deployment else []
    reserved.status = "Created"
    reserved.address = virtual_ips[0].address if virtual_ips else reservable_address(operations)
    RESERVED_IPS.save(scope, reserved)
    if deployment:
        use_reserved_ip(scope, reserved.name, deployment, facts["deployment"].partition("/")[0])
        DEPLOYMENTS.save(scope, deployment)


@effect("reserved_ip_associated")
def reserved_ip_associated(operations: Operations, subscription: str, facts: Value, moment: float) -> None:
    scope = EffectScope(operations, subscription, moment)
    deployment = DEPLOYMENTS.get(scope, facts["deployment"])
    if deployment:
        use_reserved_ip(scope, facts["name"], deployment, facts["deployment"].partition("/")[0])
        DEPLOYMENTS.save(scope, deployment)
        _show_virtual_ip(scope, facts["name"], deployment)


def _show_virtual_ip(scope: Scope, name: str, deployment: Deployment) -> None:
    """Have a reserved address show which virtual IP uses it: only one that was associated afterwards does
    (docs/protocol/networking.md#reserved-ip-bodies)."""
    reserved = RESERVED_IPS.get(scope, name)
    if reserved and deployment.virtual_ips:
        reserved.virtual_ip_name = deployment.virtual_ips[0].name
        RESERVED_IPS.save(scope, reserved)


@effect("reserved_ip_disassociated")
def reserved_ip_disassociated(operations: Operations, subscription: str, facts: Value, moment: float) -> None:
    scope = EffectScope(operations, subscription, moment)
    reserved = RESERVED_IPS.get(scope, facts["name"])
    if reserved:
        deployment = DEPLOYMENTS.get(scope, f"{reserved.service_name}/{reserved.deployment_name}")
        if deployment:
            deployment.set_public_address(reservable_address(operations), None)
            DEPLOYMENTS.save(scope, deployment)
        mark_unused(scope, reserved.name)


register_routes(
    common.route(RESERVED_IP_SCHEMA, CREATE, create, RESERVED_IPS_SINCE),
    common.route(RESERVED_IP_SCHEMA, ASSOCIATE, associate, ASSOCIATION_SINCE),
    common.route(RESERVED_IP_SCHEMA, DISASSOCIATE, disassociate, ASSOCIATION_SINCE),
)
