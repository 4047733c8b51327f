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
  description: Resources that were found, by kind.
  returned: success
  type: dict
  contains:
    disks:
      description: Disks that are not attached to a virtual machine.
      type: list
      elements: dict
      contains:
        name:
          description: Name of the disk.
          type: str
        media_link:
          description: URL of the VHD blob.
          type: str
        logical_disk_size_in_gb:
          description: Size of the disk, in GB.
          type: int
        cost:
          description: Monthly cost. Not returned when O(prices) does not have the price.
          type: float
    blobs:
      description: VHD blobs on which neither a disk nor an image is registered.
      type: list
      elements: dict
      contains:
        url:
          description: URL of the blob.
          type: str
        size_in_gb:
          description: Size of the blob, in GB.
          type: float
        cost:
          description: Monthly cost. Not returned when O(prices) does not have the price.
          type: float
    hosted_services:
      description: Hosted services without a deployment.
      type: list
      elements: dict
      contains:
        name:
          description: Name of the hosted service.
          type: str
    affinity_groups:
      description: Affinity groups without members.
      type: list
      elements: dict
      contains:
        name:
          description: Name of the affinity group.
          type: str
    virtual_machines:
      description: Virtual machines that are stopped but still billed, as they are not deallocated.
      type: list
      elements: dict
      contains:
        service_name:
          description: Name of the hosted service.
          type: str
        deployment_name:
          description: Name of the deployment.
          type: str
        name:
          description: Name of the virtual machine.
          type: str
        role_size:
          description: Role size of the virtual machine.
          type: str
        cost:
          description: Monthly cost. Not returned when O(prices) does not have the price.
          type: float
    staging_deployments:
      description: Deployments in the staging slot.
      type: list
      elements: dict
      contains:
        service_name:
          description: Name of the hosted service.
          type: str
        deployment_name:
          description: Name of the deployment.
          type: str
        instances:
          description: Number of role instances.
          type: int
        cost:
          description: Monthly cost. Not returned when O(prices) does not have the price.
          type: float
    reserved_ips:
      description: Reserved IP addresses that no deployment uses.
      type: list
      elements: dict
      contains:
        name:
          description: Name of the reserved IP address.
          type: str
        address:
          description: Reserved IP address.
          type: str
        cost:
          description: Monthly cost. Not returned when O(prices) does not have the price.
          type: float
cost:
  description: Total monthly cost, as far as O(prices) has the prices.
  returned: when O(prices) is given
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
from ansible_collections.classic.azure.plugins.module_utils._asm.reports.orphans import ORPHANS

MODULE_SPEC = ORPHANS


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
