# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the blobs of the emulated storage accounts are, if anywhere: at a blob service that runs beside the emulator.

The emulator has none of its own. Azurite, started by C(azurite.js), is one: it takes the accounts and their keys from a
file that the emulator keeps, so that what the management API makes, renews and deletes has effect there at once.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import os
import re
import ssl
import urllib.request
from email.utils import formatdate
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit

from ansible_collections.classic.azure.emulator.core.store import Store, Value

ACCOUNTS = "blob-accounts.json"
AS_THE_SERVICE = re.compile(r"https?://([a-z0-9]+)\.blob\.core\.windows\.net/(.*)", re.IGNORECASE)
VERSION = "2014-02-14"
PATIENCE = 5
"""Seconds for a request to the blob service, for which all others to the emulator wait."""

log = logging.getLogger(__name__)


class Blobs:
    """C(endpoint) is the address of a blob service with an account as the first part of its paths, as Azurite's has;
    empty where there is none. C(accounts) is the file of accounts, C(ca_certificate) what the service may need."""

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

    def lacks(self, account: Value, url: str) -> bool:
        """Whether an account is known to have no blob at a URL; one that was seeded without keys cannot be asked."""
        keys = account.get("keys")
        return keys is not None and self.exists(url, keys["primary"]) is False

    def exists(self, url: str, key: str) -> bool | None:
        """Whether there is a blob at a URL of an account with this key; None where that cannot be asked."""
        return self._answer("HEAD", url, key)

    def delete(self, url: str, key: str) -> None:
        """Delete the blob at a URL of an account with this key, if there is one, and somebody to ask."""
        self._answer("DELETE", url.partition("?")[0], key)

    def _answer(self, method: str, url: str, key: str) -> bool | None:
        """Whether there was a blob to do something to; None where that cannot be asked."""
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
        found = AS_THE_SERVICE.match(url)
        return (found[1].lower(), found[2]) if found else None

    def _is_there(self, request: urllib.request.Request) -> bool | None:
        direct, tls = urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=self.trust())
        try:
            with urllib.request.build_opener(direct, tls).open(request, timeout=PATIENCE):
                return True
        except HTTPError as error:
            error.close()
            if error.code == 404:
                return False
            log.warning("the blob service answers %s to %s of a blob", error.code, request.method)
        except OSError as error:
            log.warning("the blob service does not answer: %s", error)
        return None

    def trust(self) -> ssl.SSLContext:
        """What the blob service's certificate is checked with."""
        context = ssl.create_default_context()
        if self.ca_certificate:
            context.load_verify_locations(self.ca_certificate)
        return context

    def tell_accounts(self, store: Store) -> None:
        """Write the accounts of all subscriptions into the file, if anything has changed."""
        if self.accounts is None:
            return
        kept = store.all_of_world("storage_account")
        text = json.dumps({each["name"]: each["keys"] for each in kept if "keys" in each}, sort_keys=True)
        if text == self._written:
            return
        new = self.accounts.with_suffix(".new")
        new.unlink(missing_ok=True)
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        new.replace(self.accounts)
        self._written = text


def signature(method: str, headers: dict[str, str], resource: str, key: str) -> str:
    """The signature of a request without a body and with no headers that count but x-ms- ones
    (docs/protocol/storage.md#shared-key). C(resource) is canonical."""
    canonical = "".join(f"{name}:{headers[name]}\n" for name in sorted(headers))
    signed = "\n".join([method, *[""] * 11, f"{canonical}{resource}"])
    return base64.b64encode(hmac.digest(base64.b64decode(key), signed.encode("utf-8"), hashlib.sha256)).decode("ascii")
