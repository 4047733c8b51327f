# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Packages of web and worker roles: where they may lie, and what is in them (docs/protocol/cloud_services.md#packages).

An emulator without blobs cannot open one. So its keeper teaches it what is in a package; of one that it was not taught
it takes the roles that the configuration names, each Small and without endpoints.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from ansible_collections.classic.azure.emulator.catalog import locations
from ansible_collections.classic.azure.emulator.core.context import RequestContext, bad_request
from ansible_collections.classic.azure.emulator.core.store import Store, Value
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services import cscfg

# What the recorded package was made with (docs/protocol/cloud_services.md#deployment-properties), and how many
# upgrade domains there are by default (docs/protocol/cloud_services.md#upgrade-domains).
SDK_VERSION, UPGRADE_DOMAINS, MOST_UPGRADE_DOMAINS = "1.7.30602.1703", 5, 20

ROLE = {"name": str, "size": str, "endpoints": list, "becomes": str}
ENDPOINT = {"name": str, "port": int, "local_port": int, "protocol": str}
PACKAGE = {"url": str, "roles": list, "upgrade_domains": int, "sdk_version": str}


def address(url: str) -> str:
    """What a package is known by: its address without the scheme, and without the signature that may open it."""
    parts = urlsplit(url)
    return f"{parts.netloc.lower()}{parts.path}"


def check_address(context: RequestContext, url: str, tag: str) -> None:
    """Refuse a blob that is not in an account of the subscription; in which words the service did is not known."""
    parts = urlsplit(url)
    signed = parts.scheme == "https" and "sig=" in parts.query
    account = context.get("storage_account", context.blobs.account_of(url) or "")
    if not (account or signed):
        raise bad_request(reason=f"{tag} is not in a storage account of the subscription, and has no signature")
    if account and context.blobs.lacks(account, url):
        raise bad_request(reason=f"{tag}: there is no such blob")


def contents(context: RequestContext, url: str, configuration: str) -> Value:
    """What is in a package: C(roles), C(upgrade_domains), C(sdk_version)."""
    taught = context.get("package", address(url))
    if taught:
        return taught
    return complete({"url": address(url), "roles": [{"name": name} for name in cscfg.instances(configuration)]})


def register_package(store: Store, subscription: str, arguments: Value) -> Value:
    """Remember what is in the package at C(url). Raises ValueError for what no package can have in it."""
    package = complete(arguments)
    package["url"] = address(package["url"])
    store.put(subscription, "package", package["url"], package)
    return package


def complete(arguments: Value) -> Value:
    """A package with all that was not said of it. A role's instances end in the state that C(becomes) names."""
    _check(arguments, PACKAGE, ("url", "roles"), "a package")
    roles = [_role(role) for role in arguments["roles"]]
    names = [role["name"].lower() for role in roles]
    if not names or len(set(names)) != len(names):
        raise ValueError("a package has one role at least, and each has a name of its own")
    whole = {"upgrade_domains": UPGRADE_DOMAINS, "sdk_version": SDK_VERSION, **arguments, "roles": roles}
    if not 1 <= whole["upgrade_domains"] <= MOST_UPGRADE_DOMAINS:
        raise ValueError(f"upgrade_domains is {whole['upgrade_domains']}, and not from 1 to {MOST_UPGRADE_DOMAINS}")
    return whole


def _role(arguments: Value) -> Value:
    _check(arguments, ROLE, ("name",), "a role")
    role = {"size": "Small", "becomes": "ReadyRole", **arguments}
    if role["size"] not in cores_of_sizes():
        raise ValueError(f"size is {role['size']!r}, and not one of {', '.join(cores_of_sizes())}")
    role["endpoints"] = [_endpoint(endpoint) for endpoint in arguments.get("endpoints", [])]
    return role


def _endpoint(arguments: Value) -> Value:
    _check(arguments, ENDPOINT, ("name", "port"), "an endpoint")
    endpoint = {"local_port": arguments["port"], "protocol": "tcp", **arguments}
    for name in ("port", "local_port"):
        if not 1 <= endpoint[name] <= 65535:
            raise ValueError(f"{name} is {endpoint[name]}, and not from 1 to 65535")
    return endpoint


def _check(arguments: Any, kinds: Mapping[str, type], needed: tuple[str, ...], what: str) -> None:
    if not isinstance(arguments, dict):
        raise ValueError(f"{what} is an object with {', '.join(kinds)}")
    unknown = sorted(set(arguments) - set(kinds))
    if unknown:
        raise ValueError(f"{what} has no {', '.join(unknown)}: it has {', '.join(kinds)}")
    missing = [name for name in needed if not arguments.get(name)]
    if missing:
        raise ValueError(f"{what} needs {' and '.join(missing)}")
    for name, value in arguments.items():
        if not isinstance(value, kinds[name]) or isinstance(value, bool):
            raise ValueError(f"{name} of {what} is {value!r}")


def cores_of_sizes() -> dict[str, int]:
    """The cores of each size that web and worker roles can have."""
    return {each["name"]: each["cores"] for each in locations.role_sizes() if each["supported_by_web_worker_roles"]}


def cores(package: Value, counts: dict[str, int]) -> int:
    """How many cores so many instances of its roles use."""
    return sum(cores_of_sizes()[role["size"]] * counts[role["name"]] for role in package["roles"])
