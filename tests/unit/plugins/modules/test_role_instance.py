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
from ansible_collections.classic.azure.tests.emulated import Failed, Service
from ansible_collections.classic.azure.tests.unit.plugins.modules.deployed import Shop

pytestmark = pytest.mark.slow

ORDERS = {"rebooted": "RebootRoleInstance", "reimaged": "ReimageRoleInstance", "rebuilt": "RebuildRoleInstance"}


def deployed(service: Service, **options: Any) -> Shop:
    shop = Shop(service)
    shop.deploy(**options)
    service.asked()
    return shop


def task(name: str = "web_IN_1", state: str = "rebooted", **options: Any) -> dict[str, Any]:
    return {"deployment_name": "v1", "name": name, "state": state, **options}


@pytest.mark.parametrize("state", ORDERS)
def test_an_order_is_given_each_time(service: Service, state: str) -> None:
    shop = deployed(service)
    done = shop.foreseen("role_instance", repeats=True, **task(state=state))
    assert done["requests"] == [ORDERS[state]]
    assert (done["role_instance"]["name"], done["role_instance"]["status"]) == ("web_IN_1", "ReadyRole")
    assert len(done["operation_ids"]) == 1


@pytest.mark.parametrize("state", ORDERS)
def test_the_instance_is_waited_for_and_the_others_are_left_alone(start: Callable[..., Service], state: str) -> None:
    shop = deployed(start("recorded"))
    shop.run("role_instance", **task(state=state, wait=False))
    states = shop.instances()
    assert (states["web_IN_0"], states["worker_IN_0"]) == ("ReadyRole", "ReadyRole")
    assert states["web_IN_1"] != "ReadyRole"
    again = shop.run("role_instance", **task(state=state))
    assert again["lock_waits"]
    assert shop.instances()["web_IN_1"] == "ReadyRole"
    assert shop.service.writes() == [ORDERS[state]] * 3


def test_the_case_of_a_name_does_not_count(service: Service) -> None:
    shop = deployed(service)
    assert shop.run("role_instance", **task("WEB_in_1"))["role_instance"]["name"] == "web_IN_1"
    assert shop.foreseen("role_instance", **task("WEB_in_1", "absent"))["requests"] == ["DeleteRoleInstances"]


def test_an_instance_is_deleted_once_and_the_others_keep_their_names(service: Service) -> None:
    shop = deployed(service, instances={"web": 3})
    done = shop.foreseen("role_instance", **task("web_IN_1", "absent"))
    assert done["requests"] == ["DeleteRoleInstances"]
    assert "role_instance" not in done
    assert list(shop.instances()) == ["web_IN_0", "web_IN_2", "worker_IN_0"]
    assert shop.change(instances={"web": 2})["changed"] is False


@pytest.mark.parametrize("state", [*ORDERS, "absent"])
@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("place", [{"name": "web_IN_7"}, {"deployment_name": "v7"}, {"service_name": "nosuch"}])
def test_an_instance_that_is_not_there(service: Service, state: str, check: bool, place: dict[str, str]) -> None:
    shop = deployed(service)
    options = {"service_name": shop.name, **task(state=state), **place}
    if state == "absent":
        assert service.run("role_instance", check=check, **options)["changed"] is False
    else:
        with pytest.raises(PreconditionError) as raised:
            service.run("role_instance", check=check, **options)
        assert str(raised.value) == (
            f"deployment {options['deployment_name']} of hosted service {options['service_name']} has no instance "
            f"{options['name']}; instances come with a greater number of them, see deployment"
        )
    assert service.writes() == []


def test_an_instance_that_is_stopped_stays_so(start: Callable[..., Service]) -> None:
    shop = deployed(start("recorded"), status="suspended")
    shop.service.sleep(100)
    done = shop.run("role_instance", **task())
    assert (done["role_instance"]["status"], done["role_instance"]["power_state"]) == ("StoppedVM", "Stopped")


def test_the_last_instance_of_a_role_stays(service: Service) -> None:
    shop = deployed(service)
    with pytest.raises(ServiceError, match="the last instance of a role cannot be deleted"):
        shop.run("role_instance", **task("worker_IN_0", "absent"))


def test_an_instance_that_never_gets_ready(service: Service) -> None:
    shop = Shop(service)
    service.register_package(shop.url("v1.cspkg"), {"name": "web", "final_status": "CyclingRole"}, {"name": "worker"})
    shop.deploy(wait_for="operation")
    with pytest.raises(ProvisioningError, match="instance web_IN_1 of deployment v1 is CyclingRole"):
        shop.run("role_instance", **task())
    assert shop.run("role_instance", **task(wait=False))["requests"] == ["RebootRoleInstance"]


@pytest.mark.parametrize("state", ORDERS)
@pytest.mark.parametrize("fault", ["cut_after", "cut_before", "internal_error"])
def test_an_order_whose_answer_is_lost_is_not_given_twice(service: Service, state: str, fault: str) -> None:
    shop = deployed(service)
    service.validate(fault, ORDERS[state])
    with pytest.raises((AmbiguousWriteError, ServiceError)):
        shop.run("role_instance", **task(state=state))
    assert service.writes() == [ORDERS[state]]


@pytest.mark.parametrize("fault", ["cut_after", "cut_before", "internal_error"])
def test_a_deletion_whose_answer_is_lost(start: Callable[..., Service], fault: str) -> None:
    shop = deployed(start("recorded"))
    shop.service.validate(fault, "DeleteRoleInstances")
    assert shop.run("role_instance", **task(state="absent"))["requests"] == ["DeleteRoleInstances"]
    assert list(shop.instances()) == ["web_IN_0", "worker_IN_0"]


def test_an_order_that_fails(service: Service) -> None:
    shop = deployed(service)
    service.validate("fail_operation", "RebootRoleInstance", message="The fabric is torn.")
    with pytest.raises(OperationFailedError, match="RebootRoleInstance: The fabric is torn"):
        shop.run("role_instance", **task())


def test_a_state_that_is_none(service: Service) -> None:
    for state in ("present", None):
        with pytest.raises(Failed, match="state|missing required arguments"):
            service.run("role_instance", service_name="x", **{**task(), "state": state})
