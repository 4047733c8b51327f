#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: storage_account
short_description: Create, update and delete storage accounts
version_added: 0.1.0
description:
  - Create, update and delete storage accounts, and regenerate their keys.
author:
  - the classic.azure contributors (@classic-azure)
options:
  name:
    description: The name of the storage account, globally unique, 3 to 24 lower-case letters and digits.
    type: str
    required: true
  label:
    description:
      - The label, at most 100 characters. It is plain text; the module encodes it in base64.
      - The default for a new storage account is O(name).
    type: str
  description:
    description: The description, at most 1024 characters.
    type: str
  location:
    description:
      - The location, as returned by M(classic.azure.locations_info). C(westus) is accepted for C(West US).
      - One of this option and O(affinity_group) is required to create the storage account. It cannot be changed.
    type: str
  affinity_group:
    description: The affinity group in which the storage account is created. It cannot be changed.
    type: str
  account_type:
    description:
      - The type of replication. The service's default for a new storage account is V(Standard_GRS).
      - A storage account cannot be changed from or to V(Standard_ZRS) and V(Premium_LRS).
    type: str
    choices: [Standard_LRS, Standard_ZRS, Standard_GRS, Standard_RAGRS, Premium_LRS]
  extended_properties:
    description:
      - Names and values to store with the storage account, at most 50.
      - Properties that are not specified are left unchanged. A property whose value is null is removed.
    type: dict
  regenerate_key:
    description:
      - The key to regenerate. This is not idempotent; the key is replaced each time the task runs. Clients that use the
        old key lose access.
      - Use M(classic.azure.storage_account_key_info) to get the new key.
    type: str
    choices: [primary, secondary]
  state:
    description:
      - Whether the storage account should exist.
      - A storage account that contains disks or images cannot be deleted.
    type: str
    choices: [present, absent]
    default: present
  wait_timeout:
    default: 300
extends_documentation_fragment:
  - classic.azure.connection
  - classic.azure.attributes
  - classic.azure.attributes.wait
seealso:
  - module: classic.azure.storage_account_info
  - module: classic.azure.storage_account_key_info
"""

EXAMPLES = r"""
- name: Create a storage account
  classic.azure.storage_account:
    name: classicshop
    label: Packages and disks of the shop
    location: West US
    account_type: Standard_LRS

- name: Regenerate its primary key
  classic.azure.storage_account:
    name: classicshop
    regenerate_key: primary

- name: Delete the storage account
  classic.azure.storage_account:
    name: classicshop
    state: absent
"""

RETURN = r"""
storage_account:
  description: The storage account as the service holds it; in check mode as it would.
  returned: when it exists after the task
  type: dict
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
requests:
  description:
    - The requests that changed something, by the service's names of them, in their order.
    - In check mode, those that would be sent.
  returned: success
  type: list
  elements: str
  sample: [CreateStorageService]
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
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.storage_account import STORAGE_ACCOUNT

MODULE_SPEC = resource_module(STORAGE_ACCOUNT)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
