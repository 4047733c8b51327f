# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections that outlive a task: the items of a loop follow each other in one worker of Ansible's, and share them."""

from __future__ import annotations

import os
from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import requests

MOST = 8
KEPT: dict[Hashable, requests.Session] = {}
"""The sessions of this process, those that were used last at the end."""


class SessionCache:
    """Sessions by the credential and the endpoint that they were made for, at most C(MOST), the latest used.

    Whoever asks under another environment of a task, where proxies and authorities may be others, or in another process
    gets none of them: a connection that two processes write to is nobody's.
    """

    def __init__(self, environment: Mapping[str, Any]) -> None:
        self._here = os.getpid(), tuple(sorted((str(name), str(value)) for name, value in environment.items()))

    def get(self, key: Hashable, /) -> requests.Session | None:
        """The session that was kept under the key, here."""
        session = KEPT.pop((key, self._here), None)
        if session is not None:
            KEPT[key, self._here] = session
        return session

    def keep(self, key: Hashable, session: requests.Session, /) -> None:
        """Keep a session, and close the one that was not used for longest where they become too many."""
        KEPT[key, self._here] = session
        while len(KEPT) > MOST:
            KEPT.pop(next(iter(KEPT))).close()
