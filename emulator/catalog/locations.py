# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The locations of 2015, with what each of them offers (docs/protocol/subscription.md#locations, and the recorded
list)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

PLAIN = "A5 A6 A7 ExtraLarge ExtraSmall Large Medium Small"
BASIC = "Basic_A0 Basic_A1 Basic_A2 Basic_A3 Basic_A4"
D = "Standard_D1 Standard_D11 Standard_D12 Standard_D13 Standard_D14 Standard_D2 Standard_D3 Standard_D4"
FAST = "A8 A9 A10 A11"
DS = "Standard_DS1 Standard_DS11 Standard_DS12 Standard_DS13 Standard_DS14 Standard_DS2 Standard_DS3 Standard_DS4"
G = "Standard_G1 Standard_G2 Standard_G3 Standard_G4 Standard_G5"
STORAGE = ("Standard_LRS", "Standard_ZRS", "Standard_GRS", "Standard_RAGRS")
PREMIUM = (*STORAGE, "Premium_LRS")


@dataclass(frozen=True)
class Region:
    """A location.

    ``pair`` is where its geo-redundant copies go, ``roles`` are the sizes that it offers to web and worker roles,
    ``machines`` those to virtual machines. One that the subscription may not use (``open`` is false) offers nothing.
    """

    name: str
    pair: str
    roles: str = f"{PLAIN} {D}"
    machines: str = f"{PLAIN} {BASIC} {D}"
    storage: tuple[str, ...] = STORAGE
    open: bool = True

    @property
    def values(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "display_name": self.name,
            "available_services": ["Compute", "Storage", "PersistentVMRole", "HighMemory"] if self.open else ["None"],
            "web_worker_role_sizes": sorted(self.roles.split()),
            "virtual_machine_role_sizes": sorted(self.machines.split()),
            "storage_account_types": list(self.storage) if self.open else None,
        }


_OLD: dict[str, Any] = {"roles": f"{PLAIN} {FAST} {D}", "machines": f"{PLAIN} {BASIC} {FAST} {D}"}
_NEW: dict[str, Any] = {"machines": f"{PLAIN} {BASIC} {D} {DS}", "storage": PREMIUM}
_SMALL: dict[str, Any] = {"roles": PLAIN, "machines": f"{PLAIN} {BASIC}"}

REGIONS = {
    region.name: region
    for region in (
        Region("East US", "West US", **_OLD),
        Region(
            "West US",
            "East US",
            roles=f"{PLAIN} {FAST} {D}",
            machines=f"{PLAIN} {BASIC} {FAST} {D} {DS} {G}",
            storage=("Premium_LRS", *STORAGE),
        ),
        Region("Central US", "East US 2"),
        Region("South Central US", "North Central US", **_OLD),
        Region("North Central US", "South Central US", **_OLD),
        Region("East US 2", "Central US", machines=f"{PLAIN} {BASIC} {D} {DS} {G}", storage=PREMIUM),
        Region("North Europe", "West Europe", **_OLD),
        Region(
            "West Europe",
            "North Europe",
            roles=f"{PLAIN} {FAST} {D}",
            machines=f"{PLAIN} {BASIC} {FAST} {D} {DS}",
            storage=PREMIUM,
        ),
        Region("Southeast Asia", "East Asia", **_NEW),
        Region("East Asia", "Southeast Asia"),
        Region("Japan West", "Japan East", **_NEW),
        Region("Japan East", "Japan West", **_OLD),
        Region("Brazil South", "South Central US", **_SMALL),
        Region("Australia Southeast", "Australia East"),
        Region("Australia East", "Australia Southeast", **_NEW),
        Region("Central India", "South India", **_SMALL),
        Region("South India", "Central India", **_SMALL),
        Region("West India", "South India", roles="", machines="", open=False),
    )
}


ALIASES = {"uswest": "West US", "usnorth": "North Central US"}
"""The recorded short names of regions; those of others are not known."""


def region(name: str) -> Region | None:
    """The region that a Location element names, also by a short name, compared without case
    (docs/protocol/subscription.md#location-names)."""
    folded = name.strip().lower()
    folded = ALIASES.get(folded, folded).lower()
    return next((region for region in REGIONS.values() if region.name.lower() == folded), None)
