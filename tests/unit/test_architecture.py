# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who imports whom, and what every module and role has to have."""

from __future__ import annotations

import ast
import sys
from graphlib import CycleError, TopologicalSorter
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.argument_spec import CONNECTION_OPTIONS
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import ModuleSpec
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.listings import (
    ListOnlyReader,
    SingletonReader,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.resource_schema import PARENT_KINDS
from ansible_collections.classic.azure.plugins.plugin_utils.in_process import InProcessAction

ROOT = Path(__file__).parents[2]
HERE = "ansible_collections.classic.azure"
ASM = f"{HERE}.plugins.module_utils._asm"
MODULES = sorted(path.stem for path in (ROOT / "plugins/modules").glob("*.py"))
ROLES = sorted(path.name for path in (ROOT / "roles").glob("*") if path.is_dir())

# Layer by layer from below, in each of the two houses. A file imports its own layer and those before it.
PLUGIN_LAYERS = (
    ("errors", "diff", "suggestions"),
    ("wire",),
    ("ansible_adapter.module_spec",),
    ("credentials",),
    ("transport",),
    ("reconcile",),
    ("services.subscription",),
    ("services.storage",),
    ("services.networking",),
    ("services.cloud_services",),
    ("services.compute",),
    ("environment", "reports"),
    ("ansible_adapter",),
)
EMULATOR_LAYERS = (
    ("files",),
    ("tls", "workdir"),
    ("core.clock", "core.errors", "core.latency", "core.store"),
    ("core.blobs", "core.hosting", "core.journal"),
    ("core.operations",),
    ("core.context",),
    ("core.entities", "core.faults", "core.registry"),
    ("catalog",),
    ("services.common",),
    ("services.subscription",),
    ("services.storage",),
    ("services.networking",),
    ("services.cloud_services",),
    ("services.compute",),
    ("services",),
    ("cloud",),
    ("live",),
    ("http",),
    ("admin_client", "har", "startup"),
    ("command_line",),
    ("__main__",),
)
KEEPER = ROOT / "emulator/live/keeper"
"""A program of its own, in isolated mode: it knows the standard library and its own folder, to which it imports
relatively."""
WIRE_OF_PLUGINS = ("wire", "services")
"""What the emulator knows of the plugins: how values and requests are spelled, and nothing of how they are sent."""


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def imports(path: Path) -> list[str]:
    """The modules and names that a file imports, wherever in it."""
    names = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level or path.parent == KEEPER, f"{path} imports relatively"
            package = [dotted(path).rpartition(".")[0]] if node.level else []
            names += [".".join(filter(None, (*package, node.module, alias.name))) for alias in node.names]
    return names


def dotted(path: Path) -> str:
    """The name that a file of the collection is imported by."""
    return f"{HERE}.{'.'.join(path.relative_to(ROOT).with_suffix('').parts)}".removesuffix(".__init__")


def layer(layers: tuple[tuple[str, ...], ...], name: str) -> int:
    """The layer of a module, given below the root of its house: that of the longest prefix."""
    found = [
        (len(prefix), number)
        for number, prefixes in enumerate(layers)
        for prefix in prefixes
        if f"{name}.".startswith(f"{prefix}.")
    ]
    assert found, f"{name} has no layer: give it one"
    return max(found)[1]


def is_file(name: str) -> bool:
    path = ROOT.joinpath(*name.removeprefix(f"{HERE}.").split("."))
    return path.with_suffix(".py").exists() or path.is_dir()


def imported_files(path: Path, house: str) -> set[str]:
    """The files of a house that a file imports, by their dotted names below it."""
    found = {name if is_file(name) else name.rpartition(".")[0] for name in imports(path) if name.startswith(house)}
    return {name.removeprefix(f"{house}.") for name in found if name != house}


@pytest.mark.parametrize(
    ("house", "layers", "path"),
    [
        *((ASM, PLUGIN_LAYERS, path) for path in sources("plugins/module_utils")),
        *((f"{HERE}.emulator", EMULATOR_LAYERS, path) for path in sources("emulator") if path.stem != "__init__"),
    ],
    ids=lambda value: str(value.relative_to(ROOT)) if isinstance(value, Path) else "",
)
def test_imports_point_down(house: str, layers: tuple[tuple[str, ...], ...], path: Path) -> None:
    mine = layer(layers, dotted(path).removeprefix(f"{house}."))
    for name in imported_files(path, house):
        assert layer(layers, name) <= mine, f"{path.relative_to(ROOT)} imports {name}, which lies above it"


@pytest.mark.parametrize("folder", ["plugins/module_utils", "emulator"])
def test_imports_have_no_cycle(folder: str) -> None:
    graph = {dotted(path): set(imports(path)) for path in sources(folder)}
    files = {name: {each if each in graph else each.rpartition(".")[0] for each in graph[name]} for name in graph}
    try:
        TopologicalSorter({name: used & set(graph) - {name} for name, used in files.items()}).prepare()
    except CycleError as error:
        pytest.fail(f"files import each other in a circle: {error.args[1]}")


@pytest.mark.parametrize("path", sources("plugins/module_utils"), ids=lambda path: path.stem)
def test_only_the_adapter_imports_ansible(path: Path) -> None:
    for name in imports(path):
        assert not name.startswith(HERE) or name.startswith(ASM), f"{path.name} imports {name}"
        if name.split(".")[0] == "ansible":
            assert path.parent.name == "ansible_adapter", f"{path.name} imports {name}"


@pytest.mark.parametrize("path", sources("plugins/plugin_utils"), ids=lambda path: path.stem)
def test_plugin_utils_import_no_service(path: Path) -> None:
    ours = {name for name in imports(path) if name.startswith(ASM)}
    assert not {name for name in ours if ".services." in name or ".reconcile." in name}


@pytest.mark.parametrize("path", sources("plugins"), ids=lambda path: path.stem)
def test_plugins_do_not_import_the_emulator(path: Path) -> None:
    assert not [name for name in imports(path) if name.startswith(f"{HERE}.emulator")]


@pytest.mark.parametrize("path", sources("emulator"), ids=lambda path: path.stem)
def test_emulator_imports_only_wire_package(path: Path) -> None:
    for name in imports(path):
        assert name.split(".")[0] != "ansible", f"{path.name} imports {name}"
        if name.startswith(f"{HERE}.plugins"):
            inside = name.removeprefix(f"{ASM}.")
            assert inside.startswith(WIRE_OF_PLUGINS), f"{path.name} imports {name}"


@pytest.mark.parametrize("path", sources("emulator/live/keeper"), ids=lambda path: path.stem)
def test_keeper_needs_the_standard_library_only(path: Path) -> None:
    own = f"{HERE}.emulator.live.keeper."
    for name in imports(path):
        assert name.startswith(own) or name.split(".")[0] in sys.stdlib_module_names, f"{path.name} imports {name}"


def load_module(module: str) -> Any:
    return import_module(f"{HERE}.plugins.modules.{module}")


@pytest.mark.parametrize("module", MODULES)
def test_connecting_modules_are_in_action_group(module: str) -> None:
    (group,) = yaml.safe_load((ROOT / "meta/runtime.yml").read_text())["action_groups"].values()
    module_spec: ModuleSpec = load_module(module).MODULE_SPEC
    assert (module in group) is module_spec.connects
    assert group == sorted(group)


@pytest.mark.parametrize("module", MODULES)
def test_module_has_action_plugin_with_same_spec(module: str) -> None:
    plugin = import_module(f"{HERE}.plugins.action.{module}").ActionModule
    assert issubclass(plugin, InProcessAction)
    assert plugin.module_spec is load_module(module).MODULE_SPEC
    assert [name for name in vars(plugin) if not name.startswith("_")] == ["module_spec"]


def test_every_action_plugin_has_a_module() -> None:
    assert sorted(path.stem for path in sources("plugins/action")) == MODULES


@pytest.mark.parametrize("module", MODULES)
def test_module_has_examples(module: str) -> None:
    examples = yaml.safe_load(load_module(module).EXAMPLES)
    assert any(f"classic.azure.{module}" in task for task in examples)
    for task in examples:
        assert task["name"][0].isupper()


@pytest.mark.parametrize("module", MODULES)
def test_options_do_not_shadow_connection_options(module: str) -> None:
    assert not set(load_module(module).MODULE_SPEC.argument_spec) & set(CONNECTION_OPTIONS)


def test_every_resource_has_modules() -> None:
    catalogues = {"operating_system_info", "role_size_info"}
    for path in sources("plugins/module_utils/_asm/services"):
        for value in vars(import_module(dotted(path))).values():
            if (
                isinstance(value, Resource)
                and not isinstance(value.reader, (ListOnlyReader, SingletonReader))
                and value.planner.required_one_of
            ):
                assert {value.schema.name, f"{value.schema.name}_info"} <= set(MODULES) | catalogues


def test_parents_of_every_resource_have_kinds() -> None:
    """Headers of diffs name them."""
    schemas = [
        value.schema
        for path in sources("plugins/module_utils/_asm/services")
        for value in vars(import_module(dotted(path))).values()
        if isinstance(value, Resource) and not isinstance(value.reader, SingletonReader)
    ]
    assert {name for schema in schemas for name in schema.parents} == set(PARENT_KINDS)


@pytest.mark.parametrize("module", MODULES)
def test_every_module_is_used_in_scenario(module: str) -> None:
    scenarios = [path.read_text() for path in (ROOT / "extensions/molecule").glob("*/*.yml")]
    assert any(f"classic.azure.{module}:" in text for text in scenarios)


@pytest.mark.parametrize("role", ROLES)
def test_role_defaults_match_documentation(role: str) -> None:
    folder = ROOT / "roles" / role
    specs = yaml.safe_load((folder / "meta/argument_specs.yml").read_text())["argument_specs"]["main"]["options"]
    defaults = yaml.safe_load((folder / "defaults/main.yml").read_text()) or {}
    assert defaults == {name: spec["default"] for name, spec in specs.items() if "default" in spec}
    for name, spec in specs.items():
        assert spec["description"], name
        assert name.startswith(f"{role}_"), name


def test_environment_role_accepts_module_options() -> None:
    """The role says of each option what the module says of it, but for the tree, which only the module describes."""
    text = (ROOT / "roles/environment/meta/argument_specs.yml").read_text()
    accepted = yaml.safe_load(text)["argument_specs"]["main"]["options"]
    offered = {
        f"environment_{name}": {key: value for key, value in option.items() if key != "options"}
        for name, option in load_module("environment").MODULE_SPEC.argument_spec.items()
        if name != "wait"  # the role always waits
    }
    del accepted["environment_connection"]
    for option in accepted.values():
        del option["description"]
    assert accepted == offered
