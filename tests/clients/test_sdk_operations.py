# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The SDK and operations: looking at them, and waiting for them as long as it has the patience."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.classic.azure.tests.clients.foreign import MakeService, operations, sdk_for
from ansible_collections.classic.azure.tests.emulated import Service
from azure.common import AzureMissingResourceHttpError
from azure.servicemanagement import AzureAsyncOperationHttpError, ServiceManagementService

# As many looks as by default, which are 30 seconds in steps of 5, and hardly a pause between them.
SEVEN_LOOKS = {"timeout": 6 / 128, "sleep_interval": 1 / 128}


def begin_storage_account(service: Service, sms: ServiceManagementService) -> str:
    """Begin to make a storage account; the id of the operation."""
    request_id = sms.create_storage_account(service.name, "description", "label", location="West US").request_id
    assert isinstance(request_id, str)
    return request_id


def test_operation_status_in_progress_and_succeeded(make_lenient_service: MakeService) -> None:
    """C(id) stays empty: the SDK looks for an element Id, and the service says ID."""
    service = make_lenient_service("recorded")
    sms = sdk_for(service)
    request_id = begin_storage_account(service, sms)
    assert vars(sms.get_operation_status(request_id)) == {
        "id": "",
        "status": "InProgress",
        "http_status_code": "",
        "error": None,
    }
    service.sleep(30)
    assert vars(sms.get_operation_status(request_id)) == {
        "id": "",
        "status": "Succeeded",
        "http_status_code": "200",
        "error": None,
    }


def test_request_id_accepts_dashes(service: Service, sms: ServiceManagementService) -> None:
    digits = begin_storage_account(service, sms)
    dashed = "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
    assert sms.get_operation_status(dashed).status == "Succeeded"
    assert f"<ID>{dashed}</ID>" in service.journal()[-1]["response"]


def test_synchronous_requests_have_operations(service: Service, sms: ServiceManagementService) -> None:
    """Requests that are answered at once have an operation that has succeeded."""
    sms.create_hosted_service(service.name, "label", location="West US")
    sms.update_hosted_service(service.name, "new")
    sms.create_affinity_group("near", "label", "West US")
    sms.list_locations()
    sms.delete_hosted_service(service.name)
    for entry in service.journal():
        operation = sms.get_operation_status(entry["operation_id"])
        assert (operation.status, operation.http_status_code) == ("Succeeded", "200")


def test_operation_of_another_subscription_is_not_found(make_lenient_service: MakeService) -> None:
    mine, yours = make_lenient_service(), make_lenient_service()
    request_id = begin_storage_account(mine, sdk_for(mine))
    assert sdk_for(mine).get_operation_status(request_id).status == "Succeeded"
    with pytest.raises(AzureMissingResourceHttpError):
        sdk_for(yours).get_operation_status(request_id)


def test_wait_for_operation_polls(make_lenient_service: MakeService, capsys: pytest.CaptureFixture[str]) -> None:
    service = make_lenient_service("polls:2")
    sms = sdk_for(service)
    done = sms.wait_for_operation_status(begin_storage_account(service, sms), **SEVEN_LOOKS)
    assert (done.status, done.http_status_code) == ("Succeeded", "200")
    assert operations(service) == [("CreateStorageService", 202), *[("GetOperationStatus", 200)] * 2]
    assert capsys.readouterr().out == ".\n"


def test_wait_polls_as_often_as_recorded(make_lenient_service: MakeService) -> None:
    """Recorded: 4 or 5 looks, 5 seconds apart, before the one that tells the end."""
    service = make_lenient_service("recorded")
    sms = sdk_for(service)
    poll_intervals: list[float] = []

    def five_seconds_pass(elapsed: float) -> None:
        poll_intervals.append(elapsed)
        service.sleep(5)

    done = sms.wait_for_operation_status(
        begin_storage_account(service, sms), progress_callback=five_seconds_pass, **SEVEN_LOOKS
    )
    assert done.status == "Succeeded" and len(poll_intervals) in (4, 5)
    assert sms.get_storage_account_properties(service.name).storage_service_properties.status == "Created"


def test_wait_for_operation_times_out(make_lenient_service: MakeService, capsys: pytest.CaptureFixture[str]) -> None:
    """The SDK puts the operation's last status where the other errors have an HTTP status."""
    service = make_lenient_service("recorded")
    sms = sdk_for(service)
    with pytest.raises(AzureAsyncOperationHttpError, match="^Timed out waiting for async operation") as timeout:
        sms.wait_for_operation_status(begin_storage_account(service, sms), timeout=2 / 128, sleep_interval=1 / 128)
    assert timeout.value.status_code == timeout.value.result.status == "InProgress"
    assert capsys.readouterr().out.startswith("...\n{")
    service.sleep(30)


def wait_for_failed_operation(service: Service, sms: ServiceManagementService, **callbacks: Any) -> Any:
    """Wait for an operation that fails."""
    service.inject_fault("fail_operation", "CreateStorageService", message="Something broke.")
    return sms.wait_for_operation_status(
        begin_storage_account(service, sms), progress_callback=None, **SEVEN_LOOKS, **callbacks
    )


def test_failed_operation_raises(make_lenient_service: MakeService) -> None:
    service = make_lenient_service("polls:2")
    sms = sdk_for(service)
    with pytest.raises(AzureAsyncOperationHttpError, match="^Asynchronous operation did not succeed.$") as failure:
        wait_for_failed_operation(service, sms)
    result = failure.value.result
    assert (result.status, result.http_status_code) == ("Failed", "500")
    assert (result.error.code, result.error.message) == ("InternalError", "Something broke.")
    assert service.journal()[-1]["status"] == 200


def test_failed_operation_without_failure_callback(make_lenient_service: MakeService) -> None:
    service = make_lenient_service("polls:2")
    assert wait_for_failed_operation(service, sdk_for(service), failure_callback=None).status == "Failed"
