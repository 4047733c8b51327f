# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Locations: the regions of the cloud, and what each offers (docs/protocol/subscription.md#locations)."""

from __future__ import annotations

from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.listings import ListOnlyReader
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.planner import FieldPlanner
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import ListedName
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.resource_schema import ResourceSchema
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field, ListOf

LOCATION_NAME = ListedName("ListLocations", "locations", "Location/Name", spelling="[A-Za-z]+( [A-Za-z0-9]+)+")
"""A name of a location, in which the service ignores case and nothing else
(docs/protocol/subscription.md#location-names)."""

LOCATION_SCHEMA = ResourceSchema(
    kind="location",
    root="Location",
    path="locations",
    fields=(
        Field("name", "Name", LOCATION_NAME, description="Name of the location."),
        Field("display_name", "DisplayName", description="Display name of the location."),
        Field(
            "available_services",
            "AvailableServices",
            ListOf("AvailableService"),
            description="Services that are available in the location, for example V(Compute) and V(Storage).",
        ),
        Field(
            "web_worker_role_sizes",
            "ComputeCapabilities/WebWorkerRoleSizes",
            ListOf("RoleSize"),
            description="Role sizes that web and worker roles can have.",
        ),
        Field(
            "virtual_machine_role_sizes",
            "ComputeCapabilities/VirtualMachinesRoleSizes",
            ListOf("RoleSize"),
            description="Role sizes that virtual machines can have.",
        ),
        Field(
            "storage_account_types",
            "StorageCapabilities/StorageAccountTypes",
            ListOf("StorageAccountType"),
            description="Types that storage accounts can have.",
        ),
    ),
)
LOCATION = Resource(LOCATION_SCHEMA, ListOnlyReader(LOCATION_SCHEMA), FieldPlanner(LOCATION_SCHEMA))
