# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that nobody should believe, or wait for: each ends in a sentence, within bounds of time and memory."""

from __future__ import annotations

import gc
import gzip
import os
import re
import socket
import ssl
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    AmbiguousWriteError,
    AzureError,
    EndpointUnreachableError,
    MalformedResponseError,
    ThrottledError,
    TLSError,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.polling import RETRIES
from ansible_collections.classic.azure.tests.emulated import Service
from ansible_collections.classic.azure.tests.unit.plugins.module_utils.transport.hostile_server import (
    NS,
    Answer,
    HostileServer,
    always,
    endless,
    hostile_server,
    http_response,
)

pytestmark = pytest.mark.slow

LOCATIONS = f"<Locations {NS}/>".encode()
PORTAL = b'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>Log in</title></head><body/></html>'
MIB = 1024 * 1024


@pytest.fixture
def answers(service: Service, request: pytest.FixtureRequest) -> Callable[[Answer], HostileServer]:
    """Start a server with the emulator's certificate, which gives this answer to every request."""

    def start(answer: Answer) -> HostileServer:
        authority = service.emulator.authority
        manager = hostile_server(authority.server_certificate, answer, authority.management_certificate)
        server = manager.__enter__()
        request.addfinalizer(lambda: manager.__exit__(None, None, None))
        return server

    return start


def read(service: Service, server: HostileServer, timeout: float = 10.0) -> object:
    client = service.client(endpoint=server.url, timeout=timeout)
    try:
        return client.get("locations", "ListLocations", "Locations")
    finally:
        client.close()


def write(service: Service, server: HostileServer, timeout: float = 10.0) -> object:
    client = service.client(endpoint=server.url, timeout=timeout)
    try:
        return client.send("DELETE", "affinitygroups/one", "DeleteAffinityGroup")
    finally:
        client.close()


def test_empty_list_of_hostile_server_is_read(service: Service, answers: Callable[[Answer], HostileServer]) -> None:
    """The control: what these servers send is understood where nothing is wrong with it."""
    assert read(service, answers(always(http_response(200, LOCATIONS)))) is not None


@pytest.mark.parametrize(
    "location",
    [
        "https://evil:{port}\\@127.0.0.1/x",
        "https://127.0.0.1:{port}\\@127.0.0.1/x",
        "https://127.0.0.1:{port}/x",
        "https://user@127.0.0.1:{port}/x",
        "//127.0.0.1:{port}/x",
        "https:\\\\127.0.0.1:{port}/x",
        "https://localhost:{port}/x",
    ],
)
def test_redirect_gives_nobody_the_certificate(
    service: Service, answers: Callable[[Answer], HostileServer], location: str
) -> None:
    """Issue 11, redirects: a second real server, which would have had the certificate and the body, gets nothing."""
    thief = answers(always(http_response(200, LOCATIONS)))
    place = f"Location: {location.format(port=thief.port)}"
    server = answers(always(http_response(307, b"", place, request_id=None)))
    with pytest.raises(TLSError, match="ListLocations: 127.0.0.1 redirects to .*, and is not followed$"):
        read(service, server)
    assert (thief.requests, thief.certificates) == ([], [])
    assert server.certificates != [None]


@pytest.mark.parametrize(
    "location",
    [
        "https://[/",
        "https://[::1/",
        "https://\xff/",
        "https://127.0.0.1\xff",
        "https://127.0.0.1:99999/",
        "https://127.0.0.1:x/",
        "",
        "/relative",
        "https://127.0.0.1%2eevil/",
        "x" * 60000,
        "https://127.0.0.1/" + "x" * 60000,
        "https://\t127.0.0.1/",
    ],
)
def test_unreadable_redirects_end_in_a_sentence(
    service: Service, answers: Callable[[Answer], HostileServer], location: str
) -> None:
    """Issue 11, redirects: neither ValueError nor UnicodeDecodeError, and no page-long message."""
    server = answers(always(http_response(307, b"", f"Location: {location}", request_id=None)))
    with pytest.raises(TLSError, match="ListLocations: 127.0.0.1 redirects to") as raised:
        read(service, server)
    assert len(str(raised.value)) < 400


def test_huge_redirects_end_in_a_sentence(service: Service, answers: Callable[[Answer], HostileServer]) -> None:
    """They lead to the same server, with an address that no message quotes in full, and are followed a few times."""

    def answer(connection: ssl.SSLSocket) -> None:
        place = f"https://127.0.0.1:{connection.getsockname()[1]}/{'x' * 60000}"
        connection.sendall(http_response(307, b"", f"Location: {place}", request_id=None))

    server = answers(answer)
    with pytest.raises(
        EndpointUnreachableError, match="the endpoint redirected 6 times, at last to https://"
    ) as raised:
        read(service, server)
    assert len(str(raised.value)) < 300


def test_gzip_answer_is_not_inflated(service: Service, answers: Callable[[Answer], HostileServer]) -> None:
    """Issue 11, unbounded answers: 1 GB in 1 MB of gzip took 2 GB of memory."""
    bomb = gzip.compress(b" " * (64 * MIB))
    server = answers(always(http_response(200, bomb, "Content-Encoding: gzip")))
    tracemalloc.start()
    with pytest.raises(MalformedResponseError, match="ListLocations: .* compressed"):
        read(service, server)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 32 * MIB
    assert b"\r\nAccept-Encoding: identity\r\n" in server.requests[0]


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
ENDLESS = {
    "chunks": endless(CHUNKED, b"10000\r\n" + b" " * 65536 + b"\r\n"),
    "chunk size": endless(CHUNKED, b"0" * 65536),
    "chunk extension": endless(CHUNKED + b"1;", b"x" * 65536),
    "trailers": endless(CHUNKED + b"0\r\n", b"x: y\r\n" * 10000),
    "body": endless(b"HTTP/1.1 200 OK\r\n\r\n", b" " * 65536),
    "headers": endless(b"HTTP/1.1 200 OK\r\n", b"x: y\r\n" * 10000),
    "header line": endless(b"HTTP/1.1 200 OK\r\nx: ", b"y" * 65536),
    "status line": endless(b"HTTP/1.1 200 ", b"y" * 65536),
    "interim answers": endless(b"", b"HTTP/1.1 100 Continue\r\nx: " + b"y" * 1000 + b"\r\n\r\n"),
    "promised length": endless(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", b" " * 65536),
}


LINES = ("headers", "header line", "status line", "chunk size", "chunk extension")
OUR_LIMIT = "the answer of 127.0.0.1:[0-9]+ has more than 16 MiB$"


@pytest.mark.parametrize("kind", ENDLESS)
def test_endless_answers_are_cut(service: Service, answers: Callable[[Answer], HostileServer], kind: str) -> None:
    """Issue 11, unbounded answers: what never ends is given up at the limit of bytes, whatever part of it is long.

    For lines the libraries have limits of their own, which come first.
    """
    server, lines = answers(ENDLESS[kind]), kind in LINES
    with pytest.raises(AzureError, match="^ListLocations: ") as raised:
        read(service, server, timeout=60)
    assert lines or re.search(OUR_LIMIT, str(raised.value))
    assert len(server.requests) <= (RETRIES + 1 if lines else 1)


def test_endless_answer_to_a_write_is_ambiguous(service: Service, answers: Callable[[Answer], HostileServer]) -> None:
    with pytest.raises(AmbiguousWriteError, match=OUR_LIMIT):
        write(service, answers(ENDLESS["chunks"]), timeout=60)


def test_long_answer_takes_little_memory(service: Service, answers: Callable[[Answer], HostileServer]) -> None:
    tracemalloc.start()
    with pytest.raises(MalformedResponseError, match=OUR_LIMIT):
        read(service, answers(ENDLESS["promised length"]), timeout=60)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40 * MIB


DRIPPING = {
    "body": endless(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b" ", pause=0.1),
    "headers": endless(b"HTTP/1.1 200 OK\r\n", b"x: y\r\n", pause=0.1),
    "header line": endless(b"HTTP/1.1 200 OK\r\nx: ", b"y", pause=0.1),
    "status line": endless(b"", b"H", pause=0.1),
    "interim answers": endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n", pause=0.1),
}


@pytest.mark.parametrize("kind", DRIPPING)
def test_timeout_covers_whole_answer(service: Service, answers: Callable[[Answer], HostileServer], kind: str) -> None:
    """Issue 11, unbounded answers: a byte every now and then does not begin the time anew, and is not tried again."""
    server, began = answers(DRIPPING[kind]), time.monotonic()
    with pytest.raises(MalformedResponseError, match="did not complete its answer within 1 seconds$"):
        read(service, server, timeout=1)
    assert time.monotonic() - began < 9
    assert len(server.requests) == 1


def test_unfinished_answer_to_a_write_is_ambiguous(
    service: Service, answers: Callable[[Answer], HostileServer]
) -> None:
    server = answers(DRIPPING["body"])
    with pytest.raises(AmbiguousWriteError, match="did not complete its answer within 1 seconds$"):
        write(service, server, timeout=1)


def test_pages_of_brackets_cost_nothing(service: Service, answers: Callable[[Answer], HostileServer]) -> None:
    """Issue 11, unbounded answers: a regular expression searched 200,000 brackets of a 503 for a minute."""
    server, began = answers(always(http_response(503, b"<" * 200000, request_id=None))), time.process_time()
    with pytest.raises(ThrottledError, match="HTTP 503"):
        read(service, server)
    assert time.process_time() - began < 10


FOREIGN = {
    "portal": http_response(200, PORTAL, "Content-Type: application/xhtml+xml", request_id=None),
    "portal with header": http_response(200, PORTAL),
    "empty": http_response(200, b"", request_id=None),
    "list without header": http_response(200, LOCATIONS, request_id=None),
    "other root": http_response(200, f"<StorageServices {NS}/>".encode()),
    "no namespace": http_response(200, b"<Locations/>"),
    "other namespace": http_response(200, b'<Locations xmlns="http://example.com/"/>'),
    "crooked id": http_response(200, LOCATIONS, request_id="../../../x"),
    "page not found": http_response(404, PORTAL, request_id=None),
    "page forbidden": http_response(403, PORTAL, request_id=None),
    "redirect to portal": http_response(302, PORTAL, "Location: https://portal.example/", request_id=None),
    "not modified": b"HTTP/1.1 304 X\r\n\r\n",
    "text": http_response(200, b"\0\1\2\x1b[31mred", request_id=None),
}


WITH_REQUEST_ID = ("portal with header", "other root", "no namespace", "other namespace")


@pytest.mark.parametrize("kind", FOREIGN)
def test_foreign_pages_are_not_the_service(
    service: Service, answers: Callable[[Answer], HostileServer], kind: str
) -> None:
    """Issue 11, pages of proxies: a list that is a portal's page is no empty list, a proxy's 404 is not absence.

    A read is tried again, unless the page has a request id as if it were the service's.
    """
    server = answers(always(FOREIGN[kind]))
    with pytest.raises(MalformedResponseError, match="^ListLocations: ") as raised:
        read(service, server)
    assert str(raised.value).isprintable() and len(str(raised.value)) < 700
    assert len(server.requests) == (1 if kind in WITH_REQUEST_ID else RETRIES + 1)


@pytest.mark.parametrize("kind", [kind for kind in FOREIGN if kind not in WITH_REQUEST_ID])
def test_foreign_pages_make_writes_ambiguous(
    service: Service, answers: Callable[[Answer], HostileServer], kind: str
) -> None:
    """Issue 11, pages of proxies: a write that a portal's page answers has not succeeded; the state tells."""
    with pytest.raises(AmbiguousWriteError, match="^DeleteAffinityGroup: "):
        write(service, answers(always(FOREIGN[kind])))


@pytest.mark.parametrize("status", [502, 504])
def test_gateway_errors_are_retried(service: Service, answers: Callable[[Answer], HostileServer], status: int) -> None:
    server = answers(always(http_response(status, PORTAL, request_id=None)))
    with pytest.raises(ThrottledError, match=rf"\(Unknown, HTTP {status}, operation unknown\) \(tried 5 times\)$"):
        read(service, server)


def test_portal_does_not_make_module_succeed(service: Service, answers: Callable[[Answer], HostileServer]) -> None:
    """Issue 11, pages of proxies: ``absent`` had nothing to do, and a creation was reported as done."""
    server = answers(always(FOREIGN["portal"]))
    for options in list[dict[str, Any]](({"state": "absent"}, {"location": "West US"})):
        with pytest.raises(
            MalformedResponseError, match="GetHostedService: the endpoint's answer is not the service's"
        ):
            service.run("hosted_service", name="shop", endpoint=server.url, **options)


@pytest.mark.parametrize("status", ["Weird", "", "Succeeded!", "\u00b2"])
def test_unknown_operation_status_is_an_error(
    service: Service, answers: Callable[[Answer], HostileServer], status: str
) -> None:
    """Issue 11: a status that is none of the three counted as success."""
    body = f"<Operation {NS}><ID>x</ID><Status>{status}</Status></Operation>".encode()
    server = answers(always(http_response(200, body)))
    with pytest.raises(MalformedResponseError, match="GetOperationStatus: operation a{32} has the status '"):
        service.client(endpoint=server.url).wait("a" * 32, "CreateDeployment")


def test_operation_id_stays_within_path(service: Service, answers: Callable[[Answer], HostileServer]) -> None:
    """Issue 11: the id of an operation steered the next GET to another address."""
    server = answers(always(http_response(200, f"<Operation {NS}><Status>Succeeded</Status></Operation>".encode())))
    service.client(endpoint=server.url).operation("../../x?y#z")
    assert server.requests[0].startswith(f"GET /{service.subscription_id}/operations/..%2F..%2Fx%3Fy%23z HTTP".encode())


XML_BOMBS = {
    "entities": b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><Locations>&b;</Locations>',
    "external entity": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><Locations>&a;</Locations>',
    "depth": b"<a>" * 100000 + b"</a>" * 100000,
    "elements": b"<a>" + b"<b/>" * (3 * MIB) + b"</a>",
    "attributes": b"<a " + b" ".join(b'a%d=""' % number for number in range(500000)) + b"/>",
    "namespaces": b"<a " + b" ".join(b'xmlns:a%d="u%d"' % (number, number) for number in range(300000)) + b"/>",
    "open tags": b"<" * (8 * MIB),
    "NULs": b"\0" * MIB,
    "long name": b"<" + b"a" * (9 * MIB) + b"/>",
    "not UTF-8": b"<a>\xff\xfe</a>",
    "unknown encoding": b'<?xml version="1.0" encoding="no-such"?><a/>',
    "UTF-7": b'<?xml version="1.0" encoding="UTF-7"?><Locations>+ADw-x/+AD4-</Locations>',
}


@pytest.mark.parametrize("kind", XML_BOMBS)
def test_xml_bombs_end_in_a_sentence(service: Service, answers: Callable[[Answer], HostileServer], kind: str) -> None:
    server, began = answers(always(http_response(200, XML_BOMBS[kind]))), time.process_time()
    with pytest.raises(MalformedResponseError, match="^ListLocations: ") as raised:
        read(service, server)
    assert time.process_time() - began < 20
    assert len(str(raised.value)) < 700


@pytest.mark.parametrize(
    "response",
    [
        b"",
        b"\r\n\r\n",
        b"HTTP/1.1\r\n\r\n",
        b"HTTP/9.9 200 OK\r\n\r\n",
        b"HTTP/1.1 999999 OK\r\n\r\n",
        b"HTTP/1.1 -1 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n<a/>",
        b"HTTP/1.1 200 OK\r\nContent-Length: -50\r\n\r\n<a/>",
        b"HTTP/1.1 200 OK\r\nContent-Length: 4, 5\r\n\r\n<a/>",
        b"HTTP/1.1 200 OK\r\nContent-Length: abc\r\n\r\n<a/>",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzzz\r\n<a/>",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n<a/>",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n<a/",
        b"HTTP/1.1 200 OK\r\n\0\0\0: \0\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nx-ms-request-id: a\r\nx-ms-request-id: b\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n continued\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 101 Switching\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 4\r\n\r\n<a/>",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=\xff\r\nContent-Length: 4\r\n\r\n<a/>",
        b"HTTP/1.1 200 OK\r\nSet-Cookie: " + b"a" * 60000 + b"\r\nContent-Length: 4\r\n\r\n<a/>",
        b"HTTP/1.1 200 OK\r\n" + b"Set-Cookie: a=b; expires=" + b"1-" * 20000 + b"\r\nContent-Length: 4\r\n\r\n<a/>",
        b"HTTP/1.1 200 OK\r\n" + b"Set-Cookie: " + b" " * 30000 + b"\r\nContent-Length: 4\r\n\r\n<a/>",
        b"SSH-2.0-OpenSSH_9.2\r\n",
    ],
)
@pytest.mark.parametrize("half_closed", [False, True])
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_crooked_http_ends_in_a_sentence(
    service: Service, answers: Callable[[Answer], HostileServer], response: bytes, half_closed: bool
) -> None:
    """With an orderly end of TLS, and with a connection that just ends.

    urllib3 leaves the closing of some of these connections to the garbage collector, which Python warns of.
    """

    def answer(connection: ssl.SSLSocket) -> None:
        connection.sendall(response)
        if half_closed:
            connection.shutdown(socket.SHUT_WR)
        else:
            connection.unwrap()

    server, began = answers(answer), time.process_time()
    for attempt in (read, write):
        with pytest.raises((MalformedResponseError, EndpointUnreachableError, AmbiguousWriteError, TLSError)) as raised:
            attempt(service, server)
        assert str(raised.value).isprintable() and len(str(raised.value)) < 700
    assert time.process_time() - began < 10
    del raised
    gc.collect()


def test_broken_record_after_a_write_is_ambiguous(service: Service, answers: Callable[[Answer], HostileServer]) -> None:
    """What breaks TLS after the request was sent says nothing about the request."""

    def answer(connection: ssl.SSLSocket) -> None:
        with socket.socket(fileno=os.dup(connection.fileno())) as plain:
            plain.sendall(b"\x17\x03\x03\x00\x20" + b"x" * 32)

    with pytest.raises(AmbiguousWriteError, match="^DeleteAffinityGroup: the connection to .* was lost"):
        write(service, answers(answer))
    with pytest.raises(TLSError, match="^TLS with 127.0.0.1:[0-9]+ failed: "):
        read(service, answers(answer))
