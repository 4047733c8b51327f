# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents that the service returns as parts of another one, as the items of a list, or as what is embedded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol
from urllib.parse import unquote

from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Reader
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.resource_schema import ResourceSchema

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


@dataclass(frozen=True)
class Collection:
    """Documents that need not be asked for one by one, since another document has them as its items.

    path: the address of the documents without its last segment, with the names of parents in braces.
    key: the tag of the element in a document that the last segment of its address names.
    source: the address of the document that has them, with the same braces. operation: the request that returns it.
    root: the root element of the source.
    within: the tag below the root that holds the items; empty: the root does.
    """

    path: str
    key: str
    source: str
    operation: str
    root: str
    within: str = ""

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """Matches an address of a document. The braces of the path become groups."""
        return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/?]+)", self.path) + "/([^/?]+)", re.IGNORECASE)

    def source_of(self, path: str) -> str | None:
        """Return the address of the source for the address of a document; None if that is not of this collection."""
        found = self._pattern.fullmatch(path)
        return self.source.format(**found.groupdict()) if found else None

    def items(self, source: Element) -> Element | None:
        """Return the element of the source that holds the items; None if it has none."""
        return xml.find(source, self.within) if self.within else source

    def name(self, document: Element) -> str:
        """Return the name of a document, in lower case."""
        return xml.text(document, self.key).lower()


def name_in(path: str) -> str:
    """Return the name that the last segment of an address stands for, in lower case."""
    return unquote(path.rpartition("/")[2]).lower()


def listed(schema: ResourceSchema, operation: str = "") -> Collection:
    """Return the collection of the resources that the service lists at the address of which theirs consist.

    operation: the request for the list, where it is not named after the root element.
    """
    root = schema.plural_root
    return Collection(schema.path, schema.field[schema.key].tag, schema.path, operation or f"List{root}", root)


class Documents(Reader, Protocol):
    """What the service returns now, and is foreseen to return after the changes that are planned."""

    def put(self, path: str, document: Element) -> None:
        """Foresee that the service returns a document at an address, and in the collection that it belongs to."""

    def remove(self, path: str) -> None:
        """Foresee that there is nothing at an address."""
