# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wrong values of every option: what the modules say is a rule of theirs, and not that a parameter was incorrect."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.environment.environment import EnvironmentFailedError
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import AzureError, ServiceError
from ansible_collections.classic.azure.tests.emulated import ModuleFailed, Service
from ansible_collections.classic.azure.tests.unit.plugins.modules.test_check_mode import (
    WRITING_MODULES,
    World,
    nothing,
    one_machine,
    package,
    two_deployments,
)

pytestmark = pytest.mark.slow

LOCAL = ("management_key_pair", "storage_blob")
"""Modules that send no request to the service which could be refused so."""
WRONG: dict[str, tuple[Any, ...]] = {
    "str": ("", " ", "x" * 2000, "a/b?c#d", "Ä", "\x01", "../x"),
    "path": ("", "/nosuch"),
    "int": (-1, 0, 64, 65536, 2**31),
    "bool": (),
    "raw": ("", "<x/>", {"roles": {}}, {"roles": {"": {}}}, {"roles": {"web": {"instances": -1}}}),
    "dict": ({"": "x"}, {"a b": "x"}, {"a": "x" * 2000}, {f"n{number}": "x" for number in range(60)}),
}
"""Wrong values of options of each type. Not every one is wrong for every option."""
SAY_NOTHING = ("InternalError", "InvalidXmlRequest", "NotImplemented")
PROBE = {"protocol": "http", "port": 80, "path": "/", "interval_in_seconds": 15, "timeout_in_seconds": 31}
ENDPOINT = {
    "name": "web",
    "local_port": 80,
    "port": 80,
    "protocol": "tcp",
    "load_balanced_endpoint_set_name": "set",
    "load_balancer_probe": PROBE,
    "endpoint_acl": {"rules": [{"order": 1, "action": "permit", "remote_subnet": "10.0.0.0/8", "description": "x"}]},
    "idle_timeout_in_minutes": 4,
    "load_balancer_distribution": "sourceIP",
    "virtual_ip_name": "vip",
}
EXTENSION = {
    "reference_name": "agent",
    "publisher": "Contoso",
    "name": "Agent",
    "version": "1.*",
    "state": "Enable",
    "parameters": [{"key": "settings", "value": "e30=", "type": "Public"}],
}
LINUX = {
    "host_name": "web1",
    "user_name": "shopkeeper",
    "user_password": "Canary-In-1-Coalmine",
    "custom_data": "x",
    "ssh": {"public_keys": [{"path": "/home/x"}]},
}
WINDOWS = {
    "computer_name": "web1",
    "admin_username": "shopkeeper",
    "admin_password": "Canary-In-1-Coalmine",
    "time_zone": "UTC",
    "custom_data": "x",
    "domain_join": {"credentials": {"domain": "x", "username": "x", "password": "x"}, "join_domain": "x"},
    "winrm": {"listeners": [{"protocol": "Http"}]},
}


def machine(world: World) -> dict[str, Any]:
    return {
        **world.machine_options(),
        "role_size": "Large",
        "availability_set_name": "web",
        "endpoints": [ENDPOINT],
        "public_ips": [{"name": "ip", "idle_timeout_in_minutes": 4, "domain_name_label": "web"}],
        "data_disks": [{"lun": 0, "logical_disk_size_in_gb": 5, "label": "x", "media_link": world.link("x.vhd")}],
        "os_disk": {
            "label": "x",
            "os": "Linux",
            "name": "osdisk",
            "media_link": world.link("os.vhd"),
            "resized_size_in_gb": 50,
        },
        "extensions": [EXTENSION],
        "linux": {**LINUX, "ssh": None},
        "container": "vhds",
        "deployment_name": "web",
    }


def windows_machine(world: World) -> dict[str, Any]:
    image = {"name_pattern": "^a699494373c04fc0bc8f2bb1389d6106__Windows-Server-2012-R2"}
    return {**world.machine_options(), "image": image, "linux": None, "windows": WINDOWS}


def data_disk(world: World) -> dict[str, Any]:
    return {
        "service_name": world.name,
        "deployment_name": world.name,
        "role_name": "web1",
        "lun": 0,
        "label": "x",
        "logical_disk_size_in_gb": 5,
        "media_link": world.link(),
    }


def environment(world: World) -> dict[str, Any]:
    entry = {**machine(world), "service_name": None}
    return {
        "resources": {
            "affinity_groups": [{"name": "shop", "label": "x", "description": "x", "location": "West US"}],
            "storage_accounts": [{"name": world.name, "label": "x", "affinity_group": "shop"}],
            "reserved_ips": [{"name": "ip", "label": "x", "location": "West US"}],
            "hosted_services": [{"name": world.name, "affinity_group": "shop", "virtual_machines": [entry]}],
        },
        "parallel": 2,
    }


PLACED: list[tuple[Any, Any]] = [
    (
        nothing,
        lambda world: {
            "name": world.name,
            "location": "West US",
            "label": "x",
            "description": "x",
            "extended_properties": {"owner": "x"},
        },
    ),
    (World.group, lambda world: {"name": world.name, "affinity_group": "group"}),
]
"""Of what is in a location or in an affinity group."""

VALID: dict[str, list[tuple[Any, Any]]] = {
    "affinity_group": [
        (nothing, lambda world: {"name": "group", "location": "West US", "label": "x", "description": "x"})
    ],
    "hosted_service": PLACED,
    "storage_account": PLACED,
    "reserved_ip": [
        (nothing, lambda world: {"name": "address", "location": "West US", "label": "x"}),
        (
            lambda world: (world.services(), world.machine(endpoints=[{"name": "ssh", "local_port": 22}])),
            lambda world: {
                "name": "address",
                "location": "West US",
                "service_name": world.name,
                "deployment_name": world.name,
                "virtual_ip_name": None,
            },
        ),
    ],
    "deployment": [
        (
            World.services,
            lambda world: {
                **world.deployment_options(),
                "label": "x",
                "instances": {"web": 2},
                "extended_properties": {"owner": "x"},
            },
        ),
        (
            package,
            lambda world: {
                **world.deployment_options(),
                "package_url": world.link("v2.cspkg"),
                "role_to_upgrade": "web",
                "label": "y",
            },
        ),
    ],
    "deployment_swap": [(two_deployments, lambda world: {"service_name": world.name, "production": "v2"})],
    "deployment_upgrade": [
        (package, lambda world: {"service_name": world.name, "name": "v1", "state": "walked", "upgrade_domain": 0})
    ],
    "role_instance": [
        (
            package,
            lambda world: {
                "service_name": world.name,
                "deployment_name": "v1",
                "name": "web_IN_0",
                "state": "rebooted",
            },
        )
    ],
    "service_certificate": [
        (
            World.services,
            lambda world: {
                "service_name": world.name,
                "certificate_path": world.run("management_key_pair", path=str(world.folder / "key.pem"))[
                    "management_key_pair"
                ]["cer_path"],
            },
        )
    ],
    "disk": [
        (World.account, lambda world: {"name": "data", "label": "x", "media_link": world.link()}),
        (
            lambda world: (world.account(), world.disk()),
            lambda world: {"name": "data", "label": "y", "logical_disk_size_in_gb": 100},
        ),
    ],
    "os_image": [
        (
            World.account,
            lambda world: {
                "name": "base",
                "os": "Linux",
                "media_link": world.link(),
                **dict.fromkeys(("label", "description", "image_family", "eula", "language", "published_date"), "x"),
                **dict.fromkeys(("icon_uri", "small_icon_uri", "privacy_uri", "recommended_vm_size"), "x"),
            },
        )
    ],
    "vm_image": [
        (
            World.account,
            lambda world: {
                "name": "base",
                "os_disk_configuration": {"os": "Linux", "os_state": "Generalized", "media_link": world.link()},
                "data_disk_configurations": [
                    {"lun": 0, "media_link": world.link("d.vhd"), "logical_disk_size_in_gb": 5}
                ],
                **dict.fromkeys(("label", "description", "image_family", "eula", "language", "published_date"), "x"),
                **dict.fromkeys(("icon_uri", "small_icon_uri", "privacy_uri", "recommended_vm_size"), "x"),
            },
        ),
        (
            lambda world: (
                one_machine(world),
                world.run("virtual_machine", service_name=world.name, name="web1", state="stopped"),
            ),
            lambda world: {
                "name": "base",
                "capture": {
                    "service_name": world.name,
                    "deployment_name": world.name,
                    "role_name": "web1",
                    "os_state": "Generalized",
                },
            },
        ),
    ],
    "dns_server": [
        (
            one_machine,
            lambda world: {
                "service_name": world.name,
                "deployment_name": world.name,
                "name": "dns",
                "address": "10.0.0.4",
            },
        )
    ],
    "data_disk": [(one_machine, data_disk)],
    "environment": [(nothing, environment)],
    "virtual_machine": [
        (World.services, machine),
        (World.services, windows_machine),
        (
            one_machine,
            lambda world: {
                "service_name": world.name,
                "name": "web1",
                "role_size": "Large",
                "endpoints": [ENDPOINT],
                "data_disks": [{"lun": 0, "logical_disk_size_in_gb": 5}],
            },
        ),
    ],
}
"""For each module that writes: states of the subscription, and valid options that use many of what there are."""


def test_every_writing_module_is_tried() -> None:
    assert sorted([*VALID, *LOCAL]) == WRITING_MODULES


def wrong(
    spec: dict[str, Any], options: dict[str, Any], path: tuple[Any, ...] = ()
) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Yield the places of values in options, each with a wrong value, one at a time."""
    for name, value in options.items():
        if value is None or name == "state":
            continue
        entry, here = spec[name], (*path, name)
        kind = entry.get("type", "str")
        if kind == "list":
            yield here, [*value, *deepcopy(value)]
            for number, item in enumerate(value):
                if entry.get("options"):
                    yield from wrong(entry["options"], item, (*here, number))
        elif entry.get("options"):
            yield here, {}
            yield from wrong(entry["options"], value, here)
        elif not entry.get("choices"):
            yield from ((here, bad) for bad in WRONG[kind])


def replaced(options: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    changed = deepcopy(options)
    inside: Any = changed
    for step in path[:-1]:
        inside = inside[step]
    inside[path[-1]] = value
    return changed


@pytest.mark.parametrize(
    ("module", "number"), [(module, number) for module, cases in VALID.items() for number in range(len(cases))]
)
def test_wrong_values_break_rules(service: Service, tmp_path: Path, module: str, number: int) -> None:
    """A wrong value is refused with the option and the rule, or by a sentence of the service that says more."""
    prepare, options_of = VALID[module][number]
    spec = import_module(f"ansible_collections.classic.azure.plugins.modules.{module}").MODULE_SPEC.argument_spec
    faults: list[tuple[Any, ...]] = []
    world, options = new_world(service, tmp_path, prepare), {}
    options = options_of(world)
    places = list(wrong(spec, options))
    assert places
    for path, value in places:
        message = run_wrong(world, module, replaced(options, path, value))
        if message:
            faults.append((path, str(value)[:40], message))
        if world.service.writes():
            world = new_world(service, tmp_path, prepare)
            options = options_of(world)
    assert not faults, "\n" + "\n".join(map(str, faults))


def new_world(service: Service, folder: Path, prepare: Any) -> World:
    world = World(service.emulator.new_service(), folder)
    prepare(world)
    world.service.pop_requests()
    return world


def run_wrong(world: World, module: str, options: dict[str, Any]) -> str | None:
    """Return the message of a task if it is one of the service that does not say what is wrong."""
    try:
        world.run(module, **options)
    except ServiceError as error:
        said_nothing = is_saying_nothing(error.code, error.message)
        return str(error) if said_nothing and str(error).startswith(error.request) else None
    except EnvironmentFailedError as failure:
        errors = [each["error"] for each in failure.fields["failed_resources"] if each["error"]]
        return next((str(each) for each in errors if is_saying_nothing(each["code"], each["message"])), None)
    except (AzureError, ModuleFailed):
        pass
    return None


def is_saying_nothing(code: str, message: str) -> bool:
    return message.startswith("A parameter was incorrect") or code in SAY_NOTHING
