# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the service offers to everybody: locations, role sizes, guest operating systems, as in the summer of 2015.

The facts are those of docs/protocol/subscription.md#locations, docs/protocol/storage.md#storage-endpoints,
docs/protocol/subscription.md#operating-systems and docs/protocol/subscription.md#role-sizes, and of the recorded lists.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
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
    """A location: C(pair) is where its geo-redundant copies go, C(roles) and C(machines) the role sizes it offers.

    A region that the subscription may not use offers nothing (C(open) is false).
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


def region(name: str) -> Region | None:
    """The region that a Location element names, compared without case
    (docs/protocol/subscription.md#location-names)."""
    return next((region for region in REGIONS.values() if region.name.lower() == name.strip().lower()), None)


@cache
def role_sizes() -> list[dict[str, Any]]:
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


@cache
def vm_images() -> list[dict[str, Any]]:
    """The VM images of publishers: one that was recorded."""
    disk = {
        "name": "ClouderaGolden-202406-699696-os-2014-10-06",
        "host_caching": "ReadWrite",
        "os_state": "Specialized",
        "os": "Linux",
        "logical_disk_size_in_gb": 30,
        "io_type": "Standard_LRS",
    }
    cloudera = {
        "name": "1acf693f34c74e86a50be61cb631ddfe__ClouderaGolden-202406-699696",
        "label": "CDH 5.1 Evaluation",
        "category": "Public",
        "description": "Single click deployment of CDH 5.1 Evaluation for MR, HDFS and HIVE",
        "os_disk_configuration": disk,
        "data_disk_configurations": [],
        "location": "East Asia;Southeast Asia;Australia East;Australia Southeast;Brazil South;North Europe;West Europe;"
        "Japan East;Japan West;Central US;East US;East US 2;North Central US;South Central US;West US",
        "created_time": "1801-01-01T00:00:00Z",
        "modified_time": "1801-01-01T00:00:00Z",
        "image_family": "CDH 5.1 Evaluation",
        "recommended_vm_size": "Standard_D14",
        "is_premium": False,
        "eula": "http://www.gnu.org/copyleft/gpl.html",
        "privacy_uri": "http://www.cloudera.com/content/cloudera/en/privacy-policy.html",
        "publisher_name": "Cloudera",
        "published_date": "2014-10-27T04:00:00Z",
        "status": "VMImageReadyForUse",
    }
    return [cloudera]


@cache
def operating_system_families() -> list[dict[str, Any]]:
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
