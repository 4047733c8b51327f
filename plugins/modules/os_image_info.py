#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: os_image_info
short_description: Gather information about OS images
version_added: 0.1.0
description:
  - Gather information about one OS image, or about all OS images of the platform and the subscription that match the
    given criteria.
author:
  - the classic.azure contributors (@classic-azure)
options:
  name:
    description: The name of the image. If it is omitted, all that match the other options are returned.
    type: str
  os:
    description: Return only images with this operating system.
    type: str
    choices: [Linux, Windows]
  category:
    description: Return only images of this category, for example V(User) or V(Public).
    type: str
  location:
    description: Return only images that are available in this location.
    type: str
  label:
    description: Return only images with this label.
    type: str
  image_family:
    description: Return only images of this family.
    type: str
  name_pattern:
    description: Return only images whose names contain a match of this regular expression. Case is ignored.
    type: str
  latest:
    description: Whether to return only the image with the latest time of publication.
    type: bool
    default: false
extends_documentation_fragment:
  - classic.azure.connection
  - classic.azure.attributes.info
seealso:
  - module: classic.azure.os_image
"""

EXAMPLES = r"""
- name: Find the latest CentOS image
  classic.azure.os_image_info:
    image_family: OpenLogic 7.1
    location: West US
    latest: true
  register: newest

- name: List the images of the subscription
  classic.azure.os_image_info:
    category: User
  register: ours
"""

RETURN = r"""
os_images:
  description: OS images that were found. Empty when there are none.
  returned: success
  type: list
  elements: dict
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
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.os_image import OS_IMAGE

MODULE_SPEC = info_module(OS_IMAGE)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
