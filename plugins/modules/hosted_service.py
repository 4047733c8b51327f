#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hosted_service
short_description: Create, update and delete hosted services (cloud services)
version_added: 0.1.0
description:
  - Create, update and delete hosted services, which contain deployments. The portal called them cloud services.
author:
  - the classic.azure contributors (@classic-azure)
options:
  name:
    description:
      - The name of the hosted service. It is also its DNS name below C(cloudapp.net) and therefore globally unique.
      - It consists of 1 to 63 letters, digits and hyphens, and starts and ends with a letter or digit.
    type: str
    required: true
  label:
    description:
      - The label, at most 100 characters. It is plain text; the module encodes it in base64.
      - The default for a new hosted service is O(name).
    type: str
  description:
    description: The description, at most 1024 characters.
    type: str
  location:
    description:
      - The location, as returned by M(classic.azure.locations_info). C(westus) is accepted for C(West US).
      - One of this option and O(affinity_group) is required to create the hosted service. It cannot be changed.
    type: str
  affinity_group:
    description: The affinity group in which the hosted service is created. It cannot be changed.
    type: str
  extended_properties:
    description:
      - Names and values to store with the hosted service, at most 50.
      - Properties that are not specified are left unchanged, including V(ResourceGroup) and V(ResourceLocation), which
        the service adds itself. The service cannot remove a property.
    type: dict
  state:
    description: Whether the hosted service should exist.
    type: str
    choices: [present, absent]
    default: present
  force:
    description:
      - Whether O(state=absent) also deletes the deployments in the hosted service, with all their virtual machines.
      - If it is V(false), the task fails for a hosted service that has deployments, and the message lists them.
    type: bool
    default: false
  disks:
    description: Whether O(force=true) keeps or deletes the disks of virtual machines, with their blobs.
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
- name: Create the hosted service of the shop
  classic.azure.hosted_service:
    name: classic-shop
    label: The shop
    location: West US
    extended_properties:
      owner: sales

- name: Delete the hosted service if it is empty
  classic.azure.hosted_service:
    name: classic-shop
    state: absent

- name: Delete the hosted service with its deployments and disks
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
