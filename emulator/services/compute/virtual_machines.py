# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Virtual machines: the first makes the deployment, others are added, the last one stays
(docs/protocol/compute.md#vm-model)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

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
from ansible_collections.classic.azure.emulator.services.cloud_services import deployments, hosted_services
from ansible_collections.classic.azure.emulator.services.compute import machine_checks, machine_updates, machines
from ansible_collections.classic.azure.emulator.services.compute.arrivals import Provisioner
from ansible_collections.classic.azure.emulator.services.compute.machine_disks import MachineDisks
from ansible_collections.classic.azure.emulator.services.networking import balancers, reserved_ips
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.paths import ROLE_PATH
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

MACHINES, MEDIA = "2012-03-01", "2013-08-01"  # docs/protocol/compute.md#vm-versions


def create_deployment(context: RequestContext) -> Reply:
    service = hosted_services.named(context, context.names["service_name"])
    context.operations.refuse_if_locked(context.subscription, service["name"])
    if (context.values["slot"] or "").lower() != "production":
        raise bad_request(reason="DeploymentSlot of virtual machines is Production")
    deployments.check_free(context, service, "Production")
    if not context.values["name"] or not context.values["label"] or not context.values["roles"]:
        raise bad_request(
            "The deployment name is invalid" if not context.values["name"] else "A parameter was incorrect"
        )
    network = _network(context)
    names = [(role["name"] or "").lower() for role in context.values["roles"]]
    if len(set(names)) != len(names):
        raise bad_request(reason="two roles have one RoleName")
    for role in context.values["roles"]:
        machine_checks.check_new(context, service, network, role)
    machine_checks.check_cores(
        context, sum(machine_checks.cores(each["role_size"] or "Small") for each in context.values["roles"])
    )
    _check_reserved_ip(context, service)
    deployment = _new(context, service, network)
    facts = {"asked": [_asked(role) for role in context.values["roles"]]}
    deployments.begin(context, service, deployment, "vm_deployment_is_created", facts, "deployment_is_gone")
    context.put("deployment", f"{service['name']}/{deployment['name']}", deployment)
    return Reply(202)


def _network(context: RequestContext) -> Value | None:
    name = context.values["virtual_network_name"]
    network = context.get("virtual_network", name) if name else None
    if name and network is None:
        raise bad_request(f"The virtual network {name} does not exist.")
    return network


def _check_reserved_ip(context: RequestContext, service: Value) -> None:
    name = context.values["reserved_ip_name"]
    if not name:
        return
    reserved = context.get("reserved_ip", name)
    if reserved is None or reserved["location"] != service["region"]:
        raise bad_request(reason="ReservedIPName is none of those where the hosted service is")
    if reserved.get("in_use"):
        raise conflict(f"The reserved IP {name} is in use.")
    roles = [machines.role_of(role) for role in context.values["roles"]]
    if not any(machines.endpoints_of(role) for role in roles):
        reserved_ips.refuse_without_endpoints({"name": context.values["name"], "role_instances": []}, name)


def _asked(role: Value) -> Value:
    """What is remembered of a request until the machine is there: nothing secret, but who it is to be."""
    sets = role["configuration_sets"] or {}
    windows = sets.get("windows") or {}
    winrm = any(
        (each["protocol"] or "").lower() == "https" and not each["certificate_thumbprint"]
        for each in (windows.get("winrm") or {}).get("listeners") or []
    )
    host = windows.get("computer_name") or (sets.get("linux") or {}).get("host_name") or role["name"]
    returned = {name: role[name] for name in ("vm_image_name", "os_disk", "data_disks")}
    return {**returned, "role": machines.role_of(role), "host_name": host, "winrm": winrm}


def _new(context: RequestContext, service: Value, network: Value | None) -> Value:
    """A deployment that has only just begun (docs/protocol/compute.md#create-vm-deployment)."""
    return {
        "name": context.values["name"],
        "service": service["name"],
        "slot": "Production",
        "private_id": context.operations.new_id(),
        "status": "Deploying",
        "label": context.values["label"],
        "role_instances": [],
        "roles": [],
        "sdk_version": "",
        "rollback_allowed": False,
        "created_time": stamp(context.now),
        "last_modified_time": stamp(context.now),
        "extended_properties": {},
        "virtual_ips": [],
        "load_balancers": _balancers(context, network),
        "virtual_network_name": context.values["virtual_network_name"],
        "dns_servers": (context.values["dns"] or {}).get("dns_servers") or None,
        "wanted_reserved_ip": context.values["reserved_ip_name"],
        "cores": sum(machine_checks.cores(each["role_size"] or "Small") for each in context.values["roles"]),
    }


def _balancers(context: RequestContext, network: Value | None) -> list[Value]:
    """The internal load balancer that the body describes, if it does, with the endpoints behind it."""
    described = [balancers.described(each, network) for each in context.values["load_balancers"] or []]
    if described[1:]:
        balancers.refuse_second(described)
    for role in context.values["roles"]:
        balancers.check_endpoints(machines.endpoints_of(role), described)
    return described


def add(context: RequestContext) -> Reply:
    service, deployment = get_unlocked(context)
    role = context.values
    if any(each["name"].lower() == (role["name"] or "").lower() for each in deployment["roles"]):
        raise conflict(f"The role {role['name']} already exists in the deployment.")
    network = context.get("virtual_network", deployment.get("virtual_network_name") or "")
    machine_checks.check_new(context, service, network, role)
    balancers.check_endpoints(machines.endpoints_of(role), deployment["load_balancers"])
    if len(deployment["roles"]) >= machine_checks.MACHINES:
        raise bad_request(reason=f"a deployment has {machine_checks.MACHINES} virtual machines at most")
    machine_checks.check_cores(context, machine_checks.cores(role["role_size"] or "Small"))
    deployments.begin(context, service, deployment, "role_is_added", {"asked": [_asked(role)]}, "nothing_more")
    return Reply(202)


def get(context: RequestContext) -> Reply:
    deployment = deployments.known(context)
    return Reply(200, role_document(known_role(context, deployment)))


def role_document(role: Value) -> Element:
    """The answer to a question for one role, which differs from the deployment's
    (docs/protocol/compute.md#role-answer)."""
    root = xml.create("PersistentVMRole")
    network = dict(role["configuration_sets"]["network"])
    endpoints = network.get("input_endpoints")
    network["input_endpoints"] = endpoints and [{**each, "vip": None} for each in endpoints]
    network["subnet_names"] = network.get("subnet_names") or None
    common.fill(root, ROLE_SCHEMA.fields, {**role, "configuration_sets": {"network": network}})
    for inner in root.iter(xml.qualified("ConfigurationSet")):
        inner.set(xml.TYPE, "NetworkConfigurationSet")
    return root


def update(context: RequestContext) -> Reply:
    service, deployment = get_unlocked(context)
    role = known_role(context, deployment)
    machine_updates.check(context, service, deployment, role)
    balancers.check_endpoints(machines.endpoints_of(context.values), deployment["load_balancers"])
    facts = {"role": role["name"], "changes": machine_updates.changes(context)}
    deployments.begin(context, service, deployment, "role_is_updated", facts, "nothing_more")
    return Reply(202)


def delete(context: RequestContext) -> Reply:
    return _delete(context, media=False)


def delete_with_media(context: RequestContext) -> Reply:
    return _delete(context, media=True)


def _delete(context: RequestContext, media: bool) -> Reply:
    service, deployment = get_unlocked(context)
    role = known_role(context, deployment)
    if len(deployment["roles"]) == 1:
        raise bad_request(
            f"Role {role['name']} is the only role present in the deployment and so cannot be removed. "
            "Please delete the deployment or add another role before removing this role."
        )
    facts = {"role": role["name"], "media": media}
    deployments.begin(context, service, deployment, "role_is_gone", facts, "nothing_more")
    return Reply(202)


def get_unlocked(context: RequestContext) -> tuple[Value, Value]:
    """The hosted service and the deployment of machines that a request is to change, not locked. Raises Refusal."""
    service = hosted_services.named(context, context.names["service_name"])
    deployment = context.get("deployment", f"{service['name']}/{context.names['name']}")
    if deployment is None:
        raise not_found(f"The deployment name '{context.names['name']}' does not exist.")
    deployments.refuse_if_locked(context, service, deployment)
    if deployment.get("package"):
        raise bad_request(reason="this is for deployments of virtual machines, not of packages")
    return service, deployment


def known_role(context: RequestContext, deployment: Value) -> Value:
    """The role that the address names."""
    name = context.names["role_name"]
    for role in deployment["roles"]:
        if role["name"].lower() == name.lower() and role.get("role_type"):
            return dict(role)
    raise not_found(f"Role {name} was not found in the currently deployed service.")


def install(operations: Operations) -> None:
    """Make known what becomes of virtual machines after a while."""
    arrivals = Provisioner(operations)
    kept = arrivals.kept

    def is_updated(subscription: str, facts: Value, moment: float) -> None:
        deployment = kept.get(subscription, facts["key"])
        if deployment:
            machine_updates.apply(kept, subscription, facts, deployment, moment)

    def is_gone(subscription: str, facts: Value, moment: float) -> None:
        deployment = kept.get(subscription, facts["key"])
        if deployment:
            service = facts["key"].partition("/")[0]
            role = machines.role_named(deployment, facts["role"])
            MachineDisks(operations, subscription, service, moment).release_all(role, facts["media"])
            forget(deployment, role["name"])
            machines.describe(deployment, service)
            kept.put(subscription, facts["key"], deployment, moment)

    operations.effects["vm_deployment_is_created"] = arrivals.create
    operations.effects["role_is_added"] = arrivals.add
    operations.effects["role_is_updated"] = is_updated
    operations.effects["role_is_gone"] = is_gone


def forget(deployment: Value, name: str) -> None:
    """Take a role and its instance out of a deployment."""
    for place in ("roles", "role_instances"):
        deployment[place] = [each for each in deployment[place] if each["name"] != name]


def route(action: Action, handler: Callable[[RequestContext], Reply], since: str = MACHINES) -> Route:
    """The route of a request for virtual machines; addresses name the deployment C(name), as all others do."""
    path = (action.path + action.suffix).partition("?")[0].replace("{deployment_name}", "{name}")
    asked = (("comp", "media"),) if action.suffix else ()
    body = action.body if isinstance(action.body, Struct) else None
    return Route(action.operation, action.verb, path, handler, asked, action.root, body, since)


ROUTES = (
    Route("GetRole", "GET", ROLE_PATH.replace("{deployment_name}", "{name}"), get, since=MACHINES),
    route(CREATE_DEPLOYMENT, create_deployment),
    route(ADD, add),
    route(UPDATE, update),
    route(DELETE, delete),
    route(DELETE_WITH_MEDIA, delete_with_media, MEDIA),
)
