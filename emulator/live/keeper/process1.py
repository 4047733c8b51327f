# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Process 1 of a machine: it puts the machine together, starts what is asked for, and reaps what ends."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import resource
import selectors
import signal
import socket
import struct
import termios
import time
from collections.abc import Callable, Sequence
from typing import NoReturn

from . import file_agent, identity, linux, messages, provisioning, roots, seccomp
from .accounts import Account, NoSuchUser, find_account, find_group, is_superuser
from .children import reap_children, watch_children
from .messages import Message

SOCKET = "/run/process1.socket"
"""Where commands of the machine (sudo, reboot) ask."""
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
BOOT_LOG = "/var/log/boot.log"
"""What services say that are started with the machine."""
CLIENTS = 256
"""At most so many commands wait for an answer at SOCKET."""
STOP_PATIENCE = 2.0
"""Seconds that processes have after SIGTERM."""
TIOCSPTLCK, TIOCGPTN = 0x40045431, 0x80045430
LEAVE_DELAY = 0.5
"""Seconds between "reboot" and its effect, in which the command that said it and its connection end properly."""
PROCESSES, OPEN_FILES = 1024, 8192
"""At most so many processes in a machine, and open files of each."""

DEFAULT_SIGNALS = (
    signal.SIGCHLD,
    signal.SIGPIPE,
    signal.SIGXFSZ,
    signal.SIGINT,
    signal.SIGTERM,
    signal.SIGHUP,
)
"""What this process ignores or handles, and what it starts should not."""
MEMORY_INTERVAL, SCARCE_MEMORY_INTERVAL = 1.0, 0.2
"""Seconds between looks at how much memory there is in use, the shorter one above a quarter of what may be."""

# chown, dac_override, fowner, fsetid, kill, setgid, setuid, setpcap, net_bind_service, ipc_owner, sys_chroot, sys_nice
CAPABILITIES = frozenset({0, 1, 3, 4, 5, 6, 7, 8, 10, 15, 18, 23})
"""What root of a machine may do there. Not among them: to mount, trace, make devices, change the network."""


class Machine:
    def __init__(self, channel: socket.socket, start: Message) -> None:
        self._channel = channel
        self._start = start
        self._has_ids: bool = start["has_ids"]
        self._commands: dict[int, Callable[[int], None]] = {}
        self._selector = selectors.DefaultSelector()
        self._stop_at: float | None = None
        self._clients = 0
        self._leave: tuple[float, str] | None = None
        self._memory_checked = 0.0
        self._is_memory_scarce = False

    def set_up(self, stage: str, commands: str) -> None:
        """Put the machine together, and give up the rights that did it. Raises OSError and NotMade."""
        start = self._start
        layout = roots.Layout(start["disk"], start["template"], start["base"], self._has_ids)
        linux.set_command_line("init")
        linux.leave_session_keyring()
        linux.unshare(linux.CLONE_NEWNS)
        roots.make_disk(layout, start["source"], stage)
        # Set-user-id programs of the host are without effect anyway; those of a tree, such as sudo, are to have one.
        has_real_setuid = self._has_ids and not layout.has_host_programs
        settings = roots.mount_root(layout, stage, commands, start["boot_id"])
        self._isolate()
        socket.sethostname(start["host_name"])
        for setting, value in (
            ("user/max_user_namespaces", "0"),
            ("net/ipv4/ping_group_range", f"0 {65534 if self._has_ids else 0}"),
        ):
            _set(settings, setting, value)
        os.close(settings)
        linux.control_process(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
        # While there is the right to do it, for real sudo could not work with no_new_privs.
        seccomp.install()
        linux.limit_capabilities(CAPABILITIES)
        if not has_real_setuid:
            linux.control_process(linux.PR_SET_NO_NEW_PRIVS, 1)
        linux.control_process(linux.PR_SET_NAME, b"init\0")
        # So that nobody in the machine may look into this process, which has a channel to the keeper.
        linux.control_process(linux.PR_SET_DUMPABLE, 0)

    def _isolate(self) -> None:
        """Be root of the inner user namespace.

        The kernel counts processes for who made a user namespace, and compares the sum with the limit that it was made
        with. So that machines do not share one, each is made by a user of its own, or, where there is but one, from a
        user namespace of its own.
        """
        if self._has_ids:
            os.setresuid(*(self._start["owner"],) * 3)
            linux.control_process(linux.PR_SET_DUMPABLE, 1)
        else:
            linux.unshare(linux.CLONE_NEWUSER)
            identity.map_first_only()
        _limit(self._start["memory_mb"])
        kinds = linux.CLONE_NEWUSER | linux.CLONE_NEWNS | linux.CLONE_NEWNET | linux.CLONE_NEWUTS | linux.CLONE_NEWIPC
        linux.unshare(kinds | linux.CLONE_NEWCGROUP)
        if not self._has_ids:
            identity.map_first_only()
        messages.send(self._channel, {"event": "isolated"})
        if messages.receive(self._channel) is None:
            os._exit(1)
        os.setresgid(0, 0, 0)
        os.setresuid(0, 0, 0)
        if self._has_ids:
            os.setgroups([])

    def boot(self) -> None:
        """Apply what is to be applied, and start the services. Raises OSError."""
        if self._start["provisioning"] is not None:
            provisioning.provision(self._start["provisioning"], self._has_ids)
        provisioning.set_host_name(self._start["host_name"])
        provisioning.set_hosts(self._start["host_name"], self._start["names"])
        if not os.path.lexists("/etc/resolv.conf"):
            provisioning.write_file("/etc/resolv.conf", roots.RESOLVER, 0o644)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        listener.bind(SOCKET)
        os.chmod(SOCKET, 0o666)
        listener.listen(64)
        listener.setblocking(False)
        self._selector.register(listener, selectors.EVENT_READ, lambda: self._accept(listener))
        self._selector.register(self._channel, selectors.EVENT_READ, self._take)
        self._start_services()
        messages.send(self._channel, {"event": "ready"})

    def _start_services(self) -> None:
        try:
            names = sorted(name for name in os.listdir("/etc/rc2.d") if name.startswith("S"))
        except OSError:
            return
        if names:
            script = 'for service in "$@"; do "/etc/rc2.d/$service" start; done'
            root = Account("root", 0, 0, "/", "/bin/sh", (0,))
            command = ["/bin/sh", "-c", script, "rc", *names]
            with contextlib.suppress(OSError), open(os.devnull) as nothing, open(BOOT_LOG, "w") as log:
                standard = nothing.fileno(), log.fileno(), log.fileno()
                self._commands[self._spawn(root, command, base_environment(root), standard)] = _ignore

    def serve(self) -> NoReturn:
        """Do what is asked until the machine is to end."""
        waker = watch_children()
        self._selector.register(waker, selectors.EVENT_READ, lambda: os.read(waker, 4096))
        while True:
            for key, _events in self._selector.select(self._timeout()):
                with contextlib.suppress(BlockingIOError, ConnectionError, KeyError):
                    key.data()
            self._reap()
            self._check_memory()
            if self._leave is not None and self._stop_at is None and time.monotonic() >= self._leave[0]:
                messages.send(self._channel, {"event": self._leave[1]})
                self._leave = None
            if self._stop_at is not None and (not _has_children() or time.monotonic() >= self._stop_at):
                os._exit(0)

    def _timeout(self) -> float | None:
        if self._stop_at is not None:
            return max(0.0, self._stop_at - time.monotonic())
        if self._leave is not None:
            return max(0.0, self._leave[0] - time.monotonic())
        if not _has_children():
            return None
        return SCARCE_MEMORY_INTERVAL if self._is_memory_scarce else MEMORY_INTERVAL

    def _check_memory(self) -> None:
        """Kill the largest process when all together have more memory than the machine's size."""
        now = time.monotonic()
        if now < self._memory_checked + (SCARCE_MEMORY_INTERVAL if self._is_memory_scarce else MEMORY_INTERVAL):
            return
        self._memory_checked = now
        sizes = _private_memory()
        total, limit = sum(sizes.values()), self._start["memory_mb"] << 20
        self._is_memory_scarce = total > limit // 4
        if total > limit:
            with contextlib.suppress(ProcessLookupError):
                os.kill(max(sizes, key=sizes.__getitem__), signal.SIGKILL)

    def _reap(self) -> None:
        for number, status in reap_children():
            report = self._commands.pop(number, None)
            if report is not None:
                with contextlib.suppress(OSError):
                    report(status)

    # What the keeper asks for.

    def _take(self) -> None:
        received = messages.receive(self._channel)
        if received is None:
            os._exit(1)
        message, descriptors = received
        try:
            actions: dict[str, Callable[[Message, list[int]], tuple[Message, list[int]] | None]] = {
                "run": self._run,
                "serve_files": self._serve_files,
                "kill": self._kill,
                "names": self._set_names,
                "stop": self._stop,
            }
            try:
                answer = actions[message["do"]](message, descriptors)
            except (NoSuchUser, OSError, ValueError) as error:
                answer = {"error": _describe(error)}, []
            if "id" in message and answer is not None:
                messages.send(self._channel, {"id": message["id"], **answer[0]}, answer[1])
                for descriptor in answer[1]:
                    os.close(descriptor)
        finally:
            for descriptor in descriptors:
                os.close(descriptor)

    def _run(self, message: Message, descriptors: list[int]) -> tuple[Message, list[int]]:
        account = find_account(message["user"])
        environment = {**base_environment(account), **message["environment"]}
        terminal = message["terminal"]
        if terminal is None:
            number = self._spawn(account, message["command"], environment, descriptors)
            passed: list[int] = []
        else:
            environment["TERM"] = terminal["name"]
            size = terminal["rows"], terminal["columns"]
            number, passed = self._spawn_with_terminal(account, message["command"], environment, size)
        self._commands[number] = lambda status: messages.send(
            self._channel, {"event": "ended", "number": number, "status": status}
        )
        return {"number": number}, passed

    def _open_terminal(self, account: Account, rows: int, columns: int) -> tuple[int, int]:
        master = os.open("/dev/pts/ptmx", os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
        fcntl.ioctl(master, TIOCSPTLCK, struct.pack("i", 0))
        (index,) = struct.unpack("I", fcntl.ioctl(master, TIOCGPTN, bytes(4)))
        slave = os.open(f"/dev/pts/{index}", os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
        fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        if self._has_ids:
            os.fchown(slave, account.user, 5)
        return master, slave

    def _serve_files(self, message: Message, descriptors: list[int]) -> tuple[Message, list[int]]:
        account = find_account(message["user"])
        (channel,) = descriptors

        def serve() -> None:
            with socket.socket(fileno=os.dup(channel)) as served:
                file_agent.serve(served)

        number = self._fork(account, serve, keep=(channel,))
        self._commands[number] = _ignore
        return {"number": number}, []

    def _kill(self, message: Message, _descriptors: list[int]) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if message["number"] > 1:
                os.killpg(message["number"], message["signal"])

    def _set_names(self, message: Message, _descriptors: list[int]) -> None:
        provisioning.set_hosts(self._start["host_name"], message["names"])

    def _stop(self, _message: Message, _descriptors: list[int]) -> None:
        self._end()

    def _end(self) -> None:
        if self._stop_at is None:
            self._stop_at = time.monotonic() + STOP_PATIENCE
            with contextlib.suppress(ProcessLookupError):
                os.kill(-1, signal.SIGTERM)
                os.kill(-1, signal.SIGCONT)

    # What commands of the machine ask for.

    def _accept(self, listener: socket.socket) -> None:
        client, _address = listener.accept()
        if self._clients >= CLIENTS:
            client.close()
            return
        self._clients += 1
        client.setblocking(False)
        _process, user, _group = struct.unpack("3i", client.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
        state: dict[str, int] = {}
        self._selector.register(client, selectors.EVENT_READ, lambda: self._take_from(client, user, state))

    def _take_from(self, client: socket.socket, user: int, state: dict[str, int]) -> None:
        descriptors: list[int] = []
        try:
            received = messages.receive(client)
            if received is None:
                raise ValueError("ended")
            message, descriptors = received
            self._serve_command(client, user, state, message, descriptors)
        except BlockingIOError:
            return
        except (ValueError, KeyError, TypeError, AttributeError, IndexError, struct.error):
            self._selector.unregister(client)
            client.close()
            self._clients -= 1
            if "number" in state:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(state["number"], signal.SIGHUP)
        finally:
            for descriptor in descriptors:
                os.close(descriptor)

    def _serve_command(
        self, client: socket.socket, user: int, state: dict[str, int], message: Message, descriptors: list[int]
    ) -> None:
        if "signal" in message and "number" in state:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(state["number"], int(message["signal"]))
            return
        if message.get("do") in ("reboot", "poweroff"):
            if user != 0:
                messages.send(client, {"error": "you are not root"})
                return
            messages.send(client, {"status": 0})
            self._leave = self._leave or (time.monotonic() + LEAVE_DELAY, message["do"])
            return
        try:
            number, terminal = self._run_as(user, message, descriptors)
        except (NoSuchUser, OSError) as error:
            messages.send(client, {"error": _describe(error)})
            return
        state["number"] = number
        messages.send(client, {"number": number}, terminal)
        for descriptor in terminal:
            os.close(descriptor)

        def report(status: int) -> None:
            state.pop("number", None)
            messages.send(client, {"status": status})

        self._commands[number] = report

    def _run_as(self, user: int, message: Message, descriptors: list[int]) -> tuple[int, list[int]]:
        """Run a command of sudo: its number, and the master of the terminal that it has been given, if any.

        ``message`` has what the options of sudo say, ``descriptors`` are 0, 1, 2 and the folder.
        """
        caller = find_account(user)
        if not is_superuser(caller):
            raise NoSuchUser(f"{caller.name} is not in the group sudo")
        wanted = str(message["user"])
        account = find_account(wanted.removeprefix("#") if wanted.startswith("#") else wanted)
        if message.get("group"):
            group = find_group(message["group"])
            account = Account(account.name, account.user, group, account.home, account.shell, (*account.groups, group))
        command = [str(part) for part in message["command"]]
        environment = {
            **base_environment(account),
            **{str(name): str(value) for name, value in message["environment"].items()},
            "SUDO_USER": caller.name,
            "SUDO_UID": str(caller.user),
            "SUDO_GID": str(caller.group),
            "SUDO_COMMAND": " ".join(command),
        }
        if not message.get("terminal"):
            return self._spawn(account, command, environment, descriptors[:3], folder=descriptors[3]), []
        rows, columns = message["terminal"]
        return self._spawn_with_terminal(account, command, environment, (rows, columns), folder=descriptors[3])

    # How it is done.

    def _spawn(
        self,
        account: Account,
        command: list[str],
        environment: dict[str, str],
        standard: Sequence[int],
        *,
        has_terminal: bool = False,
        folder: int | None = None,
    ) -> int:
        """Run a command as a user. Raises OSError if it cannot be, such as one that is not there."""
        failure_read, failure_write = os.pipe()

        def execute() -> None:
            try:
                if has_terminal:
                    fcntl.ioctl(standard[0], termios.TIOCSCTTY, 0)
                if folder is not None:
                    os.fchdir(folder)
                for target, descriptor in enumerate(standard):
                    os.dup2(descriptor, target)
                os.execvpe(command[0], command, environment)
            except OSError as error:
                os.write(failure_write, json.dumps([error.errno, command[0]]).encode())

        try:
            number = self._fork(
                account, execute, keep=(failure_write, *standard, *(() if folder is None else (folder,)))
            )
        except BaseException:
            os.close(failure_read)
            raise
        finally:
            os.close(failure_write)
        with open(failure_read, "rb") as file:
            failure = file.read()
        if failure:
            code, name = json.loads(failure)
            raise OSError(code, os.strerror(code), name)
        return number

    def _spawn_with_terminal(
        self,
        account: Account,
        command: list[str],
        environment: dict[str, str],
        size: tuple[int, int],
        folder: int | None = None,
    ) -> tuple[int, list[int]]:
        """Run a command in a terminal of its own: its number, and the master. Raises OSError."""
        master, slave = self._open_terminal(account, *size)
        try:
            environment = {**environment, "SSH_TTY": os.ttyname(slave)}
            number = self._spawn(account, command, environment, (slave,) * 3, has_terminal=True, folder=folder)
        except BaseException:
            os.close(master)
            raise
        finally:
            os.close(slave)
        return number, [master]

    def _fork(self, account: Account, work: Callable[[], None], keep: Sequence[int]) -> int:
        """Do some work in a process of a user, in his home and a session of its own; its number. Raises OSError."""
        number = os.fork()
        if number:
            return number
        status = 127
        try:
            for name in DEFAULT_SIGNALS:
                signal.signal(name, signal.SIG_DFL)
            signal.set_wakeup_fd(-1)
            os.setsid()
            os.umask(0o022)
            # Above the standard ones, so that none is written over before it has been copied.
            _close_others({0, 1, 2, *keep})
            if self._has_ids:
                os.setgroups(account.groups)
                os.setresgid(account.group, account.group, account.group)
                os.setresuid(account.user, account.user, account.user)
            try:
                os.chdir(account.home)
            except OSError:
                os.chdir("/")
            work()
            status = 0
        except BaseException as error:  # noqa: BLE001 - this is the end of a process
            with contextlib.suppress(OSError):
                os.write(2, f"{error}\n".encode())
        finally:
            os._exit(status)


def base_environment(account: Account) -> dict[str, str]:
    """What a command of a user finds in its environment."""
    return {
        "HOME": account.home,
        "LANG": "C.UTF-8",
        "LOGNAME": account.name,
        "PATH": PATH,
        "SHELL": account.shell,
        "USER": account.name,
    }


def _ignore(_status: int) -> None:
    """What nobody waits for has ended."""


def _private_memory() -> dict[int, int]:
    """The bytes that each process but this one has for itself."""
    sizes = {}
    page = resource.getpagesize()
    for name in os.listdir("/proc"):
        if name.isdigit() and name != "1":
            with contextlib.suppress(OSError, ValueError), open(f"/proc/{name}/statm") as file:
                _size, resident, shared, *_rest = map(int, file.read().split())
                sizes[int(name)] = (resident - shared) * page
    return sizes


def _has_children() -> bool:
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True


def _describe(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error)


def _close_others(kept: set[int]) -> None:
    for name in os.listdir("/proc/self/fd"):
        if int(name) not in kept:
            with contextlib.suppress(OSError):
                os.close(int(name))


def _limit(memory_mb: int) -> None:
    memory = memory_mb << 20
    for kind, limit in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, PROCESSES),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_DATA, memory),
        (resource.RLIMIT_MSGQUEUE, 1 << 20),
        (resource.RLIMIT_SIGPENDING, PROCESSES),
    ):
        _soft, hard = resource.getrlimit(kind)
        limit = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        soft = min(limit, 1024) if kind == resource.RLIMIT_NOFILE else limit
        resource.setrlimit(kind, (soft, limit))


def _set(settings: int, name: str, value: str) -> None:
    """Write to a file of /proc/sys; a kernel without it does not have what it limits."""
    try:
        file = os.open(name, os.O_WRONLY | os.O_CLOEXEC, dir_fd=settings)
    except FileNotFoundError:
        return
    try:
        os.write(file, value.encode())
    finally:
        os.close(file)


def main(channel: socket.socket, start: Message, stage: str, commands: str) -> NoReturn:
    """Be process 1 of a machine."""
    status = 1
    try:
        _close_others({0, 1, 2, channel.fileno()})
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        channel.setblocking(True)
        machine = Machine(channel, start)
        machine.set_up(stage, commands)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(nowhere, descriptor)
        os.close(nowhere)
        machine.boot()
        channel.setblocking(False)
        machine.serve()
    except (OSError, roots.NotMade, NoSuchUser) as error:
        with contextlib.suppress(OSError):
            is_full = isinstance(error, OSError) and error.errno in roots.FULL
            text = roots.DISK_FULL if is_full else _describe(error)
            messages.send(channel, {"event": "failed", "error": text})
    except BaseException as error:  # noqa: BLE001 - this is the end of a process
        with contextlib.suppress(OSError):
            messages.send(channel, {"event": "failed", "error": f"{type(error).__name__}: {error}"})
    finally:
        os._exit(status)
