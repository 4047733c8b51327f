# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client and the service's ways: redirects, throttling, lost answers, locks, operations."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from itertools import accumulate, islice, pairwise
from pathlib import Path
from typing import Any

import pytest
import requests
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
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.polling import (
    RETRIES,
    backoff,
    poll_intervals,
)
from ansible_collections.classic.azure.tests.emulated import Service, in_der

WEST: dict[str, Any] = {"location": "West US"}


def test_pauses_begin_short_and_end_at_a_cap() -> None:
    first = list(islice(backoff(), 20))
    assert first[0] == 0.25 and first[-1] == 15.0
    assert first == sorted(first)


def test_looks_are_a_second_or_a_twentieth_of_the_time_apart() -> None:
    moments = list(accumulate(islice(poll_intervals(), 200)))
    assert moments[0] == 0.25
    for before, after in pairwise(moments):
        assert after - before <= min(30, max(1, before / 20)) + 1e-9
    assert 90 < sum(moment < 600 for moment in moments) < 100


def test_one_connection_serves_all(service: Service, opened: Callable[[], int]) -> None:
    client = service.client()
    for dummy in range(3):
        client.get("locations", "ListLocations")
    assert (opened(), len(service.journal())) == (1, 3)


@pytest.mark.parametrize("operation", ["GetHostedService", "CreateHostedService"])
def test_a_redirect_is_followed_with_body_and_certificate(service: Service, operation: str) -> None:
    service.validate("redirect", operation)
    assert service.run("hosted_service", name=service.name, **WEST)["changed"]
    asked = [(entry["operation"], entry["status"], entry["fault"]) for entry in service.journal()]
    assert (operation, 307, "redirect") in asked
    assert service.kept("hosted_service", service.name)
    assert len({entry["thumbprint"] for entry in service.journal()}) == 1


def test_a_redirect_to_a_stranger_is_not_followed(service: Service) -> None:
    service.validate("redirect_away")
    with pytest.raises(TLSError, match="127.0.0.1 redirects to https://somewhere.example/.*, and is not followed"):
        service.run("hosted_service", name=service.name, **WEST)


def test_redirects_without_end_are_given_up(service: Service) -> None:
    service.validate("redirect", times=0)
    with pytest.raises(EndpointUnreachableError, match="redirected 6 times"):
        service.client().get("locations", "ListLocations")


@pytest.mark.parametrize("kind", ["too_many_requests", "internal_error", "html", "cut_before", "cut_after"])
def test_a_read_is_repeated_while_the_service_is_busy(service: Service, kind: str) -> None:
    service.validate(kind, times=RETRIES)
    client, began = service.client(), service.monotonic()
    assert client.get("locations", "ListLocations") is not None
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
def test_a_read_is_not_repeated_for_ever(service: Service, kind: str, error: type[Exception], sentence: str) -> None:
    service.validate(kind, times=0)
    with pytest.raises(error, match=sentence):
        service.client().get("locations", "ListLocations")
    assert len(service.journal()) == RETRIES + 1


@pytest.mark.parametrize("kind", ["too_many_requests", "internal_error", "cut_before"])
def test_a_write_that_did_not_take_effect_is_sent_again(service: Service, kind: str) -> None:
    service.validate(kind, "CreateHostedService")
    assert service.run("hosted_service", name=service.name, **WEST)["changed"]
    assert service.asked() == [
        "GetHostedService",
        "CreateHostedService",
        "GetHostedService",
        "CreateHostedService",
        "GetHostedService",
    ]


def test_a_write_whose_answer_was_lost_is_looked_at_and_not_repeated(service: Service) -> None:
    service.validate("cut_after", "CreateHostedService")
    result = service.run("hosted_service", name=service.name, **WEST)
    assert result["changed"] and result["hosted_service"]["name"] == service.name
    assert result["requests"] == service.writes() == ["CreateHostedService"]


def test_a_change_whose_answer_was_lost_is_seen_in_the_result(service: Service) -> None:
    service.run("hosted_service", name=service.name, **WEST)
    service.validate("cut_after", "UpdateHostedService")
    result = service.run("hosted_service", name=service.name, label="new")
    assert (result["hosted_service"]["label"], result["requests"]) == ("new", ["UpdateHostedService"])


def test_an_accepted_write_whose_answer_was_lost_is_waited_for(start: Callable[..., Service]) -> None:
    service = start("seconds:20")
    service.validate("cut_after", "CreateStorageService")
    result = service.run("storage_account", name=service.name, **WEST)
    assert result["storage_account"]["status"] == "Created"
    assert service.writes() == ["CreateStorageService"]


def test_a_deletion_whose_answer_was_lost_is_looked_at(service: Service) -> None:
    service.run("hosted_service", name=service.name, **WEST)
    service.asked()
    service.validate("cut_after", "DeleteHostedService")
    assert service.run("hosted_service", name=service.name, state="absent")["changed"]
    assert service.writes() == ["DeleteHostedService"]


def test_a_write_is_not_repeated_for_ever(service: Service) -> None:
    service.validate("cut_before", "CreateHostedService", times=0)
    with pytest.raises(
        AmbiguousWriteError, match="CreateHostedService: the connection to .* was lost before the answer"
    ):
        service.run("hosted_service", name=service.name, **WEST)
    assert service.writes() == ["CreateHostedService"] * 4


def test_an_order_is_not_given_twice_when_nobody_can_see_whether_it_was_obeyed(service: Service) -> None:
    service.run("storage_account", name=service.name, **WEST)
    service.asked()
    service.validate("cut_after", "RegenerateStorageKeys")
    with pytest.raises(AmbiguousWriteError):
        service.run("storage_account", name=service.name, regenerate_key="primary")
    assert service.writes() == ["RegenerateStorageKeys"]


def test_a_name_that_somebody_else_has_is_not_retried(service: Service, start: Callable[..., Service]) -> None:
    other = start()
    other.run("hosted_service", name=service.name, **WEST)
    with pytest.raises(ConflictError, match="The specified DNS name is already taken"):
        service.run("hosted_service", name=service.name, **WEST)
    assert service.writes() == ["CreateHostedService"]
    with pytest.raises(
        PreconditionError, match=f"hosted service {service.name} cannot be created: A hosted service with the"
    ):
        service.run("hosted_service", check=True, name=service.name, **WEST)


def test_somebody_who_creates_the_same_at_the_same_time_is_no_trouble(service: Service) -> None:
    service.run("hosted_service", name=service.name, **WEST)
    service.asked()
    service.validate("not_found", "GetHostedService")
    result = service.run("hosted_service", name=service.name, label="mine", **WEST)
    assert result["hosted_service"]["label"] == "mine"
    assert service.writes() == ["CreateHostedService", "UpdateHostedService"]


def test_a_lock_without_a_name_is_waited_for(service: Service) -> None:
    service.run("hosted_service", name=service.name, **WEST)
    service.validate("locked", "UpdateHostedService", times=3)
    result = service.run("hosted_service", name=service.name, label="new")
    assert result["hosted_service"]["label"] == "new"
    assert [wait["operation_id"] for wait in result["lock_waits"]] == [None, None, None]
    assert sum(wait["seconds"] for wait in result["lock_waits"]) == pytest.approx(1 + 1.5 + 2.2, abs=0.2)


def test_a_lock_that_names_its_holder_is_waited_for_until_that_has_ended(start: Callable[..., Service]) -> None:
    service = start("seconds:40")
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


def test_a_lock_is_not_waited_for_beyond_the_timeout(service: Service) -> None:
    service.run("hosted_service", name=service.name, **WEST)
    service.validate("locked", "UpdateHostedService", times=0)
    began = service.monotonic()
    with pytest.raises(LockedError, match="requires exclusive access"):
        service.run("hosted_service", name=service.name, label="new", wait_timeout=30)
    assert 20 < service.monotonic() - began <= 30


def test_an_operation_is_polled_until_it_has_ended(start: Callable[..., Service]) -> None:
    service = start("seconds:22")
    began = service.monotonic()
    result = service.run("storage_account", name=service.name, **WEST)
    took = service.monotonic() - began
    polls = service.asked().count("GetOperationStatus")
    assert result["storage_account"]["status"] == "Created"
    assert 22 <= took <= 22 * 1.05 and 5 < polls < 30


def test_without_waiting_the_task_returns_at_once_and_the_next_one_waits(start: Callable[..., Service]) -> None:
    service = start("seconds:22")
    begun = service.run("storage_account", name=service.name, wait=False, **WEST)
    assert begun["storage_account"]["status"] == "ResolvingDns"
    (operation_id,) = begun["operation_ids"]
    assert service.run("operation_info", operation_id=operation_id)["operation"]["status"] == "InProgress"
    again = service.run("storage_account", name=service.name, **WEST)
    assert again["changed"] is False and again["storage_account"]["status"] == "Created"
    returned = service.run("operation_info", operation_id=operation_id.upper(), wait=True)["operation"]
    assert returned == {"operation_id": operation_id, "status": "Succeeded", "http_status_code": 200, "error": None}


def test_a_failed_operation_is_told_at_once_with_its_reason(start: Callable[..., Service]) -> None:
    service = start("seconds:22")
    service.validate("fail_operation", "CreateStorageService", message="The fabric is on fire.")
    with pytest.raises(
        OperationFailedError, match=r"CreateStorageService: The fabric is on fire. \(InternalError, "
    ) as raised:
        service.run("storage_account", name=service.name, **WEST)
    error = raised.value.details
    assert error["error"] == {"code": "InternalError", "message": "The fabric is on fire.", "status": 500}
    assert service.run("operation_info", operation_id=error["operation_id"])["operation"]["status"] == "Failed"
    with pytest.raises(OperationFailedError):
        service.run("operation_info", operation_id=error["operation_id"], wait=True)


def test_a_timeout_says_what_was_seen_and_how_to_go_on(start: Callable[..., Service]) -> None:
    service = start("seconds:600")
    with pytest.raises(OperationTimeoutError, match="100 seconds .*: it goes on by itself") as raised:
        service.run("storage_account", name=service.name, wait_timeout=100, **WEST)
    assert raised.value.details["operation_id"] in str(raised.value)
    assert not isinstance(raised.value, ServiceError)


def test_an_operation_that_nobody_knows_is_not_found(service: Service) -> None:
    with pytest.raises(NotFoundError, match="The specified resource does not exist"):
        service.run("operation_info", operation_id="0" * 32)


def test_waiting_says_each_state_once(start: Callable[..., Service]) -> None:
    service = start("seconds:22")
    service.run("storage_account", name=service.name, **WEST)
    assert service.reported == [f"storage account {service.name}: CreateStorageService is InProgress"]


def test_a_certificate_that_the_subscription_does_not_know(service: Service) -> None:
    unknown = "00000000-0000-0000-0000-000000000000"
    with pytest.raises(ForbiddenError) as raised:
        service.run("locations_info", subscription_id=unknown)
    returned = str(raised.value)
    assert f"not among the management certificates of the subscription {unknown}" in returned
    assert service.keeper.authority.thumbprint in returned
    assert raised.value.details["error"]["code"] == "ForbiddenError"


def test_a_server_that_is_not_trusted(service: Service, tmp_path_factory: pytest.TempPathFactory) -> None:
    stranger = prepare(tmp_path_factory.mktemp("stranger"))
    with pytest.raises(TLSError, match="was not issued by the authority in .*ca.pem: .*certificate verify failed"):
        service.run("locations_info", ca_certificate=str(stranger.ca_certificate))


def test_the_environment_does_not_weaken_trust(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nonexistent")
    monkeypatch.setenv("CURL_CA_BUNDLE", "/nonexistent")
    assert service.run("locations_info")["locations"]


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_the_environment_does_not_add_to_the_authority_that_is_named(
    service: Service, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory, variable: str
) -> None:
    stranger = prepare(tmp_path_factory.mktemp("stranger"))
    monkeypatch.setenv(variable, str(service.keeper.authority.ca_certificate))
    with pytest.raises(TLSError):
        service.run("locations_info", ca_certificate=str(stranger.ca_certificate))


def test_an_authority_in_der(service: Service, tmp_path: Path) -> None:
    der = in_der(service.keeper.authority.ca_certificate, tmp_path)
    assert service.run("locations_info", ca_certificate=der)["locations"]


def test_no_authority_but_the_one_that_is_named_is_trusted(service: Service) -> None:
    client = service.client()
    client.get("locations", "ListLocations")
    adapter: Any = client.session.get_adapter(service.keeper.endpoint)
    assert adapter.poolmanager.connection_pool_kw["ssl_context"].cert_store_stats()["x509"] == 1


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_authorities_of_the_environment_are_trusted_where_none_is_named(
    service: Service, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "AZURE_CA_PATH"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(TLSError):
        service.run("locations_info", ca_certificate=None)
    monkeypatch.setenv(variable, str(service.keeper.authority.ca_certificate))
    assert service.run("locations_info", ca_certificate=None)["locations"]


def test_credentials_of_other_programs_are_not_sent(
    service: Service, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    netrc = tmp_path_factory.mktemp("home") / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    client = service.client()
    prepared = client.session.prepare_request(requests.Request("GET", service.keeper.endpoint))
    assert "Authorization" not in prepared.headers


def test_the_certificate_goes_along_through_a_proxy(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.getsockname()[1]}")
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        asked: list[bytes] = []
        tunnel = threading.Thread(target=_tunnel, args=(proxy, asked))
        tunnel.start()
        endpoint = service.keeper.endpoint.replace("127.0.0.1", "localhost")
        assert service.run("locations_info", endpoint=endpoint)["locations"]
        tunnel.join()
    assert asked[0].startswith(b"CONNECT localhost:")


def _tunnel(proxy: socket.socket, asked: list[bytes]) -> None:
    client = proxy.accept()[0]
    asked.append(client.recv(4096))
    host, dummy, port = asked[0].split()[1].decode().partition(":")
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


def test_nobody_listens(service: Service) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        endpoint = f"https://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(
        EndpointUnreachableError, match=r"GetHostedService: 127.0.0.1:\d+ does not answer: .*refused.*tried 5 times"
    ):
        service.run("hosted_service", name=service.name, endpoint=endpoint, **WEST)


def test_plain_http_at_the_other_end(service: Service) -> None:
    with socket.create_server(("127.0.0.1", 0)) as plain:

        def response() -> None:
            connection = plain.accept()[0]
            connection.recv(1024)
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            connection.close()

        threading.Thread(target=response, daemon=True).start()
        with pytest.raises(TLSError, match="TLS with 127.0.0.1:"):
            service.run("locations_info", endpoint=f"https://127.0.0.1:{plain.getsockname()[1]}")


def test_a_request_that_hangs_ends_with_the_timeout(service: Service) -> None:
    service.validate("hang", times=0)
    with pytest.raises(EndpointUnreachableError, match="does not answer: .*timed out"):
        service.client(timeout=0.2).get("locations", "ListLocations")
