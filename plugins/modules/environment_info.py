#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: environment_info
short_description: Gather information about a subscription as a tree that can be applied
version_added: 0.1.0
description:
  - Export the resources of a subscription, or of a part of it, as the tree that M(classic.azure.environment) takes.
    Applied to the same subscription, the tree changes nothing. Applied to an empty one, it creates the same resources.
  - The tree is in canonical order, so that two exports of the same resources are equal, and their difference in a
    version control system is what has changed.
  - Passwords, user names, packages and the files of certificates cannot be read back. In their place the tree has
    variables that are left out as long as they are undefined, such as
    V({{ classic_shop_web1_user_password | default(omit) }}). They are only needed to create the resource anew.
  - Settings in the configuration of a deployment and parameters of extensions may be secrets. They are replaced in the
    same way, a configuration with settings as a whole.
  - Blobs are not exported. The package of a deployment, and the blob of an OS image, have to exist where the tree is
    applied.
  - A virtual machine that is running, or about to, has no C(state) in the tree. One that is stopped or deallocated has
    that as its C(state).
  - The module sends one request for each kind of resource, and two for each hosted service.
author:
  - the classic.azure contributors (@classic-azure)
options:
  hosted_services:
    description:
      - The names of hosted services. Only these are exported, with what they need, such as their affinity groups and
        the storage accounts of their disks.
    type: list
    elements: str
  affinity_groups:
    description:
      - The names of affinity groups. Only these and the hosted services and storage accounts in them are exported, with
        what they need.
    type: list
    elements: str
  locations:
    description:
      - The names of locations. Only what is there is exported, with what it needs.
      - If several filters are given, each has to be met.
    type: list
    elements: str
extends_documentation_fragment:
  - classic.azure.connection
  - classic.azure.attributes.info
seealso:
  - module: classic.azure.orphan_info
"""

EXAMPLES = r"""
- name: Export the subscription
  classic.azure.environment_info:
  register: exported

- name: Write the tree to a file of variables
  ansible.builtin.copy:
    content: "{{ {'environment_resources': exported.resources} | classic.azure.variables_yaml(exported.placeholders) }}"
    dest: shop.yml
    mode: "0644"

- name: Export one hosted service and what it needs
  classic.azure.environment_info:
    hosted_services: [classic-shop]
  register: shop

- name: Show which variables have to be defined to create it anew
  ansible.builtin.debug:
    var: shop.placeholders
"""

RETURN = r"""
resources:
  description: Tree of the resources, as O(classic.azure.environment#module:resources) takes it, in the
    order of their names. It has no empty lists, no defaults, and nothing that the service adds by itself.
  returned: success
  type: dict
  sample:
    affinity_groups:
      - name: shop
        location: West US
placeholders:
  description: Values that the service does not return, or that are secrets. The tree has a variable in
    place of each, which is needed to create the resource anew.
  returned: success
  type: list
  elements: dict
  contains:
    resource:
      description: Resource.
      type: str
      sample: virtual machine web1 of hosted service classic-shop
    option:
      description: Option of the resource.
      type: str
      sample: linux.user_password
    variable:
      description: Name of the variable.
      type: str
      sample: classic_shop_web1_user_password
unsupported:
  description: Sentences that name what the tree cannot describe.
  returned: success
  type: list
  elements: str
  sample:
    - the tree does not have virtual network corporate
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
from ansible_collections.classic.azure.plugins.module_utils._asm.environment.export import ENVIRONMENT_INFO

MODULE_SPEC = ENVIRONMENT_INFO


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
