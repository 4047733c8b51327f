# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packages of web and worker roles: where they may be, and what is in them (docs/protocol/cloud_services.md#packages).

The emulator cannot open a package. Its administrator registers what is in one; a package that is not registered has the
roles that the configuration names, each Small and without endpoints.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from ansible_collections.classic.azure.emulator.catalog import role_sizes
from ansible_collections.classic.azure.emulator.core.context import RequestContext
from ansible_collections.classic.azure.emulator.core.entities import Collection, StoreScope, dump, load
from ansible_collections.classic.azure.emulator.core.errors import bad_request
from ansible_collections.classic.azure.emulator.core.store import Store, Value
from ansible_collections.classic.azure.emulator.services.storage import media
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services import cscfg
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment_schema import (
    package_address,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml

# Of the recorded package, and the service's default: docs/protocol/cloud_services.md#upgrade-domains.
SDK_VERSION = "1.7.30602.1703"
DEFAULT_UPGRADE_DOMAINS, MAX_UPGRADE_DOMAINS = 5, 20

ENDPOINT_KEYS: dict[str, type] = {"name": str, "port": int, "local_port": int, "protocol": str}
ROLE_KEYS: dict[str, type] = {"name": str, "size": str, "endpoints": list, "final_status": str}
PACKAGE_KEYS: dict[str, type] = {"url": str, "roles": list, "upgrade_domains": int, "sdk_version": str}


@dataclass
class PackageEndpoint:
    name: str
    port: int
    local_port: int
    protocol: str = "tcp"


@dataclass
class PackageRole:
    """A role of a package. ``final_status`` is the status in which the lifecycles of its instances end."""

    name: str
    size: str = "Small"
    endpoints: list[PackageEndpoint] = field(default_factory=list)
    final_status: str = "ReadyRole"


@dataclass
class Package:
    """What is in a package. ``url`` is its address without the scheme and without a signature."""

    url: str
    roles: list[PackageRole]
    upgrade_domains: int = DEFAULT_UPGRADE_DOMAINS
    sdk_version: str = SDK_VERSION

    def cores(self, instance_counts: Mapping[str, int]) -> int:
        """The cores of so many instances of each role."""
        cores = cores_by_size()
        return sum(cores[role.size] * instance_counts[role.name] for role in self.roles)

    def cores_of(self, configuration: str) -> int:
        """The cores of the instances that a configuration asks for."""
        return self.cores(cscfg.instances(configuration))


PACKAGES = Collection("package", Package, lambda package: package.url)


def requested_package(context: RequestContext) -> Package:
    """The package that a request names. Raises ErrorResponse for one that the service cannot read, in words that are
    an assumption."""
    url = context.values["package_url"]
    _check_address(context, url)
    registered = PACKAGES.get(context, package_address(url))
    return registered or Package(
        package_address(url), [PackageRole(name) for name in cscfg.instances(context.values["configuration"])]
    )


def _check_address(context: RequestContext, url: str) -> None:
    """Refuse a URL outside the subscription's storage accounts, unless it has a signature."""
    sent = None if context.arguments is None else context.arguments.findtext(xml.qualified("PackageUrl"))
    parts = urlsplit(sent or "")
    signed = parts.scheme == "https" and "sig=" in parts.query
    account = media.account_of(context, url)
    if not (account or signed):
        raise bad_request(reason="PackageUrl is not in a storage account of the subscription, and has no signature")
    if account and media.is_missing(context, account, url):
        raise bad_request(reason="PackageUrl: there is no such blob")


def register_package(store: Store, subscription: str, values: Value) -> Value:
    """Keep what is in the package at ``url``, and return it completed. Raises ValueError for what no package has."""
    package = parse_package(values)
    PACKAGES.save(StoreScope(store, subscription), package)
    return dump(package)


def parse_package(values: Value) -> Package:
    """A package from an administrator's description, completed by the defaults. Raises ValueError."""
    _check_keys(values, PACKAGE_KEYS, ("url", "roles"), "a package")
    for role in values["roles"]:
        _check_keys(role, ROLE_KEYS, ("name",), "a role")
        for endpoint in role.get("endpoints", []):
            _check_keys(endpoint, ENDPOINT_KEYS, ("name", "port"), "an endpoint")
    roles = [_parse_role(role) for role in values["roles"]]
    names = [role.name.lower() for role in roles]
    if not names or len(set(names)) != len(names):
        raise ValueError("a package has one role at least, and each has a name of its own")
    package = load(Package, {**values, "url": package_address(values["url"]), "roles": map(dump, roles)})
    if not 1 <= package.upgrade_domains <= MAX_UPGRADE_DOMAINS:
        raise ValueError(f"upgrade_domains is {package.upgrade_domains}, and not from 1 to {MAX_UPGRADE_DOMAINS}")
    return package


def _parse_role(values: Value) -> PackageRole:
    endpoints = [{"local_port": each["port"], **each} for each in values.get("endpoints", [])]
    role = load(PackageRole, {**values, "endpoints": endpoints})
    if role.size not in cores_by_size():
        raise ValueError(f"size is {role.size!r}, and not one of {', '.join(cores_by_size())}")
    for endpoint in role.endpoints:
        for name, port in (("port", endpoint.port), ("local_port", endpoint.local_port)):
            if not 1 <= port <= 65535:
                raise ValueError(f"{name} is {port}, and not from 1 to 65535")
    return role


def _check_keys(values: Any, kinds: Mapping[str, type], required: tuple[str, ...], what: str) -> None:
    if not isinstance(values, dict):
        raise ValueError(f"{what} is an object with {', '.join(kinds)}")
    unknown = sorted(set(values) - set(kinds))
    if unknown:
        raise ValueError(f"{what} has no {', '.join(unknown)}: it has {', '.join(kinds)}")
    missing = [name for name in required if not values.get(name)]
    if missing:
        raise ValueError(f"{what} needs {' and '.join(missing)}")
    for name, value in values.items():
        if not isinstance(value, kinds[name]) or isinstance(value, bool):
            raise ValueError(f"{name} of {what} is {value!r}")


def cores_by_size() -> dict[str, int]:
    """The cores of each size that web and worker roles can have."""
    return {each["name"]: each["cores"] for each in role_sizes.rows() if each["supported_by_web_worker_roles"]}
