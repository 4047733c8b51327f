# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random trees are provided, exported, applied again, applied to an empty subscription, and taken away."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.environment.tree import UNFILLED
from ansible_collections.classic.azure.tests.emulated import Service
from ansible_collections.classic.azure.tests.unit.plugins.modules.exported import export, filled, misplaced
from ansible_collections.classic.azure.tests.unit.plugins.modules.test_secret_options import WINDOWS
from ansible_collections.classic.azure.tests.unit.plugins.modules.test_virtual_machine import GUIDE
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.slow

Values = dict[str, Any]
PREFIX = "PREFIX"
"""Stands in names for the name of the subscription, since those of accounts and services are unique in the world."""
LOCATIONS = ("West US", "North Europe")
PACKAGE = f"https://{PREFIX}a.blob.core.windows.net/deployments/shop.cspkg"
SETTINGS = {"service_name": "Shop", "roles": {"web": {"instances": 2, "settings": {"Connection": "C4nary"}}}}
LOGINS = {
    "linux": {"user_name": "shopkeeper", "user_password": "Not-A-Real-1"},
    "windows": {"admin_password": "Not-A-Real-1", "admin_username": "shopkeeper"},
}
PARAMETER = {"key": "open", "value": "e30=", "type": "Public"}

texts = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12)
properties = st.dictionaries(st.from_regex("[A-Za-z][A-Za-z0-9_]{0,5}", fullmatch=True), texts, max_size=2)
flags = st.booleans()


def optional(draw: Any, **strategies: st.SearchStrategy[Any]) -> Values:
    """Draw some of the values, and leave out those that are empty."""
    drawn = {name: draw(strategy) for name, strategy in strategies.items() if draw(flags)}
    return {name: value for name, value in drawn.items() if value not in ("", {}, [], None)}


def placed(draw: Any, groups: list[Values]) -> tuple[Values, str]:
    """Draw where a resource is: in an affinity group or a location; and the location that this is."""
    if groups and draw(flags):
        group = draw(st.sampled_from(groups))
        return {"affinity_group": group["name"]}, group["location"]
    location = draw(st.sampled_from(LOCATIONS))
    return {"location": location}, location


@st.composite
def machines(draw: Any, account: str, reserved: str | None) -> list[Values]:
    """Draw the virtual machines of a hosted service, with disks in an account."""
    found, common = [], optional(draw, deployment_name=st.just("live"))
    if reserved:
        common["reserved_ip_name"] = reserved
    for number in range(draw(st.integers(1, 3))):
        system = draw(st.sampled_from(("linux", "windows")))
        ports = draw(st.lists(st.integers(1, 5), unique=True, min_size=1 if reserved else 0, max_size=2))
        endpoints = [_endpoint(draw, number, port) for port in ports]
        luns = draw(st.lists(st.integers(0, 3), unique=True, max_size=2))
        entry = {
            "name": f"web{number}",
            "image": {"name": GUIDE if system == "linux" else WINDOWS},
            "storage_account": account,
            system: {**LOGINS[system]},
            "endpoints": endpoints,
            "data_disks": [_disk(draw, lun) for lun in luns],
            **common,
            **optional(
                draw,
                role_size=st.sampled_from(["Small", "Medium"]),
                availability_set_name=st.just("front"),
                state=st.sampled_from(["running", "stopped", "deallocated"]),
                public_ips=st.just([{"name": "own"}]),
                os_disk=st.sampled_from([{"host_caching": "ReadOnly"}, {"label": "Система"}]),
            ),
        }
        if draw(flags):
            extension = {"reference_name": "script", "publisher": "Shop", "name": "Script", "version": "1.*"}
            entry.update(provision_guest_agent=True, extensions=[{**extension, "parameters": [PARAMETER]}])
        found.append(entry)
    return found


def _endpoint(draw: Any, machine: int, port: int) -> Values:
    """Draw an endpoint, at a public port that no other endpoint of the deployment has."""
    public = optional(draw, port=st.just(10 * machine + port))
    return {
        "name": f"{draw(st.sampled_from(['web', 'Zone', 'дверь']))}{port}",
        "local_port": port,
        **public,
        **optional(draw, protocol=st.sampled_from(["tcp", "udp"]), idle_timeout_in_minutes=st.integers(4, 30)),
    }


def _disk(draw: Any, lun: int) -> Values:
    caching = st.sampled_from(["None", "ReadOnly", "ReadWrite"])
    return {"lun": lun, "logical_disk_size_in_gb": 5, **optional(draw, label=texts, host_caching=caching)}


@st.composite
def deployments(draw: Any) -> list[Values]:
    """Draw the deployments of packages in a hosted service, one for each slot."""
    roles = st.dictionaries(
        st.sampled_from(["web", "работник"]), st.fixed_dictionaries({"instances": st.integers(1, 2)}), min_size=1
    )
    structures = st.fixed_dictionaries({"service_name": st.just("Shop"), "roles": roles})
    return [
        {
            "name": f"{slot}-1",
            "slot": slot,
            "package_url": PACKAGE,
            "configuration": draw(st.one_of(st.just(SETTINGS), structures)),
            **optional(
                draw, label=texts, status=st.sampled_from(["running", "suspended"]), extended_properties=properties
            ),
        }
        for slot in draw(st.lists(st.sampled_from(["production", "staging"]), unique=True))
    ]


@st.composite
def trees(draw: Any) -> Values:
    """Draw a tree that can be provided."""
    described = {"label": texts, "description": texts}
    groups = [
        {"name": f"group{number}", "location": draw(st.sampled_from(LOCATIONS)), **optional(draw, **described)}
        for number in range(draw(st.integers(0, 2)))
    ]
    accounts, regions = [], {}
    for letter in "abc"[: draw(st.integers(1, 3))]:
        place, regions[f"{PREFIX}{letter}"] = placed(draw, groups)
        types = st.sampled_from(["Standard_LRS", "Standard_RAGRS"])
        more = optional(draw, **described, account_type=types, extended_properties=properties)
        accounts.append({"name": f"{PREFIX}{letter}", **place, **more})
    addresses = [
        {"name": f"address {number}", "location": draw(st.sampled_from(LOCATIONS)), **optional(draw, label=texts)}
        for number in range(draw(st.integers(0, 2)))
    ]
    free, services = list(addresses), []
    for letter in "ABC"[: draw(st.integers(0, 3))]:
        place, region = placed(draw, groups)
        service = {
            "name": f"{PREFIX}-{letter}",
            **place,
            **optional(draw, **described, extended_properties=properties),
        }
        near = [name for name, there in regions.items() if there == region]
        if near and draw(flags):
            usable = [each for each in free if each["location"] == region]
            reserved = usable[0] if usable and draw(flags) else None
            free = [each for each in free if each is not reserved]
            account = draw(st.sampled_from(near))
            service["virtual_machines"] = draw(machines(account, reserved["name"] if reserved else None))
        elif draw(flags):
            service["deployments"] = draw(deployments())
        services.append(service)
    image = {"name": "golden", "os": "Linux", "media_link": f"https://{PREFIX}a.blob.core.windows.net/vhds/golden.vhd"}
    return {
        "affinity_groups": groups,
        "storage_accounts": accounts,
        "os_images": [{**image, **optional(draw, **described)}] if draw(flags) else [],
        "reserved_ips": addresses,
        "hosted_services": services,
    }


def named(value: Any, service: Service) -> Any:
    """A tree with the name of a subscription in its names."""
    return json.loads(json.dumps(value).replace(PREFIX, service.name))


def value_of(variable: str, service: Service) -> Any:
    """What the trees above have where an export has a variable."""
    values = {
        "package_url": named(PACKAGE, service),
        "configuration": SETTINGS,
        "value": PARAMETER["value"],
        **{name: value for login in LOGINS.values() for name, value in login.items()},
    }
    return next(value for name, value in values.items() if variable.endswith(f"_{name}"))


def lost(declared: Any, exported: Any, where: str = "") -> Iterator[str]:
    """Where an export does not say what was declared, besides secrets, defaults, and what only says how."""
    if isinstance(declared, dict) and isinstance(exported, dict):
        for name, value in declared.items():
            if name in exported:
                yield from lost(value, exported[name], f"{where}.{name}")
            elif name not in HOW and value not in ([], DEFAULTS.get(name)):
                yield f"{where}.{name} is {value!r}"
    elif isinstance(declared, list) and isinstance(exported, list):
        there = {_key(each): each for each in exported}
        for each in declared:
            yield from lost(each, there.get(_key(each)), f"{where}.{_key(each)}")
    elif declared != exported and not (isinstance(exported, str) and UNFILLED.fullmatch(exported)):
        yield f"{where} is {exported!r}, not {declared!r}"


HOW = ("storage_account",)
DEFAULTS = {"state": "running", "slot": "production", "status": "running", "protocol": "tcp"}


def _key(item: Any) -> Any:
    names = [item[name] for name in ("lun", "reference_name", "name", "key") if name in item]
    return names[0]


def with_disks(tree: Values) -> Values:
    """A tree for a deletion that leaves no disks."""
    return {**tree, "hosted_services": [{**each, "disks": "delete"} for each in tree.get("hosted_services", [])]}


# A failing example is not made smaller: that takes minutes, as each one takes more than a second.
@settings(max_examples=int(os.environ.get("ROUND_TRIP_EXAMPLES", "5")), phases=[Phase.reuse, Phase.generate])
@given(tree=trees())
def test_round_trip(make_service: Callable[..., Service], tree: Values) -> None:
    first, second = make_service(), make_service(strict=False)
    tree = named(tree, first)
    first.run("environment", resources=tree)
    assert first.run("environment", resources=tree)["requests"] == []
    exported = export(first)
    assert list(lost(tree, exported)) == []
    assert list(misplaced(exported)) == []
    assert "C4nary" not in str(exported)
    # As it is, as Ansible passes it on without a value for any variable, and with all values it changes nothing.
    complete = filled(exported, lambda variable: value_of(variable, first))
    for applied in (exported, filled(exported), complete):
        assert first.run("environment", resources=applied)["requests"] == []
    second.run("environment", resources=complete)
    assert export(second) == exported
    for service in (first, second):
        service.run("environment", resources=with_disks(exported), state="absent")
        assert service.run("environment_info") == {
            "changed": False,
            "resources": {},
            "placeholders": [],
            "unsupported": [],
        }
