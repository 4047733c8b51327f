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
  description: Role sizes that were found. Empty when there are none.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: Name of the role size.
      type: str
    label:
      description: Label of the role size.
      type: str
    cores:
      description: Number of CPU cores.
      type: int
    memory_in_mb:
      description: Memory, in MB.
      type: int
    supported_by_web_worker_roles:
      description: Whether web and worker roles can have the size.
      type: bool
    supported_by_virtual_machines:
      description: Whether virtual machines can have the size.
      type: bool
    max_data_disk_count:
      description: Maximum number of data disks.
      type: int
    web_worker_resource_disk_size_in_mb:
      description: Size of the local disk of a web or worker role instance, in MB.
      type: int
    virtual_machine_resource_disk_size_in_mb:
      description: Size of the local temporary disk of a virtual machine, in MB.
      type: int
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
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.role_size import ROLE_SIZE

MODULE_SPEC = info_module(ROLE_SIZE)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
