# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of a subscription's operations (docs/protocol/subscription.md#subscription-operations)."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote, urlencode

import pytest
from ansible_collections.classic.azure.emulator.core.clock import EPOCH, VirtualClock
from ansible_collections.classic.azure.emulator.services.subscription import operation_status
from ansible_collections.classic.azure.tests.unit.emulator.wire import (
    ACCOUNTS,
    GROUPS,
    NS,
    SERVICES,
    EmulatorClient,
    Response,
)

PERIOD = {"StartTime": "2015-06-30", "EndTime": "2015-07-09T00:00:00Z"}
EACH = "SubscriptionOperations/SubscriptionOperation"
DATA_CONTRACT = "{http://schemas.datacontract.org/2004/07/Microsoft.WindowsAzure.ServiceManagement}"
INVALID = (
    400,
    "MissingOrInvalidRequiredQueryParameter",
    "A required query parameter was not specified for this request or was specified incorrectly.",
)


@pytest.fixture
def slow(make_client: Callable[..., EmulatorClient]) -> EmulatorClient:
    """A subscription whose operations take a while, in an emulator whose clock others may have moved."""
    client = make_client("seconds:30")
    clock = client.service.emulator.cloud.clock
    assert isinstance(clock, VirtualClock)
    client.service.emulator.do(clock.set, EPOCH)
    return client


def create(client: EmulatorClient, path: str = ACCOUNTS, root: str = "CreateStorageServiceInput") -> Response:
    inside = f"<ServiceName>{client.service.name}</ServiceName><Label>eA==</Label><Location>West US</Location>"
    return client.request("POST", path, f"<{root} {NS}>{inside}</{root}>")


def listed(client: EmulatorClient, **query: str) -> Response:
    return client.request("GET", f"operations?{urlencode({**PERIOD, **query})}")


def rows(response: Response) -> list[tuple[str, ...]]:
    """Name, status and object of each operation."""
    columns = (
        response.texts(f"{EACH}/{tag}") for tag in ("OperationName", "OperationStatus/Status", "OperationObjectId")
    )
    return list(zip(*columns, strict=True))


def test_operation_is_listed_as_it_goes(slow: EmulatorClient) -> None:
    made = create(slow)
    path = f"/{slow.service.subscription_id}/{ACCOUNTS}/{slow.service.name}"
    response = listed(slow)
    assert response.tags() == ["SubscriptionOperations"]
    assert response.tags(EACH) == [
        "OperationId",
        "OperationObjectId",
        "OperationName",
        "OperationParameters",
        "OperationCaller",
        "OperationStatus",
        "OperationStartedTime",
    ]
    assert rows(response) == [("CreateStorageService", "InProgress", path)]
    digits = (response.text(f"{EACH}/OperationId") or "").replace("-", "")
    assert digits == made.operation_id == (response.text(f"{EACH}/OperationStatus/ID") or "").replace("-", "")
    caller = f"{EACH}/OperationCaller"
    assert response.tags(caller) == ["UsedServiceManagementApi", "SubscriptionCertificateThumbprint"]
    thumbprint = response.text(f"{caller}/SubscriptionCertificateThumbprint")
    assert thumbprint == slow.last_entry["thumbprint"]
    parameter = response.root.find(".//{*}OperationParameter")
    assert parameter is not None
    assert {child.tag: child.text for child in parameter} == {
        f"{DATA_CONTRACT}Name": "subscriptionID",
        f"{DATA_CONTRACT}Value": slow.service.subscription_id,
    }
    slow.wait(30)
    response = listed(slow)
    assert rows(response) == [("CreateStorageService", "Succeeded", path)]
    assert response.tags(EACH)[-1] == "OperationCompletedTime"
    times = [response.text(f"{EACH}/Operation{when}Time") for when in ("Started", "Completed")]
    assert times == ["2015-07-01T00:00:00Z", "2015-07-01T00:00:30Z"]


def test_date_header_is_the_time_of_the_list(slow: EmulatorClient) -> None:
    """A client asks for a period of the service's time, which it knows from the answers."""
    slow.wait(90)
    assert listed(slow).headers["Date"] == "Wed, 01 Jul 2015 00:01:30 GMT"


def test_failed_operation_is_listed_with_error(slow: EmulatorClient) -> None:
    slow.service.inject_fault("fail_operation", message="Out of disks.")
    create(slow)
    slow.wait(30)
    status = f"{EACH}/OperationStatus"
    response = listed(slow, OperationResultFilter="Failed")
    assert response.tags(status) == ["ID", "Status", "HttpStatusCode", "Error"]
    assert response.text(f"{status}/Error/Message") == "Out of disks."


def test_synchronous_changes_are_listed_without_reads(slow: EmulatorClient) -> None:
    name, home = slow.service.name, f"/{slow.service.subscription_id}"
    create(slow, SERVICES, "CreateHostedService")
    inside = "<Name>g1</Name><Label>Zw==</Label><Location>West US</Location>"
    slow.wait(1)
    slow.request("POST", GROUPS, f"<CreateAffinityGroup {NS}>{inside}</CreateAffinityGroup>")
    slow.request("GET", f"{SERVICES}/{name}")
    slow.request("DELETE", f"{SERVICES}/nothing")
    slow.wait(1)
    slow.request("DELETE", f"{SERVICES}/{name}")
    assert rows(listed(slow)) == [
        ("CreateHostedService", "Succeeded", f"{home}/{SERVICES}/{name}"),
        ("CreateAffinityGroup", "Succeeded", f"{home}/{GROUPS}/g1"),
        ("DeleteHostedService", "Succeeded", f"{home}/{SERVICES}/{name}"),
    ]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 2),
        ({"OperationResultFilter": "InProgress"}, 1),
        ({"OperationResultFilter": "succeeded"}, 1),
        ({"OperationResultFilter": "Failed"}, 0),
        ({"ObjectIdFilter": "{home}/services/storageservices/{name}"}, 1),
        ({"ObjectIdFilter": "{home}/SERVICES/hostedservices/{name}/"}, 1),
        ({"ObjectIdFilter": "{home}/services"}, 2),
        ({"ObjectIdFilter": "{home}/services/storage"}, 0),
        ({"StartTime": "2015-07-01T00:00:01Z"}, 0),
        ({"StartTime": "2015-07-01T00:00:00.0000000Z", "EndTime": "2015-07-02"}, 2),
        ({"EndTime": "2015-06-30T23:59:59.9Z"}, 0),
    ],
)
def test_filters_select_operations(slow: EmulatorClient, query: dict[str, str], count: int) -> None:
    create(slow, SERVICES, "CreateHostedService")
    create(slow)
    names = {"home": f"/{slow.service.subscription_id}", "name": slow.service.name}
    query = {name: value.format(**names) for name, value in query.items()}
    assert len(rows(listed(slow, **query))) == count
    assert len(rows(slow.request("GET", f"operations?{urlencode({**PERIOD, **query}, safe='/:')}"))) == count


@pytest.mark.parametrize(
    "query",
    [
        "",
        "StartTime=2015-06-30",
        "EndTime=2015-07-09",
        "StartTime=2015-07-09&EndTime=2015-06-30",
        "StartTime=2015-03-01&EndTime=2015-07-09",
        "StartTime=yesterday&EndTime=2015-07-09",
        "StartTime=2015-06-30T25:00:00Z&EndTime=2015-07-09",
        "StartTime=2015-06-30&EndTime=2015-07-09&OperationResultFilter=Wrong",
        "StartTime=2015-06-30&EndTime=2015-07-09&ContinuationToken=x",
    ],
)
def test_invalid_queries_are_refused(slow: EmulatorClient, query: str) -> None:
    assert slow.request("GET", f"operations?{query}").error == INVALID


def test_long_lists_come_in_pages(slow: EmulatorClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operation_status, "PAGE", 2)
    for dummy in range(5):
        create(slow, SERVICES, "CreateHostedService")
        slow.request("DELETE", f"{SERVICES}/{slow.service.name}")
    found, token = [], ""
    for dummy in range(5):
        response = slow.request("GET", f"operations?{urlencode(PERIOD)}&ContinuationToken={quote(token)}")
        found += rows(response)
        token = response.text("ContinuationToken") or ""
    assert len(found) == 10 and token == ""
    assert response.tags() == ["SubscriptionOperations"]
