# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The links of blobs that requests hold: which are possible (docs/protocol/compute.md#media-link)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ansible_collections.classic.azure.plugins.module_utils._asm.errors import InvalidOptionError, MissingReferenceError
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.references import Reference
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.registered_blobs import (
    account_of,
    registered_as,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.storage_account import STORAGE_ACCOUNT
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.placement import (
    is_elsewhere,
    location_of,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Reader
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Values

ACCOUNT_IN_HOST = re.compile(r"https?://([a-z0-9]{3,24})\.blob\.", re.IGNORECASE)


def accounts_of(links: Iterable[str | None]) -> list[Reference]:
    """Return the storage accounts that blobs are in, as far as their usual addresses tell."""
    named = (ACCOUNT_IN_HOST.match(link) for link in links if link)
    return [Reference("storage account", each[1].lower()) for each in named if each]


def account_with(client: Reader, link: str) -> Values | None:
    """Return the storage account of the subscription that a blob is in; None if there is none."""
    named = ACCOUNT_IN_HOST.match(link)
    account = STORAGE_ACCOUNT.reader.read(client, {"name": named[1].lower()}) if named else None
    if account and account_of([account], link):
        return account
    return account_of(STORAGE_ACCOUNT.reader.read_all(client, {}), link)


def missing_account(client: Reader, option: str, link: str) -> str | None:
    """Return the storage account that a link is in, for a message, if the subscription does not have it.

    Raises InvalidOptionError for a link that cannot be in an account of the subscription.
    """
    if account_with(client, link):
        return None
    named = ACCOUNT_IN_HOST.match(link)
    if named is None:
        raise InvalidOptionError(option, link.partition("?")[0], "it must be in a storage account of the subscription")
    return f"storage account {named[1].lower()}"


def check_account(client: Reader, option: str, link: str | None) -> None:
    """Raise MissingReferenceError or InvalidOptionError for the link of a blob in no account of the subscription."""
    missing = missing_account(client, option, link) if link else None
    if missing and link:
        raise MissingReferenceError(
            f"{option} is {link.partition('?')[0]!r}, but there is no {missing} in the subscription, and the service "
            "takes only blobs in accounts of the subscription",
            [missing],
        )


def blob_blocker(client: Reader, link: str | None, location: str | None) -> str | None:
    """Return why a new disk cannot be made at a link: it is in another location, or registered already.

    location: that of the hosted service (docs/protocol/compute.md#media-link).
    """
    if not link:
        return None
    account = account_with(client, link)
    there = location_of(client, account) if account else None
    if account and is_elsewhere(there, location):
        return f"storage account {account['name']} is in {there}, and the hosted service in {location}"
    registered = registered_as(client, link)
    return f"the blob {link.partition('?')[0]} is {registered} already" if registered else None
