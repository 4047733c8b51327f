# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Affinity groups, which keep services and storage accounts near each other.

See docs/protocol/subscription.md#affinity-groups.
"""

from __future__ import annotations

from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.planner import FieldPlanner
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.reading import FieldReader
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.hosted_service_summary import (
    HOSTED_SERVICE_SUMMARY,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.location import LOCATION_NAME
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Base64, Name, Nillable, Text
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import delete, post, put
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.resource_schema import ResourceSchema
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import (
    Field,
    ListOf,
    NameValuePairs,
    Struct,
)

STORAGE_ACCOUNT_SUMMARY_SCHEMA = Struct(
    Field("url", "Url"),
    Field("name", "ServiceName"),
    Field("extended_properties", "ExtendedProperties", NameValuePairs("ExtendedProperty")),
)

CREATE = post("CreateAffinityGroup", "name", "label", "description", "location")
UPDATE = put("UpdateAffinityGroup", "label", "description", always_sent=("label", "description"))
DELETE = delete("DeleteAffinityGroup")

AFFINITY_GROUP_SCHEMA = ResourceSchema(
    kind="affinity group",
    root="AffinityGroup",
    path="affinitygroups",
    fields=(
        Field(
            "name", "Name", Name("[A-Za-z0-9][A-Za-z0-9-]{0,62}", "it may have 63 letters, digits or hyphens at most")
        ),
        Field("label", "Label", Base64(100), default_from="name"),
        Field("description", "Description", Nillable(Text(1024))),
        Field("location", "Location", LOCATION_NAME),
        Field("hosted_services", "HostedServices", ListOf("HostedService", Struct(*HOSTED_SERVICE_SUMMARY))),
        Field("storage_accounts", "StorageServices", ListOf("StorageService", STORAGE_ACCOUNT_SUMMARY_SCHEMA)),
        Field("capabilities", "Capabilities", ListOf("Capability")),
        Field("created_time", "CreatedTime"),
        Field("web_worker_role_sizes", "ComputeCapabilities/WebWorkerRoleSizes", ListOf("RoleSize")),
        Field("virtual_machine_role_sizes", "ComputeCapabilities/VirtualMachinesRoleSizes", ListOf("RoleSize")),
    ),
    create=CREATE,
    changes=(UPDATE,),
    remove=DELETE,
)
AFFINITY_GROUP = Resource(
    AFFINITY_GROUP_SCHEMA,
    FieldReader(AFFINITY_GROUP_SCHEMA),
    FieldPlanner(AFFINITY_GROUP_SCHEMA, required_one_of=(("location",),)),
)
