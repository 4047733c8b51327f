# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules that tell what the service offers."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.classic.azure.tests.emulated import Service


def test_locations(service: Service) -> None:
    returned = service.run("locations_info")["locations"]
    assert len(returned) == 18
    assert [each["name"] for each in returned][:2] == ["East US", "West US"]
    assert service.pop_requests() == ["ListLocations"]


def test_location_name_aliases(service: Service) -> None:
    (west,) = service.run("locations_info", name="westus")["locations"]
    assert west["name"] == west["display_name"] == "West US"
    assert west["available_services"] == ["Compute", "Storage", "PersistentVMRole", "HighMemory"]
    assert "Standard_G5" in west["virtual_machine_role_sizes"]
    assert "Basic_A0" not in west["web_worker_role_sizes"]
    assert "Premium_LRS" in west["storage_account_types"]
    assert service.run("locations_info", name="Atlantis")["locations"] == []


def test_closed_location_offers_nothing(service: Service) -> None:
    (closed,) = service.run("locations_info", name="West India")["locations"]
    assert closed["available_services"] == ["None"]
    assert closed["virtual_machine_role_sizes"] == []
    assert closed["storage_account_types"] is None


@pytest.mark.parametrize(
    ("options", "count", "family_count"),
    [({}, 183, 4), ({"active": True}, 16, 4), ({"family": "4"}, 25, 1), ({"family": "4", "active": True}, 4, 1)],
    ids=range(4),
)
def test_operating_systems(service: Service, options: dict[str, Any], count: int, family_count: int) -> None:
    versions = service.run("operating_system_info", **options)["operating_systems"]
    families = service.run("operating_system_info", by_family=True, **options)["operating_system_families"]
    assert (len(versions), len(families)) == (count, family_count)
    assert [each["version"] for family in families for each in family["operating_systems"]] == [
        each["version"] for each in versions
    ]
    assert all(each["label"].startswith("Windows Azure Guest OS ") for each in versions)
    assert [each["version"] for each in versions if each["is_default"]][-1] == "WA-GUEST-OS-4.21_201506-01"
    assert service.pop_requests() == ["ListOperatingSystems", "ListOperatingSystemFamilies"]


def test_subscription_reports_usage(service: Service) -> None:
    service.run("hosted_service", name=service.name, location="West US")
    service.run("storage_account", name=service.name, location="West US")
    returned = service.run("subscription_info")["subscription"]
    assert returned["subscription_id"] == service.subscription_id
    assert (returned["current_hosted_services"], returned["max_hosted_services"]) == (1, 20)
    assert (returned["current_storage_accounts"], returned["max_storage_accounts"]) == (1, 100)
    assert (returned["current_dns_servers"], returned["current_reserved_ips"]) == (0, 0)
