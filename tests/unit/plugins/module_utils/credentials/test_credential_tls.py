# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real handshakes: each form of credential proves who we are, and no server that is not trusted gets an answer."""

from __future__ import annotations

import http.client
import signal
import ssl
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.credential import Credential, credential
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import CredentialError
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.session import session_to
from ansible_collections.classic.azure.tests.emulated import write_der
from ansible_collections.classic.azure.tests.unit.plugins.module_utils.credentials.credential_material import (
    PASSWORD,
    SUBSCRIPTION,
    certificate,
    issue_server_certificate,
    pem_certificate,
    pem_key,
    pfx,
    publish_settings_v1,
    publish_settings_v2,
    rsa_key,
    run_script,
    thumbprint,
    tls_server,
)
from cryptography import x509
from cryptography.hazmat.primitives.serialization import NoEncryption, load_pem_private_key, pkcs12

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return issue_server_certificate(tmp_path_factory.mktemp("server"))


@pytest.fixture(scope="module")
def url(authority: tuple[Path, Path]) -> Iterator[str]:
    with tls_server(authority[1], certificate(rsa_key())) as url:
        yield url


KEY = rsa_key()
FORMS: dict[str, dict[str, bytes]] = {
    "one file": {"management_certificate": pem_certificate(KEY) + pem_key(KEY)},
    "key apart": {"management_certificate": pem_certificate(KEY), "management_key": pem_key(KEY)},
    "encrypted": {"management_certificate": pem_certificate(KEY) + pem_key(KEY, PASSWORD)},
    "pfx": {"management_certificate": pfx(KEY, PASSWORD)},
    "publishsettings 2.0": {"publish_settings": publish_settings_v2(pfx(KEY), (SUBSCRIPTION, "x"))},
    "publishsettings 1.0": {"publish_settings": publish_settings_v1(pfx(KEY), (SUBSCRIPTION, "x"))},
}


def credential_in_form(folder: Path, form: str, ca: Path, **more: Any) -> Credential:
    options: dict[str, Any] = {"subscription_id": SUBSCRIPTION, "ca_certificate": str(ca), **more}
    for option, content in FORMS[form].items():
        (folder / option).write_bytes(content)
        options[option] = str(folder / option)
    return credential({**options, "management_certificate_password": PASSWORD})


def seen_thumbprint(context: ssl.SSLContext, url: str) -> str:
    """The thumbprint of the certificate that the server saw."""
    connection = http.client.HTTPSConnection(urlsplit(url).netloc, context=context, timeout=10)
    connection.request("GET", "/")
    body = connection.getresponse().read().decode()
    connection.close()
    return body


@pytest.mark.parametrize("form", FORMS)
def test_client_certificate_reaches_server(form: str, tmp_path: Path, authority: tuple[Path, Path], url: str) -> None:
    assert seen_thumbprint(credential_in_form(tmp_path, form, authority[0]).ssl_context(), url) == thumbprint(KEY)


def test_ca_certificate_in_der(tmp_path: Path, authority: tuple[Path, Path], url: str) -> None:
    der = write_der(authority[0], tmp_path)
    assert seen_thumbprint(credential_in_form(tmp_path, "one file", Path(der)).ssl_context(), url) == thumbprint(KEY)


def test_ca_certificate_with_non_ascii_comment(tmp_path: Path, authority: tuple[Path, Path], url: str) -> None:
    remarked = tmp_path / "ca.pem"
    remarked.write_bytes("# für uns\n".encode() + authority[0].read_bytes())
    assert seen_thumbprint(credential_in_form(tmp_path, "one file", remarked).ssl_context(), url) == thumbprint(KEY)


def test_only_given_ca_is_trusted(tmp_path: Path, authority: tuple[Path, Path], url: str) -> None:
    untrusted = tmp_path / "stranger.pem"
    untrusted.write_bytes(pem_certificate(rsa_key(number=2)))
    with pytest.raises(ssl.SSLCertVerificationError):
        seen_thumbprint(credential_in_form(tmp_path, "one file", untrusted).ssl_context(), url)
    assert credential_in_form(tmp_path, "one file", authority[0]).ssl_context().cert_store_stats()["x509"] == 1


def test_system_cas_are_trusted_by_default(tmp_path: Path, authority: tuple[Path, Path], url: str) -> None:
    context = credential_in_form(tmp_path, "one file", authority[0], ca_certificate=None).ssl_context()
    assert context.cert_store_stats() == ssl.create_default_context().cert_store_stats()
    with pytest.raises(ssl.SSLCertVerificationError):
        seen_thumbprint(context, url)


def test_server_hostname_is_verified(tmp_path: Path, authority: tuple[Path, Path], url: str) -> None:
    context = credential_in_form(tmp_path, "one file", authority[0]).ssl_context()
    with pytest.raises(ssl.SSLCertVerificationError, match="localhost"):
        seen_thumbprint(context, url.replace("127.0.0.1", "localhost"))


def test_minimum_tls_version_is_1_2(tmp_path: Path, authority: tuple[Path, Path]) -> None:
    context = credential_in_form(tmp_path, "one file", authority[0]).ssl_context()
    assert context.minimum_version == ssl.TLSVersion.TLSv1_2
    assert context.verify_mode == ssl.CERT_REQUIRED and context.check_hostname


@pytest.mark.parametrize("form", ["one file", "pfx"])
@pytest.mark.parametrize("verify", [True, False])
def test_requests_session(
    form: str,
    verify: bool,
    tmp_path: Path,
    authority: tuple[Path, Path],
    url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere")
    who = credential_in_form(tmp_path, form, authority[0])
    context = who.ssl_context()
    with session_to(url, who, context) as session:
        assert session.get(url, verify=verify, timeout=10).text == thumbprint(KEY)
        with pytest.raises(requests.exceptions.SSLError):
            session.get(url.replace("127.0.0.1", "localhost"), verify=verify, timeout=10)
    assert context.cert_store_stats()["x509"] == 1


class _RecordingContext(ssl.SSLContext):
    """Looks at the file in the moment in which OpenSSL reads it."""

    seen: list[tuple[str, int, bytes]]
    passwords: list[str]

    def load_cert_chain(self, certfile: Any, keyfile: Any = None, password: Any = None) -> None:
        path = Path(certfile)
        self.seen.append((certfile, stat.S_IMODE(path.stat().st_mode), path.read_bytes()))
        self.passwords.append(password)
        super().load_cert_chain(certfile, keyfile, password)


def recording_context() -> _RecordingContext:
    context = _RecordingContext(ssl.PROTOCOL_TLS_CLIENT)
    context.seen, context.passwords = [], []
    return context


def assert_encrypted(mode: int, content: bytes) -> None:
    assert mode == 0o600
    assert b"BEGIN ENCRYPTED PRIVATE KEY" in content and b"BEGIN PRIVATE KEY" not in content
    for password in (None, b"", PASSWORD.encode()):
        with pytest.raises((ValueError, TypeError)):
            load_pem_private_key(content, password)


@pytest.mark.parametrize("form", ["pfx", "publishsettings 2.0"])
def test_temporary_key_is_encrypted_on_disk(form: str, tmp_path: Path, authority: tuple[Path, Path]) -> None:
    found = credential_in_form(tmp_path, form, authority[0])
    first, second = recording_context(), recording_context()
    found.certificate.load_into(first)
    found.certificate.load_into(second)
    for name, mode, content in first.seen + second.seen:
        assert_encrypted(mode, content)
        assert not Path(name).exists()
    (one,), (another,) = first.passwords, second.passwords
    assert one != another and len(one) >= 32 and PASSWORD not in one


def test_pfx_chain_is_loaded(tmp_path: Path) -> None:
    path, chain = tmp_path / "m.pfx", [certificate(rsa_key(number=2))]
    path.write_bytes(pkcs12.serialize_key_and_certificates(None, KEY, certificate(KEY), chain, NoEncryption()))
    context = recording_context()
    credential({"management_certificate": path, "subscription_id": SUBSCRIPTION}).certificate.load_into(context)
    in_file = x509.load_pem_x509_certificates(context.seen[0][2])
    assert in_file == [certificate(KEY), *chain]


def test_kill_leaves_no_usable_key(tmp_path: Path) -> None:
    (tmp_path / "left").mkdir()
    (tmp_path / "m.pfx").write_bytes(pfx(KEY, PASSWORD))
    options = {"management_certificate": str(tmp_path / "m.pfx"), "management_certificate_password": PASSWORD}
    params = {**options, "subscription_id": SUBSCRIPTION}
    done = run_script(
        "import os, ssl\n"
        "from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.credential import credential\n"
        "class Deadly(ssl.SSLContext):\n"
        "    def load_cert_chain(self, *args, **keywords): os.kill(os.getpid(), 9)\n"
        f"found = credential({params!r})\n"
        "found.certificate.load_into(Deadly(ssl.PROTOCOL_TLS_CLIENT))",
        TMPDIR=str(tmp_path / "left"),
    )
    assert done.returncode == -signal.SIGKILL
    (file,) = (tmp_path / "left").iterdir()
    assert_encrypted(stat.S_IMODE(file.stat().st_mode), file.read_bytes())


def test_missing_temporary_directory_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, authority: Any
) -> None:
    found = credential_in_form(tmp_path, "pfx", authority[0])
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(CredentialError) as caught:
        found.ssl_context()
    assert str(caught.value) == (
        f"management_certificate is '{tmp_path / 'management_certificate'}', but the temporary file that hands it to "
        "TLS cannot be written: No such file or directory"
    )


def test_openssl_reason_is_reported(tmp_path: Path, authority: tuple[Path, Path]) -> None:
    class Refusing(ssl.SSLContext):
        def load_cert_chain(self, certfile: Any, keyfile: Any = None, password: Any = None) -> None:
            error = ssl.SSLError(1, "[SSL: CA_MD_TOO_WEAK] ca md too weak")
            error.reason = "CA_MD_TOO_WEAK"
            raise error

    for form in ("one file", "pfx"):
        with pytest.raises(CredentialError, match=r"but OpenSSL \(OpenSSL .*\) does not take it: CA_MD_TOO_WEAK$"):
            credential_in_form(tmp_path, form, authority[0]).certificate.load_into(Refusing(ssl.PROTOCOL_TLS_CLIENT))
