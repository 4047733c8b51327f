# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A resource as modules manage it, composed of parts that know nothing of each other but the schema."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any, Generic, TypeVar

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import Clock
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.collections import Collection
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.planner import Planner
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.readiness import Readiness
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.reading import ResourceReader
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.references import Reference
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Values
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.resource_schema import ResourceSchema

Observed = TypeVar("Observed")


def _unchanged(params: Values, clock: Clock) -> Values:
    return params


def _no_references(want: Values) -> list[Reference]:
    return []


@dataclass(frozen=True)
class ModuleOptions:
    """What the modules of a resource take besides its fields.

    states: the choices of ``state``, with ``present`` as the default if it is one; empty: there is no such option.
    wait_timeout: the default of that option in seconds, which is how long the slowest change may take; 0: the service
        does everything at once, and there is nothing to wait for.
    key_from: an option from which the key can be worked out, so that the key need not be given.
    mutually_exclusive: groups of options that exclude each other.
    extra: options that say how to do it and not what, as an argument spec.
    info: options of the info module, as an argument spec.
    result: the description of the resource in the results of the module that manages it, where the usual one will not
        do.
    normalize: gets the parameters and the clock, returns what the task wants: files read, options that are ways to
        say the same put into one, names made of the time. Raises InvalidOptionError or PreconditionError.
    """

    states: tuple[str, ...] = ("present", "absent")
    wait_timeout: int = 0
    key_from: str = ""
    mutually_exclusive: tuple[tuple[str, ...], ...] = ()
    extra: Mapping[str, Any] = dataclass_field(default_factory=dict)
    info: Mapping[str, Any] = dataclass_field(default_factory=dict)
    result: str = ""
    normalize: Callable[[Values, Clock], Values] = _unchanged


@dataclass(frozen=True)
class Resource(Generic[Observed]):
    """A kind of object that the service keeps, with an observed state of the type ``Observed``.

    schema: what requests and responses say of it.
    reader: how its state is read and shown.
    planner: which requests create, update and delete it.
    readiness: what a task waits for.
    options: what its modules take besides its fields.
    references: gets what a task wants, returns the resources that this one needs.
    collections: the documents that have the ones of this resource.
    serialized_by: the options whose values together name what takes one change at a time, where that is not the
        resource itself.

    A regular resource has a schema, a FieldReader and a FieldPlanner. What is not regular is a subclass of one part,
    which overrides one method.
    """

    schema: ResourceSchema
    reader: ResourceReader[Observed]
    planner: Planner[Observed]
    readiness: Readiness[Observed] = dataclass_field(default_factory=Readiness)
    options: ModuleOptions = dataclass_field(default_factory=ModuleOptions)
    references: Callable[[Values], list[Reference]] = _no_references
    collections: tuple[Collection, ...] = ()
    serialized_by: tuple[str, ...] = ()
