#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: affinity_group_info
short_description: Gather information about affinity groups
version_added: 0.1.0
description:
  - Gather information about one affinity group and its contents, or about all affinity groups of the subscription.
author:
  - the classic.azure contributors (@classic-azure)
options:
  name:
    description: The name of the affinity group. If it is omitted, all are returned.
    type: str
extends_documentation_fragment:
  - classic.azure.connection
  - classic.azure.attributes.info
seealso:
  - module: classic.azure.affinity_group
"""

EXAMPLES = r"""
- name: Get the affinity group and its contents
  classic.azure.affinity_group_info:
    name: shop
  register: groups

- name: Show the names of its hosted services
  ansible.builtin.debug:
    msg: "{{ groups.affinity_groups[0].hosted_services | map(attribute='name') }}"
"""

RETURN = r"""
affinity_groups:
  description: The affinity groups that were found; an empty list if there is none.
  returned: success
  type: list
  elements: dict
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
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.affinity_group import (
    AFFINITY_GROUP,
)

MODULE_SPEC = info_module(AFFINITY_GROUP)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
