# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a virtual machine is created, updated and deleted (docs/protocol/compute.md#create-vm-deployment,
docs/protocol/compute.md#add-role, docs/protocol/compute.md#update-role, docs/protocol/compute.md#power-operations and
docs/protocol/compute.md#delete-role)."""

from __future__ import annotations

from ansible_collections.classic.azure.plugins.module_utils._asm.errors import PreconditionError
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.planner import Planner
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.attached_disks import (
    data_disk_steps,
    data_disks_after,
    without_link,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.disk import MEDIA_LINK
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.resource_extensions import (
    merge_extensions,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine_creation import (
    check_source,
    new_role,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine_requests import (
    ADD,
    CREATE_DEPLOYMENT,
    DELETE,
    DELETE_DEPLOYMENT,
    DELETE_DEPLOYMENT_WITH_MEDIA,
    DELETE_SERVICE,
    DELETE_WITH_MEDIA,
    RESTART,
    SHUTDOWN,
    START,
    UPDATE,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine_schema import (
    DEALLOCATED,
    Part,
    SetBy,
    fields_of,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine_state import (
    VirtualMachineState,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.networking.endpoints import merge_endpoints
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Step, Values

POWER_STATES = {START: "Started", RESTART: "Started", SHUTDOWN: "Stopped"}
STOPPED = ("StoppedVM", DEALLOCATED)


class VirtualMachinePlanner(Planner[VirtualMachineState]):
    """The first virtual machine of a service creates the deployment, others are added to it; the last one's deletion
    is the deployment's."""

    def plan_create(self, have: VirtualMachineState | None, want: Values) -> list[Step]:
        name = (have and have["deployment_name"]) or want.get("deployment_name") or want["service_name"]
        address = {"service_name": want["service_name"], "deployment_name": name, "role_name": want["name"]}
        check_source(want)
        role = new_role(want)
        if have is not None and have.has_package:
            raise PreconditionError(
                f"deployment {name} of hosted service {want['service_name']} is one of web and worker roles, which "
                f"takes no virtual machine: {want['name']} needs a hosted service of its own"
            )
        if have is not None:
            _check_deployment(have, want)
            steps = [Step(ADD, {**role, **address})]
        else:
            deployment = {
                field.source: want.get(field.name) for field in fields_of(Part.DEPLOYMENT, set_by=SetBy.CREATION)
            }
            deployment.update(name=name, slot="Production", label=name, roles=[role])
            steps = [Step(CREATE_DEPLOYMENT, {**deployment, **address})]
        if want["state"] in ("stopped", "deallocated"):
            steps.append(_shutdown(address, want["state"]))
        return steps

    def plan_update(self, have: VirtualMachineState, want: Values) -> list[Step]:
        _check_deployment(have, want)
        _check_source_unchanged(have, want)
        changes, steps = _role_changes(have, want), []
        if changes:
            steps.append(Step(UPDATE, {**have.address, **changes}, have.edited_role(changes)))
        folder = str((have["os_disk"] or {}).get("media_link") or "").rpartition("/")[0]
        steps += data_disk_steps(have["data_disks"], folder, want, have.address)
        return [*steps, *_power_steps(have, want)]

    def plan_delete(self, have: VirtualMachineState, want: Values) -> list[Step]:
        media = want["disks"] == "delete"
        if have.other_roles:
            return [Step(DELETE_WITH_MEDIA if media else DELETE, have.address)]
        if want["delete_empty"] is None:
            raise PreconditionError(
                f"virtual machine {want['name']} is the only one of deployment {have['deployment_name']}, which would "
                "go with it: say delete_empty=deployment, or delete_empty=service to delete the hosted service as well"
            )
        return [
            Step(DELETE_DEPLOYMENT_WITH_MEDIA if media else DELETE_DEPLOYMENT, have.address),
            *self._deletion_of_service(have, want),
        ]

    def plan_deletion_of_rest(self, have: VirtualMachineState, want: Values) -> list[Step]:
        return [] if have.deployment else self._deletion_of_service(have, want)

    def _deletion_of_service(self, have: VirtualMachineState, want: Values) -> list[Step]:
        """Return the step that deletes the hosted service, if the task wants that and nothing else is in it."""
        if want["delete_empty"] != "service" or have.other_deployments:
            return []
        return [Step(DELETE_SERVICE, {"service_name": want["service_name"]})]

    def predict(self, step: Step, have: VirtualMachineState | None) -> VirtualMachineState:
        if step.action is CREATE_DEPLOYMENT:
            return _created(step.values["roles"][0])
        if have is None or step.action is ADD:
            return _created(step.values)
        if step.action is UPDATE:
            names = [field.name for field in fields_of(*Part, set_by=SetBy.UPDATE_ROLE)]
            return have.with_values({name: step.values[name] for name in names if name in step.values})
        if step.action in POWER_STATES:
            return have.with_values({"power_state": POWER_STATES[step.action]})
        return have.with_values({"data_disks": data_disks_after(step, have["data_disks"] or [])})


def _created(role: Values) -> VirtualMachineState:
    """Return the state after a creation, as far as the role in its request says it."""
    os_disk, data_disks = role["os_disk"], role["data_disks"]
    predicted = {
        **role,
        "os_disk": (without_link(os_disk) or None) if os_disk else None,
        "data_disks": [without_link(disk) for disk in data_disks] if data_disks else None,
    }
    network = role["configuration_sets"].get("network") or {}
    return VirtualMachineState({}, predicted, network, {"power_state": "Started"})


def _check_deployment(have: VirtualMachineState, want: Values) -> None:
    """Raise PreconditionError where the task wants the deployment otherwise than it is."""
    for field in fields_of(Part.DEPLOYMENT, set_by=SetBy.CREATION):
        name, wanted, current = field.name, want.get(field.name), have[field.name]
        if wanted and (current or "").lower() != wanted.lower():
            hint = "see reserved_ip" if name == "reserved_ip_name" else "it would have to be deleted and made anew"
            raise PreconditionError(
                f"deployment {have['deployment_name']} of virtual machine {want['name']} has {name} "
                f"{current!r}, and that is not changed to {wanted!r} here: {hint}"
            )


def _check_source_unchanged(have: VirtualMachineState, want: Values) -> None:
    """Raise PreconditionError where the task wants the virtual machine to be made from something else."""
    image = (want.get("image") or {}).get("name")
    disk, current = want.get("os_disk") or {}, have["os_disk"] or {}
    compared = [
        ("image", image, current.get("source_image_name")),
        ("vm_image_name", want.get("vm_image_name"), have["vm_image_name"]),
        ("os_disk.name", disk.get("name"), current.get("name")),
        ("os_disk.media_link", MEDIA_LINK.display(disk.get("media_link")), current.get("media_link")),
        ("os_disk.os", disk.get("os"), current.get("os")),
    ]
    for name, wanted, there in compared:
        if wanted is not None and wanted != there:
            raise PreconditionError(
                f"virtual machine {want['name']} has {name} {there!r}, and the service cannot change that to "
                f"{wanted!r}: it would have to be deleted and created anew"
            )


def _role_changes(have: VirtualMachineState, want: Values) -> Values:
    """Return what an update of the role has to change, by the names of the virtual machine's fields."""
    merged = {
        "endpoints": merge_endpoints(have["endpoints"], want.get("endpoints"), want["endpoints_mode"] == "exact"),
        "extensions": merge_extensions(have["extensions"], want.get("extensions")),
        "os_disk": _with_caching(have["os_disk"] or {}, want.get("os_disk") or {}),
    }
    changes: Values = {}
    for field in fields_of(*Part, set_by=SetBy.UPDATE_ROLE):
        name = field.name
        wanted = merged[name] if name in merged else want.get(name)
        if wanted is not None and (name in merged or not field.codec.matches(have[name], wanted)):
            changes[name] = wanted
    return changes


def _with_caching(disk: Values, wanted: Values) -> Values | None:
    """Return the operating system disk with the caching that is wanted, None if it has that."""
    caching = wanted.get("host_caching")
    return {**disk, "host_caching": caching} if caching and caching != disk.get("host_caching") else None


def _shutdown(address: Values, state: str) -> Step:
    action = DEALLOCATED if state == "deallocated" else "Stopped"
    return Step(SHUTDOWN, {**address, "operation_type": "ShutdownRoleOperation", "post_shutdown_action": action})


def _power_steps(have: VirtualMachineState, want: Values) -> list[Step]:
    """Return the step that starts, restarts or stops a virtual machine, if the wanted state needs one."""
    status, state = have["status"], want["state"]
    trigger = state if state == "restarted" else ""
    if state in ("running", "restarted") and status in STOPPED:
        return [Step(START, {**have.address, "operation_type": "StartRoleOperation"}, trigger=trigger)]
    if trigger:
        return [Step(RESTART, {**have.address, "operation_type": "RestartRoleOperation"}, trigger=trigger)]
    if (state == "stopped" and status not in STOPPED) or (state == "deallocated" and status != DEALLOCATED):
        return [_shutdown(have.address, state)]
    return []
