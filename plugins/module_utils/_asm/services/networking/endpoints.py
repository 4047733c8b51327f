# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Endpoints of virtual machines: what is wanted put together with what is there
(docs/protocol/networking.md#input-endpoints and docs/protocol/compute.md#server-defaults)."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.role import ENDPOINT
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Text
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Values
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import KeyedList


class Address(Text):
    """An address inside a virtual network."""

    def validate(self, value: Any) -> str | None:
        return None if _reads(ipaddress.IPv4Address, value) else "it must be an address: 10.0.0.4"


def _reads(kind: Callable[[str], object], text: str) -> bool:
    try:
        kind(text)
    except ValueError:
        return False
    return True


class Endpoints(KeyedList):
    """The endpoints of one virtual machine: each has a name of its own, and a port of its own unless it shares it."""

    def __init__(self) -> None:
        super().__init__("InputEndpoint", ENDPOINT)

    def validate(self, value: Any) -> str | None:
        names = [endpoint["name"] for endpoint in value]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice:
            return f"each has a name of its own, and {twice!r} is there twice"
        taken: set[tuple[int, str]] = set()
        for endpoint in value:
            rule = _fault_of(endpoint)
            if rule:
                return f"of {endpoint['name']} {rule}"
            place = (endpoint.get("port") or 0, endpoint.get("protocol") or "tcp")
            if place in taken and place[0]:
                return f"public port {place[0]} is there twice for {place[1]}"
            taken.add(place)
        return None


def _fault_of(endpoint: Values) -> str | None:
    for name in ("local_port", "port"):
        if endpoint.get(name) is not None and not 1 <= endpoint[name] <= 65535:
            return f"{name} is {endpoint[name]}, and a port is a number from 1 to 65535"
    idle = endpoint.get("idle_timeout_in_minutes")
    if idle is not None and not 4 <= idle <= 30:
        return f"idle_timeout_in_minutes is {idle}, and may be from 4 to 30"
    if endpoint.get("load_balanced_endpoint_set_name") and endpoint.get("port") is None:
        return "load_balanced_endpoint_set_name is given, which needs port: the members of a set share it"
    rules = (endpoint.get("endpoint_acl") or {}).get("rules") or []
    for rule in rules:
        if not _reads(ipaddress.IPv4Interface, rule["remote_subnet"]):
            return f"remote_subnet is {rule['remote_subnet']!r}, and a subnet is written as 10.0.0.0/8"
    orders = [rule["order"] for rule in rules]
    return "two rules of endpoint_acl have the same order" if len(set(orders)) != len(orders) else None


def put_together(have: list[Values] | None, want: list[Values] | None, exact: bool) -> list[Values] | None:
    """What is to be there: what is there with what is wanted put into it; C(exact)ly that, without the others.

    None if that is what is there already.
    """
    if want is None:
        return None
    current = {endpoint["name"]: endpoint for endpoint in have or []}
    wanted = {endpoint["name"]: complete(endpoint) for endpoint in want}
    same = all(name in current and ENDPOINT.matches(current[name], endpoint) for name, endpoint in wanted.items())
    if same and not (exact and set(current) - set(wanted)):
        return None
    kept = {} if exact else current
    names = [*kept, *(name for name in wanted if name not in kept)]
    return [ENDPOINT.merge(current.get(name), wanted[name]) if name in wanted else current[name] for name in names]


def complete(endpoint: Values) -> Values:
    """An endpoint with the protocol that is meant where none is given."""
    return {**endpoint, "protocol": endpoint.get("protocol") or "tcp"}
