# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The SSH server of a machine, as OpenSSH's client sees it."""

from __future__ import annotations

import fcntl
import hashlib
import os
import pty
import socket
import struct
import subprocess
import termios
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.classic.azure.emulator.http import server
from ansible_collections.classic.azure.emulator.live import ssh
from ansible_collections.classic.azure.emulator.live.ssh_channels import WINDOW, MachineChannel
from ansible_collections.classic.azure.emulator.live.ssh_users import PASSWORDS_AT_ONCE
from ansible_collections.classic.azure.emulator.live.world import Disk, Machine
from ansible_collections.classic.azure.tests.unit.emulator.live.conftest import (
    KEY,
    MEDIA_LINK,
    PASSWORD,
    PATIENCE,
    SshMachine,
)
from twisted.conch.ssh.common import NS
from twisted.internet.threads import blockingCallFromThread

MEGABYTE = 1024 * 1024
TRIES = 5


def wait_until(condition: Callable[[], Any]) -> Any:
    """What a condition returns when it holds."""
    patience = time.monotonic() + PATIENCE
    while not (found := condition()):
        assert time.monotonic() < patience
        time.sleep(0.01)
    return found


def channels(machine: SshMachine) -> list[MachineChannel]:
    """The open channels of all connections to the machine."""
    factory = machine.servers._servers[KEY][1]
    services = [connection.service for connection in factory.connections]
    return [channel for service in services for channel in getattr(service, "channels", {}).values()]


def make_key(folder: Path, kind: str) -> Path:
    path = folder / f"id_{kind}"
    subprocess.run(["ssh-keygen", "-q", "-t", kind, "-N", "", "-f", str(path)], check=True)
    return path


def test_command_by_key(machine: SshMachine) -> None:
    done = machine.ssh("echo out; echo err >&2; exit 7")
    assert (done.returncode, done.stdout, done.stderr) == (7, "out\n", "err\n")


@pytest.mark.parametrize("kind", ["ed25519", "ecdsa"])
def test_other_kinds_of_keys(machine: SshMachine, kind: str) -> None:
    key = make_key(machine.folder, kind)
    machine.authorize(key.with_suffix(".pub").read_text())
    assert machine.ssh("true", IdentityFile=str(key)).returncode == 0


def test_old_clients_sign_with_sha1(machine: SshMachine) -> None:
    assert machine.ssh("true", PubkeyAcceptedAlgorithms="ssh-rsa").returncode == 0


def test_key_that_is_not_authorized(machine: SshMachine) -> None:
    done = machine.ssh("true", IdentityFile=str(make_key(machine.folder, "ed25519")))
    assert done.returncode == 255 and "Permission denied" in done.stderr


def test_signature_of_something_else(machine: SshMachine, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that is authorized does not do: the client has to sign what belongs to this connection."""
    login = ssh.Authentication.login
    signed: list[bytes] = []

    def login_elsewhere(self: Any, credentials: Any, *others: Any) -> Any:
        if credentials.signature:
            signed.append(credentials.signature)
            credentials.sigData += b"of another connection"
        return login(self, credentials, *others)

    monkeypatch.setattr(ssh.Authentication, "login", login_elsewhere)
    done = machine.ssh("true")
    assert done.returncode == 255 and "Permission denied" in done.stderr and signed


def test_authorized_keys_that_others_can_write(machine: SshMachine, caplog: pytest.LogCaptureFixture) -> None:
    machine.authorize(machine.public_key, mode=0o666)
    assert machine.ssh("true").returncode == 255
    assert "lets others write" in caplog.text


def test_restricted_key_runs_its_command(machine: SshMachine) -> None:
    machine.authorize(f'restrict,command="echo $SSH_ORIGINAL_COMMAND" {machine.public_key}')
    assert machine.ssh("rm everything").stdout == "rm everything\n"
    assert machine.ssh("-tt", "whatever").returncode == 255 or "PTY allocation" in machine.ssh("-tt", "x").stderr
    assert machine.ssh("-W", "127.0.0.1:1").returncode == 255


def test_password(machine: SshMachine) -> None:
    assert machine.password_ssh(PASSWORD, "echo hello").stdout == "hello\n"


def test_wrong_passwords(machine: SshMachine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ssh, "FAILURE_SECONDS", 0)
    for user, password in (("student", "wrong"), ("student", ""), ("nobody-here", PASSWORD), ("root", PASSWORD)):
        machine.user = user
        done = machine.password_ssh(password, "true")
        assert done.returncode == 255 and "Permission denied (publickey,password)" in done.stderr


def test_tries_of_a_connection_are_bounded(machine: SshMachine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ssh, "FAILURE_SECONDS", 0)
    done = machine.password_ssh("wrong", "true", NumberOfPasswordPrompts="20")
    assert "too many bad auths" in done.stderr


def test_passwords_at_once_are_bounded(machine: SshMachine, monkeypatch: pytest.MonkeyPatch) -> None:
    """While as many tries as there may be wait for their answer, another one is not even looked at."""
    monkeypatch.setattr(ssh, "FAILURE_SECONDS", PATIENCE)
    checked: list[bytes] = []
    monkeypatch.setattr(ssh, "check_password", lambda password, hashed: checked.append(password))
    given = {"PubkeyAuthentication": "no", "BatchMode": "no"}
    tries = PASSWORDS_AT_ONCE + TRIES
    script = machine.folder / "askpass"
    script.write_text("#!/bin/sh\necho wrong\n")
    script.chmod(0o700)
    environment = {**os.environ, "SSH_ASKPASS": str(script), "SSH_ASKPASS_REQUIRE": "force"}
    for dummy in range(tries):
        machine.running.append(
            subprocess.Popen(
                machine.command("student@127.0.0.1", "true", **given),
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        )
    factory = machine.servers._servers[KEY][1]
    wait_until(lambda: len(factory.machine.trying.waiting) == TRIES)
    assert len(checked) == PASSWORDS_AT_ONCE


def test_no_passwords_where_the_provisioning_says_so(make_machine: Callable[..., SshMachine]) -> None:
    machine = make_machine(disable_password_authentication=True)
    done = machine.password_ssh(PASSWORD, "true")
    assert done.returncode == 255 and "Permission denied (publickey)" in done.stderr
    assert machine.ssh("true").returncode == 0


def test_environment(machine: SshMachine) -> None:
    done = machine.ssh("env", SetEnv="LC_TIME=de_DE.UTF-8 LD_PRELOAD=/tmp/evil.so FOO=bar")
    found = dict(line.split("=", 1) for line in done.stdout.splitlines())
    assert found["USER"] == found["LOGNAME"] == "student"
    assert (found["HOME"], found["SHELL"], found["LC_TIME"]) == (str(machine.home), "/bin/sh", "de_DE.UTF-8")
    client, dummy, address, port = found["SSH_CONNECTION"].split()
    assert (client, address, port) == ("127.0.0.1", "127.0.0.1", str(machine.port))
    assert found["SSH_CLIENT"].endswith(f" {port}")
    assert not {"LD_PRELOAD", "FOO", "TERM", "PYTHONPATH"} & set(found)


def test_shell_without_a_terminal(machine: SshMachine) -> None:
    done = machine.ssh(data="echo one\nexit 3\n")
    assert (done.returncode, done.stdout) == (3, "one\n")


def test_end_of_input_and_much_of_it(machine: SshMachine) -> None:
    content = os.urandom(4 * MEGABYTE)
    done = machine.ssh("sha256sum; echo end", data=content)
    assert done.stdout == f"{hashlib.sha256(content).hexdigest()}  -\nend\n"


def test_much_output(machine: SshMachine) -> None:
    done = machine.ssh(f"head -c {8 * MEGABYTE} /dev/zero; head -c {MEGABYTE} /dev/zero >&2")
    assert (len(done.stdout), len(done.stderr)) == (8 * MEGABYTE, MEGABYTE)


def test_new_keys_during_a_transfer(machine: SshMachine) -> None:
    content = os.urandom(3 * MEGABYTE)
    done = machine.ssh("tee copy | sha256sum; cat copy | sha256sum", data=content, RekeyLimit="500K")
    assert done.stdout.count(hashlib.sha256(content).hexdigest()) == 2


def test_output_that_the_client_does_not_take(machine: SshMachine) -> None:
    """The command waits, and so little of its output is here."""
    machine.start("student@127.0.0.1", "yes")
    channel = wait_until(lambda: next((each for each in channels(machine) if not each.areWriting), None))
    time.sleep(0.1)
    assert len(channel.buf) <= 2 * 65536


def test_input_that_the_command_does_not_take(machine: SshMachine) -> None:
    """The client waits: it gets no room for more."""
    started = machine.start("student@127.0.0.1", "sleep 1000")
    assert started.stdin
    os.set_blocking(started.stdin.fileno(), False)

    def is_full() -> bool:
        assert started.stdin
        try:
            os.write(started.stdin.fileno(), bytes(65536))
        except BlockingIOError:
            return any(each.holds_window and each.localWindowLeft < WINDOW // 2 for each in channels(machine))
        return False

    wait_until(is_full)
    (channel,) = channels(machine)
    stream: Any = channel._input
    assert len(stream.dataBuffer) + stream._tempDataLen <= WINDOW


def test_command_that_closes_its_input(machine: SshMachine) -> None:
    content = bytes(3 * MEGABYTE)
    assert machine.ssh("exec 0<&-; sleep 0.1; echo done", data=content).stdout == "done\n"


def test_background_process_keeps_the_channel(machine: SshMachine) -> None:
    """As with sshd: what still writes is still read."""
    assert machine.ssh("(sleep 0.2; echo late) & echo soon").stdout == "soon\nlate\n"


@pytest.mark.parametrize(("name", "is_taken"), [(b"TERM", True), (b"INT", True), (b"WINCH", False), (b"\xff", False)])
def test_signals_of_the_client(machine: SshMachine, name: bytes, is_taken: bool) -> None:
    """OpenSSH's client sends none of itself."""
    started = machine.start("student@127.0.0.1", "echo ready; exec sleep 1000")
    assert started.stdout and started.stdout.readline() == b"ready\n"
    (session,) = channels(machine)
    answer = blockingCallFromThread(server.reactor, session.requestReceived, b"signal", NS(name))
    assert answer is is_taken
    if is_taken:
        assert started.wait(PATIENCE) == 255
        assert machine.runtime.processes[-1].wait(PATIENCE) < 0


def test_requests_that_are_refused(machine: SshMachine) -> None:
    """Agents and X11 are not forwarded, nor ports of the machine to the client; the command runs all the same."""
    done = machine.ssh("-A", "-X", "echo $SSH_AUTH_SOCK$DISPLAY.", LogLevel="QUIET")
    assert done.stdout == ".\n"
    done = machine.ssh("-R8099:localhost:1", "true", ExitOnForwardFailure="yes")
    assert done.returncode == 255 and "remote port forwarding failed" in done.stderr


def test_status_after_the_end_of_output(machine: SshMachine) -> None:
    """The client has closed the channel by then, but still waits for the status."""
    assert machine.ssh("exec >&- 2>&-; sleep 0.2; exit 9").returncode == 9


def test_status_of_a_killed_command(machine: SshMachine) -> None:
    assert machine.ssh("kill -9 $$").returncode == 255
    assert machine.ssh("sh -c 'kill -9 $$'; exit $?").returncode == 137


@contextmanager
def in_terminal(machine: SshMachine, command: str) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Run a command with the terminal of a client of 24 by 80; the terminal's other side, and the client."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    arguments = machine.command("-tt", "student@127.0.0.1", command)
    started = subprocess.Popen(["setsid", "--ctty", "--wait", *arguments], stdin=slave, stdout=slave, stderr=slave)
    os.close(slave)
    machine.running.append(started)
    try:
        yield master, started
    finally:
        started.kill()
        os.close(master)


def read_until(terminal: int, expected: bytes) -> bytes:
    found = b""
    while expected not in found:
        found += os.read(terminal, 65536)
    return found


def test_terminal_and_its_size(machine: SshMachine) -> None:
    with in_terminal(machine, "tty >&2; stty size; echo $TERM; read x; stty size; exit 5") as (terminal, started):
        assert b"24 80" in read_until(terminal, b"80\r\n")
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 132, 0, 0))
        session = wait_until(lambda: channels(machine))[0]
        wait_until(lambda: _size(machine, session) == (50, 132))
        os.write(terminal, b"\n")
        assert read_until(terminal, b"132\r\n")
        assert started.wait(PATIENCE) == 5


def _size(machine: SshMachine, session: Any) -> tuple[int, int]:
    with machine.runtime.open_terminal(session._process) as terminal:
        size = fcntl.ioctl(terminal, termios.TIOCGWINSZ, bytes(8))
    rows, columns, *dummy = struct.unpack("HHHH", size)
    return rows, columns


def test_interrupt_from_the_terminal(machine: SshMachine) -> None:
    with in_terminal(machine, "trap 'echo caught; exit 4' INT; echo ready; sleep 1000 & wait") as (terminal, started):
        read_until(terminal, b"ready")
        os.write(terminal, b"\x03")
        read_until(terminal, b"caught")
        assert started.wait(PATIENCE) == 4


def test_hang_up_of_the_terminal(machine: SshMachine) -> None:
    """What runs in a terminal ends with its connection."""
    with in_terminal(machine, "echo ready; sleep 1000") as (terminal, dummy):
        read_until(terminal, b"ready")
    wait_until(lambda: machine.runtime.processes[-1].poll() is not None)


@contextmanager
def echo_server() -> Iterator[int]:
    """A server that sends back what it gets, until the other side has ended, and then says bye."""

    def serve() -> None:
        connection, dummy = listening.accept()
        with connection:
            while data := connection.recv(65536):
                connection.sendall(data)
            connection.sendall(b"bye")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(PATIENCE)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_forward(machine: SshMachine, host: str) -> None:
    content = os.urandom(MEGABYTE)
    with echo_server() as port:
        command = machine.command("-W", f"{host}:{port}", "student@127.0.0.1")
        done = subprocess.run(command, input=content, capture_output=True, timeout=PATIENCE, check=False)
    assert done.stdout == content + b"bye"


def test_forward_to_where_nobody_listens(machine: SshMachine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    for target, reason in ((f"127.0.0.1:{port}", "Connection refused"), ("nowhere.example:80", "not in /etc/hosts")):
        command = machine.command("-W", target, "student@127.0.0.1", LogLevel="INFO")
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE, check=False)
        assert done.returncode == 255 and reason.encode() in done.stderr


def test_jump_host(machine: SshMachine) -> None:
    """What -J does, with the options of the test for both connections."""
    jump = " ".join(machine.command("-W", "%h:%p", "student@127.0.0.1"))
    assert machine.ssh("echo through", ProxyCommand=jump).stdout == "through\n"


def test_kept_connection(machine: SshMachine) -> None:
    control = str(machine.folder / "control")
    machine.start("-M", "-N", "student@127.0.0.1", ControlPath=control)
    wait_until(lambda: Path(control).exists())
    for number in range(3):
        assert machine.ssh(f"echo {number}", ControlPath=control, ControlMaster="no").stdout == f"{number}\n"
    waiting = [machine.start("student@127.0.0.1", "cat", ControlPath=control) for dummy in range(ssh.MAX_SESSIONS)]
    wait_until(lambda: len(channels(machine)) == ssh.MAX_SESSIONS)
    refused = machine.ssh("true", ControlPath=control, ControlMaster="no", LogLevel="INFO", ProxyCommand="false")
    assert refused.returncode == 255 and "Session open refused by peer" in refused.stderr
    for each in waiting:
        assert each.communicate(b"hello", timeout=PATIENCE)[0] == b"hello"


def test_machine_that_ends(machine: SshMachine) -> None:
    """A command is refused, and a connection ends with a reason."""
    machine.start("-N", "student@127.0.0.1")
    wait_until(lambda: any(hasattr(each, "avatar") for each in machine.servers._servers[KEY][1].connections))
    machine.runtime.is_broken = True
    done = machine.ssh("true")
    assert done.returncode == 255
    closing_server: Any = machine.servers.close
    blockingCallFromThread(server.reactor, closing_server, KEY)
    assert machine.running[0].wait(PATIENCE) == 255
    assert machine.running[0].stderr and b"the machine stops" in machine.running[0].stderr.read()
    assert "Connection refused" in machine.ssh("true").stderr


def test_two_hundred_connections(machine: SshMachine) -> None:
    """They have nothing but a greeting yet; another one is served beside them."""
    made = [socket.create_connection(("127.0.0.1", machine.port)) for dummy in range(200)]
    try:
        assert all(each.recv(4) == b"SSH-" for each in made)
        assert machine.ssh("echo served").stdout == "served\n"
    finally:
        for each in made:
            each.close()


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\n\r\n" * 400,
        b"SSH-1.5-old\r\n",
        b"SSH-2.0-x\r\n" + bytes(64),
        b"SSH-2.0-x\r\n" + struct.pack(">LB", 12, 4) + b"\x1e" + bytes(64),
        b"SSH-2.0-x\r\n\xff\xff\xff\xff" + bytes(64),
    ],
)
def test_who_speaks_no_ssh_is_cut_off(machine: SshMachine, sent: bytes) -> None:
    with closing(socket.create_connection(("127.0.0.1", machine.port), PATIENCE)) as connection:
        connection.sendall(sent)
        try:
            while connection.recv(65536):
                pass
        except ConnectionResetError:
            pass
    assert machine.ssh("true").returncode == 0


def test_keys_are_appended_at_the_first_boot_only(machine: SshMachine) -> None:
    file = machine.home / ".ssh" / "authorized_keys"
    assert file.read_text() == f"{machine.public_key}\n"
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    file.write_text("")
    blockingCallFromThread(server.reactor, machine.servers.open, Machine(KEY, "web1", Disk(MEDIA_LINK), boots=1))
    assert file.read_text() == ""
