# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every way to give a credential, and every way in which it can be wrong with the sentence that says so."""

from __future__ import annotations

import base64
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials import pkcs12 as pkcs12_module
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.credential import (
    CLOUDS,
    ENVIRONMENT,
    Credential,
    credential,
    with_environment,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.endpoint import endpoint_of_url
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import CredentialError
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.urls import parse_url
from ansible_collections.classic.azure.tests.unit.plugins.module_utils.credentials.credential_material import (
    OTHER_SUBSCRIPTION,
    PASSWORD,
    SUBSCRIPTION,
    certificate,
    der_certificate,
    ec_key,
    pem_certificate,
    pem_key,
    pfx,
    publish_settings_v1,
    publish_settings_v2,
    rsa_key,
    run_script,
)
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12
from hypothesis import example, given
from hypothesis import strategies as st

pytestmark = pytest.mark.slow

TWO = ((SUBSCRIPTION, "Pay as\n you go"), (OTHER_SUBSCRIPTION, "Test & more"))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with every sort of file that somebody could name."""
    folder = tmp_path_factory.mktemp("credentials")
    tiny = ec.generate_private_key(ec.SECP192R1())
    key, cert, blob = rsa_key(), pem_certificate(rsa_key()), pfx(rsa_key())
    no_key = pkcs12.serialize_key_and_certificates(None, None, None, [certificate(key)], NoEncryption())
    (folder / "directory").mkdir()
    os.mkfifo(folder / "fifo")
    contents = {
        "both.pem": cert + pem_key(key),
        "key first.pem": b"A note\n" + pem_key(key, form="TraditionalOpenSSL") + cert,
        "cert.pem": cert,
        "key.pem": pem_key(key),
        "encrypted.pem": cert + pem_key(key, PASSWORD),
        "encrypted old.pem": cert + pem_key(key, PASSWORD, "TraditionalOpenSSL"),
        "encrypted key.pem": pem_key(key, PASSWORD),
        "other key.pem": pem_key(rsa_key(number=2)),
        "mismatch.pem": cert + pem_key(rsa_key(number=2)),
        "kinds mismatch.pem": cert + pem_key(ec_key()),
        "small.pem": pem_certificate(rsa_key(1024)) + pem_key(rsa_key(1024)),
        "openssh.pem": cert + pem_key(key, form="OpenSSH"),
        "damaged cert.pem": cert.replace(b"MII", b"MIX", 1) + pem_key(key),
        "damaged key.pem": cert + pem_key(key).replace(b"MII", b"MIX", 1),
        "cut key.pem": cert + pem_key(key)[:700],
        "only other pem.pem": b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
        "cert.cer": der_certificate(key),
        "key.der": key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
        "sequence.der": b"\x30\x06\x30\x04\x02\x02\x01\x01",
        "marked.pem": b"\xef\xbb\xbf" + cert + pem_key(key),
        "utf16.pem": (cert + pem_key(key)).decode().encode("utf-16"),
        "garbage": b"\x00nothing at all",
        "empty": b"",
        "plain.pfx": blob,
        "locked.pfx": pfx(key, PASSWORD),
        "small.pfx": pfx(rsa_key(1024), PASSWORD),
        "no key.pfx": no_key,
        "key only.pfx": pkcs12.serialize_key_and_certificates(None, key, None, None, NoEncryption()),
        "ec small.pem": pem_certificate(tiny) + pem_key(tiny),
        "cut.pfx": blob[:500],
        "one.publishsettings": publish_settings_v2(blob, TWO[0]),
        "two.publishsettings": publish_settings_v2(blob, *TWO),
        "old.publishsettings": publish_settings_v1(blob, *TWO),
        "utf16.publishsettings": publish_settings_v2(blob, TWO[0]).decode().encode("utf-16"),
        "hybrid.publishsettings": publish_settings_v1(blob, TWO[0]).replace(
            b" Id=", b' ServiceManagementUrl="https://management.core.chinacloudapi.cn:8443/" Id='
        ),
        "twice.publishsettings": publish_settings_v2(blob, TWO[0], TWO[0], (OTHER_SUBSCRIPTION, "TEST")),
        "namesakes.publishsettings": publish_settings_v2(blob, TWO[0], (OTHER_SUBSCRIPTION, "PAY AS YOU GO")),
        "http.publishsettings": publish_settings_v2(blob, TWO[0], url="http://localhost/"),
        "no guid.publishsettings": publish_settings_v2(blob, ("../x", "bad")),
        "no certificate.publishsettings": publish_settings_v2(b"", TWO[0]),
        "no base64.publishsettings": publish_settings_v2(blob, TWO[0]).replace(
            b'ManagementCertificate="', b'ManagementCertificate="*'
        ),
        "no pkcs12.publishsettings": publish_settings_v2(b"something else", TWO[0]),
        "locked.publishsettings": publish_settings_v2(pfx(key, PASSWORD), TWO[0]),
        "nobody.publishsettings": publish_settings_v2(blob),
        "cut.publishsettings": publish_settings_v2(blob, TWO[0])[:-20],
        "doctype.publishsettings": b"<!DOCTYPE PublishData>" + publish_settings_v2(blob, TWO[0]),
        "other.publishsettings": b"<configuration/>",
        "site.publishsettings": b'<publishData><publishProfile publishMethod="MSDeploy" userPWD="x"/></publishData>',
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    with (folder / "huge").open("wb") as file:
        file.truncate(9 * 1024 * 1024)
    return folder


def credential_of(files: Path, **options: Any) -> Credential:
    """The credential of options in which a file of the fixture is named by its name alone."""
    paths = {"management_certificate", "management_key", "publish_settings", "ca_certificate"}
    return credential({name: files / value if name in paths else value for name, value in options.items()})


PEM: dict[str, Any] = {"management_certificate": "both.pem", "subscription_id": SUBSCRIPTION}


@pytest.mark.parametrize(
    ("options", "form"),
    [
        (PEM, "pem"),
        ({**PEM, "management_certificate": "key first.pem"}, "pem"),
        ({**PEM, "management_certificate": "cert.pem", "management_key": "key.pem"}, "pem"),
        ({**PEM, "management_certificate_password": "not needed"}, "pem"),
        ({**PEM, "management_certificate": "encrypted.pem", "management_certificate_password": PASSWORD}, "pem"),
        ({**PEM, "management_certificate": "encrypted old.pem", "management_certificate_password": PASSWORD}, "pem"),
        (
            {
                **PEM,
                "management_certificate": "cert.pem",
                "management_key": "encrypted key.pem",
                "management_certificate_password": PASSWORD,
            },
            "pem",
        ),
        ({**PEM, "management_certificate": "plain.pfx"}, "pfx"),
        ({**PEM, "management_certificate": "plain.pfx", "management_certificate_password": ""}, "pfx"),
        ({**PEM, "management_certificate": "locked.pfx", "management_certificate_password": PASSWORD}, "pfx"),
        ({"publish_settings": "one.publishsettings"}, "publish_settings"),
        ({"publish_settings": "utf16.publishsettings"}, "publish_settings"),
        ({"publish_settings": "two.publishsettings", "subscription_id": SUBSCRIPTION.upper()}, "publish_settings"),
        ({"publish_settings": "two.publishsettings", "subscription_id": "pay AS you  go"}, "publish_settings"),
        ({"publish_settings": "old.publishsettings", "subscription_id": SUBSCRIPTION}, "publish_settings"),
        ({"publish_settings": "hybrid.publishsettings"}, "publish_settings"),
        ({"publish_settings": "twice.publishsettings", "subscription_id": SUBSCRIPTION}, "publish_settings"),
    ],
)
def test_usable_credentials(files: Path, options: dict[str, Any], form: str) -> None:
    found = credential_of(files, **options)
    assert found.ssl_context().check_hostname
    assert (found.certificate.form, found.subscription_id) == (form, SUBSCRIPTION)
    assert not [canary for canary in (PASSWORD, "PRIVATE", "MII", "somebody") if canary in repr(found)]


WRONG_OPTIONS: list[tuple[dict[str, Any], str]] = [
    (
        {},
        "no credential is given: set management_certificate (environment variable AZURE_CERT_PATH) "
        "together with subscription_id (environment variable AZURE_SUBSCRIPTION_ID), or publish_settings (environment "
        "variable AZURE_PUBLISH_SETTINGS)",
    ),
    (
        {"management_key": "key.pem"},
        "management_key (environment variable AZURE_KEY_PATH) is '{d}/key.pem', but management_certificate "
        "(environment variable AZURE_CERT_PATH) is not given",
    ),
    (
        {**PEM, "publish_settings": "one.publishsettings"},
        "publish_settings (environment variable AZURE_PUBLISH_SETTINGS) is '{d}/one.publishsettings', but "
        "management_certificate (environment variable AZURE_CERT_PATH) is given too, and a "
        "publishsettings file holds certificate and key itself",
    ),
    (
        {"management_key": "key.pem", "publish_settings": "one.publishsettings"},
        "publish_settings (environment variable AZURE_PUBLISH_SETTINGS) is '{d}/one.publishsettings', but "
        "management_key (environment variable AZURE_KEY_PATH) is given too, and a publishsettings "
        "file holds certificate and key itself",
    ),
    (
        {"management_certificate": "both.pem"},
        "subscription_id (environment variable AZURE_SUBSCRIPTION_ID) is not given, and a management certificate does "
        "not tell its subscription",
    ),
    *(
        (
            {**PEM, "subscription_id": value},
            f"subscription_id is {value!r}, but a subscription id is a GUID with dashes, such as 01234567-89ab-cdef-"
            "0123-456789abcdef (a subscription's name is understood only together with publish_settings)",
        )
        for value in ("production", SUBSCRIPTION.replace("-", ""), "{" + SUBSCRIPTION + "}", SUBSCRIPTION + "/x")
    ),
    ({**PEM, "cloud": "mars"}, "cloud is 'mars', but the clouds are global, china, us_government, germany"),
    *(
        ({**PEM, "timeout": value}, f"timeout is '{value}', but it must be a number of seconds greater than 0")
        for value in (0, -1, "soon", float("nan"), float("inf"))
    ),
    ({**PEM, "ca_certificate": "missing"}, "ca_certificate is '{d}/missing', but there is no such file"),
    ({**PEM, "ca_certificate": "directory"}, "ca_certificate is '{d}/directory', but this is a directory, not a file"),
    (
        {**PEM, "ca_certificate": "garbage"},
        "ca_certificate is '{d}/garbage', but it holds no certificate in PEM or DER",
    ),
    (
        {**PEM, "ca_certificate": "key.pem"},
        "ca_certificate is '{d}/key.pem', but it holds no certificate in PEM or DER",
    ),
]

WRONG_CERTIFICATES = {
    "missing.pem": "there is no such file",
    "both.pem/below": "there is no such file",
    "directory": "this is a directory, not a file",
    "fifo": "this is not a regular file",
    "huge": "a file of 9437184 bytes is no credential (at most 8388608 are read)",
    "empty": "the file is empty",
    "garbage": "it is neither PEM nor PKCS#12 (PFX)",
    "sequence.der": "it is neither PEM nor PKCS#12 (PFX)",
    "cert.cer": "it holds only the public certificate; give the PEM that also holds the private key",
    "cert.pem": "it holds only the public certificate; give the PEM that also holds the private key, or name the file "
    "of the key with management_key",
    "key.pem": "it holds no certificate",
    "only other pem.pem": "it holds no certificate",
    "key.der": "it is a private key in DER; give a PEM that holds the certificate and the key",
    "one.publishsettings": "it is XML; a publishsettings file is named with publish_settings",
    "utf16.publishsettings": "it is XML; a publishsettings file is named with publish_settings",
    "marked.pem": "it is text with a byte order mark, as Windows editors write; save it as plain ASCII",
    "utf16.pem": "it is text with a byte order mark, as Windows editors write; save it as plain ASCII",
    "encrypted.pem": "the private key in it is encrypted, and management_certificate_password is not given",
    "encrypted old.pem": "the private key in it is encrypted, and management_certificate_password is not given",
    "openssh.pem": "its private key is in OpenSSH's own form; convert it: ssh-keygen -p -m PKCS8 -f copy-of-the-key",
    "mismatch.pem": "the private key does not belong to the certificate, the first one if there are more",
    "kinds mismatch.pem": "the private key does not belong to the certificate, the first one if there are more",
    "damaged cert.pem": "the certificate in it is damaged",
    "damaged key.pem": "the private key is damaged",
    "cut key.pem": "the private key is damaged",
    "small.pem": "it has an RSA key of 1024 bits, and TLS takes RSA keys of 2048 bits or more (make a new pair: "
    "management_key_pair)",
    "locked.pfx": "it does not open without a password; give management_certificate_password, unless the "
    "file is damaged",
    "cut.pfx": "it does not open without a password; give management_certificate_password, unless the file is damaged",
    "no key.pfx": "it holds a certificate, but no private key",
    "key only.pfx": "it is PKCS#12, but holds no certificate",
    "ec small.pem": "it has a key that is too small, and TLS takes RSA keys of 2048 bits or more (make a new pair: "
    "management_key_pair)",
}

WRONG_PASSWORDS = {
    "encrypted.pem": "management_certificate_password does not decrypt the private key in it",
    "encrypted old.pem": "management_certificate_password does not decrypt the private key in it",
    "locked.pfx": "management_certificate_password does not open it, or the file is damaged",
    "plain.pfx": "management_certificate_password does not open it, or the file is damaged",
}

WRONG_KEYS = {
    "missing.pem": "there is no such file",
    "cert.pem": "it holds no private key",
    "key.der": "it is not PEM",
    "plain.pfx": "it is not PEM",
    "encrypted key.pem": "the private key in it is encrypted, and management_certificate_password is not given",
}

WRONG_PUBLISH_SETTINGS = {
    "missing": "there is no such file",
    "empty": "the file is empty",
    "both.pem": "it is not XML (line 1, column 1)",
    "cut.publishsettings": "it is not XML (line 1, column {column})",
    "doctype.publishsettings": "a publishsettings file has no DOCTYPE",
    "other.publishsettings": "it has no PublishProfile element, so it is no publishsettings file",
    "site.publishsettings": "it is the publish profile of a web site; a subscription's file has PublishProfile",
    "nobody.publishsettings": "it names no subscription",
    "no guid.publishsettings": "the subscription id '../x' in it is no GUID",
    "no certificate.publishsettings": f"it holds no ManagementCertificate for the subscription '{SUBSCRIPTION}'",
    "no base64.publishsettings": f"the ManagementCertificate of the subscription '{SUBSCRIPTION}' in it is not base64",
    "no pkcs12.publishsettings": "the ManagementCertificate in it is not PKCS#12, or protected with a password",
    "locked.publishsettings": "the ManagementCertificate in it is not PKCS#12, or protected with a password",
    "two.publishsettings": "it holds several subscriptions, so choose one with subscription_id: "
    f"{SUBSCRIPTION} (Pay as you go), {OTHER_SUBSCRIPTION} (Test & more)",
}


def error_message(files: Path, **options: Any) -> str:
    with pytest.raises(CredentialError) as caught:
        credential_of(files, **options).ssl_context()
    return str(caught.value)


@pytest.mark.parametrize(("options", "sentence"), WRONG_OPTIONS)
def test_wrong_options(files: Path, options: dict[str, Any], sentence: str) -> None:
    assert error_message(files, **options) == sentence.replace("{d}", str(files))


@pytest.mark.parametrize(("name", "rule"), WRONG_CERTIFICATES.items())
def test_wrong_certificates(files: Path, name: str, rule: str) -> None:
    expected = f"management_certificate is '{files / name}', but {rule}"
    assert error_message(files, management_certificate=name, subscription_id=SUBSCRIPTION) == expected


@pytest.mark.parametrize(("name", "rule"), WRONG_PASSWORDS.items())
def test_wrong_passwords(files: Path, name: str, rule: str) -> None:
    options = {**PEM, "management_certificate": name, "management_certificate_password": "wr0ng"}
    assert error_message(files, **options) == f"management_certificate is '{files / name}', but {rule}"


def test_password_longer_than_openssl_limit(files: Path) -> None:
    options = {**PEM, "management_certificate": "encrypted.pem", "management_certificate_password": "x" * 1025}
    assert (
        error_message(files, **options)
        == "management_certificate_password is longer than the 1024 bytes that OpenSSL takes"
    )


def test_password_with_lone_surrogate(files: Path) -> None:
    options = {**PEM, "management_certificate": "encrypted.pem", "management_certificate_password": "\ud800"}
    assert (
        error_message(files, **options) == "management_certificate_password holds half a character (a lone surrogate)"
    )


@pytest.mark.parametrize(("name", "rule"), WRONG_KEYS.items())
def test_wrong_keys(files: Path, name: str, rule: str) -> None:
    options = {**PEM, "management_certificate": "cert.pem", "management_key": name}
    assert error_message(files, **options) == f"management_key is '{files / name}', but {rule}"


def test_separate_key_of_another_certificate(files: Path) -> None:
    options = {**PEM, "management_certificate": "cert.pem", "management_key": "other key.pem"}
    rule = "the private key does not belong to the certificate, the first one if there are more"
    assert error_message(files, **options) == f"management_certificate is '{files / 'cert.pem'}', but {rule}"


@pytest.mark.parametrize(
    ("name", "form"),
    [("plain.pfx", "PKCS#12 (PFX), which holds its own key"), ("cert.cer", "DER; convert it to PEM")],
)
def test_separate_key_requires_pem_certificate(files: Path, name: str, form: str) -> None:
    sentence = error_message(files, **{**PEM, "management_certificate": name, "management_key": "key.pem"})
    rule = f"a key apart belongs to a certificate in PEM, and '{files / name}' is {form}"
    assert sentence == f"management_key is '{files / 'key.pem'}', but {rule}"


def test_small_key_in_pfx_is_refused(files: Path) -> None:
    options = {**PEM, "management_certificate": "small.pfx", "management_certificate_password": PASSWORD}
    assert "but it has an RSA key of 1024 bits, and TLS takes RSA keys of 2048 bits" in error_message(files, **options)


@pytest.mark.parametrize(("name", "rule"), WRONG_PUBLISH_SETTINGS.items())
def test_wrong_publish_settings(files: Path, name: str, rule: str) -> None:
    path = files / name
    column = path.stat().st_size + 1 if path.exists() else 0
    expected = f"publish_settings is '{path}', but {rule.format(column=column)}"
    assert error_message(files, publish_settings=name) == expected


def test_http_url_in_publish_settings_is_refused(files: Path) -> None:
    assert error_message(files, publish_settings="http.publishsettings") == (
        "the management URL in publish_settings is 'http://localhost/', but only https:// will do, as the client "
        "certificate is part of TLS"
    )


@pytest.mark.parametrize(
    ("name", "wanted", "few", "listed"),
    [
        ("two.publishsettings", "nobody", "no subscription", ["Pay as you go", "Test & more"]),
        ("one.publishsettings", OTHER_SUBSCRIPTION, "no subscription", ["Pay as you go"]),
        (
            "namesakes.publishsettings",
            "Pay as you go",
            "more than one subscription",
            ["Pay as you go", "PAY AS YOU GO"],
        ),
    ],
)
def test_unknown_subscription(files: Path, name: str, wanted: str, few: str, listed: list[str]) -> None:
    ids = [SUBSCRIPTION, OTHER_SUBSCRIPTION]
    choice = ", ".join(f"{i} ({label})" for i, label in zip(ids, listed, strict=False))
    expected = f"subscription_id is {wanted!r}, but {few} in '{files / name}' has this id or name: {choice}"
    assert error_message(files, publish_settings=name, subscription_id=wanted) == expected


def test_certificate_in_place_of_name_is_redacted(tmp_path: Path) -> None:
    path, blob = tmp_path / "p", base64.b64encode(pfx(rsa_key())).decode()
    options = {"publish_settings": path, "subscription_id": "x"}
    for pair, more in ([(blob, "x")], {}), ([(SUBSCRIPTION, blob)], {}), ([(SUBSCRIPTION, "x")], {"url": blob}):
        path.write_bytes(publish_settings_v2(b"x", *pair, **more))
        with pytest.raises(CredentialError) as caught:
            credential(options)
        assert blob[:70] not in str(caught.value) and blob[:60] in str(caught.value)


@pytest.mark.parametrize(
    ("url", "rule"),
    [
        ("http://localhost:8443", "only https:// will do, as the client certificate is part of TLS"),
        ("management.core.windows.net", "a full URL is needed, such as https://management.core.windows.net"),
        ("localhost:8443", "a full URL is needed, such as https://management.core.windows.net"),
        ("https://", "a full URL is needed, such as https://management.core.windows.net"),
        ("https://[::1", "a full URL is needed, such as https://management.core.windows.net"),
        ("https://:8443", "it has no valid host name"),
        ("https://a..b?/", "it must end after host and port; the subscription and what follows are added to it"),
        ("https://host/sub", "it must end after host and port; the subscription and what follows are added to it"),
        ("https://host?a=1", "it must end after host and port; the subscription and what follows are added to it"),
        ("https://host#a", "it must end after host and port; the subscription and what follows are added to it"),
        ("https://ho*st", "it has no valid host name"),
        ("https://-host", "it has no valid host name"),
        ("https://[v1.a]", "in brackets belongs an IPv6 address"),
        ("https://host:0", "a port is a number from 1 to 65535"),
        ("https://host:65536", "a port is a number from 1 to 65535"),
        ("https://host:x", "a port is a number from 1 to 65535"),
        ("https://ho st", "a URL is written in ASCII, without spaces"),
        ("https://ho\nst", "a URL is written in ASCII, without spaces"),
        ("https://höst", "a URL is written in ASCII, without spaces"),
    ],
)
def test_wrong_endpoints(files: Path, url: str, rule: str) -> None:
    assert error_message(files, **PEM, endpoint=url) == f"endpoint is {url!r}, but {rule}"


def test_password_in_endpoint_is_redacted(files: Path) -> None:
    assert error_message(files, **PEM, endpoint=f"https://me:{PASSWORD}@host") == (
        "endpoint has a user name or a password in it, but only the certificate authenticates"
    )


@pytest.mark.parametrize(
    ("url", "endpoint"),
    [
        ("https://management.core.windows.net/", "https://management.core.windows.net"),
        ("HTTPS://LocalHost:8443//", "https://localhost:8443"),
        ("https://host:443", "https://host"),
        ("https://127.0.0.1:1", "https://127.0.0.1:1"),
        ("https://[0:0::1]:8443/", "https://[::1]:8443"),
    ],
)
def test_endpoint_is_normalized(files: Path, url: str, endpoint: str) -> None:
    assert credential_of(files, **PEM, endpoint=url).endpoint == endpoint


@given(st.text(alphabet="ab1.:[]-_", max_size=12))
@example("evil:1\\@127.0.0.1")
@example("[::1%25eth0]")
@example("[fe80::1%eth0]")
@example("a..b")
def test_checked_endpoint_is_what_connects(authority: str) -> None:
    """Issue 11, redirects: whatever is accepted as an endpoint, what connects finds the same host and port in it."""
    try:
        endpoint = endpoint_of_url("endpoint", f"https://{authority}")
    except CredentialError:
        return
    assert str(parse_url(endpoint)) == f"{endpoint}/"


def test_precedence_of_endpoint_sources(files: Path) -> None:
    china = {"publish_settings": "hybrid.publishsettings"}
    assert credential_of(files, **china, cloud="germany", endpoint="https://here").endpoint == "https://here"
    assert credential_of(files, **china, cloud="germany").endpoint == CLOUDS["germany"]
    assert credential_of(files, **china).endpoint == CLOUDS["china"] + ":8443"
    assert credential_of(files, **PEM).endpoint == CLOUDS["global"]


def test_old_publish_settings_use_profile_url(files: Path, tmp_path: Path) -> None:
    path = tmp_path / "old"
    path.write_bytes(publish_settings_v1(pfx(rsa_key()), TWO[0], url="https://management.core.usgovcloudapi.net/"))
    assert credential({"publish_settings": str(path)}).endpoint == CLOUDS["us_government"]


def test_empty_options_are_ignored(files: Path) -> None:
    assert credential_of(files, **PEM, endpoint="", cloud=None, timeout=None).timeout == 60.0
    empty = credential({"publish_settings": str(files / "one.publishsettings"), "management_certificate": ""})
    assert empty.certificate.form == "publish_settings"


def test_relative_path_error_names_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CredentialError) as caught:
        credential({"management_certificate": "m.pem", "subscription_id": SUBSCRIPTION})
    assert str(caught.value) == (
        f"management_certificate is 'm.pem', but there is no such file in the directory '{tmp_path}'"
    )


@pytest.mark.parametrize("path", ["a\0b", "\udcff\ud800", "x" * 5000])
def test_invalid_paths_are_reported(path: str) -> None:
    with pytest.raises(CredentialError, match=r"but (it cannot be read: |there is no such file)"):
        credential({"management_certificate": path, "subscription_id": SUBSCRIPTION})


IMPORT = "from ansible_collections.classic.azure.plugins.module_utils._asm"


def test_unreadable_file_is_reported(files: Path, tmp_path: Path) -> None:
    path = tmp_path / "foreign.pem"
    shutil.copy(files / "both.pem", path)
    path.chmod(0o000)
    user = 65534 if os.geteuid() == 0 else os.geteuid()
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(folder.stat().st_mode | 0o055)
    done = run_script(
        f"{IMPORT}.credentials.credential import credential\nimport os\nos.setuid({user})\n"
        f"credential(dict(management_certificate={str(path)!r}, subscription_id={SUBSCRIPTION!r}))"
    )
    rule = f"the user with the id {user}, who runs this, may not read it"
    assert done.stderr.strip().endswith(f"CredentialError: management_certificate is {str(path)!r}, but {rule}")


def test_unsupported_rc2_is_not_a_wrong_password(files: Path, tmp_path: Path) -> None:
    """OpenSSL without its legacy provider says the same of RC2 as of a wrong password; we do not."""
    path = tmp_path / "rc2.pfx"
    path.write_bytes(pfx(rsa_key(), PASSWORD).replace(bytes.fromhex("010c0103"), bytes.fromhex("010c0106")))
    done = run_script(
        f"{IMPORT}.credentials.credential import credential\n"
        f"options = dict(management_certificate={str(path)!r}, subscription_id={SUBSCRIPTION!r})\n"
        f"credential(dict(options, management_certificate_password={PASSWORD!r})).ssl_context()",
        CRYPTOGRAPHY_OPENSSL_NO_LEGACY="1",
    )
    assert done.stderr.strip().endswith(
        f"management_certificate is {str(path)!r}, but it is encrypted with RC2, which the OpenSSL of the Python "
        "library cryptography cannot decrypt here; convert it: openssl pkcs12 -legacy -nodes -in old.pfx -out new.pem"
    )
    assert pkcs12_module._reads_rc2(), "the wheels of cryptography bring the legacy provider"


@pytest.mark.parametrize(
    ("options", "library", "option", "name"),
    [
        ({**PEM, "management_certificate": "plain.pfx"}, "cryptography", "management_certificate", "plain.pfx"),
        ({**PEM, "management_certificate": "mismatch.pem"}, "cryptography", "management_certificate", "mismatch.pem"),
        ({"publish_settings": "one.publishsettings"}, "lxml", "publish_settings", "one.publishsettings"),
    ],
)
def test_missing_library(
    files: Path, monkeypatch: pytest.MonkeyPatch, options: dict[str, Any], library: str, option: str, name: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    assert error_message(files, **options) == (
        f"{option} is '{files / name}', but this takes the Python library {library}, "
        f"which {sys.executable} does not have"
    )


def test_pem_needs_no_library(files: Path) -> None:
    done = run_script(
        f"{IMPORT}.credentials.credential import credential\n"
        f"{IMPORT}.credentials import report\n{IMPORT}.credentials.key_pair import key_pair\n"
        f"credential({{'management_certificate': {str(files / 'both.pem')!r}, 'ca_certificate': "
        f"{str(files / 'cert.pem')!r}, 'subscription_id': {SUBSCRIPTION!r}}}).ssl_context()\n"
        "print([name for name in ('cryptography', 'lxml', 'requests', 'ansible') if name in sys.modules])"
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_encrypted_pem_never_prompts(files: Path) -> None:
    """Without a password, OpenSSL would ask at the terminal."""
    done = run_script(
        f"{IMPORT}.credentials import credential\nimport os, pty, select\nchild, terminal = pty.fork()\n"
        f"options = dict(management_certificate={str(files / 'encrypted.pem')!r}, subscription_id={SUBSCRIPTION!r})\n"
        "if child == 0:\n"
        "    try: credential(options).ssl_context()\n"
        "    finally: os._exit(print('done', flush=True) or 0)\n"
        "if select.select([terminal], [], [], 30)[0]: print(os.read(terminal, 9999).decode())"
    )
    assert done.stdout.strip() == "done"


def test_credential_key_identifies_connection(files: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.pem"
    shutil.copy(files / "both.pem", copy)
    options = {"management_certificate": str(copy), "subscription_id": SUBSCRIPTION}
    first = credential(options).key
    assert credential({**options, "timeout": 5, "subscription_id": SUBSCRIPTION.upper()}).key == first
    others = [
        credential({**options, "subscription_id": OTHER_SUBSCRIPTION}).key,
        credential({**options, "endpoint": "https://here"}).key,
        credential({**options, "ca_certificate": str(copy)}).key,
        credential({**options, "management_certificate_password": PASSWORD}).key,
        credential({**options, "management_key": str(files / "key.pem")}).key,
        credential({"publish_settings": str(files / "one.publishsettings")}).key,
    ]
    os.utime(copy, (1, 1))
    touched = credential(options).key
    copy.write_bytes(copy.read_bytes() + b"\n")
    os.utime(copy, (1, 1))
    assert len({first, *others, touched, credential(options).key}) == 9
    assert PASSWORD not in repr(others)


def test_every_option_has_environment_variable() -> None:
    assert all(name.startswith("AZURE_") for names in ENVIRONMENT.values() for name in names)
    assert set(ENVIRONMENT) >= {"subscription_id", "management_certificate", "publish_settings", "endpoint", "cloud"}


@pytest.mark.parametrize(
    ("options", "environment", "expected"),
    [
        ({}, {}, {}),
        ({"timeout": None, "endpoint": ""}, {"AZURE_TIMEOUT": "5"}, {"timeout": "5"}),
        ({"timeout": 7.0}, {"AZURE_TIMEOUT": "5"}, {"timeout": 7.0}),
        ({}, {"AZURE_CERT_PATH": "a", "AZURE_MANAGEMENT_CERTFILE": "b"}, {"management_certificate": "a"}),
        ({}, {"AZURE_CERT_PATH": "", "AZURE_MANAGEMENT_CERTFILE": "b"}, {"management_certificate": "b"}),
        ({}, {"AZURE_CERT_PATH": "$HERE/a"}, {"management_certificate": "/here/a"}),
        ({"management_certificate": "a"}, {"AZURE_PUBLISH_SETTINGS": "b"}, {"management_certificate": "a"}),
        ({"management_key": "a"}, {"AZURE_PUBLISH_SETTINGS": "b"}, {"management_key": "a"}),
        (
            {"publish_settings": "a"},
            {"AZURE_CERT_PATH": "b", "AZURE_KEY_PATH": "c", "AZURE_CERT_PASSWORD": "d", "AZURE_SUBSCRIPTION_ID": "e"},
            {"publish_settings": "a", "subscription_id": "e"},
        ),
        ({"endpoint": "a"}, {"AZURE_CLOUD": "china"}, {"endpoint": "a"}),
        ({"cloud": "china"}, {"AZURE_ENDPOINT": "a"}, {"cloud": "china"}),
        ({}, {"AZURE_CLOUD": "china", "AZURE_ENDPOINT": "a"}, {"cloud": "china", "endpoint": "a"}),
    ],
    ids=range(12),
)
def test_environment_variables_fill_missing_options(
    monkeypatch: pytest.MonkeyPatch, options: dict[str, Any], environment: dict[str, str], expected: dict[str, Any]
) -> None:
    monkeypatch.setenv("HERE", "/here")
    filled = with_environment(options, environment)
    assert {name: value for name, value in filled.items() if value not in (None, "")} == expected
    assert options.keys() <= filled.keys()
