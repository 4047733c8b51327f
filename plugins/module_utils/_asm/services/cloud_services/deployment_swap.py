# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which deployment of a hosted service is in production, and the swap that changes that
(docs/protocol/cloud_services.md#swap).

The service swaps whatever is in the two slots, so that a second swap undoes the first. A task names the deployment that
is to be in production.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    MissingReferenceError,
    PreconditionError,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.planner import Planner
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.readiness import Readiness
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.reading import ResourceReader
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import ModuleOptions, Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment import (
    DEPLOYMENT,
    pending_instances,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.paths import (
    HOSTED_SERVICES_PATH,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.hosted_service_summary import (
    HOSTED_SERVICE_NAME,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Internal, Reader, Text
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Action, Step, Values
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.resource_schema import ResourceSchema
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field


@dataclass(frozen=True)
class Slots:
    """The deployments in the two slots of a hosted service, each by its fields; None where a slot is empty."""

    service_name: str
    production: Values | None
    staging: Values | None

    def display(self) -> Values:
        """Return the names of the deployments as results show them."""
        return {
            "service_name": self.service_name,
            "production": _name(self.production),
            "staging": _name(self.staging),
        }


def _name(deployment: Values | None) -> str | None:
    return None if deployment is None else deployment["name"]


class SlotsReader(ResourceReader[Slots]):
    """Reads the deployments in both slots. There are always two slots."""

    def read(self, client: Reader, want: Values) -> Slots:
        deployments = DEPLOYMENT.reader.read_all(client, want)
        in_slot = {str(each["slot"]).lower(): each for each in deployments}
        return Slots(want["service_name"], in_slot.get("production"), in_slot.get("staging"))

    def read_all(self, client: Reader, want: Values) -> list[Slots]:
        return [self.read(client, want)]

    def display(self, have: Slots) -> Values:
        return have.display()


class SwapPlanner(Planner[Slots]):
    """Swaps the two deployments of a hosted service where the wanted one is not in production yet."""

    def plan_create(self, have: Slots | None, want: Values) -> list[Step]:
        raise PreconditionError("slots are not created")

    def plan_delete(self, have: Slots, want: Values) -> list[Step]:
        raise PreconditionError("slots are not deleted")

    def plan_update(self, have: Slots, want: Values) -> list[Step]:
        """Return the swap, unless the wanted deployment is in production.

        A deployment that is not ready yet may be swapped by a task that waits, and is compared with the other one
        when its instances are there. Raises PreconditionError for a deployment that must not come into production.
        """
        if _is_named(have.production, want["production"]):
            return []
        where = f"hosted service {want['service_name']}"
        source = have.staging
        if source is None or not _is_named(source, want["production"]):
            there = f"deployment {source['name']}" if source else "nothing"
            sentence = (
                f"{where} has {there} in staging, and only what is there can come into production, "
                f"not {want['production']}"
            )
            if source is None:
                raise MissingReferenceError(sentence, steps=[Step(SWAP, want)])
            raise PreconditionError(sentence)
        reason = _unfit_reason(source, want["wait"])
        if reason:
            raise PreconditionError(
                f"deployment {source['name']} in staging of {where} is not ready for production: {reason}"
            )
        if have.production and not DEPLOYMENT.readiness.transient_state(source):
            _check_alike(source, have.production, where, want["allow_fewer_instances"])
        values = {"service_name": want["service_name"], "source_deployment": source["name"]}
        return [Step(SWAP, {**values, "production": _name(have.production)})]

    def predict(self, step: Step, have: Slots | None) -> Slots:
        if have is None:
            raise PreconditionError("slots are not created")
        return replace(have, production=have.staging, staging=have.production)


class SwapReadiness(Readiness[Slots]):
    """A swap is done when the wanted deployment is in production."""

    def transient_state(self, have: Slots) -> str | None:
        """Return what the deployment in staging still lacks. Raises ProvisioningError if it will never be ready."""
        return None if have.staging is None else _transient_state(have.staging)

    def pending_reason(self, have: Slots, want: Values) -> str | None:
        if _is_named(have.production, want["production"]):
            return None
        return f"{_name(have.production) or 'nothing'} is in production"


def _transient_state(deployment: Values) -> str | None:
    if deployment["status"] == "Running":
        return pending_instances(deployment["name"], deployment["role_instances"] or [])
    return DEPLOYMENT.readiness.transient_state(deployment)


def _unfit_reason(deployment: Values, wait: bool) -> str | None:
    """Return why a deployment cannot be swapped, None if it can, or if that is only a matter of waiting."""
    pending = _transient_state(deployment)
    if not pending and deployment["status"] != "Running":
        return f"it is {deployment['status']}"
    return None if wait else pending


def _is_named(deployment: Values | None, name: str) -> bool:
    return deployment is not None and bool(deployment["name"].lower() == name.lower())


def _check_alike(source: Values, target: Values, where: str, allow_fewer: bool) -> None:
    """Raise PreconditionError where the deployments are too different to be swapped."""
    if _endpoints(source) != _endpoints(target):
        raise PreconditionError(
            f"deployments {source['name']} and {target['name']} of {where} have different endpoints "
            f"({_endpoints(source)} and {_endpoints(target)}), and the service does not swap such"
        )
    have, want = _instance_counts(target), _instance_counts(source)
    missing = [f"{role} {want[role]} instead of {count}" for role, count in have.items() if want[role] < count]
    if missing and not allow_fewer:
        raise PreconditionError(
            f"deployment {source['name']} has fewer instances than {target['name']} in production "
            f"({', '.join(missing)}), and is only swapped so with allow_fewer_instances=true"
        )


def _endpoints(deployment: Values) -> str:
    """Return how many endpoints of each protocol the roles have, however many instances a role has."""
    found = {
        (instance["role_name"], endpoint["name"], endpoint["protocol"])
        for instance in deployment["role_instances"] or []
        for endpoint in instance["endpoints"] or []
    }
    counts = Counter(str(protocol) for role, name, protocol in found)
    return ", ".join(f"{count} {protocol}" for protocol, count in sorted(counts.items())) or "none"


def _instance_counts(deployment: Values) -> Counter[str]:
    return Counter(instance["role_name"] for instance in deployment["role_instances"] or [])


SWAP = Action("SwapDeployment", "POST", "Swap", ("production", "source_deployment"))

# A request holds production and source_deployment. Results take the names from the response of GetHostedService.
DEPLOYMENT_SWAP_SCHEMA = ResourceSchema(
    kind="deployment swap",
    root="Swap",
    path=HOSTED_SERVICES_PATH,
    key="service_name",
    fields=(
        Field("service_name", "ServiceName", HOSTED_SERVICE_NAME, description="Name of the hosted service."),
        Field("production", "Production", description="Name of the deployment in the production slot."),
        Field(
            "staging",
            "Deployments/Deployment/Name",
            description="Name of the deployment in the staging slot. Not returned when the slot is empty.",
        ),
        Field("source_deployment", "SourceDeployment", Internal(Text())),
    ),
    changes=(SWAP,),
)
DEPLOYMENT_SWAP = Resource(
    DEPLOYMENT_SWAP_SCHEMA,
    SlotsReader(),
    SwapPlanner(),
    SwapReadiness(),
    ModuleOptions(
        states=(),
        wait_timeout=1800,
        extra={
            "production": {"type": "str", "required": True},
            "allow_fewer_instances": {"type": "bool", "default": False},
        },
        result="Deployments in the slots of the hosted service after the task. In check mode, the predicted ones.",
    ),
)
