# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that the emulator writes, each there as a whole or not at all, and how many files it may have open."""

from __future__ import annotations

import os
import resource
import tempfile
from pathlib import Path

PRIVATE, PUBLIC = 0o600, 0o644


def allow_open_files(wanted: int) -> int:
    """Let this process have so many files and connections open, or as many as it may; return how many these are."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    return allowed


def replace_file(path: Path, content: bytes, mode: int = PRIVATE) -> None:
    """Write a file by way of a temporary one beside it, which has the mode from the first moment.

    Raises OSError; then the file is what it was before, and nothing is left beside it.
    """
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(handle, mode)
            file.write(content)
            file.flush()
            os.fsync(handle)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
