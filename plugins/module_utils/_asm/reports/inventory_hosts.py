# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hosts of an inventory: the virtual machines of all hosted services, and their connection variables."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import chain
from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.errors import AzureError
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment import DEPLOYMENT
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.hosted_service import (
    HOSTED_SERVICE,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.role_schema import (
    VIRTUAL_MACHINE_ROLE,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine_state import (
    virtual_machines_of,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.client import Client

Values = dict[str, Any]

SERVICE_FIELDS = ("location", "affinity_group", "extended_properties")
MANAGEMENT_PORTS = {22: "ssh", 5986: "winrm", 5985: "winrm"}
"""The local ports by which hosts are managed, in the order of preference, and the connection plugin of each."""


def hosts(connect: Callable[[], Client], parallel: int, instances: bool) -> tuple[list[Values], dict[str, str]]:
    """Return the facts of each host, and the error for each hosted service that could not be read.

    It takes one request for the list of hosted services and one for each of them.

    parallel: over how many connections. instances: whether instances of web and worker roles are hosts too.

    Raises AzureError if the list cannot be read.
    """
    with closing(connect()) as client:
        services = HOSTED_SERVICE.reader.read_all(client, {})

    def read(some: list[Values]) -> list[tuple[str, list[Values] | str]]:
        with closing(connect()) as client:
            return [(service["name"], _read(client, service, instances)) for service in some]

    parallel = min(max(1, parallel), len(services))
    shares = [services[first::parallel] for first in range(parallel)]
    with ThreadPoolExecutor(max(1, parallel)) as pool:
        found = dict(chain.from_iterable(pool.map(read, shares)))
    outcomes = [(service["name"], found[service["name"]]) for service in services]
    failures = {name: each for name, each in outcomes if isinstance(each, str)}
    return [host for name, each in outcomes if not isinstance(each, str) for host in each], failures


def _read(client: Client, service: Values, instances: bool) -> list[Values] | str:
    """Return the hosts of a service, or the error."""
    try:
        return _hosts_of(client, service, instances)
    except AzureError as error:
        return str(error)


def _hosts_of(client: Client, service: Values, instances: bool) -> list[Values]:
    found = []
    for deployment in DEPLOYMENT.reader.read_all(client, {"service_name": service["name"]}):
        around = {name: service[name] for name in SERVICE_FIELDS}
        around.update(slot=deployment["slot"], deployment_label=deployment["label"])
        found += [{**machine.display(), **around} for machine in virtual_machines_of(deployment, service["name"])]
        if instances:
            found += [{**each, **around} for each in _instances_of(deployment, service["name"])]
    return found


def _instances_of(deployment: Values, service: str) -> list[Values]:
    """Return the instances of web and worker roles, with those fields of a virtual machine that they have."""
    machines = {role["name"] for role in deployment["roles"] or [] if role["role_type"] == VIRTUAL_MACHINE_ROLE}
    return [
        {
            "service_name": service,
            "deployment_name": deployment["name"],
            "deployment_status": deployment["status"],
            "url": deployment["url"],
            "virtual_ip": next((each["address"] for each in deployment["virtual_ips"] or []), None),
            **{name: instance[name] for name in ("name", "status", "power_state", "ip_address", "role_name")},
            "role_size": instance["size"],
            "endpoints": [{**each, "port": each["public_port"]} for each in instance["endpoints"] or []],
        }
        for instance in deployment["role_instances"] or []
        if instance["role_name"] not in machines
    ]


def connection_vars(host: Values, public: bool, known_hosts: str | None = None) -> Values:
    """Return the connection variables of a host.

    public: whether it is reached by the endpoint of a management port, whatever its name and public port, or by its
    internal address. known_hosts: the path of the file that ssh verifies host keys by, or None for its own files.
    """
    endpoints = {each["local_port"]: each for each in host.get("endpoints") or [] if each["protocol"] == "tcp"}
    local = next((each for each in MANAGEMENT_PORTS if each in endpoints), None)
    windows = (host.get("os_disk") or {}).get("os") == "Windows"
    connection = MANAGEMENT_PORTS[local] if local else ("winrm" if windows else "ssh")
    variables: Values = {"ansible_connection": "winrm"} if connection == "winrm" else {}
    address = host.get("virtual_ip" if public else "ip_address")
    if address and (local or not public):
        variables["ansible_host"] = address
        if connection == "ssh" and known_hosts:
            variables["ansible_ssh_common_args"] = known_hosts_args(known_hosts)
    if address and local:
        variables["ansible_port"] = endpoints[local]["port"] if public else local
        if connection == "winrm":
            variables["ansible_winrm_scheme"] = "https" if local == 5986 else "http"
    return variables


def known_hosts_args(path: str) -> str:
    """Return the arguments of ssh, as a shell would read them, by which it verifies host keys by this file only.

    What OpenSSH reads in the value of its option is escaped: spaces, and percent signs.
    """
    escaped = path.replace("%", "%%")
    return shlex.join(["-o", f'UserKnownHostsFile="{escaped}"', "-o", "GlobalKnownHostsFile=/dev/null"])
