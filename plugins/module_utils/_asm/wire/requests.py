# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that change something, and what of them a task takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import Struct

Values = dict[str, Any]


@dataclass(frozen=True)
class Action:
    """A request that changes something: the service's name of it, its verb, and the fields it carries, in order.

    C(root) is the body's root element (empty: no body), C(body) what it holds where that is not named as in answers.
    C(suffix) follows the resource's address, C(path) is another address; both hold values of the step in braces.
    C(always) are fields that are sent even if they did not change, C(version) is sent where ours is too old.
    """

    operation: str
    verb: str
    root: str = ""
    fields: tuple[str, ...] = ()
    always_sent: tuple[str, ...] = ()
    suffix: str = ""
    path: str = ""
    body: Struct | None = None
    version: str = ""


def post(operation: str, *fields: str, root: str | None = None) -> Action:
    """The request that creates a resource."""
    return Action(operation, "POST", operation if root is None else root, fields)


def put(operation: str, *fields: str, root: str | None = None, always_sent: tuple[str, ...] = ()) -> Action:
    """A request that changes a resource."""
    return Action(operation, "PUT", operation if root is None else root, fields, always_sent)


def delete(operation: str, suffix: str = "") -> Action:
    """The request that takes a resource away."""
    return Action(operation, "DELETE", suffix=suffix)


@dataclass(frozen=True)
class Step:
    """An action to take, and the values that it sends."""

    action: Action
    values: Values
