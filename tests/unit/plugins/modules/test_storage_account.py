# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is special about storage accounts: types, keys, and properties that can be removed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    InvalidOptionError,
    PreconditionError,
    ServiceError,
)
from ansible_collections.classic.azure.tests.emulated import Service

WEST: dict[str, Any] = {"location": "West US"}


def keys(service: Service) -> dict[str, str]:
    returned: dict[str, str] = service.run("storage_account_key_info", name=service.name)["storage_account_keys"]
    return returned


def test_description_update_keeps_account_type(service: Service) -> None:
    service.run("storage_account", name=service.name, account_type="Standard_LRS", **WEST)
    after = service.run("storage_account", name=service.name, description="new")["storage_account"]
    assert (after["description"], after["account_type"]) == ("new", "Standard_LRS")
    assert "AccountType" not in service.journal()[-2]["request"]


@pytest.mark.parametrize("which", ["primary", "secondary"])
def test_key_is_regenerated_each_run(service: Service, which: str) -> None:
    service.run("storage_account", name=service.name, **WEST)
    other = {"primary": "secondary", "secondary": "primary"}[which]
    seen = [keys(service)]
    for dummy in range(2):
        predicted = service.run("storage_account", check=True, name=service.name, regenerate_key=which)
        assert keys(service) == seen[-1]
        done = service.run("storage_account", name=service.name, regenerate_key=which)
        assert done["requests"] == predicted["requests"] == ["RegenerateStorageKeys"]
        assert done["diff"] == predicted["diff"]
        assert done["diff"]["after"] == {**done["diff"]["before"], "regenerate_key": which}
        assert "regenerate_key" not in done["storage_account"]
        seen.append(keys(service))
    assert len({each[which] for each in seen}) == 3
    assert len({each[other] for each in seen}) == 1


def test_new_account_skips_key_regeneration(service: Service) -> None:
    made = service.run("storage_account", name=service.name, regenerate_key="primary", **WEST)
    assert made["requests"] == ["CreateStorageService"]


def test_keys_of_missing_account_are_refused(service: Service) -> None:
    with pytest.raises(PreconditionError, match=f"there are no storage account keys of {service.name}"):
        keys(service)


def test_property_is_removed_by_null(service: Service) -> None:
    properties = {"owner": "sales", "floor": 3}
    service.run("storage_account", name=service.name, extended_properties=properties, **WEST)
    predicted = service.run(
        "storage_account", check=True, name=service.name, extended_properties={"owner": None, "other": None}
    )
    done = service.run("storage_account", name=service.name, extended_properties={"owner": None, "other": None})
    assert predicted["diff"] == done["diff"]
    assert done["storage_account"]["extended_properties"] == {
        "floor": "3",
        "ResourceGroup": "Default-Storage-WestUS",
        "ResourceLocation": "West US",
    }
    assert service.run("storage_account", name=service.name, extended_properties={"owner": None})["changed"] is False


def test_null_property_is_not_created(service: Service) -> None:
    made = service.run("storage_account", name=service.name, extended_properties={"a": None, "b": "x"}, **WEST)
    assert made["storage_account"]["extended_properties"].keys() == {"b", "ResourceGroup", "ResourceLocation"}


@pytest.mark.parametrize("name", ["ab", "a" * 25, "Shop", "sh-op", "shöp"])
def test_invalid_name_is_refused(service: Service, name: str) -> None:
    with pytest.raises(InvalidOptionError, match="it must have between 3 and 24 lower-case letters and digits"):
        service.run("storage_account", name=name, **WEST)


def test_unsupported_type_change_is_refused(service: Service) -> None:
    service.run("storage_account", name=service.name, account_type="Standard_LRS", **WEST)
    for check in (True, False):
        with pytest.raises(
            PreconditionError, match="has account_type 'Standard_LRS', and the service cannot change that to"
        ):
            service.run("storage_account", check=check, name=service.name, account_type="Standard_ZRS")
    assert service.writes() == ["CreateStorageService"]


def test_account_in_affinity_group_reports_regions(service: Service) -> None:
    service.run("affinity_group", name="near", location="North Europe")
    made = service.run("storage_account", name=service.name, affinity_group="near")["storage_account"]
    assert (made["affinity_group"], made["location"]) == ("near", None)
    assert (made["geo_primary_region"], made["geo_secondary_region"]) == ("North Europe", "West Europe")
    with pytest.raises(ServiceError, match="DeleteAffinityGroup: .*in use"):
        service.run("affinity_group", name="near", state="absent")


def test_account_keys_are_redacted(service: Service) -> None:
    service.run("storage_account", name=service.name, **WEST)
    canaries = {value for name, value in keys(service).items() if name != "url"}
    service.run("storage_account", name=service.name, regenerate_key="primary")
    canaries |= {value for name, value in keys(service).items() if name != "url"}
    assert len(canaries) == 3
    returned = f"{service.journal()} {service.progress} {service.warnings} {service.run('storage_account_info')}"
    assert not [canary for canary in canaries if canary in returned]


@pytest.mark.parametrize("options", [{"state": "absent"}, {"label": "new"}])
def test_pending_creation_is_waited_for(make_service: Callable[..., Service], options: dict[str, Any]) -> None:
    service = make_service("polls:4")
    service.run("storage_account", name=service.name, wait=False, **WEST)
    assert service.run("storage_account", name=service.name, wait_timeout=60, **options)["changed"]
