# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sessions for threads: each has its own, since two threads cannot write to one connection."""

from __future__ import annotations

import threading
from collections.abc import Hashable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import requests


class ThreadSessions:
    """A cache of sessions that gives each thread those that it has put in."""

    def __init__(self) -> None:
        self._own = threading.local()
        self._all: list[requests.Session] = []

    def get(self, key: Hashable, /) -> requests.Session | None:
        """Return the session of the key that this thread has; None if it has none."""
        found: requests.Session | None = self._own.__dict__.get("sessions", {}).get(key)
        return found

    def keep(self, key: Hashable, session: requests.Session, /) -> None:
        """Put a session of this thread into the cache."""
        self._own.__dict__.setdefault("sessions", {})[key] = session
        self._all.append(session)

    def close(self) -> None:
        """Close the sessions of all threads."""
        for session in self._all:
            session.close()
