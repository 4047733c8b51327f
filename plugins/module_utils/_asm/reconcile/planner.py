# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Planning: the requests that lead from the observed state to the wanted one, and the state after each.

All of it is pure. What depends on the moment or on the service is in the arguments: options with values that are made
of the time come from ``ModuleOptions.normalize``, those that only the service knows from
``ResourceReader.resolve_references``.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Generic, TypeVar

from ansible_collections.classic.azure.plugins.module_utils._asm.errors import PreconditionError
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Trigger
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Action, Step, Values
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.resource_schema import ResourceSchema

Observed = TypeVar("Observed")


class Planner(ABC, Generic[Observed]):
    """The steps that create, update and delete a resource, the observed state of which is an ``Observed``.

    ``have`` is what was observed, ``want`` what the task asks for, by the names of options.

    required_one_of: groups of options of which a creation needs one each; options of one group exclude each other.
    """

    required_one_of: tuple[tuple[str, ...], ...] = ()

    @abstractmethod
    def plan_create(self, have: Observed | None, want: Values) -> list[Step]:
        """Return the steps that create the resource, where ``have`` was found in its place, if anything.

        Raises PreconditionError where that cannot be done, or the task does not say enough.
        """

    @abstractmethod
    def plan_update(self, have: Observed, want: Values) -> list[Step]:
        """Return the steps that make an existing resource what is wanted, none if it is that.

        Raises PreconditionError for what the service cannot change.
        """

    @abstractmethod
    def plan_delete(self, have: Observed, want: Values) -> list[Step]:
        """Return the steps that delete an existing resource.

        Raises PreconditionError where that would delete more than the task allows.
        """

    def plan_deletion_of_rest(self, have: Observed, want: Values) -> list[Step]:
        """Return the steps that delete what was to be deleted with a resource that is gone already; ``have`` is what
        was found in its place."""
        return []

    @abstractmethod
    def predict(self, step: Step, have: Observed | None) -> Observed:
        """Return the state after a step of a creation or an update that is taken in the state ``have``."""


class FieldPlanner(Planner[Values]):
    """Planner of a regular resource: each field that differs is sent by the first action that can change it."""

    def __init__(self, schema: ResourceSchema, required_one_of: tuple[tuple[str, ...], ...] = ()) -> None:
        self.schema = schema
        self.required_one_of = required_one_of

    def plan_create(self, have: Values | None, want: Values) -> list[Step]:
        schema = self.schema
        if schema.create is None:
            raise PreconditionError(f"a {schema.kind} cannot be created")
        for group in self.required_one_of:
            if all(want.get(name) in (None, "") for name in group):
                raise PreconditionError(
                    f"{schema.kind} {want[schema.key]} does not exist, and creating it needs {' or '.join(group)}"
                )
        values = {name: value for name, value in want.items() if value is not None}
        for field in schema.argument_fields:
            if field.name in values:
                values[field.name] = field.codec.merge(None, values[field.name])
            elif field.default_from:
                values[field.name] = values[field.default_from]
        return [Step(schema.create, values)]

    def plan_update(self, have: Values, want: Values) -> list[Step]:
        left, steps = self.differences(have, want), []
        while left:
            action = self._action_for(left)
            if action is None:
                raise self.immutable_error(next(iter(left)), have, want)
            sent = {name: want.get(name) for name in (*self.schema.parents, self.schema.key)}
            sent.update({name: have.get(name) for name in action.always_sent})
            sent.update({name: value for name, value in left.items() if name in action.fields})
            steps.append(Step(action, sent, trigger=self._trigger(action)))
            left = {name: value for name, value in left.items() if name not in action.fields}
        return steps

    def plan_delete(self, have: Values, want: Values) -> list[Step]:
        if self.schema.remove is None:
            raise PreconditionError(f"a {self.schema.kind} cannot be deleted")
        return [Step(self.schema.remove, want)]

    def predict(self, step: Step, have: Values | None) -> Values:
        after = dict(have or {})
        for field in self.schema.argument_fields:
            if step.values.get(field.name) is not None and field in self.schema.returned:
                after[field.name] = field.codec.merge(after.get(field.name), step.values[field.name])
        return after

    def _trigger(self, action: Action) -> str:
        """Return the option that an action carries out each time that it is sent, empty if there is none."""
        fields = (self.schema.field[name] for name in action.fields if name in self.schema.field)
        return next((field.name for field in fields if isinstance(field.codec, Trigger)), "")

    def differences(self, have: Values, want: Values) -> Values:
        """Return the wanted values that the service does not hold, by the names of their fields, without the key."""
        return {
            field.name: want[field.name]
            for field in self.schema.argument_fields
            if want.get(field.name) is not None
            and field.name != self.schema.key
            and not field.codec.matches(have.get(field.name), want[field.name])
        }

    def immutable_error(self, name: str, have: Values, want: Values) -> PreconditionError:
        """Return the refusal to change the field ``name``."""
        there, wanted = map(self.schema.field[name].codec.display, (have.get(name), want[name]))
        return PreconditionError(
            f"{self.schema.kind} {want[self.schema.key]} has {name} {there!r}, and the service cannot change "
            f"that to {wanted!r}: it would have to be deleted and created anew"
        )

    def _action_for(self, changes: Values) -> Action | None:
        """Return the first action that sends all of the changes, else the first that sends some; None: none does."""
        for enough in (all, any):
            for action in self.schema.changes:
                if enough(name in action.fields for name in changes):
                    return action
        return None
