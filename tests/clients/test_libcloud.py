# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Apache Libcloud: locations, cloud services and storage services."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from ansible_collections.classic.azure.tests.clients.foreign import (
    MakeService,
    driver_for,
    operations,
    pop_dropped_elements,
    sdk_for,
)
from ansible_collections.classic.azure.tests.emulated import Service
from libcloud.common.types import LibcloudError
from libcloud.compute.drivers.azure import AzureNodeDriver

OWN = {"ResourceLocation": "West US"}
AFTER_ACCEPTANCE = (
    "CreateStorageServiceInput/Description comes too late: the order is ServiceName, Description, Label, "
    "AffinityGroup, Location, GeoReplicationEnabled, ExtendedProperties, SecondaryReadEnabled, AccountType"
)


def test_locations(driver: AzureNodeDriver) -> None:
    locations = {location.id: location for location in driver.list_locations()}
    assert len(locations) == 18
    assert all(location.name == name for name, location in locations.items())
    west = locations["West US"]
    assert west.available_services == ["Compute", "Storage", "PersistentVMRole", "HighMemory"]
    assert (west.virtual_machine_role_sizes[0], west.virtual_machine_role_sizes[-1]) == ("A10", "Standard_G5")
    countries = {name: locations[name].country for name in ("East Asia", "Brazil South", "Japan East", "South India")}
    assert countries == {
        "East Asia": "Asia",
        "Brazil South": "Brazil",
        "Japan East": "Japan",
        "South India": "South India",
    }
    assert locations["West India"].virtual_machine_role_sizes == []


def test_cloud_service_create_list_delete(service: Service, driver: AzureNodeDriver) -> None:
    """Libcloud escapes what the SDK does not, and makes the name the label.

    Text beyond ASCII is cut off at the end by requests before 2.32, which measures it in characters: none of that here.
    """
    assert driver.ex_create_cloud_service(service.name, "West US", "shoes & <boots>", {"owner": "sales"}) is True
    (shop,) = driver.ex_list_cloud_services()
    assert shop.service_name == service.name
    assert shop.url.endswith(f"/{service.subscription_id}/services/hostedservices/{service.name}")
    properties = shop.hosted_service_properties
    assert (properties.label, properties.description) == (service.name, "shoes & <boots>")
    assert (properties.location, properties.affinity_group, properties.status) == ("West US", "", "Created")
    assert properties.extended_properties == {"owner": "sales", "ResourceGroup": service.name, **OWN}
    assert driver.ex_destroy_cloud_service(service.name) is True
    assert list(driver.ex_list_cloud_services()) == []
    assert [status for name, status in operations(service)] == [201, 200, 200, 200]


def test_cloud_service_default_description_is_empty(service: Service, driver: AzureNodeDriver) -> None:
    driver.ex_create_cloud_service(service.name, "West US")
    (shop,) = driver.ex_list_cloud_services()
    assert shop.hosted_service_properties.description == ""


def test_cloud_service_without_machines_lists_no_nodes(service: Service, driver: AzureNodeDriver) -> None:
    driver.ex_create_cloud_service(service.name, "West US")
    assert driver.list_nodes(service.name) == []
    assert service.journal()[-1]["query"] == {"embed-detail": "True"}


def test_storage_service_create_and_delete(make_lenient_service: MakeService) -> None:
    service = make_lenient_service("recorded")
    driver = driver_for(service)
    assert driver.ex_create_storage_service(service.name, "West US", extended_properties={"owner": "sales"}) is True
    assert (service.stored("storage_account", service.name) or {})["status"] == "ResolvingDns"
    service.sleep(30)
    account = sdk_for(service).get_storage_account_properties(service.name)
    assert account.storage_service_properties.status == "Created"
    assert account.storage_service_properties.label == service.name
    assert account.extended_properties == {"owner": "sales", "ResourceGroup": "Default-Storage-WestUS", **OWN}
    assert driver.ex_destroy_storage_service(service.name) is True
    assert service.stored("storage_account", service.name) is None


def test_storage_service_in_affinity_group(service: Service, driver: AzureNodeDriver) -> None:
    sdk_for(service).create_affinity_group("near", "label", "East Asia")
    driver.ex_create_storage_service(service.name, None, affinity_group="near")
    account = sdk_for(service).get_storage_account_properties(service.name)
    assert account.storage_service_properties.affinity_group == "near"
    assert account.storage_service_properties.geo_primary_region == "East Asia"


def test_storage_service_description_is_dropped(service: Service, driver: AzureNodeDriver) -> None:
    """Libcloud sends it after the label, where the service did not look for it any more."""
    driver.ex_create_storage_service(service.name, "West US", "a description")
    assert pop_dropped_elements(service) == [AFTER_ACCEPTANCE]
    account = sdk_for(service).get_storage_account_properties(service.name)
    assert (account.storage_service_properties.description, account.storage_service_properties.location) == (
        "",
        "West US",
    )


def test_strict_emulator_refuses_misplaced_description(make_service: Callable[..., Service]) -> None:
    strict = make_service("instant", strict=True)
    with pytest.raises(LibcloudError, match=f"InvalidXmlRequest.*Strict: {AFTER_ACCEPTANCE}.*Status code: 400"):
        driver_for(strict).ex_create_storage_service(strict.name, "West US", "a description")
    assert strict.stored("storage_account", strict.name) is None
    assert driver_for(strict).ex_create_storage_service(strict.name, "West US") is True


def test_name_availability_used_by_create_node(service: Service, driver: AzureNodeDriver) -> None:
    assert driver._is_storage_service_unique(service.name) is True
    driver.ex_create_storage_service(service.name, "West US")
    assert driver._is_storage_service_unique(service.name) is False


def test_service_location_used_by_create_node(service: Service, driver: AzureNodeDriver) -> None:
    sms = sdk_for(service)
    sms.create_affinity_group("near", "label", "East Asia")
    sms.create_hosted_service(service.name, "label", location="West US")
    sms.create_hosted_service(f"{service.name}-near", "label", affinity_group="near")
    assert driver._get_cloud_service_location(service.name) == (False, "West US")
    assert driver._get_cloud_service_location(f"{service.name}-near") == (True, "near")
    assert service.journal()[-1]["query"] == {"embed-detail": "False"}


@pytest.mark.parametrize(("in_group", "place"), [(False, "West US"), (True, "near")])
def test_create_node_does_not_wait_for_account(make_lenient_service: MakeService, in_group: bool, place: str) -> None:
    """The HTTP status of the answer is put over the operation's status, so Libcloud never sees InProgress."""
    service = make_lenient_service("recorded")
    driver = driver_for(service)
    sdk_for(service).create_affinity_group("near", "label", "West US")
    driver._create_storage_account(service_name=service.name, location=place, is_affinity_group=in_group)
    assert operations(service)[1:] == [("CreateStorageService", 202), ("GetOperationStatus", 200)]
    assert "<Status>InProgress</Status>" in service.journal()[-1]["response"]
    assert driver._get_operation_status(service.journal()[-2]["operation_id"]).status == 200
    assert (service.stored("storage_account", service.name) or {})["status"] == "ResolvingDns"
    service.sleep(30)
    account = sdk_for(service).get_storage_account_properties(service.name)
    properties = account.storage_service_properties
    assert (properties.account_type, properties.geo_secondary_region) == ("Standard_GRS", "East US")


def test_redirect_keeps_method_body_and_certificate(service: Service, driver: AzureNodeDriver) -> None:
    service.inject_fault("redirect", "CreateHostedService")
    assert driver.ex_create_cloud_service(service.name, "West US", "description") is True
    assert operations(service) == [("CreateHostedService", 307), ("CreateHostedService", 201)]
    assert (service.stored("hosted_service", service.name) or {})["description"] == "description"


def test_session_reuses_connection_and_drops_nothing(
    service: Service, driver: AzureNodeDriver, connection_count: Callable[[], int]
) -> None:
    driver.list_locations()
    driver.ex_create_cloud_service(service.name, "West US", "description", {"owner": "sales"})
    driver.ex_list_cloud_services()
    driver.list_nodes(service.name)
    driver._is_storage_service_unique(service.name)
    driver._create_storage_account(service_name=service.name, location="West US", is_affinity_group=False)
    driver.ex_destroy_storage_service(service.name)
    driver.ex_destroy_cloud_service(service.name)
    assert operations(service) == [
        ("ListLocations", 200),
        ("CreateHostedService", 201),
        ("ListHostedServices", 200),
        ("GetHostedService", 200),
        ("CheckStorageName", 200),
        ("CreateStorageService", 202),
        ("GetOperationStatus", 200),
        ("DeleteStorageService", 200),
        ("DeleteHostedService", 200),
    ]
    assert {entry["version"] for entry in service.journal()} == {"2014-05-01"}
    assert {entry["thumbprint"] for entry in service.journal()} == {service.emulator.authority.thumbprint}
    assert connection_count() == 1
    assert pop_dropped_elements(service) == []
