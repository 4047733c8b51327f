# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The SDK and management certificates."""

from __future__ import annotations

import pytest
from ansible_collections.classic.azure.emulator.tls.authority import Authority
from ansible_collections.classic.azure.tests.clients.foreign import sdk_for, upload
from ansible_collections.classic.azure.tests.emulated import Service
from azure.common import AzureConflictHttpError, AzureHttpError, AzureMissingResourceHttpError
from azure.servicemanagement import ServiceManagementService


def thumbprints(sms: ServiceManagementService) -> list[str]:
    return [each.subscription_certificate_thumbprint for each in sms.list_management_certificates()]


def test_the_one_that_is_in_use(service: Service, sms: ServiceManagementService) -> None:
    (current,) = sms.list_management_certificates()
    key, thumbprint, data = upload(service.keeper.authority.management_cer.read_bytes())
    assert current.subscription_certificate_public_key == key
    assert current.subscription_certificate_thumbprint == thumbprint == service.journal()[-1]["thumbprint"]
    assert current.subscription_certificate_data == data
    assert vars(sms.get_management_certificate(thumbprint.lower())) == vars(current)


def test_add_use_and_delete_another(service: Service, sms: ServiceManagementService, stranger: Authority) -> None:
    key, thumbprint, data = upload(stranger.management_cer.read_bytes())
    with pytest.raises(AzureHttpError, match="ForbiddenError"):
        sdk_for(service, stranger.management_certificate).get_subscription()
    sms.add_management_certificate(key, thumbprint, data)
    assert service.journal()[-1]["status"] == 201
    added = sms.get_management_certificate(thumbprint)
    assert (added.subscription_certificate_public_key, added.subscription_certificate_data) == (key, data)
    assert added.created.endswith("Z")
    assert thumbprints(sms) == sorted([thumbprint, service.keeper.authority.thumbprint])
    other = sdk_for(service, stranger.management_certificate)
    assert other.get_subscription().subscription_id == service.subscription_id
    sms.delete_management_certificate(thumbprint)
    assert thumbprints(sms) == [service.keeper.authority.thumbprint]
    with pytest.raises(AzureHttpError, match="ForbiddenError"):
        other.get_subscription()


def test_add_twice(sms: ServiceManagementService, stranger: Authority) -> None:
    sms.add_management_certificate(*upload(stranger.management_cer.read_bytes()))
    with pytest.raises(AzureConflictHttpError):
        sms.add_management_certificate(*upload(stranger.management_cer.read_bytes()))


def test_delete_twice(sms: ServiceManagementService, stranger: Authority) -> None:
    sms.add_management_certificate(*upload(stranger.management_cer.read_bytes()))
    sms.delete_management_certificate(stranger.thumbprint)
    with pytest.raises(AzureMissingResourceHttpError, match="The certificate was not found."):
        sms.delete_management_certificate(stranger.thumbprint)


def test_the_branch_that_one_sits_on(service: Service, sms: ServiceManagementService) -> None:
    sms.delete_management_certificate(service.keeper.authority.thumbprint)
    with pytest.raises(AzureHttpError, match="ForbiddenError") as refused:
        sms.list_management_certificates()
    assert refused.value.status_code == 403
