# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The SDK's lists of what everybody is offered, and of what the subscription may use."""

from __future__ import annotations

from collections import Counter

from ansible_collections.classic.azure.emulator.core.clock import stamp
from ansible_collections.classic.azure.tests.emulated import Service
from azure.servicemanagement import ServiceManagementService


def test_locations(sms: ServiceManagementService) -> None:
    locations = {location.name: location for location in sms.list_locations()}
    assert len(locations) == 18
    assert all(location.display_name == name for name, location in locations.items())
    west = locations["West US"]
    assert west.available_services == ["Compute", "Storage", "PersistentVMRole", "HighMemory"]
    roles = west.compute_capabilities.web_worker_role_sizes
    machines = west.compute_capabilities.virtual_machines_role_sizes
    assert (roles[0], roles[-1], machines[-1]) == ("A10", "Standard_D4", "Standard_G5")
    assert "Basic_A0" in machines and "Basic_A0" not in roles


def test_closed_location_offers_nothing(sms: ServiceManagementService) -> None:
    """The location is listed, with no services and no role sizes."""
    (closed,) = (location for location in sms.list_locations() if location.name == "West India")
    assert closed.available_services == ["None"]
    assert closed.compute_capabilities.web_worker_role_sizes == []
    assert closed.compute_capabilities.virtual_machines_role_sizes == []


def test_role_sizes(sms: ServiceManagementService) -> None:
    sizes = list(sms.list_role_sizes())
    assert len(sizes) == 46
    assert [size.name for size in sizes] == sorted(size.name for size in sizes)
    assert vars(sizes[0]) == {
        "name": "A10",
        "label": "A10 (8 cores, 57344 MB)",
        "cores": 8,
        "memory_in_mb": 57344,
        "supported_by_web_worker_roles": True,
        "supported_by_virtual_machines": True,
        "max_data_disk_count": 16,
        "web_worker_resource_disk_size_in_mb": 1861268,
        "virtual_machine_resource_disk_size_in_mb": 391828,
    }
    assert [size.name for size in sizes if not size.supported_by_web_worker_roles][:2] == ["Basic_A0", "Basic_A1"]


def test_operating_systems(sms: ServiceManagementService) -> None:
    systems = list(sms.list_operating_systems())
    assert Counter(system.family for system in systems) == {1: 64, 2: 56, 3: 38, 4: 25}
    assert Counter(system.family for system in systems if system.is_active) == dict.fromkeys((1, 2, 3, 4), 4)
    assert [system.version for system in systems if system.is_default] == [
        "WA-GUEST-OS-1.48_201506-01",
        "WA-GUEST-OS-2.40_201506-01",
        "WA-GUEST-OS-3.28_201506-01",
        "WA-GUEST-OS-4.21_201506-01",
    ]
    assert systems[0].label == "Windows Azure Guest OS 1.0 (Release 200912-01)"
    assert systems[-1].family_label == "Windows Server 2012 R2"


def test_operating_system_families(sms: ServiceManagementService) -> None:
    families = list(sms.list_operating_system_families())
    assert [(family.name, family.label, len(family.operating_systems)) for family in families] == [
        ("1", "Windows Server 2008 SP2", 64),
        ("2", "Windows Server 2008 R2", 56),
        ("3", "Windows Server 2012", 38),
        ("4", "Windows Server 2012 R2", 25),
    ]
    newest = next(system for system in families[3].operating_systems if system.is_default)
    assert (newest.version, newest.is_active) == ("WA-GUEST-OS-4.21_201506-01", True)
    assert newest.label == "Windows Azure Guest OS 4.21 (Release 201506-01)"


def test_nested_operating_system_omits_family(sms: ServiceManagementService) -> None:
    """The SDK has one class for both lists, and shows what is not there as 0 and None."""
    system = next(iter(next(iter(sms.list_operating_system_families())).operating_systems))
    assert (system.family, system.family_label) == (0, None)


def test_subscription_reports_current_usage(service: Service, sms: ServiceManagementService) -> None:
    before = sms.get_subscription()
    assert before.subscription_id == service.subscription_id
    assert (before.subscription_status, before.created_time) == ("Active", stamp(service.monotonic()))
    assert (before.max_core_count, before.max_hosted_services, before.max_storage_accounts) == (20, 20, 100)
    assert (before.current_hosted_services, before.current_storage_accounts) == (0, 0)
    sms.create_hosted_service(service.name, "label", location="West US")
    sms.create_storage_account(service.name, "description", "label", location="West US")
    after = sms.get_subscription()
    assert (after.current_hosted_services, after.current_storage_accounts) == (1, 1)
    assert after.current_core_count == 0
