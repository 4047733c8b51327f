#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: reserved_ip_info
short_description: Gather information about reserved IP addresses
version_added: 0.1.0
description:
  - Gather information about one reserved IP address, or about all of the subscription.
author:
  - the classic.azure contributors (@classic-azure)
options:
  name:
    description: The name of the reserved IP address. If it is omitted, all are returned.
    type: str
extends_documentation_fragment:
  - classic.azure.connection
  - classic.azure.attributes.info
seealso:
  - module: classic.azure.reserved_ip
"""

EXAMPLES = r"""
- name: Get the reserved IP address
  classic.azure.reserved_ip_info:
    name: front
  register: found

- name: Show the address
  ansible.builtin.debug:
    msg: "{{ found.reserved_ips[0].address }}"
"""

RETURN = r"""
reserved_ips:
  description: The reserved addresses that were found; an empty list if there is none.
  returned: success
  type: list
  elements: dict
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
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.modules import info_module
from ansible_collections.classic.azure.plugins.module_utils._asm.services.networking.reserved_ip import RESERVED_IP

MODULE_SPEC = info_module(RESERVED_IP)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
