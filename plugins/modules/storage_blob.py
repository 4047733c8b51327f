#!/usr/bin/python
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: storage_blob
short_description: Keep local files as blobs of a storage account
version_added: 0.1.0
description:
  - Upload packages of cloud services, their configurations and disks, and delete them.
  - The content is compared by its MD5, which the service keeps beside a blob. What is there already is not uploaded
    again. A blob without an MD5, which something else uploaded, is.
  - An upload goes over several connections. One that was cut is continued by the next run of the same task, which sends
    only what did not arrive.
  - Of a disk only the pages that are not empty are sent. What a virtual machine writes to it later is not noticed. The
    disk is overwritten only when the file changes, and the service refuses that while a disk or an image is registered
    on the blob.
author:
  - the classic.azure contributors (@classic-azure)
options:
  storage_account:
    description: The storage account, one of the subscription.
    type: str
    required: true
  container:
    description: The container. It is made, as a private one, if it is not there. It is never deleted.
    type: str
    required: true
  name:
    description: The name of the blob, which may have slashes in it.
    type: str
    required: true
  path:
    description:
      - The file, on the machine on which the module runs. It is required with O(state=present).
      - The task fails if the file changes while it is being read.
    type: path
  blob_type:
    description:
      - With V(page), it becomes a page blob, of which disks and images are made. The file has to be a fixed VHD.
      - With V(block), it becomes a block blob, as packages have to be.
      - With V(auto), files whose names end in C(.vhd) become page blobs, and all others block blobs.
      - A blob of the other type is not overwritten.
    type: str
    choices: [auto, block, page]
    default: auto
  content_type:
    description:
      - The media type, which the blob tells its readers.
      - Without it, that of a blob that is there stays. A new blob has V(application/octet-stream).
    type: str
  account_key:
    description:
      - One of the two keys of the storage account. Without it, the management API is asked for the primary one.
    type: str
  state:
    description:
      - Whether the blob is to be there.
      - The service does not delete one on which a disk or an image is registered.
    type: str
    choices: [present, absent]
    default: present
requirements:
  - azure-storage-blob >= 12.18.0, which no other module needs
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

- name: Take an old package away
  classic.azure.storage_blob:
    storage_account: classicshop
    container: deployments
    name: shop-1.3.cspkg
    state: absent
"""

RETURN = r"""
storage_blob:
  description:
    - The blob as the service holds it; in check mode as it would, without what is not known before.
  returned: when it exists after the task
  type: dict
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
requests:
  description:
    - The requests to the blob service that changed something, by the service's names of them, each once.
    - In check mode, those that would be sent.
  returned: success
  type: list
  elements: str
  sample: [CreateContainer, PutBlock, PutBlockList]
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
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.storage_blob import STORAGE_BLOB

MODULE_SPEC = STORAGE_BLOB


def main() -> None:
    run(MODULE_SPEC)


if __name__ == "__main__":
    main()
