# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The SDK and operations: looking at them, and waiting for them as long as it has the patience."""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.classic.azure.tests.clients.foreign import Emulate, operations, sdk_for
from ansible_collections.classic.azure.tests.emulated import Service
from azure.common import AzureMissingResourceHttpError
from azure.servicemanagement import AzureAsyncOperationHttpError, ServiceManagementService

# As many looks as by default, which are 30 seconds in steps of 5, and hardly a pause between them.
SEVEN_LOOKS = {"timeout": 6 / 128, "sleep_interval": 1 / 128}


def storing(service: Service, sms: ServiceManagementService) -> str:
    """Begin to make a storage account; the id of the operation."""
    request_id = sms.create_storage_account(service.name, "description", "label", location="West US").request_id
    assert isinstance(request_id, str)
    return request_id


def test_looks_while_it_works_and_when_it_is_done(emulate: Emulate) -> None:
    """C(id) stays empty: the SDK looks for an element Id, and the service says ID."""
    service = emulate("recorded")
    sms = sdk_for(service)
    request_id = storing(service, sms)
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


def test_the_id_may_have_dashes(service: Service, sms: ServiceManagementService) -> None:
    digits = storing(service, sms)
    dashed = "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
    assert sms.get_operation_status(dashed).status == "Succeeded"
    assert f"<ID>{dashed}</ID>" in service.journal()[-1]["response"]


def test_what_is_done_at_once_is_an_operation_too(service: Service, sms: ServiceManagementService) -> None:
    sms.create_hosted_service(service.name, "label", location="West US")
    sms.update_hosted_service(service.name, "new")
    sms.create_affinity_group("near", "label", "West US")
    sms.list_locations()
    sms.delete_hosted_service(service.name)
    for entry in service.journal():
        operation = sms.get_operation_status(entry["operation_id"])
        assert (operation.status, operation.http_status_code) == ("Succeeded", "200")


def test_nobody_knows_an_operation_of_somebody_else(emulate: Emulate) -> None:
    mine, yours = emulate(), emulate()
    request_id = storing(mine, sdk_for(mine))
    assert sdk_for(mine).get_operation_status(request_id).status == "Succeeded"
    with pytest.raises(AzureMissingResourceHttpError):
        sdk_for(yours).get_operation_status(request_id)


def test_waiting_by_looks(emulate: Emulate, capsys: pytest.CaptureFixture[str]) -> None:
    service = emulate("polls:2")
    sms = sdk_for(service)
    done = sms.wait_for_operation_status(storing(service, sms), **SEVEN_LOOKS)
    assert (done.status, done.http_status_code) == ("Succeeded", "200")
    assert operations(service) == [("CreateStorageService", 202), *[("GetOperationStatus", 200)] * 2]
    assert capsys.readouterr().out == ".\n"


def test_waiting_in_recorded_time_takes_as_many_looks_as_it_took_then(emulate: Emulate) -> None:
    """Recorded: 4 or 5 looks, 5 seconds apart, before the one that tells the end."""
    service = emulate("recorded")
    sms = sdk_for(service)
    poll_intervals: list[float] = []

    def five_seconds_pass(elapsed: float) -> None:
        poll_intervals.append(elapsed)
        service.sleep(5)

    done = sms.wait_for_operation_status(storing(service, sms), progress_callback=five_seconds_pass, **SEVEN_LOOKS)
    assert done.status == "Succeeded" and len(poll_intervals) in (4, 5)
    assert sms.get_storage_account_properties(service.name).storage_service_properties.status == "Created"


def test_patience_comes_to_an_end(emulate: Emulate, capsys: pytest.CaptureFixture[str]) -> None:
    """The SDK puts the operation's last status where the other errors have an HTTP status."""
    service = emulate("recorded")
    sms = sdk_for(service)
    with pytest.raises(AzureAsyncOperationHttpError, match="^Timed out waiting for async operation") as timeout:
        sms.wait_for_operation_status(storing(service, sms), timeout=2 / 128, sleep_interval=1 / 128)
    assert timeout.value.status_code == timeout.value.result.status == "InProgress"
    assert capsys.readouterr().out.startswith("...\n{")
    service.sleep(30)


def failed(service: Service, sms: ServiceManagementService, **callbacks: Any) -> Any:
    """Wait for an operation that fails."""
    service.validate("fail_operation", "CreateStorageService", message="Something broke.")
    return sms.wait_for_operation_status(storing(service, sms), progress_callback=None, **SEVEN_LOOKS, **callbacks)


def test_an_operation_fails(emulate: Emulate) -> None:
    service = emulate("polls:2")
    sms = sdk_for(service)
    with pytest.raises(AzureAsyncOperationHttpError, match="^Asynchronous operation did not succeed.$") as failure:
        failed(service, sms)
    result = failure.value.result
    assert (result.status, result.http_status_code) == ("Failed", "500")
    assert (result.error.code, result.error.message) == ("InternalError", "Something broke.")
    assert service.journal()[-1]["status"] == 200


def test_an_operation_fails_and_nobody_wants_to_hear_it(emulate: Emulate) -> None:
    service = emulate("polls:2")
    assert failed(service, sdk_for(service), failure_callback=None).status == "Failed"
