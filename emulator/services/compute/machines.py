# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Virtual machines inside their deployment, and what follows from them (docs/protocol/compute.md#role-answer and
docs/protocol/compute.md#server-defaults)."""

from __future__ import annotations

import random
from typing import Any

from ansible_collections.classic.azure.emulator.core.context import bad_request
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services.cloud_services.instances import NO_ENDPOINT, READY, Deployments
from ansible_collections.classic.azure.emulator.services.compute import machine_checks

DEALLOCATED = "StoppedDeallocated"
CONFIGURATION = (
    '<ServiceConfiguration xmlns:xsd="http://www.w3.org/2001/XMLSchema" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns="http://schemas.microsoft.com/ServiceHosting/2008/10/ServiceConfiguration">\r\n'
)
ROLE = '  <Role name="{}">\r\n    <Instances count="1" />\r\n  </Role>\r\n'
PORTS = range(49152, 65536)
KEPT_OF_DEALLOCATED = ("role_name", "name", "climbs", "remote_access_certificate_thumbprint", "host_name_of_guest")


def role_of(values: Value) -> Value:
    """What is kept of a role that a request describes: without its provisioning, its own words normalised."""
    network = (values["configuration_sets"] or {}).get("network") or {}
    role = {name: values[name] for name in ("name", "availability_set_name", "vm_image_name", "provision_guest_agent")}
    return {
        **role,
        "os_version": "",
        "role_type": "PersistentVMRole",
        "role_size": values["role_size"] or "Small",
        "configuration_sets": {"network": network_of(network)},
        "extensions": [extension_of(each) for each in values["extensions"] or []] or None,
        "debug_settings": values["debug_settings"],
        "data_disks": [],
    }


def network_of(values: Value) -> Value:
    """A network configuration set as the service keeps it."""
    endpoints = [_endpoint_of(each) for each in values.get("input_endpoints") or []]
    endpoints.sort(key=lambda each: (not each["load_balanced_endpoint_set_name"], each["name"].lower()))
    kept = {name: value for name, value in values.items() if value not in (None, [])}
    return {**kept, "input_endpoints": endpoints or None, "subnet_names": values.get("subnet_names") or []}


def _endpoint_of(values: Value) -> Value:
    probe, acl = values["load_balancer_probe"], values["endpoint_acl"]
    return {
        **values,
        "load_balanced_endpoint_set_name": values["load_balanced_endpoint_set_name"] or None,
        "protocol": values["protocol"].lower(),
        "vip": None,
        "enable_direct_server_return": bool(values["enable_direct_server_return"]),
        "load_balancer_probe": probe and {**_probe_of(probe)},
        "endpoint_acl": acl and {"rules": [{**rule, "action": rule["action"].lower()} for rule in acl["rules"] or []]},
    }


def _probe_of(values: Value) -> Value:
    filled = {"interval_in_seconds": 15, "timeout_in_seconds": 31}
    return {**values, **{name: values[name] or default for name, default in filled.items()}}


def extension_of(values: Value) -> Value:
    """An extension as the service keeps it: nothing of it that is private."""
    public = [each for each in values["parameters"] or [] if (each["type"] or "").lower() == "public"]
    kept = {name: value for name, value in values.items() if name != "force_update"}
    return {**kept, "state": values["state"] or "Enable", "parameters": public or None}


def endpoints_of(role: Value) -> list[Value]:
    return list(((role["configuration_sets"] or {}).get("network") or {}).get("input_endpoints") or [])


def give_ports(deployment: Value, chance: random.Random) -> None:
    """Give a public port to each endpoint that asks for none in particular."""
    used = {each["port"] for role in deployment["roles"] for each in endpoints_of(role)}
    for role in deployment["roles"]:
        for endpoint in endpoints_of(role):
            if endpoint["port"] is None:
                endpoint["port"] = chance.choice([port for port in PORTS if port not in used])
                used.add(endpoint["port"])


def refuse_clashes(deployment: Value) -> None:
    """Refuse two endpoints at one public port, unless they are of one load-balanced set
    (docs/protocol/networking.md#public-ports)."""
    taken: dict[tuple[Any, ...], str | None] = {}
    for role in deployment["roles"]:
        for endpoint in endpoints_of(role):
            place = (endpoint["port"], endpoint["protocol"], endpoint["virtual_ip_name"])
            name = endpoint["load_balanced_endpoint_set_name"]
            if place in taken and (name is None or taken[place] != name):
                raise bad_request(
                    f"Port {endpoint['port']} is already in use by one of the endpoints in this deployment. Ensure "
                    "that the port numbers are unique across endpoints within a deployment."
                )
            taken[place] = name


def describe(deployment: Value, service: str) -> None:
    """Write down what follows from a deployment's machines: configuration, addresses, endpoints, cores, state."""
    roles, instances = deployment["roles"], {each["name"]: each for each in deployment["role_instances"]}
    blocks = "".join(
        f'  <Role name="{role["name"]}">\r\n    <Instances count="1" />\r\n  </Role>\r\n' for role in roles
    )
    deployment["configuration"] = f"{CONFIGURATION}{blocks}</ServiceConfiguration>"
    allocated = [role for role in roles if instances[role["name"]]["status"] != DEALLOCATED]
    public = any(endpoints_of(role) for role in roles)
    name = f"{deployment['name']}ContractContract" if public else NO_ENDPOINT
    if not allocated:
        deployment["virtual_ips"] = []
    else:
        vip: Value = {"address": deployment["vip"], "is_dns_programmed": True, "name": name}
        if deployment.get("reserved_ip_name"):
            vip.update(is_reserved=True, reserved_ip_name=deployment["reserved_ip_name"])
        deployment["virtual_ips"] = [vip, *_inner_addresses(deployment)]
    inner = deployment.get("balancer_address")
    for role in roles:
        _show_endpoints(role, instances[role["name"]], (deployment["vip"], inner) if role in allocated else None)
    deployment["cores"] = sum(machine_checks.cores(role["role_size"]) for role in allocated)
    deployment["status"] = "Running" if allocated else "Suspended"
    deployment["upgrade_domain_count"] = 1 + max((each.get("upgrade_domain") or 0) for each in instances.values())
    deployment["internal_dns_suffix"] = f"{service}.d9.internal.cloudapp.net"
    deployment["url"] = f"http://{service.lower()}.cloudapp.net/"


def _inner_addresses(deployment: Value) -> list[Value]:
    """That of the internal load balancer, told as soon as an endpoint is behind it
    (docs/protocol/networking.md#internal-load-balancers)."""
    used = {each["load_balancer_name"] for role in deployment["roles"] for each in endpoints_of(role)}
    return [
        {"address": deployment["balancer_address"], "name": balancer["name"], "type": "Private"}
        for balancer in deployment["load_balancers"]
        if balancer["name"] in used
    ]


def _show_endpoints(role: Value, instance: Value, addresses: tuple[str, str | None] | None) -> None:
    """Tell where endpoints are reached: at the outer of two addresses, or at the inner one, of the load balancer."""
    for endpoint in endpoints_of(role):
        endpoint["vip"] = addresses and addresses[bool(endpoint["load_balancer_name"])]
    rendered = ("name", "vip", "local_port", "protocol", "idle_timeout_in_minutes")
    returned = [{**{name: each[name] for name in rendered}, "public_port": each["port"]} for each in endpoints_of(role)]
    instance["endpoints"] = returned if addresses and returned else None


class Machines(Deployments):
    """The deployments of virtual machines of all subscriptions, as effects change them."""

    def begin(self, subscription: str, key: str, deployment: Value, role: Value, guest: Value, moment: float) -> None:
        """Have the machine of a role come to life. C(guest) is what is told of it when it is up."""
        place = len(deployment["role_instances"]) if role.get("availability_set_name") else 0
        instance: Value = {
            "role_name": role["name"],
            "name": role["name"],
            "upgrade_domain": place % 5,
            "fault_domain": place % 2,
            "size": role["role_size"],
            "ip_address": self.address(subscription, deployment, role),
            "once_ready": guest,
        }
        deployment["role_instances"].append(instance)
        self.advance(subscription, key, deployment, instance, provisioning_of(role), moment)

    def address(self, subscription: str, deployment: Value, role: Value) -> str:
        """An inner address: the static one, the first free one of a subnet, or any. Raises Refusal."""
        wanted = role["configuration_sets"]["network"]
        name, static = (wanted.get("subnet_names") or [None])[0], wanted.get("static_virtual_network_ip_address")
        return self._place(subscription, deployment, name, static)

    def _place(self, subscription: str, deployment: Value, name: str | None, static: str | None) -> str:
        network = self.store.get(subscription, "virtual_network", deployment.get("virtual_network_name") or "")
        if network is None:
            return self.new_address(100, 64, 64)
        subnet = next(each for each in network["subnets"] if name in (None, each["name"]))
        used = _addresses_in(self.store.all(subscription, "deployment"), network["name"])
        return machine_checks.free_address(subnet, static, used)

    def place_balancer(self, subscription: str, deployment: Value) -> None:
        """Give the internal load balancer an address of its own, as a machine gets one. Raises Refusal."""
        deployment["balancer_address"] = None
        for each in deployment["load_balancers"]:
            wanted = each["subnet_name"], each["static_virtual_network_ip_address"]
            deployment["balancer_address"] = self._place(subscription, deployment, *wanted)

    def start(self, subscription: str, key: str, deployment: Value, name: str, moment: float) -> None:
        """Have a stopped machine run again; one that was deallocated has to be placed anew."""
        instance, role = member(deployment, name), role_named(deployment, name)
        if instance["status"] == DEALLOCATED:
            if not any(each["status"] != DEALLOCATED for each in deployment["role_instances"]):
                deployment["vip"] = self._public_address(subscription, deployment)
            place = {"upgrade_domain": 0, "fault_domain": 0, "size": role["role_size"]}
            instance.update(place, ip_address=self.address(subscription, deployment, role))
            self.advance(subscription, key, deployment, instance, "start_machine", moment)
        elif instance["status"] == "StoppedVM":
            self.advance(subscription, key, deployment, instance, "restart_machine", moment)

    def _public_address(self, subscription: str, deployment: Value) -> str:
        reserved = self.store.get(subscription, "reserved_ip", deployment.get("reserved_ip_name") or "")
        return str(reserved["address"]) if reserved else self.new_address(198, 18, 2)

    def stop(self, deployment: Value, name: str, deallocate: bool) -> None:
        """Have a machine stand still; deallocated, it loses its place (docs/protocol/compute.md#shutdown-effects)."""
        instance = member(deployment, name)
        if instance["status"] == DEALLOCATED:
            return
        instance.pop("climbing", None)
        instance["climbs"] = instance.get("climbs", 0) + 1
        instance.update(instance.pop("once_ready", {}))
        instance.update(status="StoppedVM", power_state="Stopped", state_details="")
        if deallocate:
            left = {name: instance[name] for name in KEPT_OF_DEALLOCATED if name in instance}
            left["host_name_of_guest"] = instance.get("host_name") or left.get("host_name_of_guest")
            others = [each for each in deployment["role_instances"] if each is not instance]
            gone = {**left, "status": DEALLOCATED, "power_state": "Stopped", "state_details": None}
            deployment["role_instances"] = [*others, gone]


def _addresses_in(deployments: list[Value], network: str) -> set[str | None]:
    there = [deployment for deployment in deployments if deployment.get("virtual_network_name") == network]
    used = {instance.get("ip_address") for deployment in there for instance in deployment["role_instances"]}
    return used | {deployment.get("balancer_address") for deployment in there}


def provisioning_of(role: Value) -> str:
    """The ladder of a machine that comes to life."""
    return "provision_windows" if role["os_disk"]["os"] == "Windows" else "provision_linux"


def member(deployment: Value, name: str) -> Value:
    """The instance of a machine."""
    return next(each for each in deployment["role_instances"] if each["name"].lower() == name.lower())


def role_named(deployment: Value, name: str) -> Value:
    """The role of a machine."""
    return next(each for each in deployment["roles"] if each["name"].lower() == name.lower())


def is_ready(instance: Value) -> bool:
    return bool(instance["status"] == READY)
