# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fields of a virtual machine, each declared with where it is read from and how it is set.

The service has no virtual machine: it has a deployment, with a role and an instance of that role
(docs/protocol/compute.md#vm-model). A field is taken over from the schema of one of these parts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment_schema import (
    DEPLOYMENT_FIELDS,
    ROLE_INSTANCE_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.paths import DEPLOYMENTS_PATH
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.provisioning_schema import (
    LINUX_SCHEMA,
    WINDOWS_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.role_schema import ROLE_SCHEMA
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.attached_disks import (
    DataDisks,
    OSDisk,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine_requests import (
    CREATE_DEPLOYMENT,
    DELETE,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.networking.endpoints import (
    Address,
    Endpoints,
    PublicIPs,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.networking.network_schema import (
    NETWORK_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.hosted_service_summary import (
    HOSTED_SERVICE_NAME,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.role_size import ROLE_SIZE_SCHEMA
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Boolean, Codec, Text, WriteOnly
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.resource_schema import ResourceSchema
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field

DEALLOCATED = "StoppedDeallocated"
"""The status of an instance that has no place in a data centre, and is not billed."""


class Part(Enum):
    """The part of a deployment that a field of a virtual machine is read from: its path in a response."""

    DEPLOYMENT = ""
    ROLE = "RoleList/Role/"
    NETWORK = "RoleList/Role/ConfigurationSets/ConfigurationSet/"
    INSTANCE = "RoleInstanceList/RoleInstance/"


class SetBy(Enum):
    """How a field of a virtual machine is set: whether there is an option for it, and what changes it later."""

    SERVICE = "the service; there is no option for it"
    CREATION = "an option of the creation; immutable"
    UPDATE_ROLE = "an option; changed by an update of the role"
    DATA_DISK_REQUESTS = "an option; changed by requests of their own"


PART_FIELDS = {
    Part.DEPLOYMENT: {field.name: field for field in DEPLOYMENT_FIELDS},
    Part.ROLE: {field.name: field for field in ROLE_SCHEMA.fields},
    Part.NETWORK: {field.name: field for field in NETWORK_SCHEMA.fields},
    Part.INSTANCE: {field.name: field for field in ROLE_INSTANCE_SCHEMA.fields},
}


@dataclass(frozen=True)
class VirtualMachineField(Field):
    """A field of a virtual machine. Its path is where a response that returns the deployment holds it.

    part: the part that it is read from. source: the name of the value in that part.
    derive: gets the value of the part and returns that of the field, where they are not the same.
    set_by: how it is set.
    """

    part: Part = Part.DEPLOYMENT
    source: str = ""
    derive: Callable[[Any], Any] | None = None
    set_by: SetBy = SetBy.SERVICE

    def value(self, values: dict[str, Any]) -> Any:
        """Return the value of the field, from the values of its part; None if the part does not have it."""
        if self.source not in values:
            return None
        return self.derive(values[self.source]) if self.derive else values[self.source]


def _field(
    part: Part, name: str, codec: Codec | None = None, source: str = "", description: str = "", **more: Any
) -> VirtualMachineField:
    """Return a field that is read from a part, with the path and, unless given, the codec and description that it has
    there."""
    origin = PART_FIELDS[part][source or name]
    return VirtualMachineField(
        name,
        f"{part.value}{origin.path}",
        codec or origin.codec,
        description=description or origin.description,
        part=part,
        source=origin.name,
        **more,
    )


def _first_address(virtual_ips: list[dict[str, Any]] | None) -> str | None:
    return next((each["address"] for each in virtual_ips or []), None)


def _is_billed(status: str | None) -> bool:
    return status != DEALLOCATED


VIRTUAL_MACHINE_FIELDS = (
    _field(Part.ROLE, "name", HOSTED_SERVICE_NAME, set_by=SetBy.CREATION, description="Name of the virtual machine."),
    # No response has the name of the service: it is in the address.
    VirtualMachineField(
        "service_name", "{service_name}", source="service_name", description="Name of the hosted service."
    ),
    _field(Part.DEPLOYMENT, "deployment_name", source="name"),
    _field(Part.DEPLOYMENT, "deployment_status", source="status"),
    _field(
        Part.INSTANCE,
        "status",
        description="Status of the virtual machine, for example V(ReadyRole) or V(StoppedDeallocated).",
    ),
    _field(Part.INSTANCE, "power_state"),
    _field(
        Part.INSTANCE,
        "billed",
        Boolean(),
        source="status",
        derive=_is_billed,
        description="Whether compute is billed. A virtual machine is billed until it is deallocated, "
        "even when it is stopped.",
    ),
    _field(Part.INSTANCE, "state_details"),
    _field(Part.INSTANCE, "host_name"),
    _field(Part.INSTANCE, "ip_address"),
    _field(
        Part.DEPLOYMENT,
        "virtual_ip",
        Text(),
        source="virtual_ips",
        derive=_first_address,
        description="Public IP address at which the endpoints are reached.",
    ),
    _field(Part.DEPLOYMENT, "url"),
    _field(Part.ROLE, "role_size", ROLE_SIZE_SCHEMA.field["name"].codec, set_by=SetBy.UPDATE_ROLE),
    _field(Part.ROLE, "availability_set_name", set_by=SetBy.UPDATE_ROLE),
    _field(
        Part.NETWORK,
        "endpoints",
        Endpoints(),
        source="input_endpoints",
        set_by=SetBy.UPDATE_ROLE,
        description="Input endpoints of the virtual machine.",
    ),
    _field(
        Part.NETWORK,
        "subnet_names",
        set_by=SetBy.UPDATE_ROLE,
        description="Names of the subnets of the virtual machine.",
    ),
    _field(
        Part.NETWORK,
        "static_virtual_network_ip_address",
        Address(),
        set_by=SetBy.UPDATE_ROLE,
        description="Static address in the virtual network.",
    ),
    _field(
        Part.NETWORK,
        "public_ips",
        PublicIPs(),
        set_by=SetBy.UPDATE_ROLE,
        description="Instance-level public IP addresses.",
    ),
    _field(Part.DEPLOYMENT, "virtual_network_name", set_by=SetBy.CREATION),
    _field(Part.DEPLOYMENT, "reserved_ip_name", set_by=SetBy.CREATION),
    _field(Part.ROLE, "vm_image_name", set_by=SetBy.CREATION),
    _field(Part.ROLE, "os_disk", OSDisk(), set_by=SetBy.UPDATE_ROLE, description="Operating system disk."),
    _field(Part.ROLE, "data_disks", DataDisks(), set_by=SetBy.DATA_DISK_REQUESTS, description="Data disks."),
    _field(Part.ROLE, "extensions", set_by=SetBy.UPDATE_ROLE),
    _field(Part.ROLE, "provision_guest_agent", set_by=SetBy.UPDATE_ROLE),
    _field(Part.INSTANCE, "guest_agent_status"),
    _field(Part.ROLE, "default_winrm_certificate_thumbprint"),
    _field(Part.INSTANCE, "remote_access_certificate_thumbprint"),
    _field(Part.INSTANCE, "upgrade_domain"),
    _field(Part.INSTANCE, "fault_domain"),
    _field(Part.ROLE, "linux", WriteOnly(LINUX_SCHEMA), source="configuration_sets", set_by=SetBy.CREATION),
    _field(Part.ROLE, "windows", WriteOnly(WINDOWS_SCHEMA), source="configuration_sets", set_by=SetBy.CREATION),
)
VIRTUAL_MACHINE_FIELD = {field.name: field for field in VIRTUAL_MACHINE_FIELDS}
"""The fields by their names."""


def fields_of(*parts: Part, set_by: SetBy | None = None) -> tuple[VirtualMachineField, ...]:
    """Return the fields that are read from the parts, or those of them that are set in one way."""
    return tuple(field for field in VIRTUAL_MACHINE_FIELDS if field.part in parts and set_by in (None, field.set_by))


OPTIONS = tuple(field.name for field in VIRTUAL_MACHINE_FIELDS if field.set_by is not SetBy.SERVICE)
VIRTUAL_MACHINE_SCHEMA = ResourceSchema(
    kind="virtual machine",
    root="Deployment",
    path=DEPLOYMENTS_PATH,
    fields=VIRTUAL_MACHINE_FIELDS,
    create=CREATE_DEPLOYMENT,
    remove=DELETE,
    arguments=OPTIONS,
    diff=(*OPTIONS, "power_state"),
)
