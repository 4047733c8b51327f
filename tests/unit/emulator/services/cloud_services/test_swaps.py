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
    EmulatedHostedService,
    cscfg,
    lock_conflict,
)
from ansible_collections.classic.azure.tests.unit.emulator.wire import EmulatorClient

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
def two_deployments(make_client: Callable[..., EmulatorClient]) -> EmulatedHostedService:
    """The deployment old in production and new in staging, which have come to rest."""
    deployed = EmulatedHostedService(make_client("recorded"))
    for package, port in (("old", 80), ("new", 8080)):
        endpoint = {"name": "http", "port": port}
        deployed.register_package({"name": "web", "endpoints": [endpoint]}, package=package, sdk_version=package)
    deployed.create("old", url=deployed.url("old"), label="old")
    deployed.create("new", "staging", cscfg(system='osFamily="3"'), url=deployed.url("new"), label="new")
    deployed.client.wait(500)
    return deployed


def element_texts(deployed: EmulatedHostedService, name: str, paths: list[str]) -> list[list[str]]:
    returned = deployed.get(f"deployments/{name}")
    return [returned.texts(path) for path in paths]


def test_swap_exchanges_slots_and_addresses(two_deployments: EmulatedHostedService) -> None:
    """Names, private ids, labels and instances stay; slots, URLs and virtual IPs are exchanged."""
    stays = [element_texts(two_deployments, name, STAYS) for name in ("old", "new")]
    moves = [element_texts(two_deployments, name, MOVES) for name in ("old", "new")]
    assert all(map(all, stays)) and all(map(all, moves)), "each of them is told"
    assert all(one != other for one, other in zip(*moves, strict=True)), "and is another one there"
    begun = two_deployments.swap("new", "old")
    assert (begun.status, two_deployments.client.poll(begun)) == (202, "InProgress")
    assert [element_texts(two_deployments, name, MOVES) for name in ("old", "new")] == moves
    two_deployments.client.wait(29)
    assert two_deployments.client.poll(begun) == "Succeeded"
    assert [element_texts(two_deployments, name, MOVES) for name in ("new", "old")] == moves
    assert [element_texts(two_deployments, name, STAYS) for name in ("old", "new")] == stays
    assert two_deployments.get("deploymentslots/production").text("Name") == "new"
    returned, other = two_deployments.get("deploymentslots/staging"), two_deployments.get("deployments/new")
    assert returned.text("Url") == f"http://{other.text('PrivateID')}.cloudapp.net/", (
        "the host that was made for the other"
    )
    assert two_deployments.progress_of("old") == two_deployments.progress_of("new") == "Running"
    assert {state.split()[1] for name in ("old", "new") for state in two_deployments.states(f"deployments/{name}")} == {
        "ReadyRole"
    }
    two_deployments.swap("old", "new")
    two_deployments.client.wait(29)
    assert [element_texts(two_deployments, name, MOVES) for name in ("old", "new")] == moves


def test_promotion_keeps_virtual_ip(two_deployments: EmulatedHostedService) -> None:
    two_deployments.client.request("DELETE", f"{two_deployments.path}/deploymentslots/production")
    two_deployments.client.wait(6)
    before = two_deployments.get("deployments/new")
    assert two_deployments.swap("new", "old").error == NONE
    assert two_deployments.swap("new").status == 202
    two_deployments.client.wait(29)
    after = two_deployments.get("deploymentslots/production")
    assert (after.text("Name"), after.text("PrivateID")) == ("new", before.text("PrivateID"))
    assert after.text("VirtualIPs/VirtualIP/Address") == before.text("VirtualIPs/VirtualIP/Address")
    assert after.text("Url") == f"http://{two_deployments.name}.cloudapp.net/"
    assert two_deployments.get("deploymentslots/staging").error == NONE


def test_swap_locks_both_deployments(two_deployments: EmulatedHostedService) -> None:
    begun = two_deployments.swap("new", "old")
    assert two_deployments.swap("new", "old").error == lock_conflict(begun)
    for name in ("old", "new"):
        assert two_deployments.get(f"deployments/{name}").text("Locked") == "true"
        assert two_deployments.status("Suspended", f"deployments/{name}").error == lock_conflict(begun)
    two_deployments.client.wait(29)
    busy = two_deployments.status("Suspended", "deployments/old")
    assert two_deployments.swap("old", "new").error == lock_conflict(busy)


@pytest.mark.parametrize(("source", "production"), [("old", "new"), ("nope", "old"), ("new", "nope"), ("new", "new")])
def test_swap_of_unknown_names_is_not_found(
    two_deployments: EmulatedHostedService, source: str, production: str
) -> None:
    assert two_deployments.swap(source, production).error == NONE


def test_swap_requires_fields(two_deployments: EmulatedHostedService) -> None:
    assert (two_deployments.swap("new").error, two_deployments.client.last_entry["reason"]) == (
        INCORRECT,
        "Production is missing",
    )
    assert (two_deployments.swap("", "old").error, two_deployments.client.last_entry["reason"]) == (
        INCORRECT,
        "SourceDeployment is missing",
    )
    two_deployments.client.request("DELETE", f"{two_deployments.path}/deployments/new")
    two_deployments.client.wait(6)
    assert two_deployments.swap("new", "old").error == NONE
    elsewhere = two_deployments.path.replace(two_deployments.name, "nope")
    two_deployments.path = elsewhere
    assert two_deployments.swap("new").error == (404, "ResourceNotFound", "The hosted service does not exist.")


def test_swap_requires_same_endpoints(two_deployments: EmulatedHostedService) -> None:
    two_deployments.client.request("DELETE", f"{two_deployments.path}/deployments/new")
    two_deployments.client.wait(6)
    two_deployments.create("new", "staging")
    two_deployments.client.wait(52)
    message = "Windows Azure cannot perform a VIP swap between deployments that have a different number of endpoints."
    assert two_deployments.swap("new", "old").error == (400, "BadRequest", message)


def test_transitioning_deployment_swaps_unless_manual(two_deployments: EmulatedHostedService) -> None:
    """Transitioning instances do not block a swap; a manual update that waits for a walk does."""
    two_deployments.configure(cscfg({"web": 3}), where="deployments/new")
    two_deployments.client.wait(74)
    assert two_deployments.progress_of("new") == "RunningTransitioning"
    assert two_deployments.swap("new", "old").status == 202
    two_deployments.client.wait(29)
    two_deployments.configure(cscfg(), "<Mode>Manual</Mode>", "deployments/old")
    two_deployments.client.wait(74)
    assert two_deployments.swap("old", "new").error == INCORRECT


def test_suspended_deployment_can_be_swapped(make_client: Callable[..., EmulatorClient]) -> None:
    deployed = EmulatedHostedService(make_client())
    deployed.create("new", "staging", more="")
    assert deployed.swap("new").status == 202
    assert deployed.get("deploymentslots/production").text("Status") == "Suspended"


def test_failed_swap_changes_nothing(two_deployments: EmulatedHostedService) -> None:
    before = [two_deployments.get(f"deployments/{name}").body for name in ("old", "new")]
    two_deployments.client.service.inject_fault("fail_operation", "SwapDeployment")
    failed = two_deployments.swap("new", "old")
    two_deployments.client.wait(29)
    assert two_deployments.client.poll(failed) == "Failed"
    assert [two_deployments.get(f"deployments/{name}").body for name in ("old", "new")] == before
