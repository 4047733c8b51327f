# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Diffs: which values they have, and the text of them, which is YAML of the same values."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from ansible.plugins.callback import CallbackBase
from ansible_collections.classic.azure.plugins.module_utils._asm.diff import rendered, resource_diff, text_of
from hypothesis import given
from hypothesis import strategies as st

SSH = {"name": "ssh", "port": 22, "vip": None, "protocol": "tcp"}
WEB = {"name": "web", "port": 80, "vip": None, "protocol": "tcp"}

RELEVANT: dict[str, tuple[Any, Any, Any, Any, Any]] = {
    # name: before, after, what the task mentions, and both sides of the diff
    "created": ({}, {"name": "a", "label": None, "size": 1}, {"name": "a"}, {}, {"name": "a", "size": 1}),
    "deleted": ({"name": "a", "size": 1, "tags": []}, None, {"name": "a"}, {"name": "a", "size": 1}, {}),
    "neither mentioned nor changed": ({"a": 1, "b": 2}, {"a": 1, "b": 3}, {}, {"b": 2}, {"b": 3}),
    "mentioned": ({"a": 1, "b": 2}, {"a": 1, "b": 2}, {"a": 1, "b": None}, {"a": 1}, {"a": 1}),
    "everything counts as mentioned": ({"a": 1, "b": {}}, {"a": 1, "b": {}}, None, {"a": 1}, {"a": 1}),
    "changed to nothing": ({"a": "x"}, {"a": None}, {"a": ""}, {"a": "x"}, {}),
    "false, 0 and an empty text are values": (
        {},
        {"a": False, "b": 0, "c": ""},
        {},
        {},
        {"a": False, "b": 0, "c": ""},
    ),
    "within a dict": (
        {"disk": {"name": "d", "caching": "None", "os": "Linux"}},
        {"disk": {"name": "d", "caching": "ReadOnly", "os": "Linux"}},
        {"disk": {"caching": "ReadOnly"}},
        {"disk": {"caching": "None"}},
        {"disk": {"caching": "ReadOnly"}},
    ),
    "within a dict that is not mentioned": (
        {"disk": {"name": "d", "caching": "None"}},
        {"disk": {"name": "d", "caching": "ReadOnly"}},
        {},
        {"disk": {"caching": "None"}},
        {"disk": {"caching": "ReadOnly"}},
    ),
    "a named item that is not mentioned": (
        {"endpoints": [SSH, WEB]},
        {"endpoints": [SSH, {**WEB, "port": 8080}]},
        {"endpoints": [{"name": "web", "port": 8080, "vip": None}]},
        {"endpoints": [{"name": "web", "port": 80}]},
        {"endpoints": [{"name": "web", "port": 8080}]},
    ),
    "a named item that is removed": (
        {"endpoints": [SSH, WEB]},
        {"endpoints": [WEB]},
        {"endpoints": [{"name": "web", "protocol": "tcp"}]},
        {"endpoints": [{"name": "ssh", "port": 22, "protocol": "tcp"}, {"name": "web", "protocol": "tcp"}]},
        {"endpoints": [{"name": "web", "protocol": "tcp"}]},
    ),
    "a named item that changed and is not mentioned": (
        {"endpoints": [SSH, WEB]},
        {"endpoints": [SSH, {**WEB, "port": 8080}]},
        {},
        {"endpoints": [{"name": "web", "port": 80}]},
        {"endpoints": [{"name": "web", "port": 8080}]},
    ),
    "named items in another order": (
        {"servers": [{"name": "a", "x": None}, {"name": "b"}]},
        {"servers": [{"name": "b"}, {"name": "a", "x": None}]},
        {},
        {"servers": [{"name": "a"}, {"name": "b"}]},
        {"servers": [{"name": "b"}, {"name": "a"}]},
    ),
    "items with other keys": (
        {"disks": [{"lun": 0, "label": None, "size": 1}, {"lun": 2, "name": "c"}]},
        {"disks": [{"lun": 0, "label": "y", "size": 1}, {"lun": 1, "label": "x"}, {"lun": 2, "name": "c"}]},
        {"disks": [{"lun": 1, "label": "x"}, {"lun": 0, "label": "y"}]},
        {"disks": [{"lun": 0}]},
        {"disks": [{"lun": 0, "label": "y"}, {"lun": 1, "label": "x"}]},
    ),
    "items without keys": (
        {"addresses": [{"address": "a", "label": None}]},
        {"addresses": [{"address": "a", "label": None}, {"address": "b"}]},
        {},
        {"addresses": [{"address": "a"}]},
        {"addresses": [{"address": "a"}, {"address": "b"}]},
    ),
    "two items of one name": (
        {"x": [{"name": "a", "n": 1}, {"name": "a", "n": 2}]},
        {"x": [{"name": "a", "n": 1}]},
        {},
        {"x": [{"name": "a", "n": 1}, {"name": "a", "n": 2}]},
        {"x": [{"name": "a", "n": 1}]},
    ),
}


@pytest.mark.parametrize(("before", "after", "mentioned", "left", "right"), RELEVANT.values(), ids=RELEVANT)
def test_diff_has_what_changed_or_is_mentioned(before: Any, after: Any, mentioned: Any, left: Any, right: Any) -> None:
    assert resource_diff("disk d", before, after, mentioned) == {
        "before_header": "disk d",
        "after_header": "disk d",
        "before": left,
        "after": right,
    }


TEXTS = {
    # one setting, and its lines
    "name: shop": {"name": "shop"},
    "name: Общие ресурсы": {"name": "Общие ресурсы"},
    "label: '4'": {"label": "4"},
    "label: ''": {"label": ""},
    "label: 'no'": {"label": "no"},
    "label: 'a: b'": {"label": "a: b"},
    "label: 'a #1'": {"label": "a #1"},
    "label: 'it''s '": {"label": "it's "},
    'label: "a\\tb\\x1b[0m\\u202e\\U000e0001"': {"label": "a\tb\x1b[0m\u202e\U000e0001"},
    "url: https://shop.blob.core.windows.net/a/b.cspkg": {"url": "https://shop.blob.core.windows.net/a/b.cspkg"},
    "port: 80": {"port": 80},
    "billed: true": {"billed": True},
    "billed: false": {"billed": False},
    "'2: x': null": {"2: x": None},
    "tags: {}\nnames: []": {"tags": {}, "names": []},
    "tags:\n  owner: sales": {"tags": {"owner": "sales"}},
    "subnets:\n  - a\n  - b": {"subnets": ["a", "b"]},
    "endpoints:\n  - name: ssh\n    rules:\n      - order: 1\n  - name: web": {
        "endpoints": [{"name": "ssh", "rules": [{"order": 1}]}, {"name": "web"}]
    },
    "text: |-\n  <a>\n    Привет\u00a0\n\n  </a>": {"text": "<a>\n  Привет\u00a0\n\n</a>"},
    "text: |\n  a": {"text": "a\n"},
    "text: |+\n  a\n": {"text": "a\n\n"},
    "text: |2-\n    a\n  b": {"text": "  a\nb"},
    "text:\n  - |-\n    a\n    b": {"text": ["a\nb"]},
    'text: "a\\r\\n\\\n  \\  b\\r\\n\\\n  \\"c\\""': {"text": 'a\r\n  b\r\n"c"'},
    'text: "\\n"': {"text": "\n"},
}


@pytest.mark.parametrize(("text", "values"), TEXTS.items(), ids=map(repr, TEXTS))
def test_text_of_values(text: str, values: dict[str, Any]) -> None:
    assert text_of(values) == f"{text}\n"
    assert yaml.safe_load(text_of(values)) == values


TEXT = (
    st.text(st.characters(), max_size=12)
    | st.text("a \n\t", max_size=6)
    | st.text("ab \t\n'\"#:-|>\\&*!%@`{}[],?1.~\r\x85\u2028\u00a0я", max_size=20)
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT | st.sampled_from(["1e3", "0x1", "1:30", "2014-01-01", "=", "<<"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(TEXT, VALUES, max_size=4))
def test_text_is_yaml_of_same_values(values: dict[str, Any]) -> None:
    text = text_of(values)
    assert (yaml.safe_load(text) or {}) == values
    assert text.splitlines() == text.split("\n")[:-1], "it has line breaks that YAML or Ansible takes for others"


@given(st.dictionaries(TEXT, VALUES, max_size=3), st.dictionaries(TEXT, VALUES, max_size=3))
def test_equal_sides_only_without_change(before: dict[str, Any], after: dict[str, Any]) -> None:
    """A change of a value that is not null or empty is in the diff, whatever the task mentions."""
    everything = resource_diff("x", before, after)
    changes = resource_diff("x", before, after, {})
    assert (everything["before"] == everything["after"]) == (changes["before"] == changes["after"])


def test_ansible_shows_changed_lines_only() -> None:
    configuration = "<Configuration>\n{}</Configuration>"
    roles = [f'  <Role name="роль {number}" />\n' for number in range(20)]
    before = {"name": "v1", "configuration": configuration.format("".join(roles))}
    after = {"name": "v1", "configuration": configuration.format("".join([*roles[:10], *roles[11:]]))}
    diffs = rendered([resource_diff("deployment v1", before, after), {"before": "", "after": "x\n", "prepared": "p"}])
    assert diffs[1] == {"before": "", "after": "x\n", "prepared": "p"}
    assert CallbackBase()._get_diff(diffs[:1]).splitlines() == [
        "--- before: deployment v1",
        "+++ after: deployment v1",
        "@@ -11,7 +11,6 @@",
        '     <Role name="роль 7" />',
        '     <Role name="роль 8" />',
        '     <Role name="роль 9" />',
        '-    <Role name="роль 10" />',
        '     <Role name="роль 11" />',
        '     <Role name="роль 12" />',
        '     <Role name="роль 13" />',
        "",
    ]
