#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: operating_system_info
short_description: Gather information about guest operating systems of web and worker roles
version_added: 0.1.0
description:
  - Gather information about the versions of the guest operating system for web and worker roles, as a list or grouped
    by family.
author:
  - the classic.azure contributors (@classic-azure)
options:
  family:
    description: The number of an operating system family. If it is omitted, all are returned.
    type: str
  active:
    description: Whether to return only the versions that can still be deployed.
    type: bool
    default: false
  by_family:
    description: Whether to return RV(operating_system_families) instead of RV(operating_systems).
    type: bool
    default: false
extends_documentation_fragment:
  - classic.azure.connection
  - classic.azure.attributes.info
"""

EXAMPLES = r"""
- name: List the versions that can be deployed
  classic.azure.operating_system_info:
    active: true
  register: versions

- name: Get the versions of Windows Server 2012 R2
  classic.azure.operating_system_info:
    family: "4"
    by_family: true
  register: families
"""

RETURN = r"""
operating_systems:
  description: Operating systems that were found. Empty when there are none.
  returned: unless O(by_family=true)
  type: list
  elements: dict
  contains:
    version:
      description: Version of the guest operating system, as a service configuration names it.
      type: str
    label:
      description: Label of the version.
      type: str
    is_default:
      description: Whether the version is the default of its family, which V(*) in a service configuration
        selects.
      type: bool
    is_active:
      description: Whether the version can be used in new deployments.
      type: bool
    family:
      description: Number of the operating system family.
      type: str
    family_label:
      description: Label of the operating system family.
      type: str
operating_system_families:
  description: Operating system families that were found. Empty when there are none.
  returned: when O(by_family=true)
  type: list
  elements: dict
  contains:
    name:
      description: Number of the operating system family.
      type: str
    label:
      description: Label of the operating system family.
      type: str
    operating_systems:
      description: Versions of the operating system family.
      type: list
      elements: dict
      contains:
        version:
          description: Version of the guest operating system, as a service configuration names it.
          type: str
        label:
          description: Label of the version.
          type: str
        is_default:
          description: Whether the version is the default of its family, which V(*) in a service configuration
            selects.
          type: bool
        is_active:
          description: Whether the version can be used in new deployments.
          type: bool
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

from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import Context
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.runner import run
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.modules import client_module
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.return_values import FAILURE
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.operating_system import (
    RETURNS,
    list_operating_systems,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.client import Client


def work(client: Client, params: dict[str, Any], context: Context) -> dict[str, Any]:
    found = list_operating_systems(client, params["family"], params["active"], params["by_family"])
    return {"changed": False, **found}


MODULE_SPEC = client_module(
    work,
    argument_spec={
        "family": {"type": "str"},
        "active": {"type": "bool", "default": False},
        "by_family": {"type": "bool", "default": False},
    },
    returns=(*RETURNS, *FAILURE),
)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
