# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests for the network of virtual machines' deployments: name servers (docs/protocol/networking.md#dns-servers),
the internal load balancer and the sets of endpoints that are balanced
(docs/protocol/networking.md#internal-load-balancers and docs/protocol/networking.md#load-balanced-sets). No module
sends them yet."""

from __future__ import annotations

from ansible_collections.classic.azure.plugins.module_utils._asm.services.cloud_services.deployment_wire import (
    DNS_SERVER,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.role import ENDPOINT
from ansible_collections.classic.azure.plugins.module_utils._asm.services.compute.virtual_machine_wire import (
    BALANCER,
    DEPLOYMENT,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Action
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import ListOf

DNS_SERVERS = f"{DEPLOYMENT}/dnsservers"
ONE_DNS_SERVER = f"{DNS_SERVERS}/{{dns_server_name}}"
BALANCERS = f"{DEPLOYMENT}/loadbalancers"
ONE_BALANCER = f"{BALANCERS}/{{load_balancer_name}}"

ADD_DNS_SERVER = Action("AddDnsServer", "POST", "DnsServer", DNS_SERVER, path=DNS_SERVERS)
UPDATE_DNS_SERVER = Action("UpdateDnsServer", "PUT", "DnsServer", DNS_SERVER, path=ONE_DNS_SERVER)
DELETE_DNS_SERVER = Action("DeleteDnsServer", "DELETE", path=ONE_DNS_SERVER)
ADD_BALANCER = Action("AddLoadBalancer", "POST", "LoadBalancer", BALANCER, path=BALANCERS)
UPDATE_BALANCER = Action("UpdateLoadBalancer", "PUT", "LoadBalancer", BALANCER, path=ONE_BALANCER)
DELETE_BALANCER = Action("DeleteLoadBalancer", "DELETE", path=ONE_BALANCER)
SET_MEMBERS = ListOf("InputEndpoint", ENDPOINT)
