# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Atomic replacement of files, which have their final mode from the beginning."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress

from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.credential_file import invalid

PRIVATE = 0o600
PUBLIC = 0o644


def mode_of(path: str) -> int | None:
    """Return the permission bits of the file, or None if there is none."""
    try:
        return stat.S_IMODE(os.stat(path).st_mode)
    except (OSError, ValueError):
        return None


def restrict_mode(option: str, path: str) -> None:
    """Remove the permissions of group and others. Raises CredentialError if that is not allowed."""
    try:
        os.chmod(path, stat.S_IMODE(os.stat(path).st_mode) & 0o700)
    except OSError as error:
        raise invalid(option, path, f"its mode cannot be changed: {error.strerror}") from None


def replace_file(option: str, path: str, content: bytes, mode: int) -> None:
    """Write the file that the option names, by way of a temporary one beside it. Raises CredentialError if it cannot.

    A symbolic link is followed, and the owner is kept if the system allows it.
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
        raise invalid(option, path, f"it cannot be written: {error.strerror}") from None


def remove_file(option: str, path: str) -> None:
    """Delete the file that the option names. Raises CredentialError if that is not allowed."""
    try:
        os.unlink(path)
    except OSError as error:
        raise invalid(option, path, f"it cannot be deleted: {error.strerror}") from None


def _fill(handle: int, content: bytes, target: str, mode: int) -> None:
    with os.fdopen(handle, "wb") as file:
        with suppress(OSError):
            owner = os.stat(target)
            os.fchown(file.fileno(), owner.st_uid, owner.st_gid)
        os.fchmod(file.fileno(), mode)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
