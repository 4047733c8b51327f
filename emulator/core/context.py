# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A request on its way through the emulator, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import ListOf, Struct

if TYPE_CHECKING:
    from ansible_collections.classic.azure.emulator.core.blobs import Blobs
    from ansible_collections.classic.azure.emulator.core.operations import Operations
    from ansible_collections.classic.azure.emulator.core.store import Store, Value
    from lxml.etree import _Element as Element

OLDEST_VERSION = "2009-10-01"


@dataclass(frozen=True)
class Request:
    """What came over the wire. Names of headers and parameters are in lower case.

    C(thumbprint) is that of the client's certificate; C(expired) says that it is not valid today.
    """

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    thumbprint: str | None = None
    expired: bool = False


@dataclass(frozen=True)
class HttpResponse:
    """An answer ready for the wire. C(fault) says what the connection is to suffer instead of, or after, it."""

    status: int
    headers: dict[str, str]
    body: bytes
    fault: str = ""


@dataclass
class Reply:
    """What goes back: a status and, where there is one, a document."""

    status: int
    root: Element | None = None
    headers: dict[str, str] = field(default_factory=dict)


class ErrorResponse(Exception):
    """The service's no: a status, a code and a message, in its own words where they are known.

    C(reason) says more than the service did; the journal has it, and the answer of a strict emulator.
    """

    def __init__(self, status: int, code: str, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.reason = reason


def bad_request(message: str = "A parameter was incorrect", reason: str = "") -> ErrorResponse:
    return ErrorResponse(400, "BadRequest", message, reason)


def not_found(message: str = "The specified resource does not exist.") -> ErrorResponse:
    return ErrorResponse(404, "ResourceNotFound", message)


def conflict(message: str) -> ErrorResponse:
    return ErrorResponse(409, "ConflictError", message)


@dataclass
class RequestContext:
    """A request that has been authenticated, routed and read: what a behaviour works with.

    C(names) are the parts of the address that the route leaves open, C(values) what the body says, C(given) the body's
    accepted elements.
    """

    subscription: str
    request_id: str
    operation: str
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

    def get(self, kind: str, name: str) -> Value | None:
        return self.store.get(self.subscription, kind, name)

    def put(self, kind: str, name: str, value: Value) -> None:
        self.store.put(self.subscription, kind, name, value)

    def delete(self, kind: str, name: str) -> None:
        self.store.delete(self.subscription, kind, name)

    def all(self, kind: str, below: str = "") -> list[Value]:
        return self.store.all(self.subscription, kind, below)

    def url(self, path: str) -> str:
        """The service's own address of something below the subscription."""
        return f"https://{self.host}/{self.subscription}/{path}"


@dataclass(frozen=True)
class Route:
    """A request that the emulator knows: the service's name of it, its verb and address (parts in braces are open).

    C(query) are parameters that must be there with that value. C(root) and C(body) say what the body must be (of a list
    a behaviour reads what was C(given)); C(spans)
    since when and until when versions know an element of it. C(since) is the oldest version that has the request.
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

    def match(self, path: str) -> dict[str, str] | None:
        """The open parts of an address; None if it is another one."""
        return self.names(segments(path))

    def names(self, parts: tuple[str, ...]) -> dict[str, str] | None:
        """The open parts of an address in segments, the others compared without case
        (docs/protocol/general.md#paths)."""
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
    """The parts of an address, decoded; a slash at its end makes no difference."""
    path = path.removesuffix("/")
    return tuple(map(unquote, path.split("/"))) if path else ()
