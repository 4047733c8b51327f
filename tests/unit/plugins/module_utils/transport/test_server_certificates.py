# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates of servers that are not accepted, and what is told about each."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import AzureError, TLSError
from ansible_collections.classic.azure.tests.emulated import Service
from ansible_collections.classic.azure.tests.unit.plugins.module_utils.credentials.credential_material import (
    LOCALHOST,
    TODAY,
    issue_server_certificate,
)
from ansible_collections.classic.azure.tests.unit.plugins.module_utils.transport.hostile_server import (
    NS,
    always,
    hostile_server,
    http_response,
)
from cryptography import x509

ANSWER = always(http_response(200, f"<Locations {NS}/>".encode()))
OTHERS = (x509.DNSName("management.example"), x509.DNSName("*.other.example"))


def error_of(
    service: Service, authority: Path, certificate: Path, host: str, trusted: Path | None = None
) -> AzureError:
    """What a read at a server with this certificate raises; nothing was sent to it, and no client certificate."""
    management = service.emulator.authority.management_certificate
    with hostile_server(certificate, ANSWER, management) as server:
        client = service.client(endpoint=f"https://{host}:{server.port}", ca_certificate=str(trusted or authority))
        with pytest.raises(TLSError) as raised:
            client.get("locations", "ListLocations", "Locations")
        client.close()
    assert server.requests == [] and set(server.certificates) <= {None}
    return raised.value


@pytest.mark.parametrize(
    ("host", "names", "common_name", "days", "sentence"),
    [
        (
            "localhost",
            (),
            "localhost",
            (-1, 2),
            "names no host: it has no subjectAltName, and a common name does not count",
        ),
        ("localhost", LOCALHOST, "localhost", (-1, 2), "is not for this host, but for 127.0.0.1"),
        ("127.0.0.1", OTHERS, "x", (-1, 2), "is not for this host, but for management.example, *.other.example"),
        (
            "127.0.0.1",
            (x509.DNSName("a" * 60 + f"{number}.example") for number in range(100)),
            "x",
            (-1, 2),
            "is not for this host, but for aaaa",
        ),
        ("127.0.0.1", LOCALHOST, "x", (-30, -3), f"expired on {(TODAY - timedelta(days=3)):%Y-%m-%d}T"),
        ("127.0.0.1", LOCALHOST, "x", (3, 30), f"is not valid before {(TODAY + timedelta(days=3)):%Y-%m-%d}T"),
    ],
)
def test_reason_of_refused_certificate(
    service: Service,
    tmp_path: Path,
    host: str,
    names: tuple[x509.GeneralName, ...],
    common_name: str,
    days: tuple[int, int],
    sentence: str,
) -> None:
    """Issue 11: a common name alone was enough, and all else was told as the wrong authority."""
    authority, certificate = issue_server_certificate(tmp_path, tuple(names), common_name, days)
    message = str(error_of(service, authority, certificate, host))
    assert re.match(rf"the certificate of {host}:[0-9]+ {re.escape(sentence)}", message)
    assert len(message) < 500 and "authority" not in message


def test_unknown_authority_is_named(service: Service, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    authority, certificate = issue_server_certificate(tmp_path / "a")
    ours = service.emulator.authority.ca_certificate
    message = str(error_of(service, authority, certificate, "127.0.0.1", trusted=ours))
    assert f"was not issued by the authority in {ours}: certificate verify failed: " in message


def test_reason_without_second_connection(service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the certificate cannot be read again, as behind a proxy, the sentence is shorter."""

    def fail(*args: Any, **options: Any) -> str:
        raise OSError

    monkeypatch.setattr("ssl.get_server_certificate", fail)
    authority, certificate = issue_server_certificate(tmp_path, OTHERS)
    message = str(error_of(service, authority, certificate, "127.0.0.1"))
    assert re.search(r"is not for this host: .*127.0.0.1", message)
