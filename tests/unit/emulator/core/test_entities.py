# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Entities survive the store exactly, and objects that were seeded in part are completed by defaults."""

from __future__ import annotations

import json
import sys
from dataclasses import fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from ansible_collections.classic.azure.emulator import services
from ansible_collections.classic.azure.emulator.core.entities import Collection, StoreScope, dump, load
from ansible_collections.classic.azure.emulator.core.store import Store
from ansible_collections.classic.azure.emulator.services.cloud_services.deployment_state import (
    DEPLOYMENTS,
    Deployment,
    RoleInstance,
)
from ansible_collections.classic.azure.tests.unit.emulator.services.compute.test_virtual_machines import (
    EmulatedSubscription,
)
from hypothesis import given, settings
from hypothesis import strategies as st

services.load()
MODULES = [module for name, module in sorted(sys.modules.items()) if name.startswith(services.__name__)]
COLLECTIONS = {
    value.kind: value for module in MODULES for value in vars(module).values() if isinstance(value, Collection)
}
ENTITIES = sorted(
    {
        value
        for module in MODULES
        for value in vars(module).values()
        if isinstance(value, type) and is_dataclass(value) and value.__module__ == module.__name__
    },
    key=lambda entity: entity.__name__,
)
SIMPLE = {str: st.text(max_size=5), int: st.integers(), bool: st.booleans(), Any: st.text(max_size=5)}


def is_optional(hint: Any) -> bool:
    return get_origin(hint) in (Union, UnionType) and NoneType in get_args(hint)


def strategy(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a type that a field of an entity has."""
    if hint in SIMPLE:
        return SIMPLE[hint]
    if is_optional(hint):
        return st.none() | strategy(next(inner for inner in get_args(hint) if inner is not NoneType))
    if get_origin(hint) is list:
        return st.lists(strategy(get_args(hint)[0]), max_size=2)
    if get_origin(hint) is dict:
        return st.dictionaries(st.text(max_size=5), strategy(get_args(hint)[1]), max_size=2)
    return st.builds(hint, **{name: strategy(inner) for name, inner in get_type_hints(hint).items()})


def test_every_service_has_its_collections() -> None:
    assert {"affinity_group", "storage_account", "reserved_ip", "hosted_service", "deployment", "disk"} <= set(
        COLLECTIONS
    )


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.__name__)
def test_optional_fields_default_to_none(entity: Any) -> None:
    hints = get_type_hints(entity)
    optional = [field for field in fields(entity) if is_optional(hints[field.name])]
    assert [field.name for field in optional if field.default is not None] == []


@pytest.mark.parametrize("kind", sorted(COLLECTIONS))
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_entity_survives_the_store(kind: str, data: st.DataObject) -> None:
    collection = COLLECTIONS[kind]
    entity = data.draw(strategy(collection.entity))
    value = json.loads(json.dumps(dump(entity)))
    assert load(collection.entity, value) == entity
    assert dump(load(collection.entity, value)) == value


def test_stored_values_are_what_entities_dump() -> None:
    shop = EmulatedSubscription()
    shop.create()
    shop.cloud.advance(1)
    kept = shop.cloud.save()["kept"]
    dumped = [(kind, value) for subscription, kind, name, value in kept if kind in ("deployment", "disk")]
    assert {kind for kind, value in dumped} == {"deployment", "disk"}
    for kind, value in dumped:
        assert dump(load(COLLECTIONS[kind].entity, value)) == value


def test_seeded_part_is_completed_by_defaults() -> None:
    seeded = {"name": "d1", "label": None, "unknown": 1, "role_instances": [{"name": "web_IN_0", "password": "x"}, 5]}
    assert load(Deployment, seeded) == Deployment("d1", role_instances=[RoleInstance(name="web_IN_0")])


def test_seeded_deployment_belongs_to_named_service() -> None:
    scope = StoreScope(Store(), "s")
    scope.store.put("s", "deployment", "shop/d1", {"name": "d1"})
    found = DEPLOYMENTS.get(scope, "shop/d1")
    assert found and found.key == "shop/d1"
    assert [each.key for each in DEPLOYMENTS.all(scope, below="shop/")] == ["shop/d1"]
