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
  description: The reserved address as the service holds it; in check mode as it would.
  returned: when it exists after the task
  type: dict
  contains:
    name:
      description: The name.
      type: str
    address:
      description: The address, once it is reserved.
      type: str
    id:
      description: The service's id of it.
      type: str
    affinity_group:
      description: The affinity group, if it is in one.
      type: str
    label:
      description: The label.
      type: str
    status:
      description: The state, for example V(Created).
      type: str
    in_use:
      description: Whether a deployment uses it; not told where none does.
      type: bool
    service_name:
      description: The hosted service of the deployment that uses it.
      type: str
    deployment_name:
      description: The deployment that uses it.
      type: str
    location:
      description: The location.
      type: str
    virtual_ip_name:
      description: The virtual IP of the deployment that it is.
      type: str
requests:
  description:
    - The requests that changed something, by the service's names of them, in their order.
    - In check mode, those that would be sent.
  returned: success
  type: list
  elements: str
  sample: [CreateAffinityGroup]
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
from ansible_collections.classic.azure.plugins.module_utils._asm.services.networking.reserved_ip import RESERVED_IP

MODULE_SPEC = resource_module(RESERVED_IP)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
