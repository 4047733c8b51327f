# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variants: structs of which the wire has several kinds in one place, told apart by a discriminator element."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Codec
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field, Struct

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


class Variant(Codec):
    """One of several structs. In Python it is a dict with one entry: the name of the variant, and its values.

    discriminator: the tag of the first element, the text of which tells the variants apart.
    variants: for each name, the text of the discriminator and the struct that the element holds besides.
    """

    kind = "dict"

    def __init__(self, discriminator: str, **variants: tuple[str, Struct]) -> None:
        self.discriminator = discriminator
        self.variants = variants

    def read(self, element: Element) -> dict[str, Any]:
        name = self.variant_of(element)
        return {name: self.variants[name][1].read(element)} if name else {}

    def write(self, element: Element, value: Any) -> None:
        for name, values in value.items():
            text, struct = self.variants[name]
            xml.add(element, self.discriminator, text)
            struct.write(element, values)

    def variant_of(self, element: Element) -> str | None:
        """Return the name of the variant that an element is; None if it is of none."""
        discriminator = xml.find(element, self.discriminator)
        text = "" if discriminator is None else discriminator.text
        return next((name for name, known in self.variants.items() if known[0] == text), None)

    def struct_of(self, element: Element) -> Struct:
        """Return what an element may hold, its discriminator included."""
        name = self.variant_of(element)
        fields = self.variants[name][1].fields if name else ()
        return Struct(Field("discriminator", self.discriminator), *fields)

    def validate(self, value: Any) -> str | None:
        return next((rule for name in value if (rule := self.variants[name][1].validate(value[name]))), None)

    def display(self, value: Any) -> Any:
        return value and {name: self.variants[name][1].display(values) for name, values in value.items()}


class VariantList(Variant):
    """A list of variants, at most one of each name. In Python it is one dict, with an entry for each.

    tag: the tag of each element of the list.
    """

    def __init__(self, tag: str, discriminator: str, **variants: tuple[str, Struct]) -> None:
        super().__init__(discriminator, **variants)
        self.tag = tag
        self.of = Variant(discriminator, **variants)

    def read(self, element: Element) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for child in element.iterchildren(xml.qualified(self.tag)):
            found.update(self.of.read(child))
        return found

    def write(self, element: Element, value: Any) -> None:
        for name, values in value.items():
            self.of.write(xml.add(element, self.tag), {name: values})

    def edit(self, element: Element, value: Any) -> None:
        """Edit the variants that ``value`` has, add those that are missing; others stay."""
        current = {self.of.variant_of(child): child for child in element.iterchildren(xml.qualified(self.tag))}
        for name, values in value.items():
            if name in current:
                self.variants[name][1].edit(current[name], values)
            else:
                self.of.write(xml.add(element, self.tag), {name: values})
