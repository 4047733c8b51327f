# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The network configuration document (docs/protocol/networking.md#network-configuration-calls)."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.classic.azure.tests.unit.emulator.direct import Subscription
from ansible_collections.classic.azure.tests.unit.emulator.services.compute.running import (
    add_network,
    create_machines,
    role,
)

MEDIA = "services/networking/media"
LIST = "services/networking/virtualnetwork"
NAMESPACE = "http://schemas.microsoft.com/ServiceHosting/2011/07/NetworkConfiguration"
INVALID = "XML Schema validation error in network configuration at line {},0."
SITE = """<VirtualNetworkSite name="net" Location="West US"><Gateway profile="Small"><ConnectionsToLocalNetwork>
<LocalNetworkSiteRef name="branch"/></ConnectionsToLocalNetwork></Gateway><!-- a comment -->
<AddressSpace><AddressPrefix>10.1.0.0/16</AddressPrefix></AddressSpace>
<Subnets><Subnet name="front"><AddressPrefix>10.1.0.0/24</AddressPrefix></Subnet></Subnets>
<DnsServersRef><DnsServerRef name="one"/></DnsServersRef></VirtualNetworkSite>"""
SERVERS = (
    '<Dns><DnsServers><DnsServer name="two" IPAddress="10.0.0.2"/>'
    '<DnsServer name="one" IPAddress="10.0.0.1"/></DnsServers></Dns>'
)
LOCAL = """<LocalNetworkSites><LocalNetworkSite name="branch"><AddressSpace><AddressPrefix>10.2.0.0/16</AddressPrefix>
</AddressSpace><VPNGatewayAddress>192.0.2.1</VPNGatewayAddress></LocalNetworkSite></LocalNetworkSites>"""
RETURNED = f"""\ufeff<?xml version="1.0" encoding="utf-8"?>
<NetworkConfiguration xmlns:xsd="http://www.w3.org/2001/XMLSchema" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns="{NAMESPACE}">
  <VirtualNetworkConfiguration>
    <Dns>
      <DnsServers>
        <DnsServer name="one" IPAddress="10.0.0.1" />
        <DnsServer name="two" IPAddress="10.0.0.2" />
      </DnsServers>
    </Dns>
    <LocalNetworkSites>
      <LocalNetworkSite name="branch">
        <AddressSpace>
          <AddressPrefix>10.2.0.0/16</AddressPrefix>
        </AddressSpace>
        <VPNGatewayAddress>192.0.2.1</VPNGatewayAddress>
      </LocalNetworkSite>
    </LocalNetworkSites>
    <VirtualNetworkSites>
      <VirtualNetworkSite name="net" Location="West US">
        <AddressSpace>
          <AddressPrefix>10.1.0.0/16</AddressPrefix>
        </AddressSpace>
        <Subnets>
          <Subnet name="front">
            <AddressPrefix>10.1.0.0/24</AddressPrefix>
          </Subnet>
        </Subnets>
        <DnsServersRef>
          <DnsServerRef name="one" />
        </DnsServersRef>
        <Gateway>
          <ConnectionsToLocalNetwork>
            <LocalNetworkSiteRef name="branch">
              <Connection type="IPsec" />
            </LocalNetworkSiteRef>
          </ConnectionsToLocalNetwork>
        </Gateway>
      </VirtualNetworkSite>
    </VirtualNetworkSites>
  </VirtualNetworkConfiguration>
</NetworkConfiguration>"""


@pytest.fixture
def subscription(tmp_path: Path) -> Subscription:
    """A subscription without networks."""
    return Subscription(tmp_path / "state")


def document(inside: str) -> str:
    configuration = f"<VirtualNetworkConfiguration>{inside}</VirtualNetworkConfiguration>"
    return f'<NetworkConfiguration xmlns="{NAMESPACE}">{configuration}</NetworkConfiguration>'


def sites(*each: str) -> str:
    return f"<VirtualNetworkSites>{''.join(each)}</VirtualNetworkSites>"


WHOLE = document(sites(SITE) + SERVERS + LOCAL)


def apply(subscription: Subscription, text: str) -> str | None:
    """Set a document; return how its operation ended."""
    sent = subscription.request("PUT", MEDIA, text)
    assert sent.status == 202 and sent.body == b""
    subscription.settle()
    return subscription.status(sent)


def failure(subscription: Subscription, text: str) -> str | None:
    """Set a document that is refused in the operation; return the message."""
    sent = subscription.request("PUT", MEDIA, text)
    assert sent.status == 202
    subscription.settle()
    return subscription.request("GET", f"operations/{sent.operation_id}").text("Error/Message")


def test_document_is_returned_as_the_service_writes_it(subscription: Subscription) -> None:
    assert subscription.request("GET", MEDIA).error == (
        404,
        "ResourceNotFound",
        "Network configuration does not exist.",
    )
    assert apply(subscription, WHOLE) == "Succeeded"
    found = subscription.request("GET", MEDIA)
    assert found.headers["Content-Type"] == "text/plain"
    assert found.body.decode() == RETURNED.replace("\n", "\r\n")
    assert apply(subscription, found.body.decode()) == "Succeeded"
    assert subscription.request("GET", MEDIA).body == found.body


def test_networks_are_those_of_the_document(subscription: Subscription) -> None:
    apply(subscription, WHOLE)
    before = subscription.request("GET", LIST)
    assert [before.text(f"VirtualNetworkSite/{tag}") for tag in ("Name", "State", "Location")] == [
        "net",
        "Created",
        "West US",
    ]
    assert before.texts("VirtualNetworkSite/Dns/DnsServers/DnsServer/Address") == ["10.0.0.1"]
    apply(subscription, WHOLE.replace("10.1.0.0/24", "10.1.0.0/25"))
    after = subscription.request("GET", LIST)
    assert after.text("VirtualNetworkSite/Id") == before.text("VirtualNetworkSite/Id")
    assert after.text("VirtualNetworkSite/Subnets/Subnet/AddressPrefix") == "10.1.0.0/25"
    assert create_machines(subscription, role("web1")).status == 202
    apply(subscription, document(SERVERS + LOCAL))


def test_empty_document_removes_everything(subscription: Subscription) -> None:
    apply(subscription, WHOLE)
    assert apply(subscription, document("")) == "Succeeded"
    assert subscription.request("GET", MEDIA).status == 404
    assert subscription.request("GET", LIST).tags() == []
    assert apply(subscription, document("")) == "Succeeded"


def test_document_without_networks_keeps_the_rest(subscription: Subscription) -> None:
    apply(subscription, WHOLE)
    apply(subscription, document(SERVERS + LOCAL))
    assert subscription.request("GET", LIST).tags() == []
    text = subscription.request("GET", MEDIA).body.decode()
    assert '<LocalNetworkSite name="branch">' in text and '<DnsServer name="one"' in text


def test_seeded_networks_are_in_the_document(subscription: Subscription) -> None:
    add_network(subscription)
    found = subscription.request("GET", MEDIA).body.decode()
    assert '<VirtualNetworkSite name="net" Location="West US">' in found
    assert apply(subscription, found) == "Succeeded"
    assert subscription.request("GET", LIST).texts("VirtualNetworkSite/Id") == ["1"]


def test_second_document_at_a_time_is_refused(subscription: Subscription) -> None:
    assert subscription.request("PUT", MEDIA, WHOLE).status == 202
    text = "An update to your network configuration is currently underway. Please try this operation again later."
    assert subscription.request("PUT", MEDIA, WHOLE).error == (409, "ConflictError", text)
    subscription.settle()
    assert apply(subscription, WHOLE) == "Succeeded"


def test_network_in_use_stays(subscription: Subscription) -> None:
    """docs/protocol/networking.md#network-configuration-refusals"""
    apply(subscription, WHOLE)
    create_machines(subscription, role("web1"))
    subscription.settle()
    before = subscription.request("GET", MEDIA).body
    network = "Cannot delete or modify virtual network while in use 'net'."
    assert failure(subscription, document("")) == network
    assert failure(subscription, WHOLE.replace("West US", "East US")) == network
    subnet = "Cannot delete or modify subnet while in use 'front'."
    assert failure(subscription, WHOLE.replace('name="front"', 'name="back"')) == subnet
    assert failure(subscription, WHOLE.replace("10.1.0.0/24", "10.1.0.0/25")) == subnet
    assert subscription.request("GET", MEDIA).body == before
    more = '<Subnet name="back"><AddressPrefix>10.1.1.0/24</AddressPrefix></Subnet></Subnets>'
    assert apply(subscription, WHOLE.replace("</Subnets>", more)) == "Succeeded"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 0),
        ("<NetworkConfiguration", 0),
        (WHOLE.replace(NAMESPACE, "urn:other"), 1),
        (WHOLE.replace("AddressPrefix>10.1.0.0/24</AddressPrefix", "Prefix>10.1.0.0/24</Prefix"), 4),
        (WHOLE.replace(' name="net"', ""), 1),
        (WHOLE.replace("<AddressPrefix>10.1.0.0/24</AddressPrefix>", ""), 4),
        (WHOLE.replace("<Dns>", "<Dns/><Dns>"), 1),
    ],
    ids=["empty", "no XML", "namespace", "unknown element", "no name", "no prefix", "twice"],
)
def test_document_that_breaks_the_schema_is_refused(subscription: Subscription, text: str, line: int) -> None:
    assert subscription.request("PUT", MEDIA, text).error == (400, "BadRequest", INVALID.format(line))


@pytest.mark.parametrize(
    "text",
    [
        WHOLE.replace("10.1.0.0/24", "10.3.0.0/24"),
        WHOLE.replace("10.1.0.0/24", "10.1.0.0/33"),
        WHOLE.replace("</Subnets>", '<Subnet name="b"><AddressPrefix>10.1.0.0/25</AddressPrefix></Subnet></Subnets>'),
        WHOLE.replace('DnsServerRef name="one"', 'DnsServerRef name="three"'),
        WHOLE.replace('LocalNetworkSiteRef name="branch"', 'LocalNetworkSiteRef name="other"'),
        WHOLE.replace("West US", "Moon"),
        WHOLE.replace('Location="West US"', 'AffinityGroup="none"'),
        WHOLE.replace(' Location="West US"', ""),
        document(sites(SITE, SITE) + SERVERS + LOCAL),
    ],
    ids=["outside", "no range", "overlap", "server", "local site", "location", "group", "nowhere", "double"],
)
def test_document_that_makes_no_sense_is_refused(subscription: Subscription, text: str) -> None:
    sent = subscription.request("PUT", MEDIA, text)
    assert (sent.status, sent.text("Code")) == (400, "BadRequest")
    assert subscription.request("GET", MEDIA).status == 404
