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
  description: The hosted services that were found; an empty list if there is none.
  returned: success
  type: list
  elements: dict
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
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.modules import info_module
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.hosted_service import (
    HOSTED_SERVICE,
)

MODULE_SPEC = info_module(HOSTED_SERVICE)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
