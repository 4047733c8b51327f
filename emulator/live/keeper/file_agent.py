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

import base64
import errno
import ipaddress
import json
import os
import socket
import stat
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Any

from .sftp_server import PIECE, SftpServer, open_file

MAX_REQUEST = 1024 * 1024
MAX_KEYS = 64 * 1024
"""Bytes of an authorized_keys file that are read."""
FIRST_UID, NOBODY = 1000, 65534
ADMINISTRATORS = ("sudo", "wheel", "adm")
"""Groups that the first user is in, as far as there are such."""
SUDO_GID = 27
CUSTOM_DATA = "/var/lib/waagent/CustomData"
SUDOERS = "/etc/sudoers.d/waagent"
Answer = dict[str, Any]


@dataclass
class Account:
    """A user as /etc/passwd has him."""

    name: str
    uid: int
    gid: int
    home: str
    shell: str


def find_account(name: str) -> Account | None:
    """The account of a name; None if there is none."""
    with suppress(OSError, ValueError), open("/etc/passwd", encoding="utf-8", errors="surrogateescape") as file:
        for line in file:
            fields = line.rstrip("\n").split(":")
            if len(fields) == 7 and fields[0] == name:
                return Account(name, int(fields[2]), int(fields[3]), fields[5] or "/", fields[6] or "/bin/sh")
    return None


def account(request: Answer) -> Answer:
    """The account of the user, and the lines of his authorized_keys; ``complaint`` says why they do not count."""
    found = find_account(request["user"])
    if found is None:
        return {"error": "there is no such user"}
    answer = {**asdict(found), "authorized_keys": "", "complaint": None}
    path = os.path.join(found.home, ".ssh", "authorized_keys")
    try:
        file = open_file(os.fsencode(path), os.O_RDONLY)
    except OSError as error:
        answer["complaint"] = None if error.errno == errno.ENOENT else f"{path}: {error.strerror}"
        return answer
    try:
        answer["complaint"] = _complaint(path, found, file)
        if not answer["complaint"]:
            answer["authorized_keys"] = os.read(file, MAX_KEYS).decode(errors="replace")
    finally:
        os.close(file)
    return answer


def _complaint(path: str, user: Account, file: int) -> str | None:
    """Why an SSH server does not trust a file: others could write it, or folders on the way to it."""
    folder = os.path.dirname(path)
    for place, found in ((path, os.fstat(file)), (folder, os.stat(folder)), (user.home, os.stat(user.home))):
        if found.st_uid not in (0, user.uid) or stat.S_IMODE(found.st_mode) & 0o022:
            return f"{place} has an owner or a mode that lets others write"
    return None


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
    with suppress(ValueError):
        return str(ipaddress.ip_address(host))
    with suppress(OSError, ValueError), open("/etc/hosts", encoding="utf-8", errors="replace") as file:
        for line in file:
            address, *names = [*line.partition("#")[0].split(), ""]
            if host.lower() in (name.lower() for name in names if name):
                return str(ipaddress.ip_address(address))
    return "127.0.0.1" if host.lower() == "localhost" else None


def provision(request: Answer) -> Answer:
    """Make the first user of a machine, with his keys, and the file with the custom data. It takes the rights of root.

    What is there already stays: this can be done again.
    """
    name = request["user_name"]
    user = find_account(name) or _add_user(name)
    for path, line in request["keys"]:
        _add_key(user, path, line)
    if request["custom_data"] is not None:
        os.makedirs(os.path.dirname(CUSTOM_DATA), mode=0o700, exist_ok=True)
        _write(CUSTOM_DATA, base64.b64decode(request["custom_data"]), 0o600)
    return {}


def _mapped_ids() -> int:
    """How many user ids there are in the machine."""
    with suppress(OSError, ValueError), open("/proc/self/uid_map") as file:
        return sum(int(line.split()[2]) for line in file)
    return 1


def _lines(path: str) -> list[str]:
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            return file.read().splitlines()
    except FileNotFoundError:
        return []


def _write(path: str, content: bytes, mode: int) -> None:
    """Write a file as a whole, or leave it as it was. Raises OSError."""
    file = os.open(f"{path}.new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, mode)
    with os.fdopen(file, "wb") as written:
        os.fchmod(file, mode)
        written.write(content)
    os.rename(f"{path}.new", path)


def _write_lines(path: str, lines: list[str], mode: int = 0o644) -> None:
    with suppress(OSError):
        mode = stat.S_IMODE(os.stat(path).st_mode)
    _write(path, "".join(f"{line}\n" for line in lines).encode(errors="surrogateescape"), mode)


def _add_user(name: str) -> Account:
    """Add a user who may do all by sudo; his password is none that /etc/shadow knows. Where a machine has one id only,
    he has that of root."""
    passwd, groups = _lines("/etc/passwd"), _lines("/etc/group")
    used = {line.split(":")[2] for line in (*passwd, *groups) if line.count(":") >= 2}
    uid = next((each for each in range(FIRST_UID, NOBODY) if str(each) not in used), 0)
    uid = uid if _mapped_ids() > uid else 0
    user = Account(name, uid, uid, f"/home/{name}", "/bin/bash" if os.path.exists("/bin/bash") else "/bin/sh")
    passwd.append(f"{name}:x:{uid}:{uid}::{user.home}:{user.shell}")
    if uid and not any(line.startswith(f"{name}:") for line in groups):
        groups.append(f"{name}:x:{uid}:")
    if not any(line.split(":")[0] in ADMINISTRATORS[:2] for line in groups):
        groups.append(f"{ADMINISTRATORS[0]}:x:{SUDO_GID}:")
    _write_lines("/etc/group", [_with_member(line, name) for line in groups])
    _write_lines("/etc/shadow", [*_lines("/etc/shadow"), f"{name}:*:19000:0:99999:7:::"], 0o640)
    _write_lines("/etc/passwd", passwd)
    os.makedirs(os.path.dirname(SUDOERS), exist_ok=True)
    _write(SUDOERS, f"{name} ALL=(ALL:ALL) NOPASSWD: ALL\n".encode(), 0o440)
    _make_home(user)
    return user


def _with_member(line: str, name: str) -> str:
    group, *dummy, members = line.split(":")
    if group not in ADMINISTRATORS or name in members.split(","):
        return line
    return f"{line},{name}" if members else f"{line}{name}"


def _make_home(user: Account) -> None:
    os.makedirs(user.home, mode=0o755, exist_ok=True)
    os.chown(user.home, user.uid, user.gid)
    with suppress(OSError):
        for entry in os.scandir("/etc/skel"):
            target = os.path.join(user.home, entry.name)
            if entry.is_file(follow_symlinks=False) and not os.path.lexists(target):
                with open(entry.path, "rb") as file:
                    _write(target, file.read(), 0o644)
                os.chown(target, user.uid, user.gid)


def _add_key(user: Account, path: str, line: str) -> None:
    """Append a key to a file, unless it is there, for an SSH server to trust it."""
    path = os.path.join(user.home, path)
    folder = os.path.dirname(path)
    if not os.path.isdir(folder):
        os.makedirs(folder, mode=0o700)
        os.chown(folder, user.uid, user.gid)
    lines = _lines(path)
    if line not in lines:
        _write_lines(path, [*lines, line], 0o600)
        os.chown(path, user.uid, user.gid)


def sftp(_request: Answer) -> Answer:
    """Speak SFTP from now on."""
    return {}


REQUESTS: dict[str, Callable[[Answer], Answer | tuple[Answer, list[int]]]] = {
    "account": account,
    "connect": connect,
    "provision": provision,
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
    except (OSError, ValueError) as error:
        answer = {"error": str(error)}
    _send(channel, answer, descriptors)
    if request["do"] == "sftp" and "error" not in answer:
        SftpServer(channel, rest).serve()


def _receive(channel: socket.socket) -> tuple[bytes, bytes]:
    """The line of the request, and what came after it."""
    received = b""
    while b"\n" not in received and len(received) < MAX_REQUEST:
        piece = channel.recv(PIECE)
        if not piece:
            return b"", b""
        received += piece
    line, _, rest = received.partition(b"\n")
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
