# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The keeper's own process: it does what the emulator asks for, and ends with it.

A request is a message with ``id``, ``do`` and what that needs; its answer has the same ``id``, and ``error``, a
sentence, if it failed. Messages without ``id`` are events: ``ended`` (a command) and ``exited`` (a machine).
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import gc
import os
import select
import shutil
import signal
import socket
import sys
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import NoReturn

from . import identity, linux, messages, process1, roots
from .children import reap_children, watch_children
from .messages import Message
from .networks import Networks

# What is imported later would not be found: the keeper may then read only what everybody may.
import_module("encodings.idna")

DISKS, STAGE, COMMANDS, BASE = "/tmp/disks", "/tmp/stage", "/tmp/commands", "/tmp/base"
TEMPLATE = "/tmp/template"
KILL_PATIENCE = 3.0
"""Seconds after which a machine that was told to stop is killed."""
NAMES_DELAY = 0.2
"""Seconds between a machine's coming or going and the names of it in others."""
PYTHON = "#!/usr/bin/python3 -IS"
"""What runs commands of machines that are written in Python."""
NAMESPACES = linux.CLONE_NEWNS | linux.CLONE_NEWPID | linux.CLONE_NEWNET | linux.CLONE_NEWIPC | linux.CLONE_NEWUTS


class Failure(Exception):
    """A request cannot be done; the text is a sentence without its full stop."""


@dataclass
class Machine:
    """``network`` and ``mounts`` are descriptors of namespaces, ``requests`` what process 1 has not answered yet."""

    key: str
    process: int
    channel: socket.socket
    start: Message
    start_id: int
    network: int = -1
    mounts: int = -1
    is_ready: bool = False
    failure: str | None = None
    reason: str = "failure"
    requests: set[int] = field(default_factory=set)
    stops: list[int] = field(default_factory=list)
    kill_at: float | None = None


class Keeper:
    def __init__(self, emulator: socket.socket, id_count: int, has_base: bool) -> None:
        self._emulator = emulator
        self._id_count = id_count
        self._has_base = has_base
        self._machines: dict[str, Machine] = {}
        self._networks = Networks()
        self._stale_names: dict[str, float] = {}
        self._workers: dict[int, Callable[[int], None]] = {}
        self._poll = select.epoll()
        self._own_pids = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
        self._close_id: int | None = None

    def serve(self) -> NoReturn:
        waker = watch_children()
        self._emulator.setblocking(False)
        for descriptor in (waker, self._emulator.fileno()):
            self._poll.register(descriptor, select.EPOLLIN)
        while True:
            deadlines = [machine.kill_at for machine in self._machines.values() if machine.kill_at is not None]
            deadlines += self._stale_names.values()
            timeout = max(0.0, min(deadlines) - time.monotonic()) if deadlines else None
            channels = {machine.channel.fileno(): machine for machine in self._machines.values()}
            for descriptor, _events in self._poll.poll(timeout):
                if descriptor == waker:
                    os.read(waker, 4096)
                elif descriptor == self._emulator.fileno():
                    self._take_request()
                elif descriptor in channels:
                    self._take_report(channels[descriptor])
            self._kill_late()
            self._reap()
            self._spread_names()
            if self._close_id is not None and not self._machines:
                self._tell({"id": self._close_id})
                os._exit(0)

    # The emulator's side.

    def _tell(self, message: Message, descriptors: list[int] | None = None) -> None:
        """Send a message to the emulator, waiting for it to read: the machines can wait."""
        self._emulator.setblocking(True)
        try:
            messages.send(self._emulator, message, descriptors or [])
        except ConnectionError:
            os._exit(0)
        finally:
            self._emulator.setblocking(False)

    def _take_request(self) -> None:
        try:
            received = messages.receive(self._emulator)
        except BlockingIOError:
            return
        if received is None:
            os._exit(0)
        message, descriptors = received
        actions: dict[str, Callable[[Message, list[int]], Message | None]] = {
            "start": self._start,
            "stop": self._stop,
            "run": self._forward,
            "serve_files": self._forward,
            "kill": self._forward,
            "connect": self._connect,
            "listen": self._listen,
            "delete_disk": self._delete_disk,
            "change_data_disks": self._change_data_disks,
            "close": self._close,
        }
        try:
            try:
                answer = actions[message["do"]](message, descriptors)
            except Failure as failure:
                answer = {"error": str(failure)}
            except OSError as error:
                answer = {"error": describe(error)}
            if answer is not None:
                passed = answer.pop("descriptors", [])
                self._tell({"id": message["id"], **answer}, passed)
                for descriptor in passed:
                    os.close(descriptor)
        finally:
            for descriptor in descriptors:
                os.close(descriptor)

    def _find(self, message: Message) -> Machine:
        machine = self._machines.get(message["key"])
        if machine is None or not machine.is_ready or machine.stops:
            raise Failure(f"the machine {message['key']} does not run")
        return machine

    def _start(self, message: Message, _descriptors: list[int]) -> None:
        key = message["key"]
        if key in self._machines:
            raise Failure(f"the machine {key} runs already")
        start = {
            **message,
            "disk": os.path.join(DISKS, message["disk"]),
            "source": message["source"] and os.path.join(DISKS, message["source"]),
            "data_disks": {number: os.path.join(DISKS, name) for number, name in message["data_disks"].items()},
            "data_sources": {number: os.path.join(DISKS, name) for number, name in message["data_sources"].items()},
            "base": BASE if self._has_base else None,
            "template": TEMPLATE,
            "has_ids": self._id_count > 1,
            "owner": self._next_owner(),
            "boot_id": str(uuid.uuid4()),
            "names": {**self._networks.names(message["network"]), message["address"]: message["host_name"]}
            if message["address"]
            else {},
        }
        self._check_unused(key, {start["disk"], *start["data_disks"].values()})
        if not os.path.isdir(TEMPLATE):
            os.mkdir(TEMPLATE)
            roots.make_template(TEMPLATE)
        own, other = messages.pair()
        linux.unshare(linux.CLONE_NEWPID)
        try:
            process = os.fork()
            if process == 0:
                own.close()
                process1.main(other, start, STAGE, COMMANDS)
        finally:
            linux.set_namespace(self._own_pids, linux.CLONE_NEWPID)
        other.close()
        own.setblocking(False)
        self._machines[key] = Machine(key, process, own, start, message["id"])
        self._poll.register(own, select.EPOLLIN)

    def _next_owner(self) -> int:
        """A user that no other machine is made by, if there is more than one."""
        taken = {machine.start["owner"] for machine in self._machines.values()}
        return next(number for number in range(1, self._id_count + len(taken) + 1) if number not in taken)

    def _stop(self, message: Message, _descriptors: list[int]) -> Message | None:
        machine = self._machines.get(message["key"])
        if machine is None:
            return {}
        machine.stops.append(message["id"])
        self._end(machine)
        return None

    def _end(self, machine: Machine) -> None:
        if machine.kill_at is not None:
            return
        machine.kill_at = time.monotonic() + KILL_PATIENCE
        try:
            messages.send(machine.channel, {"do": "stop"})
        except OSError:
            machine.kill_at = time.monotonic()
        if not machine.is_ready:
            machine.kill_at = time.monotonic()

    def _forward(self, message: Message, descriptors: list[int]) -> None:
        machine = self._find(message)
        try:
            messages.send(machine.channel, message, descriptors)
        except BlockingIOError:
            raise Failure(f"the machine {machine.key} does not answer") from None
        if "id" in message:
            machine.requests.add(message["id"])

    def _connect(self, message: Message, _descriptors: list[int]) -> Message:
        machine = self._find(message)
        with linux.in_network(machine.network):
            made = socket.socket(socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        with contextlib.suppress(BlockingIOError):
            try:
                made.connect((message.get("address") or "127.0.0.1", message["port"]))
            except BlockingIOError:
                raise
            except OSError:
                made.close()
                raise
        return {"descriptors": [made.detach()]}

    def _listen(self, message: Message, _descriptors: list[int]) -> Message:
        machine = self._find(message)
        with linux.in_network(machine.network):
            made = socket.socket(socket.AF_INET, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        try:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            made.bind(("0.0.0.0", message["port"]))
            made.listen(128)
        except OSError:
            made.close()
            raise
        return {"descriptors": [made.detach()]}

    def _delete_disk(self, message: Message, _descriptors: list[int]) -> None:
        folder = os.path.join(DISKS, message["disk"])
        for machine in self._machines.values():
            if folder in (machine.start["disk"], *machine.start["data_disks"].values()):
                raise Failure(f"the machine {machine.key} has this disk")
        number = message["id"]

        def delete() -> None:
            # What cannot be deleted is left to the emulator, which says so.
            with contextlib.suppress(FileNotFoundError):
                for name in os.listdir(folder):
                    shutil.rmtree(os.path.join(folder, name), ignore_errors=True)

        self._work(delete, lambda _error: self._tell({"id": number}))

    def _change_data_disks(self, message: Message, _descriptors: list[int]) -> None:
        machine, number = self._find(message), message["id"]
        disks = {lun: os.path.join(DISKS, name) for lun, name in message["attached"].items()}
        sources = {lun: os.path.join(DISKS, name) for lun, name in message["sources"].items()}
        self._check_unused(machine.key, set(disks.values()), but=machine.key)

        def finish(error: int) -> None:
            if error:
                self._tell({"id": number, "error": f"disks of {machine.key} cannot be changed: {_describe(error)}"})
                return
            for lun in message["detached"]:
                machine.start["data_disks"].pop(lun, None)
            machine.start["data_disks"].update(disks)
            self._tell({"id": number})

        self._work(lambda: roots.change_data_disks(machine.mounts, disks, sources, message["detached"]), finish)

    def _check_unused(self, key: str, folders: set[str], but: str = "") -> None:
        for machine in self._machines.values():
            if machine.key != but and folders & {machine.start["disk"], *machine.start["data_disks"].values()}:
                raise Failure(f"a disk of {key} is in use: the machine {machine.key} has it")

    def _work(self, work: Callable[[], None], finish: Callable[[int], None]) -> None:
        """Do something that may take long in another process, and call ``finish`` with its errno, 0 for none."""
        process = os.fork()
        if process:
            self._workers[process] = finish
            return
        status = errno.EIO
        try:
            work()
            status = 0
        except OSError as error:
            status = error.errno or errno.EIO
        finally:
            os._exit(status)

    def _close(self, message: Message, _descriptors: list[int]) -> None:
        self._close_id = message["id"]
        for machine in self._machines.values():
            self._end(machine)

    # The machines' side.

    def _take_report(self, machine: Machine) -> None:
        try:
            received = messages.receive(machine.channel)
        except BlockingIOError:
            return
        except ValueError:
            received = None
        if received is None:
            self._poll.unregister(machine.channel)
            with contextlib.suppress(ProcessLookupError):
                os.kill(machine.process, signal.SIGKILL)
            return
        message, descriptors = received
        try:
            self._report(machine, message, descriptors)
        except OSError as error:
            machine.failure = describe(error)
            with contextlib.suppress(ProcessLookupError):
                os.kill(machine.process, signal.SIGKILL)
        finally:
            for descriptor in descriptors:
                os.close(descriptor)

    def _report(self, machine: Machine, message: Message, descriptors: list[int]) -> None:
        event, number = message.get("event"), message.get("id")
        if number in machine.requests:
            machine.requests.discard(number)
            self._tell(message, descriptors)
        elif event == "isolated" and machine.network < 0:
            self._isolate(machine)
        elif event == "ready" and not machine.is_ready:
            machine.is_ready = True
            self._tell({"id": machine.start_id})
            self._change_names(machine.start["network"])
        elif event == "failed" and not machine.is_ready:
            machine.failure = str(message.get("error"))
        elif event == "failed":
            print(f"process 1 of {machine.key} failed: {message.get('error')}", file=sys.stderr, flush=True)
        elif event == "ended":
            self._tell({"event": event, "key": machine.key, "number": message["number"], "status": message["status"]})
        elif event in ("reboot", "poweroff") and machine.is_ready:
            machine.reason = event
            self._end(machine)

    def _isolate(self, machine: Machine) -> None:
        """Map the ids of a machine that has its namespaces, and connect it."""
        process = f"/proc/{machine.process}"
        if self._id_count > 1:
            for kind in "ug":
                with open(f"{process}/{kind}id_map", "w") as file:
                    # In two parts: the outer namespace has got the first id elsewhere than the others, from newuidmap.
                    file.write(f"0 0 1\n1 1 {self._id_count - 1}\n")
        machine.network = os.open(f"{process}/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        machine.mounts = os.open(f"{process}/ns/mnt", os.O_RDONLY | os.O_CLOEXEC)
        start = machine.start
        self._networks.join(start["network"], start["address"], start["host_name"], machine.network)

        def finish(error: int) -> None:
            if not error:
                with contextlib.suppress(OSError):
                    messages.send(machine.channel, {"event": "connected"})
                return
            machine.failure = f"its data disks cannot be attached: {_describe(error)}"
            with contextlib.suppress(ProcessLookupError):
                os.kill(machine.process, signal.SIGKILL)

        if start["data_disks"]:
            disks = start["data_disks"], start["data_sources"]
            self._work(lambda: roots.change_data_disks(machine.mounts, *disks, []), finish)
        else:
            finish(0)

    def _change_names(self, network: str) -> None:
        """Have machines of a network know soon which others there are: at once for many that come and go together."""
        self._stale_names.setdefault(network, time.monotonic() + NAMES_DELAY)

    def _spread_names(self) -> None:
        now = time.monotonic()
        for network in [network for network, deadline in self._stale_names.items() if deadline <= now]:
            del self._stale_names[network]
            names = self._networks.names(network)
            for machine in self._machines.values():
                if machine.is_ready and machine.start["network"] == network and names:
                    with contextlib.suppress(OSError):
                        messages.send(machine.channel, {"do": "names", "names": names})

    def _kill_late(self) -> None:
        for machine in self._machines.values():
            if machine.kill_at is not None and time.monotonic() >= machine.kill_at:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(machine.process, signal.SIGKILL)

    def _reap(self) -> None:
        for process, status in reap_children():
            finish = self._workers.pop(process, None)
            if finish is not None:
                finish(status)
            for machine in list(self._machines.values()):
                if machine.process == process:
                    self._forget(machine, status)

    def _forget(self, machine: Machine, status: int) -> None:
        # What it has said before it ended.
        with contextlib.suppress(OSError, ValueError):
            while (received := messages.receive(machine.channel)) is not None:
                message, descriptors = received
                try:
                    self._report(machine, message, descriptors)
                finally:
                    for descriptor in descriptors:
                        os.close(descriptor)
        with contextlib.suppress(FileNotFoundError):
            self._poll.unregister(machine.channel)
        machine.channel.close()
        del self._machines[machine.key]
        start = machine.start
        for descriptor in (machine.network, machine.mounts):
            if descriptor >= 0:
                os.close(descriptor)
        if machine.network >= 0:
            self._networks.leave(start["network"], start["address"])
            self._change_names(start["network"])
        for number in machine.requests:
            self._tell({"id": number, "error": f"the machine {machine.key} has ended"})
        if not machine.is_ready:
            reason = machine.failure or f"its process 1 ended with status {status}"
            self._tell({"id": machine.start_id, "error": f"the machine {machine.key} cannot start: {reason}"})
        else:
            reason = "stop" if machine.stops else machine.reason
            self._tell({"event": "exited", "key": machine.key, "reason": reason})
        for number in machine.stops:
            self._tell({"id": number})


def describe(error: OSError) -> str:
    """An error of the system as a sentence without its full stop."""
    if error.errno in roots.FULL:
        return roots.DISK_FULL
    what = f"{error.filename}: " if error.filename else ""
    return f"{what}{error.strerror or error}"


def _describe(number: int) -> str:
    return describe(OSError(number, os.strerror(number) if number > 0 else "it was killed"))


def _probe() -> None:
    """Try what machines need beside namespaces. Raises OSError."""
    os.close(linux.clone_mount("/usr", linux.MOUNT_ATTR_RDONLY))
    networks = Networks()
    own = os.open("/proc/self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
    networks.join("probe", "10.0.0.4", "probe", own)
    networks.leave("probe", "10.0.0.4")
    os.close(own)


def _prepare(disks: int, base: int | None, commands: dict[str, str]) -> None:
    """Have a view of the host's files in which the folders of the keeper are at places of its own."""
    linux.mount("none", "/", None, linux.MS_REC | linux.MS_PRIVATE)
    linux.mount("tmpfs", "/tmp", "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, "size=16m,mode=700")
    for folder in (DISKS, STAGE, COMMANDS, BASE):
        os.mkdir(folder)
    os.fchdir(disks)
    linux.mount(".", DISKS, None, linux.MS_BIND | linux.MS_REC)
    if base is not None:
        os.fchdir(base)
        linux.mount(".", BASE, None, linux.MS_BIND | linux.MS_REC)
    os.chdir("/")
    for name, text in commands.items():
        path = os.path.join(COMMANDS, name)
        with open(path, "w") as file:
            file.write(text)
            os.fchmod(file.fileno(), 0o755)


def _read_commands() -> dict[str, str]:
    folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "stand_ins")
    commands = {}
    for name, file_name in roots.COMMANDS.items():
        with open(os.path.join(folder, file_name)) as file:
            text = file.read()
        commands[name] = text if text.startswith("#!") else f"{PYTHON}\n{text}"
    return commands


def main() -> NoReturn:
    parser = argparse.ArgumentParser(description="Run machines for the emulator that has the other end of --socket.")
    parser.add_argument("--socket", type=int, required=True, help="descriptor of a socket, of SOCK_SEQPACKET")
    parser.add_argument("--disks", required=True, help="folder of the disks")
    parser.add_argument("--machine-root", help="folder that machines have as their root")
    arguments = parser.parse_args()
    emulator = socket.socket(fileno=arguments.socket)
    emulator.set_inheritable(False)
    try:
        _run(emulator, arguments.disks, arguments.machine_root)
    except identity.Refused as refusal:
        messages.send(emulator, {"event": "refused", "error": str(refusal)})
    except OSError as error:
        messages.send(emulator, {"event": "refused", "error": f"{describe(error)}. {identity.remedy(error)}"})
    sys.exit(1)


def _run(emulator: socket.socket, disks: str, machine_root: str | None) -> NoReturn:
    commands = _read_commands()
    for path in filter(None, (disks, machine_root)):
        try:
            os.close(os.open(path, os.O_PATH | os.O_DIRECTORY))
        except OSError as error:
            raise identity.Refused(describe(error)) from error
    opened: list[int] = []

    def open_folders() -> None:
        opened.extend(
            os.open(path, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC) for path in (disks, machine_root) if path
        )

    linux.leave_session_keyring()
    id_count = identity.enter(NAMESPACES, open_folders)
    process = os.fork()
    if process:
        emulator.close()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
    linux.control_process(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    linux.mount("proc", "/proc", "proc", linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC)
    _prepare(opened[0], opened[1] if machine_root else None, commands)
    for descriptor in opened:
        os.close(descriptor)
    _probe()
    gc.collect()
    gc.freeze()
    messages.send(emulator, {"event": "started", "ids": id_count})
    Keeper(emulator, id_count, machine_root is not None).serve()
