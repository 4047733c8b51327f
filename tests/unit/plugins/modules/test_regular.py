# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every module that manages something must do, tried on each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    AzureError,
    InvalidOptionError,
    PreconditionError,
)
from ansible_collections.classic.azure.tests.emulated import Service


@dataclass(frozen=True)
class Case:
    """A module, what creates something with it, what changes that, and what cannot be changed."""

    module: str
    create: dict[str, Any]
    change: dict[str, Any]
    immutable: dict[str, Any]
    requests: tuple[str, str, str]
    polls: int = 0

    def __str__(self) -> str:
        return self.module


CASES = (
    Case(
        "affinity_group",
        {"location": "West US", "label": "Läden"},
        {"description": "Everything & more <than> one"},
        {"location": "East US"},
        ("CreateAffinityGroup", "UpdateAffinityGroup", "DeleteAffinityGroup"),
    ),
    Case(
        "hosted_service",
        {"location": "West US", "extended_properties": {"owner": "sales"}},
        {"label": "Läden", "extended_properties": {"owner": "stock", "floor": 3}},
        {"location": "East US"},
        ("CreateHostedService", "UpdateHostedService", "DeleteHostedService"),
    ),
    Case(
        "storage_account",
        {"location": "West US", "account_type": "Standard_LRS"},
        {"account_type": "Standard_RAGRS", "label": "Läden"},
        {"location": "East US"},
        ("CreateStorageService", "UpdateStorageService", "DeleteStorageService"),
        polls=1,
    ),
)
case = pytest.mark.parametrize("case", CASES, ids=str)


def create_resource(service: Service, case: Case) -> dict[str, Any]:
    result = service.run(case.module, name=service.name, **case.create)
    service.pop_requests()
    return result


@case
def test_check_mode_predicts_create(service: Service, case: Case) -> None:
    predicted = service.run(case.module, check=True, name=service.name, **case.create)
    assert service.writes() == []
    done = service.run(case.module, name=service.name, **case.create)
    assert (predicted["changed"], predicted["diff"], predicted["requests"]) == (True, done["diff"], done["requests"])
    assert predicted["operation_ids"] == []


@case
def test_create_request_sequence(service: Service, case: Case) -> None:
    result = service.run(case.module, name=service.name, **case.create)
    create = case.requests[0]
    get = create.replace("Create", "Get")
    assert service.pop_requests() == [get, create, *["GetOperationStatus"] * case.polls, get]
    assert result["changed"] and result["requests"] == [create] and len(result["operation_ids"]) == 1
    assert result[case.module]["name"] == service.name
    assert result["diff"]["before"] == {}
    for option, value in case.create.items():
        assert result["diff"]["after"][option] == value
        assert result[case.module][option] == value or option == "extended_properties"


@case
def test_create_is_idempotent(service: Service, case: Case) -> None:
    create_resource(service, case)
    again = service.run(case.module, name=service.name, **case.create)
    assert again["changed"] is False
    assert again["requests"] == again["operation_ids"] == []
    assert again["diff"]["before"] == again["diff"]["after"]
    assert service.pop_requests() == [case.requests[0].replace("Create", "Get")]


@case
def test_update_is_idempotent_with_check_mode(service: Service, case: Case) -> None:
    create_resource(service, case)
    predicted = service.run(case.module, check=True, name=service.name, **case.change)
    assert service.writes() == []
    done = service.run(case.module, name=service.name, **case.change)
    assert service.writes() == [case.requests[1]]
    assert predicted["diff"] == done["diff"]
    assert done["diff"]["before"] != done["diff"]["after"]
    assert service.run(case.module, name=service.name, **case.change)["changed"] is False


@case
def test_unmentioned_options_are_preserved(service: Service, case: Case) -> None:
    before = create_resource(service, case)[case.module]
    after = service.run(case.module, name=service.name, description="new")[case.module]
    assert after["description"] == "new"
    for option, value in case.create.items():
        if option == "extended_properties":
            value = {**before[option], **value}
            assert value.items() <= after[option].items()
        else:
            assert after[option] == before[option]


@case
def test_immutable_options_are_refused(service: Service, case: Case) -> None:
    create_resource(service, case)
    option, value = next(iter(case.immutable.items()))
    for check in (True, False):
        with pytest.raises(
            PreconditionError, match=f"{service.name} has {option} 'West US'.*cannot change that to '{value}'"
        ):
            service.run(case.module, check=check, name=service.name, **case.immutable)
    assert service.writes() == []


@case
def test_delete_is_idempotent_with_check_mode(service: Service, case: Case) -> None:
    create_resource(service, case)
    predicted = service.run(case.module, check=True, name=service.name, state="absent")
    assert service.writes() == []
    done = service.run(case.module, name=service.name, state="absent")
    assert predicted["diff"] == done["diff"] and done["diff"]["after"] == {}
    assert done["changed"] and case.module not in done
    assert service.writes() == [case.requests[2]]
    assert service.run(case.module, name=service.name, state="absent")["changed"] is False


@case
def test_invalid_option_sends_no_request(service: Service, case: Case) -> None:
    for option, value in (
        ("name", "no good!"),
        ("label", "x" * 101),
        ("description", "x" * 1025),
        ("description", "bell\a"),
    ):
        options = {"name": service.name, **case.create, option: value}
        with pytest.raises(InvalidOptionError, match=f"^{option} is .*, but ") as raised:
            service.run(case.module, **options)
        assert raised.value.option == option
    assert service.pop_requests() == []


@case
def test_create_requires_location(service: Service, case: Case) -> None:
    with pytest.raises(PreconditionError, match=f"{service.name} does not exist, and creating it needs location"):
        service.run(case.module, name=service.name)
    assert service.writes() == []


@case
@pytest.mark.parametrize("check", [True, False])
def test_unknown_location_suggests_alternatives(service: Service, case: Case, check: bool) -> None:
    with pytest.raises(
        AzureError, match="location is 'West USA', but the service has no such location: did you mean West US"
    ):
        service.run(case.module, check=check, name=service.name, location="West USA")
    assert service.run(f"{case.module}_info")[f"{case.module}s"] == []


@case
def test_location_aliases(service: Service, case: Case) -> None:
    made = service.run(case.module, name=service.name, location="westus")
    assert made[case.module]["location"] == "West US"
    assert service.run(case.module, name=service.name, location="west-us")["changed"] is False


@case
def test_info_module_lists_all_one_or_none(service: Service, case: Case) -> None:
    info, plural = f"{case.module}_info", f"{case.module}s"
    assert service.run(info)[plural] == service.run(info, name=service.name)[plural] == []
    create_resource(service, case)
    service.run(case.module, name=f"{service.name}2", **case.create)
    assert [each["name"] for each in service.run(info)[plural]] == [service.name, f"{service.name}2"]
    service.pop_requests()
    (one,) = service.run(info, check=True, name=service.name)[plural]
    assert one["name"] == service.name
    assert service.pop_requests() == [case.requests[0].replace("Create", "Get")]
