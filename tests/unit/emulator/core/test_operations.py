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
from ansible_collections.classic.azure.tests.unit.emulator.wire import ACCOUNTS, NS, SERVICES, Response, Wire

UNKNOWN = (404, "ResourceNotFound", "The specified resource does not exist.")
IN = "StorageServiceProperties/"


def account(wire: Wire) -> Response:
    inside = f"<ServiceName>{wire.service.name}</ServiceName><Label>c2hvcA==</Label><Location>West US</Location>"
    return wire.ask("POST", ACCOUNTS, f"<CreateStorageServiceInput {NS}>{inside}</CreateStorageServiceInput>")


def service(wire: Wire) -> Response:
    inside = f"<ServiceName>{wire.service.name}</ServiceName><Label>c2hvcA==</Label><Location>West US</Location>"
    return wire.ask("POST", SERVICES, f"<CreateHostedService {NS}>{inside}</CreateHostedService>")


def status(wire: Wire) -> str | None:
    return wire.ask("GET", f"{ACCOUNTS}/{wire.service.name}").text(f"{IN}Status")


def dashed(digits: str) -> str:
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def test_every_request_leaves_an_operation(wire: Wire) -> None:
    name = wire.service.name
    left = [
        wire.ask("GET", "locations"),
        service(wire),
        wire.ask("PUT", f"{SERVICES}/{name}", f"<UpdateHostedService {NS}/>"),
        wire.ask("GET", f"{SERVICES}/{name}"),
        wire.ask("DELETE", f"{SERVICES}/{name}"),
    ]
    assert [response.status for response in left] == [200, 201, 200, 200, 200]
    for response in left:
        found = wire.ask("GET", f"operations/{response.operation_id}")
        assert found.body.decode() == (
            '<Operation xmlns="http://schemas.microsoft.com/windowsazure"'
            ' xmlns:i="http://www.w3.org/2001/XMLSchema-instance">'
            f"<ID>{dashed(response.operation_id)}</ID><Status>Succeeded</Status><HttpStatusCode>200</HttpStatusCode></Operation>"
        )
    assert len({response.operation_id for response in left}) == 5


@pytest.mark.parametrize("spelt", [dashed, str.upper, lambda digits: dashed(digits).upper()])
def test_an_id_may_be_spelt_with_dashes(wire: Wire, spelt: Callable[[str], str]) -> None:
    made = service(wire)
    found = wire.ask("GET", f"operations/{spelt(made.operation_id)}")
    assert (found.text("ID"), found.text("Status")) == (dashed(made.operation_id), "Succeeded")


@pytest.mark.parametrize("digits", ["0" * 32, "x", "%20", "a" * 3000, "00000000-0000-0000-0000-000000000000"])
def test_an_operation_that_does_not_exist(wire: Wire, digits: str) -> None:
    assert wire.ask("GET", f"operations/{digits}").refusal == UNKNOWN


def test_an_operation_of_another_subscription(open_wire: Callable[..., Wire]) -> None:
    wire, other = open_wire(), open_wire()
    for made in (service(wire), wire.ask("GET", "locations")):
        assert wire.poll(made) == "Succeeded"
        assert other.ask("GET", f"operations/{made.operation_id}").refusal == UNKNOWN


def test_a_refused_request_leaves_none(wire: Wire) -> None:
    refused = wire.ask("GET", f"{SERVICES}/nope")
    assert len(refused.operation_id) == 32
    assert wire.ask("GET", f"operations/{refused.operation_id}").refusal == UNKNOWN


def test_instant(open_wire: Callable[..., Wire]) -> None:
    wire = open_wire("instant")
    made = account(wire)
    assert (made.status, status(wire), wire.poll(made)) == (202, "Created", "Succeeded")


@pytest.mark.parametrize("polls", [1, 3])
def test_polls(open_wire: Callable[..., Wire], polls: int) -> None:
    wire = open_wire(f"polls:{polls}")
    made = account(wire)
    wire.wait(100_000)
    seen = [wire.poll(made) for dummy in range(polls + 1)]
    assert seen == ["InProgress"] * (polls - 1) + ["Succeeded"] * 2
    assert status(wire) == "Created"


def test_a_look_at_the_thing_itself_is_a_poll_too(open_wire: Callable[..., Wire]) -> None:
    wire = open_wire("polls:3")
    made = account(wire)
    assert [status(wire) for dummy in range(4)] == ["ResolvingDns", "ResolvingDns", "Created", "Created"]
    assert wire.poll(made) == "Succeeded"


def test_a_look_at_the_list_is_a_poll_too(open_wire: Callable[..., Wire]) -> None:
    """Some clients only ever look at the list."""
    wire = open_wire("polls:3")
    made = account(wire)
    seen = [wire.ask("GET", ACCOUNTS).text(f"StorageService/{IN}Status") for dummy in range(3)]
    assert seen == ["ResolvingDns", "ResolvingDns", "Created"]
    assert wire.poll(made) == "Succeeded"


def test_a_look_at_something_else_is_no_poll(open_wire: Callable[..., Wire]) -> None:
    wire = open_wire("polls:3")
    made = account(wire)
    for path in ("", "locations", SERVICES, f"{ACCOUNTS}/{wire.service.name}x", f"{ACCOUNTS}/{wire.service.name}/keys"):
        wire.ask("GET", path)
    assert [wire.poll(made) for dummy in range(3)] == ["InProgress", "InProgress", "Succeeded"]


def test_seconds(open_wire: Callable[..., Wire]) -> None:
    wire = open_wire("seconds:7.5")
    made = account(wire)
    wire.wait(7.4)
    assert (status(wire), wire.poll(made)) == ("ResolvingDns", "InProgress")
    wire.wait(0.1)
    assert (status(wire), wire.poll(made)) == ("Created", "Succeeded")


def test_recorded(open_wire: Callable[..., Wire]) -> None:
    """docs/protocol/operations.md#timings: 22 seconds, whoever looks and how often."""
    wire = open_wire("recorded")
    made = account(wire)
    for dummy in range(20):
        assert wire.poll(made) == "InProgress"
    wire.wait(21.9)
    assert wire.poll(made) == "InProgress"
    wire.wait(0.1)
    assert wire.poll(made) == "Succeeded"


def test_the_keeper_moves_the_clock(open_wire: Callable[..., Wire]) -> None:
    wire = open_wire("seconds:30")
    made = account(wire)
    before = wire.admin("GET", "status").json["now"]
    assert wire.admin("POST", "clock", {"advance": 29.5}).json == {"now": before + 29.5}
    assert wire.poll(made) == "InProgress"
    wire.admin("POST", "clock", {"advance": "0.5"})
    assert wire.poll(made) == "Succeeded"


def test_an_operation_in_progress_has_no_code_yet(open_wire: Callable[..., Wire]) -> None:
    wire = open_wire("seconds:30")
    assert wire.ask("GET", f"operations/{account(wire).operation_id}").tags() == ["ID", "Status"]


def test_a_failed_operation_is_told_inside_and_changes_nothing(open_wire: Callable[..., Wire]) -> None:
    wire = open_wire("seconds:30")
    wire.service.validate("fail_operation", message="Out of disks.")
    made = account(wire)
    assert (made.status, wire.poll(made)) == (202, "InProgress")
    wire.wait(30)
    found = wire.ask("GET", f"operations/{made.operation_id}")
    assert (found.status, found.tags()) == (200, ["ID", "Status", "HttpStatusCode", "Error"])
    assert (found.text("Status"), found.text("HttpStatusCode")) == ("Failed", "500")
    assert (found.text("Error/Code"), found.text("Error/Message")) == ("InternalError", "Out of disks.")
    assert status(wire) == "ResolvingDns"
    assert wire.ask("GET", f"operations/{made.operation_id}").body == found.body


@pytest.fixture
def kept() -> Operations:
    return Operations(Store(), VirtualClock(), parse("seconds:10"), {})


def registered(operations: Operations) -> Callable[[Callable[[Operations, str, Value, float], None]], Effect]:
    """Registers an effect with some operations alone."""

    def register(apply: Callable[[Operations, str, Value, float], None]) -> Effect:
        effect = Effect(apply.__name__, apply)
        operations.effects[effect.name] = effect
        return effect

    return register


def test_reads_are_remembered_for_a_while(kept: Operations, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "READS_REMEMBERED", 3)
    for number in range(5):
        kept.record("s", f"read{number}", "ListLocations", read=True)
        kept.record("s", f"written{number}", "CreateAffinityGroup", read=False)
    assert [kept.poll("s", f"read{number}") is not None for number in range(5)] == [False, False, True, True, True]
    assert all(kept.poll("s", f"written{number}") for number in range(5))


def test_an_effect_that_is_refused_fails_its_operation(kept: Operations) -> None:
    @registered(kept)
    def refused(operations: Operations, subscription: str, facts: Value, moment: float) -> None:
        raise conflict("Port 22 is already in use.")

    kept.begin("s", "o1", "AddRole", refused, {}, "services/x", locks=("x",))
    with pytest.raises(ErrorResponse, match="x-ms-requestid o1 on this hosted service that requires exclusive"):
        kept.begin("s", "o2", "AddRole", refused, {}, "services/x", locks=("X",))
    kept.clock.advance(10)  # type: ignore[attr-defined]  # it is a virtual one
    kept.run_due_timers()
    ended = kept.get("s", "o1")
    assert ended and ended.error
    assert (ended.status, ended.error.status, ended.error.code) == ("Failed", 409, "ConflictError")
    kept.refuse_if_locked("s", "x")


def test_an_effect_that_is_a_bug_of_ours_ends_its_operation_alone(
    kept: Operations, caplog: pytest.LogCaptureFixture
) -> None:
    @registered(kept)
    def broken(operations: Operations, subscription: str, facts: Value, moment: float) -> None:
        raise ZeroDivisionError("secret")

    kept.begin("s", "o1", "AddRole", broken, {}, "services/x", locks=("x",))
    kept.clock.advance(10)  # type: ignore[attr-defined]  # it is a virtual one
    kept.run_due_timers()
    ended = kept.get("s", "o1")
    assert ended and ended.error
    assert (ended.status, ended.error.status, ended.error.code) == ("Failed", 500, "InternalError")
    kept.refuse_if_locked("s", "x")
    assert "AddRole o1: ZeroDivisionError in test_operations.py line" in caplog.text and "secret" not in caplog.text


def test_unregistered_effect_is_refused_at_once(kept: Operations) -> None:
    """It would be found missing only when the operation completes, perhaps after a restart."""
    stray = Effect("stray", lambda operations, subscription, facts, moment: None)
    with pytest.raises(LookupError, match="the effect stray is not registered"):
        kept.begin("s", "o1", "AddRole", stray, {}, "services/x")
    with pytest.raises(LookupError, match="the effect stray is not registered"):
        kept.schedule(5, "s", stray, {})


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
def test_a_profile(text: str, polls: int | None, seconds: float | None) -> None:
    profile = parse(text)
    assert (profile.name, profile.polls, profile.seconds) == (text, polls, seconds)


NO_PROFILES = (
    " fast Instant instant:1 recorded:1 polls polls: polls:0 polls:-1 polls:1.5 polls:² polls:٣ seconds seconds: "
    "seconds:. seconds:-1 seconds:1.2.3 seconds:1e3 seconds:nan seconds:inf seconds:²"
)


@pytest.mark.parametrize("text", NO_PROFILES.split(" "))
def test_a_profile_that_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="is none of instant, polls:N, seconds:S, recorded$"):
        parse(text)
