# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers of a blob service that nobody should believe, or wait for."""

from __future__ import annotations

import gzip
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    AzureError,
    MalformedResponseError,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.account import (
    BlobAccount,
    blob_endpoint,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.blob import Blob, blobs_in
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.blob_service import (
    BlobRefusal,
    BlobService,
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

PORTAL = b'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>Log in</title></head><body/></html>'
EMPTY_LIST = b'<?xml version="1.0"?><EnumerationResults><Blobs/><NextMarker/></EnumerationResults>'
MIB = 1024 * 1024


@pytest.fixture
def connect(service: Service) -> Iterator[Callable[..., tuple[BlobService, HostileServer]]]:
    """Start a server with this answer, and return a client of it as a blob service."""
    with ExitStack() as stack:

        def start(answer: Answer, timeout: float = 10.0) -> tuple[BlobService, HostileServer]:
            server = stack.enter_context(hostile_server(service.emulator.authority.server_certificate, answer))
            account = BlobAccount("store", f"{server.url}/store/", "a2V5", "that the test gives")
            return stack.enter_context(closing(BlobService(account, service.client(timeout=timeout)))), server

        yield start


def test_control_list_is_read(connect: Callable[..., tuple[BlobService, HostileServer]]) -> None:
    answer = http_response(200, EMPTY_LIST, "Content-Type: application/xml")
    assert blobs_in(connect(always(answer))[0], "files", None) == []


@pytest.mark.parametrize("status", [200, 201, 302, 404])
@pytest.mark.parametrize("request_name", ["list", "read", "delete", "properties"])
def test_portal_is_no_blob_service(
    connect: Callable[..., tuple[BlobService, HostileServer]], status: int, request_name: str
) -> None:
    """Issue 11, pages of proxies: a container is not empty, and a blob not written, because a portal answers."""
    page = http_response(status, PORTAL, "Content-Type: application/xml", "Location: /login", request_id=None)
    service, server = connect(always(page))
    blob = Blob(service, "files", "one")
    attempts: dict[str, Callable[[], object]] = {
        "list": lambda: blobs_in(service, "files", None),
        "read": blob.read,
        "delete": blob.delete,
        "properties": lambda: blob.set_properties({}, "etag"),
    }
    with pytest.raises(MalformedResponseError, match="is not a blob service's: HTTP [0-9]+ without an x-ms-request-id"):
        attempts[request_name]()
    assert len(server.requests) == RETRIES + 1


def test_blob_service_redirects_nobody(connect: Callable[..., tuple[BlobService, HostileServer]]) -> None:
    """Issue 11, redirects: a signed request is not sent to another place."""
    stolen = connect(always(http_response(200, EMPTY_LIST, "Content-Type: application/xml")))[1]
    service = connect(always(http_response(307, b"", f"Location: {stolen.url}/x")))[0]
    with pytest.raises(BlobRefusal, match="HTTP 307"):
        blobs_in(service, "files", None)
    assert stolen.requests == []


HOSTILE = {
    "gzip": (always(http_response(200, gzip.compress(b" " * 64 * MIB), "Content-Encoding: gzip")), "compressed"),
    "endless": (endless(b"HTTP/1.1 200 OK\r\nx-ms-request-id: 1\r\n\r\n", b" " * 65536), "more than 16 MiB"),
    "dripping": (
        endless(b"HTTP/1.1 200 OK\r\nx-ms-request-id: 1\r\n\r\n", b" ", pause=0.1),
        "did not complete its answer within 2 seconds",
    ),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_blob_answers_are_limited(connect: Callable[..., tuple[BlobService, HostileServer]], kind: str) -> None:
    """Issue 11, unbounded answers: the limits of bytes and time are those of all exchanges."""
    answer, reason = HOSTILE[kind]
    service, server = connect(answer, timeout=2.0)
    began = time.monotonic()
    with pytest.raises(MalformedResponseError, match=f"^ListBlobs: .*{reason}"):
        blobs_in(service, "files", None)
    assert time.monotonic() - began < 15
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "response",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nx-ms-request-id: 1\r\nContent-Length: 50\r\n\r\n<a/>",
        http_response(200, b"<a>", "Content-Type: application/xml"),
        http_response(200, b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>" * 2, "Content-Type: application/xml"),
        http_response(200, b"\0" * 100, "Content-Type: application/xml; charset=\xff"),
        http_response(400, b"<" * 200000, "Content-Type: application/xml"),
    ],
)
def test_crooked_blob_answers_end_in_sentence(
    connect: Callable[..., tuple[BlobService, HostileServer]], response: bytes
) -> None:
    def answer(connection: ssl.SSLSocket) -> None:
        always(response)(connection)
        connection.close()

    with pytest.raises(AzureError, match="^ListBlobs: ") as raised:
        blobs_in(connect(answer)[0], "files", None)
    assert str(raised.value).isprintable() and len(str(raised.value)) < 700


STORAGE_SERVICE = (
    f"<StorageService {NS}><ServiceName>store</ServiceName><StorageServiceProperties><Status>Created</Status>"
    "<Endpoints><Endpoint>{}</Endpoint></Endpoints></StorageServiceProperties></StorageService>"
)


@pytest.mark.parametrize(
    ("endpoint", "used"),
    [
        ("https://store.blob.core.windows.net/", "https://store.blob.core.windows.net/"),
        ("http://127.0.0.1:10000/store", "http://127.0.0.1:10000/store/"),
        ("https://a\\@b/", None),
        ("https://user:secret@b/", None),
        ("https://[/", None),
        ("ftp://b/", None),
        ("b", None),
        ("https://b\u2100/", None),
    ],
)
def test_blob_endpoint_is_checked(service: Service, endpoint: str, used: str | None) -> None:
    """Issue 11, redirects: the endpoint of an account is parsed once, by what connects."""
    answer = always(http_response(200, STORAGE_SERVICE.format(endpoint).encode()))
    with hostile_server(service.emulator.authority.server_certificate, answer) as server:
        client = service.client(endpoint=server.url)
        with closing(client):
            if used:
                assert blob_endpoint(client, "store") == used
                return
            with pytest.raises(MalformedResponseError, match="store has an endpoint that is not used: ") as raised:
                blob_endpoint(client, "store")
    assert "secret" not in str(raised.value)
