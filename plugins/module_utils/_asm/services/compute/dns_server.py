# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DNS servers of deployments of virtual machines (docs/protocol/networking.md#dns-servers)."""

from __future__ import annotations

import ipaddress
from dataclasses import replace
from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    MissingReferenceError,
    PreconditionError,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.planner import FieldPlanner
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.reading import FieldReader
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import ModuleOptions, Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment import (
    DEPLOYMENT_SCHEMA,
    read_deployment,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment_network import (
    ADD_DNS_SERVER,
    DELETE_DNS_SERVER,
    DNS_SERVERS_PATH,
    UPDATE_DNS_SERVER,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.role_schema import (
    VIRTUAL_MACHINE_ROLE,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.networking.network_schema import (
    DNS_SERVER_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Codec, Name, Reader, Text
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Step, Values
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.resource_schema import ResourceSchema
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field


class IpAddress(Text):
    """An IP address."""

    def validate(self, value: Any) -> str | None:
        try:
            ipaddress.ip_address(value)
        except ValueError:
            return "it must be an IP address, for example 10.0.0.4"
        return None


class DnsServerReader(FieldReader):
    """Reads DNS servers out of their deployment: the one that the task names, or the one in production.

    A state without a name is that of a deployment without this DNS server.
    """

    def read(self, client: Reader, want: Values) -> Values | None:
        deployment = _deployment(client, want)
        if deployment is None:
            return None
        found = {(each["name"] or "").lower(): each for each in deployment["dns_servers"] or []}
        return {
            **found.get(want["name"].lower(), {}),
            "deployment_name": deployment["name"],
            "has_package": any(role["role_type"] != VIRTUAL_MACHINE_ROLE for role in deployment["roles"] or []),
        }

    def read_all(self, client: Reader, want: Values) -> list[Values]:
        deployment = _deployment(client, want) or {}
        return [{**each, "deployment_name": deployment["name"]} for each in deployment.get("dns_servers") or []]

    def exists(self, have: Values | None) -> bool:
        return have is not None and "name" in have


class DnsServerPlanner(FieldPlanner):
    """Sends each request to the deployment that was read, since a task need not name it."""

    def plan_create(self, have: Values | None, want: Values) -> list[Step]:
        refused = f"DNS server {want['name']} cannot be added: "
        if have is None:
            missing = want.get("deployment_name") or "in production"
            raise MissingReferenceError(
                f"{refused}hosted service {want['service_name']} has no deployment {missing}",
                steps=super().plan_create(have, want),
            )
        if have["has_package"]:
            raise PreconditionError(
                f"{refused}deployment {have['deployment_name']} of hosted service {want['service_name']} is one of web "
                "and worker roles, and only deployments of virtual machines have DNS servers"
            )
        return super().plan_create(have, {**want, "deployment_name": have["deployment_name"]})

    def plan_update(self, have: Values, want: Values) -> list[Step]:
        changes = self.differences(have, {**want, "deployment_name": None})
        return [Step(UPDATE_DNS_SERVER, {**_address(have, want), **changes})] if changes else []

    def plan_delete(self, have: Values, want: Values) -> list[Step]:
        return [Step(DELETE_DNS_SERVER, _address(have, want))]


def _deployment(client: Reader, want: Values) -> Values | None:
    response = read_deployment(client, want["service_name"], want.get("deployment_name"))
    return None if response is None else DEPLOYMENT_SCHEMA.values(response)


def _address(have: Values, want: Values) -> Values:
    """Return the values for the address of a DNS server, and its name, which an update repeats."""
    return {
        "service_name": want["service_name"],
        "deployment_name": have["deployment_name"],
        "dns_server_name": have["name"],
        "name": have["name"],
    }


CODECS: dict[str, Codec] = {
    "name": Name(r"[^\x00-\x1f]+", "it must have at least one character, and no control characters"),
    "address": IpAddress(),
}
DNS_SERVER_RESOURCE_SCHEMA = ResourceSchema(
    kind="DNS server",
    root="DnsServer",
    path=DNS_SERVERS_PATH,
    fields=(
        *(replace(each, codec=CODECS[each.name]) for each in DNS_SERVER_SCHEMA.fields),
        # The element of a DNS server has no name of its deployment: the reader adds that.
        Field("deployment_name", "DeploymentName", description="Name of the deployment of the DNS server."),
    ),
    create=ADD_DNS_SERVER,
    changes=(UPDATE_DNS_SERVER,),
    remove=DELETE_DNS_SERVER,
    arguments=("name", "address", "deployment_name"),
)
DNS_SERVER = Resource(
    DNS_SERVER_RESOURCE_SCHEMA,
    DnsServerReader(DNS_SERVER_RESOURCE_SCHEMA),
    DnsServerPlanner(DNS_SERVER_RESOURCE_SCHEMA, required_one_of=(("address",),)),
    options=ModuleOptions(wait_timeout=300, info={"deployment_name": {"type": "str"}}),
)
