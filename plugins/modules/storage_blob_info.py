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
  description: Blobs that were found. Empty when there are none.
  returned: success
  type: list
  elements: dict
  contains:
    storage_account:
      description: Name of the storage account.
      type: str
    container:
      description: Name of the container.
      type: str
    name:
      description: Name of the blob.
      type: str
    url:
      description: URL of the blob, which the service accepts for a package, a disk or an image.
      type: str
    type:
      description: Type of the blob, V(block), V(page) or V(append).
      type: str
    size:
      description: Size of the blob, in bytes.
      type: int
    content_md5:
      description: MD5 digest of the content, in base64. Other clients may not have stored one.
      type: str
    content_type:
      description: Media type of the content.
      type: str
    last_modified:
      description: Time of the last change of the blob, in UTC.
      type: str
    lease_state:
      description: State of the lease. V(leased) when a disk or an image is registered on the blob.
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
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.storage_blob import (
    STORAGE_BLOB_INFO,
)

MODULE_SPEC = STORAGE_BLOB_INFO


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
