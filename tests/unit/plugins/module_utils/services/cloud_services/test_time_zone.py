# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time zones by the names of Windows."""

from __future__ import annotations

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.time_zone import (
    TIME_ZONES,
    TimeZone,
)
from babel.core import get_global


def test_all_windows_time_zones_are_known() -> None:
    names = set(get_global("windows_zone_mapping"))
    assert len(names) > 130 and names <= TIME_ZONES
    assert all(TimeZone().validate(name) is None for name in TIME_ZONES)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("pacific standard time", "no time zone of that name: did you mean Pacific Standard Time"),
        ("W. Europe Standart Time", "did you mean W. Europe Standard Time or"),
        ("Europe/Berlin", "it must be a name that Windows has for a time zone: W. Europe Standard Time"),
        ("", "Pacific Standard Time is one; tzutil /l lists them"),
        ("Mars", "Pacific Standard Time is one; tzutil /l lists them"),
    ],
)
def test_unknown_time_zone_suggests_alternatives(name: str, hint: str) -> None:
    assert hint in (TimeZone().validate(name) or "")
