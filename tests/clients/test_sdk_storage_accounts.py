# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The SDK and storage accounts."""

from __future__ import annotations

import base64

import pytest
from ansible_collections.classic.azure.emulator.core.clock import stamp
from ansible_collections.classic.azure.tests.clients.foreign import MakeService, sdk_for
from ansible_collections.classic.azure.tests.emulated import Service
from azure.common import AzureConflictHttpError, AzureHttpError, AzureMissingResourceHttpError
from azure.servicemanagement import ServiceManagementService

BLOB_ONLY = ["blob"]
ALL_FOUR = ["blob", "queue", "table", "file"]


def endpoints(name: str, services: list[str]) -> list[str]:
    return [f"https://{name}.{service}.core.windows.net/" for service in services]


def test_create_and_get(service: Service, sms: ServiceManagementService) -> None:
    properties = {"ext1": "Schuhe", "ext2": "42"}
    sms.create_storage_account(service.name, "Läden", "größer", location="West US", extended_properties=properties)
    account = sms.get_storage_account_properties(service.name)
    address = f"https://management.core.windows.net/{service.subscription_id}/services/storageservices/{service.name}"
    assert (account.service_name, account.url) == (service.name, address)
    added = {"ResourceGroup": "Default-Storage-WestUS", "ResourceLocation": "West US"}
    assert account.extended_properties == {**properties, **added}
    assert account.capabilities == ["PersistentVMRole"]
    assert account.storage_service_keys is None
    assert vars(account.storage_service_properties) == {
        "description": "Läden",
        "affinity_group": "",
        "location": "West US",
        "label": "größer",
        "status": "Created",
        "endpoints": endpoints(service.name, ALL_FOUR),
        "geo_replication_enabled": False,
        "geo_primary_region": "West US",
        "status_of_primary": "Available",
        "geo_secondary_region": "East US",
        "status_of_secondary": "Available",
        "last_geo_failover_time": "",
        "creation_time": stamp(service.monotonic()),
        "account_type": "Standard_GRS",
    }


def test_account_is_readable_while_creating(make_lenient_service: MakeService) -> None:
    """It has endpoints and keys while its status is ResolvingDns."""
    service = make_lenient_service("recorded")
    sms = sdk_for(service)
    made = sms.create_storage_account(service.name, "description", "label", location="West US")
    early = sms.get_storage_account_properties(service.name)
    assert early.storage_service_properties.status == "ResolvingDns"
    assert early.storage_service_properties.endpoints == endpoints(service.name, ALL_FOUR)
    assert early.storage_service_properties.geo_primary_region == ""
    assert (early.extended_properties, early.capabilities) == ({}, None)
    keys = vars(sms.get_storage_account_keys(service.name).storage_service_keys)
    service.sleep(30)
    assert sms.get_operation_status(made.request_id).status == "Succeeded"
    assert sms.get_storage_account_properties(service.name).storage_service_properties.status == "Created"
    assert vars(sms.get_storage_account_keys(service.name).storage_service_keys) == keys


@pytest.mark.parametrize(
    ("account_type", "offered", "secondary"),
    [
        ("Standard_LRS", ALL_FOUR, ("", "")),
        ("Standard_GRS", ALL_FOUR, ("North Europe", "Available")),
        ("Standard_RAGRS", ALL_FOUR, ("North Europe", "Available")),
        ("Standard_ZRS", BLOB_ONLY, ("", "")),
        ("Premium_LRS", BLOB_ONLY, ("", "")),
    ],
)
def test_account_types(
    service: Service,
    sms: ServiceManagementService,
    account_type: str,
    offered: list[str],
    secondary: tuple[str, str],
) -> None:
    sms.create_storage_account(service.name, "description", "label", location="West Europe", account_type=account_type)
    properties = sms.get_storage_account_properties(service.name).storage_service_properties
    assert properties.account_type == account_type
    assert properties.endpoints == endpoints(service.name, offered)
    assert (properties.geo_secondary_region, properties.status_of_secondary) == secondary


def test_geo_replication_argument_is_sent_as_type(service: Service, sms: ServiceManagementService) -> None:
    sms.create_storage_account(service.name, "d", "label", location="West US", geo_replication_enabled=False)
    assert "<GeoReplicationEnabled>" not in service.journal()[-1]["request"]
    properties = sms.get_storage_account_properties(service.name).storage_service_properties
    assert properties.account_type == "Standard_LRS"


@pytest.mark.parametrize(
    ("account_type", "replicated"), [("Standard_LRS", False), ("Standard_GRS", True), ("Standard_RAGRS", True)]
)
def test_old_versions_return_geo_replication_flag(
    service: Service, sms: ServiceManagementService, account_type: str, replicated: bool
) -> None:
    sms.create_storage_account(service.name, "d", "label", location="West US", account_type=account_type)
    sms.x_ms_version = "2014-05-01"
    properties = sms.get_storage_account_properties(service.name).storage_service_properties
    assert (properties.geo_replication_enabled, properties.account_type) == (replicated, "")


def test_in_an_affinity_group(service: Service, sms: ServiceManagementService) -> None:
    sms.create_affinity_group("near", "label", "East Asia")
    sms.create_storage_account(service.name, "description", "label", affinity_group="near")
    account = sms.get_storage_account_properties(service.name)
    properties = account.storage_service_properties
    assert (properties.affinity_group, properties.location) == ("near", "")
    assert (properties.geo_primary_region, properties.geo_secondary_region) == ("East Asia", "Southeast Asia")
    assert account.extended_properties["ResourceGroup"] == "Default-Storage-EastAsia"


def test_list(service: Service, sms: ServiceManagementService) -> None:
    assert list(sms.list_storage_accounts()) == []
    for name in ("b", "a"):
        sms.create_storage_account(name + service.name, "description", f"label {name}", location="Japan West")
    listed = list(sms.list_storage_accounts())
    assert [account.service_name for account in listed] == [f"a{service.name}", f"b{service.name}"]
    assert [account.storage_service_properties.label for account in listed] == ["label a", "label b"]
    assert [account.capabilities for account in listed] == [None, None]


def test_get_keys(service: Service, sms: ServiceManagementService) -> None:
    sms.create_storage_account(service.name, "description", "label", location="West US")
    response = sms.get_storage_account_keys(service.name)
    assert response.service_name == "" and response.url.endswith(f"/storageservices/{service.name}")
    keys = (response.storage_service_keys.primary, response.storage_service_keys.secondary)
    assert [len(base64.b64decode(key, validate=True)) for key in keys] == [64, 64]
    assert not any(key in entry["response"] for key in keys for entry in service.journal())


@pytest.mark.parametrize("key", ["Primary", "Secondary", "primary", "SECONDARY"])
def test_regenerate_key(service: Service, sms: ServiceManagementService, key: str) -> None:
    sms.create_storage_account(service.name, "description", "label", location="West US")
    before = vars(sms.get_storage_account_keys(service.name).storage_service_keys)
    returned = vars(sms.regenerate_storage_account_keys(service.name, key).storage_service_keys)
    after = vars(sms.get_storage_account_keys(service.name).storage_service_keys)
    assert {name for name in before if before[name] != after[name]} == {key.lower()}
    assert returned == after


def test_update_merges_extended_properties(service: Service, sms: ServiceManagementService) -> None:
    given = {"ext1": "a", "ext2": "b"}
    sms.create_storage_account(service.name, "old", "label", location="West US", extended_properties=given)
    sms.update_storage_account(service.name, "new", "Läden", extended_properties={"ext2": "c", "ext3": "d"})
    account = sms.get_storage_account_properties(service.name)
    properties = account.storage_service_properties
    assert (properties.description, properties.label) == ("new", "Läden")
    own = {"ResourceGroup": "Default-Storage-WestUS", "ResourceLocation": "West US"}
    assert list(account.extended_properties.items()) == list({"ext1": "a", "ext2": "c", **own, "ext3": "d"}.items())


def test_sdk_update_enables_geo_replication(service: Service, sms: ServiceManagementService) -> None:
    """Its update always sends a type, by default Standard_GRS, whatever the account has."""
    sms.create_storage_account(service.name, "d", "label", location="West US", account_type="Standard_LRS")
    sms.update_storage_account(service.name, description="new")
    properties = sms.get_storage_account_properties(service.name).storage_service_properties
    assert (properties.description, properties.label) == ("new", "label")
    assert (properties.account_type, properties.geo_secondary_region) == ("Standard_GRS", "East US")


@pytest.mark.parametrize(
    ("have", "want"), [("Standard_ZRS", "Standard_GRS"), ("Standard_GRS", "Standard_ZRS"), ("Premium_LRS", None)]
)
def test_immutable_account_type_is_refused(
    service: Service, sms: ServiceManagementService, have: str, want: str | None
) -> None:
    sms.create_storage_account(service.name, "old", "label", location="West US", account_type=have)
    with pytest.raises(AzureHttpError, match="BadRequest") as refused:
        sms.update_storage_account(service.name, "new", **({"account_type": want} if want else {}))
    assert refused.value.status_code == 400
    properties = sms.get_storage_account_properties(service.name).storage_service_properties
    assert (properties.account_type, properties.description) == (have, "old")


def test_delete(service: Service, sms: ServiceManagementService) -> None:
    sms.create_storage_account(service.name, "description", "label", location="West US")
    deleted = sms.delete_storage_account(service.name)
    assert sms.get_operation_status(deleted.request_id).status == "Succeeded"
    with pytest.raises(AzureMissingResourceHttpError):
        sms.get_storage_account_keys(service.name)
    sms.create_storage_account(service.name, "description", "again", location="West US")


def test_delete_conflicts_while_creating(make_lenient_service: MakeService) -> None:
    service = make_lenient_service("recorded")
    sms = sdk_for(service)
    sms.create_storage_account(service.name, "description", "label", location="West US")
    with pytest.raises(AzureConflictHttpError):
        sms.delete_storage_account(service.name)
    service.sleep(30)
    sms.delete_storage_account(service.name)
    assert list(sms.list_storage_accounts()) == []


def test_name_availability(service: Service, sms: ServiceManagementService, make_lenient_service: MakeService) -> None:
    free = sms.check_storage_account_name_availability(service.name)
    assert (free.result, free.reason) == (True, False)
    sms.create_storage_account(service.name, "description", "label", location="West US")
    own = sms.check_storage_account_name_availability(service.name)
    assert (own.result, own.reason) == (False, True)
    text = f"<Reason>A storage account named '{service.name}' already exists in the subscription.</Reason>"
    assert text in service.journal()[-1]["response"]
    other = make_lenient_service()
    assert sdk_for(other).check_storage_account_name_availability(service.name).result is False
    assert f"The storage account named '{service.name}' is already taken." in other.journal()[-1]["response"]
