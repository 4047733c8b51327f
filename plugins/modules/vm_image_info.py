#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vm_image_info
short_description: Gather information about VM images
version_added: 0.1.0
description:
  - Gather information about one VM image, or about all images that the subscription can use, its own and those of
    publishers.
author:
  - the classic.azure contributors (@classic-azure)
options:
  name:
    description: The name of the image. If it is omitted, all are returned.
    type: str
  location:
    description: Return only images that are available in this location.
    type: str
  publisher:
    description: Return only images of this publisher.
    type: str
  category:
    description: Return only images of this category, for example V(User) or V(Public).
    type: str
extends_documentation_fragment:
  - classic.azure.connection
  - classic.azure.attributes.info
seealso:
  - module: classic.azure.vm_image
"""

EXAMPLES = r"""
- name: List the images of the subscription
  classic.azure.vm_image_info:
    category: User
  register: own
"""

RETURN = r"""
vm_images:
  description: The VM images that were found; an empty list if there is none.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: The name.
      type: str
    label:
      description: The label.
      type: str
    category:
      description: Whose it is, for example V(User) or V(Public).
      type: str
    description:
      description: The description.
      type: str
    os_disk_configuration:
      description: The disk with the operating system.
      type: dict
      contains:
        name:
          description: The name of the disk in the image.
          type: str
        host_caching:
          description: How the disk is cached.
          type: str
        os_state:
          description: Whether machines made of it have to be provisioned, V(Generalized) or V(Specialized).
          type: str
        os:
          description: The operating system.
          type: str
        media_link:
          description: The URL of the blob; not told of publishers' images.
          type: str
        logical_disk_size_in_gb:
          description: The size, in GB.
          type: int
        io_type:
          description: The kind of storage.
          type: str
    data_disk_configurations:
      description: The other disks.
      type: list
      elements: dict
      contains:
        name:
          description: The name of the disk in the image.
          type: str
        host_caching:
          description: How the disk is cached.
          type: str
        lun:
          description: The logical unit number.
          type: int
        media_link:
          description: The URL of the blob; not told of publishers' images.
          type: str
        logical_disk_size_in_gb:
          description: The size, in GB.
          type: int
        io_type:
          description: The kind of storage.
          type: str
    service_name:
      description: The hosted service of the virtual machine that it was captured from.
      type: str
    deployment_name:
      description: The deployment of that virtual machine.
      type: str
    role_name:
      description: That virtual machine.
      type: str
    location:
      description: The location, or several with semicolons between them.
      type: str
    affinity_group:
      description: The affinity group, if it is in one.
      type: str
    created_time:
      description: When it was made, UTC.
      type: str
    modified_time:
      description: When it was last changed, UTC.
      type: str
    language:
      description: The language.
      type: str
    image_family:
      description: The family.
      type: str
    recommended_vm_size:
      description: The role size that suits it.
      type: str
    is_premium:
      description: Whether it costs extra.
      type: bool
    eula:
      description: The licence, or where it is.
      type: str
    icon_uri:
      description: Where its icon is.
      type: str
    small_icon_uri:
      description: Where its small icon is.
      type: str
    privacy_uri:
      description: Where the statement on privacy is.
      type: str
    publisher_name:
      description: Who published it.
      type: str
    published_date:
      description: When it was published.
      type: str
    show_in_gui:
      description: Whether the portal showed it.
      type: bool
    pricing_detail_link:
      description: Where its price is told.
      type: str
    status:
      description: The state, for example V(VMImageReadyForUse).
      type: str
    role_state_on_capture:
      description: The state of the virtual machine when it was captured.
      type: str
    role_size_on_capture:
      description: The size of the virtual machine when it was captured.
      type: str
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
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.vm_image import VM_IMAGE

MODULE_SPEC = info_module(VM_IMAGE)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
