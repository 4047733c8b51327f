# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The SDK and deployments of packages."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.classic.azure.tests.clients.foreign import Emulate, dropped, operations, sdk_for
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


def housed(service: Service) -> ServiceManagementService:
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
def deployed(service: Service) -> ServiceManagementService:
    """The SDK's client for a subscription with the deployment v1 in production."""
    sms = housed(service)
    deploy(service, sms)
    return sms


def test_create_and_get(service: Service, deployed: ServiceManagementService) -> None:
    made = deployed.get_deployment_by_name(service.name, "v1")
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
    by_slot = deployed.get_deployment_by_slot(service.name, "production")
    assert by_slot.private_id == made.private_id
    detailed = deployed.get_hosted_service_properties(service.name, embed_detail=True)
    assert [each.private_id for each in detailed.deployments] == [made.private_id]


def test_the_life_of_a_deployment_in_recorded_time(emulate: Emulate) -> None:
    service = emulate("recorded")
    sms = housed(service)
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


def test_another_change_meanwhile_is_refused(emulate: Emulate) -> None:
    service = emulate("recorded")
    sms = housed(service)
    result = deploy(service, sms)
    with pytest.raises(AzureConflictHttpError, match=f"x-ms-requestid {result.request_id} on this deployment"):
        sms.update_deployment_status(service.name, "v1", "Suspended")
    with pytest.raises(AzureConflictHttpError, match="requires exclusive access"):
        sms.delete_deployment(service.name, "v1")


def test_configure_and_suspend(service: Service, deployed: ServiceManagementService) -> None:
    result = deployed.change_deployment_configuration(service.name, "v1", cscfg(3))
    assert deployed.get_operation_status(result.request_id).status == "Succeeded"
    assert len(deployed.get_deployment_by_name(service.name, "v1").role_instance_list) == 3
    deployed.change_deployment_configuration(service.name, "v1", cscfg(1), False, "Auto", {"team": "red"})
    configured = deployed.get_deployment_by_name(service.name, "v1")
    assert (len(configured.role_instance_list), configured.extended_properties) == (1, {"team": "red"})
    deployed.update_deployment_status(service.name, "v1", "Suspended")
    assert deployed.get_deployment_by_name(service.name, "v1").status == "Suspended"
    deployed.update_deployment_status(service.name, "v1", "Running")
    assert deployed.get_deployment_by_name(service.name, "v1").status == "Running"


def test_upgrade(service: Service, deployed: ServiceManagementService) -> None:
    deployed.upgrade_deployment(
        service.name, "v1", "Auto", package(service), cscfg(), "second", False, "web", {"a": "b"}
    )
    upgraded = deployed.get_deployment_by_name(service.name, "v1")
    assert (upgraded.label, upgraded.status) == ("second", "Running")
    assert upgraded.extended_properties == {"team": "blue", "a": "b"}


def test_upgrade_walk_and_roll_back(service: Service, deployed: ServiceManagementService) -> None:
    def progress() -> tuple[str, str, str, bool]:
        current = deployed.get_deployment_by_name(service.name, "v1")
        walk = current.upgrade_status
        return current.label, walk.current_upgrade_domain_state, walk.current_upgrade_domain, current.rollback_allowed

    def upgrade() -> None:
        deployed.upgrade_deployment(service.name, "v1", "Manual", package(service), cscfg(), "second", False)
        assert progress() == ("second", "Before", "0", True)
        deployed.walk_upgrade_domain(service.name, "v1", 0)
        assert progress() == ("second", "Before", "1", True)

    upgrade()
    deployed.rollback_update_or_upgrade(service.name, "v1", "auto", False)
    current = deployed.get_deployment_by_name(service.name, "v1")
    assert (current.label, current.status, current.rollback_allowed) == ("first", "Running", False)
    upgrade()
    deployed.walk_upgrade_domain(service.name, "v1", 1)
    current = deployed.get_deployment_by_name(service.name, "v1")
    assert (current.label, current.status, current.rollback_allowed) == ("second", "Running", False)
    with pytest.raises(AzureHttpError, match="A parameter was incorrect"):
        deployed.walk_upgrade_domain(service.name, "v1", 2)


def test_swap(service: Service, deployed: ServiceManagementService) -> None:
    deploy(service, deployed, "v2", "staging")
    before = {name: deployed.get_deployment_by_name(service.name, name) for name in ("v1", "v2")}
    deployed.swap_deployment(service.name, "v1", "v2")
    after = {name: deployed.get_deployment_by_name(service.name, name) for name in ("v1", "v2")}
    for name, other in (("v1", "v2"), ("v2", "v1")):
        assert (after[name].deployment_slot, after[name].url) == (before[other].deployment_slot, before[other].url)
        assert [vip.address for vip in after[name].virtual_ips] == [vip.address for vip in before[other].virtual_ips]
        assert after[name].private_id == before[name].private_id


@pytest.mark.parametrize("order", ["reboot_role_instance", "reimage_role_instance", "rebuild_role_instance"])
def test_orders_to_an_instance(service: Service, deployed: ServiceManagementService, order: str) -> None:
    result = getattr(deployed, order)(service.name, "v1", "web_IN_1")
    assert deployed.get_operation_status(result.request_id).status == "Succeeded"
    with pytest.raises(AzureMissingResourceHttpError):
        getattr(deployed, order)(service.name, "v1", "web_IN_9")


def test_delete_instances(service: Service, deployed: ServiceManagementService) -> None:
    deployed.delete_role_instances(service.name, "v1", ["web_IN_0"])
    left = deployed.get_deployment_by_name(service.name, "v1").role_instance_list
    assert [each.instance_name for each in left] == ["web_IN_1"]


@pytest.mark.parametrize("with_media", [False, True])
def test_delete(service: Service, deployed: ServiceManagementService, with_media: bool) -> None:
    with pytest.raises(AzureHttpError, match="cannot be deleted while it still contains deployments"):
        deployed.delete_hosted_service(service.name)
    deployed.delete_deployment(service.name, "v1", with_media)
    with pytest.raises(AzureMissingResourceHttpError, match=r"No deployments were found\."):
        deployed.get_deployment_by_name(service.name, "v1")
    deployed.delete_hosted_service(service.name)
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
def test_what_is_refused(
    service: Service,
    deployed: ServiceManagementService,
    ask: Callable[..., Any],
    kind: type[Exception],
    message: str,
) -> None:
    with pytest.raises(kind, match=message):
        ask(service, deployed)
    dropped(service)
