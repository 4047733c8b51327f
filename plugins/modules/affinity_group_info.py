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
  description: Affinity groups that were found. Empty when there are none.
  returned: success
  type: list
  elements: dict
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
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.affinity_group import (
    AFFINITY_GROUP,
)

MODULE_SPEC = info_module(AFFINITY_GROUP)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
