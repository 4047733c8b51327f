# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Virtual machines in their deployment: how they get addresses, start and stop, and what follows for the deployment
(docs/protocol/compute.md#vm-deployment-answer, docs/protocol/compute.md#shutdown-effects)."""

from __future__ import annotations

from ansible_collections.classic.azure.emulator.catalog import role_sizes
from ansible_collections.classic.azure.emulator.core.entities import Scope, TimedScope, load
from ansible_collections.classic.azure.emulator.core.hosting import machine_key
from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_state import (
    DEALLOCATED,
    DEPLOYMENTS,
    STOPPED,
    Deployment,
    Guest,
    InstanceEndpoint,
    InstancePublicIp,
    Role,
    RoleInstance,
)
from ansible_collections.classic.azure.emulator.services.cloud_services.guest_agents import silence_agent
from ansible_collections.classic.azure.emulator.services.cloud_services.lifecycles import start_lifecycle
from ansible_collections.classic.azure.emulator.services.cloud_services.package_roles import (
    FAULT_DOMAINS,
    VIP_NAME_WITHOUT_ENDPOINTS,
)
from ansible_collections.classic.azure.emulator.services.networking.ip_addresses import (
    VirtualIp,
    free_address,
    inner_address,
    public_address,
)
from ansible_collections.classic.azure.emulator.services.networking.reserved_ips import RESERVED_IPS
from ansible_collections.classic.azure.emulator.services.networking.virtual_networks import (
    VIRTUAL_NETWORKS,
    VirtualNetwork,
)

CONFIGURATION_START = (
    '<ServiceConfiguration xmlns:xsd="http://www.w3.org/2001/XMLSchema" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns="http://schemas.microsoft.com/ServiceHosting/2008/10/ServiceConfiguration">\r\n'
)
CONFIGURATION_ROLE = '  <Role name="{}">\r\n    <Instances count="1" />\r\n  </Role>\r\n'
CONFIGURATION_END = "</ServiceConfiguration>"
UPGRADE_DOMAINS = 5


def cores_of_size(name: str) -> int:
    return next(int(size["cores"]) for size in role_sizes.rows() if size["name"] == name)


def network_of(scope: Scope, deployment: Deployment) -> VirtualNetwork | None:
    """The virtual network of a deployment, if it is in one."""
    return VIRTUAL_NETWORKS.get(scope, deployment.virtual_network_name or "")


def existing_role(deployment: Deployment, name: str) -> Role:
    """The role of a name. Raises LookupError if it has been deleted."""
    role = deployment.role(name)
    if role is None:
        raise LookupError(f"deployment {deployment.key} has no role {name}")
    return role


def existing_instance(deployment: Deployment, name: str) -> RoleInstance:
    """The instance of a virtual machine. Raises LookupError if it has been deleted."""
    instance = deployment.instance(name)
    if instance is None:
        raise LookupError(f"deployment {deployment.key} has no instance {name}")
    return instance


def apply_roles(deployment: Deployment) -> None:
    """Set what follows from the virtual machines of a deployment: configuration, virtual IPs, endpoints, cores and
    status."""
    roles, instances = deployment.roles, {instance.name: instance for instance in deployment.role_instances}
    configuration = "".join(CONFIGURATION_ROLE.format(role.name) for role in roles)
    deployment.configuration = f"{CONFIGURATION_START}{configuration}{CONFIGURATION_END}"
    allocated = [role for role in roles if instances[role.name].status != DEALLOCATED]
    deployment.virtual_ips = _virtual_ips(deployment) if allocated else []
    for role in roles:
        _set_endpoint_addresses(deployment, role, instances[role.name])
    deployment.cores = sum(cores_of_size(role.size) for role in allocated)
    deployment.status = "Running" if allocated else "Suspended"
    deployment.upgrade_domain_count = 1 + max(instance.upgrade_domain or 0 for instance in instances.values())
    deployment.internal_dns_suffix = f"{deployment.service}.d9.internal.cloudapp.net"
    deployment.url = f"http://{deployment.service.lower()}.cloudapp.net/"


def _virtual_ips(deployment: Deployment) -> list[VirtualIp]:
    """The public address, and that of the internal load balancer as soon as an endpoint is behind it
    (docs/protocol/networking.md#internal-load-balancers)."""
    is_public = any(deployment.endpoints)
    public = VirtualIp(
        address=deployment.vip,
        is_dns_programmed=True,
        name=f"{deployment.name}ContractContract" if is_public else VIP_NAME_WITHOUT_ENDPOINTS,
    )
    if deployment.reserved_ip_name:
        public.is_reserved, public.reserved_ip_name = True, deployment.reserved_ip_name
    used = {endpoint.load_balancer_name for endpoint in deployment.endpoints}
    internal = [
        VirtualIp(address=deployment.balancer_address, name=balancer.name, type="Private")
        for balancer in deployment.load_balancers
        if balancer.name in used
    ]
    return [public, *internal]


def _set_endpoint_addresses(deployment: Deployment, role: Role, instance: RoleInstance) -> None:
    """Have endpoints be at the public address or at the load balancer's; those of a deallocated machine have none."""
    is_allocated = instance.status != DEALLOCATED
    for endpoint in role.endpoints:
        address = deployment.balancer_address if endpoint.load_balancer_name else deployment.vip
        endpoint.vip = address if is_allocated else None
    endpoints = [
        InstanceEndpoint(
            name=endpoint.name,
            vip=endpoint.vip,
            public_port=endpoint.port,
            local_port=endpoint.local_port,
            protocol=endpoint.protocol,
            idle_timeout_in_minutes=endpoint.idle_timeout_in_minutes,
        )
        for endpoint in role.endpoints
    ]
    instance.endpoints = endpoints if is_allocated and endpoints else None


def provision(scope: TimedScope, deployment: Deployment, role: Role, guest: Guest) -> None:
    """Add the instance of a role, which reports ``guest`` when it is ready. Raises ErrorResponse if there is no
    address for it."""
    place = len(deployment.role_instances) if role.availability_set_name else 0
    instance = RoleInstance(
        role_name=role.name,
        name=role.name,
        upgrade_domain=place % UPGRADE_DOMAINS,
        fault_domain=place % FAULT_DOMAINS,
        size=role.role_size,
        ip_address=_role_address(scope, deployment, role),
        pending_guest=guest,
    )
    deployment.role_instances.append(instance)
    give_public_ips(scope, deployment, role)
    start_lifecycle(scope, deployment, instance, provisioning_lifecycle(role))


def give_public_ips(scope: TimedScope, deployment: Deployment, role: Role) -> None:
    """Give the instance of a role the public address that the role asks for, if it asks for one. An address that it
    has by that name stays. Raises ErrorResponse if there is none."""
    instance = existing_instance(deployment, role.name)
    addresses = {each.name: each.address for each in instance.public_ips or []}
    requested = [load(InstancePublicIp, values) for values in role.network.public_ips or []]
    for public_ip in requested:
        public_ip.address = addresses.get(public_ip.name) or public_address(scope.operations)
        if public_ip.domain_name_label:
            service = deployment.service.lower()
            names = (public_ip.domain_name_label, f"{public_ip.domain_name_label}.0")
            public_ip.fqdns = [f"{name}.{service}.cloudapp.net" for name in names]
    instance.public_ips = requested or None


def new_guest(scope: TimedScope, deployment: Deployment, role: Role, host_name: str) -> Guest:
    """What a virtual machine reports when it is ready (docs/protocol/compute.md#role-instance)."""
    if role.system_disk.os == "Windows":
        return Guest(host_name, scope.operations.new_id(digits=40).upper())
    fingerprint = scope.operations.hosting.host_key_fingerprint(
        machine_key(scope.subscription, deployment.key, role.name), role.system_disk.media_link or ""
    )
    return Guest(host_name, fingerprint or scope.operations.new_id(digits=32))


def provisioning_lifecycle(role: Role) -> str:
    return "provision_windows" if role.system_disk.os == "Windows" else "provision_linux"


def _role_address(scope: TimedScope, deployment: Deployment, role: Role) -> str:
    """The inner address of a new instance. Raises ErrorResponse if there is none."""
    network = role.network
    return _address(
        scope, deployment, next(iter(network.subnet_names), None), network.static_virtual_network_ip_address
    )


def _address(scope: TimedScope, deployment: Deployment, subnet_name: str | None, static: str | None) -> str:
    """The static address, the first free one of a subnet, or any outside virtual networks. Raises ErrorResponse."""
    network = network_of(scope, deployment)
    if network is None:
        return inner_address(scope.operations)
    subnet = next(each for each in network.subnets if subnet_name in (None, each.name))
    return free_address(subnet, static, _used_addresses(scope, network, deployment))


def _used_addresses(scope: Scope, network: VirtualNetwork, deployment: Deployment) -> set[str | None]:
    """The addresses that are used in a virtual network, among them those of a deployment that is not saved yet."""
    others = [each for each in DEPLOYMENTS.all(scope) if each.virtual_network_name == network.name]
    inside = [*(each for each in others if each.key != deployment.key), deployment]
    used = {instance.ip_address for deployment in inside for instance in deployment.role_instances}
    return used | {deployment.balancer_address for deployment in inside}


def place_load_balancer(scope: TimedScope, deployment: Deployment) -> None:
    """Give the internal load balancer an address, as an instance gets one. Raises ErrorResponse."""
    deployment.balancer_address = None
    for balancer in deployment.load_balancers:
        deployment.balancer_address = _address(
            scope, deployment, balancer.subnet_name, balancer.static_virtual_network_ip_address
        )


def start(scope: TimedScope, deployment: Deployment, name: str) -> None:
    """Have a stopped virtual machine run again; one that was deallocated is placed anew."""
    instance, role = existing_instance(deployment, name), existing_role(deployment, name)
    if instance.status == DEALLOCATED:
        if all(each.status == DEALLOCATED for each in deployment.role_instances):
            deployment.vip = _public_address(scope, deployment)
        instance.upgrade_domain, instance.fault_domain, instance.size = 0, 0, role.role_size
        instance.ip_address = _role_address(scope, deployment, role)
        give_public_ips(scope, deployment, role)
        start_lifecycle(scope, deployment, instance, "start_machine")
    elif instance.status == STOPPED:
        start_lifecycle(scope, deployment, instance, "restart_machine")


def _public_address(scope: TimedScope, deployment: Deployment) -> str:
    reserved = RESERVED_IPS.get(scope, deployment.reserved_ip_name or "")
    return str(reserved.address) if reserved else public_address(scope.operations)


def stop(deployment: Deployment, name: str, deallocate: bool) -> None:
    """Stop a virtual machine; deallocated, it loses its place (docs/protocol/compute.md#shutdown-effects)."""
    instance = existing_instance(deployment, name)
    if instance.status == DEALLOCATED:
        return
    instance.position = None
    instance.generation += 1
    instance.report_guest()
    silence_agent(instance)
    instance.status, instance.power_state, instance.state_details = STOPPED, "Stopped", ""
    if deallocate:
        deallocated = RoleInstance(
            role_name=instance.role_name,
            name=instance.name,
            status=DEALLOCATED,
            power_state="Stopped",
            remote_access_certificate_thumbprint=instance.remote_access_certificate_thumbprint,
            guest_agent_status=instance.guest_agent_status,
            generation=instance.generation,
            boots=instance.boots,
        )
        deployment.role_instances.remove(instance)
        deployment.role_instances.append(deallocated)


def remove_role(deployment: Deployment, name: str) -> None:
    """Remove a role and its instance from a deployment."""
    deployment.roles = [role for role in deployment.roles if role.name != name]
    deployment.role_instances = [instance for instance in deployment.role_instances if instance.name != name]
