# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bodies for virtual machines with one thing missing, nil, empty or odd: taken or refused, and nothing is spoilt."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

import pytest
from ansible_collections.classic.azure.emulator.cloud import Cloud
from ansible_collections.classic.azure.emulator.core.clock import VirtualClock
from ansible_collections.classic.azure.emulator.core.context import HttpResponse, Request
from ansible_collections.classic.azure.emulator.core.latency import parse
from ansible_collections.classic.azure.emulator.http.dispatcher import Dispatcher
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.tests.unit.emulator.wire import BOTH
from lxml import etree

pytestmark = pytest.mark.slow

CERTIFICATE = "A" * 40
HEADERS = {"x-ms-version": "2014-10-01", "host": "localhost"}
SUBNET = {"name": "front", "address_prefix": "10.1.0.0/24"}
NETWORK = {"name": "net", "id": "1", "location": "West US", "address_prefixes": ["10.1.0.0/16"], "subnets": [SUBNET]}
DEPLOYMENTS = "services/hostedservices/shop/deployments"
ROLES = f"{DEPLOYMENTS}/shop/roles"

ENDPOINT = """<InputEndpoint><LoadBalancedEndpointSetName>set</LoadBalancedEndpointSetName><LocalPort>8080</LocalPort>
<Name>web</Name><Port>80</Port><LoadBalancerProbe><Path>/</Path><Port>8080</Port><Protocol>http</Protocol>
<IntervalInSeconds>15</IntervalInSeconds><TimeoutInSeconds>31</TimeoutInSeconds></LoadBalancerProbe>
<Protocol>tcp</Protocol><EnableDirectServerReturn>false</EnableDirectServerReturn><EndpointAcl><Rules><Rule>
<Order>1</Order><Action>permit</Action><RemoteSubnet>10.0.0.0/8</RemoteSubnet></Rule></Rules></EndpointAcl>
<IdleTimeoutInMinutes>4</IdleTimeoutInMinutes></InputEndpoint>"""
DISK = """<HostCaching>None</HostCaching><DiskLabel>data</DiskLabel><Lun>1</Lun>
<LogicalDiskSizeInGB>10</LogicalDiskSizeInGB><MediaLink>https://shop.blob.core.windows.net/vhds/data.vhd</MediaLink>"""
ROLE = f"""<RoleName>web2</RoleName><RoleType>PersistentVMRole</RoleType><ConfigurationSets><ConfigurationSet>
<ConfigurationSetType>LinuxProvisioningConfiguration</ConfigurationSetType><HostName>web2</HostName>
<UserName>me</UserName><UserPassword>Not-A-Real-1</UserPassword>
<DisableSshPasswordAuthentication>false</DisableSshPasswordAuthentication><SSH><PublicKeys><PublicKey>
<Fingerprint>{CERTIFICATE}</Fingerprint><Path>/keys</Path></PublicKey></PublicKeys><KeyPairs><KeyPair>
<Fingerprint>{CERTIFICATE}</Fingerprint><Path>/key</Path></KeyPair></KeyPairs></SSH></ConfigurationSet>
<ConfigurationSet><ConfigurationSetType>NetworkConfiguration</ConfigurationSetType>
<InputEndpoints>{ENDPOINT}</InputEndpoints><SubnetNames><SubnetName>front</SubnetName></SubnetNames>
<StaticVirtualNetworkIPAddress>10.1.0.77</StaticVirtualNetworkIPAddress>
<PublicIPs><PublicIP><Name>own</Name></PublicIP></PublicIPs></ConfigurationSet></ConfigurationSets>
<ResourceExtensionReferences><ResourceExtensionReference><ReferenceName>r</ReferenceName><Publisher>p</Publisher>
<Name>n</Name><Version>1.*</Version><ResourceExtensionParameterValues><ResourceExtensionParameterValue><Key>k</Key>
<Value>v</Value><Type>Public</Type></ResourceExtensionParameterValue></ResourceExtensionParameterValues>
<State>Enable</State></ResourceExtensionReference></ResourceExtensionReferences>
<AvailabilitySetName>set</AvailabilitySetName>
<DataVirtualHardDisks><DataVirtualHardDisk>{DISK}</DataVirtualHardDisk></DataVirtualHardDisks><OSVirtualHardDisk>
<MediaLink>https://shop.blob.core.windows.net/vhds/system.vhd</MediaLink>
<SourceImageName>OpenLogic__OpenLogic-CentOS-62-20120531-en-us-30GB.vhd</SourceImageName></OSVirtualHardDisk>
<RoleSize>Small</RoleSize><ProvisionGuestAgent>true</ProvisionGuestAgent>"""
BALANCER = """<Name>inner</Name><FrontendIpConfiguration><Type>Private</Type><SubnetName>front</SubnetName>
<StaticVirtualNetworkIPAddress>10.1.0.99</StaticVirtualNetworkIPAddress></FrontendIpConfiguration>"""
SERVER = "<Name>one</Name><Address>10.0.0.1</Address>"
DEPLOYMENT = f"""<Name>shop</Name><DeploymentSlot>Production</DeploymentSlot><Label>shop</Label><RoleList>
<Role>{ROLE}</Role></RoleList><VirtualNetworkName>net</VirtualNetworkName><Dns><DnsServers>
<DnsServer>{SERVER}</DnsServer></DnsServers></Dns>
<LoadBalancers><LoadBalancer>{BALANCER}</LoadBalancer></LoadBalancers>"""


def mutated_bodies(root: str, inside: str) -> Iterator[tuple[str, bytes]]:
    """Bodies that differ from a right one in one element, and what was done to it."""
    whole = etree.fromstring(f"<{root} {BOTH}>{inside}</{root}>".replace("\n", ""))
    for place, element in enumerate(whole.iter()):
        for manner in ("gone", "nil", "empty", "odd") if place else ():
            body = copy.deepcopy(whole)
            changed = list(body.iter())[place]
            changed[:], changed.text = [], "-7" if manner == "odd" else None
            parent = changed.getparent()
            if manner == "gone" and parent is not None:
                parent.remove(changed)
            elif manner == "nil":
                changed.set(xml.NIL, "true")
            yield f"{xml.local_name(element)} {manner}", etree.tostring(body)


class EmulatedSubscription:
    """A subscription with what virtual machines need, asked without a connection."""

    def __init__(self) -> None:
        self.cloud = Cloud(parse("instant"), clock=VirtualClock())
        self.subscription = self.cloud.add_subscription([{"thumbprint": CERTIFICATE}])
        account: dict[str, Any] = {"name": "shop", "endpoints": ["https://shop.blob.core.windows.net/"]}
        account.update({"region": "West US", "affinity_group": None, "keys": {"primary": "eA=="}})
        service = {"name": "shop", "region": "West US", "location": "West US", "affinity_group": None}
        certificate = {"thumbprint": CERTIFICATE}
        values = [
            {"kind": "storage_account", "name": "shop", "value": account},
            {"kind": "hosted_service", "name": "shop", "value": service},
            {"kind": "service_certificate", "name": f"shop/{CERTIFICATE}", "value": certificate},
            {"kind": "virtual_network", "name": "net", "value": NETWORK},
        ]
        self.cloud.seed(self.subscription, values)

    def request(self, method: str, path: str, body: bytes = b"", query: str = "") -> HttpResponse:
        path = f"/{self.subscription}/{path}"
        return Dispatcher(self.cloud).handle(Request(method, path, dict(parse_qsl(query)), HEADERS, body, CERTIFICATE))

    def create(self) -> None:
        """The deployment, with one machine."""
        role = ROLE.replace("web2", "web1").replace("vhds/", "vhds/first-").replace("10.1.0.77", "10.1.0.76")
        deployment = DEPLOYMENT.replace(ROLE, role).partition("<LoadBalancers>")[0]
        sent = self.request(
            "POST", DEPLOYMENTS, f"<Deployment {BOTH}>{deployment}</Deployment>".replace("\n", "").encode()
        )
        assert sent.status == 202, sent.body


@pytest.mark.parametrize(
    ("method", "path", "root", "inside", "query"),
    [
        ("POST", DEPLOYMENTS, "Deployment", DEPLOYMENT, ""),
        ("POST", ROLES, "PersistentVMRole", ROLE, ""),
        ("PUT", f"{ROLES}/web1", "PersistentVMRole", ROLE, ""),
        ("POST", f"{ROLES}/web1/DataDisks", "DataVirtualHardDisk", DISK.replace("1</Lun", "2</Lun"), ""),
        ("POST", f"{DEPLOYMENTS}/shop/dnsservers", "DnsServer", SERVER.replace("one", "two"), ""),
        ("POST", f"{DEPLOYMENTS}/shop/loadbalancers", "LoadBalancer", BALANCER, ""),
        ("POST", f"{DEPLOYMENTS}/shop", "LoadBalancedEndpointList", ENDPOINT, "comp=UpdateLbSet"),
    ],
)
def test_mutated_bodies_never_corrupt_state(method: str, path: str, root: str, inside: str, query: str) -> None:
    """Each mutated body is accepted or refused, and the deployment can be read afterwards."""
    statuses = set()
    for what, body in mutated_bodies(root, inside):
        shop = EmulatedSubscription()
        if path != DEPLOYMENTS:
            shop.create()
        sent = shop.request(method, path, body, query)
        assert sent.status in (202, 400, 404), f"{what}: {sent.body!r}"
        there = shop.request("GET", "services/hostedservices/shop", query="embed-detail=true")
        assert there.status == 200, f"{what}: {there.body!r}"
        statuses.add(sent.status)
    assert {202, 400} <= statuses, "some are taken, and some are not"
