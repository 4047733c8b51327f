# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cache of sessions that outlive a task: the items of a loop run in one worker, and share them."""

from __future__ import annotations

import os
from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import requests

MAX_SESSIONS = 8
SESSIONS: dict[Hashable, requests.Session] = {}
"""The sessions of this process, the most recently used last."""


class SessionCache:
    """The MAX_SESSIONS most recently used sessions of this process, by credential and endpoint.

    A task with other environment variables, which may name other proxies and authorities, does not get them, nor does
    a process that was forked: two processes cannot write to one connection.
    """

    def __init__(self, environment: Mapping[str, Any]) -> None:
        self._scope = os.getpid(), tuple(sorted((str(name), str(value)) for name, value in environment.items()))

    def get(self, key: Hashable, /) -> requests.Session | None:
        """Return the session of the key, None if there is none."""
        session = SESSIONS.pop((key, self._scope), None)
        if session is not None:
            SESSIONS[key, self._scope] = session
        return session

    def keep(self, key: Hashable, session: requests.Session, /) -> None:
        """Add a session, and close the least recently used one if there are too many."""
        SESSIONS[key, self._scope] = session
        while len(SESSIONS) > MAX_SESSIONS:
            SESSIONS.pop(next(iter(SESSIONS))).close()
