# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A hosted service with deployments of packages, asked for with bytes typed by hand
(docs/protocol/cloud_services.md#deployments)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Any, Protocol
from xml.sax.saxutils import escape

from ansible_collections.classic.azure.tests.unit.emulator.wire import ACCOUNTS, NS, SERVICES, EmulatorClient, Response

SCHEMA = "http://schemas.microsoft.com/ServiceHosting/2008/10/ServiceConfiguration"
NONE = (404, "ResourceNotFound", "No deployments were found.")
INCORRECT = (400, "BadRequest", "A parameter was incorrect")


def encoded(text: str) -> str:
    return b64encode(text.encode()).decode()


def cscfg(counts: Mapping[str, int] | None = None, more: str = "", system: str = 'osFamily="2"') -> str:
    """A service configuration with so many instances of each role."""
    roles = "".join(
        f'\n  <Role name="{name}"><Instances count="{count}"/><ConfigurationSettings/>{more}</Role>'
        for name, count in (counts or {"web": 2}).items()
    )
    return f'<ServiceConfiguration serviceName="Shop" xmlns="{SCHEMA}" {system}>{roles}\n</ServiceConfiguration>'


class Requester(Protocol):
    """Whatever can send requests to a subscription."""

    def request(self, method: str, path: str = "", body: str = "") -> Response:
        """Send a request and return the response."""


class HostedServiceClient:
    """A hosted service with a storage account of the same name."""

    def __init__(self, requester: Requester, name: str) -> None:
        self.requester = requester
        self.name = name
        self.path = f"{SERVICES}/{self.name}"
        inside = f"<ServiceName>{self.name}</ServiceName><Label>eA==</Label><Location>West US</Location>"
        requester.request("POST", SERVICES, f"<CreateHostedService {NS}>{inside}</CreateHostedService>")
        requester.request("POST", ACCOUNTS, f"<CreateStorageServiceInput {NS}>{inside}</CreateStorageServiceInput>")

    @property
    def blobs(self) -> str:
        return f"https://{self.name}.blob.core.windows.net/"

    def url(self, package: str = "app.cspkg") -> str:
        return f"http://{self.name}.blob.core.windows.net/packages/{package}"

    def create(
        self,
        name: str = "d1",
        slot: str = "production",
        text: str = "",
        more: str = "<StartDeployment>true</StartDeployment>",
        url: str = "",
        label: str = "first",
    ) -> Response:
        inside = (
            f"<Name>{name}</Name><PackageUrl>{escape(url or self.url())}</PackageUrl><Label>{encoded(label)}</Label>"
            f"<Configuration>{encoded(text or cscfg())}</Configuration>{more}"
        )
        return self.post(f"deploymentslots/{slot}", "CreateDeployment", inside)

    def post(self, path: str, root: str, inside: str = "") -> Response:
        """A request below the hosted service; without a root it has no body."""
        return self.requester.request("POST", f"{self.path}/{path}", f"<{root} {NS}>{inside}</{root}>" if root else "")

    def get(self, where: str = "deployments/d1") -> Response:
        return self.requester.request("GET", f"{self.path}/{where}")

    def status(self, wanted: str, where: str = "deployments/d1") -> Response:
        return self.post(f"{where}/?comp=status", "UpdateDeploymentStatus", f"<Status>{wanted}</Status>")

    def configure(self, text: str, more: str = "", where: str = "deployments/d1") -> Response:
        inside = f"<Configuration>{encoded(text)}</Configuration>{more}"
        return self.post(f"{where}/?comp=config", "ChangeConfiguration", inside)

    def upgrade(
        self, text: str = "", mode: str = "Auto", more: str = "<Force>false</Force>", package: str = "new.cspkg"
    ) -> Response:
        inside = (
            f"<Mode>{mode}</Mode><PackageUrl>{self.url(package)}</PackageUrl>"
            f"<Configuration>{encoded(text or cscfg())}</Configuration><Label>{encoded('second')}</Label>{more}"
        )
        return self.post("deployments/d1/?comp=upgrade", "UpgradeDeployment", inside)

    def walk(self, domain: int) -> Response:
        inside = f"<UpgradeDomain>{domain}</UpgradeDomain>"
        return self.post("deployments/d1/?comp=walkupgradedomain", "WalkUpgradeDomain", inside)

    def rollback(self, mode: str = "Auto") -> Response:
        inside = f"<Mode>{mode}</Mode><Force>false</Force>"
        return self.post("deployments/d1/?comp=rollback", "RollbackUpdateOrUpgrade", inside)

    def swap(self, source: str, production: str = "") -> Response:
        first = f"<Production>{production}</Production>" if production else ""
        body = f"<Swap {NS}>{first}<SourceDeployment>{source}</SourceDeployment></Swap>"
        return self.requester.request("POST", self.path, body)

    def states(self, where: str = "deployments/d1") -> list[str]:
        """The name, status and power state of each instance."""
        returned = self.get(where)
        each = "RoleInstanceList/RoleInstance/"
        columns = (returned.texts(f"{each}{tag}") for tag in ("InstanceName", "InstanceStatus", "PowerState"))
        return [" ".join(row) for row in zip(*columns, strict=True)]

    def domains(self) -> list[str]:
        return self.get().texts("RoleInstanceList/RoleInstance/InstanceUpgradeDomain")

    def progress(self) -> str:
        """The status of the deployment d1 and its upgrade status."""
        return self.progress_of("d1")

    def progress_of(self, name: str) -> str:
        returned = self.get(f"deployments/{name}")
        walk = [returned.text(f"UpgradeStatus/{tag}") for tag in ("UpgradeType", "CurrentUpgradeDomainState")]
        words = [returned.text("Status"), *walk, returned.text("UpgradeStatus/CurrentUpgradeDomain")]
        return " ".join(word for word in words if word)


class EmulatedHostedService(HostedServiceClient):
    """A hosted service in an emulator of this process."""

    def __init__(self, client: EmulatorClient) -> None:
        super().__init__(client, client.service.name)
        self.client = client

    def register_package(self, *roles: Mapping[str, Any], package: str = "app.cspkg", **more: Any) -> Response:
        body = {"subscription": self.client.service.subscription_id, "url": self.url(package), "roles": roles, **more}
        return self.client.admin("POST", "packages", body)


def lock_conflict(response: Response) -> tuple[int, str, str]:
    """The error of a request while the operation of this response locks the deployment."""
    text = f"performing an operation with x-ms-requestid {response.operation_id} on this deployment that requires"
    return 409, "ConflictError", f"Windows Azure is currently {text} exclusive access."
