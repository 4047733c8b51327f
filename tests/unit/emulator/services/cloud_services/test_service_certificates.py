# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service certificates, typed by hand (docs/protocol/cloud_services.md#service-certificates)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from hashlib import sha1

import pytest
from ansible_collections.classic.azure.tests.unit.emulator.services.cloud_services.deployed import (
    INCORRECT,
    EmulatedHostedService,
    cscfg,
)
from ansible_collections.classic.azure.tests.unit.emulator.wire import NS, SERVICES, EmulatorClient, Response
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, pkcs12
from cryptography.x509.oid import NameOID

UNKNOWN = (404, "ResourceNotFound", "The certificate was not found.")
SECRET = "a canary's password"


def key_and_certificate(name: str) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """A key and its certificate."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(timezone.utc)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    days = (now, now + timedelta(days=9))
    builder = x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number(), *days)
    return key, builder.sign(key, SHA256())


KEY, CERTIFICATE = key_and_certificate("shop")
DUMMY, ISSUER = key_and_certificate("issuer")
CER = CERTIFICATE.public_bytes(Encoding.DER)
THUMBPRINT = sha1(CER, usedforsecurity=False).hexdigest().upper()


def pfx(password: str = "", chain: bool = False) -> bytes:
    encryption = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    return pkcs12.serialize_key_and_certificates(b"shop", KEY, CERTIFICATE, [ISSUER] if chain else None, encryption)


def add(
    deployed: EmulatedHostedService, content: bytes, kind: str = "pfx", password: str | None = "", data: str = ""
) -> Response:
    last = "" if password is None else f"<Password>{password}</Password>"
    encoded = data or b64encode(content).decode()
    inside = f"<Data>{encoded}</Data><CertificateFormat>{kind}</CertificateFormat>{last}"
    return deployed.post("certificates", "CertificateFile", inside)


def thumbprints(deployed: EmulatedHostedService) -> list[str]:
    return deployed.get("certificates").texts("Certificate/Thumbprint")


@pytest.fixture
def instant(client: EmulatorClient) -> EmulatedHostedService:
    return EmulatedHostedService(client)


def test_certificate_lifecycle(make_client: Callable[..., EmulatorClient]) -> None:
    deployed = EmulatedHostedService(make_client("recorded"))
    client, one = deployed.client, f"certificates/sha1-{THUMBPRINT}"
    begun = add(deployed, pfx(SECRET), password=SECRET)
    assert (begun.status, begun.body, thumbprints(deployed), deployed.get(one).error) == (202, b"", [], UNKNOWN)
    client.wait(6)
    listed = deployed.get("certificates")
    assert listed.tags("Certificate") == ["CertificateUrl", "Thumbprint", "ThumbprintAlgorithm", "Data"]
    home = f"https://management.core.windows.net/{client.service.subscription_id}/{deployed.path}"
    values = [f"{home}/{one}", THUMBPRINT, "sha1", b64encode(CER).decode()]
    assert [listed.text(f"Certificate/{tag}") for tag in listed.tags("Certificate")] == values
    for spelling in (one, one.lower(), one.replace("sha1", "SHA1")):
        returned = deployed.get(spelling)
        assert (returned.tags(), returned.text("Data")) == (["Data"], values[3])
    going = client.request("DELETE", f"{deployed.path}/{one}")
    assert (going.status, thumbprints(deployed)) == (202, [THUMBPRINT])
    client.wait(6)
    assert (client.poll(going), thumbprints(deployed), deployed.get(one).error) == ("Succeeded", [], UNKNOWN)
    assert client.request("DELETE", f"{deployed.path}/{one}").error == UNKNOWN


def test_certificate_secrets_are_redacted(instant: EmulatedHostedService) -> None:
    add(instant, pfx(SECRET), password=SECRET)
    assert thumbprints(instant) == [THUMBPRINT]
    channels = [
        instant.client.service.journal(),
        *(instant.client.admin("GET", path).json for path in ("overview", "state")),
    ]
    for channel in channels:
        assert SECRET not in str(channel) and b64encode(pfx()).decode()[:40] not in str(channel)


@pytest.mark.parametrize(
    ("content", "kind", "password"),
    [
        (pfx("x"), "PFX", "x"),
        (pfx(), "pfx", ""),
        (pfx(), "pfx", None),
        (CER, "cer", ""),
        (CER, "cer", None),
        (CERTIFICATE.public_bytes(Encoding.PEM), "Cer", None),
    ],
)
def test_readable_certificate_files(
    instant: EmulatedHostedService, content: bytes, kind: str, password: str | None
) -> None:
    assert add(instant, content, kind, password).status == 202
    assert add(instant, content, kind, password).status == 202, "twice is as good as once"
    assert thumbprints(instant) == [THUMBPRINT]


def test_nil_password(instant: EmulatedHostedService) -> None:
    nil = '<Password xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/>'
    inside = f"<Data>{b64encode(CER).decode()}</Data><CertificateFormat>cer</CertificateFormat>{nil}"
    assert instant.post("certificates", "CertificateFile", inside).status == 202


def test_chain_certificates_are_added(instant: EmulatedHostedService) -> None:
    add(instant, pfx(chain=True))
    issuer = sha1(ISSUER.public_bytes(Encoding.DER), usedforsecurity=False).hexdigest().upper()
    assert set(thumbprints(instant)) == {THUMBPRINT, issuer}


@pytest.mark.parametrize(
    ("content", "kind", "password", "data", "reason"),
    [
        (pfx("right"), "pfx", "wrong", "", "Data does not open as pfx with the Password that was given"),
        (pfx("right"), "pfx", None, "", "Data does not open as pfx with the Password that was given"),
        (pfx()[:-20], "pfx", "", "", "Data does not open as pfx"),
        (CER, "pfx", "", "", "Data does not open as pfx"),
        (pfx(), "cer", "", "", "Data does not open as cer"),
        (b"-----BEGIN nothing", "cer", "", "", "Data does not open as cer"),
        (b"", "cer", "", "!", "Data is not base64"),
        (b"", "cer", "", "eA", "Data is not base64"),
        (b"", "cer", "", "ä", "Data is not base64"),
        (b"", "cer", "", "", "Data is missing"),
        (CER, "", "", "", "CertificateFormat is missing"),
        (CER, "pem", "", "", "CertificateFormat is neither pfx nor cer"),
    ],
)
def test_unreadable_certificate_files_are_refused(
    instant: EmulatedHostedService, content: bytes, kind: str, password: str | None, data: str, reason: str
) -> None:
    assert add(instant, content, kind, password, data).error == INCORRECT
    assert instant.client.last_entry["reason"].startswith(reason)
    assert thumbprints(instant) == []


def test_missing_service_is_not_found(client: EmulatorClient) -> None:
    unknown = (404, "ResourceNotFound", "The hosted service does not exist.")
    assert client.request("GET", f"{SERVICES}/nope/certificates").error == unknown
    assert client.request("GET", f"{SERVICES}/nope/certificates/sha1-{THUMBPRINT}").error == unknown
    body = f"<CertificateFile {NS}><Data>eA==</Data><CertificateFormat>cer</CertificateFormat></CertificateFile>"
    assert client.request("POST", f"{SERVICES}/nope/certificates", body).error == unknown


def test_certificate_in_use_is_not_deleted(instant: EmulatedHostedService) -> None:
    add(instant, CER, "cer")
    named = f'<Certificates><Certificate name="c" thumbprint="{THUMBPRINT.lower()}" thumbprintAlgorithm="sha1"/>'
    assert instant.create(text=cscfg(more=f"{named}</Certificates>")).status == 202
    message = "Certificate deletion is not allowed when it is being used in a deployment."
    path = f"{instant.path}/certificates/sha1-{THUMBPRINT}"
    assert instant.client.request("DELETE", path).error == (409, "ConflictError", message)
    instant.client.request("DELETE", f"{instant.path}/deployments/d1")
    assert instant.client.request("DELETE", path).status == 202


def test_certificates_are_deleted_with_service(instant: EmulatedHostedService) -> None:
    add(instant, CER, "cer")
    assert thumbprints(instant) == [THUMBPRINT]
    assert instant.client.request("DELETE", instant.path).status == 200
    EmulatedHostedService(instant.client)
    assert thumbprints(instant) == []
