# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A pool of sessions for threads: each request has one for itself, since two threads cannot write to one connection."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from queue import LifoQueue
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import requests

CONNECTIONS = 8
"""How many connections there are at most. A request keeps one for milliseconds, so more would only cost handshakes."""


class SessionPool:
    """A session for several threads, made of up to CONNECTIONS sessions that are opened when they are needed.

    It is also the cache that clients find it in: it has one credential.
    """

    def __init__(self, new_session: Callable[[], requests.Session]) -> None:
        self._new_session = new_session
        self._free: LifoQueue[requests.Session | None] = LifoQueue()
        for dummy in range(CONNECTIONS):
            self._free.put(None)
        self.proxies: Any = {}

    def get(self, key: Hashable, /) -> SessionPool:
        """Return the pool itself."""
        return self

    def keep(self, key: Hashable, session: Any, /) -> None:
        """Raise AssertionError: the pool opens its sessions itself."""
        raise AssertionError("a pool of sessions takes none")

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        """Send a request as ``requests.Session.request`` does, when a session is free."""
        session = self._free.get()
        try:
            session = session or self._new_session()
            self.proxies = session.proxies
            return session.request(*args, **kwargs)
        finally:
            self._free.put(session)

    def close(self) -> None:
        """Close the sessions that no request has at the moment."""
        while not self._free.empty():
            session = self._free.get()
            if session:
                session.close()
