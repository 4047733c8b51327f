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
      description: ID of the subscription.
      type: str
    subscription_name:
      description: Name of the subscription.
      type: str
    subscription_status:
      description: Status of the subscription, for example V(Active) or V(Disabled).
      type: str
    account_admin_live_email_id:
      description: Email address of the account administrator.
      type: str
    service_admin_live_email_id:
      description: Email address of the service administrator.
      type: str
    max_core_count:
      description: Maximum number of CPU cores.
      type: int
    max_storage_accounts:
      description: Maximum number of storage accounts.
      type: int
    max_hosted_services:
      description: Maximum number of hosted services.
      type: int
    current_core_count:
      description: Number of CPU cores in use.
      type: int
    current_hosted_services:
      description: Number of hosted services.
      type: int
    current_storage_accounts:
      description: Number of storage accounts.
      type: int
    max_virtual_network_sites:
      description: Maximum number of virtual networks.
      type: int
    current_virtual_network_sites:
      description: Number of virtual networks.
      type: int
    max_local_network_sites:
      description: Maximum number of local network sites.
      type: int
    current_local_network_sites:
      description: Number of local network sites.
      type: int
    max_dns_servers:
      description: Maximum number of DNS servers.
      type: int
    current_dns_servers:
      description: Number of DNS servers.
      type: int
    offer_categories:
      description: Offer categories of the subscription.
      type: str
    aad_tenant_id:
      description: ID of the Azure Active Directory tenant.
      type: str
    created_time:
      description: Time at which the subscription was created, in UTC.
      type: str
    max_reserved_ips:
      description: Maximum number of reserved IP addresses.
      type: int
    current_reserved_ips:
      description: Number of reserved IP addresses.
      type: int
    current_public_ip_count:
      description: Number of instance-level public IP addresses.
      type: int
    max_public_ip_count:
      description: Maximum number of instance-level public IP addresses.
      type: int
    current_network_security_groups:
      description: Number of network security groups.
      type: int
    max_network_security_groups:
      description: Maximum number of network security groups.
      type: int
    max_network_security_rules_per_group:
      description: Maximum number of rules in a network security group.
      type: int
    max_route_tables:
      description: Maximum number of route tables.
      type: int
    max_routes_per_route_table:
      description: Maximum number of routes in a route table.
      type: int
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
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.modules import singleton_info_module
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.subscription import SUBSCRIPTION

MODULE_SPEC = singleton_info_module(SUBSCRIPTION)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
