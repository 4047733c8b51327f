# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client of the admin API of the emulator that runs in a work folder."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import requests
from ansible_collections.classic.azure.emulator.workdir import is_running, read_announcement

TIMEOUT = 60
STOPPING = 30
"""Seconds until an emulator that was told to stop has to have left its folder."""


class NotRunningError(Exception):
    """No emulator runs in the folder."""


class AdminError(Exception):
    """The emulator refused a command, or did not answer; the text says why."""


class AdminClient:
    """Raises NotRunningError if no emulator runs in the folder, and OSError if its token cannot be read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.announcement = read_announcement(folder)
        if not is_running(folder) or "endpoint" not in self.announcement:
            raise NotRunningError(f"no emulator runs in {folder}: start one, or name its folder with --workdir")
        self._token = Path(self.announcement["admin_token_file"]).read_text().strip()
        self._session = requests.Session()
        self._session.trust_env = False

    @property
    def page(self) -> str:
        """The address of the page, with the token, which a browser does not send to the server."""
        return f"{self.announcement['endpoint']}/emulator/#token={self._token}"

    def send(self, method: str, path: str, body: Any = None, **query: object) -> Any:
        """Send a command, and return what the emulator answers. Raises AdminError."""
        try:
            response = self._session.request(
                method,
                f"{self.announcement['endpoint']}/emulator/{path}",
                params={name: str(value) for name, value in query.items() if value is not None},
                json=body,
                headers={"Authorization": f"Bearer {self._token}"},
                verify=self.announcement["ca_certificate"],
                timeout=TIMEOUT,
            )
            answer = response.json()
        except (requests.RequestException, ValueError) as error:
            raise AdminError(f"the emulator in {self.folder} does not answer: {error}") from error
        if response.status_code != 200:
            raise AdminError(f"the emulator refuses: {answer['error']}")
        return answer

    def stop(self) -> None:
        """Stop the emulator, and wait until it has left its folder. Raises AdminError."""
        self.send("POST", "stop")
        patience = time.monotonic() + STOPPING
        while is_running(self.folder):
            if time.monotonic() > patience:
                pid = self.announcement["pid"]
                raise AdminError(f"the emulator (process {pid}) was told to stop, and still runs after {STOPPING} s")
            time.sleep(0.05)
