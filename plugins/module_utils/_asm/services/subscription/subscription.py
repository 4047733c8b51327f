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
        Field("subscription_id", "SubscriptionID", description="ID of the subscription."),
        Field("subscription_name", "SubscriptionName", description="Name of the subscription."),
        Field(
            "subscription_status",
            "SubscriptionStatus",
            description="Status of the subscription, for example V(Active) or V(Disabled).",
        ),
        Field(
            "account_admin_live_email_id",
            "AccountAdminLiveEmailId",
            description="Email address of the account administrator.",
        ),
        Field(
            "service_admin_live_email_id",
            "ServiceAdminLiveEmailId",
            description="Email address of the service administrator.",
        ),
        Field("max_core_count", "MaxCoreCount", Integer(), description="Maximum number of CPU cores."),
        Field(
            "max_storage_accounts", "MaxStorageAccounts", Integer(), description="Maximum number of storage accounts."
        ),
        Field("max_hosted_services", "MaxHostedServices", Integer(), description="Maximum number of hosted services."),
        Field("current_core_count", "CurrentCoreCount", Count(), description="Number of CPU cores in use."),
        Field("current_hosted_services", "CurrentHostedServices", Count(), description="Number of hosted services."),
        Field("current_storage_accounts", "CurrentStorageAccounts", Count(), description="Number of storage accounts."),
        Field(
            "max_virtual_network_sites",
            "MaxVirtualNetworkSites",
            Integer(),
            description="Maximum number of virtual networks.",
        ),
        Field(
            "current_virtual_network_sites",
            "CurrentVirtualNetworkSites",
            Count(),
            description="Number of virtual networks.",
        ),
        Field(
            "max_local_network_sites",
            "MaxLocalNetworkSites",
            Integer(),
            description="Maximum number of local network sites.",
        ),
        Field(
            "current_local_network_sites",
            "CurrentLocalNetworkSites",
            Count(),
            description="Number of local network sites.",
        ),
        Field("max_dns_servers", "MaxDnsServers", Integer(), description="Maximum number of DNS servers."),
        Field("current_dns_servers", "CurrentDnsServers", Count(), description="Number of DNS servers."),
        Field("offer_categories", "OfferCategories", description="Offer categories of the subscription."),
        Field("aad_tenant_id", "AADTenantID", description="ID of the Azure Active Directory tenant."),
        Field("created_time", "CreatedTime", description="Time at which the subscription was created, in UTC."),
        Field("max_reserved_ips", "MaxReservedIPs", Integer(), description="Maximum number of reserved IP addresses."),
        Field("current_reserved_ips", "CurrentReservedIPs", Count(), description="Number of reserved IP addresses."),
        Field(
            "current_public_ip_count",
            "CurrentPublicIPCount",
            Count(),
            description="Number of instance-level public IP addresses.",
        ),
        Field(
            "max_public_ip_count",
            "MaxPublicIPCount",
            Integer(),
            description="Maximum number of instance-level public IP addresses.",
        ),
        Field(
            "current_network_security_groups",
            "CurrentNetworkSecurityGroups",
            Count(),
            description="Number of network security groups.",
        ),
        Field(
            "max_network_security_groups",
            "MaxNetworkSecurityGroups",
            Integer(),
            description="Maximum number of network security groups.",
        ),
        Field(
            "max_network_security_rules_per_group",
            "MaxNetworkSecurityRulesPerGroup",
            Integer(),
            description="Maximum number of rules in a network security group.",
        ),
        Field("max_route_tables", "MaxRouteTables", Integer(), description="Maximum number of route tables."),
        Field(
            "max_routes_per_route_table",
            "MaxRoutesPerRouteTable",
            Integer(),
            description="Maximum number of routes in a route table.",
        ),
    ),
)
SUBSCRIPTION = Resource(SUBSCRIPTION_SCHEMA, SingletonReader(SUBSCRIPTION_SCHEMA), FieldPlanner(SUBSCRIPTION_SCHEMA))
