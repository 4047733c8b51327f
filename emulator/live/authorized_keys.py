# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines of authorized_keys files (sshd(8), AUTHORIZED_KEYS FILE FORMAT).

An option that is not known here makes a key worthless, for it might have been one that forbids something.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

KEY = re.compile(r"(?P<kind>(ssh|ecdsa|rsa|sk)-[a-z0-9@.-]+)[ \t]+(?P<key>[A-Za-z0-9+/]+={0,2})(?=[ \t]|$)")
OPTION = re.compile(r'(?P<name>[A-Za-z0-9-]+)(="(?P<value>(\\"|[^"])*)")?(?=[ \t,]|$)')
NEVER_ALLOWED = ("agent-forwarding", "x11-forwarding", "user-rc")
"""What no key allows here, so that keys may forbid it."""
ALLOWABLE = ("pty", "port-forwarding")


@dataclass(frozen=True)
class AuthorizedKey:
    """``key`` is the key as it is sent. ``command`` is the only one that its owner may run, if it is not None."""

    key: bytes
    command: str | None = None
    allows_terminal: bool = True
    allows_forwarding: bool = True


def parse(text: str) -> Iterator[AuthorizedKey]:
    """The keys of a file. Lines that are empty, comments or not understood have none."""
    for line in text.splitlines():
        found = _parse_line(line.strip(" \t"))
        if found:
            yield found


def _parse_line(line: str) -> AuthorizedKey | None:
    if not line or line.startswith("#"):
        return None
    found = KEY.match(line)
    options: dict[str, str | None] = {}
    if not found:
        read = _options(line)
        if read is None:
            return None
        options, rest = read
        found = KEY.match(rest)
    return _key(found["key"], options) if found else None


def _options(line: str) -> tuple[dict[str, str | None], str] | None:
    """The options in front of a key, and what follows them; None if they are not understood."""
    options: dict[str, str | None] = {}
    place = 0
    while True:
        found = OPTION.match(line, place)
        if not found or found["name"].lower() in options:
            return None
        value = found["value"]
        options[found["name"].lower()] = value if value is None else value.replace('\\"', '"')
        place = found.end()
        if line[place : place + 1] != ",":
            return options, line[place:].lstrip(" \t")
        place += 1


def _key(encoded: str, options: dict[str, str | None]) -> AuthorizedKey | None:
    try:
        key = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return None
    if options.get("command", "") is None:
        return None
    command = options.pop("command", None)
    allowed = dict.fromkeys(ALLOWABLE, "restrict" not in options)
    for name, value in options.items():
        subject = name.removeprefix("no-")
        if value is not None or (name != "restrict" and subject not in (*ALLOWABLE, *NEVER_ALLOWED)):
            return None
        if subject in ALLOWABLE:
            allowed[subject] = not name.startswith("no-")
    return AuthorizedKey(key, command, allowed["pty"], allowed["port-forwarding"])
