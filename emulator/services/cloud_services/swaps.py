# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Swaps of staging and production (docs/protocol/cloud_services.md#swap).

Names, private ids, labels and configurations stay with the deployments; addresses and URLs stay with the slots. Where
production is empty the deployment that moves there takes its address along, and gets the URL of the service.
"""

from __future__ import annotations

from ansible_collections.classic.azure.emulator.core.context import Reply, RequestContext, bad_request, not_found
from ansible_collections.classic.azure.emulator.core.operations import Operations
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services import common
from ansible_collections.classic.azure.emulator.services.cloud_services import deployments, hosted_services
from ansible_collections.classic.azure.emulator.services.cloud_services.instances import Deployments, describe
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment_swap import (
    DEPLOYMENT_SWAP_SCHEMA,
    SWAP,
)


def swap(context: RequestContext) -> Reply:
    service = hosted_services.named(context, context.names["service_name"])
    there = {each["slot"]: each for each in context.all("deployment", below=f"{service['name']}/")}
    source = _named(there.get("Staging"), context.values["source_deployment"], "SourceDeployment")
    arguments, production = context.values["production"], there.get("Production")
    if arguments or production:
        production = _named(production, arguments, "Production")
    moving = [each for each in (source, production) if each]
    for deployment in moving:
        deployments.refuse_if_locked(context, service, deployment)
        if not deployment.get("package") or deployment["update"]:
            raise bad_request(reason=f"deployment {deployment['name']} is of virtual machines, or is being updated")
    if production and _endpoints(source) != _endpoints(production):
        raise bad_request(
            "Windows Azure cannot perform a VIP swap between deployments that have a different number of endpoints."
        )
    _begin(context, service, source, moving)
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


def _begin(context: RequestContext, service: Value, source: Value, moving: list[Value]) -> None:
    place = f"services/hostedservices/{service['name']}"
    keys = tuple(f"{service['name']}/{each['name']}" for each in moving)
    rendered = [f"{place}/deployments/{each['name']}" for each in moving]
    rendered += [f"{place}/deploymentslots/{each['slot']}" for each in moving]
    facts = {"service": service["name"], "keys": list(keys)}
    context.operations.start(
        context.subscription,
        context.request_id,
        context.operation,
        "deployments_are_swapped",
        facts,
        place,
        locks=keys,
        also=tuple(rendered),
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


ROUTES = (common.route(DEPLOYMENT_SWAP_SCHEMA, SWAP, swap),)
