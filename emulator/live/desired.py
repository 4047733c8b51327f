# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What should run and listen, as it follows from the store and from nothing else.

A machine runs when it is ReadyRole and Started. As long as it is not deallocated its public ports listen. Windows
machines do not run: their ports listen and reset.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from ansible_collections.classic.azure.emulator.catalog import role_sizes
from ansible_collections.classic.azure.emulator.core.entities import Scope, StoreScope
from ansible_collections.classic.azure.emulator.core.hosting import machine_key
from ansible_collections.classic.azure.emulator.core.store import Store
from ansible_collections.classic.azure.emulator.live.web import instance_document
from ansible_collections.classic.azure.emulator.live.world import (
    AccessRule,
    Disk,
    Instance,
    Listener,
    Machine,
    Probe,
    Target,
    World,
)
from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_state import (
    DEALLOCATED,
    READY,
    Deployment,
    Role,
    RoleInstance,
    deployments_of,
)
from ansible_collections.classic.azure.emulator.services.cloud_services.hosted_services import HOSTED_SERVICES
from ansible_collections.classic.azure.emulator.services.compute.disks import DISKS
from ansible_collections.classic.azure.emulator.services.compute.os_images import OS_IMAGES
from ansible_collections.classic.azure.emulator.services.compute.vm_images import VM_IMAGES
from ansible_collections.classic.azure.emulator.services.networking.endpoints import InputEndpoint
from ansible_collections.classic.azure.emulator.services.storage.storage_accounts import STORAGE_ACCOUNTS

PRIVATE = "Private"
"""The type of the address of an internal load balancer, which nothing outside its network reaches."""


@dataclass
class _Port:
    """A public port as it is put together, from one endpoint or from all of a load-balanced set."""

    targets: list[Target] = field(default_factory=list)
    access_rules: tuple[AccessRule, ...] = ()
    probe: Probe | None = None
    distribution: str | None = None
    idle_timeout: float | None = None


def desired_world(store: Store) -> World:
    """The world of a store."""
    machines: dict[str, Machine] = {}
    instances: dict[str, Instance] = {}
    listeners: list[Listener] = []
    disks: set[str] = set()
    accounts: set[str] = set()
    names: dict[str, str] = {}
    roles: set[str] = set()
    for subscription in store.all_subscriptions("subscription"):
        scope = StoreScope(store, subscription["subscription_id"])
        disks.update(_media_links(scope))
        accounts.update(account.name.lower() for account in STORAGE_ACCOUNTS.all(scope))
        for service in HOSTED_SERVICES.all(scope):
            for deployment in deployments_of(scope, service.name):
                machines.update(_machines(scope, deployment))
                roles.update(machine_key(scope.subscription, deployment.key, role.name) for role in deployment.roles)
                instances.update(_instances(scope, deployment))
                listeners += _listeners(scope, deployment)
                host, address = urlsplit(deployment.url or "").hostname, public_address(deployment)
                if host and address:
                    names[host] = address
    is_settled = not store.all_subscriptions("begun")
    return World(
        machines,
        instances,
        tuple(listeners),
        frozenset(disks),
        frozenset(accounts),
        names,
        frozenset(roles) if is_settled else None,
    )


def _media_links(scope: Scope) -> Iterator[str]:
    """The blobs of all disks and images of a subscription."""
    yield from (disk.media_link or "" for disk in DISKS.all(scope))
    yield from (image.media_link or "" for image in OS_IMAGES.all(scope))
    for image in VM_IMAGES.all(scope):
        yield image.os_disk_configuration.media_link or ""
        yield from (disk.media_link or "" for disk in image.data_disk_configurations)


def public_address(deployment: Deployment) -> str | None:
    """The address at which a deployment is reached from outside, as its answer has it; None if it has none now."""
    return next((vip.address for vip in deployment.virtual_ips if vip.type != PRIVATE), None)


def is_running(instance: RoleInstance) -> bool:
    return instance.status == READY and instance.power_state == "Started"


def is_linux(role: Role) -> bool:
    return role.os_disk is not None and (role.os_disk.os or "").lower() == "linux"


def _machines(scope: Scope, deployment: Deployment) -> Iterator[tuple[str, Machine]]:
    for role in deployment.roles:
        instance = deployment.instance(role.name)
        if role.is_virtual_machine and instance and is_linux(role) and is_running(instance):
            key = machine_key(scope.subscription, deployment.key, instance.name)
            yield key, _machine(scope, key, deployment, role, instance)


def _machine(scope: Scope, key: str, deployment: Deployment, role: Role, instance: RoleInstance) -> Machine:
    sources = _disk_sources(scope, role)
    size = next(each for each in role_sizes.rows() if each["name"] == role.size)
    network = f"{scope.subscription}/{deployment.virtual_network_name or deployment.key}"
    return Machine(
        key=key,
        host_name=instance.host_name or role.name,
        system_disk=Disk(role.system_disk.media_link or "", sources.get(None)),
        data_disks={disk.lun or 0: Disk(disk.media_link or "", sources.get(disk.lun or 0)) for disk in role.data_disks},
        address=instance.ip_address or "",
        network=network,
        boots=instance.boots,
        cores=size["cores"],
        memory_mb=size["memory_in_mb"],
    )


def _disk_sources(scope: Scope, role: Role) -> dict[int | None, str | None]:
    """The blobs of the images of the user that the disks of a machine began as copies of: the system's under None,
    data disks by their logical unit numbers. An image that has been deleted since is none."""
    image = VM_IMAGES.get(scope, role.vm_image_name or "")
    if image:
        sources: dict[int | None, str | None] = {None: image.os_disk_configuration.media_link}
        return sources | {disk.lun or 0: disk.media_link for disk in image.data_disk_configurations}
    system = OS_IMAGES.get(scope, role.system_disk.source_image_name or "")
    return {None: system.media_link if system else None}


def _instances(scope: Scope, deployment: Deployment) -> Iterator[tuple[str, Instance]]:
    for instance in deployment.role_instances if deployment.package else ():
        if is_running(instance):
            key = machine_key(scope.subscription, deployment.key, instance.name)
            yield key, Instance(key, instance_document(deployment, instance))


def _listeners(scope: Scope, deployment: Deployment) -> list[Listener]:
    address = public_address(deployment)
    if address is None:
        return []
    ports: dict[tuple[int, str], _Port] = defaultdict(_Port)
    if deployment.package:
        _add_ports_of_package(ports, scope, deployment)
    else:
        _add_ports_of_machines(ports, scope, deployment)
    return [
        Listener(
            address,
            number,
            protocol,
            tuple(port.targets),
            port.access_rules,
            port.probe,
            port.distribution,
            Listener.idle_timeout if port.idle_timeout is None else port.idle_timeout,
        )
        for (number, protocol), port in ports.items()
    ]


def _add_ports_of_package(ports: dict[tuple[int, str], _Port], scope: Scope, deployment: Deployment) -> None:
    for role in deployment.package.roles if deployment.package else ():
        for endpoint in role.endpoints:
            port = ports[endpoint.port, "udp" if endpoint.protocol.lower() == "udp" else "tcp"]
            for instance in deployment.role_instances:
                if instance.role_name == role.name and is_running(instance):
                    key = machine_key(scope.subscription, deployment.key, instance.name)
                    port.targets.append(Target(key, endpoint.local_port))


def _add_ports_of_machines(ports: dict[tuple[int, str], _Port], scope: Scope, deployment: Deployment) -> None:
    for role in deployment.roles:
        instance = deployment.instance(role.name)
        if instance is None or instance.status == DEALLOCATED:
            continue
        for endpoint in role.endpoints:
            if endpoint.port is None or endpoint.load_balancer_name:
                continue
            port = ports[endpoint.port, (endpoint.protocol or "tcp").lower()]
            _describe(port, endpoint)
            if is_linux(role) and is_running(instance):
                key = machine_key(scope.subscription, deployment.key, instance.name)
                port.targets.append(Target(key, endpoint.local_port or endpoint.port))


def _describe(port: _Port, endpoint: InputEndpoint) -> None:
    """Have a port be as an endpoint says. Of a set, the first endpoint that says something counts."""
    rules = endpoint.endpoint_acl.rules if endpoint.endpoint_acl else []
    port.access_rules = port.access_rules or tuple(
        sorted(
            (
                AccessRule(rule.order or 0, (rule.action or "").lower() == "permit", rule.remote_subnet or "")
                for rule in rules
            ),
            key=lambda rule: rule.order,
        )
    )
    probe = endpoint.load_balancer_probe
    if probe and endpoint.load_balanced_endpoint_set_name and port.probe is None:
        port.probe = Probe(
            protocol=(probe.protocol or "tcp").lower(),
            port=probe.port or endpoint.local_port or 0,
            path=probe.path,
            interval=float(probe.interval_in_seconds or 0),
            timeout=float(probe.timeout_in_seconds or 0),
        )
    port.distribution = port.distribution or endpoint.load_balancer_distribution
    if port.idle_timeout is None and endpoint.idle_timeout_in_minutes:
        port.idle_timeout = endpoint.idle_timeout_in_minutes * 60.0
