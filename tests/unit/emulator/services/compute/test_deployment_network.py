# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Name servers, the internal load balancer and sets of balanced endpoints
(docs/protocol/networking.md#internal-load-balancers)."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.classic.azure.tests.unit.emulator.wire import BOTH, Response, Wire
from ansible_collections.classic.azure.tests.unit.plugins.modules.test_virtual_machine import (
    WEB,
    machine,
    provide,
    returned,
)

SUBNET = {"name": "front", "address_prefix": "10.1.0.0/24"}
NETWORK = {
    "name": "net",
    "id": "1",
    "status": "Created",
    "address_prefixes": ["10.1.0.0/16"],
    "subnets": [SUBNET],
    "location": "West US",
}
IN_NETWORK: dict[str, Any] = {"virtual_network_name": "net", "subnet_names": ["front"]}


@pytest.fixture
def shop(strict_wire: Wire) -> Wire:
    """A subscription with a virtual network, and a place for machines."""
    provide(strict_wire.service)
    strict_wire.service.seed("virtual_network", "net", NETWORK)
    return strict_wire


def place(shop: Wire) -> str:
    return f"services/hostedservices/{shop.service.name}/deployments/{shop.service.name}"


def succeeded(shop: Wire, response: Response) -> bool:
    assert response.status == 202, response.body
    return shop.poll(response) == "Succeeded"


def incorrect(response: Response) -> bool:
    return response.status == 400 and (response.text("Message") or "").startswith("A parameter was incorrect")


def dns(name: str, address: str) -> str:
    return f"<DnsServer {BOTH}><Name>{name}</Name><Address>{address}</Address></DnsServer>"


def balancer(name: str = "inner", subnet: str = "front", address: str = "10.1.0.20", kind: str = "Private") -> str:
    inside = f"<SubnetName>{subnet}</SubnetName>" if subnet else ""
    static = f"<StaticVirtualNetworkIPAddress>{address}</StaticVirtualNetworkIPAddress>" if address else ""
    return (
        f"<LoadBalancer {BOTH}><Name>{name}</Name><FrontendIpConfiguration><Type>{kind}</Type>{inside}{static}"
        "</FrontendIpConfiguration></LoadBalancer>"
    )


def test_name_servers_come_and_go_with_their_element(shop: Wire) -> None:
    machine(shop.service)
    assert "Dns" not in shop.ask("GET", place(shop)).tags()
    assert succeeded(shop, shop.ask("POST", f"{place(shop)}/dnsservers", dns("one", "192.168.0.1")))
    tags = shop.ask("GET", place(shop)).tags()
    assert tags[tags.index("ExtendedProperties") + 1] == "Dns"
    assert succeeded(shop, shop.ask("PUT", f"{place(shop)}/dnsservers/one", dns("one", "192.168.0.2")))
    assert shop.ask("GET", place(shop)).texts("Dns/DnsServers/DnsServer/Address") == ["192.168.0.2"]
    assert shop.ask("PUT", f"{place(shop)}/dnsservers/one", dns("two", "192.168.0.2")).refusal[0] == 400
    assert succeeded(shop, shop.ask("DELETE", f"{place(shop)}/dnsservers/one"))
    assert "Dns" not in shop.ask("GET", place(shop)).tags()


def test_an_internal_load_balancer(shop: Wire) -> None:
    machine(shop.service, endpoints=[WEB], **IN_NETWORK)
    outer = returned(shop.service)["virtual_ip"]
    assert succeeded(shop, shop.ask("POST", f"{place(shop)}/loadbalancers", balancer()))
    assert shop.ask("POST", f"{place(shop)}/loadbalancers", balancer("other")).refusal == (
        400,
        "BadRequest",
        "LoadBalancer already exists: inner. Only one internal load balancer allowed per deployment.",
    )
    response = shop.ask("GET", place(shop))
    dispatcher = "LoadBalancers/LoadBalancer/FrontendIpConfiguration"
    assert [response.text(f"{dispatcher}/{tag}") for tag in response.tags(dispatcher)] == [
        "Private",
        "front",
        "10.1.0.20",
    ]
    assert response.texts("VirtualIPs/VirtualIP/Type") == [], "nothing is behind it"
    machine(shop.service, "web2", endpoints=[{**WEB, "load_balancer_name": "inner", "name": "in"}], **IN_NETWORK)
    response = shop.ask("GET", place(shop))
    assert response.texts("VirtualIPs/VirtualIP/Type") == ["Private"]
    assert response.texts("VirtualIPs/VirtualIP/Address") == [outer, "10.1.0.20"]
    assert [returned(shop.service, name)["endpoints"][0]["vip"] for name in ("web1", "web2")] == [outer, "10.1.0.20"]
    assert incorrect(shop.ask("DELETE", f"{place(shop)}/loadbalancers/inner"))
    assert succeeded(shop, shop.ask("PUT", f"{place(shop)}/loadbalancers/inner", balancer(address="10.1.0.21")))
    assert returned(shop.service, "web2")["endpoints"][0]["vip"] == "10.1.0.21"


def test_a_load_balancer_goes_again(shop: Wire) -> None:
    machine(shop.service)
    assert succeeded(shop, shop.ask("POST", f"{place(shop)}/loadbalancers", balancer(subnet="", address="")))
    assert succeeded(shop, shop.ask("DELETE", f"{place(shop)}/loadbalancers/INNER"))
    assert shop.ask("GET", place(shop)).texts("LoadBalancers/LoadBalancer/Name") == []
    assert shop.ask("DELETE", f"{place(shop)}/loadbalancers/inner").status == 404


def test_its_address_is_no_machines(shop: Wire) -> None:
    machine(shop.service, **IN_NETWORK)
    first = returned(shop.service)["ip_address"]
    failed = shop.ask("POST", f"{place(shop)}/loadbalancers", balancer(address=first))
    assert (failed.status, shop.poll(failed)) == (202, "Failed")
    assert shop.ask("GET", place(shop)).texts("LoadBalancers/LoadBalancer/Name") == []
    assert succeeded(shop, shop.ask("POST", f"{place(shop)}/loadbalancers", balancer(address="10.1.0.5")))
    assert machine(shop.service, "web2", **IN_NETWORK)["virtual_machine"]["ip_address"] not in (first, "10.1.0.5")


@pytest.mark.parametrize(
    "body",
    [balancer(kind="Public"), balancer(name=""), balancer(subnet=""), balancer(subnet="back"), "wrong"],
)
def test_a_load_balancer_that_cannot_be(shop: Wire, body: str) -> None:
    machine(shop.service, **IN_NETWORK)
    assert shop.ask("POST", f"{place(shop)}/loadbalancers", body).status == 400


def test_a_machine_behind_a_load_balancer_that_there_is_not(shop: Wire) -> None:
    endpoint = {**WEB, "load_balancer_name": "inner"}
    with pytest.raises(Exception, match="LoadBalancerName of web is none of the deployment's"):
        machine(shop.service, endpoints=[endpoint])
    machine(shop.service)
    for name in ("web1", "web2"):
        with pytest.raises(Exception, match="LoadBalancerName of web is none of the deployment's"):
            machine(shop.service, name, endpoints=[endpoint])


CREATION = """<Deployment {both}><Name>{name}</Name><DeploymentSlot>Production</DeploymentSlot><Label>shop</Label>
<RoleList><Role><RoleName>web1</RoleName><RoleType>PersistentVMRole</RoleType><ConfigurationSets><ConfigurationSet>
<ConfigurationSetType>LinuxProvisioningConfiguration</ConfigurationSetType><HostName>web1</HostName><UserName>me</UserName>
<UserPassword>Not-A-Real-1</UserPassword></ConfigurationSet><ConfigurationSet><ConfigurationSetType>NetworkConfiguration
</ConfigurationSetType><InputEndpoints><InputEndpoint><LocalPort>80</LocalPort><Name>in</Name><Port>80</Port>
<Protocol>tcp</Protocol><LoadBalancerName>inner</LoadBalancerName></InputEndpoint></InputEndpoints></ConfigurationSet>
</ConfigurationSets><OSVirtualHardDisk>
<MediaLink>https://{name}.blob.core.windows.net/vhds/new.vhd</MediaLink><SourceImageName>{image}</SourceImageName>
</OSVirtualHardDisk></Role></RoleList><Dns><DnsServers></DnsServers></Dns><LoadBalancers>{balancers}</LoadBalancers>
</Deployment>"""


@pytest.mark.parametrize("balancers", [1, 2])
def test_a_deployment_is_created_with_one(shop: Wire, balancers: int) -> None:
    one = balancer(subnet="", address="").replace(f" {BOTH}", "")
    image = "OpenLogic__OpenLogic-CentOS-62-20120531-en-us-30GB.vhd"
    body = CREATION.format(both=BOTH, name=shop.service.name, image=image, balancers=one * balancers)
    response = shop.ask("POST", f"services/hostedservices/{shop.service.name}/deployments", body.replace("\n", ""))
    if balancers == 2:
        assert "LoadBalancer already exists: inner" in (response.refusal[2] or "")
        return
    assert succeeded(shop, response)
    deployment = shop.ask("GET", place(shop))
    assert deployment.texts("VirtualIPs/VirtualIP/Name")[1:] == ["inner"] and "Dns" not in deployment.tags()
    assert returned(shop.service)["endpoints"][0]["vip"] == deployment.texts("VirtualIPs/VirtualIP/Address")[1]


def changed(name: str, **tags: str) -> str:
    """The body that changes a balanced set."""
    order = ("LocalPort", "Name", "Port", "Protocol", "EnableDirectServerReturn", "IdleTimeoutInMinutes")
    inner = "".join(f"<{tag}>{tags[tag]}</{tag}>" for tag in order if tag in tags)
    return (
        f"<LoadBalancedEndpointList {BOTH}><InputEndpoint><LoadBalancedEndpointSetName>{name}"
        f"</LoadBalancedEndpointSetName>{inner}</InputEndpoint></LoadBalancedEndpointList>"
    )


def endpoints(shop: Wire) -> list[dict[str, Any]]:
    return [returned(shop.service, name)["endpoints"][0] for name in ("web1", "web2")]


def test_all_members_of_a_set_change_together(shop: Wire) -> None:
    for name, port in (("web1", 8080), ("web2", 8081)):
        machine(shop.service, name, endpoints=[{**WEB, "local_port": port}])
    body = changed("web", Port="8000", Protocol="TCP", IdleTimeoutInMinutes="10")
    assert succeeded(shop, shop.ask("POST", f"{place(shop)}?comp=UpdateLbSet", body))
    for endpoint, port in zip(endpoints(shop), (8080, 8081), strict=True):
        assert (endpoint["port"], endpoint["local_port"], endpoint["protocol"]) == (8000, port, "tcp")
        assert endpoint["idle_timeout_in_minutes"] == 10 and endpoint["endpoint_acl"] is None
        assert endpoint["load_balancer_probe"]["path"] == "/", "it was not mentioned"
    both = changed("web", LocalPort="9000", Protocol="tcp")
    assert succeeded(shop, shop.ask("POST", f"{place(shop)}?comp=UpdateLbSet", both))
    assert [(each["local_port"], each["port"]) for each in endpoints(shop)] == [(9000, 8000)] * 2


def test_a_set_that_there_is_not_and_a_port_that_is_taken(shop: Wire) -> None:
    ssh = {"name": "ssh", "local_port": 22, "port": 22}
    for name in ("web1", "web2"):
        machine(shop.service, name, endpoints=[WEB, *([ssh] if name == "web1" else [])])
    for body in (changed("api", Protocol="tcp"), changed("", Protocol="tcp"), changed("web")):
        assert incorrect(shop.ask("POST", f"{place(shop)}?comp=UpdateLbSet", body))
    empty = f"<LoadBalancedEndpointList {BOTH}></LoadBalancedEndpointList>"
    assert incorrect(shop.ask("POST", f"{place(shop)}?comp=UpdateLbSet", empty))
    failed = shop.ask("POST", f"{place(shop)}?comp=UpdateLbSet", changed("web", Port="22", Protocol="tcp"))
    assert shop.poll(failed) == "Failed"
    assert {each["port"] for each in endpoints(shop)} == {80}
