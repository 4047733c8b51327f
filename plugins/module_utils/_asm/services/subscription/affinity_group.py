# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Affinity groups, which keep services and storage accounts near each other.

See docs/protocol/subscription.md#affinity-groups.
"""

from __future__ import annotations

from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.collections import listed
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.planner import FieldPlanner
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.reading import FieldReader
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.references import Reference
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.hosted_service_summary import (
    HOSTED_SERVICE_SUMMARY,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.location import LOCATION_NAME
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import (
    Base64,
    Name,
    Nillable,
    Reader,
    Text,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import (
    Values,
    delete,
    post,
    put,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.resource_schema import ResourceSchema
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import (
    Field,
    ListOf,
    NameValuePairs,
    Struct,
)

STORAGE_ACCOUNT_SUMMARY_SCHEMA = Struct(
    Field(
        "url",
        "Url",
        description="URL of the storage account in the management API; its host may differ from that of the endpoint.",
    ),
    Field("name", "ServiceName", description="Name of the storage account."),
    Field(
        "extended_properties",
        "ExtendedProperties",
        NameValuePairs("ExtendedProperty"),
        description="Extended properties by name, including V(ResourceGroup) and "
        "V(ResourceLocation), which the service adds.",
    ),
)


MEMBERS = (
    ("hosted service", "services/hostedservices", "HostedService", "HostedServiceProperties/AffinityGroup"),
    ("storage account", "services/storageservices", "StorageService", "StorageServiceProperties/AffinityGroup"),
)
"""What can be in an affinity group: the kind, its address, its root element, and where that has the group."""


class AffinityGroupReader(FieldReader):
    """Finds what is in an affinity group, which cannot be deleted before."""

    def contents(self, client: Reader, have: Values) -> list[Reference]:
        """Return the hosted services and storage accounts in the group, by the lists of both.

        The lists are read here since their services lie above this one.
        """
        found = []
        for kind, path, root, group in MEMBERS:
            listed = client.get(path, f"List{root}s", f"{root}s")
            for item in [] if listed is None else listed:
                if xml.text(item, group).lower() == have["name"].lower():
                    found.append(Reference(kind, xml.text(item, "ServiceName")))
        return found


CREATE = post("CreateAffinityGroup", "name", "label", "description", "location")
UPDATE = put("UpdateAffinityGroup", "label", "description", always_sent=("label", "description"))
DELETE = delete("DeleteAffinityGroup")

AFFINITY_GROUP_SCHEMA = ResourceSchema(
    kind="affinity group",
    root="AffinityGroup",
    path="affinitygroups",
    fields=(
        Field(
            "name",
            "Name",
            Name("[A-Za-z0-9][A-Za-z0-9-]{0,62}", "it may have 63 letters, digits or hyphens at most"),
            description="Name of the affinity group.",
        ),
        Field("label", "Label", Base64(100), default_from="name", description="Label of the affinity group."),
        Field("description", "Description", Nillable(Text(1024)), description="Description of the affinity group."),
        Field("location", "Location", LOCATION_NAME, description="Location of the affinity group."),
        Field(
            "hosted_services",
            "HostedServices",
            ListOf("HostedService", Struct(*HOSTED_SERVICE_SUMMARY)),
            description="Hosted services in the affinity group. Only returned when a single affinity group is read.",
        ),
        Field(
            "storage_accounts",
            "StorageServices",
            ListOf("StorageService", STORAGE_ACCOUNT_SUMMARY_SCHEMA),
            description="Storage accounts in the affinity group. Only returned when a single affinity group is read.",
        ),
        Field(
            "capabilities",
            "Capabilities",
            ListOf("Capability"),
            description="Capabilities of the affinity group, for example V(PersistentVMRole).",
        ),
        Field("created_time", "CreatedTime", description="Time at which the affinity group was created, in UTC."),
        Field(
            "web_worker_role_sizes",
            "ComputeCapabilities/WebWorkerRoleSizes",
            ListOf("RoleSize"),
            description="Role sizes that web and worker roles can have. Only returned when all affinity "
            "groups are listed.",
        ),
        Field(
            "virtual_machine_role_sizes",
            "ComputeCapabilities/VirtualMachinesRoleSizes",
            ListOf("RoleSize"),
            description="Role sizes that virtual machines can have. Only returned when all affinity groups are listed.",
        ),
    ),
    create=CREATE,
    changes=(UPDATE,),
    remove=DELETE,
)
AFFINITY_GROUP = Resource(
    AFFINITY_GROUP_SCHEMA,
    AffinityGroupReader(AFFINITY_GROUP_SCHEMA),
    FieldPlanner(AFFINITY_GROUP_SCHEMA, required_one_of=(("location",),)),
    collections=(listed(AFFINITY_GROUP_SCHEMA),),
)
