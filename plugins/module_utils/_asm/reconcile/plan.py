# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan of a task: how to get from what is to what is wanted, found without asking anybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.errors import InvalidOptionError
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Step, Values


@dataclass(frozen=True)
class Plan:
    """The steps to take, in their order, and what will stand after them (None: nothing)."""

    steps: list[Step]
    after: Values | None


def plan(resource: Resource, have: Values | None, want: Values, state: str) -> Plan:
    """How to get from what is to what is wanted. Asks nobody, touches nothing. Raises Refused."""
    if state == "absent":
        return Plan(resource.plan_delete(have, want) if have else [], None)
    steps = resource.plan_update(have, want) if have else resource.plan_create_beside(have, want)
    after = have or None
    for step in steps:
        after = resource.after(step, after)
    return Plan(steps, after)


def check(resource: Resource, want: Values) -> None:
    """Raise InvalidOption for the first value that breaks a rule which can be checked here."""
    for field in resource.argument_fields:
        value = want.get(field.name)
        rule = None if value is None else field.codec.validate(value)
        if rule:
            raise InvalidOptionError(field.name, _given(field.codec.display(value)), rule)


def _given(value: Any) -> Any:
    """A value without the options inside it that were not given."""
    if isinstance(value, dict):
        return {name: _given(inner) for name, inner in value.items() if inner is not None}
    return [_given(item) for item in value] if isinstance(value, list) else value
