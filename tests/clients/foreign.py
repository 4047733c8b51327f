# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Microsoft's SDK and Apache Libcloud, as they come from PyPI, pointed at an emulator by what they document."""

from __future__ import annotations

import base64
from collections.abc import Callable
from hashlib import sha1
from pathlib import Path

from ansible_collections.classic.azure.tests.emulated import Service
from azure.servicemanagement import ServiceManagementService
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from libcloud.compute.drivers.azure import AzureNodeDriver
from libcloud.compute.providers import get_driver
from libcloud.compute.types import Provider

ERROR = (
    '<Error xmlns="http://schemas.microsoft.com/windowsazure" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">'
    "<Code>{code}</Code><Message>{message}</Message></Error>"
)
FORBIDDEN = ERROR.format(
    code="ForbiddenError",
    message="The server failed to authenticate the request. "
    "Verify that the certificate is valid and is associated with this subscription.",
)

MakeService = Callable[..., Service]
"""Create a subscription in a lenient emulator with a latency profile."""


def host_of(service: Service) -> str:
    """The emulator's host and port."""
    return service.emulator.endpoint.removeprefix("https://")


def sdk_for(service: Service, certificate: Path | None = None) -> ServiceManagementService:
    """The SDK's client for a subscription, with its management certificate or another one."""
    pem = certificate or service.emulator.authority.management_certificate
    return ServiceManagementService(service.subscription_id, str(pem), host_of(service))


def driver_for(service: Service, certificate: Path | None = None) -> AzureNodeDriver:
    """Libcloud's driver for a subscription, with its management certificate or another one."""
    pem = certificate or service.emulator.authority.management_certificate
    host, dummy, port = host_of(service).partition(":")
    driver = get_driver(Provider.AZURE)(service.subscription_id, str(pem), host=host, port=int(port))
    assert isinstance(driver, AzureNodeDriver)
    return driver


def certificate_arguments(der: bytes) -> tuple[str, str, str]:
    """The arguments of the SDK's add_management_certificate: public key, thumbprint, and the .cer file."""
    key = x509.load_der_x509_certificate(der).public_key().public_bytes(Encoding.DER, PublicFormat.PKCS1)
    thumbprint = sha1(der, usedforsecurity=False).hexdigest().upper()
    return base64.b64encode(key).decode(), thumbprint, base64.b64encode(der).decode()


def operations(service: Service) -> list[tuple[str, int]]:
    """The operation name and HTTP status of each request so far."""
    return [(entry["operation"], entry["status"]) for entry in service.journal()]


def pop_dropped_elements(service: Service) -> list[str]:
    """Return the elements that the emulator dropped from requests so far, and clear the journal."""
    drops = [drop for entry in service.journal() for drop in entry["drops"]]
    service.pop_requests()
    return drops
