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
  reverse_dns_fqdn:
    description:
      - The DNS name to which the IP address of the hosted service resolves, with a full stop at its end, for example
        V(classic-shop.cloudapp.net.). An empty value removes it.
      - The service accepts the names below C(cloudapp.net) of the hosted services of the subscription, and names that
        resolve to such a service.
    type: str
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

- name: Have the address of the shop resolve to its name, as mail servers want it
  classic.azure.hosted_service:
    name: classic-shop
    reverse_dns_fqdn: classic-shop.cloudapp.net.

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
  description: State of the hosted service after the task. In check mode, the predicted state, in which
    values that the service assigns may be null.
  returned: when it exists after the task
  type: dict
  contains:
    url:
      description: URL of the hosted service in the management API; its host may differ from that of the
        endpoint.
      type: str
    name:
      description: Name of the hosted service.
      type: str
    description:
      description: Description of the hosted service.
      type: str
    affinity_group:
      description: Affinity group of the hosted service. Not returned when the service has a location
        of its own.
      type: str
    location:
      description: Location of the hosted service. Not returned when the service is in an affinity group.
      type: str
    label:
      description: Label of the hosted service.
      type: str
    status:
      description: Status of the hosted service, for example V(Created).
      type: str
    date_created:
      description: Time at which the hosted service was created, in UTC.
      type: str
    date_last_modified:
      description: Time of the last change, by a user or by the service, in UTC.
      type: str
    extended_properties:
      description: Extended properties by name, including V(ResourceGroup) and V(ResourceLocation), which
        the service adds.
      type: dict
    reverse_dns_fqdn:
      description: DNS name to which the address of the hosted service resolves. Not returned when there
        is none.
      type: str
    deployments:
      description: Deployments in the hosted service. Only returned when details are requested.
      type: list
      elements: dict
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
        url:
          description: URL of the deployment. Not returned while the deployment is being created.
          type: str
        roles:
          description: Roles of the deployment.
          type: list
          elements: dict
          contains:
            name:
              description: Name of the role.
              type: str
            type:
              description: Type of the role, V(PersistentVMRole) for a virtual machine. Not returned for
                other roles.
              type: str
        role_instances:
          description: Role instances of the deployment.
          type: list
          elements: dict
          contains:
            role_name:
              description: Name of the role of the instance.
              type: str
            name:
              description: Name of the role instance.
              type: str
            status:
              description: Status of the instance, for example V(ReadyRole).
              type: str
            size:
              description: Role size of the instance.
              type: str
            power_state:
              description: Power state, for example V(Started) or V(Stopped).
              type: str
    default_winrm_certificate_thumbprint:
      description: Thumbprint of the certificate that the service created for WinRM over HTTPS. Not returned
        when there is none.
      type: str
    web_worker_role_sizes:
      description: Role sizes that web and worker roles can have. Only returned when all hosted services
        are listed.
      type: list
      elements: str
    virtual_machine_role_sizes:
      description: Role sizes that virtual machines can have. Only returned when all hosted services are
        listed.
      type: list
      elements: str
requests:
  description: Requests that changed something, by the name of the operation, in order. In check mode,
    those that would be sent. If the task fails, those that the service accepted before, in which case
    the task is also changed.
  returned: always, unless the task fails before its first request
  type: list
  elements: str
  sample:
    - CreateHostedService
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
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.hosted_service import (
    HOSTED_SERVICE,
)

MODULE_SPEC = resource_module(HOSTED_SERVICE)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
