#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: locations_info
short_description: Gather information about locations
version_added: 0.1.0
description:
  - Gather information about the locations of the cloud, with the services, role sizes and storage account types that
    are available to the subscription there.
author:
  - the classic.azure contributors (@classic-azure)
options:
  name:
    description:
      - The name of the location. Case, spaces, hyphens and underscores are ignored. If it is omitted, all are returned.
    type: str
extends_documentation_fragment:
  - classic.azure.connection
  - classic.azure.attributes.info
"""

EXAMPLES = r"""
- name: List the locations
  classic.azure.locations_info:
  register: all

- name: Get one location
  classic.azure.locations_info:
    name: westus
  register: west
"""

RETURN = r"""
locations:
  description: Locations that were found. Empty when there are none.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: Name of the location.
      type: str
    display_name:
      description: Display name of the location.
      type: str
    available_services:
      description: Services that are available in the location, for example V(Compute) and V(Storage).
      type: list
      elements: str
    web_worker_role_sizes:
      description: Role sizes that web and worker roles can have.
      type: list
      elements: str
    virtual_machine_role_sizes:
      description: Role sizes that virtual machines can have.
      type: list
      elements: str
    storage_account_types:
      description: Types that storage accounts can have.
      type: list
      elements: str
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
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.location import LOCATION

MODULE_SPEC = info_module(LOCATION)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
