# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module deployment: creation, upgrade, configuration, scaling, suspension, start and deletion."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    InvalidOptionError,
    PreconditionError,
    ServiceError,
)
from ansible_collections.classic.azure.tests.emulated import ModuleFailed, Service
from ansible_collections.classic.azure.tests.unit.plugins.modules.deployed import HostedService

CANARY = "C4narySignature"


@pytest.fixture
def shop(service: Service) -> HostedService:
    return HostedService(service)


def create_options(shop: HostedService, **options: Any) -> dict[str, Any]:
    """A task that says all that is needed to create a deployment."""
    return {"name": "v1", "package_url": shop.url("v1.cspkg"), "configuration": shop.configuration(), **options}


def test_create_is_idempotent(shop: HostedService) -> None:
    done = shop.run_verified(**create_options(shop, extended_properties={"owner": "sales"}))
    assert done["requests"] == ["CreateDeployment"]
    made = done["deployment"]
    assert (made["name"], made["slot"], made["status"], made["label"]) == ("v1", "Production", "Running", "v1")
    assert made["url"] == f"http://{shop.name}.cloudapp.net/"
    assert shop.instances() == {"web_IN_0": "ReadyRole", "web_IN_1": "ReadyRole", "worker_IN_0": "ReadyRole"}
    address = f"{shop.name}.blob.core.windows.net/deployments/v1.cspkg"
    assert made["extended_properties"] == {
        "owner": "sales",
        "ClassicAzurePackage": sha256(address.encode()).hexdigest(),
    }
    assert done["diff"]["before"] == {}
    assert done["diff"]["after"]["package_url"] == shop.url("v1.cspkg")


def test_create_with_slot_status_and_label(shop: HostedService) -> None:
    made = shop.run_verified(**create_options(shop, slot="staging", status="suspended", label="The shop"))["deployment"]
    assert (made["slot"], made["status"], made["label"]) == ("Staging", "Suspended", "The shop")
    assert set(shop.instances().values()) == {"StoppedVM"}


@pytest.mark.parametrize("slot", [None, "staging"])
@pytest.mark.parametrize("status", [None, "suspended"])
def test_check_mode_predicts_created_deployment(shop: HostedService, slot: str | None, status: str | None) -> None:
    """What only the service knows is null."""
    task = create_options(shop, slot=slot, status=status, instances={"web": 3}, extended_properties={"owner": "sales"})
    predicted = shop.run("deployment", check=True, **task)["deployment"]
    returned = {name: value for name, value in predicted.items() if value is not None}
    assert list(returned) == ["name", "slot", "status", "label", "configuration", "extended_properties"]
    made = shop.run("deployment", **task)
    assert returned == {name: made["deployment"][name] for name in returned}
    assert made["diff"]["after"]["slot"] == (slot or "production").capitalize()


def test_new_package_is_an_upgrade(shop: HostedService) -> None:
    shop.deploy()
    before = shop.deployment()
    done = shop.run_verified(name="v1", package_url=shop.url("v2.cspkg"), label="The shop 2")
    assert done["requests"] == ["UpgradeDeployment"]
    after = done["deployment"]
    assert (after["name"], after["private_id"], after["label"]) == ("v1", before["private_id"], "The shop 2")
    assert after["configuration"] == before["configuration"]


def test_upgrade_includes_configuration_instances_and_status(shop: HostedService) -> None:
    shop.deploy()
    task = create_options(shop, package_url=shop.url("v2.cspkg"), instances={"web": 3}, status="suspended")
    done = shop.run_verified(**task)
    assert done["requests"] == ["UpgradeDeployment", "UpdateDeploymentStatus"]
    assert sorted(shop.instances()) == ["web_IN_0", "web_IN_1", "web_IN_2", "worker_IN_0"]
    assert (done["deployment"]["label"], done["deployment"]["status"]) == ("v1", "Suspended")


def test_new_configuration_is_changed_in_place(shop: HostedService) -> None:
    shop.deploy()
    configuration = shop.configuration()
    configuration["roles"]["web"]["settings"]["Greeting"] = "Good morning"
    done = shop.run_verified(**create_options(shop, configuration=configuration))
    assert done["requests"] == ["ChangeConfiguration"]
    assert done["diff"]["before"]["configuration"] != done["diff"]["after"]["configuration"]
    assert "package_url" not in done["diff"]["after"]


def test_extended_properties_change_keeps_configuration(shop: HostedService) -> None:
    shop.deploy()
    before = shop.deployment()
    done = shop.run_verified(name="v1", extended_properties={"owner": "sales"})
    assert done["requests"] == ["ChangeConfiguration"]
    assert done["deployment"]["extended_properties"] == {**before["extended_properties"], "owner": "sales"}
    assert done["deployment"]["configuration"] == before["configuration"]


def test_scale_without_configuration(shop: HostedService) -> None:
    shop.deploy()
    assert shop.run_verified(name="v1", instances={"web": 4})["requests"] == ["ChangeConfiguration"]
    assert len(shop.instances()) == 5
    assert shop.run_verified(name="v1", instances={"web": "1"})["requests"] == ["ChangeConfiguration"]
    assert list(shop.instances()) == ["web_IN_0", "worker_IN_0"]


def test_configuration_determines_instance_count(shop: HostedService) -> None:
    shop.deploy(instances={"web": 4})
    assert len(shop.instances()) == 5
    assert shop.run_verified(**create_options(shop))["requests"] == ["ChangeConfiguration"]
    assert len(shop.instances()) == 3


def test_scale_and_suspend_together(shop: HostedService) -> None:
    shop.deploy()
    done = shop.run_verified(**create_options(shop, instances={"web": 3}, status="suspended"))
    assert done["requests"] == ["ChangeConfiguration", "UpdateDeploymentStatus"]
    assert len(shop.instances()) == 4
    assert shop.run_verified(name="v1", status="running")["requests"] == ["UpdateDeploymentStatus"]
    assert set(shop.instances().values()) == {"ReadyRole"}


def test_delete_is_idempotent(shop: HostedService) -> None:
    shop.deploy()
    assert shop.run_verified(name="v1", state="absent")["requests"] == ["DeleteDeployment"]
    assert shop.deployments_by_slot() == {}


def test_delete_removes_disks_on_request(shop: HostedService) -> None:
    shop.deploy()
    assert shop.change(state="absent", disks="delete")["requests"] == ["DeleteDeployment"]
    (entry,) = [entry for entry in shop.service.journal() if entry["method"] == "DELETE"]
    assert entry["query"] == {"comp": "media"}


@pytest.mark.parametrize(
    ("given", "missing"), [("package_url", "configuration"), ("configuration", "package_url")], ids=str
)
@pytest.mark.parametrize("check", [True, False])
def test_create_requires_package_and_configuration(shop: HostedService, given: str, missing: str, check: bool) -> None:
    with pytest.raises(PreconditionError, match=f"deployment v1 does not exist, and creating it needs {missing}"):
        shop.change(check=check, **{given: create_options(shop)[given]})
    assert shop.service.writes() == []


def test_name_is_case_insensitive(shop: HostedService) -> None:
    shop.deploy()
    done = shop.change("V1", check=True, instances={"web": 3})
    assert done["requests"] == ["ChangeConfiguration"]
    assert done["deployment"]["name"] == done["diff"]["after"]["name"] == "v1"
    assert shop.deploy("V1", package_url=shop.url("v1.cspkg"))["changed"] is False


def test_label_change_requires_package(shop: HostedService) -> None:
    shop.deploy()
    with pytest.raises(PreconditionError, match="v1 gets another label only with an upgrade, which needs package_url"):
        shop.change(label="The shop")
    assert shop.change(label="v1")["changed"] is False
    assert shop.run_verified(**create_options(shop, label="The shop"))["requests"] == ["UpgradeDeployment"]


def test_empty_label_defaults_to_name(shop: HostedService) -> None:
    assert shop.run_verified(**create_options(shop, label=""))["deployment"]["label"] == "v1"


@pytest.mark.parametrize("check", [True, False])
def test_slot_is_immutable(shop: HostedService, check: bool) -> None:
    shop.deploy()
    with pytest.raises(
        PreconditionError, match="v1 is in Production, and the service moves one only by swapping: see deploym"
    ):
        shop.change(check=check, slot="staging")
    assert shop.change(slot="production")["changed"] is False


def test_occupied_slot_conflicts(shop: HostedService) -> None:
    shop.deploy()
    with pytest.raises(ServiceError, match="The specified deployment slot Production is occupied"):
        shop.deploy("v2")
    assert shop.deployments_by_slot() == {"Production": "v1"}


def test_package_signature_is_ignored_and_redacted(shop: HostedService) -> None:
    """Two URLs that differ only in their signature name the same package."""
    urls = [f"https://elsewhere.example/v1.cspkg?sv=2012&sig={CANARY}{number}" for number in range(2)]
    results = [shop.run("deployment", **create_options(shop, package_url=url)) for url in urls]
    assert [each["requests"] for each in results] == [["CreateDeployment"], []]
    results.append(shop.run("deployment", check=True, **create_options(shop, package_url=urls[0] + CANARY, label="x")))
    with pytest.raises(InvalidOptionError) as raised:
        shop.change(package_url=f"{urls[0]}\x01")
    returned = [results, shop.service.journal(), shop.service.progress, shop.service.warnings, str(raised.value)]
    assert CANARY not in repr(returned)
    assert results[0]["diff"]["after"]["package_url"] == "https://elsewhere.example/v1.cspkg"


def test_package_url_is_no_log() -> None:
    from ansible_collections.classic.azure.plugins.modules.deployment import MODULE_SPEC

    assert MODULE_SPEC.argument_spec["package_url"]["no_log"] is True


def test_package_url_scheme_and_case_are_ignored(shop: HostedService) -> None:
    shop.deploy()
    other = shop.url("v1.cspkg").replace("https", "http").replace(shop.name, shop.name.upper())
    assert shop.change(package_url=other)["changed"] is False


def test_unmanaged_deployment_is_upgraded(shop: HostedService) -> None:
    """Without the property that records the package, the module cannot tell which package is deployed."""
    shop.deploy()
    stored = shop.service.stored("deployment", f"{shop.name}/v1")
    assert stored
    shop.service.seed("deployment", f"{shop.name}/v1", {**stored, "extended_properties": {}})
    assert shop.change(instances={"web": 2}, configuration=shop.configuration())["changed"] is False
    assert shop.run_verified(**create_options(shop))["requests"] == ["UpgradeDeployment"]


def test_package_property_is_reserved(shop: HostedService) -> None:
    shop.deploy()
    with pytest.raises(InvalidOptionError, match="but ClassicAzurePackage in it is kept by this module"):
        shop.change(extended_properties={"ClassicAzurePackage": "mine"})


def test_too_many_extended_properties(shop: HostedService) -> None:
    with pytest.raises(InvalidOptionError, match="there may be 25 at most, and there are 26"):
        shop.deploy(extended_properties={f"p{number}": "x" for number in range(25)})


def test_package_in_foreign_account_is_refused(shop: HostedService) -> None:
    with pytest.raises(ServiceError, match="PackageUrl is not in a storage account of the subscription"):
        shop.deploy(package_url="https://elsewhere.blob.core.windows.net/v1.cspkg")


def test_missing_service_certificate_is_refused(shop: HostedService) -> None:
    configuration = shop.configuration()
    configuration["roles"]["web"]["certificates"] = {"Https": "AB" * 20}
    with pytest.raises(ServiceError, match=f"The certificate with thumbprint {'ab' * 20} was not found"):
        shop.deploy(configuration=configuration)


def test_unknown_role_in_configuration_is_refused(shop: HostedService) -> None:
    shop.service.register_package(shop.url("v1.cspkg"), {"name": "web"})
    with pytest.raises(ServiceError, match="Configuration: the package has no role worker, but web") as raised:
        shop.deploy()
    assert (raised.value.status, raised.value.code) == (400, "BadRequest")
    assert shop.deployments_by_slot() == {}


def test_treat_warnings_as_error(shop: HostedService) -> None:
    with pytest.raises(ServiceError, match="role worker has one instance only, and that is a warning"):
        shop.deploy(treat_warnings_as_error=True)


@pytest.mark.slow
def test_single_role_upgrade_and_forced_role_removal(make_service: Callable[..., Service]) -> None:
    shop = HostedService(make_service("recorded"))
    shop.deploy()
    shop.deploy(package_url=shop.url("v2.cspkg"), role_to_upgrade="web", wait_for="operation", wait=False)
    shop.service.sleep(1)
    assert shop.instances()["worker_IN_0"] == "ReadyRole"
    assert shop.instances()["web_IN_0"] != "ReadyRole"
    shop.deploy(package_url=shop.url("v2.cspkg"))
    one = {"service_name": "Shop", "roles": {"web": {"instances": 2}}}
    with pytest.raises(ServiceError, match="Removing role worker will cause loss of data"):
        shop.deploy(package_url=shop.url("v3.cspkg"), configuration=one)
    shop.deploy(package_url=shop.url("v3.cspkg"), configuration=one, force=True)
    assert list(shop.instances()) == ["web_IN_0", "web_IN_1"]


def test_configuration_change_is_never_simultaneous(shop: HostedService) -> None:
    """Its modes are Auto and Manual only (docs/protocol/cloud_services.md#change-configuration)."""
    task: dict[str, Any] = {"upgrade_mode": "simultaneous"}
    shop.deploy(**task)
    assert shop.run_verified(name="v1", package_url=shop.url("v2.cspkg"), **task)["requests"] == ["UpgradeDeployment"]
    assert shop.run_verified(name="v1", instances={"web": 3}, **task)["requests"] == ["ChangeConfiguration"]


@pytest.mark.parametrize(
    "pair", [("package_url", "package_path"), ("configuration", "configuration_path")], ids=lambda pair: pair[0]
)
def test_mutually_exclusive_options(shop: HostedService, pair: tuple[str, str]) -> None:
    both: dict[str, Any] = dict.fromkeys(pair, "x")
    with pytest.raises(ModuleFailed, match=rf"mutually exclusive: {pair[0]}\|{pair[1]}"):
        shop.run_verified(name="v1", repeats=False, **both)


def test_deployment_info_filters(shop: HostedService) -> None:
    shop.deploy()
    shop.deploy("v2", slot="staging")
    assert shop.deployments_by_slot() == {"Production": "v1", "Staging": "v2"}
    (staged,) = shop.run("deployment_info", slot="staging")["deployments"]
    assert (staged["name"], len(staged["role_instances"]), len(staged["roles"])) == ("v2", 3, 2)
    assert shop.run("deployment_info", name="v2")["deployments"] == [staged]
    assert shop.run("deployment_info", name="v3")["deployments"] == []


@pytest.mark.parametrize("options", [{}, {"slot": "staging"}, {"name": "v1"}], ids=str)
def test_deployment_info_of_missing_service_is_empty(service: Service, options: dict[str, Any]) -> None:
    assert service.run("deployment_info", service_name=service.name, **options)["deployments"] == []


def test_delete_in_missing_service_is_unchanged(service: Service) -> None:
    """Creating a deployment there is refused by the service."""
    assert service.run("deployment", service_name="nosuch", name="v1", state="absent")["changed"] is False
    task: dict[str, Any] = {
        "package_url": "https://x.blob.core.windows.net/y?sig=z",
        "configuration": {"roles": {"web": {}}},
    }
    with pytest.raises(ServiceError, match="The hosted service does not exist"):
        service.run("deployment", service_name="nosuch", name="v1", **task)
