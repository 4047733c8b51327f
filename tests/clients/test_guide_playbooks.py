# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks that stand beside Microsoft's guide: each does what it says, once."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from ansible_collections.classic.azure.tests.clients.foreign import certificate_arguments, operations, sdk_for
from ansible_collections.classic.azure.tests.emulated import Service

GUIDE = Path(__file__).parents[2] / "docs/guide"
STORY = (
    ("list_locations", 0),
    ("list_operating_systems", 0),
    ("create_affinity_group", 1),
    ("delete_affinity_group", 1),
    ("create_cloud_service", 1),
    ("create_storage_service", 1),
    ("create_deployment", 2),
    ("access_deployment", 0),
    ("update_deployment", 2),
    ("move_deployments", 1),
    ("delete_deployment", 1),
    ("create_os_image", 1),
    ("delete_os_image", 1),
    ("create_virtual_machine", 1),
    ("delete_virtual_machine", 1),
    ("delete_storage_service", 1),
    ("create_cloud_service", 1),
    ("delete_cloud_service", 1),
)
ROW = re.compile(r"^\| (.+) \| (`.+`) \| \[(\w+)\.yml\]\(\3\.yml\) \|$", re.MULTILINE)


def run_playbooks(service: Service, names: list[str], folder: Path) -> tuple[int, str]:
    """How many tasks of these playbooks changed something, and what they printed."""
    variables = {
        "AZURE_SUBSCRIPTION_ID": service.subscription_id,
        "AZURE_CERT_PATH": str(service.emulator.authority.management_certificate),
        "AZURE_CA_PATH": str(service.emulator.authority.ca_certificate),
        "AZURE_ENDPOINT": service.emulator.endpoint,
        "HOME": str(folder),
        "NO_COLOR": "1",
    }
    command = [str(Path(sys.executable).parent / "ansible-playbook"), *(f"{GUIDE}/{name}.yml" for name in names)]
    command += ["-i", "localhost,", "-c", "local", "-e", f"ansible_python_interpreter={sys.executable}"]
    command += ["-e", f"guide_name={service.name} guide_password=Not-A-Real-1 guide_folder={folder}"]
    done = subprocess.run(command, env={**os.environ, **variables}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    found = re.search(r"changed=(\d+)", done.stdout)
    assert found
    return int(found[1]), done.stdout


@pytest.mark.slow
def test_each_playbook_is_idempotent(service: Service, tmp_path: Path) -> None:
    for name, changed in STORY:
        writes = len(service.writes())
        assert run_playbooks(service, [name, name], tmp_path)[0] == changed, name
        assert (len(service.writes()) > writes) is (changed > 0), name
    assert service.run("orphan_info")["orphans"]["disks"] == []


@pytest.mark.slow
def test_connect_playbook_waits_for_uploaded_certificate(service: Service, tmp_path: Path) -> None:
    """The playbook prints the file to upload, and connects once the subscription has the certificate."""
    changed, reported = run_playbooks(service, ["connect"], tmp_path)
    assert changed == 1
    assert f"Upload {tmp_path}/mycert.cer" in reported
    assert ("GetSubscription", 200) not in operations(service)

    sdk_for(service).add_management_certificate(*certificate_arguments((tmp_path / "mycert.cer").read_bytes()))
    changed, reported = run_playbooks(service, ["connect"], tmp_path)
    assert changed == 0
    assert f"Upload {tmp_path}/mycert.cer" not in reported
    assert ("GetSubscription", 200) in operations(service)


def test_readme_table_lists_every_playbook() -> None:
    names = {path.stem for path in GUIDE.glob("*.yml")}
    assert names == {name for name, changed in STORY} | {"connect"}
    listed = [name for section, calls, name in ROW.findall((GUIDE / "README.md").read_text())]
    assert sorted(listed) == sorted(names)


def test_readme_calls_are_made_by_marked_tests() -> None:
    """By the functions that a test is marked for its section in, those that these call, and their fixtures."""
    made = calls_by_section(ast.parse((Path(__file__).parent / "test_python_guide.py").read_text()))
    listed = {section: calls for section, calls, name in ROW.findall((GUIDE / "README.md").read_text())}
    assert set(listed) == set(made)
    for section, calls in listed.items():
        assert set(re.findall(r"`(\w+)`", calls)) <= made[section], section


def calls_by_section(tree: ast.Module) -> dict[str, set[str]]:
    """What is called in the tests of each section of the guide."""
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    found: dict[str, set[str]] = {}
    for function in functions.values():
        for mark in function.decorator_list:
            if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.guide":
                section = ast.literal_eval(mark.args[0])
                found.setdefault(section, set()).update(called_names(function, functions))
    return found


def called_names(function: ast.FunctionDef, functions: dict[str, ast.FunctionDef]) -> set[str]:
    """The names of all that a function calls, and the functions beside it that it calls or has as fixtures."""
    names = {ast.unparse(node.func).rpartition(".")[2] for node in ast.walk(function) if isinstance(node, ast.Call)}
    beside = {functions[name].name for name in names | {each.arg for each in function.args.args} if name in functions}
    return names.union(*(called_names(functions[name], functions) for name in beside))
