# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The schema of a resource: what requests and responses say of it. The emulator uses this part alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from string import Formatter
from typing import TYPE_CHECKING
from urllib.parse import quote

from ansible_collections.classic.azure.plugins.module_utils._asm.errors import MalformedResponseError
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Internal, Trigger, WriteOnly
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Action, Step, Values
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Field, Struct

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element as Element


PARENT_KINDS = {"service_name": "hosted service", "deployment_name": "deployment", "role_name": "virtual machine"}
"""What the options that name parents stand for."""


@dataclass(frozen=True)
class ResourceSchema:
    """The fields of a resource and the requests that send them.

    A field that one of ``changes`` sends can be changed; one that only ``create`` sends is immutable; one that no
    request sends is returned only.

    kind: the name of the resource in words, as messages use it.
    root: the root element of a response. list_root: that of a list, where it is not the plural of ``root``.
    path: the address of the collection below the subscription, with the names of parents in braces.
    fields: what a response holds, in the service's order, and what only requests hold.
    create, changes, remove: the actions; without one the resource cannot be created, changed or deleted.
    key: the field that names the resource within the collection.
    arguments: the fields that a task can set; empty: those that some action sends, and the key.
    diff: the fields that a diff shows; empty: the same.
    """

    kind: str
    root: str
    path: str
    fields: tuple[Field, ...]
    create: Action | None = None
    changes: tuple[Action, ...] = ()
    remove: Action | None = None
    key: str = "name"
    list_root: str = ""
    arguments: tuple[str, ...] = ()
    diff: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The kind as an identifier: the name of the module, and the key of its result."""
        return self.kind.replace(" ", "_").lower()

    @property
    def plural(self) -> str:
        """The key of the result of the info module."""
        return f"{self.name}s"

    @property
    def plural_root(self) -> str:
        """The root element of a list."""
        if self.list_root:
            return self.list_root
        return f"{self.root.removesuffix('y')}ies" if self.root.endswith("y") else f"{self.root}s"

    @cached_property
    def field(self) -> Mapping[str, Field]:
        """The fields by their names."""
        return {field.name: field for field in self.fields}

    @cached_property
    def actions(self) -> tuple[Action, ...]:
        """All actions: create, changes, remove."""
        return tuple(action for action in (self.create, *self.changes, self.remove) if action)

    @cached_property
    def argument_fields(self) -> tuple[Field, ...]:
        """The fields that a task can set, in the order of ``fields``."""
        names = self.arguments or tuple(name for action in self.actions for name in action.fields)
        return tuple(field for field in self.fields if field.name in (*names, self.key))

    @cached_property
    def diff_fields(self) -> tuple[Field, ...]:
        """The fields that a diff shows."""
        return tuple(self.field[name] for name in self.diff) or self.argument_fields

    @cached_property
    def returned(self) -> tuple[Field, ...]:
        """The fields that a response can hold."""
        return tuple(field for field in self.fields if not isinstance(field.codec, (WriteOnly, Trigger, Internal)))

    @cached_property
    def response(self) -> Struct:
        """What a response says of one resource."""
        return Struct(*self.returned)

    @cached_property
    def parents(self) -> tuple[str, ...]:
        """The options that name what the resource belongs to, as the path has them."""
        return tuple(name for text, name, spec, conversion in Formatter().parse(self.path) if name)

    def body(self, action: Action) -> Struct:
        """Return what the root element of the action's body holds."""
        if isinstance(action.body, Struct):
            return action.body
        return Struct(*(Field(name, self.field[name].tag, self.field[name].codec) for name in action.fields))

    def subject(self, values: Values) -> str:
        """Return the resource as messages name it; ``values`` holds the parents and the key."""
        return f"{self.kind} {values[self.key]}"

    def collection(self, values: Values) -> str:
        """Return the address of the collection; ``values`` holds the parents."""
        return self.path.format(**{name: quote(str(values[name]), safe="") for name in self.parents})

    def address(self, values: Values) -> str:
        """Return the address of one resource; ``values`` holds the parents and the key."""
        return f"{self.collection(values)}/{quote(str(values[self.key]), safe='')}"

    def title(self, values: Values) -> str:
        """Return the resource and what it belongs to, as the header of a diff names it.

        ``values`` holds the parents and the key; a parent that is not given is left out.
        """
        names = [name for name in reversed(self.parents) if values.get(name) is not None]
        key, owners = f" {values[self.key]}", "".join(f" of {PARENT_KINDS[name]} {values[name]}" for name in names)
        return f"{self.kind}{f' of {PARENT_KINDS[self.key]}' if self.key in PARENT_KINDS else ''}{key}{owners}"

    def request(self, step: Step) -> tuple[str, Element | None]:
        """Return the address that a step is sent to, below the subscription, and its body."""
        action = step.action
        quoted = {name: quote(str(value), safe="") for name, value in step.values.items()}
        path = action.path.format(**quoted)
        if not path:
            path = self.collection(step.values) if action is self.create else self.address(step.values)
        path += action.suffix.format(**quoted)
        if step.document is not None or not action.root:
            return path, step.document
        root = xml.create(action.root)
        self.body(action).write(root, step.values)
        return path, root

    def values(self, element: Element) -> Values:
        """Return what a response says: the value of each returned field, None where the response has no element.

        Raises MalformedResponseError, which does not quote what cannot be read: it may be a secret.
        """
        try:
            return self.response.read(element) or {}
        except ValueError as error:
            raise MalformedResponseError(f"the endpoint returned a {self.kind} that cannot be read: {error}") from None

    def document(self, values: Values) -> Element:
        """Return the document that the service returns for the values of returned fields."""
        root = xml.create(self.root)
        self.response.write(root, values)
        return root

    def display(self, values: Values) -> Values:
        """Return the returned fields as results show them, None for those that ``values`` does not hold."""
        return {field.name: field.codec.display(values.get(field.name)) for field in self.returned}
