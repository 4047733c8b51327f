# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Endpoints of a virtual machine: those that are wanted merged into those that are there."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.services.networking.endpoints import (
    Endpoints,
    PublicIPs,
    merge_endpoints,
    port_conflict,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.networking.network_schema import (
    ENDPOINT_SCHEMA,
)
from hypothesis import given
from hypothesis import strategies as some


def endpoint(name: str, **values: Any) -> dict[str, Any]:
    """An endpoint as the service tells it."""
    returned = {field.name: None for field in ENDPOINT_SCHEMA.fields}
    return {**returned, "name": name, "local_port": 80, "port": 80, "protocol": "tcp", **values}


HAVE = [endpoint("a"), endpoint("b", port=81, idle_timeout_in_minutes=4)]


@pytest.mark.parametrize(
    ("want", "exact", "names"),
    [
        (None, True, None),
        ([], False, None),
        ([], True, []),
        ([{"name": "a", "local_port": 80}], False, None),
        ([{"name": "a", "local_port": 80}], True, ["a"]),
        ([{"name": "a", "local_port": 81}], False, ["a", "b"]),
        ([{"name": "c", "local_port": 82}], False, ["a", "b", "c"]),
        ([{"name": "c", "local_port": 82}], True, ["c"]),
        ([{"name": "b", "local_port": 80, "port": 81}, {"name": "a", "local_port": 80}], True, None),
    ],
)
def test_endpoints_are_merged(want: list[dict[str, Any]] | None, exact: bool, names: list[str] | None) -> None:
    found = merge_endpoints(HAVE, want, exact)
    assert (None if found is None else [each["name"] for each in found]) == names
    for each in found or []:
        assert each["protocol"] == "tcp"
        if each["name"] == "b":
            assert each["idle_timeout_in_minutes"] == 4


names = some.text("abc", min_size=1, max_size=2)
ports = some.integers(1, 9)
wanted = some.lists(some.fixed_dictionaries({"name": names, "local_port": ports}), unique_by=lambda each: each["name"])


@given(wanted, wanted, some.booleans())
def test_merge_is_idempotent(one: Any, other: Any, exact: bool) -> None:
    have = merge_endpoints([], one, exact=False) or []
    after = merge_endpoints(have, other, exact)
    there = have if after is None else after
    assert merge_endpoints(there, other, exact) is None
    current = {each["name"]: each["local_port"] for each in there}
    assert all(current[each["name"]] == each["local_port"] for each in other)
    if exact:
        assert set(current) == {each["name"] for each in other}


RULE = {"order": 1, "action": "permit", "remote_subnet": "10.0.0.0/8"}


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({}, None),
        ({"local_port": 0}, "of web local_port is 0"),
        ({"port": 65536}, "of web port is 65536"),
        ({"load_balancer_distribution": "sourceip"}, "of web load_balancer_distribution is 'sourceip'"),
        ({"load_balancer_distribution": "sourceIPProtocol"}, None),
        ({"endpoint_acl": {"rules": [{**RULE, "order": order} for order in range(50)]}}, None),
        ({"endpoint_acl": {"rules": [{**RULE, "order": order} for order in range(51)]}}, "of web endpoint_acl has 51"),
        ({"load_balancer_probe": {"protocol": "tcp", "port": 0}}, "its load_balancer_probe is "),
        ({"load_balancer_probe": {"protocol": "tcp", "port": 1, "interval_in_seconds": 4}}, "its load_balancer_probe"),
        ({"virtual_ip_name": "\x01"}, "its virtual_ip_name is '\\x01', but XML cannot carry"),
    ],
)
def test_endpoint_rules(values: dict[str, Any], rule: str | None) -> None:
    broken = Endpoints().validate([{"name": "web", "local_port": 80, **values}])
    assert broken is None if rule is None else (broken or "").startswith(rule), broken


@pytest.mark.parametrize(
    ("wanted", "conflicts"),
    [
        ({"port": 80}, True),
        ({"port": 80, "protocol": "udp"}, False),
        ({"port": 81}, False),
        ({}, False),
        ({"port": 80, "load_balanced_endpoint_set_name": "set"}, False),
        ({"port": 80, "load_balanced_endpoint_set_name": "other"}, True),
    ],
)
def test_port_conflict_of_machines(wanted: dict[str, Any], conflicts: bool) -> None:
    """Two machines share a public port only in one load-balanced set, or with different protocols."""
    others = [endpoint("web", load_balanced_endpoint_set_name="set")]
    assert bool(port_conflict([{"name": "mine", "local_port": 1, **wanted}], others)) is conflicts


def test_ports_not_chosen_yet_are_no_conflict() -> None:
    """As in the plan of an environment with two machines whose public ports the service chooses."""
    assert port_conflict([{"name": "ssh", "local_port": 22}], [endpoint("ssh", port=None)]) is None


def test_one_public_ip_at_most() -> None:
    assert PublicIPs().validate([{"name": "one"}]) is None
    assert PublicIPs().validate([{"name": "one"}, {"name": "two"}]) == "there may be 1 at most, and there are 2"
