# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that change something, and the steps of a plan, each of which sends one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Struct

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

Values = dict[str, Any]


@dataclass(frozen=True)
class Action:
    """A kind of request that changes something.

    operation: the service's name of it, as errors and results show it.
    verb: the HTTP method.
    root: the root element of its body; empty if it has no body.
    body: what the root element holds: the names of fields of the resource, in the service's order, or, where the
        request spells them otherwise than a response, a struct of its own.
    always_sent: the fields that are sent even where they do not change.
    suffix: what follows the address of the resource. path: an address of its own instead, below the subscription.
        Both may name values of the step in braces.
    version: the value of x-ms-version, where the operation is newer than the version of the session.
    """

    operation: str
    verb: str
    root: str = ""
    body: tuple[str, ...] | Struct = ()
    always_sent: tuple[str, ...] = ()
    suffix: str = ""
    path: str = ""
    version: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the values that its body holds, in order."""
        return tuple(each.name for each in self.body.fields) if isinstance(self.body, Struct) else self.body


def post(operation: str, *fields: str, root: str | None = None) -> Action:
    """Return the action that creates a resource; its root element has the name of the operation unless given."""
    return Action(operation, "POST", operation if root is None else root, fields)


def put(operation: str, *fields: str, root: str | None = None, always_sent: tuple[str, ...] = ()) -> Action:
    """Return an action that updates a resource; its root element has the name of the operation unless given."""
    return Action(operation, "PUT", operation if root is None else root, fields, always_sent)


def delete(operation: str, suffix: str = "") -> Action:
    """Return an action that deletes a resource."""
    return Action(operation, "DELETE", suffix=suffix)


@dataclass(frozen=True)
class Step:
    """One request of a plan: the action, and the values for its address and its body.

    document: the body, where the planner has built it as XML, as for an update that edits what the service returned.
    trigger: the option or the state of the task that makes something happen each time, as a restart, where the step
        carries it out. The state of the resource does not tell whether that has happened, so a task sends it once.
    """

    action: Action
    values: Values
    document: Element | None = field(default=None, compare=False)
    trigger: str = ""
