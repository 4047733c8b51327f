# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests, responses and routes: what the parts of the emulator hand to each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import ListOf, Struct

if TYPE_CHECKING:
    from ansible_collections.classic.azure.emulator.core.blobs import Blobs
    from ansible_collections.classic.azure.emulator.core.operations import Effect, Operations
    from ansible_collections.classic.azure.emulator.core.store import Store, Value
    from lxml.etree import _Element as Element

OLDEST_VERSION = "2009-10-01"


MAX_ELEMENTS = 10_000
"""In the body of a request, for which all other requests wait (docs/protocol/general.md#request-xml)."""


def has_too_many_elements(document: bytes) -> bool:
    """Whether a document that has not been parsed yet has more than ``MAX_ELEMENTS``; comments count like elements."""
    return document.count(b"<") - document.count(b"</") > MAX_ELEMENTS


class Document:
    """The body of a request, parsed once, when it is first needed.

    Several parts of the emulator read it, so nobody changes its elements: who wants to change them takes a copy.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data

    @cached_property
    def _parsed(self) -> Element | xml.InvalidDocument:
        if has_too_many_elements(self.data):
            return xml.InvalidDocument(f"the document has more than {MAX_ELEMENTS} elements")
        try:
            return xml.parse(self.data)
        except xml.InvalidDocument as error:
            return error

    @property
    def root(self) -> Element:
        """The root element. Raises InvalidDocument."""
        if isinstance(self._parsed, xml.InvalidDocument):
            raise self._parsed
        return self._parsed

    @property
    def root_name(self) -> str:
        """The name of the root element without its namespace; empty if the body is no XML document."""
        return "" if isinstance(self._parsed, xml.InvalidDocument) else xml.local_name(self._parsed)

    def copy(self) -> Element:
        """The root element of a copy. Raises InvalidDocument."""
        return deepcopy(self.root)


@dataclass(frozen=True)
class Request:
    """A request as it came over the wire, with its address and its body parsed once.

    Names of headers and parameters are in lower case. ``thumbprint`` is that of the client's certificate, and
    ``expired`` says that this is not valid today.
    """

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    thumbprint: str | None = None
    expired: bool = False

    @cached_property
    def subscription(self) -> str:
        """The subscription that the address begins with, in lower case."""
        return "".join(segments(self._address[0])).lower()

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The segments of the address below the subscription."""
        return segments(self._address[2])

    @cached_property
    def _address(self) -> tuple[str, str, str]:
        return self.path.removeprefix("/").partition("/")

    @property
    def version(self) -> str:
        """What the x-ms-version header says; empty without one."""
        return self.headers.get("x-ms-version", "")

    @cached_property
    def document(self) -> Document:
        return Document(self.body)


@dataclass(frozen=True)
class HttpResponse:
    """A response ready for the wire. ``fault`` says what the connection suffers instead of it, or after it."""

    status: int
    headers: dict[str, str]
    body: bytes
    fault: str = ""


@dataclass
class Reply:
    """What a handler returns: a status and, where there is one, a document, or else the bytes of another body."""

    status: int
    root: Element | None = None
    headers: dict[str, str] = field(default_factory=dict)
    data: bytes = b""


@dataclass
class RequestContext:
    """A request that has been authenticated, routed and validated, as handlers get it, and the state that they change.

    ``thumbprint`` is that of the client's certificate, ``names`` are the parameters in the address, ``values`` what the
    body says, ``arguments`` is the body's root element without what was dropped; both are empty where the route has no
    schema of the body, which is in ``body`` as it was sent. ``now`` is in seconds since 1970.
    """

    subscription: str
    request_id: str
    operation: str
    thumbprint: str
    names: dict[str, str]
    query: Mapping[str, str]
    version: str
    now: float
    host: str
    store: Store
    operations: Operations
    blobs: Blobs
    values: dict[str, Any] = field(default_factory=dict)
    arguments: Element | None = None
    body: bytes = b""

    def get(self, kind: str, name: str) -> Value | None:
        return self.store.get(self.subscription, kind, name)

    def put(self, kind: str, name: str, value: Value) -> None:
        self.store.put(self.subscription, kind, name, value)

    def delete(self, kind: str, name: str) -> None:
        self.store.delete(self.subscription, kind, name)

    def all(self, kind: str, below: str = "") -> list[Value]:
        return self.store.all(self.subscription, kind, below)

    def begin(
        self,
        effect: Effect,
        facts: Value,
        target: str,
        *,
        operation: str = "",
        locks: tuple[str, ...] = (),
        on_failure: Effect | None = None,
        factor: int = 1,
        related: tuple[str, ...] = (),
    ) -> None:
        """Begin the operation of this request, which takes as long as requests of its name, or of ``operation``.

        The other arguments are those of ``Operations.begin``. Raises ErrorResponse if one of the locks is held.
        """
        self.operations.begin(
            self.subscription,
            self.request_id,
            operation or self.operation,
            effect,
            facts,
            target,
            locks=locks,
            on_failure=on_failure,
            factor=factor,
            related=related,
            caller=self.thumbprint,
        )

    def url(self, path: str) -> str:
        """The service's own address of something below the subscription."""
        return f"https://{self.host}/{self.subscription}/{path}"


@dataclass(frozen=True)
class Route:
    """A request that the emulator knows: the service's name of it, its verb, and its address with parameters in braces.

    ``query`` are parameters that have to be there with that value, ``root`` is the name of the body's root element, and
    ``body`` its schema (a handler of a list reads ``RequestContext.arguments``). ``since`` is the oldest version that
    has the request; ``spans`` has, for elements that not all versions know, since when and until when.
    """

    operation: str
    method: str
    path: str
    handler: Callable[[RequestContext], Reply]
    query: tuple[tuple[str, str], ...] = ()
    root: str = ""
    body: Struct | ListOf | None = None
    since: str = OLDEST_VERSION
    spans: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    def match(self, parts: tuple[str, ...]) -> dict[str, str] | None:
        """The parameters in an address, given in segments, or None if the address is another one.

        Other segments are compared without case (docs/protocol/general.md#paths).
        """
        if len(parts) != len(self._parts):
            return None
        names = {}
        for expected, part in zip(self._parts, parts, strict=True):
            if expected.startswith("{"):
                names[expected[1:-1]] = part
            elif expected != part.lower():
                return None
        return names if all(names.values()) else None

    @cached_property
    def _parts(self) -> tuple[str, ...]:
        return tuple(part if part.startswith("{") else part.lower() for part in segments(self.path))


def segments(path: str) -> tuple[str, ...]:
    """The segments of a path, decoded; a slash at its end makes no difference."""
    path = path.removesuffix("/")
    return tuple(map(unquote, path.split("/"))) if path else ()
