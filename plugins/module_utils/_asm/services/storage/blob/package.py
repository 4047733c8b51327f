# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The package of a deployment, kept as a blob under a name that says what is in it."""

from __future__ import annotations

from contextlib import closing

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import Context
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.account import (
    blob_account,
    blob_endpoint,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.blob import Blob, url_of
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.blob_service import BlobService
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.local_file import opened
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.storage_blob import (
    check_names,
    provide,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.client import Client

OPTION = "package_path"


class Package:
    """A local C(.cspkg) file, and the block blob that it is or is to be.

    The blob's name is the SHA-256 of the content, so C(url) changes exactly when the package does, and what lies there
    is never overwritten by something else. Raises InvalidOption for a file that cannot be read or a bad container,
    NoSuchAccount, Refused.
    """

    def __init__(self, client: Client, storage_account: str, container: str, path: str, context: Context) -> None:
        with opened(path, OPTION) as file:
            self.name = f"{file.sha256}.cspkg"
        check_names(container, self.name)
        self.client = client
        self.storage_account = storage_account
        self.container = container
        self.path = path
        self.context = context
        self.url = url_of(blob_endpoint(client, storage_account), container, self.name)

    def store(self) -> list[str]:
        """Upload it unless it is there; return the requests that this took, or in check mode would take.

        Raises LibraryMissing, BlobRefusal, Unreachable, Untrusted; Refused if the file has changed.
        """
        account = blob_account(self.client, self.storage_account)
        with opened(self.path, OPTION) as file, closing(BlobService(account, self.client)) as service:
            result = provide(Blob(service, self.container, self.name), file, "block", None, self.context)
        requests: list[str] = result["requests"]
        return requests
