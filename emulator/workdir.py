# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The work folder of an emulator: it belongs to one process at a time, and has the token of its admin API."""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
import time
from pathlib import Path
from typing import Any

import platformdirs
from ansible_collections.classic.azure.emulator.files import PRIVATE, replace_file

ANNOUNCEMENT, LOCK, LOG, TOKEN = "emulator.json", "emulator.lock", "emulator.log", "admin-token"
LIVE, KNOWN_HOSTS = "live", "known_hosts"
"""The folder of what ``--live`` keeps: disks, host keys, and who may log in."""
TOKEN_BYTES = 32
TOKEN_SYNTAX = re.compile(r"[A-Za-z0-9_-]{43}")
PATIENCE = 1.0
"""Seconds in which an emulator that was told to stop may leave the folder to the next one."""


class FolderInUse(Exception):
    """An emulator runs in the folder; the text says which, and what helps."""


class WorkdirLock:
    """The lock of a folder. The kernel releases it when the last process ends that inherited it, however it ends."""

    def __init__(self, folder: Path) -> None:
        """Take the lock. Raises FolderInUse, and OSError."""
        self._file = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, PRIVATE)
        patience = time.monotonic() + PATIENCE
        while not _try_lock(self._file):
            if time.monotonic() > patience:
                os.close(self._file)
                raise FolderInUse(_describe(folder))
            time.sleep(0.05)

    def write_pid(self) -> None:
        """Say that this process has the lock."""
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, b"%d\n" % os.getpid(), 0)

    def release(self) -> None:
        os.close(self._file)


def _try_lock(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _describe(folder: Path) -> str:
    """What runs in a folder, and what helps."""
    pid = (folder / LOCK).read_text().strip()
    announced = read_announcement(folder)
    place = f" at {announced['endpoint']}" if str(announced.get("pid")) == pid else ""
    return (
        f"{folder}: an emulator runs in this folder already, as process {pid or '(starting)'}{place}: "
        f"stop it (kill {pid}), or choose another folder with --workdir"
    )


def read_announcement(folder: Path) -> dict[str, Any]:
    """What the emulator of the folder announced when it was last started; empty if there is none that can be read."""
    try:
        announced = json.loads((folder / ANNOUNCEMENT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return announced if isinstance(announced, dict) else {}


def admin_token(folder: Path) -> str:
    """The token of the folder's admin API, which is made if there is none. Only its owner may read the file."""
    path = folder / TOKEN
    token = path.read_text(errors="replace").strip() if path.is_file() else ""
    if not TOKEN_SYNTAX.fullmatch(token):
        token = secrets.token_urlsafe(TOKEN_BYTES)
        replace_file(path, f"{token}\n".encode())
    path.chmod(PRIVATE)
    return token


def is_running(folder: Path) -> bool:
    """Whether a process has the lock of the folder. Raises OSError."""
    try:
        file = os.open(folder / LOCK, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        return not _try_lock(file)
    finally:
        os.close(file)


def default_workdir() -> Path:
    """The work folder of those who name none, which is that of the role, too."""
    return platformdirs.user_cache_path("classic.azure") / "emulator"
