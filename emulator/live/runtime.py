# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Machines in namespaces of Linux: a client of the keeper, the process that has them."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import socket
import struct
import subprocess
import sys
import termios
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ansible_collections.classic.azure.emulator.live.keeper import identity, messages, roots
from ansible_collections.classic.azure.emulator.live.provisioning import LiveFolder, disk_name, read_record
from ansible_collections.classic.azure.emulator.live.world import (
    Disk,
    ExitListener,
    Machine,
    Process,
    RuntimeFailure,
    Terminal,
)
from twisted.internet import defer
from twisted.internet import reactor as default_reactor
from twisted.internet.defer import Deferred, DeferredLock
from twisted.python.failure import Failure

KEEPER = Path(__file__).parent
"""The folder that the keeper's package is in."""
START_PATIENCE = 20.0
"""Seconds in which the keeper has to say that it has started, or why not."""
FILES = "files"
ENDED_STATUS = -9

_Received = tuple[dict[str, Any], list[int]]

START_KEEPER = "import sys; sys.path.append(sys.argv.pop(1)); from keeper.service import main; main()"


class _Connection:
    """The emulator's end of the channel to the keeper: a reader and writer of the event loop.

    ``take`` gets what comes, None for the end.
    """

    def __init__(self, reactor: Any, channel: socket.socket, take: Callable[[_Received | None], None]) -> None:
        self._reactor = reactor
        self._channel = channel
        self._take = take
        self._unsent: deque[tuple[dict[str, Any], list[int]]] = deque()
        channel.setblocking(False)
        reactor.addReader(self)

    def fileno(self) -> int:
        return self._channel.fileno()

    def logPrefix(self) -> str:
        return "keeper"

    def doRead(self) -> Exception | None:
        while self._channel.fileno() >= 0:
            try:
                received = messages.receive(self._channel)
            except BlockingIOError:
                return None
            if received is None:
                return ConnectionError("the keeper has ended")
            self._take(received)
        return None

    def doWrite(self) -> Exception | None:
        while self._unsent:
            message, descriptors = self._unsent[0]
            try:
                messages.send(self._channel, message, descriptors)
            except BlockingIOError:
                return None
            except OSError as error:
                return error
            self._unsent.popleft()
            _close(descriptors)
        self._reactor.removeWriter(self)
        return None

    def connectionLost(self, _reason: Failure) -> None:
        self.close()
        self._take(None)

    def send(self, message: dict[str, Any], descriptors: list[int]) -> None:
        """Send a message at once, or when the keeper has read others. Raises OSError."""
        if not self._unsent:
            try:
                messages.send(self._channel, message, descriptors)
                return
            except BlockingIOError:
                self._reactor.addWriter(self)
        self._unsent.append((message, [os.dup(descriptor) for descriptor in descriptors]))

    def close(self) -> None:
        self._reactor.removeReader(self)
        self._reactor.removeWriter(self)
        self._channel.close()
        while self._unsent:
            _close(self._unsent.popleft()[1])


def _close(descriptors: Iterable[int]) -> None:
    for descriptor in descriptors:
        os.close(descriptor)


class NamespaceRuntime:
    """Runs machines in namespaces; implements ``world.Runtime``.

    ``folder`` is where their files lie (``WORKDIR/live``), ``machine_root`` a tree that they have as their root instead
    of the programs of the host. ``on_exit`` is called when a machine ends by itself, and with all that ran when the
    keeper has ended; the next call of a method starts another keeper.
    """

    def __init__(
        self,
        folder: Path,
        *,
        machine_root: Path | None = None,
        on_exit: ExitListener | None = None,
        reactor: Any = default_reactor,
        python: str = sys.executable,
        keeper: Path = KEEPER,
    ) -> None:
        self.folder = LiveFolder(folder)
        self.on_exit = on_exit
        self.id_count = 0
        """How many users and groups machines have: 1 means that everybody is root there. Known after check()."""
        self._machine_root = machine_root
        self._reactor = reactor
        self._python = python
        self._keeper_folder = keeper
        self._keeper: subprocess.Popen[bytes] | None = None
        self._connection: _Connection | None = None
        self._next = 0
        self._requests: dict[int, Deferred[_Received]] = {}
        self._machines: dict[str, Machine] = {}
        self._processes: dict[tuple[str, int], Process] = {}
        self._locks: dict[str, DeferredLock] = {}

    @property
    def limitation(self) -> str | None:
        """What machines cannot do here and could elsewhere, as sentences; known after check()."""
        if self.id_count != 1:
            return None
        return (
            "Machines have one user here: all of theirs are root, and files cannot be given to others. For more, run"
            " the emulator as root, or install newuidmap (package uidmap), and have 65536 ids in /etc/subuid and"
            " /etc/subgid."
        )

    def check(self) -> None:
        """Raise RuntimeFailure if machines cannot run here; the text has the remedy. Starts the keeper, which waits."""
        self._start_keeper()

    def start(self, machine: Machine) -> Deferred[None]:
        return self._locks.setdefault(machine.key, DeferredLock()).run(self._start, machine)

    def stop(self, key: str) -> Deferred[None]:
        return self._locks.setdefault(key, DeferredLock()).run(self._stop, key)

    def delete_disk(self, media_link: str) -> Deferred[None]:
        return defer.ensureDeferred(self._delete_disk(media_link))

    def connect(self, key: str, port: int, address: str = "127.0.0.1") -> Deferred[socket.socket]:
        """``address`` is one that the machine reaches: its own, or one of its network."""
        return defer.ensureDeferred(self._get_socket("connect", key=key, port=port, address=address))

    def listen(self, key: str, port: int) -> Deferred[socket.socket]:
        return defer.ensureDeferred(self._get_socket("listen", key=key, port=port))

    def run(
        self,
        key: str,
        user: str,
        command: list[str],
        *,
        environment: Mapping[str, str] | None = None,
        terminal: Terminal | None = None,
    ) -> Deferred[Process]:
        return defer.ensureDeferred(self._run(key, user, command, dict(environment or {}), terminal))

    def serve_files(self, key: str, user: str) -> Deferred[socket.socket]:
        return defer.ensureDeferred(self._serve_files(key, user))

    def resize(self, process: Process, rows: int, columns: int) -> None:
        with contextlib.suppress(OSError):
            fcntl.ioctl(process.stdin, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def kill(self, key: str, process: Process, signal: int) -> None:
        if (key, process.number) in self._processes and self._connection is not None:
            with contextlib.suppress(OSError):
                self._connection.send({"do": "kill", "key": key, "number": process.number, "signal": signal}, [])

    def close(self) -> Deferred[None]:
        return defer.ensureDeferred(self._close())

    # Machines.

    async def _start(self, machine: Machine) -> None:
        running = self._machines.get(machine.key)
        if running is not None:
            if replace(running, data_disks=machine.data_disks) == machine:
                await self._change_data_disks(running, machine)
                return
            await self._stop(machine.key)
        record_path = self.folder.pending_record(machine.key)
        record = read_record(record_path)
        self._make_disk_folders(machine.key, (machine.system_disk, *machine.data_disks.values()))
        await self._ask(
            {
                "do": "start",
                "key": machine.key,
                "host_name": machine.host_name,
                "disk": _files(machine.system_disk.media_link),
                "source": machine.system_disk.source and _files(machine.system_disk.source),
                "data_disks": _by_number(machine.data_disks),
                "data_sources": _sources(machine.data_disks),
                "address": machine.address,
                "network": machine.network,
                "memory_mb": machine.memory_mb,
                "provisioning": record
                and {
                    "host_name": record.host_name,
                    "user_name": record.user_name,
                    "password_hash": record.password_hash,
                    "has_password_login": record.has_password_login,
                    "custom_data": record.custom_data,
                },
            }
        )
        self._machines[machine.key] = machine
        if record is not None:
            self.folder.settle_record(machine.key, machine.system_disk.media_link)

    async def _change_data_disks(self, running: Machine, machine: Machine) -> None:
        """Attach and detach disks while the machine runs."""
        before, after = running.data_disks, machine.data_disks
        attached = {number: disk for number, disk in after.items() if before.get(number) != disk}
        detached = [number for number in before if before[number] != after.get(number)]
        if not attached and not detached:
            return
        self._make_disk_folders(machine.key, attached.values())
        await self._ask(
            {
                "do": "change_data_disks",
                "key": machine.key,
                "attached": _by_number(attached),
                "sources": _sources(attached),
                "detached": [str(number) for number in detached],
            }
        )
        self._machines[machine.key] = machine

    def _make_disk_folders(self, key: str, disks: Iterable[Disk]) -> None:
        """Raises RuntimeFailure."""
        try:
            self.folder.make()
            for disk in disks:
                self._make_disk_folder(disk)
        except OSError as error:
            reason = roots.DISK_FULL if error.errno in roots.FULL else error.strerror
            raise RuntimeFailure(f"The disks of {key} cannot be made: {reason}.") from error

    def _make_disk_folder(self, disk: Disk) -> None:
        folder = self.folder.disk(disk.media_link)
        folder.mkdir(exist_ok=True)
        folder.chmod(0o711)
        files = folder / FILES
        if not files.exists():
            files.mkdir(0o755)
            if identity.has_own_range():
                os.chown(files, identity.FIRST, identity.FIRST)

    async def _stop(self, key: str) -> None:
        if self._connection is not None:
            await self._ask({"do": "stop", "key": key})
        self._forget(key)

    def _forget(self, key: str) -> None:
        self._machines.pop(key, None)
        for of, number in list(self._processes):
            if of == key:
                self._processes.pop((of, number)).ended.callback(ENDED_STATUS)

    async def _delete_disk(self, media_link: str) -> None:
        folder = self.folder.disk(media_link)
        if not folder.exists():
            return
        await self._ask({"do": "delete_disk", "disk": _files(media_link)})
        try:
            shutil.rmtree(folder)
        except FileNotFoundError:
            return
        except OSError as error:
            raise RuntimeFailure(f"The folder of a disk, {folder}, cannot be deleted: {error.strerror}.") from error

    # What runs in them.

    async def _get_socket(self, what: str, **request: Any) -> socket.socket:
        _answer, (descriptor,) = await self._ask({"do": what, **request})
        return socket.socket(fileno=descriptor)

    async def _run(
        self, key: str, user: str, command: list[str], environment: dict[str, str], terminal: Terminal | None
    ) -> Process:
        request: dict[str, Any] = {
            "do": "run", "key": key, "user": user, "command": command, "environment": environment, "terminal": None,
        }  # fmt: skip
        if terminal is not None:
            request["terminal"] = {"name": terminal.name, "rows": terminal.rows, "columns": terminal.columns}
            answer, (master,) = await self._ask(request)
            own = [master, os.dup(master), os.dup(master)]
        else:
            (stdin_read, stdin), (stdout, stdout_write), (stderr, stderr_write) = os.pipe(), os.pipe(), os.pipe()
            own, others = [stdin, stdout, stderr], [stdin_read, stdout_write, stderr_write]
            try:
                answer, _none = await self._ask(request, others)
            except RuntimeFailure:
                _close(own)
                raise
            finally:
                _close(others)
        for descriptor in own:
            os.set_blocking(descriptor, False)
        stdin, stdout, stderr = own
        process = Process(answer["number"], stdin, stdout, stderr, Deferred())
        self._processes[key, process.number] = process
        return process

    async def _serve_files(self, key: str, user: str) -> socket.socket:
        own, other = messages.pair()
        with other:
            try:
                await self._ask({"do": "serve_files", "key": key, "user": user}, [other.fileno()])
            except RuntimeFailure:
                own.close()
                raise
        own.setblocking(False)
        return own

    # The keeper.

    def _start_keeper(self) -> _Connection:
        """Raises RuntimeFailure."""
        if self._connection is not None:
            return self._connection
        if sys.platform != "linux":
            raise RuntimeFailure("Machines run on Linux only: start the emulator there, or with --machines none.")
        try:
            self.folder.make()
        except OSError as error:
            raise RuntimeFailure(f"The folder {self.folder.path} cannot be made: {error.strerror}.") from error
        own, other = messages.pair()
        command = [self._python, "-I", "-S", "-c", START_KEEPER, str(self._keeper_folder)]
        command += ["--socket", str(other.fileno()), "--disks", str(self.folder.disks)]
        if self._machine_root is not None:
            command += ["--machine-root", str(self._machine_root)]
        with other:
            self._keeper = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, pass_fds=[other.fileno()]
            )
        own.settimeout(START_PATIENCE)
        try:
            received = messages.receive(own)
        except OSError:
            received = None
        answer: dict[str, Any] = {"error": "the process that is to run machines does not start"}
        if received:
            answer = received[0]
        if "error" in answer:
            own.close()
            self._keeper.wait()
            raise RuntimeFailure(f"Machines cannot run: {answer['error']}".removesuffix(".") + ".")
        self.id_count = answer["ids"]
        self._connection = _Connection(self._reactor, own, self._take)
        return self._connection

    def _ask(self, request: dict[str, Any], descriptors: list[int] | None = None) -> Deferred[_Received]:
        """Send a request to the keeper; an errback is a RuntimeFailure."""
        try:
            connection = self._start_keeper()
            self._next += 1
            connection.send({"id": self._next, **request}, descriptors or [])
        except RuntimeFailure:
            return defer.fail()
        except OSError as error:
            return defer.fail(RuntimeFailure(f"The keeper of machines cannot be asked: {error.strerror}."))
        answered: Deferred[_Received] = Deferred()
        self._requests[self._next] = answered
        return answered

    def _take(self, received: _Received | None) -> None:
        if received is None:
            self._lose_keeper()
            return
        message, descriptors = received
        if "id" in message:
            answered = self._requests.pop(message["id"])
            if "error" in message:
                answered.errback(RuntimeFailure(_sentence(message["error"])))
            else:
                answered.callback((message, descriptors))
        elif message["event"] == "ended":
            process = self._processes.pop((message["key"], message["number"]), None)
            if process is not None:
                process.ended.callback(message["status"])
        elif message["event"] == "exited":
            self._forget(message["key"])
            if message["reason"] != "stop" and self.on_exit is not None:
                self.on_exit(message["key"], message["reason"])

    def _lose_keeper(self) -> None:
        self._connection = None
        if self._keeper is not None:
            self._keeper.kill()
            self._keeper.wait()
            self._keeper = None
        requests, self._requests = self._requests, {}
        for answered in requests.values():
            answered.errback(RuntimeFailure("The keeper of machines has ended."))
        for key in list(self._machines):
            self._forget(key)
            if self.on_exit is not None:
                self.on_exit(key, "failure")

    async def _close(self) -> None:
        if self._connection is None:
            return
        self.on_exit = None
        with contextlib.suppress(RuntimeFailure):
            await self._ask({"do": "close"})
        if self._connection is not None:
            self._connection.close()
            self._lose_keeper()


def _files(media_link: str) -> str:
    return f"{disk_name(media_link)}/{FILES}"


def _by_number(disks: Mapping[int, Disk]) -> dict[str, str]:
    return {str(number): _files(disk.media_link) for number, disk in disks.items()}


def _sources(disks: Mapping[int, Disk]) -> dict[str, str]:
    return {str(number): _files(disk.source) for number, disk in disks.items() if disk.source}


def _sentence(text: str) -> str:
    text = text.removesuffix(".")
    return f"{text[:1].upper()}{text[1:]}."
