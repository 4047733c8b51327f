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
  description: Reserved IPs that were found. Empty when there are none.
  returned: success
  type: list
  elements: dict
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
from ansible_collections.classic.azure.plugins.module_utils._asm.services.networking.reserved_ip import RESERVED_IP

MODULE_SPEC = info_module(RESERVED_IP)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
