# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module role_instance: operations that are sent each time, and the deletion, which is a state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    AmbiguousWriteError,
    OperationFailedError,
    PreconditionError,
    ProvisioningError,
    ServiceError,
)
from ansible_collections.classic.azure.tests.emulated import ModuleFailed, Service
from ansible_collections.classic.azure.tests.unit.plugins.modules.deployed import HostedService

pytestmark = pytest.mark.slow

ORDERS = {"rebooted": "RebootRoleInstance", "reimaged": "ReimageRoleInstance", "rebuilt": "RebuildRoleInstance"}


def deploy(service: Service, **options: Any) -> HostedService:
    shop = HostedService(service)
    shop.deploy(**options)
    service.pop_requests()
    return shop


def task_options(name: str = "web_IN_1", state: str = "rebooted", **options: Any) -> dict[str, Any]:
    return {"deployment_name": "v1", "name": name, "state": state, **options}


@pytest.mark.parametrize("state", ORDERS)
def test_action_runs_every_time(service: Service, state: str) -> None:
    shop = deploy(service)
    done = shop.run_verified("role_instance", repeats=True, **task_options(state=state))
    assert done["requests"] == [ORDERS[state]]
    assert (done["role_instance"]["name"], done["role_instance"]["status"]) == ("web_IN_1", "ReadyRole")
    assert len(done["operation_ids"]) == 1


@pytest.mark.parametrize("state", ORDERS)
def test_action_waits_for_its_instance_only(make_service: Callable[..., Service], state: str) -> None:
    shop = deploy(make_service("recorded"))
    shop.run("role_instance", **task_options(state=state, wait=False))
    states = shop.instances()
    assert (states["web_IN_0"], states["worker_IN_0"]) == ("ReadyRole", "ReadyRole")
    assert states["web_IN_1"] != "ReadyRole"
    again = shop.run("role_instance", **task_options(state=state))
    assert again["lock_waits"]
    assert shop.instances()["web_IN_1"] == "ReadyRole"
    assert shop.service.writes() == [ORDERS[state]] * 3


def test_instance_name_is_case_insensitive(service: Service) -> None:
    shop = deploy(service)
    assert shop.run("role_instance", **task_options("WEB_in_1"))["role_instance"]["name"] == "web_IN_1"
    assert shop.run_verified("role_instance", **task_options("WEB_in_1", "absent"))["requests"] == [
        "DeleteRoleInstances"
    ]


def test_delete_is_idempotent(service: Service) -> None:
    shop = deploy(service, instances={"web": 3})
    done = shop.run_verified("role_instance", **task_options("web_IN_1", "absent"))
    assert done["requests"] == ["DeleteRoleInstances"]
    assert "role_instance" not in done
    assert list(shop.instances()) == ["web_IN_0", "web_IN_2", "worker_IN_0"]
    assert shop.change(instances={"web": 2})["changed"] is False


@pytest.mark.parametrize("state", [*ORDERS, "absent"])
@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("place", [{"name": "web_IN_7"}, {"deployment_name": "v7"}, {"service_name": "nosuch"}])
def test_missing_instance_is_refused_or_absent(
    service: Service, state: str, check: bool, place: dict[str, str]
) -> None:
    """Actions are refused, in check mode with a warning, and state absent is unchanged."""
    shop = deploy(service)
    options = {"service_name": shop.name, **task_options(state=state), **place}
    if state == "absent":
        assert service.run("role_instance", check=check, **options)["changed"] is False
        return
    sentence = (
        f"deployment {options['deployment_name']} of hosted service {options['service_name']} has no instance "
        f"{options['name']}; instances come with a greater number of them, see deployment"
    )
    if check:
        predicted = service.run("role_instance", check=True, **options)
        assert (predicted["missing_references"], predicted["requests"]) == ([sentence], [ORDERS[state]])
    else:
        with pytest.raises(PreconditionError) as raised:
            service.run("role_instance", **options)
        assert str(raised.value) == sentence
    assert service.writes() == []


def test_stopped_instance_stays_stopped(make_service: Callable[..., Service]) -> None:
    shop = deploy(make_service("recorded"), status="suspended")
    shop.service.sleep(100)
    done = shop.run("role_instance", **task_options())
    assert (done["role_instance"]["status"], done["role_instance"]["power_state"]) == ("StoppedVM", "Stopped")


def test_last_instance_is_not_deleted(service: Service) -> None:
    shop = deploy(service)
    with pytest.raises(ServiceError, match="the last instance of a role cannot be deleted"):
        shop.run("role_instance", **task_options("worker_IN_0", "absent"))


def test_failed_instance_is_reported(service: Service) -> None:
    shop = HostedService(service)
    service.register_package(shop.url("v1.cspkg"), {"name": "web", "final_status": "CyclingRole"}, {"name": "worker"})
    shop.deploy(wait_for="operation")
    with pytest.raises(ProvisioningError, match="instance web_IN_1 of deployment v1 is CyclingRole"):
        shop.run("role_instance", **task_options())
    assert shop.run("role_instance", **task_options(wait=False))["requests"] == ["RebootRoleInstance"]


@pytest.mark.parametrize("state", ORDERS)
@pytest.mark.parametrize("fault", ["cut_after", "cut_before", "internal_error"])
def test_ambiguous_action_is_not_repeated(service: Service, state: str, fault: str) -> None:
    """An action cannot be verified by reading, so the task fails instead of repeating it."""
    shop = deploy(service)
    service.inject_fault(fault, ORDERS[state])
    with pytest.raises((AmbiguousWriteError, ServiceError)):
        shop.run("role_instance", **task_options(state=state))
    assert service.writes() == [ORDERS[state]]


@pytest.mark.parametrize("fault", ["cut_after", "cut_before", "internal_error"])
def test_ambiguous_delete_is_verified(make_service: Callable[..., Service], fault: str) -> None:
    shop = deploy(make_service("recorded"))
    shop.service.inject_fault(fault, "DeleteRoleInstances")
    assert shop.run("role_instance", **task_options(state="absent"))["requests"] == ["DeleteRoleInstances"]
    assert list(shop.instances()) == ["web_IN_0", "worker_IN_0"]


def test_failed_action_is_reported(service: Service) -> None:
    shop = deploy(service)
    service.inject_fault("fail_operation", "RebootRoleInstance", message="The fabric is torn.")
    with pytest.raises(OperationFailedError, match="RebootRoleInstance: The fabric is torn"):
        shop.run("role_instance", **task_options())


def test_invalid_state_is_refused(service: Service) -> None:
    for state in ("present", None):
        with pytest.raises(ModuleFailed, match="state|missing required arguments"):
            service.run("role_instance", service_name="x", **{**task_options(), "state": state})
