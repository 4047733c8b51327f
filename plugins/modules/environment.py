#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: environment
short_description: Create, update or delete an environment of classic resources
version_added: 0.1.0
description:
  - Creates and updates the affinity groups, storage accounts, OS images, reserved IP addresses and hosted services of
    one tree, with the certificates, deployments and virtual machines in the hosted services, or deletes them.
  - The module first reads all that the tree names, with few requests, and plans all of it. Whatever would be refused is
    reported at once, before anything is changed - invalid and duplicate names, options that exclude each other, unknown
    locations, images, role sizes and references, places that do not fit, occupied slots, ports and disks, and exceeded
    quotas. What the tree itself declares counts as existing.
  - Then it carries the plan out, O(parallel) resources at a time, each after those that it refers to. When a resource
    fails, those that need it are not begun, and all others are completed. The same task run again goes on.
  - Each resource is handled as its own module does it, so what an entry does not say is left unchanged.
options:
  state:
    description:
      - V(present) creates or updates the resources of the tree. Settings that the tree does not specify are left
        unchanged.
      - V(absent) deletes the resources of the tree and nothing else. Certificates, deployments and virtual machines are
        deleted with their hosted service. A hosted service that contains deployments or virtual machines which are not
        in the tree is only deleted with C(force) of its entry, or with O(unmanaged=delete).
      - The disks of virtual machines are kept unless C(disks) of the hosted service is V(delete). A storage account
        that would keep disks is refused before anything is deleted.
    type: str
    choices: [present, absent]
    default: present
  parallel:
    description:
      - The maximum number of resources that are worked on at once. A resource counts until it is ready.
      - The virtual machines of one hosted service are created one after the other in any case, since the service
        executes one operation on a deployment at a time.
    type: int
    default: 8
  unmanaged:
    description:
      - What to do with deployments and virtual machines in the hosted services of the tree that the tree does not name.
      - V(keep) leaves them alone, V(report) returns them in RV(unmanaged), V(delete) deletes them, before anything else
        in their hosted service. Their disks are kept.
    type: str
    choices: [keep, report, delete]
    default: keep
  wait:
    description:
      - Whether to wait until each resource is ready. What other resources of the tree need is waited for in any case.
      - An entry can have a C(wait) of its own.
    type: bool
    default: true
  wait_timeout:
    description: The maximum time to wait for each resource, in seconds. An entry can have a C(wait_timeout) of its own.
    type: int
    default: 1800
extends_documentation_fragment:
  - classic.azure.resources
  - classic.azure.connection
  - classic.azure.attributes
author:
  - the classic.azure contributors (@classic-azure)
seealso:
  - module: classic.azure.environment_info
"""

EXAMPLES = r"""
- name: Create the environment of the shop
  classic.azure.environment:
    resources:
      affinity_groups:
        - name: shop
          location: West US
      storage_accounts:
        - name: classicshop
          affinity_group: shop
          account_type: Standard_LRS
      hosted_services:
        - name: classic-shop
          affinity_group: shop
          certificates:
            - certificate_path: shop.pfx
              password: "{{ vault_shop_pfx_password }}"
          deployments:
            - name: v1
              package_path: build/shop.cspkg
              storage_account: classicshop
              configuration_path: shop.cscfg
        - name: classic-shop-db
          affinity_group: shop
          virtual_machines:
            - name: db1
              image:
                family: Ubuntu Server 14.04 LTS
              storage_account: classicshop
              linux:
                user_name: shopkeeper
                user_password: "{{ vault_shopkeeper_password }}"

- name: Delete it with the disks of its virtual machines
  classic.azure.environment:
    state: absent
    resources:
      affinity_groups:
        - name: shop
      storage_accounts:
        - name: classicshop
      hosted_services:
        - name: classic-shop
          deployments:
            - name: v1
        - name: classic-shop-db
          disks: delete
          virtual_machines:
            - name: db1
"""

RETURN = r"""
plan:
  description: What is done, or in check mode would be done, in an order that respects what each resource
    needs. Resources that are what the task says are not in it.
  returned: always, unless the task is refused before its first request
  type: list
  elements: dict
  contains:
    resource:
      description: Kind and name of the resource, and of the hosted service that it belongs to.
      type: str
      sample: virtual machine web1 of hosted service classic-shop
    action:
      description: What is done with it, V(create), V(change) or V(delete).
      type: str
      sample: create
    requests:
      description: Requests that it takes, by the names of the operations, in order.
      type: list
      elements: str
      sample:
        - CreateVMDeployment
summary:
  description: Numbers of resources that were created, changed and deleted, and of those that were what
    the task says. In check mode, numbers of those that would be.
  returned: always, unless the task is refused before its first request
  type: dict
  contains:
    created:
      description: Number of resources that are created.
      type: int
    changed:
      description: Number of resources that are changed.
      type: int
    deleted:
      description: Number of resources that are deleted.
      type: int
    unchanged:
      description: Number of resources that were unchanged.
      type: int
requests:
  description: Requests that changed something, by the name of the operation, in order. In check mode,
    those that would be sent. If the task fails, those that the service accepted before, in which case
    the task is also changed.
  returned: always, unless the task fails before its first request
  type: list
  elements: str
  sample:
    - CreateAffinityGroup
    - CreateHostedService
operation_ids:
  description: IDs of these requests, for M(classic.azure.operation_info). Empty in check mode.
  returned: always, unless the task fails before its first request
  type: list
  elements: str
  sample:
    - 9c762d54bb95b7efa795515e633d7266
resources:
  description: State of the resources after the task, each with the values that the module of its kind
    returns, in lists as O(resources) has them. In check mode, the predicted state.
  returned: always, unless the task is refused before its first request
  type: dict
failed_resources:
  description: Resources that cannot be what the task says, in which case nothing is changed, or that
    failed to become that.
  returned: always
  type: list
  elements: dict
  contains:
    resource:
      description: Kind and name of the resource, and of the hosted service that it belongs to.
      type: str
      sample: virtual machine web1 of hosted service classic-shop
    msg:
      description: What is wrong.
      type: str
    error:
      description: Error response of the service. V(null) when the service did not refuse a request.
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
      description: ID of the request that was refused, or of the operation that failed or timed out. V(null)
        when there is none.
      type: str
not_begun:
  description: Resources that were not begun, since others that they need failed.
  returned: always, unless the task is refused before its first request
  type: list
  elements: str
unmanaged:
  description: What lies in the hosted services of O(resources) and is not in it.
  returned: when O(unmanaged) is V(report) or V(delete)
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
from ansible_collections.classic.azure.plugins.module_utils._asm.environment.module import ENVIRONMENT

MODULE_SPEC = ENVIRONMENT


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
