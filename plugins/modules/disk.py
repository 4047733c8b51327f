#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: disk
short_description: Register, update and delete disks
version_added: 0.1.0
description:
  - Register blobs as disks for virtual machines, change the label of disks, enlarge them, and delete them with or
    without their blobs.
  - Use M(classic.azure.data_disk) to attach a disk to a virtual machine.
author:
  - the classic.azure contributors (@classic-azure)
options:
  name:
    description: The name of the disk.
    type: str
    required: true
  label:
    description: The label, at most 100 characters. The default for a new disk is O(name).
    type: str
  os:
    description: The operating system on the disk. If it is omitted, the disk is a data disk. It cannot be changed.
    type: str
    choices: [Linux, Windows]
  media_link:
    description:
      - The URL of the blob, a page blob with a VHD in a storage account of the subscription.
      - Required to register a disk. It cannot be changed.
    type: str
  logical_disk_size_in_gb:
    description:
      - The size in GB. A disk can only be enlarged, and only while no virtual machine runs from it.
    type: int
  delete_vhd:
    description: Whether O(state=absent) also deletes the blob.
    type: bool
    default: false
  state:
    description:
      - Whether the disk should be registered.
      - A disk that is attached to a virtual machine cannot be deleted. After the virtual machine was deleted, the
        service reports the disk as attached for a few more minutes; the task waits for that.
    type: str
    choices: [present, absent]
    default: present
  wait_timeout:
    default: 600
extends_documentation_fragment:
  - classic.azure.connection
  - classic.azure.attributes
  - classic.azure.attributes.wait
seealso:
  - module: classic.azure.data_disk
  - module: classic.azure.disk_info
"""

EXAMPLES = r"""
- name: Register a blob as a data disk
  classic.azure.disk:
    name: shop-data
    media_link: https://classicshop.blob.core.windows.net/vhds/shop-data.vhd

- name: Enlarge the disk
  classic.azure.disk:
    name: shop-data
    logical_disk_size_in_gb: 200

- name: Delete the disk and its blob
  classic.azure.disk:
    name: shop-data
    delete_vhd: true
    state: absent
"""

RETURN = r"""
disk:
  description: State of the disk after the task. In check mode, the predicted state, in which values that
    the service assigns may be null.
  returned: when it exists after the task
  type: dict
  contains:
    affinity_group:
      description: Affinity group of the storage account. Not returned when the account has a location
        of its own.
      type: str
    attached_to:
      description: Virtual machine to which the disk is attached. Not returned when the disk is free.
      type: dict
      contains:
        deployment_name:
          description: Name of the deployment of the virtual machine.
          type: str
        hosted_service_name:
          description: Name of the hosted service of the virtual machine.
          type: str
        role_name:
          description: Name of the virtual machine.
          type: str
    os:
      description: Operating system on the disk, V(Linux) or V(Windows). Not returned for data disks.
      type: str
    label:
      description: Label of the disk. Not returned when it has none.
      type: str
    location:
      description: Location of the storage account. Not returned when the account is in an affinity group.
      type: str
    logical_disk_size_in_gb:
      description: Size of the disk, in GB.
      type: int
    media_link:
      description: URL of the VHD blob.
      type: str
    name:
      description: Name of the disk.
      type: str
    source_image_name:
      description: Name of the OS image from which the disk was created.
      type: str
    is_premium:
      description: Whether the disk is on premium storage.
      type: bool
    created_time:
      description: Time at which the disk was registered, in UTC.
      type: str
    io_type:
      description: Type of the storage, for example V(Standard) or V(Provisioned).
      type: str
requests:
  description: Requests that changed something, by the name of the operation, in order. In check mode,
    those that would be sent. If the task fails, those that the service accepted before, in which case
    the task is also changed.
  returned: always, unless the task fails before its first request
  type: list
  elements: str
  sample:
    - AddDisk
operation_ids:
  description: IDs of these requests, for M(classic.azure.operation_info). Empty in check mode.
  returned: always, unless the task fails before its first request
  type: list
  elements: str
  sample:
    - 9c762d54bb95b7efa795515e633d7266
missing_references:
  description: What the task refers to and that does not exist, each as a sentence. The task fails without
    it.
  returned: in check mode, when something is missing that an earlier task may create
  type: list
  elements: str
  sample:
    - there is no hosted service classic-shop
lock_waits:
  description: Operations with exclusive access to a resource that the task waited for.
  returned: when the task had to wait
  type: list
  elements: dict
  contains:
    operation_id:
      description: ID of the operation. Not returned when the service does not name it.
      type: str
    seconds:
      description: Time that the task waited, in seconds.
      type: float
error:
  description: Error response of the service.
  returned: when the service refused a request
  type: dict
  contains:
    code:
      description: Error code of the service.
      type: str
      sample: ConflictError
    message:
      description: Error message of the service.
      type: str
    status:
      description: HTTP status code.
      type: int
operation_id:
  description: ID of the request that was refused, or of the operation that failed or timed out.
  returned: on failure, when there is one
  type: str
"""

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.runner import run
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.modules import resource_module
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.disk import DISK, DiskReconciler

MODULE_SPEC = resource_module(DISK, DiskReconciler)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
