# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reserved addresses: given to a deployment, moved to another, taken back."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import PreconditionError, ServiceError
from ansible_collections.classic.azure.tests.emulated import Service


def seed_deployment(service: Service, name: str, **values: Any) -> str:
    """A hosted service with a deployment that can be reached from outside; its name."""
    full = f"{service.name}{name}"
    service.run("hosted_service", name=full, location="West US")
    endpoint = {"name": "web", "vip": "23.96.0.1", "public_port": 80, "local_port": 80, "protocol": "tcp"}
    deployment = {
        "name": "live",
        "slot": "Production",
        "status": "Running",
        "role_instances": [{"name": "web1", "role_name": "web1", "status": "ReadyRole", "endpoints": [endpoint]}],
        "virtual_ips": [{"address": "23.96.0.1", "is_dns_programmed": True, "name": "liveContractContract"}],
        **values,
    }
    service.seed("deployment", f"{full}/live", deployment)
    service.pop_requests()
    return full


def reserve(service: Service, **options: Any) -> dict[str, Any]:
    returned: dict[str, Any] = service.run("reserved_ip", name="front", location="westus", **options)["reserved_ip"]
    service.pop_requests()
    return returned


def test_reserve_is_idempotent(service: Service) -> None:
    predicted = service.run("reserved_ip", check=True, name="front", location="westus")
    assert service.writes() == []
    done = service.run("reserved_ip", name="front", location="westus")
    assert predicted["diff"] == done["diff"]
    returned = done["reserved_ip"]
    assert (returned["label"], returned["location"], returned["status"], returned["in_use"]) == (
        "front",
        "West US",
        "Created",
        None,
    )
    assert returned["address"].count(".") == 3
    assert service.run("reserved_ip", name="front", location="West US")["changed"] is False
    assert service.run("reserved_ip_info")["reserved_ips"] == [returned]


def test_associate_and_disassociate(service: Service) -> None:
    address = reserve(service)["address"]
    shop = seed_deployment(service, "a")
    wanted: dict[str, Any] = {"name": "front", "service_name": shop, "deployment_name": "live"}
    predicted = service.run("reserved_ip", check=True, **wanted)
    done = service.run("reserved_ip", **wanted)
    assert predicted["diff"] == done["diff"] and done["requests"] == ["AssociateReservedIP"]
    returned = done["reserved_ip"]
    assert (returned["in_use"], returned["service_name"], returned["address"]) == (True, shop, address)
    deployment = service.stored("deployment", f"{shop}/live") or {}
    assert deployment["virtual_ips"][0]["address"] == address and deployment["reserved_ip_name"] == "front"
    assert deployment["role_instances"][0]["endpoints"][0]["vip"] == address
    assert service.run("reserved_ip", **wanted)["changed"] is False
    assert service.run("reserved_ip", name="front", location="West US")["changed"] is False

    predicted = service.run("reserved_ip", check=True, name="front", state="released")
    freed = service.run("reserved_ip", name="front", state="released")
    assert predicted["diff"] == freed["diff"] and freed["requests"] == ["DisassociateReservedIP"]
    assert (freed["reserved_ip"]["in_use"], freed["reserved_ip"]["service_name"]) == (None, None)
    deployment = service.stored("deployment", f"{shop}/live") or {}
    assert deployment["virtual_ips"][0]["address"] != address and deployment["reserved_ip_name"] is None
    assert service.run("reserved_ip", name="front", state="released")["changed"] is False


def test_reassociate_with_other_deployment(service: Service) -> None:
    one, other = seed_deployment(service, "a"), seed_deployment(service, "b")
    returned = reserve(service, service_name=one, deployment_name="live")
    done = service.run("reserved_ip", name="front", service_name=other, deployment_name="live")
    assert done["requests"] == ["DisassociateReservedIP", "AssociateReservedIP"]
    assert done["reserved_ip"]["service_name"] == other and done["reserved_ip"]["address"] == returned["address"]
    assert (service.stored("deployment", f"{one}/live") or {})["reserved_ip_name"] is None


def test_existing_deployment_address_is_reserved(service: Service) -> None:
    """A new reserved IP takes over the address that the deployment already has."""
    shop = seed_deployment(service, "a")
    returned = reserve(service, service_name=shop, deployment_name="live")
    assert (returned["address"], returned["in_use"], returned["service_name"]) == ("23.96.0.1", True, shop)


def test_address_in_use_is_not_deleted(service: Service) -> None:
    reserve(service, service_name=seed_deployment(service, "a"), deployment_name="live")
    for check in (True, False):
        with pytest.raises(PreconditionError, match="is the address of deployment live .* has to be released first"):
            service.run("reserved_ip", check=check, name="front", state="absent")
    service.run("reserved_ip", name="front", state="released")
    done = service.run("reserved_ip", name="front", state="absent")
    assert done["requests"] == ["DeleteReservedIP"] and done["diff"]["after"] == {}
    assert service.run("reserved_ip", name="front", state="absent")["changed"] is False


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"service_name": "shop"}, "needs service_name and deployment_name"),
        ({"service_name": "shop", "deployment_name": "d", "state": "released"}, "both released and given"),
    ],
)
def test_incomplete_deployment_options_are_refused(service: Service, options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(PreconditionError, match=sentence):
        service.run("reserved_ip", name="front", location="West US", **options)
    assert service.writes() == []


@pytest.mark.parametrize(("option", "value"), [("label", "other"), ("location", "East US")])
def test_immutable_options_are_refused(service: Service, option: str, value: str) -> None:
    reserve(service)
    wanted: dict[str, Any] = {option: value}
    with pytest.raises(PreconditionError, match=f"reserved IP front has {option} .* cannot change that to '{value}'"):
        service.run("reserved_ip", name="front", **wanted)


def test_deployment_without_endpoints_is_refused(service: Service) -> None:
    reserve(service)
    shop = seed_deployment(service, "a", role_instances=[])
    with pytest.raises(ServiceError, match="uses ReservedIP front but does not contain any endpoints"):
        service.run("reserved_ip", name="front", service_name=shop, deployment_name="live")


def test_address_quota(service: Service) -> None:
    for number in range(20):
        service.run("reserved_ip", name=f"ip{number}", location="West US")
    with pytest.raises(ServiceError, match="'reserved IP count' is 20 per subscription"):
        service.run("reserved_ip", name="ip20", location="West US")
