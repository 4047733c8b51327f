# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The blobs of the storage accounts, which are in a blob service beside the emulator, if there is one.

Azurite, started by ``azurite.js``, can be one: it takes the accounts and their keys from a file that the emulator
writes, so that what the management API creates, renews and deletes has effect there at once.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import re
import ssl
import urllib.request
from email.utils import formatdate
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit

from ansible_collections.classic.azure.emulator.core.store import Store
from ansible_collections.classic.azure.emulator.files import replace_file

ACCOUNTS = "blob-accounts.json"
SERVICE_URL = re.compile(r"https?://([a-z0-9]+)\.blob\.core\.windows\.net/(.*)", re.IGNORECASE)
VERSION = "2014-02-14"
TIMEOUT = 5
"""Seconds for a request to the blob service, for which all others to the emulator wait."""

log = logging.getLogger(__name__)


class Blobs:
    """A blob service.

    ``endpoint`` is its address, below which the paths begin with an account, as in Azurite; empty if there is none.
    ``accounts`` is the file of accounts that it reads, ``ca_certificate`` what its certificate is checked with.
    """

    def __init__(self, endpoint: str = "", accounts: Path | None = None, ca_certificate: Path | None = None) -> None:
        self.endpoint = endpoint.rstrip("/")
        self.accounts = accounts
        self.ca_certificate = ca_certificate
        self._written = ""

    def address(self, account: str) -> str:
        """Where the blobs of an account are."""
        return f"{self.endpoint}/{account}/" if self.endpoint else f"https://{account}.blob.core.windows.net/"

    def account_of(self, url: str) -> str | None:
        """The account in whose blob service a URL lies, whether or not there is one; None for other places."""
        place = self._place(url)
        return place and place[0]

    def exists(self, url: str, key: str) -> bool | None:
        """Whether there is a blob at a URL of an account with this key; None where that cannot be asked."""
        return self._request("HEAD", url, key)

    def delete(self, url: str, key: str) -> None:
        """Delete the blob at a URL of an account with this key, if there is one, and a blob service."""
        self._request("DELETE", url.partition("?")[0], key)

    def _request(self, method: str, url: str, key: str) -> bool | None:
        """Send a request for a blob; return whether there was one, or None where that cannot be asked."""
        place = self._place(url)
        if not self.endpoint or place is None:
            return None
        account, path = place
        target = urlsplit(f"{self.address(account)}{path}")
        headers = {"x-ms-date": formatdate(usegmt=True), "x-ms-version": VERSION}
        if not target.query:
            signed = signature(method, headers, f"/{account}{target.path}", key)
            headers["Authorization"] = f"SharedKey {account}:{signed}"
        return self._is_there(urllib.request.Request(target.geturl(), headers=headers, method=method))

    def _place(self, url: str) -> tuple[str, str] | None:
        """An account, and what is in it."""
        if self.endpoint and url.startswith(f"{self.endpoint}/"):
            account, dummy, path = url.removeprefix(f"{self.endpoint}/").partition("/")
            return account, path
        found = SERVICE_URL.match(url)
        return (found[1].lower(), found[2]) if found else None

    def _is_there(self, request: urllib.request.Request) -> bool | None:
        direct, tls = urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=self.ssl_context())
        try:
            with urllib.request.build_opener(direct, tls).open(request, timeout=TIMEOUT):
                return True
        except HTTPError as error:
            error.close()
            if error.code == 404:
                return False
            log.warning("the blob service answers %s to %s of a blob", error.code, request.method)
        except OSError as error:
            log.warning("the blob service does not answer: %s", error)
        return None

    def ssl_context(self) -> ssl.SSLContext:
        """What the blob service's certificate is checked with."""
        context = ssl.create_default_context()
        if self.ca_certificate:
            context.load_verify_locations(self.ca_certificate)
        return context

    def write_accounts(self, store: Store) -> None:
        """Write the accounts of all subscriptions into the file, if anything has changed; log it if that fails."""
        if self.accounts is None:
            return
        kept = store.all_subscriptions("storage_account")
        text = json.dumps({each["name"]: each["keys"] for each in kept if each.get("keys")}, sort_keys=True)
        if text == self._written:
            return
        try:
            replace_file(self.accounts, text.encode("utf-8"))
        except OSError as error:
            log.warning("%s cannot be written, and will be with the next request: %s", self.accounts, error.strerror)
            return
        self._written = text


def signature(method: str, headers: dict[str, str], resource: str, key: str) -> str:
    """The signature of a request without a body and with no headers that count but x-ms- ones
    (docs/protocol/storage.md#shared-key). ``resource`` is canonical."""
    canonical = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    signed = "\n".join([method, *[""] * 11, f"{canonical}{resource}"])
    return base64.b64encode(hmac.digest(base64.b64decode(key), signed.encode("utf-8"), hashlib.sha256)).decode("ascii")
