#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: data_disk
short_description: Add, attach, detach and delete data disks of virtual machines
version_added: 0.1.0
description:
  - Add data disks to existing virtual machines, attach existing disks, and detach or delete them. The virtual machine
    keeps running.
author:
  - the classic.azure contributors (@classic-azure)
options:
  service_name:
    description: The name of the hosted service of the virtual machine.
    type: str
    required: true
  deployment_name:
    description: The name of the deployment of the virtual machine.
    type: str
    required: true
  role_name:
    description: The name of the virtual machine.
    type: str
    required: true
  lun:
    description:
      - The logical unit number (LUN) of the disk. A disk that is already attached there is never replaced by another.
    type: int
    required: true
  name:
    description: The name of an existing disk to attach. The service chooses the names of new disks.
    type: str
  label:
    description: The label of the disk.
    type: str
  host_caching:
    description: The host cache mode of the disk.
    type: str
    choices: ["None", ReadOnly, ReadWrite]
  logical_disk_size_in_gb:
    description: The size of a new disk in GB, at most 1023.
    type: int
  media_link:
    description: The URL at which the blob of a new disk is created.
    type: str
  source_media_link:
    description: The URL of an existing blob to register as a disk and attach.
    type: str
  delete_vhd:
    description: Whether O(state=absent) also deletes the disk and its blob. Otherwise the disk is only detached.
    type: bool
    default: false
  state:
    description: Whether a disk should be attached at O(lun).
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
  - module: classic.azure.disk
  - module: classic.azure.virtual_machine
"""

EXAMPLES = r"""
- name: Add a data disk to the database server
  classic.azure.data_disk:
    service_name: classic-shop
    deployment_name: classic-shop
    role_name: db1
    lun: 0
    logical_disk_size_in_gb: 200
    media_link: https://classicshop.blob.core.windows.net/vhds/db1-data.vhd

- name: Detach the disk and keep its data
  classic.azure.data_disk:
    service_name: classic-shop
    deployment_name: classic-shop
    role_name: db1
    lun: 0
    state: absent
"""

RETURN = r"""
data_disk:
  description: State of the data disk after the task. In check mode, the predicted state, in which values
    that the service assigns may be null.
  returned: when it exists after the task
  type: dict
  contains:
    host_caching:
      description: Caching of the disk by the host, V(None), V(ReadOnly) or V(ReadWrite).
      type: str
    label:
      description: Label of the disk.
      type: str
    name:
      description: Name of the disk.
      type: str
    lun:
      description: Logical unit number of the disk.
      type: int
    logical_disk_size_in_gb:
      description: Size of the disk, in GB.
      type: int
    media_link:
      description: URL of the VHD blob.
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
    - AddDataDisk
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
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.data_disk import ATTACHED_DATA_DISK

MODULE_SPEC = resource_module(ATTACHED_DATA_DISK)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
