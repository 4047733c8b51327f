# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The subscription: its quotas, and how much of them is used (docs/protocol/subscription.md#subscription)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.listings import SingletonReader
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.planner import FieldPlanner
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Integer
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Values
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.resource_schema import ResourceSchema
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


class Count(Integer):
    """A whole number that the service leaves out if it is zero."""


class SubscriptionSchema(ResourceSchema):
    """The schema of a subscription. A response leaves out the counts that are zero."""

    def values(self, element: Element) -> Values:
        returned = super().values(element)
        return {
            field.name: 0 if isinstance(field.codec, Count) and returned[field.name] is None else returned[field.name]
            for field in self.fields
        }


SUBSCRIPTION_SCHEMA = SubscriptionSchema(
    kind="subscription",
    root="Subscription",
    path="",
    fields=(
        Field("subscription_id", "SubscriptionID"),
        Field("subscription_name", "SubscriptionName"),
        Field("subscription_status", "SubscriptionStatus"),
        Field("account_admin_live_email_id", "AccountAdminLiveEmailId"),
        Field("service_admin_live_email_id", "ServiceAdminLiveEmailId"),
        Field("max_core_count", "MaxCoreCount", Integer()),
        Field("max_storage_accounts", "MaxStorageAccounts", Integer()),
        Field("max_hosted_services", "MaxHostedServices", Integer()),
        Field("current_core_count", "CurrentCoreCount", Count()),
        Field("current_hosted_services", "CurrentHostedServices", Count()),
        Field("current_storage_accounts", "CurrentStorageAccounts", Count()),
        Field("max_virtual_network_sites", "MaxVirtualNetworkSites", Integer()),
        Field("current_virtual_network_sites", "CurrentVirtualNetworkSites", Count()),
        Field("max_local_network_sites", "MaxLocalNetworkSites", Integer()),
        Field("current_local_network_sites", "CurrentLocalNetworkSites", Count()),
        Field("max_dns_servers", "MaxDnsServers", Integer()),
        Field("current_dns_servers", "CurrentDnsServers", Count()),
        Field("offer_categories", "OfferCategories"),
        Field("aad_tenant_id", "AADTenantID"),
        Field("created_time", "CreatedTime"),
        Field("max_reserved_ips", "MaxReservedIPs", Integer()),
        Field("current_reserved_ips", "CurrentReservedIPs", Count()),
        Field("current_public_ip_count", "CurrentPublicIPCount", Count()),
        Field("max_public_ip_count", "MaxPublicIPCount", Integer()),
        Field("current_network_security_groups", "CurrentNetworkSecurityGroups", Count()),
        Field("max_network_security_groups", "MaxNetworkSecurityGroups", Integer()),
        Field("max_network_security_rules_per_group", "MaxNetworkSecurityRulesPerGroup", Integer()),
        Field("max_route_tables", "MaxRouteTables", Integer()),
        Field("max_routes_per_route_table", "MaxRoutesPerRouteTable", Integer()),
    ),
)
SUBSCRIPTION = Resource(SUBSCRIPTION_SCHEMA, SingletonReader(SUBSCRIPTION_SCHEMA), FieldPlanner(SUBSCRIPTION_SCHEMA))
