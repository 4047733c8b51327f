#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: reserved_ip
short_description: Create, assign, release and delete reserved IP addresses
version_added: 0.1.0
description:
  - Reserve public IP addresses, assign them to deployments, release them from deployments, and delete them.
author:
  - the classic.azure contributors (@classic-azure)
options:
  name:
    description: The name of the reserved IP address, at most 63 characters.
    type: str
    required: true
  label:
    description: The label, at most 100 characters. The default for a new reserved IP address is O(name).
    type: str
  location:
    description:
      - The location, as returned by M(classic.azure.locations_info). C(westus) is accepted for C(West US).
      - Required to reserve an address. It cannot be changed, and must be the location of the deployment that uses the
        address.
    type: str
  service_name:
    description:
      - The name of the hosted service of the deployment that should use the address.
      - If the address is not reserved yet, the current address of the deployment is reserved. Otherwise the reserved
        address is assigned to the deployment, and removed from another deployment that used it.
    type: str
  deployment_name:
    description: The name of the deployment that should use the address. It must have at least one endpoint.
    type: str
  virtual_ip_name:
    description:
      - The name of the virtual IP of the deployment that gets the address, if the deployment has more than one.
    type: str
  state:
    description:
      - Whether the address should be reserved. With V(released), it is reserved and not used by any deployment.
      - An address that is in use has to be released before it can be deleted.
    type: str
    choices: [present, absent, released]
    default: present
  wait_timeout:
    default: 300
extends_documentation_fragment:
  - classic.azure.connection
  - classic.azure.attributes
  - classic.azure.attributes.wait
seealso:
  - module: classic.azure.reserved_ip_info
"""

EXAMPLES = r"""
- name: Reserve an address
  classic.azure.reserved_ip:
    name: front
    location: West US

- name: Assign it to the deployment of the shop
  classic.azure.reserved_ip:
    name: front
    service_name: classic-shop
    deployment_name: classic-shop

- name: Release it and keep it reserved
  classic.azure.reserved_ip:
    name: front
    state: released
"""

RETURN = r"""
reserved_ip:
  description: State of the reserved IP after the task. In check mode, the predicted state, in which values
    that the service assigns may be null.
  returned: when it exists after the task
  type: dict
  contains:
    name:
      description: Name of the reserved IP address.
      type: str
    address:
      description: Reserved IP address.
      type: str
    id:
      description: Unique identifier of the reserved IP address.
      type: str
    affinity_group:
      description: Affinity group of the reserved IP address.
      type: str
    label:
      description: Label of the reserved IP address.
      type: str
    status:
      description: Status of the reserved IP address, for example V(Created).
      type: str
    in_use:
      description: Whether a deployment uses the address. Not returned when no deployment does.
      type: bool
    service_name:
      description: Name of the hosted service that uses the address. Not returned when the address is
        not in use.
      type: str
    deployment_name:
      description: Name of the deployment that uses the address. Not returned when the address is not
        in use.
      type: str
    location:
      description: Location of the reserved IP address.
      type: str
    virtual_ip_name:
      description: Name of the virtual IP address to which the address is assigned. Not returned when
        the address is not in use.
      type: str
requests:
  description: Requests that changed something, by the name of the operation, in order. In check mode,
    those that would be sent. If the task fails, those that the service accepted before, in which case
    the task is also changed.
  returned: always, unless the task fails before its first request
  type: list
  elements: str
  sample:
    - CreateReservedIP
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
from ansible_collections.classic.azure.plugins.module_utils._asm.services.networking.reserved_ip import RESERVED_IP

MODULE_SPEC = resource_module(RESERVED_IP)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
