# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The overview that the page shows: the resources, operations and locks of each subscription."""

from __future__ import annotations

import secrets
from typing import Any

from ansible_collections.classic.azure.emulator.cloud import Cloud
from ansible_collections.classic.azure.emulator.core.clock import VirtualClock
from ansible_collections.classic.azure.emulator.core.store import Value

PROCESS = secrets.token_hex(4)
"""Tells versions of this process from those of an earlier one, which counted alike."""

MAX_SHOWN = 2000
"""At most so many of each kind are shown; the others are counted."""

INTERNAL_KINDS = ("operation", "begun", "lock", "subscription")
"""Kinds that are no resources."""

SAFE_FIELDS = {
    *("name", "role_name", "service", "url", "description", "label", "status", "slot", "location"),
    *("affinity_group", "region", "account_type", "thumbprint", "address", "address_prefix"),
    *("address_prefixes", "static_virtual_network_ip_address", "ip_address", "vip", "subnet_name"),
    *("subnet_names", "virtual_network_name", "reserved_ip_name", "dns_servers", "subnets", "virtual_ips"),
    *("load_balancers", "network_security_group", "in_use", "service_name", "deployment_name"),
    *("hosted_service_name", "attached_to", "role_instances", "instances", "roles", "role_size", "role_type"),
    *("size", "availability_set_name", "power_state", "host_name", "state_details", "upgrade_domain"),
    *("fault_domain", "upgrade_domain_count", "upgrade_status", "upgrade_type", "current_upgrade_domain_state"),
    *("current_upgrade_domain", "rollback_allowed", "configuration_sets", "network", "input_endpoints"),
    *("endpoints", "port", "local_port", "public_port", "protocol", "load_balanced_endpoint_set_name"),
    *("load_balancer_name", "os_disk", "data_disks", "os_disk_configuration", "data_disk_configurations", "os"),
    *("os_state", "media_link", "source_image_name", "vm_image_name", "lun", "host_caching"),
    *("logical_disk_size_in_gb", "category", "image_family", "date_created", "created", "created_time"),
    *("creation_time", "type"),
}
"""The fields of resources, and of what is in them, that may be shown: others hold keys and passwords."""

OPERATION_FIELDS = ("id", "name", "status", "started", "ended", "target", "locks", "polls_left", "error")


def overview(cloud: Cloud, seen: str = "") -> dict[str, Any]:
    """The overview of all subscriptions, as of now: what was due is done.

    ``version`` is another one when resources or operations have changed; for one who has ``seen`` this one, there are
    no ``subscriptions``.
    """
    with cloud.store.transaction():
        cloud.operations.run_due_timers()
    version = f"{PROCESS}.{cloud.store.changes}.{cloud.journal.number}"
    changed = version != seen
    live = cloud.hosting.status()
    return {
        "now": cloud.clock.now(),
        "virtual": isinstance(cloud.clock, VirtualClock),
        "profile": cloud.profile.name,
        "strict": cloud.strict,
        "requests": cloud.journal.number,
        "faults": cloud.faults.as_json(),
        "version": version,
        **({} if live is None else {"live": live}),
        **({"subscriptions": [_subscription(cloud, each) for each in cloud.subscriptions()]} if changed else {}),
    }


def _subscription(cloud: Cloud, subscription: Value) -> dict[str, Any]:
    known = subscription["subscription_id"]
    completed = [operation for owner, operation in cloud.operations.completed if owner == known]
    operations = (*cloud.operations.in_progress(known), *reversed(completed))
    return {
        "id": known,
        "name": subscription["subscription_name"],
        "resources": {
            kind: _resources(cloud, known, kind) for kind in cloud.store.kinds(known) if kind not in INTERNAL_KINDS
        },
        "operations": [_some(operation.to_value(), OPERATION_FIELDS) for operation in operations],
        "locks": [{"of": name, "by": lock["operation"]} for name, lock in cloud.store.items(known, "lock", MAX_SHOWN)],
    }


def _resources(cloud: Cloud, subscription: str, kind: str) -> dict[str, Any]:
    rendered = [{"key": key, **_shown(value)} for key, value in cloud.store.items(subscription, kind, MAX_SHOWN)]
    return {"count": cloud.store.count(subscription, kind), "shown": rendered}


def _shown(value: Any) -> Any:
    """A value without the fields that may not be shown, wherever they are in it, and without empty ones."""
    if isinstance(value, list):
        return [_shown(each) for each in value]
    if not isinstance(value, dict):
        return value
    found = {name: _shown(each) for name, each in value.items() if name in SAFE_FIELDS}
    return {name: each for name, each in found.items() if each not in (None, "", [], {})}


def _some(value: Value, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: value[name] for name in names if value.get(name) is not None}
