# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The management certificate in any of its formats, which is recognized by the content of the file."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Protocol

from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.certificate_faults import CERTIFICATE, KEY
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.credential_file import (
    invalid,
    kind_of,
    read,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.pem import DerCertificate, PemCertificate
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.pkcs12 import Pkcs12Certificate

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
    from cryptography.x509 import Certificate


class ManagementCertificate(Protocol):
    """A certificate in one of the formats. Each method raises CredentialError if it fails."""

    @property
    def form(self) -> str:
        """``pem``, ``pfx``, ``publish_settings`` or ``der``."""

    @property
    def path(self) -> str:
        """The file that an option named."""

    def load_into(self, context: ssl.SSLContext) -> None:
        """Load certificate and key into a TLS context."""

    def certificate(self) -> Certificate:
        """Return the certificate, for which the key need not be readable."""

    def private_key(self) -> PrivateKeyTypes | None:
        """Return the private key, or None where there is none."""


_REFUSED = {
    "der key": "it is a private key in DER; give a PEM that holds the certificate and the key",
    "xml": "it is XML; a publishsettings file is named with publish_settings",
    "marked text": "it is text with a byte order mark, as Windows editors write; save it as plain ASCII",
    "unknown": "it is neither PEM nor PKCS#12 (PFX)",
}


def management_certificate(path: str, key_path: str | None, password: str | None) -> ManagementCertificate:
    """Return the certificate that the options name. Raises CredentialError for a file of another format."""
    content = read(CERTIFICATE, path)
    kind = kind_of(content)
    if kind in _REFUSED:
        raise invalid(CERTIFICATE, path, _REFUSED[kind])
    if kind == "pem":
        return PemCertificate(path, _pem_key(key_path), password)
    if key_path:
        form = "PKCS#12 (PFX), which holds its own key" if kind == "pkcs12" else "DER; convert it to PEM"
        raise invalid(KEY, key_path, f"a key apart belongs to a certificate in PEM, and {path!r} is {form}")
    if kind == "pkcs12":
        return Pkcs12Certificate(CERTIFICATE, path, content, password)
    return DerCertificate(path, content)


def _pem_key(path: str | None) -> str | None:
    if path and kind_of(read(KEY, path)) != "pem":
        raise invalid(KEY, path, "it is not PEM")
    return path or None
