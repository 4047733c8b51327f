# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Virtual machines in a subscription that is asked without a connection."""

from __future__ import annotations

from ansible_collections.classic.azure.tests.unit.emulator.direct import Subscription
from ansible_collections.classic.azure.tests.unit.emulator.wire import SERVICES, Response

NETWORK = {
    "name": "net",
    "id": "1",
    "location": "West US",
    "address_prefixes": ["10.1.0.0/16"],
    "subnets": [{"name": "front", "address_prefix": "10.1.0.0/24"}],
}
IMAGE = "OpenLogic__OpenLogic-CentOS-62-20120531-en-us-30GB.vhd"
MACHINES = f"{SERVICES}/shop/deployments/vms"


def role(name: str, port: int = 80, disks: str | None = None) -> str:
    """A virtual machine with an endpoint, and a data disk unless others are given."""
    disks = data_disk(name, 1) if disks is None else disks
    return f"""<RoleName>{name}</RoleName><RoleType>PersistentVMRole</RoleType><ConfigurationSets><ConfigurationSet>
<ConfigurationSetType>LinuxProvisioningConfiguration</ConfigurationSetType><HostName>{name}</HostName>
<UserName>me</UserName><UserPassword>Not-A-Real-1</UserPassword>
<DisableSshPasswordAuthentication>false</DisableSshPasswordAuthentication></ConfigurationSet><ConfigurationSet>
<ConfigurationSetType>NetworkConfiguration</ConfigurationSetType><InputEndpoints><InputEndpoint>
<LoadBalancedEndpointSetName>{name}</LoadBalancedEndpointSetName><LocalPort>8080</LocalPort><Name>web</Name>
<Port>{port}</Port><Protocol>tcp</Protocol></InputEndpoint></InputEndpoints><SubnetNames>
<SubnetName>front</SubnetName></SubnetNames></ConfigurationSet></ConfigurationSets>
{disks and f"<DataVirtualHardDisks>{disks}</DataVirtualHardDisks>"}<OSVirtualHardDisk>
<MediaLink>https://shop.blob.core.windows.net/vhds/{name}.vhd</MediaLink>
<SourceImageName>{IMAGE}</SourceImageName></OSVirtualHardDisk><RoleSize>Small</RoleSize>"""


def data_disk(name: str, lun: int) -> str:
    return f"<DataVirtualHardDisk>{data_disk_values(name, lun)}</DataVirtualHardDisk>"


def data_disk_values(name: str, lun: int, label: str = "data") -> str:
    return (
        f"<DiskLabel>{label}</DiskLabel><Lun>{lun}</Lun><LogicalDiskSizeInGB>10</LogicalDiskSizeInGB>"
        f"<MediaLink>https://shop.blob.core.windows.net/vhds/{name}-{lun}.vhd</MediaLink>"
    )


def create_machines(subscription: Subscription, *roles: str, more: str = "") -> Response:
    inside = (
        "<Name>vms</Name><DeploymentSlot>Production</DeploymentSlot><Label>vms</Label><RoleList>"
        f"{''.join(f'<Role>{each}</Role>' for each in roles)}</RoleList><VirtualNetworkName>net</VirtualNetworkName>"
    )
    return subscription.post(f"{SERVICES}/shop/deployments", "Deployment", f"{inside}{more}")


def add_network(subscription: Subscription) -> None:
    subscription.cloud.seed(subscription.id, [{"kind": "virtual_network", "name": "net", "value": NETWORK}])


def run_machines(subscription: Subscription) -> None:
    add_network(subscription)
    server = f"<Dns><DnsServers>{dns_server('10.0.0.1')}</DnsServers></Dns>"
    assert create_machines(subscription, role("web1"), role("web2", 81), more=server).status == 202
    subscription.settle()


def dns_server(address: str) -> str:
    return f"<DnsServer><Name>one</Name><Address>{address}</Address></DnsServer>"
