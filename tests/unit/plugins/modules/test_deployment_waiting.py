# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting for deployments: until they are ready, not at all, after an interruption, until they fail, and for locks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    OperationFailedError,
    OperationTimeoutError,
    ProvisioningError,
)
from ansible_collections.classic.azure.tests.emulated import Service
from ansible_collections.classic.azure.tests.unit.plugins.modules.deployed import HostedService

pytestmark = pytest.mark.slow

WEB, WORKER = {"name": "web"}, {"name": "worker"}


@pytest.fixture
def shop(make_service: Callable[..., Service]) -> HostedService:
    """A shop where everything takes as long as it was recorded."""
    return HostedService(make_service("recorded"))


def all_ready(shop: HostedService) -> bool:
    return set(shop.instances().values()) == {"ReadyRole"}


def test_waits_for_ready_instances(shop: HostedService) -> None:
    done = shop.deploy()
    assert all_ready(shop)
    assert {each["status"] for each in done["deployment"]["role_instances"]} == {"ReadyRole"}
    reported = " ".join(shop.service.progress)
    for state in (
        "creating, CreateDeployment (usually 44-84 s)",
        "CreatingVM",
        "StartingVM",
        "RoleStateUnknown",
        "BusyRole",
    ):
        assert state in reported


def test_waits_for_operation_only(shop: HostedService) -> None:
    began = shop.service.monotonic()
    made = shop.deploy(wait_for="operation")["deployment"]
    assert (made["status"], made["locked"]) == ("Running", False)
    assert shop.service.monotonic() - began < 70
    assert not all_ready(shop)
    shop.deploy()
    assert all_ready(shop)
    shop.deploy(instances={"web": 3}, wait_for="operation")
    assert shop.deployment()["status"] == "RunningTransitioning"


@pytest.mark.parametrize("wait_for", ["operation", "ready"])
def test_pending_creation_is_waited_for(shop: HostedService, wait_for: str) -> None:
    assert shop.deploy(wait=False)["deployment"]["status"] == "Deploying"
    again = shop.deploy(wait_for=wait_for)
    assert (again["changed"], again["deployment"]["status"], again["deployment"]["locked"]) == (False, "Running", False)
    assert shop.service.writes() == ["CreateDeployment"]
    assert all_ready(shop) is (wait_for == "ready")


def test_interrupted_upgrade_is_waited_for(shop: HostedService) -> None:
    shop.deploy()
    shop.deploy(package_url=shop.url("v2.cspkg"), wait=False)
    shop.service.sleep(150)
    shop.service.pop_requests()
    assert shop.deployment()["upgrade_status"]["current_upgrade_domain"] == 1
    again = shop.deploy(package_url=shop.url("v2.cspkg"))
    assert again["changed"] is False
    assert shop.service.writes() == []
    assert all_ready(shop)


def test_interrupted_upgrade_is_not_repeated(shop: HostedService) -> None:
    shop.deploy()
    first = shop.deploy(package_url=shop.url("v2.cspkg"), wait=False)
    again = shop.deploy(package_url=shop.url("v2.cspkg"), wait=False)
    assert (again["changed"], again["requests"]) == (False, [])
    assert [each["operation_id"] for each in again["lock_waits"]] == first["operation_ids"]
    assert again["lock_waits"][0]["seconds"] > 100


def test_lock_of_other_operation_is_waited_for(shop: HostedService) -> None:
    shop.deploy()
    first = shop.change(status="suspended", wait=False)
    shop.service.pop_requests()
    done = shop.deploy(package_url=shop.url("v2.cspkg"), wait=False)
    assert done["requests"] == ["UpgradeDeployment"]
    assert [each["operation_id"] for each in done["lock_waits"]] == first["operation_ids"]
    assert shop.service.writes() == ["UpgradeDeployment", "UpgradeDeployment"]


def test_delete_waits_for_lock(shop: HostedService) -> None:
    shop.deploy(wait=False)
    done = shop.change(state="absent")
    assert done["requests"] == ["DeleteDeployment"]
    assert done["lock_waits"]
    assert shop.deployments_by_slot() == {}


@pytest.mark.parametrize(("wanted", "on_its_way"), [("suspended", "Suspending"), ("running", "Starting")])
def test_pending_status_change_is_waited_for(shop: HostedService, wanted: str, on_its_way: str) -> None:
    shop.deploy(status="running" if wanted == "suspended" else "suspended")
    begun = shop.change(status=wanted, wait=False)
    assert (begun["requests"], begun["deployment"]["status"]) == (["UpdateDeploymentStatus"], on_its_way)
    again = shop.change(status=wanted)
    assert (again["changed"], again["deployment"]["status"]) == (False, wanted.capitalize())
    assert all_ready(shop) is (wanted == "running")


def test_transitioning_deployment_has_stable_status(shop: HostedService) -> None:
    shop.deploy()
    shop.change(instances={"web": 3}, wait=False)
    assert shop.deployment()["status"] == "RunningTransitioning"
    assert shop.change(status="running", check=True)["requests"] == []
    assert shop.change(status="suspended", check=True)["requests"] == ["UpdateDeploymentStatus"]
    assert shop.change(status="suspended", wait=False)["requests"] == ["UpdateDeploymentStatus"]


@pytest.mark.parametrize("state", ["CyclingRole", "FailedStartingRole", "FailedStartingVM"])
def test_failed_instance_is_reported(service: Service, state: str) -> None:
    shop = HostedService(service)
    service.register_package(shop.url("v1.cspkg"), {**WEB, "final_status": state}, WORKER)
    with pytest.raises(
        ProvisioningError, match=f"instance web_IN_0 of deployment v1 is {state}: the service gives no reason"
    ):
        shop.deploy()
    assert service.writes() == ["CreateDeployment"]
    service.pop_requests()
    assert shop.deploy(wait_for="operation")["changed"] is False
    assert shop.deploy(package_url=shop.url("v2.cspkg"))["requests"] == ["UpgradeDeployment"]
    assert all_ready(shop)


def test_unresponsive_instance_times_out(shop: HostedService) -> None:
    """UnresponsiveRole is not among the states that mean an end (docs/protocol/cloud_services.md#instance-status)."""
    shop.service.register_package(shop.url("v1.cspkg"), {**WEB, "final_status": "UnresponsiveRole"}, WORKER)
    with pytest.raises(
        OperationTimeoutError, match="deployment v1: web_IN_0 UnresponsiveRole, web_IN_1 UnresponsiveRole aft"
    ):
        shop.deploy(wait_timeout=400)


def test_timeout_reports_states_and_resumes(shop: HostedService) -> None:
    began = shop.service.monotonic()
    with pytest.raises(OperationTimeoutError) as raised:
        shop.deploy(wait_timeout=90)
    assert str(raised.value) == (
        "deployment v1: web_IN_0 CreatingVM, web_IN_1 CreatingVM, worker_IN_0 CreatingVM after 90 seconds: "
        "it goes on by itself, and the same task run again waits for it"
    )
    assert shop.service.monotonic() - began == pytest.approx(90, abs=0.1)
    assert shop.deploy()["changed"] is False
    assert all_ready(shop)


def test_timeout_covers_all_waits(shop: HostedService) -> None:
    """Here, a suspension that is in the way and its own upgrade."""
    shop.deploy()
    shop.change(status="suspended", wait=False)
    began = shop.service.monotonic()
    with pytest.raises(OperationTimeoutError, match="is InProgress after 100 seconds"):
        shop.deploy(package_url=shop.url("v2.cspkg"), wait_timeout=100)
    assert shop.service.writes()[-1:] == ["UpgradeDeployment"]
    assert shop.service.monotonic() - began == pytest.approx(100, abs=0.1)


def test_timeout_reports_operation_id(shop: HostedService) -> None:
    with pytest.raises(
        OperationTimeoutError, match=r"CreateDeployment is InProgress after 20 seconds \(operation [0-9a-f]{32}\)"
    ) as e:
        shop.deploy(wait_timeout=20)
    assert e.value.details["operation_id"] in str(e.value)


@pytest.mark.parametrize(
    ("operation", "task"),
    [
        ("CreateDeployment", {}),
        ("UpgradeDeployment", {"package_url": "https://x.example/v2.cspkg?sig=1"}),
        ("ChangeConfiguration", {"instances": {"web": 3}}),
        ("UpdateDeploymentStatus", {"status": "suspended"}),
        ("DeleteDeployment", {"state": "absent"}),
    ],
)
class TestFaults:
    def begin(self, shop: HostedService, operation: str) -> None:
        if operation != "CreateDeployment":
            shop.deploy()
        shop.service.pop_requests()

    def test_failed_operation_is_reported(self, shop: HostedService, operation: str, task: dict[str, Any]) -> None:
        self.begin(shop, operation)
        shop.service.inject_fault("fail_operation", operation, message="The fabric is torn.")
        with pytest.raises(OperationFailedError) as raised:
            shop.deploy(**task)
        details = raised.value.details
        assert (details["error"]["code"], details["error"]["message"]) == ("InternalError", "The fabric is torn.")
        assert str(raised.value).startswith(f"{operation}: The fabric is torn. (InternalError, HTTP 500, operation ")
        assert details["operation_id"] in str(raised.value)
        assert shop.service.writes() == [operation]
        assert shop.deploy(**task)["requests"] == [operation]

    @pytest.mark.parametrize("fault", ["cut_after", "cut_before", "internal_error", "too_many_requests"])
    def test_ambiguous_write_is_not_repeated(
        self, shop: HostedService, operation: str, task: dict[str, Any], fault: str
    ) -> None:
        self.begin(shop, operation)
        shop.service.inject_fault(fault, operation)
        assert shop.deploy(**task)["requests"] == [operation]
        shop.service.pop_requests()
        assert shop.deploy(**task)["changed"] is False

    def test_lock_without_operation_id_is_waited_for(
        self, shop: HostedService, operation: str, task: dict[str, Any]
    ) -> None:
        self.begin(shop, operation)
        shop.service.inject_fault("locked", operation, times=3)
        done = shop.deploy(**task)
        assert done["requests"] == [operation]
        assert [each["operation_id"] for each in done["lock_waits"]] == [None, None, None]


def test_write_retries_are_limited(shop: HostedService) -> None:
    shop.service.inject_fault("internal_error", "CreateDeployment", times=0)
    with pytest.raises(Exception, match="The server encountered an internal error"):
        shop.deploy()
    assert 2 <= len(shop.service.writes()) <= 5
