# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The observed state of a virtual machine: read out of its deployment, shown as results have it, and its role edited.

See docs/protocol/compute.md#vm-deployment-answer and docs/protocol/compute.md#update-role.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment import (
    DEPLOYMENT_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.role_schema import (
    ROLE_SCHEMA,
    VIRTUAL_MACHINE_ROLE,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine_schema import (
    PART_FIELDS,
    VIRTUAL_MACHINE_FIELD,
    VIRTUAL_MACHINE_SCHEMA,
    Part,
    fields_of,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Values
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import ListOf

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


@dataclass(frozen=True)
class VirtualMachineState:
    """A virtual machine, or the deployment that it would become a part of.

    deployment: what fields are read from of the deployment, and the ``service_name``; empty where there is none.
    role: the role; None where the deployment has no virtual machine of the name, which does not exist then.
    network: the network configuration set of the role. instance: the instance of the role.
    deployment_status: the status of the deployment; empty where there is none.
    other_roles: how many more roles the deployment has.
    other_deployments: how many more deployments the hosted service has, where that was read.
    has_package: whether it has web and worker roles, which are of a package.
    role_element: the element of the role in the response, if it was kept.

    A part that was not observed, or is not predicted, lacks the values.
    """

    deployment: Values
    role: Values | None = None
    network: Values = field(default_factory=dict)
    instance: Values = field(default_factory=dict)
    deployment_status: str = ""
    other_roles: int = 0
    other_deployments: int = 0
    has_package: bool = False
    role_element: Element | None = field(default=None, compare=False, repr=False)

    @property
    def exists(self) -> bool:
        """Whether the virtual machine exists."""
        return self.role is not None

    @property
    def address(self) -> Values:
        """The values that the addresses of requests for the role hold."""
        return {
            "service_name": self.deployment["service_name"],
            "deployment_name": self.deployment["name"],
            "role_name": self["name"],
        }

    def part(self, part: Part) -> Values:
        """Return the values of a part."""
        parts = {
            Part.DEPLOYMENT: self.deployment,
            Part.ROLE: self.role or {},
            Part.NETWORK: self.network,
            Part.INSTANCE: self.instance,
        }
        return parts[part]

    def __getitem__(self, name: str) -> Any:
        """Return the value of a field of the virtual machine, None where it is not known."""
        declared = VIRTUAL_MACHINE_FIELD[name]
        return declared.value(self.part(declared.part))

    def with_values(self, values: Values) -> VirtualMachineState:
        """Return the state with other values of fields, by their names."""
        parts = {part: dict(self.part(part)) for part in Part}
        for name, value in values.items():
            declared = VIRTUAL_MACHINE_FIELD[name]
            parts[declared.part][declared.source] = value
        return replace(
            self,
            deployment=parts[Part.DEPLOYMENT],
            role=parts[Part.ROLE],
            network=parts[Part.NETWORK],
            instance=parts[Part.INSTANCE],
        )

    def edited_role(self, changes: Values) -> Element:
        """Return the body of an update with changes by the names of fields; see edit_role.

        Raises ValueError for a state without the element: an update from its values alone would lose what is unknown.
        """
        if self.role_element is None:
            raise ValueError(f"the element of role {self['name']} was not kept, so it cannot be edited")
        return edit_role(self.role_element, changes)

    def display(self) -> Values:
        """Return the virtual machine as results show it."""
        return VIRTUAL_MACHINE_SCHEMA.display({each.name: self[each.name] for each in VIRTUAL_MACHINE_SCHEMA.returned})


DEPLOYMENT_VALUES = (*(each.source for each in fields_of(Part.DEPLOYMENT) if each.name != "service_name"), "slot")


def virtual_machine_in(response: Element, service_name: str, name: str) -> VirtualMachineState:
    """Return the virtual machine of a name out of the response that returns its deployment.

    Raises MalformedResponseError.
    """
    deployment = DEPLOYMENT_SCHEMA.values(response)
    for state in virtual_machines_of(deployment, service_name):
        if state["name"].lower() == name.lower():
            return replace(state, role_element=_role_element(response, state["name"]))
    return VirtualMachineState(
        deployment=_deployment_values(deployment, service_name),
        deployment_status=deployment["status"] or "",
        has_package=any(role["role_type"] != VIRTUAL_MACHINE_ROLE for role in deployment["roles"] or []),
    )


def virtual_machines_of(deployment: Values, service_name: str) -> Iterator[VirtualMachineState]:
    """Yield the virtual machines of a deployment, which is given by its fields."""
    roles = deployment["roles"] or []
    instances = {each["role_name"]: each for each in reversed(deployment["role_instances"] or [])}
    for role in roles:
        if role["role_type"] == VIRTUAL_MACHINE_ROLE:
            yield VirtualMachineState(
                deployment=_deployment_values(deployment, service_name),
                role={**role, "data_disks": [{**disk, "lun": disk["lun"] or 0} for disk in role["data_disks"] or []]},
                network=_network_values(role),
                instance=instances.get(role["name"]) or dict.fromkeys(PART_FIELDS[Part.INSTANCE]),
                other_roles=len(roles) - 1,
            )


def _deployment_values(deployment: Values, service_name: str) -> Values:
    return {"service_name": service_name, **{name: deployment[name] for name in DEPLOYMENT_VALUES}}


def _network_values(role: Values) -> Values:
    """Return the network configuration set of a role, with empty lists where it has none."""
    network = (role["configuration_sets"] or {}).get("network") or {}
    return {
        name: network.get(name) or ([] if isinstance(each.codec, ListOf) else None)
        for name, each in PART_FIELDS[Part.NETWORK].items()
    }


def _role_element(response: Element, name: str) -> Element:
    roles = response.iterfind(f"{xml.qualified('RoleList')}/*")
    return next(role for role in roles if role.findtext(xml.qualified("RoleName")) == name)


def edit_role(element: Element, changes: Values) -> Element:
    """Return the body of an update: the role as the service returned it, with changes by the names of our fields.

    What the changes do not name stays as it is, also what we do not know. Left out are the virtual IPs, which are
    returned and not sent, and an empty list of data disks, which would detach what was attached meanwhile.
    """
    root = xml.create(VIRTUAL_MACHINE_ROLE)
    root.extend(copy.deepcopy(child) for child in element)
    for vip in list(root.iter(xml.qualified("Vip"))):
        _remove(vip)
    disks = xml.find(root, "DataVirtualHardDisks")
    if disks is not None and not len(disks):
        _remove(disks)
    ROLE_SCHEMA.edit(root, _role_values(changes))
    return root


def _remove(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _role_values(changes: Values) -> Values:
    """Return changes of fields of a virtual machine as values of its role."""
    role = {each.source: changes[each.name] for each in fields_of(Part.ROLE) if each.name in changes}
    network = {each.source: changes[each.name] for each in fields_of(Part.NETWORK) if each.name in changes}
    if network.get("input_endpoints"):
        network["input_endpoints"] = [{**each, "vip": None} for each in network["input_endpoints"]]
    return {**role, "configuration_sets": {"network": network}} if network else role
