# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may log in to machines, and with which host key: what the store does not keep.

What a request says is pending, in a file of ``provisioning``, until the machine boots first; from then on it belongs to
the machine's system disk, so that a machine that is made of the disk later has the same users and the same host key.
Files are for their owner only, and have no password in them, only scrypt of it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import logging
import os
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ansible_collections.classic.azure.emulator.core.hosting import Provisioning
from ansible_collections.classic.azure.emulator.files import replace_file
from ansible_collections.classic.azure.emulator.live.host_keys import HostKey, make_host_key
from ansible_collections.classic.azure.emulator.live.world import Disk

PENDING, DISKS, FILE = "provisioning", "disks", "login.json"
MAX_NAME = 240
"""Bytes of the name of a file: a longer one is replaced by its hash."""
SCRYPT = {"n": 2**14, "r": 8, "p": 1}
"""16 MB and some 50 ms of processor time for each password that is tried."""
SALT_BYTES, HASH_BYTES = 16, 32

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FirstBoot:
    """What is still to be done in a machine: the user to make, his keys with their files, and custom data in base64."""

    user_name: str
    keys: tuple[tuple[str, str], ...] = ()
    custom_data: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Login:
    """Who may log in to a machine. ``passwords`` are those that users have, as ``hash_password`` makes it of them."""

    host_key: HostKey
    passwords: dict[str, str] = field(default_factory=dict, repr=False)
    allows_passwords: bool = False
    first_boot: FirstBoot | None = None


def hash_password(password: str) -> str:
    salt = os.urandom(SALT_BYTES)
    return f"scrypt${base64.b64encode(salt).decode()}${base64.b64encode(_scrypt(password.encode(), salt)).decode()}"


def check_password(password: bytes, hashed: str) -> bool:
    """Whether a password is that of a hash. It takes as long for each; what is no hash is nobody's password."""
    try:
        kind, salt, expected = hashed.split("$")
        found = _scrypt(password, base64.b64decode(salt))
        return kind == "scrypt" and hmac.compare_digest(found, base64.b64decode(expected))
    except (ValueError, binascii.Error):
        return False


def _scrypt(password: bytes, salt: bytes) -> bytes:
    return hashlib.scrypt(password, salt=salt, dklen=HASH_BYTES, maxmem=64 * 1024 * 1024, **SCRYPT)


NOBODY = hash_password(base64.b64encode(os.urandom(HASH_BYTES)).decode())
"""A hash for those who are no users, so that a client cannot tell by the time who is one."""


class Logins:
    """The records in the folder of the live machines. Methods raise OSError where a file cannot be written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def provision(self, key: str, provisioning: Provisioning) -> None:
        """Take note of how a machine is to be provisioned."""
        earlier = self._read(self._pending(key))
        passwords = {}
        if provisioning.password:
            passwords = {provisioning.user_name: hash_password(provisioning.password)}
        custom_data = provisioning.custom_data
        login = Login(
            host_key=earlier.host_key if earlier else make_host_key(),
            passwords=passwords,
            allows_passwords=not provisioning.disable_password_authentication,
            first_boot=FirstBoot(
                user_name=provisioning.user_name,
                keys=tuple((each.path, each.public_key) for each in provisioning.keys),
                custom_data=None if custom_data is None else base64.b64encode(custom_data).decode("ascii"),
            ),
        )
        self._write(self._pending(key), login)

    def forget(self, key: str) -> None:
        """Drop what is pending for a machine that is gone before it booted."""
        self._pending(key).unlink(missing_ok=True)

    def adopt(self, key: str, disk: Disk) -> Login:
        """What belongs to the system disk of a machine that boots; what was pending for the machine belongs to it from
        now on. A disk that began as a copy has the users of what it is a copy of."""
        own = self._read(self._of_disk(disk.media_link))
        login = own or (disk.source and self._read(self._of_disk(disk.source))) or None
        pending = self._read(self._pending(key))
        if pending and pending.first_boot:
            passwords = {**(login.passwords if login else {}), **pending.passwords}
            login = replace(pending, passwords=passwords)
        login = login or pending or Login(make_host_key())
        if login != own:
            self._write(self._of_disk(disk.media_link), login)
        self.forget(key)
        return login

    def provisioned(self, disk: Disk) -> None:
        """Note that a machine has been provisioned with what was to be done at its first boot."""
        login = self.of_disk(disk.media_link)
        if login and login.first_boot:
            self._write(self._of_disk(disk.media_link), replace(login, first_boot=None))

    def of_disk(self, media_link: str) -> Login | None:
        """What belongs to a system disk; None if no machine has booted with it."""
        return self._read(self._of_disk(media_link))

    def host_key_fingerprint(self, key: str, media_link: str) -> str:
        """MD5 of the host key that a machine has, or will have when it has booted."""
        pending = self._read(self._pending(key))
        login = pending or self.of_disk(media_link)
        if login is None:
            login = Login(make_host_key())
            self._write(self._pending(key), login)
        return login.host_key.fingerprint

    def _pending(self, key: str) -> Path:
        return self._folder / PENDING / f"{file_name(key)}.json"

    def _of_disk(self, media_link: str) -> Path:
        return self._folder / DISKS / file_name(media_link) / FILE

    def _write(self, path: Path, login: Login) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_file(path, json.dumps(asdict(login)).encode())

    def _read(self, path: Path) -> Login | None:
        """None, too, for a file that cannot be read: then nobody can log in, and the log says why."""
        with suppress(FileNotFoundError):
            try:
                return _login(json.loads(path.read_bytes()))
            except (OSError, ValueError, TypeError, LookupError, AttributeError) as error:
                if isinstance(error, FileNotFoundError):
                    raise
                log.warning("%s is not as it should be (%s): nobody can log in by it", path, type(error).__name__)
        return None


def _login(value: dict[str, Any]) -> Login:
    """Raises LookupError, TypeError, ValueError or AttributeError where a value is not what was written."""
    host_key = HostKey(value["host_key"]["private"])
    host_key.fingerprint  # noqa: B018 - raises ValueError for what is no key
    first = value["first_boot"]
    first_boot = first and FirstBoot(
        user_name=str(first["user_name"]),
        keys=tuple((str(path), str(line)) for path, line in first["keys"]),
        custom_data=first["custom_data"],
    )
    passwords = {str(user): str(hashed) for user, hashed in value["passwords"].items()}
    return Login(host_key, passwords, value["allows_passwords"] is True, first_boot)


def file_name(text: str) -> str:
    """A text as the name of a file or folder: quoted as in an address, or its hash where it would be too long."""
    quoted = quote(text, safe="")
    return quoted if len(quoted) <= MAX_NAME else hashlib.sha256(text.encode()).hexdigest()
