# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Virtual machines that become images, and mostly are no more then (docs/protocol/compute.md#capture-role and
docs/protocol/compute.md#capture-vm-image)."""

from __future__ import annotations

from ansible_collections.classic.azure.emulator.core.context import Reply, RequestContext, bad_request, conflict
from ansible_collections.classic.azure.emulator.core.operations import Operations
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services.cloud_services import deployments
from ansible_collections.classic.azure.emulator.services.compute import (
    machine_checks,
    machines,
    os_images,
    virtual_machines,
    vm_images,
)
from ansible_collections.classic.azure.emulator.services.compute.arrivals import guest
from ansible_collections.classic.azure.emulator.services.compute.machine_disks import MachineDisks
from ansible_collections.classic.azure.emulator.services.compute.machines import Machines
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.disk import SIZE
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine_requests import (
    CAPTURE,
    CAPTURE_AS_VM_IMAGE,
)

CAPTURED = {127: 128}
"""In GB: recorded of the image of a machine that was made from an image of 127."""


def capture(context: RequestContext) -> Reply:
    """Make an OS image of a stopped machine, which goes, or begins anew as somebody else.

    That the last one's deployment goes too is a guess, and so is how one begins anew.
    """
    service, deployment = virtual_machines.get_unlocked(context)
    role = virtual_machines.known_role(context, deployment)
    if not context.values["name"] or not context.values["label"] or not context.values["post_capture_action"]:
        raise bad_request(reason="PostCaptureAction, TargetImageLabel and TargetImageName have to be there")
    if os_images.find(context, context.values["name"]):
        raise conflict(f"An image with name {context.values['name']} already exists.")
    if machines.member(deployment, role["name"])["status"] not in ("StoppedVM", machines.DEALLOCATED):
        raise bad_request(reason="the virtual machine has to be stopped before it is captured")
    facts = {"role": role["name"], "name": context.values["name"], "label": context.values["label"]}
    facts["host_name"] = _new_host_name(context, role)
    deployments.begin(context, service, deployment, "role_is_captured", facts, "nothing_more")
    return Reply(202)


def _new_host_name(context: RequestContext, role: Value) -> str | None:
    """What a machine calls itself that begins anew after its capture; None if it goes instead."""
    if context.values["post_capture_action"] == "Delete":
        return None
    sets = context.values["provisioning_configuration"] or {}
    machine_checks.check_provisioning({"name": role["name"], "configuration_sets": sets})
    name = (sets.get("linux") or {}).get("host_name") or (sets.get("windows") or {}).get("computer_name")
    return str(name or role["name"])


def capture_as_vm_image(context: RequestContext) -> Reply:
    """Make a VM image of a machine: of a generalized one, which goes, or of a specialized one, which stays."""
    service, deployment = virtual_machines.get_unlocked(context)
    role = virtual_machines.known_role(context, deployment)
    if not context.values["name"] or not context.values["label"] or not context.values["os_state"]:
        raise bad_request(reason="OSState, VMImageName and VMImageLabel have to be there")
    vm_images.refuse_if_taken(context, context.values["name"])
    if os_images.find(context, context.values["name"]):
        raise bad_request(reason="there is an OS image of that name")
    status = machines.member(deployment, role["name"])["status"]
    goes = context.values["os_state"] == "Generalized"
    if goes and status not in ("StoppedVM", machines.DEALLOCATED):
        raise bad_request(reason="the virtual machine has to be stopped before it is captured")
    arguments = {name: value for name, value in context.values.items() if name != "operation_type"}
    facts = {"role": role["name"], "given": arguments, "goes": goes}
    deployments.begin(context, service, deployment, "role_is_captured_as_vm_image", facts, "nothing_more")
    return Reply(202)


class Captures:
    """What becomes of machines that are captured, when the operation ends."""

    def __init__(self, operations: Operations) -> None:
        self.operations = operations
        self.kept = Machines(operations)
        self.store = operations.store

    def as_os_image(self, subscription: str, facts: Value, moment: float) -> None:
        deployment = self.kept.get(subscription, facts["key"])
        if deployment:
            role = machines.role_named(deployment, facts["role"])
            disk = self.store.get(subscription, "disk", role["os_disk"]["name"]) or {}
            image = {
                "category": "User",
                "label": facts["label"],
                "location": disk["location"],
                "affinity_group": disk["affinity_group"],
                "logical_size_in_gb": CAPTURED.get(disk[SIZE], disk[SIZE]),
                "media_link": self._blob(disk),
                "name": facts["name"],
                "os": disk["os"],
                "is_premium": False,
                "os_state": "Generalized",
                "io_type": "Standard",
            }
            self.store.put(subscription, "os_image", image["name"], image)
            if facts["host_name"] is None:
                self._leave(subscription, facts["key"], deployment, role, moment)
            else:
                self._begin_anew(subscription, facts, deployment, role, moment)

    def _begin_anew(self, subscription: str, facts: Value, deployment: Value, role: Value, moment: float) -> None:
        key = facts["key"]
        self.kept.start(subscription, key, deployment, role["name"], moment)
        instance = machines.member(deployment, role["name"])
        instance["once_ready"] = guest(self.operations, role, facts["host_name"])
        self.kept.advance(subscription, key, deployment, instance, machines.provisioning_of(role), moment)
        machines.describe(deployment, key.partition("/")[0])
        self.kept.put(subscription, key, deployment, moment)

    def _blob(self, disk: Value) -> str:
        digits = self.operations.new_id(digits=29)
        return f"{disk['media_link'].rpartition('/')[0]}/{digits[:8]}.{digits[8:11]}{digits[11:]}.vhd"

    def _leave(self, subscription: str, key: str, deployment: Value, role: Value, moment: float) -> None:
        service = key.partition("/")[0]
        MachineDisks(self.operations, subscription, service, moment).release_all(role, media=True)
        virtual_machines.forget(deployment, role["name"])
        if deployment["roles"]:
            machines.describe(deployment, service)
            self.kept.put(subscription, key, deployment, moment)
        else:
            self.store.delete(subscription, "deployment", key)

    def as_vm_image(self, subscription: str, facts: Value, moment: float) -> None:
        deployment = self.kept.get(subscription, facts["key"])
        if deployment is None:
            return
        role, arguments = machines.role_named(deployment, facts["role"]), facts["given"]
        status = machines.member(deployment, role["name"])["status"]
        disk = self.store.get(subscription, "disk", role["os_disk"]["name"]) or {}
        system = {"os": disk["os"], "os_state": arguments["os_state"], "media_link": self._blob(disk)}
        system.update({"host_caching": role["os_disk"]["host_caching"], SIZE: disk[SIZE]})
        data = [
            {"lun": each["lun"], "media_link": self._blob(each), "host_caching": each["host_caching"], SIZE: each[SIZE]}
            for each in role["data_disks"]
        ]
        source = {"service_name": facts["key"].partition("/")[0], "deployment_name": deployment["name"]}
        source.update(role_name=role["name"], role_state_on_capture=status, role_size_on_capture=role["role_size"])
        image = {**vm_images.new_image(arguments, disk, system, data, moment), **source}
        self.store.put(subscription, "vm_image", image["name"], image)
        if facts["goes"]:
            self._leave(subscription, facts["key"], deployment, role, moment)


def install(operations: Operations) -> None:
    """Make known what becomes of virtual machines that are captured."""
    captures = Captures(operations)
    operations.effects["role_is_captured"] = captures.as_os_image
    operations.effects["role_is_captured_as_vm_image"] = captures.as_vm_image


ROUTES = (
    virtual_machines.route(CAPTURE, capture),
    virtual_machines.route(CAPTURE_AS_VM_IMAGE, capture_as_vm_image),
)
