# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Codecs of single values: their argument specs, their XML elements, their rules, and when two of them are equal.

A value that the wire spells in an unusual way gets a codec of its own.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import unquote

from ansible_collections.classic.azure.plugins.module_utils._asm.suggestions import choice_hint
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

BETWEEN_WORDS = re.compile(r"[\s_-]")
URL_PARTS = re.compile(r"((?:[a-z][a-z0-9+.-]*:)?//)?((?(1)[^/?#]*@|))([^?#]*)(.*)", re.IGNORECASE | re.DOTALL)
SECRET_WORDS = "signature|token|secret|password|key"
"""One of these is in the name of a parameter that is secret, as a regular expression; ``sig`` is one by itself."""
SECRET_PARAMETER = re.compile(f"sig|.*({SECRET_WORDS}).*", re.IGNORECASE)


class NotReturned:
    """The type of NOT_RETURNED."""

    def __repr__(self) -> str:
        return "NOT_RETURNED"


NOT_RETURNED = NotReturned()
"""Stands for the value of an option that the service does not return, or that is a secret."""


def is_unset(value: Any) -> bool:
    """Return whether a value says nothing as that of an option: it is None or empty. Zero and false say something."""
    return value is None or value in ("", [], {})


class Codec:
    """A string without rules, and the base of all codecs. ``kind`` is the type of the option in an argument spec."""

    kind = "str"

    def option(self) -> dict[str, Any] | None:
        """Return the entry of an argument spec; None if modules do not have the option."""
        return {"type": self.kind}

    def read(self, element: Element) -> Any:
        """Return the value of an element, None if it is nil. Raises ValueError if it cannot be decoded."""
        return None if xml.is_nil(element) else self.decode(element.text or "")

    def write(self, element: Element, value: Any) -> None:
        """Write a value into an empty element."""
        element.text = self.encode(value) or None

    def edit(self, element: Element, value: Any) -> None:
        """Write a value into an element that the service returned."""
        for child in list(element):
            element.remove(child)
        element.attrib.clear()
        self.write(element, value)

    def decode(self, text: str) -> Any:
        """Return the value of a text. Raises ValueError if it is none."""
        return text

    def encode(self, value: Any) -> str:
        """Return the text of a value."""
        return str(value)

    def validate(self, value: Any) -> str | None:
        """Return the rule that a value breaks, None if it is valid. The rule ends a sentence: "x is y, but ..."."""
        return None

    def matches(self, have: Any, want: Any) -> bool:
        """Return whether the value of the service is the wanted one."""
        return bool(have == want)

    def merge(self, have: Any, want: Any) -> Any:
        """Return what the service holds after ``want`` was sent, where it held ``have``."""
        return want

    def display(self, value: Any) -> Any:
        """Return the value as results and diffs show it, without secrets."""
        return value

    def to_option(self, value: Any) -> Any:
        """Return a value of the service as the option takes it; None if the option cannot say it.

        NOT_RETURNED stands for secrets. With what is returned nothing is changed: ``matches`` is true of both.
        """
        return value


def unwritable_rule(text: str) -> str | None:
    """Return the rule that a text breaks which XML cannot carry, None if it can."""
    unwritable = xml.UNWRITABLE.search(text)
    return f"XML cannot carry the character {unwritable.group()!r}" if unwritable else None


@dataclass(frozen=True)
class Text(Codec):
    """A text of at most ``limit`` characters. An empty text equals none."""

    limit: int | None = None

    def validate(self, value: Any) -> str | None:
        if self.limit is not None and len(value) > self.limit:
            return f"it may have {self.limit} characters at most, and has {len(value)}"
        return unwritable_rule(value)

    def matches(self, have: Any, want: Any) -> bool:
        return bool((have or "") == want)


SIGNED_URL = "signed_url"
"""The key that tells an option which holds such a URL from other ``no_log`` options in an argument spec."""


@dataclass(frozen=True)
class URL(Text):
    """A URL that may carry a secret: a shared access signature in its query, or a password in front of its host.

    It is sent with the secret, and shown and compared without. What is read never has one: a response that holds it is
    as if it did not.

    pattern: what the URL must match as a whole, unless empty. rule: the pattern in words, as ``validate`` returns it.
    """

    pattern: str = ""
    rule: str = ""

    def option(self) -> dict[str, Any]:
        return {"type": "str", "no_log": True, SIGNED_URL: True}

    def decode(self, text: str) -> str:
        return without_url_secrets(text)

    def edit(self, element: Element, value: Any) -> None:
        """Write another URL into an element; one that is equal stays, with the signature that it may have."""
        if not self.matches(self.read(element), value):
            super().edit(element, value)

    def validate(self, value: Any) -> str | None:
        fits = not self.pattern or re.fullmatch(self.pattern, value)
        return super().validate(value) if fits else self.rule

    def matches(self, have: Any, want: Any) -> bool:
        return super().matches(have, without_url_secrets(want))

    def display(self, value: Any) -> Any:
        return value and without_url_secrets(value)


def without_url_secrets(url: str) -> str:
    """Return a URL without what stands in front of its host, and without its query if a secret is in it.

    The other parameters of a shared access signature mean nothing without it. Other text is returned as it is.
    """
    scheme, dummy, address, query = _url_parts(url)
    return f"{scheme}{address}{'' if _secret_parameters(query) else query}"


def url_secrets(url: str) -> set[str]:
    """Return the secrets in a URL, as they are written and as they are decoded: signature and password."""
    dummy, userinfo, dummy, query = _url_parts(url)
    password = userinfo.removesuffix("@").partition(":")[2]
    written = {password, *_secret_parameters(query)} - {""}
    return written | set(map(unquote, written))


def _url_parts(url: str) -> tuple[str, ...]:
    found = URL_PARTS.fullmatch(url)
    return ("", "", url, "") if found is None else tuple(part or "" for part in found.groups())


def _secret_parameters(query: str) -> list[str]:
    """Return the values of those parameters that are secrets by their names."""
    parameters = (parameter.partition("=") for parameter in re.split("[?#&;]", query))
    return [value for name, dummy, value in parameters if value and SECRET_PARAMETER.fullmatch(unquote(name))]


@dataclass(frozen=True)
class Base64(Text):
    """A text of at most ``limit`` characters, which the wire has as base64 of UTF-8."""

    def decode(self, text: str) -> str:
        try:
            return base64.b64decode(text, validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError) as error:
            raise ValueError("it is not base64 of UTF-8 text") from error

    def encode(self, value: Any) -> str:
        return base64.b64encode(value.encode("utf-8")).decode("ascii")


@dataclass(frozen=True)
class Name(Codec):
    """A name that must match a pattern as a whole. ``rule`` is the pattern in words, as ``validate`` returns it."""

    pattern: str
    rule: str
    ignore_case: bool = False

    def validate(self, value: Any) -> str | None:
        return unwritable_rule(value) if re.fullmatch(self.pattern, value) else self.rule

    def matches(self, have: Any, want: Any) -> bool:
        return self._folded(have) == self._folded(want)

    def _folded(self, value: str | None) -> str | None:
        return value.lower() if value and self.ignore_case else value


@dataclass(frozen=True)
class OneOf(Codec):
    """An enumeration. ``words`` maps the choices of the option to the service's spelling; values are the choices."""

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

    def to_option(self, value: Any) -> str | None:
        return next((word for word, spelling in self.words.items() if value in (word, spelling)), None)


class OpenOneOf(OneOf):
    """An enumeration of which the service returns more values than can be chosen; values are in its spelling."""

    def decode(self, text: str) -> str:
        return text

    def matches(self, have: Any, want: Any) -> bool:
        return bool(have == self.encode(want))

    def merge(self, have: Any, want: Any) -> str:
        return self.encode(want)


class Integer(Codec):
    """A whole number."""

    kind = "int"

    def decode(self, text: str) -> int:
        return int(text)

    def validate(self, value: Any) -> str | None:
        return None if -(2**31) <= value < 2**31 else "it must be a whole number of 32 bits"


@dataclass(frozen=True)
class IntegerInRange(Integer):
    """A whole number from ``lowest`` to ``highest``, both included."""

    lowest: int
    highest: int

    def validate(self, value: Any) -> str | None:
        if self.lowest <= value <= self.highest:
            return None
        return f"it may be from {self.lowest} to {self.highest}"


class Boolean(Codec):
    """True or false."""

    kind = "bool"

    def decode(self, text: str) -> bool:
        try:
            return {"true": True, "false": False, "1": True, "0": False}[text.strip().lower()]
        except KeyError as error:
            raise ValueError(f"{text!r} is neither true nor false") from error

    def encode(self, value: Any) -> str:
        return "true" if value else "false"


class Reader(Protocol):
    """The part of a client that readers of resources need."""

    def get(self, path: str, operation: str, root: str) -> Element | None:
        """Return the root element of the response to a GET below the subscription; None after a 404.

        root: the tag that it has to have.
        """


@dataclass(frozen=True)
class ListedName(Codec):
    """A name in a list that the service publishes, as the names of locations.

    Names are equal without case, blanks, hyphens and underscores: ``westus`` is ``West US``.

    request: the operation that returns the list. address: its address. path: the path of the name in the response.
    spelling: the pattern of a value that the service may take as it is. Any other one is looked up before it is sent.
    """

    request: str
    address: str
    path: str
    spelling: str

    def matches(self, have: Any, want: Any) -> bool:
        return have is not None and self.folded(have) == self.folded(want)

    def folded(self, value: str) -> str:
        """Return the value without what does not count in a comparison."""
        return BETWEEN_WORDS.sub("", value).lower()

    def is_alias(self, value: str) -> bool:
        """Return whether the value has to be looked up in the list before it is sent: it is spelt as no name is."""
        return not re.fullmatch(self.spelling, value)

    def validate(self, value: Any) -> str | None:
        return unwritable_rule(value)

    def names(self, client: Reader) -> list[str]:
        """Return the names in the service's list."""
        response = client.get(self.address, self.request, self.request.removeprefix("List"))
        path = "/".join(map(xml.qualified, self.path.split("/")))
        return [] if response is None else [name.text or "" for name in response.iterfind(path)]

    def choose(self, value: str, names: list[str]) -> tuple[str | None, str]:
        """Return the name that a value means, or None, and a hint at similar names or all."""
        folded = {self.folded(name): name for name in names}
        return folded.get(self.folded(value)), choice_hint(value, names, fold=self.folded)


@dataclass(frozen=True)
class Wrapped(Codec):
    """The base of codecs that change one thing about another one."""

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

    def to_option(self, value: Any) -> Any:
        return self.of.to_option(value)


class Secret(Wrapped):
    """A value that no result, diff, message or log shows: ``no_log`` in the argument spec."""

    def option(self) -> dict[str, Any] | None:
        option = self.of.option()
        return None if option is None else {**option, "no_log": True}

    def display(self, value: Any) -> Any:
        return None

    def to_option(self, value: Any) -> Any:
        return None if value is None else NOT_RETURNED


class Visible(Wrapped):
    """A value that is no secret, although Ansible would take it for one by the name of its option."""

    def option(self) -> dict[str, Any] | None:
        option = self.of.option()
        return None if option is None else {**option, "no_log": False}


class Trigger(Wrapped):
    """An argument that makes something happen each time that it is sent, as regenerating a key; never returned."""

    def matches(self, have: Any, want: Any) -> bool:
        return False

    def to_option(self, value: Any) -> None:
        return None


NIL = object()
"""A value that is written as nil."""


class WriteOnly(Wrapped):
    """An argument that says how a request is carried out: sent with other changes, never compared or returned."""

    def matches(self, have: Any, want: Any) -> bool:
        return True

    def to_option(self, value: Any) -> None:
        return None


class Nillable(Wrapped):
    """A value for which the service writes a nil element where there is none, instead of leaving it out."""

    def write(self, element: Element, value: Any) -> None:
        if value is NIL:
            element.set(xml.NIL, "true")
        else:
            self.of.write(element, value)


class Required(Wrapped):
    """A suboption that is required where the option that it belongs to is given."""

    def option(self) -> dict[str, Any] | None:
        option = self.of.option()
        return None if option is None else {**option, "required": True}


class Internal(Wrapped):
    """A value that requests can have and modules have no option for; not returned either."""

    def option(self) -> None:
        return None

    def to_option(self, value: Any) -> None:
        return None
