# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan of a task: a pure function of the observed and the wanted state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from ansible_collections.classic.azure.plugins.module_utils._asm.errors import InvalidOptionError
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Step, Values
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.resource_schema import ResourceSchema

Observed = TypeVar("Observed")


@dataclass(frozen=True)
class Plan(Generic[Observed]):
    """The steps to take, in order, and the state that is predicted after them; None: the resource does not exist."""

    steps: list[Step]
    after: Observed | None


def plan(resource: Resource[Observed], have: Observed | None, want: Values, state: str) -> Plan[Observed]:
    """Return how to get from the observed state to the wanted one, without any request or other effect.

    Raises PreconditionError, as the methods of the planner do.
    """
    planner, after = resource.planner, None
    if have is not None and resource.reader.exists(have):
        if state == "absent":
            return Plan(planner.plan_delete(have, want), None)
        steps, after = planner.plan_update(have, want), have
    elif state == "absent":
        return Plan([] if have is None else planner.plan_deletion_of_rest(have, want), None)
    else:
        steps, after = planner.plan_create(have, want), None
    for step in steps:
        after = planner.predict(step, after)
    return Plan(steps, after)


def check_arguments(schema: ResourceSchema, want: Values) -> None:
    """Raise InvalidOptionError for the first value that breaks a rule of its codec, or is empty where it is a name."""
    for error in argument_errors(schema, want):
        raise error


def argument_errors(schema: ResourceSchema, want: Values) -> Iterator[InvalidOptionError]:
    """Yield an error for each value that breaks a rule of its codec, or is empty where it is a name."""
    for field in schema.argument_fields:
        value = want.get(field.name)
        rule = None if value is None else field.codec.validate(value)
        if rule:
            yield InvalidOptionError(field.name, _without_unset(field.codec.display(value)), rule)
    for name in (*schema.parents, schema.key, *(field.name for field in schema.argument_fields if field.default_from)):
        if want.get(name) == "":
            yield InvalidOptionError(name, "", "it must not be empty")


def _without_unset(value: Any) -> Any:
    """Return a value without the suboptions that were not given."""
    if isinstance(value, dict):
        return {name: _without_unset(inner) for name, inner in value.items() if inner is not None}
    return [_without_unset(item) for item in value] if isinstance(value, list) else value
