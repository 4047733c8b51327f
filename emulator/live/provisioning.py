# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a machine is to be given when it boots for the first time, and the folders where machines' files lie.

``WORKDIR/live``, which belongs to the emulator's user alone, has

* ``disks/NAME/``, the folder of a disk: NAME is ``disk_name`` of its media link. ``files/`` in it belongs to machines,
  all else to the emulator, such as ``provisioning.json`` of a system disk that has booted;
* ``provisioning/NAME.json`` for a machine that has not: NAME is ``machine_name`` of its key.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from urllib.parse import quote

from ansible_collections.classic.azure.emulator.files import replace_file

PRIVATE_FILE, PRIVATE_FOLDER, PASSABLE_FOLDER = 0o600, 0o700, 0o711
LONGEST_NAME = 200


@dataclass(frozen=True)
class ProvisioningRecord:
    """What the provisioning of a machine said.

    ``password`` is what a login is compared with, as ``live.logins`` makes it, and ``authorized_keys`` are files with
    the lines of OpenSSH's format to append to them. ``password_hash`` is that of the machine's own /etc/shadow, as
    crypt(3) makes it, or None for a password that is locked there. ``custom_data`` is base64.
    """

    host_name: str
    user_name: str
    password: str | None = field(default=None, repr=False)
    password_hash: str | None = None
    has_password_login: bool = False
    authorized_keys: tuple[tuple[str, str], ...] = ()
    custom_data: str | None = field(default=None, repr=False)


def _file_name(text: str) -> str:
    quoted = quote(text, safe="").replace("~", "%7E")
    if len(quoted) > LONGEST_NAME or quoted in (".", ".."):
        return f"{quoted[: LONGEST_NAME - 65]}-{hashlib.sha256(text.encode()).hexdigest()}"
    return quoted


def disk_name(media_link: str) -> str:
    """The name of a disk's folder."""
    return _file_name(media_link)


def machine_name(key: str) -> str:
    """The name of a machine's file in a folder."""
    return _file_name(key)


class LiveFolder:
    """The folder ``live`` of a work folder. Methods raise OSError."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.disks = path / "disks"
        self._provisioning = path / "provisioning"

    def make(self) -> None:
        """Make the folder, as far as it is not there."""
        self.path.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)
        for folder, mode in ((self.path, PRIVATE_FOLDER), (self.disks, PASSABLE_FOLDER)):
            folder.mkdir(mode, exist_ok=True)
            folder.chmod(mode)

    def disk(self, media_link: str) -> Path:
        """The folder of a disk."""
        return self.disks / disk_name(media_link)

    def pending_record(self, key: str) -> Path:
        """The file with the record of a machine that has not booted."""
        return self._provisioning / f"{machine_name(key)}.json"

    def pending_records(self) -> list[Path]:
        """All files that lie beside the records of machines that have not booted, and these."""
        return list(self._provisioning.glob("*"))

    def settled_record(self, media_link: str) -> Path:
        """The file with the record of a system disk that has booted."""
        return self.disk(media_link) / "provisioning.json"

    def find_record(self, key: str, media_link: str) -> ProvisioningRecord | None:
        """The record of a machine: one that has not been applied, or that of its system disk."""
        return read_record(self.pending_record(key)) or read_record(self.settled_record(media_link))

    def write_pending_record(self, key: str, record: ProvisioningRecord) -> None:
        """Keep a record until its machine boots."""
        self.write_record(self.pending_record(key), record)

    def write_record(self, path: Path, record: ProvisioningRecord) -> None:
        """Replace a file with a record."""
        path.parent.mkdir(PRIVATE_FOLDER, parents=True, exist_ok=True)
        replace_file(path, json.dumps(asdict(record)).encode(), PRIVATE_FILE)

    def settle_record(self, key: str, media_link: str) -> None:
        """Have the system disk keep the record of the machine that booted from it."""
        with contextlib.suppress(FileNotFoundError):
            self.pending_record(key).replace(self.settled_record(media_link))


def read_record(path: Path) -> ProvisioningRecord | None:
    """The record in a file, or None if there is none, or a damaged one."""
    try:
        read = json.loads(path.read_text())
        keys = tuple((path, line) for path, line in read.get("authorized_keys", ()))
        return ProvisioningRecord(**{**read, "authorized_keys": keys})
    except (OSError, ValueError, TypeError, AttributeError):
        return None
