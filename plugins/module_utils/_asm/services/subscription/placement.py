# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where things are: in a location, or in an affinity group that is in one."""

from __future__ import annotations

from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.references import Reference, references
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.affinity_group import (
    AFFINITY_GROUP,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.location import (
    LOCATION,
    LOCATION_NAME,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Reader
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Values


def location_of(client: Reader, values: Values) -> str | None:
    """Return the location that ``values`` has, or that of its affinity group; None if neither is known."""
    if values.get("affinity_group"):
        group = AFFINITY_GROUP.reader.read(client, {"name": values["affinity_group"]})
        return None if group is None else group["location"]
    return values.get("location")


def is_elsewhere(location: str | None, other: str | None) -> bool:
    """Return whether two locations are known and different."""
    return bool(location and other) and not LOCATION_NAME.matches(location, other)


def missing_affinity_group(client: Reader, want: Values) -> list[str]:
    """Return the affinity group that a task names, for a message, if there is no such group."""
    name = want.get("affinity_group")
    if not name or AFFINITY_GROUP.reader.read(client, {"name": name}) is not None:
        return []
    return [f"affinity group {name}"]


def in_affinity_group(want: Values) -> list[Reference]:
    """Return the affinity group that a task puts a resource into, if it does."""
    return references(want, affinity_group="affinity group")


def read_location(client: Reader, name: str) -> Values | None:
    """Return the location of a name, with what it offers."""
    return LOCATION.reader.read(client, {"name": name})
