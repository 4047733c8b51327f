# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook live_site.yml, against an emulator whose machines run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
EMULATOR = [sys.executable, "-m", "ansible_collections.classic.azure.emulator"]


@pytest.fixture
def live_environment(tmp_path: Path, control_paths: str) -> Iterator[dict[str, str]]:
    """The environment variables for an emulator whose machines run; skips where they cannot."""
    if shutil.which("ssh") is None:
        pytest.skip("ssh is missing: install OpenSSH's client")
    workdir = ["--workdir", str(tmp_path / "emulator")]
    options = ["--live", "--background", "--strict", "--profile", "scale:60"]
    started = subprocess.run([*EMULATOR, "start", *workdir, *options], capture_output=True, text=True, check=False)
    if "namespaces" in started.stderr and started.returncode:
        pytest.skip(started.stderr.strip())
    try:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "AZURE_"))}
        found = json.loads(started.stdout)["environment"]
        of_ansible = {"ANSIBLE_NOCOLOR": "1", "ANSIBLE_SSH_CONTROL_PATH_DIR": control_paths}
        yield {**kept, **found, **of_ansible, "HOME": str(tmp_path), "PYTHONWARNINGS": "ignore"}
        status = subprocess.run([*EMULATOR, "status", "--json", *workdir], capture_output=True, text=True, check=True)
        assert json.loads(status.stdout)["live"]["failures"] == []
    finally:
        subprocess.run([*EMULATOR, "stop", *workdir], check=True)


@pytest.mark.slow
def test_live_site_answers_through_deallocation_and_update(live_environment: dict[str, str]) -> None:
    """Its own assertions are that the servers answer that should, and that no request fails during the update."""
    command = [
        *(str(Path(sys.executable).parent / "ansible-playbook"), str(ROOT / "playbooks/live_site.yml")),
        *("--inventory", str(ROOT / "playbooks/inventory/live.classic_azure.yml")),
        *("--extra-vars", "live_site_drain_seconds=2"),
    ]
    done = subprocess.run(command, env=live_environment, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert "none failed: " in done.stdout
    assert "WARNING" not in done.stdout.replace("provided hosts list is empty", "")
