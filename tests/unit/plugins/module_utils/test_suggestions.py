# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that are like one that does not exist."""

from __future__ import annotations

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.suggestions import choice_hint, did_you_mean

NAMES = ["West US", "East US", "Brazil South"]


@pytest.mark.parametrize(
    ("wanted", "question"),
    [
        ("West USA", "did you mean West US or East US?"),
        ("BRAZIL SOUTHH", "did you mean Brazil South?"),
        ("nowhere", ""),
        ("", ""),
    ],
)
def test_closest_names_come_first(wanted: str, question: str) -> None:
    assert did_you_mean(wanted, NAMES) == did_you_mean(wanted, NAMES[::-1]) == question


def test_all_names_are_told_where_none_is_close() -> None:
    assert choice_hint("nowhere", NAMES) == "it has West US, East US, Brazil South"
    assert choice_hint("nowhere", [], "the subscription has") == "the subscription has none"
    assert choice_hint("WestUS", NAMES) == "did you mean West US or East US?"
