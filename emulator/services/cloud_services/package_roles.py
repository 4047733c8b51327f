# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What follows from the package and the configuration of a deployment: roles, instances, addresses, endpoints."""

from __future__ import annotations

from ansible_collections.classic.azure.emulator.core.entities import TimedScope
from ansible_collections.classic.azure.emulator.services.cloud_services import configurations
from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_state import (
    ConfigurationSets,
    Deployment,
    InstanceEndpoint,
    Role,
    RoleInstance,
)
from ansible_collections.classic.azure.emulator.services.cloud_services.lifecycles import start_lifecycle
from ansible_collections.classic.azure.emulator.services.cloud_services.packages import Package, PackageRole
from ansible_collections.classic.azure.emulator.services.networking.endpoints import (
    InputEndpoint,
    NetworkConfiguration,
)
from ansible_collections.classic.azure.emulator.services.networking.ip_addresses import VirtualIp, inner_address
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services import cscfg

VIP_NAME_WITHOUT_ENDPOINTS = "__PseudoBackEndContractVip"
FAULT_DOMAINS = 2


def package_of(deployment: Deployment) -> Package:
    """The package of a deployment. Raises LookupError for virtual machines, which have none."""
    return deployment.release().package


def scale_instances(scope: TimedScope, deployment: Deployment) -> None:
    """Make a deployment have the instances that its configuration asks for; the caller saves the deployment.

    Of too many the last are removed. That a gap in the numbers is filled first is an assumption.
    """
    package, counts = package_of(deployment), cscfg.instances(deployment.configuration)
    instances, created = [], []
    for role in package.roles:
        existing = {instance_number(each): each for each in deployment.role_instances if each.role_name == role.name}
        numbers = sorted(existing)[: counts[role.name]]
        free = (number for number in range(len(existing) + counts[role.name]) if number not in existing)
        while len(numbers) < counts[role.name]:
            number = next(free)
            numbers.append(number)
            existing[number] = _new_instance(scope, role, number, package.upgrade_domains)
            created.append(existing[number])
        for number in sorted(numbers):
            existing[number].size = role.size
            instances.append(existing[number])
    deployment.role_instances = instances
    lifecycle = "create_and_start" if deployment.stable_status == "Running" else "create"
    for instance in instances:
        if instance in created:
            start_lifecycle(scope, deployment, instance, lifecycle)
    deployment.upgrade_domain_count = 1 + max(each.upgrade_domain or 0 for each in instances)
    apply_configuration(deployment)


def _new_instance(scope: TimedScope, role: PackageRole, number: int, upgrade_domains: int) -> RoleInstance:
    return RoleInstance(
        role_name=role.name,
        name=f"{role.name}_IN_{number}",
        upgrade_domain=number % upgrade_domains,
        fault_domain=number % FAULT_DOMAINS,
        size=role.size,
        ip_address=inner_address(scope.operations),
    )


def instance_number(instance: RoleInstance) -> int:
    return int(instance.name.rpartition("_IN_")[2])


def apply_configuration(deployment: Deployment) -> None:
    """Set what follows from a deployment's package, configuration and address: roles, virtual IPs, endpoints."""
    package, vip = package_of(deployment), deployment.vip
    is_public = any(role.endpoints for role in package.roles)
    service_name = cscfg.service_name(deployment.configuration)
    vip_name = f"{service_name}ContractContract" if is_public else VIP_NAME_WITHOUT_ENDPOINTS
    deployment.virtual_ips = [VirtualIp(address=vip, is_dns_programmed=True, name=vip_name)]
    os_version = configurations.operating_system(deployment.configuration)
    deployment.roles = [
        Role(
            role.name,
            os_version=os_version,
            configuration_sets=ConfigurationSets(_network_configuration(role, vip, vip_name)),
        )
        for role in package.roles
    ]
    for instance in deployment.role_instances:
        instance.endpoints = _instance_endpoints(package, instance, vip)


def _network_configuration(role: PackageRole, vip: str | None, vip_name: str) -> NetworkConfiguration:
    endpoints = [
        InputEndpoint(port=each.port, protocol=each.protocol, vip=vip, virtual_ip_name=vip_name)
        for each in role.endpoints
    ]
    return NetworkConfiguration(input_endpoints=endpoints or None)


def _instance_endpoints(package: Package, instance: RoleInstance, vip: str | None) -> list[InstanceEndpoint] | None:
    endpoints = [
        InstanceEndpoint(
            name=each.name, vip=vip, public_port=each.port, local_port=each.local_port, protocol=each.protocol
        )
        for role in package.roles
        if role.name == instance.role_name
        for each in role.endpoints
    ]
    return endpoints or None
