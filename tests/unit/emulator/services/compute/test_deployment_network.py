# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Name servers, the internal load balancer and sets of balanced endpoints
(docs/protocol/networking.md#internal-load-balancers)."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.classic.azure.tests.unit.emulator.wire import BOTH, EmulatorClient, Response
from ansible_collections.classic.azure.tests.unit.plugins.modules.test_virtual_machine import (
    WEB,
    create_services,
    machine_info,
    run_machine,
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
def shop(strict_client: EmulatorClient) -> EmulatorClient:
    """A subscription with a virtual network, and a place for machines."""
    create_services(strict_client.service)
    strict_client.service.seed("virtual_network", "net", NETWORK)
    return strict_client


def deployment_path(shop: EmulatorClient) -> str:
    return f"services/hostedservices/{shop.service.name}/deployments/{shop.service.name}"


def succeeded(shop: EmulatorClient, response: Response) -> bool:
    assert response.status == 202, response.body
    return shop.poll(response) == "Succeeded"


def is_incorrect(response: Response) -> bool:
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


def test_dns_servers_add_update_delete(shop: EmulatorClient) -> None:
    run_machine(shop.service)
    assert "Dns" not in shop.request("GET", deployment_path(shop)).tags()
    assert succeeded(shop, shop.request("POST", f"{deployment_path(shop)}/dnsservers", dns("one", "192.168.0.1")))
    tags = shop.request("GET", deployment_path(shop)).tags()
    assert tags[tags.index("ExtendedProperties") + 1] == "Dns"
    assert succeeded(shop, shop.request("PUT", f"{deployment_path(shop)}/dnsservers/one", dns("one", "192.168.0.2")))
    assert shop.request("GET", deployment_path(shop)).texts("Dns/DnsServers/DnsServer/Address") == ["192.168.0.2"]
    assert shop.request("PUT", f"{deployment_path(shop)}/dnsservers/one", dns("two", "192.168.0.2")).error[0] == 400
    assert succeeded(shop, shop.request("DELETE", f"{deployment_path(shop)}/dnsservers/one"))
    assert "Dns" not in shop.request("GET", deployment_path(shop)).tags()


def test_internal_load_balancer(shop: EmulatorClient) -> None:
    run_machine(shop.service, endpoints=[WEB], **IN_NETWORK)
    outer = machine_info(shop.service)["virtual_ip"]
    assert succeeded(shop, shop.request("POST", f"{deployment_path(shop)}/loadbalancers", balancer()))
    assert shop.request("POST", f"{deployment_path(shop)}/loadbalancers", balancer("other")).error == (
        400,
        "BadRequest",
        "LoadBalancer already exists: inner. Only one internal load balancer allowed per deployment.",
    )
    response = shop.request("GET", deployment_path(shop))
    dispatcher = "LoadBalancers/LoadBalancer/FrontendIpConfiguration"
    assert [response.text(f"{dispatcher}/{tag}") for tag in response.tags(dispatcher)] == [
        "Private",
        "front",
        "10.1.0.20",
    ]
    assert response.texts("VirtualIPs/VirtualIP/Type") == [], "nothing is behind it"
    run_machine(shop.service, "web2", endpoints=[{**WEB, "load_balancer_name": "inner", "name": "in"}], **IN_NETWORK)
    response = shop.request("GET", deployment_path(shop))
    assert response.texts("VirtualIPs/VirtualIP/Type") == ["Private"]
    assert response.texts("VirtualIPs/VirtualIP/Address") == [outer, "10.1.0.20"]
    assert [machine_info(shop.service, name)["endpoints"][0]["vip"] for name in ("web1", "web2")] == [
        outer,
        "10.1.0.20",
    ]
    assert is_incorrect(shop.request("DELETE", f"{deployment_path(shop)}/loadbalancers/inner"))
    assert succeeded(
        shop, shop.request("PUT", f"{deployment_path(shop)}/loadbalancers/inner", balancer(address="10.1.0.21"))
    )
    assert machine_info(shop.service, "web2")["endpoints"][0]["vip"] == "10.1.0.21"


def test_load_balancer_is_deleted(shop: EmulatorClient) -> None:
    run_machine(shop.service)
    assert succeeded(
        shop, shop.request("POST", f"{deployment_path(shop)}/loadbalancers", balancer(subnet="", address=""))
    )
    assert succeeded(shop, shop.request("DELETE", f"{deployment_path(shop)}/loadbalancers/INNER"))
    assert shop.request("GET", deployment_path(shop)).texts("LoadBalancers/LoadBalancer/Name") == []
    assert shop.request("DELETE", f"{deployment_path(shop)}/loadbalancers/inner").status == 404


def test_load_balancer_address_is_exclusive(shop: EmulatorClient) -> None:
    run_machine(shop.service, **IN_NETWORK)
    first = machine_info(shop.service)["ip_address"]
    failed = shop.request("POST", f"{deployment_path(shop)}/loadbalancers", balancer(address=first))
    assert (failed.status, shop.poll(failed)) == (202, "Failed")
    assert shop.request("GET", deployment_path(shop)).texts("LoadBalancers/LoadBalancer/Name") == []
    assert succeeded(shop, shop.request("POST", f"{deployment_path(shop)}/loadbalancers", balancer(address="10.1.0.5")))
    assert run_machine(shop.service, "web2", **IN_NETWORK)["virtual_machine"]["ip_address"] not in (first, "10.1.0.5")


@pytest.mark.parametrize(
    "body",
    [balancer(kind="Public"), balancer(name=""), balancer(subnet=""), balancer(subnet="back"), "wrong"],
)
def test_invalid_load_balancer_is_refused(shop: EmulatorClient, body: str) -> None:
    run_machine(shop.service, **IN_NETWORK)
    assert shop.request("POST", f"{deployment_path(shop)}/loadbalancers", body).status == 400


def test_endpoint_with_unknown_load_balancer_is_refused(shop: EmulatorClient) -> None:
    endpoint = {**WEB, "load_balancer_name": "inner"}
    with pytest.raises(Exception, match="LoadBalancerName of web is none of the deployment's"):
        run_machine(shop.service, endpoints=[endpoint])
    run_machine(shop.service)
    for name in ("web1", "web2"):
        with pytest.raises(Exception, match="LoadBalancerName of web is none of the deployment's"):
            run_machine(shop.service, name, endpoints=[endpoint])


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
def test_deployment_created_with_load_balancer(shop: EmulatorClient, balancers: int) -> None:
    one = balancer(subnet="", address="").replace(f" {BOTH}", "")
    image = "OpenLogic__OpenLogic-CentOS-62-20120531-en-us-30GB.vhd"
    body = CREATION.format(both=BOTH, name=shop.service.name, image=image, balancers=one * balancers)
    response = shop.request("POST", f"services/hostedservices/{shop.service.name}/deployments", body.replace("\n", ""))
    if balancers == 2:
        assert "LoadBalancer already exists: inner" in (response.error[2] or "")
        return
    assert succeeded(shop, response)
    deployment = shop.request("GET", deployment_path(shop))
    assert deployment.texts("VirtualIPs/VirtualIP/Name")[1:] == ["inner"] and "Dns" not in deployment.tags()
    assert machine_info(shop.service)["endpoints"][0]["vip"] == deployment.texts("VirtualIPs/VirtualIP/Address")[1]


def update_body(name: str, **tags: str) -> str:
    """The body that changes a balanced set."""
    order = ("LocalPort", "Name", "Port", "Protocol", "EnableDirectServerReturn", "IdleTimeoutInMinutes")
    inner = "".join(f"<{tag}>{tags[tag]}</{tag}>" for tag in order if tag in tags)
    return (
        f"<LoadBalancedEndpointList {BOTH}><InputEndpoint><LoadBalancedEndpointSetName>{name}"
        f"</LoadBalancedEndpointSetName>{inner}</InputEndpoint></LoadBalancedEndpointList>"
    )


def endpoints(shop: EmulatorClient) -> list[dict[str, Any]]:
    return [machine_info(shop.service, name)["endpoints"][0] for name in ("web1", "web2")]


def test_load_balanced_set_updates_all_members(shop: EmulatorClient) -> None:
    for name, port in (("web1", 8080), ("web2", 8081)):
        run_machine(shop.service, name, endpoints=[{**WEB, "local_port": port}])
    body = update_body("web", Port="8000", Protocol="TCP", IdleTimeoutInMinutes="10")
    assert succeeded(shop, shop.request("POST", f"{deployment_path(shop)}?comp=UpdateLbSet", body))
    for endpoint, port in zip(endpoints(shop), (8080, 8081), strict=True):
        assert (endpoint["port"], endpoint["local_port"], endpoint["protocol"]) == (8000, port, "tcp")
        assert endpoint["idle_timeout_in_minutes"] == 10 and endpoint["endpoint_acl"] is None
        assert endpoint["load_balancer_probe"]["path"] == "/", "it was not mentioned"
    both = update_body("web", LocalPort="9000", Protocol="tcp")
    assert succeeded(shop, shop.request("POST", f"{deployment_path(shop)}?comp=UpdateLbSet", both))
    assert [(each["local_port"], each["port"]) for each in endpoints(shop)] == [(9000, 8000)] * 2


def test_unknown_set_and_taken_port_are_refused(shop: EmulatorClient) -> None:
    ssh = {"name": "ssh", "local_port": 22, "port": 22}
    for name in ("web1", "web2"):
        run_machine(shop.service, name, endpoints=[WEB, *([ssh] if name == "web1" else [])])
    for body in (update_body("api", Protocol="tcp"), update_body("", Protocol="tcp"), update_body("web")):
        assert is_incorrect(shop.request("POST", f"{deployment_path(shop)}?comp=UpdateLbSet", body))
    empty = f"<LoadBalancedEndpointList {BOTH}></LoadBalancedEndpointList>"
    assert is_incorrect(shop.request("POST", f"{deployment_path(shop)}?comp=UpdateLbSet", empty))
    failed = shop.request(
        "POST", f"{deployment_path(shop)}?comp=UpdateLbSet", update_body("web", Port="22", Protocol="tcp")
    )
    assert shop.poll(failed) == "Failed"
    assert {each["port"] for each in endpoints(shop)} == {80}
