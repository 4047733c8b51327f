# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writing a file so that it is either the old one or the whole new one, and private from its first moment."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress

from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.credential_file import wrong

PRIVATE = 0o600
PUBLIC = 0o644


def mode_of(path: str) -> int | None:
    """Return the permission bits of the file, or None if there is none."""
    try:
        return stat.S_IMODE(os.stat(path).st_mode)
    except (OSError, ValueError):
        return None


def narrow(option: str, path: str) -> None:
    """Takes the file from group and others; raises CredentialError if it is not ours to do so."""
    try:
        os.chmod(path, stat.S_IMODE(os.stat(path).st_mode) & 0o700)
    except OSError as error:
        raise wrong(option, path, f"its mode cannot be changed: {error.strerror}") from None


def replace_file(option: str, path: str, content: bytes, mode: int) -> None:
    """Writes the file that the option names, through a temporary one beside it; raises CredentialError if it cannot.

    A link is followed, and an owner kept where the system lets us.
    """
    target = os.path.realpath(path)
    try:
        handle, temporary = tempfile.mkstemp(prefix=f".{os.path.basename(target)}.", dir=os.path.dirname(target))
        try:
            _fill(handle, content, target, mode)
            os.replace(temporary, target)
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError as error:
        raise wrong(option, path, f"it cannot be written: {error.strerror}") from None


def remove_file(option: str, path: str) -> None:
    """Deletes the file that the option names; raises CredentialError if that is not allowed."""
    try:
        os.unlink(path)
    except OSError as error:
        raise wrong(option, path, f"it cannot be deleted: {error.strerror}") from None


def _fill(handle: int, content: bytes, target: str, mode: int) -> None:
    with os.fdopen(handle, "wb") as file:
        with suppress(OSError):
            owner = os.stat(target)
            os.fchown(file.fileno(), owner.st_uid, owner.st_gid)
        os.fchmod(file.fileno(), mode)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
