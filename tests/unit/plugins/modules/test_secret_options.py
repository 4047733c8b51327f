# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Canaries in all secret options: as they are, and as requests spell them, in base64 and escaped for XML."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.client import Client
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import SIGNED_URL
from ansible_collections.classic.azure.tests.emulated import Service
from ansible_collections.classic.azure.tests.module_process import MODULES, run_module
from ansible_collections.classic.azure.tests.unit.plugins.environment.trees import add_environments
from ansible_collections.classic.azure.tests.unit.plugins.module_utils.credentials.credential_material import (
    pem_key,
    pfx,
    rsa_key,
)
from ansible_collections.classic.azure.tests.unit.plugins.modules.deployed import HostedService
from ansible_collections.classic.azure.tests.unit.plugins.modules.test_url_secrets import (
    INTERNAL,
    LOGGING,
    Options,
    _all_options,
    call_in_process,
    kept_by_emulator,
)
from ansible_collections.classic.azure.tests.unit.plugins.modules.test_virtual_machine import GUIDE

CANARY = "C4nary&In<1>Coalmine"
WINDOWS = "a699494373c04fc0bc8f2bb1389d6106__Windows-Server-2012-R2-201504.01-en.us-127GB.vhd"


def leaks(text: object) -> bool:
    """Whether the beginning of the canary is in a text, in one of its spellings."""
    encoded = base64.b64encode(CANARY.encode()).decode()
    return any(form in str(text) for form in ("C4nary", "Coalmine", encoded[:14]))


def _machine(service: Service, **options: Any) -> Options:
    return {"service_name": service.name, "name": "web", "storage_account": service.name, **options}


def _linux(service: Service, folder: Path) -> Options:
    parameters = [
        {"key": "secret", "value": f'{{"password": "{CANARY}"}}', "type": "Private"},
    ]
    extension = {
        "reference_name": "script",
        "publisher": "Microsoft.OSTCExtensions",
        "name": "CustomScriptForLinux",
        "version": "1.*",
        "parameters": parameters,
    }
    linux = {"user_name": "shopkeeper", "user_password": CANARY, "custom_data": f"#!/bin/sh\n{CANARY}"}
    return _machine(service, image={"name": GUIDE}, linux=linux, extensions=[extension], provision_guest_agent=True)


def _windows(service: Service, folder: Path) -> Options:
    settings = [{"setting_name": "AutoLogon", "content": f"<a>{CANARY}</a>"}]
    components = [{"component_name": "Microsoft-Windows-Shell-Setup", "component_settings": settings}]
    windows = {
        "admin_username": "shopkeeper",
        "admin_password": CANARY,
        "custom_data": CANARY,
        "domain_join": {
            "credentials": {"domain": "SHOP", "username": "joiner", "password": CANARY},
            "join_domain": "shop.example",
        },
        "additional_unattend_content": {"passes": [{"pass_name": "oobeSystem", "components": components}]},
    }
    return _machine(service, image={"name": WINDOWS}, windows=windows)


def _deployment(service: Service, folder: Path) -> Options:
    settings = {"Database": f"Server=db;Password={CANARY}", "Storage": f"AccountKey={CANARY}=="}
    return {
        "service_name": service.name,
        "name": "v1",
        "package_url": f"https://{service.name}.blob.core.windows.net/deployments/shop.cspkg",
        "configuration": {"service_name": "Shop", "roles": {"web": {"instances": 1, "settings": settings}}},
    }


def _service_certificate(service: Service, folder: Path) -> Options:
    (folder / "shop.pfx").write_bytes(pfx(rsa_key(), CANARY))
    return {"service_name": service.name, "certificate_path": str(folder / "shop.pfx"), "password": CANARY}


def _key_pair(service: Service, folder: Path) -> Options:
    return {"path": str(folder / "a.pem"), "pfx_path": str(folder / "a.pfx"), "pfx_password": CANARY}


def _blob(service: Service, folder: Path) -> Options:
    (folder / "a.cspkg").write_text("a")
    address = {"storage_account": service.name, "container": "deployments", "name": "a.cspkg"}
    return {**address, "path": str(folder / "a.cspkg"), "account_key": CANARY}


def _blob_info(service: Service, folder: Path) -> Options:
    return {"storage_account": service.name, "container": "deployments", "account_key": CANARY}


def _orphans(service: Service, folder: Path) -> Options:
    return {"containers": [_blob_info(service, folder)]}


TASKS: dict[str, tuple[str, Callable[[Service, Path], Options]]] = {
    "linux": ("virtual_machine", _linux),
    "windows": ("virtual_machine", _windows),
    "deployment": ("deployment", _deployment),
    "service_certificate": ("service_certificate", _service_certificate),
    "key_pair": ("management_key_pair", _key_pair),
    "blob": ("storage_blob", _blob),
    "blob_info": ("storage_blob_info", _blob_info),
    "orphans": ("orphan_info", _orphans),
}
COVERED = {
    "deployment.configuration": "deployment",
    "management_key_pair.pfx_password": "key_pair",
    "orphan_info.containers.account_key": "orphans",
    "service_certificate.password": "service_certificate",
    "storage_blob.account_key": "blob",
    "storage_blob_info.account_key": "blob_info",
    "virtual_machine.extensions.parameters.value": "linux",
    "virtual_machine.linux.custom_data": "linux",
    "virtual_machine.linux.user_password": "linux",
    "virtual_machine.windows.additional_unattend_content.passes.components.component_settings.content": "windows",
    "virtual_machine.windows.admin_password": "windows",
    "virtual_machine.windows.custom_data": "windows",
    "virtual_machine.windows.domain_join.credentials.password": "windows",
}
"""The secret options, and the task in which each of them has a canary."""
add_environments(TASKS, COVERED)


def task(name: str, service: Service, folder: Path) -> tuple[str, Options]:
    """The module of a task, and its options with those of the connection, where it connects."""
    HostedService(service)
    module, options_of = TASKS[name]
    connection = {} if name == "key_pair" else service.connection
    return module, {**connection, **options_of(service, folder)}


def test_table_has_every_secret_option() -> None:
    secret = {name for name, option in _all_options() if option.get("no_log") and not option.get(SIGNED_URL)}
    assert secret == set(COVERED)


@pytest.mark.slow
@pytest.mark.parametrize("wrong", [{}, {"nome": 1}, {"subscription_id": "-"}], ids=["", "nome", "refused"])
@pytest.mark.parametrize("name", TASKS)
def test_secrets_are_in_no_output(service: Service, tmp_path: Path, name: str, wrong: Options) -> None:
    module, options = task(name, service, tmp_path)
    given = {**options, **wrong}
    log = tmp_path / "log"
    log.write_text("")
    script = LOGGING.format(log=str(log), module=str(MODULES / f"{module}.py"))
    dummy, there, noise = run_module(module, {**given, **INTERNAL, "_ansible_check_mode": True}, script)
    here, progress = call_in_process(module, given)
    for place, text in {"here": here, "there": there, "noise": noise, "log": log.read_text()}.items():
        assert not leaks(text), place
    assert not leaks(progress)
    kept = kept_by_emulator(service)
    assert not leaks(kept["journal"])
    # The service returns a configuration as it was sent, so the emulator has to keep it.
    assert not leaks(kept["state"]) or name.endswith("deployment")


@pytest.mark.parametrize("name", [name for name in TASKS if name.endswith(("linux", "windows", "deployment"))])
def test_unexpected_error_shows_no_secret(
    service: Service, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bug whose message quotes the body of a request."""
    module, options = task(name, service, tmp_path)
    send = Client.send

    def fails(client: Client, verb: str, path: str, operation: str, body: Any = None, *args: Any, **more: Any) -> Any:
        if body is not None:
            raise KeyError(xml.write(body).decode())
        return send(client, verb, path, operation, body, *args, **more)

    monkeypatch.setattr(Client, "send", fails)
    result, dummy = call_in_process(module, options)
    assert "unexpected KeyError" in result["msg"]
    assert not leaks(result) and not leaks(escape(json.dumps(result)))


def test_unexpected_error_shows_no_environment(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """The password of the certificate and the endpoint may be those of the environment."""
    monkeypatch.setenv("AZURE_CERT_PASSWORD", CANARY)
    monkeypatch.setenv("AZURE_ENDPOINT", f"https://me:{CANARY}@127.0.0.1")

    def fails(*args: Any, **more: Any) -> None:
        raise KeyError(CANARY)

    monkeypatch.setattr(Client, "send", fails)
    result, dummy = call_in_process("locations_info", service.connection)
    assert result["msg"] == "unexpected KeyError: '********'" and not leaks(result)
    result, dummy = call_in_process("locations_info", {**service.connection, "endpoint": None})
    assert result["failed"] and not leaks(result)


PEM = pem_key(rsa_key()).decode()
PUBLISH_SETTINGS = f"""<?xml version="1.0"?>
<PublishData><PublishProfile PublishMethod="AzureServiceManagementAPI"
  ManagementCertificate="{base64.b64encode(rsa_key().private_numbers().d.to_bytes(256, "big")).decode()}"/>
</PublishData>"""
PASTED: dict[str, tuple[str, Options]] = {
    "management_certificate": ("locations_info", {"management_certificate": PEM}),
    "in one line": ("locations_info", {"management_certificate": " ".join(PEM.split("\n"))}),
    "escaped": ("locations_info", {"management_certificate": PEM.replace("\n", "\\n")}),
    "publish_settings": ("locations_info", {"management_certificate": None, "publish_settings": PUBLISH_SETTINGS}),
    "subscription_id": ("locations_info", {"subscription_id": PEM}),
    "ca_certificate": ("locations_info", {"ca_certificate": PEM}),
    "certificate_path": ("service_certificate", {"service_name": "x", "certificate_path": PEM}),
    "public_key": (
        "virtual_machine",
        {
            "service_name": "x",
            "name": "web",
            "image": {"name": GUIDE},
            "storage_account": "x",
            "linux": {"user_name": "me", "ssh": {"public_keys": [{"public_key": PEM}]}},
        },
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize(("module", "pasted"), PASTED.values(), ids=PASTED)
def test_pasted_credential_is_in_no_result(service: Service, module: str, pasted: Options) -> None:
    """The content of a credential file where its path belongs, as a lookup of the file gives it."""
    options = {name: value for name, value in {**service.connection, **pasted}.items() if value is not None}
    here, dummy = call_in_process(module, options)
    there, noise = run_module(module, {**options, **INTERNAL})[1:]
    lines = [line for line in [*PEM.splitlines()[1:-1], *PUBLISH_SETTINGS.split('"')[5:6]] if len(line) > 40]
    assert len(lines) > 20
    for result in (here, there):
        assert result["failed"]
        text = json.dumps(result) + noise
        assert not [line for line in lines if line[:40] in text]
