# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The public facts of a certificate: names, thumbprints, dates, type and size of the key."""

from __future__ import annotations

import hashlib
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import ReturnValue

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
    from cryptography.x509 import Certificate

FACTS = (
    ReturnValue("subject", "Subject of the certificate."),
    ReturnValue("issuer", "Issuer of the certificate. Management certificates are usually self-signed."),
    ReturnValue(
        "thumbprint",
        "SHA-1 thumbprint of the certificate, by which the service identifies it.",
        sample="BEA4B74BD6B915E9DD6A01FB1B8C3C1740F517F2",
    ),
    ReturnValue("thumbprint_sha256", "SHA-256 thumbprint of the certificate."),
    ReturnValue("not_before", "Start of the validity, in UTC.", sample="2026-11-22T10:00:00Z"),
    ReturnValue("not_after", "End of the validity, in UTC.", sample="2027-11-22T10:00:00Z"),
    ReturnValue("key_type", "Type of the key. The service accepts only V(RSA)."),
    ReturnValue("key_size", "Size of the key, in bits.", "int"),
)
"""What ``facts`` returns."""


def facts(certificate: Certificate) -> dict[str, Any]:
    """Return subject, issuer, both thumbprints, the dates in ISO 8601, the type of the key and its size in bits.

    Raises ValueError or UnsupportedAlgorithm of cryptography for a damaged certificate.
    """
    not_before, not_after = validity(certificate)
    key_type, key_size = key_of(certificate)
    return {
        "subject": certificate.subject.rfc4514_string(),
        "issuer": certificate.issuer.rfc4514_string(),
        "thumbprint": thumbprint(certificate),
        "thumbprint_sha256": hashlib.sha256(der(certificate)).hexdigest().upper(),
        "not_before": iso(not_before),
        "not_after": iso(not_after),
        "key_type": key_type,
        "key_size": key_size,
    }


def der(certificate: Certificate) -> bytes:
    """Return the bytes of the ``.cer`` file."""
    from cryptography.hazmat.primitives.serialization import Encoding

    return certificate.public_bytes(Encoding.DER)


def thumbprint(certificate: Certificate) -> str:
    """Return the SHA-1 of the DER certificate, 40 upper-case hexadecimal digits.

    See docs/protocol/general.md#thumbprints.
    """
    return hashlib.sha1(der(certificate), usedforsecurity=False).hexdigest().upper()


def validity(certificate: Certificate) -> tuple[datetime, datetime]:
    """Return the times from and until which the certificate is valid, aware and in UTC."""
    if hasattr(certificate, "not_valid_after_utc"):
        return certificate.not_valid_before_utc, certificate.not_valid_after_utc
    utc = timezone.utc  # before cryptography 42
    return certificate.not_valid_before.replace(tzinfo=utc), certificate.not_valid_after.replace(tzinfo=utc)


def key_of(certificate: Certificate) -> tuple[str, int | None]:
    """Return ``RSA``, ``EC``, ``DSA``, ``Ed25519`` or the like, and the size of the key in bits where it has one."""
    key = certificate.public_key()
    name = type(key).__name__.lstrip("_").removesuffix("PublicKey")
    return {"EllipticCurve": "EC"}.get(name, name), getattr(key, "key_size", None)


def public_key_bytes(key: PublicKeyTypes) -> bytes:
    """Return the SubjectPublicKeyInfo in DER: two keys are the same if these are."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def iso(moment: datetime) -> str:
    """Return an aware time as ``2026-01-31T12:00:00Z``."""
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
