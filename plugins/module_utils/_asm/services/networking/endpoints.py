# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The endpoints of a virtual machine: which are valid, and how those that a task wants are merged into those that are
there (docs/protocol/networking.md#input-endpoints)."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.services.networking.network_schema import (
    ENDPOINT_SCHEMA,
    PUBLIC_IP_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Text
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Values
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import KeyedList

MAX_ACL_RULES = 50
"""The rules of one endpoint (docs/protocol/networking.md#endpoint-access-lists)."""
DISTRIBUTIONS = ("sourceIP", "sourceIPProtocol")


class PublicIPs(KeyedList):
    """The public addresses of one virtual machine, of which it has one at most
    (docs/protocol/networking.md#network-interfaces)."""

    def __init__(self) -> None:
        super().__init__("PublicIP", PUBLIC_IP_SCHEMA)

    def validate(self, value: Any) -> str | None:
        return super().validate(value) if len(value) <= 1 else f"there may be 1 at most, and there are {len(value)}"


class Address(Text):
    """An IPv4 address inside a virtual network."""

    def validate(self, value: Any) -> str | None:
        return None if _is_valid(ipaddress.IPv4Address, value) else "it must be an address: 10.0.0.4"


def _is_valid(parse: Callable[[str], object], text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True


class Endpoints(KeyedList):
    """The endpoints of one virtual machine. Each has a name of its own, and a public port of its own."""

    def __init__(self) -> None:
        super().__init__("InputEndpoint", ENDPOINT_SCHEMA)

    def validate(self, value: Any) -> str | None:
        names = [endpoint["name"] for endpoint in value]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            return f"each has a name of its own, and {twice!r} is there twice"
        taken: set[tuple[int, str]] = set()
        for endpoint in value:
            rule = _broken_rule(endpoint)
            if rule:
                return f"of {endpoint['name']} {rule}"
            port = (endpoint.get("port") or 0, endpoint.get("protocol") or "tcp")
            if port in taken and port[0]:
                return f"public port {port[0]} is there twice for {port[1]}"
            taken.add(port)
        return super().validate(value)


def _broken_rule(endpoint: Values) -> str | None:
    """Return the rule that an endpoint breaks, None if it is valid."""
    for name in ("local_port", "port"):
        if endpoint.get(name) is not None and not 1 <= endpoint[name] <= 65535:
            return f"{name} is {endpoint[name]}, and a port is a number from 1 to 65535"
    idle = endpoint.get("idle_timeout_in_minutes")
    if idle is not None and not 4 <= idle <= 30:
        return f"idle_timeout_in_minutes is {idle}, and may be from 4 to 30"
    distribution = endpoint.get("load_balancer_distribution")
    if distribution and distribution not in DISTRIBUTIONS:
        return f"load_balancer_distribution is {distribution!r}, and may be {' or '.join(DISTRIBUTIONS)}"
    if endpoint.get("load_balanced_endpoint_set_name") and endpoint.get("port") is None:
        return "load_balanced_endpoint_set_name is given, which needs port: the members of a set share it"
    return _broken_acl_rule((endpoint.get("endpoint_acl") or {}).get("rules") or [])


def _broken_acl_rule(rules: list[Values]) -> str | None:
    if len(rules) > MAX_ACL_RULES:
        return f"endpoint_acl has {len(rules)} rules, and may have {MAX_ACL_RULES} at most"
    for rule in rules:
        if not _is_valid(ipaddress.IPv4Interface, rule["remote_subnet"]):
            return f"remote_subnet is {rule['remote_subnet']!r}, and a subnet is written as 10.0.0.0/8"
    orders = [rule["order"] for rule in rules]
    return "two rules of endpoint_acl have the same order" if len(set(orders)) != len(orders) else None


def merge_endpoints(have: list[Values] | None, want: list[Values] | None, exact: bool) -> list[Values] | None:
    """Return the endpoints that an update has to send, None if those that are there are what is wanted.

    They are the endpoints that are there, with those that are wanted put into them by name; with ``exact`` those that
    are not wanted are left out.
    """
    if want is None:
        return None
    schema = ENDPOINT_SCHEMA
    current = {endpoint["name"]: endpoint for endpoint in have or []}
    wanted = {endpoint["name"]: with_protocol(endpoint) for endpoint in want}
    same = all(name in current and schema.matches(current[name], endpoint) for name, endpoint in wanted.items())
    if same and not (exact and set(current) - set(wanted)):
        return None
    kept = {} if exact else current
    names = [*kept, *(name for name in wanted if name not in kept)]
    return [schema.merge(current.get(name), wanted[name]) if name in wanted else current[name] for name in names]


def port_conflict(want: list[Values], others: list[Values]) -> str | None:
    """Return which public port other virtual machines of the deployment have, None if none
    (docs/protocol/networking.md#public-ports). Ports that the service has not chosen yet are no conflict."""
    for endpoint in want:
        if endpoint.get("port") is None:
            continue
        for other in others:
            same = (other["port"], other["protocol"]) == (endpoint.get("port"), endpoint.get("protocol") or "tcp")
            set_name = endpoint.get("load_balanced_endpoint_set_name")
            if same and not (set_name and set_name == other["load_balanced_endpoint_set_name"]):
                return f"public port {other['port']} is that of endpoint {other['name']} of another virtual machine"
    return None


def with_protocol(endpoint: Values) -> Values:
    """Return an endpoint with the protocol, which is TCP where none is given."""
    return {**endpoint, "protocol": endpoint.get("protocol") or "tcp"}
