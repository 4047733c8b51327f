# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a failed operation leaves behind: all that was there before, and nothing else
(docs/protocol/operations.md#failed-operations)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from ansible_collections.classic.azure.emulator import services
from ansible_collections.classic.azure.tests.unit.emulator.direct import CERTIFICATE, DURATION, Subscription
from ansible_collections.classic.azure.tests.unit.emulator.services.cloud_services.deployed import (
    cscfg,
)
from ansible_collections.classic.azure.tests.unit.emulator.services.cloud_services.test_service_certificates import (
    CER,
    THUMBPRINT,
)
from ansible_collections.classic.azure.tests.unit.emulator.services.compute.running import (
    MACHINES,
    add_network,
    create_machines,
    data_disk_values,
    role,
    run_machines,
)
from ansible_collections.classic.azure.tests.unit.emulator.wire import ACCOUNTS, SERVICES, Response

RESERVED, DISKS, VM_IMAGES = "services/networking/reservedips", "services/disks", "services/vmimages"


@pytest.fixture
def subscription(tmp_path: Path) -> Subscription:
    """A subscription with a hosted service and a storage account, both named shop."""
    return Subscription(tmp_path / "state")


def deploy(subscription: Subscription) -> None:
    assert subscription.shop.create().status == 202
    subscription.settle()


def deploy_twice(subscription: Subscription) -> None:
    deploy(subscription)
    assert subscription.shop.create("d2", "staging").status == 202
    subscription.settle()


def upgrade_by_hand(subscription: Subscription) -> None:
    deploy(subscription)
    assert subscription.shop.upgrade(cscfg({"web": 3}), "Manual").status == 202
    subscription.settle()


def walk_once(subscription: Subscription) -> None:
    upgrade_by_hand(subscription)
    assert subscription.shop.walk(0).status == 202
    subscription.settle()


def stop_machines(subscription: Subscription) -> None:
    run_machines(subscription)
    assert operate(subscription, "ShutdownRoles", NAMES).status == 202
    subscription.settle()


NAMES = "<Roles><Name>web1</Name><Name>web2</Name></Roles>"
NEW_IMAGE = "<TargetImageLabel>Golden</TargetImageLabel><TargetImageName>golden</TargetImageName>"
NEW_VM_IMAGE = "<VMImageName>golden</VMImageName><VMImageLabel>Golden</VMImageLabel>"


def operate(subscription: Subscription, operation: str, inside: str = "") -> Response:
    """An operation on the first machine, or on several that the body names."""
    path = "roles" if "<Roles>" in inside else "roleinstances/web1"
    body = f"<OperationType>{operation}Operation</OperationType>{inside}"
    return subscription.post(f"{MACHINES}/{path}/Operations", f"{operation}Operation", body)


def balance(subscription: Subscription) -> None:
    run_machines(subscription)
    assert change_balancer(subscription, "POST", 20).status == 202
    subscription.settle()


def change_balancer(subscription: Subscription, method: str, number: int) -> Response:
    frontend = f"<SubnetName>front</SubnetName><StaticVirtualNetworkIPAddress>10.1.0.{number}"
    inside = (
        f"<Name>inner</Name><FrontendIpConfiguration><Type>Private</Type>{frontend}"
        "</StaticVirtualNetworkIPAddress></FrontendIpConfiguration>"
    )
    where = f"{MACHINES}/loadbalancers{'' if method == 'POST' else '/inner'}"
    return subscription.post(where, "LoadBalancer", inside, method)


def reserve(subscription: Subscription) -> None:
    assert create_reserved_ip(subscription).status == 202
    subscription.settle()


def create_reserved_ip(subscription: Subscription) -> Response:
    inside = "<Name>front</Name><Label>front</Label><Location>West US</Location>"
    return subscription.post(RESERVED, "ReservedIP", inside)


def reserve_beside_machines(subscription: Subscription) -> None:
    run_machines(subscription)
    reserve(subscription)


def associate(subscription: Subscription, verb: str = "associate") -> Response:
    inside = "<ServiceName>shop</ServiceName><DeploymentName>vms</DeploymentName>"
    return subscription.post(f"{RESERVED}/front/operations/{verb}", "ReservedIPAssociation", inside)


def use_reserved_ip(subscription: Subscription) -> None:
    reserve_beside_machines(subscription)
    assert associate(subscription).status == 202
    subscription.settle()


def add_certificate(subscription: Subscription) -> Response:
    inside = f"<Data>{b64encode(CER).decode()}</Data><CertificateFormat>cer</CertificateFormat>"
    return subscription.post(f"{SERVICES}/shop/certificates", "CertificateFile", inside)


def have_certificate(subscription: Subscription) -> None:
    assert add_certificate(subscription).status == 202
    subscription.settle()


def create_account(subscription: Subscription) -> Response:
    inside = "<ServiceName>stock</ServiceName><Label>c3RvY2s=</Label><Location>West US</Location>"
    return subscription.post(ACCOUNTS, "CreateStorageServiceInput", inside)


def add_disk(subscription: Subscription) -> None:
    inside = (
        "<OS>Linux</OS><Label>old</Label><MediaLink>https://shop.blob.core.windows.net/vhds/d.vhd</MediaLink>"
        "<Name>d</Name>"
    )
    assert subscription.post(DISKS, "Disk", inside).status == 200


def create_vm_image(subscription: Subscription) -> Response:
    link = "<MediaLink>https://shop.blob.core.windows.net/vhds/golden.vhd</MediaLink>"
    disk = f"<OSDiskConfiguration><OSState>Specialized</OSState><OS>Linux</OS>{link}</OSDiskConfiguration>"
    return subscription.post(VM_IMAGES, "VMImage", f"<Name>golden</Name><Label>golden</Label>{disk}")


def have_vm_image(subscription: Subscription) -> None:
    assert create_vm_image(subscription).status == 202
    subscription.settle()


def nothing(subscription: Subscription) -> None:
    """Nothing has to be there but the service and the account."""


def deleting(path: str) -> Callable[[Subscription], Response]:
    return lambda subscription: subscription.request("DELETE", path)


def restarting(verb: str) -> Callable[[Subscription], Response]:
    return lambda subscription: subscription.shop.post(f"deployments/d1/roleinstances/web_IN_0?{verb}", "")


@dataclass(frozen=True)
class Case:
    """A request for an operation, and what has to be there before it."""

    operation: str
    prepare: Callable[[Subscription], None]
    send: Callable[[Subscription], Response]

    def __str__(self) -> str:
        return self.operation


SLOTS = f"{SERVICES}/shop/deploymentslots"
TWO_NETWORKS = """<NetworkConfiguration xmlns="http://schemas.microsoft.com/ServiceHosting/2011/07/NetworkConfiguration">
<VirtualNetworkConfiguration><VirtualNetworkSites><VirtualNetworkSite name="net" Location="West US"><AddressSpace>
<AddressPrefix>10.1.0.0/16</AddressPrefix></AddressSpace></VirtualNetworkSite><VirtualNetworkSite name="other"
Location="East US"><AddressSpace><AddressPrefix>10.2.0.0/16</AddressPrefix></AddressSpace></VirtualNetworkSite>
</VirtualNetworkSites></VirtualNetworkConfiguration></NetworkConfiguration>"""
CASES = (
    Case(
        "AddDataDisk",
        run_machines,
        lambda s: s.post(f"{MACHINES}/roles/web1/DataDisks", "DataVirtualHardDisk", data_disk_values("web1", 2)),
    ),
    Case(
        "AddDnsServer",
        run_machines,
        lambda s: s.post(f"{MACHINES}/dnsservers", "DnsServer", "<Name>two</Name><Address>10.0.0.2</Address>"),
    ),
    Case("AddLoadBalancer", run_machines, lambda s: change_balancer(s, "POST", 20)),
    Case("AddRole", run_machines, lambda s: s.post(f"{MACHINES}/roles", "PersistentVMRole", role("web3", 82))),
    Case("AddServiceCertificate", nothing, add_certificate),
    Case("AssociateReservedIP", reserve_beside_machines, associate),
    Case(
        "CaptureRole",
        stop_machines,
        lambda s: operate(s, "CaptureRole", f"<PostCaptureAction>Delete</PostCaptureAction>{NEW_IMAGE}"),
    ),
    Case(
        "CaptureRoleAsVMImage",
        stop_machines,
        lambda s: operate(s, "CaptureRoleAsVMImage", f"<OSState>Generalized</OSState>{NEW_VM_IMAGE}"),
    ),
    Case("ChangeConfiguration", deploy, lambda s: s.shop.configure(cscfg({"web": 3}))),
    Case("CreateDeployment", nothing, lambda s: s.shop.create()),
    Case("CreateReservedIP", nothing, create_reserved_ip),
    Case("CreateStorageService", nothing, create_account),
    Case("CreateVMDeployment", add_network, lambda s: create_machines(s, role("web1"), role("web2", 81))),
    Case("CreateVMImage", nothing, create_vm_image),
    Case("DeleteDataDisk", run_machines, deleting(f"{MACHINES}/roles/web1/DataDisks/1")),
    Case("DeleteDataDisk", run_machines, deleting(f"{MACHINES}/roles/web1/DataDisks/1?comp=media")),
    Case("DeleteDeployment", deploy, deleting(f"{SLOTS}/production")),
    Case("DeleteDeployment", run_machines, deleting(f"{MACHINES}?comp=media")),
    Case("DeleteDnsServer", run_machines, deleting(f"{MACHINES}/dnsservers/one")),
    Case("DeleteHostedService", run_machines, deleting(f"{SERVICES}/shop?comp=media")),
    Case("DeleteLoadBalancer", balance, deleting(f"{MACHINES}/loadbalancers/inner")),
    Case("DeleteReservedIP", reserve, deleting(f"{RESERVED}/front")),
    Case("DeleteRole", run_machines, deleting(f"{MACHINES}/roles/web2?comp=media")),
    Case(
        "DeleteRoleInstances",
        deploy,
        lambda s: s.shop.post("deployments/d1/roleinstances?comp=delete", "RoleInstances", "<Name>web_IN_1</Name>"),
    ),
    Case("DeleteServiceCertificate", have_certificate, deleting(f"{SERVICES}/shop/certificates/sha1-{THUMBPRINT}")),
    Case("DeleteVMImage", have_vm_image, deleting(f"{VM_IMAGES}/golden")),
    Case("DisassociateReservedIP", use_reserved_ip, lambda s: associate(s, "disassociate")),
    Case("RebootRoleInstance", deploy, restarting("comp=reboot")),
    Case("RebuildRoleInstance", deploy, restarting("comp=rebuild&resources=allLocalDrives")),
    Case("ReimageRoleInstance", deploy, restarting("comp=reimage")),
    Case("RestartRole", run_machines, lambda s: operate(s, "RestartRole")),
    Case("RollbackUpdateOrUpgrade", walk_once, lambda s: s.shop.rollback()),
    Case("RollbackUpdateOrUpgrade", walk_once, lambda s: s.shop.rollback("Manual")),
    Case(
        "ShutdownRole",
        run_machines,
        lambda s: operate(s, "ShutdownRole", "<PostShutdownAction>StoppedDeallocated</PostShutdownAction>"),
    ),
    Case("ShutdownRoles", run_machines, lambda s: operate(s, "ShutdownRoles", NAMES)),
    Case("StartRole", stop_machines, lambda s: operate(s, "StartRole")),
    Case("StartRoles", stop_machines, lambda s: operate(s, "StartRoles", NAMES)),
    Case("SwapDeployment", deploy_twice, lambda s: s.shop.swap("d2", "d1")),
    Case(
        "UpdateDataDisk",
        run_machines,
        lambda s: s.post(
            f"{MACHINES}/roles/web1/DataDisks/1", "DataVirtualHardDisk", data_disk_values("web1", 5, "new"), "PUT"
        ),
    ),
    Case("SetNetworkConfiguration", add_network, lambda s: s.request("PUT", "services/networking/media", TWO_NETWORKS)),
    Case("UpdateDeploymentStatus", deploy, lambda s: s.shop.status("Suspended")),
    Case(
        "UpdateDisk",
        add_disk,
        lambda s: s.post(f"{DISKS}/d", "Disk", "<Label>new</Label><ResizedSizeInGB>100</ResizedSizeInGB>", "PUT"),
    ),
    Case(
        "UpdateDnsServer",
        run_machines,
        lambda s: s.post(
            f"{MACHINES}/dnsservers/one", "DnsServer", "<Name>one</Name><Address>10.0.0.2</Address>", "PUT"
        ),
    ),
    Case(
        "UpdateLoadBalancedEndpointSet",
        run_machines,
        lambda s: s.post(
            f"{MACHINES}?comp=UpdateLbSet",
            "LoadBalancedEndpointList",
            "<InputEndpoint><LoadBalancedEndpointSetName>web1</LoadBalancedEndpointSetName><Port>88</Port><Protocol>tcp</Protocol></InputEndpoint>",
        ),
    ),
    Case("UpdateLoadBalancer", balance, lambda s: change_balancer(s, "PUT", 21)),
    Case(
        "UpdateRole",
        run_machines,
        lambda s: s.post(
            f"{MACHINES}/roles/web1", "PersistentVMRole", role("web1", 90, disks="").replace("Small", "Medium"), "PUT"
        ),
    ),
    Case("UpgradeDeployment", deploy, lambda s: s.shop.upgrade(cscfg({"web": 3}))),
    Case("UpgradeDeployment", upgrade_by_hand, lambda s: s.shop.upgrade(cscfg({"web": 4}), "Simultaneous")),
    Case("WalkUpgradeDomain", upgrade_by_hand, lambda s: s.shop.walk(0)),
)
SYNCHRONOUS = {
    "AddDisk",
    "AddManagementCertificate",
    "AddOSImage",
    "CreateAffinityGroup",
    "CreateHostedService",
    "DeleteAffinityGroup",
    "DeleteDisk",
    "DeleteManagementCertificate",
    "DeleteOSImage",
    "DeleteStorageService",
    "RegenerateStorageKeys",
    "UpdateAffinityGroup",
    "UpdateHostedService",
    "UpdateOSImage",
    "UpdateStorageService",
    "UpdateVMImage",
}


def test_every_change_is_tried() -> None:
    written = {route.operation for route in services.load().routes if route.method != "GET"}
    assert {case.operation for case in CASES} == written - SYNCHRONOUS


@pytest.mark.parametrize("restarted", [False, True], ids=["", "restarted"])
@pytest.mark.parametrize("case", CASES, ids=str)
def test_failed_operation_leaves_everything_as_before(subscription: Subscription, case: Case, restarted: bool) -> None:
    """All resources are what they were, so that quotas and names are too; a second try succeeds. It is the same if the
    emulator is restarted in the middle of the operation."""
    case.prepare(subscription)
    before = subscription.resources()
    subscription.cloud.faults.add(kind="fail_operation", operation=case.operation)
    failing = case.send(subscription)
    assert (failing.status, subscription.status(failing)) == (202, "InProgress"), failing.body
    if restarted:
        subscription.cloud.advance(DURATION / 2)
        subscription.restart()
    subscription.settle()
    assert subscription.status(failing) == "Failed"
    assert subscription.resources() == before
    again = case.send(subscription)
    assert again.status == 202, again.body
    subscription.settle()
    assert subscription.status(again) == "Succeeded"


def test_late_refusal_undoes_earlier_machines(subscription: Subscription) -> None:
    """The second machine uses a port of the first one, whose disks have been made by then."""
    add_network(subscription)
    before = subscription.resources()
    failing = create_machines(subscription, role("web1"), role("web2"))
    subscription.settle()
    ended = subscription.request("GET", f"operations/{failing.operation_id}")
    assert (ended.text("Status"), ended.text("HttpStatusCode")) == ("Failed", "400")
    assert subscription.resources() == before
    assert create_machines(subscription, role("web1"), role("web2", 81)).status == 202


def test_failed_creation_gives_cores_back(subscription: Subscription) -> None:
    add_network(subscription)
    subscription.cloud.faults.add(kind="fail_operation", operation="CreateVMDeployment")
    cores = "CurrentCoreCount"
    assert create_machines(subscription, role("web1"), role("web2", 81)).status == 202
    assert subscription.request("GET").text(cores) == "2"
    subscription.settle()
    assert subscription.request("GET").text(cores) == "0"


@pytest.mark.parametrize("create", [create_account, create_reserved_ip])
def test_failed_creation_is_not_found(subscription: Subscription, create: Callable[[Subscription], Response]) -> None:
    """It neither stays in a state that passes, nor has to be deleted; its name is free for others."""
    subscription.cloud.faults.add(kind="fail_operation")
    assert create(subscription).status == 202
    subscription.settle()
    for path in (f"{ACCOUNTS}/stock", f"{RESERVED}/front"):
        assert subscription.request("GET", path).status == 404
        assert subscription.request("DELETE", path).status == 404
    other = subscription.cloud.add_subscription([{"thumbprint": CERTIFICATE}])
    subscription.id = other
    assert create(subscription).status == 202
