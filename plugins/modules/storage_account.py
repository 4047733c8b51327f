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
  description: State of the storage account after the task. In check mode, the predicted state, in which
    values that the service assigns may be null.
  returned: when it exists after the task
  type: dict
  contains:
    url:
      description: URL of the storage account in the management API; its host may differ from that of
        the endpoint.
      type: str
    name:
      description: Name of the storage account.
      type: str
    description:
      description: Description of the storage account.
      type: str
    affinity_group:
      description: Affinity group of the storage account. Not returned when the account has a location
        of its own.
      type: str
    location:
      description: Location of the storage account. Not returned when the account is in an affinity group.
      type: str
    label:
      description: Label of the storage account.
      type: str
    status:
      description: Status of the storage account, for example V(Created).
      type: str
    endpoints:
      description: URLs of the blob, queue, table and file services, in this order.
      type: list
      elements: str
    geo_primary_region:
      description: Primary location of the storage account.
      type: str
    status_of_primary:
      description: Status of the primary location, for example V(Available).
      type: str
    geo_secondary_region:
      description: Secondary location. Not returned when the account is not geo-replicated.
      type: str
    status_of_secondary:
      description: Status of the secondary location, for example V(Available). Not returned when there
        is none.
      type: str
    last_geo_failover_time:
      description: Time of the last failover to the secondary location, in UTC. Not returned when there
        was none.
      type: str
    creation_time:
      description: Time at which the storage account was created, in UTC.
      type: str
    custom_domains:
      description: Custom domains of the blob service.
      type: list
      elements: dict
      contains:
        name:
          description: Name of the custom domain.
          type: str
        use_sub_domain_name:
          description: Whether the domain was verified through its asverify subdomain.
          type: bool
    secondary_endpoints:
      description: URLs of the services in the secondary location. Only returned for V(Standard_RAGRS).
      type: list
      elements: str
    account_type:
      description: Type of the storage account, for example V(Standard_LRS).
      type: str
    extended_properties:
      description: Extended properties by name, including V(ResourceGroup) and V(ResourceLocation), which
        the service adds.
      type: dict
    capabilities:
      description: Capabilities of the storage account. Only returned when a single storage account is
        read.
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
    - CreateStorageService
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
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.storage_account import STORAGE_ACCOUNT

MODULE_SPEC = resource_module(STORAGE_ACCOUNT)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
