# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The blobs that are registered as disks and images, and the storage accounts that they are in
(docs/protocol/storage.md#blob-lease)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.references import Reference
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Reader
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Values

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MEDIA_LINK = xml.qualified("MediaLink")
REGISTERED = (
    ("disk", "services/disks", "ListDisks", "Disks"),
    ("OS image", "services/images", "ListOSImages", "Images"),
    ("VM image", "services/vmimages", "ListVMImages", "VMImages"),
)
"""What registers blobs: the word for it, its address, the request that lists it, and the root of the response."""


def account_of(accounts: list[Values], link: str) -> Values | None:
    """Return the one of the storage accounts that a blob is in, by its endpoints and domains, its own and the usual.

    An account that is still being created may have no endpoints yet.
    """
    place = _place(link)
    for account in accounts:
        domains = [f"https://{each['name']}" for each in account["custom_domains"] or []]
        usual = f"https://{account['name']}.blob.core.windows.net"
        starts = [f"{_place(each).rstrip('/')}/" for each in (*(account["endpoints"] or []), *domains, usual)]
        if any(map(place.startswith, starts)):
            return account
    return None


def _place(url: str) -> str:
    """Return what identifies a blob: its address without the scheme and the signature, in lower case."""
    return url.partition("?")[0].partition("://")[2].lower()


def registered_as(client: Reader, link: str | None) -> Reference | None:
    """Return what a blob is registered as; None if it is not."""
    place = _place(link) if link else ""
    found = ((kind, item) for kind, item, other in _registered(client) if _place(other) == place)
    return next((Reference(kind, xml.text(item, "Name")) for kind, item in found), None) if place else None


def registered_in(client: Reader, account: Values) -> list[Reference]:
    """Return the disks and images with a blob in a storage account."""
    found = ((kind, item) for kind, item, link in _registered(client) if account_of([account], link))
    return list(dict.fromkeys(Reference(kind, xml.text(item, "Name")) for kind, item in found))


def _registered(client: Reader) -> Iterator[tuple[str, Element, str]]:
    """Yield the kind and the element of what registers a blob, and the link of that.

    The lists are read here since disks and images lie in a higher service.
    """
    for kind, path, operation, root in REGISTERED:
        for item in xml.items(client.get(path, operation, root)):
            for link in item.iter(MEDIA_LINK):
                if link.text:
                    yield kind, item, link.text
