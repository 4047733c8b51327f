# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users and groups of a machine, read from its own files.

The C library is not asked: it would load what a machine names in /etc/nsswitch.conf into process 1.
"""

from __future__ import annotations

from dataclasses import dataclass

SUPERUSERS = ("sudo", "wheel")
"""Groups whose users may do what root may, without a password."""


class NoSuchUser(Exception):
    """A machine has no such user, or group; the text says so."""


@dataclass(frozen=True)
class Account:
    name: str
    user: int
    group: int
    home: str
    shell: str
    groups: tuple[int, ...]


def read_rows(path: str, fields: int) -> list[list[str]]:
    """The rows of a file such as /etc/passwd; those that are damaged are left out."""
    try:
        with open(path, errors="surrogateescape") as file:
            rows = [line.rstrip("\n").split(":") for line in file]
    except OSError:
        return []
    return [row for row in rows if len(row) == fields]


def find_account(user: str | int) -> Account:
    """The account of a user, by name or number. Raises NoSuchUser."""
    for name, _password, number, group, _comment, home, shell in read_rows("/etc/passwd", 7):
        if user == name or str(user) == number:
            groups = [row[2] for row in read_rows("/etc/group", 4) if name in row[3].split(",")]
            numbers = {int(group), *(int(found) for found in groups if found.isdigit())}
            return Account(name, int(number), int(group), home or "/", shell or "/bin/sh", tuple(sorted(numbers)))
    raise NoSuchUser(f"there is no user {user}")


def find_group(group: str) -> int:
    """The number of a group. Raises NoSuchUser."""
    for name, _password, number, _members in read_rows("/etc/group", 4):
        if group == name:
            return int(number)
    raise NoSuchUser(f"there is no group {group}")


def is_superuser(account: Account) -> bool:
    """Whether a user may do what root may."""
    return account.user == 0 or any(
        row[0] in SUPERUSERS and (account.name in row[3].split(",") or int(row[2]) == account.group)
        for row in read_rows("/etc/group", 4)
    )
