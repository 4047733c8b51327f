# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Trees of the module environment, made of the options of other modules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.environment.kinds import TREE

Options = dict[str, Any]

OUTER = {kind.resource.schema.name: kind.option for kind in TREE}
INNER = {child.resource.schema.name: child.option for kind in TREE for child in kind.children}
IN_TREE = frozenset({*OUTER, *INNER})
"""The modules whose resources can be in a tree."""


def tree_of(module: str, options: Options) -> Options:
    """The tree that has one entry with the options of a module, in its hosted service where it belongs to one."""
    if module in OUTER:
        return {OUTER[module]: [options]}
    entry = {name: value for name, value in options.items() if name not in ("service_name", "state")}
    return {"hosted_services": [{"name": options["service_name"], INNER[module]: [entry]}]}


def add_environments(tasks: dict[str, tuple[str, Callable[..., Options]]], covered: dict[str, str]) -> None:
    """Add to a table of tasks those that do the same in an environment, and their options to those that are covered."""
    for name, (module, options_of) in list(tasks.items()):
        if module in IN_TREE:
            tasks[f"environment: {name}"] = ("environment", _in_environment(module, options_of))
    for option, name in list(covered.items()):
        module, dummy, inner = option.partition(".")
        if module in IN_TREE:
            covered[f"environment.{path_of(module)}.{inner}"] = f"environment: {name}"


def _in_environment(module: str, options_of: Callable[..., Options]) -> Callable[..., Options]:
    return lambda *given: {"resources": tree_of(module, options_of(*given))}


def path_of(module: str) -> str:
    """The path of the options of a module in those of the module environment."""
    return f"resources.{OUTER[module]}" if module in OUTER else f"resources.hosted_services.{INNER[module]}"
