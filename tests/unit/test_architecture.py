# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The house is in order: who imports whom, and what every module and role has to have."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import Logic
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.runner import CONNECTION
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.listings import Catalogue, Sole
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import codecs, schema
from ansible_collections.classic.azure.plugins.plugin_utils.in_process import InProcessAction

ROOT = Path(__file__).parents[2]
HERE = "ansible_collections.classic.azure"
ASM = f"{HERE}.plugins.module_utils._asm"
MODULES = sorted(path.stem for path in (ROOT / "plugins/modules").glob("*.py"))
ROLES = sorted(path.name for path in (ROOT / "roles").glob("*") if path.is_dir())

# Layer by layer from below: what a file may import of ours. A folder stands for all that is in it.
LAYERS = {
    "errors": (),
    "logic": (),
    "document": (),
    "codecs": ("document",),
    "cscfg": ("document",),
    "schema": ("document", "codecs"),
    "action": ("schema",),
    "resource": ("action", "document", "codecs", "schema", "errors"),
    "catalogue": ("action", "codecs", "resource"),
    "resources": ("action", "catalogue", "resource", "resources", "schema", "codecs", "cscfg", "errors", "document"),
    "credentials": ("credentials", "errors"),
    "key_pair": ("key_pair", "credentials", "errors", "logic"),
    "answers": ("document", "errors"),
    "session": ("credentials",),
    "pauses": (),
    "client": ("answers", "credentials", "document", "errors", "logic", "pauses", "session"),
    "plan": ("action", "errors", "resource"),
    "converge": (
        *("action", "catalogue", "client", "codecs", "credentials"),
        *("errors", "logic", "pauses", "plan", "resource", "schema"),
    ),
    "orphans": ("blob", "client", "converge", "logic", "resources"),
    "hosts": ("client", "errors", "resources"),
    "credential_check": ("client", "converge", "credentials", "errors", "logic"),
    "blob": ("blob", "client", "converge", "errors", "logic", "pauses", "resources", "session"),
    "certificate_upload": ("action", "client", "converge", "credentials", "errors", "logic", "resource"),
    "machine_keys": ("action", "client", "converge", "credentials", "resources"),
    "package_deployment": ("action", "blob", "client", "converge", "errors", "logic", "resource"),
    "shell": ("credentials", "errors", "logic"),
}


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def imports(path: Path) -> list[str]:
    """The modules that a file imports, wherever in it."""
    names = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path} imports relatively"
            names += [f"{node.module}.{alias.name}" for alias in node.names] if node.module == ASM else []
            names.append(node.module or "")
    return [name for name in names if name != ASM]


def layer(name: str) -> str:
    return name.removeprefix(f"{ASM}.").partition(".")[0]


@pytest.mark.parametrize("path", sources("plugins/module_utils"), ids=lambda path: path.stem)
def test_imports_point_downwards(path: Path) -> None:
    mine = path.relative_to(ROOT / "plugins/module_utils/_asm").with_suffix("").parts[0]
    assert mine in LAYERS, f"{mine} has no layer: give it one"
    for name in imports(path):
        if name.startswith(ASM):
            assert layer(name) in LAYERS[mine], f"{path.name} imports {name}"
        else:
            assert not name.startswith(HERE), f"{path.name} imports {name}"
            assert mine == "shell" or name.split(".")[0] != "ansible", f"{path.name} imports {name}"


@pytest.mark.parametrize("path", sources("plugins/plugin_utils"), ids=lambda path: path.stem)
def test_the_controllers_side_knows_the_seam_and_no_resource(path: Path) -> None:
    ours = [name for name in imports(path) if name.startswith(ASM)]
    assert {layer(name) for name in ours} <= {"client", "logic", "shell"}, ours


@pytest.mark.parametrize("path", sources("plugins"), ids=lambda path: path.stem)
def test_plugins_do_not_know_the_emulator(path: Path) -> None:
    assert not [name for name in imports(path) if name.startswith(f"{HERE}.emulator")]


@pytest.mark.parametrize("path", sources("emulator"), ids=lambda path: path.stem)
def test_the_emulator_knows_nothing_of_the_plugins_but_the_wire(path: Path) -> None:
    allowed = {"action", "catalogue", "document", "codecs", "schema", "resource", "resources", "cscfg"}
    ours = [name for name in imports(path) if name.startswith(f"{HERE}.plugins")]
    assert {layer(name) for name in ours} <= allowed, ours
    assert not [name for name in imports(path) if name.split(".")[0] == "ansible"]


@pytest.mark.parametrize("path", sources("plugins", "emulator"), ids=lambda path: path.stem)
def test_files_and_functions_stay_small(path: Path) -> None:
    tree = ast.parse(path.read_text())
    docs = [node for node in tree.body if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)]
    code = len(path.read_text().splitlines()) - sum((node.end_lineno or 0) - node.lineno for node in docs)
    assert code <= 300, f"{path.name} has {code} lines"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            length = (node.end_lineno or 0) - node.lineno
            assert length <= 45, f"{path.name}: {node.name} has {length} lines"


def loaded(module: str) -> Any:
    return import_module(f"{HERE}.plugins.modules.{module}")


def documented(module: str, part: str) -> dict[str, Any]:
    parsed: dict[str, Any] = yaml.safe_load(getattr(loaded(module), part))
    return parsed


@pytest.mark.parametrize("module", MODULES)
def test_a_module_belongs_to_the_action_group_if_it_connects(module: str) -> None:
    (group,) = yaml.safe_load((ROOT / "meta/runtime.yml").read_text())["action_groups"].values()
    logic: Logic = loaded(module).LOGIC
    assert (module in group) is logic.connects
    assert group == sorted(group)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_has_an_action_plugin_of_its_own_with_the_same_logic(module: str) -> None:
    plugin = import_module(f"{HERE}.plugins.action.{module}").ActionModule
    assert issubclass(plugin, InProcessAction)
    assert plugin.logic is loaded(module).LOGIC
    assert [name for name in vars(plugin) if not name.startswith("_")] == ["logic"]


def test_no_action_plugin_is_without_its_module() -> None:
    assert sorted(path.stem for path in sources("plugins/action")) == MODULES


@pytest.mark.parametrize("module", MODULES)
def test_a_module_has_its_examples_under_its_own_name(module: str) -> None:
    examples = yaml.safe_load(loaded(module).EXAMPLES)
    assert any(f"classic.azure.{module}" in task for task in examples)
    for task in examples:
        assert task["name"][0].isupper()


@pytest.mark.parametrize("module", MODULES)
def test_no_option_takes_the_name_of_a_connection_option(module: str) -> None:
    assert not set(loaded(module).LOGIC.argument_spec) & set(CONNECTION)


def resource_of(module: str) -> Resource | None:
    """The resource that a module manages or tells of."""
    found = [value for value in vars(loaded(module)).values() if isinstance(value, Resource)]
    return found[0] if found else None


TELLING = [module for module in MODULES if resource_of(module)]


@pytest.mark.parametrize("module", TELLING)
def test_what_a_module_returns_is_documented(module: str) -> None:
    resource = resource_of(module)
    assert resource
    told = documented(module, "RETURN")
    if isinstance(resource, Sole) or not module.endswith("_info"):
        name, kind = resource.name, "dict"
    else:
        name, kind = resource.plural, "list"
    assert told[name]["type"] == kind
    compare(told[name]["contains"], resource.returned, module)


def compare(contains: dict[str, Any], fields: tuple[schema.Field, ...], where: str) -> None:
    assert list(contains) == [field.name for field in fields], where
    for field in fields:
        codec, told = bare(field.codec), contains[field.name]
        assert told["type"] == kind_of(codec), f"{where}.{field.name}"
        if isinstance(codec, schema.Several):
            assert told["elements"] == kind_of(bare(codec.of)), f"{where}.{field.name}"
            codec = bare(codec.of)
        if isinstance(codec, schema.Struct):
            compare(told["contains"], codec.fields, f"{where}.{field.name}")


def bare(codec: codecs.Codec) -> codecs.Codec:
    return bare(codec.of) if isinstance(codec, codecs.Wrapped) else codec


def kind_of(codec: codecs.Codec) -> str:
    return "list" if isinstance(codec, schema.Several) else codec.kind


def test_every_resource_has_its_modules() -> None:
    catalogues = {"operating_system_info", "role_size_info"}
    for path in sources("plugins/module_utils/_asm/services"):
        for value in vars(import_module(f"{ASM}.resources.{path.stem}")).values():
            if isinstance(value, Resource) and not isinstance(value, (Catalogue, Sole)) and value.needs:
                assert {value.name, f"{value.name}_info"} <= set(MODULES) | catalogues


@pytest.mark.parametrize("module", MODULES)
def test_every_module_is_used_in_a_scenario(module: str) -> None:
    scenarios = [path.read_text() for path in (ROOT / "extensions/molecule").glob("*/*.yml")]
    assert any(f"classic.azure.{module}:" in text for text in scenarios)


@pytest.mark.parametrize("role", ROLES)
def test_the_defaults_of_a_role_are_those_that_it_documents(role: str) -> None:
    folder = ROOT / "roles" / role
    specs = yaml.safe_load((folder / "meta/argument_specs.yml").read_text())["argument_specs"]["main"]["options"]
    defaults = yaml.safe_load((folder / "defaults/main.yml").read_text()) or {}
    assert defaults == {name: spec["default"] for name, spec in specs.items() if "default" in spec}
    for name, spec in specs.items():
        assert spec["description"], name
        assert name.startswith(f"{role}_"), name


# The options of modules that the role says of its own, or leaves out.
ITS_OWN = {"service_name", "state", "wait", "wait_timeout"}
IN_SERVICES = {"certificates", "deployments", "virtual_machines"}
LEFT_OUT: dict[str, set[str]] = {
    "affinity_group": set(),
    "deployment": {"disks", "role_to_upgrade", "upgrade_mode", "wait_for"},
    "hosted_service": set(),
    "os_image": {"icon_uri", "is_premium", "language", "privacy_uri", "show_in_gui", "small_icon_uri"},
    "storage_account": {"regenerate_key"},
    "virtual_machine": {"delete_empty", "disks", "wait_for"},
}


@pytest.mark.parametrize("module", LEFT_OUT)
def test_the_role_environment_takes_the_options_of_modules(module: str) -> None:
    text = (ROOT / "roles/environment/meta/argument_specs.yml").read_text()
    tree = yaml.safe_load(text)["argument_specs"]["main"]["options"]["environment_resources"]["options"]
    within = tree["hosted_services"]["options"]
    taken = (tree if f"{module}s" in tree else within)[f"{module}s"]["options"]
    offered = {name: spec for name, spec in loaded(module).LOGIC.argument_spec.items() if name not in ITS_OWN}
    assert set(taken) - ITS_OWN - IN_SERVICES == set(offered) - LEFT_OUT[module]
    for name in set(taken) & set(offered):
        for part in ("type", "elements", "choices"):
            assert taken[name].get(part) == {"type": "str", **offered[name]}.get(part), f"{name}.{part}"
