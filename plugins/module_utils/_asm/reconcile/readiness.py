# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Readiness of a resource: which states pass by themselves, and what a task waits for."""

from __future__ import annotations

from typing import Generic, TypeVar

from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Values

Observed = TypeVar("Observed")


class Readiness(Generic[Observed]):
    """What a task waits for. This class is that of resources which are ready as soon as their operation has ended.

    What a method returns is shown to the user while the task waits. All but ``parent_transient_state`` get a state in
    which the resource exists.

    ends_by_operation: whether only the end of an operation on the resource ends its transient states.
    """

    ends_by_operation = False

    def parent_transient_state(self, have: Observed) -> str | None:
        """Return the state, which the service leaves by itself, of what the resource would become a part of; None if
        there is none. ``have`` is what was found in place of the resource."""
        return None

    def transient_state(self, have: Observed) -> str | None:
        """Return the state that the service leaves by itself, which an update waits for; None if there is none."""
        return None

    def pending_reason(self, have: Observed, want: Values) -> str | None:
        """Return what the resource still lacks after a task that created or changed it; None if it is ready.

        Raises ProvisioningError if it will never be ready.
        """
        return self.transient_state(have)

    def delete_blocker(self, have: Observed) -> str | None:
        """Return what prevents the deletion for a while and passes by itself; None if nothing does."""
        return None


class FieldReadiness(Readiness[Values]):
    """Readiness that one field tells.

    field: its name. transient: the values of it that the service changes by itself.
    """

    ends_by_operation = True

    def __init__(self, field: str, transient: tuple[str, ...]) -> None:
        self.field = field
        self.transient = transient

    def transient_state(self, have: Values) -> str | None:
        state = have.get(self.field)
        return str(state) if state in self.transient else None
