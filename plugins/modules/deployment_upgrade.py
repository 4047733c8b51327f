#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: deployment_upgrade
short_description: Continue or roll back an update of a deployment
version_added: 0.1.0
description:
  - Continue an update that M(classic.azure.deployment) started with
    O(classic.azure.deployment#module:upgrade_mode=manual), one upgrade domain after the other, or roll it back.
  - Nothing is done if no such update is in progress.
author:
  - the classic.azure contributors (@classic-azure)
options:
  service_name:
    description: The name of the hosted service.
    type: str
    required: true
  name:
    description: The name of the deployment.
    type: str
    required: true
  upgrade_domain:
    description:
      - The last upgrade domain to update with O(state=walked), counted from 0. If it is omitted, all are updated.
      - Upgrade domains that have been updated already are skipped.
      - During a rollback with O(mode=manual), one task processes one upgrade domain, since the service does not return
        how many there are.
    type: int
  mode:
    description: How O(state=rolled_back) goes through the upgrade domains. The default is V(auto).
    type: str
    choices: [auto, manual]
  force:
    description: Whether O(state=rolled_back) rolls back even if instances lose local data.
    type: bool
  state:
    description: Whether to continue (V(walked)) or to roll back (V(rolled_back)) the update.
    type: str
    choices: [walked, rolled_back]
    required: true
  wait_for:
    description:
      - What to wait for with O(wait=true). With V(operation), the task waits until the operations have completed. With
        V(ready), it also waits until the instances are ready.
    type: str
    choices: [operation, ready]
    default: ready
  wait_timeout:
    default: 1800
extends_documentation_fragment:
  - classic.azure.connection
  - classic.azure.attributes
  - classic.azure.attributes.wait
seealso:
  - module: classic.azure.deployment
  - module: classic.azure.deployment_info
"""

EXAMPLES = r"""
- name: Update the first upgrade domain
  classic.azure.deployment_upgrade:
    service_name: classic-shop
    name: v2
    state: walked
    upgrade_domain: 0

- name: Update the remaining upgrade domains
  classic.azure.deployment_upgrade:
    service_name: classic-shop
    name: v2
    state: walked

- name: Roll the update back
  classic.azure.deployment_upgrade:
    service_name: classic-shop
    name: v2
    state: rolled_back
"""

RETURN = r"""
deployment:
  description: State after the task of what an update changes of the deployment. In check mode, the predicted
    state. M(classic.azure.deployment_info) returns the whole deployment.
  returned: when it exists after the task
  type: dict
  contains:
    name:
      description: Name of the deployment.
      type: str
    slot:
      description: Slot of the deployment, V(Production) or V(Staging).
      type: str
    status:
      description: Status of the deployment, for example V(Running) or V(Suspended).
      type: str
    label:
      description: Label of the deployment.
      type: str
    upgrade_status:
      description: Progress of the current update. Not returned when there is none.
      type: dict
      contains:
        upgrade_type:
          description: Mode of the update, V(Auto) or V(Manual).
          type: str
        current_upgrade_domain_state:
          description: State of the current upgrade domain, V(Before) or V(During) its update.
          type: str
        current_upgrade_domain:
          description: Number of the upgrade domain that is being updated, or comes next.
          type: int
    upgrade_domain_count:
      description: Number of upgrade domains.
      type: int
    locked:
      description: Whether an operation is currently changing the deployment.
      type: bool
    rollback_allowed:
      description: Whether the current update can be rolled back.
      type: bool
requests:
  description: Requests that changed something, by the name of the operation, in order. In check mode,
    those that would be sent. If the task fails, those that the service accepted before, in which case
    the task is also changed.
  returned: always, unless the task fails before its first request
  type: list
  elements: str
  sample:
    - WalkUpgradeDomain
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
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment_upgrade import (
    DEPLOYMENT_UPGRADE,
)

MODULE_SPEC = resource_module(DEPLOYMENT_UPGRADE)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
