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
  description: Storage accounts that were found. Empty when there are none.
  returned: success
  type: list
  elements: dict
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
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.storage_account import STORAGE_ACCOUNT

MODULE_SPEC = info_module(STORAGE_ACCOUNT)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
