# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Data disks of virtual machines: attached, changed and detached while these run
(docs/protocol/compute.md#data-disks)."""

from __future__ import annotations

from dataclasses import replace

from ansible_collections.classic.azure.emulator.core.context import Reply, RequestContext, Route
from ansible_collections.classic.azure.emulator.core.entities import EffectScope, dump, load
from ansible_collections.classic.azure.emulator.core.errors import not_found
from ansible_collections.classic.azure.emulator.core.registry import register_routes
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services import common
from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_effects import deployment_effect
from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_state import (
    DataDisk,
    Deployment,
)
from ansible_collections.classic.azure.emulator.services.cloud_services.deployments import (
    begin_operation,
    get_deployment,
)
from ansible_collections.classic.azure.emulator.services.compute import machines
from ansible_collections.classic.azure.emulator.services.compute.attached_disks import attach_data_disk, release_disk
from ansible_collections.classic.azure.emulator.services.compute.role_requests import (
    check_data_disk,
    check_data_disk_luns,
)
from ansible_collections.classic.azure.emulator.services.compute.virtual_machines import (
    MEDIA_SINCE,
    VIRTUAL_MACHINES_SINCE,
    get_role,
    get_unlocked_vm_deployment,
    route_path,
    vm_route,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.role_schema import (
    DATA_DISK_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine_requests import (
    ADD_DATA_DISK,
    DELETE_DATA_DISK,
    DELETE_DATA_DISK_WITH_MEDIA,
    UPDATE_DATA_DISK,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml

CHANGEABLE = ("host_caching", "label", "lun")


def add(context: RequestContext) -> Reply:
    service, deployment = get_unlocked_vm_deployment(context)
    role, disk = get_role(context, deployment), load(DataDisk, context.values)
    check_data_disk_luns([*role.data_disks, disk], role.size)
    check_data_disk(context, service, disk)
    begin_operation(context, deployment, data_disk_added, {"role": role.name, "disk": dump(disk)})
    return Reply(202)


def get(context: RequestContext) -> Reply:
    root = xml.create("DataVirtualHardDisk")
    common.fill(root, DATA_DISK_SCHEMA.fields, dump(_get_data_disk(context, get_deployment(context))))
    return Reply(200, root)


def update(context: RequestContext) -> Reply:
    dummy, deployment = get_unlocked_vm_deployment(context)
    role, disk = get_role(context, deployment), _get_data_disk(context, deployment)
    changes = {name: context.values[name] for name in CHANGEABLE if context.values[name] is not None}
    others = [other for other in role.data_disks if other.name != disk.name]
    check_data_disk_luns([*others, replace(disk, **changes)], role.size)
    facts = {"role": role.name, "disk": disk.name, "changes": changes}
    begin_operation(context, deployment, data_disk_updated, facts)
    return Reply(202)


def delete(context: RequestContext) -> Reply:
    return _delete(context, media=False)


def delete_with_media(context: RequestContext) -> Reply:
    return _delete(context, media=True)


def _delete(context: RequestContext, media: bool) -> Reply:
    dummy, deployment = get_unlocked_vm_deployment(context)
    role, disk = get_role(context, deployment), _get_data_disk(context, deployment)
    facts = {"role": role.name, "disk": disk.name, "media": media}
    begin_operation(context, deployment, data_disk_deleted, facts)
    return Reply(202)


def _get_data_disk(context: RequestContext, deployment: Deployment) -> DataDisk:
    """The data disk with the LUN that the URL names. Raises ErrorResponse, whose words are an assumption."""
    for disk in get_role(context, deployment).data_disks:
        if str(disk.lun or 0) == context.names["lun"]:
            return disk
    raise not_found(f"No data disk was found at LUN {context.names['lun']}.")


@deployment_effect("data_disk_added")
def data_disk_added(scope: EffectScope, deployment: Deployment, facts: Value) -> None:
    role = machines.existing_role(deployment, facts["role"])
    role.data_disks.append(attach_data_disk(scope, deployment, role, load(DataDisk, facts["disk"])))
    role.data_disks.sort(key=lambda disk: disk.lun or 0)


@deployment_effect("data_disk_updated")
def data_disk_updated(scope: EffectScope, deployment: Deployment, facts: Value) -> None:
    role = machines.existing_role(deployment, facts["role"])
    disks = [replace(disk, **facts["changes"]) if disk.name == facts["disk"] else disk for disk in role.data_disks]
    role.data_disks = sorted(disks, key=lambda disk: disk.lun or 0)


@deployment_effect("data_disk_deleted")
def data_disk_deleted(scope: EffectScope, deployment: Deployment, facts: Value) -> None:
    role = machines.existing_role(deployment, facts["role"])
    role.data_disks = [disk for disk in role.data_disks if disk.name != facts["disk"]]
    release_disk(scope, facts["disk"], delete=facts["media"])


register_routes(
    Route("GetDataDisk", "GET", route_path(UPDATE_DATA_DISK), get, since=VIRTUAL_MACHINES_SINCE),
    vm_route(ADD_DATA_DISK, add),
    vm_route(UPDATE_DATA_DISK, update),
    vm_route(DELETE_DATA_DISK, delete),
    vm_route(DELETE_DATA_DISK_WITH_MEDIA, delete_with_media, MEDIA_SINCE),
)
