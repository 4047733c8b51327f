# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A filter of system calls for machines: those that only administrators of a host need are refused with EPERM.

Most need rights that machines do not have anyway: this keeps code of the kernel out of reach that has had its errors.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct

from . import linux

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
X32 = 0x40000000
"""Calls of the x32 ABI have this bit."""

REFUSED = {
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "init_module": (175, 105),
    "delete_module": (176, 106),
    "finit_module": (313, 273),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "open_by_handle_at": (304, 265),
    "setns": (308, 268),
    "unshare": (272, 97),
    "quotactl": (179, 60),
    "acct": (163, 89),
    "reboot": (169, 142),
    "syslog": (103, 116),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
}
"""System calls with their numbers on x86-64 and arm64."""

LOAD, JUMP_EQUAL, JUMP_AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
ALLOW, ERROR = 0x7FFF0000, 0x00050000
OFFSET_OF_NUMBER, OFFSET_OF_ARCHITECTURE = 0, 4


def program(architecture: str) -> list[tuple[int, int, int, int]]:
    """The filter as instructions of BPF: code, jump if true, jump if false, operand. Raises KeyError."""
    own = ARCHITECTURES[architecture]
    numbers = sorted(pair[list(ARCHITECTURES).index(architecture)] for pair in REFUSED.values())
    steps = [
        (LOAD, 0, 0, OFFSET_OF_ARCHITECTURE),
        (JUMP_EQUAL, 1, 0, own),
        (RETURN, 0, 0, ERROR | errno.ENOSYS),
        (LOAD, 0, 0, OFFSET_OF_NUMBER),
    ]
    if architecture == "x86_64":
        steps += [(JUMP_AT_LEAST, 0, 1, X32), (RETURN, 0, 0, ERROR | errno.ENOSYS)]
    for index, number in enumerate(numbers):
        steps.append((JUMP_EQUAL, len(numbers) - index, 0, number))
    return [*steps, (RETURN, 0, 0, ALLOW), (RETURN, 0, 0, ERROR | errno.EPERM)]


def install() -> None:
    """Have the filter for this process and all that it starts. Without effect on architectures that it does not know.

    Raises OSError.
    """
    try:
        steps = program(os.uname().machine)
    except KeyError:
        return
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    # struct sock_fprog: number of instructions, and where they are
    linux.control_process(
        linux.PR_SET_SECCOMP, linux.SECCOMP_MODE_FILTER, struct.pack("@HP", len(steps), ctypes.addressof(code))
    )
