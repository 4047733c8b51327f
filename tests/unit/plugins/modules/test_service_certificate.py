# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service certificates out of files of all sorts, whose keys and passwords are seen nowhere."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.uploaded_certificate import (
    uploaded_certificate,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    AzureError,
    ConflictError,
    CredentialError,
    InvalidOptionError,
    OperationFailedError,
    PreconditionError,
    ServiceError,
)
from ansible_collections.classic.azure.tests.emulated import ModuleFailed, Service
from ansible_collections.classic.azure.tests.unit.plugins.module_utils.credentials.credential_material import (
    PASSWORD,
    der_certificate,
    ec_key,
    pem_certificate,
    pem_key,
    pfx,
    rsa_key,
    thumbprint,
)
from ansible_collections.classic.azure.tests.unit.plugins.modules.deployed import HostedService
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12

pytestmark = pytest.mark.slow

KEY, OTHER = rsa_key(), rsa_key(number=2)
THUMBPRINT = thumbprint(KEY)
CERTIFICATE, PEM_KEY, LOCKED_KEY = pem_certificate(KEY), pem_key(KEY), pem_key(KEY, PASSWORD)


class Case:
    """Files, the options that name them, and the form in which they are sent."""

    def __init__(self, content: bytes, key: bytes = b"", password: str | None = None, sent: str = "pfx") -> None:
        self.content = content
        self.key = key
        self.password = password
        self.sent = sent

    def options(self, folder: Path) -> dict[str, Any]:
        (folder / "certificate").write_bytes(self.content)
        (folder / "key").write_bytes(self.key)
        path = str(folder / "key") if self.key else None
        return {"certificate_path": str(folder / "certificate"), "private_key_path": path, "password": self.password}


GOOD = {
    "PEM with key": Case(CERTIFICATE + PEM_KEY),
    "key before certificate": Case(PEM_KEY + CERTIFICATE),
    "PEM with an old key": Case(CERTIFICATE + pem_key(KEY, form="TraditionalOpenSSL")),
    "PEM with chain": Case(CERTIFICATE + pem_certificate(OTHER) + PEM_KEY),
    "key apart": Case(CERTIFICATE, PEM_KEY),
    "encrypted key": Case(CERTIFICATE + LOCKED_KEY, password=PASSWORD),
    "encrypted key apart": Case(CERTIFICATE, LOCKED_KEY, PASSWORD),
    "old encrypted key": Case(CERTIFICATE + pem_key(KEY, PASSWORD, "TraditionalOpenSSL"), password=PASSWORD),
    "a password for nothing": Case(CERTIFICATE + PEM_KEY, password=PASSWORD),
    "PFX": Case(pfx(KEY)),
    "PFX with a password": Case(pfx(KEY, PASSWORD), password=PASSWORD),
    "DER": Case(der_certificate(KEY), sent="cer"),
    "PEM without key": Case(CERTIFICATE, sent="cer"),
}


@pytest.fixture
def shop(service: Service) -> HostedService:
    return HostedService(service)


def secrets_of(key: bytes) -> list[str]:
    """What may be seen nowhere: the password, and a piece of the key however it is spelt."""
    piece = "".join(PEM_KEY.decode().splitlines()[5:7])
    return [PASSWORD, piece, piece[:40], *([base64.b64encode(key).decode()[100:140]] if len(key) > 200 else [])]


@pytest.mark.parametrize("case", GOOD.values(), ids=list(GOOD))
def test_add_and_delete_are_idempotent(shop: HostedService, tmp_path: Path, case: Case) -> None:
    options = case.options(tmp_path)
    done = shop.run_verified("service_certificate", **options)
    assert done["requests"] == ["AddServiceCertificate"]
    returned = done["service_certificate"]
    assert (returned["thumbprint"], returned["thumbprint_algorithm"]) == (THUMBPRINT, "sha1")
    assert base64.b64decode(returned["data"]) == der_certificate(KEY)
    assert shop.run("service_certificate", thumbprint=THUMBPRINT.lower())["changed"] is False
    gone = shop.run_verified("service_certificate", state="absent", **options)
    assert gone["requests"] == ["DeleteServiceCertificate"]
    everything = repr([done, gone, shop.service.journal(), shop.service.progress, shop.service.warnings])
    assert [secret for secret in secrets_of(case.content) if secret in everything and case.sent == "pfx"] == []


@pytest.mark.parametrize("case", GOOD.values(), ids=list(GOOD))
def test_uploaded_content_and_format(tmp_path: Path, case: Case) -> None:
    options = case.options(tmp_path)
    made = uploaded_certificate(options["certificate_path"], options["private_key_path"], options["password"])
    assert (made.thumbprint, made.certificate_format) == (THUMBPRINT, case.sent)
    assert not any(secret in repr(made) for secret in (PASSWORD, made.password or PASSWORD))
    if case.sent == "cer":
        assert (made.content, made.password) == (der_certificate(KEY), None)
        return
    packed = load_pkcs12(made.content, (made.password or "").encode() or None)
    assert isinstance(packed.key, RSAPrivateKey)
    assert packed.key.private_numbers() == KEY.private_numbers()
    if case.content.startswith(b"-----"):
        assert made.password not in (None, "", PASSWORD)
        again = uploaded_certificate(options["certificate_path"], options["private_key_path"], options["password"])
        assert again.password != made.password


def test_chain_certificates_are_added(shop: HostedService, tmp_path: Path) -> None:
    shop.run("service_certificate", **GOOD["PEM with chain"].options(tmp_path))
    returned = shop.run("service_certificate_info")["service_certificates"]
    assert {each["thumbprint"] for each in returned} == {THUMBPRINT, thumbprint(OTHER)}
    assert shop.run("service_certificate_info", thumbprint=THUMBPRINT.lower())["service_certificates"] == [
        each for each in returned if each["thumbprint"] == THUMBPRINT
    ]


DAMAGED = CERTIFICATE.replace(CERTIFICATE[100:140], b"A" * 40)
BAD = {
    "encrypted, no password": (Case(CERTIFICATE + LOCKED_KEY), "certificate_path", "is encrypted, and password is not"),
    "encrypted, wrong password": (
        Case(CERTIFICATE + LOCKED_KEY, password=PASSWORD * 2),
        "certificate_path",
        "password does not decrypt the private key",
    ),
    "encrypted apart": (Case(CERTIFICATE, LOCKED_KEY), "private_key_path", "is encrypted, and password is not given"),
    "PFX, no password": (
        Case(pfx(KEY, PASSWORD)),
        "certificate_path",
        "does not open without a password; give password",
    ),
    "PFX, wrong password": (
        Case(pfx(KEY, PASSWORD), password=PASSWORD * 2),
        "certificate_path",
        "but password does not open it",
    ),
    "half a character": (Case(pfx(KEY), password="\ud800"), None, "password holds half a character"),
    "PFX and key": (Case(pfx(KEY), PEM_KEY), "private_key_path", "a key apart belongs to a certificate in PEM"),
    "DER and key": (Case(der_certificate(KEY), PEM_KEY), "private_key_path", "a key apart belongs to a certificate"),
    "no key in the key": (Case(CERTIFICATE, CERTIFICATE), "private_key_path", "it holds no private key"),
    "the key of another": (Case(CERTIFICATE, pem_key(OTHER)), "private_key_path", "is not that of the first"),
    "the key of another inside": (
        Case(CERTIFICATE + pem_key(ec_key())),
        "certificate_path",
        "is not that of the first",
    ),
    "key alone": (Case(PEM_KEY), "certificate_path", "it holds no certificate"),
    "damaged PEM": (Case(DAMAGED), "certificate_path", "it holds no certificate, or a damaged one"),
    "damaged key": (Case(CERTIFICATE, PEM_KEY[:100] + PEM_KEY[300:]), "private_key_path", "in it is damaged"),
    "damaged DER": (Case(der_certificate(KEY)[:-9]), "certificate_path", "the certificate in it is damaged"),
    "damaged PFX": (Case(pfx(KEY)[:-9]), "certificate_path", "unless the file is damaged"),
    "text": (Case(b"hello, certificate"), "certificate_path", "it is neither PEM nor PKCS"),
    "key in DER": (Case(base64.b64decode(b"".join(PEM_KEY.splitlines()[1:-1]))), "certificate_path", "it is neither"),
    "empty": (Case(b""), "certificate_path", "the file is empty"),
}


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize(("case", "option", "rule"), BAD.values(), ids=list(BAD))
def test_unusable_file_is_reported(
    shop: HostedService, tmp_path: Path, case: Case, option: str | None, rule: str, check: bool
) -> None:
    options = case.options(tmp_path)
    with pytest.raises(CredentialError) as raised:
        shop.run("service_certificate", check=check, **options)
    sentence = str(raised.value)
    assert rule in sentence
    assert option is None or sentence.startswith(f"{option} is '{options[option]}', but ")
    assert "management" not in sentence
    assert "\n" not in sentence
    assert not any(secret in sentence for secret in secrets_of(case.content))
    assert shop.service.writes() == []


def test_missing_file_is_reported(shop: HostedService, tmp_path: Path) -> None:
    for option in ("certificate_path", "private_key_path"):
        options = {**GOOD["key apart"].options(tmp_path), option: "/nosuch"}
        with pytest.raises(CredentialError, match=f"^{option} is '/nosuch', but there is no such file$"):
            shop.run("service_certificate", **options)


def test_mismatched_thumbprint_is_refused(shop: HostedService, tmp_path: Path) -> None:
    options = GOOD["PEM with key"].options(tmp_path)
    sentence = f"thumbprint is '{'AB' * 20}', but the certificate in '{options['certificate_path']}' has {THUMBPRINT}"
    with pytest.raises(InvalidOptionError, match=re.escape(sentence)):
        shop.run("service_certificate", thumbprint="AB" * 20, **options)
    assert shop.run("service_certificate", thumbprint=THUMBPRINT.lower(), **options)["changed"] is True


@pytest.mark.parametrize("check", [True, False])
def test_unknown_thumbprint_requires_file(shop: HostedService, check: bool) -> None:
    with pytest.raises(PreconditionError, match=f"{'AB' * 20} does not exist, and adding it needs certificate_path"):
        shop.run("service_certificate", check=check, thumbprint="AB" * 20)
    assert shop.run("service_certificate", thumbprint="AB" * 20, state="absent")["changed"] is False


@pytest.mark.parametrize("state", ["present", "absent"])
@pytest.mark.parametrize("option", ["private_key_path", "password"])
def test_file_options_require_certificate_path(shop: HostedService, option: str, state: str) -> None:
    options: dict[str, Any] = {"thumbprint": "AB" * 20, "state": state, option: PASSWORD}
    with pytest.raises(PreconditionError) as raised:
        shop.run("service_certificate", **options)
    assert str(raised.value) == f"{option} is given, but not certificate_path, the file that it belongs to"
    assert shop.service.pop_requests() == []


@pytest.mark.parametrize("digits", ["", "AB", "XY" * 20, "AB" * 21, f"sha1-{'AB' * 20}"])
def test_invalid_thumbprint_is_refused(shop: HostedService, digits: str) -> None:
    for module in ("service_certificate", "service_certificate_info"):
        with pytest.raises(InvalidOptionError, match="it must have 40 hexadecimal digits"):
            shop.run(module, thumbprint=digits)


def test_path_or_thumbprint_is_required(shop: HostedService) -> None:
    with pytest.raises(ModuleFailed, match="one of the following is required: thumbprint, certificate_path"):
        shop.run("service_certificate")


def test_delete_by_thumbprint(shop: HostedService, tmp_path: Path) -> None:
    shop.run("service_certificate", **GOOD["PEM with chain"].options(tmp_path))
    done = shop.run("service_certificate", thumbprint=THUMBPRINT.lower(), state="absent")
    assert done["requests"] == ["DeleteServiceCertificate"]
    (path,) = [entry["path"] for entry in shop.service.journal() if entry["method"] == "DELETE"]
    assert path.endswith(f"/certificates/sha1-{THUMBPRINT}")
    (left,) = shop.run("service_certificate_info")["service_certificates"]
    assert left["thumbprint"] == thumbprint(OTHER)


def test_certificate_in_use_is_not_deleted(shop: HostedService, tmp_path: Path) -> None:
    shop.run("service_certificate", **GOOD["PFX"].options(tmp_path))
    configuration = shop.configuration()
    configuration["roles"]["web"]["certificates"] = {"Https": THUMBPRINT.lower()}
    shop.deploy(configuration=configuration)
    with pytest.raises(
        ConflictError, match="Certificate deletion is not allowed when it is being used in a deployment"
    ):
        shop.run("service_certificate", thumbprint=THUMBPRINT, state="absent")


@pytest.mark.parametrize("fault", ["cut_after", "cut_before", "internal_error"])
@pytest.mark.parametrize("state", ["present", "absent"])
def test_ambiguous_write_is_not_repeated(
    make_service: Callable[..., Service], tmp_path: Path, fault: str, state: str
) -> None:
    shop, options = HostedService(make_service("recorded")), GOOD["PEM with key"].options(tmp_path)
    operation = "AddServiceCertificate"
    if state == "absent":
        operation = "DeleteServiceCertificate"
        shop.run("service_certificate", **options)
    shop.service.inject_fault(fault, operation)
    done = shop.run("service_certificate", state=state, **options)
    assert set(done["requests"]) == {operation}
    assert shop.run("service_certificate", state=state, **options)["changed"] is False


def test_failed_add_is_reported(shop: HostedService, tmp_path: Path) -> None:
    shop.service.inject_fault("fail_operation", "AddServiceCertificate", message="The vault is shut.")
    with pytest.raises(OperationFailedError, match="AddServiceCertificate: The vault is shut"):
        shop.run("service_certificate", **GOOD["PEM with key"].options(tmp_path))


def test_no_wait_returns_without_certificate(make_service: Callable[..., Service], tmp_path: Path) -> None:
    shop, options = HostedService(make_service("recorded")), GOOD["PEM with key"].options(tmp_path)
    assert "service_certificate" not in shop.run("service_certificate", wait=False, **options)
    shop.service.sleep(10)
    assert shop.run("service_certificate", **options)["changed"] is False


@pytest.mark.parametrize("check", [True, False])
def test_missing_hosted_service(service: Service, tmp_path: Path, check: bool) -> None:
    options = {"service_name": "nosuch", **GOOD["PFX"].options(tmp_path)}
    assert service.run("service_certificate", check=check, state="absent", **options)["changed"] is False
    if not check:
        with pytest.raises(ServiceError, match="The hosted service does not exist"):
            service.run("service_certificate", **options)
    assert service.run("service_certificate_info", service_name="nosuch")["service_certificates"] == []


def test_private_key_is_redacted_in_failures(shop: HostedService, tmp_path: Path) -> None:
    for fault in ("locked", "internal_error", "not_found", "cut_before", "html"):
        shop.service.inject_fault(fault, "AddServiceCertificate", times=0)
        with pytest.raises(AzureError) as raised:
            shop.run("service_certificate", wait_timeout=20, **GOOD["encrypted key"].options(tmp_path))
        returned = f"{raised.value} {raised.value.details} {shop.service.journal()} {shop.service.progress}"
        assert not any(secret in returned for secret in secrets_of(b""))
        shop.service.emulator.do(shop.service.emulator.cloud.faults.clear, shop.service.subscription_id)
