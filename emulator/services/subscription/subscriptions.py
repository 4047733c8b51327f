# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Subscriptions: what they are called, and how much may be in them (docs/protocol/subscription.md#subscription)."""

from __future__ import annotations

from dataclasses import dataclass, fields

from ansible_collections.classic.azure.emulator.core.clock import stamp
from ansible_collections.classic.azure.emulator.core.context import Reply, RequestContext, Route
from ansible_collections.classic.azure.emulator.core.entities import Collection, dump
from ansible_collections.classic.azure.emulator.core.registry import register_routes
from ansible_collections.classic.azure.emulator.core.store import Value
from ansible_collections.classic.azure.emulator.services import common
from ansible_collections.classic.azure.plugins.module_utils._asm.services.subscription.subscription import (
    SUBSCRIPTION_SCHEMA,
)

SUBSCRIPTION_SINCE = "2011-10-01"


@dataclass
class Subscription:
    """A subscription, with the quotas of the recorded one (docs/protocol/subscription.md#quotas).

    ``number`` is the emulator's own: it tells the order in which subscriptions were made.
    """

    subscription_id: str
    subscription_name: str | None = None
    subscription_status: str = "Active"
    account_admin_live_email_id: str = "admin@example.com"
    service_admin_live_email_id: str = "admin@example.com"
    offer_categories: str = "Azure_Platform_All"
    aad_tenant_id: str = "00000000-0000-0000-0000-000000000000"
    created_time: str | None = None
    max_core_count: int = 20
    max_storage_accounts: int = 100
    max_hosted_services: int = 20
    max_virtual_network_sites: int = 50
    max_local_network_sites: int = 20
    max_dns_servers: int = 20
    max_reserved_ips: int = 20
    max_public_ip_count: int = 5
    max_network_security_groups: int = 100
    max_network_security_rules_per_group: int = 200
    max_route_tables: int = 100
    max_routes_per_route_table: int = 100
    number: int = 0


SUBSCRIPTIONS = Collection("subscription", Subscription, lambda subscription: subscription.subscription_id)

LIMITS = tuple(field.name for field in fields(Subscription) if field.name.startswith("max_"))
"""The names of the quotas, which an administrator may set."""


def new_subscription(subscription_id: str, name: str, now: float, limits: dict[str, int]) -> Value:
    """The stored value of a new subscription."""
    subscription = Subscription(subscription_id=subscription_id, subscription_name=name, created_time=stamp(now))
    return {**dump(subscription), **limits}


def get(context: RequestContext) -> Reply:
    """The subscription, and how much is in it. What is counted belongs to services above this one: of deployments only
    the cores are read."""
    subscription = SUBSCRIPTIONS.get(context, context.subscription)
    counts = {
        "current_core_count": sum(deployment.get("cores") or 0 for deployment in context.all("deployment")),
        "current_hosted_services": context.store.count(context.subscription, "hosted_service"),
        "current_storage_accounts": context.store.count(context.subscription, "storage_account"),
        "current_network_security_groups": 0,
    }
    values = dump(subscription) if subscription else {}
    return Reply(200, common.render(SUBSCRIPTION_SCHEMA, {**values, **counts}))


register_routes(Route("GetSubscription", "GET", SUBSCRIPTION_SCHEMA.path, get, since=SUBSCRIPTION_SINCE))
