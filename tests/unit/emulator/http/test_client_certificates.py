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
from ansible_collections.classic.azure.tests.unit.emulator.wire import GROUPS, NS, SERVICES, VERSION, Wire, raw_answer
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


def trusted(wire: Wire, current: x509.Certificate) -> None:
    """Make a certificate one of the subscription's."""
    thumbprint = hashlib.sha1(current.public_bytes(Encoding.DER)).hexdigest().upper()
    wire.service.seed("management_certificate", thumbprint, {"thumbprint": thumbprint})


def test_no_certificate(wire: Wire) -> None:
    wire.session.cert = None
    assert wire.ask("GET", "locations").refusal == FORBIDDEN
    assert wire.entry["thumbprint"] is None


@pytest.mark.parametrize("key", [rsa_key(), ec_key(), rsa_key(1024, 2)], ids=["rsa", "ec", "rsa-1024"])
def test_an_unknown_certificate(wire: Wire, tmp_path: Path, key: Any) -> None:
    """Keys of 1024 bits were in use in 2012 (docs/protocol/general.md#client-certificate)."""
    current, path = certificate(key), tmp_path / "client.pem"
    path.write_bytes(current.public_bytes(Encoding.PEM) + pem_key(key))
    context = wire.context(None)
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    context.load_cert_chain(path)
    with wire.socket(context) as connection:
        connection.sendall(GET.replace("{sub}", wire.service.subscription_id).encode())
        assert raw_answer(connection.recv(65536)).refusal == FORBIDDEN
    assert wire.entry["thumbprint"] == hashlib.sha1(current.public_bytes(Encoding.DER)).hexdigest().upper()


def test_a_certificate_of_another_subscription(wire: Wire, tmp_path: Path, open_wire: Callable[..., Wire]) -> None:
    current, other = certificate(rsa_key()), open_wire()
    trusted(other, current)
    wire.session.cert = other.session.cert = pem_file(tmp_path, current)
    assert other.ask("GET", "locations").status == 200
    assert wire.ask("GET", "locations").refusal == FORBIDDEN


@pytest.mark.parametrize(
    ("begins", "ends", "status"),
    [(-20, -10, 403), (-2, -1, 403), (10, 20, 403), (-1, 1, 200)],
    ids=["expired", "expired-yesterday", "not-yet-valid", "valid"],
)
def test_an_expired_certificate_is_refused_by_http(
    wire: Wire, tmp_path: Path, begins: int, ends: int, status: int
) -> None:
    current = certificate(rsa_key(), TODAY + timedelta(days=begins), TODAY + timedelta(days=ends))
    trusted(wire, current)
    wire.session.cert = pem_file(tmp_path, current)
    response = wire.ask("GET", "locations")
    assert response.status == status
    assert status == 200 or response.refusal == FORBIDDEN


def test_a_subscription_that_is_none(wire: Wire) -> None:
    for subscription in ("11111111-1111-1111-1111-111111111111", "nonsense", "%00", "%FF", ""):
        response = wire.send("GET", f"{wire.endpoint}/{subscription}", "", {"x-ms-version": VERSION})
        assert response.refusal == FORBIDDEN


def test_the_certificate_comes_before_everything_else(wire: Wire) -> None:
    wire.session.cert = None
    assert wire.ask("GET", "locations", version=None).refusal == FORBIDDEN
    assert wire.ask("POST", SERVICES, "<oops").refusal == FORBIDDEN
    assert wire.ask("PATCH", "nowhere").refusal == FORBIDDEN
    assert {entry["status"] for entry in wire.service.journal()} == {403}


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_session_that_is_resumed_keeps_the_identity(wire: Wire, version: ssl.TLSVersion) -> None:
    context = wire.context(wire.authority.management_certificate)
    context.minimum_version = context.maximum_version = version
    request = GET.replace("{sub}", wire.service.subscription_id).encode()
    session, reused = None, []
    for dummy in range(3):
        with wire.socket(context, session) as connection:
            connection.sendall(request)
            assert connection.recv(65536).startswith(b"HTTP/1.1 200 OK")
            assert connection.version() == version.name.replace("TLSv1_", "TLSv1.")
            reused.append(connection.session_reused)
            session = connection.session
    assert reused == [False, True, True]
    assert {entry["thumbprint"] for entry in wire.service.journal()} == {wire.authority.thumbprint}


def test_a_session_does_not_lend_its_identity(wire: Wire) -> None:
    """Who resumes another's session would need its keys; who brings none is nobody."""
    assert wire.ask("GET", "locations").status == 200
    with wire.socket(wire.context(None)) as connection:
        connection.sendall(GET.replace("{sub}", wire.service.subscription_id).encode())
        assert connection.recv(65536).startswith(b"HTTP/1.1 403 ")


def test_old_tls_is_not_spoken(wire: Wire) -> None:
    context = wire.context(None)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises(ssl.SSLError), wire.socket(context):
        pass


@pytest.mark.parametrize(
    "noise",
    [b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\x00" * 500, b"\x16\x03\x01\xff\xff" + b"\xff" * 70_000, b""],
    ids=["plain http", "zeros", "half a handshake", "nothing"],
)
def test_what_is_no_tls_does_no_harm(wire: Wire, noise: bytes) -> None:
    where = urlsplit(wire.endpoint)
    with socket.create_connection((where.hostname or "", where.port or 0), timeout=10) as plain, suppress(OSError):
        plain.sendall(noise)
        plain.shutdown(socket.SHUT_WR)
        assert not plain.recv(100).startswith(b"HTTP")
    assert wire.ask("GET", "locations").status == 200


def test_a_client_that_hangs_up_does_no_harm(wire: Wire) -> None:
    body = f"POST /{{sub}}/{SERVICES} HTTP/1.1\r\nHost: x\r\nx-ms-version: {VERSION}\r\nContent-Length: 500\r\n\r\n<a"
    with wire.socket() as connection:
        connection.sendall(body.encode())
    with wire.socket() as connection:
        connection.sendall(GET.encode())
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    assert wire.ask("GET", "locations").status == 200


def test_one_connection_carries_many_requests_until_it_is_to_be_closed(wire: Wire) -> None:
    where = urlsplit(wire.endpoint)
    context = wire.context(wire.authority.management_certificate)
    connection = HTTPSConnection(where.hostname or "", where.port, context=context, timeout=10)
    try:
        for closing in ("keep-alive", "keep-alive", "close"):
            headers = {"x-ms-version": VERSION, "Connection": closing}
            connection.request("GET", f"/{wire.service.subscription_id}/locations", headers=headers)
            response = connection.getresponse()
            assert response.status == 200 and response.read()
            assert response.will_close is (closing == "close")
    finally:
        connection.close()


def test_requests_may_be_sent_ahead(wire: Wire) -> None:
    ahead = GET.replace("Connection: close\r\n", "").replace("locations", GROUPS)
    parts = wire.raw(ahead * 3 + GET).split(b"HTTP/1.1 200 OK")
    assert len(parts) == 5 and parts[0] == b""


@pytest.mark.parametrize("name", ["x-ms-version", "X-MS-VERSION", "x-Ms-VerSion"])
def test_headers_have_any_case(wire: Wire, name: str) -> None:
    response = raw_answer(wire.raw(GET.replace("x-ms-version", name).replace("Host", "hOST")))
    assert response.status == 200


CREATE = (
    f"<CreateAffinityGroup {NS}><Name>g1</Name><Label>Zw==</Label><Location>West US</Location></CreateAffinityGroup>"
)


def test_a_chunked_body(wire: Wire) -> None:
    def pieces() -> Iterator[bytes]:
        for start in range(0, len(CREATE), 7):
            yield CREATE[start : start + 7].encode()

    url = f"{wire.endpoint}/{wire.service.subscription_id}/{GROUPS}"
    assert wire.send("POST", url, pieces(), {"x-ms-version": VERSION}).status == 201
    assert wire.service.kept("affinity_group", "g1")


def test_a_body_that_waits_to_be_asked_for(wire: Wire) -> None:
    """The .NET clients send C(Expect: 100-continue) with every body."""
    head = f"POST /{wire.service.subscription_id}/{GROUPS} HTTP/1.1\r\nHost: x\r\nx-ms-version: {VERSION}\r\n"
    with wire.socket() as connection:
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
def test_any_content_type_will_do(wire: Wire, kind: str | None) -> None:
    url = f"{wire.endpoint}/{wire.service.subscription_id}/{GROUPS}"
    headers = {"x-ms-version": VERSION, **({"Content-Type": kind} if kind else {})}
    assert wire.send("POST", url, CREATE, headers).status == 201


def test_a_body_of_ten_megabytes(wire: Wire) -> None:
    for body in (b"a" * 10_000_000, CREATE.replace("g1", "g" * 10_000_000).encode()):
        response = wire.ask("POST", GROUPS, body)
        assert response.refusal[:2] == (400, "InvalidXmlRequest")
        assert wire.entry["request"] == f"({len(body)} bytes)"
    assert wire.ask("GET", GROUPS).status == 200


def test_a_body_without_end_is_cut_off(wire: Wire) -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield b"x" * 4_000_000

    with pytest.raises(requests.exceptions.ConnectionError):
        wire.send("POST", f"{wire.endpoint}/{wire.service.subscription_id}/{GROUPS}", endless(), {})
    assert wire.ask("GET", GROUPS).status == 200


def test_answers_have_the_headers_of_the_service(wire: Wire) -> None:
    """docs/protocol/general.md#response-headers: a type where there is a body, a length where there is none."""
    found, made = wire.ask("GET", GROUPS), wire.ask("POST", GROUPS, CREATE)
    for response in (found, made, wire.ask("GET", f"{GROUPS}/nope")):
        assert len(response.operation_id) == 32 and set(response.operation_id) <= set("0123456789abcdef")
        assert response.headers["Cache-Control"] == "no-cache"
        assert response.headers["x-ms-servedbyregion"] == "ussouth"
        assert response.headers["Server"].endswith("Microsoft-HTTPAPI/2.0")
        assert response.headers["Date"].endswith(" GMT")
        assert response.headers["Content-Length"] == str(len(response.body))
        assert response.headers.get("Content-Type") == ("application/xml; charset=utf-8" if response.body else None)
    assert not {"Retry-After", "ETag", "WWW-Authenticate"} & {*found.headers, *made.headers}


def test_a_head_has_no_body(wire: Wire) -> None:
    response = wire.raw(GET.replace("GET", "HEAD"))
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
def test_paths_are_compared_as_addresses(wire: Wire, path: str) -> None:
    subscription = wire.service.subscription_id
    path = path.replace("{sub}", subscription).replace("{SUB}", subscription.upper())
    path = path.replace("%7Bsub%7D", "".join(f"%{ord(digit):02X}" for digit in subscription))
    response = raw_answer(wire.raw(GET.replace("/{sub}/locations", path)))
    assert response.status == (501 if "//" in path else 200)


@pytest.mark.parametrize("name", ["%00", "a%00b", "%01", "a%0Ab", "%EF%BF%BF", "%ED%A0%80", "%FF", "%2F", "..", "%"])
@pytest.mark.parametrize("collection", [SERVICES, "services/storageservices", GROUPS, "operations", "certificates"])
def test_names_that_xml_cannot_carry_are_refused_like_others(wire: Wire, collection: str, name: str) -> None:
    response = raw_answer(wire.raw(GET.replace("locations", f"{collection}/{name}")))
    assert response.status in (400, 404)
    assert response.text("Code") in ("BadRequest", "ResourceNotFound")


def test_a_path_that_xml_cannot_carry_is_not_emulated(wire: Wire) -> None:
    response = raw_answer(wire.raw(GET.replace("locations", "no%01where\x01")))
    assert response.status == 501 or response.body == b""
