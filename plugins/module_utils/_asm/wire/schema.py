# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Codecs of compound values: structs of named fields in a fixed order, lists, name and value pairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Codec, Name, Text, is_unset

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


TEXT = Text()


@dataclass(frozen=True)
class Field:
    """A named value: the path of tags at which a response holds it, and its codec.

    A request holds it directly below its root, in the element that the path ends with.
    default_from: the field of which a creation takes the value where this one is not given.
    description: what the value is, for users of the modules whose results have it; Ansible's markup is allowed.
    """

    name: str
    path: str
    codec: Codec = TEXT
    default_from: str = ""
    description: str = ""

    @property
    def tag(self) -> str:
        """The last tag of the path."""
        return self.path.rpartition("/")[2]


def _read(field: Field, element: Element) -> Any:
    try:
        return field.codec.read(element)
    except ValueError as error:
        raise ValueError(f"{field.name}: {error}") from None


def _holder(element: Element, field: Field) -> Element:
    """Return the element that holds the field's element; create it if there is none."""
    for tag in field.path.split("/")[:-1]:
        found = xml.find(element, tag)
        element = xml.add(element, tag) if found is None else found
    return element


class Struct(Codec):
    """Named values in a fixed order, in Python a dict. An edit keeps elements that have no field."""

    kind = "dict"

    def __init__(self, *fields: Field) -> None:
        self.fields = fields

    def option(self) -> dict[str, Any]:
        return {"type": "dict", "options": options(self.fields)}

    def read(self, element: Element) -> dict[str, Any] | None:
        if xml.is_nil(element):
            return None
        current, values = xml.children(element), {}
        for field in self.fields:
            node = xml.find(element, field.path) if "/" in field.path else current.get(xml.qualified(field.path))
            values[field.name] = None if node is None else _read(field, node)
        return values

    def write(self, element: Element, value: Any) -> None:
        for field in self.fields:
            if value.get(field.name) is not None:
                field.codec.write(xml.add(_holder(element, field), field.tag), value[field.name])

    def edit(self, element: Element, value: Any) -> None:
        for field in self.fields:
            if value.get(field.name) is None:
                continue
            node = xml.find(element, field.path)
            if node is None:
                field.codec.write(self._place(element, field), value[field.name])
            else:
                field.codec.edit(node, value[field.name])

    def _place(self, element: Element, field: Field) -> Element:
        """Add an element for the field, before the first one that the order has after it."""
        holder, above = _holder(element, field), field.path.removesuffix(field.tag)
        new = xml.add(holder, field.tag)
        later = {other.path for other in self.fields[self.fields.index(field) + 1 :]}
        for child in list(holder)[:-1]:
            if f"{above}{xml.local_name(child)}" in later:
                child.addprevious(new)
                break
        return new

    def validate(self, value: Any) -> str | None:
        for field in self.fields:
            if value.get(field.name) is not None:
                rule = field.codec.validate(value[field.name])
                if rule:
                    rendered = field.codec.display(value[field.name])
                    return f"its {field.name} is {'hidden here' if rendered is None else repr(rendered)}, but {rule}"
        return None

    def matches(self, have: Any, want: Any) -> bool:
        """Return whether all wanted fields are equal; those that are not given do not count."""
        return have is not None and all(
            field.codec.matches(have.get(field.name), want[field.name])
            for field in self.fields
            if want.get(field.name) is not None
        )

    def merge(self, have: Any, want: Any) -> dict[str, Any]:
        return {
            **(have or {}),
            **{
                field.name: field.codec.merge((have or {}).get(field.name), want[field.name])
                for field in self.fields
                if want.get(field.name) is not None
            },
        }

    def display(self, value: Any) -> Any:
        if value is None:
            return None
        return {field.name: field.codec.display(value.get(field.name)) for field in self.fields}

    def to_option(self, value: Any) -> Any:
        """Return the suboptions that say something, in the order of the fields."""
        found = {field.name: field.codec.to_option((value or {}).get(field.name)) for field in self.fields}
        return {name: each for name, each in found.items() if not is_unset(each)}


class ListOf(Codec):
    """A list with an element ``tag`` for each value. Nil elements are skipped."""

    def __init__(self, tag: str, of: Codec = TEXT) -> None:
        self.tag = tag
        self.of = of

    def option(self) -> dict[str, Any]:
        item = self.of.option() or {}
        return {"type": "list", "elements": item.pop("type", "str"), **item}

    def read(self, element: Element) -> list[Any]:
        children = element.iterchildren(xml.qualified(self.tag))
        return [self.of.read(child) for child in children if not xml.is_nil(child)]

    def write(self, element: Element, value: Any) -> None:
        for item in value:
            self.of.write(xml.add(element, self.tag), item)

    def validate(self, value: Any) -> str | None:
        return next((rule for rule in map(self.of.validate, value) if rule), None)

    def matches(self, have: Any, want: Any) -> bool:
        return len(have or []) == len(want) and all(map(self.of.matches, have or [], want))

    def display(self, value: Any) -> Any:
        return None if value is None else [self.of.display(item) for item in value]

    def to_option(self, value: Any) -> Any:
        return [self.of.to_option(item) for item in value or []]


class KeyedList(ListOf):
    """A list of structs with a key. An edit keeps the elements of those that are equal, and edits those that differ."""

    def __init__(self, tag: str, of: Struct, key: str = "name") -> None:
        super().__init__(tag, of)
        self.key = key

    def edit(self, element: Element, value: Any) -> None:
        current = {self.of.read(child)[self.key]: child for child in element.iterchildren(xml.qualified(self.tag))}
        for item in value:
            child = current.pop(item[self.key], None)
            if child is None:
                self.of.write(xml.add(element, self.tag), item)
            elif not self.of.matches(self.of.read(child), item):
                self.of.edit(child, item)
        for child in current.values():
            element.remove(child)


class NameValuePairs(Codec):
    """Name and value pairs, in Python a dict. An update keeps pairs that it does not name.

    See docs/protocol/cloud_services.md#extended-properties.

    limit: how many there may be.
    removable: whether a pair that is sent without a value is removed (docs/protocol/storage.md#extended-properties).
    """

    kind = "dict"

    def __init__(self, tag: str, limit: int = 50, removable: bool = False) -> None:
        name = Name(
            "[A-Za-z][A-Za-z0-9_]{0,63}", "a name has 64 letters, digits or underscores at most, a letter first"
        )
        self.tag = tag
        self.of = Struct(Field("name", "Name", name), Field("value", "Value", Text(255)))
        self.limit = limit
        self.removable = removable

    def read(self, element: Element) -> dict[str, Any]:
        pairs = map(self.of.read, element.iterchildren(xml.qualified(self.tag)))
        return {pair["name"]: pair["value"] for pair in pairs if pair is not None}

    def write(self, element: Element, value: Any) -> None:
        for name, text in value.items():
            pair = xml.add(element, self.tag)
            xml.add(pair, "Name", name)
            if text is None:
                xml.add(pair, "Value").set(xml.NIL, "true")
            else:
                xml.add(pair, "Value", str(text))

    def validate(self, value: Any) -> str | None:
        if len(value) > self.limit:
            return f"there may be {self.limit} at most, and there are {len(value)}"
        for name, text in value.items():
            if text is None and not self.removable:
                return f"{name} has no value, and the service has no way to remove one"
            rule = self.of.validate({"name": name, "value": None if text is None else str(text)})
            if rule:
                return rule
        return None

    def matches(self, have: Any, want: Any) -> bool:
        return self.merge(have, want) == (have or {})

    def merge(self, have: Any, want: Any) -> dict[str, Any]:
        both = {**(have or {}), **{name: None if text is None else str(text) for name, text in want.items()}}
        return {name: text for name, text in both.items() if text is not None}

    def to_option(self, value: Any) -> Any:
        return {name: text for name, text in (value or {}).items() if text is not None}

    def display(self, value: Any) -> Any:
        """Return the pairs by name: their order means nothing, and a diff has no line for a change of it."""
        return value and dict(sorted(value.items()))


def options(fields: tuple[Field, ...]) -> dict[str, Any]:
    """Return the argument spec of those fields that are options."""
    specs = {field.name: field.codec.option() for field in fields}
    return {name: spec for name, spec in specs.items() if spec is not None}
