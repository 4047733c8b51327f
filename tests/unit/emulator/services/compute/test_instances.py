# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the instances of virtual machines show of themselves (docs/protocol/compute.md#role-instance)."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.tests.unit.emulator.direct import DURATION, Subscription
from ansible_collections.classic.azure.tests.unit.emulator.services.compute.running import (
    MACHINES,
    add_network,
    create_machines,
    role,
)
from ansible_collections.classic.azure.tests.unit.emulator.wire import BOTH

INSTANCE = "RoleInstanceList/RoleInstance"
AGENT = f"{INSTANCE}/GuestAgentStatus"
ADDRESS = f"{INSTANCE}/PublicIPs/PublicIP"
WITH_AGENT = "</RoleSize><ProvisionGuestAgent>true</ProvisionGuestAgent>"
STOP = "<OperationType>ShutdownRoleOperation</OperationType><PostShutdownAction>{}</PostShutdownAction>"


@pytest.fixture
def subscription(tmp_path: Path) -> Subscription:
    """A subscription with a hosted service, a storage account and a virtual network."""
    subscription = Subscription(tmp_path / "state")
    add_network(subscription)
    return subscription


def with_address(text: str, inside: str) -> str:
    """A virtual machine with a public address of its own."""
    address = f"<PublicIPs><PublicIP><Name>own</Name>{inside}</PublicIP></PublicIPs>"
    return text.replace("</SubnetNames>", f"</SubnetNames>{address}")


def stop(subscription: Subscription, after: str) -> None:
    subscription.post(f"{MACHINES}/roleinstances/web1/operations", "ShutdownRoleOperation", STOP.format(after))
    subscription.settle()


def test_guest_agent_reports_when_the_machine_is_ready(subscription: Subscription) -> None:
    create_machines(subscription, role("web1").replace("</RoleSize>", WITH_AGENT))
    subscription.cloud.advance(DURATION)
    seen = subscription.request("GET", MACHINES)
    assert [seen.text(f"{AGENT}/{name}") for name in ("ProtocolVersion", "GuestAgentVersion", "Status")] == [
        "1.0",
        "Unknown",
        "NotReady",
    ]
    assert seen.text(f"{AGENT}/FormattedMessage/Message") == "Status not available for role web1."
    subscription.settle()
    seen = subscription.request("GET", MACHINES)
    assert seen.text(f"{AGENT}/Status") == "Ready"
    assert seen.text(f"{AGENT}/GuestAgentVersion") == "2.6.1198.718"
    message = "GuestAgent is running and accepting new configurations."
    assert seen.text(f"{AGENT}/FormattedMessage/Message") == message
    assert seen.text(f"{AGENT}/FormattedMessage/Language") == "en-US"


def test_deallocated_machine_keeps_the_status_of_its_agent(subscription: Subscription) -> None:
    create_machines(subscription, role("web1").replace("</RoleSize>", WITH_AGENT))
    subscription.settle()
    stop(subscription, "StoppedDeallocated")
    seen = subscription.request("GET", MACHINES)
    assert seen.text(f"{INSTANCE}/InstanceStatus") == "StoppedDeallocated"
    assert seen.text(f"{AGENT}/Status") == "NotReady"


def test_machine_without_agent_has_no_status(subscription: Subscription) -> None:
    create_machines(subscription, role("web1"))
    subscription.settle()
    assert subscription.request("GET", MACHINES).texts(AGENT) == []


def test_public_address_of_an_instance(subscription: Subscription) -> None:
    """The recorded forms: without a label this is nil, and with one the address has two names."""
    create_machines(
        subscription,
        with_address(role("web1"), "<IdleTimeoutInMinutes>6</IdleTimeoutInMinutes>"),
        with_address(role("web2", 81), "<DomainNameLabel>front</DomainNameLabel>"),
    )
    subscription.settle()
    seen = subscription.request("GET", MACHINES)
    first, second = xml.parse(seen.body).findall(f"{{*}}{'/{*}'.join(ADDRESS.split('/'))}")
    assert [xml.local_name(each) for each in first] == ["Name", "Address", "IdleTimeoutInMinutes", "DomainNameLabel"]
    assert first[-1].get(xml.NIL) == "true"
    assert [xml.local_name(each) for each in second] == ["Name", "Address", "DomainNameLabel", "Fqdns"]
    assert seen.texts(f"{ADDRESS}/Fqdns/Fqdn") == ["front.shop.cloudapp.net", "front.0.shop.cloudapp.net"]
    addresses = seen.texts(f"{ADDRESS}/Address")
    assert len(set(addresses)) == 2 and not set(addresses) & set(seen.texts("VirtualIPs/VirtualIP/Address"))


def test_update_without_public_address_removes_it(subscription: Subscription) -> None:
    """docs/protocol/compute.md#update-role: what is left out of the network is removed, what is kept stays."""
    create_machines(subscription, with_address(role("web1"), ""))
    subscription.settle()
    address = subscription.request("GET", MACHINES).text(f"{ADDRESS}/Address")
    for text, left in (
        (with_address(role("web1"), "<DomainNameLabel>front</DomainNameLabel>"), [address]),
        (role("web1"), []),
    ):
        network = text[text.index("<ConfigurationSets>") : text.index("</ConfigurationSets>")]
        body = f"<PersistentVMRole {BOTH}>{network}</ConfigurationSets><OSVirtualHardDisk/></PersistentVMRole>"
        assert subscription.request("PUT", f"{MACHINES}/roles/web1", body).status == 202
        subscription.settle()
        assert subscription.request("GET", MACHINES).texts(f"{ADDRESS}/Address") == left


def test_deallocated_machine_loses_its_public_address(subscription: Subscription) -> None:
    create_machines(subscription, with_address(role("web1"), ""))
    subscription.settle()
    address = subscription.request("GET", MACHINES).text(f"{ADDRESS}/Address")
    stop(subscription, "StoppedDeallocated")
    assert subscription.request("GET", MACHINES).texts(ADDRESS) == []
    start = "<OperationType>StartRoleOperation</OperationType>"
    subscription.post(f"{MACHINES}/roleinstances/web1/operations", "StartRoleOperation", start)
    subscription.settle()
    assert subscription.request("GET", MACHINES).text(f"{ADDRESS}/Address") not in (None, address)


def test_machine_of_a_vm_image_names_the_disk_of_the_image(subscription: Subscription) -> None:
    """docs/protocol/compute.md#role-answer"""
    create_machines(subscription, role("web1"), role("web2", 81))
    subscription.settle()
    stop(subscription, "Stopped")
    capture = (
        "<OperationType>CaptureRoleAsVMImageOperation</OperationType><OSState>Generalized</OSState>"
        "<VMImageName>gold</VMImageName><VMImageLabel>gold</VMImageLabel>"
    )
    subscription.post(f"{MACHINES}/roleinstances/web1/operations", "CaptureRoleAsVMImageOperation", capture)
    subscription.settle()
    images = subscription.request("GET", "services/vmimages")
    (disk,) = [text for text in images.texts("VMImage/OSDiskConfiguration/Name") if text.startswith("gold-os-")]
    text = role("web3", 82, disks="").replace("<OSVirtualHardDisk>", "<VMImageName>gold</VMImageName><!--")
    body = text.replace("</OSVirtualHardDisk>", "-->")
    assert subscription.post(f"{MACHINES}/roles", "PersistentVMRole", body).status == 202
    subscription.settle()
    found = subscription.request("GET", f"{MACHINES}/roles/web3")
    assert (found.text("VMImageName"), found.text("OSVirtualHardDisk/SourceImageName")) == ("gold", disk)


def test_update_with_empty_extensions_shows_them(subscription: Subscription) -> None:
    """docs/protocol/compute.md#update-role"""
    create_machines(subscription, role("web1"))
    subscription.settle()
    assert "ResourceExtensionReferences" not in subscription.request("GET", f"{MACHINES}/roles/web1").tags()
    inside = "<ConfigurationSets/><ResourceExtensionReferences/><OSVirtualHardDisk/>"
    body = f"<PersistentVMRole {BOTH}>{inside}</PersistentVMRole>"
    assert subscription.request("PUT", f"{MACHINES}/roles/web1", body).status == 202
    subscription.settle()
    assert "ResourceExtensionReferences" in subscription.request("GET", f"{MACHINES}/roles/web1").tags()
