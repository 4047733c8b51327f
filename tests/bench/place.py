# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The environment of the benchmarks: emulators in separate processes, and playbooks that use them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
import yaml

EMULATOR = "ansible_collections.classic.azure.emulator"


@dataclass
class Emulator:
    """An emulator in a separate process."""

    card: dict[str, Any]
    started_in: float

    def post(self, what: str, **body: Any) -> Any:
        """Send an administrative request and return the response."""
        return self._request("POST", what, json=body)

    def get(self, what: str, **query: Any) -> Any:
        """Read administrative data."""
        return self._request("GET", what, params=query)

    def _request(self, method: str, what: str, **sent: Any) -> Any:
        url = f"{self.card['endpoint']}/emulator/{what}"
        headers = {"Authorization": f"Bearer {Path(self.card['admin_token_file']).read_text().strip()}"}
        response = requests.request(
            method, url, verify=self.card["ca_certificate"], headers=headers, timeout=60, **sent
        )
        response.raise_for_status()
        return response.json()

    def subscribe(self, **limits: int) -> None:
        """Use a new subscription with other limits from now on."""
        self.card.update(self.post("subscriptions", **limits))
        self.card["environment"]["AZURE_SUBSCRIPTION_ID"] = self.card["subscription_id"]

    @property
    def resident(self) -> float:
        """The resident memory in MB."""
        status = Path(f"/proc/{self.card['pid']}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024


@contextmanager
def emulator(folder: Path, *options: str) -> Iterator[Emulator]:
    """Start an emulator, and stop it afterwards."""
    command = [sys.executable, "-m", EMULATOR, "--workdir", str(folder), "--strict", *options]
    began = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        card = json.loads(process.stdout.readline())
        try:
            yield Emulator(card, time.monotonic() - began)
        finally:
            process.terminate()


@dataclass
class Playground:
    """A folder for playbooks whose modules connect to an emulator."""

    folder: Path
    emulator: Emulator

    def environment(self, in_process: bool = True) -> dict[str, str]:
        """The environment without variables of the developer for Ansible and the modules."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "AZURE_"))}
        return {
            **kept,
            **self.emulator.card["environment"],
            "ANSIBLE_NOCOLOR": "1",
            "CLASSIC_AZURE_IN_PROCESS": str(int(in_process)),
            "CLASSIC_AZURE_PROGRESS": "0",
            "ANSIBLE_SSH_CONTROL_PATH_DIR": str(self.folder / "cp"),
        }

    def run(self, *command: str, in_process: bool = True, environment: Mapping[str, str] | None = None) -> float:
        """The seconds that a command takes, which must succeed."""
        began = time.monotonic()
        done = subprocess.run(
            [str(Path(sys.executable).parent / command[0]), *command[1:]],
            env={**self.environment(in_process), **(environment or {})},
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
        )
        took = time.monotonic() - began
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
        return took

    def play(self, tasks: list[dict[str, Any]], in_process: bool = True, hosts: int = 1, forks: int = 5) -> float:
        """The seconds that a playbook with these tasks takes, for a number of hosts that are all this machine."""
        local = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
        inventory = {"all": {"hosts": {f"host{number:02}": local for number in range(hosts)}}}
        playbook = [{"hosts": "all", "gather_facts": False, "tasks": tasks}]
        for name, content in (("inventory.yml", inventory), ("playbook.yml", playbook)):
            (self.folder / name).write_text(yaml.safe_dump(content, sort_keys=False))
        return self.run(
            "ansible-playbook", "-i", "inventory.yml", "-f", str(forks), "playbook.yml", in_process=in_process
        )
