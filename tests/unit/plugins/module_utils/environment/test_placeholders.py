# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Placeholders in exported trees: what their variables are called, and where they stand."""

from __future__ import annotations

import re
from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.environment.placeholders import (
    Placeholders,
    placeholder,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.environment.tree import UNFILLED
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import NOT_RETURNED
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("names", "options", "variables"),
    [
        (("classic-shop", "web1"), {"linux": {"user_password": NOT_RETURNED}}, ["classic_shop_web1_user_password"]),
        (("Shop", "Web.1"), {"package_url": NOT_RETURNED}, ["shop_web_1_package_url"]),
        (("1shop", "v1"), {"package_url": NOT_RETURNED}, ["azure_1shop_v1_package_url"]),
        (("магазин",), {"password": NOT_RETURNED}, ["password"]),
        (("a-b",), {"c": NOT_RETURNED, "d": {"c": NOT_RETURNED}}, ["a_b_c", "a_b_c_2"]),
        (
            ("web1",),
            {"extensions": [{"reference_name": "x", "name": "y", "parameters": [{"key": "k", "value": NOT_RETURNED}]}]},
            ["web1_x_k_value"],
        ),
        (("web1",), {"tags": ["a", 1], "size": 0}, []),
    ],
)
def test_variables(names: tuple[str, ...], options: dict[str, Any], variables: list[str]) -> None:
    placeholders = Placeholders()
    filled = placeholders.fill(options, "resource", names)
    assert [each["variable"] for each in placeholders.all] == variables
    assert re.findall(r"\{\{ (\w+) ", str(filled)) == variables
    assert "NOT_RETURNED" not in str(filled)


def test_placeholder_names_resource_and_option() -> None:
    placeholders = Placeholders()
    filled = placeholders.fill({"linux": {"user_name": NOT_RETURNED}}, "virtual machine web1", ("web1",))
    assert filled == {"linux": {"user_name": "{{ web1_user_name | default(omit) }}"}}
    assert placeholders.all == [
        {"resource": "virtual machine web1", "option": "linux.user_name", "variable": "web1_user_name"}
    ]


@given(names=st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5)), max_size=6))
def test_variables_are_unique_and_dropped_by_environment(names: list[tuple[str, ...]]) -> None:
    placeholders = Placeholders()
    for each in names:
        assert UNFILLED.fullmatch(placeholders.fill({"password": NOT_RETURNED}, "resource", each)["password"])
    variables = [each["variable"] for each in placeholders.all]
    assert len(set(variables)) == len(names)
    for variable in variables:
        assert re.fullmatch("[a-z][a-z0-9_]*", variable)
        assert UNFILLED.fullmatch(placeholder(variable))
