# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The journal: the last requests and their responses, from which the caller has removed all secrets."""

from __future__ import annotations

from collections import deque
from itertools import takewhile
from typing import Any

MAX_ENTRIES = 20_000
MAX_CHARACTERS = 64 * 1024 * 1024
BODIES = ("request", "response")

Entry = dict[str, Any]


class Journal:
    """The last requests: at most ``entries`` of them, whose bodies have together at most ``characters`` characters."""

    def __init__(self, entries: int = MAX_ENTRIES, characters: int = MAX_CHARACTERS) -> None:
        self._entries: deque[Entry] = deque()
        self._limits = (entries, characters)
        self._size = 0
        self.number = 0

    def append(self, **entry: Any) -> Entry:
        """Add an entry, and return it with its number."""
        self.number += 1
        numbered = {"number": self.number, **entry}
        self._entries.append(numbered)
        self._size += _size(numbered)
        entries, characters = self._limits
        while len(self._entries) > entries or (self._size > characters and len(self._entries) > 1):
            self._size -= _size(self._entries.popleft())
        return numbered

    def read(self, subscription: str | None = None, after: int = 0, limit: int | None = None) -> list[Entry]:
        """The entries after a number, oldest first: those of one subscription if given, the last ``limit`` if given."""
        newest = takewhile(lambda entry: entry["number"] > after, reversed(self._entries))
        found = [entry for entry in newest if subscription is None or entry["subscription"] == subscription]
        return found[:limit][::-1]

    def clear(self, subscription: str) -> None:
        """Remove the entries of a subscription; the numbers go on."""
        self._entries = deque(entry for entry in self._entries if entry["subscription"] != subscription)
        self._size = sum(map(_size, self._entries))


def _size(entry: Entry) -> int:
    return sum(len(entry.get(name, "")) for name in BODIES)
