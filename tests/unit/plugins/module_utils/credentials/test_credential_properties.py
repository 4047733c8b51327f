# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever is given as a credential: it works, or one CredentialError says why, and no secret is in it."""

from __future__ import annotations

import base64
import os
import ssl
import traceback
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.credential import credential
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.endpoint import endpoint_of_url
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.report import describe, explain_refusal
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import CredentialError
from ansible_collections.classic.azure.tests.unit.plugins.module_utils.credentials.credential_material import (
    OTHER_SUBSCRIPTION,
    PASSWORD,
    SUBSCRIPTION,
    der_certificate,
    pem_certificate,
    pem_key,
    pfx,
    publish_settings_v1,
    publish_settings_v2,
    rsa_key,
)
from hypothesis import given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.slow

few_examples = settings(max_examples=int(os.environ.get("CREDENTIAL_EXAMPLES", "25")))

KEY, BLOB = rsa_key(), pfx(rsa_key())
PEM = pem_certificate(KEY) + pem_key(KEY)
ENCRYPTED = pem_certificate(KEY) + pem_key(KEY, PASSWORD)
TWO = (SUBSCRIPTION, "one"), (OTHER_SUBSCRIPTION, "two")
CANARIES = [PASSWORD, *(line.decode() for line in pem_key(KEY).splitlines()[1:-1])]
CANARIES += [base64.b64encode(BLOB).decode()[start : start + 80] for start in range(0, len(BLOB), 8)]


TEXT = st.text(st.characters(), max_size=60)
"""Halves of characters too."""


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with TemporaryDirectory() as name:
        (Path(name) / "ca.pem").write_bytes(pem_certificate(KEY))
        yield Path(name)


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """A valid file with a few places cut, overwritten, doubled or filled up."""
    content = bytearray(whole)
    for _number in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(content)))
        end = start + draw(st.one_of(st.integers(0, 4), st.integers(0, len(whole))))
        new = st.one_of(
            st.binary(max_size=4), st.just(bytes(content[start:end]) * 2), st.sampled_from([b'"', b"-----", b" "])
        )
        content[start:end] = draw(new)
    return bytes(content)


def exercise_credential(options: dict[str, Any]) -> None:
    """Does all that can be done with a credential; nothing but a CredentialError may come out, without a secret."""
    options = {"subscription_id": SUBSCRIPTION, "management_certificate_password": PASSWORD, **options}
    try:
        found = credential(options)
        returned = [repr(found), repr(found.key), str(explain_refusal(found))]
        assert_no_canaries(returned)
        assert_no_canaries([str(describe(found))])
        assert isinstance(found.ssl_context(), ssl.SSLContext)
    except CredentialError as error:
        assert "\n" not in str(error)
        assert_no_canaries(["".join(traceback.format_exception(error))])


def assert_no_canaries(returned: list[str]) -> None:
    assert not [canary for canary in CANARIES for sentence in returned if canary in sentence]


def exercise_file(folder: Path, option: str, content: bytes, **more: Any) -> None:
    path = folder / option
    path.write_bytes(content)
    exercise_credential({"ca_certificate": str(folder / "ca.pem"), option: str(path), **more})


@few_examples
@given(st.binary(max_size=200))
@pytest.mark.parametrize("option", ["management_certificate", "publish_settings"])
def test_arbitrary_content(folder: Path, option: str, content: bytes) -> None:
    exercise_file(folder, option, content)


@few_examples
@given(
    st.sampled_from(["PRIVATE KEY", "CERTIFICATE", "ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY"]), st.binary(max_size=99)
)
def test_arbitrary_pem(folder: Path, label: str, content: bytes) -> None:
    body = f"-----BEGIN {label}-----\n{base64.encodebytes(content).decode()}-----END {label}-----\n".encode()
    exercise_file(folder, "management_certificate", body)
    exercise_file(folder, "management_certificate", pem_certificate(KEY) + body)


@few_examples
@given(damaged(PEM))
def test_damaged_pem(folder: Path, content: bytes) -> None:
    exercise_file(folder, "management_certificate", content)


@few_examples
@given(damaged(ENCRYPTED))
def test_damaged_encrypted_pem(folder: Path, content: bytes) -> None:
    exercise_file(folder, "management_certificate", content)


@few_examples
@given(damaged(pem_key(KEY)))
def test_damaged_separate_key(folder: Path, content: bytes) -> None:
    (folder / "key").write_bytes(content)
    exercise_file(folder, "management_certificate", pem_certificate(KEY), management_key=str(folder / "key"))


@few_examples
@given(damaged(der_certificate(KEY)))
def test_damaged_cer(folder: Path, content: bytes) -> None:
    exercise_file(folder, "management_certificate", content)


@few_examples
@given(damaged(pfx(KEY, PASSWORD)))
def test_damaged_pfx(folder: Path, content: bytes) -> None:
    exercise_file(folder, "management_certificate", content)


@few_examples
@given(damaged(BLOB))
def test_damaged_unencrypted_pfx(folder: Path, content: bytes) -> None:
    exercise_file(folder, "management_certificate", content, management_certificate_password=None)


@few_examples
@given(st.one_of(damaged(publish_settings_v1(BLOB, *TWO)), damaged(publish_settings_v2(BLOB, *TWO))))
def test_damaged_publish_settings(folder: Path, content: bytes) -> None:
    exercise_file(folder, "publish_settings", content)
    exercise_file(folder, "publish_settings", content, subscription_id=None)


@few_examples
@given(damaged(pem_certificate(KEY)))
def test_damaged_ca(folder: Path, content: bytes) -> None:
    (folder / "whole.pem").write_bytes(PEM)
    exercise_file(folder, "ca_certificate", content, management_certificate=str(folder / "whole.pem"))


@few_examples
@given(TEXT, TEXT, TEXT, st.one_of(st.floats(), st.text(), st.integers()))
def test_arbitrary_options(folder: Path, endpoint: str, cloud: str, password: str, timeout: Any) -> None:
    (folder / "encrypted.pem").write_bytes(ENCRYPTED)
    path = str(folder / "encrypted.pem")
    for more in (
        {"endpoint": endpoint},
        {"cloud": cloud},
        {"timeout": timeout},
        {"management_certificate_password": password},
    ):
        exercise_credential({"ca_certificate": str(folder / "ca.pem"), "management_certificate": path, **more})


@few_examples
@given(TEXT)
def test_arbitrary_subscription(folder: Path, wanted: str) -> None:
    exercise_file(folder, "publish_settings", publish_settings_v2(BLOB, *TWO), subscription_id=wanted)
    exercise_credential({"management_certificate": str(folder / "publish_settings"), "subscription_id": wanted})


@few_examples
@given(st.text("htps:/.[]@?#%1aé0 -\t", max_size=30).map("https://".__add__))
def test_endpoint_normalization_is_idempotent(url: str) -> None:
    try:
        endpoint = endpoint_of_url("endpoint", url)
    except CredentialError:
        return
    assert endpoint_of_url("endpoint", endpoint) == endpoint
    assert not endpoint.endswith("/") and endpoint.count("/") == 2
