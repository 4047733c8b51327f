#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hosted_service
short_description: Manage hosted services (cloud services)
version_added: 0.1.0
description:
  - Create, change and delete hosted services, the containers of deployments, which the portal called cloud services.
author:
  - the classic.azure contributors (@classic-azure)
options:
  name:
    description:
      - The name, which is also the DNS name below C(cloudapp.net) and so unique in the world.
      - It has 1 to 63 letters, digits and hyphens, a letter or digit first and last.
    type: str
    required: true
  label:
    description:
      - The label, of at most 100 characters. It need not be base64, that is done here.
      - When the hosted service is created without one, the label is the name.
    type: str
  description:
    description: The description, of at most 1024 characters.
    type: str
  location:
    description:
      - The location, as M(classic.azure.locations_info) names them; C(westus) is understood as C(West US).
      - One of this and O(affinity_group) is required to create the hosted service. It cannot be changed.
    type: str
  affinity_group:
    description: The affinity group to create the hosted service in. It cannot be changed.
    type: str
  extended_properties:
    description:
      - Names and values to keep with the hosted service, at most 50.
      - Those that are not mentioned stay, among them V(ResourceGroup) and V(ResourceLocation), which the service adds
        by itself. The service has no way to remove one.
    type: dict
  state:
    description: Whether the hosted service is to be there.
    type: str
    choices: [present, absent]
    default: present
  force:
    description:
      - With O(state=absent), delete the deployments in the hosted service too, with all their machines.
      - Without it a hosted service that has deployments is not deleted, and the error says what is in it.
    type: bool
    default: false
  disks:
    description: With O(force=true), what becomes of the disks below virtual machines and their blobs.
    type: str
    choices: [keep, delete]
    default: keep
  wait_timeout:
    default: 900
extends_documentation_fragment:
  - classic.azure.connection
  - classic.azure.attributes
  - classic.azure.attributes.wait
seealso:
  - module: classic.azure.hosted_service_info
"""

EXAMPLES = r"""
- name: Provide the hosted service of the shop
  classic.azure.hosted_service:
    name: classic-shop
    label: The shop
    location: West US
    extended_properties:
      owner: sales

- name: Take it away, if nothing is deployed
  classic.azure.hosted_service:
    name: classic-shop
    state: absent

- name: Take it away with everything in it
  classic.azure.hosted_service:
    name: classic-shop
    state: absent
    force: true
    disks: delete
"""

RETURN = r"""
hosted_service:
  description: The hosted service as the service holds it; in check mode as it would.
  returned: when it exists after the task
  type: dict
  contains:
    url:
      description: The address of the resource at the service, which may name another host than the endpoint.
      type: str
    name:
      description: The name.
      type: str
    description:
      description: The description.
      type: str
    affinity_group:
      description: The affinity group, if it is in one.
      type: str
    location:
      description: The location. Not told where there is an affinity group.
      type: str
    label:
      description: The label.
      type: str
    status:
      description: The state, for example V(Created).
      type: str
    date_created:
      description: When it was created, UTC.
      type: str
    date_last_modified:
      description: When it was last changed, by a user or by the service.
      type: str
    extended_properties:
      description: Names and values, among them those that the service adds (V(ResourceGroup), V(ResourceLocation)).
      type: dict
    deployments:
      description: The deployments in it. Only told where they were asked for.
      type: list
      elements: dict
      contains:
        name:
          description: The name.
          type: str
        slot:
          description: V(Production) or V(Staging).
          type: str
        status:
          description: The state, for example V(Created).
          type: str
        label:
          description: The label.
          type: str
        url:
          description: The address of the resource at the service, which may name another host than the endpoint.
          type: str
        role_instances:
          description: The instances of its roles.
          type: list
          elements: dict
          contains:
            role_name:
              description: The role.
              type: str
            name:
              description: The name.
              type: str
            status:
              description: The state, for example V(Created).
              type: str
            size:
              description: The role size.
              type: str
            power_state:
              description: Whether it runs, for example V(Started).
              type: str
    default_winrm_certificate_thumbprint:
      description: The certificate for WinRM, once there is a Windows virtual machine.
      type: str
    web_worker_role_sizes:
      description: The sizes that web and worker roles can have there.
      type: list
      elements: str
    virtual_machine_role_sizes:
      description: The sizes that virtual machines can have there.
      type: list
      elements: str
requests:
  description:
    - The requests that changed something, by the service's names of them, in their order.
    - In check mode, those that would be sent.
  returned: success
  type: list
  elements: str
  sample: [CreateHostedService]
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
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.hosted_service import (
    HOSTED_SERVICE,
)

MODULE_SPEC = resource_module(HOSTED_SERVICE)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
