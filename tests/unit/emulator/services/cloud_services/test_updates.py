# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes of configuration and upgrades, walked by themselves or by hand
(docs/protocol/cloud_services.md#change-configuration and docs/protocol/cloud_services.md#upgrade)."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable

import pytest
from ansible_collections.classic.azure.tests.unit.emulator.services.cloud_services.deployed import (
    INCORRECT,
    EmulatedHostedService,
    cscfg,
    encoded,
    lock_conflict,
)
from ansible_collections.classic.azure.tests.unit.emulator.wire import EmulatorClient

READY = ["web_IN_0 ReadyRole Started", "web_IN_1 ReadyRole Started"]


@pytest.fixture
def running(make_client: Callable[..., EmulatorClient]) -> EmulatedHostedService:
    """A deployment of two instances that has come to rest, where everything takes the recorded time."""
    deployed = EmulatedHostedService(make_client("recorded"))
    deployed.create()
    deployed.client.wait(500)
    assert (deployed.progress(), deployed.states()) == ("Running", READY)
    return deployed


@pytest.fixture
def suspended(make_client: Callable[..., EmulatorClient]) -> EmulatedHostedService:
    deployed = EmulatedHostedService(make_client("recorded"))
    deployed.create(more="")
    deployed.client.wait(500)
    return deployed


def configuration(deployed: EmulatedHostedService) -> str:
    return b64decode(deployed.get().text("Configuration") or "").decode()


def test_scale_out_appends_instances(running: EmulatedHostedService) -> None:
    more = cscfg({"web": 4})
    begun = running.configure(more, where="deploymentslots/production")
    assert (begun.status, running.progress(), running.get().text("Locked")) == (202, "RunningTransitioning", "true")
    assert (len(running.states()), configuration(running)) == (2, cscfg())
    running.client.wait(74)
    assert (running.client.poll(begun), running.progress()) == ("Succeeded", "RunningTransitioning")
    assert running.get().text("Locked") == "false"
    assert running.states() == [
        "web_IN_0 RoleStateUnknown Started",
        "web_IN_1 RoleStateUnknown Started",
        "web_IN_2 CreatingVM Stopped",
        "web_IN_3 CreatingVM Stopped",
    ]
    assert (running.domains(), running.get().text("UpgradeDomainCount")) == (["0", "1", "2", "3"], "4")
    running.client.wait(20)
    assert (running.states()[:2], running.progress()) == (READY, "RunningTransitioning")
    running.client.wait(260)
    assert (running.progress(), {state.split()[1] for state in running.states()}) == ("Running", {"ReadyRole"})
    assert configuration(running) == more


def test_scale_in_removes_last_instances(running: EmulatedHostedService) -> None:
    running.configure(cscfg({"web": 1}))
    running.client.wait(100)
    assert (running.states(), running.get().text("UpgradeDomainCount")) == (READY[:1], "1")
    assert running.client.request("GET").text("CurrentCoreCount") == "1"


def test_instances_are_spread_over_upgrade_domains(running: EmulatedHostedService) -> None:
    running.configure(cscfg({"web": 7}))
    running.client.wait(74)
    assert running.domains() == ["0", "1", "2", "3", "4", "0", "1"]
    assert running.get().text("UpgradeDomainCount") == "5"


def test_suspended_deployment_is_scaled(suspended: EmulatedHostedService) -> None:
    begun = suspended.configure(cscfg({"web": 3}))
    assert (begun.status, suspended.progress()) == (202, "SuspendedTransitioning")
    suspended.client.wait(74)
    assert suspended.states() == [
        "web_IN_0 StoppedVM Stopped",
        "web_IN_1 StoppedVM Stopped",
        "web_IN_2 CreatingVM Stopped",
    ]
    assert suspended.progress() == "SuspendedTransitioning", "as recorded, until the new one is made"
    suspended.client.wait(80)
    assert (suspended.progress(), suspended.states()[2]) == ("Suspended", "web_IN_2 StoppedVM Stopped")


def test_transitioning_deployment_can_be_suspended(running: EmulatedHostedService) -> None:
    """Its operation has ended, so it is not locked (docs/protocol/cloud_services.md#delete-deployment)."""
    running.configure(cscfg({"web": 3}))
    running.client.wait(74)
    assert running.progress() == "RunningTransitioning"
    assert running.status("Suspended").status == 202
    running.client.wait(5)
    assert running.progress() == "SuspendedTransitioning"
    running.client.wait(60)
    assert (running.progress(), running.states()[2]) == ("Suspended", "web_IN_2 StoppedVM Stopped")


def test_automatic_upgrade_walks_domains_in_order(running: EmulatedHostedService) -> None:
    running.register_package({"name": "web"}, package="new.cspkg", sdk_version="2.9")
    begun, seen = running.upgrade(), []
    for dummy in range(32):
        seen.append((running.progress(), *(state.split()[1] for state in running.states())))
        running.client.wait(10)
    during = "RunningTransitioning Auto During"
    assert list(dict.fromkeys(seen)) == [
        (f"{during} 0", "RoleStateUnknown", "ReadyRole"),
        (f"{during} 0", "BusyRole", "ReadyRole"),
        (f"{during} 0", "ReadyRole", "ReadyRole"),
        (f"{during} 1", "ReadyRole", "RoleStateUnknown"),
        (f"{during} 1", "ReadyRole", "BusyRole"),
        (f"{during} 1", "ReadyRole", "ReadyRole"),
        ("RunningTransitioning Auto Before 0", "RoleStateUnknown", "RoleStateUnknown"),
        ("Running", "ReadyRole", "ReadyRole"),
    ]
    assert running.client.poll(begun) == "Succeeded"
    returned = running.get()
    assert (returned.text("Label"), returned.text("SdkVersion"), returned.text("Name")) == (
        encoded("second"),
        "2.9",
        "d1",
    )


@pytest.mark.parametrize("profile", ["instant", "polls:1", "seconds:7"])
def test_upgrade_with_other_latencies(make_client: Callable[..., EmulatorClient], profile: str) -> None:
    deployed = EmulatedHostedService(make_client(profile))
    deployed.client.poll(deployed.create())
    deployed.client.wait(500)
    begun = deployed.upgrade(cscfg({"web": 3}))
    deployed.client.wait(7)
    assert deployed.client.poll(begun) == "Succeeded"
    deployed.client.wait(500)
    assert (deployed.progress(), len(deployed.states())) == ("Running", 3)


def test_simultaneous_upgrade(running: EmulatedHostedService) -> None:
    running.upgrade(mode="Simultaneous")
    assert running.progress() == "RunningTransitioning"
    running.client.wait(136)
    assert {state.split()[1] for state in running.states()} == {"RoleStateUnknown"}
    running.client.wait(100)
    assert (running.progress(), running.states()) == ("Running", READY)


def test_manual_upgrade_waits_for_each_walk(running: EmulatedHostedService) -> None:
    begun = running.upgrade(cscfg({"web": 3}), "Manual")
    assert (begun.status, running.get().text("RollbackAllowed")) == (202, "false")
    running.client.wait(136)
    assert running.client.poll(begun) == "Succeeded"
    returned = running.get()
    assert (running.progress(), returned.text("Locked")) == ("RunningTransitioning Manual Before 0", "false")
    assert (returned.text("RollbackAllowed"), returned.text("Label")) == ("true", encoded("second"))
    running.client.wait(10_000)
    assert (running.progress(), running.states()) == ("RunningTransitioning Manual Before 0", READY)
    for wrong in (1, 2, -1):
        assert running.walk(wrong).error == INCORRECT
    walked = running.walk(0)
    assert (walked.status, running.progress()) == (202, "RunningTransitioning Manual During 0")
    assert running.states() == ["web_IN_0 RoleStateUnknown Started", READY[1]]
    assert running.walk(1).error == lock_conflict(walked)
    running.client.wait(136)
    assert (running.progress(), running.states()) == ("RunningTransitioning Manual Before 1", READY)
    assert running.walk(0).error == INCORRECT
    assert running.walk(1).status == 202
    running.client.wait(136)
    assert (running.progress(), len(running.states())) == ("RunningTransitioning", 3)
    assert running.get().text("RollbackAllowed") == "false"
    running.client.wait(500)
    assert (running.progress(), running.states()) == ("Running", [*READY, "web_IN_2 ReadyRole Started"])
    assert running.walk(2).error == INCORRECT


def test_failed_walk_can_be_repeated(running: EmulatedHostedService) -> None:
    running.upgrade(mode="Manual")
    running.client.wait(136)
    running.client.service.inject_fault("fail_operation", "WalkUpgradeDomain")
    failed = running.walk(0)
    running.client.wait(136)
    assert (running.client.poll(failed), running.progress()) == ("Failed", "RunningTransitioning Manual Before 0")
    assert running.walk(0).status == 202


def test_manual_configuration_change(running: EmulatedHostedService) -> None:
    running.configure(cscfg({"web": 3}), "<Mode>Manual</Mode>")
    running.client.wait(74)
    assert (running.progress(), running.states()) == ("RunningTransitioning Manual Before 0", READY)
    running.walk(0)
    assert running.states() == READY, "a configuration restarts nobody"
    running.client.wait(136)
    running.walk(1)
    running.client.wait(500)
    assert (running.progress(), len(running.states())) == ("Running", 3)
    assert running.configure(cscfg(), "<Mode>Simultaneous</Mode>").error == INCORRECT


@pytest.mark.parametrize("walked", [0, 1])
def test_rollback_restores_previous_version(running: EmulatedHostedService, walked: int) -> None:
    running.upgrade(cscfg({"web": 4}), "Manual")
    running.client.wait(136)
    for domain in range(walked):
        running.walk(domain)
        running.client.wait(136)
    begun = running.rollback()
    assert (begun.status, running.get().text("RollbackAllowed")) == (202, "false")
    running.client.wait(136)
    assert running.client.poll(begun) == "Succeeded"
    states = [state.split()[1] for state in running.states()]
    assert states == ["RoleStateUnknown", "RoleStateUnknown"]
    running.client.wait(30)
    assert running.states()[0].split()[1] == ("BusyRole" if walked else "ReadyRole"), "what was walked is restarted"
    running.client.wait(100)
    returned = running.get()
    assert (running.progress(), running.states()) == ("Running", READY)
    assert (returned.text("Label"), configuration(running)) == (encoded("first"), cscfg())
    assert running.client.request("GET").text("CurrentCoreCount") == "2"
    assert running.rollback().error == INCORRECT


def test_manual_rollback_walks_back(running: EmulatedHostedService) -> None:
    running.upgrade(mode="Manual")
    running.client.wait(136)
    running.walk(0)
    running.client.wait(136)
    running.rollback("Manual")
    running.client.wait(136)
    assert running.progress() == "RunningTransitioning Manual Before 0"
    assert running.get().text("RollbackAllowed") == "false"
    assert (running.rollback().error, running.walk(1).error) == (INCORRECT, INCORRECT)
    running.walk(0)
    assert running.states()[0] == "web_IN_0 RoleStateUnknown Started"
    running.client.wait(300)
    assert (running.progress(), running.get().text("Label")) == ("Running", encoded("first"))


def test_manual_rollback_before_any_walk(running: EmulatedHostedService) -> None:
    """There is nothing to walk back."""
    running.upgrade(mode="Manual")
    running.client.wait(136)
    running.rollback("Manual")
    running.client.wait(146)
    assert (running.progress(), running.get().text("Label")) == ("Running", encoded("first"))


def test_failed_rollback_keeps_update(running: EmulatedHostedService) -> None:
    running.upgrade(mode="Manual")
    running.client.wait(136)
    running.walk(0)
    running.client.wait(136)
    running.client.service.inject_fault("fail_operation", "RollbackUpdateOrUpgrade")
    running.rollback()
    running.client.wait(136)
    assert running.progress() == "RunningTransitioning Manual Before 1"
    assert running.get().text("RollbackAllowed") == "true"


def test_rollback_without_update_is_refused(running: EmulatedHostedService) -> None:
    assert (running.rollback().error, running.client.last_entry["reason"]) == (
        INCORRECT,
        "RollbackAllowed of this deployment is false",
    )
    empty = running.post("deployments/d1/?comp=rollback", "RollbackUpdateOrUpgrade")
    assert (empty.error, running.client.last_entry["reason"]) == (INCORRECT, "Mode is missing")


def test_manual_update_can_be_superseded(running: EmulatedHostedService) -> None:
    """What a rollback restores is what was before the first of them."""
    running.upgrade(mode="Manual")
    running.client.wait(136)
    running.walk(0)
    running.client.wait(136)
    assert running.upgrade(cscfg({"web": 3}), "Manual").status == 202
    running.client.wait(136)
    assert running.progress() == "RunningTransitioning Manual Before 0"
    running.rollback()
    running.client.wait(300)
    assert (running.progress(), configuration(running)) == ("Running", cscfg())
    assert running.get().text("Label") == encoded("first")


def test_suspended_deployment_upgrades_without_restart(suspended: EmulatedHostedService) -> None:
    suspended.upgrade()
    assert suspended.progress() == "SuspendedTransitioning Auto During 0"
    suspended.client.wait(272)
    assert (suspended.progress(), suspended.get().text("Label")) == ("Suspended", encoded("second"))
    assert suspended.states() == ["web_IN_0 StoppedVM Stopped", "web_IN_1 StoppedVM Stopped"]


def test_loss_of_local_data_requires_force(running: EmulatedHostedService) -> None:
    running.register_package({"name": "worker"}, package="other.cspkg")
    running.register_package({"name": "web", "size": "Large"}, package="large.cspkg")
    losing = "role web will cause loss of data stored locally on instances of the role. "
    losing += "Repeat this operation and specify 'Force'."
    refused = running.upgrade(cscfg({"worker": 1}), package="other.cspkg")
    assert refused.error == (400, "BadRequest", f"Removing {losing}")
    assert running.upgrade(package="large.cspkg").error == (400, "BadRequest", f"Resizing {losing}")
    assert running.upgrade(package="large.cspkg", more="<Force>true</Force>").status == 202
    running.client.wait(400)
    assert running.get().texts("RoleInstanceList/RoleInstance/InstanceSize") == ["Large", "Large"]
    forced = running.upgrade(cscfg({"worker": 1}), package="other.cspkg", more="<Force>true</Force>")
    assert forced.status == 202
    running.client.wait(600)
    assert running.states() == ["worker_IN_0 ReadyRole Started"]
    assert running.get().texts("RoleList/Role/RoleName") == ["worker"]


def test_upgrade_of_one_role(make_client: Callable[..., EmulatorClient]) -> None:
    deployed = EmulatedHostedService(make_client("recorded"))
    both = cscfg({"web": 1, "worker": 1})
    deployed.create(text=both)
    deployed.client.wait(500)
    only = "<RoleToUpgrade>{}</RoleToUpgrade><Force>false</Force>"
    assert deployed.upgrade(both, more=only.format("nope")).error == INCORRECT
    assert deployed.upgrade(both, more=only.format("worker")).status == 202
    assert deployed.states() == ["web_IN_0 ReadyRole Started", "worker_IN_0 RoleStateUnknown Started"]


@pytest.mark.parametrize("missing", ["Mode", "PackageUrl", "Configuration", "Label"])
def test_upgrade_requires_fields(running: EmulatedHostedService, missing: str) -> None:
    parts = {
        "Mode": "Auto",
        "PackageUrl": running.url(),
        "Configuration": encoded(cscfg()),
        "Label": "eA==",
    }
    inside = "".join(f"<{tag}>{text}</{tag}>" for tag, text in parts.items() if tag != missing)
    response = running.post("deployments/d1/?comp=upgrade", "UpgradeDeployment", inside)
    assert (response.error, running.client.last_entry["reason"]) == (INCORRECT, f"{missing} is missing")


def test_manual_upgrade_resumes_from_saved_state(running: EmulatedHostedService) -> None:
    """A saved state has it all: how far the walk is, the instance that restarts, the operation, and its lock."""
    client = running.client
    running.upgrade(cscfg({"web": 3}), "Manual")
    client.wait(136)
    walked = running.walk(0)
    client.wait(40)
    saved = client.admin("GET", "state").json
    client.wait(1000)
    assert running.progress() == "RunningTransitioning Manual Before 1"
    assert client.admin("PUT", "state", saved).status == 200
    assert (running.progress(), client.poll(walked)) == ("RunningTransitioning Manual During 0", "InProgress")
    assert running.states() == ["web_IN_0 BusyRole Started", READY[1]]
    assert running.walk(1).error == lock_conflict(walked)
    client.wait(96)
    assert (running.progress(), running.states()) == ("RunningTransitioning Manual Before 1", READY)
    running.walk(1)
    client.wait(500)
    assert (running.progress(), len(running.states())) == ("Running", 3)


def core_count(running: EmulatedHostedService) -> str | None:
    return running.client.request("GET").text("CurrentCoreCount")


def test_concurrent_scaling_respects_core_quota(running: EmulatedHostedService) -> None:
    """Of 20 cores, what the first one asked for is the first one's."""
    running.create("d2", "staging")
    running.client.wait(500)
    assert core_count(running) == "4"
    assert running.configure(cscfg({"web": 12})).status == 202
    assert core_count(running) == "14"
    refused = running.configure(cscfg({"web": 9}), where="deployments/d2").error
    assert "the current count is 14, and the requested increment is 7" in (refused[2] or "")
    assert running.configure(cscfg({"web": 8}), where="deployments/d2").status == 202
    running.client.wait(500)
    assert core_count(running) == "20"


def test_cores_are_released_after_scale_in(running: EmulatedHostedService) -> None:
    """Cores are also released when a scale-out fails."""
    running.client.service.inject_fault("fail_operation", "ChangeConfiguration")
    assert running.configure(cscfg({"web": 12})).status == 202
    assert core_count(running) == "12"
    running.client.wait(500)
    assert core_count(running) == "2"
    assert running.configure(cscfg({"web": 1})).status == 202
    assert core_count(running) == "2"
    running.client.wait(500)
    assert core_count(running) == "1"


def test_rollback_reserves_cores(running: EmulatedHostedService) -> None:
    assert running.upgrade(cscfg({"web": 1}), mode="Manual").status == 202
    running.client.wait(500)
    assert core_count(running) == "1"
    running.client.service.inject_fault("fail_operation", "RollbackUpdateOrUpgrade")
    assert running.rollback().status == 202
    assert core_count(running) == "2"
    running.client.wait(500)
    assert core_count(running) == "1"
    assert running.rollback().status == 202
    running.client.wait(500)
    assert core_count(running) == "2"
