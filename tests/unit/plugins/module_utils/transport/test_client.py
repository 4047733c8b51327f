# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client and the service's ways: redirects, throttling, lost answers, locks, operations."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import replace
from itertools import accumulate, islice, pairwise
from pathlib import Path
from typing import Any

import pytest
import requests
from ansible_collections.classic.azure.emulator.http import dispatcher
from ansible_collections.classic.azure.emulator.tls.authority import prepare
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    AmbiguousWriteError,
    ConflictError,
    EndpointUnreachableError,
    ForbiddenError,
    LockedError,
    NotFoundError,
    OperationFailedError,
    OperationTimeoutError,
    PreconditionError,
    ServiceError,
    ThrottledError,
    TLSError,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.modules import connect
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.client import Client
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.operation_history import OperationHistory
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.polling import (
    RETRIES,
    backoff,
    poll_intervals,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.responses import Response
from ansible_collections.classic.azure.plugins.module_utils._asm.wire import xml
from ansible_collections.classic.azure.plugins.plugin_utils.progress import DisplayedProgress
from ansible_collections.classic.azure.tests.emulated import ListedProgress, Service, write_der

WEST: dict[str, Any] = {"location": "West US"}


def test_backoff_grows_to_a_cap() -> None:
    first = list(islice(backoff(), 20))
    assert first[0] == 0.25 and first[-1] == 15.0
    assert first == sorted(first)


def test_poll_intervals_grow_with_elapsed_time() -> None:
    moments = list(accumulate(islice(poll_intervals(), 200)))
    assert moments[0] == 0.25
    for before, after in pairwise(moments):
        assert after - before <= min(30, max(1, before / 20)) + 1e-9
    assert 90 < sum(moment < 600 for moment in moments) < 100


def test_connection_is_reused(service: Service, connection_count: Callable[[], int]) -> None:
    client = service.client()
    for dummy in range(3):
        client.get("locations", "ListLocations", "Locations")
    assert (connection_count(), len(service.journal())) == (1, 3)


@pytest.mark.parametrize("operation", ["GetHostedService", "CreateHostedService"])
def test_redirect_keeps_body_and_certificate(service: Service, operation: str) -> None:
    service.inject_fault("redirect", operation)
    assert service.run("hosted_service", name=service.name, **WEST)["changed"]
    received = [(entry["operation"], entry["status"], entry["fault"]) for entry in service.journal()]
    assert (operation, 307, "redirect") in received
    assert service.stored("hosted_service", service.name)
    assert len({entry["thumbprint"] for entry in service.journal()}) == 1


def test_redirect_to_foreign_host_is_refused(service: Service) -> None:
    service.inject_fault("redirect_away")
    with pytest.raises(TLSError, match="127.0.0.1 redirects to https://somewhere.example/.*, and is not followed"):
        service.run("hosted_service", name=service.name, **WEST)


def test_endless_redirects_are_refused(service: Service) -> None:
    service.inject_fault("redirect", times=0)
    with pytest.raises(EndpointUnreachableError, match="redirected 6 times"):
        service.client().get("locations", "ListLocations", "Locations")


@pytest.mark.parametrize("kind", ["too_many_requests", "internal_error", "html", "cut_before", "cut_after"])
def test_read_is_retried(service: Service, kind: str) -> None:
    service.inject_fault(kind, times=RETRIES)
    client, began = service.client(), service.monotonic()
    assert client.get("locations", "ListLocations", "Locations") is not None
    assert len(service.journal()) == RETRIES + 1
    assert 3.5 < service.monotonic() - began < 12


@pytest.mark.parametrize(
    ("kind", "error", "sentence"),
    [
        (
            "too_many_requests",
            ThrottledError,
            r"Too many requests received.*\(TooManyRequests, HTTP 503, .*\(tried 5 times\)$",
        ),
        ("internal_error", ThrottledError, r"internal error.*\(tried 5 times\)$"),
        ("html", ThrottledError, r"Service Unavailable \(Unknown, HTTP 503.*\(tried 5 times\)$"),
        (
            "cut_before",
            EndpointUnreachableError,
            r"^ListLocations: 127.0.0.1:\d+ does not answer: .*\(tried 5 times\)$",
        ),
    ],
)
def test_read_retries_are_limited(service: Service, kind: str, error: type[Exception], sentence: str) -> None:
    service.inject_fault(kind, times=0)
    with pytest.raises(error, match=sentence):
        service.client().get("locations", "ListLocations", "Locations")
    assert len(service.journal()) == RETRIES + 1


@pytest.mark.parametrize("kind", ["too_many_requests", "internal_error", "cut_before"])
def test_write_without_effect_is_retried(service: Service, kind: str) -> None:
    """The resource is read between the attempts."""
    service.inject_fault(kind, "CreateHostedService")
    assert service.run("hosted_service", name=service.name, **WEST)["changed"]
    assert service.pop_requests() == [
        "GetHostedService",
        "CreateHostedService",
        "GetHostedService",
        "CreateHostedService",
        "GetHostedService",
    ]


def test_ambiguous_create_is_verified_not_repeated(service: Service) -> None:
    """The connection is cut after the write: the resource is read, and the write is not sent again."""
    service.inject_fault("cut_after", "CreateHostedService")
    result = service.run("hosted_service", name=service.name, **WEST)
    assert result["changed"] and result["hosted_service"]["name"] == service.name
    assert result["requests"] == service.writes() == ["CreateHostedService"]


def test_ambiguous_update_is_verified(service: Service) -> None:
    service.run("hosted_service", name=service.name, **WEST)
    service.inject_fault("cut_after", "UpdateHostedService")
    result = service.run("hosted_service", name=service.name, label="new")
    assert (result["hosted_service"]["label"], result["requests"]) == ("new", ["UpdateHostedService"])


def test_ambiguous_accepted_write_is_waited_for(make_service: Callable[..., Service]) -> None:
    """The operation id is lost too, so the resource itself is polled."""
    service = make_service("seconds:20")
    service.inject_fault("cut_after", "CreateStorageService")
    result = service.run("storage_account", name=service.name, **WEST)
    assert result["storage_account"]["status"] == "Created"
    assert service.writes() == ["CreateStorageService"]


def test_ambiguous_delete_is_verified(service: Service) -> None:
    service.run("hosted_service", name=service.name, **WEST)
    service.pop_requests()
    service.inject_fault("cut_after", "DeleteHostedService")
    assert service.run("hosted_service", name=service.name, state="absent")["changed"]
    assert service.writes() == ["DeleteHostedService"]


def test_write_retries_are_limited(service: Service) -> None:
    service.inject_fault("cut_before", "CreateHostedService", times=0)
    with pytest.raises(
        AmbiguousWriteError, match="CreateHostedService: the connection to .* was lost before the answer"
    ):
        service.run("hosted_service", name=service.name, **WEST)
    assert service.writes() == ["CreateHostedService"] * 4


def test_unverifiable_write_is_not_repeated(service: Service) -> None:
    """Regenerating a key cannot be verified by reading, so the task fails instead of repeating it."""
    service.run("storage_account", name=service.name, **WEST)
    service.pop_requests()
    service.inject_fault("cut_after", "RegenerateStorageKeys")
    with pytest.raises(AmbiguousWriteError):
        service.run("storage_account", name=service.name, regenerate_key="primary")
    assert service.writes() == ["RegenerateStorageKeys"]


def test_taken_name_is_not_retried(service: Service, make_service: Callable[..., Service]) -> None:
    other = make_service()
    other.run("hosted_service", name=service.name, **WEST)
    with pytest.raises(ConflictError, match="The specified DNS name is already taken"):
        service.run("hosted_service", name=service.name, **WEST)
    assert service.writes() == ["CreateHostedService"]
    with pytest.raises(
        PreconditionError, match=f"hosted service {service.name} cannot be created: A hosted service with the"
    ):
        service.run("hosted_service", check=True, name=service.name, **WEST)


def test_concurrent_create_becomes_update(service: Service) -> None:
    """Another client created the service after this task had read that it does not exist."""
    service.run("hosted_service", name=service.name, **WEST)
    service.pop_requests()
    service.inject_fault("not_found", "GetHostedService")
    result = service.run("hosted_service", name=service.name, label="mine", **WEST)
    assert result["hosted_service"]["label"] == "mine"
    assert service.writes() == ["CreateHostedService", "UpdateHostedService"]


def test_lock_without_operation_id_is_waited_for(service: Service) -> None:
    service.run("hosted_service", name=service.name, **WEST)
    service.inject_fault("locked", "UpdateHostedService", times=3)
    result = service.run("hosted_service", name=service.name, label="new")
    assert result["hosted_service"]["label"] == "new"
    assert [wait["operation_id"] for wait in result["lock_waits"]] == [None, None, None]
    assert sum(wait["seconds"] for wait in result["lock_waits"]) == pytest.approx(1 + 1.5 + 2.2, abs=0.2)


def test_lock_is_waited_for_until_operation_ends(make_service: Callable[..., Service]) -> None:
    service = make_service("seconds:40")
    service.run("hosted_service", name=service.name, **WEST)
    service.seed("deployment", f"{service.name}/one", {"name": "one", "slot": "Production"})
    client = service.client()
    blocker = client.send("DELETE", f"services/hostedservices/{service.name}/deployments/one", "DeleteDeployment")
    began = service.monotonic()
    with pytest.raises(NotFoundError):
        client.send("DELETE", f"services/hostedservices/{service.name}/deployments/one", "DeleteDeployment")
    (wait,) = client.request_log.lock_waits
    assert wait["operation_id"] == blocker.operation_id
    assert 40 <= wait["seconds"] <= 60 and service.monotonic() - began == pytest.approx(wait["seconds"], abs=0.1)


def test_lock_wait_times_out(service: Service) -> None:
    service.run("hosted_service", name=service.name, **WEST)
    service.inject_fault("locked", "UpdateHostedService", times=0)
    began = service.monotonic()
    with pytest.raises(LockedError, match="requires exclusive access"):
        service.run("hosted_service", name=service.name, label="new", wait_timeout=30)
    assert 20 < service.monotonic() - began <= 30


def test_operation_is_polled_until_it_ends(make_service: Callable[..., Service]) -> None:
    service = make_service("seconds:22")
    began = service.monotonic()
    result = service.run("storage_account", name=service.name, **WEST)
    took = service.monotonic() - began
    polls = service.pop_requests().count("GetOperationStatus")
    assert result["storage_account"]["status"] == "Created"
    assert 22 <= took <= 22 * 1.05 and 5 < polls < 30


def test_no_wait_returns_and_next_task_waits(make_service: Callable[..., Service]) -> None:
    """The next task with wait waits for the operation that the first one began."""
    service = make_service("seconds:22")
    begun = service.run("storage_account", name=service.name, wait=False, **WEST)
    assert begun["storage_account"]["status"] == "ResolvingDns"
    (operation_id,) = begun["operation_ids"]
    assert service.run("operation_info", operation_id=operation_id)["operation"]["status"] == "InProgress"
    again = service.run("storage_account", name=service.name, **WEST)
    assert again["changed"] is False and again["storage_account"]["status"] == "Created"
    returned = service.run("operation_info", operation_id=operation_id.upper(), wait=True)["operation"]
    assert returned == {"operation_id": operation_id, "status": "Succeeded", "http_status_code": 200, "error": None}


def test_failed_operation_reports_reason(make_service: Callable[..., Service]) -> None:
    service = make_service("seconds:22")
    service.inject_fault("fail_operation", "CreateStorageService", message="The fabric is on fire.")
    with pytest.raises(
        OperationFailedError, match=r"CreateStorageService: The fabric is on fire. \(InternalError, "
    ) as raised:
        service.run("storage_account", name=service.name, **WEST)
    error = raised.value.details
    assert error["error"] == {"code": "InternalError", "message": "The fabric is on fire.", "status": 500}
    assert service.run("operation_info", operation_id=error["operation_id"])["operation"]["status"] == "Failed"
    with pytest.raises(OperationFailedError):
        service.run("operation_info", operation_id=error["operation_id"], wait=True)


def test_timeout_reports_operation_id(make_service: Callable[..., Service]) -> None:
    service = make_service("seconds:600")
    with pytest.raises(OperationTimeoutError, match="100 seconds .*: it goes on by itself") as raised:
        service.run("storage_account", name=service.name, wait_timeout=100, **WEST)
    assert raised.value.details["operation_id"] in str(raised.value)
    assert not isinstance(raised.value, ServiceError)


def test_unknown_operation_is_not_found(service: Service) -> None:
    with pytest.raises(NotFoundError, match="The specified resource does not exist"):
        service.run("operation_info", operation_id="0" * 32)


def test_wait_has_heartbeat_with_estimate(make_service: Callable[..., Service]) -> None:
    service = make_service("recorded")
    service.run("storage_account", name=service.name, **WEST)
    account = f"storage account {service.name}"
    assert service.progress == [
        f"{account}: creating, CreateStorageService (usually 20-27 s)",
        f"{account}: still creating, CreateStorageService 10 s of usually 20-27 s",
        f"{account}: still creating, CreateStorageService 20 s of usually 20-27 s",
    ]


@pytest.mark.parametrize("profile", ["seconds:22", "polls:20"])
def test_other_profile_has_no_estimate(make_service: Callable[..., Service], profile: str) -> None:
    service = make_service(profile)
    service.run("storage_account", name=service.name, **WEST)
    account = f"storage account {service.name}"
    assert service.progress[:2] == [
        f"{account}: creating, CreateStorageService",
        f"{account}: still creating, CreateStorageService 10 s",
    ]


def test_long_wait_is_never_silent(make_service: Callable[..., Service]) -> None:
    """After ten minutes a state is read every 30 seconds, and a line is shown every ten all the same."""
    service = make_service("seconds:900")
    moments = [service.monotonic()]

    class Timed(ListedProgress):
        def append(self, line: str) -> None:
            super().append(line)
            moments.append(service.monotonic())

    service.progress = Timed()
    service.run("storage_account", name=service.name, wait_timeout=1800, **WEST)
    assert max(after - before for before, after in pairwise([*moments, service.monotonic()])) <= 10.001
    assert len(service.progress) >= 90 and service.pop_requests().count("GetOperationStatus") < 130


def test_task_without_wait_shows_nothing(make_service: Callable[..., Service]) -> None:
    service = make_service("recorded")
    service.run("storage_account", name=service.name, wait=False, **WEST)
    service.run("affinity_group", name="west", **WEST)
    service.sleep(100)
    service.run("storage_account", name=service.name, **WEST)
    assert service.progress == []


def test_creation_by_an_earlier_task_is_waited_for(make_service: Callable[..., Service]) -> None:
    service = make_service("recorded")
    service.run("storage_account", name=service.name, wait=False, **WEST)
    service.run("storage_account", name=service.name, **WEST)
    account = f"storage account {service.name}"
    assert service.progress[:2] == [f"{account}: waiting, ResolvingDns", f"{account}: still waiting, ResolvingDns 10 s"]


def test_deletion_is_shown_as_such(make_service: Callable[..., Service]) -> None:
    service = make_service("recorded")
    service.run("reserved_ip", name="front", **WEST)
    service.progress.clear()
    service.run("reserved_ip", name="front", state="absent")
    assert service.progress == [
        "reserved IP front: deleting, DeleteReservedIP (usually 16 s)",
        "reserved IP front: still deleting, DeleteReservedIP 10 s of usually 16 s",
    ]


def test_operation_of_another_task_is_named(make_service: Callable[..., Service]) -> None:
    service = make_service("recorded")
    begun = service.run("storage_account", name=service.name, wait=False, **WEST)
    service.sleep(5)
    (operation_id,) = begun["operation_ids"]
    service.run("operation_info", operation_id=operation_id, wait=True)
    account = f"storage account {service.name}"
    assert service.progress == [
        f"{account}: waiting, CreateStorageService 5 s of usually 20-27 s",
        f"{account}: still waiting, CreateStorageService 15 s of usually 20-27 s",
    ]


@pytest.mark.parametrize("fault", ["not_found", "html"])
def test_operation_that_is_not_listed_has_its_id(make_service: Callable[..., Service], fault: str) -> None:
    service = make_service("seconds:40")
    (operation_id,) = service.run("storage_account", name=service.name, wait=False, **WEST)["operation_ids"]
    service.inject_fault(fault, "ListSubscriptionOperations", times=0)
    service.run("operation_info", operation_id=operation_id, wait=True)
    assert service.progress[:2] == [
        f"operation {operation_id}: waiting, InProgress",
        f"operation {operation_id}: still waiting, InProgress 10 s",
    ]


def delete_deployment(client: Client, service: Service) -> Response:
    return client.send("DELETE", f"services/hostedservices/{service.name}/deployments/one", "DeleteDeployment")


@pytest.fixture
def deployed(make_service: Callable[..., Service]) -> Service:
    """A service with one deployment, whose deletion locks it."""
    service = make_service("seconds:40")
    service.run("hosted_service", name=service.name, **WEST)
    service.seed("deployment", f"{service.name}/one", {"name": "one", "slot": "Production"})
    return service


def test_lock_is_waited_for_by_name(deployed: Service) -> None:
    """Clients that share what they know of operations, as those of one task that works on several resources."""
    first, second = deployed.client(), deployed.client()
    second.history = first.history
    first.progress = first.progress.of("virtual machine web1", "deleting")
    second.progress = second.progress.of("virtual machine web2", "deleting")
    delete_deployment(first, deployed)
    deployed.sleep(5)
    with pytest.raises(NotFoundError):
        delete_deployment(second, deployed)
    assert deployed.progress[:2] == [
        "virtual machine web2: waits for DeleteDeployment of virtual machine web1, 5 s",
        "virtual machine web2: still waits for DeleteDeployment of virtual machine web1, 15 s",
    ]


@pytest.mark.parametrize("seconds", [10, 40])
def test_estimate_is_dropped_where_it_proved_wrong(
    make_service: Callable[..., Service], monkeypatch: pytest.MonkeyPatch, seconds: int
) -> None:
    """An endpoint that does not name its profile, and whose deletions take what they take instead of 6 s."""
    monkeypatch.setattr(dispatcher, "PROFILE_HEADER", "x-unknown")
    service = make_service(f"seconds:{seconds}")
    service.run("hosted_service", name=service.name, **WEST)
    client, lines = service.client(), []
    for dummy in range(2):
        service.seed("deployment", f"{service.name}/one", {"name": "one", "slot": "Production"})
        service.progress.clear()
        client.wait(delete_deployment(client, service).operation_id, "DeleteDeployment")
        lines.append(service.progress[0])
    line = f"deployment one of hosted service {service.name}: waiting, DeleteDeployment"
    assert lines == [f"{line} (usually 6 s)", line if seconds == 40 else f"{line} (usually 6 s)"]


def test_operation_id_goes_along_with_lines(deployed: Service) -> None:
    shown: list[str] = []
    client = deployed.client()
    client.progress.progress = DisplayedProgress(shown.append, verbosity=2)
    operation_id = delete_deployment(client, deployed).operation_id
    client.wait(operation_id, "DeleteDeployment")
    assert len(shown) > 3 and all(line.endswith(f"[operation {operation_id}]") for line in shown)


def test_resources_side_by_side_have_lines_of_their_own(make_service: Callable[..., Service]) -> None:
    """Eight threads, each with a client for its resource, show lines at one place and share the history."""
    service, history = make_service("seconds:40"), OperationHistory()
    context = replace(service.context(), sessions=None)

    def create(name: str) -> None:
        params = {"timeout": 10.0, **service.connection}
        with closing(connect(params, context, history)) as client:
            progress = client.progress = client.progress.of(f"storage account {name}", "creating")
            progress.begin()
            body = xml.create("CreateStorageServiceInput")
            for tag, text in (("ServiceName", name), ("Label", "c2hvcA=="), ("Location", "West US")):
                xml.add(body, tag, text)
            begun = client.send("POST", "services/storageservices", "CreateStorageService", body)
            client.wait(begun.operation_id, "CreateStorageService")
            progress.end()

    names = [f"{service.name}{number}" for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(create, names))
    for name in names:
        first, *waits, last = (line for line in service.progress if line.startswith(f"storage account {name}: "))
        assert first == f"storage account {name}: creating"
        assert waits[0].startswith(f"storage account {name}: creating, CreateStorageService")
        assert last.startswith(f"storage account {name}: created after ")
    assert {line.split(":")[0] for line in service.progress} == {f"storage account {name}" for name in names}


def test_lock_of_another_process_is_named_by_its_place(deployed: Service) -> None:
    delete_deployment(deployed.client(), deployed)
    client = deployed.client()
    client.progress = client.progress.of("virtual machine web2", "deleting")
    with pytest.raises(NotFoundError):
        delete_deployment(client, deployed)
    words = f"another operation on deployment one of hosted service {deployed.name}"
    assert deployed.progress[:2] == [
        f"virtual machine web2: waits for {words}",
        f"virtual machine web2: still waits for {words}, 10 s",
    ]


def test_lock_without_operation_id_is_shown(service: Service) -> None:
    service.run("hosted_service", name=service.name, **WEST)
    service.inject_fault("locked", "UpdateHostedService", times=8)
    service.run("hosted_service", name=service.name, label="new")
    shop = f"hosted service {service.name}"
    assert f"{shop}: waits for another operation on {shop}" in service.progress
    assert f"{shop}: still waits for another operation on {shop}, 10 s" in service.progress


def test_lock_wait_that_times_out_names_the_blocker(deployed: Service) -> None:
    first, second = deployed.client(), deployed.client(wait_timeout=20)
    second.history = first.history
    operation_id = delete_deployment(first, deployed).operation_id
    with pytest.raises(OperationTimeoutError) as raised:
        delete_deployment(second, deployed)
    place = f"deployment one of hosted service {deployed.name}"
    assert str(raised.value).startswith(
        f"{place}: DeleteDeployment waits for DeleteDeployment of {place} after 20 seconds (operation {operation_id}): "
    )


def test_endpoint_that_hangs_is_shown(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each try takes as long as the timeout; the lines in between say so."""
    client = service.client()
    client.progress = client.progress.of("hosted service shop", "changing")

    def hang(*args: Any) -> None:
        service.sleep(60)
        raise EndpointUnreachableError("it does not answer")

    monkeypatch.setattr(client, "_send_once", hang)
    with pytest.raises(EndpointUnreachableError):
        client.get("locations", "ListLocations", "Locations")
    assert service.progress[0] == "hosted service shop: still changing, sending ListLocations again, 60 s"
    assert len(service.progress) == RETRIES


def test_unknown_certificate_is_forbidden(service: Service) -> None:
    unknown = "00000000-0000-0000-0000-000000000000"
    with pytest.raises(ForbiddenError) as raised:
        service.run("locations_info", subscription_id=unknown)
    returned = str(raised.value)
    assert f"not among the management certificates of the subscription {unknown}" in returned
    assert service.emulator.authority.thumbprint in returned
    assert raised.value.details["error"]["code"] == "ForbiddenError"


def test_untrusted_server_is_refused(service: Service, tmp_path_factory: pytest.TempPathFactory) -> None:
    untrusted = prepare(tmp_path_factory.mktemp("stranger"))
    with pytest.raises(TLSError, match="was not issued by the authority in .*ca.pem: .*certificate verify failed"):
        service.run("locations_info", ca_certificate=str(untrusted.ca_certificate))


def test_invalid_environment_bundle_is_ignored(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nonexistent")
    monkeypatch.setenv("CURL_CA_BUNDLE", "/nonexistent")
    assert service.run("locations_info")["locations"]


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_given_ca_overrides_environment_bundle(
    service: Service, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory, variable: str
) -> None:
    untrusted = prepare(tmp_path_factory.mktemp("stranger"))
    monkeypatch.setenv(variable, str(service.emulator.authority.ca_certificate))
    with pytest.raises(TLSError):
        service.run("locations_info", ca_certificate=str(untrusted.ca_certificate))


def test_ca_certificate_in_der(service: Service, tmp_path: Path) -> None:
    der = write_der(service.emulator.authority.ca_certificate, tmp_path)
    assert service.run("locations_info", ca_certificate=der)["locations"]


def test_only_given_ca_is_trusted(service: Service) -> None:
    client = service.client()
    client.get("locations", "ListLocations", "Locations")
    adapter: Any = client.session.get_adapter(service.emulator.endpoint)
    assert adapter.poolmanager.connection_pool_kw["ssl_context"].cert_store_stats()["x509"] == 1


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_environment_bundle_is_used_without_given_ca(
    service: Service, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "AZURE_CA_PATH"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(TLSError):
        service.run("locations_info", ca_certificate=None)
    monkeypatch.setenv(variable, str(service.emulator.authority.ca_certificate))
    assert service.run("locations_info", ca_certificate=None)["locations"]


def test_netrc_is_ignored(
    service: Service, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    netrc = tmp_path_factory.mktemp("home") / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    client = service.client()
    prepared = client.session.prepare_request(requests.Request("GET", service.emulator.endpoint))
    assert "Authorization" not in prepared.headers


def test_client_certificate_passes_through_proxy(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.getsockname()[1]}")
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        received: list[bytes] = []
        tunnel = threading.Thread(target=_tunnel, args=(proxy, received))
        tunnel.start()
        endpoint = service.emulator.endpoint.replace("127.0.0.1", "localhost")
        assert service.run("locations_info", endpoint=endpoint)["locations"]
        tunnel.join()
    assert received[0].startswith(b"CONNECT localhost:")


def _tunnel(proxy: socket.socket, received: list[bytes]) -> None:
    client = proxy.accept()[0]
    received.append(client.recv(4096))
    host, dummy, port = received[0].split()[1].decode().partition(":")
    with client, socket.create_connection((host, int(port))) as server:
        client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        there = threading.Thread(target=_copy, args=(client, server))
        there.start()
        _copy(server, client)
        there.join()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)


def test_connection_refused_is_reported(service: Service) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        endpoint = f"https://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(
        EndpointUnreachableError, match=r"GetHostedService: 127.0.0.1:\d+ does not answer: .*refused.*tried 5 times"
    ):
        service.run("hosted_service", name=service.name, endpoint=endpoint, **WEST)


def test_plain_http_endpoint_is_a_tls_error(service: Service) -> None:
    with socket.create_server(("127.0.0.1", 0)) as plain:

        def response() -> None:
            connection = plain.accept()[0]
            connection.recv(1024)
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            connection.close()

        threading.Thread(target=response, daemon=True).start()
        with pytest.raises(TLSError, match="TLS with 127.0.0.1:"):
            service.run("locations_info", endpoint=f"https://127.0.0.1:{plain.getsockname()[1]}")


def test_hanging_request_times_out(service: Service) -> None:
    service.inject_fault("hang", times=0)
    with pytest.raises(EndpointUnreachableError, match="does not answer: .*timed out"):
        service.client(timeout=0.2).get("locations", "ListLocations", "Locations")


@pytest.mark.parametrize(
    ("server", "has_hint"),
    [(None, True), ("Microsoft-HTTPAPI/2.0", False), ("", False)],
)
def test_error_that_says_nothing_leads_to_emulators_journal(
    make_service: Callable[..., Service], monkeypatch: pytest.MonkeyPatch, server: str | None, has_hint: bool
) -> None:
    """Where the endpoint is an emulator, and nowhere else; the journal has the reason. A strict one says it itself."""
    service = make_service("instant", False)
    client = service.client()
    send = client.session.request

    def answer(*args: Any, **kwargs: Any) -> requests.Response:
        response = send(*args, **kwargs)
        if server is not None:
            response.headers["Server"] = server
        return response

    monkeypatch.setattr(client.session, "request", answer)
    space = "http://schemas.microsoft.com/windowsazure"
    body = xml.parse(f'<CreateAffinityGroup xmlns="{space}"><Name>x</Name></CreateAffinityGroup>'.encode())
    with pytest.raises(ServiceError, match="A parameter was incorrect") as raised:
        client.send("POST", "affinitygroups", "CreateAffinityGroup", body)
    assert str(raised.value).endswith("see classic-azure-emulator journal, or its page") is has_hint
    assert raised.value.message == "A parameter was incorrect"
    assert service.journal()[-1]["reason"]


def test_error_that_says_something_has_no_hint(service: Service) -> None:
    with pytest.raises(NotFoundError) as raised:
        service.client().send("DELETE", "services/hostedservices/nosuch", "DeleteHostedService")
    assert "emulator" not in str(raised.value)
