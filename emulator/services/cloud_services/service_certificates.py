# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service certificates: kept without their private keys (docs/protocol/cloud_services.md#service-certificates).

That a file that cannot be opened is refused at once, and in which words, is an assumption; so is that a certificate
that is added twice is there once.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

from ansible_collections.classic.azure.emulator.core.context import Reply, RequestContext, Route
from ansible_collections.classic.azure.emulator.core.entities import EffectScope, dump, load
from ansible_collections.classic.azure.emulator.core.errors import bad_request, conflict, not_found
from ansible_collections.classic.azure.emulator.core.operations import Operations
from ansible_collections.classic.azure.emulator.core.registry import effect, register_routes
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services import common
from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_state import deployments_of
from ansible_collections.classic.azure.emulator.services.cloud_services.hosted_services import (
    HOSTED_SERVICES,
    SERVICE_CERTIFICATES,
    HostedService,
    ServiceCertificate,
    get_hosted_service,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services import cscfg
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.service_certificate import (
    ADD,
    DELETE,
    SERVICE_CERTIFICATE_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from cryptography.exceptions import InternalError, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12
from cryptography.x509 import Certificate, load_der_x509_certificate, load_pem_x509_certificate

OPENING_ERRORS = (ValueError, TypeError, UnsupportedAlgorithm, InternalError)
CERTIFICATES_PATH = SERVICE_CERTIFICATE_SCHEMA.path


def add(context: RequestContext) -> Reply:
    service = get_hosted_service(context, context.names["service_name"])
    common.check(context, SERVICE_CERTIFICATE_SCHEMA.body(ADD), required=("file", "certificate_format"))
    path = CERTIFICATES_PATH.format(service_name=service.name)
    added = [_new_certificate(context, service, path, certificate) for certificate in _read_certificates(context)]
    facts = {"service": service.name, "certificates": [dump(certificate) for certificate in added]}
    context.begin(service_certificates_added, facts, path)
    return Reply(202)


def _read_certificates(context: RequestContext) -> list[Certificate]:
    """The certificates in the file of the request. Raises ErrorResponse if it cannot be opened."""
    kind = context.values["certificate_format"].lower()
    try:
        content = base64.b64decode("".join(context.values["file"].split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise bad_request(reason="Data is not base64") from error
    try:
        if kind == "pfx":
            return _certificates_of_pfx(content, context.values["password"] or "")
        if kind == "cer":
            read = load_pem_x509_certificate if content.startswith(b"-----BEGIN") else load_der_x509_certificate
            return [read(content)]
    except OPENING_ERRORS as error:
        opening = " with the Password that was given" if kind == "pfx" else ""
        raise bad_request(reason=f"Data does not open as {kind}{opening}") from error
    raise bad_request(reason="CertificateFormat is neither pfx nor cer")


def _certificates_of_pfx(content: bytes, password: str) -> list[Certificate]:
    """All certificates in a file, the chain too. An empty password and none both open a file without one."""
    opened = load_pkcs12(content, password.encode() or None)
    found = [opened.cert, *opened.additional_certs]
    certificates = [each.certificate for each in found if each]
    if not certificates:
        raise ValueError("no certificate")
    return certificates


def _new_certificate(
    context: RequestContext, service: HostedService, path: str, certificate: Certificate
) -> ServiceCertificate:
    der = certificate.public_bytes(Encoding.DER)
    thumbprint = hashlib.sha1(der, usedforsecurity=False).hexdigest().upper()
    return ServiceCertificate(
        thumbprint=thumbprint,
        certificate_url=context.url(f"{path}/sha1-{thumbprint}"),
        thumbprint_algorithm="sha1",
        data=base64.b64encode(der).decode("ascii"),
        service=service.name,
    )


def get_all(context: RequestContext) -> Reply:
    service = get_hosted_service(context, context.names["service_name"])
    certificates = SERVICE_CERTIFICATES.all(context, below=f"{service.name}/")
    return Reply(200, common.render_all(SERVICE_CERTIFICATE_SCHEMA, map(dump, certificates)))


def get(context: RequestContext) -> Reply:
    """Answer with the data only, as recorded."""
    dummy, certificate = _get_certificate(context)
    root = xml.create(SERVICE_CERTIFICATE_SCHEMA.root)
    xml.add(root, "Data", certificate.data)
    return Reply(200, root)


def delete(context: RequestContext) -> Reply:
    service, certificate = _get_certificate(context)
    for deployment in deployments_of(context, service.name):
        used = cscfg.thumbprints(deployment.configuration) if deployment.package else []
        if certificate.thumbprint in map(str.upper, used):
            raise conflict("Certificate deletion is not allowed when it is being used in a deployment.")
    path = f"{CERTIFICATES_PATH.format(service_name=service.name)}/sha1-{certificate.thumbprint}"
    facts = {"key": f"{service.name}/{certificate.thumbprint}"}
    context.begin(service_certificate_deleted, facts, path)
    return Reply(202)


def _get_certificate(context: RequestContext) -> tuple[HostedService, ServiceCertificate]:
    """The hosted service and the certificate that the URL names by the algorithm of its thumbprint and the thumbprint.

    Raises ErrorResponse.
    """
    service = get_hosted_service(context, context.names["service_name"])
    thumbprint = re.sub("^sha1-", "", context.names["thumbprint"], flags=re.IGNORECASE)
    certificate = SERVICE_CERTIFICATES.get(context, f"{service.name}/{thumbprint}")
    if certificate is None:
        raise not_found("The certificate was not found.")
    return service, certificate


@effect("service_certificates_added")
def service_certificates_added(operations: Operations, subscription: str, facts: Value, moment: float) -> None:
    scope = EffectScope(operations, subscription, moment)
    if HOSTED_SERVICES.get(scope, facts["service"]):
        for values in facts["certificates"]:
            SERVICE_CERTIFICATES.save(scope, load(ServiceCertificate, values))


@effect("service_certificate_deleted")
def service_certificate_deleted(operations: Operations, subscription: str, facts: Value, moment: float) -> None:
    SERVICE_CERTIFICATES.delete(EffectScope(operations, subscription, moment), facts["key"])


register_routes(
    Route("ListServiceCertificates", "GET", CERTIFICATES_PATH, get_all),
    Route("GetServiceCertificate", "GET", f"{CERTIFICATES_PATH}/{{thumbprint}}", get),
    common.route(SERVICE_CERTIFICATE_SCHEMA, ADD, add),
    common.route(SERVICE_CERTIFICATE_SCHEMA, DELETE, delete),
)
