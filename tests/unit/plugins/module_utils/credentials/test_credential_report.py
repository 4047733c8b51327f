# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is told about a credential, now and on other days."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.certificate_facts import validity
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.credential import Credential, credential
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.report import (
    describe,
    explain_refusal,
    unknown_to_subscription,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import CredentialError
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
    publish_settings_v2,
    rsa_key,
    thumbprint,
)
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate

pytestmark = pytest.mark.slow

BEGINS = datetime(2019, 1, 1, tzinfo=timezone.utc)
ENDS = datetime(2020, 1, 1, 12, tzinfo=timezone.utc)
SECOND = timedelta(seconds=1)


def credential_of_file(folder: Path, content: bytes, password: str | None = None) -> Credential:
    path = folder / "m"
    path.write_bytes(content)
    options = {"management_certificate": str(path), "subscription_id": SUBSCRIPTION}
    return credential({**options, "management_certificate_password": password})


def dated_credential(folder: Path) -> Credential:
    cert = certificate(rsa_key(), BEGINS, ENDS)
    return credential_of_file(folder, cert.public_bytes(Encoding.PEM) + pem_key(rsa_key()))


def test_describe_certificate(tmp_path: Path) -> None:
    cert = certificate(rsa_key(), BEGINS, ENDS)
    sha1 = hashlib.sha1(cert.public_bytes(Encoding.DER)).hexdigest().upper()
    assert describe(dated_credential(tmp_path), BEGINS + timedelta(days=1)) == {
        "subject": "CN=somebody",
        "issuer": "CN=somebody",
        "thumbprint": sha1,
        "thumbprint_sha256": hashlib.sha256(cert.public_bytes(Encoding.DER)).hexdigest().upper(),
        "not_before": "2019-01-01T00:00:00Z",
        "not_after": "2020-01-01T12:00:00Z",
        "expired": False,
        "days_left": 364,
        "key_type": "RSA",
        "key_size": 2048,
        "private_key": True,
        "source": {"path": str(tmp_path / "m"), "format": "pem"},
        "subscription_id": SUBSCRIPTION,
        "subscriptions": [
            {"id": SUBSCRIPTION, "name": None, "endpoint": "https://management.core.windows.net"},
        ],
        "endpoint": "https://management.core.windows.net",
        "problem": None,
    }


@pytest.mark.parametrize(
    ("now", "expired", "days_left", "problem"),
    [
        (BEGINS - SECOND, False, 365, "is not valid before 2019-01-01T00:00:00Z; here it is 2018-12-31T23:59:59Z now"),
        (BEGINS, False, 365, None),
        (ENDS - timedelta(days=1), False, 1, None),
        (ENDS - timedelta(days=1) + SECOND, False, 0, None),
        (ENDS, False, 0, None),
        (ENDS + SECOND, True, -1, "expired on 2020-01-01T12:00:00Z"),
    ],
)
def test_validity_dates(tmp_path: Path, now: datetime, expired: bool, days_left: int, problem: str | None) -> None:
    found = dated_credential(tmp_path)
    returned = describe(found, now)
    assert (returned["expired"], returned["days_left"]) == (expired, days_left)
    sha1 = returned["thumbprint"]
    sentence = problem and f"the management certificate in '{tmp_path / 'm'}' with the thumbprint {sha1} {problem}"
    assert returned["problem"] == explain_refusal(found, now) == sentence


def test_current_time_is_the_default(tmp_path: Path) -> None:
    assert describe(dated_credential(tmp_path))["expired"]
    assert "expired on 2020-01-01" in str(explain_refusal(dated_credential(tmp_path)))


def test_non_rsa_key_is_a_problem(tmp_path: Path) -> None:
    found = credential_of_file(tmp_path, pem_certificate(ec_key()) + pem_key(ec_key()))
    returned = describe(found)
    assert (returned["key_type"], returned["key_size"], returned["private_key"]) == ("EC", 256, True)
    assert returned["problem"] == (
        f"the management certificate in '{tmp_path / 'm'}' with the thumbprint {thumbprint(ec_key())} has a key of "
        "type EC, but the service takes RSA keys only"
    )


@pytest.mark.parametrize(
    ("content", "form", "private_key", "problem"),
    [
        (der_certificate(rsa_key()), "der", False, "holds only the public certificate"),
        (pem_certificate(rsa_key()), "pem", False, "holds only the public certificate"),
        (pem_certificate(rsa_key()) + pem_key(rsa_key(number=2)), "pem", False, "does not belong to the certificate"),
        (pem_certificate(rsa_key()) + pem_key(rsa_key(), "other"), "pem", False, "does not decrypt the private key"),
        (pem_certificate(rsa_key(1024)) + pem_key(rsa_key(1024)), "pem", True, "has an RSA key of 1024 bits"),
        (pfx(rsa_key(), PASSWORD), "pfx", True, None),
    ],
)
def test_describe_unusable_certificate(
    tmp_path: Path, content: bytes, form: str, private_key: bool, problem: str | None
) -> None:
    returned = describe(credential_of_file(tmp_path, content, PASSWORD))
    assert returned["source"]["format"] == form
    assert returned["private_key"] is private_key
    assert (problem is None and returned["problem"] is None) or str(problem) in returned["problem"]
    assert "PRIVATE" not in json.dumps(returned) and PASSWORD not in json.dumps(returned)


def test_describe_publish_settings(tmp_path: Path) -> None:
    path = tmp_path / "p"
    pair = (SUBSCRIPTION, "one"), (OTHER_SUBSCRIPTION, "two\ntwo")
    path.write_bytes(publish_settings_v2(pfx(rsa_key()), *pair, url="https://host:1/"))
    returned = describe(credential({"publish_settings": str(path), "subscription_id": "one"}))
    assert returned["source"] == {"path": str(path), "format": "publish_settings"}
    assert returned["subscriptions"] == [
        {"id": SUBSCRIPTION, "name": "one", "endpoint": "https://host:1"},
        {"id": OTHER_SUBSCRIPTION, "name": "two two", "endpoint": "https://host:1"},
    ]
    assert returned["problem"] is None


def test_describe_needs_a_certificate(tmp_path: Path) -> None:
    with pytest.raises(CredentialError, match="does not open it, or the file is damaged"):
        describe(credential_of_file(tmp_path, pfx(rsa_key(), PASSWORD), "wr0ng"))


def test_refusal_without_visible_reason(tmp_path: Path) -> None:
    found = credential_of_file(tmp_path, pem_certificate(rsa_key()) + pem_key(rsa_key()))
    assert explain_refusal(found) is None
    assert unknown_to_subscription(found) == (
        f"the management certificate in '{tmp_path / 'm'}' with the thumbprint {thumbprint(rsa_key())} is not among "
        f"the management certificates of the subscription {SUBSCRIPTION} at https://management.core.windows.net, "
        "or there is no such subscription there; upload its .cer file to the subscription"
    )


def test_files_deleted_after_loading(tmp_path: Path) -> None:
    found = credential_of_file(tmp_path, pem_certificate(rsa_key()) + pem_key(rsa_key()))
    (tmp_path / "m").unlink()
    assert explain_refusal(found) == f"management_certificate is '{tmp_path / 'm'}', but there is no such file"
    assert unknown_to_subscription(found).startswith(f"the management certificate in '{tmp_path / 'm'}' is not among")


def test_validity_before_cryptography_42() -> None:
    old = SimpleNamespace(not_valid_before=BEGINS.replace(tzinfo=None), not_valid_after=ENDS.replace(tzinfo=None))
    assert validity(cast(Certificate, old)) == (BEGINS, ENDS)
