# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The network of deployments of virtual machines: DNS servers (docs/protocol/networking.md#dns-servers), the internal
load balancer (docs/protocol/networking.md#internal-load-balancers), and load-balanced sets of endpoints
(docs/protocol/networking.md#load-balanced-sets).

All refusals but that of a second load balancer are assumptions, and so are their words.
"""

from __future__ import annotations

import ipaddress
from dataclasses import fields

from ansible_collections.classic.azure.emulator.core.context import Reply, RequestContext, Route
from ansible_collections.classic.azure.emulator.core.entities import EffectScope, dump, load
from ansible_collections.classic.azure.emulator.core.errors import bad_request, conflict, not_found
from ansible_collections.classic.azure.emulator.core.registry import register_routes
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_effects import deployment_effect
from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_state import (
    Deployment,
)
from ansible_collections.classic.azure.emulator.services.cloud_services.deployments import (
    BY_NAME_PATH,
    begin_operation,
)
from ansible_collections.classic.azure.emulator.services.compute import machines
from ansible_collections.classic.azure.emulator.services.compute.virtual_machines import (
    get_unlocked_vm_deployment,
    vm_route,
)
from ansible_collections.classic.azure.emulator.services.networking.endpoints import (
    InputEndpoint,
    NetworkConfiguration,
    check_endpoint,
    refuse_port_conflicts,
    stored_configuration,
)
from ansible_collections.classic.azure.emulator.services.networking.load_balancers import (
    LoadBalancer,
    check_load_balancer_names,
    refuse_second_load_balancer,
    requested_load_balancer,
)
from ansible_collections.classic.azure.emulator.services.networking.virtual_networks import DnsServer
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment_network import (
    ADD_BALANCER,
    ADD_DNS_SERVER,
    DELETE_BALANCER,
    DELETE_DNS_SERVER,
    SET_MEMBERS,
    UPDATE_BALANCER,
    UPDATE_DNS_SERVER,
)

DEPLOYMENT_NETWORK_SINCE, LOAD_BALANCED_SETS_SINCE = "2014-06-01", "2013-06-01"

# What an update of a load-balanced set replaces in its endpoints: some properties always, others where it has them.
ALWAYS_REPLACED = (
    "protocol",
    "endpoint_acl",
    "enable_direct_server_return",
    "load_balancer_name",
    "idle_timeout_in_minutes",
    "load_balancer_distribution",
)
REPLACED_IF_PRESENT = ("local_port", "port", "load_balancer_probe", "virtual_ip_name")


def add_dns_server(context: RequestContext) -> Reply:
    dummy, deployment = get_unlocked_vm_deployment(context)
    name, server = _requested_dns_server(context)
    if _find_dns_server(deployment, name):
        raise conflict(f"The DNS server '{name}' already exists.")
    return _change_dns_server(context, deployment, name, server)


def update_dns_server(context: RequestContext) -> Reply:
    dummy, deployment = get_unlocked_vm_deployment(context)
    current, (name, server) = _existing_name(context, deployment), _requested_dns_server(context)
    if name.lower() != current.lower():
        raise bad_request(reason="the Name of a DNS server cannot be changed")
    return _change_dns_server(context, deployment, current, server)


def delete_dns_server(context: RequestContext) -> Reply:
    dummy, deployment = get_unlocked_vm_deployment(context)
    return _change_dns_server(context, deployment, _existing_name(context, deployment), None)


def _requested_dns_server(context: RequestContext) -> tuple[str, DnsServer]:
    """The DNS server of the body, and its name. Raises ErrorResponse."""
    name, address = context.values["name"], context.values["address"]
    try:
        ipaddress.ip_address(address or "")
    except ValueError:
        raise bad_request(reason="Address is not that of a DNS server") from None
    if not name:
        raise bad_request(reason="Name is missing")
    return name, DnsServer(name, address)


def _find_dns_server(deployment: Deployment, name: str) -> DnsServer | None:
    """The DNS server of a name, compared without case."""
    return next((each for each in deployment.dns_servers or [] if (each.name or "").lower() == name.lower()), None)


def _existing_name(context: RequestContext, deployment: Deployment) -> str:
    """The name of the DNS server that the URL names, as it was spelt at first. Raises ErrorResponse."""
    name = context.names["dns_server_name"]
    server = _find_dns_server(deployment, name)
    if server is None:
        raise not_found(f"The DNS server '{name}' does not exist.")
    return server.name or name


def _change_dns_server(context: RequestContext, deployment: Deployment, name: str, server: DnsServer | None) -> Reply:
    """Start the operation that replaces the DNS server of a name, or deletes it if there is no other."""
    facts = {"name": name, "server": server and dump(server)}
    begin_operation(context, deployment, dns_servers_changed, facts)
    return Reply(202)


def add_load_balancer(context: RequestContext) -> Reply:
    dummy, deployment = get_unlocked_vm_deployment(context)
    refuse_second_load_balancer(deployment.load_balancers)
    balancer = requested_load_balancer(context.values, machines.network_of(context, deployment))
    return _change_load_balancer(context, deployment, balancer.name, balancer)


def update_load_balancer(context: RequestContext) -> Reply:
    dummy, deployment = get_unlocked_vm_deployment(context)
    current = _get_load_balancer(context, deployment)
    balancer = requested_load_balancer(context.values, machines.network_of(context, deployment))
    if balancer.name.lower() != current.name.lower():
        raise bad_request(reason="the Name of a load balancer cannot be changed")
    return _change_load_balancer(context, deployment, current.name, balancer)


def delete_load_balancer(context: RequestContext) -> Reply:
    dummy, deployment = get_unlocked_vm_deployment(context)
    current = _get_load_balancer(context, deployment)
    if any(endpoint.load_balancer_name for endpoint in deployment.endpoints):
        raise bad_request(reason="endpoints use the load balancer")
    return _change_load_balancer(context, deployment, current.name, None)


def _get_load_balancer(context: RequestContext, deployment: Deployment) -> LoadBalancer:
    """The load balancer that the URL names. Raises ErrorResponse."""
    name = context.names["load_balancer_name"]
    for balancer in deployment.load_balancers:
        if balancer.name.lower() == name.lower():
            return balancer
    raise not_found(f"The load balancer '{name}' does not exist.")


def _change_load_balancer(
    context: RequestContext, deployment: Deployment, name: str, balancer: LoadBalancer | None
) -> Reply:
    """Start the operation that replaces the load balancer of a name, or deletes it if there is no other."""
    facts = {"name": name, "balancer": balancer and dump(balancer)}
    begin_operation(context, deployment, load_balancers_changed, facts)
    return Reply(202)


def update_load_balanced_set(context: RequestContext) -> Reply:
    """Change the endpoints of load-balanced sets; the names of the endpoints in the body do not matter."""
    dummy, deployment = get_unlocked_vm_deployment(context)
    values = [] if context.arguments is None else SET_MEMBERS.read(context.arguments)
    requested = [load(InputEndpoint, {**each, "name": each["name"] or ""}) for each in values if each]
    sets = {endpoint.load_balanced_endpoint_set_name for endpoint in deployment.endpoints} - {None}
    for endpoint in requested:
        check_endpoint(load(InputEndpoint, {**dump(endpoint), "local_port": endpoint.local_port or 1}))
        if (endpoint.load_balanced_endpoint_set_name or None) not in sets:
            raise bad_request(reason="LoadBalancedEndpointSetName is none of the deployment's")
    check_load_balancer_names(requested, deployment.load_balancers)
    if not requested:
        raise bad_request(reason="LoadBalancedEndpointList has no InputEndpoint")
    stored = stored_configuration(NetworkConfiguration(input_endpoints=requested)).input_endpoints or []
    facts = {"endpoints": [dump(endpoint) for endpoint in stored]}
    begin_operation(context, deployment, load_balanced_sets_changed, facts)
    return Reply(202)


@deployment_effect("dns_servers_changed")
def dns_servers_changed(scope: EffectScope, deployment: Deployment, facts: Value) -> None:
    servers = {server.name: server for server in deployment.dns_servers or []}
    if facts["server"]:
        servers[facts["name"]] = load(DnsServer, facts["server"])
    else:
        servers.pop(facts["name"], None)
    deployment.dns_servers = list(servers.values()) or None


@deployment_effect("load_balancers_changed")
def load_balancers_changed(scope: EffectScope, deployment: Deployment, facts: Value) -> None:
    """Raises ErrorResponse if there is no address for the load balancer."""
    deployment.load_balancers = [load(LoadBalancer, facts["balancer"])] if facts["balancer"] else []
    machines.place_load_balancer(scope, deployment)
    machines.apply_roles(deployment)


@deployment_effect("load_balanced_sets_changed")
def load_balanced_sets_changed(scope: EffectScope, deployment: Deployment, facts: Value) -> None:
    for values in facts["endpoints"]:
        requested = load(InputEndpoint, values)
        for endpoint in deployment.endpoints:
            if endpoint.load_balanced_endpoint_set_name == requested.load_balanced_endpoint_set_name:
                _change_set_member(endpoint, requested)
    refuse_port_conflicts(deployment.endpoints)
    machines.apply_roles(deployment)


def _change_set_member(endpoint: InputEndpoint, requested: InputEndpoint) -> None:
    for field in fields(InputEndpoint):
        value = getattr(requested, field.name)
        if field.name in ALWAYS_REPLACED or (field.name in REPLACED_IF_PRESENT and value):
            setattr(endpoint, field.name, value)


register_routes(
    vm_route(ADD_DNS_SERVER, add_dns_server, DEPLOYMENT_NETWORK_SINCE),
    vm_route(UPDATE_DNS_SERVER, update_dns_server, DEPLOYMENT_NETWORK_SINCE),
    vm_route(DELETE_DNS_SERVER, delete_dns_server, DEPLOYMENT_NETWORK_SINCE),
    vm_route(ADD_BALANCER, add_load_balancer, DEPLOYMENT_NETWORK_SINCE),
    vm_route(UPDATE_BALANCER, update_load_balancer, DEPLOYMENT_NETWORK_SINCE),
    vm_route(DELETE_BALANCER, delete_load_balancer, DEPLOYMENT_NETWORK_SINCE),
    Route(
        "UpdateLoadBalancedEndpointSet",
        "POST",
        BY_NAME_PATH,
        update_load_balanced_set,
        (("comp", "updatelbset"),),
        "LoadBalancedEndpointList",
        SET_MEMBERS,
        LOAD_BALANCED_SETS_SINCE,
    ),
)
