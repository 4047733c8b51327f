#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: reserved_ip
short_description: Manage reserved IP addresses
version_added: 0.1.0
description:
  - Reserve addresses of the public cloud, give them to deployments, take them back, and give them up.
author:
  - the classic.azure contributors (@classic-azure)
options:
  name:
    description: The name, of at most 63 characters.
    type: str
    required: true
  label:
    description: The label, of at most 100 characters. When the address is reserved without one, it is the name.
    type: str
  location:
    description:
      - The location, as M(classic.azure.locations_info) names them; C(westus) is understood as C(West US).
      - Required to reserve an address. It cannot be changed, and must be that of the deployment that uses the address.
    type: str
  service_name:
    description:
      - The hosted service of the deployment that is to use the address.
      - Where the address is not reserved yet, the one that the deployment has already is reserved. Otherwise the
        deployment gets the reserved one, which is taken from the deployment that used it until then.
    type: str
  deployment_name:
    description: The deployment that is to use the address. It needs at least one endpoint.
    type: str
  virtual_ip_name:
    description: Which virtual IP of the deployment the address is to be, if it has more than one.
    type: str
  state:
    description:
      - Whether the address is to be reserved; V(released) is reserved and used by nobody.
      - An address that is in use is not given up before it was released.
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

- name: Give it to the shop
  classic.azure.reserved_ip:
    name: front
    service_name: classic-shop
    deployment_name: classic-shop

- name: Take it back, and keep it
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
