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
from ansible_collections.classic.azure.tests.emulated import Failed, Service
from ansible_collections.classic.azure.tests.unit.plugins.modules.deployed import Shop

pytestmark = pytest.mark.slow

SWAPPED = {"Production": "v2", "Staging": "v1"}
WEB: dict[str, Any] = {"name": "web", "endpoints": [{"name": "http", "port": 80}]}
WORKER = {"name": "worker"}


def two(service: Service, **staged: Any) -> Shop:
    """A shop with v1 in production, and v2 in staging."""
    shop = Shop(service)
    shop.deploy()
    shop.deploy("v2", **{"slot": "staging", **staged})
    service.asked()
    return shop


def swaps(shop: Shop) -> int:
    return shop.service.writes().count("SwapDeployment")


def test_a_swap_is_made_once_and_swapped_back(service: Service) -> None:
    shop = two(service)
    done = shop.foreseen("deployment_swap", production="v2")
    assert done["requests"] == ["SwapDeployment"]
    assert done["deployment_swap"] == {"service_name": shop.name, "production": "v2", "staging": "v1"}
    assert (done["diff"]["before"]["production"], done["diff"]["after"]["production"]) == ("v1", "v2")
    assert shop.in_slots() == SWAPPED
    assert shop.foreseen("deployment_swap", production="v1")["deployment_swap"]["staging"] == "v2"
    assert shop.in_slots() == {"Production": "v1", "Staging": "v2"}


def test_what_check_mode_tells_is_what_comes(service: Service) -> None:
    shop = two(service)
    foreseen = shop.run("deployment_swap", check=True, production="v2")
    assert foreseen["deployment_swap"] == shop.run("deployment_swap", production="v2")["deployment_swap"]


def test_where_production_is_empty_staging_is_promoted(service: Service) -> None:
    shop = Shop(service)
    shop.deploy("v2", slot="staging")
    done = shop.foreseen("deployment_swap", production="v2")
    assert done["deployment_swap"] == {"service_name": shop.name, "production": "v2", "staging": None}
    assert shop.in_slots() == {"Production": "v2"}
    assert shop.deployment("v2")["url"] == f"http://{shop.name}.cloudapp.net/"


def test_what_is_to_be_in_production_has_to_be_said(service: Service) -> None:
    with pytest.raises(Failed, match="missing required arguments: production"):
        service.run("deployment_swap", service_name=service.name)


def test_names_are_compared_without_case(service: Service) -> None:
    shop = two(service)
    assert shop.foreseen("deployment_swap", production="V2")["deployment_swap"]["production"] == "v2"


@pytest.mark.parametrize("wait", [True, False])
def test_without_waiting_the_order_is_given(start: Callable[..., Service], wait: bool) -> None:
    shop = two(start("seconds:30"))
    done = shop.run("deployment_swap", production="v2", wait=wait)
    assert done["deployment_swap"]["production"] == ("v2" if wait else "v1")
    assert shop.run("deployment_swap", production="v2")["changed"] is False or not wait
    assert shop.in_slots() == SWAPPED
    assert swaps(shop) == (1 if wait else 2)


def test_a_swap_that_was_left_alone_is_not_made_again(start: Callable[..., Service]) -> None:
    """The run that began it was killed; this one finds production unchanged, and a conflict."""
    shop = two(start("seconds:30"))
    first = shop.run("deployment_swap", production="v2", wait=False)
    shop.service.sleep(3)
    again = shop.run("deployment_swap", production="v2")
    (operation_id,) = first["operation_ids"]
    assert [each["operation_id"] for each in again["lock_waits"]] == [operation_id]
    assert (again["changed"], again["requests"]) == (False, [])
    assert again["deployment_swap"]["production"] == "v2"
    assert shop.in_slots() == SWAPPED


def test_a_swap_that_ends_between_look_and_order(start: Callable[..., Service]) -> None:
    """The service refuses an order that names what is no longer so; production is then what was wanted."""
    shop = two(start("seconds:30"))
    shop.run("deployment_swap", production="v2", wait=False)

    class Slow(list[str]):
        def append(self, sentence: str) -> None:
            super().append(sentence)
            if sentence.startswith("SwapDeployment"):
                shop.service.sleep(30)

    shop.service.reported = Slow()
    done = shop.run("deployment_swap", production="v2")
    assert swaps(shop) == 2
    assert done["deployment_swap"]["production"] == "v2"
    assert shop.in_slots() == SWAPPED


@pytest.mark.parametrize("fault", ["cut_after", "cut_before", "internal_error"])
@pytest.mark.parametrize("profile", ["instant", "seconds:30", "polls:2"])
def test_an_answer_that_is_lost(start: Callable[..., Service], fault: str, profile: str) -> None:
    shop = two(start(profile))
    shop.service.validate(fault, "SwapDeployment")
    done = shop.run("deployment_swap", production="v2")
    assert (done["requests"], done["deployment_swap"]["production"]) == (["SwapDeployment"], "v2")
    assert shop.in_slots() == SWAPPED


def test_staging_that_is_not_ready_is_waited_for(start: Callable[..., Service]) -> None:
    shop = two(start("recorded"), wait=False)
    foreseen = shop.run("deployment_swap", check=True, production="v2")
    assert swaps(shop) == 0
    done = shop.run("deployment_swap", production="v2")
    assert foreseen["requests"] == done["requests"] == ["SwapDeployment"]
    assert foreseen["diff"] == done["diff"]
    assert set(shop.instances("v2").values()) == {"ReadyRole"}
    assert any("web_IN_0 CreatingVM" in sentence for sentence in shop.service.reported)


@pytest.mark.parametrize("check", [True, False])
def test_staging_that_is_not_ready_without_waiting(start: Callable[..., Service], check: bool) -> None:
    shop = two(start("recorded"), wait_for="operation")
    with pytest.raises(
        PreconditionError, match="v2 in staging of .* is not ready for production: web_IN_0 CreatingVM, web_IN_1"
    ):
        shop.run("deployment_swap", check=check, production="v2", wait=False)
    assert swaps(shop) == 0


def test_staging_that_is_not_ready_in_time(start: Callable[..., Service]) -> None:
    shop = two(start("recorded"), wait_for="operation")
    with pytest.raises(
        OperationTimeoutError, match="web_IN_0 CreatingVM, .* after 20 seconds: it goes on by itself, and the"
    ):
        shop.run("deployment_swap", production="v2", wait_timeout=20)
    assert swaps(shop) == 0


@pytest.mark.parametrize("check", [True, False])
def test_staging_that_will_never_be_ready(service: Service, check: bool) -> None:
    shop = Shop(service)
    service.register_package(shop.url("v2.cspkg"), {"name": "web", "final_status": "CyclingRole"}, WORKER)
    shop.deploy()
    shop.deploy("v2", slot="staging", wait_for="operation")
    with pytest.raises(ProvisioningError, match="instance web_IN_0 of deployment v2 is CyclingRole"):
        shop.run("deployment_swap", check=check, production="v2")
    assert swaps(shop) == 0


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize("wait", [True, False])
def test_staging_that_is_suspended(service: Service, check: bool, wait: bool) -> None:
    shop = two(service, status="suspended")
    with pytest.raises(PreconditionError, match="v2 in staging of .* is not ready for production: it is Suspended"):
        shop.run("deployment_swap", check=check, production="v2", wait=wait)
    assert swaps(shop) == 0


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize(("staged", "there"), [("v2", "deployment v2"), (None, "nothing")])
def test_what_is_not_in_staging(service: Service, staged: str | None, there: str, check: bool) -> None:
    shop = Shop(service)
    shop.deploy()
    if staged:
        shop.deploy(staged, slot="staging")
    with pytest.raises(PreconditionError) as raised:
        shop.run("deployment_swap", check=check, production="v3")
    assert str(raised.value) == (
        f"hosted service {shop.name} has {there} in staging, and only what is there can come into production, not v3"
    )
    assert swaps(shop) == 0


def test_a_hosted_service_that_is_not_there(service: Service) -> None:
    with pytest.raises(PreconditionError, match="hosted service nosuch has nothing in staging"):
        service.run("deployment_swap", service_name="nosuch", production="v2")


@pytest.mark.parametrize("check", [True, False])
def test_fewer_instances_only_when_told(service: Service, check: bool) -> None:
    shop = two(service, instances={"web": 1})
    with pytest.raises(
        PreconditionError, match=r"v2 has fewer instances than v1 in production \(web 1 instead of 2\), and is only"
    ):
        shop.run("deployment_swap", check=check, production="v2")
    assert swaps(shop) == 0
    shop.foreseen("deployment_swap", production="v2", allow_fewer_instances=True)
    shop.foreseen("deployment_swap", production="v1")


def test_a_role_that_is_missing_has_fewer_instances(service: Service) -> None:
    shop = two(service, configuration={"roles": {"web": {"instances": 2}}})
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
def test_other_endpoints(service: Service, roles: tuple[Any, ...], has: str | None, check: bool) -> None:
    shop = Shop(service)
    service.register_package(shop.url("v2.cspkg"), *roles)
    shop.deploy()
    shop.deploy("v2", slot="staging")
    with pytest.raises(PreconditionError, match=rf"have different endpoints \({has or '1 https, 1 tcp and none'}\)"):
        shop.run("deployment_swap", check=check, production="v2")
    assert swaps(shop) == 0


def test_a_role_with_more_endpoints_of_a_sort(service: Service) -> None:
    shop = Shop(service)
    service.register_package(shop.url("v1.cspkg"), WEB, WORKER)
    service.register_package(
        shop.url("v2.cspkg"), {**WEB, "endpoints": [*WEB["endpoints"], {"name": "ssl", "port": 443}]}, WORKER
    )
    shop.deploy()
    shop.deploy("v2", slot="staging")
    with pytest.raises(PreconditionError, match=r"have different endpoints \(2 tcp and 1 tcp\)"):
        shop.run("deployment_swap", production="v2")


def test_endpoints_of_the_same_number_and_sort(service: Service) -> None:
    shop = Shop(service)
    service.register_package(shop.url("v1.cspkg"), WEB, WORKER)
    service.register_package(shop.url("v2.cspkg"), {**WEB, "endpoints": [{"name": "other", "port": 8080}]}, WORKER)
    shop.deploy()
    shop.deploy("v2", slot="staging")
    shop.foreseen("deployment_swap", production="v2")


@pytest.mark.parametrize(
    ("there", "unrest"),
    [("v2", None), ("V2", None), ("v1", "v1 is in production"), (None, "nothing is in production")],
)
def test_what_is_looked_for_after_a_swap(there: str | None, unrest: str | None) -> None:
    """The emulator's operations do not succeed before it is so; the service's might."""
    have = Slots("shop", {"name": there} if there else None, None)
    assert DEPLOYMENT_SWAP.readiness.pending_reason(have, {"production": "v2"}) == unrest


def test_a_swap_that_fails(service: Service) -> None:
    shop = two(service)
    service.validate("fail_operation", "SwapDeployment", message="The fabric is torn.")
    with pytest.raises(OperationFailedError, match="SwapDeployment: The fabric is torn") as raised:
        shop.run("deployment_swap", production="v2")
    assert raised.value.details["error"]["message"] == "The fabric is torn."
    assert len(raised.value.details["operation_id"]) == 32
    assert shop.in_slots() == {"Production": "v1", "Staging": "v2"}
