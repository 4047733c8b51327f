# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Codecs: how each kind of value is spelt, as an option of a playbook and as an element of the wire.

A codec knows its Ansible option, how to fill an element and how to read one, which values it takes, and when two values
mean the same. A new oddity of the wire is a new codec of a few lines.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Protocol

from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

BETWEEN_WORDS = re.compile(r"[\s_-]")


class Codec:
    """A value without rules. C(kind) is Ansible's name of the option's type."""

    kind = "str"

    def option(self) -> dict[str, Any] | None:
        """The value's entry in an argument spec; None if playbooks are not offered it."""
        return {"type": self.kind}

    def read(self, element: Element) -> Any:
        """The value that an element holds; None where it is nil. Raises ValueError if it is spelt wrongly."""
        return None if xml.is_nil(element) else self.decode(element.text or "")

    def write(self, element: Element, value: Any) -> None:
        """Fill an empty element."""
        element.text = self.encode(value) or None

    def edit(self, element: Element, value: Any) -> None:
        """Rewrite an element that the service filled."""
        for child in list(element):
            element.remove(child)
        element.attrib.clear()
        self.write(element, value)

    def decode(self, text: str) -> Any:
        return text

    def encode(self, value: Any) -> str:
        return str(value)

    def validate(self, value: Any) -> str | None:
        """The rule that a value breaks, as the end of a sentence that begins with "but"; None if it is right."""
        return None

    def matches(self, have: Any, want: Any) -> bool:
        """Whether the service's value is what the task wants."""
        return bool(have == want)

    def merge(self, have: Any, want: Any) -> Any:
        """What the service holds after C(want) was sent."""
        return want

    def display(self, value: Any) -> Any:
        """The value as results and diffs may show it."""
        return value


@dataclass(frozen=True)
class Text(Codec):
    """Plain text of at most C(limit) characters; an empty text is as good as none."""

    limit: int | None = None

    def validate(self, value: Any) -> str | None:
        if self.limit is not None and len(value) > self.limit:
            return f"it may have {self.limit} characters at most, and has {len(value)}"
        if unwritable := xml.UNWRITABLE.search(value):
            return f"XML cannot carry the character {unwritable.group()!r}"
        return None

    def matches(self, have: Any, want: Any) -> bool:
        return bool((have or "") == want)


@dataclass(frozen=True)
class Base64(Text):
    """Text of at most C(limit) characters that the wire carries as base64 of UTF-8."""

    def decode(self, text: str) -> str:
        try:
            return base64.b64decode(text, validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError) as error:
            raise ValueError("it is not base64 of UTF-8 text") from error

    def encode(self, value: Any) -> str:
        return base64.b64encode(value.encode("utf-8")).decode("ascii")


@dataclass(frozen=True)
class Name(Codec):
    """A name that must match a pattern as a whole; C(rule) says in words what the pattern says."""

    pattern: str
    rule: str
    ignore_case: bool = False

    def validate(self, value: Any) -> str | None:
        return None if re.fullmatch(self.pattern, value) else self.rule

    def matches(self, have: Any, want: Any) -> bool:
        return self._folded(have) == self._folded(want)

    def _folded(self, value: str | None) -> str | None:
        return value.lower() if value and self.ignore_case else value


@dataclass(frozen=True)
class OneOf(Codec):
    """One of a few words. Playbooks write them in snake_case where C(words) maps them to the service's spelling."""

    words: Mapping[str, str]

    def option(self) -> dict[str, Any]:
        return {"type": "str", "choices": list(self.words)}

    def decode(self, text: str) -> str:
        for word, spelling in self.words.items():
            if spelling.lower() == text.lower():
                return word
        return text

    def encode(self, value: Any) -> str:
        return self.words.get(value, value)


class OpenOneOf(OneOf):
    """One of a few words that results show as the service spells them, among others that only the service says."""

    def decode(self, text: str) -> str:
        return text

    def matches(self, have: Any, want: Any) -> bool:
        return bool(have == self.encode(want))

    def merge(self, have: Any, want: Any) -> str:
        return self.encode(want)


class Integer(Codec):
    kind = "int"

    def decode(self, text: str) -> int:
        return int(text)


class Boolean(Codec):
    kind = "bool"

    def decode(self, text: str) -> bool:
        try:
            return {"true": True, "false": False, "1": True, "0": False}[text.strip().lower()]
        except KeyError as error:
            raise ValueError(f"{text!r} is neither true nor false") from error

    def encode(self, value: Any) -> str:
        return "true" if value else "false"


class Reader(Protocol):
    """What a resource asks of a client."""

    def get(self, path: str, operation: str) -> Element | None:
        """The root element of the answer; None if there is no such thing."""


@dataclass(frozen=True)
class ListedName(Codec):
    """A name out of a list that the service publishes: the request for the list, its address, the path to each name.

    The service compares without case; users write C(westus) for C(West US), which is the same to us.
    """

    request: str
    address: str
    path: str

    def matches(self, have: Any, want: Any) -> bool:
        return have is not None and self.folded(have) == self.folded(want)

    def folded(self, value: str) -> str:
        """The value without the differences that do not count."""
        return BETWEEN_WORDS.sub("", value).lower()

    def is_alias(self, value: str) -> bool:
        """Whether the value is spelt as the service never spells one: then the list is asked before a write."""
        return value == self.folded(value)

    def names(self, client: Reader) -> list[str]:
        """The list, as the service has it now."""
        response = client.get(self.address, self.request)
        path = "/".join(map(xml.qualified, self.path.split("/")))
        return [] if response is None else [name.text or "" for name in response.iterfind(path)]

    def choose(self, value: str, names: list[str]) -> tuple[str | None, str]:
        """The name that a value means; if it is None, a hint at what there is."""
        folded = {self.folded(name): name for name in names}
        close = get_close_matches(self.folded(value), folded, cutoff=0.6)
        meant = " or ".join(folded[name] for name in close)
        return folded.get(self.folded(value)), f"did you mean {meant}?" if meant else f"it has {', '.join(names)}"


@dataclass(frozen=True)
class Wrapped(Codec):
    """Another codec, with one thing about it changed."""

    of: Codec

    def option(self) -> dict[str, Any] | None:
        return self.of.option()

    def read(self, element: Element) -> Any:
        return self.of.read(element)

    def write(self, element: Element, value: Any) -> None:
        self.of.write(element, value)

    def edit(self, element: Element, value: Any) -> None:
        self.of.edit(element, value)

    def validate(self, value: Any) -> str | None:
        return self.of.validate(value)

    def matches(self, have: Any, want: Any) -> bool:
        return self.of.matches(have, want)

    def merge(self, have: Any, want: Any) -> Any:
        return self.of.merge(have, want)

    def display(self, value: Any) -> Any:
        return self.of.display(value)


class Secret(Wrapped):
    """A value that no result, diff or message may hold."""

    def option(self) -> dict[str, Any] | None:
        option = self.of.option()
        return None if option is None else {**option, "no_log": True}

    def display(self, value: Any) -> Any:
        return None


class Trigger(Wrapped):
    """An order, not a state: the service never tells it, and it is carried out each time that it is given."""

    def matches(self, have: Any, want: Any) -> bool:
        return False


NIL = object()


class WriteOnly(Wrapped):
    """How something is to be done: sent along with what is, never compared, never told."""

    def matches(self, have: Any, want: Any) -> bool:
        return True


class Nillable(Wrapped):
    """A value that the service writes as nil where there is none (C(NIL)), instead of leaving the element out."""

    def write(self, element: Element, value: Any) -> None:
        if value is NIL:
            element.set(xml.NIL, "true")
        else:
            self.of.write(element, value)


class Required(Wrapped):
    """A value that has to be given wherever what it belongs to is."""

    def option(self) -> dict[str, Any] | None:
        option = self.of.option()
        return None if option is None else {**option, "required": True}


class Internal(Wrapped):
    """A value that other clients send and that playbooks are not offered."""

    def option(self) -> None:
        return None
