# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A runtime whose only machine is this host, so that SSH can be tested where there are no namespaces.

Whoever logs in is the user of the tests, at home in a folder of the test.
"""

from __future__ import annotations

import fcntl
import os
import pty
import signal
import socket
import struct
import subprocess
import sys
import termios
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ansible_collections.classic.azure.emulator.http import server
from ansible_collections.classic.azure.emulator.live.world import Machine, Process, RuntimeFailure, Terminal
from twisted.internet.defer import Deferred, fail, succeed

PATIENCE = 10
AGENTS = """
import os, signal, socket, sys
from ansible_collections.classic.azure.emulator.live.keeper import file_agent
home, number = sys.argv[1], int(sys.argv[2])
def find_account(name):
    return file_agent.Account(name, os.getuid(), os.getgid(), home, "/bin/sh", ())
file_agent.find_account = find_account
os.chdir(home)
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
control = socket.socket(fileno=number)
while True:
    dummy, descriptors, flags, sender = socket.recv_fds(control, 1, 1)
    if not descriptors:
        break
    if os.fork():
        os.close(descriptors[0])
    else:
        control.close()
        file_agent.serve(socket.socket(fileno=descriptors[0]))
        os._exit(0)
"""
"""A process that forks file agents, as the keeper does."""


@dataclass
class HostRuntime:
    """``users`` are those that its machine has. ``is_broken`` is a machine that has just ended."""

    home: Path
    users: tuple[str, ...] = ("student",)
    is_broken: bool = False
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    ports: dict[str, int] = field(default_factory=dict)
    terminals: dict[int, str] = field(default_factory=dict)
    control: socket.socket | None = None

    def listen(self, key: str, port: int) -> Deferred[socket.socket]:
        made = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.ports[key] = made.getsockname()[1]
        return succeed(made)

    def serve_files(self, key: str, user: str) -> Deferred[socket.socket]:
        if self.is_broken or user not in self.users:
            return fail(RuntimeFailure("there is no such user"))
        ours, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with other:
            socket.send_fds(self._start_agents(), [b"+"], [other.fileno()])
        return succeed(ours)

    def _start_agents(self) -> socket.socket:
        if self.control is None:
            self.control, other = socket.socketpair()
            arguments = [sys.executable, "-c", AGENTS, str(self.home), str(other.fileno())]
            with other:
                self.processes.append(subprocess.Popen(arguments, pass_fds=[other.fileno()]))
        return self.control

    def run(
        self,
        key: str,
        user: str,
        command: list[str],
        *,
        environment: Mapping[str, str] | None = None,
        terminal: Terminal | None = None,
    ) -> Deferred[Process]:
        if self.is_broken:
            return fail(RuntimeFailure("the machine has ended"))
        base = {"HOME": str(self.home), "LOGNAME": user, "PATH": os.environ["PATH"], "SHELL": "/bin/sh", "USER": user}
        environment = {**base, **(environment or {})}
        if terminal:
            environment["TERM"] = terminal.name
            return succeed(self._run_in_terminal(command, environment, terminal))
        popen = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            cwd=self.home,
            start_new_session=True,
        )
        assert popen.stdin and popen.stdout and popen.stderr
        numbers = [os.dup(each.fileno()) for each in (popen.stdin, popen.stdout, popen.stderr)]
        for each in (popen.stdin, popen.stdout, popen.stderr):
            each.close()
        return succeed(self._watched(popen, numbers))

    def _run_in_terminal(self, command: list[str], environment: dict[str, str], terminal: Terminal) -> Process:
        master, slave = pty.openpty()
        fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", terminal.rows, terminal.columns, 0, 0))
        arguments = ["setsid", "--ctty", "--wait", *command]
        popen = subprocess.Popen(
            arguments, stdin=slave, stdout=slave, stderr=slave, env=environment, cwd=self.home, start_new_session=True
        )
        self.terminals[popen.pid] = os.ttyname(slave)
        os.close(slave)
        return self._watched(popen, [master, os.dup(master), os.dup(master)])

    def _watched(self, popen: subprocess.Popen[bytes], numbers: list[int]) -> Process:
        self.processes.append(popen)
        process = Process(popen.pid, numbers[0], numbers[1], numbers[2], Deferred())

        def wait() -> None:
            status = popen.wait()
            server.reactor.callFromThread(process.ended.callback, status)

        threading.Thread(target=wait, daemon=True).start()
        return process

    def resize(self, process: Process, rows: int, columns: int) -> None:
        with self.open_terminal(process) as terminal:
            fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    @contextmanager
    def open_terminal(self, process: Process) -> Iterator[int]:
        """The terminal of a command, without keeping it open."""
        terminal = os.open(self.terminals[process.number], os.O_RDWR | os.O_NOCTTY)
        yield terminal
        os.close(terminal)

    def kill(self, key: str, process: Process, number: int) -> None:
        os.killpg(process.number, number)

    def end(self) -> None:
        if self.control:
            self.control.close()
        for popen in self.processes:
            if popen.poll() is None:
                popen.send_signal(signal.SIGKILL)
            popen.wait(PATIENCE)

    def check(self) -> None:
        raise NotImplementedError

    def start(self, machine: Machine) -> Deferred[None]:
        raise NotImplementedError

    def stop(self, key: str) -> Deferred[None]:
        raise NotImplementedError

    def delete_disk(self, media_link: str) -> Deferred[None]:
        raise NotImplementedError

    def connect(self, key: str, port: int) -> Deferred[socket.socket]:
        raise NotImplementedError

    def close(self) -> Deferred[None]:
        raise NotImplementedError
