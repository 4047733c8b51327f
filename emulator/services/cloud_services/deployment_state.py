# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deployments as the emulator keeps them, of packages and of virtual machines.

The fields have the names of the answer's schema (docs/protocol/cloud_services.md#deployment-properties,
docs/protocol/compute.md#vm-deployment-answer). Those that no answer has are the emulator's own, and come last.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.classic.azure.emulator.core.clock import stamp
from ansible_collections.classic.azure.emulator.core.entities import Collection, Scope, TimedScope
from ansible_collections.classic.azure.emulator.services.cloud_services.packages import Package
from ansible_collections.classic.azure.emulator.services.networking.endpoints import (
    InputEndpoint,
    NetworkConfiguration,
)
from ansible_collections.classic.azure.emulator.services.networking.ip_addresses import VirtualIp
from ansible_collections.classic.azure.emulator.services.networking.load_balancers import LoadBalancer
from ansible_collections.classic.azure.emulator.services.networking.virtual_networks import DnsServer

READY = "ReadyRole"
STOPPED = "StoppedVM"
DEALLOCATED = "StoppedDeallocated"
VIRTUAL_MACHINE_ROLE = "PersistentVMRole"
TRANSITION = "Transitioning"
DEFAULT_ROLE_SIZE = "Small"


@dataclass
class OSDisk:
    """The disk of a virtual machine's operating system, as requests describe it and as roles have it."""

    host_caching: str | None = None
    label: str | None = None
    name: str = ""
    media_link: str | None = None
    source_image_name: str | None = None
    os: str | None = None
    remote_source_image_link: str | None = None
    io_type: str | None = None
    resized_size_in_gb: int | None = None


@dataclass
class DataDisk:
    """A data disk of a virtual machine, as requests describe it and as roles have it."""

    host_caching: str | None = None
    label: str | None = None
    name: str = ""
    lun: int | None = None
    logical_disk_size_in_gb: int | None = None
    media_link: str | None = None
    source_media_link: str | None = None
    io_type: str | None = None


@dataclass
class ResourceExtension:
    """An extension of a virtual machine."""

    reference_name: str | None = None
    publisher: str | None = None
    name: str | None = None
    version: str | None = None
    parameters: list[dict[str, Any]] | None = None
    state: str | None = None


@dataclass
class ConfigurationSets:
    """The configuration sets of a role that are kept; provisioning sets are not."""

    network: NetworkConfiguration = field(default_factory=NetworkConfiguration)


@dataclass
class Role:
    """A web or worker role, or a virtual machine; of the former only the first fields are used."""

    name: str
    os_version: str | None = None
    role_type: str | None = None
    configuration_sets: ConfigurationSets | None = None
    extensions: list[ResourceExtension] | None = None
    vm_image_name: str | None = None
    media_location: str | None = None
    availability_set_name: str | None = None
    data_disks: list[DataDisk] = field(default_factory=list)
    label: str | None = None
    os_disk: OSDisk | None = None
    role_size: str | None = None
    default_winrm_certificate_thumbprint: str | None = None
    provision_guest_agent: bool | None = None
    debug_settings: dict[str, Any] | None = None
    license_type: str | None = None

    @property
    def is_virtual_machine(self) -> bool:
        return self.role_type is not None

    @property
    def size(self) -> str:
        return self.role_size or DEFAULT_ROLE_SIZE

    @property
    def network(self) -> NetworkConfiguration:
        return self.configuration_sets.network if self.configuration_sets else NetworkConfiguration()

    @property
    def endpoints(self) -> list[InputEndpoint]:
        return self.network.input_endpoints or []

    @property
    def system_disk(self) -> OSDisk:
        """The disk of the operating system, which every virtual machine has. Raises LookupError for other roles."""
        if self.os_disk is None:
            raise LookupError(f"role {self.name} has no disk")
        return self.os_disk


@dataclass
class InstanceEndpoint:
    name: str | None = None
    vip: str | None = None
    public_port: int | None = None
    local_port: int | None = None
    protocol: str | None = None
    idle_timeout_in_minutes: int | None = None


@dataclass
class LifecyclePosition:
    """Where an instance is in a lifecycle: the name of the lifecycle, and the number of the stage."""

    lifecycle: str
    stage: int = 0


@dataclass
class Guest:
    """What a virtual machine reports when its guest agent runs."""

    host_name: str | None = None
    remote_access_certificate_thumbprint: str | None = None


@dataclass
class FormattedMessage:
    language: str | None = None
    message: str | None = None


@dataclass
class GuestAgentStatus:
    """What the agent of a virtual machine reports (docs/protocol/compute.md#role-instance)."""

    protocol_version: str | None = None
    timestamp: str | None = None
    guest_agent_version: str | None = None
    status: str | None = None
    formatted_message: FormattedMessage | None = None


@dataclass
class InstancePublicIp:
    """The public address of one instance (docs/protocol/networking.md#network-interfaces)."""

    name: str | None = None
    address: str | None = None
    idle_timeout_in_minutes: int | None = None
    domain_name_label: str | None = None
    fqdns: list[str] | None = None


@dataclass
class RoleInstance:
    """An instance of a role. The emulator's own fields:

    ``position`` is where it is in a lifecycle, None at rest. ``generation`` counts its lifecycles, so that timers of
    earlier ones are ignored. ``boots`` is how often it has been started. ``pending_guest`` is what it will report when
    it is ready, ``last_host_name`` what it called itself before it was deallocated.
    """

    role_name: str | None = None
    name: str = ""
    status: str | None = None
    upgrade_domain: int | None = None
    fault_domain: int | None = None
    size: str | None = None
    state_details: str | None = None
    ip_address: str | None = None
    endpoints: list[InstanceEndpoint] | None = None
    power_state: str | None = None
    host_name: str | None = None
    remote_access_certificate_thumbprint: str | None = None
    guest_agent_status: GuestAgentStatus | None = None
    public_ips: list[InstancePublicIp] | None = None
    position: LifecyclePosition | None = None
    generation: int = 0
    boots: int = 0
    pending_guest: Guest | None = None
    last_host_name: str | None = None

    def report_guest(self) -> None:
        """Have the instance report what it was to report when it is ready."""
        guest, self.pending_guest = self.pending_guest, None
        if guest:
            self.host_name = guest.host_name or self.host_name
            thumbprint = guest.remote_access_certificate_thumbprint or self.remote_access_certificate_thumbprint
            self.remote_access_certificate_thumbprint = thumbprint


@dataclass
class UpgradeStatus:
    upgrade_type: str | None = None
    current_upgrade_domain_state: str | None = None
    current_upgrade_domain: int | None = None


@dataclass
class Release:
    """What an update replaces in a deployment, and a rollback restores."""

    configuration: str
    package: Package
    cores: int
    extended_properties: dict[str, str]
    label: str | None = None
    sdk_version: str | None = None


@dataclass
class Update:
    """An update that is under way.

    ``mode`` is auto, manual or simultaneous. ``roles`` are those whose instances restart: none for a change of the
    configuration. ``before`` is what a rollback restores. ``next_domain`` is the upgrade domain that is walked next,
    ``end_domain`` the one at which the update ends.
    """

    mode: str
    roles: list[str]
    before: Release
    next_domain: int
    end_domain: int
    is_rollback: bool = False


@dataclass
class Deployment:
    """A deployment. The emulator's own fields:

    ``service`` is the name of its hosted service. ``cores`` count against the subscription's quota. ``vip`` is its
    public address, ``balancer_address`` that of its internal load balancer. ``package`` and ``update`` are None for
    virtual machines. ``requested_reserved_ip`` is the reserved address that it is to have when it has been created.
    Whether it is locked is not kept: it is as long as an operation has the lock of its key.
    """

    name: str
    slot: str | None = None
    private_id: str | None = None
    status: str = ""
    label: str | None = None
    url: str | None = None
    configuration: str = ""
    role_instances: list[RoleInstance] = field(default_factory=list)
    upgrade_status: UpgradeStatus | None = None
    upgrade_domain_count: int | None = None
    roles: list[Role] = field(default_factory=list)
    sdk_version: str | None = None
    rollback_allowed: bool | None = None
    virtual_network_name: str | None = None
    created_time: str | None = None
    last_modified_time: str | None = None
    extended_properties: dict[str, str] = field(default_factory=dict)
    dns_servers: list[DnsServer] | None = None
    persistent_vm_downtime: dict[str, Any] | None = None
    extension_configuration: dict[str, Any] | None = None
    virtual_ips: list[VirtualIp] = field(default_factory=list)
    reserved_ip_name: str | None = None
    internal_dns_suffix: str | None = None
    load_balancers: list[LoadBalancer] = field(default_factory=list)
    virtual_network_id: str | None = None
    service: str = ""
    cores: int = 0
    vip: str | None = None
    balancer_address: str | None = None
    package: Package | None = None
    update: Update | None = None
    requested_reserved_ip: str | None = None

    @property
    def key(self) -> str:
        """Its name in the store, and that of its lock."""
        return f"{self.service}/{self.name}"

    @property
    def endpoints(self) -> Iterator[InputEndpoint]:
        """The input endpoints of all roles."""
        return (endpoint for role in self.roles for endpoint in role.endpoints)

    @property
    def stable_status(self) -> str:
        """Running or Suspended: the status without a transition."""
        return without_transition(self.status)

    def release(self) -> Release:
        """What is deployed now. Raises LookupError for virtual machines, which have no package."""
        if self.package is None:
            raise LookupError(f"deployment {self.key} has no package")
        return Release(
            configuration=self.configuration,
            package=self.package,
            cores=self.cores,
            extended_properties=self.extended_properties,
            label=self.label,
            sdk_version=self.sdk_version,
        )

    def apply_release(self, release: Release) -> None:
        """Replace what is deployed; instances and endpoints do not change yet."""
        self.configuration, self.label, self.package = release.configuration, release.label, release.package
        self.cores, self.sdk_version = release.cores, release.sdk_version
        self.extended_properties = release.extended_properties

    def instance(self, name: str) -> RoleInstance | None:
        """The instance of a name, compared without case."""
        return next((each for each in self.role_instances if each.name.lower() == name.lower()), None)

    def role(self, name: str) -> Role | None:
        """The role of a name, compared without case."""
        return next((each for each in self.roles if each.name.lower() == name.lower()), None)

    def set_public_address(self, address: str | None, reserved_ip_name: str | None) -> None:
        """Have the first virtual IP, if there is one, and all instance endpoints be at another address."""
        self.reserved_ip_name, self.vip = reserved_ip_name, address
        if self.virtual_ips:
            vip = self.virtual_ips[0]
            vip.address, vip.reserved_ip_name = address, reserved_ip_name
            vip.is_reserved = True if reserved_ip_name else None
            for instance in self.role_instances:
                for endpoint in instance.endpoints or []:
                    endpoint.vip = address


def without_transition(status: str) -> str:
    """Running or Suspended: the status of a deployment, whether or not it is in transition."""
    return status.removesuffix(TRANSITION)


class _Deployments(Collection[Deployment]):
    """Named ``service/deployment``; one that was seeded without its service's name gets it from there."""

    def get(self, scope: Scope, name: str) -> Deployment | None:
        deployment = super().get(scope, name)
        if deployment and not deployment.service:
            deployment.service = name.partition("/")[0]
        return deployment

    def all(self, scope: Scope, below: str = "") -> list[Deployment]:
        deployments = super().all(scope, below)
        for deployment in deployments:
            deployment.service = deployment.service or below.partition("/")[0]
        return deployments


DEPLOYMENTS = _Deployments("deployment", Deployment, lambda deployment: deployment.key)


def deployments_of(scope: Scope, service_name: str) -> list[Deployment]:
    """The deployments of a hosted service."""
    return DEPLOYMENTS.all(scope, below=f"{service_name}/")


def save(scope: TimedScope, deployment: Deployment) -> None:
    """Keep a deployment that was changed just now; a transition ends as soon as nothing in the deployment moves."""
    is_moving = deployment.update or any(instance.position for instance in deployment.role_instances)
    if deployment.status.endswith(TRANSITION) and not is_moving:
        deployment.status = deployment.stable_status
        deployment.upgrade_status = None
    deployment.last_modified_time = stamp(scope.now)
    DEPLOYMENTS.save(scope, deployment)


def used_cores(scope: Scope) -> int:
    """The cores of all deployments of a subscription, which count against its quota."""
    return sum(value.get("cores") or 0 for value in scope.store.all(scope.subscription, DEPLOYMENTS.kind))
