# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of a certificate with its key, in whatever format they are stored."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.certificate_facts import (
    key_of,
    public_key_bytes,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.credential_file import invalid
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import CredentialError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
    from cryptography.x509 import Certificate

CERTIFICATE = "management_certificate"
KEY = "management_key"
PASSWORD = "management_certificate_password"

MIN_KEY_BITS = 2048
"""The smallest RSA key that the service (docs/protocol/general.md#client-certificate) and OpenSSL 3 accept."""

WITHOUT_KEY = "it holds only the public certificate; give the PEM that also holds the private key"
KEY_APART = f"{WITHOUT_KEY}, or name the file of the key with {KEY}"


def check_pair(option: str, path: str, certificate: Certificate, key: PrivateKeyTypes) -> None:
    """Raise CredentialError if TLS cannot use the pair: the key is too small, or is that of another certificate."""
    key_type, bits = key_of(certificate)
    if key_type == "RSA" and bits is not None and bits < MIN_KEY_BITS:
        raise invalid(option, path, key_size_rule(f"an RSA key of {bits} bits"))
    if public_key_bytes(key.public_key()) != public_key_bytes(certificate.public_key()):
        raise invalid(
            option, path, "the private key does not belong to the certificate, the first one if there are more"
        )


def password_bytes(password: str, option: str = PASSWORD) -> bytes:
    """Return the password in UTF-8. Raises CredentialError if it is not valid text."""
    try:
        return password.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raise CredentialError(f"{option} holds half a character (a lone surrogate)") from None


def key_size_rule(key: str) -> str:
    """Return the rule that a key breaks which is too small; ``key`` describes it."""
    return f"it has {key}, and TLS takes RSA keys of {MIN_KEY_BITS} bits or more (make a new pair: management_key_pair)"


def openssl_error(option: str, path: str, error: Exception) -> CredentialError:
    """Return the error for what only OpenSSL rejects, with its reason, as CA_MD_TOO_WEAK."""
    reason = getattr(error, "reason", None) or type(error).__name__
    if reason == "EE_KEY_TOO_SMALL":
        return invalid(option, path, key_size_rule("a key that is too small"))
    return invalid(option, path, f"OpenSSL ({ssl.OPENSSL_VERSION}) does not take it: {reason}")
