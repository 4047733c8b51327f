# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Swaps of staging and production (docs/protocol/cloud_services.md#swap).

Names, private ids, labels and configurations stay with the deployments; addresses and URLs stay with the slots. Where
production is empty, the deployment that moves there takes its address along, and gets the URL of the service.
"""

from __future__ import annotations

from ansible_collections.classic.azure.emulator.core.context import Reply, RequestContext
from ansible_collections.classic.azure.emulator.core.entities import EffectScope
from ansible_collections.classic.azure.emulator.core.errors import bad_request, not_found
from ansible_collections.classic.azure.emulator.core.operations import Operations
from ansible_collections.classic.azure.emulator.core.registry import effect, register_routes
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services import common
from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_state import (
    DEPLOYMENTS,
    Deployment,
    deployments_of,
    save,
)
from ansible_collections.classic.azure.emulator.services.cloud_services.deployments import (
    deployment_paths,
    refuse_if_locked,
)
from ansible_collections.classic.azure.emulator.services.cloud_services.hosted_services import get_hosted_service
from ansible_collections.classic.azure.emulator.services.cloud_services.package_roles import (
    apply_configuration,
    package_of,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment_swap import (
    DEPLOYMENT_SWAP_SCHEMA,
    SWAP,
)


def swap(context: RequestContext) -> Reply:
    service = get_hosted_service(context, context.names["service_name"])
    by_slot = {deployment.slot: deployment for deployment in deployments_of(context, service.name)}
    staging = _named(by_slot.get("Staging"), context.values["source_deployment"], "SourceDeployment")
    name, production = context.values["production"], by_slot.get("Production")
    if name or production:
        production = _named(production, name, "Production")
    moving = [staging, production] if production else [staging]
    for deployment in moving:
        refuse_if_locked(context, service, deployment)
        if not deployment.package or deployment.update:
            raise bad_request(reason=f"deployment {deployment.name} is of virtual machines, or is being updated")
    if production and _endpoint_protocols(staging) != _endpoint_protocols(production):
        raise bad_request(
            "Windows Azure cannot perform a VIP swap between deployments that have a different number of endpoints."
        )
    keys = tuple(deployment.key for deployment in moving)
    context.begin(
        deployments_swapped,
        {"service": service.name, "keys": list(keys)},
        f"{DEPLOYMENT_SWAP_SCHEMA.path}/{service.name}",
        locks=keys,
        related=tuple(path for deployment in moving for path in deployment_paths(deployment)),
    )
    return Reply(202)


def _named(deployment: Deployment | None, name: str | None, tag: str) -> Deployment:
    """The deployment in a slot, if it has the requested name. Raises ErrorResponse, whose words are an assumption."""
    if not name:
        raise bad_request(reason=f"{tag} is missing")
    if deployment is None or deployment.name.lower() != name.lower():
        raise not_found("No deployments were found.")
    return deployment


def _endpoint_protocols(deployment: Deployment) -> list[str]:
    return sorted(endpoint.protocol for role in package_of(deployment).roles for endpoint in role.endpoints)


@effect("deployments_swapped")
def deployments_swapped(operations: Operations, subscription: str, facts: Value, moment: float) -> None:
    scope = EffectScope(operations, subscription, moment)
    found = [DEPLOYMENTS.get(scope, key) for key in facts["keys"]]
    moving = [deployment for deployment in found if deployment]
    if len(moving) == 2:
        staging, production = moving
        staging.slot, production.slot = production.slot, staging.slot
        staging.url, production.url = production.url, staging.url
        staging.vip, production.vip = production.vip, staging.vip
    else:
        moving[0].slot, moving[0].url = "Production", f"http://{facts['service']}.cloudapp.net/"
    for deployment in moving:
        apply_configuration(deployment)
        save(scope, deployment)


register_routes(common.route(DEPLOYMENT_SWAP_SCHEMA, SWAP, swap))
