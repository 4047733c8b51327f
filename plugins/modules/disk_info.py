#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: disk_info
short_description: Gather information about disks
version_added: 0.1.0
description:
  - Gather information about one disk, or about all disks of the subscription.
author:
  - the classic.azure contributors (@classic-azure)
options:
  name:
    description: The name of the disk. If it is omitted, all are returned.
    type: str
extends_documentation_fragment:
  - classic.azure.connection
  - classic.azure.attributes.info
seealso:
  - module: classic.azure.disk
"""

EXAMPLES = r"""
- name: List the disks
  classic.azure.disk_info:
  register: all

- name: Show the disks that are not attached
  ansible.builtin.debug:
    msg: "{{ all.disks | rejectattr('attached_to') | map(attribute='name') }}"
"""

RETURN = r"""
disks:
  description: Disks that were found. Empty when there are none.
  returned: success
  type: list
  elements: dict
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
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.modules import info_module
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.disk import DISK

MODULE_SPEC = info_module(DISK)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
