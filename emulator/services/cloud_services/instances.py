# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Role instances: how many there are, and the states that they climb through
(docs/protocol/cloud_services.md#upgrade-domains and
docs/protocol/cloud_services.md#instance-status).

The order of the states is recorded; how long an instance stays in each is a guess that adds up to the recorded time.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ansible_collections.classic.azure.emulator.core.clock import stamp
from ansible_collections.classic.azure.emulator.core.operations import Operations
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services.cloud_services import configurations
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services import cscfg

READY = "ReadyRole"
ROLE_STARTS = "Starting role... Calling OnRoleRun."


class Stage(NamedTuple):
    """A state of an instance, and how many seconds it stays in it; in the last one it stays for good."""

    seconds: float
    status: str
    power_state: str
    state_details: str = ""


START = (
    Stage(60, "CreatingVM", "Starting"),
    Stage(60, "StartingVM", "Starting"),
    Stage(60, "RoleStateUnknown", "Started"),
    Stage(60, "BusyRole", "Started", ROLE_STARTS),
    Stage(0, READY, "Started"),
)
LIFECYCLES = {
    "create": (Stage(72, "CreatingVM", "Stopped"), Stage(0, "StoppedVM", "Stopped")),
    "create_and_start": (Stage(20, "CreatingVM", "Stopped"), *START),
    "start": START,
    "stop": (Stage(20, "StoppingVM", "Stopping"), Stage(0, "StoppedVM", "Stopped")),
    "refresh": (Stage(10, "RoleStateUnknown", "Started"), Stage(0, READY, "Started")),
    "restart": (
        Stage(30, "RoleStateUnknown", "Started"),
        Stage(60, "BusyRole", "Started", ROLE_STARTS),
        Stage(0, READY, "Started"),
    ),
    "rebuild": (
        Stage(60, "StoppedVM", "Starting"),
        Stage(50, "StoppedVM", "Started"),
        Stage(0, READY, "Started"),
    ),
    "provision_linux": (Stage(120, "RoleStateUnknown", "Starting"), Stage(0, READY, "Started")),
    "provision_windows": (
        Stage(120, "RoleStateUnknown", "Starting"),
        Stage(126, "Provisioning", "Started"),
        Stage(121, "Provisioning", "Started", "Windows is preparing your computer for first use..."),
        Stage(0, READY, "Started"),
    ),
    "start_machine": (Stage(60, "RoleStateUnknown", "Starting"), Stage(0, READY, "Started")),
    "restart_machine": (Stage(0, READY, "Started"),),
    "resize_machine": (
        Stage(40, "RoleStateUnknown", "Starting"),
        Stage(80, "CreatingVM", "Starting"),
        Stage(0, READY, "Started"),
    ),
}
"""What virtual machines climb is recorded with its times, which docs/protocol/compute.md#vm-life-cycle and
docs/protocol/operations.md#instance-timings have."""


class Deployments:
    """The deployments of all subscriptions, as behaviours and effects change them.

    A deployment is kept as C(deployment), under the name C(service/name). Its value has the fields that answers tell,
    for web and worker roles as for virtual machines, whose C(roles) say C(role_type) PersistentVMRole. Beside them:
    C(cores) that count against the quota, C(vip), and for web and worker roles C(package) (what is in it) and
    C(update) (see updates). C(locked) is not kept: a deployment is locked as long as an operation has the lock of the
    same name. An instance that is in motion has C(climbing): the name of its ladder, the rung, and the number of the
    climb; a timer of an older number is forgotten, as is one of a deployment with another C(private_id).
    """

    def __init__(self, operations: Operations) -> None:
        self.operations = operations
        self.store = operations.store

    def get(self, subscription: str, key: str) -> Value | None:
        return self.store.get(subscription, "deployment", key)

    def put(self, subscription: str, key: str, deployment: Value, moment: float) -> None:
        """Keep a deployment that was changed; one that is in transition and has nothing left to do settles."""
        moving = deployment.get("update") or any(each.get("climbing") for each in deployment["role_instances"])
        if deployment["status"].endswith("Transitioning") and not moving:
            deployment["status"] = at_rest(deployment["status"])
            deployment["upgrade_status"] = None
        deployment["last_modified_time"] = stamp(moment)
        self.store.put(subscription, "deployment", key, deployment)

    def advance(
        self, subscription: str, key: str, deployment: Value, instance: Value, ladder: str, moment: float
    ) -> None:
        """Put an instance on the first rung of a ladder; the caller keeps the deployment."""
        climbs = instance.get("climbs", 0) + 1
        instance.update(climbs=climbs, climbing={"ladder": ladder, "rung": 0})
        self._stand(subscription, key, deployment, instance, moment)

    def _stand(self, subscription: str, key: str, deployment: Value, instance: Value, moment: float) -> None:
        """Show the state of the rung that an instance is on, and set the time for the next."""
        climbing = instance["climbing"]
        rungs = LIFECYCLES[climbing["ladder"]]
        rung = rungs[climbing["rung"]]
        last = climbing["rung"] == len(rungs) - 1
        status = _becomes(deployment, instance) if last and rung.status == READY else rung.status
        instance.update(status=status, power_state=rung.power_state, state_details=rung.state_details)
        if last:
            del instance["climbing"]
            instance.update(instance.pop("once_ready", {}))
            return
        facts = {
            "key": key,
            "private_id": deployment["private_id"],
            "instance": instance["name"],
            "climbs": instance["climbs"],
        }
        self.operations.after(rung.seconds, subscription, "instance_climbs", facts, since=moment)

    def instance_climbs(self, subscription: str, facts: Value, moment: float) -> None:
        """The effect of time on an instance."""
        deployment = self.get(subscription, facts["key"])
        if deployment is None or deployment["private_id"] != facts["private_id"]:
            return
        for instance in deployment["role_instances"]:
            if instance["name"] == facts["instance"] and instance.get("climbs") == facts["climbs"]:
                instance["climbing"]["rung"] += 1
                self._stand(subscription, facts["key"], deployment, instance, moment)
                self.put(subscription, facts["key"], deployment, moment)

    def arrange(self, subscription: str, key: str, deployment: Value, moment: float) -> None:
        """Make a deployment have the instances that its configuration asks for.

        Of too many the last go. That a hole in the row of numbers is filled first is a guess.
        """
        package, counts = deployment["package"], cscfg.instances(deployment["configuration"])
        running, kept, new = at_rest(deployment["status"]) == "Running", [], []
        for role in package["roles"]:
            have = {number_of(each): each for each in deployment["role_instances"] if each["role_name"] == role["name"]}
            wanted = sorted(have)[: counts[role["name"]]]
            free = (number for number in range(len(have) + counts[role["name"]]) if number not in have)
            while len(wanted) < counts[role["name"]]:
                number = next(free)
                wanted.append(number)
                have[number] = self._new(role, number, package["upgrade_domains"])
                new.append(have[number])
            kept += [{**have[number], "size": role["size"]} for number in sorted(wanted)]
        deployment["role_instances"] = kept
        names = {each["name"] for each in new}
        new = [each for each in kept if each["name"] in names]
        for instance in new:
            ladder = "create_and_start" if running else "create"
            self.advance(subscription, key, deployment, instance, ladder, moment)
        deployment["upgrade_domain_count"] = 1 + max(each["upgrade_domain"] for each in kept)
        describe(deployment)

    def _new(self, role: Value, number: int, domains: int) -> Value:
        return {
            "role_name": role["name"],
            "name": f"{role['name']}_IN_{number}",
            "upgrade_domain": number % domains,
            "fault_domain": number % 2,
            "size": role["size"],
            "ip_address": self.new_address(100, 64, 64),
        }

    def new_address(self, first: int, second: int, width: int) -> str:
        """An address that begins with C(first) and one of the C(width) numbers from C(second) on."""
        chance = int(self.operations.new_id(digits=8), 16)
        return f"{first}.{second + chance % width}.{chance >> 8 & 255}.{chance >> 16 & 255}"


def describe(deployment: Value) -> None:
    """Write down what follows from a deployment's package, configuration and address: roles, addresses, endpoints."""
    package, vip = deployment["package"], deployment["vip"]
    public = any(role["endpoints"] for role in package["roles"])
    name = f"{cscfg.service_name(deployment['configuration'])}ContractContract" if public else NO_ENDPOINT
    deployment["virtual_ips"] = [{"address": vip, "is_dns_programmed": True, "name": name}]
    system = configurations.operating_system(deployment["configuration"])
    deployment["roles"] = [
        {"name": role["name"], "os_version": system, "configuration_sets": {"network": _network(role, vip, name)}}
        for role in package["roles"]
    ]
    returned = {
        role["name"]: [_instance_endpoint(each, vip) for each in role["endpoints"]] for role in package["roles"]
    }
    for instance in deployment["role_instances"]:
        instance["endpoints"] = returned.get(instance["role_name"]) or None


NO_ENDPOINT = "__PseudoBackEndContractVip"


def _network(role: Value, vip: str, vip_name: str) -> dict[str, Any]:
    endpoints = [
        {"port": each["port"], "protocol": each["protocol"], "vip": vip, "virtual_ip_name": vip_name}
        for each in role["endpoints"]
    ]
    return {"input_endpoints": endpoints or None, "subnet_names": []}


def _instance_endpoint(endpoint: Value, vip: str) -> Value:
    return {
        "name": endpoint["name"],
        "vip": vip,
        "public_port": endpoint["port"],
        "local_port": endpoint["local_port"],
        "protocol": endpoint["protocol"],
    }


def _becomes(deployment: Value, instance: Value) -> str:
    roles = (deployment.get("package") or {}).get("roles", [])
    return next((role["becomes"] for role in roles if role["name"] == instance["role_name"]), READY)


def at_rest(status: str) -> str:
    """Running or Suspended: what a deployment is when it is not in transition."""
    return status.removesuffix("Transitioning")


def number_of(instance: Value) -> int:
    return int(instance["name"].rpartition("_IN_")[2])
