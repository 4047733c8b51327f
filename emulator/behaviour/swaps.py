# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Swaps of staging and production (docs/protocol/cloud_services.md#swap).

Names, private ids, labels and configurations stay with the deployments; addresses and URLs stay with the slots. Where
production is empty the deployment that moves there takes its address along, and gets the URL of the service.
"""

from __future__ import annotations

from ansible_collections.classic.azure.emulator.behaviour import deployments, hosted_services, regular
from ansible_collections.classic.azure.emulator.behaviour.instances import Deployments, describe
from ansible_collections.classic.azure.emulator.call import Call, Reply, bad_request, not_found
from ansible_collections.classic.azure.emulator.operations import Operations
from ansible_collections.classic.azure.emulator.store import Value
from ansible_collections.classic.azure.plugins.module_utils._asm.resources.deployment_swap import DEPLOYMENT_SWAP, SWAP


def swap(call: Call) -> Reply:
    service = hosted_services.named(call, call.names["service_name"])
    there = {each["slot"]: each for each in call.all("deployment", below=f"{service['name']}/")}
    source = _named(there.get("Staging"), call.values["source_deployment"], "SourceDeployment")
    given, production = call.values["production"], there.get("Production")
    if given or production:
        production = _named(production, given, "Production")
    moving = [each for each in (source, production) if each]
    for deployment in moving:
        deployments.refuse_if_locked(call, service, deployment)
        if not deployment.get("package") or deployment["update"]:
            raise bad_request(reason=f"deployment {deployment['name']} is of virtual machines, or is being updated")
    if production and _endpoints(source) != _endpoints(production):
        raise bad_request(
            "Windows Azure cannot perform a VIP swap between deployments that have a different number of endpoints."
        )
    _begin(call, service, source, moving)
    return Reply(202)


def _named(deployment: Value | None, name: str | None, tag: str) -> Value:
    """The deployment in a slot, if it is the one that is named; what the service said otherwise is a guess."""
    if not name:
        raise bad_request(reason=f"{tag} is missing")
    if deployment is None or deployment["name"].lower() != name.lower():
        raise not_found("No deployments were found.")
    return deployment


def _endpoints(deployment: Value) -> list[str]:
    return sorted(each["protocol"] for role in deployment["package"]["roles"] for each in role["endpoints"])


def _begin(call: Call, service: Value, source: Value, moving: list[Value]) -> None:
    place = f"services/hostedservices/{service['name']}"
    keys = tuple(f"{service['name']}/{each['name']}" for each in moving)
    shown = [f"{place}/deployments/{each['name']}" for each in moving]
    shown += [f"{place}/deploymentslots/{each['slot']}" for each in moving]
    facts = {"service": service["name"], "keys": list(keys)}
    call.operations.start(
        call.subscription,
        call.request_id,
        call.operation,
        "deployments_are_swapped",
        facts,
        place,
        locks=keys,
        also=tuple(shown),
    )


def install(operations: Operations) -> None:
    """Make known what becomes of deployments that are swapped."""
    kept = Deployments(operations)

    def are_swapped(subscription: str, facts: Value, moment: float) -> None:
        found = [kept.get(subscription, key) for key in facts["keys"]]
        moving = [deployment for deployment in found if deployment]
        if len(moving) == 2:
            source, production = moving
            stays = [{name: each[name] for name in ("slot", "url", "vip")} for each in moving]
            source.update(stays[1])
            production.update(stays[0])
        else:
            moving[0].update(slot="Production", url=f"http://{facts['service']}.cloudapp.net/")
        for key, deployment in zip(facts["keys"], moving, strict=True):
            describe(deployment)
            kept.put(subscription, key, deployment, moment)

    operations.effects["deployments_are_swapped"] = are_swapped


ROUTES = (regular.route(DEPLOYMENT_SWAP, SWAP, swap),)
