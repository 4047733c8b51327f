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
  description: The VM image as the service holds it; in check mode as it would.
  returned: when it exists after the task
  type: dict
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
requests:
  description:
    - The requests that changed something, by the service's names of them, in their order.
    - In check mode, those that would be sent.
  returned: success
  type: list
  elements: str
  sample: [CreateAffinityGroup]
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
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.vm_image import VM_IMAGE

MODULE_SPEC = resource_module(VM_IMAGE)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
