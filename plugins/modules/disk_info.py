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
  description: The disks that were found; an empty list if there is none.
  returned: success
  type: list
  elements: dict
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
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.modules import info_module
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.disk import DISK

MODULE_SPEC = info_module(DISK)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
