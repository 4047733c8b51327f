# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A subscription asked over TLS with bytes typed by hand, and answers read by another parser than the emulator's."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import requests
from ansible_collections.classic.azure.tests.emulated import ADMIN_TOKEN, Service

VERSION = "2014-10-01"
NS = 'xmlns="http://schemas.microsoft.com/windowsazure"'
BOTH = f'{NS} xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'
SPACE = "{http://schemas.microsoft.com/windowsazure}"

SERVICES, ACCOUNTS, GROUPS = "services/hostedservices", "services/storageservices", "affinitygroups"


@dataclass(frozen=True)
class Response:
    """An HTTP response."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def root(self) -> ElementTree.Element:
        return ElementTree.fromstring(self.body)

    def text(self, path: str) -> str | None:
        """The text of the element at a path of tags below the root; None if there is none."""
        return self.root.findtext("/".join(f"{SPACE}{tag}" for tag in path.split("/")))

    def texts(self, path: str) -> list[str]:
        found = self.root.findall("/".join(f"{SPACE}{tag}" for tag in path.split("/")))
        return [element.text or "" for element in found]

    def tags(self, path: str = "") -> list[str]:
        """The tags of the elements below the one at a path, in their order."""
        at = self.root.find("/".join(f"{SPACE}{tag}" for tag in path.split("/"))) if path else self.root
        return [] if at is None else [child.tag.removeprefix(SPACE) for child in at]

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def error(self) -> tuple[int, str | None, str | None]:
        return self.status, self.text("Code"), self.text("Message")

    @property
    def operation_id(self) -> str:
        return self.headers["x-ms-request-id"]


class EmulatorClient:
    """An HTTP client for a subscription, with the management certificate."""

    def __init__(self, service: Service, session: requests.Session) -> None:
        self.service = service
        self.session = session
        self.endpoint = service.emulator.endpoint
        self.authority = service.emulator.authority

    def request(
        self,
        method: str,
        path: str = "",
        body: str | bytes = b"",
        version: str | None = VERSION,
        headers: Mapping[str, str] | None = None,
    ) -> Response:
        """Send a request to a path below the subscription."""
        sent = {"Content-Type": "application/xml", **({} if version is None else {"x-ms-version": version})}
        url = f"{self.endpoint}/{self.service.subscription_id}{'/' if path else ''}{path}"
        return self.send(method, url, body, {**sent, **(headers or {})})

    def send(self, method: str, url: str, body: str | bytes | Iterator[bytes], headers: Mapping[str, str]) -> Response:
        data = body.encode() if isinstance(body, str) else body
        response = self.session.request(
            method, url, data=data, headers=dict(headers), timeout=20, allow_redirects=False, verify=self.ca_file
        )
        return Response(response.status_code, response.headers, response.content)

    def admin(self, method: str, path: str, body: Any = None, **headers: str) -> Response:
        """Send a JSON request to the emulator's admin interface."""
        data = b"" if body is None else json.dumps(body).encode()
        usual = {"Content-Type": "application/json", "Authorization": f"Bearer {ADMIN_TOKEN}"}
        return self.send(method, f"{self.endpoint}/emulator/{path}", data, {**usual, **headers})

    @property
    def ca_file(self) -> str:
        return str(self.authority.ca_certificate)

    @property
    def last_entry(self) -> dict[str, Any]:
        """The journal entry of the last request."""
        return self.service.journal()[-1]

    def poll(self, response: Response) -> str | None:
        """The current status of the operation of a response."""
        return self.request("GET", f"operations/{response.operation_id}").text("Status")

    def wait(self, seconds: float) -> None:
        """Advance the emulator's clock."""
        self.service.sleep(seconds)

    def context(self, certificate: Path | None) -> ssl.SSLContext:
        """A TLS context with the certificate and key of a PEM file."""
        context = ssl.create_default_context(cafile=self.ca_file)
        if certificate:
            context.load_cert_chain(certificate)
        return context

    @contextmanager
    def socket(
        self, context: ssl.SSLContext | None = None, session: ssl.SSLSession | None = None
    ) -> Iterator[ssl.SSLSocket]:
        """A TLS connection, for what no HTTP client would send."""
        context = context or self.context(self.authority.management_certificate)
        where = urlsplit(self.endpoint)
        plain = socket.create_connection((where.hostname or "", where.port or 0), timeout=20)
        with plain, context.wrap_socket(plain, server_hostname=where.hostname, session=session) as connection:
            yield connection

    def raw(self, request: str | bytes) -> bytes:
        """Send bytes as they are, and return all bytes received until the emulator closes the connection."""
        data = request.encode("latin-1") if isinstance(request, str) else request
        with self.socket() as connection:
            connection.sendall(data.replace(b"{sub}", self.service.subscription_id.encode()))
            parts = []
            while part := connection.recv(65536):
                parts.append(part)
        return b"".join(parts)


def parse_raw_response(data: bytes) -> Response:
    """Parse the bytes received on a connection."""
    head, dummy, body = data.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    return Response(int(status.split()[1]), requests.structures.CaseInsensitiveDict(headers), body)
