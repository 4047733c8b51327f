# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Guest operating systems of web and worker roles, one by one and by family.

See docs/protocol/subscription.md#operating-systems.
"""

from __future__ import annotations

from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import ReturnValue
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.listings import ListOnlyReader
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.planner import FieldPlanner
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.return_values import field_values, listing
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Base64, Boolean, Reader
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.resource_schema import ResourceSchema
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field, ListOf, Struct

VERSION_FIELDS = (
    Field(
        "version", "Version", description="Version of the guest operating system, as a service configuration names it."
    ),
    Field("label", "Label", Base64(), description="Label of the version."),
    Field(
        "is_default",
        "IsDefault",
        Boolean(),
        description="Whether the version is the default of its family, which V(*) in a service configuration selects.",
    ),
    Field("is_active", "IsActive", Boolean(), description="Whether the version can be used in new deployments."),
)

OPERATING_SYSTEM_SCHEMA = ResourceSchema(
    kind="operating system",
    root="OperatingSystem",
    path="operatingsystems",
    key="version",
    fields=(
        *VERSION_FIELDS,
        Field("family", "Family", description="Number of the operating system family."),
        Field("family_label", "FamilyLabel", Base64(), description="Label of the operating system family."),
    ),
)
OPERATING_SYSTEM = Resource(
    OPERATING_SYSTEM_SCHEMA, ListOnlyReader(OPERATING_SYSTEM_SCHEMA), FieldPlanner(OPERATING_SYSTEM_SCHEMA)
)

OPERATING_SYSTEM_FAMILY_SCHEMA = ResourceSchema(
    kind="operating system family",
    root="OperatingSystemFamily",
    path="operatingsystemfamilies",
    fields=(
        Field("name", "Name", description="Number of the operating system family."),
        Field("label", "Label", Base64(), description="Label of the operating system family."),
        Field(
            "operating_systems",
            "OperatingSystems",
            ListOf("OperatingSystem", Struct(*VERSION_FIELDS)),
            description="Versions of the operating system family.",
        ),
    ),
)
OPERATING_SYSTEM_FAMILY = Resource(
    OPERATING_SYSTEM_FAMILY_SCHEMA,
    ListOnlyReader(OPERATING_SYSTEM_FAMILY_SCHEMA),
    FieldPlanner(OPERATING_SYSTEM_FAMILY_SCHEMA),
)

RETURNS = (
    listing(OPERATING_SYSTEM_SCHEMA, "unless O(by_family=true)"),
    ReturnValue(
        "operating_system_families",
        "Operating system families that were found. Empty when there are none.",
        "list",
        elements="dict",
        contains=field_values(OPERATING_SYSTEM_FAMILY_SCHEMA.returned),
        returned="when O(by_family=true)",
    ),
)
"""What ``list_operating_systems`` returns."""


def list_operating_systems(client: Reader, family: str | None, active: bool, by_family: bool) -> dict[str, Any]:
    """Return the result of the module: versions, or families with their versions if ``by_family``.

    family: the family to return, None for all. active: whether only active versions are returned.
    """
    if not by_family:
        versions = OPERATING_SYSTEM.reader.read_all(client, {})
        chosen = [each for each in versions if family in (None, each["family"]) and (each["is_active"] or not active)]
        return {OPERATING_SYSTEM_SCHEMA.plural: chosen}
    families = [each for each in OPERATING_SYSTEM_FAMILY.reader.read_all(client, {}) if family in (None, each["name"])]
    for each in families:
        each["operating_systems"] = [one for one in each["operating_systems"] if one["is_active"] or not active]
    return {"operating_system_families": families}
