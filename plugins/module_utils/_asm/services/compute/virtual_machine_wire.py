# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The requests that make, change and take away virtual machines (docs/protocol/compute.md#vm-deployment-body,
docs/protocol/compute.md#role-body, docs/protocol/compute.md#update-role and docs/protocol/compute.md#delete-role)."""

from __future__ import annotations

from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment_wire import (
    DNS_SERVER,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.role import DATA_DISK, ROLE
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Action
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field, ListOf, Struct

DEPLOYMENTS = "services/hostedservices/{service_name}/deployments"
DEPLOYMENT = f"{DEPLOYMENTS}/{{deployment_name}}"
ROLES = f"{DEPLOYMENT}/roles"
ONE = f"{ROLES}/{{role_name}}"
DATA_DISKS = f"{ONE}/DataDisks"

FRONTEND = Struct(
    Field("type", "Type"),
    Field("subnet_name", "SubnetName"),
    Field("static_virtual_network_ip_address", "StaticVirtualNetworkIPAddress"),
)
BALANCER = Struct(Field("name", "Name"), Field("frontend", "FrontendIpConfiguration", FRONTEND))
VM_DEPLOYMENT = Struct(
    Field("name", "Name"),
    Field("slot", "DeploymentSlot"),
    Field("label", "Label"),
    Field("roles", "RoleList", ListOf("Role", ROLE)),
    Field("virtual_network_name", "VirtualNetworkName"),
    Field("dns", "Dns", Struct(Field("dns_servers", "DnsServers", ListOf("DnsServer", DNS_SERVER)))),
    Field("reserved_ip_name", "ReservedIPName"),
    Field("load_balancers", "LoadBalancers", ListOf("LoadBalancer", BALANCER)),
)


CREATE_DEPLOYMENT = Action("CreateVMDeployment", "POST", "Deployment", VM_DEPLOYMENT, path=DEPLOYMENTS)
ADD = Action("AddRole", "POST", "PersistentVMRole", ROLE, path=ROLES)
UPDATE = Action("UpdateRole", "PUT", "PersistentVMRole", ROLE, path=ONE)
DELETE = Action("DeleteRole", "DELETE", path=ONE)
DELETE_WITH_MEDIA = Action("DeleteRole", "DELETE", path=ONE, suffix="?comp=media")
DELETE_DEPLOYMENT = Action("DeleteDeployment", "DELETE", path=DEPLOYMENT)
DELETE_DEPLOYMENT_WITH_MEDIA = Action("DeleteDeployment", "DELETE", path=DEPLOYMENT, suffix="?comp=media")
ADD_DATA_DISK = Action("AddDataDisk", "POST", "DataVirtualHardDisk", DATA_DISK, path=DATA_DISKS)
UPDATE_DATA_DISK = Action("UpdateDataDisk", "PUT", "DataVirtualHardDisk", DATA_DISK, path=f"{DATA_DISKS}/{{lun}}")
DELETE_DATA_DISK = Action("DeleteDataDisk", "DELETE", path=f"{DATA_DISKS}/{{lun}}")
DELETE_DATA_DISK_WITH_MEDIA = Action("DeleteDataDisk", "DELETE", path=f"{DATA_DISKS}/{{lun}}", suffix="?comp=media")
