# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Codecs and structs: each spelling, each rule, and what an edit leaves alone."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import (
    NIL,
    Base64,
    Boolean,
    Codec,
    Integer,
    Internal,
    ListedName,
    Name,
    Nillable,
    OneOf,
    Secret,
    Text,
    Trigger,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import (
    Field,
    ListOf,
    NameValuePairs,
    Struct,
    options,
)
from hypothesis import given
from hypothesis import strategies as st

NS = 'xmlns="http://schemas.microsoft.com/windowsazure"'
COLOURS = OneOf({"bright_red": "BrightRed", "blue": "Blue"})
SHORT = Name("[a-z]{1,3}", "it must have 1 to 3 letters")
PAIR = Struct(Field("name", "Name"), Field("size", "Size", Integer()))


def write_xml(codec: Codec, value: Any) -> str:
    root = xml.create("X")
    codec.write(root, value)
    inside = xml.write(root).decode().partition(">")[2]
    return inside.removesuffix("</X>")


def read_xml(codec: Codec, inside: str) -> Any:
    return codec.read(xml.parse(f'<X {NS} xmlns:i="{xml.INSTANCE}">{inside}</X>'.encode()))


@pytest.mark.parametrize(
    ("codec", "value", "text"),
    [
        (Text(), "a & b", "a &amp; b"),
        (Base64(), "Läden", "TMOkZGVu"),
        (Base64(), "", ""),
        (Integer(), 42, "42"),
        (Boolean(), True, "true"),
        (Boolean(), False, "false"),
        (COLOURS, "bright_red", "BrightRed"),
        (Secret(Text()), "x", "x"),
        (Trigger(COLOURS), "blue", "Blue"),
        (ListOf("Y"), ["a", "b"], "<Y>a</Y><Y>b</Y>"),
        (ListOf("Y"), [], ""),
        (ListOf("Y", PAIR), [{"name": "a", "size": 1}], "<Y><Name>a</Name><Size>1</Size></Y>"),
        (
            NameValuePairs("P"),
            {"a": "1", "b": ""},
            "<P><Name>a</Name><Value>1</Value></P><P><Name>b</Name><Value/></P>",
        ),
        (PAIR, {"name": "a", "size": 1}, "<Name>a</Name><Size>1</Size>"),
        (
            Struct(Field("deep", "A/B/C"), Field("near", "A/D")),
            {"deep": "x", "near": "y"},
            "<A><B><C>x</C></B><D>y</D></A>",
        ),
    ],
    ids=range(15),
)
def test_codec_round_trip(codec: Codec, value: Any, text: str) -> None:
    assert write_xml(codec, value) == text
    assert read_xml(codec, text) == value


@pytest.mark.parametrize(
    ("codec", "text", "value"),
    [
        (Boolean(), " True ", True),
        (Boolean(), "1", True),
        (Boolean(), "0", False),
        (COLOURS, "BLUE", "blue"),
        (COLOURS, "Green", "Green"),
        (PAIR, "<Name>a</Name>", {"name": "a", "size": None}),
        (PAIR, '<Size i:nil="true"/>', {"name": None, "size": None}),
        (PAIR, "<Other/><Size>1</Size><Name>late</Name>", {"name": "late", "size": 1}),
        (NameValuePairs("P"), '<P><Name>a</Name><Value i:nil="true"/></P><Q/>', {"a": None}),
    ],
    ids=range(9),
)
def test_reading_is_lenient(codec: Codec, text: str, value: Any) -> None:
    assert read_xml(codec, text) == value


@pytest.mark.parametrize(
    ("codec", "text"),
    [(Integer(), "x"), (Integer(), ""), (Boolean(), "yes"), (Base64(), "?"), (Base64(), "/w=="), (Base64(), "a")],
)
def test_invalid_text_is_not_decoded(codec: Codec, text: str) -> None:
    with pytest.raises(ValueError):
        read_xml(codec, text)


@pytest.mark.parametrize("codec", [Text(), Base64(), Integer(), PAIR, Nillable(Text())])
def test_nil_is_none(codec: Codec) -> None:
    root = xml.create("X")
    root.set(xml.NIL, "true")
    assert codec.read(root) is None


def test_only_nillable_writes_nil() -> None:
    root = xml.create("X")
    Struct(Field("a", "A", Nillable(Text())), Field("b", "B")).write(root, {"a": NIL, "b": None})
    assert xml.write(root).decode().endswith('<A i:nil="true"/></X>')


@pytest.mark.parametrize(
    ("codec", "good", "bad", "rule"),
    [
        (Text(3), "abc", "abcd", "it may have 3 characters at most, and has 4"),
        (Text(), "a\tb\r\n\U0001f600", "a\x00b", r"XML cannot carry the character '\x00'"),
        (Text(), "ok", "\ud800", "XML cannot carry"),
        (Base64(3), "äöü", "äöüß", "it may have 3 characters at most, and has 4"),
        (SHORT, "abc", "abcd", "it must have 1 to 3 letters"),
        (SHORT, "a", "a\n", "it must have 1 to 3 letters"),
        (ListOf("Y", SHORT), ["a", "b"], ["a", "!"], "it must have 1 to 3 letters"),
        (Secret(Text(3)), "abc", "abcd", "it may have 3"),
        (Struct(Field("n", "N", SHORT)), {"n": "a"}, {"n": "!"}, "its n is '!', but it must have 1 to 3 letters"),
        (Struct(Field("n", "N", Secret(SHORT))), {"n": "a"}, {"n": "!"}, "its n is hidden here, but it must"),
        (NameValuePairs("P"), {"a_1": "x"}, {"1a": "x"}, "its name is '1a', but a name has 64 letters"),
        (NameValuePairs("P"), {"a": "x" * 255}, {"a": "x" * 256}, "its value is 'x"),
        (
            NameValuePairs("P", limit=2),
            {"a": "1", "b": 2},
            {"a": "1", "b": "2", "c": "3"},
            "there may be 2 at most, and there are 3",
        ),
        (NameValuePairs("P", removable=True), {"a": None}, {"": None}, "its name is ''"),
        (NameValuePairs("P"), {"a": ""}, {"a": None}, "a has no value, and the service has no way to remove one"),
    ],
    ids=range(15),
)
def test_validation_error_messages(codec: Codec, good: Any, bad: Any, rule: str) -> None:
    assert codec.validate(good) is None
    assert (codec.validate(bad) or "").startswith(rule)


WEST = ListedName("ListLocations", "locations", "Location/Name", "[A-Za-z]+( [A-Za-z0-9]+)+")


@pytest.mark.parametrize(
    ("codec", "have", "want", "same"),
    [
        (Text(), None, "", True),
        (Text(), "", "", True),
        (Text(), None, "x", False),
        (Text(), "x", "", False),
        (SHORT, "A", "a", False),
        (Name(".*", "", ignore_case=True), "Shop", "shOP", True),
        (Name(".*", "", ignore_case=True), None, "x", False),
        (WEST, "West US", "westus", True),
        (WEST, "West US", "WEST-us", True),
        (WEST, "West US", "East US", False),
        (WEST, None, "West US", False),
        (Trigger(COLOURS), "blue", "blue", False),
        (NameValuePairs("P"), {"a": "1", "b": "2"}, {"a": 1}, True),
        (NameValuePairs("P"), {"a": "1"}, {"b": "2"}, False),
        (NameValuePairs("P"), None, {}, True),
        (NameValuePairs("P", removable=True), {"a": "1"}, {"b": None}, True),
        (NameValuePairs("P", removable=True), {"a": "1"}, {"a": None}, False),
        (PAIR, {"name": "a", "size": 1}, {"size": 1}, True),
        (PAIR, {"name": "a", "size": 1}, {"size": 2}, False),
        (PAIR, None, {"size": 2}, False),
        (ListOf("Y", PAIR), [{"name": "a", "size": 1}], [{"name": "a", "size": None}], True),
        (ListOf("Y"), ["a"], ["a", "b"], False),
        (ListOf("Y"), None, [], True),
    ],
    ids=range(23),
)
def test_values_match(codec: Codec, have: Any, want: Any, same: bool) -> None:
    assert codec.matches(have, want) is same


@pytest.mark.parametrize(
    ("codec", "have", "want", "after"),
    [
        (Text(), "a", "b", "b"),
        (NameValuePairs("P"), {"a": "1", "b": "2"}, {"b": 3, "c": "4"}, {"a": "1", "b": "3", "c": "4"}),
        (NameValuePairs("P", removable=True), {"a": "1", "b": "2"}, {"a": None}, {"b": "2"}),
        (PAIR, {"name": "a", "size": 1}, {"name": None, "size": 2}, {"name": "a", "size": 2}),
        (PAIR, None, {"size": 2}, {"size": 2}),
    ],
)
def test_merge_result(codec: Codec, have: Any, want: Any, after: Any) -> None:
    assert codec.merge(have, want) == after


def test_choose_suggests_similar_names() -> None:
    names = ["East US", "West US", "West Europe"]
    assert WEST.choose("west_us", names)[0] == "West US"
    assert WEST.choose("West USA", names) == (None, "did you mean West US or East US?")
    assert WEST.choose("Atlantis", names) == (None, "it has East US, West US, West Europe")


def test_pairs_are_displayed_by_name() -> None:
    assert list(NameValuePairs("P").display({"b": "1", "a": "2"})) == ["a", "b"]
    assert NameValuePairs("P").display(None) is None


def test_secrets_are_not_displayed() -> None:
    struct = Struct(Field("user", "U"), Field("password", "P", Secret(Text())))
    assert ListOf("Y", struct).display([{"user": "me", "password": "x"}]) == [{"user": "me", "password": None}]


def test_argument_spec_of_fields() -> None:
    fields = (
        Field("colour", "C", COLOURS),
        Field("password", "P", Secret(Text())),
        Field("old", "O", Internal(Boolean())),
        Field("sizes", "S", ListOf("Size", PAIR)),
        Field("pairs", "Q", NameValuePairs("Pair")),
    )
    assert options(fields) == {
        "colour": {"type": "str", "choices": ["bright_red", "blue"]},
        "password": {"type": "str", "no_log": True},
        "sizes": {
            "type": "list",
            "elements": "dict",
            "options": {"name": {"type": "str"}, "size": {"type": "int"}},
        },
        "pairs": {"type": "dict"},
    }


HELD = f"""<Role {NS}><First>1</First><Strange a="b"><Inner/></Strange><Second>2</Second>
<Net><Kind>x</Kind><Odd/><Address>10.0.0.4</Address></Net><Last>z</Last></Role>"""
NET = Struct(Field("kind", "Kind"), Field("subnet", "Subnet"), Field("address", "Address"))
ROLE = Struct(
    Field("zeroth", "Zeroth"),
    Field("first", "First"),
    Field("second", "Second"),
    Field("third", "Third"),
    Field("net", "Net", NET),
    Field("last", "Last"),
)


@pytest.mark.parametrize(
    ("value", "changes"),
    [
        ({}, {}),
        ({"first": "one"}, {"<First>1<": "<First>one<"}),
        ({"zeroth": "0"}, {"<First>": "<Zeroth>0</Zeroth><First>"}),
        ({"third": "3"}, {"<Net>": "<Third>3</Third><Net>"}),
        ({"net": {"subnet": "s"}}, {"<Address>": "<Subnet>s</Subnet><Address>"}),
        ({"net": {"kind": "y"}, "last": ""}, {">x<": ">y<", "<Last>z</Last>": "<Last/>"}),
    ],
    ids=range(6),
)
def test_edit_preserves_unknown_elements(value: Any, changes: dict[str, str]) -> None:
    root = xml.parse(HELD.encode())
    ROLE.edit(root, value)
    expected = HELD.replace("\n", "")
    for old, new in changes.items():
        expected = expected.replace(old, new)
    assert xml.write(root).decode() == expected


@given(st.text())
def test_valid_labels_round_trip(text: str) -> None:
    codec = Base64(100)
    if codec.validate(text) is None:
        assert codec.decode(codec.encode(text)) == text


@given(st.dictionaries(st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,8}", fullmatch=True), st.text(max_size=20), max_size=6))
def test_valid_name_value_pairs_round_trip(pairs: dict[str, str]) -> None:
    codec = NameValuePairs("P")
    if codec.validate(pairs) is None:
        root = xml.create("X")
        codec.write(root, pairs)
        back = codec.read(xml.parse(xml.write(root)))
        assert {name: value or "" for name, value in back.items()} == pairs


@pytest.mark.parametrize("value", ["westus", "west_us", "west-us", "West  US", " West US", "WestUS"])
def test_unusual_spellings_are_aliases(value: str) -> None:
    assert WEST.is_alias(value)


@pytest.mark.parametrize("value", ["West US", "west us", "East US 2"])
def test_spellings_of_list_are_sent(value: str) -> None:
    assert not WEST.is_alias(value)
