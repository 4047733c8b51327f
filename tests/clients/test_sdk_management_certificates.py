# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The SDK and management certificates."""

from __future__ import annotations

import pytest
from ansible_collections.classic.azure.emulator.tls.authority import Authority
from ansible_collections.classic.azure.tests.clients.foreign import certificate_arguments, sdk_for
from ansible_collections.classic.azure.tests.emulated import Service
from azure.common import AzureConflictHttpError, AzureHttpError, AzureMissingResourceHttpError
from azure.servicemanagement import ServiceManagementService


def thumbprints(sms: ServiceManagementService) -> list[str]:
    return [each.subscription_certificate_thumbprint for each in sms.list_management_certificates()]


def test_get_certificate_in_use(service: Service, sms: ServiceManagementService) -> None:
    (current,) = sms.list_management_certificates()
    key, thumbprint, data = certificate_arguments(service.emulator.authority.management_cer.read_bytes())
    assert current.subscription_certificate_public_key == key
    assert current.subscription_certificate_thumbprint == thumbprint == service.journal()[-1]["thumbprint"]
    assert current.subscription_certificate_data == data
    assert vars(sms.get_management_certificate(thumbprint.lower())) == vars(current)


def test_add_use_and_delete_certificate(
    service: Service, sms: ServiceManagementService, other_authority: Authority
) -> None:
    key, thumbprint, data = certificate_arguments(other_authority.management_cer.read_bytes())
    with pytest.raises(AzureHttpError, match="ForbiddenError"):
        sdk_for(service, other_authority.management_certificate).get_subscription()
    sms.add_management_certificate(key, thumbprint, data)
    assert service.journal()[-1]["status"] == 201
    added = sms.get_management_certificate(thumbprint)
    assert (added.subscription_certificate_public_key, added.subscription_certificate_data) == (key, data)
    assert added.created.endswith("Z")
    assert thumbprints(sms) == sorted([thumbprint, service.emulator.authority.thumbprint])
    other = sdk_for(service, other_authority.management_certificate)
    assert other.get_subscription().subscription_id == service.subscription_id
    sms.delete_management_certificate(thumbprint)
    assert thumbprints(sms) == [service.emulator.authority.thumbprint]
    with pytest.raises(AzureHttpError, match="ForbiddenError"):
        other.get_subscription()


def test_add_duplicate_conflicts(sms: ServiceManagementService, other_authority: Authority) -> None:
    sms.add_management_certificate(*certificate_arguments(other_authority.management_cer.read_bytes()))
    with pytest.raises(AzureConflictHttpError):
        sms.add_management_certificate(*certificate_arguments(other_authority.management_cer.read_bytes()))


def test_second_delete_is_not_found(sms: ServiceManagementService, other_authority: Authority) -> None:
    sms.add_management_certificate(*certificate_arguments(other_authority.management_cer.read_bytes()))
    sms.delete_management_certificate(other_authority.thumbprint)
    with pytest.raises(AzureMissingResourceHttpError, match="The certificate was not found."):
        sms.delete_management_certificate(other_authority.thumbprint)


def test_deleting_own_certificate_forbids_access(service: Service, sms: ServiceManagementService) -> None:
    sms.delete_management_certificate(service.emulator.authority.thumbprint)
    with pytest.raises(AzureHttpError, match="ForbiddenError") as refused:
        sms.list_management_certificates()
    assert refused.value.status_code == 403
