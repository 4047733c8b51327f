# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks that lose a response, an operation or a part of their work: they report what the service did, once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.classic.azure.emulator.core.operations import Effect
from ansible_collections.classic.azure.emulator.services.cloud_services import reserved_ip_association
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    AmbiguousWriteError,
    AzureError,
    NotAppliedError,
)
from ansible_collections.classic.azure.tests.emulated import Service
from ansible_collections.classic.azure.tests.unit.plugins.modules.deployed import HostedService
from ansible_collections.classic.azure.tests.unit.plugins.modules.test_reserved_ip import reserve, seed_deployment
from ansible_collections.classic.azure.tests.unit.plugins.modules.test_virtual_machine import (
    create_services,
    run_machine,
)

pytestmark = pytest.mark.slow

PROFILES = pytest.mark.parametrize("profile", ["instant", "polls:2", "seconds:30", "recorded"])


def accepted(service: Service, operation: str) -> int:
    """Return how many requests of an operation the emulator has accepted."""
    return sum(entry["operation"] == operation and 200 <= entry["status"] < 300 for entry in service.journal())


def delete_machine(service: Service, check: bool = False) -> dict[str, Any]:
    wanted: dict[str, Any] = {"service_name": service.name, "name": "web1", "state": "absent"}
    return service.run("virtual_machine", check=check, **wanted, delete_empty="service")


@PROFILES
@pytest.mark.parametrize("fault", ["cut_before", "cut_after", "internal_error", "too_many_requests"])
@pytest.mark.parametrize("operation", ["DeleteDeployment", "DeleteHostedService"])
def test_service_is_deleted_with_last_machine(
    make_service: Callable[..., Service], profile: str, operation: str, fault: str
) -> None:
    service = make_service(profile)
    create_services(service)
    run_machine(service)
    service.inject_fault(fault, operation)
    done = delete_machine(service)
    assert done["requests"] == ["DeleteDeployment", "DeleteHostedService"]
    assert service.stored("hosted_service", service.name) is None
    assert delete_machine(service)["changed"] is False


def test_interrupted_deletion_deletes_service_later(service: Service) -> None:
    """The deployment is gone, and the next run plans what is left of the wish: the hosted service."""
    create_services(service)
    run_machine(service)
    service.inject_fault("cut_before", "DeleteHostedService", times=0)
    with pytest.raises(AmbiguousWriteError) as raised:
        delete_machine(service)
    assert (raised.value.result["changed"], raised.value.result["requests"]) == (True, ["DeleteDeployment"])
    assert len(raised.value.result["operation_ids"]) == 1
    service.emulator.do(service.emulator.cloud.faults.rules.clear)
    assert delete_machine(service, check=True)["requests"] == ["DeleteHostedService"]
    assert delete_machine(service)["requests"] == ["DeleteHostedService"]
    assert service.stored("hosted_service", service.name) is None


def test_service_in_use_is_kept(service: Service) -> None:
    """A hosted service is not empty while another deployment is in it."""
    create_services(service)
    run_machine(service)
    shop = HostedService(service)
    shop.deploy(name="staged", slot="staging")
    assert delete_machine(service)["requests"] == ["DeleteDeployment"]
    assert delete_machine(service)["changed"] is False
    assert service.stored("hosted_service", service.name)


@PROFILES
@pytest.mark.parametrize("fault", ["cut_before", "cut_after"])
def test_restart_is_accepted_once(make_service: Callable[..., Service], profile: str, fault: str) -> None:
    """A task that cannot tell whether the restart was accepted fails, and never restarts twice."""
    service = make_service(profile)
    create_services(service)
    run_machine(service)
    service.pop_requests()
    service.inject_fault(fault, "RestartRole")
    try:
        result = run_machine(service, state="restarted")
    except AmbiguousWriteError as failure:
        result = failure.result
    assert accepted(service, "RestartRole") == (fault == "cut_after")
    assert not result["changed"] or accepted(service, "RestartRole")


@PROFILES
@pytest.mark.parametrize("fault", ["cut_before", "cut_after", "internal_error"])
@pytest.mark.parametrize(
    ("operation", "task"),
    [("UpgradeDeployment", {"package": "v2.cspkg"}), ("ChangeConfiguration", {"instances": {"web": 3}})],
)
def test_update_is_accepted_once(
    make_service: Callable[..., Service], profile: str, operation: str, task: dict[str, Any], fault: str
) -> None:
    """The client looks after its pause, and waits while an update is going on."""
    shop = HostedService(make_service(profile))
    shop.deploy()
    shop.service.pop_requests()
    shop.service.inject_fault(fault, operation)
    options = {"package_url": shop.url(task["package"])} if "package" in task else task
    assert shop.deploy(**options)["requests"] == [operation]
    assert accepted(shop.service, operation) == 1


@PROFILES
def test_restart_with_changes_is_sent_once(make_service: Callable[..., Service], profile: str) -> None:
    """What an update changed is no evidence of the restart that follows it."""
    service = make_service(profile)
    create_services(service)
    run_machine(service)
    service.pop_requests()
    service.inject_fault("cut_before", "RestartRole")
    with pytest.raises(AmbiguousWriteError) as raised:
        run_machine(service, state="restarted", role_size="Medium")
    assert raised.value.result["requests"] == ["UpdateRole"]
    assert accepted(service, "RestartRole") == 0


def test_lost_response_is_shown(make_service: Callable[..., Service]) -> None:
    service = make_service("recorded")
    service.inject_fault("cut_before", "CreateStorageService")
    service.run("storage_account", name=service.name, location="West US")
    account = f"storage account {service.name}"
    assert service.progress[:3] == [
        f"{account}: creating, finding out whether CreateStorageService was carried out",
        f"{account}: creating, the service does not show CreateStorageService yet",
        f"{account}: still creating, the service does not show CreateStorageService yet, 10 s",
    ]


def test_lost_key_regeneration_is_not_repeated(service: Service) -> None:
    service.run("storage_account", name=service.name, location="West US")
    service.inject_fault("cut_after", "RegenerateStorageKeys")
    service.pop_requests()
    with pytest.raises(AmbiguousWriteError):
        service.run("storage_account", name=service.name, regenerate_key="primary")
    assert accepted(service, "RegenerateStorageKeys") == 1


@PROFILES
def test_unknown_operation_is_no_failure(make_service: Callable[..., Service], profile: str) -> None:
    """The service does not know the operation of a request that it accepted; the state tells how it ended."""
    service = make_service(profile)
    service.inject_fault("not_found", "GetOperationStatus", times=0)
    done = service.run("storage_account", name=service.name, location="West US")
    assert (done["changed"], done["requests"]) == (True, ["CreateStorageService"])
    assert accepted(service, "CreateStorageService") == 1
    assert done["storage_account"]["status"] == "Created"


def test_undeleted_resource_fails(service: Service) -> None:
    """The service says that what is to be deleted does not exist, and goes on returning it."""
    service.run("affinity_group", name="west", location="West US")
    service.inject_fault("not_found", "DeleteAffinityGroup", times=0)
    with pytest.raises(NotAppliedError, match="60 seconds after DeleteAffinityGroup, it is still there"):
        service.run("affinity_group", name="west", state="absent")


def test_accepted_change_without_effect_fails(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """The service accepts a request and does nothing: a task that says success has seen the wanted state."""
    shop = seed_deployment(service, "a")
    reserve(service)
    nothing = Effect("reserved_ip_associated", lambda *ignored: None)
    monkeypatch.setattr(reserved_ip_association, "reserved_ip_associated", nothing)
    monkeypatch.setitem(service.emulator.cloud.operations.effects, nothing.name, nothing)
    service.pop_requests()
    with pytest.raises(NotAppliedError) as raised:
        service.run("reserved_ip", name="front", service_name=shop, deployment_name="live")
    assert "reserved IP front: 60 seconds after AssociateReservedIP, " in str(raised.value)
    assert "service_name and deployment_name are still not what the task says" in str(raised.value)
    assert service.writes() == ["AssociateReservedIP"]


@pytest.mark.parametrize("profile", ["seconds:30", "recorded"])
def test_lost_creation_with_reserved_ip(make_service: Callable[..., Service], profile: str) -> None:
    """A deployment that is being created does not show its reserved IP yet, and the task is not refused for that."""
    service = make_service(profile)
    create_services(service)
    reserve(service)
    service.inject_fault("cut_after", "CreateVMDeployment")
    done = run_machine(service, reserved_ip_name="front", endpoints=[{"name": "ssh", "local_port": 22}])
    assert (done["changed"], done["requests"]) == (True, ["CreateVMDeployment"])
    assert run_machine(service, reserved_ip_name="front")["changed"] is False


def test_failed_task_lists_accepted_requests(service: Service) -> None:
    create_services(service)
    run_machine(service)
    service.inject_fault("fail_operation", "AddDataDisk")
    with pytest.raises(AzureError) as raised:
        run_machine(service, role_size="Medium", data_disks=[{"lun": 0, "logical_disk_size_in_gb": 1}])
    assert raised.value.result["requests"] == ["UpdateRole", "AddDataDisk"]
    assert raised.value.result["changed"] is True and len(raised.value.result["operation_ids"]) == 2
