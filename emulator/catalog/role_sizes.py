# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role sizes of 2015 (docs/protocol/subscription.md#locations, and the recorded list)."""

from __future__ import annotations

from functools import cache
from typing import Any

# Name, cores, memory in MB, for web and worker roles too, data disks, local disk in MB there, and in virtual machines.
ROLE_SIZES = """
    A10 8 57344 yes 16 1861268 391828
    A11 16 114688 yes 16 1861268 391828
    A5 2 14336 yes 4 501760 138240
    A6 4 28672 yes 8 1024000 291840
    A7 8 57344 yes 16 2088960 619520
    A8 8 57344 yes 16 1861268 391828
    A9 16 114688 yes 16 1861268 391828
    Basic_A0 1 768 no 1 0 20480
    Basic_A1 1 1792 no 2 0 40960
    Basic_A2 2 3584 no 4 0 61440
    Basic_A3 4 7168 no 8 0 122880
    Basic_A4 8 14336 no 16 0 245760
    Basic_D1 1 3584 no 2 0 10240
    Basic_D11 2 14336 no 4 0 40960
    Basic_D12 4 28672 no 8 0 102400
    Basic_D13 8 57344 no 16 0 204800
    Basic_D2 2 7168 no 4 0 40960
    Basic_D3 4 14336 no 8 0 102400
    Basic_D4 8 28672 no 16 0 204800
    Basic_D5 16 57344 no 32 0 409600
    ExtraLarge 8 14336 yes 16 2088960 619520
    ExtraSmall 1 768 yes 1 20480 20480
    Large 4 7168 yes 8 1024000 291840
    Medium 2 3584 yes 4 501760 138240
    Small 1 1792 yes 2 230400 71680
    Standard_D1 1 3584 yes 2 51200 51200
    Standard_D11 2 14336 yes 4 102400 102400
    Standard_D12 4 28672 yes 8 256000 256000
    Standard_D13 8 57344 yes 16 512000 512000
    Standard_D14 16 114688 yes 32 1024000 1024000
    Standard_D2 2 7168 yes 4 102400 102400
    Standard_D3 4 14336 yes 8 256000 256000
    Standard_D4 8 28672 yes 16 512000 512000
    Standard_DS1 1 3584 no 2 0 7168
    Standard_DS11 2 14336 no 4 0 28672
    Standard_DS12 4 28672 no 8 0 57344
    Standard_DS13 8 57344 no 16 0 114688
    Standard_DS14 16 114688 no 32 0 229376
    Standard_DS2 2 7168 no 4 0 14336
    Standard_DS3 4 14336 no 8 0 28672
    Standard_DS4 8 28672 no 16 0 57344
    Standard_G1 2 28672 no 4 0 393216
    Standard_G2 4 57344 no 8 0 786432
    Standard_G3 8 114688 no 16 0 1572864
    Standard_G4 16 229376 no 32 0 3145728
    Standard_G5 32 458752 no 64 0 6291456
"""


@cache
def rows() -> list[dict[str, Any]]:
    """The rows of List Role Sizes."""
    return [_role_size(*row.split()) for row in ROLE_SIZES.strip().splitlines()]


def _role_size(name: str, cores: str, memory: str, roles: str, disks: str, role_disk: str, disk: str) -> dict[str, Any]:
    return {
        "name": name,
        "label": f"{name} ({cores} cores, {memory} MB)",
        "cores": int(cores),
        "memory_in_mb": int(memory),
        "supported_by_web_worker_roles": roles == "yes",
        "supported_by_virtual_machines": True,
        "max_data_disk_count": int(disks),
        "web_worker_resource_disk_size_in_mb": int(role_disk),
        "virtual_machine_resource_disk_size_in_mb": int(disk),
    }
