# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A certificate for web and worker roles and virtual machines, in the two forms that the service takes: pfx and cer."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.certificate_facts import (
    der,
    public_octets,
    thumbprint,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.certificate_faults import octets
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.credential_file import (
    kind_of,
    read,
    require,
    wrong,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.pem import KEY_LABEL, pem_block
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.pkcs12 import Pkcs12Certificate, packed

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12PrivateKeyTypes
    from cryptography.x509 import Certificate

CERTIFICATE, KEY, PASSWORD = "certificate_path", "private_key_path", "password"


@dataclass(frozen=True)
class UploadedCertificate:
    """``content`` is a file of the form ``certificate_format``, pfx or cer, that ``password`` opens."""

    thumbprint: str
    certificate_format: str
    content: bytes = field(repr=False)
    password: str | None = field(default=None, repr=False)


def uploaded_certificate(path: str, key_path: str | None, password: str | None) -> UploadedCertificate:
    """Return what to send of a PEM, PKCS#12 or DER file. Raises CredentialError where it cannot be used.

    A PEM with a private key is packed as PKCS#12, with a password that nobody gets to know.
    """
    content = read(CERTIFICATE, path)
    require("cryptography", CERTIFICATE, path)
    kind = kind_of(content)
    if key_path and kind != "pem":
        raise wrong(KEY, key_path, f"a key apart belongs to a certificate in PEM, and {path!r} is none")
    if kind == "pkcs12":
        opened = Pkcs12Certificate(CERTIFICATE, path, content, password, password_option=PASSWORD)
        return UploadedCertificate(thumbprint(opened.certificate()), "pfx", content, password or "")
    if kind == "der certificate":
        return UploadedCertificate(thumbprint(_read_der(path, content)), "cer", content)
    if kind == "pem":
        return _from_pem(path, key_path, content, password)
    raise wrong(CERTIFICATE, path, "it is neither PEM nor PKCS#12 (PFX) nor a certificate in DER")


def certificate_alone(path: str) -> UploadedCertificate:
    """Return what to send of the first certificate in a PEM or DER file, without a key that may lie beside it.

    Raises CredentialError where it cannot be used.
    """
    content = read(CERTIFICATE, path)
    require("cryptography", CERTIFICATE, path)
    kind = kind_of(content)
    if kind == "der certificate":
        certificate = _read_der(path, content)
    elif kind == "pem":
        certificate = _read_pem(path, content)[0]
    else:
        raise wrong(CERTIFICATE, path, "it is neither a certificate in PEM nor one in DER")
    return UploadedCertificate(thumbprint(certificate), "cer", der(certificate))


def _read_der(path: str, content: bytes) -> Certificate:
    from cryptography.x509 import load_der_x509_certificate

    try:
        return load_der_x509_certificate(content)
    except ValueError:
        raise wrong(CERTIFICATE, path, "the certificate in it is damaged") from None


def _read_pem(path: str, content: bytes) -> list[Certificate]:
    from cryptography.x509 import load_pem_x509_certificates

    try:
        return load_pem_x509_certificates(content)
    except ValueError:
        raise wrong(CERTIFICATE, path, "it holds no certificate, or a damaged one") from None


def _from_pem(path: str, key_path: str | None, content: bytes, password: str | None) -> UploadedCertificate:
    certificates = _read_pem(path, content)
    option, place = (KEY, key_path) if key_path else (CERTIFICATE, path)
    key = _read_key(option, place, password)
    if key is None and key_path:
        raise wrong(KEY, key_path, "it holds no private key")
    if key is None:
        return UploadedCertificate(thumbprint(certificates[0]), "cer", der(certificates[0]))
    if public_octets(key.public_key()) != public_octets(certificates[0].public_key()):
        raise wrong(option, place, f"the private key in it is not that of the first certificate in {path!r}")
    secret = secrets.token_urlsafe(24)
    return UploadedCertificate(thumbprint(certificates[0]), "pfx", packed(key, certificates, secret), secret)


def _read_key(option: str, path: str, password: str | None) -> PKCS12PrivateKeyTypes | None:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    block = pem_block(KEY_LABEL, read(option, path))
    if block is None:
        return None
    encrypted = b"ENCRYPTED" in block
    if encrypted and not password:
        raise wrong(option, path, "the private key in it is encrypted, and password is not given")
    try:
        key = load_pem_private_key(block, octets(password or "", PASSWORD) if encrypted else None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        rule = "password does not decrypt the private key in it" if encrypted else "the private key in it is damaged"
        raise wrong(option, path, rule) from None
    return cast("PKCS12PrivateKeyTypes", key)
