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
    Deployed,
    cscfg,
    encoded,
    held_by,
)
from ansible_collections.classic.azure.tests.unit.emulator.wire import Wire

READY = ["web_IN_0 ReadyRole Started", "web_IN_1 ReadyRole Started"]


@pytest.fixture
def running(open_wire: Callable[..., Wire]) -> Deployed:
    """A deployment of two instances that has come to rest, where everything takes the recorded time."""
    deployed = Deployed(open_wire("recorded"))
    deployed.create()
    deployed.wire.wait(500)
    assert (deployed.progress(), deployed.states()) == ("Running", READY)
    return deployed


@pytest.fixture
def suspended(open_wire: Callable[..., Wire]) -> Deployed:
    deployed = Deployed(open_wire("recorded"))
    deployed.create(more="")
    deployed.wire.wait(500)
    return deployed


def configuration(deployed: Deployed) -> str:
    return b64decode(deployed.get().text("Configuration") or "").decode()


def test_scaling_adds_instances_at_the_end(running: Deployed) -> None:
    more = cscfg({"web": 4})
    begun = running.configure(more, where="deploymentslots/production")
    assert (begun.status, running.progress(), running.get().text("Locked")) == (202, "RunningTransitioning", "true")
    assert (len(running.states()), configuration(running)) == (2, cscfg())
    running.wire.wait(74)
    assert (running.wire.poll(begun), running.progress()) == ("Succeeded", "RunningTransitioning")
    assert running.get().text("Locked") == "false"
    assert running.states() == [
        "web_IN_0 RoleStateUnknown Started",
        "web_IN_1 RoleStateUnknown Started",
        "web_IN_2 CreatingVM Stopped",
        "web_IN_3 CreatingVM Stopped",
    ]
    assert (running.domains(), running.get().text("UpgradeDomainCount")) == (["0", "1", "2", "3"], "4")
    running.wire.wait(20)
    assert (running.states()[:2], running.progress()) == (READY, "RunningTransitioning")
    running.wire.wait(260)
    assert (running.progress(), {state.split()[1] for state in running.states()}) == ("Running", {"ReadyRole"})
    assert configuration(running) == more


def test_scaling_takes_the_last_instances_away(running: Deployed) -> None:
    running.configure(cscfg({"web": 1}))
    running.wire.wait(100)
    assert (running.states(), running.get().text("UpgradeDomainCount")) == (READY[:1], "1")
    assert running.wire.ask("GET").text("CurrentCoreCount") == "1"


def test_more_instances_than_domains(running: Deployed) -> None:
    running.configure(cscfg({"web": 7}))
    running.wire.wait(74)
    assert running.domains() == ["0", "1", "2", "3", "4", "0", "1"]
    assert running.get().text("UpgradeDomainCount") == "5"


def test_a_suspended_deployment_is_configured(suspended: Deployed) -> None:
    begun = suspended.configure(cscfg({"web": 3}))
    assert (begun.status, suspended.progress()) == (202, "SuspendedTransitioning")
    suspended.wire.wait(74)
    assert suspended.states() == [
        "web_IN_0 StoppedVM Stopped",
        "web_IN_1 StoppedVM Stopped",
        "web_IN_2 CreatingVM Stopped",
    ]
    assert suspended.progress() == "SuspendedTransitioning", "as recorded, until the new one is made"
    suspended.wire.wait(80)
    assert (suspended.progress(), suspended.states()[2]) == ("Suspended", "web_IN_2 StoppedVM Stopped")


def test_an_update_of_what_is_still_settling(running: Deployed) -> None:
    """Its operation has ended, so it is not locked (docs/protocol/cloud_services.md#delete-deployment)."""
    running.configure(cscfg({"web": 3}))
    running.wire.wait(74)
    assert running.progress() == "RunningTransitioning"
    assert running.status("Suspended").status == 202
    running.wire.wait(5)
    assert running.progress() == "SuspendedTransitioning"
    running.wire.wait(60)
    assert (running.progress(), running.states()[2]) == ("Suspended", "web_IN_2 StoppedVM Stopped")


def test_an_automatic_upgrade_walks_the_domains_in_their_order(running: Deployed) -> None:
    running.register_package({"name": "web"}, package="new.cspkg", sdk_version="2.9")
    begun, seen = running.upgrade(), []
    for dummy in range(32):
        seen.append((running.progress(), *(state.split()[1] for state in running.states())))
        running.wire.wait(10)
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
    assert running.wire.poll(begun) == "Succeeded"
    returned = running.get()
    assert (returned.text("Label"), returned.text("SdkVersion"), returned.text("Name")) == (
        encoded("second"),
        "2.9",
        "d1",
    )


@pytest.mark.parametrize("profile", ["instant", "polls:1", "seconds:7"])
def test_an_upgrade_in_other_times(open_wire: Callable[..., Wire], profile: str) -> None:
    deployed = Deployed(open_wire(profile))
    deployed.wire.poll(deployed.create())
    deployed.wire.wait(500)
    begun = deployed.upgrade(cscfg({"web": 3}))
    deployed.wire.wait(7)
    assert deployed.wire.poll(begun) == "Succeeded"
    deployed.wire.wait(500)
    assert (deployed.progress(), len(deployed.states())) == ("Running", 3)


def test_all_at_once(running: Deployed) -> None:
    running.upgrade(mode="Simultaneous")
    assert running.progress() == "RunningTransitioning"
    running.wire.wait(136)
    assert {state.split()[1] for state in running.states()} == {"RoleStateUnknown"}
    running.wire.wait(100)
    assert (running.progress(), running.states()) == ("Running", READY)


def test_an_upgrade_by_hand_waits_for_each_walk(running: Deployed) -> None:
    begun = running.upgrade(cscfg({"web": 3}), "Manual")
    assert (begun.status, running.get().text("RollbackAllowed")) == (202, "false")
    running.wire.wait(136)
    assert running.wire.poll(begun) == "Succeeded"
    returned = running.get()
    assert (running.progress(), returned.text("Locked")) == ("RunningTransitioning Manual Before 0", "false")
    assert (returned.text("RollbackAllowed"), returned.text("Label")) == ("true", encoded("second"))
    running.wire.wait(10_000)
    assert (running.progress(), running.states()) == ("RunningTransitioning Manual Before 0", READY)
    for wrong in (1, 2, -1):
        assert running.walk(wrong).refusal == INCORRECT
    walked = running.walk(0)
    assert (walked.status, running.progress()) == (202, "RunningTransitioning Manual During 0")
    assert running.states() == ["web_IN_0 RoleStateUnknown Started", READY[1]]
    assert running.walk(1).refusal == held_by(walked)
    running.wire.wait(136)
    assert (running.progress(), running.states()) == ("RunningTransitioning Manual Before 1", READY)
    assert running.walk(0).refusal == INCORRECT
    assert running.walk(1).status == 202
    running.wire.wait(136)
    assert (running.progress(), len(running.states())) == ("RunningTransitioning", 3)
    assert running.get().text("RollbackAllowed") == "false"
    running.wire.wait(500)
    assert (running.progress(), running.states()) == ("Running", [*READY, "web_IN_2 ReadyRole Started"])
    assert running.walk(2).refusal == INCORRECT


def test_a_walk_that_fails_can_be_walked_again(running: Deployed) -> None:
    running.upgrade(mode="Manual")
    running.wire.wait(136)
    running.wire.service.validate("fail_operation", "WalkUpgradeDomain")
    failed = running.walk(0)
    running.wire.wait(136)
    assert (running.wire.poll(failed), running.progress()) == ("Failed", "RunningTransitioning Manual Before 0")
    assert running.walk(0).status == 202


def test_a_configuration_by_hand(running: Deployed) -> None:
    running.configure(cscfg({"web": 3}), "<Mode>Manual</Mode>")
    running.wire.wait(74)
    assert (running.progress(), running.states()) == ("RunningTransitioning Manual Before 0", READY)
    running.walk(0)
    assert running.states() == READY, "a configuration restarts nobody"
    running.wire.wait(136)
    running.walk(1)
    running.wire.wait(500)
    assert (running.progress(), len(running.states())) == ("Running", 3)
    assert running.configure(cscfg(), "<Mode>Simultaneous</Mode>").refusal == INCORRECT


@pytest.mark.parametrize("walked", [0, 1])
def test_a_rollback_restores_what_was(running: Deployed, walked: int) -> None:
    running.upgrade(cscfg({"web": 4}), "Manual")
    running.wire.wait(136)
    for domain in range(walked):
        running.walk(domain)
        running.wire.wait(136)
    begun = running.rollback()
    assert (begun.status, running.get().text("RollbackAllowed")) == (202, "false")
    running.wire.wait(136)
    assert running.wire.poll(begun) == "Succeeded"
    states = [state.split()[1] for state in running.states()]
    assert states == ["RoleStateUnknown", "RoleStateUnknown"]
    running.wire.wait(30)
    assert running.states()[0].split()[1] == ("BusyRole" if walked else "ReadyRole"), "what was walked is restarted"
    running.wire.wait(100)
    returned = running.get()
    assert (running.progress(), running.states()) == ("Running", READY)
    assert (returned.text("Label"), configuration(running)) == (encoded("first"), cscfg())
    assert running.wire.ask("GET").text("CurrentCoreCount") == "2"
    assert running.rollback().refusal == INCORRECT


def test_a_rollback_by_hand_walks_back(running: Deployed) -> None:
    running.upgrade(mode="Manual")
    running.wire.wait(136)
    running.walk(0)
    running.wire.wait(136)
    running.rollback("Manual")
    running.wire.wait(136)
    assert running.progress() == "RunningTransitioning Manual Before 0"
    assert running.get().text("RollbackAllowed") == "false"
    assert (running.rollback().refusal, running.walk(1).refusal) == (INCORRECT, INCORRECT)
    running.walk(0)
    assert running.states()[0] == "web_IN_0 RoleStateUnknown Started"
    running.wire.wait(300)
    assert (running.progress(), running.get().text("Label")) == ("Running", encoded("first"))


def test_a_rollback_by_hand_of_what_was_not_walked(running: Deployed) -> None:
    """There is nothing to walk back."""
    running.upgrade(mode="Manual")
    running.wire.wait(136)
    running.rollback("Manual")
    running.wire.wait(146)
    assert (running.progress(), running.get().text("Label")) == ("Running", encoded("first"))


def test_a_rollback_that_fails_leaves_the_update(running: Deployed) -> None:
    running.upgrade(mode="Manual")
    running.wire.wait(136)
    running.walk(0)
    running.wire.wait(136)
    running.wire.service.validate("fail_operation", "RollbackUpdateOrUpgrade")
    running.rollback()
    running.wire.wait(136)
    assert running.progress() == "RunningTransitioning Manual Before 1"
    assert running.get().text("RollbackAllowed") == "true"


def test_nothing_to_roll_back(running: Deployed) -> None:
    assert (running.rollback().refusal, running.wire.entry["reason"]) == (
        INCORRECT,
        "RollbackAllowed of this deployment is false",
    )
    empty = running.post("deployments/d1/?comp=rollback", "RollbackUpdateOrUpgrade")
    assert (empty.refusal, running.wire.entry["reason"]) == (INCORRECT, "Mode is missing")


def test_an_update_by_hand_may_be_superseded(running: Deployed) -> None:
    """What a rollback restores is what was before the first of them."""
    running.upgrade(mode="Manual")
    running.wire.wait(136)
    running.walk(0)
    running.wire.wait(136)
    assert running.upgrade(cscfg({"web": 3}), "Manual").status == 202
    running.wire.wait(136)
    assert running.progress() == "RunningTransitioning Manual Before 0"
    running.rollback()
    running.wire.wait(300)
    assert (running.progress(), configuration(running)) == ("Running", cscfg())
    assert running.get().text("Label") == encoded("first")


def test_a_suspended_deployment_is_upgraded_without_restarts(suspended: Deployed) -> None:
    suspended.upgrade()
    assert suspended.progress() == "SuspendedTransitioning Auto During 0"
    suspended.wire.wait(272)
    assert (suspended.progress(), suspended.get().text("Label")) == ("Suspended", encoded("second"))
    assert suspended.states() == ["web_IN_0 StoppedVM Stopped", "web_IN_1 StoppedVM Stopped"]


def test_what_loses_local_data_needs_force(running: Deployed) -> None:
    running.register_package({"name": "worker"}, package="other.cspkg")
    running.register_package({"name": "web", "size": "Large"}, package="large.cspkg")
    losing = "role web will cause loss of data stored locally on instances of the role. "
    losing += "Repeat this operation and specify 'Force'."
    refused = running.upgrade(cscfg({"worker": 1}), package="other.cspkg")
    assert refused.refusal == (400, "BadRequest", f"Removing {losing}")
    assert running.upgrade(package="large.cspkg").refusal == (400, "BadRequest", f"Resizing {losing}")
    assert running.upgrade(package="large.cspkg", more="<Force>true</Force>").status == 202
    running.wire.wait(400)
    assert running.get().texts("RoleInstanceList/RoleInstance/InstanceSize") == ["Large", "Large"]
    forced = running.upgrade(cscfg({"worker": 1}), package="other.cspkg", more="<Force>true</Force>")
    assert forced.status == 202
    running.wire.wait(600)
    assert running.states() == ["worker_IN_0 ReadyRole Started"]
    assert running.get().texts("RoleList/Role/RoleName") == ["worker"]


def test_one_role_alone_is_upgraded(open_wire: Callable[..., Wire]) -> None:
    deployed = Deployed(open_wire("recorded"))
    both = cscfg({"web": 1, "worker": 1})
    deployed.create(text=both)
    deployed.wire.wait(500)
    only = "<RoleToUpgrade>{}</RoleToUpgrade><Force>false</Force>"
    assert deployed.upgrade(both, more=only.format("nope")).refusal == INCORRECT
    assert deployed.upgrade(both, more=only.format("worker")).status == 202
    assert deployed.states() == ["web_IN_0 ReadyRole Started", "worker_IN_0 RoleStateUnknown Started"]


@pytest.mark.parametrize("missing", ["Mode", "PackageUrl", "Configuration", "Label"])
def test_what_an_upgrade_needs(running: Deployed, missing: str) -> None:
    parts = {
        "Mode": "Auto",
        "PackageUrl": running.url(),
        "Configuration": encoded(cscfg()),
        "Label": "eA==",
    }
    inside = "".join(f"<{tag}>{text}</{tag}>" for tag, text in parts.items() if tag != missing)
    response = running.post("deployments/d1/?comp=upgrade", "UpgradeDeployment", inside)
    assert (response.refusal, running.wire.entry["reason"]) == (INCORRECT, f"{missing} is missing")


def test_an_upgrade_by_hand_goes_on_after_a_restart(running: Deployed) -> None:
    """A saved state has it all: how far the walk is, the instance that restarts, the operation, and its lock."""
    wire = running.wire
    running.upgrade(cscfg({"web": 3}), "Manual")
    wire.wait(136)
    walked = running.walk(0)
    wire.wait(40)
    saved = wire.admin("GET", "state").json
    wire.wait(1000)
    assert running.progress() == "RunningTransitioning Manual Before 1"
    assert wire.admin("PUT", "state", saved).status == 200
    assert (running.progress(), wire.poll(walked)) == ("RunningTransitioning Manual During 0", "InProgress")
    assert running.states() == ["web_IN_0 BusyRole Started", READY[1]]
    assert running.walk(1).refusal == held_by(walked)
    wire.wait(96)
    assert (running.progress(), running.states()) == ("RunningTransitioning Manual Before 1", READY)
    running.walk(1)
    wire.wait(500)
    assert (running.progress(), len(running.states())) == ("Running", 3)


def cores(running: Deployed) -> str | None:
    return running.wire.ask("GET").text("CurrentCoreCount")


def test_two_deployments_that_grow_at_once_do_not_grow_beyond_the_quota(running: Deployed) -> None:
    """Of 20 cores, what the first one asked for is the first one's."""
    running.create("d2", "staging")
    running.wire.wait(500)
    assert cores(running) == "4"
    assert running.configure(cscfg({"web": 12})).status == 202
    assert cores(running) == "14"
    refused = running.configure(cscfg({"web": 9}), where="deployments/d2").refusal
    assert "the current count is 14, and the requested increment is 7" in (refused[2] or "")
    assert running.configure(cscfg({"web": 8}), where="deployments/d2").status == 202
    running.wire.wait(500)
    assert cores(running) == "20"


def test_cores_are_free_when_there_are_less_instances_or_when_growing_failed(running: Deployed) -> None:
    running.wire.service.validate("fail_operation", "ChangeConfiguration")
    assert running.configure(cscfg({"web": 12})).status == 202
    assert cores(running) == "12"
    running.wire.wait(500)
    assert cores(running) == "2"
    assert running.configure(cscfg({"web": 1})).status == 202
    assert cores(running) == "2"
    running.wire.wait(500)
    assert cores(running) == "1"


def test_what_is_taken_back_has_its_cores_again(running: Deployed) -> None:
    assert running.upgrade(cscfg({"web": 1}), mode="Manual").status == 202
    running.wire.wait(500)
    assert cores(running) == "1"
    running.wire.service.validate("fail_operation", "RollbackUpdateOrUpgrade")
    assert running.rollback().status == 202
    assert cores(running) == "2"
    running.wire.wait(500)
    assert cores(running) == "1"
    assert running.rollback().status == 202
    running.wire.wait(500)
    assert cores(running) == "2"
