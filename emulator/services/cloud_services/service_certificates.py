# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service certificates: opened, kept without their keys, told in public parts
(docs/protocol/cloud_services.md#service-certificates).

That a file that does not open is refused at once, and in which words, is a guess; so is that what is added twice stays.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

from ansible_collections.classic.azure.emulator.core.context import (
    ErrorResponse,
    Reply,
    RequestContext,
    Route,
    bad_request,
    not_found,
)
from ansible_collections.classic.azure.emulator.core.operations import Operations
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services import common
from ansible_collections.classic.azure.emulator.services.cloud_services import hosted_services
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

UNOPENED = (ValueError, TypeError, UnsupportedAlgorithm, InternalError)
PATH = "services/hostedservices/{service_name}/certificates"


def add(context: RequestContext) -> Reply:
    service = hosted_services.named(context, context.names["service_name"])
    common.check(context, SERVICE_CERTIFICATE_SCHEMA.body(ADD), required=("file", "certificate_format"))
    place = f"services/hostedservices/{service['name']}/certificates"
    added = [_values(context, place, certificate) for certificate in _opened(context)]
    facts = {"service": service["name"], "certificates": added}
    name = "service_certificates_are_added"
    context.operations.start(context.subscription, context.request_id, context.operation, name, facts, place)
    return Reply(202)


def _opened(context: RequestContext) -> list[Certificate]:
    """The certificates in the file of the request. A password has no place beside what has no key."""
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
    except UNOPENED as error:
        opening = " with the Password that was given" if kind == "pfx" else ""
        raise bad_request(reason=f"Data does not open as {kind}{opening}") from error
    raise bad_request(reason="CertificateFormat is neither pfx nor cer")


def _certificates_of_pfx(content: bytes, password: str) -> list[Certificate]:
    """All that are in the file, the chain too. An empty password and none both open what has none."""
    opened = load_pkcs12(content, password.encode() or None)
    found = [opened.cert, *opened.additional_certs]
    certificates = [each.certificate for each in found if each]
    if not certificates:
        raise ValueError("no certificate")
    return certificates


def _values(context: RequestContext, place: str, certificate: Certificate) -> Value:
    der = certificate.public_bytes(Encoding.DER)
    thumbprint = hashlib.sha1(der, usedforsecurity=False).hexdigest().upper()
    return {
        "certificate_url": context.url(f"{place}/sha1-{thumbprint}"),
        "thumbprint": thumbprint,
        "thumbprint_algorithm": "sha1",
        "data": base64.b64encode(der).decode("ascii"),
    }


def get_all(context: RequestContext) -> Reply:
    service = hosted_services.named(context, context.names["service_name"])
    certificates = context.all("service_certificate", below=f"{service['name']}/")
    return Reply(200, common.render_all(SERVICE_CERTIFICATE_SCHEMA, certificates))


def get(context: RequestContext) -> Reply:
    """A single answer has the data alone, as recorded."""
    root = xml.create(SERVICE_CERTIFICATE_SCHEMA.root)
    xml.add(root, "Data", _known(context)["data"])
    return Reply(200, root)


def delete(context: RequestContext) -> Reply:
    known = _known(context)
    service = hosted_services.named(context, context.names["service_name"])
    for deployment in context.all("deployment", below=f"{service['name']}/"):
        used = cscfg.thumbprints(deployment["configuration"]) if deployment.get("package") else []
        if known["thumbprint"] in map(str.upper, used):
            message = "Certificate deletion is not allowed when it is being used in a deployment."
            raise ErrorResponse(409, "ConflictError", message)
    place = f"services/hostedservices/{service['name']}/certificates/sha1-{known['thumbprint']}"
    facts = {"key": f"{service['name']}/{known['thumbprint']}"}
    name = "service_certificate_is_gone"
    context.operations.start(context.subscription, context.request_id, context.operation, name, facts, place)
    return Reply(202)


def _known(context: RequestContext) -> Value:
    """The certificate that the address names by the algorithm of its thumbprint and the thumbprint."""
    service = hosted_services.named(context, context.names["service_name"])
    thumbprint = re.sub("^sha1-", "", context.names["thumbprint"], flags=re.IGNORECASE)
    certificate = context.get("service_certificate", f"{service['name']}/{thumbprint}")
    if certificate is None:
        raise not_found("The certificate was not found.")
    return certificate


def install(operations: Operations) -> None:
    """Make known what becomes of certificates after a while."""
    store = operations.store

    def are_added(subscription: str, facts: Value, moment: float) -> None:
        if store.get(subscription, "hosted_service", facts["service"]):
            for certificate in facts["certificates"]:
                store.put(
                    subscription, "service_certificate", f"{facts['service']}/{certificate['thumbprint']}", certificate
                )

    def is_gone(subscription: str, facts: Value, moment: float) -> None:
        store.delete(subscription, "service_certificate", facts["key"])

    operations.effects["service_certificates_are_added"] = are_added
    operations.effects["service_certificate_is_gone"] = is_gone


ROUTES = (
    Route("ListServiceCertificates", "GET", PATH, get_all),
    Route("GetServiceCertificate", "GET", f"{PATH}/{{thumbprint}}", get),
    common.route(SERVICE_CERTIFICATE_SCHEMA, ADD, add),
    common.route(SERVICE_CERTIFICATE_SCHEMA, DELETE, delete),
)
