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
    image_family: OpenLogic 7.0
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
  description: The images that were asked for, in the order of the service; none where there is none.
  returned: success
  type: list
  elements: dict
  contains:
    affinity_group:
      description: The affinity group.
      type: str
    category:
      description: V(User), V(Public) or V(MSDN).
      type: str
    label:
      description: The label.
      type: str
    location:
      description: The location; of a platform image all its locations, with semicolons in between.
      type: str
    logical_size_in_gb:
      description: The size in GB.
      type: int
    media_link:
      description: The address of the blob.
      type: str
    name:
      description: The name.
      type: str
    os:
      description: V(Linux) or V(Windows).
      type: str
    eula:
      description: The address of the licence.
      type: str
    description:
      description: The description.
      type: str
    image_family:
      description: The family.
      type: str
    show_in_gui:
      description: Whether the portal showed it.
      type: bool
    published_date:
      description: When it was published, UTC.
      type: str
    is_premium:
      description: Whether it costs extra.
      type: bool
    icon_uri:
      description: The address of the icon.
      type: str
    privacy_uri:
      description: The address of the privacy policy.
      type: str
    recommended_vm_size:
      description: The role size that suits it.
      type: str
    publisher_name:
      description: The publisher.
      type: str
    pricing_detail_link:
      description: The address of the prices.
      type: str
    small_icon_uri:
      description: The address of the small icon.
      type: str
    language:
      description: The language.
      type: str
    os_state:
      description: V(Generalized) or V(Specialized).
      type: str
    io_type:
      description: The sort of storage.
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
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.os_image import OS_IMAGE

MODULE_SPEC = info_module(OS_IMAGE)


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
