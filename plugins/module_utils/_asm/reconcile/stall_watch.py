# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resources that stay in a state which only an operation of the service ends, and on which none works."""

from __future__ import annotations

from ansible_collections.classic.azure.plugins.module_utils._asm.transport.client import Client

INTERVAL = 60
"""Seconds between two questions for the operations on a resource."""


class StallWatch:
    """Finds out that a resource stays in a transient state, and that no operation works on it.

    path: the address of the resource below the subscription.
    """

    def __init__(self, client: Client, path: str) -> None:
        self.client = client
        self.path = path
        self.state: str | None = None
        self.asked = 0.0
        self.had_none = False

    def is_stalled(self, state: str | None) -> bool:
        """Return whether the service said twice, ``INTERVAL`` seconds apart, that nothing works on the resource, and it
        was in the same state all the time. ``state`` is the transient state of the moment, None if there is none."""
        now = self.client.clock.monotonic()
        if state is None or state != self.state:
            self.state, self.asked, self.had_none = state, now, False
        if state is None or now - self.asked < INTERVAL:
            return False
        had_none, self.asked = self.had_none, now
        self.had_none = self.client.operations_in_progress(self.path) == 0
        return had_none and self.had_none
