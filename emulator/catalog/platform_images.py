# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Images that publishers offer to everybody: a small part of the lists of 2015
(docs/protocol/compute.md#platform-images).

Their names begin with the id of a publisher, as the real ones did, and the two that the recorded machines were made of
are among them, and the image of 2012 that the guide uses. The other names are made up alike.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from ansible_collections.classic.azure.emulator.catalog import locations

CANONICAL = "b39f27a8b8c64d52b05eac6a62ebad85__"
MICROSOFT = "a699494373c04fc0bc8f2bb1389d6106__"
OPENLOGIC = "5112500ae3b842c8b9c604889f8753c3__"
SUSE = "b4590d9e3ed742e4a1d46e5424aa335e__"
JAVA = "0c0083a6d9a24f2d91800e52cad83950__"
COREOS = "2b171e93f07c4903bcad35bda10acf22__"

SYSTEM_DISK_GB = {"Linux": 30, "Windows": 127}
"""The size of an operating system's disk, of the recorded image and of all the platform's for Windows. Nobody reads the
blobs of other images, so theirs is an assumption."""


class Family(NamedTuple):
    """Images that are versions of each other; ``name`` and ``label`` have a place for the version.

    ``versions`` are versions with the day on which each was published, the oldest first. ``size`` is the recommended
    one, ``icon`` the file of its icons with a place for their size; what is None is in none of the family's answers.
    One with a ``pricing`` link is premium.
    """

    family: str
    publisher: str
    os: str
    name: str
    label: str
    versions: str
    size: str | None = None
    icon: str | None = None
    eula: str | None = None
    privacy: str | None = None
    show_in_gui: bool | None = None
    pricing: str | None = None


UBUNTU: dict[str, Any] = {
    "icon": "Ubuntu-cof-{}.png",
    "eula": "http://www.ubuntu.com/project/about-ubuntu/licensing;http://www.ubuntu.com/aboutus/privacypolicy",
    "privacy": "http://www.ubuntu.com/aboutus/privacypolicy",
    "show_in_gui": True,
}

FAMILIES = (
    Family(
        "Ubuntu Server 12.04 LTS",
        "Canonical",
        "Linux",
        f"{CANONICAL}Ubuntu-12_04_5-LTS-amd64-server-{{}}-en-us-30GB",
        "Ubuntu Server 12.04.5 LTS",
        "20150309:2015-03-09 20150413:2015-04-13 20150615:2015-06-15",
        **UBUNTU,
    ),
    Family(
        "Ubuntu Server 14.04 LTS",
        "Canonical",
        "Linux",
        f"{CANONICAL}Ubuntu-14_04_2-LTS-amd64-server-{{}}-en-us-30GB",
        "Ubuntu Server 14.04.2 LTS",
        "20150309:2015-03-09 20150506:2015-05-06 20150609:2015-06-09",
        **UBUNTU,
    ),
    Family(
        "Ubuntu Server 15.04",
        "Canonical",
        "Linux",
        f"{CANONICAL}Ubuntu-15_04-amd64-server-{{}}-en-us-30GB",
        "Ubuntu Server 15.04",
        "20150422:2015-04-22 20150506:2015-05-06 20150616.1:2015-06-16",
        **UBUNTU,
    ),
    Family(
        "OpenLogic 6.2",
        "OpenLogic",
        "Linux",
        "OpenLogic__OpenLogic-CentOS-62-{}-en-us-30GB.vhd",
        "OpenLogic CentOS 6.2",
        "20120531:2012-05-31",
    ),
    Family(
        "OpenLogic 7.1",
        "OpenLogic",
        "Linux",
        f"{OPENLOGIC}OpenLogic-CentOS-71-{{}}",
        "OpenLogic 7.1",
        "20150410:2015-04-10 20150605:2015-06-05",
        eula="http://www.openlogic.com/azure/service-agreement/",
        show_in_gui=False,
    ),
    Family(
        "SUSE Linux Enterprise Server 12",
        "SUSE",
        "Linux",
        f"{SUSE}suse-sles-12-v{{}}",
        "SUSE Linux Enterprise Server 12",
        "20150213:2015-02-13 20150420:2015-04-20",
        icon="Suse11_{}.png",
        eula="https://www.suse.com/licensing/eula/",
    ),
    Family(
        "CoreOS Stable",
        "CoreOS",
        "Linux",
        f"{COREOS}CoreOS-Stable-{{}}",
        "CoreOS Stable",
        "647.2.0:2015-05-27 681.2.0:2015-06-18",
        "Medium",
        "coreos-globe-color-lg-{}px.png",
    ),
    Family(
        "Windows Server 2008 R2 SP1",
        "Microsoft Windows Server Group",
        "Windows",
        f"{MICROSOFT}Win2K8R2SP1-Datacenter-{{}}-en.us-127GB.vhd",
        "Windows Server 2008 R2 SP1",
        "201504.01:2015-04-20 201505.01:2015-05-18 201506.01:2015-06-15",
        "Standard_D1",
        "WindowsServer2008R2_{}.png",
    ),
    Family(
        "Windows Server 2012 Datacenter",
        "Microsoft Windows Server Group",
        "Windows",
        f"{MICROSOFT}Windows-Server-2012-Datacenter-{{}}-en.us-127GB.vhd",
        "Windows Server 2012 Datacenter, {}",
        "201504.01:2015-04-20 201505.01:2015-05-18 201506.01:2015-06-15",
        "Standard_D1",
        "WindowsServer2012_{}.png",
    ),
    Family(
        "Windows Server 2012 R2 Datacenter",
        "Microsoft Windows Server Group",
        "Windows",
        f"{MICROSOFT}Windows-Server-2012-R2-{{}}-en.us-127GB.vhd",
        "Windows Server 2012 R2 Datacenter, {}",
        "201504.01:2015-04-20 201505.01:2015-05-18 201506.01:2015-06-15",
        "Standard_D1",
        "WindowsServer2012R2_{}.png",
    ),
    Family(
        "Windows Server Technical Preview",
        "Microsoft Windows Server Group",
        "Windows",
        f"{MICROSOFT}Windows-Server-Technical-Preview-{{}}-en.us-127GB.vhd",
        "Windows Server Technical Preview, {}",
        "201505.01:2015-05-04",
        "Standard_D1",
        "WindowsServer2012R2_{}.png",
        eula="http://go.microsoft.com/fwlink/?LinkId=544707",
    ),
    Family(
        "JDK 6 on Windows Server 2012",
        "Microsoft",
        "Windows",
        f"{JAVA}JDK-1.6.0_95-{{}}-Win-GA",
        "JDK 6 on Windows Server 2012",
        "20150507:2015-05-07",
        "Medium",
        "Java6_{}.png",
        "http://go.microsoft.com/fwlink/?LinkId=321312",
        "http://go.microsoft.com/fwlink/?LinkId=321694",
        pricing="http://go.microsoft.com/fwlink/?LinkId=386544",
    ),
)


@cache
def os_images() -> list[dict[str, Any]]:
    """The OS images of all families, in the order of their names."""
    images = [_image(family, *version.split(":")) for family in FAMILIES for version in family.versions.split()]
    return sorted(images, key=lambda image: str(image["name"]))


def _image(family: Family, version: str, day: str) -> dict[str, Any]:
    open_regions = [region.name for region in locations.REGIONS.values() if region.open]
    return {
        "category": "Public",
        "label": family.label.format(version),
        "location": ";".join(open_regions),
        "logical_size_in_gb": SYSTEM_DISK_GB[family.os],
        "name": family.name.format(version),
        "os": family.os,
        "eula": family.eula,
        "description": f"{family.label.format(version)}, published by {family.publisher}.",
        "image_family": family.family,
        "published_date": f"{day}T00:00:00Z",
        "show_in_gui": family.show_in_gui,
        "is_premium": family.pricing is not None,
        "icon_uri": family.icon and family.icon.format(100),
        "privacy_uri": family.privacy,
        "recommended_vm_size": family.size,
        "publisher_name": family.publisher,
        "pricing_detail_link": family.pricing,
        "small_icon_uri": family.icon and family.icon.format(45),
        "io_type": "Standard_LRS",
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
