# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients for the threads of one task, which share connections, and documents that do not change any more."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ansible_collections.classic.azure.plugins.module_utils._asm.environment.session_pool import SessionPool
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.collections import Collection
from ansible_collections.classic.azure.plugins.module_utils._asm.transport import session
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.client import Client

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


class SharingClient(Client):
    """A client for the work on one resource. What that refers to is read once for all resources of the task: an
    environment changes it before, and not any more then.

    own: the address of the resource, or of the one that it belongs to.
    """

    own = ""
    shared: dict[str, Element]
    collections: tuple[Collection, ...]

    def get(self, path: str, operation: str, root: str) -> Element | None:
        if path.lower() in self.shared:
            return self.shared[path.lower()]
        document = super().get(path, operation, root)
        is_other = not path.lower().startswith(self.own.lower())
        if document is not None and is_other and any(each.source_of(path) for each in self.collections):
            self.shared[path.lower()] = document
        return document


class Clients:
    """Makes clients like the one of the task, for other threads.

    collections: those of the documents that clients share.
    """

    def __init__(self, client: Client, collections: tuple[Collection, ...] = ()) -> None:
        self._client = client
        self._collections = collections
        self._shared: dict[str, Element] = {}
        self._sessions = SessionPool(partial(session.new_session, client.credential))

    def new(self, own: str = "", wait_timeout: float = 0) -> SharingClient:
        """Return a client for the work on the resource at ``own``. wait_timeout: in seconds; 0: that of the task."""
        waiting = {"wait_timeout": wait_timeout} if wait_timeout else {}
        client = SharingClient(**{**self._client.arguments, "sessions": self._sessions, **waiting})
        client.own, client.shared, client.collections = own, self._shared, self._collections
        return client

    def close(self) -> None:
        """Close the connections."""
        self._sessions.close()
