# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Virtual machines that are captured as images, and mostly are deleted then (docs/protocol/compute.md#capture-role,
docs/protocol/compute.md#capture-vm-image)."""

from __future__ import annotations

from ansible_collections.classic.azure.emulator.core.clock import stamp
from ansible_collections.classic.azure.emulator.core.context import Reply, RequestContext
from ansible_collections.classic.azure.emulator.core.entities import EffectScope, TimedScope, load
from ansible_collections.classic.azure.emulator.core.errors import bad_request, conflict
from ansible_collections.classic.azure.emulator.core.operations import Operations
from ansible_collections.classic.azure.emulator.core.registry import effect, register_routes
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_state import (
    DEALLOCATED,
    DEPLOYMENTS,
    STOPPED,
    DataDisk,
    Deployment,
    Role,
    save,
)
from ansible_collections.classic.azure.emulator.services.cloud_services.deployments import begin_operation
from ansible_collections.classic.azure.emulator.services.cloud_services.lifecycles import start_lifecycle
from ansible_collections.classic.azure.emulator.services.compute import machines
from ansible_collections.classic.azure.emulator.services.compute.attached_disks import disk_names
from ansible_collections.classic.azure.emulator.services.compute.disks import DISKS, Disk
from ansible_collections.classic.azure.emulator.services.compute.os_images import OS_IMAGES, OSImage, find_os_image
from ansible_collections.classic.azure.emulator.services.compute.role_requests import (
    RequestedConfigurationSets,
    check_provisioning,
    hand_over_provisioning,
)
from ansible_collections.classic.azure.emulator.services.compute.virtual_machines import (
    get_role,
    get_unlocked_vm_deployment,
    vm_route,
)
from ansible_collections.classic.azure.emulator.services.compute.vm_images import (
    VM_IMAGES,
    ImageDataDisk,
    ImageOSDisk,
    new_image,
    refuse_taken_name,
)
from ansible_collections.classic.azure.emulator.services.storage.media import Placement
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine_requests import (
    CAPTURE,
    CAPTURE_AS_VM_IMAGE,
)

CAPTURED_GB = {127: 128}
"""Recorded of the image of a virtual machine that was made from an image of 127 GB."""


def capture(context: RequestContext) -> Reply:
    """Make an OS image of a stopped virtual machine, which is deleted or provisioned anew.

    That the deployment of the last one is deleted too is an assumption, and so is how one is provisioned anew.
    """
    dummy, deployment = get_unlocked_vm_deployment(context)
    role = get_role(context, deployment)
    name, label = context.values["name"], context.values["label"]
    if not name or not label or not context.values["post_capture_action"]:
        raise bad_request(reason="PostCaptureAction, TargetImageLabel and TargetImageName have to be there")
    if find_os_image(context, name):
        raise conflict(f"An image with name {name} already exists.")
    _refuse_unless_stopped(deployment, role)
    sets = _requested_provisioning(context, role)
    host_name = sets and (sets.host_name or role.name)
    facts = {"role": role.name, "name": name, "label": label, "host_name": host_name}
    begin_operation(context, deployment, role_captured, facts)
    if sets:
        hand_over_provisioning(context, deployment, role.name, sets)
    return Reply(202)


def _refuse_unless_stopped(deployment: Deployment, role: Role) -> None:
    if machines.existing_instance(deployment, role.name).status not in (STOPPED, DEALLOCATED):
        raise bad_request(reason="the virtual machine has to be stopped before it is captured")


def _requested_provisioning(context: RequestContext, role: Role) -> RequestedConfigurationSets | None:
    """How a virtual machine is provisioned anew; None if it is deleted instead."""
    if context.values["post_capture_action"] == "Delete":
        return None
    sets = load(RequestedConfigurationSets, context.values["provisioning_configuration"] or {})
    check_provisioning(role.name, sets)
    return sets


def capture_as_vm_image(context: RequestContext) -> Reply:
    """Make a VM image: of a generalized virtual machine, which is deleted, or of a specialized one, which stays."""
    dummy, deployment = get_unlocked_vm_deployment(context)
    role, values = get_role(context, deployment), context.values
    if not values["name"] or not values["label"] or not values["os_state"]:
        raise bad_request(reason="OSState, VMImageName and VMImageLabel have to be there")
    refuse_taken_name(context, values["name"])
    if find_os_image(context, values["name"]):
        raise bad_request(reason="there is an OS image of that name")
    is_deleted = values["os_state"] == "Generalized"
    if is_deleted:
        _refuse_unless_stopped(deployment, role)
    image = {name: value for name, value in values.items() if name != "operation_type"}
    facts = {"role": role.name, "image": image, "delete_role": is_deleted}
    begin_operation(context, deployment, role_captured_as_vm_image, facts)
    return Reply(202)


@effect("role_captured")
def role_captured(operations: Operations, subscription: str, facts: Value, moment: float) -> None:
    scope = EffectScope(operations, subscription, moment)
    deployment = DEPLOYMENTS.get(scope, facts["key"])
    if deployment is None:
        return
    role = machines.existing_role(deployment, facts["role"])
    disk = _existing_disk(scope, role.system_disk.name)
    size = disk.logical_disk_size_in_gb or 0
    image = OSImage(
        name=facts["name"],
        category="User",
        label=facts["label"],
        location=disk.location,
        affinity_group=disk.affinity_group,
        logical_size_in_gb=CAPTURED_GB.get(size, size),
        media_link=_copy_link(scope, disk.media_link),
        os=disk.os,
        is_premium=False,
        os_state="Generalized",
        io_type="Standard",
    )
    OS_IMAGES.save(scope, image)
    if facts["host_name"] is None:
        _delete_role(scope, deployment, role)
    else:
        _provision_anew(scope, deployment, role, facts["host_name"])


def _existing_disk(scope: TimedScope, name: str) -> Disk:
    disk = DISKS.get(scope, name)
    if disk is None:
        raise LookupError(f"there is no disk {name}")
    return disk


def _copy_link(scope: TimedScope, link: str | None) -> str:
    """Where the copy of a blob is: beside it, under a random name."""
    digits = scope.operations.new_id(digits=29)
    return f"{(link or '').rpartition('/')[0]}/{digits[:8]}.{digits[8:11]}{digits[11:]}.vhd"


def _image_link(link: str | None, name: str) -> str:
    """Where a disk of a VM image is: beside the blob that it was copied from, under its own name."""
    return f"{(link or '').rpartition('/')[0]}/{name}.vhd"


def _image_data_disk(disk: DataDisk, name: str) -> ImageDataDisk:
    return ImageDataDisk(
        name=name,
        host_caching=disk.host_caching,
        lun=disk.lun,
        media_link=_image_link(disk.media_link, name),
        logical_disk_size_in_gb=disk.logical_disk_size_in_gb,
    )


def _provision_anew(scope: TimedScope, deployment: Deployment, role: Role, host_name: str) -> None:
    machines.start(scope, deployment, role.name)
    instance = machines.existing_instance(deployment, role.name)
    instance.pending_guest = machines.new_guest(scope, deployment, role, host_name)
    start_lifecycle(scope, deployment, instance, machines.provisioning_lifecycle(role))
    machines.apply_roles(deployment)
    save(scope, deployment)


def _delete_role(scope: TimedScope, deployment: Deployment, role: Role) -> None:
    """Delete a captured virtual machine with its disks, and its deployment if it was the last one.

    The blobs stay: the emulator does not copy them for the image.
    """
    for name in disk_names(role):
        DISKS.delete(scope, name)
    machines.remove_role(deployment, role.name)
    if deployment.roles:
        machines.apply_roles(deployment)
        save(scope, deployment)
    else:
        DEPLOYMENTS.delete(scope, deployment.key)


@effect("role_captured_as_vm_image")
def role_captured_as_vm_image(operations: Operations, subscription: str, facts: Value, moment: float) -> None:
    scope = EffectScope(operations, subscription, moment)
    deployment = DEPLOYMENTS.get(scope, facts["key"])
    if deployment is None:
        return
    role, values = machines.existing_role(deployment, facts["role"]), facts["image"]
    disk, day = _existing_disk(scope, role.system_disk.name), stamp(moment).partition("T")[0]
    name = f"{values['name']}-os-{day}"
    os_disk = ImageOSDisk(
        name=name,
        host_caching=role.system_disk.host_caching,
        os_state=values["os_state"],
        os=disk.os,
        media_link=_image_link(disk.media_link, name),
        logical_disk_size_in_gb=disk.logical_disk_size_in_gb,
    )
    data_disks = [
        _image_data_disk(each, f"{values['name']}-datadisk-{each.lun or 0}-{day}") for each in role.data_disks
    ]
    image = new_image(values, Placement(disk.affinity_group, disk.location), os_disk, data_disks, moment)
    image.service_name, image.deployment_name = deployment.service, deployment.name
    image.role_name, image.role_size_on_capture = role.name, role.role_size
    image.role_state_on_capture = machines.existing_instance(deployment, role.name).status
    VM_IMAGES.save(scope, image)
    if facts["delete_role"]:
        _delete_role(scope, deployment, role)


register_routes(
    vm_route(CAPTURE, capture),
    vm_route(CAPTURE_AS_VM_IMAGE, capture_as_vm_image),
)
