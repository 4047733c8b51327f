# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Descriptors in Twisted's event loop: pipes and terminals of commands, and the sockets of what works on files."""

from __future__ import annotations

import errno
import json
import os
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any, cast

from ansible_collections.classic.azure.emulator.live.keeper.sftp_server import PIECE
from ansible_collections.classic.azure.emulator.live.world import Runtime, RuntimeFailure
from twisted.internet import reactor as _reactor
from twisted.internet.abstract import FileDescriptor
from twisted.internet.defer import Deferred, inlineCallbacks
from twisted.internet.main import CONNECTION_DONE, CONNECTION_LOST
from twisted.python.failure import Failure

SIZE = 65536
"""Bytes that are read at once: no message of a file agent is longer."""
MAX_ANSWER = 1024 * 1024
PATIENCE = 30
"""Seconds for a machine to answer, and for a connection of it to be made."""

reactor = cast(Any, _reactor)


class _Stream(FileDescriptor):
    """A descriptor, which belongs to this from now on."""

    def __init__(self, number: int) -> None:
        super().__init__(reactor)
        os.set_blocking(number, False)
        self._number = number
        self.connected = 1

    def fileno(self) -> int:
        return self._number

    def close(self) -> None:
        """Close it at once."""
        if self.connected:
            self.connectionLost(Failure(CONNECTION_DONE))

    def connectionLost(self, reason: Failure) -> None:
        """Called at the end of what can be read, too, which with pipes may come as a hang-up."""
        if self.connected:
            super().connectionLost(reason)
            number, self._number = self._number, -1
            self._release(number)

    def _release(self, number: int) -> None:
        """Close a descriptor, which the event loop has forgotten."""
        os.close(number)


class ReadStream(_Stream):
    """Reads a descriptor. ``ended`` is called at the end, or when it is closed."""

    def __init__(self, number: int, received: Callable[[bytes], None], ended: Callable[[], None]) -> None:
        super().__init__(number)
        self._received, self._ended = received, ended

    def doRead(self) -> Exception | None:
        try:
            data = os.read(self._number, SIZE)
        except BlockingIOError:
            return None
        except OSError as error:  # EIO: nobody has the terminal open any more
            return cast(Exception, CONNECTION_DONE if error.errno == errno.EIO else CONNECTION_LOST)
        if not data:
            return cast(Exception, CONNECTION_DONE)
        self._received(data)
        return None

    def _release(self, number: int) -> None:
        super()._release(number)
        self._ended()


class WriteStream(_Stream):
    """Writes to a descriptor; what nobody reads any more is dropped.

    ``shutdown`` is for a socket that others read from: it is told the end before it is closed.
    """

    def __init__(self, number: int, shutdown: bool = False) -> None:
        super().__init__(number)
        self._shutdown = shutdown

    def writeSomeData(self, data: bytes) -> int | Exception:
        try:
            return os.write(self._number, data[:PIECE])
        except BlockingIOError:
            return 0
        except OSError:
            return cast(Exception, CONNECTION_LOST)

    def end(self) -> None:
        """Close it when all has been written."""
        self.unregisterProducer()
        self.loseConnection()

    def _release(self, number: int) -> None:
        if self._shutdown:
            with socket.socket(fileno=number) as ended, suppress(OSError):
                ended.shutdown(socket.SHUT_WR)
        else:
            super()._release(number)


class AgentCall(FileDescriptor):
    """A request to a file agent. ``answered`` is called back with the answer, and one descriptor or None; the socket
    stays open."""

    def __init__(self, channel: socket.socket, request: dict[str, Any]) -> None:
        super().__init__(reactor)
        channel.setblocking(False)
        self._channel = channel
        self._line = b""
        self._descriptor: int | None = None
        self.connected = 1
        self.answered: Deferred[tuple[dict[str, Any], int | None]] = Deferred()
        self._timer = reactor.callLater(PATIENCE, self.connectionLost, Failure(CONNECTION_LOST))
        self.startReading()
        self.write(json.dumps(request).encode() + b"\n")

    def fileno(self) -> int:
        return self._channel.fileno()

    def writeSomeData(self, data: bytes) -> int | Exception:
        try:
            return self._channel.send(data[:PIECE])
        except BlockingIOError:
            return 0
        except OSError:
            return cast(Exception, CONNECTION_LOST)

    def doRead(self) -> Exception | None:
        try:
            data, descriptors, _flags, _sender = socket.recv_fds(self._channel, SIZE, 1, socket.MSG_CMSG_CLOEXEC)
        except BlockingIOError:
            return None
        except OSError:
            return cast(Exception, CONNECTION_LOST)
        for descriptor in descriptors:
            if self._descriptor is None:
                self._descriptor = descriptor
            else:
                os.close(descriptor)
        self._line += data
        if not data or len(self._line) > MAX_ANSWER:
            return cast(Exception, CONNECTION_LOST)
        line, newline, dummy = self._line.partition(b"\n")
        if newline:
            self._finish(line)
        return None

    def _finish(self, line: bytes) -> None:
        try:
            answer = json.loads(line)
            problem = str(answer["error"]) if "error" in answer else None
        except (ValueError, TypeError):
            answer, problem = {}, "the machine gives no answer that can be read"
        self._stop()
        if problem is None:
            self.answered.callback((answer, self._descriptor))
        else:
            self._fail(problem)

    def _stop(self) -> None:
        self.connected = 0
        self.stopReading()
        self.stopWriting()
        if self._timer.active():
            self._timer.cancel()

    def _fail(self, problem: str) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
        self.answered.errback(RuntimeFailure(problem))

    def connectionLost(self, reason: Failure) -> None:
        if self.connected:
            self._stop()
            self._fail("the machine gives no answer")


@inlineCallbacks
def ask_agent(runtime: Runtime, key: str, user: str, do: str, **arguments: Any) -> Any:
    """The answer of a file agent to a request, and the descriptor that came with it, or None. Fails with
    RuntimeFailure."""
    channel = yield runtime.serve_files(key, user)
    with channel:
        answer, descriptor = yield AgentCall(channel, {"do": do, "user": user, **arguments}).answered
    return answer, descriptor


@inlineCallbacks
def start_sftp(runtime: Runtime, key: str, user: str) -> Any:
    """A socket at which SFTP is spoken, with the rights of a user of a machine. Fails with RuntimeFailure."""
    channel = yield runtime.serve_files(key, user)
    try:
        yield AgentCall(channel, {"do": "sftp", "user": user}).answered
    except BaseException:
        channel.close()
        raise
    return channel
