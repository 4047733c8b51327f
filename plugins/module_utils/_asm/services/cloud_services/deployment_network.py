# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests for the network of virtual machines' deployments: DNS servers (docs/protocol/networking.md#dns-servers), and
those that no module sends yet, for the internal load balancer (docs/protocol/networking.md#internal-load-balancers) and
load-balanced sets of endpoints (docs/protocol/networking.md#load-balanced-sets)."""

from __future__ import annotations

from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.paths import DEPLOYMENT_PATH
from ansible_collections.classic.azure.plugins.module_utils._asm.services.networking.network_schema import (
    DNS_SERVER_SCHEMA,
    ENDPOINT_SCHEMA,
    LOAD_BALANCER_SCHEMA,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Action
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import ListOf

DNS_SERVERS_PATH = f"{DEPLOYMENT_PATH}/dnsservers"
DNS_SERVER_PATH = f"{DNS_SERVERS_PATH}/{{dns_server_name}}"
LOAD_BALANCERS_PATH = f"{DEPLOYMENT_PATH}/loadbalancers"
LOAD_BALANCER_PATH = f"{LOAD_BALANCERS_PATH}/{{load_balancer_name}}"

ADD_DNS_SERVER = Action("AddDnsServer", "POST", "DnsServer", DNS_SERVER_SCHEMA, path=DNS_SERVERS_PATH)
UPDATE_DNS_SERVER = Action("UpdateDnsServer", "PUT", "DnsServer", DNS_SERVER_SCHEMA, path=DNS_SERVER_PATH)
DELETE_DNS_SERVER = Action("DeleteDnsServer", "DELETE", path=DNS_SERVER_PATH)
ADD_BALANCER = Action("AddLoadBalancer", "POST", "LoadBalancer", LOAD_BALANCER_SCHEMA, path=LOAD_BALANCERS_PATH)
UPDATE_BALANCER = Action("UpdateLoadBalancer", "PUT", "LoadBalancer", LOAD_BALANCER_SCHEMA, path=LOAD_BALANCER_PATH)
DELETE_BALANCER = Action("DeleteLoadBalancer", "DELETE", path=LOAD_BALANCER_PATH)
SET_MEMBERS = ListOf("InputEndpoint", ENDPOINT_SCHEMA)
"""The body of UpdateLoadBalancedEndpointSet."""
