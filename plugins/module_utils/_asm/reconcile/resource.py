# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A resource of the service, said once: its fields, and the requests that carry them.

A field that a change carries can be changed; one that only C(create) carries is immutable; one that nothing carries is
returned and not asked for. What is regular follows from the declaration; what is not overrides a verb.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import cached_property
from string import Formatter
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ansible_collections.classic.azure.plugins.module_utils._asm.errors import MalformedResponseError, PreconditionError
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import (
    Boolean,
    Internal,
    Reader,
    Trigger,
    WriteOnly,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Action, Step, Values
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field, Struct

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


@dataclass(frozen=True)
class Resource:
    """A kind of thing that the service keeps.

    C(kind) is its name in words, C(root) the root element of an answer, C(path) the address of the collection below the
    subscription (with the names of its parents in braces), C(fields) what an answer holds in the service's order. The
    field that C(key) names is the name; C(key_from) is an option that it can be worked out from. C(needs) are fields of
    which creation needs exactly one each. C(exclusive) are options that exclude each other. C(states) are those that a
    task can ask for. C(settling) are the words of C(status) that the service leaves by itself.
    C(availability) is the address that tells whether a name is free. C(wait_timeout) is how long its slowest change may
    take, in seconds; 0: all is done at once. C(extra_options) are options of the module that say how, not what;
    C(info_options) those of the info module.
    """

    kind: str
    root: str
    path: str
    fields: tuple[Field, ...]
    create: Action | None = None
    changes: tuple[Action, ...] = ()
    remove: Action | None = None
    key: str = "name"
    key_from: str = ""
    required_one_of: tuple[tuple[str, ...], ...] = ()
    mutually_exclusive: tuple[tuple[str, ...], ...] = ()
    states: tuple[str, ...] = ("present", "absent")
    transient_states: tuple[str, ...] = ()
    availability: str = ""
    wait_timeout: int = 0
    extra_options: Mapping[str, Any] = dataclass_field(default_factory=dict)
    info_options: Mapping[str, Any] = dataclass_field(default_factory=dict)

    @property
    def name(self) -> str:
        """The kind as an identifier: the module's name and the key of its result."""
        return self.kind.replace(" ", "_")

    @property
    def plural(self) -> str:
        return f"{self.name}s"

    @property
    def plural_root(self) -> str:
        """The root element of a list."""
        return f"{self.root.removesuffix('y')}ies" if self.root.endswith("y") else f"{self.root}s"

    @cached_property
    def field(self) -> Mapping[str, Field]:
        return {field.name: field for field in self.fields}

    @cached_property
    def actions(self) -> tuple[Action, ...]:
        return tuple(action for action in (self.create, *self.changes, self.remove) if action)

    @cached_property
    def argument_fields(self) -> tuple[Field, ...]:
        """The fields that some request carries: what a task can ask for."""
        names = {name for action in self.actions for name in action.fields} | {self.key}
        return tuple(field for field in self.fields if field.name in names)

    @property
    def diff_fields(self) -> tuple[Field, ...]:
        """The fields that a diff shows."""
        return self.argument_fields

    @cached_property
    def returned(self) -> tuple[Field, ...]:
        """The fields that the service tells."""
        return tuple(field for field in self.fields if not isinstance(field.codec, (WriteOnly, Trigger, Internal)))

    @cached_property
    def response(self) -> Struct:
        """What the service tells of one."""
        return Struct(*self.returned)

    @cached_property
    def parents(self) -> tuple[str, ...]:
        """The options that name what the resource belongs to."""
        return tuple(name for text, name, spec, conversion in Formatter().parse(self.path) if name)

    def body(self, action: Action) -> Struct:
        """What the action's root element holds."""
        if action.body:
            return action.body
        return Struct(*(Field(name, self.field[name].tag, self.field[name].codec) for name in action.fields))

    def collection(self, want: Values) -> str:
        """The address of all of them."""
        return self.path.format(**{name: quote(str(want[name]), safe="") for name in self.parents})

    def address(self, want: Values) -> str:
        """The address of one of them."""
        return f"{self.collection(want)}/{quote(str(want[self.key]), safe='')}"

    def request(self, step: Step) -> tuple[str, Element | None]:
        """The address that a step is sent to, and its body."""
        quoted = {name: quote(str(value), safe="") for name, value in step.values.items()}
        create = step.action is self.create
        path = step.action.path.format(**quoted) or (self.collection if create else self.address)(step.values)
        path += step.action.suffix.format(**quoted)
        if not step.action.root:
            return path, None
        root = xml.create(step.action.root)
        self.body(step.action).write(root, step.values)
        return path, root

    def normalize(self, want: Values) -> Values:
        """What the task asks for, with options that are ways of saying something put into what they say."""
        return want

    def values(self, element: Element) -> Values:
        """What an answer says: each field that the service tells, None where the answer is silent.

        Raises UnreadableAnswer, which does not quote what cannot be read: it may be a secret.
        """
        try:
            return self.response.read(element) or {}
        except ValueError as error:
            raise MalformedResponseError(f"the endpoint tells of a {self.kind} what cannot be read: {error}") from None

    def read(self, client: Reader, want: Values) -> Values | None:
        """The resource as the service holds it, None if it does not."""
        response = client.get(self.address(want), f"Get{self.root}")
        return None if response is None else self.values(response)

    def read_all(self, client: Reader, want: Values) -> list[Values]:
        """All of the kind, in the service's order."""
        response = client.get(self.collection(want), f"List{self.plural_root}")
        return [] if response is None else [self.values(item) for item in response]

    def unavailable(self, client: Reader, want: Values) -> str | None:
        """Why the name is not free, in the service's words; None if it is
        (docs/protocol/subscription.md#name-availability)."""
        response = client.get(f"{self.availability}/{quote(str(want[self.key]), safe='')}", f"Check{self.root}Name")
        returned = Struct(Field("free", "Result", Boolean()), Field("reason", "Reason"))
        verdict = None if response is None else returned.read(response)
        return None if not verdict or verdict["free"] else verdict["reason"] or "the name is not available"

    def plan_create(self, want: Values) -> list[Step]:
        """The steps that bring the resource into being. Raises Refused where the task does not say enough."""
        if self.create is None:
            raise PreconditionError(f"a {self.kind} cannot be created")
        for group in self.required_one_of:
            if all(want.get(name) is None for name in group):
                raise PreconditionError(
                    f"{self.kind} {want[self.key]} does not exist, and creating it needs {' or '.join(group)}"
                )
        values = {name: value for name, value in want.items() if value is not None}
        for field in self.argument_fields:
            if field.name in values:
                values[field.name] = field.codec.merge(None, values[field.name])
        if "label" in self.create.fields:
            values.setdefault("label", want[self.key])
        return [Step(self.create, values)]

    def plan_create_beside(self, around: Values | None, want: Values) -> list[Step]:
        """As creation, with what was found in the place of the resource."""
        return self.plan_create(want)

    def resolve_references(self, client: Reader, want: Values) -> Values:
        """What the task asks for, with what only the service's lists say put into it; asked before creation."""
        return want

    def diff(self, have: Values, want: Values) -> Values:
        """What the task wants and the service does not hold."""
        return {
            field.name: want[field.name]
            for field in self.argument_fields
            if want.get(field.name) is not None
            and field.name != self.key
            and not field.codec.matches(have.get(field.name), want[field.name])
        }

    def plan_update(self, have: Values, want: Values) -> list[Step]:
        """The steps that lead from what is to what is wanted. Raises Refused for what the service cannot change."""
        left, steps = self.diff(have, want), []
        while left:
            action = self._change_for(left)
            if action is None:
                raise self.immutable_error(next(iter(left)), have, want)
            sent = {name: want.get(name) for name in (*self.parents, self.key)}
            sent.update({name: have.get(name) for name in action.always_sent})
            sent.update({name: value for name, value in left.items() if name in action.fields})
            steps.append(Step(action, sent))
            left = {name: value for name, value in left.items() if name not in action.fields}
        return steps

    def immutable_error(self, name: str, have: Values, want: Values) -> PreconditionError:
        """The refusal to change a field."""
        return PreconditionError(
            f"{self.kind} {want[self.key]} has {name} {have.get(name)!r}, and the service cannot change that "
            f"to {want[name]!r}: it would have to be deleted and created anew"
        )

    def _change_for(self, left: Values) -> Action | None:
        """The first change that carries all that is left, else the first that carries some of it."""
        for enough in (all, any):
            for action in self.changes:
                if enough(name in action.fields for name in left):
                    return action
        return None

    def transient_state(self, values: Values) -> str | None:
        """The state that the service will leave by itself; None if it is at rest."""
        status = values.get("status")
        return str(status) if status in self.transient_states else None

    def pending_reason(self, values: Values, want: Values) -> str | None:
        """What still has to become of it after a task, in a few words; None if that is all.

        Raises AzureError where it never will.
        """
        return self.transient_state(values)

    def delete_blocker(self, values: Values) -> str | None:
        """What keeps it for a while from being taken away, in a few words; None if nothing does."""
        return None

    def plan_delete(self, have: Values, want: Values) -> list[Step]:
        """The steps that take the resource away. Raises Refused where that would take more than asked."""
        if self.remove is None:
            raise PreconditionError(f"a {self.kind} cannot be deleted")
        return [Step(self.remove, want)]

    def is_trigger(self, action: Action) -> bool:
        """Whether an action is an order, of which nobody can see whether it was obeyed."""
        return any(isinstance(self.field[name].codec, Trigger) for name in action.fields if name in self.field)

    def predict(self, have: Values | None, want: Values) -> Values:
        """What the service will hold afterwards, as far as the task says it."""
        known = dict(have or {})
        for field in self.argument_fields:
            if want.get(field.name) is not None and field in self.returned:
                known[field.name] = field.codec.merge(known.get(field.name), want[field.name])
        return known

    def after(self, step: Step, have: Values | None) -> Values:
        """What the service will hold after a step."""
        return self.predict(have, step.values)

    def display(self, values: Values) -> Values:
        """The values as results may show them."""
        return {field.name: field.codec.display(values.get(field.name)) for field in self.returned}
