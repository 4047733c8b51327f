# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which folders of disks are deleted: those whose blobs have been, and those whose storage account is gone.

A disk that is only unregistered keeps its blob, and so its folder. What may have a folder is remembered in a file,
since the store forgets it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path

from ansible_collections.classic.azure.emulator.files import replace_file
from ansible_collections.classic.azure.emulator.live.machines import Machines
from ansible_collections.classic.azure.emulator.live.retries import Retries
from ansible_collections.classic.azure.emulator.live.world import World
from twisted.python.failure import Failure

FILE = "media.json"

log = logging.getLogger(__name__)


class Disks:
    """The folders of disks. ``account_of`` names the storage account of a media link, ``changed`` is called when a
    folder is gone."""

    def __init__(
        self,
        folder: Path,
        machines: Machines,
        retries: Retries[str],
        account_of: Callable[[str], str | None],
        changed: Callable[[], None],
    ) -> None:
        self.retries = retries
        self._file = folder / FILE
        self._machines = machines
        self._account_of = account_of
        self._changed = changed
        self._known, self._deleted = self._read()
        self._written = (set(self._known), set(self._deleted))
        self._busy: set[str] = set()

    def _read(self) -> tuple[set[str], set[str]]:
        """The media links that may have a folder, and those of them that have been deleted."""
        try:
            found = json.loads(self._file.read_text())
            return set(map(str, found["known"])), set(map(str, found["deleted"]))
        except FileNotFoundError:
            return set(), set()
        except (OSError, ValueError, LookupError, TypeError) as error:
            log.warning("%s cannot be read, so that folders of deleted disks may stay: %s", self._file, error)
            return set(), set()

    def media_deleted(self, media_link: str) -> None:
        if media_link in self._known:
            self._deleted.add(media_link)
            self._write()

    @property
    def locked(self) -> set[str]:
        """The media links whose folders are still to be deleted: what has them now is to begin with an empty one."""
        return self._deleted | self._busy

    def apply(self, world: World) -> None:
        """Delete the folders that nothing has any more. That of a link that was deleted and is used again is deleted
        too, before a machine gets it."""
        self._known |= world.disks
        gone = {link for link in self._known - world.disks if self._account_of(link) not in world.accounts}
        self.retries.keep(self._deleted | gone)
        for link in sorted((self._deleted | gone) - self._busy):
            if not self._machines.uses(link) and self.retries.may_try(link):
                self._delete(link)
        self._write()

    def _delete(self, media_link: str) -> None:
        runtime = self._machines.runtime
        if runtime is None:
            self._forget(media_link)
            return
        self._busy.add(media_link)
        deleted = runtime.delete_disk(media_link)
        deleted.addCallbacks(lambda dummy: self._forget(media_link), self._failed, errbackArgs=(media_link,))
        deleted.addBoth(lambda dummy: self._finish(media_link))

    def _forget(self, media_link: str) -> None:
        self.retries.succeeded(media_link)
        self._deleted.discard(media_link)
        self._known.discard(media_link)

    def _failed(self, failure: Failure, media_link: str) -> None:
        self.retries.failed(media_link, f"the folder of {media_link} cannot be deleted: {failure.value}")

    def _finish(self, media_link: str) -> None:
        self._busy.discard(media_link)
        self._changed()

    def _write(self) -> None:
        if (self._known, self._deleted) == self._written:
            return
        text = json.dumps({"known": sorted(self._known), "deleted": sorted(self._deleted)}, indent=1)
        try:
            replace_file(self._file, text.encode())
            self._written = (set(self._known), set(self._deleted))
        except OSError as error:
            log.warning("%s cannot be written, and will be with the next change: %s", self._file, error.strerror)
