# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The SDK and service certificates."""

from __future__ import annotations

from base64 import b64encode

import pytest
from ansible_collections.classic.azure.emulator.tls.authority import Authority
from ansible_collections.classic.azure.tests.clients.foreign import MakeService, sdk_for
from ansible_collections.classic.azure.tests.emulated import Service
from azure.common import AzureHttpError, AzureMissingResourceHttpError
from azure.servicemanagement import ServiceManagementService
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, load_pem_private_key, pkcs12
from cryptography.x509 import load_der_x509_certificate


def pfx(authority: Authority, password: str) -> str:
    """The management certificate as a file for a hosted service."""
    certificate = load_der_x509_certificate(authority.management_cer.read_bytes())
    key = load_pem_private_key(authority.management_certificate.read_bytes(), None)
    assert isinstance(key, RSAPrivateKey)
    encryption = BestAvailableEncryption(password.encode())
    content = pkcs12.serialize_key_and_certificates(b"shop", key, certificate, None, encryption)
    return b64encode(content).decode()


def test_certificate_add_list_get_delete(make_lenient_service: MakeService) -> None:
    service = make_lenient_service("recorded")
    sms, authority = sdk_for(service), service.emulator.authority
    sms.create_hosted_service(service.name, "label", location="West US")
    result = sms.add_service_certificate(service.name, pfx(authority, "Python"), "pfx", "Python")
    assert sms.get_operation_status(result.request_id).status == "InProgress"
    service.sleep(6)
    assert sms.get_operation_status(result.request_id).status == "Succeeded"
    (listed,) = sms.list_service_certificates(service.name)
    data = b64encode(authority.management_cer.read_bytes()).decode()
    assert (listed.thumbprint, listed.thumbprint_algorithm, listed.data) == (authority.thumbprint, "sha1", data)
    one = (service.name, "sha1", authority.thumbprint)
    assert listed.certificate_url.endswith(f"/{service.name}/certificates/sha1-{authority.thumbprint}")
    assert sms.get_service_certificate(*one).data == data
    sms.delete_service_certificate(*one)
    service.sleep(6)
    with pytest.raises(AzureMissingResourceHttpError, match=r"The certificate was not found\."):
        sms.get_service_certificate(*one)


def test_add_cer_and_undecodable_files(service: Service, sms: ServiceManagementService) -> None:
    authority = service.emulator.authority
    sms.create_hosted_service(service.name, "label", location="West US")
    with pytest.raises(AzureHttpError, match="A parameter was incorrect"):
        sms.add_service_certificate(service.name, pfx(authority, "right"), "pfx", "wrong")
    with pytest.raises(AzureHttpError, match="A parameter was incorrect"):
        sms.add_service_certificate(service.name, "!", "cer", "")
    sms.add_service_certificate(service.name, b64encode(authority.management_cer.read_bytes()).decode(), "cer", "")
    assert [each.thumbprint for each in sms.list_service_certificates(service.name)] == [authority.thumbprint]
