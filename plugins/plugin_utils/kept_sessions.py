# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections that outlive a task: the items of a loop follow each other in one worker of Ansible's, and share them."""

from __future__ import annotations

import os
from collections.abc import Hashable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import requests

MOST = 8


class KeptSessions:
    """Sessions by the credential and the endpoint that they were made for, at most C(MOST), the latest used.

    Whoever asks under another environment, where proxies and authorities may be others, or in another process gets none
    of them: a connection that two processes write to is nobody's.
    """

    def __init__(self) -> None:
        self._kept: dict[Hashable, requests.Session] = {}

    def get(self, key: Hashable, /) -> requests.Session | None:
        """The session that was kept under the key, here."""
        session = self._kept.pop(_here(key), None)
        if session is not None:
            self._kept[_here(key)] = session
        return session

    def keep(self, key: Hashable, session: requests.Session, /) -> None:
        """Keep a session, and close the one that was not used for longest where they become too many."""
        self._kept[_here(key)] = session
        while len(self._kept) > MOST:
            self._kept.pop(next(iter(self._kept))).close()


def _here(key: Hashable) -> Hashable:
    return key, os.getpid(), tuple(sorted(os.environ.items()))


KEPT = KeptSessions()
"""Those of this process."""
