# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which deployment of a hosted service is in production, and the swap that changes that (protocol/1 section 13).

The service's order swaps whatever is there, so giving it twice undoes it. A task names what is to be in production.
"""

from __future__ import annotations

from collections import Counter

from ansible_collections.classic.azure.plugins.module_utils._asm.errors import PreconditionError
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.planner import FieldPlanner
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.readiness import Readiness
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.reading import FieldReader
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import ModuleOptions, Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment import (
    DEPLOYMENT,
    unready,
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


class DeploymentSwapReader(FieldReader):
    """Reads the deployments in both slots of a hosted service."""

    def read(self, client: Reader, want: Values) -> Values | None:
        slots = {str(each["slot"]).lower(): each for each in DEPLOYMENT.reader.read_all(client, want)}
        names = {slot: slots[slot]["name"] if slot in slots else None for slot in ("production", "staging")}
        return {"service_name": want["service_name"], **names, "slots": slots}


class DeploymentSwapPlanner(FieldPlanner):
    """Swaps the two deployments of a hosted service where the wanted one is not in production yet."""

    def plan_update(self, have: Values, want: Values) -> list[Step]:
        """The swap, unless it is done. Raises Refused where it would put into production what is not fit for it.

        What is not ready yet is fit where the task waits, and is compared when its instances are there.
        """
        if _is(have["production"], want["production"]):
            return []
        source, target = have["slots"].get("staging"), have["slots"].get("production")
        where = f"hosted service {want['service_name']}"
        if source is None or not _is(source["name"], want["production"]):
            there = f"deployment {source['name']}" if source else "nothing"
            raise PreconditionError(
                f"{where} has {there} in staging, and only what is there can come into production, "
                f"not {want['production']}"
            )
        waiting = SWAP_READINESS.transient_state(have)
        if not waiting and source["status"] != "Running":
            waiting = f"it is {source['status']}"
        elif want["wait"]:
            waiting = None
        if waiting:
            raise PreconditionError(
                f"deployment {source['name']} in staging of {where} is not ready for production: {waiting}"
            )
        if target and not DEPLOYMENT.readiness.transient_state(source):
            _compare(source, target, where, want["allow_fewer_instances"])
        names = {"service_name": want["service_name"], "source_deployment": source["name"]}
        return [Step(SWAP, {**names, "production": have["production"]})]

    def predict(self, step: Step, have: Values | None) -> Values:
        return {**(have or {}), "production": step.values["source_deployment"], "staging": step.values["production"]}


class DeploymentSwapReadiness(Readiness[Values]):
    """A swap is done when the wanted deployment is in production."""

    def transient_state(self, have: Values) -> str | None:
        """A deployment in staging that is getting ready is waited for. Raises ProvisioningError if it never will be."""
        source = have["slots"].get("staging") or {"status": None}
        return unready(source) if source["status"] == "Running" else DEPLOYMENT.readiness.transient_state(source)

    def pending_reason(self, have: Values, want: Values) -> str | None:
        if _is(have["production"], want["production"]):
            return None
        return f"{have['production'] or 'nothing'} is in production"


SWAP_READINESS = DeploymentSwapReadiness()


def _is(name: str | None, wanted: str) -> bool:
    return name is not None and name.lower() == wanted.lower()


def _compare(source: Values, target: Values, where: str, fewer: bool) -> None:
    """Raise Refused where the deployments are too different to change places."""
    if _endpoints(source) != _endpoints(target):
        raise PreconditionError(
            f"deployments {source['name']} and {target['name']} of {where} have different endpoints "
            f"({_endpoints(source)} and {_endpoints(target)}), and the service does not swap such"
        )
    have, want = _counts(target), _counts(source)
    missing = [f"{role} {want[role]} instead of {count}" for role, count in have.items() if want[role] < count]
    if missing and not fewer:
        raise PreconditionError(
            f"deployment {source['name']} has fewer instances than {target['name']} in production "
            f"({', '.join(missing)}), and is only swapped so with allow_fewer_instances=true"
        )


def _endpoints(deployment: Values) -> str:
    """The endpoints of the roles, each once however many instances it has."""
    found = {
        (instance["role_name"], endpoint["name"], endpoint["protocol"])
        for instance in deployment["role_instances"] or []
        for endpoint in instance["endpoints"] or []
    }
    counts = Counter(str(protocol) for role, name, protocol in found)
    return ", ".join(f"{count} {protocol}" for protocol, count in sorted(counts.items())) or "none"


def _counts(deployment: Values) -> Counter[str]:
    return Counter(instance["role_name"] for instance in deployment["role_instances"] or [])


SWAP = Action("SwapDeployment", "POST", "Swap", ("production", "source_deployment"))

DEPLOYMENT_SWAP_SCHEMA = ResourceSchema(
    kind="deployment swap",
    root="Swap",
    path=HOSTED_SERVICES_PATH,
    key="service_name",
    fields=(
        Field("service_name", "ServiceName", HOSTED_SERVICE_NAME),
        Field("production", "Production"),
        Field("staging", "Staging"),
        Field("source_deployment", "SourceDeployment", Internal(Text())),
    ),
    changes=(SWAP,),
)
DEPLOYMENT_SWAP = Resource(
    DEPLOYMENT_SWAP_SCHEMA,
    DeploymentSwapReader(DEPLOYMENT_SWAP_SCHEMA),
    DeploymentSwapPlanner(DEPLOYMENT_SWAP_SCHEMA),
    SWAP_READINESS,
    ModuleOptions(
        states=(),
        wait_timeout=1800,
        extra={
            "production": {"type": "str", "required": True},
            "allow_fewer_instances": {"type": "bool", "default": False},
        },
    ),
)
