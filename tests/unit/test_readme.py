# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What README shows of the site of two tiers is what its reader gets."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from ansible_collections.classic.azure.tests.emulated import Service

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SITE = "site_name=demo-site site_password=Not-A-Real-1"


def run_program(service: Service, folder: Path, program: str, *options: str) -> str:
    """What a program of Ansible prints in the environment that the emulator told."""
    environment = {
        **os.environ,
        "AZURE_SUBSCRIPTION_ID": service.subscription_id,
        "AZURE_CERT_PATH": str(service.emulator.authority.management_certificate),
        "AZURE_CA_PATH": str(service.emulator.authority.ca_certificate),
        "AZURE_ENDPOINT": service.emulator.endpoint,
        "HOME": str(folder),
        "NO_COLOR": "1",
    }
    command = [str(Path(sys.executable).parent / program), *options]
    ended = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def readme_block(first_line: str) -> str:
    """The block of README that begins with a line, without that line."""
    found = re.search(
        rf"^```\w+\n{re.escape(first_line)}\n(.*?)^```$", ROOT.joinpath("README.md").read_text(), re.M | re.S
    )
    assert found, first_line
    return found[1]


def test_readme_inventory_graph(service: Service, tmp_path: Path) -> None:
    run_program(service, tmp_path, "ansible-playbook", str(ROOT / "playbooks/two_tier_site.yml"), "--extra-vars", SITE)
    (tmp_path / "shop.classic_azure.yml").write_text(readme_block("# shop.classic_azure.yml"))
    graph = run_program(service, tmp_path, "ansible-inventory", "--inventory", "shop.classic_azure.yml", "--graph")
    assert graph == readme_block("$ ansible-inventory --inventory shop.classic_azure.yml --graph")
