# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The desired world of stores that are written down here: what is in them, and what should run and listen then."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from ansible_collections.classic.azure.emulator.core.store import Store
from ansible_collections.classic.azure.emulator.live.desired import desired_world
from ansible_collections.classic.azure.emulator.live.world import (
    AccessRule,
    Disk,
    Listener,
    Machine,
    Probe,
    Target,
    World,
)

SUBSCRIPTION = "s"
VIP = "127.64.1.2"
CSCFG = (
    '<ServiceConfiguration serviceName="S" '
    'xmlns="http://schemas.microsoft.com/ServiceHosting/2008/10/ServiceConfiguration">'
    '<Role name="web"><Instances count="2"/><ConfigurationSettings>{}</ConfigurationSettings></Role>'
    "</ServiceConfiguration>"
)
READY = {"status": "ReadyRole", "power_state": "Started", "ip_address": "10.0.0.4", "boots": 3}
STATES: dict[str, dict[str, Any]] = {
    "ready": READY,
    "provisioning": {"status": "RoleStateUnknown", "power_state": "Starting"},
    "busy": {"status": "BusyRole", "power_state": "Started"},
    "stopped": {"status": "StoppedVM", "power_state": "Stopped"},
    "deallocated": {"status": "StoppedDeallocated", "power_state": "Stopped"},
}


def link(blob: str) -> str:
    return f"https://shop.blob.core.windows.net/vhds/{blob}.vhd"


def endpoint(port: int = 8000, local_port: int = 80, **more: Any) -> dict[str, Any]:
    return {"name": f"p{port}", "port": port, "local_port": local_port, "protocol": "tcp", **more}


def role(name: str, *endpoints: dict[str, Any], system: str = "Linux", **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "role_type": "PersistentVMRole",
        "role_size": "Medium",
        "os_disk": {"name": f"{name}-os", "os": system, "media_link": link(name)},
        "configuration_sets": {"network": {"input_endpoints": list(endpoints) or None}},
        **more,
    }


def machines(*roles: dict[str, Any], **states: str) -> dict[str, Any]:
    """A deployment of virtual machines, with the states of some; the others are ready."""
    instances = [
        {"role_name": each["name"], "name": each["name"], **STATES[states.get(each["name"], "ready")]} for each in roles
    ]
    allocated = [each for each in instances if each["status"] != "StoppedDeallocated"]
    return {
        "name": "d",
        "service": "shop",
        "slot": "Production",
        "url": "http://shop.cloudapp.net/",
        "vip": VIP,
        "roles": list(roles),
        "role_instances": instances,
        "virtual_ips": [{"address": VIP, "name": "x"}] if allocated else [],
    }


def package(*states: str, **more: Any) -> dict[str, Any]:
    """A deployment of a package, with an instance in each state."""
    return {
        "name": "d",
        "service": "shop",
        "slot": "Production",
        "label": "new",
        "url": "http://shop.cloudapp.net/",
        "vip": VIP,
        "configuration": CSCFG.format(""),
        "package": {
            "url": "u",
            "roles": [
                {"name": "web", "endpoints": [{"name": "h", "port": 80, "local_port": 8080, "protocol": "http"}]}
            ],
        },
        "role_instances": [
            {"role_name": "web", "name": f"web_IN_{number}", "upgrade_domain": number, **STATES[state]}
            for number, state in enumerate(states)
        ],
        "virtual_ips": [{"address": VIP, "name": "x"}],
        **more,
    }


def world(*deployments: dict[str, Any], **kinds: list[dict[str, Any]]) -> World:
    store = Store()
    store.put(SUBSCRIPTION, "subscription", SUBSCRIPTION, {"subscription_id": SUBSCRIPTION})
    store.put(SUBSCRIPTION, "hosted_service", "shop", {"name": "shop"})
    for deployment in deployments:
        store.put(SUBSCRIPTION, "deployment", f"shop/{deployment['name']}", deployment)
    for kind, values in kinds.items():
        for value in values:
            store.put(SUBSCRIPTION, kind, value["name"], value)
    return desired_world(store)


def key(name: str, deployment: str = "d") -> str:
    return f"s/shop/{deployment}/{name}"


def test_empty_store() -> None:
    assert world() == World(roles=frozenset())
    assert desired_world(Store()) == World(roles=frozenset())


def test_roles_are_known_when_no_operation_is_in_progress() -> None:
    """Also those of machines that are stopped."""
    stopped = machines(role("web1"), web1="stopped")
    assert world(stopped).roles == frozenset({key("web1")})
    assert world(stopped, begun=[{"name": "1", "id": "1"}]).roles is None


def test_machine_is_described() -> None:
    disk = {"name": "x", "lun": 3, "media_link": link("data")}
    deployment = machines(role("web1", data_disks=[{**disk, "lun": None, "media_link": link("zero")}, disk]))
    deployment["role_instances"][0]["host_name"] = "frontend"
    assert world(deployment).machines == {
        key("web1"): Machine(
            key=key("web1"),
            host_name="frontend",
            system_disk=Disk(link("web1")),
            data_disks={0: Disk(link("zero")), 3: Disk(link("data"))},
            address="10.0.0.4",
            network="s/shop/d",
            boots=3,
            cores=2,
            memory_mb=3584,
        )
    }
    deployment["virtual_network_name"] = "net"
    assert world(deployment).machines[key("web1")].network == "s/net"


@pytest.mark.parametrize(
    ("state", "runs", "listens"),
    [
        ("ready", True, True),
        ("provisioning", False, True),
        ("busy", False, True),
        ("stopped", False, True),
        ("deallocated", False, False),
    ],
)
def test_states_of_a_machine(state: str, runs: bool, listens: bool) -> None:
    found = world(machines(role("web1", endpoint()), web1=state))
    assert list(found.machines) == ([key("web1")] if runs else [])
    targets = (Target(key("web1"), 80),) if runs else ()
    assert found.listeners == ((Listener(VIP, 8000, "tcp", targets),) if listens else ())
    assert found.names == ({"shop.cloudapp.net": VIP} if listens else {})


def test_deallocated_machine_closes_its_own_ports_only() -> None:
    found = world(machines(role("web1", endpoint(22)), role("web2", endpoint(23)), web1="deallocated"))
    assert found.listeners == (Listener(VIP, 23, "tcp", (Target(key("web2"), 80),)),)


def test_windows_machine_listens_and_does_not_run() -> None:
    found = world(machines(role("win", endpoint(3389), system="Windows")))
    assert (found.machines, found.listeners) == ({}, (Listener(VIP, 3389),))


def test_load_balanced_set() -> None:
    member: dict[str, Any] = {
        "load_balanced_endpoint_set_name": "web",
        "load_balancer_probe": {
            "protocol": "HTTP",
            "port": 81,
            "path": "/up",
            "interval_in_seconds": 15,
            "timeout_in_seconds": 31,
        },
        "endpoint_acl": {
            "rules": [
                {"order": 2, "action": "Deny", "remote_subnet": "0.0.0.0/0"},
                {"order": 1, "action": "permit", "remote_subnet": "127.0.0.0/8"},
            ]
        },
        "load_balancer_distribution": "sourceIP",
        "idle_timeout_in_minutes": 10,
    }
    roles = [role(name, endpoint(**member)) for name in ("web1", "web2", "web3")]
    (listener,) = world(machines(*roles, web2="stopped", web3="deallocated")).listeners
    assert listener == Listener(
        VIP,
        8000,
        "tcp",
        (Target(key("web1"), 80),),
        (AccessRule(1, True, "127.0.0.0/8"), AccessRule(2, False, "0.0.0.0/0")),
        Probe("http", 81, "/up", 15.0, 31.0),
        "sourceIP",
        600.0,
    )


def test_probe_without_a_set_does_not_count() -> None:
    probe = {"protocol": "tcp", "port": 81, "interval_in_seconds": 15, "timeout_in_seconds": 31}
    (listener,) = world(machines(role("web1", endpoint(load_balancer_probe=probe)))).listeners
    assert (listener.probe, listener.idle_timeout) == (None, 240.0)


def test_protocols_have_ports_of_their_own() -> None:
    found = world(machines(role("web1", endpoint(53, 53), endpoint(53, 53, protocol="udp"))))
    assert [(each.port, each.protocol) for each in found.listeners] == [(53, "tcp"), (53, "udp")]


def test_endpoint_of_internal_balancer_is_not_public() -> None:
    deployment = machines(role("web1", endpoint(load_balancer_name="inner"), endpoint(22, 22)))
    deployment["virtual_ips"].insert(0, {"address": "10.0.0.99", "type": "Private"})
    assert [(each.address, each.port) for each in world(deployment).listeners] == [(VIP, 22)]


def test_reserved_address_of_the_answer_counts() -> None:
    deployment = machines(role("web1", endpoint()))
    deployment["virtual_ips"][0]["address"] = "127.64.9.9"
    assert [each.address for each in world(deployment).listeners] == ["127.64.9.9"]


def test_disks_are_known_as_long_as_they_are_registered() -> None:
    found = world(
        disk=[{"name": "a", "media_link": link("a")}],
        os_image=[{"name": "i", "media_link": link("i")}],
        vm_image=[
            {
                "name": "v",
                "os_disk_configuration": {"media_link": link("v")},
                "data_disk_configurations": [{"lun": 2, "media_link": link("w")}],
            }
        ],
        storage_account=[{"name": "shop", "keys": None}],
    )
    assert found.disks == {link(name) for name in "aivw"}
    assert found.accounts == {"shop"}


def test_disks_know_the_images_of_the_user_that_they_began_as() -> None:
    images: dict[str, Any] = {
        "os_image": [{"name": "mine", "media_link": link("mine")}],
        "vm_image": [
            {
                "name": "whole",
                "os_disk_configuration": {"media_link": link("v")},
                "data_disk_configurations": [{"lun": 2, "media_link": link("w")}],
            }
        ],
    }
    of_os_image, of_vm_image = role("web1"), role("web2", vm_image_name="whole")
    of_os_image["os_disk"]["source_image_name"] = "mine"
    of_vm_image["data_disks"] = [{"name": "x", "lun": 2, "media_link": link("x")}]
    found = world(machines(of_os_image, of_vm_image), **images).machines
    assert found[key("web1")].system_disk == Disk(link("web1"), link("mine"))
    assert found[key("web2")].system_disk == Disk(link("web2"), link("v"))
    assert found[key("web2")].data_disks == {2: Disk(link("x"), link("w"))}


@pytest.mark.parametrize("state", ["provisioning", "busy", "stopped"])
def test_instance_that_is_not_ready_is_not_balanced(state: str) -> None:
    found = world(package("ready", state))
    assert list(found.instances) == [key("web_IN_0")]
    assert found.listeners == (Listener(VIP, 80, "tcp", (Target(key("web_IN_0"), 8080),)),)


def test_package_without_ready_instances_listens() -> None:
    found = world(package("stopped", "stopped"))
    assert (found.instances, found.listeners) == ({}, (Listener(VIP, 80),))


def test_slots_have_addresses_of_their_own() -> None:
    staging = package("ready", name="e", slot="Staging", url="http://0a0b.cloudapp.net/", label="next")
    staging["virtual_ips"] = [{"address": "127.64.1.3"}]
    found = world(package("ready"), staging)
    assert found.names == {"shop.cloudapp.net": VIP, "0a0b.cloudapp.net": "127.64.1.3"}
    assert {(each.address, each.targets[0].key) for each in found.listeners} == {
        (VIP, key("web_IN_0")),
        ("127.64.1.3", key("web_IN_0", "e")),
    }
    assert found.instances[key("web_IN_0", "e")].document["version"] == "next"


def test_deployment_without_address_listens_nowhere() -> None:
    """As it is until it has been created."""
    deployment = {**package("ready"), "virtual_ips": [], "vip": None, "role_instances": []}
    assert world(deployment) == World(roles=frozenset())


UPDATE: dict[str, Any] = {
    "mode": "manual",
    "roles": ["web"],
    "next_domain": 1,
    "end_domain": 2,
    "before": {
        "configuration": CSCFG.format('<Setting name="A" value="old"/>'),
        "package": {"url": "old", "roles": []},
        "cores": 1,
        "extended_properties": {},
        "label": "old",
    },
}


@pytest.mark.parametrize(
    ("changes", "allowed", "versions"),
    [
        ({}, True, ["new", "old"]),
        ({"next_domain": 0}, True, ["old", "old"]),
        ({"next_domain": 2}, True, ["new", "new"]),
        ({"roles": []}, True, ["new", "new"]),
        ({"mode": "auto"}, True, ["new", "new"]),
        ({}, False, ["new", "new"]),
        ({"is_rollback": True}, True, ["new", "new"]),
    ],
)
def test_upgrade_by_hand_follows_the_domains(changes: dict[str, Any], allowed: bool, versions: list[str]) -> None:
    deployment = package("ready", "ready", update={**deepcopy(UPDATE), **changes}, rollback_allowed=allowed)
    found = [instance.document for instance in world(deployment).instances.values()]
    assert [document["version"] for document in found] == versions
    assert [document["settings"] for document in found] == [{"A": "old"} if each == "old" else {} for each in versions]


def test_seeded_deployment_without_its_service_name() -> None:
    deployment = machines(role("web1", endpoint()))
    del deployment["service"]
    assert list(world(deployment).machines) == [key("web1")]
