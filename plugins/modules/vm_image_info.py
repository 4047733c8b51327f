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
  description: VM images that were found. Empty when there are none.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description: Name of the VM image.
      type: str
    label:
      description: Label of the VM image.
      type: str
    category:
      description: Category of the VM image, for example V(User) or V(Public).
      type: str
    description:
      description: Description of the VM image.
      type: str
    os_disk_configuration:
      description: Operating system disk of the VM image.
      type: dict
      contains:
        name:
          description: Name of the disk in the VM image.
          type: str
        host_caching:
          description: Caching of the disk by the host, V(None), V(ReadOnly) or V(ReadWrite).
          type: str
        os_state:
          description: State of the operating system. Virtual machines need to be provisioned when it
            is V(Generalized), not V(Specialized).
          type: str
        os:
          description: Operating system on the disk, V(Linux) or V(Windows).
          type: str
        media_link:
          description: URL of the VHD blob. Not returned for images of publishers.
          type: str
        logical_disk_size_in_gb:
          description: Size of the disk, in GB.
          type: int
        io_type:
          description: Type of the storage, for example V(Standard) or V(Provisioned).
          type: str
    data_disk_configurations:
      description: Data disks of the VM image.
      type: list
      elements: dict
      contains:
        name:
          description: Name of the disk in the VM image.
          type: str
        host_caching:
          description: Caching of the disk by the host, V(None), V(ReadOnly) or V(ReadWrite).
          type: str
        lun:
          description: Logical unit number of the disk.
          type: int
        media_link:
          description: URL of the VHD blob. Not returned for images of publishers.
          type: str
        logical_disk_size_in_gb:
          description: Size of the disk, in GB.
          type: int
        io_type:
          description: Type of the storage, for example V(Standard) or V(Provisioned).
          type: str
    service_name:
      description: Name of the hosted service of the captured virtual machine. Not returned when the image
        was not captured.
      type: str
    deployment_name:
      description: Name of the deployment of the captured virtual machine. Not returned when the image
        was not captured.
      type: str
    role_name:
      description: Name of the captured virtual machine. Not returned when the image was not captured.
      type: str
    location:
      description: Location of the VM image. Several locations are separated by semicolons.
      type: str
    affinity_group:
      description: Affinity group of the VM image.
      type: str
    created_time:
      description: Time at which the VM image was created, in UTC.
      type: str
    modified_time:
      description: Time of the last change of the VM image, in UTC.
      type: str
    language:
      description: Language of the VM image.
      type: str
    image_family:
      description: Image family.
      type: str
    recommended_vm_size:
      description: Recommended role size.
      type: str
    is_premium:
      description: Whether the VM image incurs charges of its own.
      type: bool
    eula:
      description: License agreement, or its URL.
      type: str
    icon_uri:
      description: URL of the icon.
      type: str
    small_icon_uri:
      description: URL of the small icon.
      type: str
    privacy_uri:
      description: URL of the privacy policy.
      type: str
    publisher_name:
      description: Name of the publisher.
      type: str
    published_date:
      description: Time at which the VM image was published, in UTC.
      type: str
    show_in_gui:
      description: Whether the portal lists the VM image.
      type: bool
    pricing_detail_link:
      description: URL of the pricing details.
      type: str
    status:
      description: Status of the VM image, for example V(VMImageReadyForUse).
      type: str
    role_state_on_capture:
      description: State of the virtual machine when it was captured. Not returned when the image was
        not captured.
      type: str
    role_size_on_capture:
      description: Role size of the virtual machine when it was captured. Not returned when the image
        was not captured.
      type: str
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
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.vm_image import VM_IMAGE

MODULE_SPEC = info_module(VM_IMAGE)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
