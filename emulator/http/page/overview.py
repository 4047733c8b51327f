# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The overview that the page shows: the resources, operations and locks of each subscription."""

from __future__ import annotations

from typing import Any

from ansible_collections.classic.azure.emulator.cloud import Cloud
from ansible_collections.classic.azure.emulator.core.clock import VirtualClock
from ansible_collections.classic.azure.emulator.core.store import Value

MAX_SHOWN = 200
"""At most so many of each kind are shown; the others are counted."""

INTERNAL_KINDS = ("management_certificate", "operation", "begun", "lock", "subscription")
"""Kinds that are no resources."""

# The fields of a resource that may be shown: others hold keys and passwords.
SAFE_FIELDS = (
    "name",
    "role_name",
    "status",
    "slot",
    "upgrade_status",
    "size",
    "power_state",
    "label",
    "description",
    "location",
    "affinity_group",
    "account_type",
    "url",
    "date_created",
    "created_time",
    "creation_time",
)
NESTED_LISTS = ("role_instances", "instances", "roles")
OPERATION_FIELDS = ("id", "name", "status", "started", "ended", "target", "locks", "polls_left", "error")


def overview(cloud: Cloud) -> dict[str, Any]:
    """The overview of all subscriptions."""
    return {
        "now": cloud.clock.now(),
        "virtual": isinstance(cloud.clock, VirtualClock),
        "profile": cloud.profile.name,
        "strict": cloud.strict,
        "requests": cloud.journal.number,
        "faults": cloud.faults.as_json(),
        "subscriptions": [_subscription(cloud, each) for each in cloud.subscriptions()],
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


def _shown(value: Value) -> dict[str, Any]:
    """The fields of a value that may be shown, and those of the values in it."""
    lists = {name: value[name] for name in NESTED_LISTS if isinstance(value.get(name), list)}
    inner = {name: [_shown(each) for each in items if isinstance(each, dict)] for name, items in lists.items()}
    return {**_some(value, SAFE_FIELDS), **inner}


def _some(value: Value, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: value[name] for name in names if value.get(name) is not None}
