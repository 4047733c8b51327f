# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The request check: what .NET's contract reader would take from a body, and what it would pass over without a word.

Elements are taken in the order of the contract; one that is unknown, comes too late or comes twice is dropped
(protocol/1 section 3.1). The caller decides what a drop means.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ansible_collections.classic.azure.plugins.module_utils._asm import document
from ansible_collections.classic.azure.plugins.module_utils._asm.codecs import Codec, Wrapped
from ansible_collections.classic.azure.plugins.module_utils._asm.schema import Pairs, Several, Struct

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


def prune(element: Element, codec: Codec, where: str) -> list[str]:
    """Take away what the contract has no place for; say of each element what was dropped and why."""
    if isinstance(codec, Wrapped):
        return prune(element, codec.of, where)
    if isinstance(codec, Struct):
        return _prune_struct(element, codec, where)
    if isinstance(codec, (Several, Pairs)):
        return _prune_list(element, codec, where)
    return [_drop(element, child, where, "has no place in a simple value") for child in list(element)]


def _prune_struct(element: Element, struct: Struct, where: str) -> list[str]:
    tags = [document.qualified(field.tag) for field in struct.fields]
    drops, reached = [], 0
    for child in list(element):
        if child.tag in tags[reached:]:
            position = tags.index(str(child.tag), reached)
            reached = position + 1
            drops += prune(child, struct.fields[position].codec, f"{where}/{document.local_name(child)}")
        elif child.tag not in tags:
            drops.append(_drop(element, child, where, "is unknown here"))
        elif tags.index(str(child.tag)) == reached - 1:
            drops.append(_drop(element, child, where, "comes twice"))
        else:
            order = ", ".join(field.tag for field in struct.fields)
            drops.append(_drop(element, child, where, f"comes too late: the order is {order}"))
    return drops


def _prune_list(element: Element, codec: Several | Pairs, where: str) -> list[str]:
    drops = []
    for child in list(element):
        if child.tag == document.qualified(codec.tag):
            drops += prune(child, codec.of, f"{where}/{codec.tag}")
        else:
            drops.append(_drop(element, child, where, f"is not a {codec.tag}"))
    return drops


def _drop(element: Element, child: Element, where: str, reason: str) -> str:
    element.remove(child)
    name = document.local_name(child)
    if not str(child.tag).startswith(f"{{{document.NAMESPACE}}}"):
        return f"{where}/{name} is not in the namespace {document.NAMESPACE}"
    return f"{where}/{name} {reason}"
