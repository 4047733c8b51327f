# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The network of virtual machines' deployments: name servers (docs/protocol/networking.md#dns-servers), the internal
load balancer and the sets of endpoints that are balanced (docs/protocol/networking.md#internal-load-balancers and
docs/protocol/networking.md#load-balanced-sets).

That a deployment is asked for what it has not, or for what it has already, and what is said then, is a guess, but for
the second load balancer, whose refusal is recorded.
"""

from __future__ import annotations

import ipaddress

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
from ansible_collections.classic.azure.emulator.services.cloud_services import deployments
from ansible_collections.classic.azure.emulator.services.compute import machine_checks, machines, virtual_machines
from ansible_collections.classic.azure.emulator.services.compute.machines import Machines
from ansible_collections.classic.azure.emulator.services.networking import balancers
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment_network import (
    ADD_BALANCER,
    ADD_DNS_SERVER,
    DELETE_BALANCER,
    DELETE_DNS_SERVER,
    SET_MEMBERS,
    UPDATE_BALANCER,
    UPDATE_DNS_SERVER,
)

SINCE = "2014-06-01"
SETS = "2013-06-01"
AS_GIVEN = (
    *("protocol", "endpoint_acl", "enable_direct_server_return", "load_balancer_name", "idle_timeout_in_minutes"),
    "load_balancer_distribution",
)
IF_GIVEN = ("local_port", "port", "load_balancer_probe", "virtual_ip_name")
NONE: dict[str, list[Value] | None] = {"dns_servers": None, "load_balancers": []}
"""What a deployment without any tells: of name servers nothing (docs/protocol/networking.md#dns-servers)."""


def add_dns_server(context: RequestContext) -> Reply:
    service, deployment = virtual_machines.get_unlocked(context)
    server = _dns_server(context)
    if server["name"].lower() in _names(deployment, "dns_servers"):
        raise conflict(f"The DNS server '{server['name']}' already exists.")
    return _begin(context, service, deployment, "dns_servers", server["name"], server)


def update_dns_server(context: RequestContext) -> Reply:
    service, deployment = virtual_machines.get_unlocked(context)
    known = _known(context, deployment, "dns_servers", "dns_server_name", "DNS server")
    server = _dns_server(context)
    if server["name"].lower() != known["name"].lower():
        raise bad_request(reason="the Name of a DNS server cannot be changed")
    return _begin(context, service, deployment, "dns_servers", known["name"], server)


def delete_dns_server(context: RequestContext) -> Reply:
    service, deployment = virtual_machines.get_unlocked(context)
    known = _known(context, deployment, "dns_servers", "dns_server_name", "DNS server")
    return _begin(context, service, deployment, "dns_servers", known["name"], None)


def _dns_server(context: RequestContext) -> Value:
    """The server that the body describes, by name and address."""
    try:
        ipaddress.ip_address(context.values["address"] or "")
    except ValueError:
        raise bad_request(reason="Address is not that of a DNS server") from None
    if not context.values["name"]:
        raise bad_request(reason="Name is missing")
    return {"name": context.values["name"], "address": context.values["address"]}


def add_balancer(context: RequestContext) -> Reply:
    service, deployment = virtual_machines.get_unlocked(context)
    balancers.refuse_second(deployment["load_balancers"])
    balancer = balancers.described(context.values, _network(context, deployment))
    return _begin(context, service, deployment, "load_balancers", balancer["name"], balancer)


def update_balancer(context: RequestContext) -> Reply:
    service, deployment = virtual_machines.get_unlocked(context)
    known = _known(context, deployment, "load_balancers", "load_balancer_name", "load balancer")
    balancer = balancers.described(context.values, _network(context, deployment))
    if balancer["name"].lower() != known["name"].lower():
        raise bad_request(reason="the Name of a load balancer cannot be changed")
    return _begin(context, service, deployment, "load_balancers", known["name"], balancer)


def delete_balancer(context: RequestContext) -> Reply:
    service, deployment = virtual_machines.get_unlocked(context)
    known = _known(context, deployment, "load_balancers", "load_balancer_name", "load balancer")
    if any(each["load_balancer_name"] for role in deployment["roles"] for each in machines.endpoints_of(role)):
        raise bad_request(reason="endpoints use the load balancer")
    return _begin(context, service, deployment, "load_balancers", known["name"], None)


def _network(context: RequestContext, deployment: Value) -> Value | None:
    return context.get("virtual_network", deployment.get("virtual_network_name") or "")


def _names(deployment: Value, kind: str) -> list[str]:
    return [each["name"].lower() for each in deployment.get(kind) or []]


def _known(context: RequestContext, deployment: Value, kind: str, part: str, word: str) -> Value:
    """The one that the address names."""
    for each in deployment.get(kind) or []:
        if each["name"].lower() == context.names[part].lower():
            return dict(each)
    raise not_found(f"The {word} '{context.names[part]}' does not exist.")


def _begin(
    context: RequestContext, service: Value, deployment: Value, kind: str, name: str, becomes: Value | None
) -> Reply:
    """Begin an operation after which there is something else, or nothing, under a name."""
    facts = {"kind": kind, "name": name, "becomes": becomes}
    deployments.begin(context, service, deployment, "deployment_network_changes", facts, "nothing_more")
    return Reply(202)


def update_set(context: RequestContext) -> Reply:
    """Change the endpoints that are balanced together, whose names do not matter."""
    service, deployment = virtual_machines.get_unlocked(context)
    read = [] if context.arguments is None else SET_MEMBERS.read(context.arguments)
    arguments = [{**each, "name": each["name"] or ""} for each in read if each]
    there = {
        each["load_balanced_endpoint_set_name"] for role in deployment["roles"] for each in machines.endpoints_of(role)
    }
    for each in arguments:
        machine_checks.check_endpoint({**each, "local_port": each["local_port"] or 1})
        if (each["load_balanced_endpoint_set_name"] or None) not in there - {None}:
            raise bad_request(reason="LoadBalancedEndpointSetName is none of the deployment's")
    balancers.check_endpoints(arguments, deployment["load_balancers"])
    if not arguments:
        raise bad_request(reason="LoadBalancedEndpointList has no InputEndpoint")
    kept = machines.network_of({"input_endpoints": arguments})["input_endpoints"]
    deployments.begin(context, service, deployment, "balanced_sets_change", {"sets": kept}, "nothing_more")
    return Reply(202)


def install(operations: Operations) -> None:
    """Make known what becomes of the network of deployments after a while."""
    kept = Machines(operations)

    def changes(subscription: str, facts: Value, moment: float) -> None:
        deployment = kept.get(subscription, facts["key"])
        if deployment:
            current = {each["name"]: each for each in deployment.get(facts["kind"]) or []}
            current[facts["name"]] = facts["becomes"]
            deployment[facts["kind"]] = [each for each in current.values() if each] or NONE[facts["kind"]]
            kept.place_balancer(subscription, deployment)
            machines.describe(deployment, facts["key"].partition("/")[0])
            kept.put(subscription, facts["key"], deployment, moment)

    def sets_change(subscription: str, facts: Value, moment: float) -> None:
        deployment = kept.get(subscription, facts["key"])
        if deployment:
            for arguments in facts["sets"]:
                for role in deployment["roles"]:
                    _change_members(role, arguments)
            machines.refuse_clashes(deployment)
            machines.describe(deployment, facts["key"].partition("/")[0])
            kept.put(subscription, facts["key"], deployment, moment)

    operations.effects["deployment_network_changes"] = changes
    operations.effects["balanced_sets_change"] = sets_change


def _change_members(role: Value, arguments: Value) -> None:
    name = arguments["load_balanced_endpoint_set_name"]
    for endpoint in machines.endpoints_of(role):
        if endpoint["load_balanced_endpoint_set_name"] == name:
            endpoint.update({each: arguments[each] for each in AS_GIVEN})
            endpoint.update({each: arguments[each] for each in IF_GIVEN if arguments[each]})


ROUTES = (
    virtual_machines.route(ADD_DNS_SERVER, add_dns_server, SINCE),
    virtual_machines.route(UPDATE_DNS_SERVER, update_dns_server, SINCE),
    virtual_machines.route(DELETE_DNS_SERVER, delete_dns_server, SINCE),
    virtual_machines.route(ADD_BALANCER, add_balancer, SINCE),
    virtual_machines.route(UPDATE_BALANCER, update_balancer, SINCE),
    virtual_machines.route(DELETE_BALANCER, delete_balancer, SINCE),
    Route(
        "UpdateLoadBalancedEndpointSet",
        "POST",
        deployments.BY_NAME,
        update_set,
        (("comp", "updatelbset"),),
        "LoadBalancedEndpointList",
        SET_MEMBERS,
        SETS,
    ),
)
