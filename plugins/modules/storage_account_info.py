#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: storage_account_info
short_description: Gather information about storage accounts
version_added: 0.1.0
description:
  - Gather information about one storage account, or about all storage accounts of the subscription.
  - The keys are not returned; use M(classic.azure.storage_account_key_info) to get them.
author:
  - the classic.azure contributors (@classic-azure)
options:
  name:
    description: The name of the storage account. If it is omitted, all are returned.
    type: str
extends_documentation_fragment:
  - classic.azure.connection
  - classic.azure.attributes.info
seealso:
  - module: classic.azure.storage_account
"""

EXAMPLES = r"""
- name: Get the storage account
  classic.azure.storage_account_info:
    name: classicshop
  register: accounts

- name: Show its endpoints
  ansible.builtin.debug:
    var: accounts.storage_accounts[0].endpoints
"""

RETURN = r"""
storage_accounts:
  description: The storage accounts that were found; an empty list if there is none.
  returned: success
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
    endpoints:
      description: The addresses of its blob, queue, table and file services.
      type: list
      elements: str
    geo_primary_region:
      description: Where the data is.
      type: str
    status_of_primary:
      description: Whether the data is V(Available).
      type: str
    geo_secondary_region:
      description: Where the copy of the data is, empty if there is none.
      type: str
    status_of_secondary:
      description: Whether the copy is V(Available).
      type: str
    last_geo_failover_time:
      description: When the copy last took over, if it ever did.
      type: str
    creation_time:
      description: When it was created, UTC.
      type: str
    custom_domains:
      description: The domains of its own.
      type: list
      elements: dict
      contains:
        name:
          description: The name.
          type: str
        use_sub_domain_name:
          description: Whether the domain was verified through its asverify subdomain.
          type: bool
    secondary_endpoints:
      description: The addresses at which the copy can be read.
      type: list
      elements: str
    account_type:
      description: How the data is replicated.
      type: str
    extended_properties:
      description: Names and values, among them those that the service adds (V(ResourceGroup), V(ResourceLocation)).
      type: dict
    capabilities:
      description: What it can hold, for example V(PersistentVMRole).
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
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.storage_account import STORAGE_ACCOUNT

MODULE_SPEC = info_module(STORAGE_ACCOUNT)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
