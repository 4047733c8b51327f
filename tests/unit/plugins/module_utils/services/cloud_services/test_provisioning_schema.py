# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules for passwords and names in provisioning configurations."""

from __future__ import annotations

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.provisioning_schema import (
    COMPUTER_NAME,
    Password,
)


@pytest.mark.parametrize(
    ("password", "right"),
    [
        ("abc", False),
        ("abcdef", False),
        ("Abcdef", False),
        ("Abcde1", True),
        ("abc-1x", True),
        ("A1-" + "a" * 70, False),
    ],
)
def test_password_validation(password: str, right: bool) -> None:
    assert (Password(6, 72).validate(password) is None) is right


@pytest.mark.parametrize(
    ("name", "right"),
    [("web1", True), ("12345", False), ("a" * 15, True), ("a" * 16, False), ("a.b", False), ("", False)],
)
def test_computer_name_validation(name: str, right: bool) -> None:
    assert (COMPUTER_NAME.validate(name) is None) is right
