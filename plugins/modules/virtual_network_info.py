#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: virtual_network_info
short_description: Gather information about virtual networks
version_added: 0.1.0
description:
  - Gather information about one virtual network, or about all of the subscription. The collection has no module to
    create virtual networks.
author:
  - the classic.azure contributors (@classic-azure)
options:
  name:
    description: The name of the virtual network. If it is omitted, all are returned.
    type: str
extends_documentation_fragment:
  - classic.azure.connection
  - classic.azure.attributes.info
"""

EXAMPLES = r"""
- name: List the virtual networks
  classic.azure.virtual_network_info:
  register: all
"""

RETURN = r"""
virtual_networks:
  description: The virtual networks that were found; an empty list if there is none.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The name.
      type: str
    label:
      description: The label.
      type: str
    id:
      description: The service's id of it.
      type: str
    affinity_group:
      description: The affinity group, if it is in one.
      type: str
    status:
      description: The state, for example V(Created).
      type: str
    in_use:
      description: Whether anything uses it; not told where nothing does.
      type: bool
    address_prefixes:
      description: The address ranges.
      type: list
      elements: str
    subnets:
      description: The subnets.
      type: list
      elements: dict
      contains:
        name:
          description: The name.
          type: str
        address_prefix:
          description: The address range.
          type: str
        network_security_group:
          description: The network security group.
          type: str
    dns_servers:
      description: The DNS servers.
      type: list
      elements: dict
      contains:
        name:
          description: The name.
          type: str
        address:
          description: The address.
          type: str
    location:
      description: The location. Not told where there is an affinity group.
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
from ansible_collections.classic.azure.plugins.module_utils._asm.services.networking.virtual_network import (
    VIRTUAL_NETWORK,
)

MODULE_SPEC = info_module(VIRTUAL_NETWORK)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
