# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The line that the emulator prints when it is started is enough for both clients, in processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

SDK = """
import os
from azure.servicemanagement import ServiceManagementService
sms = ServiceManagementService(host=os.environ["AZURE_ENDPOINT"].removeprefix("https://"))
sms.create_hosted_service("fromsdk", "label", location="West US")
print([service.service_name for service in sms.list_hosted_services()])
"""
LIBCLOUD = """
import os
from libcloud.compute.providers import get_driver
from libcloud.compute.types import Provider
host, _, port = os.environ["AZURE_ENDPOINT"].removeprefix("https://").partition(":")
credentials = os.environ["AZURE_SUBSCRIPTION_ID"], os.environ["AZURE_CERT_PATH"]
driver = get_driver(Provider.AZURE)(*credentials, host=host, port=int(port))
driver.ex_create_cloud_service("fromlibcloud", "West US")
print([service.service_name for service in driver.ex_list_cloud_services()])
"""


def run_script(script: str, environment: dict[str, str]) -> str:
    """What a script prints in the environment of this process and what the emulator told."""
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, env={**os.environ, **environment}, check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


def test_printed_environment_works_for_both_clients(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    emulator = [sys.executable, "-m", "ansible_collections.classic.azure.emulator"]
    with subprocess.Popen(
        [*emulator, "--workdir", tmp_path, "--profile", "instant"], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            returned: dict[str, Any] = json.loads(process.stdout.readline())
            assert run_script(SDK, returned["environment"]) == "['fromsdk']\n"
            assert run_script(LIBCLOUD, returned["environment"]) == "['fromlibcloud', 'fromsdk']\n"
        finally:
            process.terminate()
