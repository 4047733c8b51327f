# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variants, told apart by a discriminator."""

from __future__ import annotations

from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Integer
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field, Struct
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.variants import Variant, VariantList

CIRCLE = Struct(Field("radius", "Radius", Integer()))
SQUARE = Struct(Field("side", "Side", Integer()), Field("name", "Name"))
SHAPE = Variant("Type", circle=("Circle", CIRCLE), square=("Square", SQUARE))
SHAPES = VariantList("Shape", "Type", circle=("Circle", CIRCLE), square=("Square", SQUARE))


def test_variant_is_a_dict_with_its_name() -> None:
    element = xml.create("Shape")
    SHAPE.write(element, {"circle": {"radius": 2}})
    assert [(xml.local_name(child), child.text) for child in element] == [("Type", "Circle"), ("Radius", "2")]
    assert SHAPE.read(element) == {"circle": {"radius": 2}}


def test_unknown_variant_is_empty() -> None:
    element = xml.create("Shape")
    xml.add(element, "Type", "Triangle")
    assert SHAPE.read(element) == {} and SHAPE.variant_of(element) is None


def test_struct_of_a_variant_has_its_discriminator() -> None:
    element = xml.create("Shape")
    SHAPE.write(element, {"square": {"side": 3}})
    assert [field.path for field in SHAPE.struct_of(element).fields] == ["Type", "Side", "Name"]


def test_edit_of_a_list_keeps_other_variants() -> None:
    element = xml.create("Shapes")
    SHAPES.write(element, {"circle": {"radius": 1}})
    SHAPES.edit(element, {"square": {"side": 3}})
    SHAPES.edit(element, {"square": {"name": "s"}})
    assert SHAPES.read(element) == {"circle": {"radius": 1}, "square": {"side": 3, "name": "s"}}
