# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module deployment_swap: the wanted deployment is in production afterwards, after one swap at most."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    OperationFailedError,
    OperationTimeoutError,
    PreconditionError,
    ProvisioningError,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment_swap import (
    DEPLOYMENT_SWAP,
    Slots,
)
from ansible_collections.classic.azure.tests.emulated import ListedProgress, ModuleFailed, Service
from ansible_collections.classic.azure.tests.unit.plugins.modules.deployed import HostedService

pytestmark = pytest.mark.slow

SWAPPED = {"Production": "v2", "Staging": "v1"}
WEB: dict[str, Any] = {"name": "web", "endpoints": [{"name": "http", "port": 80}]}
WORKER = {"name": "worker"}


def deploy_both_slots(service: Service, **staged: Any) -> HostedService:
    """A shop with v1 in production, and v2 in staging."""
    shop = HostedService(service)
    shop.deploy()
    shop.deploy("v2", **{"slot": "staging", **staged})
    service.pop_requests()
    return shop


def swap_count(shop: HostedService) -> int:
    return shop.service.writes().count("SwapDeployment")


def test_swap_is_idempotent_and_reversible(service: Service) -> None:
    shop = deploy_both_slots(service)
    done = shop.run_verified("deployment_swap", production="v2")
    assert done["requests"] == ["SwapDeployment"]
    assert done["deployment_swap"] == {"service_name": shop.name, "production": "v2", "staging": "v1"}
    assert (done["diff"]["before"]["production"], done["diff"]["after"]["production"]) == ("v1", "v2")
    assert shop.deployments_by_slot() == SWAPPED
    assert shop.run_verified("deployment_swap", production="v1")["deployment_swap"]["staging"] == "v2"
    assert shop.deployments_by_slot() == {"Production": "v1", "Staging": "v2"}


def test_check_mode_predicts_result(service: Service) -> None:
    shop = deploy_both_slots(service)
    predicted = shop.run("deployment_swap", check=True, production="v2")
    assert predicted["deployment_swap"] == shop.run("deployment_swap", production="v2")["deployment_swap"]


def test_staging_is_promoted_to_empty_production(service: Service) -> None:
    shop = HostedService(service)
    shop.deploy("v2", slot="staging")
    done = shop.run_verified("deployment_swap", production="v2")
    assert done["deployment_swap"] == {"service_name": shop.name, "production": "v2", "staging": None}
    assert shop.deployments_by_slot() == {"Production": "v2"}
    assert shop.deployment("v2")["url"] == f"http://{shop.name}.cloudapp.net/"


def test_production_is_required(service: Service) -> None:
    with pytest.raises(ModuleFailed, match="missing required arguments: production"):
        service.run("deployment_swap", service_name=service.name)


def test_names_are_case_insensitive(service: Service) -> None:
    shop = deploy_both_slots(service)
    assert shop.run_verified("deployment_swap", production="V2")["deployment_swap"]["production"] == "v2"


@pytest.mark.parametrize("wait", [True, False])
def test_swap_with_and_without_wait(make_service: Callable[..., Service], wait: bool) -> None:
    shop = deploy_both_slots(make_service("seconds:30"))
    done = shop.run("deployment_swap", production="v2", wait=wait)
    assert done["deployment_swap"]["production"] == ("v2" if wait else "v1")
    assert shop.run("deployment_swap", production="v2")["changed"] is False or not wait
    assert shop.deployments_by_slot() == SWAPPED
    assert swap_count(shop) == (1 if wait else 2)


def test_pending_swap_is_not_repeated(make_service: Callable[..., Service]) -> None:
    """The run that began it was killed; this one finds production unchanged, and a conflict."""
    shop = deploy_both_slots(make_service("seconds:30"))
    first = shop.run("deployment_swap", production="v2", wait=False)
    shop.service.sleep(3)
    again = shop.run("deployment_swap", production="v2")
    (operation_id,) = first["operation_ids"]
    assert [each["operation_id"] for each in again["lock_waits"]] == [operation_id]
    assert (again["changed"], again["requests"]) == (False, [])
    assert again["deployment_swap"]["production"] == "v2"
    assert shop.deployments_by_slot() == SWAPPED


def test_swap_completed_concurrently(make_service: Callable[..., Service]) -> None:
    """The service refuses an order that names what is no longer so; production is then what was wanted."""
    shop = deploy_both_slots(make_service("seconds:30"))
    shop.run("deployment_swap", production="v2", wait=False)

    class Slow(ListedProgress):
        def append(self, sentence: str) -> None:
            super().append(sentence)
            if sentence.startswith(f"deployment swap {shop.service.name}: waits for"):
                shop.service.sleep(30)

    shop.service.progress = Slow()
    done = shop.run("deployment_swap", production="v2")
    assert swap_count(shop) == 2
    assert done["deployment_swap"]["production"] == "v2"
    assert shop.deployments_by_slot() == SWAPPED


@pytest.mark.parametrize("fault", ["cut_after", "cut_before", "internal_error"])
@pytest.mark.parametrize("profile", ["instant", "seconds:30", "polls:2"])
def test_ambiguous_write_is_not_repeated(make_service: Callable[..., Service], fault: str, profile: str) -> None:
    """The answer is lost after the write or before it, or is an internal error."""
    shop = deploy_both_slots(make_service(profile))
    shop.service.inject_fault(fault, "SwapDeployment")
    done = shop.run("deployment_swap", production="v2")
    assert (done["requests"], done["deployment_swap"]["production"]) == (["SwapDeployment"], "v2")
    assert shop.deployments_by_slot() == SWAPPED


def test_unready_staging_is_waited_for(make_service: Callable[..., Service]) -> None:
    shop = deploy_both_slots(make_service("recorded"), wait=False)
    predicted = shop.run("deployment_swap", check=True, production="v2")
    assert swap_count(shop) == 0
    done = shop.run("deployment_swap", production="v2")
    assert predicted["requests"] == done["requests"] == ["SwapDeployment"]
    assert predicted["diff"] == done["diff"]
    assert set(shop.instances("v2").values()) == {"ReadyRole"}
    assert any("web_IN_0 CreatingVM" in sentence for sentence in shop.service.progress)


@pytest.mark.parametrize("check", [True, False])
def test_unready_staging_without_wait_is_refused(make_service: Callable[..., Service], check: bool) -> None:
    shop = deploy_both_slots(make_service("recorded"), wait_for="operation")
    with pytest.raises(
        PreconditionError, match="v2 in staging of .* is not ready for production: web_IN_0 CreatingVM, web_IN_1"
    ):
        shop.run("deployment_swap", check=check, production="v2", wait=False)
    assert swap_count(shop) == 0


def test_unready_staging_times_out(make_service: Callable[..., Service]) -> None:
    shop = deploy_both_slots(make_service("recorded"), wait_for="operation")
    with pytest.raises(
        OperationTimeoutError, match="web_IN_0 CreatingVM, .* after 20 seconds: it goes on by itself, and the"
    ):
        shop.run("deployment_swap", production="v2", wait_timeout=20)
    assert swap_count(shop) == 0


@pytest.mark.parametrize("check", [True, False])
def test_failed_staging_is_refused(service: Service, check: bool) -> None:
    shop = HostedService(service)
    service.register_package(shop.url("v2.cspkg"), {"name": "web", "final_status": "CyclingRole"}, WORKER)
    shop.deploy()
    shop.deploy("v2", slot="staging", wait_for="operation")
    with pytest.raises(ProvisioningError, match="instance web_IN_0 of deployment v2 is CyclingRole"):
        shop.run("deployment_swap", check=check, production="v2")
    assert swap_count(shop) == 0


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("wait", [True, False])
def test_suspended_staging_is_refused(service: Service, check: bool, wait: bool) -> None:
    shop = deploy_both_slots(service, status="suspended")
    with pytest.raises(PreconditionError, match="v2 in staging of .* is not ready for production: it is Suspended"):
        shop.run("deployment_swap", check=check, production="v2", wait=wait)
    assert swap_count(shop) == 0


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize(("staged", "there"), [("v2", "deployment v2"), (None, "nothing")])
def test_unstaged_deployment_is_refused(service: Service, staged: str | None, there: str, check: bool) -> None:
    """With nothing in staging check mode only warns, since an earlier task may be about to deploy it."""
    shop = HostedService(service)
    shop.deploy()
    if staged:
        shop.deploy(staged, slot="staging")
    sentence = f"hosted service {shop.name} has {there} in staging, and only what is there can come into production"
    if check and not staged:
        predicted = shop.run("deployment_swap", check=True, production="v3")
        assert predicted["missing_references"] == [f"{sentence}, not v3"]
        assert predicted["requests"] == ["SwapDeployment"]
    else:
        with pytest.raises(PreconditionError) as raised:
            shop.run("deployment_swap", check=check, production="v3")
        assert str(raised.value) == f"{sentence}, not v3"
    assert swap_count(shop) == 0


def test_missing_hosted_service_is_refused(service: Service) -> None:
    with pytest.raises(PreconditionError, match="hosted service nosuch has nothing in staging"):
        service.run("deployment_swap", service_name="nosuch", production="v2")


@pytest.mark.parametrize("check", [True, False])
def test_fewer_instances_require_option(service: Service, check: bool) -> None:
    shop = deploy_both_slots(service, instances={"web": 1})
    with pytest.raises(
        PreconditionError, match=r"v2 has fewer instances than v1 in production \(web 1 instead of 2\), and is only"
    ):
        shop.run("deployment_swap", check=check, production="v2")
    assert swap_count(shop) == 0
    shop.run_verified("deployment_swap", production="v2", allow_fewer_instances=True)
    shop.run_verified("deployment_swap", production="v1")


def test_missing_role_counts_as_fewer_instances(service: Service) -> None:
    shop = deploy_both_slots(service, configuration={"roles": {"web": {"instances": 2}}})
    with pytest.raises(PreconditionError, match="worker 0 instead of 1"):
        shop.run("deployment_swap", production="v2")


@pytest.mark.parametrize(
    ("roles", "has"),
    [
        ((WEB, WORKER), "1 tcp and none"),
        (({**WEB, "endpoints": [*WEB["endpoints"], {"name": "ssl", "port": 443, "protocol": "https"}]}, WORKER), None),
    ],
    ids=["one", "two"],
)
@pytest.mark.parametrize("check", [True, False])
def test_different_endpoints_are_refused(
    service: Service, roles: tuple[Any, ...], has: str | None, check: bool
) -> None:
    shop = HostedService(service)
    service.register_package(shop.url("v2.cspkg"), *roles)
    shop.deploy()
    shop.deploy("v2", slot="staging")
    with pytest.raises(PreconditionError, match=rf"have different endpoints \({has or '1 https, 1 tcp and none'}\)"):
        shop.run("deployment_swap", check=check, production="v2")
    assert swap_count(shop) == 0


def test_different_endpoint_counts_are_refused(service: Service) -> None:
    shop = HostedService(service)
    service.register_package(shop.url("v1.cspkg"), WEB, WORKER)
    service.register_package(
        shop.url("v2.cspkg"), {**WEB, "endpoints": [*WEB["endpoints"], {"name": "ssl", "port": 443}]}, WORKER
    )
    shop.deploy()
    shop.deploy("v2", slot="staging")
    with pytest.raises(PreconditionError, match=r"have different endpoints \(2 tcp and 1 tcp\)"):
        shop.run("deployment_swap", production="v2")


def test_equivalent_endpoints_are_accepted(service: Service) -> None:
    shop = HostedService(service)
    service.register_package(shop.url("v1.cspkg"), WEB, WORKER)
    service.register_package(shop.url("v2.cspkg"), {**WEB, "endpoints": [{"name": "other", "port": 8080}]}, WORKER)
    shop.deploy()
    shop.deploy("v2", slot="staging")
    shop.run_verified("deployment_swap", production="v2")


@pytest.mark.parametrize(
    ("there", "unrest"),
    [("v2", None), ("V2", None), ("v1", "v1 is in production"), (None, "nothing is in production")],
)
def test_pending_reason_after_swap(there: str | None, unrest: str | None) -> None:
    """The emulator's operations do not succeed before it is so; the service's might."""
    have = Slots("shop", {"name": there} if there else None, None)
    assert DEPLOYMENT_SWAP.readiness.pending_reason(have, {"production": "v2"}) == unrest


def test_failed_swap_is_reported(service: Service) -> None:
    shop = deploy_both_slots(service)
    service.inject_fault("fail_operation", "SwapDeployment", message="The fabric is torn.")
    with pytest.raises(OperationFailedError, match="SwapDeployment: The fabric is torn") as raised:
        shop.run("deployment_swap", production="v2")
    assert raised.value.details["error"]["message"] == "The fabric is torn."
    assert len(raised.value.details["operation_id"]) == 32
    assert shop.deployments_by_slot() == {"Production": "v1", "Staging": "v2"}
