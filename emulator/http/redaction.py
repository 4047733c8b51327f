# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of requests and answers the journal may hold.

Of a request that is what its contract knows and does not call a secret. Whatever else a client sends, wherever it puts
it, might be a password that strayed: its name is kept, and its content is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from functools import cache
from typing import TYPE_CHECKING

from ansible_collections.classic.azure.emulator.core.context import Route
from ansible_collections.classic.azure.emulator.http import validation
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Codec, Secret, Wrapped
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import (
    ListOf,
    NameValuePairs,
    Struct,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.variants import Variant, VariantList

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

HIDDEN, DROPPED = "(hidden)", "(dropped)"
LONGEST = 100_000
"""Of longer documents only the size is kept, in bytes."""

# Elements that hold passwords, keys and whatever users put into custom data, in requests and answers alike.
SECRETS = frozenset(
    (
        "AdminPassword",
        "AdministratorPassword",
        "Configuration",
        "CustomData",
        "Content",
        "Data",
        "Password",
        "PrivateConfiguration",
        "Primary",
        "Secondary",
        "SubscriptionCertificateData",
        "UserPassword",
    )
)
SIGNATURE = re.compile("(?<=[?&;]sig=)[^&<]+", re.IGNORECASE)
"""What opens the blob whose address it stands in."""

PARAMETERS = frozenset(("action", "comp", "embed-detail", "resources"))


def request(data: bytes, route: Route | None) -> str:
    """A request's body: of what cannot be read, and so cannot be searched, only the size."""
    if not data or len(data) > LONGEST:
        return f"({len(data)} bytes)" if data else ""
    try:
        root = xml.parse(data)
    except xml.InvalidDocument:
        return f"(not readable: {len(data)} bytes)"
    body = route.body if route and root.tag == xml.qualified(route.root) else None
    if body is None:
        _hide([root])
    else:
        _hide([element for element, place, fault in validation.misspellings(root, body, "")])
        validation.prune(root, body, "", away=_mark_as_dropped)
        secrets = SECRETS | secret_tags(body)
        _hide(root.iter(*map(xml.qualified, secrets)))
    _strip(root)
    return SIGNATURE.sub(HIDDEN, xml.write(root).decode("utf-8"))


def response(root: Element | None, written: bytes) -> str:
    """An answer's document, and how it was written."""
    if root is None or len(written) > LONGEST:
        return f"({len(written)} bytes)" if written else ""
    secrets = list(map(xml.qualified, SECRETS))
    if next(root.iter(*secrets), None) is None:
        return SIGNATURE.sub(HIDDEN, written.decode("utf-8"))
    root = deepcopy(root)
    _hide(root.iter(*secrets))
    return SIGNATURE.sub(HIDDEN, xml.write(root).decode("utf-8"))


def query(asked: Mapping[str, str]) -> dict[str, str]:
    """A request's parameters: of those that the service does not know, only the names."""
    return {name: value if name in PARAMETERS else HIDDEN for name, value in asked.items()}


def secret_tags(codec: Codec) -> frozenset[str]:
    """The elements that a contract calls secret."""
    while isinstance(codec, (Wrapped, ListOf, NameValuePairs, VariantList)):
        codec = codec.of
    if isinstance(codec, Variant):
        return frozenset().union(*(secret_tags(struct) for text, struct in codec.variants.values()))
    return _secret_tags_of(codec) if isinstance(codec, Struct) else frozenset()


@cache
def _secret_tags_of(struct: Struct) -> frozenset[str]:
    own = frozenset(field.tag for field in struct.fields if _is_secret(field.codec))
    return own.union(*(secret_tags(field.codec) for field in struct.fields))


def _is_secret(codec: Codec) -> bool:
    return isinstance(codec, Secret) or (isinstance(codec, Wrapped) and _is_secret(codec.of))


def _mark_as_dropped(element: Element) -> None:
    del element[:]
    element.text = DROPPED


def _hide(elements: Iterable[Element]) -> None:
    """Replace the text of elements; what a secret has below it is hidden like it."""
    for element in list(elements):
        for inner in element.iter():
            if (inner.text or "").strip():
                inner.text = HIDDEN


def _strip(root: Element) -> None:
    """Take away what no contract knows: attributes but the instance's own, text behind elements, other namespaces."""
    from lxml import etree

    for element in root.iter():
        for name in set(element.attrib) - {xml.NIL, xml.TYPE}:
            del element.attrib[name]
        element.tail = None
        if not str(element.tag).startswith(f"{{{xml.NAMESPACE}}}"):
            element.tag = validation.named(element)
    etree.cleanup_namespaces(root)
