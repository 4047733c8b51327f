# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The media of disks, images and packages: blobs in the subscription's storage accounts.

What the service said where they were not is not known.
"""

from __future__ import annotations

from dataclasses import dataclass

from ansible_collections.classic.azure.emulator.core.context import RequestContext
from ansible_collections.classic.azure.emulator.core.entities import Scope, TimedScope
from ansible_collections.classic.azure.emulator.core.errors import bad_request
from ansible_collections.classic.azure.emulator.services.storage.storage_accounts import (
    STORAGE_ACCOUNTS,
    StorageAccount,
)


@dataclass(frozen=True)
class Placement:
    """Where a blob is: an affinity group, or a location."""

    affinity_group: str | None = None
    location: str | None = None


def placement(account: StorageAccount | None) -> Placement:
    """Where the blobs of an account are."""
    if account is None:
        return Placement()
    return Placement(account.affinity_group, None if account.affinity_group else account.region)


def account_of(context: RequestContext, url: str) -> StorageAccount | None:
    """The storage account of the subscription that a URL is in, if it is in one."""
    return STORAGE_ACCOUNTS.get(context, context.blobs.account_of(url) or "")


def account_of_link(scope: Scope, link: str) -> StorageAccount | None:
    """The storage account that the host of a stored link names, if the subscription has it."""
    return STORAGE_ACCOUNTS.get(scope, link.partition("://")[2].partition(".")[0])


def is_missing(context: RequestContext, account: StorageAccount, url: str) -> bool:
    """Whether an account is known to have no blob at a URL; one that was seeded without keys cannot be asked."""
    return account.keys is not None and context.blobs.exists(url, account.keys.primary) is False


def check_media_link(context: RequestContext, link: str, exists: bool = True) -> StorageAccount:
    """The account of a blob that is to be there or, unless it ``exists``, is to be made. Raises ErrorResponse."""
    account = account_of(context, link)
    if account is None:
        raise bad_request(reason="MediaLink is not in a storage account of the subscription")
    if exists and is_missing(context, account, link):
        raise bad_request(reason="MediaLink: there is no such blob")
    return account


def delete_blob(scope: TimedScope, link: str) -> None:
    """Delete a blob, where there is a blob service to ask, and an account that was not seeded without keys."""
    blobs, hosting = scope.operations.blobs, scope.operations.hosting
    scope.store.on_commit(lambda: hosting.media_deleted(link))
    account = STORAGE_ACCOUNTS.get(scope, blobs.account_of(link) or "")
    if account and account.keys:
        blobs.delete(link, account.keys.primary)
