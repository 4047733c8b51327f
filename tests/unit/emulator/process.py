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
    """A running emulator process, and the JSON line that it printed at startup."""

    startup_info: dict[str, Any]
    popen: subprocess.Popen[str] | None = None
    session: requests.Session = field(default_factory=requests.Session)

    @property
    def endpoint(self) -> str:
        return str(self.startup_info["endpoint"])

    @property
    def subscription(self) -> str:
        return str(self.startup_info["subscription_id"])

    def send(self, method: str, url: str, body: str = "", **headers: str) -> Response:
        response = self.session.request(
            method,
            url,
            data=body.encode(),
            headers=headers,
            cert=self.startup_info["management_certificate"],
            verify=self.startup_info["ca_certificate"],
            timeout=PATIENCE,
        )
        return Response(response.status_code, response.headers, response.content)

    def request(self, method: str, path: str = "", body: str = "") -> Response:
        """Send a request to a path below its first subscription."""
        url = f"{self.endpoint}/{self.subscription}{'/' if path else ''}{path}"
        return self.send(method, url, body, **{"x-ms-version": VERSION})

    def admin(self, method: str, path: str, body: Any = None) -> Any:
        """Send a request to the admin interface, and return the JSON of the response."""
        text = "" if body is None else json.dumps(body)
        token = Path(self.startup_info["admin_token_file"]).read_text().strip()
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        response = self.send(method, f"{self.endpoint}/emulator/{path}", text, **headers)
        assert response.status == 200, response.body
        return response.json

    def end(self, how: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Send it a signal; return its exit status and its stderr."""
        assert self.popen
        self.popen.send_signal(how)
        reported = self.popen.communicate(timeout=PATIENCE)[1]
        return self.popen.returncode, reported


def run_emulator(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the emulator's command until it exits, which it does at once with --daemon."""
    return subprocess.run(
        [*COMMAND, *map(str, arguments)], capture_output=True, text=True, timeout=PATIENCE, check=False
    )


@contextmanager
def running_emulator(workdir: Path, *arguments: object) -> Iterator[Process]:
    """Start an emulator process in the foreground, and kill it at the end."""
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
