# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The credential type of AWX, injected by AWX's own code, for the modules; lint checks it against AWX's schema."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.argument_spec import (
    CONNECTION_OPTIONS,
    EXCLUSIVE_CONNECTION_OPTIONS,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.credential import (
    CLOUDS,
    ENVIRONMENT,
    credential,
    with_environment,
)
from ansible_collections.classic.azure.tests.emulated import Service
from awx_plugins.interfaces._temporary_private_api import ManagedCredentialType
from awx_plugins.interfaces._temporary_private_credential_api import Credential
from awx_plugins.interfaces._temporary_private_inject_api import inject_credential

ROOT = Path(__file__).parents[3]
TYPE: dict[str, Any] = yaml.safe_load((ROOT / "examples/awx/credential_type.yml").read_text())
FIELDS: dict[str, dict[str, Any]] = {field["id"]: field for field in TYPE["inputs"]["fields"]}
CONTAINER = "/runner"
"""Where the folder of the job is in the execution environment."""


def inject(folder: Path, inputs: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The variables that AWX sets for a job, and those that it stores of it."""
    (folder / "env").mkdir()
    environment: dict[str, Any] = {}
    stored: dict[str, Any] = {}
    credential_type = ManagedCredentialType(
        "classic_azure", TYPE["name"], TYPE["kind"], TYPE["inputs"], TYPE["injectors"]
    )
    inject_credential(credential_type, Credential(dict(inputs)), environment, stored, [], str(folder))
    return {name: value.replace(CONTAINER, str(folder)) for name, value in environment.items()}, stored


def test_variables_are_those_of_modules() -> None:
    assert set(TYPE["injectors"]["env"]) == {variables[0] for variables in ENVIRONMENT.values()}
    assert set(FIELDS) == set(CONNECTION_OPTIONS)
    assert FIELDS["cloud"]["choices"] == list(CLOUDS)


def test_secrets_are_marked() -> None:
    secret = {name for name, field in FIELDS.items() if field.get("secret")}
    assert secret == {
        "management_certificate",
        "management_key",
        "management_certificate_password",
        "publish_settings",
    }


def test_certificate_and_authority_are_files(service: Service, tmp_path: Path) -> None:
    """The modules connect with what AWX injects, whose empty inputs do not contradict the others."""
    authority = service.emulator.authority
    certificate = authority.management_certificate.read_text()
    inputs = {
        "subscription_id": service.subscription_id,
        "management_certificate": certificate,
        "endpoint": service.emulator.endpoint,
        "ca_certificate": authority.ca_certificate.read_text(),
    }
    environment, stored = inject(tmp_path, inputs)

    file = Path(environment["AZURE_CERT_PATH"])
    assert file.read_text() == certificate
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not any("PRIVATE KEY" in value for value in (*environment.values(), *stored.values()))

    nothing = dict.fromkeys((*CONNECTION_OPTIONS, *sum(EXCLUSIVE_CONNECTION_OPTIONS, ())))
    connection = with_environment(nothing, environment)
    assert service.run("subscription_info", **connection)["subscription"]["subscription_id"] == service.subscription_id


def test_publish_settings_replace_certificate(service: Service, tmp_path: Path) -> None:
    subscriptions = [(service.subscription_id, "shop")]
    settings, _old = service.emulator.authority.publish_settings("https://management.example", subscriptions)
    environment, _stored = inject(tmp_path, {"subscription_id": "shop", "publish_settings": settings.read_text()})
    found = credential(with_environment({}, environment))
    assert (found.subscription_id, found.endpoint) == (service.subscription_id, "https://management.example")


def test_password_is_not_stored(tmp_path: Path) -> None:
    environment, stored = inject(tmp_path, {"management_certificate_password": "Not-A-Real-1"})
    assert environment["AZURE_CERT_PASSWORD"] == "Not-A-Real-1"
    assert "Not-A-Real-1" not in stored.values()


@pytest.mark.parametrize("name", ["AZURE_CERT_PATH", "AZURE_KEY_PATH", "AZURE_PUBLISH_SETTINGS", "AZURE_CA_PATH"])
def test_empty_inputs_are_empty_variables(tmp_path: Path, name: str) -> None:
    environment, _stored = inject(tmp_path, {})
    assert environment[name] == ""
