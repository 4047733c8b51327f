# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The host key of a machine: one, of ECDSA with P-256.

There is only one so that the fingerprint that the API tells is that of the key which every client sees, whatever it
prefers. Of its kind it is as there is no client of SSH that does not know it, and as it is made in microseconds: that
of an RSA key would keep the event loop for a tenth of a second, and more where 50 machines are made at once.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_ssh_private_key,
)


@dataclass(frozen=True, repr=False)
class HostKey:
    """``private`` is in the format of OpenSSH."""

    private: str

    @property
    def public(self) -> str:
        """The kind and the key, as they stand in a known_hosts file. Raises ValueError if the key is none."""
        return _public(self.private)

    @property
    def fingerprint(self) -> str:
        """MD5 in 32 lower-case digits, as the API tells it (docs/protocol/compute.md#role-instance). Raises
        ValueError."""
        return hashlib.md5(base64.b64decode(self.public.split()[1]), usedforsecurity=False).hexdigest()


@lru_cache(maxsize=4096)
def _public(private: str) -> str:
    try:
        key = load_ssh_private_key(private.encode(), None).public_key()
    except (TypeError, UnsupportedAlgorithm) as error:
        raise ValueError(f"the host key cannot be read: {error}") from error
    return key.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode("ascii")


def make_host_key() -> HostKey:
    key = ec.generate_private_key(ec.SECP256R1())
    private = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    return HostKey(private.decode("ascii"))
