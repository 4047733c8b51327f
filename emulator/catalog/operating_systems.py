# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guest operating systems of web and worker roles, as in 2015 (docs/protocol/subscription.md#role-sizes, and the
recorded lists)."""

from __future__ import annotations

from functools import cache
from typing import Any

# Family, its label, and its releases: minor_yearmonth-build, in the service's order.
OPERATING_SYSTEMS = {
    ("1", "Windows Server 2008 SP2"): """
        0_200912-01 10_201101-01 11_201102-01 12_201103-01 13_201104-01 14_201105-01 15_201107-01 16_201109-01
        16_201109-02 16_201109-03 17_201112-01 17_201112-02 17_201112-03 18_201202-01 19_201204-01 19_201204-02
        1_201001-01 20_201208-01 20_201208-02 21_201210-01 22_201301-02 22_201301-03 22_201302-01 22_201302-02
        22_201302-03 22_201302-04 23_201305-01 24_201306-01 25_201307-01 26_201308-01 27_201309-01 27_201309-03
        28_201310-01 29_201311-01 2_201003-01 30_201312-01 31_201401-01 32_201402-01 33_201403-01 34_201404-01
        35_201405-01 36_201406-01 37_201407-01 38_201408-01 38_201408-02 39_201409-01 39_201409-02 3_201004-01
        40_201410-01 41_201411-01 42_201412-01 43_201501-01 44_201502-01 45_201503-01 46_201504-01 47_201505-01
        47_201505-02 48_201506-01 4_201005-01 5_201006-01 6_201008-01 7_201009-01 8_201010-01 9_201011-01
    """,
    ("2", "Windows Server 2008 R2"): """
        0_201010-01 10_201202-01 11_201204-01 11_201204-02 12_201208-01 12_201208-02 13_201210-01 14_201301-02
        14_201301-03 14_201302-01 14_201302-02 14_201302-03 14_201302-04 15_201305-01 16_201306-01 17_201307-01
        18_201308-01 19_201309-01 19_201309-03 1_201011-01 20_201310-01 21_201311-01 22_201312-01 23_201401-01
        24_201402-01 25_201403-01 26_201404-01 27_201405-01 28_201406-01 29_201407-01 2_201101-01 30_201408-01
        30_201408-02 31_201409-01 31_201409-02 32_201410-01 33_201411-01 34_201412-01 35_201501-01 36_201502-01
        37_201503-01 38_201504-01 39_201505-01 39_201505-02 3_201102-01 40_201506-01 4_201103-01 5_201104-01
        6_201105-01 7_201107-01 8_201109-01 8_201109-02 8_201109-03 9_201112-01 9_201112-02 9_201112-03
    """,
    ("3", "Windows Server 2012"): """
        0_201208-02 10_201312-01 11_201401-01 12_201402-01 13_201403-01 14_201404-01 15_201405-01 16_201406-01
        17_201407-01 18_201408-01 18_201408-02 19_201409-01 19_201409-02 1_201210-01 20_201410-01 21_201411-01
        22_201412-01 23_201501-01 24_201502-01 25_201503-01 26_201504-01 27_201505-01 27_201505-02 28_201506-01
        2_201301-02 2_201301-03 2_201302-01 2_201302-02 2_201302-03 2_201302-04 3_201305-01 4_201306-01
        5_201307-01 6_201308-01 7_201309-01 7_201309-03 8_201310-01 9_201311-01
    """,
    ("4", "Windows Server 2012 R2"): """
        0_201309-03 10_201407-01 11_201408-01 11_201408-02 12_201400-01 12_201409-02 13_201410-01 14_201411-01
        15_201412-01 16_201501-01 17_201502-01 18_201503-01 19_201504-01 1_201310-01 20_201505-01 20_201505-02
        21_201506-01 2_201311-01 3_201312-01 4_201401-01 5_201402-01 6_201403-01 7_201404-01 8_201405-01
        9_201406-01
    """,
}

# Two releases whose labels the service has wrong.
MISLABELLED = {"1.20_201208-02": "1.20_202108-02", "4.12_201400-01": "4.12_201409-01"}


@cache
def families() -> list[dict[str, Any]]:
    """The rows of List Operating System Families: of each the newest four releases are active, the newest default."""
    families = []
    for (family, label), releases in OPERATING_SYSTEMS.items():
        newest = {release.partition("_")[0]: release for release in releases.split()}
        active = [newest[minor] for minor in sorted(newest, key=int)[-4:]]
        systems = [
            {
                "version": f"WA-GUEST-OS-{family}.{release}",
                "label": _release_label(f"{family}.{release}"),
                "is_default": release == active[-1],
                "is_active": release in active,
            }
            for release in releases.split()
        ]
        families.append({"name": family, "label": label, "operating_systems": systems})
    return families


def _release_label(release: str) -> str:
    version, dummy, build = MISLABELLED.get(release, release).partition("_")
    return f"Windows Azure Guest OS {version} (Release {build})"
