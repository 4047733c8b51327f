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
    EmulatedHostedService,
    cscfg,
)
from ansible_collections.classic.azure.tests.unit.emulator.wire import NS, EmulatorClient, Response

RESTARTS = ["RoleStateUnknown Started", "BusyRole Started", "ReadyRole Started"]
REBUILD = "rebuild&resources=allLocalDrives"


@pytest.fixture
def running(make_client: Callable[..., EmulatorClient]) -> EmulatedHostedService:
    deployed = EmulatedHostedService(make_client("recorded"))
    deployed.create(text=cscfg({"web": 3}))
    deployed.client.wait(500)
    return deployed


def order(
    deployed: EmulatedHostedService, comp: str, name: str = "web_IN_1", where: str = "deployments/d1"
) -> Response:
    return deployed.post(f"{where}/roleinstances/{name}?comp={comp}", "")


def delete(deployed: EmulatedHostedService, *names: str, where: str = "deployments/d1") -> Response:
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
def test_reboot_reimage_and_rebuild_instance(
    running: EmulatedHostedService, comp: str, states: list[str], where: str
) -> None:
    before = running.states()
    begun, seen = order(running, comp, where=where), []
    assert begun.status == 202
    for dummy in range(15):
        state = running.states()
        assert (state[0], state[2], running.progress()) == (before[0], before[2], "Running")
        seen.append(state[1].removeprefix("web_IN_1 "))
        running.client.wait(10)
    assert list(dict.fromkeys(seen)) == states
    assert running.client.poll(begun) == "Succeeded"


def test_stopped_instance_reboot_keeps_state(make_client: Callable[..., EmulatorClient]) -> None:
    """The reboot is accepted, and the instance stays StoppedVM."""
    deployed = EmulatedHostedService(make_client("recorded"))
    deployed.create(more="")
    deployed.client.wait(500)
    assert order(deployed, "reboot").status == 202
    assert deployed.states()[1] == "web_IN_1 StoppedVM Stopped"


def test_unknown_instance_and_operation(running: EmulatedHostedService) -> None:
    unknown = (404, "ResourceNotFound", "The role instance 'web_IN_7' does not exist.")
    assert order(running, "reboot", "web_IN_7").error == delete(running, "web_IN_7").error == unknown
    for comp in ("rebuild", "rebuild&resources=most", "explode"):
        assert order(running, comp).error[:2] == (400, "MissingOrInvalidRequiredQueryParameter")


@pytest.mark.parametrize("where", ["deployments/d1", "deploymentslots/production"])
def test_deleted_instances_leave_gaps(running: EmulatedHostedService, where: str) -> None:
    begun = delete(running, "WEB_in_0", where=where)
    assert begun.status == 202
    running.client.wait(179)
    assert len(running.states()) == 3
    running.client.wait(1)
    assert running.client.poll(begun) == "Succeeded"
    assert running.states() == ["web_IN_1 ReadyRole Started", "web_IN_2 ReadyRole Started"]
    assert (running.domains(), running.get().text("UpgradeDomainCount")) == (["1", "2"], "3")
    text = b64decode(running.get().text("Configuration") or "").decode()
    assert '<Instances count="2"/>' in text and "\n" not in text
    assert running.client.request("GET").text("CurrentCoreCount") == "2"
    running.configure(cscfg({"web": 4}))
    running.client.wait(74)
    assert [state.split()[0] for state in running.states()] == [f"web_IN_{number}" for number in range(4)]


def test_last_instance_is_not_deleted(running: EmulatedHostedService) -> None:
    assert delete(running, "web_IN_0", "web_IN_1", "web_IN_2").error == INCORRECT
    assert running.client.last_entry["reason"] == "the last instance of a role cannot be deleted"
    assert (delete(running).error, running.client.last_entry["reason"]) == (INCORRECT, "RoleInstances has no Name")
    assert delete(running, "web_IN_0", "web_IN_1").status == 202


def test_list_body_is_validated(running: EmulatedHostedService) -> None:
    """The Python SDK writes the root with a blank inside the tag."""
    path = f"{running.path}/deployments/d1/roleinstances/?comp=delete"
    body = f"<RoleInstances  {NS}><Name>web_IN_0</Name><Number>1</Number></RoleInstances >"
    assert running.client.request("POST", path, body).status == 202
    assert running.client.last_entry["drops"] == ["RoleInstances/Number is not Name"]
    assert "web_IN_0" in running.client.last_entry["request"]
