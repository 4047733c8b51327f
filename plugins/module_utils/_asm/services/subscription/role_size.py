# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sizes of virtual machines and role instances (docs/protocol/subscription.md#role-sizes)."""

from __future__ import annotations

from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.listings import ListOnlyReader
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.planner import FieldPlanner
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Boolean, Integer, ListedName, Reader
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.resource_schema import ResourceSchema
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field

ROLE_SIZE_NAME = ListedName(
    "ListRoleSizes",
    "rolesizes",
    "RoleSize/Name",
    spelling="ExtraSmall|Small|Medium|Large|ExtraLarge|A[0-9]+|(Basic|Standard)_[A-Z]+[0-9]+(_v[0-9]+)?",
)
"""A name of a role size, which is sent as the list has it (docs/protocol/subscription.md#role-sizes)."""

ROLE_SIZE_SCHEMA = ResourceSchema(
    kind="role size",
    root="RoleSize",
    path="rolesizes",
    fields=(
        Field(
            "name",
            "Name",
            ROLE_SIZE_NAME,
            description="Name of the role size.",
        ),
        Field("label", "Label", description="Label of the role size."),
        Field("cores", "Cores", Integer(), description="Number of CPU cores."),
        Field("memory_in_mb", "MemoryInMb", Integer(), description="Memory, in MB."),
        Field(
            "supported_by_web_worker_roles",
            "SupportedByWebWorkerRoles",
            Boolean(),
            description="Whether web and worker roles can have the size.",
        ),
        Field(
            "supported_by_virtual_machines",
            "SupportedByVirtualMachines",
            Boolean(),
            description="Whether virtual machines can have the size.",
        ),
        Field("max_data_disk_count", "MaxDataDiskCount", Integer(), description="Maximum number of data disks."),
        Field(
            "web_worker_resource_disk_size_in_mb",
            "WebWorkerResourceDiskSizeInMb",
            Integer(),
            description="Size of the local disk of a web or worker role instance, in MB.",
        ),
        Field(
            "virtual_machine_resource_disk_size_in_mb",
            "VirtualMachineResourceDiskSizeInMb",
            Integer(),
            description="Size of the local temporary disk of a virtual machine, in MB.",
        ),
    ),
)


def cores_of(client: Reader, size: str | None) -> int:
    """Return how many cores an instance of a role size has; 0 if the service does not tell."""
    sizes = client.get(ROLE_SIZE_SCHEMA.path, "ListRoleSizes", "RoleSizes") if size else None
    found = next((each for each in xml.items(sizes) if xml.text(each, "Name") == size), None)
    return 0 if found is None else int(xml.text(found, "Cores") or 0)


ROLE_SIZE = Resource(ROLE_SIZE_SCHEMA, ListOnlyReader(ROLE_SIZE_SCHEMA), FieldPlanner(ROLE_SIZE_SCHEMA))
