# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Management certificates, whose holders may manage the subscription
(docs/protocol/subscription.md#management-certificates)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timezone

from ansible_collections.classic.azure.emulator.core.context import Reply, RequestContext, Route
from ansible_collections.classic.azure.emulator.core.entities import Collection, dump
from ansible_collections.classic.azure.emulator.core.errors import bad_request, conflict, not_found
from ansible_collections.classic.azure.emulator.core.registry import register_routes
from ansible_collections.classic.azure.emulator.services import common
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.management_certificate import (
    ADD,
    DELETE,
    MANAGEMENT_CERTIFICATE_SCHEMA,
)
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

MANAGEMENT_CERTIFICATES_SINCE = "2012-03-01"


@dataclass
class ManagementCertificate:
    thumbprint: str
    public_key: str | None = None
    data: str | None = None
    created: str | None = None


MANAGEMENT_CERTIFICATES = Collection(
    "management_certificate", ManagementCertificate, lambda certificate: certificate.thumbprint
)


def certificate_der(content: bytes) -> bytes:
    """The certificate of a file, in DER.

    Raises ValueError, with what follows "it is", for what is none in DER or PEM, or has no RSA key.
    """
    try:
        is_pem = content.lstrip().startswith(b"-----BEGIN")
        found = x509.load_pem_x509_certificate(content) if is_pem else x509.load_der_x509_certificate(content)
    except ValueError:
        raise ValueError("no certificate in DER or PEM") from None
    if not isinstance(found.public_key(), RSAPublicKey):
        raise ValueError("no certificate with an RSA key, which management certificates have")
    return found.public_bytes(Encoding.DER)


def certificate_values(der: bytes, now: float) -> dict[str, str]:
    """The stored value of a certificate in DER (docs/protocol/subscription.md#management-certificate-values)."""
    certificate = x509.load_der_x509_certificate(der)
    public_key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.PKCS1)
    return {
        "public_key": base64.b64encode(public_key).decode("ascii"),
        "thumbprint": _thumbprint(der),
        "data": base64.b64encode(der).decode("ascii"),
        "created": _precise_stamp(now),
    }


def _thumbprint(der: bytes) -> str:
    return hashlib.sha1(der, usedforsecurity=False).hexdigest().upper()


def _precise_stamp(moment: float) -> str:
    """A moment with seven decimals of its second; the service cut zeros at the end, and our last digit is none."""
    return datetime.fromtimestamp(moment, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f1Z")


def get_all(context: RequestContext) -> Reply:
    certificates = MANAGEMENT_CERTIFICATES.all(context)
    return Reply(200, common.render_all(MANAGEMENT_CERTIFICATE_SCHEMA, map(dump, certificates)))


def get(context: RequestContext) -> Reply:
    return Reply(200, common.render(MANAGEMENT_CERTIFICATE_SCHEMA, dump(_get_certificate(context))))


def add(context: RequestContext) -> Reply:
    common.check(context, MANAGEMENT_CERTIFICATE_SCHEMA.body(ADD), required=("public_key", "thumbprint", "data"))
    certificate = ManagementCertificate(
        thumbprint=context.values["thumbprint"].upper(),
        public_key=context.values["public_key"],
        data=context.values["data"],
        created=_precise_stamp(context.now),
    )
    _check_certificate(certificate.thumbprint, context.values["data"])
    if MANAGEMENT_CERTIFICATES.get(context, certificate.thumbprint):
        raise conflict("The certificate already exists.")
    MANAGEMENT_CERTIFICATES.save(context, certificate)
    location = f"https://{context.host}/subscriptions/{context.subscription}/certificates/{certificate.thumbprint}"
    return Reply(201, headers={"Location": location})


def _check_certificate(thumbprint: str, data: str) -> None:
    """Refuse what cannot be a certificate of that thumbprint; that the service did is an assumption.

    It kept what is no certificate, such as PKCS#12, as it was: then the thumbprint cannot be checked.
    """
    if not re.fullmatch("[0-9A-F]{40}", thumbprint):
        raise bad_request(reason="SubscriptionCertificateThumbprint is not 40 hexadecimal digits")
    try:
        der = base64.b64decode(data, validate=True)
    except binascii.Error as error:
        raise bad_request(reason="SubscriptionCertificateData is not base64") from error
    if _is_certificate(der) and _thumbprint(der) != thumbprint:
        raise bad_request(reason="SubscriptionCertificateThumbprint is not that of SubscriptionCertificateData")


def _is_certificate(der: bytes) -> bool:
    """Whether DER is a sequence that begins with a sequence, as a certificate does; PKCS#12 begins with a number.

    It is not read any further: those of old tools have serial numbers that no reader of today takes.
    """
    octets = der[1] & 0x7F if der[1:2] and der[1] & 0x80 else 0
    return der[:1] == der[2 + octets : 3 + octets] == b"\x30"


def delete(context: RequestContext) -> Reply:
    MANAGEMENT_CERTIFICATES.delete(context, _get_certificate(context).thumbprint)
    return Reply(200)


def _get_certificate(context: RequestContext) -> ManagementCertificate:
    """The certificate that the URL names. Raises ErrorResponse."""
    certificate = MANAGEMENT_CERTIFICATES.get(context, context.names["thumbprint"])
    if certificate is None:
        raise not_found("The certificate was not found.")
    return certificate


register_routes(
    Route(
        "ListManagementCertificates",
        "GET",
        MANAGEMENT_CERTIFICATE_SCHEMA.path,
        get_all,
        since=MANAGEMENT_CERTIFICATES_SINCE,
    ),
    Route(
        "GetManagementCertificate",
        "GET",
        f"{MANAGEMENT_CERTIFICATE_SCHEMA.path}/{{thumbprint}}",
        get,
        since=MANAGEMENT_CERTIFICATES_SINCE,
    ),
    common.route(MANAGEMENT_CERTIFICATE_SCHEMA, ADD, add, MANAGEMENT_CERTIFICATES_SINCE),
    common.route(MANAGEMENT_CERTIFICATE_SCHEMA, DELETE, delete, MANAGEMENT_CERTIFICATES_SINCE),
)
