# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What clients know of operations together."""

from __future__ import annotations

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.operation_history import (
    BegunOperation,
    OperationHistory,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.timings import PROFILE_HEADER

ID = "0123456789abcdef0123456789abcdef"
OTHER = "f" * 32


@pytest.fixture
def history() -> OperationHistory:
    """A history with the creation of a storage account, which usually takes 20 to 27 s."""
    history = OperationHistory()
    history.add(ID, BegunOperation("CreateStorageService", "storage account one", "services/storageservices", 100.0))
    return history


def test_operation_is_found_in_all_spellings(history: OperationHistory) -> None:
    for spelling in (ID, ID.upper(), "01234567-89ab-cdef-0123-456789abcdef"):
        found = history.find(spelling)
        assert found and (found.request, found.subject) == ("CreateStorageService", "storage account one")
    assert history.find(OTHER) is None and history.usual(OTHER) is None


@pytest.mark.parametrize(
    ("seconds", "is_usual"), [(0, False), (9.9, False), (10, True), (22, True), (54, True), (54.1, False), (600, False)]
)
def test_estimate_ends_with_an_operation_far_from_it(history: OperationHistory, seconds: float, is_usual: bool) -> None:
    assert history.usual(ID) == (20, 27)
    history.end(ID, 100 + seconds)
    another = BegunOperation("CreateStorageService", "storage account two", "services/storageservices", 300.0)
    history.add(OTHER, another)
    assert history.usual(OTHER) == ((20, 27) if is_usual else None)


def test_estimates_of_other_requests_stay(history: OperationHistory) -> None:
    history.end(ID, 1000.0)
    history.add(OTHER, BegunOperation("AddRole", "virtual machine web1", "", 1000.0))
    assert history.usual(OTHER) == (31, 43)


@pytest.mark.parametrize(
    ("headers", "is_usual"),
    [
        ([{}], True),
        ([{PROFILE_HEADER: "recorded"}], True),
        ([{PROFILE_HEADER: "seconds:22"}], False),
        ([{PROFILE_HEADER: "instant"}, {}], False),
    ],
)
def test_endpoint_with_another_profile_has_no_estimates(
    history: OperationHistory, headers: list[dict[str, str]], is_usual: bool
) -> None:
    for each in headers:
        history.read_headers(each)
    assert history.usual(ID) == ((20, 27) if is_usual else None)
    assert history.usual_in_state(248.0) == ((248, 248) if is_usual else None)
