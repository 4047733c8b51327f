# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Locations: the regions of the cloud, and what each offers (docs/protocol/subscription.md#locations)."""

from __future__ import annotations

from ansible_collections.classic.azure.plugins.module_utils._asm.catalogue import Catalogue
from ansible_collections.classic.azure.plugins.module_utils._asm.codecs import Listed
from ansible_collections.classic.azure.plugins.module_utils._asm.schema import Field, Several

NAME = Listed("ListLocations", "locations", "Location/Name")

LOCATION = Catalogue(
    kind="location",
    root="Location",
    path="locations",
    fields=(
        Field("name", "Name", NAME),
        Field("display_name", "DisplayName"),
        Field("available_services", "AvailableServices", Several("AvailableService")),
        Field("web_worker_role_sizes", "ComputeCapabilities/WebWorkerRoleSizes", Several("RoleSize")),
        Field("virtual_machine_role_sizes", "ComputeCapabilities/VirtualMachinesRoleSizes", Several("RoleSize")),
        Field("storage_account_types", "StorageCapabilities/StorageAccountTypes", Several("StorageAccountType")),
    ),
)
