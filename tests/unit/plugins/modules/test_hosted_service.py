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
from ansible_collections.classic.azure.tests.emulated import Failed, Service

DEPLOYMENT = {
    "name": "v1",
    "slot": "Production",
    "status": "Running",
    "role_instances": [{"role_name": "web", "name": "web_IN_0"}, {"role_name": "web", "name": "web_IN_1"}],
}


def deployed(service: Service) -> None:
    service.run("hosted_service", name=service.name, location="West US")
    service.seed("deployment", f"{service.name}/v1", DEPLOYMENT)
    service.seed("deployment", f"{service.name}/v2", {"name": "v2", "slot": "Staging", "role_instances": []})
    service.asked()


def test_a_service_in_an_affinity_group_has_no_location(service: Service) -> None:
    service.run("affinity_group", name="near", location="West US")
    made = service.run("hosted_service", name=service.name, affinity_group="near")["hosted_service"]
    assert (made["affinity_group"], made["location"]) == ("near", None)
    (group,) = service.run("affinity_group_info", name="near")["affinity_groups"]
    assert [each["name"] for each in group["hosted_services"]] == [service.name]
    with pytest.raises(PreconditionError, match="has location None, and the service cannot change that to 'West US'"):
        service.run("hosted_service", name=service.name, location="West US")


def test_a_location_and_an_affinity_group_exclude_each_other(service: Service) -> None:
    with pytest.raises(Failed, match=r"mutually exclusive: location\|affinity_group"):
        service.run("hosted_service", name=service.name, location="West US", affinity_group="near")


def test_an_affinity_group_that_is_not_there(service: Service) -> None:
    with pytest.raises(ServiceError, match="CreateHostedService: The affinity group does not exist"):
        service.run("hosted_service", name=service.name, affinity_group="near")


def test_the_name_is_compared_without_case(service: Service) -> None:
    service.run("hosted_service", name=service.name, location="West US")
    assert service.run("hosted_service", name=service.name.upper(), location="West US")["changed"] is False


@pytest.mark.parametrize("name", ["-shop", "shop-", "sh op", "shöp", "a" * 64, ""])
def test_a_name_that_is_none(service: Service, name: str) -> None:
    with pytest.raises(InvalidOptionError, match="it must have 1 to 63 letters, digits or hyphens"):
        service.run("hosted_service", name=name, location="West US")


@pytest.mark.parametrize("check", [True, False])
def test_a_service_with_deployments_is_not_deleted_unless_told(service: Service, check: bool) -> None:
    deployed(service)
    with pytest.raises(PreconditionError) as raised:
        service.run("hosted_service", check=check, name=service.name, state="absent")
    assert str(raised.value) == (
        f"hosted service {service.name} still contains Production deployment v1 (web_IN_0, web_IN_1); "
        "Staging deployment v2 (no instances): deleting it would delete all that too, and is only done with force=true"
    )
    assert service.writes() == []


def test_forced_deletion_keeps_the_disks_unless_told(start: Callable[..., Service]) -> None:
    service = start("seconds:30")
    deployed(service)
    foreseen = service.run("hosted_service", check=True, name=service.name, state="absent", force=True)
    done = service.run("hosted_service", name=service.name, state="absent", force=True)
    assert done["requests"] == ["DeleteDeployment", "DeleteDeployment", "DeleteHostedService"] == foreseen["requests"]
    assert service.kept("hosted_service", service.name) is None


def test_without_waiting_only_the_last_request_is_not_waited_for(start: Callable[..., Service]) -> None:
    service = start("seconds:30")
    deployed(service)
    done = service.run("hosted_service", name=service.name, state="absent", force=True, wait=False)
    assert done["requests"] == ["DeleteDeployment", "DeleteDeployment", "DeleteHostedService"]
    assert service.kept("hosted_service", service.name) is None


def test_forced_deletion_takes_the_disks_along_when_told(start: Callable[..., Service]) -> None:
    service = start("seconds:30")
    deployed(service)
    began = service.monotonic()
    done = service.run("hosted_service", name=service.name, state="absent", force=True, disks="delete")
    assert done["requests"] == ["DeleteHostedService"]
    assert [entry["query"] for entry in service.journal() if entry["method"] == "DELETE"] == [{"comp": "media"}]
    assert service.monotonic() - began >= 30
    assert service.kept("hosted_service", service.name) is None


def test_a_deletion_that_was_left_alone_is_waited_for(start: Callable[..., Service]) -> None:
    service = start("seconds:30")
    deployed(service)
    service.run("hosted_service", name=service.name, state="absent", force=True, disks="delete", wait=False)
    again = service.run("hosted_service", name=service.name, state="absent", force=True, disks="delete")
    assert again["lock_waits"]
    assert service.kept("hosted_service", service.name) is None


def test_details_are_told_when_asked_for(service: Service) -> None:
    deployed(service)
    (plain,) = service.run("hosted_service_info", name=service.name)["hosted_services"]
    assert plain["deployments"] is None
    (one,) = service.run("hosted_service_info", embed_detail=True)["hosted_services"]
    assert [deployment["slot"] for deployment in one["deployments"]] == ["Production", "Staging"]
    assert [instance["name"] for instance in one["deployments"][0]["role_instances"]] == ["web_IN_0", "web_IN_1"]


def test_what_the_service_adds_by_itself_is_no_change(service: Service) -> None:
    service.run("hosted_service", name=service.name, location="West US", extended_properties={"owner": "me"})
    service.sleep(60)
    again = service.run("hosted_service", name=service.name, extended_properties={"owner": "me"})
    assert again["changed"] is False
    assert again["hosted_service"]["extended_properties"] == {
        "owner": "me",
        "ResourceGroup": service.name,
        "ResourceLocation": "West US",
    }


def test_a_property_cannot_be_removed(service: Service) -> None:
    with pytest.raises(InvalidOptionError, match="owner has no value, and the service has no way to remove one"):
        service.run("hosted_service", name=service.name, location="West US", extended_properties={"owner": None})


def test_a_quota_that_is_used_up(service: Service) -> None:
    for number in range(20):
        service.run("hosted_service", name=f"{service.name}-{number}", location="West US")
    with pytest.raises(ServiceError, match="policy limit for resource type 'hosted service count' was exceeded"):
        service.run("hosted_service", name=service.name, location="West US")
