# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Atomic replacement of files, which have their final mode from the beginning."""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress

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

    A symbolic link is followed, and the owner is kept if the system allows it. A process that is killed leaves the
    temporary file, whose name is always the same, so that ``remove_leftover`` finds it.
    """
    target = os.path.realpath(path)
    try:
        with _locked(os.path.dirname(target)):
            temporary = _unlink_temporary(target)
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE)
            try:
                _fill(handle, content, target, mode)
                os.replace(temporary, target)
            except BaseException:
                os.unlink(temporary)
                raise
    except OSError as error:
        raise invalid(option, path, f"it cannot be written: {error.strerror}") from None


def remove_leftover(path: str) -> None:
    """Delete the temporary file that a killed process left beside the file, if that is allowed."""
    target = os.path.realpath(path)
    with suppress(OSError), _locked(os.path.dirname(target)):
        _unlink_temporary(target)


def remove_file(option: str, path: str) -> None:
    """Delete the file that the option names. Raises CredentialError if that is not allowed."""
    try:
        os.unlink(path)
    except OSError as error:
        raise invalid(option, path, f"it cannot be deleted: {error.strerror}") from None


@contextmanager
def _locked(folder: str) -> Iterator[None]:
    """Keep other processes that replace files of a folder waiting, where its file system has locks."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _unlink_temporary(target: str) -> str:
    """Return the path of the temporary file of a target, which does not exist any more."""
    folder, name = os.path.split(target)
    temporary = os.path.join(folder, f".{name}.new")
    with suppress(FileNotFoundError):
        os.unlink(temporary)
    return temporary


def _fill(handle: int, content: bytes, target: str, mode: int) -> None:
    with os.fdopen(handle, "wb") as file:
        with suppress(OSError):
            owner = os.stat(target)
            os.fchown(file.fileno(), owner.st_uid, owner.st_gid)
        os.fchmod(file.fileno(), mode)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
