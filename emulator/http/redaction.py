# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the journal may hold of requests and responses.

Of a request that is what its contract knows and does not call a secret. Whatever else a client sends, wherever it puts
it, might be a password in the wrong place: its name is kept, and its content is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from functools import cache
from typing import TYPE_CHECKING

from ansible_collections.classic.azure.emulator.core.context import Document, Route
from ansible_collections.classic.azure.emulator.http import validation
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import SECRET_WORDS, Codec, Secret, Wrapped
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import (
    ListOf,
    NameValuePairs,
    Struct,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.variants import Variant, VariantList

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

HIDDEN, DROPPED = "(hidden)", "(dropped)"
MAX_SIZE = 100_000
"""Of longer documents only the size is kept, in bytes, and of those that get longer by what is hidden."""

# Elements that hold passwords, keys and whatever users put into custom data, in requests and in responses.
SECRET_TAGS = frozenset(
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
USERINFO = re.compile(r"(?<=://)[^/?#<\s]*(?=@)")
SECRET_PARAMETER = re.compile(
    rf"(?<=[?&;#])(sig|[^=&;?#<\s]{{0,40}}(?:{SECRET_WORDS})[^=&;?#<\s]{{0,40}})=[^&#<\s]+",
    re.IGNORECASE,
)
"""With userinfo, what may be secret in a URL that a text quotes: in that of a blob it gives access to the blob."""

KNOWN_PARAMETERS = frozenset(
    (
        "action",
        "comp",
        "continuationtoken",
        "embed-detail",
        "endtime",
        "objectidfilter",
        "operationresultfilter",
        "resources",
        "starttime",
    )
)


def request(document: Document, route: Route | None) -> str:
    """The text of a request's body for the journal: of one that cannot be read, and so not searched, only the size."""
    size = len(document.data)
    if not size or size > MAX_SIZE:
        return f"({size} bytes)" if size else ""
    try:
        root = document.copy()
    except xml.InvalidDocument:
        return f"(not readable: {size} bytes)"
    body = route.body if route and root.tag == xml.qualified(route.root) else None
    if body is None:
        _hide([root])
    else:
        _hide([element for element, path, error in validation.find_invalid_values(root, body, "")])
        validation.drop_unknown(root, body, "", remove=_mark_as_dropped)
        secrets = SECRET_TAGS | secret_tags(body)
        _hide(root.iter(*map(xml.qualified, secrets)))
    _strip(root)
    text = _without_url_secrets(xml.write(root).decode("utf-8"))
    return text if len(text) <= MAX_SIZE else f"({size} bytes)"


def response(root: Element | None, written: bytes) -> str:
    """The text of a response for the journal, given its document and the bytes that are sent."""
    if root is None or len(written) > MAX_SIZE:
        return f"({len(written)} bytes)" if written else ""
    secrets = list(map(xml.qualified, SECRET_TAGS))
    if next(root.iter(*secrets), None) is None:
        return _without_url_secrets(written.decode("utf-8"))
    root = deepcopy(root)
    _hide(root.iter(*secrets))
    return _without_url_secrets(xml.write(root).decode("utf-8"))


def query(parameters: Mapping[str, str]) -> dict[str, str]:
    """The query parameters for the journal: of those that the service does not know, only the names."""
    return {name: value if name in KNOWN_PARAMETERS else HIDDEN for name, value in parameters.items()}


def secret_tags(codec: Codec) -> frozenset[str]:
    """The tags of the elements that a contract calls secret."""
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


def _without_url_secrets(text: str) -> str:
    """Hide signatures and passwords in the URLs of a written document."""
    return USERINFO.sub(HIDDEN, SECRET_PARAMETER.sub(rf"\1={HIDDEN}", text))


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
    """Remove what no contract knows: attributes but nil and type, text behind elements, other namespaces."""
    from lxml import etree

    for element in root.iter():
        for name in set(element.attrib) - {xml.NIL, xml.TYPE}:
            del element.attrib[name]
        element.tail = None
        if not str(element.tag).startswith(f"{{{xml.NAMESPACE}}}"):
            element.tag = validation.name_of(element)
    etree.cleanup_namespaces(root)
