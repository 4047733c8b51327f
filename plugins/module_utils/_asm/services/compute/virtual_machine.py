# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Virtual machines: a role and an instance of a deployment, and something of both (docs/protocol/compute.md#vm-model).

What can be changed is changed by editing the role as the service tells it, so that what a task does not mention stays.
"""

from __future__ import annotations

from urllib.parse import quote

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import Clock
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import PreconditionError, ProvisioningError
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.planner import Planner
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.readiness import Readiness
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.reading import ResourceReader
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import ModuleOptions, Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment import FAILED
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute import machine_choices
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.machine_reading import (
    DEALLOCATED,
    FIELDS,
    edited,
    machine_of,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.machine_steps import (
    CHANGEABLE,
    NETWORK,
    OF_DEPLOYMENT,
    changes_of,
    disk_steps,
    made_of,
    order,
    power_steps,
    role_of,
    told_disk,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.role_operation import (
    RESTART,
    SHUTDOWN,
    START,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine_wire import (
    ADD,
    ADD_DATA_DISK,
    CREATE_DEPLOYMENT,
    DELETE,
    DELETE_DEPLOYMENT,
    DELETE_DEPLOYMENT_WITH_MEDIA,
    DELETE_WITH_MEDIA,
    UPDATE,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Reader
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Action, Step, Values
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.resource_schema import ResourceSchema

RESTING = {"stopped": ("StoppedVM", DEALLOCATED), "deallocated": (DEALLOCATED,)}


def normalize(want: Values, clock: Clock) -> Values:
    """Return what the task wants. Raises PreconditionError for a machine with two operating systems."""
    if want.get("linux") and want.get("windows"):
        raise PreconditionError(f"virtual machine {want['name']} cannot be both linux and windows")
    return want


class VirtualMachineReader(ResourceReader[Values]):
    """Reads a machine out of its deployment, and the deployment alone where it does not hold the machine."""

    def address(self, want: Values) -> str:
        """The deployment, since a machine is told as a part of it: by its name, or the one in production."""
        service = f"services/hostedservices/{quote(str(want['service_name']), safe='')}"
        name = want.get("deployment_name")
        return f"{service}/deployments/{quote(str(name), safe='')}" if name else f"{service}/deploymentslots/Production"

    def read(self, client: Reader, want: Values) -> Values | None:
        response = client.get(self.address(want), "GetDeployment")
        return None if response is None else machine_of(response, want)

    def exists(self, have: Values | None) -> bool:
        return have is not None and "name" in have

    def display(self, have: Values) -> Values:
        return VIRTUAL_MACHINE_SCHEMA.display(have)

    def read_all(self, client: Reader, want: Values) -> list[Values]:
        return machine_choices.all_machines(client, want)

    def resolve_references(self, client: Reader, want: Values) -> Values:
        return machine_choices.resolve_references(client, want) if want["state"] != "absent" else want


class VirtualMachinePlanner(Planner[Values]):
    """The first machine of a service creates the deployment, others are added to it; the last one goes with it."""

    def plan_create(self, have: Values | None, want: Values) -> list[Step]:
        around = have or {}
        name = around.get("deployment_name") or want.get("deployment_name") or want["service_name"]
        place = {"service_name": want["service_name"], "deployment_name": name, "role_name": want["name"]}
        machine_choices.check_source(want)
        role = role_of(want)
        if around.get("packaged"):
            raise PreconditionError(
                f"deployment {name} of hosted service {want['service_name']} is one of web and worker roles, which "
                f"takes no virtual machine: {want['name']} needs a hosted service of its own"
            )
        if around.get("deployment_name"):
            self._check_deployment(around, want)
            steps = [Step(ADD, {**role, **place})]
        else:
            values = {"name": name, "slot": "Production", "label": name, "roles": [role]}
            values.update({each: want.get(each) for each in OF_DEPLOYMENT})
            steps = [Step(CREATE_DEPLOYMENT, {**values, **place})]
        if want["state"] in ("stopped", "deallocated"):
            steps.append(order(place, want["state"]))
        return steps

    def _check_deployment(self, have: Values, want: Values) -> None:
        for name in OF_DEPLOYMENT:
            if want.get(name) and (have.get(name) or "").lower() != want[name].lower():
                hint = "see reserved_ip" if name == "reserved_ip_name" else "it would have to be deleted and made anew"
                raise PreconditionError(
                    f"deployment {have['deployment_name']} of virtual machine {want['name']} has {name} "
                    f"{have.get(name)!r}, and that is not changed to {want[name]!r} here: {hint}"
                )

    def plan_update(self, have: Values, want: Values) -> list[Step]:
        self._check_deployment(have, want)
        self._check_unchangeable(have, want)
        place = {name: have[name] for name in ("service_name", "deployment_name")} | {"role_name": have["name"]}
        changes = changes_of(have, want)
        steps = []
        if changes:
            document = xml.parse(edited(have["role_xml"], changes))
            steps.append(Step(UPDATE, {**place, "changes": changes}, document))
        steps += disk_steps(have, want, place)
        return [*steps, *power_steps(have, want, place)]

    def _check_unchangeable(self, have: Values, want: Values) -> None:
        image = (want.get("image") or {}).get("name")
        disk, current = want.get("os_disk") or {}, have["os_disk"] or {}
        pairs = [
            ("image", image, current.get("source_image_name")),
            ("vm_image_name", want.get("vm_image_name"), have["vm_image_name"]),
        ]
        pairs += [(f"os_disk.{name}", disk.get(name), current.get(name)) for name in ("name", "media_link", "os")]
        for name, wanted, there in pairs:
            if wanted is not None and wanted != there:
                raise PreconditionError(
                    f"virtual machine {want['name']} has {name} {there!r}, and the service cannot change that to "
                    f"{wanted!r}: it would have to be deleted and created anew"
                )

    def plan_delete(self, have: Values, want: Values) -> list[Step]:
        place = {name: have[name] for name in ("service_name", "deployment_name")} | {"role_name": have["name"]}
        media = want["disks"] == "delete"
        if have["siblings"]:
            return [Step(DELETE_WITH_MEDIA if media else DELETE, place)]
        if want["delete_empty"] is None:
            raise PreconditionError(
                f"virtual machine {want['name']} is the only one of deployment {have['deployment_name']}, which would "
                "go with it: say delete_empty=deployment, or delete_empty=service to delete the hosted service as well"
            )
        steps = [Step(DELETE_DEPLOYMENT_WITH_MEDIA if media else DELETE_DEPLOYMENT, place)]
        if want["delete_empty"] == "service":
            steps.append(Step(DELETE_SERVICE, place))
        return steps

    def predict(self, step: Step, have: Values | None) -> Values:
        if step.action in (CREATE_DEPLOYMENT, ADD):
            role = step.values["roles"][0] if step.action is CREATE_DEPLOYMENT else step.values
            network = role["configuration_sets"].get("network") or {}
            returned = {name: role.get(name) for name in CHANGEABLE}
            returned.update({name: network.get(name) for name in NETWORK}, endpoints=network.get("input_endpoints"))
            return {"name": role["name"], **returned, **made_of(role), "power_state": "Started"}
        if step.action is UPDATE:
            return {**(have or {}), **step.values["changes"]}
        powers = {START: "Started", RESTART: "Started", SHUTDOWN: "Stopped"}
        if step.action in powers:
            return {**(have or {}), "power_state": powers[step.action]}
        changed = told_disk(step.values, new=step.action is ADD_DATA_DISK)
        disks = [disk for disk in (have or {}).get("data_disks") or [] if disk["lun"] != changed["lun"]]
        return {**(have or {}), "data_disks": sorted([*disks, changed], key=lambda disk: disk["lun"])}


class VirtualMachineReadiness(Readiness[Values]):
    """A machine is ready when its instance has the status that the wanted state means."""

    def pending_reason(self, have: Values, want: Values) -> str | None:
        if want["wait_for"] == "operation":
            return None
        values = have
        if values["status"] in FAILED:
            raise ProvisioningError(
                f"virtual machine {values['name']} is {values['status']}: "
                f"{values['state_details'] or 'the service gives no reason'}"
            )
        wanted = RESTING.get(want["state"], ("ReadyRole",))
        if want["state"] == "present" and values["status"] in ("StoppedVM", DEALLOCATED):
            return None
        return None if values["status"] in wanted else f"{values['status']} {values['state_details'] or ''}".strip()


DELETE_SERVICE = Action("DeleteHostedService", "DELETE", path="services/hostedservices/{service_name}")
OPTIONS = (
    *(name for name in CHANGEABLE),
    *("endpoints", "data_disks", "os_disk", "vm_image_name", "linux", "windows", *OF_DEPLOYMENT),
)
VIRTUAL_MACHINE_SCHEMA = ResourceSchema(
    kind="virtual machine",
    root="Deployment",
    path="services/hostedservices/{service_name}/deployments",
    fields=FIELDS,
    create=CREATE_DEPLOYMENT,
    changes=(),
    remove=DELETE,
    arguments=OPTIONS,
    diff=(*(field.name for field in FIELDS if field.name in ("name", *OPTIONS)), "power_state"),
)
VIRTUAL_MACHINE = Resource(
    VIRTUAL_MACHINE_SCHEMA,
    VirtualMachineReader(),
    VirtualMachinePlanner(),
    VirtualMachineReadiness(),
    ModuleOptions(
        normalize=normalize,
        states=("present", "absent", "running", "stopped", "deallocated", "restarted"),
        wait_timeout=1800,
        extra={
            "deployment_name": {"type": "str"},
            "image": {
                "type": "dict",
                "options": {name: {"type": "str"} for name in ("name", "label", "family", "name_pattern")},
            },
            "storage_account": {"type": "str"},
            "container": {"type": "str", "default": "vhds"},
            "endpoints_mode": {"type": "str", "choices": ["merge", "exact"], "default": "merge"},
            "allow_no_login": {"type": "bool", "default": False},
            "disks": {"type": "str", "choices": ["keep", "delete"], "default": "keep"},
            "delete_empty": {"type": "str", "choices": ["deployment", "service"]},
            "wait_for": {"type": "str", "choices": ["ready", "operation"], "default": "ready"},
        },
        info={"deployment_name": {"type": "str"}},
    ),
)
