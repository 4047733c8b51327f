# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Updates of virtual machines: what Update Role replaces, leaves and removes (docs/protocol/compute.md#update-role)."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import Any

from ansible_collections.classic.azure.emulator.core.context import Reply, RequestContext
from ansible_collections.classic.azure.emulator.core.entities import EffectScope, TimedScope, dump, load
from ansible_collections.classic.azure.emulator.core.errors import bad_request
from ansible_collections.classic.azure.emulator.core.registry import register_routes
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services.cloud_services.configurations import check_cores
from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_effects import deployment_effect
from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_state import (
    DEALLOCATED,
    STOPPED,
    VIRTUAL_MACHINE_ROLE,
    ConfigurationSets,
    DataDisk,
    Deployment,
    Guest,
    ResourceExtension,
    Role,
)
from ansible_collections.classic.azure.emulator.services.cloud_services.deployments import begin_operation
from ansible_collections.classic.azure.emulator.services.cloud_services.hosted_services import HostedService
from ansible_collections.classic.azure.emulator.services.cloud_services.lifecycles import start_lifecycle
from ansible_collections.classic.azure.emulator.services.compute import machines
from ansible_collections.classic.azure.emulator.services.compute.attached_disks import attach_data_disk, release_disk
from ansible_collections.classic.azure.emulator.services.compute.role_requests import (
    RequestedRole,
    check_data_disk,
    check_data_disk_luns,
    check_size,
    stored_extension,
)
from ansible_collections.classic.azure.emulator.services.compute.virtual_machines import (
    get_role,
    get_unlocked_vm_deployment,
    vm_route,
)
from ansible_collections.classic.azure.emulator.services.networking.endpoints import (
    NetworkConfiguration,
    assign_public_ports,
    check_network_configuration,
    refuse_port_conflicts,
    stored_configuration,
)
from ansible_collections.classic.azure.emulator.services.networking.ip_addresses import inner_address
from ansible_collections.classic.azure.emulator.services.networking.load_balancers import check_load_balancer_names
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine_requests import UPDATE


@dataclass
class RoleChanges:
    """What is kept of an update until its operation ends; None is what it does not mention."""

    network: NetworkConfiguration
    extensions: list[ResourceExtension] | None = None
    host_caching: str | None = None
    role_size: str | None = None
    availability_set_name: str | None = None
    data_disks: list[DataDisk] | None = None
    provision_guest_agent: bool | None = None
    debug_settings: dict[str, Any] | None = None


def update(context: RequestContext) -> Reply:
    service, deployment = get_unlocked_vm_deployment(context)
    role, requested = get_role(context, deployment), load(RequestedRole, context.values)
    _check_update(context, service, deployment, role, requested)
    changes = RoleChanges(
        network=stored_configuration(requested.network),
        extensions=None
        if requested.extensions is None
        else [stored_extension(extension) for extension in requested.extensions],
        host_caching=requested.os_disk.host_caching,
        role_size=requested.role_size,
        availability_set_name=requested.availability_set_name,
        data_disks=requested.data_disks,
        provision_guest_agent=requested.provision_guest_agent,
        debug_settings=requested.debug_settings,
    )
    begin_operation(context, deployment, role_updated, {"role": role.name, "changes": dump(changes)})
    return Reply(202)


def _check_update(
    context: RequestContext, service: HostedService, deployment: Deployment, role: Role, requested: RequestedRole
) -> None:
    """Refuse at once what can be seen at once. Raises ErrorResponse."""
    if requested.role_type not in (None, VIRTUAL_MACHINE_ROLE):
        raise bad_request(reason=f"RoleType is not {VIRTUAL_MACHINE_ROLE}")
    check_network_configuration(requested.network, machines.network_of(context, deployment))
    size = requested.role_size or role.size
    check_size(service, size)
    check_cores(context, machines.cores_of_size(size) - machines.cores_of_size(role.size))
    attached = {disk.name for disk in role.data_disks}
    for disk in requested.data_disks or []:
        if disk.name not in attached:
            check_data_disk(context, service, disk)
    check_data_disk_luns(role.data_disks if requested.data_disks is None else requested.data_disks, size)
    check_load_balancer_names(requested.endpoints, deployment.load_balancers)


@deployment_effect("role_updated")
def role_updated(scope: EffectScope, deployment: Deployment, facts: Value) -> None:
    """Replace the network as a whole, and other things where they are mentioned.

    That a machine keeps its availability set where none is mentioned is an assumption. Raises ErrorResponse.
    """
    role, changes = machines.existing_role(deployment, facts["role"]), load(RoleChanges, facts["changes"])
    role.configuration_sets = ConfigurationSets(changes.network)
    assign_public_ports(deployment.endpoints, random.Random(scope.operations.new_id()))
    refuse_port_conflicts(deployment.endpoints)
    if machines.existing_instance(deployment, role.name).status != DEALLOCATED:
        machines.give_public_ips(scope, deployment, role)
    if changes.host_caching:
        role.system_disk.host_caching = changes.host_caching
    if changes.data_disks is not None:
        _replace_data_disks(scope, deployment, role, changes.data_disks)
    if changes.extensions is not None:
        _change_extensions(role, changes.extensions)
    if changes.availability_set_name is not None:
        role.availability_set_name = changes.availability_set_name
    if changes.provision_guest_agent is not None:
        role.provision_guest_agent = changes.provision_guest_agent
    if changes.debug_settings is not None:
        role.debug_settings = changes.debug_settings
    if changes.role_size not in (None, role.role_size):
        role.role_size = changes.role_size
        _resize_instance(scope, deployment, role)
    machines.apply_roles(deployment)


def _replace_data_disks(scope: TimedScope, deployment: Deployment, role: Role, requested: list[DataDisk]) -> None:
    """Attach the data disks that a request lists, and release those that it does not name."""
    current = {disk.name: disk for disk in role.data_disks}
    for name in set(current) - {disk.name for disk in requested}:
        release_disk(scope, name, delete=False)
    attached = [
        _changed_data_disk(current[disk.name], disk)
        if disk.name in current
        else attach_data_disk(scope, deployment, role, disk)
        for disk in requested
    ]
    role.data_disks = sorted(attached, key=lambda disk: disk.lun or 0)


def _changed_data_disk(disk: DataDisk, requested: DataDisk) -> DataDisk:
    """An attached disk with what a request mentions of the properties that can be changed."""
    return replace(
        disk,
        host_caching=disk.host_caching if requested.host_caching is None else requested.host_caching,
        label=disk.label if requested.label is None else requested.label,
        lun=disk.lun if requested.lun is None else requested.lun,
    )


def _change_extensions(role: Role, requested: list[ResourceExtension]) -> None:
    """Add, replace or remove extensions. From the first update that mentions any on the list is there, even empty."""
    current = {extension.reference_name: extension for extension in role.extensions or []}
    for extension in requested:
        current[extension.reference_name] = extension
        if extension.state == "Uninstall":
            del current[extension.reference_name]
    role.extensions = list(current.values())


def _resize_instance(scope: TimedScope, deployment: Deployment, role: Role) -> None:
    """Place a virtual machine of another size anew: its name is gone for a while, and its address changes, unless a
    virtual network gives it. One that is stopped is placed when it starts."""
    instance = machines.existing_instance(deployment, role.name)
    if instance.status == DEALLOCATED:
        return
    instance.size = role.role_size
    if instance.status == STOPPED:
        return
    if not deployment.virtual_network_name:
        instance.ip_address = inner_address(scope.operations)
    if instance.host_name:
        instance.pending_guest, instance.host_name = Guest(instance.host_name), None
    start_lifecycle(scope, deployment, instance, "resize_machine")


register_routes(vm_route(UPDATE, update))
