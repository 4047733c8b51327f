# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a virtual machine gets from what it is to what it is to be (protocol/2 sections 5 to 9). Asks nobody."""

from __future__ import annotations

from ansible_collections.classic.azure.plugins.module_utils._asm.errors import PreconditionError
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute import machine_choices
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.machine_reading import (
    DEALLOCATED,
    FIELDS,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.provisioning import provisioning_set
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine_requests import (
    ADD_DATA_DISK,
    RESTART,
    SHUTDOWN,
    START,
    UPDATE_DATA_DISK,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.networking.endpoints import (
    merge_endpoints,
    with_protocol,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Step, Values

CODECS = {field.name: field.codec for field in FIELDS}
NETWORK = ("subnet_names", "static_virtual_network_ip_address", "public_ips")
CHANGEABLE = ("role_size", "availability_set_name", "provision_guest_agent", *NETWORK, "extensions")
OF_DEPLOYMENT = ("virtual_network_name", "reserved_ip_name")


def role_of(want: Values) -> Values:
    """The role that a task describes, as a request that creates it spells it. Raises Refused."""
    network = {name: want.get(name) for name in NETWORK}
    network["input_endpoints"] = [with_protocol(each) for each in want.get("endpoints") or []] or None
    sets = provisioning_set(want)
    if any(value is not None for value in network.values()):
        sets["network"] = network
    folder = want.get("folder") or ""
    return {
        "name": want["name"],
        "role_type": "PersistentVMRole",
        "configuration_sets": sets,
        "extensions": want.get("extensions"),
        "vm_image_name": want.get("vm_image_name"),
        "availability_set_name": want.get("availability_set_name"),
        "data_disks": [machine_choices.with_link(each, want, folder) for each in want.get("data_disks") or []] or None,
        "os_disk": _system_disk(want, folder),
        "role_size": want.get("role_size"),
        "provision_guest_agent": want.get("provision_guest_agent"),
    }


def _system_disk(want: Values, folder: str) -> Values | None:
    if want.get("vm_image_name"):
        return None
    disk, image = dict(want.get("os_disk") or {}), (want.get("image") or {}).get("name")
    if image and not disk.get("media_link"):
        disk["media_link"] = machine_choices.new_link(folder, want, "os")
    return {**disk, "source_image_name": image}


def made_of(role: Values) -> Values:
    """What a diff shows of the disks of a new machine, which is not where they are."""
    system = {name: value for name, value in (role["os_disk"] or {}).items() if name != "media_link"}
    data = [{name: value for name, value in disk.items() if name != "media_link"} for disk in role["data_disks"] or []]
    return {"os_disk": system or None, "data_disks": data or None, "vm_image_name": role["vm_image_name"]}


def changes_of(have: Values, want: Values) -> Values:
    """What of a machine is to be changed by updating its role, by our names."""
    changes: Values = {}
    for name in CHANGEABLE:
        codec = CODECS[name]
        if name != "extensions" and want.get(name) is not None and not codec.matches(have[name], want[name]):
            changes[name] = want[name]
    endpoints = merge_endpoints(have["endpoints"], want.get("endpoints"), want["endpoints_mode"] == "exact")
    if endpoints is not None:
        changes["endpoints"] = endpoints
    extensions = machine_choices.extensions(have["extensions"], want.get("extensions"))
    if extensions is not None:
        changes["extensions"] = extensions
    caching = (want.get("os_disk") or {}).get("host_caching")
    if caching and caching != (have["os_disk"] or {}).get("host_caching"):
        changes["os_disk"] = {**have["os_disk"], "host_caching": caching}
    return changes


def order(place: Values, state: str) -> Step:
    """The order that brings a machine into a state of rest."""
    action = "StoppedDeallocated" if state == "deallocated" else "Stopped"
    return Step(SHUTDOWN, {**place, "operation_type": "ShutdownRoleOperation", "post_shutdown_action": action})


def power_steps(have: Values, want: Values, place: Values) -> list[Step]:
    status, state = have["status"], want["state"]
    still = status in ("StoppedVM", DEALLOCATED)
    if state in ("running", "restarted") and still:
        return [Step(START, {**place, "operation_type": "StartRoleOperation"})]
    if state == "restarted":
        return [Step(RESTART, {**place, "operation_type": "RestartRoleOperation"})]
    if (state == "stopped" and not still) or (state == "deallocated" and status != DEALLOCATED):
        return [order(place, state)]
    return []


def disk_steps(have: Values, want: Values, place: Values) -> list[Step]:
    """New data disks are added, others cached or labelled otherwise; one in the place of another is refused."""
    current, steps = {disk["lun"]: disk for disk in have["data_disks"] or []}, []
    folder = str((have["os_disk"] or {}).get("media_link") or "").rpartition("/")[0]
    for disk in want.get("data_disks") or []:
        there = current.get(disk.get("lun") or 0)
        if there is None:
            steps.append(Step(ADD_DATA_DISK, {**place, **machine_choices.with_link(disk, want, folder)}))
            continue
        for name in ("name", "logical_disk_size_in_gb", "media_link"):
            if disk.get(name) is not None and disk[name] != there[name]:
                raise PreconditionError(
                    f"virtual machine {want['name']} has at lun {there['lun']} a data disk with {name} "
                    f"{there[name]!r}, and that is not changed to {disk[name]!r} here"
                )
        changed = {name: disk[name] for name in ("host_caching", "label") if disk.get(name) not in (None, there[name])}
        if changed:
            steps.append(Step(UPDATE_DATA_DISK, {**place, **there, **changed}))
    return steps


def told_disk(disk: Values, new: bool) -> Values:
    """What a diff shows of a data disk, which of a C(new) one is not where it is, since that is made of the moment."""
    fields = ("host_caching", "label", "name", "lun", "logical_disk_size_in_gb", "media_link")
    returned = {**{name: disk.get(name) for name in fields}, "lun": disk.get("lun") or 0}
    return {**returned, "media_link": None} if new else returned
