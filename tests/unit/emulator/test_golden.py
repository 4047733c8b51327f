# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Without --live, answers are what they were before there was --live, to the byte.

Two lives of a hosted service, of virtual machines and of packages, with fixed ids and on a virtual clock. The digest is
that of all their responses, and was taken from the commit before. Whoever changes an answer on purpose takes it anew:
the failed test prints it.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from urllib.parse import parse_qsl

import pytest
from ansible_collections.classic.azure.emulator.cloud import Cloud
from ansible_collections.classic.azure.emulator.core.clock import VirtualClock
from ansible_collections.classic.azure.emulator.core.context import Request
from ansible_collections.classic.azure.emulator.core.latency import parse
from ansible_collections.classic.azure.emulator.http.dispatcher import Dispatcher
from ansible_collections.classic.azure.tests.unit.emulator.services.cloud_services.deployed import cscfg
from ansible_collections.classic.azure.tests.unit.emulator.wire import BOTH

CERTIFICATE = "A" * 40
LINUX = "OpenLogic__OpenLogic-CentOS-62-20120531-en-us-30GB.vhd"
SERVICES = "services/hostedservices"
DIGESTS = {
    "instant": "99b7a0c2d2c97e4d8db07a3af9676107608973765f9e96ee85b94312c3ef8792",
    "polls:2": "07164a7d01d8f367b3467853af9b37d839f7042dcb7d13c77041ace67827b213",
    "recorded": "562bce11a02542d53e247de819a419f27c1e0d91c3876652ed5f504538eb2e0f",
}
STEP = 200.0
"""Seconds between two steps, in which some of what takes time is done."""


class Transcript:
    """A subscription, and the digest of all that it answered."""

    def __init__(self, profile: str) -> None:
        self.cloud = Cloud(parse(profile), seed=13, clock=VirtualClock())
        self.dispatcher = Dispatcher(self.cloud)
        self.subscription = self.cloud.add_subscription([{"thumbprint": CERTIFICATE}])
        self.digest = hashlib.sha256()

    def send(self, method: str, path: str, root: str = "", inside: str = "") -> bytes:
        path, dummy, query = path.partition("?")
        body = f"<{root} {BOTH}>{inside}</{root}>" if root else ""
        headers = {"x-ms-version": "2015-04-01"}
        address = f"/{self.subscription}/{path}"
        request = Request(method, address, dict(parse_qsl(query)), headers, body.encode(), CERTIFICATE)
        response = self.dispatcher.handle(request)
        assert response.status < 300 or response.status == 404, (path, response.body)
        self.digest.update(repr((method, path, response.status, sorted(response.headers.items()))).encode())
        self.digest.update(response.body)
        return response.body

    def step(self, method: str, path: str, root: str = "", inside: str = "") -> None:
        """Send a request, and look at everything twice: at once, and after a while."""
        self.send(method, path, root, inside)
        for _time in range(2):
            for seen in ("operatingsystems", "services/networking/reservedips", "services/disks", "services/images"):
                self.send("GET", seen)
            for service in ("shop", "web"):
                self.send("GET", f"{SERVICES}/{service}?embed-detail=true")
            self.cloud.advance(STEP)


def text(value: str) -> str:
    return b64encode(value.encode()).decode()


def role(name: str, port: int) -> str:
    return f"""<RoleName>{name}</RoleName><RoleType>PersistentVMRole</RoleType><ConfigurationSets><ConfigurationSet>
<ConfigurationSetType>LinuxProvisioningConfiguration</ConfigurationSetType><HostName>{name}</HostName>
<UserName>me</UserName><UserPassword>Not-A-Real-1</UserPassword>
<DisableSshPasswordAuthentication>false</DisableSshPasswordAuthentication><CustomData>{text("data")}</CustomData>
</ConfigurationSet><ConfigurationSet><ConfigurationSetType>NetworkConfiguration</ConfigurationSetType><InputEndpoints>
<InputEndpoint><LocalPort>22</LocalPort><Name>ssh</Name><Protocol>tcp</Protocol></InputEndpoint><InputEndpoint>
<LoadBalancedEndpointSetName>web</LoadBalancedEndpointSetName><LocalPort>80</LocalPort><Name>web</Name>
<Port>80</Port><LoadBalancerProbe><Path>/</Path><Port>80</Port><Protocol>http</Protocol></LoadBalancerProbe>
<Protocol>tcp</Protocol></InputEndpoint></InputEndpoints></ConfigurationSet></ConfigurationSets><OSVirtualHardDisk>
<MediaLink>https://shop.blob.core.windows.net/vhds/{name}.vhd</MediaLink><SourceImageName>{LINUX}</SourceImageName>
</OSVirtualHardDisk><RoleSize>Small</RoleSize>""".replace("\n", "")


def life_of_machines(shop: Transcript) -> None:
    deployments = f"{SERVICES}/shop/deployments"
    roles = f"{deployments}/d/roleinstances"
    shop.step("POST", "services/networking/reservedips", "ReservedIP", "<Name>ip</Name><Location>West US</Location>")
    deployment = (
        "<Name>d</Name><DeploymentSlot>Production</DeploymentSlot><Label>d</Label>"
        f"<RoleList><Role>{role('a', 80)}</Role></RoleList><ReservedIPName>ip</ReservedIPName>"
    )
    shop.step("POST", deployments, "Deployment", deployment)
    shop.step("POST", f"{deployments}/d/roles", "PersistentVMRole", role("b", 80))
    action = "<OperationType>{}</OperationType>{}"
    shop.step("POST", f"{roles}/a/operations", "RestartRoleOperation", action.format("RestartRoleOperation", ""))
    for after in ("Stopped", "StoppedDeallocated"):
        stop = action.format("ShutdownRoleOperation", f"<PostShutdownAction>{after}</PostShutdownAction>")
        shop.step("POST", f"{roles}/a/operations", "ShutdownRoleOperation", stop)
        shop.step("POST", f"{roles}/a/operations", "StartRoleOperation", action.format("StartRoleOperation", ""))
    shop.step("POST", f"{roles}/b?comp=reboot")
    shop.step("DELETE", f"{deployments}/d/roles/b?comp=media")
    shop.step("DELETE", f"{deployments}/d")


def life_of_packages(shop: Transcript) -> None:
    slots = f"{SERVICES}/web/deploymentslots"
    package = {
        "url": "http://shop.blob.core.windows.net/p/1.cspkg",
        "roles": [{"name": "web", "endpoints": [{"name": "http", "port": 80}]}],
    }
    shop.cloud.register_package(shop.subscription, package)
    for slot, name in (("production", "v1"), ("staging", "v2")):
        deployment = (
            f"<Name>{name}</Name><PackageUrl>{package['url']}</PackageUrl><Label>{text(name)}</Label>"
            f"<Configuration>{text(cscfg({'web': 2}))}</Configuration><StartDeployment>true</StartDeployment>"
        )
        shop.step("POST", f"{slots}/{slot}", "CreateDeployment", deployment)
    swap = "<Production>v1</Production><SourceDeployment>v2</SourceDeployment>"
    shop.step("POST", f"{SERVICES}/web", "Swap", swap)
    scaled = f"<Configuration>{text(cscfg({'web': 3}))}</Configuration>"
    shop.step("POST", f"{SERVICES}/web/deployments/v2?comp=config", "ChangeConfiguration", scaled)
    shop.step("POST", f"{SERVICES}/web/deployments/v2/roleinstances/web_IN_0?comp=reimage")
    for status in ("Suspended", "Running"):
        body = f"<Status>{status}</Status>"
        shop.step("POST", f"{SERVICES}/web/deployments/v2?comp=status", "UpdateDeploymentStatus", body)
    shop.step("DELETE", f"{SERVICES}/web/deployments/v1")


@pytest.mark.parametrize("profile", DIGESTS)
def test_answers_are_what_they_were(profile: str) -> None:
    shop = Transcript(profile)
    account = f"<ServiceName>shop</ServiceName><Label>{text('shop')}</Label><Location>West US</Location>"
    shop.step("POST", "services/storageservices", "CreateStorageServiceInput", account)
    for service in ("shop", "web"):
        hosted = account.replace("<ServiceName>shop", f"<ServiceName>{service}")
        shop.step("POST", SERVICES, "CreateHostedService", hosted)
    life_of_machines(shop)
    life_of_packages(shop)
    assert shop.digest.hexdigest() == DIGESTS[profile]
