# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The requests that create, change, delete, start, stop and capture virtual machines.

Bodies: docs/protocol/compute.md#vm-deployment-body, docs/protocol/compute.md#role-body,
docs/protocol/compute.md#data-disk-body, docs/protocol/compute.md#power-operations,
docs/protocol/compute.md#capture-role and docs/protocol/compute.md#capture-vm-image.
"""

from __future__ import annotations

from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.paths import (
    DEPLOYMENT_PATH,
    DEPLOYMENTS_PATH,
    HOSTED_SERVICE_PATH,
    ROLE_INSTANCES_PATH,
    ROLE_PATH,
    ROLES_PATH,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.provisioning_schema import (
    LINUX_SCHEMA,
    WINDOWS_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.role_schema import (
    DATA_DISK_SCHEMA,
    ROLE_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.networking.network_schema import (
    DNS_SERVER_SCHEMA,
    LOAD_BALANCER_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import OneOf
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Action
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field, ListOf, Struct
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.variants import Variant

DATA_DISKS_PATH = f"{ROLE_PATH}/DataDisks"
DATA_DISK_PATH = f"{DATA_DISKS_PATH}/{{lun}}"
ROLE_OPERATIONS_PATH = f"{ROLE_INSTANCES_PATH}/{{role_name}}/Operations"
"""For one virtual machine, which is the only instance of its role and has its name."""
ROLES_OPERATIONS_PATH = f"{ROLES_PATH}/Operations"
"""For several virtual machines of a deployment at once."""

VM_DEPLOYMENT_SCHEMA = Struct(
    Field("name", "Name"),
    Field("slot", "DeploymentSlot"),
    Field("label", "Label"),
    Field("roles", "RoleList", ListOf("Role", ROLE_SCHEMA)),
    Field("virtual_network_name", "VirtualNetworkName"),
    Field("dns", "Dns", Struct(Field("dns_servers", "DnsServers", ListOf("DnsServer", DNS_SERVER_SCHEMA)))),
    Field("reserved_ip_name", "ReservedIPName"),
    Field("load_balancers", "LoadBalancers", ListOf("LoadBalancer", LOAD_BALANCER_SCHEMA)),
)


CREATE_DEPLOYMENT = Action("CreateVMDeployment", "POST", "Deployment", VM_DEPLOYMENT_SCHEMA, path=DEPLOYMENTS_PATH)
ADD = Action("AddRole", "POST", "PersistentVMRole", ROLE_SCHEMA, path=ROLES_PATH)
UPDATE = Action("UpdateRole", "PUT", "PersistentVMRole", ROLE_SCHEMA, path=ROLE_PATH)
DELETE = Action("DeleteRole", "DELETE", path=ROLE_PATH)
DELETE_WITH_MEDIA = Action("DeleteRole", "DELETE", path=ROLE_PATH, suffix="?comp=media")
DELETE_DEPLOYMENT = Action("DeleteDeployment", "DELETE", path=DEPLOYMENT_PATH)
DELETE_DEPLOYMENT_WITH_MEDIA = Action("DeleteDeployment", "DELETE", path=DEPLOYMENT_PATH, suffix="?comp=media")
DELETE_SERVICE = Action("DeleteHostedService", "DELETE", path=HOSTED_SERVICE_PATH)
ADD_DATA_DISK = Action("AddDataDisk", "POST", "DataVirtualHardDisk", DATA_DISK_SCHEMA, path=DATA_DISKS_PATH)
UPDATE_DATA_DISK = Action("UpdateDataDisk", "PUT", "DataVirtualHardDisk", DATA_DISK_SCHEMA, path=DATA_DISK_PATH)
DELETE_DATA_DISK = Action("DeleteDataDisk", "DELETE", path=DATA_DISK_PATH)
DELETE_DATA_DISK_WITH_MEDIA = Action("DeleteDataDisk", "DELETE", path=DATA_DISK_PATH, suffix="?comp=media")

OPERATION_TYPE = Field("operation_type", "OperationType")
POST_SHUTDOWN_ACTION = Field(
    "post_shutdown_action",
    "PostShutdownAction",
    OneOf({"Stopped": "Stopped", "StoppedDeallocated": "StoppedDeallocated"}),
)
ROLE_NAMES = Field("roles", "Roles", ListOf("Name"))
PROVISIONING_SCHEMA = Variant(
    "ConfigurationSetType",
    windows=("WindowsProvisioningConfiguration", WINDOWS_SCHEMA),
    linux=("LinuxProvisioningConfiguration", LINUX_SCHEMA),
)


def _role_operation(operation: str, *fields: Field, path: str = ROLE_OPERATIONS_PATH) -> Action:
    """The request for an operation on roles. Its root element and the text of its first element are the operation's
    name with ``Operation`` at the end."""
    return Action(operation, "POST", f"{operation}Operation", Struct(OPERATION_TYPE, *fields), path=path)


START = _role_operation("StartRole")
SHUTDOWN = _role_operation("ShutdownRole", POST_SHUTDOWN_ACTION)
RESTART = _role_operation("RestartRole")
START_ROLES = _role_operation("StartRoles", ROLE_NAMES, path=ROLES_OPERATIONS_PATH)
SHUTDOWN_ROLES = _role_operation("ShutdownRoles", ROLE_NAMES, POST_SHUTDOWN_ACTION, path=ROLES_OPERATIONS_PATH)
CAPTURE = _role_operation(
    "CaptureRole",
    Field("post_capture_action", "PostCaptureAction", OneOf({"Delete": "Delete", "Reprovision": "Reprovision"})),
    Field("provisioning_configuration", "ProvisioningConfiguration", PROVISIONING_SCHEMA),
    Field("label", "TargetImageLabel"),
    Field("name", "TargetImageName"),
)
CAPTURE_AS_VM_IMAGE = _role_operation(
    "CaptureRoleAsVMImage",
    Field("os_state", "OSState", OneOf({"Generalized": "Generalized", "Specialized": "Specialized"})),
    Field("name", "VMImageName"),
    Field("label", "VMImageLabel"),
    Field("description", "Description"),
    Field("language", "Language"),
    Field("image_family", "ImageFamily"),
    Field("recommended_vm_size", "RecommendedVMSize"),
)
