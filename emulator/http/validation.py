# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The request check: what .NET's contract reader would take from a body, and what it would pass over without a word.

Elements are taken in the order of the contract; one that is unknown, comes too late or comes twice is dropped
(docs/protocol/general.md#element-order). The caller decides what a drop means. Sentences name elements and never quote
what is in them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from ansible_collections.classic.azure.emulator.core.context import ErrorResponse, Route
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import (
    Base64,
    Boolean,
    Codec,
    Integer,
    OneOf,
    Wrapped,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import (
    ListOf,
    NameValuePairs,
    Struct,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.variants import Variant, VariantList

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

LONGEST_NAME = 80
MOST_DROPS = 20

Away = Callable[["Element"], None]


def take(data: bytes, route: Route) -> Element:
    """The body that a route asks for, with all that is in it. Raises Refusal, as
    docs/protocol/errors.md#malformed-input."""
    try:
        root = xml.parse(data)
    except xml.InvalidDocument as error:
        raise invalid(_fault_of(error)) from error
    if root.tag != xml.qualified(route.root):
        found = named(root) if str(root.tag).startswith(f"{{{xml.NAMESPACE}}}") else f"{named(root)} of another"
        raise invalid(f"the root element is {found} where {route.root} of {xml.NAMESPACE} is expected")
    if xml.is_nil(root):
        raise invalid(f"{route.root} is nil")
    return root


def invalid(reason: str) -> ErrorResponse:
    """The refusal of a body."""
    message = "The request body's XML was invalid or not correctly specified."
    return ErrorResponse(400, "InvalidXmlRequest", message, reason)


def _fault_of(error: xml.InvalidDocument) -> str:
    """What is wrong with a document: where it is not XML only the place, since the parser's words quote the body."""
    line, column = getattr(error.__cause__, "position", (None, None))
    if error.__cause__ is None:
        return str(error)
    return "the body is not well-formed XML" + (f": line {line}, column {column}" if line else "")


def prune(element: Element, codec: Codec, where: str, away: Away | None = None) -> list[str]:
    """Take away what the contract has no place for; say of each element what was dropped and why.

    C(away) is how an element is taken away; without it, it is removed.
    """
    if isinstance(codec, Wrapped):
        return prune(element, codec.of, where, away)
    if isinstance(codec, Struct):
        return _prune_struct(element, codec, where, away)
    if isinstance(codec, (ListOf, NameValuePairs, VariantList)):
        return _prune_list(element, codec, where, away)
    if isinstance(codec, Variant):
        return _prune_struct(element, codec.struct_of(element), where, away)
    return [_drop(child, where, "has no place in a simple value", away) for child in list(element)]


def _prune_struct(element: Element, struct: Struct, where: str, away: Away | None) -> list[str]:
    tags = [xml.qualified(field.tag) for field in struct.fields]
    drops, reached = _prune_text(element, where), 0
    for child in list(element):
        if child.tag in tags[reached:]:
            position = tags.index(str(child.tag), reached)
            reached = position + 1
            drops += prune(child, struct.fields[position].codec, f"{where}/{xml.local_name(child)}", away)
        elif child.tag not in tags:
            drops.append(_drop(child, where, "is unknown here", away))
        elif tags.index(str(child.tag)) == reached - 1:
            drops.append(_drop(child, where, "comes twice", away))
        else:
            order = ", ".join(field.tag for field in struct.fields)
            drops.append(_drop(child, where, f"comes too late: the order is {order}", away))
    return drops


def _prune_list(
    element: Element, codec: ListOf | NameValuePairs | VariantList, where: str, away: Away | None
) -> list[str]:
    drops = _prune_text(element, where)
    for child in list(element):
        if child.tag == xml.qualified(codec.tag):
            drops += prune(child, codec.of, f"{where}/{codec.tag}", away)
        else:
            drops.append(_drop(child, where, f"is not {codec.tag}", away))
    return drops


def _prune_text(element: Element, where: str) -> list[str]:
    """The text between the elements of something that is not a simple value."""
    texts = [element.text, *(child.tail for child in element)]
    if not any(text and text.strip() for text in texts):
        return []
    element.text = None
    for child in element:
        child.tail = None
    return [f"{where} has text between its elements"]


def _drop(child: Element, where: str, reason: str, away: Away | None) -> str:
    parent = child.getparent()
    if away is not None:
        away(child)
    elif parent is not None:
        parent.remove(child)
    if not str(child.tag).startswith(f"{{{xml.NAMESPACE}}}"):
        reason = f"is not in the namespace {xml.NAMESPACE}"
    return f"{where}/{named(child)} {reason}"


def named(element: Element) -> str:
    """The element's name as sentences have it: without its namespace, and never endless."""
    return xml.local_name(element)[:LONGEST_NAME]


def retire(root: Element, spans: Mapping[str, tuple[str, str]], version: str, where: str) -> list[str]:
    """Take away the elements that a version does not know yet or no more; C(spans) is since when and until when."""
    drops = []
    for child in list(root):
        since, until = spans.get(xml.local_name(child), ("", "9999"))
        if not since <= version < until:
            root.remove(child)
            drops.append(f"{where}/{named(child)} is not known to version {version}")
    return drops


def few(sentences: list[str]) -> list[str]:
    """As many of the sentences as somebody might read."""
    if len(sentences) <= MOST_DROPS:
        return sentences
    return [*sentences[:MOST_DROPS], f"and {len(sentences) - MOST_DROPS} more"]


def misspelt(element: Element, codec: Codec, where: str) -> list[str]:
    """The values that the contract reader could not have read, in an element without drops."""
    return [f"{place} {fault}" for dummy, place, fault in misspellings(element, codec, where)]


def misspellings(element: Element, codec: Codec, where: str) -> Iterator[tuple[Element, str, str]]:
    """The elements that hold such values: each with its place, and what is wrong with it."""
    if isinstance(codec, Wrapped):
        yield from misspellings(element, codec.of, where)
    elif isinstance(codec, Struct):
        codecs = {xml.qualified(field.tag): field.codec for field in codec.fields}
        for child in element:
            if child.tag in codecs:
                yield from misspellings(child, codecs[str(child.tag)], f"{where}/{named(child)}")
    elif isinstance(codec, Variant) and not isinstance(codec, VariantList):
        yield from misspellings(element, codec.struct_of(element), where)
    elif isinstance(codec, (ListOf, NameValuePairs, VariantList)):
        for child in element:
            yield from misspellings(child, codec.of, f"{where}/{named(child)}")
    elif not xml.is_nil(element):
        fault = _spelling_fault(element, codec)
        if fault:
            yield element, where, fault


def _spelling_fault(element: Element, codec: Codec) -> str | None:
    """What is wrong with a simple value. Numbers and booleans are read as XML Schema has them, which .NET follows."""
    text = (element.text or "").strip()
    if isinstance(codec, Boolean):
        return None if text in ("true", "false", "1", "0") else "is neither true nor false"
    if isinstance(codec, Integer):
        right = re.fullmatch("[+-]?[0-9]{1,20}", text) and -(2**31) <= int(text) < 2**31
        return None if right else "is not a whole number of 32 bits"
    if isinstance(codec, OneOf):
        words = codec.words.values()
        return None if text.lower() in map(str.lower, words) else f"is none of {', '.join(words)}"
    try:
        codec.read(element)
    except ValueError:
        return "is not base64 of UTF-8 text" if isinstance(codec, Base64) else "is misspelt"
    return None
