#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: dns_server
short_description: Add, change and delete DNS servers of deployments
version_added: 0.1.0
description:
  - Add DNS servers to deployments of virtual machines, change their addresses, and delete them.
  - Deployments of web and worker roles cannot have DNS servers.
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
    description: The name of the DNS server, unique within the deployment. It is compared without case.
    type: str
    required: true
  address:
    description: The IP address of the DNS server. Required to add a DNS server.
    type: str
  state:
    description: Whether the deployment should have the DNS server.
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
  - module: classic.azure.dns_server_info
  - module: classic.azure.virtual_machine
"""

EXAMPLES = r"""
- name: Add a DNS server to the deployment of the shop that is in production
  classic.azure.dns_server:
    service_name: classic-shop
    name: resolver
    address: 10.1.0.4

- name: Delete it from the deployment of this name
  classic.azure.dns_server:
    service_name: classic-shop
    deployment_name: classic-shop
    name: resolver
    state: absent
"""

RETURN = r"""
dns_server:
  description: State of the DNS server after the task. In check mode, the predicted state, in which values
    that the service assigns may be null.
  returned: when it exists after the task
  type: dict
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
requests:
  description: Requests that changed something, by the name of the operation, in order. In check mode,
    those that would be sent. If the task fails, those that the service accepted before, in which case
    the task is also changed.
  returned: always, unless the task fails before its first request
  type: list
  elements: str
  sample:
    - AddDnsServer
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
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.dns_server import DNS_SERVER

MODULE_SPEC = resource_module(DNS_SERVER)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
