# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SFTP and scp, as OpenSSH's programs see them, and packets that no program sends."""

from __future__ import annotations

import os
import socket
import stat
import struct
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from ansible_collections.classic.azure.emulator.live.keeper import sftp_server
from ansible_collections.classic.azure.emulator.live.keeper.sftp_server import SftpServer, text
from ansible_collections.classic.azure.tests.unit.emulator.live.conftest import PATIENCE, SshMachine
from hypothesis import given, settings
from hypothesis import strategies as st

MEGABYTE = 1024 * 1024
CHANGES = (3, 6, 9, 13, 14, 15, 18, 20, sftp_server.EXTENDED)
"""Kinds of packets that may change what is on this host."""


def run_sftp(machine: SshMachine, *commands: str) -> subprocess.CompletedProcess[str]:
    """Have sftp do these commands, each as far as it goes."""
    arguments = machine.command("-b", "-", "student@127.0.0.1", program="sftp", port="-P")
    batch = "".join(f"-{each}\n" for each in commands)
    return subprocess.run(arguments, input=batch, capture_output=True, text=True, timeout=PATIENCE, check=False)


def run_scp(machine: SshMachine, *words: str) -> subprocess.CompletedProcess[str]:
    """Run scp; HOST: in words is the machine."""
    found = [word.replace("HOST:", "student@127.0.0.1:") for word in words]
    arguments = machine.command(*found, program="scp", port="-P")
    return subprocess.run(arguments, capture_output=True, text=True, timeout=PATIENCE, check=False)


def test_files_there_and_back(machine: SshMachine) -> None:
    sent, received = machine.folder / "sent", machine.folder / "received"
    sent.write_bytes(os.urandom(3 * MEGABYTE))
    done = run_sftp(machine, f"put {sent} there", "chmod 640 there", f"get there {received}", "pwd", "df there")
    assert done.returncode == 0 and not done.stderr
    assert sent.read_bytes() == received.read_bytes()
    assert stat.S_IMODE((machine.home / "there").stat().st_mode) == 0o640
    assert f"Remote working directory: {machine.home}" in done.stdout and "%Capacity" in done.stdout


def test_folders_and_links(machine: SshMachine) -> None:
    (machine.home / "old").write_text("x" * 12)
    done = run_sftp(
        machine, "mkdir shop", "rename old shop/new", "ln -s shop/new link", "ln shop/new hard", "ls -l shop", "ls -l"
    )
    assert not done.stderr
    assert os.readlink(machine.home / "link") == "shop/new"
    assert (machine.home / "hard").stat().st_nlink == 2
    assert any(line.startswith("-rw-r--r--") and " 12 " in line for line in done.stdout.splitlines())
    assert not run_sftp(machine, "rm hard", "rm link", "rm shop/new", "rmdir shop").stderr
    assert sorted(each.name for each in machine.home.iterdir()) == [".ssh"]


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ("get nothing", "not found"),
        ("rmdir full", "Failure"),
        ("rm full", "Failure"),
        ("mkdir full", "Failure"),
        ("get pipe", "not a regular file"),
        ("put /etc/hostname pipe", "Failure"),
        ("cd file", "not a directory"),
        ("ls nothing", "not found"),
    ],
)
def test_what_cannot_be_done(machine: SshMachine, command: str, message: str) -> None:
    """Nobody waits for the other end of a pipe."""
    (machine.home / "full" / "inside").mkdir(parents=True)
    (machine.home / "file").touch()
    os.mkfifo(machine.home / "pipe")
    assert message in run_sftp(machine, command).stderr


def test_names_and_many_files(machine: SshMachine) -> None:
    """A name that is no UTF-8, one with a line break, and more than one answer can have."""
    for name in (b"caf\xe9", b"two\nlines", *(b"%d" % number for number in range(250))):
        (Path(os.fsdecode(os.fsencode(machine.home) + b"/" + name))).touch()
    done = run_sftp(machine, "ls -1")
    assert len(done.stdout.splitlines()) == 1 + 252 + done.stdout.count("two\nlines")


@pytest.mark.parametrize("mode", [["-s"], ["-O"]])
def test_scp(machine: SshMachine, mode: list[str]) -> None:
    """Over SFTP, and by the scp of the machine, as older programs do it: folders, with times and modes."""
    tree = machine.folder / "tree"
    (tree / "inner").mkdir(parents=True)
    (tree / "inner" / "large").write_bytes(os.urandom(2 * MEGABYTE))
    (tree / "tool").write_text("#!/bin/sh\n")
    (tree / "tool").chmod(0o750)
    os.utime(tree / "tool", (1_000_000_000, 1_100_000_000))
    assert run_scp(machine, *mode, "-p", "-r", str(tree), "HOST:").returncode == 0
    assert run_scp(machine, *mode, "-p", "-r", "HOST:tree", str(machine.folder / "back")).returncode == 0
    back = machine.folder / "back"
    assert (back / "inner" / "large").read_bytes() == (tree / "inner" / "large").read_bytes()
    assert (back / "tool").stat().st_mtime == 1_100_000_000
    assert stat.S_IMODE((back / "tool").stat().st_mode) == 0o750


class Client:
    """One that sends what it likes to a server in a thread."""

    def __init__(self) -> None:
        self.socket, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.socket.settimeout(PATIENCE)
        self.thread = threading.Thread(target=self._serve, args=(other,), daemon=True)
        self.thread.start()

    @staticmethod
    def _serve(other: socket.socket) -> None:
        mask = os.umask(0o077)
        with other:
            SftpServer(other).serve()
        os.umask(mask)

    def send(self, kind: int, content: bytes) -> None:
        packet = struct.pack(">LB", len(content) + 1, kind) + content
        for first in range(0, len(packet), sftp_server.PIECE):
            self.socket.send(packet[first : first + sftp_server.PIECE])

    def receive(self) -> tuple[int, bytes]:
        """The kind and content of an answer; 0 at the end."""
        received = b""
        while len(received) < 4 or len(received) < 4 + struct.unpack(">L", received[:4])[0]:
            piece = self.socket.recv(sftp_server.PIECE)
            if not piece:
                return 0, b""
            received += piece
        return received[4], received[5:]

    def status(self, kind: int, content: bytes) -> int:
        """The code of the answer to a request with the number 7."""
        self.send(kind, struct.pack(">L", 7) + content)
        answered, rest = self.receive()
        number, code = struct.unpack(">LL", rest[:8])
        assert (answered, number) == (sftp_server.STATUS, 7)
        return int(code)

    def close(self) -> None:
        self.socket.close()
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive()


@pytest.fixture
def client() -> Iterator[Client]:
    made = Client()
    made.send(sftp_server.INIT, struct.pack(">L", 3))
    assert made.receive()[0] == sftp_server.VERSION_ANSWER
    yield made
    made.close()


@pytest.mark.parametrize(
    ("kind", "content", "code"),
    [
        (99, b"", sftp_server.UNSUPPORTED),
        (sftp_server.EXTENDED, text(b"unknown@example.com"), sftp_server.UNSUPPORTED),
        (17, b"", sftp_server.BAD_MESSAGE),
        (17, text(b"a\0b"), sftp_server.BAD_MESSAGE),
        (17, text(b"/" * 5000 + b"x" * 5000), sftp_server.FAILURE),
        (17, b"\xff\xff\xff\xff", sftp_server.BAD_MESSAGE),
        (5, text(b"0") + struct.pack(">QL", 0, 1), sftp_server.NO_SUCH_FILE),
        (4, text(b"nothing"), sftp_server.NO_SUCH_FILE),
        (12, text(b"0"), sftp_server.NO_SUCH_FILE),
        (3, text(b"/dev/null") + struct.pack(">LL", 1, 4), sftp_server.BAD_MESSAGE),
        (3, text(b"/") + struct.pack(">LL", 1, 0), sftp_server.FAILURE),
    ],
)
def test_requests_that_are_refused(client: Client, kind: int, content: bytes, code: int) -> None:
    assert client.status(kind, content) == code


@pytest.mark.parametrize("wanted", [1, 2, 3])
def test_pipe_is_not_opened(client: Client, tmp_path: Path, wanted: int) -> None:
    """Neither to read nor to write: sftp itself asks before whether it is a file."""
    os.mkfifo(tmp_path / "pipe")
    request = text(os.fsencode(tmp_path / "pipe")) + struct.pack(">LL", wanted, 0)
    assert client.status(3, request) == sftp_server.FAILURE


def test_handles_are_bounded(client: Client) -> None:
    request = struct.pack(">L", 7) + text(b"/dev/null") + struct.pack(">LL", 1, 0)
    for dummy in range(sftp_server.MAX_HANDLES):
        client.send(3, request)
        assert client.receive()[0] == sftp_server.HANDLE
    assert client.status(3, request[4:]) == sftp_server.FAILURE


def test_offsets_that_no_file_has(client: Client, tmp_path: Path) -> None:
    client.send(3, struct.pack(">L", 7) + text(os.fsencode(tmp_path / "file")) + struct.pack(">LL", 0x1A, 0))
    handle = client.receive()[1][4:]
    assert client.status(6, handle + struct.pack(">Q", 2**64 - 1) + text(b"x")) == sftp_server.BAD_MESSAGE
    assert client.status(6, handle + struct.pack(">Q", 3) + text(b"x")) == sftp_server.OK
    assert (tmp_path / "file").read_bytes() == b"\0\0\0x"


@settings(max_examples=100)
@given(
    kind=st.integers(0, 255).filter(lambda kind: kind not in (6, 9, 13, 14, 15, 18, 20)), content=st.binary(max_size=60)
)
def test_any_packet_is_answered_or_ends_the_connection(kind: int, content: bytes) -> None:
    """Kinds that could change something are left out."""
    made = Client()
    made.send(kind, content)
    if kind == sftp_server.INIT or len(content) >= 4:
        assert made.receive()[0] in (*range(101, 106), sftp_server.EXTENDED_ANSWER, sftp_server.VERSION_ANSWER)
    else:
        assert made.receive()[0] == 0
    made.close()


def test_packet_that_is_too_long_ends_the_connection(client: Client) -> None:
    client.socket.send(struct.pack(">L", sftp_server.MAX_PACKET + 1))
    assert client.receive()[0] == 0
