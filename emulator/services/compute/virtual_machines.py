# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Virtual machines: the first one makes the deployment, others are added, the last one stays
(docs/protocol/compute.md#create-vm-deployment)."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TYPE_CHECKING

from ansible_collections.classic.azure.emulator.core.clock import stamp
from ansible_collections.classic.azure.emulator.core.context import Reply, RequestContext, Route
from ansible_collections.classic.azure.emulator.core.entities import EffectScope, TimedScope, dump, load
from ansible_collections.classic.azure.emulator.core.errors import bad_request, conflict, not_found
from ansible_collections.classic.azure.emulator.core.registry import register_routes
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services import common
from ansible_collections.classic.azure.emulator.services.cloud_services.configurations import check_cores
from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_documents import role_values
from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_effects import deployment_effect
from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_state import (
    DEPLOYMENTS,
    Deployment,
    Role,
    save,
)
from ansible_collections.classic.azure.emulator.services.cloud_services.deployments import (
    begin_operation,
    check_slot_and_name_free,
    deployment_deleted,
    get_deployment,
    refuse_if_locked,
)
from ansible_collections.classic.azure.emulator.services.cloud_services.hosted_services import (
    HOSTED_SERVICES,
    HostedService,
    get_hosted_service,
)
from ansible_collections.classic.azure.emulator.services.cloud_services.reserved_ip_association import (
    missing_endpoints,
    use_reserved_ip,
)
from ansible_collections.classic.azure.emulator.services.compute import machines
from ansible_collections.classic.azure.emulator.services.compute.attached_disks import attach_disks, release_disks
from ansible_collections.classic.azure.emulator.services.compute.role_requests import (
    RequestedRole,
    RoleCreation,
    check_new_role,
    hand_over_provisioning,
    is_generalized,
    role_creation,
)
from ansible_collections.classic.azure.emulator.services.networking.endpoints import (
    assign_public_ports,
    refuse_port_conflicts,
)
from ansible_collections.classic.azure.emulator.services.networking.ip_addresses import public_address
from ansible_collections.classic.azure.emulator.services.networking.load_balancers import (
    LoadBalancer,
    check_load_balancer_names,
    refuse_second_load_balancer,
    requested_load_balancer,
)
from ansible_collections.classic.azure.emulator.services.networking.reserved_ips import RESERVED_IPS
from ansible_collections.classic.azure.emulator.services.networking.virtual_networks import (
    VIRTUAL_NETWORKS,
    DnsServer,
    VirtualNetwork,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.role_schema import ROLE_SCHEMA
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine_requests import (
    ADD,
    CREATE_DEPLOYMENT,
    DELETE,
    DELETE_WITH_MEDIA,
    UPDATE,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Action
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Struct

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

VIRTUAL_MACHINES_SINCE, MEDIA_SINCE = "2012-03-01", "2013-08-01"
MAX_ROLES = 50
"""Virtual machines in one deployment: an assumption."""


def create_deployment(context: RequestContext) -> Reply:
    service = get_hosted_service(context, context.names["service_name"])
    context.operations.refuse_if_locked(context.subscription, service.name)
    if (context.values["slot"] or "").lower() != "production":
        raise bad_request(reason="DeploymentSlot of virtual machines is Production")
    check_slot_and_name_free(context, service, "Production")
    if not context.values["name"] or not context.values["label"] or not context.values["roles"]:
        raise bad_request(
            "The deployment name is invalid" if not context.values["name"] else "A parameter was incorrect",
            reason="a deployment of virtual machines has a Name, a Label and a RoleList",
        )
    network = _requested_network(context)
    requested = [load(RequestedRole, role) for role in context.values["roles"]]
    names = [role.name.lower() for role in requested]
    if len(set(names)) != len(names):
        raise bad_request(reason="two roles have one RoleName")
    _check_role_count(len(names))
    for role in requested:
        check_new_role(context, service, network, role)
    check_cores(context, sum(machines.cores_of_size(role.size) for role in requested))
    _check_reserved_ip(context, service, requested)
    deployment = _new_deployment(context, service, network, requested)
    begin_operation(
        context,
        deployment,
        vm_deployment_created,
        {"roles": [dump(role_creation(role)) for role in requested]},
        on_failure=deployment_deleted,
    )
    save(context, deployment)
    _hand_over_provisioning(context, deployment, requested)
    return Reply(202)


def _hand_over_provisioning(context: RequestContext, deployment: Deployment, requested: list[RequestedRole]) -> None:
    """Tell whatever runs machines how those that are made of a generalized image are to be provisioned."""
    for role in requested:
        if is_generalized(context, role):
            hand_over_provisioning(context, deployment, role.name, role.configuration_sets)


def _check_role_count(count: int) -> None:
    if count > MAX_ROLES:
        raise bad_request(reason=f"a deployment has {MAX_ROLES} virtual machines at most")


def _requested_network(context: RequestContext) -> VirtualNetwork | None:
    """The virtual network that the body names, if it names one. Raises ErrorResponse."""
    name = context.values["virtual_network_name"]
    network = VIRTUAL_NETWORKS.get(context, name) if name else None
    if name and network is None:
        raise bad_request(f"The virtual network {name} does not exist.")
    return network


def _check_reserved_ip(context: RequestContext, service: HostedService, requested: list[RequestedRole]) -> None:
    name = context.values["reserved_ip_name"]
    if not name:
        return
    reserved = RESERVED_IPS.get(context, name)
    if reserved is None or reserved.location != service.region:
        raise bad_request(reason="ReservedIPName is none of those where the hosted service is")
    if reserved.in_use:
        raise conflict(f"The reserved IP {name} is in use.")
    if not any(role.endpoints for role in requested):
        raise missing_endpoints(context.values["name"], name)


def _new_deployment(
    context: RequestContext, service: HostedService, network: VirtualNetwork | None, requested: list[RequestedRole]
) -> Deployment:
    """A deployment whose virtual machines come later (docs/protocol/compute.md#vm-life-cycle)."""
    dns_servers = (context.values["dns"] or {}).get("dns_servers") or []
    return Deployment(
        name=context.values["name"],
        service=service.name,
        slot="Production",
        private_id=context.operations.new_id(),
        status="Deploying",
        label=context.values["label"],
        sdk_version="",
        rollback_allowed=False,
        created_time=stamp(context.now),
        load_balancers=_requested_load_balancers(context, network, requested),
        virtual_network_name=context.values["virtual_network_name"],
        dns_servers=[DnsServer(server["name"], server["address"]) for server in dns_servers] or None,
        requested_reserved_ip=context.values["reserved_ip_name"],
        cores=sum(machines.cores_of_size(role.size) for role in requested),
    )


def _requested_load_balancers(
    context: RequestContext, network: VirtualNetwork | None, requested: list[RequestedRole]
) -> list[LoadBalancer]:
    """The internal load balancer of the body, if it describes one. Raises ErrorResponse."""
    balancers = [requested_load_balancer(each, network) for each in context.values["load_balancers"] or []]
    if len(balancers) > 1:
        refuse_second_load_balancer(balancers)
    for role in requested:
        check_load_balancer_names(role.endpoints, balancers)
    return balancers


def add(context: RequestContext) -> Reply:
    service, deployment = get_unlocked_vm_deployment(context)
    requested = load(RequestedRole, context.values)
    if deployment.role(requested.name):
        raise conflict(f"The role {requested.name} already exists in the deployment.")
    check_new_role(context, service, machines.network_of(context, deployment), requested)
    check_load_balancer_names(requested.endpoints, deployment.load_balancers)
    _check_role_count(len(deployment.roles) + 1)
    check_cores(context, machines.cores_of_size(requested.size))
    begin_operation(context, deployment, role_added, {"roles": [dump(role_creation(requested))]})
    _hand_over_provisioning(context, deployment, [requested])
    return Reply(202)


def get(context: RequestContext) -> Reply:
    return Reply(200, role_document(role_values(get_role(context, get_deployment(context)))))


def role_document(values: Value) -> Element:
    """The answer to a request for one role, which differs from its deployment's
    (docs/protocol/compute.md#role-answer)."""
    root = xml.create("PersistentVMRole")
    network = dict(values["configuration_sets"]["network"])
    endpoints = network.get("input_endpoints")
    network["input_endpoints"] = endpoints and [{**endpoint, "vip": None} for endpoint in endpoints]
    network["subnet_names"] = network.get("subnet_names") or None
    common.fill(root, ROLE_SCHEMA.fields, {**values, "configuration_sets": {"network": network}})
    for configuration_set in root.iter(xml.qualified("ConfigurationSet")):
        configuration_set.set(xml.TYPE, "NetworkConfigurationSet")
    return root


def delete(context: RequestContext) -> Reply:
    return _delete(context, media=False)


def delete_with_media(context: RequestContext) -> Reply:
    return _delete(context, media=True)


def _delete(context: RequestContext, media: bool) -> Reply:
    dummy, deployment = get_unlocked_vm_deployment(context)
    role = get_role(context, deployment)
    if len(deployment.roles) == 1:
        raise bad_request(
            f"Role {role.name} is the only role present in the deployment and so cannot be removed. "
            "Please delete the deployment or add another role before removing this role."
        )
    begin_operation(context, deployment, role_deleted, {"role": role.name, "media": media})
    return Reply(202)


def get_unlocked_vm_deployment(context: RequestContext) -> tuple[HostedService, Deployment]:
    """The hosted service and the deployment of virtual machines that a request changes, not locked. Raises
    ErrorResponse."""
    service = get_hosted_service(context, context.names["service_name"])
    deployment = DEPLOYMENTS.get(context, f"{service.name}/{context.names['name']}")
    if deployment is None:
        raise not_found(f"The deployment name '{context.names['name']}' does not exist.")
    refuse_if_locked(context, service, deployment)
    if deployment.package:
        raise bad_request(reason="this is for deployments of virtual machines, not of packages")
    return service, deployment


def get_role(context: RequestContext, deployment: Deployment) -> Role:
    """The virtual machine that the URL names. Raises ErrorResponse."""
    name = context.names["role_name"]
    role = deployment.role(name)
    if role is None or not role.is_virtual_machine:
        raise not_found(f"Role {name} was not found in the currently deployed service.")
    return role


@deployment_effect("vm_deployment_created")
def vm_deployment_created(scope: EffectScope, deployment: Deployment, facts: Value) -> None:
    reserved_ip_name, deployment.requested_reserved_ip = deployment.requested_reserved_ip, None
    reserved = RESERVED_IPS.get(scope, reserved_ip_name or "")
    deployment.vip = reserved.address if reserved else public_address(scope.operations)
    deployment.reserved_ip_name = reserved_ip_name
    network = machines.network_of(scope, deployment)
    deployment.virtual_network_id = network.id if network else None
    machines.place_load_balancer(scope, deployment)
    _create_roles(scope, deployment, facts)
    if reserved:
        use_reserved_ip(scope, reserved.name, deployment, deployment.service)


@deployment_effect("role_added")
def role_added(scope: EffectScope, deployment: Deployment, facts: Value) -> None:
    _create_roles(scope, deployment, facts)


def _create_roles(scope: TimedScope, deployment: Deployment, facts: Value) -> None:
    """Create virtual machines in a deployment. What conflicts with others is found only now, and fails the operation.

    Raises ErrorResponse.
    """
    for values in facts["roles"]:
        creation = load(RoleCreation, values)
        role = creation.role
        deployment.roles.append(role)
        assign_public_ports(deployment.endpoints, random.Random(scope.operations.new_id()))
        refuse_port_conflicts(deployment.endpoints)
        attach_disks(scope, deployment, creation)
        if creation.needs_winrm_certificate:
            role.default_winrm_certificate_thumbprint = _default_winrm_certificate(scope, deployment.service)
        guest = machines.new_guest(scope, deployment, role, creation.host_name)
        machines.provision(scope, deployment, role, guest)
    machines.apply_roles(deployment)


def _default_winrm_certificate(scope: TimedScope, service_name: str) -> str:
    """The thumbprint of the certificate that the service makes for a hosted service, once, when a listener needs it."""
    service = HOSTED_SERVICES.get(scope, service_name)
    thumbprint = service.default_winrm_certificate_thumbprint if service else None
    thumbprint = thumbprint or scope.operations.new_id(digits=40).upper()
    if service:
        service.default_winrm_certificate_thumbprint = thumbprint
        HOSTED_SERVICES.save(scope, service)
    return thumbprint


@deployment_effect("role_deleted")
def role_deleted(scope: EffectScope, deployment: Deployment, facts: Value) -> None:
    role = machines.existing_role(deployment, facts["role"])
    release_disks(scope, role, delete=facts["media"])
    machines.remove_role(deployment, role.name)
    machines.apply_roles(deployment)


def route_path(action: Action) -> str:
    """The path of an action's route; it names the deployment ``name``, as the other routes of deployments do."""
    return (action.path + action.suffix).partition("?")[0].replace("{deployment_name}", "{name}")


def vm_route(action: Action, handler: Callable[[RequestContext], Reply], since: str = VIRTUAL_MACHINES_SINCE) -> Route:
    """The route of a request for virtual machines."""
    query = (("comp", "media"),) if action.suffix else ()
    body = action.body if isinstance(action.body, Struct) else None
    return Route(action.operation, action.verb, route_path(action), handler, query, action.root, body, since)


register_routes(
    Route("GetRole", "GET", route_path(UPDATE), get, since=VIRTUAL_MACHINES_SINCE),
    vm_route(CREATE_DEPLOYMENT, create_deployment),
    vm_route(ADD, add),
    vm_route(DELETE, delete),
    vm_route(DELETE_WITH_MEDIA, delete_with_media, MEDIA_SINCE),
)
