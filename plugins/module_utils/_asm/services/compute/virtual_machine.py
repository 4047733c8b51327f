# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Virtual machines as modules manage them: a role of a deployment and its instance (docs/protocol/compute.md#vm-model).

Changes are made by editing the role that the service returned, so what a task does not mention stays as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import Clock
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    PreconditionError,
    ProvisioningError,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.collections import Documents
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.readiness import Readiness
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.reading import ResourceReader
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import ModuleOptions, Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment import (
    DEPLOYMENT,
    DEPLOYMENT_COLLECTIONS,
    DEPLOYMENT_READINESS,
    DEPLOYMENT_SCHEMA,
    FAILED_STATUSES,
    read_deployment,
    read_deployments,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.attached_disks import blob_suffix
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine_foresight import (
    foresee_steps,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine_options import (
    to_options,
    unsupported,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine_planner import (
    STOPPED,
    VirtualMachinePlanner,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine_references import (
    creation_blocker,
    is_target,
    missing_references,
    references,
    resolve,
    update_blocker,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine_schema import (
    DEALLOCATED,
    VIRTUAL_MACHINE_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine_state import (
    VirtualMachineState,
    virtual_machine_in,
    virtual_machines_of,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.role_size import cores_of
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Reader
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Step, Values

DEFAULT_SIZE = "Small"
"""The role size of a virtual machine for which none is given."""
READY_STATUSES = {"stopped": STOPPED, "deallocated": (DEALLOCATED,)}
"""The statuses of a virtual machine that is what the wanted state says; ReadyRole for other states."""


def normalize(want: Values, clock: Clock) -> Values:
    """Return what the task wants, with the ``blob_suffix`` for new disks.

    Raises PreconditionError for a virtual machine with two operating systems.
    """
    if want.get("linux") and want.get("windows"):
        raise PreconditionError(f"virtual machine {want['name']} cannot be both linux and windows")
    return {**want, "blob_suffix": blob_suffix(clock.time())}


class VirtualMachineReader(ResourceReader[VirtualMachineState]):
    """Reads a virtual machine out of its deployment: the one that the task names, or the one in production."""

    def read(self, client: Reader, want: Values) -> VirtualMachineState | None:
        service_name, name = want["service_name"], want["name"]
        if want.get("state") == "absent" and want["delete_empty"] == "service":
            return self._read_with_service(client, want)
        response = read_deployment(client, service_name, want.get("deployment_name"))
        return None if response is None else virtual_machine_in(response, service_name, name)

    def _read_with_service(self, client: Reader, want: Values) -> VirtualMachineState | None:
        """Return also a state of a hosted service without the deployment, so that its deletion can be planned."""
        deployments = read_deployments(client, want["service_name"])
        if deployments is None:
            return None
        found = [each for each in deployments if is_target(DEPLOYMENT_SCHEMA.values(each), want["deployment_name"])]
        if not found:
            return VirtualMachineState({}, other_deployments=len(deployments))
        state = virtual_machine_in(found[0], want["service_name"], want["name"])
        return replace(state, other_deployments=len(deployments) - 1)

    def read_all(self, client: Reader, want: Values) -> list[VirtualMachineState]:
        """Return the virtual machines of a hosted service, or of one of its deployments."""
        service_name = want["service_name"]
        deployments = DEPLOYMENT.reader.read_all(client, {"service_name": service_name})
        wanted = [each for each in deployments if want.get("deployment_name") in (None, each["name"])]
        return [machine for deployment in wanted for machine in virtual_machines_of(deployment, service_name)]

    def exists(self, have: VirtualMachineState | None) -> bool:
        return have is not None and have.exists

    def display(self, have: VirtualMachineState) -> Values:
        return have.display()

    def resolve_references(self, client: Reader, want: Values) -> Values:
        return want if want["state"] == "absent" else resolve(client, want)

    def missing_references(self, client: Reader, have: VirtualMachineState | None, want: Values) -> list[str]:
        return missing_references(client, have, want)

    def creation_blocker(self, client: Reader, want: Values) -> str | None:
        return creation_blocker(client, want)

    def update_blocker(self, client: Reader, have: VirtualMachineState, want: Values) -> str | None:
        return update_blocker(client, have, want)

    def to_options(self, client: Reader, parents: Values, have: VirtualMachineState) -> Values | None:
        return to_options(client, have)

    def unsupported(self, client: Reader, parents: Values, have: VirtualMachineState) -> list[str]:
        return unsupported(client, have)

    def quota_usage(self, client: Reader, have: VirtualMachineState) -> dict[str, int]:
        """Return the cores, which a deallocated machine gives back (docs/protocol/subscription.md#subscription)."""
        is_deallocated = have["status"] == DEALLOCATED and have["power_state"] != "Started"
        return {} if is_deallocated else {"CoreCount": cores_of(client, have["role_size"] or DEFAULT_SIZE)}

    def foresee(
        self, documents: Documents, want: Values, after: VirtualMachineState | None, steps: Sequence[Step]
    ) -> None:
        foresee_steps(documents, steps)


class VirtualMachineReadiness(Readiness[VirtualMachineState]):
    """A virtual machine is ready when its instance has a status that the wanted state means."""

    def parent_transient_state(self, have: VirtualMachineState) -> str | None:
        """Return that the deployment is being created, perhaps with the virtual machine that an earlier run sent."""
        if have.deployment_status not in DEPLOYMENT_READINESS.transient:
            return None
        return f"deployment {have['deployment_name']} is {have.deployment_status}"

    def pending_reason(self, have: VirtualMachineState, want: Values) -> str | None:
        if want["wait_for"] == "operation":
            return None
        status, details = have["status"], have["state_details"]
        if status in FAILED_STATUSES:
            raise ProvisioningError(
                f"virtual machine {have['name']} is {status}: {details or 'the service gives no reason'}"
            )
        if want["state"] == "present" and status in STOPPED:
            return None
        ready = READY_STATUSES.get(want["state"], ("ReadyRole",))
        return None if status in ready else f"{status} {details or ''}".strip()


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
    references=references,
    collections=DEPLOYMENT_COLLECTIONS,
    serialized_by=("service_name",),
)
