# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resources that are billed but not used: detached disks, unregistered blobs, empty services, stopped machines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing
from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import Context, ReturnValue
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.modules import client_module
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.return_values import FAILURE
from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.hosted_service import (
    HOSTED_SERVICE,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.disk import DISK, SIZE
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.os_image import OS_IMAGE
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.vm_image import OS_DISK, VM_IMAGE
from ansible_collections.classic.azure.plugins.module_utils._asm.services.networking.reserved_ip import RESERVED_IP
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.account import blob_account
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.blob import blobs_in
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.blob_service import BlobService
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.storage_account import STORAGE_ACCOUNT
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.affinity_group import (
    AFFINITY_GROUP,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.client import Client

Values = dict[str, Any]

GB = 1024**3

COST = ReturnValue("cost", "Monthly cost. Not returned when O(prices) does not have the price.", "float")
SERVICE_NAME = ReturnValue("service_name", "Name of the hosted service.")
DEPLOYMENT_NAME = ReturnValue("deployment_name", "Name of the deployment.")


def _kind(name: str, description: str, *values: ReturnValue) -> ReturnValue:
    return ReturnValue(name, description, "list", elements="dict", contains=values)


FOUND = (
    _kind(
        "disks",
        "Disks that are not attached to a virtual machine.",
        ReturnValue("name", "Name of the disk."),
        ReturnValue("media_link", "URL of the VHD blob."),
        ReturnValue(SIZE, "Size of the disk, in GB.", "int"),
        COST,
    ),
    _kind(
        "blobs",
        "VHD blobs on which neither a disk nor an image is registered.",
        ReturnValue("url", "URL of the blob."),
        ReturnValue("size_in_gb", "Size of the blob, in GB.", "float"),
        COST,
    ),
    _kind(
        "hosted_services",
        "Hosted services without a deployment.",
        ReturnValue("name", "Name of the hosted service."),
    ),
    _kind("affinity_groups", "Affinity groups without members.", ReturnValue("name", "Name of the affinity group.")),
    _kind(
        "virtual_machines",
        "Virtual machines that are stopped but still billed, as they are not deallocated.",
        SERVICE_NAME,
        DEPLOYMENT_NAME,
        ReturnValue("name", "Name of the virtual machine."),
        ReturnValue("role_size", "Role size of the virtual machine."),
        COST,
    ),
    _kind(
        "staging_deployments",
        "Deployments in the staging slot.",
        SERVICE_NAME,
        DEPLOYMENT_NAME,
        ReturnValue("instances", "Number of role instances.", "int"),
        COST,
    ),
    _kind(
        "reserved_ips",
        "Reserved IP addresses that no deployment uses.",
        ReturnValue("name", "Name of the reserved IP address."),
        ReturnValue("address", "Reserved IP address."),
        COST,
    ),
)
"""What ``orphans`` returns."""


def orphans(client: Client, params: Mapping[str, Any]) -> dict[str, list[Values]]:
    """Return the orphans by their kind, each with a ``cost`` if the option prices has one for it."""
    prices = params.get("prices") or {}
    disks = DISK.reader.read_all(client, {})
    services = HOSTED_SERVICE.reader.read_all(client, {"embed_detail": True})
    deployments = [(service, each) for service in services for each in service["deployments"] or []]
    return {
        "disks": [_disk(disk, prices) for disk in disks if not disk["attached_to"]],
        "blobs": list(_blobs(client, params.get("containers") or [], disks, prices)),
        "hosted_services": [{"name": service["name"]} for service in services if not service["deployments"]],
        "affinity_groups": _empty_groups(client, services),
        "virtual_machines": [
            _machine(service, deployment, instance, prices)
            for service, deployment in deployments
            for instance in deployment["role_instances"] or []
            if instance["status"] == "StoppedVM" and instance["name"] == instance["role_name"]
        ],
        "staging_deployments": [
            _staging(service, deployment, prices)
            for service, deployment in deployments
            if deployment["slot"] == "Staging" and deployment["role_instances"]
        ],
        "reserved_ips": [
            {"name": each["name"], "address": each["address"], "cost": prices.get("reserved_ip")}
            for each in RESERVED_IP.reader.read_all(client, {})
            if not each["in_use"]
        ],
    }


def _disk(disk: Values, prices: Mapping[str, Any]) -> Values:
    return {
        "name": disk["name"],
        "media_link": disk["media_link"],
        SIZE: disk[SIZE],
        "cost": _cost(prices.get("gb"), disk[SIZE]),
    }


def _blobs(
    client: Client, containers: Iterable[Values], disks: list[Values], prices: Mapping[str, Any]
) -> Iterable[Values]:
    """Yield the VHDs in the containers that no disk or image is registered on."""
    registered = None
    for place in containers:
        if registered is None:
            registered = {_normalized(each) for each in _links(client, disks)}
        account = blob_account(client, place["storage_account"], place.get("account_key"))
        with closing(BlobService(account, client)) as service:
            for blob in blobs_in(service, place["container"], None):
                if blob["type"] == "page" and _normalized(blob["url"]) not in registered:
                    size = round(blob["size"] / GB, 3)
                    yield {"url": blob["url"], "size_in_gb": size, "cost": _cost(prices.get("gb"), size)}


def _links(client: Client, disks: list[Values]) -> Iterable[str]:
    for image in VM_IMAGE.reader.read_all(client, {"category": "User"}):
        for disk in (image[OS_DISK] or {}, *(image["data_disk_configurations"] or [])):
            yield disk.get("media_link") or ""
    for each in (*disks, *OS_IMAGE.reader.read_all(client, {})):
        yield each["media_link"] or ""


def _normalized(link: str) -> str:
    """Return a URL of a blob as it is compared: without scheme and query, in lower case."""
    return link.partition("://")[2].partition("?")[0].lower()


def _empty_groups(client: Client, services: list[Values]) -> list[Values]:
    groups = AFFINITY_GROUP.reader.read_all(client, {})
    if not groups:
        return []
    used = {each["affinity_group"] for each in (*services, *STORAGE_ACCOUNT.reader.read_all(client, {}))}
    return [{"name": group["name"]} for group in groups if group["name"] not in used]


def _machine(service: Values, deployment: Values, instance: Values, prices: Mapping[str, Any]) -> Values:
    return {
        "service_name": service["name"],
        "deployment_name": deployment["name"],
        "name": instance["name"],
        "role_size": instance["size"],
        "cost": (prices.get("role_sizes") or {}).get(instance["size"]),
    }


def _staging(service: Values, deployment: Values, prices: Mapping[str, Any]) -> Values:
    sizes = [instance["size"] for instance in deployment["role_instances"]]
    costs = [_cost((prices.get("role_sizes") or {}).get(size), 1) for size in sizes]
    known = [cost for cost in costs if cost is not None]
    return {
        "service_name": service["name"],
        "deployment_name": deployment["name"],
        "instances": len(sizes),
        "cost": round(sum(known), 2) if known else None,
    }


def _cost(price: Any, amount: float) -> float | None:
    return None if price is None else round(float(price) * amount, 2)


def work(client: Client, params: dict[str, Any], context: Context) -> dict[str, Any]:
    """Return the result of the module."""
    found = orphans(client, params)
    costs = [float(each["cost"]) for kind in found.values() for each in kind if each.get("cost") is not None]
    return {"changed": False, "orphans": found, "cost": round(sum(costs), 2) if params.get("prices") else None}


ORPHANS = client_module(
    work,
    returns=(
        ReturnValue("orphans", "Resources that were found, by kind.", "dict", contains=FOUND),
        ReturnValue(
            "cost",
            "Total monthly cost, as far as O(prices) has the prices.",
            "float",
            returned="when O(prices) is given",
        ),
        *FAILURE,
    ),
    argument_spec={
        "containers": {
            "type": "list",
            "elements": "dict",
            "options": {
                "storage_account": {"type": "str", "required": True},
                "container": {"type": "str", "default": "vhds"},
                "account_key": {"type": "str", "no_log": True},
            },
        },
        "prices": {
            "type": "dict",
            "options": {
                "gb": {"type": "float"},
                "role_sizes": {"type": "dict"},
                "reserved_ip": {"type": "float"},
            },
        },
    },
)
