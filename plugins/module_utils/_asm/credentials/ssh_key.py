# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A public key of SSH as the service takes one: in a certificate (protocol/2 section 3.4).

Who signs the certificate does not matter to who logs in, so that the private key is not needed: a key made for this
signs it, and is forgotten. That the service asks no more of the issuer than of other service certificates is a guess.
"""

from __future__ import annotations

import base64
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.certificate_facts import (
    der,
    public_octets,
    thumbprint,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.credential_file import read, require, wrong
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.uploaded_certificate import (
    UploadedCertificate,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import CredentialError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

FILE, TEXT = "public_key_path", "public_key"
SMALLEST = 2048
"""Bits; documented for the successor of the API, as is that keys are RSA."""
VALID = timedelta(days=3650)


def certificate_of_file(path: str) -> UploadedCertificate:
    """A certificate for the key in a file of OpenSSH (``id_rsa.pub``). Raises CredentialError."""
    require("cryptography", FILE, path)
    try:
        return _certificate_of(read(FILE, path).decode("utf-8", "replace"))
    except ValueError as rule:
        raise wrong(FILE, path, str(rule)) from None


def certificate_of_text(text: str) -> UploadedCertificate:
    """A certificate for the key in a line of OpenSSH, which no error shows: it may be a private one by mistake."""
    require("cryptography", TEXT, "hidden here")
    try:
        return _certificate_of(text)
    except ValueError as rule:
        raise CredentialError(f"{TEXT} is hidden here, but {rule}") from None


def has_key_of(data: str, certificate: UploadedCertificate) -> bool:
    """Whether a service certificate, ``data`` in base64, has the same key; one that cannot be read has not."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.x509 import load_der_x509_certificate

    mine = load_der_x509_certificate(certificate.content).public_key()
    try:
        other = load_der_x509_certificate(base64.b64decode(data)).public_key()
    except (ValueError, UnsupportedAlgorithm):
        return False
    return public_octets(mine) == public_octets(other)


def _certificate_of(text: str) -> UploadedCertificate:
    """Raise ValueError with the rule that the text breaks."""
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.x509 import CertificateBuilder, Name, NameAttribute, random_serial_number
    from cryptography.x509.oid import NameOID

    key = _parsed(text)
    subject, issuer = (Name([NameAttribute(NameOID.COMMON_NAME, name)]) for name in ("SSH key", "classic.azure"))
    begins = datetime.now(timezone.utc) - timedelta(days=1)
    builder = CertificateBuilder(issuer, subject, key, random_serial_number(), begins, begins + VALID)
    made = builder.sign(generate_private_key(65537, SMALLEST), SHA256())
    return UploadedCertificate(thumbprint(made), "cer", der(made))


def _parsed(text: str) -> RSAPublicKey:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_ssh_public_key

    if "PRIVATE KEY-----" in text:
        raise ValueError("it is a private key; the public one is meant, as ssh-keygen -y prints it")
    if "-----BEGIN CERTIFICATE-----" in text:
        raise ValueError("it is a certificate, which certificate_path takes")
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) != 1:
        raise ValueError(f"a public key of OpenSSH is one line, and there are {len(lines)}")
    if not lines[0].lstrip().startswith("ssh-rsa "):
        raise ValueError("it must begin with ssh-rsa, as ssh-keygen -t rsa writes it: the service takes RSA keys alone")
    try:
        key = load_ssh_public_key(lines[0].strip().encode("utf-8"))
    except (ValueError, UnsupportedAlgorithm):
        raise ValueError("the key in it is damaged") from None
    if not isinstance(key, RSAPublicKey) or key.key_size < SMALLEST:
        raise ValueError(f"the service takes RSA keys of {SMALLEST} bits or more, and it is a smaller one")
    return key
