#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: orphan_info
short_description: Gather information about unused resources that are billed
version_added: 0.1.0
description:
  - Find disks that are not attached to a virtual machine, blobs on which neither a disk nor an image is registered,
    empty hosted services and affinity groups, virtual machines that are stopped but still billed, running deployments
    in staging, and unused reserved IP addresses.
  - With O(prices), return what they cost in a month.
author:
  - the classic.azure contributors (@classic-azure)
options:
  containers:
    description:
      - Containers to search for VHDs on which neither a disk nor an image is registered.
      - This option requires the Python library C(azure-storage-blob).
    type: list
    elements: dict
    suboptions:
      storage_account:
        description: The name of the storage account.
        type: str
        required: true
      container:
        description: The name of the container.
        type: str
        default: vhds
      account_key:
        description: A key of the storage account. If it is omitted, the module gets one from the service.
        type: str
  prices:
    description: Prices for one month, in any currency.
    type: dict
    suboptions:
      gb:
        description: The price of one GB of a disk or blob.
        type: float
      role_sizes:
        description: The price of one instance, by role size.
        type: dict
      reserved_ip:
        description: The price of one unused reserved IP address.
        type: float
extends_documentation_fragment:
  - classic.azure.connection
  - classic.azure.attributes.info
seealso:
  - module: classic.azure.disk
  - module: classic.azure.virtual_machine
"""

EXAMPLES = r"""
- name: Find unused resources
  classic.azure.orphan_info:
    containers:
      - storage_account: classicshop
    prices:
      gb: 0.05
      reserved_ip: 3
      role_sizes:
        Small: 65
        Medium: 130
  register: found

- name: Show them with their cost
  ansible.builtin.debug:
    msg: "{{ found.cost }} a month: {{ found.orphans }}"
"""

RETURN = r"""
orphans:
  description: What was found, by its kind.
  returned: success
  type: dict
  contains:
    disks:
      description: Disks that no virtual machine has.
      type: list
      elements: dict
      contains:
        name:
          description: The name.
          type: str
        media_link:
          description: The URL of the blob.
          type: str
        logical_disk_size_in_gb:
          description: The size, in GB.
          type: int
        cost:
          description: What it costs in a month, if the price was given.
          type: float
    blobs:
      description: VHDs that neither a disk nor an image is registered on.
      type: list
      elements: dict
      contains:
        url:
          description: The URL.
          type: str
        size_in_gb:
          description: The size, in GB.
          type: float
        cost:
          description: What it costs in a month, if the price was given.
          type: float
    hosted_services:
      description: Hosted services without a deployment.
      type: list
      elements: dict
      contains:
        name:
          description: The name.
          type: str
    affinity_groups:
      description: Affinity groups with nothing in them.
      type: list
      elements: dict
      contains:
        name:
          description: The name.
          type: str
    virtual_machines:
      description: Virtual machines that are stopped, but not deallocated.
      type: list
      elements: dict
      contains:
        service_name:
          description: The hosted service.
          type: str
        deployment_name:
          description: The deployment.
          type: str
        name:
          description: The name.
          type: str
        role_size:
          description: The size.
          type: str
        cost:
          description: What it costs in a month, if the price was given.
          type: float
    staging_deployments:
      description: Deployments in staging.
      type: list
      elements: dict
      contains:
        service_name:
          description: The hosted service.
          type: str
        deployment_name:
          description: The deployment.
          type: str
        instances:
          description: How many instances it has.
          type: int
        cost:
          description: What it costs in a month, if the price was given.
          type: float
    reserved_ips:
      description: Reserved addresses that nobody uses.
      type: list
      elements: dict
      contains:
        name:
          description: The name.
          type: str
        address:
          description: The address.
          type: str
        cost:
          description: What it costs in a month, if the price was given.
          type: float
cost:
  description: What all of it costs in a month, as far as prices were given.
  returned: when there are prices
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
from ansible_collections.classic.azure.plugins.module_utils._asm.reports.orphans import ORPHANS

MODULE_SPEC = ORPHANS


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
