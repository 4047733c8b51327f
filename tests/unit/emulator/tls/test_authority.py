# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator's certificates: strict clients take them, old ones read them, and a restart keeps them."""

from __future__ import annotations

import base64
import hashlib
import http.client
import ipaddress
import os
import shutil
import socket
import ssl
import stat
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from ansible_collections.classic.azure.emulator.tls.authority import LIFE, Authority, prepare
from ansible_collections.classic.azure.emulator.tls.pfx import ROUNDS, derived
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.credential import credential
from ansible_collections.classic.azure.tests.unit.plugins.module_utils.credentials.credential_material import (
    OTHER_SUBSCRIPTION,
    SUBSCRIPTION,
    tls_server,
)
from cryptography import x509
from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.serialization import Encoding, load_der_private_key, load_pem_private_key, pkcs12

pytestmark = pytest.mark.slow

NOW = datetime.now(timezone.utc)
FILES = {"ca.pem", "server.pem", "management.pem", "management.cer", "management.pfx"}
KNOWN = [(SUBSCRIPTION, "First & \n foremost"), (OTHER_SUBSCRIPTION, "Second")]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return prepare(tmp_path_factory.mktemp("authority") / "deep" / "work", NOW)


@pytest.fixture
def authority_copy(authority: Authority, tmp_path: Path) -> Path:
    return Path(shutil.copytree(authority.folder, tmp_path / "copy"))


@pytest.fixture(scope="module")
def url(authority: Authority) -> Iterator[str]:
    management = x509.load_pem_x509_certificate(authority.management_certificate.read_bytes())
    with tls_server(authority.server_certificate, management) as url:
        yield url


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_file_names_and_modes(authority: Authority) -> None:
    assert set(contents(authority.folder)) >= FILES
    assert stat.S_IMODE(authority.folder.stat().st_mode) == 0o700
    modes_of = {name: stat.S_IMODE((authority.folder / name).stat().st_mode) for name in FILES}
    assert modes_of == {
        "ca.pem": 0o644,
        "server.pem": 0o600,
        "management.pem": 0o600,
        "management.cer": 0o644,
        "management.pfx": 0o600,
    }


def test_management_certificate_fields(authority: Authority) -> None:
    pem, der = authority.management_certificate.read_bytes(), authority.management_cer.read_bytes()
    certificate = x509.load_pem_x509_certificate(pem)
    assert certificate == x509.load_der_x509_certificate(der)
    assert load_pem_private_key(pem, None).public_key() == certificate.public_key()
    key = certificate.public_key()
    assert isinstance(key, RSAPublicKey) and key.key_size == 2048
    assert authority.thumbprint == hashlib.sha1(der).hexdigest().upper()
    assert certificate.not_valid_after_utc == (NOW + LIFE).replace(microsecond=0)


@pytest.mark.parametrize("password", [None, b""])
def test_pfx_opens_without_password(authority: Authority, password: bytes | None) -> None:
    key, certificate, others = pkcs12.load_key_and_certificates(authority.management_pfx.read_bytes(), password)
    assert certificate == x509.load_der_x509_certificate(authority.management_cer.read_bytes())
    assert key is not None and key.public_key() == certificate.public_key() and not others
    with pytest.raises(ValueError):
        pkcs12.load_key_and_certificates(authority.management_pfx.read_bytes(), b"x")


def test_pfx_password_is_null_not_empty(authority: Authority) -> None:
    """OpenSSL tries both; the Node CLI does not. So the key is decrypted here by hand, as the CLI does it."""
    blob = authority.management_pfx.read_bytes()
    after = blob.index(bytes.fromhex("060a2a864886f70d010c0103")) + 12
    salt, sealed_at = blob[after + 4 : after + 12], after + 16
    assert blob[sealed_at : sealed_at + 2] == b"\x04\x82"
    sealed = blob[sealed_at + 4 :][: int.from_bytes(blob[sealed_at + 2 : sealed_at + 4], "big")]

    def opened(password: bytes) -> bytes:
        key, vector = (derived(purpose, size, salt, ROUNDS, password) for purpose, size in ((1, 24), (2, 8)))
        padded = Cipher(TripleDES(key), modes.CBC(vector)).decryptor().update(sealed)
        return padded[: -padded[-1]]

    certificate = x509.load_der_x509_certificate(authority.management_cer.read_bytes())
    assert load_der_private_key(opened(b""), None).public_key() == certificate.public_key()
    with pytest.raises(ValueError):
        load_der_private_key(opened(b"\0\0"), None)


@pytest.mark.parametrize(
    ("word", "purpose", "salt", "rounds", "expected"),
    [
        ("smeg", 1, "0a58cf64530d823f", 1, "8aaae6297b6cb04642ab5b077851284eb7128f1a2a7fbca3"),
        ("smeg", 2, "0a58cf64530d823f", 1, "79993dfe048d3b76"),
        ("smeg", 3, "3d83c0e4546ac140", 1, "8d967d88f6caa9d714800ab3d48051d63f73a312"),
        ("queeg", 1, "05dec959acff72f7", 1000, "ed2034e36328830ff09df1e1a07dd357185dac0d4f9eb3d4"),
        ("queeg", 2, "05dec959acff72f7", 1000, "11dedad7758d4860"),
        ("queeg", 3, "263216fcc2fab31c", 1000, "5ec4c7a80df652294c3925b6489a7ab857c83476"),
    ],
)
def test_pkcs12_key_derivation_vectors(word: str, purpose: int, salt: str, rounds: int, expected: str) -> None:
    password = f"{word}\0".encode("utf-16-be")
    assert derived(purpose, len(expected) // 2, bytes.fromhex(salt), rounds, password).hex() == expected


def strict_context(authority: Authority) -> ssl.SSLContext:
    options = {"management_certificate": str(authority.management_certificate), "subscription_id": SUBSCRIPTION}
    context = credential({**options, "ca_certificate": str(authority.ca_certificate)}).ssl_context()
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_server_certificate_passes_strict_verification(authority: Authority, url: str, host: str) -> None:
    address = urlsplit(url.replace("127.0.0.1", host)).netloc
    connection = http.client.HTTPSConnection(address, context=strict_context(authority), timeout=10)
    connection.request("GET", "/")
    assert connection.getresponse().read().decode() == authority.thumbprint
    connection.close()


@pytest.mark.parametrize(("name", "fits"), [("::1", True), ("LOCALHOST", True), ("127.0.0.2", False), ("ca", False)])
def test_server_certificate_names(authority: Authority, url: str, name: str, fits: bool) -> None:
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10) as plain:
        if fits:
            strict_context(authority).wrap_socket(plain, server_hostname=name).close()
        else:
            with pytest.raises(ssl.SSLCertVerificationError):
                strict_context(authority).wrap_socket(plain, server_hostname=name)


@pytest.mark.parametrize("schema", [0, 1])
def test_publish_settings_connect_to_server(authority: Authority, url: str, schema: int) -> None:
    path = authority.publish_settings(url, KNOWN)[schema]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    options = {"publish_settings": str(path), "ca_certificate": str(authority.ca_certificate)}
    for wanted, (identifier, _name) in [("First & foremost", KNOWN[0]), (OTHER_SUBSCRIPTION.upper(), KNOWN[1])]:
        found = credential({**options, "subscription_id": wanted})
        assert (found.subscription_id, found.endpoint) == (identifier, url)
        connection = http.client.HTTPSConnection(urlsplit(url).netloc, context=found.ssl_context(), timeout=10)
        connection.request("GET", "/")
        assert connection.getresponse().read().decode() == authority.thumbprint
        connection.close()


def test_publish_settings_match_service_format(authority: Authority) -> None:
    new, old = (ElementTree.parse(path).getroot() for path in authority.publish_settings("https://here:1", KNOWN))
    blob = base64.b64encode(authority.management_pfx.read_bytes()).decode()
    method = "AzureServiceManagementAPI"
    assert new.tag == old.tag == "PublishData" and [child.tag for child in (*new, *old)] == ["PublishProfile"] * 2
    assert new[0].attrib == {"SchemaVersion": "2.0", "PublishMethod": method}
    assert [child.attrib for child in new[0]] == [
        {"ServiceManagementUrl": "https://here:1", "Id": i, "Name": name, "ManagementCertificate": blob}
        for i, name in KNOWN
    ]
    assert old[0].attrib == {"PublishMethod": method, "Url": "https://here:1/", "ManagementCertificate": blob}
    assert [child.attrib for child in old[0]] == [{"Id": i, "Name": name} for i, name in KNOWN]


def test_restart_keeps_certificates(authority_copy: Path) -> None:
    before = contents(authority_copy)
    first = prepare(authority_copy, NOW + LIFE - timedelta(days=1, seconds=1))
    assert contents(authority_copy) == before
    assert prepare(authority_copy) == first


def test_expiring_certificates_are_renewed(authority_copy: Path) -> None:
    before = contents(authority_copy)
    later = NOW + LIFE - timedelta(days=1)
    fresh = prepare(authority_copy, later)
    after = contents(authority_copy)
    assert not [name for name in FILES if after[name] == before[name]]
    assert prepare(authority_copy, later) == fresh
    assert contents(authority_copy) == after


def test_future_certificates_are_renewed(authority_copy: Path) -> None:
    before = contents(authority_copy)
    assert prepare(authority_copy, NOW - timedelta(days=1)).thumbprint
    assert not [name for name in FILES if contents(authority_copy)[name] == before[name]]


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:300])


SERVER, MANAGEMENT = {"ca.pem", "server.pem"}, {"management.pem", "management.cer", "management.pfx"}


@pytest.mark.parametrize("damage", [Path.unlink, truncate, lambda path: path.write_bytes(b"")])
@pytest.mark.parametrize(
    ("name", "renewed"),
    [
        ("ca.pem", SERVER),
        ("server.pem", SERVER),
        ("management.pem", MANAGEMENT),
        ("management.cer", set()),
        ("management.pfx", {"management.pfx"}),
    ],
)
def test_only_damaged_files_are_renewed(
    authority_copy: Path, name: str, renewed: set[str], damage: Callable[[Path], None]
) -> None:
    before = contents(authority_copy)
    damage(authority_copy / name)
    prepare(authority_copy)
    after = contents(authority_copy)
    assert {file for file in FILES if after[file] != before[file]} == renewed
    assert set(after) == set(before)


@pytest.mark.parametrize("name", ["ca.pem", "server.pem", "management.cer", "management.pfx"])
def test_files_of_another_authority_are_replaced(authority_copy: Path, tmp_path: Path, name: str) -> None:
    other = prepare(tmp_path / "other")
    shutil.copy(other.folder / name, authority_copy / name)
    strict_context(prepare(authority_copy))
    ca, server = (
        x509.load_pem_x509_certificate((authority_copy / file).read_bytes()) for file in ("ca.pem", "server.pem")
    )
    server.verify_directly_issued_by(ca)
    in_pfx = pkcs12.load_key_and_certificates((authority_copy / "management.pfx").read_bytes(), b"")[1]
    assert in_pfx == x509.load_der_x509_certificate((authority_copy / "management.cer").read_bytes())


def test_mismatched_server_key_is_replaced(authority_copy: Path, tmp_path: Path) -> None:
    certificate = x509.load_pem_x509_certificate((authority_copy / "server.pem").read_bytes()).public_bytes(
        Encoding.PEM
    )
    other = prepare(tmp_path / "other").server_certificate.read_bytes()
    (authority_copy / "server.pem").write_bytes(certificate + other[other.index(b"-----BEGIN PRIVATE") :])
    prepare(authority_copy)
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(authority_copy / "server.pem")


def test_changed_hosts_renew_server_certificate(authority_copy: Path) -> None:
    """Each host is in the certificate by its kind; the other files are kept."""
    before = contents(authority_copy)
    prepare(authority_copy, hosts=("localhost", "192.0.2.7", "fd00::1", "build.example"))
    after = contents(authority_copy)
    assert {name for name in FILES if after[name] != before[name]} == SERVER
    server = x509.load_pem_x509_certificate(after["server.pem"])
    names = server.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert set(names) == {
        x509.DNSName("localhost"),
        x509.IPAddress(ipaddress.ip_address("192.0.2.7")),
        x509.IPAddress(ipaddress.ip_address("fd00::1")),
        x509.DNSName("build.example"),
    }
    prepare(authority_copy, hosts=("build.example", "fd00::1", "192.0.2.7", "localhost"))
    assert contents(authority_copy) == after


def test_file_modes_are_corrected_at_restart(authority_copy: Path) -> None:
    authority_copy.chmod(0o755)
    for name in FILES:
        (authority_copy / name).chmod(0o644)
    prepare(authority_copy)
    private = {name for name in FILES if stat.S_IMODE((authority_copy / name).stat().st_mode) == 0o600}
    assert private == {"server.pem", "management.pem", "management.pfx"}
    assert stat.S_IMODE(authority_copy.stat().st_mode) == 0o755, "a folder that was there is the user's affair"


def test_files_are_private_regardless_of_umask(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        authority = prepare(tmp_path / "work")
    finally:
        os.umask(old)
    assert stat.S_IMODE(authority.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(authority.server_certificate.stat().st_mode) == 0o600


def test_ca_key_is_not_stored(authority: Authority) -> None:
    ca = x509.load_pem_x509_certificate(authority.ca_certificate.read_bytes())
    keys = [content for content in contents(authority.folder).values() if b"PRIVATE KEY" in content]
    assert len(keys) == 2
    assert all(load_pem_private_key(key, None).public_key() != ca.public_key() for key in keys)
