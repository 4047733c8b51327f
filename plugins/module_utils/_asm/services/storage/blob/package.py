# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The package of a deployment, stored as a blob that is named by the digest of its content."""

from __future__ import annotations

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import Context
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.account import (
    blob_account,
    blob_endpoint,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.blob import Blob, url_of
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.blob_service import (
    open_blob_service,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.local_file import open_local_file
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.storage_blob import (
    check_names,
    ensure_blob,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.client import Client

OPTION = "package_path"


class Package:
    """A local ``.cspkg`` file and its block blob.

    The name of the blob is the SHA-256 of the content, so ``url`` changes when the package does, and a package is never
    overwritten by another one. Raises InvalidOptionError for a file that cannot be read or an invalid container,
    NoSuchAccount, PreconditionError.
    """

    def __init__(self, client: Client, storage_account: str, container: str, path: str, context: Context) -> None:
        with open_local_file(path, OPTION) as file:
            self.name = f"{file.sha256}.cspkg"
        check_names(container, self.name)
        self.client = client
        self.storage_account = storage_account
        self.container = container
        self.path = path
        self.context = context
        self.url = url_of(blob_endpoint(client, storage_account), container, self.name)

    def store(self) -> list[str]:
        """Upload the package unless it is there; return the requests that it takes, which check mode does not send.

        Raises LibraryMissing, BlobRefusal, EndpointUnreachableError, TLSError; PreconditionError if the file changed.
        """
        account = blob_account(self.client, self.storage_account)
        with open_local_file(self.path, OPTION) as file, open_blob_service(account, self.client) as service:
            result = ensure_blob(Blob(service, self.container, self.name), file, "block", None, self.context)
        requests: list[str] = result["requests"]
        return requests
