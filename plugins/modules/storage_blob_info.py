#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: storage_blob_info
short_description: Gather information about blobs of a storage account
version_added: 0.1.0
description:
  - Gather information about one blob, or about all blobs of a container.
author:
  - the classic.azure contributors (@classic-azure)
options:
  storage_account:
    description: The name of the storage account. It must belong to the subscription.
    type: str
    required: true
  container:
    description: The name of the container. If it does not exist, no blobs are returned.
    type: str
    required: true
  name:
    description: The name of the blob. If it is omitted, all are returned.
    type: str
  prefix:
    description: Return only blobs whose names start with this prefix.
    type: str
  account_key:
    description:
      - A key of the storage account. If it is omitted, the module gets the primary key from the management API.
    type: str
requirements:
  - azure-storage-blob >= 12.18.0
extends_documentation_fragment:
  - classic.azure.connection
  - classic.azure.attributes.info
seealso:
  - module: classic.azure.storage_blob
"""

EXAMPLES = r"""
- name: List the packages
  classic.azure.storage_blob_info:
    storage_account: classicshop
    container: deployments
    prefix: shop-
  register: packages

- name: Show their URLs
  ansible.builtin.debug:
    msg: "{{ packages.storage_blobs | map(attribute='url') }}"
"""

RETURN = r"""
storage_blobs:
  description: The blobs, by name. Empty if there are none.
  returned: success
  type: list
  elements: dict
  contains:
    storage_account:
      description: The storage account.
      type: str
    container:
      description: The container.
      type: str
    name:
      description: The name.
      type: str
    url:
      description: The address, as the service takes it for a package, a disk or an image.
      type: str
    type:
      description: V(block), V(page) or V(append).
      type: str
    size:
      description: The size in bytes.
      type: int
    content_md5:
      description: The MD5 of the content, in base64. Of what other clients uploaded it may be missing.
      type: str
    content_type:
      description: The media type of the content.
      type: str
    last_modified:
      description: When it was last written to, UTC.
      type: str
    lease_state:
      description: V(leased) where a disk or an image is registered on it.
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
  description: The id of the request that was refused.
  returned: when the management API refused
  type: str
"""

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.runner import run
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.storage_blob import (
    STORAGE_BLOB_INFO,
)

MODULE_SPEC = STORAGE_BLOB_INFO


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
