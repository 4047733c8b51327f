# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The journal: every request and answer, without their secrets."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Any

from ansible_collections.classic.azure.plugins.module_utils._asm import document

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

ENTRIES = 20_000
HIDDEN = "(hidden)"

# Elements that hold passwords, keys and whatever users put into custom data, in requests and answers alike.
SECRETS = frozenset(
    (
        "AdminPassword",
        "AdministratorPassword",
        "CustomData",
        "Content",
        "Data",
        "Password",
        "PrivateConfiguration",
        "Primary",
        "Secondary",
        "SubscriptionCertificateData",
        "UserPassword",
    )
)

Entry = dict[str, Any]


class Journal:
    """The last requests of each subscription, and how many there were in all."""

    def __init__(self, entries: int = ENTRIES) -> None:
        self._entries: deque[Entry] = deque(maxlen=entries)
        self._number = 0

    def write(self, **entry: Any) -> Entry:
        """Add an entry, and return it with its number."""
        self._number += 1
        numbered = {"number": self._number, **entry}
        self._entries.append(numbered)
        return numbered

    def read(self, subscription: str | None = None, after: int = 0) -> list[Entry]:
        """The entries after a number, oldest first; with C(subscription), those of one."""
        return [
            entry
            for entry in self._entries
            if entry["number"] > after and (subscription is None or entry["subscription"] == subscription)
        ]

    def clear(self, subscription: str) -> None:
        kept = [entry for entry in self._entries if entry["subscription"] != subscription]
        self._entries.clear()
        self._entries.extend(kept)


def scrubbed(data: bytes) -> str:
    """A body as the journal may hold it: what is not well-formed, and so cannot be searched, only by its size."""
    if not data:
        return ""
    try:
        root = document.parse(data)
    except document.InvalidDocument:
        return f"(not readable: {len(data)} bytes)"
    for element in root.iter():
        if document.local_name(element) in SECRETS and (element.text or len(element)):
            _hide(element)
    return document.write(root).decode("utf-8")


def _hide(element: Element) -> None:
    for child in list(element):
        element.remove(child)
    element.text = HIDDEN
