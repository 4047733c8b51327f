#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: deployment_swap
short_description: Swap a deployment from staging into production
version_added: 0.1.0
description:
  - Ensure that a certain deployment of a hosted service is in production. If it is in staging, it is swapped with the
    deployment in production. The addresses belong to the slots and do not move. If it is in production already, nothing
    is done.
  - The service's own swap request exchanges the slots each time it is sent. This module is idempotent. To swap back,
    use it with the name of the other deployment.
  - Before the swap, the module checks that the deployment is in staging, waits until its instances are ready, and
    compares endpoints and numbers of instances. After the swap, it verifies that the deployment is in production.
author:
  - the classic.azure contributors (@classic-azure)
options:
  service_name:
    description: The name of the hosted service.
    type: str
    required: true
  production:
    description: The name of the deployment that should be in production.
    type: str
    required: true
  allow_fewer_instances:
    description: Whether to swap even if a role has fewer instances than the one in production.
    type: bool
    default: false
  wait_timeout:
    default: 1800
extends_documentation_fragment:
  - classic.azure.connection
  - classic.azure.attributes
  - classic.azure.attributes.wait
seealso:
  - module: classic.azure.deployment
"""

EXAMPLES = r"""
- name: Swap version 2 into production
  classic.azure.deployment_swap:
    service_name: classic-shop
    production: v2

- name: Swap back to version 1
  classic.azure.deployment_swap:
    service_name: classic-shop
    production: v1
"""

RETURN = r"""
deployment_swap:
  description: Deployments in the slots of the hosted service after the task. In check mode, the predicted
    ones.
  returned: when it exists after the task
  type: dict
  contains:
    service_name:
      description: Name of the hosted service.
      type: str
    production:
      description: Name of the deployment in the production slot.
      type: str
    staging:
      description: Name of the deployment in the staging slot. Not returned when the slot is empty.
      type: str
requests:
  description: Requests that changed something, by the name of the operation, in order. In check mode,
    those that would be sent. If the task fails, those that the service accepted before, in which case
    the task is also changed.
  returned: always, unless the task fails before its first request
  type: list
  elements: str
  sample:
    - SwapDeployment
operation_ids:
  description: IDs of these requests, for M(classic.azure.operation_info). Empty in check mode.
  returned: always, unless the task fails before its first request
  type: list
  elements: str
  sample:
    - 9c762d54bb95b7efa795515e633d7266
missing_references:
  description: What the task refers to and that does not exist, each as a sentence. The task fails without
    it.
  returned: in check mode, when something is missing that an earlier task may create
  type: list
  elements: str
  sample:
    - there is no hosted service classic-shop
lock_waits:
  description: Operations with exclusive access to a resource that the task waited for.
  returned: when the task had to wait
  type: list
  elements: dict
  contains:
    operation_id:
      description: ID of the operation. Not returned when the service does not name it.
      type: str
    seconds:
      description: Time that the task waited, in seconds.
      type: float
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
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.modules import resource_module
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment_swap import (
    DEPLOYMENT_SWAP,
)

MODULE_SPEC = resource_module(DEPLOYMENT_SWAP)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
