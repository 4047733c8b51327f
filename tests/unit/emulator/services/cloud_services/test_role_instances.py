# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is done to single instances (docs/protocol/cloud_services.md#role-instance-operations)."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable

import pytest
from ansible_collections.classic.azure.tests.unit.emulator.services.cloud_services.deployed import (
    INCORRECT,
    Deployed,
    cscfg,
)
from ansible_collections.classic.azure.tests.unit.emulator.wire import NS, Response, Wire

RESTARTS = ["RoleStateUnknown Started", "BusyRole Started", "ReadyRole Started"]
REBUILD = "rebuild&resources=allLocalDrives"


@pytest.fixture
def running(open_wire: Callable[..., Wire]) -> Deployed:
    deployed = Deployed(open_wire("recorded"))
    deployed.create(text=cscfg({"web": 3}))
    deployed.wire.wait(500)
    return deployed


def order(deployed: Deployed, comp: str, name: str = "web_IN_1", where: str = "deployments/d1") -> Response:
    return deployed.post(f"{where}/roleinstances/{name}?comp={comp}", "")


def delete(deployed: Deployed, *names: str, where: str = "deployments/d1") -> Response:
    inside = "".join(f"<Name>{name}</Name>" for name in names)
    return deployed.post(f"{where}/roleinstances/?comp=delete", "RoleInstances", inside)


@pytest.mark.parametrize(
    ("comp", "states"),
    [
        ("reboot", RESTARTS),
        ("reimage", RESTARTS),
        (REBUILD, ["StoppedVM Starting", "StoppedVM Started", "ReadyRole Started"]),
    ],
)
@pytest.mark.parametrize("where", ["deployments/d1", "deploymentslots/production"])
def test_one_instance_climbs_anew(running: Deployed, comp: str, states: list[str], where: str) -> None:
    before = running.states()
    begun, seen = order(running, comp, where=where), []
    assert begun.status == 202
    for dummy in range(15):
        state = running.states()
        assert (state[0], state[2], running.progress()) == (before[0], before[2], "Running")
        seen.append(state[1].removeprefix("web_IN_1 "))
        running.wire.wait(10)
    assert list(dict.fromkeys(seen)) == states
    assert running.wire.poll(begun) == "Succeeded"


def test_an_instance_that_does_not_run_is_not_seen_to_restart(open_wire: Callable[..., Wire]) -> None:
    deployed = Deployed(open_wire("recorded"))
    deployed.create(more="")
    deployed.wire.wait(500)
    assert order(deployed, "reboot").status == 202
    assert deployed.states()[1] == "web_IN_1 StoppedVM Stopped"


def test_unknown_instances_and_orders(running: Deployed) -> None:
    unknown = (404, "ResourceNotFound", "The role instance 'web_IN_7' does not exist.")
    assert order(running, "reboot", "web_IN_7").refusal == delete(running, "web_IN_7").refusal == unknown
    for comp in ("rebuild", "rebuild&resources=most", "explode"):
        assert order(running, comp).refusal[:2] == (400, "MissingOrInvalidRequiredQueryParameter")


@pytest.mark.parametrize("where", ["deployments/d1", "deploymentslots/production"])
def test_instances_that_are_deleted_leave_a_hole(running: Deployed, where: str) -> None:
    begun = delete(running, "WEB_in_0", where=where)
    assert begun.status == 202
    running.wire.wait(179)
    assert len(running.states()) == 3
    running.wire.wait(1)
    assert running.wire.poll(begun) == "Succeeded"
    assert running.states() == ["web_IN_1 ReadyRole Started", "web_IN_2 ReadyRole Started"]
    assert (running.domains(), running.get().text("UpgradeDomainCount")) == (["1", "2"], "3")
    text = b64decode(running.get().text("Configuration") or "").decode()
    assert '<Instances count="2"/>' in text and "\n" not in text
    assert running.wire.ask("GET").text("CurrentCoreCount") == "2"
    running.configure(cscfg({"web": 4}))
    running.wire.wait(74)
    assert [state.split()[0] for state in running.states()] == [f"web_IN_{number}" for number in range(4)]


def test_the_last_instance_of_a_role_stays(running: Deployed) -> None:
    assert delete(running, "web_IN_0", "web_IN_1", "web_IN_2").refusal == INCORRECT
    assert running.wire.entry["reason"] == "the last instance of a role cannot be deleted"
    assert (delete(running).refusal, running.wire.entry["reason"]) == (INCORRECT, "RoleInstances has no Name")
    assert delete(running, "web_IN_0", "web_IN_1").status == 202


def test_a_list_in_a_body_is_checked_like_all_others(running: Deployed) -> None:
    """The Python SDK writes the root with a blank inside the tag."""
    path = f"{running.place}/deployments/d1/roleinstances/?comp=delete"
    body = f"<RoleInstances  {NS}><Name>web_IN_0</Name><Number>1</Number></RoleInstances >"
    assert running.wire.ask("POST", path, body).status == 202
    assert running.wire.entry["drops"] == ["RoleInstances/Number is not Name"]
    assert "web_IN_0" in running.wire.entry["request"]
