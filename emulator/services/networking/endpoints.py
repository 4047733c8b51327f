# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The network configuration of a role, and its input endpoints (docs/protocol/networking.md#input-endpoints).

Where the words of a refusal are not the service's own, "A parameter was incorrect" is an assumption, and the reason
says what it was.
"""

from __future__ import annotations

import ipaddress
import random
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from ansible_collections.classic.azure.emulator.core.errors import bad_request
from ansible_collections.classic.azure.emulator.services.networking.virtual_networks import VirtualNetwork

DYNAMIC_PORTS = range(49152, 65536)
DEFAULT_PROBE_INTERVAL, DEFAULT_PROBE_TIMEOUT = 15, 31
"""In seconds."""
MAX_ACL_RULES = 50


@dataclass
class AclRule:
    order: int | None = None
    action: str | None = None
    remote_subnet: str | None = None
    description: str | None = None


@dataclass
class EndpointAcl:
    rules: list[AclRule] = field(default_factory=list)


@dataclass
class LoadBalancerProbe:
    path: str | None = None
    port: int | None = None
    protocol: str | None = None
    interval_in_seconds: int | None = None
    timeout_in_seconds: int | None = None


@dataclass
class InputEndpoint:
    """An endpoint of a role, as a request describes it and as the service keeps it."""

    load_balanced_endpoint_set_name: str | None = None
    local_port: int | None = None
    name: str | None = None
    port: int | None = None
    load_balancer_probe: LoadBalancerProbe | None = None
    protocol: str | None = None
    vip: str | None = None
    enable_direct_server_return: bool | None = None
    endpoint_acl: EndpointAcl | None = None
    load_balancer_name: str | None = None
    idle_timeout_in_minutes: int | None = None
    load_balancer_distribution: str | None = None
    virtual_ip_name: str | None = None


@dataclass
class NetworkConfiguration:
    """The network configuration set of a role; the emulator keeps the last four fields and gives them no meaning."""

    input_endpoints: list[InputEndpoint] | None = None
    subnet_names: list[str] = field(default_factory=list)
    static_virtual_network_ip_address: str | None = None
    public_ips: list[dict[str, Any]] | None = None
    network_interfaces: list[dict[str, Any]] | None = None
    network_security_group: str | None = None
    ip_forwarding: str | None = None


def stored_configuration(requested: NetworkConfiguration) -> NetworkConfiguration:
    """A network configuration as the service keeps it: completed, load-balanced endpoints first, sorted by name."""
    endpoints = [_stored_endpoint(endpoint) for endpoint in requested.input_endpoints or []]
    endpoints.sort(key=lambda each: (not each.load_balanced_endpoint_set_name, (each.name or "").lower()))
    return replace(
        requested,
        input_endpoints=endpoints or None,
        public_ips=requested.public_ips or None,
        network_interfaces=requested.network_interfaces or None,
    )


def _stored_endpoint(requested: InputEndpoint) -> InputEndpoint:
    probe, acl = requested.load_balancer_probe, requested.endpoint_acl
    return replace(
        requested,
        load_balanced_endpoint_set_name=requested.load_balanced_endpoint_set_name or None,
        protocol=(requested.protocol or "").lower(),
        vip=None,
        enable_direct_server_return=bool(requested.enable_direct_server_return),
        load_balancer_probe=probe and _stored_probe(probe),
        endpoint_acl=acl and EndpointAcl([replace(rule, action=(rule.action or "").lower()) for rule in acl.rules]),
    )


def _stored_probe(requested: LoadBalancerProbe) -> LoadBalancerProbe:
    return replace(
        requested,
        interval_in_seconds=requested.interval_in_seconds or DEFAULT_PROBE_INTERVAL,
        timeout_in_seconds=requested.timeout_in_seconds or DEFAULT_PROBE_TIMEOUT,
    )


def check_network_configuration(requested: NetworkConfiguration, network: VirtualNetwork | None) -> None:
    """Refuse endpoints that are not valid, and subnets that the virtual network does not have. Raises ErrorResponse."""
    endpoints = requested.input_endpoints or []
    names = [endpoint.name for endpoint in endpoints]
    if None in names or len(set(names)) != len(names):
        raise bad_request(reason="each InputEndpoint has a Name of its own")
    for endpoint in endpoints:
        check_endpoint(endpoint)
    subnets = {subnet.name for subnet in network.subnets} if network else set()
    if not set(requested.subnet_names) <= subnets:
        raise bad_request(reason="SubnetNames has a subnet that the virtual network of the deployment has not")
    static = requested.static_virtual_network_ip_address
    if static and not requested.subnet_names:
        raise bad_request(reason="StaticVirtualNetworkIPAddress needs SubnetNames")
    if static and not _is_ipv4_address(static):
        raise bad_request(reason="StaticVirtualNetworkIPAddress is no address")


def _is_ipv4_address(text: str) -> bool:
    try:
        ipaddress.IPv4Address(text)
    except ValueError:
        return False
    return True


def check_endpoint(endpoint: InputEndpoint) -> None:
    """Refuse an endpoint with a port, protocol or access list that is not valid. Raises ErrorResponse."""
    if not 1 <= (endpoint.local_port or 0) <= 65535:
        raise bad_request(reason=f"LocalPort of {endpoint.name} is not from 1 to 65535")
    if endpoint.port is not None and not 1 <= endpoint.port <= 65535:
        raise bad_request(reason=f"Port of {endpoint.name} is not from 1 to 65535")
    if (endpoint.protocol or "").lower() not in ("tcp", "udp"):
        raise bad_request(reason=f"Protocol of {endpoint.name} is neither tcp nor udp")
    rules = endpoint.endpoint_acl.rules if endpoint.endpoint_acl else []
    if len(rules) > MAX_ACL_RULES:
        raise bad_request(reason=f"EndpointAcl of {endpoint.name} has more than {MAX_ACL_RULES} rules")
    if not all(rule.order is not None and rule.action and rule.remote_subnet for rule in rules):
        raise bad_request(reason=f"a rule of {endpoint.name} has no Order, Action or RemoteSubnet")


def assign_public_ports(endpoints: Iterable[InputEndpoint], chance: random.Random) -> None:
    """Give a public port to each endpoint of a deployment that asks for none in particular
    (docs/protocol/networking.md#public-ports)."""
    endpoints = list(endpoints)
    used = {endpoint.port for endpoint in endpoints}
    for endpoint in endpoints:
        if endpoint.port is None:
            endpoint.port = chance.choice([port for port in DYNAMIC_PORTS if port not in used])
            used.add(endpoint.port)


def refuse_port_conflicts(endpoints: Iterable[InputEndpoint]) -> None:
    """Refuse two endpoints of a deployment at one public port, unless they are of one load-balanced set
    (docs/protocol/networking.md#load-balanced-sets). Raises ErrorResponse."""
    taken: dict[tuple[int | None, str | None, str | None], str | None] = {}
    for endpoint in endpoints:
        place = (endpoint.port, endpoint.protocol, endpoint.virtual_ip_name)
        name = endpoint.load_balanced_endpoint_set_name
        if place in taken and (name is None or taken[place] != name):
            raise bad_request(
                f"Port {endpoint.port} is already in use by one of the endpoints in this deployment. Ensure "
                "that the port numbers are unique across endpoints within a deployment."
            )
        taken[place] = name
