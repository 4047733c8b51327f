# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How virtual machines come into a deployment, when the operation ends that was begun for them."""

from __future__ import annotations

import random

from ansible_collections.classic.azure.emulator.core.operations import Operations
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services.compute import machines
from ansible_collections.classic.azure.emulator.services.compute.machine_disks import MachineDisks
from ansible_collections.classic.azure.emulator.services.compute.machines import Machines
from ansible_collections.classic.azure.emulator.services.networking import reserved_ips


class Provisioner:
    """New machines; what clashes with others is found only now, and fails the operation."""

    def __init__(self, operations: Operations) -> None:
        self.operations = operations
        self.kept = Machines(operations)

    def create(self, subscription: str, facts: Value, moment: float) -> None:
        """The first ones, and with them the deployment. Raises Refusal."""
        deployment = self.kept.get(subscription, facts["key"])
        if deployment is None:
            return
        name = deployment.pop("wanted_reserved_ip", None)
        reserved = self.kept.store.get(subscription, "reserved_ip", name or "")
        deployment["vip"] = reserved["address"] if reserved else self.kept.new_address(198, 18, 2)
        network = self.kept.store.get(subscription, "virtual_network", deployment.get("virtual_network_name") or "")
        deployment["virtual_network_id"] = network and network["id"]
        deployment["reserved_ip_name"] = name
        self.kept.place_balancer(subscription, deployment)
        self.join(subscription, facts["key"], deployment, facts["asked"], moment)
        if name:
            reserved_ips.occupy(self.operations, subscription, name, deployment, facts["key"].partition("/")[0])

    def add(self, subscription: str, facts: Value, moment: float) -> None:
        """Another one. Raises Refusal."""
        deployment = self.kept.get(subscription, facts["key"])
        if deployment:
            self.join(subscription, facts["key"], deployment, facts["asked"], moment)

    def join(self, subscription: str, key: str, deployment: Value, asked: list[Value], moment: float) -> None:
        service = key.partition("/")[0]
        disks = MachineDisks(self.operations, subscription, service, moment)
        for each in asked:
            role = each["role"]
            deployment["roles"].append(role)
            machines.give_ports(deployment, random.Random(self.operations.new_id()))
            machines.refuse_clashes(deployment)
            disks.attach_all(deployment, role, each)
            if each["winrm"]:
                role["default_winrm_certificate_thumbprint"] = self._winrm_certificate(subscription, service)
            returned = guest(self.operations, role, each["host_name"])
            self.kept.begin(subscription, key, deployment, role, returned, moment)
        machines.describe(deployment, service)
        self.kept.put(subscription, key, deployment, moment)

    def _winrm_certificate(self, subscription: str, name: str) -> str:
        """The certificate that the service makes for a hosted service when the first listener asks for none."""
        service = self.kept.store.get(subscription, "hosted_service", name) or {}
        made = service.get("default_winrm_certificate_thumbprint") or self.operations.new_id(digits=40).upper()
        service["default_winrm_certificate_thumbprint"] = made
        self.kept.store.put(subscription, "hosted_service", name, service)
        return str(made)


def guest(operations: Operations, role: Value, host_name: str) -> Value:
    """What a machine tells of itself when it is up (docs/protocol/compute.md#role-instance)."""
    windows = role["os_disk"]["os"] == "Windows"
    thumbprint = operations.new_id(digits=40).upper() if windows else operations.new_id(digits=32)
    return {"host_name": host_name, "remote_access_certificate_thumbprint": thumbprint}
