# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The door: who comes in with which certificate, and what HTTP may look like."""

from __future__ import annotations

import hashlib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from http.client import HTTPSConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from ansible_collections.classic.azure.tests.unit.emulator.wire import (
    GROUPS,
    NS,
    SERVICES,
    VERSION,
    EmulatorClient,
    parse_raw_response,
)
from ansible_collections.classic.azure.tests.unit.plugins.module_utils.credentials.credential_material import (
    TODAY,
    certificate,
    ec_key,
    pem_key,
    rsa_key,
)
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

FORBIDDEN = (
    403,
    "ForbiddenError",
    "The server failed to authenticate the request. "
    "Verify that the certificate is valid and is associated with this subscription.",
)
GET = f"GET /{{sub}}/locations HTTP/1.1\r\nHost: here\r\nx-ms-version: {VERSION}\r\nConnection: close\r\n\r\n"


def pem_file(folder: Path, current: x509.Certificate, key: object = None) -> str:
    path = folder / "client.pem"
    path.write_bytes(current.public_bytes(Encoding.PEM) + pem_key(rsa_key()))
    return str(path)


def trust_certificate(client: EmulatorClient, current: x509.Certificate) -> None:
    """Make a certificate one of the subscription's."""
    thumbprint = hashlib.sha1(current.public_bytes(Encoding.DER)).hexdigest().upper()
    client.service.seed("management_certificate", thumbprint, {"thumbprint": thumbprint})


def test_missing_certificate_is_forbidden(client: EmulatorClient) -> None:
    client.session.cert = None
    assert client.request("GET", "locations").error == FORBIDDEN
    assert client.last_entry["thumbprint"] is None


@pytest.mark.parametrize("key", [rsa_key(), ec_key(), rsa_key(1024, 2)], ids=["rsa", "ec", "rsa-1024"])
def test_unknown_certificate_is_forbidden(client: EmulatorClient, tmp_path: Path, key: Any) -> None:
    """Keys of 1024 bits were in use in 2012 (docs/protocol/general.md#client-certificate)."""
    current, path = certificate(key), tmp_path / "client.pem"
    path.write_bytes(current.public_bytes(Encoding.PEM) + pem_key(key))
    context = client.context(None)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.load_cert_chain(path)
    with client.socket(context) as connection:
        connection.sendall(GET.replace("{sub}", client.service.subscription_id).encode())
        assert parse_raw_response(connection.recv(65536)).error == FORBIDDEN
    assert client.last_entry["thumbprint"] == hashlib.sha1(current.public_bytes(Encoding.DER)).hexdigest().upper()


def test_certificate_of_another_subscription_is_forbidden(
    client: EmulatorClient, tmp_path: Path, make_client: Callable[..., EmulatorClient]
) -> None:
    current, other = certificate(rsa_key()), make_client()
    trust_certificate(other, current)
    client.session.cert = other.session.cert = pem_file(tmp_path, current)
    assert other.request("GET", "locations").status == 200
    assert client.request("GET", "locations").error == FORBIDDEN


@pytest.mark.parametrize(
    ("begins", "ends", "status"),
    [(-20, -10, 403), (-2, -1, 403), (10, 20, 403), (-1, 1, 200)],
    ids=["expired", "expired-yesterday", "not-yet-valid", "valid"],
)
def test_expired_certificate_is_forbidden(
    client: EmulatorClient, tmp_path: Path, begins: int, ends: int, status: int
) -> None:
    current = certificate(rsa_key(), TODAY + timedelta(days=begins), TODAY + timedelta(days=ends))
    trust_certificate(client, current)
    client.session.cert = pem_file(tmp_path, current)
    response = client.request("GET", "locations")
    assert response.status == status
    assert status == 200 or response.error == FORBIDDEN


def test_unknown_subscription_is_forbidden(client: EmulatorClient) -> None:
    for subscription in ("11111111-1111-1111-1111-111111111111", "nonsense", "%00", "%FF", ""):
        response = client.send("GET", f"{client.endpoint}/{subscription}", "", {"x-ms-version": VERSION})
        assert response.error == FORBIDDEN


def test_certificate_is_checked_first(client: EmulatorClient) -> None:
    """The certificate is checked before the version, the body and the path."""
    client.session.cert = None
    assert client.request("GET", "locations", version=None).error == FORBIDDEN
    assert client.request("POST", SERVICES, "<oops").error == FORBIDDEN
    assert client.request("PATCH", "nowhere").error == FORBIDDEN
    assert {entry["status"] for entry in client.service.journal()} == {403}


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_resumed_tls_session_keeps_identity(client: EmulatorClient, version: ssl.TLSVersion) -> None:
    context = client.context(client.authority.management_certificate)
    context.minimum_version = context.maximum_version = version
    request = GET.replace("{sub}", client.service.subscription_id).encode()
    session, reused = None, []
    for dummy in range(3):
        with client.socket(context, session) as connection:
            connection.sendall(request)
            assert connection.recv(65536).startswith(b"HTTP/1.1 200 OK")
            assert connection.version() == version.name.replace("TLSv1_", "TLSv1.")
            reused.append(connection.session_reused)
            session = connection.session
    assert reused == [False, True, True]
    assert {entry["thumbprint"] for entry in client.service.journal()} == {client.authority.thumbprint}


def test_tls_session_does_not_share_identity(client: EmulatorClient) -> None:
    """Who resumes another's session would need its keys; who brings none is nobody."""
    assert client.request("GET", "locations").status == 200
    with client.socket(client.context(None)) as connection:
        connection.sendall(GET.replace("{sub}", client.service.subscription_id).encode())
        assert connection.recv(65536).startswith(b"HTTP/1.1 403 ")


def test_old_tls_is_refused(client: EmulatorClient) -> None:
    context = client.context(None)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises(ssl.SSLError), client.socket(context):
        pass


@pytest.mark.parametrize(
    "noise",
    [b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\x00" * 500, b"\x16\x03\x01\xff\xff" + b"\xff" * 70_000, b""],
    ids=["plain http", "zeros", "half a handshake", "nothing"],
)
def test_non_tls_bytes_are_ignored(client: EmulatorClient, noise: bytes) -> None:
    where = urlsplit(client.endpoint)
    with socket.create_connection((where.hostname or "", where.port or 0), timeout=10) as plain, suppress(OSError):
        plain.sendall(noise)
        plain.shutdown(socket.SHUT_WR)
        assert not plain.recv(100).startswith(b"HTTP")
    assert client.request("GET", "locations").status == 200


def test_client_disconnect_is_ignored(client: EmulatorClient) -> None:
    body = f"POST /{{sub}}/{SERVICES} HTTP/1.1\r\nHost: x\r\nx-ms-version: {VERSION}\r\nContent-Length: 500\r\n\r\n<a"
    with client.socket() as connection:
        connection.sendall(body.encode())
    with client.socket() as connection:
        connection.sendall(GET.encode())
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    assert client.request("GET", "locations").status == 200


def test_connection_keep_alive_and_close(client: EmulatorClient) -> None:
    where = urlsplit(client.endpoint)
    context = client.context(client.authority.management_certificate)
    connection = HTTPSConnection(where.hostname or "", where.port, context=context, timeout=10)
    try:
        for closing in ("keep-alive", "keep-alive", "close"):
            headers = {"x-ms-version": VERSION, "Connection": closing}
            connection.request("GET", f"/{client.service.subscription_id}/locations", headers=headers)
            response = connection.getresponse()
            assert response.status == 200 and response.read()
            assert response.will_close is (closing == "close")
    finally:
        connection.close()


def test_pipelined_requests(client: EmulatorClient) -> None:
    ahead = GET.replace("Connection: close\r\n", "").replace("locations", GROUPS)
    parts = client.raw(ahead * 3 + GET).split(b"HTTP/1.1 200 OK")
    assert len(parts) == 5 and parts[0] == b""


@pytest.mark.parametrize("name", ["x-ms-version", "X-MS-VERSION", "x-Ms-VerSion"])
def test_headers_are_case_insensitive(client: EmulatorClient, name: str) -> None:
    response = parse_raw_response(client.raw(GET.replace("x-ms-version", name).replace("Host", "hOST")))
    assert response.status == 200


CREATE = (
    f"<CreateAffinityGroup {NS}><Name>g1</Name><Label>Zw==</Label><Location>West US</Location></CreateAffinityGroup>"
)


def test_chunked_request_body(client: EmulatorClient) -> None:
    def pieces() -> Iterator[bytes]:
        for start in range(0, len(CREATE), 7):
            yield CREATE[start : start + 7].encode()

    url = f"{client.endpoint}/{client.service.subscription_id}/{GROUPS}"
    assert client.send("POST", url, pieces(), {"x-ms-version": VERSION}).status == 201
    assert client.service.stored("affinity_group", "g1")


def test_expect_100_continue(client: EmulatorClient) -> None:
    """The .NET clients send C(Expect: 100-continue) with every body."""
    head = f"POST /{client.service.subscription_id}/{GROUPS} HTTP/1.1\r\nHost: x\r\nx-ms-version: {VERSION}\r\n"
    with client.socket() as connection:
        connection.sendall(f"{head}Expect: 100-continue\r\nContent-Length: {len(CREATE)}\r\n\r\n".encode())
        assert connection.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(CREATE.encode())
        assert connection.recv(1000).startswith(b"HTTP/1.1 201 Created\r\n")


@pytest.mark.parametrize(
    "kind",
    [
        None,
        "application/xml",
        "text/xml; charset=utf-8",
        "application/atom+xml;type=entry;charset=utf-8",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "nonsense",
    ],
)
def test_any_content_type_is_accepted(client: EmulatorClient, kind: str | None) -> None:
    url = f"{client.endpoint}/{client.service.subscription_id}/{GROUPS}"
    headers = {"x-ms-version": VERSION, **({"Content-Type": kind} if kind else {})}
    assert client.send("POST", url, CREATE, headers).status == 201


@pytest.mark.slow
def test_large_body_is_refused(client: EmulatorClient) -> None:
    for body in (b"a" * 17_000_000, CREATE.replace("g1", "g" * 17_000_000).encode()):
        response = client.request("POST", GROUPS, body)
        assert response.error[:2] == (400, "InvalidXmlRequest")
        assert client.last_entry["request"] == f"({len(body)} bytes)"
    assert client.request("GET", GROUPS).status == 200


@pytest.mark.slow
def test_endless_body_is_cut_off(client: EmulatorClient) -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield b"x" * 4_000_000

    url = f"{client.endpoint}/{client.service.subscription_id}/{GROUPS}"
    with suppress(requests.exceptions.ConnectionError):
        assert client.send("POST", url, endless(), {}).status == 413
    assert client.request("GET", GROUPS).status == 200


def test_response_headers(client: EmulatorClient) -> None:
    """docs/protocol/general.md#response-headers: a type where there is a body, a length where there is none."""
    found, made = client.request("GET", GROUPS), client.request("POST", GROUPS, CREATE)
    for response in (found, made, client.request("GET", f"{GROUPS}/nope")):
        assert len(response.operation_id) == 32 and set(response.operation_id) <= set("0123456789abcdef")
        assert response.headers["Cache-Control"] == "no-cache"
        assert response.headers["x-ms-servedbyregion"] == "ussouth"
        assert response.headers["x-ms-emulator-profile"] == "instant"
        assert response.headers["Server"].endswith("Microsoft-HTTPAPI/2.0")
        assert response.headers["Date"].endswith(" GMT")
        assert response.headers["Content-Length"] == str(len(response.body))
        assert response.headers.get("Content-Type") == ("application/xml; charset=utf-8" if response.body else None)
    assert not {"Retry-After", "ETag", "WWW-Authenticate"} & {*found.headers, *made.headers}


def test_head_response_has_no_body(client: EmulatorClient) -> None:
    response = client.raw(GET.replace("GET", "HEAD"))
    assert response.startswith(b"HTTP/1.1 400 ") and response.endswith(b"\r\n\r\n")


@pytest.mark.parametrize(
    "path",
    [
        "/{sub}/services/hostedservices/",
        "/{SUB}/Services/HOSTEDSERVICES",
        "/{sub}/%73ervices/hosted%53ervices",
        "/{sub}/services/hostedservices/?embed-detail=false",
        "/{sub}//services/hostedservices",
        "/%7Bsub%7D/services/hostedservices",
    ],
)
def test_paths_are_normalized(client: EmulatorClient, path: str) -> None:
    subscription = client.service.subscription_id
    path = path.replace("{sub}", subscription).replace("{SUB}", subscription.upper())
    path = path.replace("%7Bsub%7D", "".join(f"%{ord(digit):02X}" for digit in subscription))
    response = parse_raw_response(client.raw(GET.replace("/{sub}/locations", path)))
    assert response.status == (501 if "//" in path else 200)


@pytest.mark.parametrize("name", ["%00", "a%00b", "%01", "a%0Ab", "%EF%BF%BF", "%ED%A0%80", "%FF", "%2F", "..", "%"])
@pytest.mark.parametrize("collection", [SERVICES, "services/storageservices", GROUPS, "operations", "certificates"])
def test_invalid_xml_characters_in_name_are_refused(client: EmulatorClient, collection: str, name: str) -> None:
    response = parse_raw_response(client.raw(GET.replace("locations", f"{collection}/{name}")))
    assert response.status in (400, 404)
    assert response.text("Code") in ("BadRequest", "ResourceNotFound")


def test_invalid_xml_characters_in_path(client: EmulatorClient) -> None:
    response = parse_raw_response(client.raw(GET.replace("locations", "no%01where\x01")))
    assert response.status == 501 or response.body == b""
