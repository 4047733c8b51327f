# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Readers of resources that have no address each."""

from __future__ import annotations

from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.reading import FieldReader
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Reader
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Values


class ListOnlyReader(FieldReader):
    """Reader of a resource that the service only lists: one is picked out of the list by its key."""

    def read(self, client: Reader, want: Values) -> Values | None:
        key = self.schema.key
        codec = self.schema.field[key].codec
        return next((item for item in self.read_all(client, want) if codec.matches(item[key], want[key])), None)


class SingletonReader(FieldReader):
    """Reader of a resource of which there is exactly one below its parents, at the address of the collection."""

    def read(self, client: Reader, want: Values) -> Values | None:
        response = client.get(self.schema.collection(want), f"Get{self.schema.root}", self.schema.root)
        return None if response is None else self.schema.values(response)
