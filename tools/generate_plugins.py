# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write what follows from the ``MODULE_SPEC`` of each module.

That is the RETURN block in the module, which documents the ``returns``; the action plugin of the same name; the place
in the action group of meta/runtime.yml, for modules that connect to the service; and the documentation fragment of the
tree of the module ``environment``, the entries of which have the options of other modules.

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
from ansible_collections.classic.azure.plugins.module_utils._asm.environment.kinds import TREE, Kind
from ansible_collections.classic.azure.plugins.module_utils._asm.environment.tree import entry_options

ROOT = Path(__file__).parents[1]
MODULES = ROOT / "plugins/modules"
ACTION_PLUGINS = ROOT / "plugins/action"
RUNTIME = ROOT / "meta/runtime.yml"
BLOCK = re.compile(r'(?<=^RETURN = r"""\n).*?(?=^"""$)', re.DOTALL | re.MULTILINE)
ACTION_PLUGIN = '''\
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the module of this name, in the controller process when that is supported."""

from __future__ import annotations

from ansible_collections.classic.azure.plugins.modules.{module} import MODULE_SPEC
from ansible_collections.classic.azure.plugins.plugin_utils.in_process import InProcessAction


class ActionModule(InProcessAction):
    module_spec = MODULE_SPEC
'''
FRAGMENT = ROOT / "plugins/doc_fragments/resources.py"
FRAGMENT_TEXT = '''\
# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# Written by "make generate".

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
{documentation}"""
'''
WAITS = {
    "wait": {"description": "Whether to wait for this one. The default is O(wait).", "type": "bool"},
    "wait_timeout": {
        "description": "The maximum time to wait for this one, in seconds. The default is O(wait_timeout).",
        "type": "int",
    },
}
MARKUP = re.compile(r"\b(O|RV)\(")
"""Matches the beginning of a link to an option, or to a value of a result, of the same module."""
ACTION_GROUP = re.compile(r"(?<=^action_groups:\n  azure:\n)(?:    - \w+\n)*", re.MULTILINE)
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


def with_return_block(path: Path) -> str:
    """Return the source of a module with the block that it should have. Raises ValueError if it has none at all."""
    source, count = BLOCK.subn(lambda block: return_block(module_spec(path).returns), path.read_text(encoding="utf-8"))
    if count != 1:
        raise ValueError(f"{path} has {count} blocks that begin with RETURN = r and three quotes")
    return source


def runtime() -> str:
    """Return meta/runtime.yml with the action group that it should have. Raises ValueError if it has none at all."""
    group = [path.stem for path in sorted(MODULES.glob("*.py")) if module_spec(path).connects]
    lines = "".join(f"    - {name}\n" for name in sorted(group))
    text, count = ACTION_GROUP.subn(lines, RUNTIME.read_text(encoding="utf-8"))
    if count != 1:
        raise ValueError(f"{RUNTIME} has {count} lists of modules in the action group azure")
    return text


def resources_documentation() -> str:
    """Return the YAML that documents the tree of the module ``environment``."""
    options = {
        "resources": {
            "description": [
                "The tree of resources. Those that belong to another one are listed below it.",
                "Each entry has the options of the module of its kind. Settings that an entry does not have are left "
                "unchanged.",
                "What M(classic.azure.environment_info) returns of a subscription can be given here.",
            ],
            "type": "dict",
            "required": True,
            "suboptions": {kind.option: _documented_list(kind) for kind in TREE},
        }
    }
    return yaml.dump({"options": options}, Dumper=_Dumper, sort_keys=False, width=90, allow_unicode=True)


def _documented_list(kind: Kind) -> dict[str, Any]:
    """Return the documentation of the list of a kind."""
    module = kind.resource.schema.name
    documented = _module_options(module)
    entry = entry_options(kind)
    own = {name: _without_links(documented[name]) for name in entry if name in documented}
    if "state" in own:
        own["state"].update(choices=list(kind.states), default=kind.states[0])
    own.update({name: option for name, option in WAITS.items() if name in entry})
    nested = {child.option: _documented_list(child) for child in kind.children}
    plural = f"{kind.resource.schema.kind}s"
    return {
        "description": f"The {plural}, each with the options of M(classic.azure.{module}).",
        "type": "list",
        "elements": "dict",
        "default": [],
        "suboptions": {**own, **nested},
    }


def _module_options(module: str) -> dict[str, Any]:
    source = import_module(f"ansible_collections.classic.azure.plugins.modules.{module}").DOCUMENTATION
    options: dict[str, Any] = yaml.safe_load(source)["options"]
    return options


def _without_links(value: Any) -> Any:
    """Return the documentation of an option without links to other options, which are elsewhere in the tree."""
    if isinstance(value, dict):
        return {name: _without_links(inner) for name, inner in value.items() if name != "version_added"}
    if isinstance(value, list):
        return [_without_links(inner) for inner in value]
    return MARKUP.sub("C(", value) if isinstance(value, str) else value


def generated() -> dict[Path, str]:
    """Return the files that this script writes, with the content that they should have; empty: there should be none."""
    modules = sorted(MODULES.glob("*.py"))
    files = dict.fromkeys(ACTION_PLUGINS.glob("*.py"), "")
    files.update({ACTION_PLUGINS / path.name: ACTION_PLUGIN.format(module=path.stem) for path in modules})
    return {
        **files,
        **{path: with_return_block(path) for path in modules},
        RUNTIME: runtime(),
        FRAGMENT: FRAGMENT_TEXT.format(documentation=resources_documentation()),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, print what differs")
    check = parser.parse_args().check
    outdated = 0
    for path, after in generated().items():
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        if before == after:
            continue
        outdated += 1
        name = str(path.relative_to(ROOT))
        if check:
            sys.stdout.writelines(unified_diff(before.splitlines(True), after.splitlines(True), name, "make generate"))
        elif after:
            path.write_text(after, encoding="utf-8")
            print(f"{name}: written")
        else:
            path.unlink()
            print(f"{name}: deleted, since there is no such module")
    return 1 if check and outdated else 0


if __name__ == "__main__":
    sys.exit(main())
