# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Public SSH keys in certificates, which is how the service takes them (docs/protocol/compute.md#ssh-keys).

A key always gives the same certificate, byte for byte: the service lists a certificate only when its operation has
ended, so a task that begins before that, since the one before it was killed, adds the same once more, and not another.

Nobody can verify the signature of such a certificate: the private key of the user is not at hand, and its issuer does
not exist. It does not matter for a login, and so it is made of the certificate and not of a key. That the service
does not look at it is an assumption.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.certificate_facts import (
    der,
    public_key_bytes,
    thumbprint,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.credential_file import (
    invalid,
    read,
    require,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.uploaded_certificate import (
    UploadedCertificate,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import CredentialError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

FILE, TEXT = "public_key_path", "public_key"
MIN_KEY_BITS = 2048
"""Documented for the successor of the API, as is that keys are RSA."""
NOT_BEFORE = datetime(2015, 1, 1, tzinfo=timezone.utc)
NOT_AFTER = datetime(2039, 12, 31, 23, 59, 59, tzinfo=timezone.utc)


def certificate_of_file(path: str) -> UploadedCertificate:
    """Return a certificate for the key in a file of OpenSSH (``id_rsa.pub``). Raises CredentialError."""
    require("cryptography", FILE, path)
    try:
        return _certificate_of(read(FILE, path).decode("utf-8", "replace"))
    except ValueError as rule:
        raise invalid(FILE, path, str(rule)) from None


def certificate_of_text(text: str) -> UploadedCertificate:
    """Return a certificate for the key in a line of OpenSSH. Raises CredentialError.

    The error does not show the line, which may be a private key by mistake.
    """
    require("cryptography", TEXT, "hidden here")
    try:
        return _certificate_of(text)
    except ValueError as rule:
        raise CredentialError(f"{TEXT} is hidden here, but {rule}") from None


def has_key_of(data: str, certificate: UploadedCertificate) -> bool:
    """Return whether a service certificate, ``data`` in base64, has the same key; False if it cannot be read."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.x509 import load_der_x509_certificate

    mine = load_der_x509_certificate(certificate.content).public_key()
    try:
        other = load_der_x509_certificate(base64.b64decode(data)).public_key()
    except (ValueError, UnsupportedAlgorithm):
        return False
    return public_key_bytes(mine) == public_key_bytes(other)


def _certificate_of(text: str) -> UploadedCertificate:
    """Raise ValueError with the rule that the text breaks."""
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.x509 import CertificateBuilder, Name, NameAttribute, load_der_x509_certificate
    from cryptography.x509.oid import NameOID

    key = _parse(text)
    subject, issuer = (Name([NameAttribute(NameOID.COMMON_NAME, name)]) for name in ("SSH key", "classic.azure"))
    serial_number = int.from_bytes(hashlib.sha256(public_key_bytes(key)).digest()[:15], "big") + 1
    builder = CertificateBuilder(issuer, subject, key, serial_number, NOT_BEFORE, NOT_AFTER)
    signed = builder.sign(generate_private_key(65537, MIN_KEY_BITS), SHA256())
    signature = hashlib.shake_256(signed.tbs_certificate_bytes).digest(len(signed.signature))
    made = load_der_x509_certificate(der(signed).removesuffix(signed.signature) + signature)
    return UploadedCertificate(thumbprint(made), "cer", der(made))


def _parse(text: str) -> RSAPublicKey:
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
    if not isinstance(key, RSAPublicKey) or key.key_size < MIN_KEY_BITS:
        raise ValueError(f"the service takes RSA keys of {MIN_KEY_BITS} bits or more, and it is a smaller one")
    return key
