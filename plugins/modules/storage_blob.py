#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: storage_blob
short_description: Upload and delete blobs of a storage account
version_added: 0.1.0
description:
  - Upload packages of cloud services, configurations and disks to a container, and delete them.
  - The content is compared by the MD5 hash that the service stores with the blob, and a file is uploaded only if the
    hashes differ. A blob without an MD5 hash, which another program uploaded, is uploaded again.
  - A file is uploaded over several connections. If an upload was interrupted, the next run of the same task resumes it
    and sends only the missing parts.
  - Only the pages of a disk that are not empty are sent. Changes that a virtual machine makes to the disk later are not
    detected. The blob is overwritten only when the file changes, and the service refuses that while a disk or an image
    is registered on the blob.
author:
  - the classic.azure contributors (@classic-azure)
options:
  storage_account:
    description: The name of the storage account. It must belong to the subscription.
    type: str
    required: true
  container:
    description:
      - The name of the container. It is created as a private container if it does not exist, and never deleted.
    type: str
    required: true
  name:
    description: The name of the blob. It may contain slashes.
    type: str
    required: true
  path:
    description:
      - The path of the file on the machine that runs the module. Required with O(state=present).
      - The task fails if the file changes while it is being read.
    type: path
  blob_type:
    description:
      - V(page) uploads a page blob, which is required for disks and images. The file must be a fixed VHD.
      - V(block) uploads a block blob, which is required for packages.
      - V(auto) uploads files whose names end in C(.vhd) as page blobs and all other files as block blobs.
      - An existing blob of the other type is not overwritten.
    type: str
    choices: [auto, block, page]
    default: auto
  content_type:
    description:
      - The media type of the blob.
      - If it is omitted, an existing blob keeps its media type, and a new one gets V(application/octet-stream).
    type: str
  account_key:
    description:
      - A key of the storage account. If it is omitted, the module gets the primary key from the management API.
    type: str
  state:
    description:
      - Whether the blob should exist.
      - A blob on which a disk or an image is registered cannot be deleted.
    type: str
    choices: [present, absent]
    default: present
requirements:
  - azure-storage-blob >= 12.18.0
extends_documentation_fragment:
  - classic.azure.connection
  - classic.azure.attributes
seealso:
  - module: classic.azure.storage_blob_info
  - module: classic.azure.storage_account
"""

EXAMPLES = r"""
- name: Upload a package
  classic.azure.storage_blob:
    storage_account: classicshop
    container: deployments
    name: shop-1.4.cspkg
    path: build/shop.cspkg
  register: package

- name: Upload a disk
  classic.azure.storage_blob:
    storage_account: classicshop
    container: vhds
    name: base/debian.vhd
    path: images/debian.vhd

- name: Delete an old package
  classic.azure.storage_blob:
    storage_account: classicshop
    container: deployments
    name: shop-1.3.cspkg
    state: absent
"""

RETURN = r"""
storage_blob:
  description: State of the blob after the task. In check mode, the predicted state, in which values that
    the service assigns may be null.
  returned: when it exists after the task
  type: dict
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
requests:
  description: Requests that changed something, by the name of the operation, in order. In check mode,
    those that would be sent. If the task fails, those that the service accepted before, in which case
    the task is also changed.
  returned: always, unless the task fails before its first request
  type: list
  elements: str
  sample:
    - CreateContainer
    - PutBlock
    - PutBlockList
missing_references:
  description: What the task refers to and that does not exist, each as a sentence. The task fails without
    it.
  returned: in check mode, when something is missing that an earlier task may create
  type: list
  elements: str
  sample:
    - there is no hosted service classic-shop
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
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.storage_blob import STORAGE_BLOB

MODULE_SPEC = STORAGE_BLOB


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
