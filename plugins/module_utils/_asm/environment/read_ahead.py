# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading what the plan of an environment asks for, before it asks, with several requests at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote

from ansible_collections.classic.azure.plugins.module_utils._asm.environment.snapshot import Snapshot
from ansible_collections.classic.azure.plugins.module_utils._asm.environment.tree import Entry
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.collections import Collection
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.client import Client
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.parallel import in_parallel

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


def read_ahead(
    snapshot: Snapshot, entries: Iterable[Entry], looks_inside: bool, new_client: Callable[[], Client], parallel: int
) -> None:
    """Put the sources of the entries' documents into the snapshot: the lists, and what the parents have in them.

    looks_inside: whether to read also what parents have in them that no entry speaks of.
    new_client: returns a client for the thread that calls it.
    """
    sources = {path: collection for entry in entries for path, collection in _sources(entry, looks_inside)}
    lists = [(path, collection) for path, collection in sources.items() if not _belongs_to_parent(collection)]
    _read(snapshot, lists, new_client, parallel)
    inside = [
        (path, collection)
        for path, collection in sources.items()
        if _belongs_to_parent(collection) and snapshot.has_parent_of(path)
    ]
    _read(snapshot, inside, new_client, parallel)


def _sources(entry: Entry, looks_inside: bool) -> Iterator[tuple[str, Collection]]:
    """Yield the addresses of the documents that have those of an entry, each with its collection."""
    kind = entry.kind
    for collection in kind.resource.collections:
        yield _address(collection, entry.reference.service_name), collection
    for child in kind.children if looks_inside else ():
        for collection in child.resource.collections:
            if "?" in collection.source:  # the parent itself, with details
                yield _address(collection, entry.reference.name), collection


def _address(collection: Collection, parent: str) -> str:
    return collection.source.format(service_name=quote(parent, safe=""))


def _belongs_to_parent(collection: Collection) -> bool:
    return "{" in collection.source


def _read(
    snapshot: Snapshot,
    sources: list[tuple[str, Collection]],
    new_client: Callable[[], Client],
    parallel: int,
) -> None:
    def read(source: tuple[str, Collection]) -> tuple[str, Element | None]:
        path, collection = source
        return path, new_client().get(path, collection.operation, collection.root)

    for path, document in in_parallel(read, sources, parallel):
        snapshot.keep(path, document)
