# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Azurite, a real blob service, in a process of its own, with the storage accounts of an emulator."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError

import pytest
from ansible_collections.classic.azure.emulator.core.blobs import ACCOUNTS, Blobs
from ansible_collections.classic.azure.emulator.tls.authority import Authority

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".cache/azurite"
PATIENCE = 60
LISTENS = re.compile(r"listens on (http\S+)")
LINE = re.compile(r'"([A-Z]+) /(\S*) HTTP/1.1" ([0-9]+)')


def node() -> str:
    """The path of Node. Tests that need Azurite are skipped if it is missing, and for no other reason."""
    found = shutil.which("node")
    if found is None or shutil.which("npm") is None:
        pytest.skip("no Node (node, npm) for Azurite")
    assert (FOLDER / "ready").exists(), f"there is no Azurite in {FOLDER}: run `make setup`"
    return found


@dataclass
class Azurite:
    """A running Azurite; ``endpoint`` is HTTPS with the emulator's certificate."""

    endpoint: str
    log: Path
    blobs: Blobs

    def requests(self, account: str) -> list[str]:
        """The requests for an account's blobs so far: verb, path below the account, and status."""
        mark = f"mark-{uuid.uuid4()}"
        with suppress(HTTPError):
            urllib.request.urlopen(f"{self.endpoint}/{mark}", context=self.blobs.ssl_context()).close()
        lines = self._lines_with(mark)
        below = f"{account}/"
        return [f"{verb} {path[len(below) :]} {status}" for verb, path, status in lines if path.startswith(below)]

    def _lines_with(self, mark: str) -> list[tuple[str, str, str]]:
        deadline = time.monotonic() + PATIENCE
        while mark not in self.log.read_text():
            assert time.monotonic() < deadline, "Azurite does not write what it was asked"
            time.sleep(0.01)
        return LINE.findall(self.log.read_text())


@contextmanager
def run_azurite(authority: Authority, folder: Path) -> Iterator[Azurite]:
    """Azurite with the accounts that an emulator writes into the folder."""
    log, accounts, certificate = folder / "azurite.log", folder / ACCOUNTS, str(authority.server_certificate)
    command = [node(), str(ROOT / "emulator/azurite.js"), "--blobPort", "0", "--inMemoryPersistence"]
    command += ["--disableTelemetry", "--cert", certificate, "--key", certificate]
    environment = {"BLOB_ACCOUNTS": str(accounts), "NODE_PATH": str(FOLDER / "node_modules")}
    with log.open("w") as output, subprocess.Popen(command, env=environment, cwd=folder, stdout=output) as popen:
        try:
            deadline = time.monotonic() + PATIENCE
            while (listens := LISTENS.search(log.read_text())) is None:
                assert popen.poll() is None and time.monotonic() < deadline, log.read_text()
                time.sleep(0.05)
            yield Azurite(listens[1], log, Blobs(listens[1], accounts, authority.ca_certificate))
        finally:
            popen.kill()
