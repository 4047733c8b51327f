#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: vm_image
short_description: Create, update and delete VM images
version_added: 0.1.0
description:
  - Create images of virtual machines, including data disks, from blobs or by capturing a virtual machine. Update and
    delete them.
author:
  - the classic.azure contributors (@classic-azure)
options:
  name:
    description: The name of the image.
    type: str
    required: true
  label:
    description: The label, at most 100 characters. The default for a new image is O(name).
    type: str
  description:
    description: The description, at most 512 characters.
    type: str
  capture:
    description:
      - The virtual machine from which the image is created. It is ignored if the image exists already; the virtual
        machine need not exist any more then.
    type: dict
    suboptions:
      service_name:
        description: The name of the hosted service.
        type: str
        required: true
      deployment_name:
        description: The name of the deployment.
        type: str
        required: true
      role_name:
        description: The name of the virtual machine. It has to be stopped to be captured as V(Generalized).
        type: str
        required: true
      os_state:
        description:
          - V(Specialized) captures the virtual machine as it is and keeps it.
          - V(Generalized) is for virtual machines that were prepared for imaging (generalized), and B(deletes the
            virtual machine).
        type: str
        choices: [Generalized, Specialized]
        required: true
  os_disk_configuration:
    description: The operating system disk of an image that is created from blobs.
    type: dict
    suboptions:
      host_caching:
        description: The host cache mode of the disk. It can be changed.
        type: str
        choices: ["None", ReadOnly, ReadWrite]
      os_state:
        description: Whether virtual machines created from the image have to be provisioned (V(Generalized)).
        type: str
        choices: [Generalized, Specialized]
      os:
        description: The operating system.
        type: str
        choices: [Linux, Windows]
      media_link:
        description: The URL of the blob.
        type: str
  data_disk_configurations:
    description: The data disks, in the order of their LUNs.
    type: list
    elements: dict
    suboptions:
      host_caching:
        description: The host cache mode of the disk. It can be changed.
        type: str
        choices: ["None", ReadOnly, ReadWrite]
      lun:
        description: The logical unit number (LUN).
        type: int
      media_link:
        description: The URL of the blob.
        type: str
      logical_disk_size_in_gb:
        description: The size in GB.
        type: int
  language:
    description: The language of the operating system.
    type: str
  image_family:
    description: The image family, at most 100 characters. The latest image of a family can be selected by it.
    type: str
  recommended_vm_size:
    description: The recommended role size for virtual machines created from the image.
    type: str
  eula:
    description: The license agreement or its URL.
    type: str
  icon_uri:
    description: The URL of the icon.
    type: str
  small_icon_uri:
    description: The URL of the small icon.
    type: str
  privacy_uri:
    description: The URL of the privacy policy.
    type: str
  published_date:
    description: The time of publication.
    type: str
  show_in_gui:
    description: Whether the portal shows the image.
    type: bool
  delete_vhd:
    description: Whether O(state=absent) also deletes the blobs.
    type: bool
    default: false
  state:
    description: Whether the image should exist.
    type: str
    choices: [present, absent]
    default: present
  wait_timeout:
    default: 900
extends_documentation_fragment:
  - classic.azure.connection
  - classic.azure.attributes
  - classic.azure.attributes.wait
seealso:
  - module: classic.azure.vm_image_info
"""

EXAMPLES = r"""
- name: Capture an image of a virtual machine and keep the virtual machine
  classic.azure.vm_image:
    name: golden
    image_family: golden
    capture:
      service_name: classic-shop
      deployment_name: classic-shop
      role_name: web1
      os_state: Specialized

- name: Create an image from a blob
  classic.azure.vm_image:
    name: silver
    os_disk_configuration:
      os: Linux
      os_state: Generalized
      media_link: https://classicshop.blob.core.windows.net/vhds/silver.vhd

- name: Delete the image
  classic.azure.vm_image:
    name: silver
    state: absent
"""

RETURN = r"""
vm_image:
  description: State of the VM image after the task. In check mode, the predicted state, in which values
    that the service assigns may be null.
  returned: when it exists after the task
  type: dict
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
requests:
  description: Requests that changed something, by the name of the operation, in order. In check mode,
    those that would be sent. If the task fails, those that the service accepted before, in which case
    the task is also changed.
  returned: always, unless the task fails before its first request
  type: list
  elements: str
  sample:
    - CreateVMImage
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
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.vm_image import VM_IMAGE

MODULE_SPEC = resource_module(VM_IMAGE)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
