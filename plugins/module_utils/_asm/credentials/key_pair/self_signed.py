# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A private key with a self-signed certificate: generation, and conversion to the formats of files."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.pkcs12 import to_pkcs12

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12PrivateKeyTypes
    from cryptography.x509 import Certificate, CertificateBuilder

CLOCK_SKEW = timedelta(minutes=5)
"""How long ago a new certificate becomes valid, since the clock of the service may be behind."""


@dataclass(frozen=True)
class SelfSigned:
    """A certificate and the key that signed it."""

    certificate: Certificate
    private_key: PKCS12PrivateKeyTypes = field(repr=False)

    def pem(self) -> bytes:
        """Return the certificate, then the key, not encrypted, in the order of the old SDK."""
        from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

        key = self.private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return self.certificate.public_bytes(Encoding.PEM) + key

    def pfx(self, password: str) -> bytes:
        """Return certificate and key as PKCS#12."""
        return to_pkcs12(self.private_key, [self.certificate], password)


def self_signed(common_name: str, key_size: int, not_before: datetime, not_after: datetime) -> SelfSigned:
    """Return a new RSA key of ``key_size`` bits with a certificate for TLS clients, signed with SHA-256.

    Raises ValueError for a common name that ``subject_of`` refuses.
    """
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.x509 import CertificateBuilder, Name, NameAttribute, random_serial_number
    from cryptography.x509.oid import NameOID

    key = generate_private_key(65537, key_size)
    name = Name([NameAttribute(NameOID.COMMON_NAME, common_name)])
    builder = CertificateBuilder(name, name, key.public_key(), random_serial_number(), not_before, not_after)
    return SelfSigned(_for_tls_clients(builder, key.public_key()).sign(key, SHA256()), key)


def _for_tls_clients(builder: CertificateBuilder, key: RSAPublicKey) -> CertificateBuilder:
    from cryptography import x509

    usage = x509.KeyUsage(
        digital_signature=True,
        key_encipherment=True,
        content_commitment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.ExtendedKeyUsage([x509.oid.ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def subject_of(common_name: str) -> str:
    """Return the subject for a common name. Raises ValueError unless it has 1 to 64 bytes of UTF-8 (X.520)."""
    from cryptography.x509 import Name, NameAttribute
    from cryptography.x509.oid import NameOID

    if not 1 <= len(common_name.encode("utf-8")) <= 64:
        raise ValueError(common_name)
    return Name([NameAttribute(NameOID.COMMON_NAME, common_name)]).rfc4514_string()


def common_name_of(certificate: Certificate) -> str | None:
    """Return the common name of the subject, or None if it has none."""
    from cryptography.x509.oid import NameOID

    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else None
