# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations and time: what every request leaves behind, and how long things take
(docs/protocol/operations.md#request-ids)."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from ansible_collections.classic.azure.emulator.core import operations
from ansible_collections.classic.azure.emulator.core.clock import VirtualClock
from ansible_collections.classic.azure.emulator.core.errors import ErrorResponse, conflict
from ansible_collections.classic.azure.emulator.core.latency import parse
from ansible_collections.classic.azure.emulator.core.operations import Effect, Operation, OperationError, Operations
from ansible_collections.classic.azure.emulator.core.store import Store, Value
from ansible_collections.classic.azure.tests.unit.emulator.wire import ACCOUNTS, NS, SERVICES, EmulatorClient, Response

UNKNOWN = (404, "ResourceNotFound", "The specified resource does not exist.")
IN = "StorageServiceProperties/"


def account(client: EmulatorClient) -> Response:
    inside = f"<ServiceName>{client.service.name}</ServiceName><Label>c2hvcA==</Label><Location>West US</Location>"
    return client.request("POST", ACCOUNTS, f"<CreateStorageServiceInput {NS}>{inside}</CreateStorageServiceInput>")


def service(client: EmulatorClient) -> Response:
    inside = f"<ServiceName>{client.service.name}</ServiceName><Label>c2hvcA==</Label><Location>West US</Location>"
    return client.request("POST", SERVICES, f"<CreateHostedService {NS}>{inside}</CreateHostedService>")


def status(client: EmulatorClient) -> str | None:
    return client.request("GET", f"{ACCOUNTS}/{client.service.name}").text(f"{IN}Status")


def with_dashes(digits: str) -> str:
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def test_every_request_records_an_operation(client: EmulatorClient) -> None:
    name = client.service.name
    left = [
        client.request("GET", "locations"),
        service(client),
        client.request("PUT", f"{SERVICES}/{name}", f"<UpdateHostedService {NS}/>"),
        client.request("GET", f"{SERVICES}/{name}"),
        client.request("DELETE", f"{SERVICES}/{name}"),
    ]
    assert [response.status for response in left] == [200, 201, 200, 200, 200]
    for response in left:
        found = client.request("GET", f"operations/{response.operation_id}")
        assert found.body.decode() == (
            '<Operation xmlns="http://schemas.microsoft.com/windowsazure"'
            ' xmlns:i="http://www.w3.org/2001/XMLSchema-instance">'
            f"<ID>{with_dashes(response.operation_id)}</ID><Status>Succeeded</Status><HttpStatusCode>200</HttpStatusCode></Operation>"
        )
    assert len({response.operation_id for response in left}) == 5


@pytest.mark.parametrize("spelt", [with_dashes, str.upper, lambda digits: with_dashes(digits).upper()])
def test_operation_id_accepts_dashes_and_case(client: EmulatorClient, spelt: Callable[[str], str]) -> None:
    made = service(client)
    found = client.request("GET", f"operations/{spelt(made.operation_id)}")
    assert (found.text("ID"), found.text("Status")) == (with_dashes(made.operation_id), "Succeeded")


@pytest.mark.parametrize("digits", ["0" * 32, "x", "%20", "a" * 3000, "00000000-0000-0000-0000-000000000000"])
def test_unknown_operation_is_not_found(client: EmulatorClient, digits: str) -> None:
    assert client.request("GET", f"operations/{digits}").error == UNKNOWN


def test_operation_of_another_subscription_is_not_found(make_client: Callable[..., EmulatorClient]) -> None:
    client, other = make_client(), make_client()
    for made in (service(client), client.request("GET", "locations")):
        assert client.poll(made) == "Succeeded"
        assert other.request("GET", f"operations/{made.operation_id}").error == UNKNOWN


def test_refused_request_records_no_operation(client: EmulatorClient) -> None:
    refused = client.request("GET", f"{SERVICES}/nope")
    assert len(refused.operation_id) == 32
    assert client.request("GET", f"operations/{refused.operation_id}").error == UNKNOWN


def test_instant_latency(make_client: Callable[..., EmulatorClient]) -> None:
    client = make_client("instant")
    made = account(client)
    assert (made.status, status(client), client.poll(made)) == (202, "Created", "Succeeded")


@pytest.mark.parametrize("polls", [1, 3])
def test_polls_latency(make_client: Callable[..., EmulatorClient], polls: int) -> None:
    client = make_client(f"polls:{polls}")
    made = account(client)
    client.wait(100_000)
    seen = [client.poll(made) for dummy in range(polls + 1)]
    assert seen == ["InProgress"] * (polls - 1) + ["Succeeded"] * 2
    assert status(client) == "Created"


def test_reading_the_resource_counts_as_poll(make_client: Callable[..., EmulatorClient]) -> None:
    client = make_client("polls:3")
    made = account(client)
    assert [status(client) for dummy in range(4)] == ["ResolvingDns", "ResolvingDns", "Created", "Created"]
    assert client.poll(made) == "Succeeded"


def test_reading_the_list_counts_as_poll(make_client: Callable[..., EmulatorClient]) -> None:
    """Some clients only ever look at the list."""
    client = make_client("polls:3")
    made = account(client)
    seen = [client.request("GET", ACCOUNTS).text(f"StorageService/{IN}Status") for dummy in range(3)]
    assert seen == ["ResolvingDns", "ResolvingDns", "Created"]
    assert client.poll(made) == "Succeeded"


def test_unrelated_reads_are_not_polls(make_client: Callable[..., EmulatorClient]) -> None:
    client = make_client("polls:3")
    made = account(client)
    for path in (
        "",
        "locations",
        SERVICES,
        f"{ACCOUNTS}/{client.service.name}x",
        f"{ACCOUNTS}/{client.service.name}/keys",
    ):
        client.request("GET", path)
    assert [client.poll(made) for dummy in range(3)] == ["InProgress", "InProgress", "Succeeded"]


def test_seconds_latency(make_client: Callable[..., EmulatorClient]) -> None:
    client = make_client("seconds:7.5")
    made = account(client)
    client.wait(7.4)
    assert (status(client), client.poll(made)) == ("ResolvingDns", "InProgress")
    client.wait(0.1)
    assert (status(client), client.poll(made)) == ("Created", "Succeeded")


def test_recorded_latency(make_client: Callable[..., EmulatorClient]) -> None:
    """docs/protocol/operations.md#timings: 22 seconds, whoever looks and how often."""
    client = make_client("recorded")
    made = account(client)
    for dummy in range(20):
        assert client.poll(made) == "InProgress"
    client.wait(21.9)
    assert client.poll(made) == "InProgress"
    client.wait(0.1)
    assert client.poll(made) == "Succeeded"


def test_admin_advances_clock(make_client: Callable[..., EmulatorClient]) -> None:
    client = make_client("seconds:30")
    made = account(client)
    before = client.admin("GET", "status").json["now"]
    assert client.admin("POST", "clock", {"advance": 29.5}).json == {"now": before + 29.5}
    assert client.poll(made) == "InProgress"
    client.admin("POST", "clock", {"advance": "0.5"})
    assert client.poll(made) == "Succeeded"


def test_operation_in_progress_has_no_status_code(make_client: Callable[..., EmulatorClient]) -> None:
    client = make_client("seconds:30")
    assert client.request("GET", f"operations/{account(client).operation_id}").tags() == ["ID", "Status"]


def test_failed_operation_reports_error_and_changes_nothing(make_client: Callable[..., EmulatorClient]) -> None:
    client = make_client("seconds:30")
    client.service.inject_fault("fail_operation", message="Out of disks.")
    made = account(client)
    assert (made.status, client.poll(made)) == (202, "InProgress")
    client.wait(30)
    found = client.request("GET", f"operations/{made.operation_id}")
    assert (found.status, found.tags()) == (200, ["ID", "Status", "HttpStatusCode", "Error"])
    assert (found.text("Status"), found.text("HttpStatusCode")) == ("Failed", "500")
    assert (found.text("Error/Code"), found.text("Error/Message")) == ("InternalError", "Out of disks.")
    assert client.request("GET", f"{ACCOUNTS}/{client.service.name}").status == 404
    assert client.request("GET", f"operations/{made.operation_id}").body == found.body


@pytest.fixture
def operation_registry() -> Operations:
    return Operations(Store(), VirtualClock(), parse("seconds:10"), {})


def registered(operations: Operations) -> Callable[[Callable[[Operations, str, Value, float], None]], Effect]:
    """Registers an effect with some operations alone."""

    def register(apply: Callable[[Operations, str, Value, float], None]) -> Effect:
        effect = Effect(apply.__name__, apply)
        operations.effects[effect.name] = effect
        return effect

    return register


def test_read_operations_are_evicted(operation_registry: Operations, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the latest reads are kept; operations of writes are not evicted."""
    monkeypatch.setattr(operations, "READS_REMEMBERED", 3)
    for number in range(5):
        operation_registry.record("s", f"read{number}", "ListLocations", read=True)
        operation_registry.record("s", f"written{number}", "CreateAffinityGroup", read=False)
    assert [operation_registry.poll("s", f"read{number}") is not None for number in range(5)] == [
        False,
        False,
        True,
        True,
        True,
    ]
    assert all(operation_registry.poll("s", f"written{number}") for number in range(5))


def advance(operations: Operations, seconds: float) -> None:
    assert isinstance(operations.clock, VirtualClock)
    operations.clock.advance(seconds)


def test_refused_effect_fails_operation(operation_registry: Operations) -> None:
    @registered(operation_registry)
    def refused(operations: Operations, subscription: str, facts: Value, moment: float) -> None:
        raise conflict("Port 22 is already in use.")

    operation_registry.begin("s", "o1", "AddRole", refused, {}, "services/x", locks=("x",))
    with pytest.raises(ErrorResponse, match="x-ms-requestid o1 on this hosted service that requires exclusive"):
        operation_registry.begin("s", "o2", "AddRole", refused, {}, "services/x", locks=("X",))
    advance(operation_registry, 10)
    operation_registry.run_due_timers()
    ended = operation_registry.get("s", "o1")
    assert ended and ended.error
    assert (ended.status, ended.error.status, ended.error.code) == ("Failed", 409, "ConflictError")
    operation_registry.refuse_if_locked("s", "x")


def test_effect_exception_fails_only_its_operation(
    operation_registry: Operations, caplog: pytest.LogCaptureFixture
) -> None:
    """The operation ends with InternalError and releases its lock. The log does not have the text, which may be
    secret."""
    password = "-".join(("Not", "A", "Real", "1"))

    @registered(operation_registry)
    def broken(operations: Operations, subscription: str, facts: Value, moment: float) -> None:
        raise ZeroDivisionError(password)

    operation_registry.begin("s", "o1", "AddRole", broken, {}, "services/x", locks=("x",))
    advance(operation_registry, 10)
    operation_registry.run_due_timers()
    ended = operation_registry.get("s", "o1")
    assert ended and ended.error
    assert (ended.status, ended.error.status, ended.error.code) == ("Failed", 500, "InternalError")
    operation_registry.refuse_if_locked("s", "x")
    assert "AddRole o1: the effect broken raised ZeroDivisionError" in caplog.text and password not in caplog.text
    assert "test_operations.py" in caplog.text, "the places that it passed through"


@pytest.mark.parametrize("error", [conflict("Port 22 is already in use."), ZeroDivisionError()])
def test_failed_effect_leaves_nothing_half_done(operation_registry: Operations, error: Exception) -> None:
    """What it did before it failed is undone, and not what undoes the request."""

    @registered(operation_registry)
    def half_done(operations: Operations, subscription: str, facts: Value, moment: float) -> None:
        operations.store.put(subscription, "disk", "d", {"name": "d"})
        raise error

    @registered(operation_registry)
    def undone(operations: Operations, subscription: str, facts: Value, moment: float) -> None:
        operations.store.delete(subscription, "deployment", "s/d")

    operation_registry.store.put("s", "deployment", "s/d", {"status": "Deploying"})
    operation_registry.begin("s", "o1", "CreateVMDeployment", half_done, {}, "services/x", on_failure=undone)
    advance(operation_registry, 10)
    with operation_registry.store.transaction():
        operation_registry.run_due_timers()
    ended = operation_registry.get("s", "o1")
    assert ended and ended.status == "Failed"
    assert not {"disk", "deployment"} & set(operation_registry.store.kinds("s"))


def test_failed_timer_stops_nothing(operation_registry: Operations, caplog: pytest.LogCaptureFixture) -> None:
    """Otherwise it would be due again with each request, and no request would ever be answered."""
    happened = []

    @registered(operation_registry)
    def broken(operations: Operations, subscription: str, facts: Value, moment: float) -> None:
        raise ZeroDivisionError("secret")

    @registered(operation_registry)
    def sound(operations: Operations, subscription: str, facts: Value, moment: float) -> None:
        happened.append(moment)

    operation_registry.schedule(5, "s", broken, {})
    operation_registry.schedule(5, "s", sound, {})
    advance(operation_registry, 10)
    for dummy in range(2):
        operation_registry.run_due_timers()
    assert len(happened) == 1
    assert caplog.text.count("a timer: the effect broken raised ZeroDivisionError") == 1


def test_unregistered_effect_is_refused_at_once(operation_registry: Operations) -> None:
    """It would be found missing only when the operation completes, perhaps after a restart."""
    stray = Effect("stray", lambda operations, subscription, facts, moment: None)
    with pytest.raises(LookupError, match="the effect stray is not registered"):
        operation_registry.begin("s", "o1", "AddRole", stray, {}, "services/x")
    with pytest.raises(LookupError, match="the effect stray is not registered"):
        operation_registry.schedule(5, "s", stray, {})


def test_operation_survives_its_json() -> None:
    error = OperationError(500, "InternalError", "Out of disks.")
    operation = Operation("o1", "AddRole", 0.0, facts={"key": "a/b"}, locks=["a/b"], polls_left=2, planned_error=error)
    assert Operation.from_value(json.loads(json.dumps(operation.to_value()))) == operation


@pytest.mark.parametrize(
    ("text", "polls", "seconds"),
    [
        ("instant", None, 0.0),
        ("recorded", None, None),
        ("polls:1", 1, None),
        ("polls:12", 12, None),
        ("seconds:0", None, 0.0),
        ("seconds:2", None, 2.0),
        ("seconds:.5", None, 0.5),
    ],
)
def test_latency_is_parsed(text: str, polls: int | None, seconds: float | None) -> None:
    profile = parse(text)
    assert (profile.name, profile.polls, profile.seconds) == (text, polls, seconds)


NO_PROFILES = (
    " fast Instant instant:1 recorded:1 polls polls: polls:0 polls:-1 polls:1.5 polls:² polls:٣ seconds seconds: "
    "seconds:. seconds:-1 seconds:1.2.3 seconds:1e3 seconds:nan seconds:inf seconds:² scale scale: "
    "scale:0 scale:-2 scale:x"
)


@pytest.mark.parametrize("text", NO_PROFILES.split(" "))
def test_invalid_latency_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is none of instant, polls:N, seconds:S, scale:F, recorded$"):
        parse(text)
