# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file that an option names: read whole, recognised by its content, and every reason why not as one sentence."""

from __future__ import annotations

import os
import stat
from collections.abc import Hashable
from importlib import import_module
from sys import executable
from typing import Literal

from ansible_collections.classic.azure.plugins.module_utils._asm.errors import CredentialError

Kind = Literal["pem", "pkcs12", "der certificate", "der key", "xml", "marked text", "unknown"]

LARGEST = 8 * 1024 * 1024
"""Bytes. A publishsettings file carries about 4 KB for each subscription."""


def wrong(option: str, value: object, rule: str) -> CredentialError:
    """Return the error whose sentence names the option, its value and the rule that it breaks."""
    return CredentialError(f"{option} is {value!r}, but {rule}")


def rendered(text: str) -> str:
    """Return at most 64 characters of it: what a broken file has in the place of a name may be its certificate."""
    return text if len(text) <= 64 else f"{text[:61]}..."


def read(option: str, path: str) -> bytes:
    """Return the content of the file that the option names; raises CredentialError if there is none to be had."""
    try:
        _refuse_what_is_no_file(option, path, os.stat(path))
        with open(path, "rb") as file:
            content = file.read()
    except (OSError, ValueError) as error:
        raise wrong(option, path, _why_unreadable(path, error)) from None
    if not content:
        raise wrong(option, path, "the file is empty")
    return content


def identity(option: str, path: str) -> Hashable:
    """Return what changes when the file is replaced, without its content; raises CredentialError if it is missing."""
    try:
        status = os.stat(path)
    except (OSError, ValueError) as error:
        raise wrong(option, path, _why_unreadable(path, error)) from None
    _refuse_what_is_no_file(option, path, status)
    return path, status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def kind_of(content: bytes) -> Kind:
    """Return what the content is by its own looks; names of files say nothing (a ``.cer`` may be DER or PEM)."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "xml" if b"<" in content[:8] else "marked text"
    text = content.removeprefix(b"\xef\xbb\xbf")
    if text.lstrip().startswith(b"<"):
        return "xml"
    if b"-----BEGIN " in text:
        return "pem" if text is content or not text.startswith(b"-----BEGIN ") else "marked text"
    return _kind_of_der(content)


def require(library: str, option: str, path: str) -> None:
    """Raise CredentialError if the Python library, which only some kinds of files need, is not there."""
    try:
        import_module(library)
    except ImportError:
        rule = f"this takes the Python library {library}, which {executable} does not have"
        raise wrong(option, path, rule) from None


def _kind_of_der(content: bytes) -> Kind:
    """By the first element inside the outer SEQUENCE: PFX has version 3 there, keys 0 or 1, certificates a SEQUENCE."""
    if len(content) < 8 or content[0] != 0x30:
        return "unknown"
    length_octets = content[1] & 0x7F if content[1] & 0x80 else 0
    inside = content[2 + length_octets :]
    if inside.startswith(b"\x02\x01\x03"):
        return "pkcs12"
    if inside.startswith((b"\x02\x01\x00", b"\x02\x01\x01")):
        return "der key"
    return "der certificate" if inside.startswith(b"\x30") else "unknown"


def _refuse_what_is_no_file(option: str, path: str, status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise wrong(option, path, "this is a directory, not a file")
    if not stat.S_ISREG(status.st_mode):
        raise wrong(option, path, "this is not a regular file")
    if status.st_size > LARGEST:
        raise wrong(option, path, f"a file of {status.st_size} bytes is no credential (at most {LARGEST} are read)")


def _why_unreadable(path: str, error: OSError | ValueError) -> str:
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return "there is no such file" + ("" if os.path.isabs(path) else f" in the directory {os.getcwd()!r}")
    if isinstance(error, PermissionError):
        return f"the user with the id {os.geteuid()}, who runs this, may not read it"
    reason = error.strerror if isinstance(error, OSError) else "this is no valid path"
    return f"it cannot be read: {reason}"
