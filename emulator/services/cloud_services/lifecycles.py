# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lifecycles of role instances: the states that an instance passes through, and how long it stays in each.

The order of the states of web and worker roles is recorded (docs/protocol/cloud_services.md#instance-transitions); how
long an instance stays in each is an assumption that adds up to the recorded time. Those of virtual machines are
recorded with their times (docs/protocol/compute.md#vm-life-cycle).
"""

from __future__ import annotations

from typing import NamedTuple

from ansible_collections.classic.azure.emulator.core.entities import EffectScope, TimedScope
from ansible_collections.classic.azure.emulator.core.operations import Operations
from ansible_collections.classic.azure.emulator.core.registry import effect
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_state import (
    DEPLOYMENTS,
    READY,
    STOPPED,
    Deployment,
    LifecyclePosition,
    RoleInstance,
    save,
)
from ansible_collections.classic.azure.emulator.services.cloud_services.guest_agents import report_agent

CALLING_ON_RUN = "Starting role... Calling OnRoleRun."
PREPARING_WINDOWS = "Windows is preparing your computer for first use..."


class Stage(NamedTuple):
    """A state of an instance, and how many seconds it stays in it; in the last stage of a lifecycle it stays."""

    seconds: float
    status: str
    power_state: str
    state_details: str = ""


IS_READY = Stage(0, READY, "Started")
STARTING = (
    Stage(60, "CreatingVM", "Starting"),
    Stage(60, "StartingVM", "Starting"),
    Stage(60, "RoleStateUnknown", "Started"),
    Stage(60, "BusyRole", "Started", CALLING_ON_RUN),
    IS_READY,
)
LIFECYCLES = {
    "create": (Stage(72, "CreatingVM", "Stopped"), Stage(0, STOPPED, "Stopped")),
    "create_and_start": (Stage(20, "CreatingVM", "Stopped"), *STARTING),
    "start": STARTING,
    "stop": (Stage(20, "StoppingVM", "Stopping"), Stage(0, STOPPED, "Stopped")),
    "refresh": (Stage(10, "RoleStateUnknown", "Started"), IS_READY),
    "restart": (Stage(30, "RoleStateUnknown", "Started"), Stage(60, "BusyRole", "Started", CALLING_ON_RUN), IS_READY),
    "rebuild": (Stage(60, STOPPED, "Starting"), Stage(50, STOPPED, "Started"), IS_READY),
    "provision_linux": (Stage(120, "RoleStateUnknown", "Starting"), IS_READY),
    "provision_windows": (
        Stage(120, "RoleStateUnknown", "Starting"),
        Stage(126, "Provisioning", "Started"),
        Stage(121, "Provisioning", "Started", PREPARING_WINDOWS),
        IS_READY,
    ),
    "start_machine": (Stage(60, "RoleStateUnknown", "Starting"), IS_READY),
    "restart_machine": (IS_READY,),
    "resize_machine": (Stage(40, "RoleStateUnknown", "Starting"), Stage(80, "CreatingVM", "Starting"), IS_READY),
}


WITHOUT_BOOT = ("create", "stop", "refresh")
"""The lifecycles in which an instance is not started anew."""


def start_lifecycle(scope: TimedScope, deployment: Deployment, instance: RoleInstance, lifecycle: str) -> None:
    """Put an instance on the first stage of a lifecycle; the caller saves the deployment."""
    instance.generation += 1
    if lifecycle not in WITHOUT_BOOT:
        instance.boots += 1
    instance.position = LifecyclePosition(lifecycle)
    _enter_stage(scope, deployment, instance, instance.position)


def _enter_stage(
    scope: TimedScope, deployment: Deployment, instance: RoleInstance, position: LifecyclePosition
) -> None:
    """Give an instance the state of the stage that it is on, and set the timer for the next one."""
    stages = LIFECYCLES[position.lifecycle]
    stage = stages[position.stage]
    is_last = position.stage == len(stages) - 1
    is_ready = is_last and stage.status == READY
    instance.status = _final_status(deployment, instance) if is_ready else stage.status
    instance.power_state, instance.state_details = stage.power_state, stage.state_details
    report_agent(deployment, instance, scope.now)
    if is_last:
        instance.position = None
        instance.report_guest()
        return
    facts = {
        "key": deployment.key,
        "private_id": deployment.private_id,
        "instance": instance.name,
        "generation": instance.generation,
    }
    scope.operations.schedule(stage.seconds, scope.subscription, instance_advanced, facts, since=scope.now)


def _final_status(deployment: Deployment, instance: RoleInstance) -> str:
    roles = deployment.package.roles if deployment.package else []
    return next((role.final_status for role in roles if role.name == instance.role_name), READY)


@effect("instance_advanced")
def instance_advanced(operations: Operations, subscription: str, facts: Value, moment: float) -> None:
    """Move an instance to its next stage, unless it, or its deployment, has been replaced since the timer was set."""
    scope = EffectScope(operations, subscription, moment)
    deployment = DEPLOYMENTS.get(scope, facts["key"])
    if deployment is None or deployment.private_id != facts["private_id"]:
        return
    for instance in deployment.role_instances:
        if instance.name == facts["instance"] and instance.generation == facts["generation"] and instance.position:
            instance.position.stage += 1
            _enter_stage(scope, deployment, instance, instance.position)
            save(scope, deployment)
