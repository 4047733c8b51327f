# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Entities: dataclasses that the store keeps as JSON objects.

A field that may be None has None as its default. So what is absent from a stored object, and what is null in it, both
mean the default: the administrator may seed objects that name only what matters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, Union, get_args, get_origin, get_type_hints

from ansible_collections.classic.azure.emulator.core.operations import Operations
from ansible_collections.classic.azure.emulator.core.store import Store, Value

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Entity = TypeVar("Entity", bound="DataclassInstance")


class Scope(Protocol):
    """Whose entities are meant: those of one subscription in a store. The context of a request is a scope."""

    @property
    def store(self) -> Store:
        """The entities of all subscriptions."""

    @property
    def subscription(self) -> str:
        """The ID of the subscription."""


class TimedScope(Scope, Protocol):
    """A scope, and the moment at which its entities change, in seconds since 1970. The context of a request is one."""

    @property
    def operations(self) -> Operations:
        """The operations of all subscriptions."""

    @property
    def now(self) -> float:
        """The moment."""


@dataclass(frozen=True)
class StoreScope:
    """The scope of what an administrator changes, outside requests."""

    store: Store
    subscription: str


@dataclass(frozen=True)
class EffectScope:
    """The scope of an effect: what ends an operation, or happens when a timer is due."""

    operations: Operations
    subscription: str
    now: float

    @property
    def store(self) -> Store:
        return self.operations.store


def load(entity: type[Entity], value: Mapping[str, Any]) -> Entity:
    """The entity that a JSON object describes; names that the entity has no field for are passed over."""
    readers = _readers(entity)
    return entity(**{name: readers[name](value[name]) for name in readers if value.get(name) is not None})


def dump(entity: DataclassInstance) -> Value:
    """The JSON object of an entity, with all of its fields: ``load`` makes an equal entity of it."""
    return {name: _plain(getattr(entity, name)) for name in _readers(type(entity))}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (str, int)):
        return value
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return dump(value) if is_dataclass(value) and not isinstance(value, type) else value


@cache
def _readers(entity: type[DataclassInstance]) -> dict[str, Callable[[Any], Any]]:
    hints = get_type_hints(entity)
    return {field.name: _reader(hints[field.name]) for field in fields(entity)}


def _reader(hint: Any) -> Callable[[Any], Any]:
    """The function that makes a value of a type out of JSON; only entities and lists of entities need one."""
    if get_origin(hint) in (Union, UnionType):
        return _reader(next(inner for inner in get_args(hint) if inner is not NoneType))
    if isinstance(hint, type) and is_dataclass(hint):
        return lambda value: load(hint, value)
    if get_origin(hint) is list and is_dataclass(get_args(hint)[0]):
        (item,) = get_args(hint)
        return lambda value: [load(item, each) for each in value if isinstance(each, dict)]
    return lambda value: value


KINDS: dict[str, type[DataclassInstance]] = {}
"""The entities that there are, by the kinds of their collections."""


@dataclass(frozen=True)
class Collection(Generic[Entity]):
    """The entities of one kind. ``key`` names an entity within its subscription; names are compared without case."""

    kind: str
    entity: type[Entity]
    key: Callable[[Entity], str]

    def __post_init__(self) -> None:
        KINDS[self.kind] = self.entity

    def get(self, scope: Scope, name: str) -> Entity | None:
        value = scope.store.get(scope.subscription, self.kind, name)
        return None if value is None else load(self.entity, value)

    def all(self, scope: Scope, below: str = "") -> list[Entity]:
        """All in the order of their names; with ``below``, those whose names begin so."""
        return [load(self.entity, value) for value in scope.store.all(scope.subscription, self.kind, below)]

    def save(self, scope: Scope, entity: Entity) -> None:
        scope.store.put(scope.subscription, self.kind, self.key(entity), dump(entity))

    def delete(self, scope: Scope, name: str) -> None:
        scope.store.delete(scope.subscription, self.kind, name)
