# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may log in to machines, and with which host key: what the store does not keep.

What a request says is pending, in the record of ``live.provisioning``, until the machine boots first; from then on it
belongs to the machine's system disk, so that a machine that is made of the disk later has the same users and the same
host key. Files are for their owner only, and have no password in them, only scrypt of it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import logging
import os
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path

from ansible_collections.classic.azure.emulator.core.hosting import Provisioning
from ansible_collections.classic.azure.emulator.files import replace_file
from ansible_collections.classic.azure.emulator.live.host_keys import HostKey, make_host_key
from ansible_collections.classic.azure.emulator.live.provisioning import LiveFolder, ProvisioningRecord, read_record
from ansible_collections.classic.azure.emulator.live.world import Disk

HOST_KEY = "host_key"
SCRYPT_COST, SCRYPT_BLOCKS = 2**13, 8
"""8 MB and some 25 ms of processor time for each password that is set or tried."""
SALT_BYTES, HASH_BYTES = 16, 32

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Login:
    """Who may log in to a machine by a password: ``passwords`` are those of users, as ``hash_password`` makes it of
    them. Who may by a key, the machine's own files say."""

    host_key: HostKey
    passwords: dict[str, str] = field(default_factory=dict, repr=False)
    allows_passwords: bool = False


def hash_password(password: str) -> str:
    salt = os.urandom(SALT_BYTES)
    return f"scrypt${base64.b64encode(salt).decode()}${base64.b64encode(_scrypt(password.encode(), salt)).decode()}"


def check_password(password: bytes, hashed: str) -> bool:
    """Whether a password is that of a hash. It takes as long for each; what is no hash is nobody's password."""
    try:
        kind, salt, expected = hashed.split("$")
        found = _scrypt(password, base64.b64decode(salt, validate=True))
        return kind == "scrypt" and hmac.compare_digest(found, base64.b64decode(expected, validate=True))
    except (ValueError, binascii.Error):
        return False


def _scrypt(password: bytes, salt: bytes) -> bytes:
    return hashlib.scrypt(password, salt=salt, n=SCRYPT_COST, r=SCRYPT_BLOCKS, p=1, dklen=HASH_BYTES)


NOBODY = hash_password(base64.b64encode(os.urandom(HASH_BYTES)).decode())
"""A hash for those who have no password, so that a client cannot tell by the time who has one."""


class Logins:
    """The records in the folder of the live machines. Methods raise OSError where a file cannot be written."""

    def __init__(self, folder: LiveFolder) -> None:
        self._folder = folder

    def provision(self, key: str, provisioning: Provisioning) -> None:
        """Take note of how a machine is to be provisioned: it gets a new host key, too."""
        custom_data = provisioning.custom_data
        record = ProvisioningRecord(
            host_name=provisioning.host_name,
            user_name=provisioning.user_name,
            password=hash_password(provisioning.password) if provisioning.password else None,
            has_password_login=not provisioning.disable_password_authentication,
            authorized_keys=tuple((each.path, each.public_key) for each in provisioning.keys),
            custom_data=None if custom_data is None else base64.b64encode(custom_data).decode("ascii"),
        )
        self._write_host_key(self._pending_host_key(key), make_host_key())
        self._folder.write_pending_record(key, record)

    def keep(self, keys: Collection[str]) -> None:
        """Drop what is pending for other machines than these: they are gone, and never booted."""
        kept = {path for key in keys for path in (self._folder.pending_record(key), self._pending_host_key(key))}
        for path in self._folder.pending_records():
            if path not in kept:
                path.unlink(missing_ok=True)

    def host_key_fingerprint(self, key: str, media_link: str) -> str:
        """MD5 of the host key that a machine has, or will have when it has booted; one is made if it has none."""
        found = self.host_key(key, media_link)
        if found is None:
            found = make_host_key()
            self._write_host_key(self._pending_host_key(key), found)
        elif not self._folder.pending_record(key).exists() and self._host_key_of_disk(media_link).exists():
            self._pending_host_key(key).unlink(missing_ok=True)  # of an earlier machine of this name
        return found.fingerprint

    def host_key(self, key: str, media_link: str) -> HostKey | None:
        """The host key that a machine has, or will have when it has booted; None if it has none."""
        pending, of_disk = self._pending_host_key(key), self._host_key_of_disk(media_link)
        first, second = (pending, of_disk) if self._folder.pending_record(key).exists() else (of_disk, pending)
        return self._read_host_key(first) or self._read_host_key(second)

    def adopt(self, key: str, disk: Disk) -> Login:
        """Who may log in to a machine that has booted. Its host key belongs to its system disk from now on; a disk that
        began as a copy has the users of what it is a copy of."""
        of_disk, pending = self._host_key_of_disk(disk.media_link), self._pending_host_key(key)
        host_key = self._read_host_key(pending) or self._read_host_key(of_disk)
        if host_key is None or pending.exists():
            host_key = host_key or make_host_key()
            self._write_host_key(of_disk, host_key)
            pending.unlink(missing_ok=True)
        record = self._read_record(disk.media_link)
        if record is None and disk.source:
            record = self._read_record(disk.source)
            if record:
                self._write_record(disk.media_link, replace(record, authorized_keys=(), custom_data=None))
        if record is None or not isinstance(record.password, str):
            return Login(host_key, {}, record is not None and record.has_password_login)
        return Login(host_key, {record.user_name: record.password}, record.has_password_login)

    def pending_keys(self, media_link: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        """The first user of a machine, and his keys, each with its file, that are not in the machine's files yet."""
        record = self._read_record(media_link)
        if record is None:
            return "", ()
        return record.user_name, tuple((str(path), str(line)) for path, line in record.authorized_keys)

    def provisioned(self, media_link: str) -> None:
        """Note that a machine has in its files what it was provisioned with: it is not needed any more."""
        record = self._read_record(media_link)
        if record:
            self._write_record(media_link, replace(record, authorized_keys=(), custom_data=None))

    def _pending_host_key(self, key: str) -> Path:
        return self._folder.pending_record(key).with_suffix(f".{HOST_KEY}")

    def _host_key_of_disk(self, media_link: str) -> Path:
        return self._folder.disk(media_link) / HOST_KEY

    def _write_host_key(self, path: Path, key: HostKey) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_file(path, key.private.encode())

    def _read_host_key(self, path: Path) -> HostKey | None:
        """None, too, for a file that is no key: then there will be another one, and the log says so."""
        try:
            found = HostKey(path.read_text(encoding="ascii"))
            found.fingerprint  # noqa: B018 - raises ValueError for what is no key
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            log.warning("%s is no host key (%s): another one is made", path, type(error).__name__)
            return None
        return found

    def _read_record(self, media_link: str) -> ProvisioningRecord | None:
        return read_record(self._folder.settled_record(media_link))

    def _write_record(self, media_link: str, record: ProvisioningRecord) -> None:
        self._folder.write_record(self._folder.settled_record(media_link), record)
