# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Validation of bodies: what .NET's contract reader would take from one, and what it would pass over in silence.

Elements are taken in the order of the contract; one that is unknown, comes too late or comes twice is dropped
(docs/protocol/general.md#element-order). The caller decides what a drop means. Sentences name elements and never quote
their content.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from ansible_collections.classic.azure.emulator.core.context import Document, Route
from ansible_collections.classic.azure.emulator.core.errors import ErrorResponse
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

MAX_NAME_LENGTH = 80
MAX_SENTENCES = 20

Remove = Callable[["Element"], None]
"""Takes an element that is dropped out of its document."""


def expected_root(document: Document, route: Route) -> Element:
    """A copy of the body's root element, which must be the one that a route asks for, and is not validated yet.

    Raises ErrorResponse (docs/protocol/errors.md#malformed-input).
    """
    try:
        root = document.copy()
    except xml.InvalidDocument as error:
        raise invalid_request(_parse_error(error)) from error
    if root.tag != xml.qualified(route.root):
        found = name_of(root) if str(root.tag).startswith(f"{{{xml.NAMESPACE}}}") else f"{name_of(root)} of another"
        raise invalid_request(f"the root element is {found} where {route.root} of {xml.NAMESPACE} is expected")
    if xml.is_nil(root):
        raise invalid_request(f"{route.root} is nil")
    return root


def invalid_request(reason: str) -> ErrorResponse:
    """400 InvalidXmlRequest."""
    message = "The request body's XML was invalid or not correctly specified."
    return ErrorResponse(400, "InvalidXmlRequest", message, reason)


def _parse_error(error: xml.InvalidDocument) -> str:
    """What is wrong with a document: where it is not XML only the place, since the parser's words quote the body."""
    line, column = getattr(error.__cause__, "position", (None, None))
    if error.__cause__ is None:
        return str(error)
    return "the body is not well-formed XML" + (f": line {line}, column {column}" if line else "")


def drop_unknown(element: Element, codec: Codec, where: str, remove: Remove | None = None) -> list[str]:
    """Remove the elements for which the contract has no place; return what was dropped and why, each in a sentence.

    ``where`` is the path of the element in these sentences. ``remove`` is called instead of removing an element.
    """
    if isinstance(codec, Wrapped):
        return drop_unknown(element, codec.of, where, remove)
    if isinstance(codec, Struct):
        return _drop_from_struct(element, codec, where, remove)
    if isinstance(codec, (ListOf, NameValuePairs, VariantList)):
        return _drop_from_list(element, codec, where, remove)
    if isinstance(codec, Variant):
        return _drop_from_struct(element, codec.struct_of(element), where, remove)
    return [_drop(child, where, "has no place in a simple value", remove) for child in list(element)]


def _drop_from_struct(element: Element, struct: Struct, where: str, remove: Remove | None) -> list[str]:
    tags = [xml.qualified(field.tag) for field in struct.fields]
    drops, reached = _drop_text(element, where), 0
    for child in list(element):
        if child.tag in tags[reached:]:
            position = tags.index(str(child.tag), reached)
            reached = position + 1
            drops += drop_unknown(child, struct.fields[position].codec, f"{where}/{xml.local_name(child)}", remove)
        elif child.tag not in tags:
            drops.append(_drop(child, where, "is unknown here", remove))
        elif tags.index(str(child.tag)) == reached - 1:
            drops.append(_drop(child, where, "comes twice", remove))
        else:
            order = ", ".join(field.tag for field in struct.fields)
            drops.append(_drop(child, where, f"comes too late: the order is {order}", remove))
    return drops


def _drop_from_list(
    element: Element, codec: ListOf | NameValuePairs | VariantList, where: str, remove: Remove | None
) -> list[str]:
    drops = _drop_text(element, where)
    for child in list(element):
        if child.tag == xml.qualified(codec.tag):
            drops += drop_unknown(child, codec.of, f"{where}/{codec.tag}", remove)
        else:
            drops.append(_drop(child, where, f"is not {codec.tag}", remove))
    return drops


def _drop_text(element: Element, where: str) -> list[str]:
    """The text between the elements of something that is not a simple value."""
    texts = [element.text, *(child.tail for child in element)]
    if not any(text and text.strip() for text in texts):
        return []
    element.text = None
    for child in element:
        child.tail = None
    return [f"{where} has text between its elements"]


def _drop(child: Element, where: str, reason: str, remove: Remove | None) -> str:
    parent = child.getparent()
    if remove is not None:
        remove(child)
    elif parent is not None:
        parent.remove(child)
    if not str(child.tag).startswith(f"{{{xml.NAMESPACE}}}"):
        reason = f"is not in the namespace {xml.NAMESPACE}"
    return f"{where}/{name_of(child)} {reason}"


def name_of(element: Element) -> str:
    """The element's name as sentences have it: without its namespace, and never endless."""
    return xml.local_name(element)[:MAX_NAME_LENGTH]


def drop_unsupported(root: Element, spans: Mapping[str, tuple[str, str]], version: str, where: str) -> list[str]:
    """Remove the elements that a version does not know; ``spans`` has since when and until when versions know them."""
    drops = []
    for child in list(root):
        since, until = spans.get(xml.local_name(child), ("", "9999"))
        if not since <= version < until:
            root.remove(child)
            drops.append(f"{where}/{name_of(child)} is not known to version {version}")
    return drops


def shorten(sentences: list[str]) -> list[str]:
    """At most ``MAX_SENTENCES`` of the sentences, and how many more there are."""
    if len(sentences) <= MAX_SENTENCES:
        return sentences
    return [*sentences[:MAX_SENTENCES], f"and {len(sentences) - MAX_SENTENCES} more"]


def invalid_values(element: Element, codec: Codec, where: str) -> list[str]:
    """What is wrong with the values that the contract reader cannot read, each in a sentence."""
    return [f"{path} {error}" for dummy, path, error in find_invalid_values(element, codec, where)]


def find_invalid_values(element: Element, codec: Codec, where: str) -> Iterator[tuple[Element, str, str]]:
    """The elements whose values the contract reader cannot read, each with its path and what is wrong with it."""
    if isinstance(codec, Wrapped):
        yield from find_invalid_values(element, codec.of, where)
    elif isinstance(codec, Struct):
        codecs = {xml.qualified(field.tag): field.codec for field in codec.fields}
        for child in element:
            if child.tag in codecs:
                yield from find_invalid_values(child, codecs[str(child.tag)], f"{where}/{name_of(child)}")
    elif isinstance(codec, Variant) and not isinstance(codec, VariantList):
        yield from find_invalid_values(element, codec.struct_of(element), where)
    elif isinstance(codec, (ListOf, NameValuePairs, VariantList)):
        for child in element:
            yield from find_invalid_values(child, codec.of, f"{where}/{name_of(child)}")
    elif not xml.is_nil(element):
        error = _value_error(element, codec)
        if error:
            yield element, where, error


def _value_error(element: Element, codec: Codec) -> str | None:
    """What is wrong with a simple value. Numbers and booleans are spelled as in XML Schema, which .NET follows."""
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
