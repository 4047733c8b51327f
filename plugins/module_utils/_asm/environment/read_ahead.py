# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading what the plan of an environment asks for, before it asks, with several requests at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

from ansible_collections.classic.azure.plugins.module_utils._asm.environment.snapshot import Snapshot
from ansible_collections.classic.azure.plugins.module_utils._asm.environment.tree import Entry
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.collections import Collection
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.plan import argument_errors
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.client import Client
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.parallel import in_parallel

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


Get = tuple[str, str, str]
"""The arguments of ``Reader.get``: address, operation, root of the answer."""


class ReadAhead:
    """Puts documents into a snapshot that will be asked for.

    new_client: returns a client for the thread that calls it. parallel: the number of threads.
    """

    def __init__(self, snapshot: Snapshot, new_client: Callable[[], Client], parallel: int) -> None:
        self._snapshot = snapshot
        self._new_client = new_client
        self._parallel = parallel

    def read_resources(self, entries: Sequence[Entry], looks_inside: bool) -> None:
        """Read the lists that have the resources of entries, and the parents that have them.

        looks_inside: whether to read also what parents have in them that no entry speaks of.
        """
        sources = dict.fromkeys(source for entry in entries for source in _sources(entry, looks_inside))
        self._read(get for get, is_parent in sources if not is_parent)
        self._read(get for get, is_parent in sources if is_parent and self._snapshot.has(get[0]))

    def read_names(self, entries: Sequence[Entry]) -> None:
        """Read whether the names of new resources are available, where the service tells."""
        asked = []
        for entry in entries:
            resource = entry.kind.resource
            get = resource.reader.availability_request(entry.params)
            if not get or any(argument_errors(resource.schema, entry.params)):
                continue
            if not self._snapshot.has(resource.schema.address(entry.params)):
                asked.append(get)
        self._read(asked)

    def _read(self, gets: Iterable[Get]) -> None:
        for path, document in in_parallel(self._read_one, dict.fromkeys(gets), self._parallel):
            self._snapshot.keep(path, document)

    def _read_one(self, get: Get) -> tuple[str, Element | None]:
        return get[0], self._new_client().get(*get)


def _sources(entry: Entry, looks_inside: bool) -> Iterator[tuple[Get, bool]]:
    """Yield how to read the documents that have those of an entry, and whether each is, or lies in, its parent."""
    for collection in entry.kind.resource.collections:
        yield _get(collection, entry.reference.service_name), "{" in collection.source
    for child in entry.kind.children if looks_inside else ():
        for collection in child.resource.collections:
            if "?" in collection.source:  # the parent itself, with details
                yield _get(collection, entry.reference.name), True


def _get(collection: Collection, parent: str) -> Get:
    path = collection.source.format(service_name=quote(parent, safe=""))
    return path, collection.operation, collection.root
