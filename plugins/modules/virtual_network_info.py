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
  description: Virtual networks that were found. Empty when there are none.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: Name of the virtual network.
      type: str
    label:
      description: Label of the virtual network.
      type: str
    id:
      description: Unique identifier of the virtual network.
      type: str
    affinity_group:
      description: Affinity group of the virtual network. Not returned when the network has a location
        of its own.
      type: str
    status:
      description: Status of the virtual network, for example V(Created).
      type: str
    in_use:
      description: Whether a deployment or a gateway uses the virtual network. Not returned when nothing
        uses it.
      type: bool
    address_prefixes:
      description: Address ranges of the virtual network, in CIDR notation.
      type: list
      elements: str
    subnets:
      description: Subnets of the virtual network.
      type: list
      elements: dict
      contains:
        name:
          description: Name of the subnet.
          type: str
        address_prefix:
          description: Address range of the subnet, in CIDR notation.
          type: str
        network_security_group:
          description: Name of the network security group of the subnet.
          type: str
    dns_servers:
      description: DNS servers of the virtual network.
      type: list
      elements: dict
      contains:
        name:
          description: Name of the DNS server.
          type: str
        address:
          description: IP address of the DNS server.
          type: str
    location:
      description: Location of the virtual network. Not returned when the network is in an affinity group.
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
from ansible_collections.classic.azure.plugins.module_utils._asm.services.networking.virtual_network import (
    VIRTUAL_NETWORK,
)

MODULE_SPEC = info_module(VIRTUAL_NETWORK)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
