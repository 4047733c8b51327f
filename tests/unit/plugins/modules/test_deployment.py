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
from ansible_collections.classic.azure.tests.emulated import Failed, Service
from ansible_collections.classic.azure.tests.unit.plugins.modules.deployed import Shop

CANARY = "C4narySignature"


@pytest.fixture
def shop(service: Service) -> Shop:
    return Shop(service)


def whole(shop: Shop, **options: Any) -> dict[str, Any]:
    """A task that says all that is needed to create a deployment."""
    return {"name": "v1", "package_url": shop.url("v1.cspkg"), "configuration": shop.configuration(), **options}


def test_a_deployment_is_created_once(shop: Shop) -> None:
    done = shop.foreseen(**whole(shop, extended_properties={"owner": "sales"}))
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


def test_a_deployment_is_created_where_and_how_it_is_told(shop: Shop) -> None:
    made = shop.foreseen(**whole(shop, slot="staging", status="suspended", label="The shop"))["deployment"]
    assert (made["slot"], made["status"], made["label"]) == ("Staging", "Suspended", "The shop")
    assert set(shop.instances().values()) == {"StoppedVM"}


@pytest.mark.parametrize("slot", [None, "staging"])
@pytest.mark.parametrize("status", [None, "suspended"])
def test_what_check_mode_tells_of_a_creation_is_what_comes(shop: Shop, slot: str | None, status: str | None) -> None:
    """What only the service knows is null."""
    task = whole(shop, slot=slot, status=status, instances={"web": 3}, extended_properties={"owner": "sales"})
    foreseen = shop.run("deployment", check=True, **task)["deployment"]
    returned = {name: value for name, value in foreseen.items() if value is not None}
    assert list(returned) == ["name", "slot", "status", "label", "configuration", "extended_properties"]
    made = shop.run("deployment", **task)
    assert returned == {name: made["deployment"][name] for name in returned}
    assert made["diff"]["after"]["slot"] == (slot or "production").capitalize()


def test_another_package_is_an_upgrade(shop: Shop) -> None:
    shop.deploy()
    before = shop.deployment()
    done = shop.foreseen(name="v1", package_url=shop.url("v2.cspkg"), label="The shop 2")
    assert done["requests"] == ["UpgradeDeployment"]
    after = done["deployment"]
    assert (after["name"], after["private_id"], after["label"]) == ("v1", before["private_id"], "The shop 2")
    assert after["configuration"] == before["configuration"]


def test_an_upgrade_takes_configuration_numbers_and_status_along(shop: Shop) -> None:
    shop.deploy()
    task = whole(shop, package_url=shop.url("v2.cspkg"), instances={"web": 3}, status="suspended")
    done = shop.foreseen(**task)
    assert done["requests"] == ["UpgradeDeployment", "UpdateDeploymentStatus"]
    assert sorted(shop.instances()) == ["web_IN_0", "web_IN_1", "web_IN_2", "worker_IN_0"]
    assert (done["deployment"]["label"], done["deployment"]["status"]) == ("v1", "Suspended")


def test_another_configuration_is_a_change_of_configuration(shop: Shop) -> None:
    shop.deploy()
    configuration = shop.configuration()
    configuration["roles"]["web"]["settings"]["Greeting"] = "Good morning"
    done = shop.foreseen(**whole(shop, configuration=configuration))
    assert done["requests"] == ["ChangeConfiguration"]
    assert done["diff"]["before"]["configuration"] != done["diff"]["after"]["configuration"]
    assert "package_url" not in done["diff"]["after"]


def test_a_change_of_properties_alone_keeps_the_configuration(shop: Shop) -> None:
    shop.deploy()
    before = shop.deployment()
    done = shop.foreseen(name="v1", extended_properties={"owner": "sales"})
    assert done["requests"] == ["ChangeConfiguration"]
    assert done["deployment"]["extended_properties"] == {**before["extended_properties"], "owner": "sales"}
    assert done["deployment"]["configuration"] == before["configuration"]


def test_scaling_without_a_configuration(shop: Shop) -> None:
    shop.deploy()
    assert shop.foreseen(name="v1", instances={"web": 4})["requests"] == ["ChangeConfiguration"]
    assert len(shop.instances()) == 5
    assert shop.foreseen(name="v1", instances={"web": "1"})["requests"] == ["ChangeConfiguration"]
    assert list(shop.instances()) == ["web_IN_0", "worker_IN_0"]


def test_a_configuration_without_instances_says_how_many(shop: Shop) -> None:
    shop.deploy(instances={"web": 4})
    assert len(shop.instances()) == 5
    assert shop.foreseen(**whole(shop))["requests"] == ["ChangeConfiguration"]
    assert len(shop.instances()) == 3


def test_scaling_and_suspending_at_once(shop: Shop) -> None:
    shop.deploy()
    done = shop.foreseen(**whole(shop, instances={"web": 3}, status="suspended"))
    assert done["requests"] == ["ChangeConfiguration", "UpdateDeploymentStatus"]
    assert len(shop.instances()) == 4
    assert shop.foreseen(name="v1", status="running")["requests"] == ["UpdateDeploymentStatus"]
    assert set(shop.instances().values()) == {"ReadyRole"}


def test_a_deployment_is_taken_away_once(shop: Shop) -> None:
    shop.deploy()
    assert shop.foreseen(name="v1", state="absent")["requests"] == ["DeleteDeployment"]
    assert shop.in_slots() == {}


def test_its_disks_go_when_told(shop: Shop) -> None:
    shop.deploy()
    assert shop.change(state="absent", disks="delete")["requests"] == ["DeleteDeployment"]
    (entry,) = [entry for entry in shop.service.journal() if entry["method"] == "DELETE"]
    assert entry["query"] == {"comp": "media"}


@pytest.mark.parametrize(
    ("given", "missing"), [("package_url", "configuration"), ("configuration", "package_url")], ids=str
)
@pytest.mark.parametrize("check", [True, False])
def test_what_creation_needs(shop: Shop, given: str, missing: str, check: bool) -> None:
    with pytest.raises(PreconditionError, match=f"deployment v1 does not exist, and creating it needs {missing}"):
        shop.change(check=check, **{given: whole(shop)[given]})
    assert shop.service.writes() == []


def test_a_name_is_compared_without_case(shop: Shop) -> None:
    shop.deploy()
    done = shop.change("V1", check=True, instances={"web": 3})
    assert done["requests"] == ["ChangeConfiguration"]
    assert done["deployment"]["name"] == done["diff"]["after"]["name"] == "v1"
    assert shop.deploy("V1", package_url=shop.url("v1.cspkg"))["changed"] is False


def test_another_label_without_a_package(shop: Shop) -> None:
    shop.deploy()
    with pytest.raises(PreconditionError, match="v1 gets another label only with an upgrade, which needs package_url"):
        shop.change(label="The shop")
    assert shop.change(label="v1")["changed"] is False
    assert shop.foreseen(**whole(shop, label="The shop"))["requests"] == ["UpgradeDeployment"]


def test_an_empty_label_is_none(shop: Shop) -> None:
    assert shop.foreseen(**whole(shop, label=""))["deployment"]["label"] == "v1"


@pytest.mark.parametrize("check", [True, False])
def test_another_slot(shop: Shop, check: bool) -> None:
    shop.deploy()
    with pytest.raises(
        PreconditionError, match="v1 is in Production, and the service moves one only by swapping: see deploym"
    ):
        shop.change(check=check, slot="staging")
    assert shop.change(slot="production")["changed"] is False


def test_a_slot_that_is_occupied(shop: Shop) -> None:
    shop.deploy()
    with pytest.raises(ServiceError, match="The specified deployment slot Production is occupied"):
        shop.deploy("v2")
    assert shop.in_slots() == {"Production": "v1"}


def test_the_signature_of_a_package_does_not_count_and_is_nowhere(shop: Shop) -> None:
    urls = [f"https://elsewhere.example/v1.cspkg?sv=2012&sig={CANARY}{number}" for number in range(2)]
    results = [shop.run("deployment", **whole(shop, package_url=url)) for url in urls]
    assert [each["requests"] for each in results] == [["CreateDeployment"], []]
    results.append(shop.run("deployment", check=True, **whole(shop, package_url=urls[0] + CANARY, label="x")))
    with pytest.raises(InvalidOptionError) as raised:
        shop.change(package_url=f"{urls[0]}\x01")
    returned = [results, shop.service.journal(), shop.service.reported, shop.service.warnings, str(raised.value)]
    assert CANARY not in repr(returned)
    assert results[0]["diff"]["after"]["package_url"] == "https://elsewhere.example/v1.cspkg"


def test_a_package_is_no_secret_but_what_opens_it_is_hidden_from_logs() -> None:
    from ansible_collections.classic.azure.plugins.modules.deployment import MODULE_SPEC

    assert MODULE_SPEC.argument_spec["package_url"]["no_log"] is True


def test_how_a_package_is_reached_does_not_count(shop: Shop) -> None:
    shop.deploy()
    other = shop.url("v1.cspkg").replace("https", "http").replace(shop.name, shop.name.upper())
    assert shop.change(package_url=other)["changed"] is False


def test_a_deployment_of_somebody_else_is_upgraded_by_a_package(shop: Shop) -> None:
    shop.deploy()
    kept = shop.service.kept("deployment", f"{shop.name}/v1")
    assert kept
    shop.service.seed("deployment", f"{shop.name}/v1", {**kept, "extended_properties": {}})
    assert shop.change(instances={"web": 2}, configuration=shop.configuration())["changed"] is False
    assert shop.foreseen(**whole(shop))["requests"] == ["UpgradeDeployment"]


def test_the_property_of_the_package_is_ours(shop: Shop) -> None:
    shop.deploy()
    with pytest.raises(InvalidOptionError, match="but ClassicAzurePackage in it is kept by this module"):
        shop.change(extended_properties={"ClassicAzurePackage": "mine"})


def test_properties_that_are_too_many(shop: Shop) -> None:
    with pytest.raises(InvalidOptionError, match="there may be 25 at most, and there are 26"):
        shop.deploy(extended_properties={f"p{number}": "x" for number in range(25)})


def test_a_package_in_a_foreign_account(shop: Shop) -> None:
    with pytest.raises(ServiceError, match="PackageUrl is not in a storage account of the subscription"):
        shop.deploy(package_url="https://elsewhere.blob.core.windows.net/v1.cspkg")


def test_a_certificate_that_the_hosted_service_does_not_have(shop: Shop) -> None:
    configuration = shop.configuration()
    configuration["roles"]["web"]["certificates"] = {"Https": "AB" * 20}
    with pytest.raises(ServiceError, match=f"The certificate with thumbprint {'ab' * 20} was not found"):
        shop.deploy(configuration=configuration)


def test_a_configuration_with_a_role_that_the_package_does_not_have(shop: Shop) -> None:
    shop.service.register_package(shop.url("v1.cspkg"), {"name": "web"})
    with pytest.raises(ServiceError, match="Configuration: the package has no role worker, but web") as raised:
        shop.deploy()
    assert (raised.value.status, raised.value.code) == (400, "BadRequest")
    assert shop.in_slots() == {}


def test_warnings_are_errors_when_told(shop: Shop) -> None:
    with pytest.raises(ServiceError, match="role worker has one instance only, and that is a warning"):
        shop.deploy(treat_warnings_as_error=True)


@pytest.mark.slow
def test_one_role_alone_is_upgraded_and_a_role_goes_by_force(start: Callable[..., Service]) -> None:
    shop = Shop(start("recorded"))
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


def test_a_configuration_is_not_changed_simultaneously(shop: Shop) -> None:
    """Its modes are Auto and Manual only (docs/protocol/cloud_services.md#change-configuration)."""
    task: dict[str, Any] = {"upgrade_mode": "simultaneous"}
    shop.deploy(**task)
    assert shop.foreseen(name="v1", package_url=shop.url("v2.cspkg"), **task)["requests"] == ["UpgradeDeployment"]
    assert shop.foreseen(name="v1", instances={"web": 3}, **task)["requests"] == ["ChangeConfiguration"]


@pytest.mark.parametrize(
    "pair", [("package_url", "package_path"), ("configuration", "configuration_path")], ids=lambda pair: pair[0]
)
def test_options_that_exclude_each_other(shop: Shop, pair: tuple[str, str]) -> None:
    both: dict[str, Any] = dict.fromkeys(pair, "x")
    with pytest.raises(Failed, match=rf"mutually exclusive: {pair[0]}\|{pair[1]}"):
        shop.foreseen(name="v1", repeats=False, **both)


def test_what_is_told_of_deployments(shop: Shop) -> None:
    shop.deploy()
    shop.deploy("v2", slot="staging")
    assert shop.in_slots() == {"Production": "v1", "Staging": "v2"}
    (staged,) = shop.run("deployment_info", slot="staging")["deployments"]
    assert (staged["name"], len(staged["role_instances"]), len(staged["roles"])) == ("v2", 3, 2)
    assert shop.run("deployment_info", name="v2")["deployments"] == [staged]
    assert shop.run("deployment_info", name="v3")["deployments"] == []


@pytest.mark.parametrize("options", [{}, {"slot": "staging"}, {"name": "v1"}], ids=str)
def test_a_hosted_service_that_is_not_there_has_no_deployments(service: Service, options: dict[str, Any]) -> None:
    assert service.run("deployment_info", service_name=service.name, **options)["deployments"] == []


def test_a_deployment_in_a_hosted_service_that_is_not_there(service: Service) -> None:
    assert service.run("deployment", service_name="nosuch", name="v1", state="absent")["changed"] is False
    task: dict[str, Any] = {
        "package_url": "https://x.blob.core.windows.net/y?sig=z",
        "configuration": {"roles": {"web": {}}},
    }
    with pytest.raises(ServiceError, match="The hosted service does not exist"):
        service.run("deployment", service_name="nosuch", name="v1", **task)
