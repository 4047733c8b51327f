# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""XML of the service: parsed safely, written as recorded.

See docs/protocol/general.md#request-xml, docs/protocol/general.md#response-xml.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

NAMESPACE = "http://schemas.microsoft.com/windowsazure"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
NIL = f"{{{INSTANCE}}}nil"
TYPE = f"{{{INSTANCE}}}type"
UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Matches a character that XML cannot have."""

# Encodings in which a tag has other bytes than in ASCII would hide from the limits below.
ENCODING = re.compile(rb"""\s*(?:\xef\xbb\xbf)?<\?xml\s[^>]{0,100}encoding\s*=\s*["']([\w.:-]*)""")
ENCODINGS = ("utf-8", "utf-16", "us-ascii", "iso-8859-1")
EBCDIC = b"\x4c\x6f\xa7\x94"

MAX_BYTES = 16 * 1024 * 1024
"""The limit of a document, in bytes."""

MAX_TAGS = 1_000_000
"""The limit of tags and attributes together, which take far more memory than bytes."""

MAX_ATTRIBUTES = 1000
"""The limit of attributes in one tag, which old versions of libxml2 compare each with each."""

WIDE_TAG = re.compile(rb"<(?:[^<=]*=){%d}" % (MAX_ATTRIBUTES + 1))

MAX_DEPTH = 64
_TOO_DEEP = f"boolean({'/*' * (MAX_DEPTH + 1)})"
MAX_REASON = 300
"""How many characters the reason of the parser may have, which quotes the document."""


class InvalidDocument(ValueError):
    """The bytes are no document, or one that is not read; the text says why."""


def qualified(tag: str) -> str:
    """Return the tag in the service's namespace, as lxml has it."""
    return f"{{{NAMESPACE}}}{tag}"


def local_name(element: Element) -> str:
    """Return the tag without its namespace."""
    return str(element.tag).rpartition("}")[2]


def parse(data: bytes, verbatim: bool = False) -> Element:
    """Return the root element of an XML document within ``MAX_BYTES``, ``MAX_TAGS``, ``MAX_ATTRIBUTES``, ``MAX_DEPTH``.

    Entities are not resolved, and nothing outside the document is read. Comments, processing instructions and blanks
    between elements are dropped, unless ``verbatim``. Raises InvalidDocument.
    """
    from lxml import etree

    if len(data) > MAX_BYTES:
        raise InvalidDocument(f"the document has {len(data)} bytes, and {MAX_BYTES} is the limit")
    declared = ENCODING.match(data)
    if data.startswith(EBCDIC) or (declared and declared[1].decode("ascii", "replace").lower() not in ENCODINGS):
        raise InvalidDocument(f"the document is not in one of the encodings {', '.join(ENCODINGS)}")
    attributes = data.count(b"=")
    if data.count(b"<") + attributes > MAX_TAGS:
        raise InvalidDocument(f"the document has more than {MAX_TAGS} tags and attributes")
    if attributes > MAX_ATTRIBUTES and WIDE_TAG.search(data):
        raise InvalidDocument(f"the document has a tag with more than {MAX_ATTRIBUTES} attributes")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=not verbatim,
        remove_pis=not verbatim,
        remove_blank_text=not verbatim,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, LookupError, ValueError) as error:
        reason = "".join(filter(str.isprintable, str(error)[:MAX_REASON]))
        raise InvalidDocument(f"the document is not well-formed XML: {reason}") from error
    if cast(Any, root.getroottree()).docinfo.doctype:
        raise InvalidDocument("the document has a DOCTYPE, and none is allowed")
    if root.xpath(_TOO_DEEP):
        raise InvalidDocument(f"the document is nested deeper than {MAX_DEPTH} levels")
    return root


def create(tag: str) -> Element:
    """Return an empty root element in the service's namespace, with the two namespace declarations of the service."""
    from lxml import etree

    return etree.Element(qualified(tag), nsmap=cast(Any, {None: NAMESPACE, "i": INSTANCE}))


def create_in(namespace: str, tag: str) -> Element:
    """Return an empty root element in another namespace."""
    from lxml import etree

    return etree.Element(f"{{{namespace}}}{tag}", nsmap=cast(Any, {None: namespace}))


def add(parent: Element, tag: str, text: str | None = None) -> Element:
    """Append a child in the service's namespace, and return it."""
    child = parent.makeelement(qualified(tag), {}, None)
    child.text = text or None
    parent.append(child)
    return child


def remove(element: Element) -> None:
    """Remove an element from its parent, if it has one."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def remove_all(element: Element, tag: str) -> None:
    """Remove all children of a tag."""
    for child in list(element.iterchildren(qualified(tag))):
        element.remove(child)


def items(element: Element | None) -> list[Element]:
    """Return the children of an element, none of None."""
    return [] if element is None else list(element)


def find(element: Element, path: str) -> Element | None:
    """Return the first descendant at a path of tags with slashes between them, None if there is none."""
    return element.find(qualified_path(path))


def text(element: Element, path: str) -> str:
    """Return the text at a path, empty if there is none."""
    return element.findtext(qualified_path(path)) or ""


@cache
def qualified_path(path: str) -> str:
    """Return a path of tags with slashes between them in the service's namespace, as lxml has it."""
    return "/".join(qualified(tag) for tag in path.split("/"))


def children(element: Element) -> dict[str, Element]:
    """Return the first child of each qualified tag, several times as fast as ``find`` for each of many."""
    found: dict[str, Element] = {}
    for child in element:
        found.setdefault(child.tag, child)
    return found


def is_nil(element: Element) -> bool:
    """Return whether the element is nil."""
    return element.get(NIL) in ("true", "1")


def write(root: Element) -> bytes:
    """Return the document as the service writes it: UTF-8, no declaration, no white space between elements."""
    from lxml import etree

    return bytes(etree.tostring(root, encoding="utf-8"))


def pretty(root: Element) -> str:
    """Return the document for people: an element on each line, indented, no comments and processing instructions."""
    from lxml import etree

    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)
    etree.indent(root)
    return str(etree.tostring(root, encoding="unicode", with_tail=False))
