# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the credential doctor says of the emulator's own credentials, and of wrong ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import CredentialError
from ansible_collections.classic.azure.tests.emulated import Service

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("form", "options"),
    [
        ("pem", {}),
        ("pfx", {"management_certificate": "management.pfx"}),
        ("publish_settings", {"management_certificate": None, "publish_settings": "emulator.publishsettings"}),
        ("publish_settings", {"management_certificate": None, "publish_settings": "emulator-1.0.publishsettings"}),
    ],
)
def test_emulator_credentials_are_accepted(service: Service, form: str, options: dict[str, Any]) -> None:
    authority = service.emulator.authority
    authority.publish_settings(service.emulator.endpoint, [(service.subscription_id, "Mine")])
    options = {name: value and str(authority.folder / value) for name, value in options.items()}
    returned = service.run("credential_info", **options)["credential"]
    assert returned["accepted"] is True
    assert returned["problem"] is None
    assert returned["source"]["format"] == form
    assert returned["thumbprint"] == authority.thumbprint
    assert returned["key_size"] == 2048
    assert returned["private_key"] is True
    assert returned["subscription_id"] == service.subscription_id
    assert [each["id"] for each in returned["subscriptions"]] == [service.subscription_id]


def test_publish_settings_provide_endpoint(service: Service) -> None:
    subscriptions = [(service.subscription_id, "Mine")]
    settings = service.emulator.authority.publish_settings(service.emulator.endpoint, subscriptions)[0]
    returned = service.run(
        "credential_info",
        subscription_id="Mine",
        management_certificate=None,
        endpoint=None,
        publish_settings=str(settings),
    )["credential"]
    assert (returned["accepted"], returned["endpoint"]) == (True, service.emulator.endpoint)


def test_unknown_certificate_is_not_accepted(service: Service, tmp_path: Path) -> None:
    path = tmp_path / "other.pem"
    made = service.run("management_key_pair", path=str(path))["management_key_pair"]
    returned = service.run("credential_info", management_certificate=str(path))["credential"]
    assert returned["accepted"] is False
    assert made["thumbprint"] in returned["problem"]
    assert "is not among the management certificates" in returned["problem"]


def test_certificate_without_key_sends_no_request(service: Service) -> None:
    cer = str(service.emulator.authority.management_cer)
    returned = service.run("credential_info", management_certificate=cer)["credential"]
    assert (returned["accepted"], returned["private_key"]) == (None, False)
    assert "holds only the public certificate" in returned["problem"]
    assert service.pop_requests() == []


def test_unreachable_service_gives_no_verdict(service: Service) -> None:
    returned = service.run("credential_info", endpoint="https://127.0.0.1:1")["credential"]
    assert returned["accepted"] is None
    assert "does not answer" in returned["problem"]


def test_missing_file_is_reported(service: Service) -> None:
    with pytest.raises(CredentialError, match="there is no such file"):
        service.run("credential_info", management_certificate="/nonexistent.pem")
