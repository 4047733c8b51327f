# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The local file of an upload, held open so that it stays the same file, and checked for changes while it is read."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from typing import BinaryIO

from ansible_collections.classic.azure.plugins.module_utils._asm.errors import InvalidOptionError, PreconditionError
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob import vhd

READ_SIZE = 1024 * 1024


class LocalFile:
    """A local file, read piece by piece. ``option`` is the option that names it, for messages."""

    def __init__(self, file: BinaryIO, path: str, option: str) -> None:
        self.path = path
        self.option = option
        self.size = file.seek(0, os.SEEK_END)
        self._file = file

    @cached_property
    def md5(self) -> str:
        """The MD5 of the content, in base64, as the service stores it with a blob."""
        return _base64(self._digest("md5"))

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the content, in 64 hexadecimal digits."""
        return self._digest("sha256").hex()

    def _digest(self, algorithm: str) -> bytes:
        digest = hashlib.new(algorithm, usedforsecurity=False)
        for content in self._read(READ_SIZE):
            digest.update(content)
        return digest.digest()

    def pieces(self, size: int) -> Iterator[bytes]:
        """Yield the content in pieces of ``size`` bytes. Raises PreconditionError at last if the file changed."""
        expected, digest = self.md5, hashlib.md5(usedforsecurity=False)
        for content in self._read(size):
            digest.update(content)
            yield content
        if _base64(digest.digest()) != expected or self._file.seek(0, os.SEEK_END) != self.size:
            raise self._changed()

    def _read(self, size: int) -> Iterator[bytes]:
        for start in range(0, self.size, size):
            self._file.seek(start)
            content = self._file.read(min(size, self.size - start))
            if len(content) < min(size, self.size - start):
                raise self._changed()
            yield content

    def _changed(self) -> PreconditionError:
        return PreconditionError(f"{self.option} is {self.path!r}, and that file was changed while it was being read")

    def check_vhd(self) -> None:
        """Raise InvalidOptionError unless it is a VHD that the service can make a disk of."""
        self._file.seek(0)
        head = self._file.read(vhd.PAGE)
        self._file.seek(max(0, self.size - vhd.PAGE))
        rule = vhd.validate(head, self._file.read(vhd.PAGE), self.size)
        if rule:
            raise InvalidOptionError(self.option, self.path, rule)


@contextmanager
def open_local_file(path: str, option: str) -> Iterator[LocalFile]:
    """Open the file that an option names. Raises InvalidOptionError if it cannot be read."""
    with ExitStack() as stack:
        try:
            file = LocalFile(stack.enter_context(open(path, "rb")), path, option)
        except FileNotFoundError:
            raise InvalidOptionError(option, path, "there is no such file") from None
        except IsADirectoryError:
            raise InvalidOptionError(option, path, "that is a directory, and a blob is made of a file") from None
        except OSError as error:
            raise InvalidOptionError(option, path, f"it cannot be read: {error.strerror}") from None
        yield file


def _base64(digest: bytes) -> str:
    return base64.b64encode(digest).decode("ascii")
