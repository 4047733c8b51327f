# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results of modules compared with what the modules declare that they return."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import (
    ModuleSpec,
    ReturnValue,
)

ALWAYS = {"changed", "diff"}
"""What every module may return; Ansible documents it."""

TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "float": (float, int),
    "bool": (bool,),
    "list": (list,),
    "dict": (dict,),
}


def check_declared(module_spec: ModuleSpec, result: Mapping[str, Any]) -> None:
    """Raise AssertionError where a result has a key that is not declared, or a value of another type."""
    mistakes = list(_of_values(module_spec.returns, {name: result[name] for name in result if name not in ALWAYS}, ""))
    assert not mistakes, f"the result is not what the module declares: {'; '.join(mistakes)}"


def _of_values(values: tuple[ReturnValue, ...], result: Mapping[str, Any], where: str) -> Iterator[str]:
    declared = {value.name: value for value in values}
    for name, found in result.items():
        if name in declared:
            yield from _of_value(declared[name], found, f"{where}{name}")
        else:
            yield f"{where}{name} is not declared"
    if where:
        yield from (f"{where}{name} is missing" for name in declared if name not in result)


def _of_value(value: ReturnValue, found: Any, where: str) -> Iterator[str]:
    if found is None:
        return
    if type(found) not in TYPES[value.type]:
        yield f"{where} is a {type(found).__name__}, not a {value.type}"
        return
    for number, item in enumerate(found if value.type == "list" else [found]):
        place = f"{where}[{number}]" if value.type == "list" else where
        if value.type == "list" and type(item) not in TYPES[value.elements]:
            yield f"{place} is a {type(item).__name__}, not a {value.elements}"
        elif value.contains:
            yield from _of_values(value.contains, item, f"{place}.")
