# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks that stand beside Microsoft's guide: each does what it says, once."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from ansible_collections.classic.azure.tests.emulated import Service

GUIDE = Path(__file__).parents[2] / "docs/guide"
STORY = (
    ("list_locations", 0),
    ("list_operating_systems", 0),
    ("create_affinity_group", 1),
    ("delete_affinity_group", 1),
    ("create_cloud_service", 1),
    ("create_storage_service", 1),
    ("create_virtual_machine", 1),
    ("delete_virtual_machine", 1),
    ("delete_storage_service", 1),
    ("create_cloud_service", 1),
    ("delete_cloud_service", 1),
)


def changes(service: Service, name: str, folder: Path) -> int:
    """How many tasks of a playbook changed something."""
    variables = {
        "AZURE_SUBSCRIPTION_ID": service.subscription_id,
        "AZURE_CERT_PATH": str(service.keeper.authority.management_certificate),
        "AZURE_CA_PATH": str(service.keeper.authority.ca_certificate),
        "AZURE_ENDPOINT": service.keeper.endpoint,
        "HOME": str(folder),
        "NO_COLOR": "1",
    }
    command = [str(Path(sys.executable).parent / "ansible-playbook"), str(GUIDE / f"{name}.yml"), "-i", "localhost,"]
    command += ["-c", "local", "-e", f"ansible_python_interpreter={sys.executable}"]
    command += ["-e", f"guide_name={service.name} guide_password=Not-A-Real-1"]
    done = subprocess.run(command, env={**os.environ, **variables}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    found = re.search(r"changed=(\d+)", done.stdout)
    assert found
    return int(found[1])


@pytest.mark.slow
def test_each_playbook_does_what_it_says_once(service: Service, tmp_path: Path) -> None:
    for name, changed in STORY:
        assert changes(service, name, tmp_path) == changed, name
        if not (name == "create_cloud_service" or name.startswith("list")):
            assert changes(service, name, tmp_path) == 0, name
    assert service.run("orphan_info")["orphans"]["disks"] == []


def test_all_playbooks_are_in_the_table_and_in_the_story() -> None:
    names = {path.stem for path in GUIDE.glob("*.yml")}
    assert names == {name for name, changed in STORY}
    assert names == set(re.findall(r"\((\w+)\.yml\)", (GUIDE / "README.md").read_text()))
