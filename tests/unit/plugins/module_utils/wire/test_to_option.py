# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What options say of values that the service returned."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import (
    NOT_RETURNED,
    Base64,
    Boolean,
    Codec,
    Integer,
    Internal,
    Nillable,
    OneOf,
    OpenOneOf,
    Required,
    Secret,
    Text,
    Trigger,
    Visible,
    WriteOnly,
    is_unset,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import (
    Field,
    KeyedList,
    ListOf,
    NameValuePairs,
    Struct,
)

WORDS = {"production": "Production", "staging": "Staging"}
STRUCT = Struct(
    Field("name", "Name", Required(Text())),
    Field("size", "Size", Integer()),
    Field("on", "On", Boolean()),
    Field("address", "Address", Internal(Text())),
    Field("password", "Password", Secret(Text())),
    Field("tags", "Tags", ListOf("Tag")),
)
FULL = {"name": "a", "size": 0, "on": False, "address": "10.0.0.4", "password": "C4nary", "tags": ["x"]}
SAID = {"name": "a", "size": 0, "on": False, "password": NOT_RETURNED, "tags": ["x"]}


@pytest.mark.parametrize(
    ("codec", "value", "option"),
    [
        (Text(), "a", "a"),
        (Base64(), "Магазин", "Магазин"),
        (Nillable(Text()), None, None),
        (Visible(Text()), "a", "a"),
        (OneOf(WORDS), "production", "production"),
        (OneOf(WORDS), "Elsewhere", None),
        (OpenOneOf(WORDS), "Staging", "staging"),
        (OpenOneOf(WORDS), "Deleting", None),
        (Secret(Text()), "C4nary", NOT_RETURNED),
        (Secret(Text()), None, None),
        (Trigger(Text()), "a", None),
        (WriteOnly(Text()), "a", None),
        (Internal(Text()), "a", None),
        (STRUCT, FULL, SAID),
        (STRUCT, {"name": "a", "tags": []}, {"name": "a"}),
        (STRUCT, None, {}),
        (ListOf("Item", STRUCT), [FULL, {"name": "b"}], [SAID, {"name": "b"}]),
        (KeyedList("Item", STRUCT), None, []),
        (NameValuePairs("Pair"), {"a": "b", "empty": "", "nil": None}, {"a": "b", "empty": ""}),
        (NameValuePairs("Pair"), None, {}),
    ],
)
def test_to_option(codec: Codec, value: Any, option: Any) -> None:
    assert codec.to_option(value) == option


@pytest.mark.parametrize("value", [None, "", [], {}])
def test_empty_values_say_nothing(value: Any) -> None:
    assert is_unset(value)


@pytest.mark.parametrize("value", [0, False, " ", [0], {"a": None}, NOT_RETURNED])
def test_other_values_say_something(value: Any) -> None:
    assert not is_unset(value)


def test_marker_is_readable() -> None:
    assert repr(NOT_RETURNED) == "NOT_RETURNED"
