#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: subscription_info
short_description: Gather information about a subscription and its quotas
version_added: 0.1.0
description:
  - Gather information about the subscription, its quotas and their current usage.
author:
  - the classic.azure contributors (@classic-azure)
extends_documentation_fragment:
  - classic.azure.connection
  - classic.azure.attributes.info
"""

EXAMPLES = r"""
- name: Get the quotas
  classic.azure.subscription_info:
  register: answer

- name: Fail if fewer than 4 cores are left
  ansible.builtin.assert:
    that: answer.subscription.max_core_count - answer.subscription.current_core_count >= 4
"""

RETURN = r"""
subscription:
  description: The subscription.
  returned: success
  type: dict
  contains:
    subscription_id:
      description: The id.
      type: str
    subscription_name:
      description: The name.
      type: str
    subscription_status:
      description: The state, for example V(Active).
      type: str
    account_admin_live_email_id:
      description: Who owns the account.
      type: str
    service_admin_live_email_id:
      description: Who administers the subscription.
      type: str
    max_core_count:
      description: How many cores there may be.
      type: int
    max_storage_accounts:
      description: How many storage accounts there may be.
      type: int
    max_hosted_services:
      description: How many hosted services there may be.
      type: int
    current_core_count:
      description: How many cores there are.
      type: int
    current_hosted_services:
      description: How many hosted services there are.
      type: int
    current_storage_accounts:
      description: How many storage accounts there are.
      type: int
    max_virtual_network_sites:
      description: How many virtual network sites there may be.
      type: int
    current_virtual_network_sites:
      description: How many virtual network sites there are.
      type: int
    max_local_network_sites:
      description: How many local network sites there may be.
      type: int
    current_local_network_sites:
      description: How many local network sites there are.
      type: int
    max_dns_servers:
      description: How many DNS servers there may be.
      type: int
    current_dns_servers:
      description: How many DNS servers there are.
      type: int
    offer_categories:
      description: The offers that it was made under.
      type: str
    aad_tenant_id:
      description: The directory that it belongs to.
      type: str
    created_time:
      description: When it was created, UTC.
      type: str
    max_reserved_ips:
      description: How many reserved IPs there may be.
      type: int
    current_reserved_ips:
      description: How many reserved IPs there are.
      type: int
    current_public_ip_count:
      description: How many public IPs there are.
      type: int
    max_public_ip_count:
      description: How many public IPs there may be.
      type: int
    current_network_security_groups:
      description: How many network security groups there are.
      type: int
    max_network_security_groups:
      description: How many network security groups there may be.
      type: int
    max_network_security_rules_per_group:
      description: How many network security rules per group there may be.
      type: int
    max_route_tables:
      description: How many route tables there may be.
      type: int
    max_routes_per_route_table:
      description: How many routes per route table there may be.
      type: int
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
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.modules import singleton_info_module
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.subscription import SUBSCRIPTION

MODULE_SPEC = singleton_info_module(SUBSCRIPTION)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
