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
  description: The locations that were found.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The name.
      type: str
    display_name:
      description: The name to show to people.
      type: str
    available_services:
      description: What is offered there, for example V(Compute).
      type: list
      elements: str
    web_worker_role_sizes:
      description: The sizes that web and worker roles can have there.
      type: list
      elements: str
    virtual_machine_role_sizes:
      description: The sizes that virtual machines can have there.
      type: list
      elements: str
    storage_account_types:
      description: The account types that are offered there.
      type: list
      elements: str
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
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.location import LOCATION

MODULE_SPEC = info_module(LOCATION)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
