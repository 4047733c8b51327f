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

LOCATION_NAME = ListedName("ListLocations", "locations", "Location/Name")

LOCATION_SCHEMA = ResourceSchema(
    kind="location",
    root="Location",
    path="locations",
    fields=(
        Field("name", "Name", LOCATION_NAME),
        Field("display_name", "DisplayName"),
        Field("available_services", "AvailableServices", ListOf("AvailableService")),
        Field("web_worker_role_sizes", "ComputeCapabilities/WebWorkerRoleSizes", ListOf("RoleSize")),
        Field("virtual_machine_role_sizes", "ComputeCapabilities/VirtualMachinesRoleSizes", ListOf("RoleSize")),
        Field("storage_account_types", "StorageCapabilities/StorageAccountTypes", ListOf("StorageAccountType")),
    ),
)
LOCATION = Resource(LOCATION_SCHEMA, ListOnlyReader(LOCATION_SCHEMA), FieldPlanner(LOCATION_SCHEMA))
