# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The SDK and the name servers of a deployment, which it changes and does not read."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.classic.azure.tests.clients.foreign import MakeService, sdk_for
from ansible_collections.classic.azure.tests.clients.test_sdk_virtual_machines import create_deployment, create_services
from ansible_collections.classic.azure.tests.emulated import Service
from azure.common import AzureConflictHttpError, AzureHttpError, AzureMissingResourceHttpError
from azure.servicemanagement import ServiceManagementService
from azure.servicemanagement.models import DnsServer


def servers(service: Service, sms: ServiceManagementService) -> Any:
    """What the emulator holds after somebody looked, for then things happen that are due."""
    sms.get_deployment_by_name(service.name, service.name)
    return (service.stored("deployment", f"{service.name}/{service.name}") or {})["dns_servers"]


def test_dns_server_add_update_delete(service: Service, sms: ServiceManagementService) -> None:
    create_services(service, sms)
    create_deployment(sms, service.name)
    sms.add_dns_server(service.name, service.name, "first", "192.168.144.1")
    sms.add_dns_server(service.name, service.name, "second", "192.168.144.9")
    sms.update_dns_server(service.name, service.name, "first", "192.168.144.2")
    expected = [{"name": "first", "address": "192.168.144.2"}, {"name": "second", "address": "192.168.144.9"}]
    assert servers(service, sms) == expected
    with pytest.raises(AzureConflictHttpError, match="The DNS server 'first' already exists"):
        sms.add_dns_server(service.name, service.name, "first", "192.168.144.1")
    with pytest.raises(AzureMissingResourceHttpError, match="The DNS server 'third' does not exist"):
        sms.update_dns_server(service.name, service.name, "third", "192.168.144.1")
    with pytest.raises(AzureHttpError, match="A parameter was incorrect"):
        sms.update_dns_server(service.name, service.name, "first", "nowhere")
    for name in ("first", "second"):
        sms.delete_dns_server(service.name, service.name, name)
    assert servers(service, sms) is None


def test_dns_servers_at_deployment_creation(service: Service, sms: ServiceManagementService) -> None:
    create_services(service, sms)
    server = DnsServer()
    server.name, server.address = "first", "192.168.144.1"
    create_deployment(sms, service.name, dns_servers=[server])
    assert servers(service, sms) == [{"name": "first", "address": "192.168.144.1"}]


def test_dns_server_change_locks_deployment(make_lenient_service: MakeService) -> None:
    service = make_lenient_service("recorded")
    sms = sdk_for(service)
    create_services(service, sms)
    service.sleep(30)
    create_deployment(sms, service.name)
    service.sleep(70)
    accepted = sms.add_dns_server(service.name, service.name, "first", "192.168.144.1")
    with pytest.raises(AzureConflictHttpError, match="requires exclusive access"):
        sms.delete_dns_server(service.name, service.name, "first")
    service.sleep(19)
    assert sms.get_operation_status(accepted.request_id).status == "InProgress" and servers(service, sms) is None
    service.sleep(1)
    assert sms.get_operation_status(accepted.request_id).status == "Succeeded"
    assert [each["name"] for each in servers(service, sms)] == ["first"]
