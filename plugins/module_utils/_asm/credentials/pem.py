# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A management certificate in PEM, in one file or with the key apart, or as a bare DER certificate."""

from __future__ import annotations

import re
import ssl
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.certificate_facts import facts
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.certificate_faults import (
    CERTIFICATE,
    KEY,
    KEY_APART,
    PASSWORD,
    WITHOUT_KEY,
    check_pair,
    openssl_error,
    password_bytes,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.credential_file import (
    invalid,
    read,
    require,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import CredentialError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
    from cryptography.x509 import Certificate

MAX_PASSWORD_BYTES = 1024
"""Bytes: OpenSSL takes no longer password for a PEM key."""

KEY_LABEL = re.compile(rb"-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----")
_CERTIFICATE_LABEL = re.compile(rb"-----BEGIN ((?:X509 |TRUSTED )?CERTIFICATE)-----")


@dataclass(frozen=True)
class PemCertificate:
    """A certificate in PEM. OpenSSL reads the files; cryptography, which is slow to import, explains a failure only."""

    path: str
    key_path: str | None = None
    password: str | None = field(default=None, repr=False)
    form: str = field(default="pem", init=False)

    def load_into(self, context: ssl.SSLContext) -> None:
        """Load certificate and key into a TLS context. Raises CredentialError with the reason if that fails."""
        password = password_bytes(self.password or "")  # with none at all, OpenSSL would ask at the terminal
        try:
            context.load_cert_chain(self.path, self.key_path, password)
        except (OSError, ValueError) as error:
            raise self._clearer_error(error) from None

    def certificate(self) -> Certificate:
        """Return the first certificate of the file; raises CredentialError if there is none or it is damaged."""
        block = pem_block(_CERTIFICATE_LABEL, read(CERTIFICATE, self.path))
        if block is None:
            raise invalid(CERTIFICATE, self.path, "it holds no certificate")
        require("cryptography", CERTIFICATE, self.path)
        from cryptography import x509
        from cryptography.exceptions import UnsupportedAlgorithm

        try:
            certificate = x509.load_pem_x509_certificate(block)
            facts(certificate)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            raise invalid(CERTIFICATE, self.path, "the certificate in it is damaged") from None
        return certificate

    def private_key(self) -> PrivateKeyTypes | None:
        """Return the key, None if there is none; raises CredentialError if it cannot be decrypted or is damaged."""
        block = pem_block(KEY_LABEL, read(*self._key_source))
        if block is None:
            return None
        if block.startswith(b"-----BEGIN OPENSSH"):
            rule = "its private key is in OpenSSH's own form; convert it: ssh-keygen -p -m PKCS8 -f copy-of-the-key"
            raise invalid(*self._key_source, rule)
        encrypted = b"ENCRYPTED" in block
        if encrypted and not self.password:
            raise invalid(*self._key_source, f"the private key in it is encrypted, and {PASSWORD} is not given")
        return self._decoded_key(block, encrypted)

    @property
    def _key_source(self) -> tuple[str, str]:
        return (KEY, self.key_path) if self.key_path else (CERTIFICATE, self.path)

    def _decoded_key(self, block: bytes, encrypted: bool) -> PrivateKeyTypes:
        require("cryptography", *self._key_source)
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        try:
            return load_pem_private_key(block, password_bytes(self.password or "") if encrypted else None)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            rule = f"{PASSWORD} does not decrypt the private key in it" if encrypted else "the private key is damaged"
            raise invalid(*self._key_source, rule) from None

    def _clearer_error(self, error: Exception) -> CredentialError:
        """Return the reason for an error of OpenSSL, or the error in the words of OpenSSL if none is found."""
        if len(password_bytes(self.password or "")) > MAX_PASSWORD_BYTES:
            return CredentialError(f"{PASSWORD} is longer than the {MAX_PASSWORD_BYTES} bytes that OpenSSL takes")
        try:
            self._check_pair()
        except CredentialError as explanation:
            return explanation
        return openssl_error(CERTIFICATE, self.path, error)

    def _check_pair(self) -> None:
        if pem_block(_CERTIFICATE_LABEL, read(CERTIFICATE, self.path)) is None:
            raise invalid(CERTIFICATE, self.path, "it holds no certificate")
        key = self.private_key()
        if key is None:
            raise invalid(*self._key_source, "it holds no private key" if self.key_path else KEY_APART)
        check_pair(CERTIFICATE, self.path, self.certificate(), key)


@dataclass(frozen=True)
class DerCertificate:
    """A certificate in DER without its key, as it is uploaded to the subscription. It cannot authenticate."""

    path: str
    content: bytes = field(repr=False)
    form: str = field(default="der", init=False)

    def load_into(self, context: ssl.SSLContext) -> None:
        """Raise CredentialError, since there is no private key."""
        self.certificate()
        raise invalid(CERTIFICATE, self.path, WITHOUT_KEY)

    def certificate(self) -> Certificate:
        """Return the certificate; raises CredentialError if the file is something else in DER, or damaged."""
        require("cryptography", CERTIFICATE, self.path)
        from cryptography import x509
        from cryptography.exceptions import UnsupportedAlgorithm

        try:
            certificate = x509.load_der_x509_certificate(self.content)
            facts(certificate)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            raise invalid(CERTIFICATE, self.path, "it is neither PEM nor PKCS#12 (PFX)") from None
        return certificate

    def private_key(self) -> None:
        """Return None, since there is no private key."""


def pem_block(label: re.Pattern[bytes], content: bytes) -> bytes | None:
    """Return the first PEM block with such a label, from its first to its last line."""
    begin = label.search(content)
    if begin is None:
        return None
    end = b"-----END " + begin[1] + b"-----"
    after = content.find(end, begin.end())
    return content[begin.start() : after + len(end)] + b"\n" if after >= 0 else content[begin.start() :]
