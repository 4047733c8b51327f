# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The signature that opens a package and the settings in a configuration are told to the service and to nobody else."""

from __future__ import annotations

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import InvalidOptionError
from ansible_collections.classic.azure.tests.emulated import Service
from ansible_collections.classic.azure.tests.unit.plugins.modules.deployed import HostedService


@pytest.mark.parametrize("check", [True, False])
def test_package_signature_is_redacted(service: Service, check: bool) -> None:
    shop = HostedService(service)
    created = shop.deploy(check=check, package_url=f"{shop.url()}?sig=canary")
    shop.deploy(package_url=f"{shop.url()}?sig=canary")
    upgraded = shop.deploy(check=check, package_url=f"{shop.url('other.cspkg')}?sig=canary")
    assert created["diff"]["after"]["package_url"] == shop.url()
    assert upgraded["diff"]["after"]["package_url"] == shop.url("other.cspkg")
    assert upgraded["requests"] == ["UpgradeDeployment"]
    returned = [created, upgraded, service.journal(), service.progress, service.warnings]
    assert "canary" not in str(returned)


def test_refused_configuration_is_redacted(service: Service) -> None:
    shop = HostedService(service)
    wrong = {**shop.configuration(), "role": {"web": {"settings": {"Key": "canary"}}}}
    with pytest.raises(InvalidOptionError, match="a configuration has no role: did you mean roles?") as refused:
        shop.deploy(configuration=wrong)
    assert "canary" not in str(refused.value)
