# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Libcloud raises, and what it takes for success."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import libcloud.security
import pytest
from ansible_collections.classic.azure.emulator.tls.authority import Authority
from ansible_collections.classic.azure.tests.clients.foreign import ERROR, FORBIDDEN, MakeService, driver_for
from ansible_collections.classic.azure.tests.emulated import Service
from libcloud.common.types import InvalidCredsError, LibcloudError
from libcloud.compute.drivers.azure import AzureNodeDriver
from requests.exceptions import SSLError

BAD_ACCOUNT = (
    "The name is not a valid storage account name. Storage account names must be between 3 and 24 characters in length "
    "and use numbers and lower-case letters only."
)
# It looks for an error's code and message without their namespace, finds none, and cuts the lines of nothing.
LOST_FOR_WORDS = "^'NoneType' object has no attribute 'split'$"


@pytest.mark.parametrize(
    ("call", "given", "status", "code", "message"),
    [
        ("list_nodes", ("NAME",), 404, "ResourceNotFound", "The hosted service does not exist."),
        ("ex_destroy_cloud_service", ("NAME",), 404, "ResourceNotFound", "The hosted service does not exist."),
        ("ex_destroy_storage_service", ("NAME",), 404, "ResourceNotFound", "The storage account 'NAME' was not found."),
        (
            "ex_create_cloud_service",
            ("THERE", "West US"),
            409,
            "ConflictError",
            "The specified DNS name is already taken.",
        ),
        (
            "ex_create_storage_service",
            ("THERE", "West US"),
            409,
            "ConflictError",
            "A storage account named 'THERE' already exists in the subscription.",
        ),
        ("ex_create_cloud_service", ("no_good", "West US"), 400, "BadRequest", "The hosted service name is invalid."),
        ("ex_create_cloud_service", ("NAME", "Nowhere"), 400, "BadRequest", "The location constraint is not valid"),
        ("ex_create_storage_service", ("NoGood", "West US"), 400, "BadRequest", BAD_ACCOUNT),
    ],
)
def test_error_responses_are_reported(
    service: Service,
    driver: AzureNodeDriver,
    call: str,
    given: tuple[str, ...],
    status: int,
    code: str,
    message: str,
) -> None:
    there = f"{service.name}there"
    driver.ex_create_cloud_service(there, "West US")
    driver.ex_create_storage_service(there, "West US")

    def named(text: str) -> str:
        return text.replace("NAME", service.name).replace("THERE", there)

    with pytest.raises(LibcloudError) as refused:
        getattr(driver, call)(*map(named, given))
    reason = {400: "Bad Request", 404: "Not Found", 409: "Conflict"}[status]
    body = ERROR.format(code=code, message=named(message))
    assert refused.value.value == f"Message: {reason}, Body: {body}, Status code: {status}"


def test_storage_delete_conflicts_while_creating(make_lenient_service: MakeService) -> None:
    service = make_lenient_service("recorded")
    driver = driver_for(service)
    driver.ex_create_storage_service(service.name, "West US")
    with pytest.raises(LibcloudError, match="a conflicting operation is underway.*Status code: 409"):
        driver.ex_destroy_storage_service(service.name)
    service.sleep(30)
    assert driver.ex_destroy_storage_service(service.name) is True


def assert_forbidden(service: Service, call: Callable[[], Any]) -> None:
    """A call that is answered as the service answered those that it did not know, and what Libcloud makes of it."""
    with pytest.raises(AttributeError, match=LOST_FOR_WORDS):
        call()
    assert (service.journal()[-1]["status"], service.journal()[-1]["response"]) == (403, FORBIDDEN)


def test_unknown_certificate_is_forbidden(service: Service, other_authority: Authority) -> None:
    driver = driver_for(service, other_authority.management_certificate)
    assert_forbidden(service, driver.list_locations)
    assert_forbidden(service, lambda: driver.ex_create_cloud_service(service.name, "West US"))
    assert service.stored("hosted_service", service.name) is None


def test_unknown_subscription_is_forbidden(service: Service) -> None:
    nowhere = Service(service.emulator, "00000000-0000-0000-0000-00000000000e")
    assert_forbidden(nowhere, driver_for(nowhere).list_locations)


def test_missing_certificate_file_sends_no_request(service: Service, tmp_path: Path) -> None:
    with pytest.raises(InvalidCredsError, match="You need an certificate PEM file"):
        driver_for(service, tmp_path / "none.pem")
    assert service.journal() == []


def test_untrusted_ca_is_rejected(
    service: Service, other_authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(libcloud.security, "CA_CERTS_PATH", str(other_authority.ca_certificate))
    with pytest.raises(SSLError, match="certificate verify failed"):
        driver_for(service).list_locations()
    assert service.journal() == []


@pytest.mark.parametrize("fault", ["internal_error", "too_many_requests", "html"])
def test_service_errors_break_list_locations(service: Service, driver: AzureNodeDriver, fault: str) -> None:
    """Libcloud cannot parse these errors, and fails with an ``AttributeError`` of its own."""
    service.inject_fault(fault, "ListLocations")
    with pytest.raises(AttributeError, match=LOST_FOR_WORDS):
        driver.list_locations()
    assert driver.list_locations()


@pytest.mark.parametrize("fault", ["locked", "not_found"])
def test_error_is_parsed_as_empty_list(service: Service, driver: AzureNodeDriver, fault: str) -> None:
    """Libcloud counts 400, 404 and 409 as success, and looks for them only where a resource is made or destroyed."""
    service.inject_fault(fault, "ListLocations")
    assert driver.list_locations() == []
    service.inject_fault(fault, "ListHostedServices")
    assert list(driver.ex_list_cloud_services()) == []


def test_missing_service_has_empty_location(service: Service, driver: AzureNodeDriver) -> None:
    assert driver._get_cloud_service_location(service.name) == (False, "")
    assert service.journal()[-1]["status"] == 404


def test_availability_error_raises_attribute_error(service: Service, driver: AzureNodeDriver) -> None:
    """It wants to tell the error of the answer that it has read, which has none."""
    with pytest.raises(AttributeError, match="^'AvailabilityResponse' object has no attribute 'error'$"):
        driver._is_storage_service_unique("NoGood")
    assert service.journal()[-1]["response"] == ERROR.format(code="BadRequest", message=BAD_ACCOUNT)
