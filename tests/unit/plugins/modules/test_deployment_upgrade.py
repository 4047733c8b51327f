# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module deployment_upgrade: updates walked by hand, in part or to their end, or rolled back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    InvalidOptionError,
    OperationFailedError,
    PreconditionError,
)
from ansible_collections.classic.azure.tests.emulated import Service
from ansible_collections.classic.azure.tests.unit.plugins.modules.deployed import HostedService

pytestmark = pytest.mark.slow

WALK = "WalkUpgradeDomain"


def start_manual_upgrade(service: Service, **options: Any) -> HostedService:
    """A deployment of three upgrade domains, whose upgrade waits to be walked."""
    shop = HostedService(service)
    shop.deploy(instances={"web": 3})
    shop.deploy(**{"package_url": shop.url("v2.cspkg"), "instances": {"web": 3}, "upgrade_mode": "manual", **options})
    service.pop_requests()
    return shop


def progress(shop: HostedService) -> tuple[Any, ...] | None:
    status = shop.deployment()["upgrade_status"]
    return status and tuple(status.values())


def test_manual_upgrade_starts_and_waits(make_service: Callable[..., Service]) -> None:
    shop = start_manual_upgrade(make_service("recorded"))
    returned = shop.deployment()
    assert (returned["status"], returned["rollback_allowed"], returned["locked"]) == (
        "RunningTransitioning",
        True,
        False,
    )
    assert progress(shop) == ("Manual", "Before", 0)
    task: dict[str, Any] = {"package_url": shop.url("v2.cspkg"), "instances": {"web": 3}, "upgrade_mode": "manual"}
    assert shop.deploy(**task)["changed"] is False


@pytest.mark.parametrize("profile", ["instant", "recorded"])
def test_walk_is_idempotent(make_service: Callable[..., Service], profile: str) -> None:
    shop = start_manual_upgrade(make_service(profile))
    done = shop.run_verified("deployment_upgrade", name="v1", state="walked", upgrade_domain=0)
    assert done["requests"] == [WALK]
    assert progress(shop) == ("Manual", "Before", 1)
    done = shop.run_verified("deployment_upgrade", name="v1", state="walked")
    assert done["requests"] == [WALK, WALK]
    assert (progress(shop), done["deployment"]["status"]) == (None, "Running")
    assert set(shop.instances().values()) == {"ReadyRole"}
    assert shop.deployment()["rollback_allowed"] is False


@pytest.mark.parametrize("profile", ["instant", "recorded"])
def test_check_mode_predicts_walk(make_service: Callable[..., Service], profile: str) -> None:
    shop = start_manual_upgrade(make_service(profile))
    for domain in (0, 1, 7):
        options: dict[str, Any] = {"name": "v1", "state": "walked", "upgrade_domain": domain}
        predicted = shop.run("deployment_upgrade", check=True, **options)["deployment"]
        assert predicted == shop.run("deployment_upgrade", **options)["deployment"]


@pytest.mark.parametrize("options", [{}, {"mode": "manual"}, {"mode": "auto", "force": True}], ids=str)
@pytest.mark.parametrize("walked", [None, 0])
def test_check_mode_predicts_rollback(service: Service, options: dict[str, Any], walked: int | None) -> None:
    """But for the label, which nobody knows before."""
    shop = start_manual_upgrade(service)
    if walked is not None:
        shop.run("deployment_upgrade", name="v1", state="walked", upgrade_domain=walked)
    task = {"name": "v1", "state": "rolled_back", **options}
    predicted = shop.run("deployment_upgrade", check=True, **task)["deployment"]
    assert predicted == {**shop.run("deployment_upgrade", **task)["deployment"], "label": None}


def test_diff_shows_upgrade_progress(service: Service) -> None:
    shop = start_manual_upgrade(service)
    done = shop.run_verified("deployment_upgrade", name="v1", state="walked", upgrade_domain=1)
    assert done["diff"]["before"] == {"name": "v1", "upgrade_status": {"current_upgrade_domain": 0}}
    assert done["diff"]["after"] == {"name": "v1", "upgrade_status": {"current_upgrade_domain": 2}}
    done = shop.run_verified("deployment_upgrade", name="v1", state="rolled_back")
    assert done["diff"]["after"] == {"name": "v1"}


def test_domains_are_walked_once_in_order(service: Service) -> None:
    shop = start_manual_upgrade(service)
    shop.run("deployment_upgrade", name="v1", state="walked", upgrade_domain=1)
    shop.run("deployment_upgrade", name="v1", state="walked", upgrade_domain=9)
    walks = [entry["request"] for entry in shop.service.journal() if entry["operation"] == WALK]
    assert [f"<UpgradeDomain>{domain}<" in walk for domain, walk in enumerate(walks)] == [True, True, True]
    assert len(walks) == 3


def test_interrupted_walk_resumes(make_service: Callable[..., Service]) -> None:
    shop = start_manual_upgrade(make_service("recorded"))
    shop.run("deployment_upgrade", name="v1", state="walked", upgrade_domain=0, wait=False)
    assert progress(shop) == ("Manual", "During", 0)
    shop.service.pop_requests()
    assert shop.run("deployment_upgrade", name="v1", state="walked")["requests"] == [WALK, WALK]
    assert progress(shop) is None


@pytest.mark.parametrize("fault", ["cut_after", "cut_before", "internal_error", "locked"])
def test_ambiguous_walk_is_not_repeated(make_service: Callable[..., Service], fault: str) -> None:
    """The answer is lost after the write or before it, or is an internal error or a lock."""
    shop = start_manual_upgrade(make_service("recorded"))
    shop.service.inject_fault(fault, WALK)
    assert shop.run("deployment_upgrade", name="v1", state="walked")["requests"] == [WALK] * 3
    assert progress(shop) is None


@pytest.mark.parametrize("state", ["walked", "rolled_back"])
def test_no_pending_upgrade_is_unchanged(service: Service, state: str) -> None:
    shop = HostedService(service)
    shop.deploy()
    service.pop_requests()
    assert shop.run("deployment_upgrade", name="v1", state=state)["changed"] is False
    assert service.writes() == []


@pytest.mark.parametrize("state", ["walked", "rolled_back"])
def test_automatic_upgrade_is_only_waited_for(make_service: Callable[..., Service], state: str) -> None:
    shop = HostedService(make_service("recorded"))
    shop.deploy()
    shop.deploy(package_url=shop.url("v2.cspkg"), wait=False)
    shop.service.pop_requests()
    assert shop.run("deployment_upgrade", check=True, name="v1", state=state)["requests"] == []
    done = shop.run("deployment_upgrade", name="v1", state=state)
    assert (done["changed"], done["deployment"]["status"]) == (False, "Running")
    assert shop.service.writes() == []


@pytest.mark.parametrize("profile", ["instant", "recorded"])
@pytest.mark.parametrize("walked", [None, 1])
def test_rollback_is_idempotent(make_service: Callable[..., Service], profile: str, walked: int | None) -> None:
    shop = start_manual_upgrade(make_service(profile), label="The new one")
    if walked is not None:
        shop.run("deployment_upgrade", name="v1", state="walked", upgrade_domain=walked)
    done = shop.run_verified("deployment_upgrade", name="v1", state="rolled_back")
    assert done["requests"] == ["RollbackUpdateOrUpgrade"]
    assert (done["deployment"]["label"], done["deployment"]["status"]) == ("v1", "Running")
    assert progress(shop) is None
    again = shop.deploy(package_url=shop.url("v2.cspkg"), instances={"web": 3}, check=True)
    assert again["requests"] == ["UpgradeDeployment"]


def test_manual_rollback(service: Service) -> None:
    shop = start_manual_upgrade(service)
    shop.run("deployment_upgrade", name="v1", state="walked", upgrade_domain=1)
    options: dict[str, Any] = {"name": "v1", "state": "rolled_back", "mode": "manual", "force": True}
    predicted = shop.run("deployment_upgrade", check=True, **options)["deployment"]["upgrade_status"]
    done = shop.run("deployment_upgrade", **options)
    assert predicted == done["deployment"]["upgrade_status"]
    assert progress(shop) == ("Manual", "Before", 0)
    sent = next(entry["request"] for entry in service.journal() if entry["operation"] == "RollbackUpdateOrUpgrade")
    assert "<Mode>Manual</Mode><Force>true</Force>" in sent
    assert shop.run("deployment_upgrade", **options)["changed"] is False
    assert shop.run("deployment_upgrade", name="v1", state="walked")["requests"] == [WALK, WALK]
    assert shop.run("deployment_upgrade", name="v1", state="walked")["requests"] == []
    assert (progress(shop), shop.deployment()["label"]) == (None, "v1")


def test_pending_rollback_is_waited_for(make_service: Callable[..., Service]) -> None:
    shop = start_manual_upgrade(make_service("recorded"))
    shop.run("deployment_upgrade", name="v1", state="walked", upgrade_domain=0)
    shop.run("deployment_upgrade", name="v1", state="rolled_back", wait=False)
    shop.service.pop_requests()
    done = shop.run("deployment_upgrade", name="v1", state="rolled_back")
    assert done["changed"] is False
    assert shop.service.writes() == []
    assert (progress(shop), done["deployment"]["status"]) == (None, "Running")


def test_upgrade_supersedes_pending_upgrade(service: Service) -> None:
    shop = start_manual_upgrade(service)
    done = shop.deploy(package_url=shop.url("v3.cspkg"), instances={"web": 3})
    assert done["requests"] == ["UpgradeDeployment"]
    assert progress(shop) is None


@pytest.mark.parametrize("state", ["walked", "rolled_back"])
def test_missing_deployment_is_refused(service: Service, state: str) -> None:
    shop = HostedService(service)
    with pytest.raises(PreconditionError, match=f"hosted service {shop.name} has no deployment v1"):
        shop.run("deployment_upgrade", name="v1", state=state)


def test_negative_upgrade_domain_is_refused(service: Service) -> None:
    shop = start_manual_upgrade(service)
    with pytest.raises(InvalidOptionError, match="upgrade_domain is -1, but upgrade domains are counted from 0"):
        shop.run("deployment_upgrade", name="v1", state="walked", upgrade_domain=-1)


def test_failed_walk_is_reported_and_resumes(service: Service) -> None:
    shop = start_manual_upgrade(service)
    service.inject_fault("fail_operation", WALK, nth=2, message="The fabric is torn.")
    with pytest.raises(OperationFailedError, match=f"{WALK}: The fabric is torn"):
        shop.run("deployment_upgrade", name="v1", state="walked")
    assert progress(shop) == ("Manual", "Before", 1)
    assert shop.run("deployment_upgrade", name="v1", state="walked")["requests"] == [WALK, WALK]
