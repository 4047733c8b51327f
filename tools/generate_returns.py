# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the RETURN block of each module, which documents the ``returns`` of its ``MODULE_SPEC``.

With ``--check`` nothing is written; the differences are printed, and the exit status is 1 if there are any.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from difflib import unified_diff
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import (
    ModuleSpec,
    ReturnValue,
)

MODULES = Path(__file__).parents[1] / "plugins/modules"
BLOCK = re.compile(r'(?<=^RETURN = r"""\n).*?(?=^"""$)', re.DOTALL | re.MULTILINE)
WIDTH = 100
"""A line is broken at the first blank behind this column."""


class _Dumper(yaml.SafeDumper):
    """Writes lists indented, as ansible-doc's sources have them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, indentless=False)


def return_block(values: Iterable[ReturnValue]) -> str:
    """Return the YAML that documents the values of a result."""
    documented = {value.name: {"returned": value.returned, **_entry(value)} for value in values}
    ordered = {name: {"description": entry.pop("description"), **entry} for name, entry in documented.items()}
    return yaml.dump(ordered, Dumper=_Dumper, sort_keys=False, width=WIDTH, allow_unicode=True)


def _entry(value: ReturnValue) -> dict[str, Any]:
    contains = {each.name: _entry(each) for each in value.contains}
    entry = {
        "description": value.description,
        "type": value.type,
        "elements": value.elements,
        "contains": contains,
        "sample": value.sample,
    }
    return {name: part for name, part in entry.items() if part}


def module_spec(path: Path) -> ModuleSpec:
    """Return what a module's file declares."""
    spec: ModuleSpec = import_module(f"ansible_collections.classic.azure.plugins.modules.{path.stem}").MODULE_SPEC
    return spec


def generated(path: Path) -> str:
    """Return the source of a module with the block that it should have. Raises ValueError if it has none at all."""
    source, count = BLOCK.subn(lambda block: return_block(module_spec(path).returns), path.read_text(encoding="utf-8"))
    if count != 1:
        raise ValueError(f"{path} has {count} blocks that begin with RETURN = r and three quotes")
    return source


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, print what differs")
    check = parser.parse_args().check
    outdated = 0
    for path in sorted(MODULES.glob("*.py")):
        before, after = path.read_text(encoding="utf-8"), generated(path)
        if before == after:
            continue
        outdated += 1
        name = str(path.relative_to(MODULES.parents[1]))
        if check:
            sys.stdout.writelines(unified_diff(before.splitlines(True), after.splitlines(True), name, "make generate"))
        else:
            path.write_text(after, encoding="utf-8")
            print(f"{name}: RETURN written")
    return 1 if check and outdated else 0


if __name__ == "__main__":
    sys.exit(main())
