# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The image that the criteria of a task select."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import InvalidOptionError
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.image_selection import select_image

ANYWHERE = {"os": "Linux", "category": "Public", "location": None}
IMAGES: list[dict[str, Any]] = [
    {"name": name, "label": label, "image_family": family, "published_date": date, **ANYWHERE}
    for name, label, family, date in (
        ("a-2", "A 2", "A", "2015-02-01"),
        ("a-1", "A 1", "A", "2015-01-01"),
        ("b-1", "B 1", None, None),
    )
]


@pytest.mark.parametrize(
    ("meant", "name"),
    [
        ({"family": "A"}, "a-2"),
        ({"label": "A 1"}, "a-1"),
        ({"name_pattern": "^b"}, "b-1"),
        ({"name_pattern": "1"}, "a-1"),
    ],
)
def test_newest_matching_image_is_chosen(meant: dict[str, str], name: str) -> None:
    assert select_image(IMAGES, meant)["name"] == name


@pytest.mark.parametrize(
    ("meant", "rule"),
    [
        ({}, "it must have name, label, family or name_pattern"),
        ({"family": "C"}, "no such image: os_image_info lists those that it has$"),
        ({"label": "A1"}, r"no such image: did you mean A 1\?"),
        ({"family": "A", "label": "B 1"}, "no such image"),
        ({"name_pattern": "a("}, "name_pattern is 'a\\(', but it is no regular expression"),
    ],
)
def test_no_matching_image_is_refused(meant: dict[str, str], rule: str) -> None:
    with pytest.raises(InvalidOptionError, match=rule):
        select_image(IMAGES, meant)
