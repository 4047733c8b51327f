#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: hosted_service_info
short_description: Gather information about hosted services (cloud services)
version_added: 0.1.0
description:
  - Gather information about one hosted service, or about all hosted services of the subscription.
author:
  - the classic.azure contributors (@classic-azure)
options:
  name:
    description: The name of the hosted service. If it is omitted, all are returned.
    type: str
  embed_detail:
    description: Whether to return the deployments too. This takes one more request for each hosted service.
    type: bool
    default: false
extends_documentation_fragment:
  - classic.azure.connection
  - classic.azure.attributes.info
seealso:
  - module: classic.azure.hosted_service
"""

EXAMPLES = r"""
- name: List all hosted services
  classic.azure.hosted_service_info:
  register: all

- name: Get the hosted service of the shop with its deployments
  classic.azure.hosted_service_info:
    name: classic-shop
    embed_detail: true
  register: shop
"""

RETURN = r"""
hosted_services:
  description: Hosted services that were found. Empty when there are none.
  returned: success
  type: list
  elements: dict
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
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.modules import info_module
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.hosted_service import (
    HOSTED_SERVICE,
)

MODULE_SPEC = info_module(HOSTED_SERVICE)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
