# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Channels of SSH connections: commands, shells and SFTP in a machine, and connections that are forwarded through it.

They keep to what can be sent: output is not read faster than the client takes it, and the client's window is not opened
for input that a command does not read.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import struct
import termios
from contextlib import suppress
from typing import Any, cast

from ansible_collections.classic.azure.emulator.live.ssh_users import User
from ansible_collections.classic.azure.emulator.live.streams import ReadStream, WriteStream, start_sftp
from ansible_collections.classic.azure.emulator.live.world import Process, RuntimeFailure, Terminal
from twisted.conch import ttymodes
from twisted.conch.ssh.channel import SSHChannel
from twisted.conch.ssh.common import NS, getNS
from twisted.conch.ssh.connection import EXTENDED_DATA_STDERR
from twisted.conch.ssh.session import parseRequest_pty_req, parseRequest_window_change
from twisted.internet.interfaces import IPushProducer
from zope.interface import implementer

WINDOW = 1024 * 1024
"""Bytes of a channel that may be on their way to a command, or wait here for it to read them."""
ACCEPTED_VARIABLES = re.compile(rb"LANG|LC_[A-Z_]{1,32}")
"""What clients may set in the environment of a command, as OpenSSH does it on Debian."""
MAX_VARIABLES, MAX_VALUE = 32, 4096
MAX_ROWS = 0xFFFF
SIGNALS = {
    name: signal.Signals[f"SIG{name}"]
    for name in ("ABRT", "ALRM", "FPE", "HUP", "ILL", "INT", "KILL", "PIPE", "QUIT", "SEGV", "TERM", "USR1", "USR2")
}
"""Those that have a name in RFC 4254."""


@implementer(IPushProducer)
class MachineChannel(SSHChannel):
    """A channel between a client and descriptors of a machine."""

    conn: Any

    def __init__(self, user: User, window: int, max_packet: int) -> None:
        super().__init__(WINDOW, 0, window, max_packet)
        self.user = user
        self.holds_window = True
        """Whether the client gets no more room, for what it sent is not taken yet."""
        self._input: WriteStream | None = None
        self._outputs: set[ReadStream] = set()
        self._early = b""
        self._is_input_ended = self._is_end_sent = self._has_output = False

    def connect_input(self, stream: WriteStream) -> None:
        """Write to a stream what the client sends, and has sent so far."""
        self._input = stream
        stream.registerProducer(cast(Any, self), True)
        early, self._early = self._early, b""
        stream.write(early)
        if self._is_input_ended:
            stream.end()
        elif not stream.producerPaused:
            self.resumeProducing()

    def connect_output(self, number: int, write: Any) -> None:
        """Send what can be read from a descriptor with a function."""
        stream = ReadStream(number, write, lambda: self._output_ended(stream))
        self._outputs.add(stream)
        self._has_output = True
        if self.areWriting:
            stream.startReading()

    def _output_ended(self, stream: ReadStream) -> None:
        self._outputs.discard(stream)
        self.finish_if_done()

    def pauseProducing(self) -> None:
        """The stream has as much input as it can hold."""
        self.holds_window = True

    def resumeProducing(self) -> None:
        self.holds_window = False
        if not self.localClosed and self.localWindowLeft < self.localWindowSize // 2:
            self.conn.adjustWindow(self, self.localWindowSize - self.localWindowLeft)

    def stopProducing(self) -> None:
        """The stream is gone: what still comes is dropped."""
        self._input = None
        self.resumeProducing()

    def dataReceived(self, data: bytes) -> None:
        if self._input:
            self._input.write(data)
        elif self.holds_window:
            self._early += data

    def eofReceived(self) -> None:
        self._is_input_ended = True
        if self._input:
            self._input.end()

    def stopWriting(self) -> None:
        for stream in self._outputs:
            stream.stopReading()

    def startWriting(self) -> None:
        for stream in self._outputs:
            stream.startReading()

    def addWindowBytes(self, data: int) -> None:
        super().addWindowBytes(data)
        self.finish_if_done()

    def is_done(self) -> bool:
        """Whether nothing more will be sent, as far as others than the descriptors are concerned."""
        return True

    def finish_if_done(self) -> None:
        """End the channel, if all has been read, sent and said."""
        if not self._has_output or self._outputs or self.buf or self.extBuf or self.localClosed:
            return
        if not self._is_end_sent:
            self._is_end_sent = True
            self.conn.sendEOF(self)
        if self.is_done():
            self.report()
            self.loseConnection()

    def report(self) -> None:
        """Say how it ended."""

    def closeReceived(self) -> None:
        """The client takes nothing any more."""
        self.buf, self.extBuf = b"", []
        self.loseConnection()

    def closed(self) -> None:
        for stream in list(self._outputs):
            stream.close()
        if self._input:
            self._input.close()


class Session(MachineChannel):
    """A channel in which one command, a shell or SFTP runs."""

    name = b"session"

    def __init__(self, user: User, window: int, max_packet: int) -> None:
        super().__init__(user, window, max_packet)
        self._variables: dict[str, str] = {}
        self._terminal: Terminal | None = None
        self._modes: list[tuple[int, int]] = []
        self._is_started = self._is_closed = False
        self._process: Process | None = None
        self._status: int | None = None
        self._has_ended = False

    def request_env(self, data: bytes) -> bool:
        name, value, dummy = getNS(data, 2)
        if not ACCEPTED_VARIABLES.fullmatch(name) or len(value) > MAX_VALUE or b"\0" in value:
            return False
        if len(self._variables) < MAX_VARIABLES:
            self._variables[name.decode("ascii")] = os.fsdecode(value)
        return True

    def request_pty_req(self, data: bytes) -> bool:
        if self._is_started or not self.user.key.allows_terminal:
            return False
        name, (rows, columns, *dummy), self._modes = parseRequest_pty_req(data)
        text = name.decode("ascii", errors="replace")
        terminal = text if re.fullmatch(r"[\w+.-]{1,64}", text, re.ASCII) else "dumb"
        self._terminal = Terminal(terminal, min(rows, MAX_ROWS), min(columns, MAX_ROWS))
        return True

    def request_window_change(self, data: bytes) -> bool:
        rows, columns, *dummy = parseRequest_window_change(data)
        if self._process is None or self._terminal is None or not self._input or not self._input.connected:
            return False
        self.user.machine.runtime.resize(self._process, min(rows, MAX_ROWS), min(columns, MAX_ROWS))
        return True

    def request_signal(self, data: bytes) -> bool:
        name = getNS(data)[0].decode("ascii", errors="replace")
        if self._process is None or self._has_ended or name not in SIGNALS:
            return False
        self.user.machine.runtime.kill(self.user.machine.key, self._process, SIGNALS[name])
        return True

    def request_shell(self, data: bytes) -> Any:
        return self._start(None)

    def request_exec(self, data: bytes) -> Any:
        return self._start(os.fsdecode(getNS(data)[0]))

    def request_subsystem(self, data: bytes) -> Any:
        if getNS(data)[0] != b"sftp" or self._is_started:
            return False
        if self.user.key.command is not None:
            return self._start("internal-sftp")
        self._is_started = True
        machine = self.user.machine
        started = start_sftp(machine.runtime, machine.key, self.user.account.name)
        return started.addCallbacks(self._speak_sftp, self._refuse)

    def _start(self, command: str | None) -> Any:
        """Run a command, or the user's shell if it is None."""
        if self._is_started or "\0" in (command or ""):
            return False
        self._is_started = True
        if self.user.key.command is not None:
            if command is not None:
                self._variables["SSH_ORIGINAL_COMMAND"] = command
            command = self.user.key.command
        shell = self.user.account.shell
        arguments = [shell, "-l"] if command is None else [shell, "-c", command]
        machine = self.user.machine
        started = machine.runtime.run(
            machine.key,
            self.user.account.name,
            arguments,
            environment=self._environment(),
            terminal=self._terminal,
        )
        return started.addCallbacks(self._attach, self._refuse)

    def _environment(self) -> dict[str, str]:
        """What SSH adds to the environment that each command of a user has."""
        account, transport = self.user.account, self.conn.transport
        client, server = transport.getPeer().address, transport.getHost().address
        return {
            **self._variables,
            "MAIL": f"/var/mail/{account.name}",
            "SSH_CLIENT": f"{client.host} {client.port} {server.port}",
            "SSH_CONNECTION": f"{client.host} {client.port} {server.host} {server.port}",
        }

    def _refuse(self, failure: Any) -> bool:
        """The machine cannot run it, for it stops, say."""
        failure.trap(RuntimeFailure, OSError)
        return False

    def _attach(self, process: Process) -> bool:
        """Connect the channel with a command that has started."""
        if self._is_closed:
            process.ended.addErrback(lambda failure: None)
            for number in (process.stdin, process.stdout, process.stderr):
                os.close(number)
            return False
        self._process = process
        if self._terminal:
            _set_modes(process.stdin, self._modes)
            self.connect_output(process.stdout, self.write)
            self.connect_input(WriteStream(process.stdin))
            os.close(process.stderr)
        else:
            self.connect_output(process.stdout, self.write)
            self.connect_output(process.stderr, lambda data: self.writeExtended(EXTENDED_DATA_STDERR, data))
            self.connect_input(WriteStream(process.stdin))
        process.ended.addCallbacks(self._ended, lambda failure: self._ended(None))
        return True

    def _speak_sftp(self, spoken: socket.socket) -> bool:
        number = spoken.detach()
        if self._is_closed:
            os.close(number)
            return False
        self._status, self._has_ended = 0, True
        self.connect_input(WriteStream(os.dup(number), shutdown=True))
        self.connect_output(number, self.write)
        return True

    def _ended(self, status: int | None) -> None:
        self._status, self._has_ended = status, True
        self.finish_if_done()

    def eofReceived(self) -> None:
        if self._terminal is None:  # a terminal has no end, only a character that says so
            super().eofReceived()

    def is_done(self) -> bool:
        return self._has_ended

    def report(self) -> None:
        if self._status is None:
            return
        if self._status >= 0:
            self.conn.sendRequest(self, b"exit-status", struct.pack(">L", self._status))
            return
        name = next((name for name, number in SIGNALS.items() if number == -self._status), "KILL")
        self.conn.sendRequest(self, b"exit-signal", NS(name.encode()) + b"\0" + NS(b"") + NS(b""))

    def closeReceived(self) -> None:
        """The client has read to the end, and has nothing more to say; it waits for the status if there is none yet."""
        if self._process is None or self._has_ended or self._outputs:
            super().closeReceived()

    def closed(self) -> None:
        self._is_closed = True
        super().closed()


class Forward(MachineChannel):
    """A channel that leads to a socket of the machine."""

    name = b"direct-tcpip"

    def __init__(self, user: User, window: int, max_packet: int, target: socket.socket) -> None:
        super().__init__(user, window, max_packet)
        self._target = target

    def channelOpen(self, specificData: bytes) -> None:
        number = self._target.detach()
        self.connect_input(WriteStream(os.dup(number), shutdown=True))
        self.connect_output(number, self.write)

    def is_done(self) -> bool:
        return self._is_input_ended or self._input is None

    def eofReceived(self) -> None:
        super().eofReceived()
        self.finish_if_done()

    def stopProducing(self) -> None:
        """The target takes nothing any more."""
        super().stopProducing()
        self.finish_if_done()


def _set_modes(terminal: int, modes: list[tuple[int, int]]) -> None:
    """Have a terminal work as that of the client does. What is not known here is left out."""
    with suppress(termios.error, OSError):
        attributes = termios.tcgetattr(terminal)
        for number, value in modes:
            _set_mode(attributes, ttymodes.TTYMODES.get(number), value)
        termios.tcsetattr(terminal, termios.TCSANOW, attributes)


def _set_mode(attributes: list[Any], mode: Any, value: int) -> None:
    """Set one of the modes of RFC 4254: a flag, with the index of its attribute, or a character."""
    if isinstance(mode, tuple):
        index, name = mode
        flag = getattr(termios, name, 0)
        attributes[index] = attributes[index] | flag if value else attributes[index] & ~flag
    elif isinstance(mode, str) and hasattr(termios, mode) and mode.startswith("V"):
        attributes[6][getattr(termios, mode)] = bytes((value & 0xFF,))
