# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role blue_green: what it leaves behind when it fails."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.classic.azure.tests.emulated import Service
from ansible_collections.classic.azure.tests.unit.plugins.modules.deployed import HostedService
from ansible_collections.classic.azure.tests.unit.roles.test_environment import run_play

pytestmark = pytest.mark.slow


def release(shop: HostedService, folder: Path, slot: str, *options: str) -> list[str]:
    """Release a version that fails its check in a slot, and return the fact blue_green_requests."""
    check = {"name": "Fail", "ansible.builtin.fail": {"msg": "unhealthy"}, "when": f"blue_green_slot == '{slot}'"}
    (folder / "check.yml").write_text(yaml.safe_dump([check]))
    deployment = {"name": "v2", "package_url": shop.url("v2.cspkg"), "configuration": shop.configuration()}
    variables: dict[str, Any] = {
        "ansible_python_interpreter": sys.executable,
        "blue_green_connection": shop.service.connection,
        "blue_green_service_name": shop.name,
        "blue_green_deployment": deployment,
        "blue_green_check_tasks": str(folder / "check.yml"),
    }
    copy = {
        "content": "{{ blue_green_requests | to_json }}",
        "dest": "{{ playbook_dir }}/requests.json",
        "mode": "0644",
    }
    block = {
        "block": [{"name": "Release", "ansible.builtin.include_role": {"name": "classic.azure.blue_green"}}],
        "always": [{"name": "Write the requests", "ansible.builtin.copy": copy, "check_mode": False}],
    }
    play = {"hosts": "localhost", "gather_facts": False, "vars": variables, "tasks": [block]}
    status, reported = run_play(folder, yaml.safe_dump([play]), *options)
    assert status == (2 if slot else 0), reported
    return list(json.loads((folder / "requests.json").read_text()))


@pytest.mark.parametrize(
    ("slot", "requests"),
    [
        ("staging", ["DeleteDeployment", "CreateDeployment"]),
        ("production", ["DeleteDeployment", "CreateDeployment", "SwapDeployment", "SwapDeployment"]),
    ],
)
def test_requests_are_told_after_failure(service: Service, tmp_path: Path, slot: str, requests: list[str]) -> None:
    """Another version in staging makes way first; the swap back is told as well."""
    shop = HostedService(service)
    shop.deploy()
    shop.deploy("v0", slot="staging")
    service.pop_requests()
    assert release(shop, tmp_path, slot) == requests == service.writes()


def test_check_mode_predicts_release(service: Service, tmp_path: Path) -> None:
    """Check mode does not fail for the version in staging, which the role would delete first."""
    shop = HostedService(service)
    shop.deploy()
    shop.deploy("v0", slot="staging")
    service.pop_requests()
    predicted = release(shop, tmp_path, "", "--check")
    assert service.writes() == []
    assert predicted == release(shop, tmp_path, "") == service.writes()
