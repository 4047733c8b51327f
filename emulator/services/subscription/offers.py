# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Azure offers to every subscription: locations, role sizes and guest operating systems
(docs/protocol/subscription.md#locations, docs/protocol/subscription.md#role-sizes and
docs/protocol/subscription.md#operating-systems)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ansible_collections.classic.azure.emulator.catalog import locations, operating_systems, role_sizes
from ansible_collections.classic.azure.emulator.core.context import Reply, RequestContext, Route
from ansible_collections.classic.azure.emulator.core.registry import register_routes
from ansible_collections.classic.azure.emulator.services import common
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.location import LOCATION_SCHEMA
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.operating_system import (
    OPERATING_SYSTEM_FAMILY_SCHEMA,
    OPERATING_SYSTEM_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.role_size import ROLE_SIZE_SCHEMA

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

LOCATIONS_SINCE, SYSTEMS_SINCE, FAMILIES_SINCE = "2010-10-28", "2010-04-01", "2010-10-28"
ROLE_SIZES_SINCE = "2013-08-01"
"""An assumption."""


def list_locations(context: RequestContext) -> Reply:
    return Reply(200, _locations(common.unknown_capabilities(context)))


def list_role_sizes(context: RequestContext) -> Reply:
    return Reply(200, _role_sizes())


def list_operating_systems(context: RequestContext) -> Reply:
    return Reply(200, _operating_systems())


def list_operating_system_families(context: RequestContext) -> Reply:
    return Reply(200, _operating_system_families())


@cache
def _locations(without: tuple[str, ...]) -> Element:
    return common.render_all(LOCATION_SCHEMA, [region.values for region in locations.REGIONS.values()], without)


@cache
def _role_sizes() -> Element:
    return common.render_all(ROLE_SIZE_SCHEMA, role_sizes.rows())


@cache
def _operating_systems() -> Element:
    rows = [
        {**system, "family": family["name"], "family_label": family["label"]}
        for family in operating_systems.families()
        for system in family["operating_systems"]
    ]
    return common.render_all(OPERATING_SYSTEM_SCHEMA, rows)


@cache
def _operating_system_families() -> Element:
    return common.render_all(OPERATING_SYSTEM_FAMILY_SCHEMA, operating_systems.families())


register_routes(
    Route("ListLocations", "GET", LOCATION_SCHEMA.path, list_locations, since=LOCATIONS_SINCE),
    Route("ListRoleSizes", "GET", ROLE_SIZE_SCHEMA.path, list_role_sizes, since=ROLE_SIZES_SINCE),
    Route("ListOperatingSystems", "GET", OPERATING_SYSTEM_SCHEMA.path, list_operating_systems, since=SYSTEMS_SINCE),
    Route(
        "ListOperatingSystemFamilies",
        "GET",
        OPERATING_SYSTEM_FAMILY_SCHEMA.path,
        list_operating_system_families,
        since=FAMILIES_SINCE,
    ),
)
