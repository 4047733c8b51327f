# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations on one instance of a web or worker role (docs/protocol/cloud_services.md#role-instance-operations)."""

from __future__ import annotations

from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    MissingReferenceError,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.planner import FieldPlanner
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.readiness import Readiness
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.reading import FieldReader
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import ModuleOptions, Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment import (
    DEPLOYMENT,
    pending_instances,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment_schema import (
    ROLE_INSTANCE_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.paths import (
    ROLE_INSTANCES_PATH,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.role_schema import (
    VIRTUAL_MACHINE_ROLE,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Reader
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Action, Step, Values
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.resource_schema import ResourceSchema
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field, Struct


class RoleInstanceReader(FieldReader):
    """Reads instances out of their deployment."""

    def read(self, client: Reader, want: Values) -> Values | None:
        name = want["name"].lower()
        return next((each for each in self.read_all(client, want) if each["name"].lower() == name), None)

    def read_all(self, client: Reader, want: Values) -> list[Values]:
        deployment = DEPLOYMENT.reader.read(client, {**want, "name": want["deployment_name"]})
        return (deployment and deployment["role_instances"]) or []

    def update_blocker(self, client: Reader, have: Values, want: Values) -> str | None:
        return _virtual_machine_blocker(client, want) if want["state"] == "rebuilt" else None

    def deletion_blocker(self, client: Reader, have: Values, want: Values) -> str | None:
        """Return why the instance has to stay: a role keeps its last one, and one of a virtual machine is its only one
        (docs/protocol/cloud_services.md#role-instance-operations)."""
        same = [each for each in self.read_all(client, want) if each["role_name"] == have["role_name"]]
        last = f"it is the last instance of role {have['role_name']}" if len(same) == 1 else None
        return _virtual_machine_blocker(client, want) or last


def _virtual_machine_blocker(client: Reader, want: Values) -> str | None:
    deployment = DEPLOYMENT.reader.read(client, {**want, "name": want["deployment_name"]})
    roles = (deployment and deployment["roles"]) or []
    if any(role["role_type"] == VIRTUAL_MACHINE_ROLE for role in roles):
        return f"deployment {want['deployment_name']} is one of virtual machines: see virtual_machine"
    return None


class RoleInstancePlanner(FieldPlanner):
    """An instance exists or not; a reboot, reimage or rebuild is sent each time that a task asks for it."""

    def plan_create(self, have: Values | None, want: Values) -> list[Step]:
        raise MissingReferenceError(
            f"deployment {want['deployment_name']} of hosted service {want['service_name']} has no instance "
            f"{want['name']}; instances come with a greater number of them, see deployment",
            steps=[Step(OPERATIONS[want["state"]], want)],
        )

    def plan_update(self, have: Values, want: Values) -> list[Step]:
        state = want["state"]
        return [Step(OPERATIONS[state], {**_address(want), "name": have["name"]}, trigger=state)]

    def plan_delete(self, have: Values, want: Values) -> list[Step]:
        return [Step(DELETE, {**_address(want), "name": have["name"]})]

    def predict(self, step: Step, have: Values | None) -> Values:
        return dict(have or {})


class RoleInstanceReadiness(Readiness[Values]):
    """An instance is waited for, unless it is stopped."""

    def pending_reason(self, have: Values, want: Values) -> str | None:
        if (have["status"], have["power_state"]) == ("StoppedVM", "Stopped"):
            return None
        return pending_instances(want["deployment_name"], [have])


def _address(want: Values) -> Values:
    return {name: want[name] for name in ("service_name", "deployment_name")}


def _operation(operation: str, query: str) -> Action:
    return Action(operation, "POST", suffix=f"?{query}")


OPERATIONS = {
    "rebooted": _operation("RebootRoleInstance", "comp=reboot"),
    "reimaged": _operation("ReimageRoleInstance", "comp=reimage"),
    "rebuilt": _operation("RebuildRoleInstance", "comp=rebuild&resources=allLocalDrives"),
}
DELETE = Action(
    "DeleteRoleInstances",
    "POST",
    "RoleInstances",
    Struct(Field("name", "Name")),
    path=ROLE_INSTANCES_PATH,
    suffix="/?comp=delete",
)

ROLE_INSTANCE_RESOURCE_SCHEMA = ResourceSchema(
    kind="role instance",
    root="RoleInstance",
    path=ROLE_INSTANCES_PATH,
    fields=ROLE_INSTANCE_SCHEMA.fields,
    changes=tuple(OPERATIONS.values()),
    remove=DELETE,
)
ROLE_INSTANCE = Resource(
    ROLE_INSTANCE_RESOURCE_SCHEMA,
    RoleInstanceReader(ROLE_INSTANCE_RESOURCE_SCHEMA),
    RoleInstancePlanner(ROLE_INSTANCE_RESOURCE_SCHEMA),
    RoleInstanceReadiness(),
    ModuleOptions(states=(*OPERATIONS, "absent"), wait_timeout=1800),
)
