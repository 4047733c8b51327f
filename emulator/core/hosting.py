# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the rest of the emulator asks of whatever runs machines: nothing does, unless it was started with ``--live``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.classic.azure.emulator.core.store import Store


@dataclass(frozen=True)
class AuthorizedKey:
    """A key that may log in. ``path`` is the file that the request names, ``public_key`` a line of OpenSSH."""

    path: str
    public_key: str


@dataclass(frozen=True)
class Provisioning:
    """How a Linux machine is to be provisioned: what a request says, and the store does not keep.

    ``custom_data`` is what the machine finds in a file, decoded.
    """

    host_name: str
    user_name: str
    password: str | None = field(default=None, repr=False)
    keys: tuple[AuthorizedKey, ...] = ()
    custom_data: bytes | None = field(default=None, repr=False)
    disable_password_authentication: bool = True


def machine_key(subscription: str, deployment_key: str, instance: str) -> str:
    """What a machine or an instance is called here. ``deployment_key`` is that of its deployment in the store."""
    return f"{subscription}/{deployment_key}/{instance}"


class Hosting:
    """Runs no machines, and has no opinion.

    Machines are named by their ``machine_key``: subscription/service/deployment/instance.
    """

    def public_address(self, store: Store) -> str | None:
        """A free address for a deployment, or a reserved one; None if any will do.

        Raises ErrorResponse if all are taken. It is called in a transaction.
        """
        return None

    def provision(self, key: str, provisioning: Provisioning) -> None:
        """Take note of how a machine is to be provisioned, when the request for it has been accepted."""

    def host_key_fingerprint(self, key: str, media_link: str) -> str | None:
        """The MD5 fingerprint, in 32 hexadecimal digits, of the SSH host key that a Linux machine has, or will have.

        ``media_link`` is that of its system disk, to which the keys belong once a machine has run with it. None if
        any will do. It is called in a transaction.
        """
        return None

    def media_deleted(self, media_link: str) -> None:
        """A blob has been deleted, which may be that of a disk: when the request, or the effect, is committed."""

    def changed(self) -> None:
        """The store may have changed: a request was answered."""

    def status(self) -> Mapping[str, Any] | None:
        """What runs and listens, and what is amiss, as the admin API has it; None if nothing is to run."""
        return None
