# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tree that describes an environment, and its entries with the parameters of their modules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.environment.kinds import Kind
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.references import Reference
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Values

UNFILLED = re.compile(r"\{\{ (\w+) \| default\(omit\) \}\}")
"""A placeholder of environment_info that nobody has filled in: the option is as if it was not given."""


@dataclass(frozen=True)
class Entry:
    """A resource in the tree.

    params: the parameters of its module. parent: the entry that it belongs to.
    """

    kind: Kind
    params: Values
    parent: Entry | None = None

    @property
    def reference(self) -> Reference:
        """Its name; that of a certificate which is given as a file is the path of that."""
        options = self.kind.resource.options
        name = self.params.get(self.kind.resource.schema.key) or self.params.get(options.key_from) or ""
        return Reference(self.kind.resource.schema.kind, str(name), self.params.get(self.kind.parent_option) or "")


def tree_options(kinds: tuple[Kind, ...]) -> Values:
    """Return the argument spec of the tree."""
    return {
        kind.option: {"type": "list", "elements": "dict", "default": [], "options": entry_options(kind)}
        for kind in kinds
    }


def entry_options(kind: Kind) -> Values:
    """Return the argument spec of an entry."""
    spec = kind.module_spec.argument_spec
    found = {
        name: dict(option) for name, option in spec.items() if name not in (kind.parent_option, "state", *kind.left_out)
    }
    for name in ("wait", "wait_timeout"):
        if name in found:
            del found[name]["default"]
    if len(kind.states) > 1:
        found["state"] = {"type": "str", "choices": list(kind.states), "default": kind.states[0]}
    return {**found, **tree_options(kind.children)}


def entries(tree: Values, kinds: tuple[Kind, ...], common: Values, parent: Entry | None = None) -> Iterator[Entry]:
    """Yield the entries of a tree in its order, each before those that belong to it.

    common: the parameters that modules have besides what their entries say.
    """
    for kind in kinds:
        for values in tree.get(kind.option) or ():
            entry = entry_of(kind, _without_unfilled(values), common, parent)
            yield entry
            yield from entries(values, kind.children, common, entry)


def entry_of(kind: Kind, values: Values, common: Values, parent: Entry | None) -> Entry:
    """Return an entry with what its module takes where ``values`` do not say it."""
    spec = kind.module_spec.argument_spec
    defaults = {name: option.get("default") for name, option in spec.items()}
    given = {name: value for name, value in values.items() if value is not None and name in spec}
    known = {name: value for name, value in common.items() if name in spec}
    belongs = {kind.parent_option: parent.params[parent.kind.resource.schema.key]} if parent else {}
    return Entry(kind, {**defaults, **known, **given, **belongs}, parent)


def _without_unfilled(value: Any) -> Any:
    """Return a value without the placeholders in it that are not filled in."""
    if isinstance(value, dict):
        return {name: _without_unfilled(inner) for name, inner in value.items() if not _is_unfilled(inner)}
    return (
        [_without_unfilled(inner) for inner in value if not _is_unfilled(inner)] if isinstance(value, list) else value
    )


def _is_unfilled(value: Any) -> bool:
    return isinstance(value, str) and bool(UNFILLED.fullmatch(value))


def option_faults(entry: Entry) -> Iterator[str]:
    """Yield the rules between options that an entry breaks, as its module would refuse them."""
    spec, params = entry.kind.module_spec, entry.params
    for group in spec.mutually_exclusive:
        given = [name for name in group if params.get(name) is not None]
        if len(given) > 1:
            yield f"{' and '.join(given)} exclude each other"
    for group in spec.required_one_of:
        if not any(params.get(name) is not None for name in group):
            yield f"one of {', '.join(group)} is needed"
