# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Machines of a user who is not root: that of the tests if he is none, nobody otherwise."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from ansible_collections.classic.azure.emulator.live import runtime
from ansible_collections.classic.azure.tests.unit.emulator.live.keeper import ordinary_user

PYTHON = "/usr/bin/python3"


@pytest.mark.slow
def test_machines_of_ordinary_user(remedy: str | None) -> None:
    if os.geteuid() != 0:
        pytest.skip("the other tests are run by an ordinary user already")
    if remedy:
        pytest.skip(remedy)
    if not os.path.exists(PYTHON):
        pytest.skip(f"{PYTHON} is missing: install Python where everybody may read it")
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        shutil.copytree(runtime.KEEPER / "keeper", folder / "keeper", ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "user").mkdir()
        os.chown(folder / "user", ordinary_user.USER, ordinary_user.USER)
        command = [sys.executable, "-m", ordinary_user.__name__, str(folder / "user"), PYTHON, str(folder)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    if "refused" in seen:
        pytest.skip(seen["refused"])
    assert seen.pop("limitation").startswith("Machines have one user here" if seen["ids"] == 1 else "")
    assert seen == {
        "ids": seen["ids"],
        "escaped": [],
        "student": f"student\n/home/student\n{'root' if seen['ids'] == 1 else 'student'}\nwrites\ncustom",
        "port": "bound\n",
        "names": "2\n",
        "beside a fork bomb": "runs\n",
        "deleted": True,
    }
