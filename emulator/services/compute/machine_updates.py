# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Update Role replaces, what it leaves, and what it takes away (docs/protocol/compute.md#update-role)."""

from __future__ import annotations

import random

from ansible_collections.classic.azure.emulator.core.context import RequestContext, bad_request
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services.compute import machine_checks, machines
from ansible_collections.classic.azure.emulator.services.compute.machine_disks import MachineDisks
from ansible_collections.classic.azure.emulator.services.compute.machines import DEALLOCATED, Machines


def check(context: RequestContext, service: Value, deployment: Value, role: Value) -> None:
    """Refuse at once what can be seen at once."""
    arguments = context.values
    if arguments["role_type"] not in (None, "PersistentVMRole"):
        raise bad_request(reason="RoleType is not PersistentVMRole")
    site = context.get("virtual_network", deployment.get("virtual_network_name") or "")
    machine_checks.check_network((arguments["configuration_sets"] or {}).get("network") or {}, site)
    size = arguments["role_size"] or role["role_size"]
    machine_checks.check_size(service, size)
    machine_checks.check_cores(context, machine_checks.cores(size) - machine_checks.cores(role["role_size"]))
    current = {disk["name"] for disk in role["data_disks"]}
    disks = role["data_disks"] if arguments["data_disks"] is None else arguments["data_disks"]
    for disk in arguments["data_disks"] or []:
        if disk["name"] not in current:
            machine_checks.check_data_disk(context, service, disk)
    machine_checks.check_data_disks(disks, size)


def changes(context: RequestContext) -> Value:
    """What is remembered of the request until its operation ends: None is what it does not mention."""
    arguments = context.values
    network = (arguments["configuration_sets"] or {}).get("network") or {}
    kept = ("role_size", "availability_set_name", "data_disks", "provision_guest_agent", "debug_settings")
    return {
        **{name: arguments[name] for name in kept},
        "network": machines.network_of(network),
        "extensions": [machines.extension_of(each) for each in arguments["extensions"] or []],
        "host_caching": (arguments["os_disk"] or {}).get("host_caching"),
    }


def apply(kept: Machines, subscription: str, facts: Value, deployment: Value, moment: float) -> None:
    """Carry an update out: the network is replaced as a whole, other things only where they are mentioned.

    That a machine keeps its availability set where none is mentioned is a guess. Raises Refusal.
    """
    service, arguments = facts["key"].partition("/")[0], facts["changes"]
    role = machines.role_named(deployment, facts["role"])
    role["configuration_sets"] = {"network": arguments["network"]}
    machines.give_ports(deployment, random.Random(kept.operations.new_id()))
    machines.refuse_clashes(deployment)
    if arguments["host_caching"]:
        role["os_disk"]["host_caching"] = arguments["host_caching"]
    if arguments["data_disks"] is not None:
        disks = MachineDisks(kept.operations, subscription, service, moment)
        _change_disks(disks, deployment, role, arguments["data_disks"])
    _change_extensions(role, arguments["extensions"])
    for name in ("availability_set_name", "provision_guest_agent", "debug_settings"):
        if arguments[name] is not None:
            role[name] = arguments[name]
    resized = arguments["role_size"] not in (None, role["role_size"])
    role["role_size"] = arguments["role_size"] or role["role_size"]
    instance = machines.member(deployment, role["name"])
    if resized and instance["status"] != DEALLOCATED:
        _resize(kept, subscription, facts["key"], deployment, role, moment)
    machines.describe(deployment, service)
    kept.put(subscription, facts["key"], deployment, moment)


def _change_disks(disks: MachineDisks, deployment: Value, role: Value, wanted: list[Value]) -> None:
    """The list is what is to be: disks that it does not name are detached."""
    current = {disk["name"]: disk for disk in role["data_disks"]}
    for name in set(current) - {disk["name"] for disk in wanted}:
        disks.release(name, media=False)
    attached = []
    for disk in wanted:
        if disk["name"] in current:
            returned = {name: disk[name] for name in ("host_caching", "label", "lun") if disk[name] is not None}
            attached.append({**current[disk["name"]], **returned})
        else:
            attached.append(disks.attach(deployment, role, disk))
    role["data_disks"] = sorted(attached, key=lambda each: each["lun"] or 0)


def _change_extensions(role: Value, arguments: list[Value]) -> None:
    current = {each["reference_name"]: each for each in role["extensions"] or []}
    for each in arguments:
        current[each["reference_name"]] = each
        if each["state"] == "Uninstall":
            del current[each["reference_name"]]
    role["extensions"] = list(current.values()) or None


def _resize(kept: Machines, subscription: str, key: str, deployment: Value, role: Value, moment: float) -> None:
    """A machine of another size is placed anew: its name is gone for a while, its address for good, unless a network
    gives it."""
    instance = machines.member(deployment, role["name"])
    instance["size"] = role["role_size"]
    if instance["status"] == "StoppedVM":
        return
    if not deployment.get("virtual_network_name"):
        instance["ip_address"] = kept.new_address(100, 64, 64)
    if instance.get("host_name"):
        instance["once_ready"] = {"host_name": instance.pop("host_name")}
    kept.advance(subscription, key, deployment, instance, "resize_machine", moment)
