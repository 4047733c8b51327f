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
  description:
    - What an update changes of the deployment, as the service holds it; in check mode as it would.
    - M(classic.azure.deployment_info) tells all of it.
  returned: when it exists after the task
  type: dict
  contains:
    name:
      description: The name.
      type: str
    slot:
      description: V(Production) or V(Staging).
      type: str
    status:
      description: The state, as the service spells it.
      type: str
    label:
      description: The label.
      type: str
    upgrade_status:
      description: How far an update is, if one is under way.
      type: dict
      contains:
        upgrade_type:
          description: V(Auto) or V(Manual).
          type: str
        current_upgrade_domain_state:
          description: V(Before) or V(During).
          type: str
        current_upgrade_domain:
          description: The upgrade domain that comes next, or is being updated.
          type: int
    upgrade_domain_count:
      description: The number of upgrade domains.
      type: int
    locked:
      description: Whether an operation works on it.
      type: bool
    rollback_allowed:
      description: Whether the update that is under way can be rolled back.
      type: bool
requests:
  description:
    - The requests that changed something, by the service's names of them, in their order.
    - In check mode, those that would be sent.
  returned: success
  type: list
  elements: str
  sample: [WalkUpgradeDomain]
operation_ids:
  description: The ids of those requests, which M(classic.azure.operation_info) takes. Empty in check mode.
  returned: success
  type: list
  elements: str
  sample: [9c762d54bb95b7efa795515e633d7266]
lock_waits:
  description: The operations that stood in the way, and how long they were waited for.
  returned: when something had to be waited for
  type: list
  elements: dict
  contains:
    operation_id:
      description: The operation in the way, if the service named it.
      type: str
    seconds:
      description: How long it was waited for.
      type: float
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
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.modules import resource_module
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment_upgrade import (
    DEPLOYMENT_UPGRADE,
)

MODULE_SPEC = resource_module(DEPLOYMENT_UPGRADE)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
