# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is special about hosted services: places, and deployments that must not go by accident."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    InvalidOptionError,
    PreconditionError,
    ServiceError,
)
from ansible_collections.classic.azure.tests.emulated import ModuleFailed, Service

DEPLOYMENT = {
    "name": "v1",
    "slot": "Production",
    "status": "Running",
    "role_instances": [{"role_name": "web", "name": "web_IN_0"}, {"role_name": "web", "name": "web_IN_1"}],
}


def create_with_deployments(service: Service) -> None:
    service.run("hosted_service", name=service.name, location="West US")
    service.seed("deployment", f"{service.name}/v1", DEPLOYMENT)
    service.seed("deployment", f"{service.name}/v2", {"name": "v2", "slot": "Staging", "role_instances": []})
    service.pop_requests()


def test_service_in_affinity_group_has_no_location(service: Service) -> None:
    service.run("affinity_group", name="near", location="West US")
    made = service.run("hosted_service", name=service.name, affinity_group="near")["hosted_service"]
    assert (made["affinity_group"], made["location"]) == ("near", None)
    (group,) = service.run("affinity_group_info", name="near")["affinity_groups"]
    assert [each["name"] for each in group["hosted_services"]] == [service.name]
    with pytest.raises(PreconditionError, match="has location None, and the service cannot change that to 'West US'"):
        service.run("hosted_service", name=service.name, location="West US")


def test_location_and_affinity_group_are_exclusive(service: Service) -> None:
    with pytest.raises(ModuleFailed, match=r"mutually exclusive: location\|affinity_group"):
        service.run("hosted_service", name=service.name, location="West US", affinity_group="near")


def test_missing_affinity_group_is_not_found(service: Service) -> None:
    with pytest.raises(ServiceError, match="CreateHostedService: The affinity group does not exist"):
        service.run("hosted_service", name=service.name, affinity_group="near")


def test_name_is_case_insensitive(service: Service) -> None:
    service.run("hosted_service", name=service.name, location="West US")
    assert service.run("hosted_service", name=service.name.upper(), location="West US")["changed"] is False


@pytest.mark.parametrize("name", ["-shop", "shop-", "sh op", "shöp", "a" * 64, ""])
def test_invalid_name_is_refused(service: Service, name: str) -> None:
    with pytest.raises(InvalidOptionError, match="it must have 1 to 63 letters, digits or hyphens"):
        service.run("hosted_service", name=name, location="West US")


def test_reverse_dns_is_set_changed_and_removed(service: Service) -> None:
    """docs/protocol/cloud_services.md#reverse-dns"""
    own = f"{service.name}.cloudapp.net."
    made = service.run("hosted_service", name=service.name, location="West US", reverse_dns_fqdn=own)
    assert made["hosted_service"]["reverse_dns_fqdn"] == own
    again = service.run("hosted_service", name=service.name, reverse_dns_fqdn=own.upper())
    assert again["changed"] is False
    for name in ("shop.example.com.", ""):
        predicted = service.run("hosted_service", check=True, name=service.name, reverse_dns_fqdn=name)
        done = service.run("hosted_service", name=service.name, reverse_dns_fqdn=name)
        assert (done["changed"], done["diff"]) == (True, predicted["diff"])
        assert (done["hosted_service"]["reverse_dns_fqdn"] or "") == name
        assert service.run("hosted_service", name=service.name, reverse_dns_fqdn=name)["changed"] is False
    assert service.run("hosted_service", name=service.name, label="The shop")["changed"] is True


@pytest.mark.parametrize("name", ["shop", "shop.cloudapp.net", ".", "shop..net.", "sh op.net."])
def test_reverse_dns_is_a_full_name(service: Service, name: str) -> None:
    with pytest.raises(InvalidOptionError, match="it must be a full name with a full stop at its end"):
        service.run("hosted_service", name=service.name, location="West US", reverse_dns_fqdn=name)


def test_reverse_dns_of_foreign_service_is_refused(service: Service) -> None:
    with pytest.raises(ServiceError, match="CreateHostedService"):
        service.run("hosted_service", name=service.name, location="West US", reverse_dns_fqdn="taken.cloudapp.net.")


@pytest.mark.parametrize("check", [True, False])
def test_service_with_deployments_requires_force(service: Service, check: bool) -> None:
    create_with_deployments(service)
    with pytest.raises(PreconditionError) as raised:
        service.run("hosted_service", check=check, name=service.name, state="absent")
    assert str(raised.value) == (
        f"hosted service {service.name} still contains Production deployment v1 (web_IN_0, web_IN_1); "
        "Staging deployment v2 (no instances): deleting it would delete all that too, and is only done with force=true"
    )
    assert service.writes() == []


def test_forced_delete_keeps_disks_by_default(make_service: Callable[..., Service]) -> None:
    service = make_service("seconds:30")
    create_with_deployments(service)
    predicted = service.run("hosted_service", check=True, name=service.name, state="absent", force=True)
    done = service.run("hosted_service", name=service.name, state="absent", force=True)
    assert done["requests"] == ["DeleteDeployment", "DeleteDeployment", "DeleteHostedService"] == predicted["requests"]
    assert service.stored("hosted_service", service.name) is None


def test_no_wait_applies_to_last_request_only(make_service: Callable[..., Service]) -> None:
    """Requests before the last one have to be waited for."""
    service = make_service("seconds:30")
    create_with_deployments(service)
    done = service.run("hosted_service", name=service.name, state="absent", force=True, wait=False)
    assert done["requests"] == ["DeleteDeployment", "DeleteDeployment", "DeleteHostedService"]
    assert service.stored("hosted_service", service.name) is None


def test_forced_delete_removes_disks_on_request(make_service: Callable[..., Service]) -> None:
    service = make_service("seconds:30")
    create_with_deployments(service)
    began = service.monotonic()
    done = service.run("hosted_service", name=service.name, state="absent", force=True, disks="delete")
    assert done["requests"] == ["DeleteHostedService"]
    assert [entry["query"] for entry in service.journal() if entry["method"] == "DELETE"] == [{"comp": "media"}]
    assert service.monotonic() - began >= 30
    assert service.stored("hosted_service", service.name) is None


def test_pending_delete_is_waited_for(make_service: Callable[..., Service]) -> None:
    service = make_service("seconds:30")
    create_with_deployments(service)
    service.run("hosted_service", name=service.name, state="absent", force=True, disks="delete", wait=False)
    again = service.run("hosted_service", name=service.name, state="absent", force=True, disks="delete")
    assert again["lock_waits"]
    assert service.stored("hosted_service", service.name) is None


def test_embed_detail_returns_deployments(service: Service) -> None:
    create_with_deployments(service)
    (plain,) = service.run("hosted_service_info", name=service.name)["hosted_services"]
    assert plain["deployments"] is None
    (one,) = service.run("hosted_service_info", embed_detail=True)["hosted_services"]
    assert [deployment["slot"] for deployment in one["deployments"]] == ["Production", "Staging"]
    assert [instance["name"] for instance in one["deployments"][0]["role_instances"]] == ["web_IN_0", "web_IN_1"]


def test_properties_added_by_service_are_unchanged(service: Service) -> None:
    service.run("hosted_service", name=service.name, location="West US", extended_properties={"owner": "me"})
    service.sleep(60)
    again = service.run("hosted_service", name=service.name, extended_properties={"owner": "me"})
    assert again["changed"] is False
    assert again["hosted_service"]["extended_properties"] == {
        "owner": "me",
        "ResourceGroup": service.name,
        "ResourceLocation": "West US",
    }


def test_property_cannot_be_removed(service: Service) -> None:
    with pytest.raises(InvalidOptionError, match="owner has no value, and the service has no way to remove one"):
        service.run("hosted_service", name=service.name, location="West US", extended_properties={"owner": None})


def test_exhausted_quota_is_reported(service: Service) -> None:
    for number in range(20):
        service.run("hosted_service", name=f"{service.name}-{number}", location="West US")
    with pytest.raises(ServiceError, match="policy limit for resource type 'hosted service count' was exceeded"):
        service.run("hosted_service", name=service.name, location="West US")
