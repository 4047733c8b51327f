#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: dns_server_info
short_description: Gather information about DNS servers of deployments
version_added: 0.1.0
description:
  - Gather information about one DNS server of a deployment, or about all of them.
author:
  - the classic.azure contributors (@classic-azure)
options:
  service_name:
    description: The name of the hosted service of the deployment.
    type: str
    required: true
  deployment_name:
    description: The name of the deployment. The default is the deployment in production.
    type: str
  name:
    description: The name of the DNS server. If it is omitted, all are returned.
    type: str
extends_documentation_fragment:
  - classic.azure.connection
  - classic.azure.attributes.info
seealso:
  - module: classic.azure.dns_server
"""

EXAMPLES = r"""
- name: Get the DNS servers of the deployment of the shop that is in production
  classic.azure.dns_server_info:
    service_name: classic-shop
  register: found

- name: Show their addresses
  ansible.builtin.debug:
    msg: "{{ found.dns_servers | map(attribute='address') }}"
"""

RETURN = r"""
dns_servers:
  description: DNS servers that were found. Empty when there are none.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: Name of the DNS server.
      type: str
    address:
      description: IP address of the DNS server.
      type: str
    deployment_name:
      description: Name of the deployment of the DNS server.
      type: str
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
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.dns_server import DNS_SERVER

MODULE_SPEC = info_module(DNS_SERVER)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
