# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Readiness by a field, and that of resources which are always ready."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.readiness import FieldReadiness, Readiness

STATE = FieldReadiness("state", transient=("Creating", "Deleting"))


@pytest.mark.parametrize(("state", "reason"), [("Creating", "Creating"), ("Created", None), (None, None)])
def test_transient_states_are_pending(state: str | None, reason: str | None) -> None:
    have: dict[str, Any] = {"name": "a", "state": state}
    assert STATE.transient_state(have) == reason
    assert STATE.pending_reason(have, {}) == reason
    assert STATE.delete_blocker(have) is None


def test_missing_field_is_not_transient() -> None:
    assert STATE.transient_state({}) is None


def test_readiness_without_a_field_is_always_ready() -> None:
    always: Readiness[dict[str, Any]] = Readiness()
    assert always.pending_reason({"state": "Creating"}, {}) is None
