# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A request on its way through the emulator, and what becomes of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from ansible_collections.classic.azure.plugins.module_utils._asm.schema import Struct

if TYPE_CHECKING:
    from ansible_collections.classic.azure.emulator.operations import Operations
    from ansible_collections.classic.azure.emulator.store import Store, Value
    from lxml.etree import _Element as Element


@dataclass(frozen=True)
class Request:
    """What came over the wire. Names of headers and parameters are in lower case; C(thumbprint) is the client's."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    thumbprint: str | None = None


@dataclass
class Reply:
    """What goes back: a status and, where there is one, a document."""

    status: int
    root: Element | None = None
    headers: dict[str, str] = field(default_factory=dict)


class Refusal(Exception):
    """The service's no: a status, a code and a message, in its own words where they are known."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


def bad_request(message: str = "A parameter was incorrect") -> Refusal:
    return Refusal(400, "BadRequest", message)


def not_found(message: str = "The specified resource does not exist.") -> Refusal:
    return Refusal(404, "ResourceNotFound", message)


def conflict(message: str) -> Refusal:
    return Refusal(409, "ConflictError", message)


@dataclass
class Call:
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
    values: dict[str, Any] = field(default_factory=dict)
    given: Element | None = None

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

    C(query) are parameters that must be there with that value. C(root) and C(body) say what the body must be.
    """

    operation: str
    method: str
    path: str
    behaviour: Callable[[Call], Reply]
    query: tuple[tuple[str, str], ...] = ()
    root: str = ""
    body: Struct | None = None

    def match(self, path: str) -> dict[str, str] | None:
        """The open parts of an address, compared without case (protocol/1 section 1.2); None if it is another one."""
        found = self._pattern.fullmatch(path)
        return found and {name: unquote(part) for name, part in found.groupdict().items()}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", self.path) + "/?", re.IGNORECASE)
