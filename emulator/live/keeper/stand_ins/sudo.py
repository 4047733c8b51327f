# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""sudo(8) of machines in which nobody can become root by a set-user-id program: process 1 of the machine is asked to.

Users of the groups sudo and wheel may do everything, and are never asked for a password.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import select
import shlex
import signal
import socket
import struct
import sys
import termios
import tty
from array import array
from typing import Any, NoReturn

SOCKET = "/run/process1.socket"
USAGE = "usage: sudo [-EHSbiknsv] [-g group] [-p prompt] [-u user] [-D folder] [VAR=value] [command]"
FLAGS = {
    "--background": "b", "--help": "?", "--list": "l", "--login": "i", "--non-interactive": "n",
    "--preserve-env": "E", "--preserve-groups": "P", "--remove-timestamp": "K", "--reset-timestamp": "k",
    "--set-home": "H", "--shell": "s", "--stdin": "S", "--validate": "v", "--version": "V",
}  # fmt: skip
VALUES = {
    "--chdir": "D", "--close-from": "C", "--group": "g", "--prompt": "p", "--user": "u", "--command-timeout": "T",
    "--chroot": "R", "--other-user": "U", "--role": "r", "--type": "t", "--host": "h",
}  # fmt: skip
KEPT = ("COLORTERM", "DISPLAY", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "LC_MESSAGES", "TERM", "TZ")
OWN = ("HOME", "LOGNAME", "PATH", "SHELL", "USER")
FORWARDED = (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGUSR1, signal.SIGUSR2)


def fail(text: str) -> NoReturn:
    sys.stderr.write(f"sudo: {text}\n")
    sys.exit(1)


def parse(words: list[str]) -> tuple[set[str], dict[str, str], dict[str, str], list[str]]:
    """The flags, options with values, variables and command of a command line."""
    flags: set[str] = set()
    values = {"u": "root"}
    words = list(words)
    while words and words[0].startswith("-") and words[0] != "-":
        option = words.pop(0)
        if option == "--":
            break
        if option.startswith("--"):
            name, equals, value = option.partition("=")
            if name in VALUES:
                values[VALUES[name]] = value if equals else _next(words, option)
            elif name in FLAGS:
                flags.add(FLAGS[name])
            else:
                fail(f"unrecognized option '{name}'\n{USAGE}")
            continue
        letters = option[1:]
        while letters:
            letter, letters = letters[0], letters[1:]
            if letter in VALUES.values() and letter != "h":
                values[letter] = letters or _next(words, option)
                break
            if letter not in FLAGS.values() and letter not in "ABh":
                fail(f"invalid option -- '{letter}'\n{USAGE}")
            flags.add("?" if letter == "h" else letter)
    variables = {}
    while words and "=" in words[0][1:] and words[0].partition("=")[0].isidentifier():
        name, _equals, variables_value = words.pop(0).partition("=")
        variables[name] = variables_value
    return flags, values, variables, words


def _next(words: list[str], option: str) -> str:
    if not words:
        fail(f"option {option} requires an argument\n{USAGE}")
    return words.pop(0)


def find_user(user: str) -> list[str]:
    """The row of /etc/passwd of a user, by name or by #number."""
    with open("/etc/passwd", errors="surrogateescape") as file:
        for line in file:
            row = line.rstrip("\n").split(":")
            if len(row) == 7 and user in (row[0], f"#{row[2]}"):
                return row
    return fail(f"unknown user {user}")


def ask(request: dict[str, Any], folder: str) -> tuple[socket.socket, int | None]:
    """Have process 1 start what is asked for: the channel to it, and the terminal that the command has got, if any."""
    channel = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        channel.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
        channel.connect(SOCKET)
        opened = os.open(folder, os.O_PATH | os.O_DIRECTORY)
    except OSError as error:
        fail(f"{folder}: {error.strerror}")
    try:
        socket.send_fds(channel, [json.dumps(request).encode()], [0, 1, 2, opened])
    except OSError as error:
        fail(f"unable to execute {request['command'][0]}: {error.strerror}")
    answer, descriptors = receive(channel)
    if "error" in answer:
        fail(answer["error"])
    return channel, descriptors[0] if descriptors else None


def receive(channel: socket.socket) -> tuple[dict[str, Any], list[int]]:
    data, extras, _flags, _address = channel.recvmsg(65536, socket.CMSG_SPACE(4), socket.MSG_CMSG_CLOEXEC)
    descriptors = array("i")
    for _level, _kind, content in extras:
        descriptors.frombytes(content[:4])
    return json.loads(data or b'{"error": "the machine ends"}'), list(descriptors)


def window_size() -> bytes:
    return fcntl.ioctl(0, termios.TIOCGWINSZ, bytes(8))


def relay(channel: socket.socket, master: int) -> int:
    """Be between the terminal of the user and that of the command until it has ended; its status."""
    before = termios.tcgetattr(0)
    signal.signal(signal.SIGWINCH, lambda _number, _frame: fcntl.ioctl(master, termios.TIOCSWINSZ, window_size()))
    tty.setraw(0, termios.TCSADRAIN)
    waiting = {0, master, channel.fileno()}
    status = None
    try:
        while status is None or master in waiting:
            ready = select.select(list(waiting), [], [], None if status is None else 0.1)[0]
            if status is not None and not ready:
                break
            if channel.fileno() in ready:
                answer, _none = receive(channel)
                status = answer.get("status", 1)
                waiting -= {channel.fileno(), 0}
            for source, target in ((0, master), (master, 1)):
                if source in ready and source in waiting:
                    data = b""
                    with contextlib.suppress(OSError):
                        data = os.read(source, 65536)
                    if not data:
                        waiting.discard(source)
                    while data:
                        data = data[os.write(target, data) :]
    finally:
        termios.tcsetattr(0, termios.TCSADRAIN, before)
    return int(status)


def wait(channel: socket.socket) -> int:
    """Pass signals on until the command has ended; its status."""
    for number in FORWARDED:
        signal.signal(number, lambda number, _frame: channel.send(json.dumps({"signal": number}).encode()) and None)
    answer, _none = receive(channel)
    return int(answer.get("status", 1))


def main() -> int:
    flags, values, variables, command = parse(sys.argv[1:])
    if "V" in flags:
        print("Sudo version 1.9.13 (of this machine's process 1)")
        return 0
    if "l" in flags:
        print(f"User {os.environ.get('USER', 'you')} may run the following commands on {os.uname().nodename}:")
        print("    (ALL : ALL) NOPASSWD: ALL")
        return 0
    is_shell = bool(flags & {"i", "s"})
    if not command and not is_shell:
        if flags & {"k", "K", "v"}:
            return 0
        print(USAGE, file=sys.stdout if "?" in flags else sys.stderr)
        return 0 if "?" in flags else 1
    row = find_user(values["u"])
    if is_shell:
        shell = row[6] or "/bin/sh"
        login = ["-l"] if "i" in flags else []
        command = [shell, *login, *(["-c", shlex.join(command)] if command else [])]
    environment = {
        name: value for name, value in os.environ.items() if name in KEPT or ("E" in flags and name not in OWN)
    }
    request: dict[str, Any] = {
        "do": "sudo",
        "user": row[0],
        "group": values.get("g"),
        "command": command,
        "environment": {**environment, **variables},
        "terminal": None,
    }
    has_terminal = "b" not in flags and all(os.isatty(descriptor) for descriptor in (0, 1, 2))
    if has_terminal:
        rows, columns, _width, _height = struct.unpack("HHHH", window_size())
        request["terminal"] = [rows, columns]
    folder = values.get("D") or (row[5] if "i" in flags and os.path.isdir(row[5]) else ".")
    channel, master = ask(request, folder)
    if "b" in flags and os.fork():
        return 0
    status = wait(channel) if master is None else relay(channel, master)
    if status >= 0:
        return status
    if -status not in (signal.SIGKILL, signal.SIGSTOP):
        signal.signal(-status, signal.SIG_DFL)
    os.kill(os.getpid(), -status)
    return 128 - status


if __name__ == "__main__":
    sys.exit(main())
