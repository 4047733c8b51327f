# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of resources that an environment has, as its tree names them. Nothing else of this folder names any."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import ModuleSpec
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.collections import Collection
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.modules import resource_module
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.reconciler import Reconciler
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.certificate_upload import (
    CertificateUpload,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment import DEPLOYMENT
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.hosted_service import (
    HOSTED_SERVICE,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.package_deployment import (
    PackageDeployment,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.service_certificate import (
    SERVICE_CERTIFICATE,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.disk import DISK
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.os_image import OS_IMAGE
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.ssh_keys import (
    VirtualMachineReconciler,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine import (
    VIRTUAL_MACHINE,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.vm_image import VM_IMAGE
from ansible_collections.classic.azure.plugins.module_utils._asm.services.networking.reserved_ip import RESERVED_IP
from ansible_collections.classic.azure.plugins.module_utils._asm.services.networking.virtual_network import (
    VIRTUAL_NETWORK,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.storage_account import STORAGE_ACCOUNT
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.affinity_group import (
    AFFINITY_GROUP,
)


@dataclass(frozen=True)
class Kind:
    """A kind of resources in the tree, each entry of which has the options of the module of the resource.

    option: the list in the tree. resource, reconciler: as ``resource_module`` takes them.
    children: the kinds of resources in it, which the service deletes with it.
    states: the states that an entry may want; one: an entry has no ``state``.
    left_out: the options of the module that only make sense in a single task: orders, and how to delete.
    deletes_contents: the option of the module by which the deletion takes along what is in the resource.
    deletion: the options of the deletion of one that is not in the tree.
    """

    option: str
    resource: Resource[Any]
    reconciler: type[Reconciler[Any]] = Reconciler
    children: tuple[Kind, ...] = ()
    states: tuple[str, ...] = ("present",)
    left_out: tuple[str, ...] = ()
    deletes_contents: str = ""
    deletion: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def module_spec(self) -> ModuleSpec:
        """The spec of the module of the resource."""
        return resource_module(self.resource, self.reconciler)

    @cached_property
    def parent_option(self) -> str:
        """The option of the module that names the parent; empty if there is none."""
        return next(iter(self.resource.schema.parents), "")


TREE = (
    Kind("affinity_groups", AFFINITY_GROUP),
    Kind("storage_accounts", STORAGE_ACCOUNT, left_out=("regenerate_key",)),
    Kind("os_images", OS_IMAGE),
    Kind("reserved_ips", RESERVED_IP),
    Kind(
        "hosted_services",
        HOSTED_SERVICE,
        deletes_contents="force",
        children=(
            Kind("certificates", SERVICE_CERTIFICATE, CertificateUpload),
            Kind("deployments", DEPLOYMENT, PackageDeployment, left_out=("disks",)),
            Kind(
                "virtual_machines",
                VIRTUAL_MACHINE,
                VirtualMachineReconciler,
                states=("present", "running", "stopped", "deallocated"),
                left_out=("disks", "delete_empty"),
                deletion={"delete_empty": "deployment"},
            ),
        ),
    ),
)


NOT_IN_TREE: tuple[Resource[Any], ...] = (DISK, VM_IMAGE, VIRTUAL_NETWORK)
"""What a subscription has besides, which an export therefore names."""


def all_kinds(kinds: tuple[Kind, ...] = TREE) -> Iterator[Kind]:
    """Yield the kinds and those of their children."""
    for kind in kinds:
        yield kind
        yield from all_kinds(kind.children)


RESOURCES: tuple[Resource[Any], ...] = (*(kind.resource for kind in all_kinds()), DISK)
COLLECTIONS: tuple[Collection, ...] = tuple(
    dict.fromkeys(collection for resource in RESOURCES for collection in resource.collections)
)
"""The documents of these resources, and of disks, which the plans of virtual machines ask for."""
