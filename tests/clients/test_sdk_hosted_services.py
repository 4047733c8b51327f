# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The SDK and hosted services."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.classic.azure.emulator.core.clock import stamp
from ansible_collections.classic.azure.tests.clients.foreign import MakeService, sdk_for
from ansible_collections.classic.azure.tests.emulated import Service
from azure.common import AzureConflictHttpError, AzureHttpError, AzureMissingResourceHttpError
from azure.servicemanagement import ServiceManagementService


def seeded_deployment(service: Service) -> dict[str, Any]:
    """A deployment that was always there, since nothing can make one yet; what the emulator holds of it."""
    values = {"name": "v1", "slot": "Production", "status": "Running", "label": "first", "url": "http://shop.example/"}
    service.seed("deployment", f"{service.name}/v1", {**values, "role_instances": []})
    return values


def test_create_and_get(service: Service, sms: ServiceManagementService) -> None:
    created = sms.create_hosted_service(service.name, "Läden", "Schuhe, groß", "West US", None, {"owner": "Jürgen"})
    assert created.request_id == service.journal()[-1]["operation_id"]
    shop = sms.get_hosted_service_properties(service.name)
    assert shop.service_name == service.name
    address = f"https://management.core.windows.net/{service.subscription_id}/services/hostedservices/{service.name}"
    assert shop.url == address
    assert vars(shop.hosted_service_properties) == {
        "description": "Schuhe, groß",
        "location": "West US",
        "affinity_group": "",
        "label": "Läden",
        "status": "Created",
        "date_created": stamp(service.monotonic()),
        "date_last_modified": stamp(service.monotonic()),
        "extended_properties": {"owner": "Jürgen", "ResourceGroup": service.name, "ResourceLocation": "West US"},
    }


def test_service_properties_appear_after_creation(make_lenient_service: MakeService) -> None:
    service = make_lenient_service("recorded")
    sms = sdk_for(service)
    sms.create_hosted_service(service.name, "label", location="West US", extended_properties={"owner": "sales"})
    at_once = sms.get_hosted_service_properties(service.name).hosted_service_properties
    assert at_once.extended_properties == {"owner": "sales"}
    service.sleep(40)
    later = sms.get_hosted_service_properties(service.name).hosted_service_properties
    assert list(later.extended_properties) == ["owner", "ResourceGroup", "ResourceLocation"]
    assert later.date_last_modified > later.date_created == at_once.date_last_modified


def test_list(service: Service, sms: ServiceManagementService) -> None:
    assert list(sms.list_hosted_services()) == []
    for name in ("b", "a"):
        sms.create_hosted_service(name + service.name, f"label {name}", location="North Europe")
    listed = list(sms.list_hosted_services())
    assert [shop.service_name for shop in listed] == [f"a{service.name}", f"b{service.name}"]
    assert [shop.hosted_service_properties.label for shop in listed] == ["label a", "label b"]


def test_names_are_case_insensitive_and_case_preserving(service: Service, sms: ServiceManagementService) -> None:
    sms.create_hosted_service(service.name.title(), "label", location="West US")
    assert sms.get_hosted_service_properties(service.name.upper()).service_name == service.name.title()


def test_in_an_affinity_group(service: Service, sms: ServiceManagementService) -> None:
    sms.create_affinity_group("near", "label", "East Asia")
    sms.create_hosted_service(service.name, "label", affinity_group="near")
    properties = sms.get_hosted_service_properties(service.name).hosted_service_properties
    assert (properties.affinity_group, properties.location) == ("near", "")
    assert properties.extended_properties["ResourceLocation"] == "East Asia"


@pytest.mark.parametrize("given", [{"label": "Läden"}, {"description": "new"}, {"extended_properties": {"floor": "3"}}])
def test_update_changes_only_named_fields(
    service: Service, sms: ServiceManagementService, given: dict[str, Any]
) -> None:
    sms.create_hosted_service(service.name, "label", "old", "West US", extended_properties={"owner": "sales"})
    before = vars(sms.get_hosted_service_properties(service.name).hosted_service_properties)
    service.sleep(60)
    sms.update_hosted_service(service.name, **given)
    after = vars(sms.get_hosted_service_properties(service.name).hosted_service_properties)
    assert after.pop("date_last_modified") > before.pop("date_last_modified")
    merged = {**before["extended_properties"], **given.get("extended_properties", {})}
    assert after == {**before, **given, "extended_properties": merged}


def test_embed_detail_returns_deployments(service: Service, sms: ServiceManagementService) -> None:
    sms.create_hosted_service(service.name, "label", location="West US")
    assert sms.get_hosted_service_properties(service.name).deployments is None
    assert list(sms.get_hosted_service_properties(service.name, embed_detail=True).deployments) == []
    seeded = seeded_deployment(service)
    (deployment,) = sms.get_hosted_service_properties(service.name, embed_detail=True).deployments
    returned = (deployment.name, deployment.deployment_slot, deployment.status, deployment.label, deployment.url)
    assert returned == tuple(seeded.values())
    assert sms.get_hosted_service_properties(service.name, embed_detail=False).deployments is None


def test_delete(service: Service, sms: ServiceManagementService) -> None:
    sms.create_hosted_service(service.name, "label", location="West US")
    deleted = sms.delete_hosted_service(service.name)
    assert sms.get_operation_status(deleted.request_id).status == "Succeeded"
    with pytest.raises(AzureMissingResourceHttpError):
        sms.get_hosted_service_properties(service.name)
    sms.create_hosted_service(service.name, "again", location="West US")


def test_service_with_deployments_is_not_deleted(make_lenient_service: MakeService) -> None:
    service = make_lenient_service("polls:2")
    sms = sdk_for(service)
    sms.create_hosted_service(service.name, "label", location="West US")
    seeded_deployment(service)
    with pytest.raises(AzureHttpError, match="cannot be deleted while it still contains deployments") as refused:
        sms.delete_hosted_service(service.name)
    assert refused.value.status_code == 400
    going = sms.delete_deployment(service.name, "v1")
    sms.wait_for_operation_status(going.request_id, timeout=1, sleep_interval=0.01)
    sms.delete_hosted_service(service.name)


def test_complete_delete_removes_deployments(make_lenient_service: MakeService) -> None:
    service = make_lenient_service("recorded")
    sms = sdk_for(service)
    sms.create_hosted_service(service.name, "label", location="West US")
    seeded_deployment(service)
    going = sms.delete_hosted_service(service.name, complete=True)
    assert service.journal()[-1]["query"] == {"comp": "media"}
    assert service.journal()[-1]["status"] == 202
    assert sms.get_hosted_service_properties(service.name).hosted_service_properties.status == "Deleting"
    service.sleep(60)
    assert sms.get_operation_status(going.request_id).status == "Succeeded"
    assert list(sms.list_hosted_services()) == []


def test_concurrent_delete_conflicts(make_lenient_service: MakeService) -> None:
    service = make_lenient_service("recorded")
    sms = sdk_for(service)
    sms.create_hosted_service(service.name, "label", location="West US")
    going = sms.delete_hosted_service(service.name, complete=True)
    with pytest.raises(AzureConflictHttpError, match="requires exclusive access"):
        sms.delete_hosted_service(service.name)
    service.sleep(60)
    assert sms.get_operation_status(going.request_id).status == "Succeeded"


def test_name_availability(service: Service, sms: ServiceManagementService, make_lenient_service: MakeService) -> None:
    """The SDK takes the sentence that gives the reason for a boolean: true where there is one."""
    free = sms.check_hosted_service_name_availability(service.name)
    assert (free.result, free.reason) == (True, False)
    sms.create_hosted_service(service.name, "label", location="West US")
    taken = sms.check_hosted_service_name_availability(service.name.upper())
    assert (taken.result, taken.reason) == (False, True)
    assert "<Reason>A hosted service with the specified name already exists.<" in service.journal()[-1]["response"]
    assert sdk_for(make_lenient_service()).check_hosted_service_name_availability(service.name).result is False
