# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosted services, the containers of deployments, also called cloud services.

See docs/protocol/cloud_services.md#hosted-services.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.errors import PreconditionError
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.collections import Documents, listed
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.planner import FieldPlanner
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.reading import FieldReader
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.references import Reference
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import ModuleOptions, Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.paths import (
    HOSTED_SERVICES_PATH,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.role_schema import (
    VIRTUAL_MACHINE_ROLE,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.hosted_service_summary import (
    HOSTED_SERVICE_SUMMARY,
    PROPERTIES,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.own_properties import (
    without_own_properties,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.placement import (
    in_affinity_group,
    missing_affinity_group,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Base64, Reader, Text
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Step, Values, delete, post, put
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.resource_schema import ResourceSchema
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import (
    Field,
    ListOf,
    Struct,
)

EMBEDDED_INSTANCE_SCHEMA = Struct(
    Field("role_name", "RoleName", description="Name of the role of the instance."),
    Field("name", "InstanceName", description="Name of the role instance."),
    Field("status", "InstanceStatus", description="Status of the instance, for example V(ReadyRole)."),
    Field("size", "InstanceSize", description="Role size of the instance."),
    Field("power_state", "PowerState", description="Power state, for example V(Started) or V(Stopped)."),
)
EMBEDDED_ROLE_SCHEMA = Struct(
    Field("name", "RoleName", description="Name of the role."),
    Field(
        "type",
        "RoleType",
        description="Type of the role, V(PersistentVMRole) for a virtual machine. Not returned for other roles.",
    ),
)
EMBEDDED_DEPLOYMENT_SCHEMA = Struct(
    Field("name", "Name", description="Name of the deployment."),
    Field("slot", "DeploymentSlot", description="Slot of the deployment, V(Production) or V(Staging)."),
    Field("status", "Status", description="Status of the deployment, for example V(Running) or V(Suspended)."),
    Field("label", "Label", Base64(), description="Label of the deployment."),
    Field("url", "Url", description="URL of the deployment. Not returned while the deployment is being created."),
    Field(
        "roles",
        "RoleList",
        ListOf("Role", EMBEDDED_ROLE_SCHEMA),
        description="Roles of the deployment.",
    ),
    Field(
        "role_instances",
        "RoleInstanceList",
        ListOf("RoleInstance", EMBEDDED_INSTANCE_SCHEMA),
        description="Role instances of the deployment.",
    ),
)


class FullName(Text):
    """A DNS name with a full stop at its end; an empty one stands for none
    (docs/protocol/cloud_services.md#reverse-dns)."""

    def validate(self, value: Any) -> str | None:
        if not value or re.fullmatch(r"([A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?\.)+", value):
            return super().validate(value)
        return "it must be a full name with a full stop at its end: shop.cloudapp.net."

    def matches(self, have: Any, want: Any) -> bool:
        return super().matches((have or "").lower(), want.lower())


class HostedServiceReader(FieldReader):
    """Reads the deployments inside too where a deletion or the option embed_detail needs them."""

    def read(self, client: Reader, want: Values) -> Values | None:
        detail = "?embed-detail=true" if want.get("state") == "absent" or want.get("embed_detail") else ""
        response = client.get(self.schema.address(want) + detail, "GetHostedService", self.schema.root)
        return None if response is None else self.schema.values(response)

    def read_all(self, client: Reader, want: Values) -> list[Values]:
        listed = super().read_all(client, want)
        if not want.get("embed_detail"):
            return listed
        detailed = [self.read(client, {**want, "name": service["name"]}) for service in listed]
        return [service for service in detailed if service is not None]

    def missing_references(self, client: Reader, have: Values | None, want: Values) -> list[str]:
        return [] if have else missing_affinity_group(client, want)

    def to_options(self, client: Reader, parents: Values, have: Values) -> Values | None:
        return without_own_properties(super().to_options(client, parents, have) or {})

    def deletion_blocker(self, client: Reader, have: Values, want: Values) -> str | None:
        """Return None: the contents are deleted as well, where the task allows it."""
        return None

    def contents(self, client: Reader, have: Values) -> list[Reference]:
        """Return the virtual machines and the deployments of packages. Certificates just go with the service."""
        name, found = have["name"], []
        detailed = self.read(client, {"name": name, "embed_detail": True}) or {}
        for deployment in detailed.get("deployments") or []:
            machines = [each["name"] for each in deployment["roles"] or [] if each["type"] == VIRTUAL_MACHINE_ROLE]
            found += [Reference("virtual machine", each, name) for each in machines]
            found += [] if machines else [Reference("deployment", deployment["name"], name)]
        return found

    def quota_usage(self, client: Reader, have: Values) -> dict[str, int]:
        return {"HostedServices": 1}

    def foresee(self, documents: Documents, want: Values, after: Values | None, steps: Sequence[Step]) -> None:
        """Put or remove the service; with it goes the use of disks, and where the steps say so the disks."""
        super().foresee(documents, want, after, steps)
        if after is not None or all(step.action is DELETE for step in steps):
            return
        for disk in xml.items(documents.get("services/disks", "ListDisks", "Disks")):
            owner = xml.find(disk, "AttachedTo")
            if owner is not None and xml.text(owner, "HostedServiceName").lower() == want["name"].lower():
                xml.remove(disk if DELETE_WITH_MEDIA in (step.action for step in steps) else owner)
        for address in xml.items(documents.get("services/networking/reservedips", "ListReservedIPs", "ReservedIPs")):
            if xml.text(address, "ServiceName").lower() == want["name"].lower():
                for tag in ("InUse", "ServiceName", "DeploymentName", "VirtualIPName"):
                    xml.remove_all(address, tag)


class HostedServicePlanner(FieldPlanner):
    """Deletes the deployments inside only where the task allows it."""

    def plan_delete(self, have: Values, want: Values) -> list[Step]:
        deployments = have["deployments"] or []
        if deployments and not want["force"]:
            raise PreconditionError(
                f"hosted service {want['name']} still contains {'; '.join(map(_describe, deployments))}: "
                "deleting it would delete all that too, and is only done with force=true"
            )
        if deployments and want["disks"] == "delete":
            return [Step(DELETE_WITH_MEDIA, want)]
        steps = [Step(DELETE_DEPLOYMENT, {**want, "deployment_name": each["name"]}) for each in deployments]
        return [*steps, Step(DELETE, want)]


def _describe(deployment: Values) -> str:
    instances = ", ".join(instance["name"] for instance in deployment["role_instances"] or [])
    return f"{deployment['slot']} deployment {deployment['name']} ({instances or 'no instances'})"


CREATE = post(
    "CreateHostedService",
    "name",
    "label",
    "description",
    "location",
    "affinity_group",
    "extended_properties",
    "reverse_dns_fqdn",
)
UPDATE = put(
    "UpdateHostedService", "label", "description", "extended_properties", "reverse_dns_fqdn", always_sent=("label",)
)
DELETE = delete("DeleteHostedService")
DELETE_WITH_MEDIA = delete("DeleteHostedService", suffix="?comp=media")
DELETE_DEPLOYMENT = delete("DeleteDeployment", suffix="/deployments/{deployment_name}")

HOSTED_SERVICE_SCHEMA = ResourceSchema(
    kind="hosted service",
    root="HostedService",
    path=HOSTED_SERVICES_PATH,
    fields=(
        *HOSTED_SERVICE_SUMMARY,
        Field(
            "reverse_dns_fqdn",
            PROPERTIES + "ReverseDnsFqdn",
            FullName(),
            description="DNS name to which the address of the hosted service resolves. Not returned when there is "
            "none.",
        ),
        Field(
            "deployments",
            "Deployments",
            ListOf("Deployment", EMBEDDED_DEPLOYMENT_SCHEMA),
            description="Deployments in the hosted service. Only returned when details are requested.",
        ),
        Field(
            "default_winrm_certificate_thumbprint",
            "DefaultWinRmCertificateThumbprint",
            description="Thumbprint of the certificate that the service created for WinRM over HTTPS. "
            "Not returned when there is none.",
        ),
        Field(
            "web_worker_role_sizes",
            "ComputeCapabilities/WebWorkerRoleSizes",
            ListOf("RoleSize"),
            description="Role sizes that web and worker roles can have. Only returned when all hosted "
            "services are listed.",
        ),
        Field(
            "virtual_machine_role_sizes",
            "ComputeCapabilities/VirtualMachinesRoleSizes",
            ListOf("RoleSize"),
            description="Role sizes that virtual machines can have. Only returned when all hosted services are listed.",
        ),
    ),
    create=CREATE,
    changes=(UPDATE,),
    remove=DELETE,
)
HOSTED_SERVICE = Resource(
    HOSTED_SERVICE_SCHEMA,
    HostedServiceReader(HOSTED_SERVICE_SCHEMA, availability=f"{HOSTED_SERVICES_PATH}/operations/isavailable"),
    HostedServicePlanner(HOSTED_SERVICE_SCHEMA, required_one_of=(("location", "affinity_group"),)),
    options=ModuleOptions(
        wait_timeout=900,
        extra={
            "force": {"type": "bool", "default": False},
            "disks": {"type": "str", "choices": ["keep", "delete"], "default": "keep"},
        },
        info={"embed_detail": {"type": "bool", "default": False}},
    ),
    references=in_affinity_group,
    collections=(listed(HOSTED_SERVICE_SCHEMA),),
)
