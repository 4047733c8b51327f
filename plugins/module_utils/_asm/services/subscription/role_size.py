# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sizes of virtual machines and role instances (docs/protocol/subscription.md#role-sizes)."""

from __future__ import annotations

from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.listings import ListOnlyReader
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.planner import FieldPlanner
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Boolean, Integer, ListedName
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.resource_schema import ResourceSchema
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field

ROLE_SIZE_SCHEMA = ResourceSchema(
    kind="role size",
    root="RoleSize",
    path="rolesizes",
    fields=(
        Field("name", "Name", ListedName("ListRoleSizes", "rolesizes", "RoleSize/Name")),
        Field("label", "Label"),
        Field("cores", "Cores", Integer()),
        Field("memory_in_mb", "MemoryInMb", Integer()),
        Field("supported_by_web_worker_roles", "SupportedByWebWorkerRoles", Boolean()),
        Field("supported_by_virtual_machines", "SupportedByVirtualMachines", Boolean()),
        Field("max_data_disk_count", "MaxDataDiskCount", Integer()),
        Field("web_worker_resource_disk_size_in_mb", "WebWorkerResourceDiskSizeInMb", Integer()),
        Field("virtual_machine_resource_disk_size_in_mb", "VirtualMachineResourceDiskSizeInMb", Integer()),
    ),
)
ROLE_SIZE = Resource(ROLE_SIZE_SCHEMA, ListOnlyReader(ROLE_SIZE_SCHEMA), FieldPlanner(ROLE_SIZE_SCHEMA))
