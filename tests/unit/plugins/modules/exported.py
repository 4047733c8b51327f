# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exports of subscriptions, and trees applied entry by entry with the modules of the resources."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import yaml
from ansible_collections.classic.azure.plugins.module_utils._asm.environment.kinds import TREE, Kind
from ansible_collections.classic.azure.plugins.module_utils._asm.environment.tree import UNFILLED
from ansible_collections.classic.azure.tests.emulated import Service

Values = dict[str, Any]


def export(service: Service, **filters: Any) -> Values:
    """The tree of a subscription."""
    return dict(service.run("environment_info", **filters)["resources"])


def filled(tree: Any, value_of: Callable[[str], Any] = lambda variable: None) -> Any:
    """A tree with values for its variables. Those without a value are left out, and what has no other option with
    them, as Ansible and the module environment do."""
    if isinstance(tree, dict):
        found = {name: filled(value, value_of) for name, value in tree.items()}
        return {name: value for name, value in found.items() if value is not None and (value != {} or not tree[name])}
    if isinstance(tree, list):
        return [filled(each, value_of) for each in tree]
    variable = UNFILLED.fullmatch(tree) if isinstance(tree, str) else None
    return value_of(variable[1]) if variable else tree


def apply_tree(service: Service, tree: Values, check: bool = False) -> list[str]:
    """Run the module of each entry, from the first one to the last, and return the requests that wrote."""
    return [request for kind in TREE for request in _applied(service, kind, tree, {}, check)]


def _applied(service: Service, kind: Kind, tree: Values, parents: Values, check: bool) -> Iterator[str]:
    below = [child.option for child in kind.children]
    for entry in tree.get(kind.option, []):
        options = {name: value for name, value in entry.items() if name not in below}
        schema = kind.resource.schema
        yield from service.run(schema.name, check=check, **parents, **options)["requests"]
        for child in kind.children:
            yield from _applied(service, child, entry, {child.parent_option: entry["name"]}, check)


def documented(kind: Kind) -> list[str]:
    """The options of the module of a kind in the order of its documentation, and the lists of its children."""
    module = import_module(f"ansible_collections.classic.azure.plugins.modules.{kind.resource.schema.name}")
    return [*yaml.safe_load(module.DOCUMENTATION)["options"], *(child.option for child in kind.children)]


def misplaced(tree: Values, kinds: tuple[Kind, ...] = TREE) -> Iterator[str]:
    """The entries whose options are not in the documented order, or not documented."""
    for kind in kinds:
        for entry in tree.get(kind.option, []):
            order = [name for name in documented(kind) if name in entry]
            if order != list(entry):
                yield f"{kind.option}: {list(entry)}, documented as {order}"
            yield from misplaced(entry, kind.children)
