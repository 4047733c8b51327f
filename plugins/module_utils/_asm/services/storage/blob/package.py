# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The package of a deployment, stored as a blob that is named by the digest of its content."""

from __future__ import annotations

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import Context
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.account import (
    NoSuchAccount,
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
    requests_in_new_account,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.client import Client

OPTION = "package_path"


class Package:
    """A local ``.cspkg`` file and its block blob.

    The name of the blob is the SHA-256 of the content, so ``url`` changes when the package does, and a package is never
    overwritten by another one. ``missing_account`` is in check mode the sentence that there is no such account, empty
    if there is one. Raises InvalidOptionError for a file that cannot be read or an invalid container,
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
        self.missing_account = ""
        self.url = url_of(self._endpoint(), container, self.name)

    def _endpoint(self) -> str:
        """Return the blob endpoint of the account, in check mode that which it would have if it does not exist."""
        try:
            return blob_endpoint(self.client, self.storage_account)
        except NoSuchAccount as missing:
            if not self.context.check_mode:
                raise
            self.missing_account = str(missing)
            return f"https://{self.storage_account}.blob.core.windows.net/"

    def store(self) -> list[str]:
        """Upload the package unless it is there; return the requests that it takes, which check mode does not send.

        Raises LibraryMissing, BlobRefusal, EndpointUnreachableError, TLSError; PreconditionError if the file changed.
        """
        if self.missing_account:
            with open_local_file(self.path, OPTION) as file:
                return requests_in_new_account(file, "block")
        account = blob_account(self.client, self.storage_account)
        with open_local_file(self.path, OPTION) as file, open_blob_service(account, self.client) as service:
            result = ensure_blob(Blob(service, self.container, self.name), file, "block", None, self.context)
        requests: list[str] = result["requests"]
        return requests
