# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls of Linux that Python has no functions for. All raise OSError."""

from __future__ import annotations

import ctypes
import fcntl
import os
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager

CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC = 0x00020000, 0x02000000, 0x04000000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT, MS_BIND = 1, 2, 4, 8, 32, 4096
MS_REC, MS_PRIVATE = 16384, 1 << 18
MNT_DETACH = 2

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NAME, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 4, 15, 24, 38
PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 47, 4

KEYCTL_JOIN_SESSION_KEYRING = 1
SYSCALLS = {
    "x86_64": {"pivot_root": 155, "keyctl": 250},
    "aarch64": {"pivot_root": 41, "keyctl": 219},
}
"""Numbers of calls that the C library has no function for, and that are not the same everywhere."""

MOUNT_SETATTR, AT_RECURSIVE, AT_FDCWD = 442, 0x8000, -100
MOVE_MOUNT, OPEN_TREE = 429, 428
OPEN_TREE_CLONE, OPEN_TREE_CLOEXEC, AT_EMPTY_PATH, MOVE_MOUNT_F_EMPTY_PATH = 1, os.O_CLOEXEC, 0x1000, 4
MOUNT_ATTR_RDONLY, MOUNT_ATTR_NOSUID, MOUNT_ATTR_NODEV = 1, 2, 4

SIOCGIFINDEX = 0x8933

_libc = ctypes.CDLL(None, use_errno=True)
_numbers = SYSCALLS.get(os.uname().machine, {})


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), what)
    return result


def unshare(flags: int) -> None:
    _checked(_libc.unshare(flags), "unshare")


def set_namespace(descriptor: int, kind: int = 0) -> None:
    _checked(_libc.setns(descriptor, kind), "setns")


@contextmanager
def in_network(descriptor: int) -> Iterator[None]:
    """What is done meanwhile is done in another network namespace: sockets that are made in it stay there."""
    own = os.open("/proc/self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
    try:
        set_namespace(descriptor, CLONE_NEWNET)
        try:
            yield
        finally:
            set_namespace(own, CLONE_NEWNET)
    finally:
        os.close(own)


def mount(source: str, target: str, kind: str | None = None, flags: int = 0, options: str | None = None) -> None:
    _checked(
        _libc.mount(
            os.fsencode(source),
            os.fsencode(target),
            kind.encode() if kind else None,
            ctypes.c_ulong(flags),
            os.fsencode(options) if options else None,
        ),
        target,
    )


def bind(source: str, target: str) -> None:
    """Have a file or folder be seen at ``target`` too, without what is mounted below it."""
    mount(source, target, None, MS_BIND)


def clone_mount(path: str, attributes: int = 0) -> int:
    """A copy of a file or folder with all that is mounted below it, that is mounted nowhere yet, as a descriptor."""
    flags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE
    tree = _checked(
        _libc.syscall(ctypes.c_long(OPEN_TREE), ctypes.c_int(AT_FDCWD), os.fsencode(path), ctypes.c_uint(flags)), path
    )
    set_mount(tree, attributes)
    return tree


def set_mount(tree: int, attributes: int, identities: int = 0) -> None:
    """Give mounts that are not in place yet other attributes. ``identities`` is a user namespace (a descriptor)."""
    # struct mount_attr: attr_set, attr_clr, propagation, userns_fd
    change = struct.pack("=QQQQ", attributes, 0, MS_PRIVATE, identities)
    _checked(
        _libc.syscall(
            ctypes.c_long(MOUNT_SETATTR),
            ctypes.c_int(tree),
            b"",
            ctypes.c_uint(AT_EMPTY_PATH | AT_RECURSIVE),
            change,
            ctypes.c_size_t(len(change)),
        ),
        "mount_setattr",
    )


def place_mount(tree: int, target: str) -> None:
    """Mount what clone_mount returned, and close it."""
    try:
        _checked(
            _libc.syscall(
                ctypes.c_long(MOVE_MOUNT),
                ctypes.c_int(tree),
                b"",
                ctypes.c_int(AT_FDCWD),
                os.fsencode(target),
                ctypes.c_uint(MOVE_MOUNT_F_EMPTY_PATH),
            ),
            target,
        )
    finally:
        os.close(tree)


def unmount(target: str) -> None:
    _checked(_libc.umount2(os.fsencode(target), MNT_DETACH), target)


def pivot_root(folder: str) -> None:
    """Make ``folder``, where something is mounted, the root, and let go of the old one."""
    os.chdir(folder)
    _checked(_libc.syscall(ctypes.c_long(_numbers["pivot_root"]), b".", b"."), folder)
    unmount(".")
    os.chdir("/")


def control_process(option: int, first: int | bytes = 0, second: int | bytes = 0) -> None:
    """prctl(2); bytes are passed by their address."""
    given = [value if isinstance(value, bytes) else ctypes.c_ulong(value) for value in (first, second, 0, 0)]
    _checked(_libc.prctl(option, *given), f"prctl {option}")


def set_command_line(text: str) -> None:
    """Have ps show another command line for this process and those that it forks, without paths of the host."""
    with open("/proc/self/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    # arg_start and arg_end of proc(5), which counts from 1, its first two fields being left out here.
    start, end = int(fields[45]), int(fields[46])
    size = end - start
    if start and size > 1:
        ctypes.memmove(start, text.encode()[: size - 1].ljust(size, b"\0"), size)


def leave_session_keyring() -> None:
    """Have a new session keyring: that of whoever started this process is not to be reached from a machine."""
    try:
        _checked(_libc.syscall(ctypes.c_long(_numbers["keyctl"]), KEYCTL_JOIN_SESSION_KEYRING, None), "keyctl")
    except OSError:
        # ENOSYS or EPERM: there are no keyrings here.
        return


def limit_capabilities(kept: frozenset[int]) -> None:
    """Give up all capabilities but some, for good."""
    with open("/proc/sys/kernel/cap_last_cap") as file:
        last = int(file.read())
    for capability in set(range(last + 1)) - kept:
        control_process(PR_CAPBSET_DROP, capability)
    control_process(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    mask = sum(1 << capability for capability in kept)
    low, high = mask & 0xFFFFFFFF, mask >> 32
    # struct __user_cap_header_struct, of version 3; two of __user_cap_data_struct: effective, permitted, inheritable
    header = struct.pack("=Ii", 0x20080522, 0)
    data = struct.pack("=6I", low, low, 0, high, high, 0)
    _checked(_libc.capset(header, data), "capset")


def interface_index(name: str) -> int:
    """The number of an interface of this network namespace."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as channel:
        answer = fcntl.ioctl(channel, SIOCGIFINDEX, struct.pack("16si12x", name.encode(), 0))
    return int(struct.unpack("16si12x", answer)[1])
