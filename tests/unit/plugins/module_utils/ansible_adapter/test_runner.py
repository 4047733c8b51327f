# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ordinary way: a module as a process of its own, given its arguments as Ansible gives them."""

from __future__ import annotations

import json

import pytest
from ansible_collections.classic.azure.tests.emulated import Service
from ansible_collections.classic.azure.tests.module_process import MODULES, run_module, supported_internal_arguments

pytestmark = pytest.mark.slow

WITHOUT = """
import sys
sys.modules.update(dict.fromkeys({libraries!r}))
import runpy
runpy.run_path({module!r}, run_name="__main__")
"""
BROKEN = """
import runpy
from ansible_collections.classic.azure.plugins.module_utils._asm.transport import client
def broken(*args, **kwargs):
    raise KeyError("a bug that knows canary-7")
client.Client.send = broken
runpy.run_path({module!r}, run_name="__main__")
"""


def test_module_creates_and_reports_changed(service: Service) -> None:
    internal = supported_internal_arguments({"_ansible_diff": True, "_ansible_inject_invocation": True})
    arguments = {**service.connection, "name": service.name, "location": "West US", **internal}
    code, result, noise = run_module("hosted_service", arguments)
    assert (code, result["changed"], noise) == (0, True, "")
    title = f"hosted service {service.name}"
    after = f"name: {service.name}\nlocation: West US\nlabel: {service.name}\n"
    assert result["diff"] == {"before_header": title, "after_header": title, "before": "", "after": after}
    assert result["invocation"]["module_args"]["name"] == service.name
    code, result, noise = run_module("hosted_service", {**arguments, "_ansible_check_mode": True})
    assert (code, result["changed"], noise) == (0, False, "")


def test_environment_variables_replace_options(service: Service) -> None:
    environment = {
        "AZURE_SUBSCRIPTION_ID": service.subscription_id,
        "AZURE_CERT_PATH": service.connection["management_certificate"],
        "AZURE_ENDPOINT": service.connection["endpoint"],
        "AZURE_CA_PATH": service.connection["ca_certificate"],
    }
    code, result, noise = run_module("locations_info", {}, **environment)
    assert (code, len(result["locations"]), noise) == (0, 18, "")


def test_service_error_becomes_message_and_data(service: Service) -> None:
    arguments = {**service.connection, "name": service.name, "affinity_group": "nowhere"}
    code, result, noise = run_module("hosted_service", arguments)
    assert (code, result["failed"], noise) == (1, True, "")
    assert result["msg"].startswith(
        "there is no affinity group nowhere: CreateHostedService: The affinity group does not exist. "
        "(ResourceNotFound, HTTP 404"
    )
    assert result["error"]["code"] == "ResourceNotFound"
    assert result["operation_id"] in result["msg"]
    assert "exception" not in result or "Traceback" not in str(result["exception"])


def test_unsupported_option_is_reported_by_ansible() -> None:
    code, result, noise = run_module("hosted_service", {"name": "x", "nome": "x"})
    assert (code, noise) == (1, "")
    assert "Unsupported parameters for" in result["msg"] and "nome" in result["msg"]


def test_missing_credential_is_reported() -> None:
    code, result, noise = run_module("locations_info", {})
    assert (code, noise) == (1, "")
    assert result["msg"].startswith(
        "no credential is given: set management_certificate (environment variable AZURE_CERT_"
    )


@pytest.mark.parametrize("library", ["requests", "lxml"])
def test_missing_library_is_reported(service: Service, library: str) -> None:
    script = WITHOUT.format(libraries=[library], module=str(MODULES / "locations_info.py"))
    code, result, noise = run_module("locations_info", service.connection, script)
    assert (code, noise) == (1, "")
    assert f"Failed to import the required Python library ({library}" in result["msg"]


def test_unexpected_exception_is_redacted(service: Service) -> None:
    script = BROKEN.format(module=str(MODULES / "locations_info.py"))
    arguments = {**service.connection, "management_certificate_password": "canary-7"}
    code, result, noise = run_module("locations_info", arguments, script)
    assert (code, noise) == (1, "")
    assert result["msg"] == "unexpected KeyError: 'a bug that knows ********'"
    assert "canary-7" not in json.dumps(result)
