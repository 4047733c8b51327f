# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The faults that a certificate and its key can have together, however they were stored."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.certificate_facts import (
    key_of,
    public_octets,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.credential_file import wrong
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import CredentialError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
    from cryptography.x509 import Certificate

CERTIFICATE = "management_certificate"
KEY = "management_key"
PASSWORD = "management_certificate_password"

SMALLEST_KEY = 2048
"""Bits of an RSA key: what the service asks for (protocol/1 section 2), and OpenSSL 3 insists on."""

WITHOUT_KEY = "it holds only the public certificate; give the PEM that also holds the private key"
KEY_APART = f"{WITHOUT_KEY}, or name the file of the key with {KEY}"


def refuse_unfit_pair(option: str, path: str, certificate: Certificate, key: PrivateKeyTypes) -> None:
    """Raise CredentialError if TLS cannot use the two: the key is too small, or belongs to another certificate."""
    key_type, bits = key_of(certificate)
    if key_type == "RSA" and bits is not None and bits < SMALLEST_KEY:
        raise wrong(option, path, too_small(f"an RSA key of {bits} bits"))
    if public_octets(key.public_key()) != public_octets(certificate.public_key()):
        raise wrong(option, path, "the private key does not belong to the certificate, the first one if there are more")


def octets(password: str, option: str = PASSWORD) -> bytes:
    """Return the password as it is used; raises CredentialError if it is no text that could have been typed."""
    try:
        return password.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raise CredentialError(f"{option} holds half a character (a lone surrogate)") from None


def too_small(key: str) -> str:
    """Return the rule that a key breaks of which OpenSSL said EE_KEY_TOO_SMALL."""
    return f"it has {key}, and TLS takes RSA keys of {SMALLEST_KEY} bits or more (make a new pair: management_key_pair)"


def openssl_refuses(option: str, path: str, error: Exception) -> CredentialError:
    """Return the error for what OpenSSL alone objects to, in its own word, as ``CA_MD_TOO_WEAK``."""
    reason = getattr(error, "reason", None) or type(error).__name__
    if reason == "EE_KEY_TOO_SMALL":
        return wrong(option, path, too_small("a key that is too small"))
    return wrong(option, path, f"OpenSSL ({ssl.OPENSSL_VERSION}) does not take it: {reason}")
