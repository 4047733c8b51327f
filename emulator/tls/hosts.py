# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names and addresses of a server, which its certificate has to contain."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress

LOCAL = ("localhost", "127.0.0.1", "::1")
ALL_ADDRESSES = ("0.0.0.0", "::")
"""What a server listens at that is to be found at every address of its machine."""

HOST_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*")
ELSEWHERE = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
"""Addresses that are nobody's (RFC 5737 and 3849). The route to them shows an address of this machine."""


def normalize_host(text: str) -> str:
    """The one spelling of a host's name or address. Raises ValueError if it is neither."""
    bare = text.removeprefix("[").removesuffix("]").rstrip(".").lower()
    with suppress(ValueError):
        return str(ipaddress.ip_address(bare.partition("%")[0]))
    with suppress(UnicodeError):
        bare = bare.encode("idna").decode("ascii")
    if not HOST_NAME.fullmatch(bare):
        raise ValueError(f"{text!r} is no name or address of a host")
    return bare


def server_hosts(listens_at: str, more: Iterable[str] = ()) -> tuple[str, ...]:
    """What a server is called: localhost always, what it listens at, and ``more``. Raises ValueError.

    One that listens at all addresses has all names and addresses of the machine that are known.
    """
    own = _machine_hosts() if listens_at in ALL_ADDRESSES else [listens_at]
    return tuple(dict.fromkeys(map(normalize_host, (*LOCAL, *own, *more))))


def _machine_hosts() -> Iterator[str]:
    name = socket.gethostname()
    with suppress(ValueError):
        yield normalize_host(name)
    with suppress(OSError):
        yield from sorted({str(found[4][0]) for found in socket.getaddrinfo(name, None)})
    for family, address in ELSEWHERE:
        with suppress(OSError), closing(socket.socket(family, socket.SOCK_DGRAM)) as unsent:
            unsent.connect((address, 9))
            yield unsent.getsockname()[0]
