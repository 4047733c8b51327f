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
    octets,
    openssl_refuses,
    refuse_unfit_pair,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.credential_file import read, require, wrong
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import CredentialError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
    from cryptography.x509 import Certificate

LONGEST_PASSWORD = 1024
"""Bytes: OpenSSL takes no longer password for a PEM key."""

KEY_LABEL = re.compile(rb"-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----")
_CERTIFICATE_LABEL = re.compile(rb"-----BEGIN ((?:X509 |TRUSTED )?CERTIFICATE)-----")


@dataclass(frozen=True)
class PemCertificate:
    """OpenSSL reads the files itself, fast; cryptography is imported only to explain a failure."""

    path: str
    key_path: str | None = None
    password: str | None = field(default=None, repr=False)
    form: str = field(default="pem", init=False)

    def load_into(self, context: ssl.SSLContext) -> None:
        """Give certificate and key to TLS; raises CredentialError that says why they cannot be used."""
        password = octets(self.password or "")  # with none at all, OpenSSL would ask at the terminal
        try:
            context.load_cert_chain(self.path, self.key_path, password)
        except (OSError, ValueError) as error:
            raise self._explained(error) from None

    def certificate(self) -> Certificate:
        """Return the first certificate of the file; raises CredentialError if there is none or it is damaged."""
        block = pem_block(_CERTIFICATE_LABEL, read(CERTIFICATE, self.path))
        if block is None:
            raise wrong(CERTIFICATE, self.path, "it holds no certificate")
        require("cryptography", CERTIFICATE, self.path)
        from cryptography import x509
        from cryptography.exceptions import UnsupportedAlgorithm

        try:
            certificate = x509.load_pem_x509_certificate(block)
            facts(certificate)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            raise wrong(CERTIFICATE, self.path, "the certificate in it is damaged") from None
        return certificate

    def private_key(self) -> PrivateKeyTypes | None:
        """Return the key, None if there is none; raises CredentialError if it cannot be decrypted or is damaged."""
        block = pem_block(KEY_LABEL, read(*self._place_of_key))
        if block is None:
            return None
        if block.startswith(b"-----BEGIN OPENSSH"):
            rule = "its private key is in OpenSSH's own form; convert it: ssh-keygen -p -m PKCS8 -f copy-of-the-key"
            raise wrong(*self._place_of_key, rule)
        encrypted = b"ENCRYPTED" in block
        if encrypted and not self.password:
            raise wrong(*self._place_of_key, f"the private key in it is encrypted, and {PASSWORD} is not given")
        return self._decoded_key(block, encrypted)

    @property
    def _place_of_key(self) -> tuple[str, str]:
        return (KEY, self.key_path) if self.key_path else (CERTIFICATE, self.path)

    def _decoded_key(self, block: bytes, encrypted: bool) -> PrivateKeyTypes:
        require("cryptography", *self._place_of_key)
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        try:
            return load_pem_private_key(block, octets(self.password or "") if encrypted else None)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            rule = f"{PASSWORD} does not decrypt the private key in it" if encrypted else "the private key is damaged"
            raise wrong(*self._place_of_key, rule) from None

    def _explained(self, error: Exception) -> CredentialError:
        """Looks closer at what OpenSSL did not take; what nothing explains is told in OpenSSL's own word."""
        if len(octets(self.password or "")) > LONGEST_PASSWORD:
            return CredentialError(f"{PASSWORD} is longer than the {LONGEST_PASSWORD} bytes that OpenSSL takes")
        try:
            self._refuse_unfit()
        except CredentialError as explanation:
            return explanation
        return openssl_refuses(CERTIFICATE, self.path, error)

    def _refuse_unfit(self) -> None:
        if pem_block(_CERTIFICATE_LABEL, read(CERTIFICATE, self.path)) is None:
            raise wrong(CERTIFICATE, self.path, "it holds no certificate")
        key = self.private_key()
        if key is None:
            raise wrong(*self._place_of_key, "it holds no private key" if self.key_path else KEY_APART)
        refuse_unfit_pair(CERTIFICATE, self.path, self.certificate(), key)


@dataclass(frozen=True)
class DerCertificate:
    """The ``.cer`` that was made for the upload: enough to say whose it is, not enough to use it."""

    path: str
    content: bytes = field(repr=False)
    form: str = field(default="der", init=False)

    def load_into(self, context: ssl.SSLContext) -> None:
        """Raises CredentialError: there is no private key."""
        self.certificate()
        raise wrong(CERTIFICATE, self.path, WITHOUT_KEY)

    def certificate(self) -> Certificate:
        """Return the certificate; raises CredentialError if the file is something else in DER, or damaged."""
        require("cryptography", CERTIFICATE, self.path)
        from cryptography import x509
        from cryptography.exceptions import UnsupportedAlgorithm

        try:
            certificate = x509.load_der_x509_certificate(self.content)
            facts(certificate)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            raise wrong(CERTIFICATE, self.path, "it is neither PEM nor PKCS#12 (PFX)") from None
        return certificate

    def private_key(self) -> None:
        """A ``.cer`` has none."""


def pem_block(label: re.Pattern[bytes], content: bytes) -> bytes | None:
    """Return the first PEM block with such a label, from its first to its last line."""
    begin = label.search(content)
    if begin is None:
        return None
    end = b"-----END " + begin[1] + b"-----"
    after = content.find(end, begin.end())
    return content[begin.start() : after + len(end)] + b"\n" if after >= 0 else content[begin.start() :]
