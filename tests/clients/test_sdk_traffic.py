# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The SDK on the wire: how it finds the emulator, and what it sends and is sent."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from ansible_collections.classic.azure.tests.clients.foreign import (
    MakeService,
    host_of,
    operations,
    pop_dropped_elements,
    sdk_for,
)
from ansible_collections.classic.azure.tests.emulated import Service
from azure.common import AzureHttpError
from azure.servicemanagement import ServiceManagementService
from requests import Session
from requests.exceptions import SSLError


def test_constructor_arguments_and_host(service: Service) -> None:
    certificate = service.emulator.authority.management_certificate
    sms = ServiceManagementService(service.subscription_id, str(certificate), host_of(service))
    assert sms.get_subscription().subscription_id == service.subscription_id


def test_custom_requests_session(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    authority = service.emulator.authority
    with Session() as session:
        session.cert, session.verify = str(authority.management_certificate), str(authority.ca_certificate)
        sms = ServiceManagementService(service.subscription_id, host=host_of(service), request_session=session)
        assert sms.get_subscription().subscription_id == service.subscription_id


def test_connection_from_environment_variables(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_MANAGEMENT_SUBSCRIPTIONID", service.subscription_id)
    monkeypatch.setenv("AZURE_MANAGEMENT_CERTFILE", str(service.emulator.authority.management_certificate))
    sms = ServiceManagementService(host=host_of(service))
    assert sms.get_subscription().subscription_id == service.subscription_id


def test_untrusted_ca_is_rejected(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    with pytest.raises(SSLError, match="certificate verify failed"):
        sdk_for(service).list_locations()
    assert service.journal() == []


def test_localhost_is_a_valid_host(service: Service) -> None:
    host = host_of(service).replace("127.0.0.1", "localhost")
    pem = service.emulator.authority.management_certificate
    assert ServiceManagementService(service.subscription_id, str(pem), host).list_locations()


def test_uppercase_subscription_id(service: Service) -> None:
    pem = service.emulator.authority.management_certificate
    sms = ServiceManagementService(service.subscription_id.upper(), str(pem), host_of(service))
    sms.create_hosted_service(service.name, "label", location="West US")
    assert service.stored("hosted_service", service.name)


@pytest.mark.parametrize(
    "spoken", ["2012-03-01", "2013-08-01", "2014-05-01", "2014-10-01", "2015-02-01", "2016-07-01", "2017-01-01"]
)
def test_supported_api_versions(service: Service, sms: ServiceManagementService, spoken: str) -> None:
    sms.x_ms_version = spoken
    assert len(list(sms.list_locations())) == 18
    assert service.journal()[-1]["version"] == spoken


@pytest.mark.parametrize("spoken", ["", "2014", "yesterday", "2001-01-01"])
def test_invalid_api_version_is_refused(sms: ServiceManagementService, spoken: str) -> None:
    sms.x_ms_version = spoken
    with pytest.raises(AzureHttpError, match="MissingOrIncorrectVersionHeader") as refused:
        sms.list_locations()
    assert refused.value.status_code == 400


def test_redirect_keeps_method_body_and_certificate(service: Service, sms: ServiceManagementService) -> None:
    for operation in ("CreateHostedService", "UpdateHostedService", "GetHostedService", "DeleteHostedService"):
        service.inject_fault("redirect", operation)
    sms.create_hosted_service(service.name, "label", "old", "West US")
    sms.update_hosted_service(service.name, description="new")
    found = sms.get_hosted_service_properties(service.name, embed_detail=True)
    assert found.hosted_service_properties.description == "new"
    assert service.journal()[-1]["query"] == {"embed-detail": "true"}
    sms.delete_hosted_service(service.name)
    assert operations(service) == [
        *(("CreateHostedService", 307), ("CreateHostedService", 201)),
        *(("UpdateHostedService", 307), ("UpdateHostedService", 200)),
        *(("GetHostedService", 307), ("GetHostedService", 200)),
        *(("DeleteHostedService", 307), ("DeleteHostedService", 200)),
    ]
    assert {entry["thumbprint"] for entry in service.journal()} == {service.emulator.authority.thumbprint}


def test_response_headers(service: Service, sms: ServiceManagementService) -> None:
    full = sms.perform_get(f"/{service.subscription_id}/locations")
    headers = dict(full.headers)
    assert headers["content-type"] == "application/xml; charset=utf-8"
    assert int(headers["content-length"]) == len(full.body)
    assert full.body.startswith(
        b'<Locations xmlns="http://schemas.microsoft.com/windowsazure" '
        b'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><Location><Name>'
    )
    assert re.fullmatch("[0-9a-f]{32}", headers["x-ms-request-id"])
    assert headers["server"].endswith("Microsoft-HTTPAPI/2.0") and headers["date"].endswith("GMT")


def test_response_headers_without_body(service: Service, sms: ServiceManagementService) -> None:
    sms.create_hosted_service(service.name, "label", location="West US")
    empty = sms.perform_delete(f"/{service.subscription_id}/services/hostedservices/{service.name}")
    headers = dict(empty.headers)
    assert (empty.status, headers["content-length"]) == (200, "0")
    assert "content-type" not in headers and "location" not in headers
    assert headers["x-ms-request-id"] == service.journal()[-1]["operation_id"]


BODIES = {
    ("affinitygroups", "affinitygroup"): "<CreateAffinityGroup {0}><Name>{1}</Name>{2}</CreateAffinityGroup>",
    ("services/hostedservices", "compute"): "<CreateHostedService {0}><ServiceName>{1}</ServiceName>{2}"
    "</CreateHostedService>",
    ("services/storageservices", "storage"): "<CreateStorageServiceInput {0}><ServiceName>{1}</ServiceName>{2}"
    "</CreateStorageServiceInput>",
}


@pytest.mark.parametrize(("path", "word"), BODIES)
def test_created_response_has_location_header(
    service: Service, sms: ServiceManagementService, path: str, word: str
) -> None:
    body = BODIES[path, word].format(
        'xmlns="http://schemas.microsoft.com/windowsazure"',
        service.name,
        "<Label>bGFiZWw=</Label><Location>West US</Location>",
    )
    there = dict(sms.perform_post(f"/{service.subscription_id}/{path}", body).headers)["location"]
    known_as = f"subscriptions/{service.subscription_id}/{word}/{service.name}"
    assert there == f"https://management.core.windows.net/{known_as}"


def test_session_reuses_connection_and_drops_nothing(
    make_lenient_service: MakeService, connection_count: Callable[[], int]
) -> None:
    service = make_lenient_service("polls:2")
    sms, name, owner = sdk_for(service), service.name, {"owner": "sales"}
    sms.create_affinity_group("near", "label", "West US", "description")
    sms.update_affinity_group("near", "new", "new")
    sms.create_hosted_service(name, "label", "description", affinity_group="near", extended_properties=owner)
    sms.update_hosted_service(name, "new", "new", owner)
    made = sms.create_storage_account(name, "description", "label", "near", extended_properties=owner)
    sms.wait_for_operation_status(made.request_id, sleep_interval=1 / 128, progress_callback=None)
    sms.update_storage_account(name, "new", "new", extended_properties=owner)
    sms.regenerate_storage_account_keys(name, "Primary")
    sms.delete_storage_account(name)
    sms.delete_hosted_service(name)
    sms.delete_affinity_group("near")
    assert operations(service) == [
        ("CreateAffinityGroup", 201),
        ("UpdateAffinityGroup", 200),
        ("CreateHostedService", 201),
        ("UpdateHostedService", 200),
        ("CreateStorageService", 202),
        ("GetOperationStatus", 200),
        ("GetOperationStatus", 200),
        ("UpdateStorageService", 200),
        ("RegenerateStorageKeys", 200),
        ("DeleteStorageService", 200),
        ("DeleteHostedService", 200),
        ("DeleteAffinityGroup", 200),
    ]
    assert {entry["version"] for entry in service.journal()} == {"2014-10-01"}
    assert connection_count() == 1
    assert pop_dropped_elements(service) == []
