# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The SDK and affinity groups."""

from __future__ import annotations

import pytest
from ansible_collections.classic.azure.tests.emulated import Service
from azure.common import AzureConflictHttpError, AzureMissingResourceHttpError
from azure.servicemanagement import ServiceManagementService


def test_create_and_get(sms: ServiceManagementService) -> None:
    assert sms.create_affinity_group("near", "Läden", "East Asia", "Schuhe") is None
    group = sms.get_affinity_group_properties("near")
    assert (group.name, group.label, group.description, group.location) == ("near", "Läden", "Schuhe", "East Asia")
    assert group.capabilities == ["PersistentVMRole", "HighMemory"]
    assert (list(group.hosted_services), list(group.storage_services)) == ([], [])


def test_members(service: Service, sms: ServiceManagementService) -> None:
    sms.create_affinity_group("near", "label", "East Asia")
    sms.create_hosted_service(service.name, "shop", affinity_group="near", extended_properties={"owner": "sales"})
    sms.create_storage_account(service.name, "description", "store", affinity_group="near")
    sms.create_hosted_service(f"{service.name}-far", "shop", location="East Asia")
    group = sms.get_affinity_group_properties("near")
    assert [member.service_name for member in group.hosted_services] == [service.name]
    assert [member.service_name for member in group.storage_services] == [service.name]
    (member,) = group.hosted_services
    assert member.hosted_service_properties.affinity_group == "near"
    assert member.hosted_service_properties.extended_properties == {"owner": "sales"}


def test_list(service: Service, sms: ServiceManagementService) -> None:
    """A list does not tell the members: the SDK shows what is not there as None."""
    assert list(sms.list_affinity_groups()) == []
    sms.create_affinity_group("near", "label", "East Asia")
    sms.create_affinity_group("far", "label", "West US", "a long way")
    sms.create_hosted_service(service.name, "shop", affinity_group="near")
    groups = list(sms.list_affinity_groups())
    assert [(group.name, group.location, group.description) for group in groups] == [
        ("far", "West US", "a long way"),
        ("near", "East Asia", ""),
    ]
    assert [group.hosted_services for group in groups] == [None, None]


def test_update(sms: ServiceManagementService) -> None:
    sms.create_affinity_group("near", "label", "East Asia", "old")
    sms.update_affinity_group("near", "Läden")
    assert sms.get_affinity_group_properties("near").description == "old"
    sms.update_affinity_group("near", "Läden", "new")
    group = sms.get_affinity_group_properties("near")
    assert (group.label, group.description, group.location) == ("Läden", "new", "East Asia")


def test_delete_refuses_group_in_use(service: Service, sms: ServiceManagementService) -> None:
    sms.create_affinity_group("near", "label", "East Asia")
    sms.create_hosted_service(service.name, "shop", affinity_group="near")
    with pytest.raises(AzureConflictHttpError):
        sms.delete_affinity_group("near")
    sms.delete_hosted_service(service.name)
    sms.delete_affinity_group("near")
    with pytest.raises(AzureMissingResourceHttpError):
        sms.get_affinity_group_properties("near")


def test_names_are_scoped_to_subscription(service: Service, sms: ServiceManagementService) -> None:
    sms.create_affinity_group("near", "label", "East Asia")
    other = service.emulator.new_service()
    assert other.stored("affinity_group", "near") is None and service.stored("affinity_group", "near")
