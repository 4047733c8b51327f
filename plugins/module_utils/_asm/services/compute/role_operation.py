# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a virtual machine is told to do: start, stop, restart, become an image
(docs/protocol/compute.md#power-operations, docs/protocol/compute.md#capture-role and
docs/protocol/compute.md#capture-vm-image)."""

from __future__ import annotations

from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.role import LINUX, WINDOWS
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import OneOf
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Action
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field, ListOf, Struct
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.variants import Variant

DEPLOYMENT = "services/hostedservices/{service_name}/deployments/{deployment_name}"
ONE = f"{DEPLOYMENT}/roleinstances/{{role_name}}/Operations"
SEVERAL = f"{DEPLOYMENT}/roles/Operations"

OPERATION_TYPE = Field("operation_type", "OperationType")
AFTERWARDS = Field(
    "post_shutdown_action",
    "PostShutdownAction",
    OneOf({"Stopped": "Stopped", "StoppedDeallocated": "StoppedDeallocated"}),
)
NAMES = Field("roles", "Roles", ListOf("Name"))
PROVISIONING = Variant(
    "ConfigurationSetType",
    windows=("WindowsProvisioningConfiguration", WINDOWS),
    linux=("LinuxProvisioningConfiguration", LINUX),
)


def _order(operation: str, *fields: Field, path: str = ONE) -> Action:
    """The request that orders something. Its root element, and the text of its first one, are the order's name."""
    return Action(operation, "POST", f"{operation}Operation", Struct(OPERATION_TYPE, *fields), path=path)


START = _order("StartRole")
SHUTDOWN = _order("ShutdownRole", AFTERWARDS)
RESTART = _order("RestartRole")
START_ROLES = _order("StartRoles", NAMES, path=SEVERAL)
SHUTDOWN_ROLES = _order("ShutdownRoles", NAMES, AFTERWARDS, path=SEVERAL)
CAPTURE = _order(
    "CaptureRole",
    Field("post_capture_action", "PostCaptureAction", OneOf({"Delete": "Delete", "Reprovision": "Reprovision"})),
    Field("provisioning_configuration", "ProvisioningConfiguration", PROVISIONING),
    Field("label", "TargetImageLabel"),
    Field("name", "TargetImageName"),
)
CAPTURE_AS_VM_IMAGE = _order(
    "CaptureRoleAsVMImage",
    Field("os_state", "OSState", OneOf({"Generalized": "Generalized", "Specialized": "Specialized"})),
    Field("name", "VMImageName"),
    Field("label", "VMImageLabel"),
    Field("description", "Description"),
    Field("language", "Language"),
    Field("image_family", "ImageFamily"),
    Field("recommended_vm_size", "RecommendedVMSize"),
)
