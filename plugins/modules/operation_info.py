#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: operation_info
short_description: Gather information about an operation, or wait for it
version_added: 0.1.0
description:
  - Return the status of an asynchronous operation of the service.
  - With O(wait=true), wait until the operation has completed, and fail if it failed.
author:
  - the classic.azure contributors (@classic-azure)
options:
  operation_id:
    description:
      - The ID of the operation, with or without dashes, for example from
        RV(classic.azure.storage_account#module:operation_ids).
    type: str
    required: true
  wait:
    description:
      - Whether to wait until the operation has completed. The task fails if the operation failed.
      - With V(false), a failed operation is returned and does not fail the task.
    type: bool
    default: false
  wait_timeout:
    description: The maximum time to wait, in seconds.
    type: int
    default: 600
extends_documentation_fragment:
  - classic.azure.connection
  - classic.azure.attributes.info
"""

EXAMPLES = r"""
- name: Start to create several storage accounts
  classic.azure.storage_account:
    name: "{{ item }}"
    location: West US
    wait: false
  loop: [classicshop, classicarchive]
  register: started

- name: Wait until all of them have been created
  classic.azure.operation_info:
    operation_id: "{{ item }}"
    wait: true
  loop: "{{ started.results | map(attribute='operation_ids') | flatten }}"
"""

RETURN = r"""
operation:
  description: The operation.
  returned: success
  type: dict
  contains:
    operation_id:
      description: ID of the operation, without dashes.
      type: str
    status:
      description: Status of the operation, V(InProgress), V(Succeeded) or V(Failed).
      type: str
    http_status_code:
      description: HTTP status code of the operation, V(200) when it succeeded. Not returned while the
        operation is in progress.
      type: int
    error:
      description: Reason of the failure. Only returned when the operation failed.
      type: dict
      contains:
        code:
          description: Error code of the service.
          type: str
        message:
          description: Error message of the service.
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

from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import Context, ReturnValue
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.runner import run
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.modules import client_module
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.return_values import FAILURE
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.client import Client
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.responses import OPERATION


def work(client: Client, params: dict[str, Any], context: Context) -> dict[str, Any]:
    operation_id = params["operation_id"].replace("-", "").lower()
    operation = client.operation(operation_id)
    if params["wait"] and operation.status != "Succeeded":
        begun = client.identify(operation_id) if operation.status == "InProgress" else None
        operation = client.wait(operation_id, begun.request if begun else "GetOperationStatus")
    return {"changed": False, "operation": operation.result}


MODULE_SPEC = client_module(
    work,
    argument_spec={
        "operation_id": {"type": "str", "required": True},
        "wait": {"type": "bool", "default": False},
        "wait_timeout": {"type": "int", "default": 600},
    },
    returns=(ReturnValue("operation", "The operation.", "dict", contains=OPERATION), *FAILURE),
)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
