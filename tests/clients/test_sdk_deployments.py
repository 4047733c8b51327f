# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The SDK and deployments of packages."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.classic.azure.tests.clients.foreign import (
    MakeService,
    operations,
    pop_dropped_elements,
    sdk_for,
)
from ansible_collections.classic.azure.tests.emulated import Service
from azure.common import AzureConflictHttpError, AzureHttpError, AzureMissingResourceHttpError
from azure.servicemanagement import ServiceManagementService

SCHEMA = "http://schemas.microsoft.com/ServiceHosting/2008/10/ServiceConfiguration"
ENDPOINT = {"name": "http", "port": 80, "local_port": 8080, "protocol": "tcp"}


def cscfg(count: int = 2) -> str:
    """A configuration as the SDK wants one: in base64."""
    role = f'<Role name="web"><Instances count="{count}"/></Role>'
    text = f'<ServiceConfiguration serviceName="Shop" xmlns="{SCHEMA}" osFamily="4">{role}</ServiceConfiguration>'
    return b64encode(text.encode()).decode()


def package(service: Service) -> str:
    return f"https://{service.name}.blob.core.windows.net/packages/app.cspkg"


def sms_with_package(service: Service) -> ServiceManagementService:
    """The SDK's client for a subscription with a hosted service, and a storage account with a package."""
    sms = sdk_for(service)
    sms.create_hosted_service(service.name, "label", location="West US")
    sms.create_storage_account(service.name, "description", "label", location="West US")
    service.register_package(package(service), {"name": "web", "endpoints": [ENDPOINT]})
    return sms


def deploy(service: Service, sms: ServiceManagementService, name: str = "v1", slot: str = "production") -> Any:
    properties = {"team": "blue"}
    return sms.create_deployment(service.name, slot, name, package(service), "first", cscfg(), True, False, properties)


@pytest.fixture
def sms_with_deployment(service: Service) -> ServiceManagementService:
    """The SDK's client for a subscription with the deployment v1 in production."""
    sms = sms_with_package(service)
    deploy(service, sms)
    return sms


def test_create_and_get(service: Service, sms_with_deployment: ServiceManagementService) -> None:
    made = sms_with_deployment.get_deployment_by_name(service.name, "v1")
    assert (made.name, made.deployment_slot, made.status, made.label) == ("v1", "Production", "Running", "first")
    assert (made.locked, made.rollback_allowed, made.extended_properties) == (False, False, {"team": "blue"})
    assert made.url == f"http://{service.name}.cloudapp.net/" and len(made.private_id) == 32
    assert made.upgrade_domain_count == "2" and made.sdk_version
    assert b64encode(made.configuration.encode()).decode() == cscfg()
    (role,) = made.role_list
    assert (role.role_name, role.os_version) == ("web", "WA-GUEST-OS-4.21_201506-01")
    (vip,) = made.virtual_ips
    for number, instance in enumerate(made.role_instance_list):
        assert (instance.instance_name, instance.instance_status) == (f"web_IN_{number}", "ReadyRole")
        assert (instance.power_state, instance.instance_size) == ("Started", "Small")
        (endpoint,) = instance.instance_endpoints
        returned = (endpoint.name, endpoint.vip, endpoint.public_port, endpoint.local_port, endpoint.protocol)
        assert returned == ("http", vip.address, "80", "8080", "tcp")
    assert number == 1
    by_slot = sms_with_deployment.get_deployment_by_slot(service.name, "production")
    assert by_slot.private_id == made.private_id
    detailed = sms_with_deployment.get_hosted_service_properties(service.name, embed_detail=True)
    assert [each.private_id for each in detailed.deployments] == [made.private_id]


def test_deployment_states_with_recorded_timing(make_lenient_service: MakeService) -> None:
    service = make_lenient_service("recorded")
    sms = sms_with_package(service)
    result = deploy(service, sms)
    early = sms.get_deployment_by_name(service.name, "v1")
    assert (early.status, early.locked, list(early.role_instance_list or [])) == ("Deploying", True, [])
    assert sms.get_operation_status(result.request_id).status == "InProgress"
    service.sleep(52)
    assert sms.get_operation_status(result.request_id).status == "Succeeded"
    climbing = sms.get_deployment_by_name(service.name, "v1")
    assert [each.instance_status for each in climbing.role_instance_list] == ["CreatingVM"] * 2
    service.sleep(300)
    ready = sms.get_deployment_by_name(service.name, "v1")
    assert [each.instance_status for each in ready.role_instance_list] == ["ReadyRole"] * 2


def test_concurrent_change_conflicts(make_lenient_service: MakeService) -> None:
    service = make_lenient_service("recorded")
    sms = sms_with_package(service)
    result = deploy(service, sms)
    with pytest.raises(AzureConflictHttpError, match=f"x-ms-requestid {result.request_id} on this deployment"):
        sms.update_deployment_status(service.name, "v1", "Suspended")
    with pytest.raises(AzureConflictHttpError, match="requires exclusive access"):
        sms.delete_deployment(service.name, "v1")


def test_configure_and_suspend(service: Service, sms_with_deployment: ServiceManagementService) -> None:
    result = sms_with_deployment.change_deployment_configuration(service.name, "v1", cscfg(3))
    assert sms_with_deployment.get_operation_status(result.request_id).status == "Succeeded"
    assert len(sms_with_deployment.get_deployment_by_name(service.name, "v1").role_instance_list) == 3
    sms_with_deployment.change_deployment_configuration(service.name, "v1", cscfg(1), False, "Auto", {"team": "red"})
    configured = sms_with_deployment.get_deployment_by_name(service.name, "v1")
    assert (len(configured.role_instance_list), configured.extended_properties) == (1, {"team": "red"})
    sms_with_deployment.update_deployment_status(service.name, "v1", "Suspended")
    assert sms_with_deployment.get_deployment_by_name(service.name, "v1").status == "Suspended"
    sms_with_deployment.update_deployment_status(service.name, "v1", "Running")
    assert sms_with_deployment.get_deployment_by_name(service.name, "v1").status == "Running"


def test_upgrade(service: Service, sms_with_deployment: ServiceManagementService) -> None:
    sms_with_deployment.upgrade_deployment(
        service.name, "v1", "Auto", package(service), cscfg(), "second", False, "web", {"a": "b"}
    )
    upgraded = sms_with_deployment.get_deployment_by_name(service.name, "v1")
    assert (upgraded.label, upgraded.status) == ("second", "Running")
    assert upgraded.extended_properties == {"team": "blue", "a": "b"}


def test_manual_upgrade_and_rollback(service: Service, sms_with_deployment: ServiceManagementService) -> None:
    def progress() -> tuple[str, str, str, bool]:
        current = sms_with_deployment.get_deployment_by_name(service.name, "v1")
        walk = current.upgrade_status
        return current.label, walk.current_upgrade_domain_state, walk.current_upgrade_domain, current.rollback_allowed

    def upgrade() -> None:
        sms_with_deployment.upgrade_deployment(service.name, "v1", "Manual", package(service), cscfg(), "second", False)
        assert progress() == ("second", "Before", "0", True)
        sms_with_deployment.walk_upgrade_domain(service.name, "v1", 0)
        assert progress() == ("second", "Before", "1", True)

    upgrade()
    sms_with_deployment.rollback_update_or_upgrade(service.name, "v1", "auto", False)
    current = sms_with_deployment.get_deployment_by_name(service.name, "v1")
    assert (current.label, current.status, current.rollback_allowed) == ("first", "Running", False)
    upgrade()
    sms_with_deployment.walk_upgrade_domain(service.name, "v1", 1)
    current = sms_with_deployment.get_deployment_by_name(service.name, "v1")
    assert (current.label, current.status, current.rollback_allowed) == ("second", "Running", False)
    with pytest.raises(AzureHttpError, match="A parameter was incorrect"):
        sms_with_deployment.walk_upgrade_domain(service.name, "v1", 2)


def test_swap(service: Service, sms_with_deployment: ServiceManagementService) -> None:
    deploy(service, sms_with_deployment, "v2", "staging")
    before = {name: sms_with_deployment.get_deployment_by_name(service.name, name) for name in ("v1", "v2")}
    sms_with_deployment.swap_deployment(service.name, "v1", "v2")
    after = {name: sms_with_deployment.get_deployment_by_name(service.name, name) for name in ("v1", "v2")}
    for name, other in (("v1", "v2"), ("v2", "v1")):
        assert (after[name].deployment_slot, after[name].url) == (before[other].deployment_slot, before[other].url)
        assert [vip.address for vip in after[name].virtual_ips] == [vip.address for vip in before[other].virtual_ips]
        assert after[name].private_id == before[name].private_id


@pytest.mark.parametrize("order", ["reboot_role_instance", "reimage_role_instance", "rebuild_role_instance"])
def test_reboot_reimage_and_rebuild_instance(
    service: Service, sms_with_deployment: ServiceManagementService, order: str
) -> None:
    result = getattr(sms_with_deployment, order)(service.name, "v1", "web_IN_1")
    assert sms_with_deployment.get_operation_status(result.request_id).status == "Succeeded"
    with pytest.raises(AzureMissingResourceHttpError):
        getattr(sms_with_deployment, order)(service.name, "v1", "web_IN_9")


def test_delete_instances(service: Service, sms_with_deployment: ServiceManagementService) -> None:
    sms_with_deployment.delete_role_instances(service.name, "v1", ["web_IN_0"])
    left = sms_with_deployment.get_deployment_by_name(service.name, "v1").role_instance_list
    assert [each.instance_name for each in left] == ["web_IN_1"]


@pytest.mark.parametrize("with_media", [False, True])
def test_delete(service: Service, sms_with_deployment: ServiceManagementService, with_media: bool) -> None:
    with pytest.raises(AzureHttpError, match="cannot be deleted while it still contains deployments"):
        sms_with_deployment.delete_hosted_service(service.name)
    sms_with_deployment.delete_deployment(service.name, "v1", with_media)
    with pytest.raises(AzureMissingResourceHttpError, match=r"No deployments were found\."):
        sms_with_deployment.get_deployment_by_name(service.name, "v1")
    sms_with_deployment.delete_hosted_service(service.name)
    assert operations(service)[-1] == ("DeleteHostedService", 200)


REFUSED: list[tuple[Callable[..., Any], type[Exception], str]] = [
    (deploy, AzureConflictHttpError, "The specified deployment slot Production is occupied."),
    (lambda s, sms: sms.get_deployment_by_slot(s.name, "staging"), AzureMissingResourceHttpError, "No deployments"),
    (
        lambda s, sms: sms.create_deployment(s.name, "staging", "v2", "https://x.example/a", "l", cscfg()),
        AzureHttpError,
        "A parameter was incorrect",
    ),
    (
        lambda s, sms: sms.create_deployment(s.name, "staging", "v2", package(s), "l", "b'PD94'"),
        AzureHttpError,
        "A parameter was incorrect",
    ),
    (
        lambda s, sms: sms.create_deployment("nope", "staging", "v2", package(s), "l", cscfg()),
        AzureMissingResourceHttpError,
        "The hosted service does not exist.",
    ),
]


@pytest.mark.parametrize(("ask", "kind", "message"), REFUSED)
def test_invalid_requests_are_refused(
    service: Service,
    sms_with_deployment: ServiceManagementService,
    ask: Callable[..., Any],
    kind: type[Exception],
    message: str,
) -> None:
    with pytest.raises(kind, match=message):
        ask(service, sms_with_deployment)
    pop_dropped_elements(service)
