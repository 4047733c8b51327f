#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: affinity_group
short_description: Create, update and delete affinity groups
version_added: 0.1.0
description:
  - Create, update and delete affinity groups, which place hosted services and storage accounts close to each other in a
    data center.
author:
  - the classic.azure contributors (@classic-azure)
options:
  name:
    description: The name of the affinity group, at most 63 letters, digits and hyphens.
    type: str
    required: true
  label:
    description:
      - The label, at most 100 characters. It is plain text; the module encodes it in base64.
      - The default for a new affinity group is O(name).
    type: str
  description:
    description: The description, at most 1024 characters.
    type: str
  location:
    description:
      - The location, as returned by M(classic.azure.locations_info). C(westus) is accepted for C(West US).
      - Required to create the affinity group. It cannot be changed.
    type: str
  state:
    description:
      - Whether the affinity group should exist.
      - An affinity group that contains hosted services or storage accounts cannot be deleted.
    type: str
    choices: [present, absent]
    default: present
extends_documentation_fragment:
  - classic.azure.connection
  - classic.azure.attributes
seealso:
  - module: classic.azure.affinity_group_info
"""

EXAMPLES = r"""
- name: Create an affinity group for the resources of the shop
  classic.azure.affinity_group:
    name: shop
    label: The shop and its storage
    location: West US

- name: Delete the affinity group
  classic.azure.affinity_group:
    name: shop
    state: absent
"""

RETURN = r"""
affinity_group:
  description: State of the affinity group after the task. In check mode, the predicted state, in which
    values that the service assigns may be null.
  returned: when it exists after the task
  type: dict
  contains:
    name:
      description: Name of the affinity group.
      type: str
    label:
      description: Label of the affinity group.
      type: str
    description:
      description: Description of the affinity group.
      type: str
    location:
      description: Location of the affinity group.
      type: str
    hosted_services:
      description: Hosted services in the affinity group. Only returned when a single affinity group is
        read.
      type: list
      elements: dict
      contains:
        url:
          description: URL of the hosted service in the management API; its host may differ from that
            of the endpoint.
          type: str
        name:
          description: Name of the hosted service.
          type: str
        description:
          description: Description of the hosted service.
          type: str
        affinity_group:
          description: Affinity group of the hosted service. Not returned when the service has a location
            of its own.
          type: str
        location:
          description: Location of the hosted service. Not returned when the service is in an affinity
            group.
          type: str
        label:
          description: Label of the hosted service.
          type: str
        status:
          description: Status of the hosted service, for example V(Created).
          type: str
        date_created:
          description: Time at which the hosted service was created, in UTC.
          type: str
        date_last_modified:
          description: Time of the last change, by a user or by the service, in UTC.
          type: str
        extended_properties:
          description: Extended properties by name, including V(ResourceGroup) and V(ResourceLocation),
            which the service adds.
          type: dict
    storage_accounts:
      description: Storage accounts in the affinity group. Only returned when a single affinity group
        is read.
      type: list
      elements: dict
      contains:
        url:
          description: URL of the storage account in the management API; its host may differ from that
            of the endpoint.
          type: str
        name:
          description: Name of the storage account.
          type: str
        extended_properties:
          description: Extended properties by name, including V(ResourceGroup) and V(ResourceLocation),
            which the service adds.
          type: dict
    capabilities:
      description: Capabilities of the affinity group, for example V(PersistentVMRole).
      type: list
      elements: str
    created_time:
      description: Time at which the affinity group was created, in UTC.
      type: str
    web_worker_role_sizes:
      description: Role sizes that web and worker roles can have. Only returned when all affinity groups
        are listed.
      type: list
      elements: str
    virtual_machine_role_sizes:
      description: Role sizes that virtual machines can have. Only returned when all affinity groups are
        listed.
      type: list
      elements: str
requests:
  description: Requests that changed something, by the name of the operation, in order. In check mode,
    those that would be sent. If the task fails, those that the service accepted before, in which case
    the task is also changed.
  returned: always, unless the task fails before its first request
  type: list
  elements: str
  sample:
    - CreateAffinityGroup
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
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.affinity_group import (
    AFFINITY_GROUP,
)

MODULE_SPEC = resource_module(AFFINITY_GROUP)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
