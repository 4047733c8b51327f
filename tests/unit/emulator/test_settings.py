# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the role that starts emulators needs of one: what it was started with, and what it lacks."""

from __future__ import annotations

import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from ansible_collections.classic.azure.emulator import __main__ as command_line
from ansible_collections.classic.azure.emulator.tls.authority import Authority
from ansible_collections.classic.azure.tests.unit.emulator.process import running_emulator


@pytest.mark.slow
def test_status_reports_startup_settings(authority: Authority, tmp_path: Path) -> None:
    workdir, state = Path(shutil.copytree(authority.folder, tmp_path / "work")), tmp_path / "below" / ".." / "state"
    (tmp_path / "below").mkdir()
    flags = ("--profile", "polls:3", "--strict", "--seed", "0", "--virtual-clock", "--state", str(state))
    blobs = ("--blob-endpoint", "http://127.0.0.1:1/blobs")
    with running_emulator(workdir, *flags, *blobs) as process:
        assert process.admin("GET", "status")["settings"] == {
            "host": "127.0.0.1",
            "port": 0,
            "names": [],
            "profile": "polls:3",
            "strict": True,
            "seed": 0,
            "virtual_clock": True,
            "state": str(tmp_path / "state"),
            "blob_endpoint": "http://127.0.0.1:1/blobs",
            "open_admin": False,
            "remote_admin": False,
        }


def test_missing_library_is_reported_at_startup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workdir = tmp_path / "work"
    monkeypatch.setattr(sys, "argv", ["emulator", "--workdir", str(workdir)])
    monkeypatch.setattr(command_line, "find_spec", lambda name: None if name == "twisted" else find_spec(name))
    with pytest.raises(SystemExit, match=r"lacks twisted: install what /.*/requirements-emulator\.txt names$"):
        command_line.main()
    assert not workdir.exists()
    assert command_line.REQUIREMENTS.is_file()
