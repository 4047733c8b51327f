# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of a subscription at one moment, read with few requests, and what is planned to become of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.collections import Collection, name_in
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.client import Client
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Reader

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


class Snapshot:
    """Reads each document once, and what belongs to a collection out of the document that has them all.

    What is put into it or removed from it is what later reads find, so that a plan can be made of what an earlier one
    has foreseen. Below a resource that is new or gone there is nothing but what was put there.
    """

    def __init__(self, client: Reader, collections: Iterable[Collection]) -> None:
        self._client = client
        self._collections = tuple(collections)
        self._documents: dict[str, Element | None] = {}
        self._indexes: dict[tuple[Collection, str], dict[str, Element]] = {}
        self._new_or_gone: set[str] = set()

    def get(self, path: str, operation: str, root: str) -> Element | None:
        """Return the root element of what the service returns; None if there is nothing. ``root`` is its tag."""
        if path.lower() in self._documents:
            return self._documents[path.lower()]
        plain, dummy, query = path.partition("?")
        for collection, source in self._sources(plain):
            item = self._index(collection, source).get(name_in(plain))
            if not query or item is None or plain.lower() in self._new_or_gone:
                return item  # a query only adds to a document
        if self._is_below_new_or_gone(plain):
            return None
        self.keep(path, self._client.get(path, operation, root))
        return self._documents[path.lower()]

    def keep(self, path: str, document: Element | None) -> None:
        """Take a document that was read already."""
        self._documents[path.lower()] = document

    def has(self, path: str) -> bool:
        """Return whether the resource exists that a document is about, or lies below, as far as a list tells."""
        plain = path.partition("?")[0]
        while plain:
            for collection, source in self._sources(plain):
                return name_in(plain) in self._index(collection, source)
            plain = plain.rpartition("/")[0]
        return True

    def put(self, path: str, document: Element) -> None:
        """Foresee that the service returns a document at an address of a collection."""
        for collection, source in self._sources(path):
            before, items = self._index(collection, source).get(name_in(path)), self._items(collection, source)
            if before is None:
                items.append(document)
                self._new_or_gone.add(path.lower())
            else:
                items.replace(before, document)
            self._update_indexes(collection, source, path, document)

    def remove(self, path: str) -> None:
        """Foresee that there is nothing at an address of a collection, nor below it."""
        for collection, source in self._sources(path):
            before = self._index(collection, source).get(name_in(path))
            if before is not None:
                self._items(collection, source).remove(before)
            self._update_indexes(collection, source, path, None)
        for known in [each for each in self._documents if each.startswith((f"{path.lower()}?", f"{path.lower()}/"))]:
            del self._documents[known]
        for collection, source in [each for each in self._indexes if each[1].startswith(f"{path.lower()}?")]:
            del self._indexes[collection, source]
        self._new_or_gone.add(path.lower())

    def _sources(self, path: str) -> list[tuple[Collection, str]]:
        """Return the collections that a document of this address belongs to, with the addresses of their sources."""
        found = ((collection, collection.source_of(path)) for collection in self._collections)
        return [(collection, source) for collection, source in found if source]

    def _index(self, collection: Collection, source: str) -> dict[str, Element]:
        """Return the documents of a collection by their names."""
        if (collection, source.lower()) not in self._indexes:
            document = self.get(source, collection.operation, collection.root)
            items = None if document is None else collection.items(document)
            named = {} if items is None else {collection.name(item): item for item in items}
            self._indexes[collection, source.lower()] = named
        return self._indexes[collection, source.lower()]

    def _update_indexes(self, collection: Collection, source: str, path: str, document: Element | None) -> None:
        """Update the index of a collection after a change, and forget others of the same source."""
        for key in [each for each in self._indexes if each[1] == source.lower() and each[0] is not collection]:
            del self._indexes[key]
        self._index(collection, source).pop(name_in(path), None)
        if document is not None:
            self._index(collection, source)[name_in(path)] = document

    def _items(self, collection: Collection, source: str) -> Element:
        """Return the element that holds the items of a collection, an empty one if there was none."""
        document = self.get(source, collection.operation, collection.root)
        if document is None:
            document = xml.create(collection.root)
            self.keep(source, document)
        items = collection.items(document)
        return xml.add(document, collection.within) if items is None else items

    def _is_below_new_or_gone(self, path: str) -> bool:
        segments = path.lower().split("/")
        return any("/".join(segments[:count]) in self._new_or_gone for count in range(1, len(segments)))


class PlanningClient(Client):
    """The client of a task in check mode that reads from a snapshot."""

    def __init__(self, client: Client, snapshot: Snapshot) -> None:
        super().__init__(**client.arguments)
        self._snapshot = snapshot

    def get(self, path: str, operation: str, root: str) -> Element | None:
        return self._snapshot.get(path, operation, root)
