# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages between the emulator, the keeper and process 1 of a machine: JSON and descriptors, over SOCK_SEQPACKET."""

from __future__ import annotations

import json
import os
import socket
from array import array
from collections.abc import Sequence
from typing import Any

LIMIT = 1 << 20
"""Bytes of a message."""
DESCRIPTORS = 8
"""How many descriptors a message may bring."""

Message = dict[str, Any]


def pair() -> tuple[socket.socket, socket.socket]:
    """Two ends of a channel with room for the largest message that is allowed here."""
    ends = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    for end in ends:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, LIMIT)
    return ends


def send(channel: socket.socket, message: Message, descriptors: Sequence[int] = ()) -> None:
    """Raises BlockingIOError where the other side is behind, and OSError: EMSGSIZE for what is too large."""
    socket.send_fds(channel, [json.dumps(message).encode()], list(descriptors), socket.MSG_NOSIGNAL)


def receive(channel: socket.socket) -> tuple[Message, list[int]] | None:
    """The next message and its descriptors, or None where the other side has ended.

    Raises BlockingIOError if there is none, and ValueError for what is no message.
    """
    space = socket.CMSG_SPACE(DESCRIPTORS * array("i").itemsize)
    try:
        data, extras, flags, _sender = channel.recvmsg(LIMIT, space, socket.MSG_CMSG_CLOEXEC)
    except ConnectionError:
        return None
    descriptors = array("i")
    for level, kind, content in extras:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            descriptors.frombytes(content[: len(content) - len(content) % descriptors.itemsize])
    try:
        if not data:
            return None
        message = json.loads(data)
        if flags & (socket.MSG_TRUNC | socket.MSG_CTRUNC) or not isinstance(message, dict):
            raise ValueError("a message is incomplete")
    except (ValueError, RecursionError) as error:
        for descriptor in descriptors:
            os.close(descriptor)
        raise ValueError("this is no message") from error
    return message, list(descriptors)
