# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reserved IP addresses, which can be associated with deployments (docs/protocol/networking.md#reserved-ips)."""

from __future__ import annotations

from ansible_collections.classic.azure.plugins.module_utils._asm.errors import PreconditionError
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.collections import listed
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.planner import FieldPlanner
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.readiness import FieldReadiness
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.reading import FieldReader
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.references import Reference
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import ModuleOptions, Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.hosted_service_contents import (
    deployment_named,
    has_virtual_machines,
    read_contents,
    takes_reserved_ip,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.location import LOCATION_NAME
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.placement import (
    is_elsewhere,
    location_of,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import (
    Boolean,
    Name,
    Reader,
    Text,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Action, Step, Values, delete, post
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.resource_schema import ResourceSchema
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field

ASSOCIATION = ("service_name", "deployment_name", "virtual_ip_name")
ASSOCIATION_SINCE = "2015-02-01"

CREATE = post(
    "CreateReservedIP",
    "name",
    "label",
    "service_name",
    "deployment_name",
    "location",
    "virtual_ip_name",
    root="ReservedIP",
)
ASSOCIATE = Action(
    "AssociateReservedIP",
    "POST",
    "ReservedIPAssociation",
    ASSOCIATION,
    suffix="/operations/associate",
    version=ASSOCIATION_SINCE,
)
DISASSOCIATE = Action(
    "DisassociateReservedIP",
    "POST",
    "ReservedIPAssociation",
    ASSOCIATION,
    suffix="/operations/disassociate",
    version=ASSOCIATION_SINCE,
)
DELETE = delete("DeleteReservedIP")


class ReservedIPReader(FieldReader):
    """Finds what speaks against an association (docs/protocol/networking.md#reserved-ip-refusals)."""

    def missing_references(self, client: Reader, have: Values | None, want: Values) -> list[str]:
        name = want.get("service_name")
        if not name:
            return []
        service = read_contents(client, name)
        if service is None:
            return [f"hosted service {name}"]
        deployment = deployment_named(service, want["deployment_name"])
        return [] if deployment else [f"deployment {want['deployment_name']} of hosted service {name}"]

    def creation_blocker(self, client: Reader, want: Values) -> str | None:
        service = read_contents(client, want["service_name"]) if want.get("service_name") else None
        there = location_of(client, service) if service else None
        if is_elsewhere(want.get("location"), there):
            return f"it is to be in {want['location']}, and hosted service {want['service_name']} is in {there}"
        return None

    def update_blocker(self, client: Reader, have: Values, want: Values) -> str | None:
        blocker = self.creation_blocker(client, {**want, "location": have["location"]})
        service = read_contents(client, want["service_name"]) if want.get("service_name") else None
        deployment = deployment_named(service, want["deployment_name"]) if service else None
        if blocker or deployment is None or any(each["endpoints"] for each in deployment["role_instances"] or []):
            return blocker
        return f"deployment {deployment['name']} has no endpoint that could use the address"

    def to_options(self, client: Reader, parents: Values, have: Values) -> Values | None:
        """Return also the deployment that uses the address, unless it is one of virtual machines, which say that."""
        found, deployment = super().to_options(client, parents, have) or {}, _read_deployment(client, have)
        if deployment is None or has_virtual_machines(deployment):
            return {name: value for name, value in found.items() if name not in ASSOCIATION}
        has_others = len(deployment["virtual_ips"] or []) > 1
        return {name: value for name, value in found.items() if name != "virtual_ip_name" or has_others}

    def unsupported(self, client: Reader, parents: Values, have: Values) -> list[str]:
        found, deployment = super().unsupported(client, parents, have), _read_deployment(client, have)
        if have["affinity_group"] and not have["location"]:
            found.append(f"its affinity group {have['affinity_group']}")
        if deployment and has_virtual_machines(deployment) and not takes_reserved_ip(deployment):
            found.append(
                f"its use by deployment {have['deployment_name']} of hosted service {have['service_name']}, in which a "
                "virtual machine has no endpoint"
            )
        return found

    def contents(self, client: Reader, have: Values) -> list[Reference]:
        """Return the deployment that has the address."""
        return [Reference("deployment", have["deployment_name"], have["service_name"])] if have["in_use"] else []

    def quota_usage(self, client: Reader, have: Values) -> dict[str, int]:
        return {"ReservedIPs": 1}


def _deployment_of(want: Values) -> list[Reference]:
    """Return the deployment that a task gives an address to, and its hosted service."""
    service_name, deployment_name = want.get("service_name") or "", want.get("deployment_name") or ""
    if not service_name:
        return []
    return [Reference("hosted service", service_name), Reference("deployment", deployment_name, service_name)]


def _read_deployment(client: Reader, have: Values) -> Values | None:
    """Return the deployment that uses an address; None if none does."""
    service = read_contents(client, have["service_name"]) if have["service_name"] else None
    return deployment_named(service, have["deployment_name"] or "") if service else None


class ReservedIPPlanner(FieldPlanner):
    """At most one deployment uses an address: moving it disassociates it from one, and associates it with another."""

    def plan_create(self, have: Values | None, want: Values) -> list[Step]:
        _check_association(want)
        return super().plan_create(have, want)

    def plan_update(self, have: Values, want: Values) -> list[Step]:
        _check_association(want)
        for name in ("label", "location"):
            if name in self.differences(have, want):
                raise self.immutable_error(name, have, want)
        if want["state"] == "released":
            return [self._disassociate(have)] if have["in_use"] else []
        if not any(name in self.differences(have, want) for name in ASSOCIATION):
            return []
        return [*([self._disassociate(have)] if have["in_use"] else []), Step(ASSOCIATE, want)]

    def _disassociate(self, have: Values) -> Step:
        return Step(DISASSOCIATE, {name: have[name] for name in ("name", *ASSOCIATION)})

    def plan_delete(self, have: Values, want: Values) -> list[Step]:
        if have["in_use"]:
            raise PreconditionError(
                f"reserved IP {want['name']} is the address of deployment {have['deployment_name']} of hosted service "
                f"{have['service_name']}, and has to be released first: see state=released"
            )
        return [Step(DELETE, want)]

    def predict(self, step: Step, have: Values | None) -> Values:
        if step.action is DISASSOCIATE:
            return {**(have or {}), **dict.fromkeys(("in_use", *ASSOCIATION))}
        after = super().predict(step, have)
        return {**after, "in_use": True if after.get("service_name") else None}


def _check_association(want: Values) -> None:
    if bool(want.get("service_name")) != bool(want.get("deployment_name")):
        raise PreconditionError(
            f"reserved IP {want['name']} is given to a deployment, which needs service_name and deployment_name"
        )
    if want["state"] == "released" and want.get("service_name"):
        raise PreconditionError(f"reserved IP {want['name']} cannot be both released and given to a deployment")


RESERVED_IP_SCHEMA = ResourceSchema(
    kind="reserved IP",
    root="ReservedIP",
    path="services/networking/reservedips",
    fields=(
        Field(
            "name",
            "Name",
            Name("[A-Za-z0-9 _.-]{1,63}", "it may have 63 letters, digits, blanks, underscores, dots or hyphens"),
            description="Name of the reserved IP address.",
        ),
        Field("address", "Address", description="Reserved IP address."),
        Field("id", "Id", description="Unique identifier of the reserved IP address."),
        Field("affinity_group", "AffinityGroup", description="Affinity group of the reserved IP address."),
        Field("label", "Label", Text(100), default_from="name", description="Label of the reserved IP address."),
        Field("status", "State", description="Status of the reserved IP address, for example V(Created)."),
        Field(
            "in_use",
            "InUse",
            Boolean(),
            description="Whether a deployment uses the address. Not returned when no deployment does.",
        ),
        Field(
            "service_name",
            "ServiceName",
            description="Name of the hosted service that uses the address. Not returned when the address "
            "is not in use.",
        ),
        Field(
            "deployment_name",
            "DeploymentName",
            description="Name of the deployment that uses the address. Not returned when the address is not in use.",
        ),
        Field("location", "Location", LOCATION_NAME, description="Location of the reserved IP address."),
        Field(
            "virtual_ip_name",
            "VirtualIPName",
            description="Name of the virtual IP address to which the address is assigned. Not returned "
            "when the address is not in use.",
        ),
    ),
    create=CREATE,
    changes=(ASSOCIATE, DISASSOCIATE),
    remove=DELETE,
)
RESERVED_IP = Resource(
    RESERVED_IP_SCHEMA,
    ReservedIPReader(RESERVED_IP_SCHEMA),
    ReservedIPPlanner(RESERVED_IP_SCHEMA, required_one_of=(("location",),)),
    FieldReadiness("status", transient=("Creating", "Updating")),
    ModuleOptions(states=("present", "absent", "released"), wait_timeout=300),
    references=_deployment_of,
    collections=(listed(RESERVED_IP_SCHEMA),),
)
