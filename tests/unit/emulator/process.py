# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Emulators in processes of their own, as users start them."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from ansible_collections.classic.azure.tests.unit.emulator.wire import VERSION, Response

COMMAND = [sys.executable, "-m", "ansible_collections.classic.azure.emulator"]
PATIENCE = 60


@dataclass
class Process:
    """An emulator that runs, and what it printed."""

    returned: dict[str, Any]
    popen: subprocess.Popen[str] | None = None
    session: requests.Session = field(default_factory=requests.Session)

    @property
    def endpoint(self) -> str:
        return str(self.returned["endpoint"])

    @property
    def subscription(self) -> str:
        return str(self.returned["subscription_id"])

    def send(self, method: str, url: str, body: str = "", **headers: str) -> Response:
        response = self.session.request(
            method,
            url,
            data=body.encode(),
            headers=headers,
            cert=self.returned["management_certificate"],
            verify=self.returned["ca_certificate"],
            timeout=PATIENCE,
        )
        return Response(response.status_code, response.headers, response.content)

    def ask(self, method: str, path: str = "", body: str = "") -> Response:
        """A request below the subscription that it told."""
        url = f"{self.endpoint}/{self.subscription}{'/' if path else ''}{path}"
        return self.send(method, url, body, **{"x-ms-version": VERSION})

    def admin(self, method: str, path: str, body: Any = None) -> Any:
        """A request of its keeper: the JSON that comes back."""
        text = "" if body is None else json.dumps(body)
        response = self.send(method, f"{self.endpoint}/emulator/{path}", text, **{"Content-Type": "application/json"})
        assert response.status == 200, response.body
        return response.json

    def end(self, how: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Have it end; how it did, and what it had to say."""
        assert self.popen
        self.popen.send_signal(how)
        reported = self.popen.communicate(timeout=PATIENCE)[1]
        return self.popen.returncode, reported


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    """An emulator that ends by itself, or goes on in the background."""
    return subprocess.run(
        [*COMMAND, *map(str, arguments)], capture_output=True, text=True, timeout=PATIENCE, check=False
    )


@contextmanager
def running(workdir: Path, *arguments: object) -> Iterator[Process]:
    """An emulator in the foreground of another process."""
    command = [*COMMAND, "--workdir", str(workdir), *map(str, arguments)]
    popen = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert popen.stdout
    with popen, requests.Session() as session:
        line = popen.stdout.readline()
        assert line, popen.communicate()[1]
        session.trust_env = False
        try:
            yield Process(json.loads(line), popen, session)
        finally:
            if popen.poll() is None:
                popen.kill()
                popen.communicate()
