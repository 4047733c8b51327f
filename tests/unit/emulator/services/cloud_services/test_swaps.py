# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Swaps of staging and production: what moves and what stays (docs/protocol/cloud_services.md#swap)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from ansible_collections.classic.azure.tests.unit.emulator.services.cloud_services.deployed import (
    INCORRECT,
    NONE,
    Deployed,
    cscfg,
    held_by,
)
from ansible_collections.classic.azure.tests.unit.emulator.wire import Wire

STARTED = "<StartDeployment>true</StartDeployment>"
INSTANCE = "RoleInstanceList/RoleInstance"
STAYS = ["Name", "PrivateID", "Label", "Configuration", "SdkVersion", "CreatedTime", f"{INSTANCE}/IpAddress"]
MOVES = [
    "DeploymentSlot",
    "Url",
    "VirtualIPs/VirtualIP/Address",
    f"{INSTANCE}/InstanceEndpoints/InstanceEndpoint/Vip",
    "RoleList/Role/ConfigurationSets/ConfigurationSet/InputEndpoints/InputEndpoint/Vip",
]


@pytest.fixture
def both(open_wire: Callable[..., Wire]) -> Deployed:
    """The deployment old in production and new in staging, which have come to rest."""
    deployed = Deployed(open_wire("recorded"))
    for package, port in (("old", 80), ("new", 8080)):
        endpoint = {"name": "http", "port": port}
        deployed.register_package({"name": "web", "endpoints": [endpoint]}, package=package, sdk_version=package)
    deployed.create("old", url=deployed.url("old"), label="old")
    deployed.create("new", "staging", cscfg(system='osFamily="3"'), url=deployed.url("new"), label="new")
    deployed.wire.wait(500)
    return deployed


def seen(deployed: Deployed, name: str, paths: list[str]) -> list[list[str]]:
    returned = deployed.get(f"deployments/{name}")
    return [returned.texts(path) for path in paths]


def test_names_stay_with_deployments_and_addresses_with_slots(both: Deployed) -> None:
    stays = [seen(both, name, STAYS) for name in ("old", "new")]
    moves = [seen(both, name, MOVES) for name in ("old", "new")]
    assert all(map(all, stays)) and all(map(all, moves)), "each of them is told"
    assert all(one != other for one, other in zip(*moves, strict=True)), "and is another one there"
    begun = both.swap("new", "old")
    assert (begun.status, both.wire.poll(begun)) == (202, "InProgress")
    assert [seen(both, name, MOVES) for name in ("old", "new")] == moves
    both.wire.wait(29)
    assert both.wire.poll(begun) == "Succeeded"
    assert [seen(both, name, MOVES) for name in ("new", "old")] == moves
    assert [seen(both, name, STAYS) for name in ("old", "new")] == stays
    assert both.get("deploymentslots/production").text("Name") == "new"
    returned, other = both.get("deploymentslots/staging"), both.get("deployments/new")
    assert returned.text("Url") == f"http://{other.text('PrivateID')}.cloudapp.net/", (
        "the host that was made for the other"
    )
    assert both.progress_of("old") == both.progress_of("new") == "Running"
    assert {state.split()[1] for name in ("old", "new") for state in both.states(f"deployments/{name}")} == {
        "ReadyRole"
    }
    both.swap("old", "new")
    both.wire.wait(29)
    assert [seen(both, name, MOVES) for name in ("old", "new")] == moves


def test_a_promotion_takes_its_address_along(both: Deployed) -> None:
    both.wire.ask("DELETE", f"{both.place}/deploymentslots/production")
    both.wire.wait(6)
    before = both.get("deployments/new")
    assert both.swap("new", "old").refusal == NONE
    assert both.swap("new").status == 202
    both.wire.wait(29)
    after = both.get("deploymentslots/production")
    assert (after.text("Name"), after.text("PrivateID")) == ("new", before.text("PrivateID"))
    assert after.text("VirtualIPs/VirtualIP/Address") == before.text("VirtualIPs/VirtualIP/Address")
    assert after.text("Url") == f"http://{both.name}.cloudapp.net/"
    assert both.get("deploymentslots/staging").refusal == NONE


def test_a_swap_locks_both(both: Deployed) -> None:
    begun = both.swap("new", "old")
    assert both.swap("new", "old").refusal == held_by(begun)
    for name in ("old", "new"):
        assert both.get(f"deployments/{name}").text("Locked") == "true"
        assert both.status("Suspended", f"deployments/{name}").refusal == held_by(begun)
    both.wire.wait(29)
    busy = both.status("Suspended", "deployments/old")
    assert both.swap("old", "new").refusal == held_by(busy)


@pytest.mark.parametrize(("source", "production"), [("old", "new"), ("nope", "old"), ("new", "nope"), ("new", "new")])
def test_names_that_are_not_there(both: Deployed, source: str, production: str) -> None:
    assert both.swap(source, production).refusal == NONE


def test_what_a_swap_needs(both: Deployed) -> None:
    assert (both.swap("new").refusal, both.wire.entry["reason"]) == (INCORRECT, "Production is missing")
    assert (both.swap("", "old").refusal, both.wire.entry["reason"]) == (INCORRECT, "SourceDeployment is missing")
    both.wire.ask("DELETE", f"{both.place}/deployments/new")
    both.wire.wait(6)
    assert both.swap("new", "old").refusal == NONE
    elsewhere = both.place.replace(both.name, "nope")
    both.place = elsewhere
    assert both.swap("new").refusal == (404, "ResourceNotFound", "The hosted service does not exist.")


def test_other_endpoints_cannot_be_swapped(both: Deployed) -> None:
    both.wire.ask("DELETE", f"{both.place}/deployments/new")
    both.wire.wait(6)
    both.create("new", "staging")
    both.wire.wait(52)
    message = "Windows Azure cannot perform a VIP swap between deployments that have a different number of endpoints."
    assert both.swap("new", "old").refusal == (400, "BadRequest", message)


def test_a_deployment_that_settles_is_swapped_and_one_that_is_walked_is_not(both: Deployed) -> None:
    both.configure(cscfg({"web": 3}), where="deployments/new")
    both.wire.wait(74)
    assert both.progress_of("new") == "RunningTransitioning"
    assert both.swap("new", "old").status == 202
    both.wire.wait(29)
    both.configure(cscfg(), "<Mode>Manual</Mode>", "deployments/old")
    both.wire.wait(74)
    assert both.swap("old", "new").refusal == INCORRECT


def test_a_suspended_deployment_is_swapped(open_wire: Callable[..., Wire]) -> None:
    deployed = Deployed(open_wire())
    deployed.create("new", "staging", more="")
    assert deployed.swap("new").status == 202
    assert deployed.get("deploymentslots/production").text("Status") == "Suspended"


def test_a_swap_that_fails_changes_nothing(both: Deployed) -> None:
    before = [both.get(f"deployments/{name}").body for name in ("old", "new")]
    both.wire.service.validate("fail_operation", "SwapDeployment")
    failed = both.swap("new", "old")
    both.wire.wait(29)
    assert both.wire.poll(failed) == "Failed"
    assert [both.get(f"deployments/{name}").body for name in ("old", "new")] == before
