# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the SSH server wants of a machine beside commands: it runs in the machine, with the rights of a user, in a
process of its own for each request, and uses the standard library only.

The request is a line of JSON with what to do, which is one of ``REQUESTS``, and its arguments; the answer is a line of
JSON too, with ``error`` where it cannot be done. After ``sftp`` and its answer SFTP is spoken. What a machine answers
is what its users want it to: nothing but their own rights may depend on it.
"""

from __future__ import annotations

import errno
import json
import os
import socket
import stat
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from .accounts import Account, NoSuchUser, find_account
from .provisioning import write_file
from .sftp_server import PIECE, SftpServer, open_file

MAX_REQUEST = 1024 * 1024
MAX_KEYS = 64 * 1024
"""Bytes of an authorized_keys file that are read."""
Answer = dict[str, Any]


def account(request: Answer) -> Answer:
    """The shell of the user, and the lines of his authorized_keys; ``complaint`` says why they do not count."""
    found = find_account(request["user"])
    path = os.path.join(found.home, ".ssh", "authorized_keys")
    try:
        lines, complaint = _authorized_keys(path, found)
    except OSError as error:
        lines, complaint = "", None if error.errno == errno.ENOENT else f"{path}: {error.strerror}"
    return {"shell": found.shell, "authorized_keys": lines, "complaint": complaint}


def _authorized_keys(path: str, user: Account) -> tuple[str, str | None]:
    """The lines of a file, or why an SSH server does not trust it: others could write it, or folders on the way to it.

    Raises OSError.
    """
    file = open_file(os.fsencode(path), os.O_RDONLY)
    try:
        folder = os.path.dirname(path)
        for place, found in ((path, os.fstat(file)), (folder, os.stat(folder)), (user.home, os.stat(user.home))):
            if found.st_uid not in (0, user.user) or stat.S_IMODE(found.st_mode) & 0o022:
                return "", f"{place} has an owner or a mode that lets others write"
        return os.read(file, MAX_KEYS).decode(errors="replace"), None
    finally:
        os.close(file)


def authorize(request: Answer) -> Answer:
    """Append keys to files, those that are not there yet."""
    home = find_account(request["user"]).home
    for path, line in request["keys"]:
        path = os.path.join(home, path)
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        try:
            with open(path, encoding="utf-8", errors="surrogateescape") as file:
                lines = file.read().splitlines()
        except FileNotFoundError:
            lines = []
        if line not in lines:
            write_file(path, "".join(f"{each}\n" for each in (*lines, line)), 0o600)
    return {}


def connect(request: Answer) -> tuple[Answer, list[int]]:
    """A socket of the machine that connects to a host and port, without waiting until it is connected."""
    address = _address(request["host"])
    if address is None:
        return {"error": f"the name {request['host']} is not in /etc/hosts"}, []
    made = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    made.setblocking(False)
    code = made.connect_ex((address, request["port"]))
    if code not in (0, errno.EINPROGRESS):
        made.close()
        return {"error": os.strerror(code)}, []
    return {}, [made.detach()]


def _address(host: str) -> str | None:
    """The address of a host: there are no name servers in a machine, only /etc/hosts."""
    if _is_address(host):
        return host
    with suppress(OSError), open("/etc/hosts", encoding="utf-8", errors="replace") as file:
        for line in file:
            address, *names = [*line.partition("#")[0].split(), ""]
            if host.lower() in (name.lower() for name in names if name) and _is_address(address):
                return address
    return "127.0.0.1" if host.lower() == "localhost" else None


def _is_address(text: str) -> bool:
    for family in (socket.AF_INET, socket.AF_INET6):
        with suppress(OSError, ValueError):
            socket.inet_pton(family, text)
            return True
    return False


def sftp(_request: Answer) -> Answer:
    """Speak SFTP from now on."""
    return {}


REQUESTS: dict[str, Callable[[Answer], Answer | tuple[Answer, list[int]]]] = {
    "account": account,
    "authorize": authorize,
    "connect": connect,
    "sftp": sftp,
}


def serve(channel: socket.socket) -> None:
    """Answer the request that arrives at a socket (SOCK_SEQPACKET), and return."""
    line, rest = _receive(channel)
    if not line:
        return
    request = json.loads(line)
    descriptors: list[int] = []
    try:
        answered = REQUESTS[request["do"]](request)
        answer, descriptors = answered if isinstance(answered, tuple) else (answered, [])
    except (NoSuchUser, OSError, ValueError) as error:
        answer = {"error": str(error)}
    _send(channel, answer, descriptors)
    if request["do"] == "sftp":
        SftpServer(channel, rest).serve()


def _receive(channel: socket.socket) -> tuple[bytes, bytes]:
    """The line of the request, and what came after it."""
    received = b""
    while b"\n" not in received and len(received) < MAX_REQUEST:
        piece = channel.recv(PIECE)
        if not piece:
            return b"", b""
        received += piece
    line, dummy, rest = received.partition(b"\n")
    return line, rest


def _send(channel: socket.socket, answer: Answer, descriptors: list[int]) -> None:
    line = json.dumps(answer).encode() + b"\n"
    with suppress(OSError):
        for first in range(0, len(line), PIECE):
            piece = line[first : first + PIECE]
            if descriptors and not first:
                socket.send_fds(channel, [piece], descriptors)
            else:
                channel.sendall(piece)
    for descriptor in descriptors:
        os.close(descriptor)
