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
  description: The disk as the service holds it; in check mode as it would.
  returned: when it exists after the task
  type: dict
  contains:
    affinity_group:
      description: The affinity group of its storage account, if that is in one.
      type: str
    attached_to:
      description: The virtual machine that has it.
      type: dict
      contains:
        deployment_name:
          description: The deployment.
          type: str
        hosted_service_name:
          description: The hosted service.
          type: str
        role_name:
          description: The virtual machine.
          type: str
    os:
      description: The operating system on it; not told of data disks.
      type: str
    label:
      description: The label.
      type: str
    location:
      description: The location of its storage account.
      type: str
    logical_disk_size_in_gb:
      description: The size, in GB.
      type: int
    media_link:
      description: The URL of its blob.
      type: str
    name:
      description: The name.
      type: str
    source_image_name:
      description: The image that it was made from.
      type: str
    is_premium:
      description: Whether it is on premium storage.
      type: bool
    created_time:
      description: When it was registered, UTC.
      type: str
    io_type:
      description: The kind of storage, for example V(Standard).
      type: str
requests:
  description:
    - The requests that changed something, by the service's names of them, in their order.
    - In check mode, those that would be sent.
  returned: success
  type: list
  elements: str
  sample: [CreateAffinityGroup]
operation_ids:
  description: The ids of those requests, which M(classic.azure.operation_info) takes. Empty in check mode.
  returned: success
  type: list
  elements: str
  sample: [9c762d54bb95b7efa795515e633d7266]
lock_waits:
  description: The operations that stood in the way, and how long they were waited for.
  returned: when something had to be waited for
  type: list
  elements: dict
  contains:
    operation_id:
      description: The operation in the way, if the service named it.
      type: str
    seconds:
      description: How long it was waited for.
      type: float
error:
  description: The service's refusal.
  returned: when the service refused
  type: dict
  contains:
    code:
      description: The service's word for it.
      type: str
      sample: ConflictError
    message:
      description: The service's sentence.
      type: str
    status:
      description: The HTTP status.
      type: int
operation_id:
  description: The id of the request that was refused, or of the operation that failed or was still going on.
  returned: on failure, where there is one
  type: str
"""

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.runner import run
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.modules import resource_module
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.disk import DISK

MODULE_SPEC = resource_module(DISK)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
