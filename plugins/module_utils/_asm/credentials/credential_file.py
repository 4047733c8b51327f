# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that options name: read as a whole, recognized by their content, with an error for each way to fail."""

from __future__ import annotations

import os
import stat
from collections.abc import Hashable
from importlib import import_module
from sys import executable
from typing import Literal

from ansible_collections.classic.azure.plugins.module_utils._asm.errors import CredentialError

Kind = Literal["pem", "pkcs12", "der certificate", "der key", "xml", "marked text", "unknown"]

MAX_BYTES = 8 * 1024 * 1024
"""The limit of a file. A publishsettings file has about 4 KB for each subscription."""


def invalid(option: str, value: object, rule: str) -> CredentialError:
    """Return the error for an option, with its value and the rule that it breaks."""
    return CredentialError(f"{option} is {value!r}, but {rule}")


def shortened(text: str) -> str:
    """Return at most 64 characters of a text: in a damaged file, a name may be a whole certificate."""
    return text if len(text) <= 64 else f"{text[:61]}..."


def read(option: str, path: str) -> bytes:
    """Return the content of the file that the option names. Raises CredentialError if it cannot be read."""
    try:
        _check_regular_file(option, path, os.stat(path))
        with open(path, "rb") as file:
            content = file.read()
    except (OSError, ValueError) as error:
        raise invalid(option, path, _read_error(path, error)) from None
    if not content:
        raise invalid(option, path, "the file is empty")
    return content


def file_identity(option: str, path: str) -> Hashable:
    """Return what changes when the file is replaced, without reading it. Raises CredentialError if it is missing."""
    try:
        status = os.stat(path)
    except (OSError, ValueError) as error:
        raise invalid(option, path, _read_error(path, error)) from None
    _check_regular_file(option, path, status)
    return path, status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def kind_of(content: bytes) -> Kind:
    """Return the format of the content. The name of a file does not tell it: a ``.cer`` may be DER or PEM."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "xml" if b"<" in content[:8] else "marked text"
    text = content.removeprefix(b"\xef\xbb\xbf")
    if text.lstrip().startswith(b"<"):
        return "xml"
    if b"-----BEGIN " in text:
        return "pem" if text is content or not text.startswith(b"-----BEGIN ") else "marked text"
    return _kind_of_der(content)


def require(library: str, option: str, path: str) -> None:
    """Raise CredentialError if a Python library is missing that only some formats need."""
    try:
        import_module(library)
    except ImportError:
        rule = f"this takes the Python library {library}, which {executable} does not have"
        raise invalid(option, path, rule) from None


def _kind_of_der(content: bytes) -> Kind:
    """Return the format by the first element of the outer SEQUENCE: 3 for PFX, 0 or 1 for keys, else a SEQUENCE."""
    if len(content) < 8 or content[0] != 0x30:
        return "unknown"
    length_octets = content[1] & 0x7F if content[1] & 0x80 else 0
    inside = content[2 + length_octets :]
    if inside.startswith(b"\x02\x01\x03"):
        return "pkcs12"
    if inside.startswith((b"\x02\x01\x00", b"\x02\x01\x01")):
        return "der key"
    return "der certificate" if inside.startswith(b"\x30") else "unknown"


def _check_regular_file(option: str, path: str, status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise invalid(option, path, "this is a directory, not a file")
    if not stat.S_ISREG(status.st_mode):
        raise invalid(option, path, "this is not a regular file")
    if status.st_size > MAX_BYTES:
        raise invalid(option, path, f"a file of {status.st_size} bytes is no credential (at most {MAX_BYTES} are read)")


def _read_error(path: str, error: OSError | ValueError) -> str:
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return "there is no such file" + ("" if os.path.isabs(path) else f" in the directory {os.getcwd()!r}")
    if isinstance(error, PermissionError):
        return f"the user with the id {os.geteuid()}, who runs this, may not read it"
    reason = error.strerror if isinstance(error, OSError) else "this is no valid path"
    return f"it cannot be read: {reason}"
