# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A storage account as a client of its blob service needs it: the endpoint and a key."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field

from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    AzureError,
    MalformedResponseError,
    MissingReferenceError,
    PreconditionError,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.storage_account import (
    STORAGE_ACCOUNT,
    STORAGE_ACCOUNT_KEYS,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.client import Client
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.urls import InvalidUrl, parse_url


class UnusableKey(AzureError):
    """The option account_key is no key. The message does not hold it."""


class NoSuchAccount(MissingReferenceError):
    """The subscription has no such storage account."""


@dataclass(frozen=True)
class BlobAccount:
    """The blob endpoint of an account, with a slash at its end, and a key.

    origin: where the key is from, as the end of a sentence.
    """

    name: str
    endpoint: str
    key: str = field(repr=False)
    origin: str


def blob_account(client: Client, name: str, key: str | None = None) -> BlobAccount:
    """Return a storage account of the subscription, with the given key or else its primary one.

    Raises NoSuchAccount, PreconditionError if it has no blob service yet, UnusableKey if the key is none.
    """
    if key is not None and not _is_key(key):
        raise UnusableKey("account_key is no key of a storage account: it is not base64")
    endpoint = blob_endpoint(client, name)
    if key is not None:
        return BlobAccount(name, endpoint, key, "that account_key gives")
    keys = STORAGE_ACCOUNT_KEYS.reader.read(client, {"name": name})
    if keys is None:
        raise NoSuchAccount(f"there are no keys of storage account {name}")
    return BlobAccount(name, endpoint, keys["primary"], f"that the service tells for storage account {name}")


def blob_endpoint(client: Client, name: str) -> str:
    """Return the blob endpoint of an account, with a slash at its end: the first one.

    See docs/protocol/storage.md#storage-endpoints.

    Raises NoSuchAccount, PreconditionError if it has none yet, MalformedResponseError if that is no address.
    """
    account = STORAGE_ACCOUNT.reader.read(client, {"name": name})
    if account is None or account["status"] is None:  # it is only foreseen
        raise NoSuchAccount(f"there is no storage account {name}", [f"storage account {name}"])
    if not account["endpoints"]:
        raise PreconditionError(f"storage account {name} has no blob service: it is {account['status']}")
    try:
        endpoints = [parse_url(endpoint) for endpoint in account["endpoints"]]
    except InvalidUrl as error:
        raise MalformedResponseError(f"storage account {name} has an endpoint that is not used: {error}") from None
    named = [endpoint for endpoint in endpoints if ".blob." in f".{endpoint.host}"]
    return f"{str((named or endpoints)[0]).rstrip('/')}/"


def _is_key(key: str) -> bool:
    try:
        return bool(base64.b64decode(key, validate=True))
    except (binascii.Error, ValueError):
        return False
