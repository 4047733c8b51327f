#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: os_image
short_description: Create, update and delete OS images
version_added: 0.1.0
description:
  - Create, update and delete images from which the operating system disks of virtual machines are created.
  - Virtual machines do not need the image after they were created, since their disks are copies. They cannot be created
    again without it, so an image from which existing disks were created is only deleted with O(force=true).
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
  media_link:
    description:
      - The URL of the page blob with the generalized disk, in a storage account of the subscription.
      - Required to create the image. It cannot be changed.
    type: str
  os:
    description: The operating system of the image. Required to create the image. It cannot be changed.
    type: str
    choices: [Linux, Windows]
  eula:
    description: The URL of the license agreement.
    type: str
  description:
    description: The description of the image.
    type: str
  image_family:
    description: The image family, at most 100 characters.
    type: str
  published_date:
    description: The time of publication, for example V(2015-06-01T00:00:00Z).
    type: str
  is_premium:
    description: Whether the image is subject to an additional charge.
    type: bool
  show_in_gui:
    description: Whether the portal shows the image.
    type: bool
  privacy_uri:
    description: The URL of the privacy policy.
    type: str
  icon_uri:
    description: The URL of the icon.
    type: str
  recommended_vm_size:
    description: The recommended role size for virtual machines created from the image.
    type: str
  small_icon_uri:
    description: The URL of the small icon.
    type: str
  language:
    description: The language of the operating system.
    type: str
  state:
    description: Whether the image should exist.
    type: str
    choices: [present, absent]
    default: present
  delete_vhd:
    description: Whether O(state=absent) also deletes the blob.
    type: bool
    default: false
  force:
    description:
      - Whether O(state=absent) deletes the image even if disks exist that were created from it.
      - If it is V(false), the task fails for such an image, and the message names the disks and their virtual machines.
    type: bool
    default: false
extends_documentation_fragment:
  - classic.azure.connection
  - classic.azure.attributes
seealso:
  - module: classic.azure.os_image_info
"""

EXAMPLES = r"""
- name: Create an OS image
  classic.azure.os_image:
    name: shop-base
    label: The shop's base
    media_link: https://classicshop.blob.core.windows.net/vhds/shop-base.vhd
    os: Linux
    image_family: The shop

- name: Delete the OS image and its blob
  classic.azure.os_image:
    name: shop-base
    state: absent
    delete_vhd: true
"""

RETURN = r"""
os_image:
  description: State of the OS image after the task. In check mode, the predicted state, in which values
    that the service assigns may be null.
  returned: when it exists after the task
  type: dict
  contains:
    affinity_group:
      description: Affinity group of the storage account. Not returned when the account has a location
        of its own.
      type: str
    category:
      description: Category of the image, for example V(User), V(Public) or V(MSDN).
      type: str
    label:
      description: Label of the image.
      type: str
    location:
      description: Location of the image. Several locations are separated by semicolons.
      type: str
    logical_size_in_gb:
      description: Size of the disk in the image, in GB.
      type: int
    media_link:
      description: URL of the VHD blob. Only returned for images of the subscription.
      type: str
    name:
      description: Name of the image.
      type: str
    os:
      description: Operating system in the image, V(Linux) or V(Windows).
      type: str
    eula:
      description: License agreement, or its URL.
      type: str
    description:
      description: Description of the image.
      type: str
    image_family:
      description: Image family.
      type: str
    show_in_gui:
      description: Whether the portal lists the image.
      type: bool
    published_date:
      description: Time at which the image was published, in UTC.
      type: str
    is_premium:
      description: Whether the image incurs charges of its own.
      type: bool
    icon_uri:
      description: URL of the icon.
      type: str
    privacy_uri:
      description: URL of the privacy policy.
      type: str
    recommended_vm_size:
      description: Recommended role size.
      type: str
    publisher_name:
      description: Name of the publisher.
      type: str
    pricing_detail_link:
      description: URL of the pricing details.
      type: str
    small_icon_uri:
      description: URL of the small icon.
      type: str
    language:
      description: Language of the image.
      type: str
    os_state:
      description: State of the operating system, V(Generalized) or V(Specialized). Only returned for
        images of the subscription.
      type: str
    io_type:
      description: Type of the storage, for example V(Standard_LRS) or V(Provisioned).
      type: str
requests:
  description: Requests that changed something, by the name of the operation, in order. In check mode,
    those that would be sent. If the task fails, those that the service accepted before, in which case
    the task is also changed.
  returned: always, unless the task fails before its first request
  type: list
  elements: str
  sample:
    - AddOSImage
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
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.os_image import OS_IMAGE

MODULE_SPEC = resource_module(OS_IMAGE)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
