# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The SDK and OS images."""

from __future__ import annotations

import pytest
from ansible_collections.classic.azure.tests.clients.foreign import pop_dropped_elements
from ansible_collections.classic.azure.tests.emulated import Service
from azure.common import AzureConflictHttpError, AzureHttpError, AzureMissingResourceHttpError
from azure.servicemanagement import OSImage, ServiceManagementService

GUIDE = "OpenLogic__OpenLogic-CentOS-62-20120531-en-us-30GB.vhd"


def link(service: Service) -> str:
    return f"https://{service.name}.blob.core.windows.net/images/mine.vhd"


@pytest.fixture
def sms_with_account(service: Service, sms: ServiceManagementService) -> ServiceManagementService:
    sms.create_storage_account(service.name, "description", "label", location="West US")
    return sms


def test_list_and_get(sms: ServiceManagementService) -> None:
    images = {image.name: image for image in sms.list_os_images()}
    guide = sms.get_os_image(GUIDE)
    assert vars(images[GUIDE]) == vars(guide)
    assert (guide.os, guide.category, guide.logical_size_in_gb) == ("Linux", "Public", 30)
    assert (guide.image_family, guide.is_premium, guide.media_link) == ("OpenLogic 6.2", False, "")
    assert {image.os for image in images.values()} == {"Linux", "Windows"}


def test_add_update_and_delete(service: Service, sms_with_account: ServiceManagementService) -> None:
    result = sms_with_account.add_os_image("mine", link(service), "mine", "Linux")
    assert sms_with_account.get_operation_status(result.request_id).status == "Succeeded"
    made = sms_with_account.get_os_image("mine")
    assert (made.category, made.os_state, made.location) == ("User", "Generalized", "West US")
    sms_with_account.update_os_image("mine", "yours", link(service), "mine", "Linux")
    assert sms_with_account.get_os_image("mine").label == "yours"
    reference = OSImage()
    reference.label, reference.description, reference.language = "theirs", "patched", "en"
    pop_dropped_elements(service)
    sms_with_account.update_os_image_from_image_reference("mine", reference)
    assert pop_dropped_elements(service) == [], "the SDK has the service's order"
    returned = sms_with_account.get_os_image("mine")
    assert (returned.label, returned.description, returned.language) == ("theirs", "patched", "en")
    with pytest.raises(AzureConflictHttpError):
        sms_with_account.add_os_image("mine", link(service), "mine", "Linux")
    sms_with_account.delete_os_image("mine", delete_vhd=True)
    with pytest.raises(AzureMissingResourceHttpError, match=r"The image with the specified name does not exist\."):
        sms_with_account.get_os_image("mine")


def test_invalid_requests_are_refused(service: Service, sms_with_account: ServiceManagementService) -> None:
    with pytest.raises(AzureHttpError, match="A parameter was incorrect"):
        sms_with_account.add_os_image("mine", "https://somebody.blob.core.windows.net/images/mine.vhd", "mine", "Linux")
    with pytest.raises(AzureHttpError, match="A parameter was incorrect"):
        sms_with_account.delete_os_image(GUIDE)
