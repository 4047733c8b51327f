#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: role_size_info
short_description: Gather information about sizes of role instances and virtual machines
version_added: 0.1.0
description:
  - Gather information about the sizes of role instances and virtual machines. Not every size is available in every
    location, see M(classic.azure.locations_info).
author:
  - the classic.azure contributors (@classic-azure)
options:
  name:
    description:
      - The name of the size. Case, spaces, hyphens and underscores are ignored. If it is omitted, all are returned.
    type: str
extends_documentation_fragment:
  - classic.azure.connection
  - classic.azure.attributes.info
seealso:
  - module: classic.azure.locations_info
"""

EXAMPLES = r"""
- name: List the sizes
  classic.azure.role_size_info:
  register: all

- name: Show the sizes with many data disks
  ansible.builtin.debug:
    msg: "{{ all.role_sizes | selectattr('max_data_disk_count', 'ge', 16) | map(attribute='name') }}"
"""

RETURN = r"""
role_sizes:
  description: The sizes that were found; an empty list if there is none.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The name.
      type: str
    label:
      description: The name to show to people.
      type: str
    cores:
      description: How many cores it has.
      type: int
    memory_in_mb:
      description: The memory, in MB.
      type: int
    supported_by_web_worker_roles:
      description: Whether instances of web and worker roles can have it.
      type: bool
    supported_by_virtual_machines:
      description: Whether virtual machines can have it.
      type: bool
    max_data_disk_count:
      description: How many data disks a virtual machine of that size can have.
      type: int
    web_worker_resource_disk_size_in_mb:
      description: The local disk of a role instance, in MB.
      type: int
    virtual_machine_resource_disk_size_in_mb:
      description: The local disk of a virtual machine, in MB.
      type: int
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
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.role_size import ROLE_SIZE

MODULE_SPEC = info_module(ROLE_SIZE)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
