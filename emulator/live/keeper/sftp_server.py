# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An SFTP server, version 3 with the extensions of OpenSSH, for one connection: it runs in a machine, as the user.

Where the protocol and OpenSSH differ, it does as OpenSSH does, which is what all clients expect. It uses the standard
library only.
"""

from __future__ import annotations

import errno
import os
import socket
import stat
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

from .accounts import read_rows

VERSION = 3
MAX_PACKET = 256 * 1024
MAX_DATA = MAX_PACKET - 1024
MAX_HANDLES = 256
MAX_NAMES = 100
"""Entries of a directory in one answer."""
PIECE = 32768
"""Bytes in one message of the socket. A reader has to have room for as many."""
UMASK = 0o022

INIT, VERSION_ANSWER, EXTENDED = 1, 2, 200
STATUS, HANDLE, DATA, NAME, ATTRS, EXTENDED_ANSWER = 101, 102, 103, 104, 105, 201
OK, EOF, NO_SUCH_FILE, PERMISSION_DENIED, FAILURE, BAD_MESSAGE, UNSUPPORTED = 0, 1, 2, 3, 4, 5, 8
CODES = {
    errno.ENOENT: NO_SUCH_FILE,
    errno.ENOTDIR: NO_SUCH_FILE,
    errno.ELOOP: NO_SUCH_FILE,
    errno.EBADF: NO_SUCH_FILE,
    errno.EACCES: PERMISSION_DENIED,
    errno.EPERM: PERMISSION_DENIED,
    errno.EROFS: PERMISSION_DENIED,
    errno.ENOSYS: UNSUPPORTED,
}
HAS_SIZE, HAS_OWNER, HAS_PERMISSIONS, HAS_TIMES, HAS_EXTENSIONS = 1, 2, 4, 8, 0x80000000
READ, WRITE, APPEND, CREATE, TRUNCATE, EXCLUSIVE = 1, 2, 4, 8, 16, 32
EXTENSIONS = (
    (b"posix-rename@openssh.com", b"1"),
    (b"statvfs@openssh.com", b"2"),
    (b"fstatvfs@openssh.com", b"2"),
    (b"hardlink@openssh.com", b"1"),
    (b"fsync@openssh.com", b"1"),
    (b"lsetstat@openssh.com", b"1"),
    (b"limits@openssh.com", b"1"),
    (b"expand-path@openssh.com", b"1"),
)
MEMORY_DEVICES = 1
"""The major number of /dev/null, /dev/zero and their like, which never block."""


class Reader:
    """The fields of a packet, one after the other. All raise ValueError where the packet is too short."""

    def __init__(self, packet: bytes) -> None:
        self.rest = packet

    def numbers(self, form: str) -> tuple[int, ...]:
        size = struct.calcsize(f">{form}")
        if len(self.rest) < size:
            raise ValueError("the packet is too short")
        taken, self.rest = self.rest[:size], self.rest[size:]
        return struct.unpack(f">{form}", taken)

    def number(self) -> int:
        return self.numbers("L")[0]

    def text(self) -> bytes:
        size = self.number()
        if len(self.rest) < size:
            raise ValueError("the packet is too short")
        taken, self.rest = self.rest[:size], self.rest[size:]
        return taken

    def path(self) -> bytes:
        path = self.text() or b"."
        if b"\0" in path:
            raise ValueError("a path has no zero bytes")
        return path

    def attributes(self) -> Attributes:
        flags, found = self.number(), Attributes()
        if flags & HAS_SIZE:
            found.size = self.numbers("Q")[0]
        if flags & HAS_OWNER:
            found.owner = self.number(), self.number()
        if flags & HAS_PERMISSIONS:
            found.permissions = self.number()
        if flags & HAS_TIMES:
            found.times = self.number(), self.number()
        for dummy in range(self.number() if flags & HAS_EXTENSIONS else 0):
            self.text(), self.text()
        return found


class Attributes:
    """What a request wants a file to have: what is None stays as it is."""

    size: int | None = None
    owner: tuple[int, int] | None = None
    permissions: int | None = None
    times: tuple[int, int] | None = None


def set_attributes(file: bytes | int, packet: Reader, follow: bool = True) -> None:
    """Change a file, by its path or descriptor, as the rest of a packet says. Raises OSError and ValueError."""
    wanted = packet.attributes()
    if wanted.size is not None:
        if not follow:
            raise ValueError("a link has no size that can be set")
        os.truncate(file, wanted.size)
    if wanted.permissions is not None:
        os.chmod(file, stat.S_IMODE(wanted.permissions), follow_symlinks=follow)
    if wanted.times is not None:
        os.utime(file, wanted.times, follow_symlinks=follow)
    if wanted.owner is not None:
        os.chown(file, *wanted.owner, follow_symlinks=follow)


def make_directory(packet: Reader) -> None:
    path, wanted = packet.path(), packet.attributes()
    os.mkdir(path, 0o777 if wanted.permissions is None else stat.S_IMODE(wanted.permissions))


def rename(packet: Reader) -> None:
    """Rename, but onto nothing that is there already; that is what posix-rename is for."""
    old, new = packet.path(), packet.path()
    if os.path.lexists(new):
        raise OSError(errno.EEXIST, os.strerror(errno.EEXIST))
    os.rename(old, new)


def text(value: bytes) -> bytes:
    return struct.pack(">L", len(value)) + value


def attributes(found: os.stat_result) -> bytes:
    times = (max(0, min(int(each), 0xFFFFFFFF)) for each in (found.st_atime, found.st_mtime))
    flags = HAS_SIZE | HAS_OWNER | HAS_PERMISSIONS | HAS_TIMES
    return struct.pack(">LQLLLLL", flags, found.st_size, found.st_uid, found.st_gid, found.st_mode, *times)


def open_file(path: bytes, flags: int, permissions: int = 0o666) -> int:
    """Open a file that is read and written without waiting for anybody: no pipe, socket or terminal. Raises OSError."""
    descriptor = os.open(path, flags | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC, permissions)
    found = os.fstat(descriptor)
    is_memory = stat.S_ISCHR(found.st_mode) and os.major(found.st_rdev) == MEMORY_DEVICES
    if stat.S_ISREG(found.st_mode) or is_memory:
        return descriptor
    os.close(descriptor)
    code = errno.EISDIR if stat.S_ISDIR(found.st_mode) else errno.EINVAL
    raise OSError(code, os.strerror(code))


def names_by_id(path: str, fields: int) -> dict[int, str]:
    """The names in a file such as /etc/passwd or /etc/group; empty if it cannot be read."""
    rows = read_rows(path, fields)
    return {int(number): name for name, _password, number, *_others in reversed(rows) if number.isdecimal()}


class Directory:
    """A directory that is being listed."""

    def __init__(self, path: bytes) -> None:
        """Raises OSError."""
        self.path = path
        self._entries: Iterator[bytes] = iter([b".", b"..", *os.listdir(path)])
        self._users, self._groups = names_by_id("/etc/passwd", 7), names_by_id("/etc/group", 4)

    def next_entries(self) -> list[tuple[bytes, bytes, bytes]]:
        """Names, the line of each as ls -l prints it, and attributes; empty at the end."""
        found: list[tuple[bytes, bytes, bytes]] = []
        for name in self._entries:
            with suppress(OSError):
                status = os.lstat(os.path.join(self.path, name))
                found.append((name, self._line(status) + name, attributes(status)))
            if len(found) == MAX_NAMES:
                break
        return found

    def _line(self, status: os.stat_result) -> bytes:
        owner = self._users.get(status.st_uid, str(status.st_uid))
        group = self._groups.get(status.st_gid, str(status.st_gid))
        is_recent = abs(time.time() - status.st_mtime) < 365 * 24 * 3600 / 2
        moment = time.strftime("%b %e %H:%M" if is_recent else "%b %e  %Y", time.localtime(status.st_mtime))
        mode = stat.filemode(status.st_mode)
        line = f"{mode} {status.st_nlink:>4} {owner:<8} {group:<8} {status.st_size:>8} {moment} "
        return line.encode(errors="surrogateescape")


Answer = Callable[[int, Reader], None]
"""Answers the request of a number."""


class SftpServer:
    """Answers the packets that arrive at a socket, until the other side has closed it."""

    def __init__(self, channel: socket.socket, received: bytes = b"") -> None:
        """``received`` is what has been read from the socket already."""
        self._channel = channel
        self._received = received
        self._handles: dict[bytes, int | Directory] = {}
        self._next_handle = 0
        does = self._does
        self._answers: dict[int, Answer] = {
            3: self._open,
            4: self._close,
            5: self._read,
            6: does(self._write),
            7: lambda request, packet: self._send(ATTRS, request, attributes(os.lstat(packet.path()))),
            8: lambda request, packet: self._send(ATTRS, request, attributes(os.fstat(self._file(packet.text())))),
            9: does(lambda packet: set_attributes(packet.path(), packet)),
            10: does(lambda packet: set_attributes(self._file(packet.text()), packet)),
            11: self._open_directory,
            12: self._read_directory,
            13: does(lambda packet: os.unlink(packet.path())),
            14: does(make_directory),
            15: does(lambda packet: os.rmdir(packet.path())),
            16: lambda request, packet: self._name(request, os.path.realpath(packet.path())),
            17: lambda request, packet: self._send(ATTRS, request, attributes(os.stat(packet.path()))),
            18: does(rename),
            19: lambda request, packet: self._name(request, os.readlink(packet.path())),
            20: does(lambda packet: os.symlink(packet.path(), packet.path())),
            EXTENDED: self._extended,
        }
        self._extensions: dict[bytes, Answer] = {
            b"posix-rename@openssh.com": does(lambda packet: os.rename(packet.path(), packet.path())),
            b"hardlink@openssh.com": does(lambda packet: os.link(packet.path(), packet.path(), follow_symlinks=False)),
            b"fsync@openssh.com": does(lambda packet: os.fsync(self._file(packet.text()))),
            b"statvfs@openssh.com": lambda request, packet: self._send_space(request, packet.path()),
            b"fstatvfs@openssh.com": lambda request, packet: self._send_space(request, self._file(packet.text())),
            b"lsetstat@openssh.com": does(lambda packet: set_attributes(packet.path(), packet, follow=False)),
            b"limits@openssh.com": lambda request, packet: self._send(
                EXTENDED_ANSWER, request, struct.pack(">QQQQ", MAX_PACKET, MAX_DATA, MAX_DATA, MAX_HANDLES)
            ),
            b"expand-path@openssh.com": lambda request, packet: self._name(
                request, os.path.realpath(os.path.expanduser(packet.path()))
            ),
        }

    def _does(self, work: Callable[[Reader], object]) -> Answer:
        """How a request is answered of which nothing is told but that it was done."""

        def answer(request: int, packet: Reader) -> None:
            work(packet)
            self._say(request, OK, "Success")

        return answer

    def serve(self) -> None:
        """Answer until the other side has closed, or breaks the protocol."""
        os.umask(UMASK)
        try:
            while True:
                packet = self._next_packet()
                if not packet:
                    return
                self._answer(packet[0], Reader(packet[1:]))
        except (OSError, ValueError):  # the socket, or a packet in which not even the number of the request is
            return
        finally:
            for opened in self._handles.values():
                if isinstance(opened, int):
                    os.close(opened)

    def _next_packet(self) -> bytes:
        """A whole packet, empty at the end. Raises ValueError if it is too long, and OSError."""
        while True:
            if len(self._received) >= 4:
                size = struct.unpack(">L", self._received[:4])[0]
                if not 0 < size <= MAX_PACKET:
                    raise ValueError("the packet is too long")
                if len(self._received) >= 4 + size:
                    packet, self._received = self._received[4 : 4 + size], self._received[4 + size :]
                    return packet
            received = self._channel.recv(PIECE)
            if not received:
                return b""
            self._received += received

    def _answer(self, kind: int, packet: Reader) -> None:
        if kind == INIT:
            extensions = b"".join(text(each) for extension in EXTENSIONS for each in extension)
            self._send(VERSION_ANSWER, VERSION, extensions)
            return
        request = packet.number()
        answer = self._answers.get(kind)
        if answer is None:
            self._say(request, UNSUPPORTED, "the operation is not supported")
            return
        try:
            answer(request, packet)
        except OSError as error:
            self._say(request, CODES.get(error.errno or 0, FAILURE), error.strerror or str(error))
        except NotImplementedError:
            self._say(request, UNSUPPORTED, "the operation is not supported")
        except (ValueError, OverflowError) as error:
            self._say(request, BAD_MESSAGE, str(error))

    def _send(self, kind: int, number: int, content: bytes = b"") -> None:
        packet = struct.pack(">LBL", len(content) + 5, kind, number) + content
        for first in range(0, len(packet), PIECE):
            self._channel.sendall(packet[first : first + PIECE])

    def _say(self, request: int, code: int, message: str) -> None:
        self._send(STATUS, request, struct.pack(">L", code) + text(message.encode(errors="replace")) + text(b""))

    def _name(self, request: int, name: bytes) -> None:
        self._send(NAME, request, struct.pack(">L", 1) + text(name) + text(name) + struct.pack(">L", 0))

    def _new_handle(self, opened: int | Directory) -> bytes:
        handle = str(self._next_handle).encode()
        self._next_handle += 1
        self._handles[handle] = opened
        return handle

    def _check_room(self) -> None:
        if len(self._handles) >= MAX_HANDLES:
            raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    def _file(self, handle: bytes) -> int:
        opened = self._handles.get(handle)
        if not isinstance(opened, int):
            raise OSError(errno.EBADF, "the handle is not that of an open file")
        return opened

    def _open(self, request: int, packet: Reader) -> None:
        path, wanted, given = packet.path(), packet.number(), packet.attributes()
        self._check_room()
        flags = os.O_RDWR if wanted & READ and wanted & WRITE else os.O_WRONLY if wanted & WRITE else os.O_RDONLY
        for bit, flag in ((APPEND, os.O_APPEND), (CREATE, os.O_CREAT), (TRUNCATE, os.O_TRUNC), (EXCLUSIVE, os.O_EXCL)):
            flags |= flag if wanted & bit else 0
        permissions = 0o666 if given.permissions is None else stat.S_IMODE(given.permissions)
        self._send(HANDLE, request, text(self._new_handle(open_file(path, flags, permissions))))

    def _close(self, request: int, packet: Reader) -> None:
        opened = self._handles.pop(packet.text(), None)
        if opened is None:
            raise OSError(errno.EBADF, "the handle is not open")
        if isinstance(opened, int):
            os.close(opened)
        self._say(request, OK, "Success")

    def _read(self, request: int, packet: Reader) -> None:
        file, (offset, size) = self._file(packet.text()), packet.numbers("QL")
        found = os.pread(file, min(size, MAX_DATA), offset)
        if found or not size:
            self._send(DATA, request, text(found))
        else:
            self._say(request, EOF, "End of file")

    def _write(self, packet: Reader) -> None:
        file, (offset,) = self._file(packet.text()), packet.numbers("Q")
        content = packet.text()
        while content:
            written = os.pwrite(file, content, offset)
            content, offset = content[written:], offset + written

    def _open_directory(self, request: int, packet: Reader) -> None:
        path = packet.path()
        self._check_room()
        self._send(HANDLE, request, text(self._new_handle(Directory(path))))

    def _read_directory(self, request: int, packet: Reader) -> None:
        opened = self._handles.get(packet.text())
        if not isinstance(opened, Directory):
            raise OSError(errno.EBADF, "the handle is not that of a directory")
        found = opened.next_entries()
        if not found:
            self._say(request, EOF, "End of file")
            return
        names = b"".join(text(name) + text(line) + status for name, line, status in found)
        self._send(NAME, request, struct.pack(">L", len(found)) + names)

    def _send_space(self, request: int, file: bytes | int) -> None:
        found = os.statvfs(file)
        flags = (1 if found.f_flag & os.ST_RDONLY else 0) | (2 if found.f_flag & os.ST_NOSUID else 0)
        counts = found.f_bsize, found.f_frsize, found.f_blocks, found.f_bfree, found.f_bavail
        files = found.f_files, found.f_ffree, found.f_favail, found.f_fsid & 0xFFFFFFFFFFFFFFFF
        self._send(EXTENDED_ANSWER, request, struct.pack(">11Q", *counts, *files, flags, found.f_namemax))

    def _extended(self, request: int, packet: Reader) -> None:
        extension = self._extensions.get(packet.text())
        if extension is None:
            raise NotImplementedError
        extension(request, packet)
