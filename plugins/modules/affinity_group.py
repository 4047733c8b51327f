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
  description: The affinity group as the service holds it; in check mode as it would.
  returned: when it exists after the task
  type: dict
  contains:
    name:
      description: The name.
      type: str
    label:
      description: The label.
      type: str
    description:
      description: The description.
      type: str
    location:
      description: The location. Not told where there is an affinity group.
      type: str
    hosted_services:
      description: The hosted services in it. Only told of a single affinity group.
      type: list
      elements: dict
      contains:
        url:
          description: The address of the resource at the service, which may name another host than the endpoint.
          type: str
        name:
          description: The name.
          type: str
        description:
          description: The description.
          type: str
        affinity_group:
          description: The affinity group, if it is in one.
          type: str
        location:
          description: The location. Not told where there is an affinity group.
          type: str
        label:
          description: The label.
          type: str
        status:
          description: The state, for example V(Created).
          type: str
        date_created:
          description: When it was created, UTC.
          type: str
        date_last_modified:
          description: When it was last changed, by a user or by the service.
          type: str
        extended_properties:
          description: Names and values, among them those that the service adds (V(ResourceGroup), V(ResourceLocation)).
          type: dict
    storage_accounts:
      description: The storage accounts in it. Only told of a single affinity group.
      type: list
      elements: dict
      contains:
        url:
          description: The address of the resource at the service, which may name another host than the endpoint.
          type: str
        name:
          description: The name.
          type: str
        extended_properties:
          description: Names and values, among them those that the service adds (V(ResourceGroup), V(ResourceLocation)).
          type: dict
    capabilities:
      description: What it can hold, for example V(PersistentVMRole).
      type: list
      elements: str
    created_time:
      description: When it was created, UTC.
      type: str
    web_worker_role_sizes:
      description: The sizes that web and worker roles can have there.
      type: list
      elements: str
    virtual_machine_role_sizes:
      description: The sizes that virtual machines can have there.
      type: list
      elements: str
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
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.affinity_group import (
    AFFINITY_GROUP,
)

MODULE_SPEC = resource_module(AFFINITY_GROUP)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
