# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory of virtual machines: options, cache and groups; what is asked of the service is in module_utils."""

from __future__ import annotations

DOCUMENTATION = r"""
name: virtual_machines
short_description: Inventory of the virtual machines of all hosted services
version_added: 0.1.0
description:
  - Lists the virtual machines of all hosted services of a subscription, and optionally the instances of web and worker
    roles.
  - The inventory source is a file whose name ends in C(classic_azure.yml) or C(classic_azure.yaml).
  - The connection to a host uses the endpoint with local port 22, 5986 or 5985, regardless of its name and public port.
  - The values that M(classic.azure.virtual_machine_info) returns are variables of the host, as well as C(location),
    C(affinity_group), C(extended_properties), C(slot) and C(deployment_label) of its hosted service and deployment.
  - If a hosted service cannot be read, the plugin emits a warning and lists the others. The variable
    C(classic_azure_incomplete) of the group C(all) then contains the missing hosted services and the reasons.
author:
  - the classic.azure contributors (@classic-azure)
options:
  plugin:
    description: The name of this plugin.
    type: str
    required: true
    choices: [classic.azure.virtual_machines]
  connect_with:
    description: Whether to connect to hosts through their public endpoints or to their private addresses.
    type: str
    choices: [public, private]
    default: public
  slots:
    description: The slots whose deployments are listed.
    type: list
    elements: str
    choices: [production, staging]
    default: [production]
  web_and_worker_instances:
    description: Whether to list the instances of web and worker roles too.
    type: bool
    default: false
  hostnames:
    description:
      - Jinja2 expressions for the name of a host. The first one with a non-empty result is used.
      - If several hosts would have the same name, a dot and the name of the hosted service are appended, and if that is
        not sufficient, also the name of the deployment.
    type: list
    elements: str
    default: [name]
  filters:
    description: Jinja2 expressions. A host is listed only if all of them are true.
    type: list
    elements: str
    default: []
  parallel:
    description: The number of hosted services that are read at the same time.
    type: int
    default: 8
  ssh_known_hosts:
    description:
      - The path of a C(known_hosts) file with the host keys of the virtual machines, by which C(ssh) verifies them, and
        by no other file.
      - Hosts that are connected to by SSH get it in the variable C(ansible_ssh_common_args), which takes precedence
        over that of C(group_vars). O(compose) and C(host_vars) can replace it.
      - The emulator of this collection writes such a file when it runs virtual machines (C(--live)). The command
        C(classic-azure-emulator env) then prints the environment variable with its path.
      - The service does not return the users of virtual machines. Set C(ansible_user) to that of the provisioning.
    type: path
    env:
      - name: AZURE_SSH_KNOWN_HOSTS
extends_documentation_fragment:
  - classic.azure.connection.plugins
  - ansible.builtin.constructed
  - ansible.builtin.inventory_cache
seealso:
  - module: classic.azure.virtual_machine_info
"""

EXAMPLES = r"""
- name: The file shop.classic_azure.yml, which lists all running hosts
  plugin: classic.azure.virtual_machines
  filters:
    - status == 'ReadyRole'
  keyed_groups:
    - key: service_name
      prefix: service
    - key: role_size
      prefix: size
  groups:
    windows: os_disk.os == 'Windows'
  compose:
    owner: extended_properties.owner | default('nobody')
"""

import os
from collections import Counter
from typing import Any

from ansible.errors import AnsibleParserError
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.argument_spec import (
    CONNECTION_OPTIONS,
    EXCLUSIVE_CONNECTION_OPTIONS,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import Context
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import AzureError
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.modules import connect
from ansible_collections.classic.azure.plugins.module_utils._asm.reports.inventory_hosts import connection_vars, hosts
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.client import Client

FILES = ("classic_azure.yml", "classic_azure.yaml")


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    NAME = "classic.azure.virtual_machines"

    def verify_file(self, path: str) -> bool:
        return bool(super().verify_file(path)) and path.endswith(FILES)

    def parse(self, inventory: Any, loader: Any, path: str, cache: bool = True) -> None:
        super().parse(inventory, loader, path, cache)
        self._read_config_data(path)
        found = self._found(self.get_cache_key(path), cache)
        if found["failures"]:
            inventory.set_variable("all", "classic_azure_incomplete", found["failures"])
            for service, reason in found["failures"].items():
                self.display.warning(f"the virtual machines of hosted service {service} are missing: {reason}")
        self._populate(inventory, found["hosts"])

    def _found(self, key: str, cache: bool) -> dict[str, Any]:
        """The hosts and failures, from the cache if it has them. Incomplete results are not cached."""
        if self.get_option("cache") and cache and key in self._cache:
            return dict(self._cache[key])
        try:
            listed, failures = hosts(self._connect, self.get_option("parallel"), self.get_option(INSTANCES))
        except AzureError as error:
            raise AnsibleParserError(f"the virtual machines cannot be listed: {error}") from None
        found = {"hosts": listed, "failures": failures}
        if self.get_option("cache") and not failures:
            self._cache[key] = found
        return found

    def _connect(self) -> Client:
        params = {name: self.get_option(name) for name in CONNECTION_OPTIONS}
        for one, other in EXCLUSIVE_CONNECTION_OPTIONS:
            if params[one] and params[other]:
                raise AnsibleParserError(f"{one} and {other} exclude each other")
        for name in ("management_certificate", "management_key", "publish_settings", "ca_certificate"):
            params[name] = self._path(name)
        return connect(params, Context())

    def _path(self, name: str) -> str | None:
        """The path that an option is set to, if it is."""
        path = self.get_option(name)
        return os.path.expandvars(os.path.expanduser(path)) if path else None

    def _populate(self, inventory: Any, listed: list[dict[str, Any]]) -> None:
        strict, public = self.get_option("strict"), self.get_option("connect_with") == "public"
        known_hosts = self._path("ssh_known_hosts")
        named: list[tuple[str, dict[str, Any]]] = []
        for host in listed:
            if host["slot"].lower() in self.get_option("slots") and self._passes(host):
                named.append((self._name(host), {**host, **connection_vars(host, public, known_hosts)}))
        for owner in ("service_name", "deployment_name"):
            times = Counter(name for name, host in named)
            named = [(name if times[name] == 1 else f"{name}.{host[owner]}", host) for name, host in named]
        for name, host in named:
            self._add(inventory, name, host, strict)

    def _add(self, inventory: Any, name: str, host: dict[str, Any], strict: bool) -> None:
        inventory.add_host(name)
        for variable, value in host.items():
            inventory.set_variable(name, "classic_azure_name" if variable == "name" else variable, value)
        self._set_composite_vars(self.get_option("compose"), host, name, strict=strict)
        self._add_host_to_composed_groups(self.get_option("groups"), host, name, strict=strict)
        self._add_host_to_keyed_groups(self.get_option("keyed_groups"), host, name, strict=strict)

    def _passes(self, host: dict[str, Any]) -> bool:
        return all(boolean(self._compose(each, host), strict=False) for each in self.get_option("filters"))

    def _name(self, host: dict[str, Any]) -> str:
        for expression in self.get_option("hostnames"):
            name = self._compose(expression, host)
            if name:
                return str(name)
        raise AnsibleParserError(f"none of hostnames gives a name to {host['name']} of {host['service_name']}")


INSTANCES = "web_and_worker_instances"
