# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service certificates for an upload, in the two formats that the service takes: pfx and cer."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.certificate_facts import (
    der,
    public_key_bytes,
    thumbprint,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.certificate_faults import password_bytes
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.credential_file import (
    invalid,
    kind_of,
    read,
    require,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.pem import KEY_LABEL, pem_block
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.pkcs12 import Pkcs12Certificate, to_pkcs12

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12PrivateKeyTypes
    from cryptography.x509 import Certificate

CERTIFICATE, KEY, PASSWORD = "certificate_path", "private_key_path", "password"


@dataclass(frozen=True)
class UploadedCertificate:
    """The content of a file in ``certificate_format``, pfx or cer, with its password."""

    thumbprint: str
    certificate_format: str
    content: bytes = field(repr=False)
    password: str | None = field(default=None, repr=False)


def uploaded_certificate(path: str, key_path: str | None, password: str | None) -> UploadedCertificate:
    """Return a PEM, PKCS#12 or DER file as it is uploaded. Raises CredentialError if it cannot be used.

    A PEM with a private key is converted to PKCS#12 with a random password.
    """
    content = read(CERTIFICATE, path)
    require("cryptography", CERTIFICATE, path)
    kind = kind_of(content)
    if key_path and kind != "pem":
        raise invalid(KEY, key_path, f"a key apart belongs to a certificate in PEM, and {path!r} is none")
    if kind == "pkcs12":
        opened = Pkcs12Certificate(CERTIFICATE, path, content, password, password_option=PASSWORD)
        return UploadedCertificate(thumbprint(opened.certificate()), "pfx", content, password or "")
    if kind == "der certificate":
        return UploadedCertificate(thumbprint(_read_der(path, content)), "cer", content)
    if kind == "pem":
        return _from_pem(path, key_path, content, password)
    raise invalid(CERTIFICATE, path, "it is neither PEM nor PKCS#12 (PFX) nor a certificate in DER")


def certificate_alone(path: str) -> UploadedCertificate:
    """Return the first certificate of a PEM or DER file as it is uploaded, without its key.

    Raises CredentialError if it cannot be used.
    """
    content = read(CERTIFICATE, path)
    require("cryptography", CERTIFICATE, path)
    kind = kind_of(content)
    if kind == "der certificate":
        certificate = _read_der(path, content)
    elif kind == "pem":
        certificate = _read_pem(path, content)[0]
    else:
        raise invalid(CERTIFICATE, path, "it is neither a certificate in PEM nor one in DER")
    return UploadedCertificate(thumbprint(certificate), "cer", der(certificate))


def _read_der(path: str, content: bytes) -> Certificate:
    from cryptography.x509 import load_der_x509_certificate

    try:
        return load_der_x509_certificate(content)
    except ValueError:
        raise invalid(CERTIFICATE, path, "the certificate in it is damaged") from None


def _read_pem(path: str, content: bytes) -> list[Certificate]:
    from cryptography.x509 import load_pem_x509_certificates

    try:
        return load_pem_x509_certificates(content)
    except ValueError:
        raise invalid(CERTIFICATE, path, "it holds no certificate, or a damaged one") from None


def _from_pem(path: str, key_path: str | None, content: bytes, password: str | None) -> UploadedCertificate:
    certificates = _read_pem(path, content)
    option, place = (KEY, key_path) if key_path else (CERTIFICATE, path)
    key = _read_key(option, place, password)
    if key is None and key_path:
        raise invalid(KEY, key_path, "it holds no private key")
    if key is None:
        return UploadedCertificate(thumbprint(certificates[0]), "cer", der(certificates[0]))
    if public_key_bytes(key.public_key()) != public_key_bytes(certificates[0].public_key()):
        raise invalid(option, place, f"the private key in it is not that of the first certificate in {path!r}")
    secret = secrets.token_urlsafe(24)
    return UploadedCertificate(thumbprint(certificates[0]), "pfx", to_pkcs12(key, certificates, secret), secret)


def _read_key(option: str, path: str, password: str | None) -> PKCS12PrivateKeyTypes | None:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    block = pem_block(KEY_LABEL, read(option, path))
    if block is None:
        return None
    encrypted = b"ENCRYPTED" in block
    if encrypted and not password:
        raise invalid(option, path, "the private key in it is encrypted, and password is not given")
    try:
        key = load_pem_private_key(block, password_bytes(password or "", PASSWORD) if encrypted else None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        rule = "password does not decrypt the private key in it" if encrypted else "the private key in it is damaged"
        raise invalid(option, path, rule) from None
    return cast("PKCS12PrivateKeyTypes", key)
