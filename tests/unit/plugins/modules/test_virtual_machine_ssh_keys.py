# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SSH keys of virtual machines, which are added as service certificates, once, before the creation."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.certificate_facts import public_key_bytes
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import AzureError, InvalidOptionError
from ansible_collections.classic.azure.tests.emulated import ModuleFailed, Service
from ansible_collections.classic.azure.tests.unit.plugins.module_utils.credentials.credential_material import (
    der_certificate,
    ec_key,
    pem_certificate,
    pem_key,
    pfx,
    rsa_key,
    thumbprint,
)
from ansible_collections.classic.azure.tests.unit.plugins.modules.test_virtual_machine import (
    PASSWORD,
    create_services,
    run_machine,
)
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_der_x509_certificate

pytestmark = pytest.mark.slow

KEY, OTHER = rsa_key(), rsa_key(number=2)


def public_key_line(key: Any) -> str:
    """A public key as ssh-keygen writes it."""
    spelt: bytes = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    return f"{spelt.decode()} shopkeeper@shop\n"


@pytest.fixture
def shop(service: Service) -> Service:
    create_services(service)
    return service


@pytest.fixture
def write_file(tmp_path: Path) -> Callable[[bytes], str]:
    """Writes a file, and names it."""

    def written(content: bytes) -> str:
        (tmp_path / "file").write_bytes(content)
        return str(tmp_path / "file")

    return written


def linux_with_keys(*keys: dict[str, Any]) -> dict[str, Any]:
    return {"user_name": "shopkeeper", "ssh": {"public_keys": list(keys)}}


def certificates(service: Service) -> list[dict[str, Any]]:
    return list(service.run("service_certificate_info", service_name=service.name)["service_certificates"])


def keys_of(service: Service) -> list[PublicKeyTypes]:
    """The keys in the service certificates."""
    content = [base64.b64decode(each["data"]) for each in certificates(service)]
    return [load_der_x509_certificate(each).public_key() for each in content]


def last_create_request(service: Service) -> str:
    """The request of the last creation."""
    creations = ("CreateVMDeployment", "AddRole")
    return str([entry["request"] for entry in service.journal() if entry["operation"] in creations][-1])


def test_waits_name_certificate_and_machine(make_service: Callable[..., Service]) -> None:
    """The task works on two resources, and each line is about one of them."""
    service = make_service("recorded")
    create_services(service)
    service.progress.clear()
    run_machine(service, linux=linux_with_keys({"public_key": public_key_line(KEY)}))
    (added,) = certificates(service)
    first = [line for line in service.progress if "still" not in line]
    assert first[:3] == [
        f"service certificate {added['thumbprint']}: creating, AddServiceCertificate (usually 4-10 s)",
        "virtual machine web1: creating, CreateVMDeployment (usually 53-109 s)",
        "virtual machine web1: creating, RoleStateUnknown (usually 121 s)",
    ]


WAYS: dict[str, tuple[str, bytes]] = {
    "text": ("public_key", public_key_line(KEY).encode()),
    "file": ("public_key_path", public_key_line(KEY).encode()),
    "PEM": ("certificate_path", pem_certificate(KEY)),
    "PEM with key": ("certificate_path", pem_key(KEY) + pem_certificate(KEY)),
    "DER": ("certificate_path", der_certificate(KEY)),
}


@pytest.mark.parametrize(("way", "content"), WAYS.values(), ids=list(WAYS))
def test_key_is_added_before_machine(
    shop: Service, write_file: Callable[[bytes], str], way: str, content: bytes
) -> None:
    linux = linux_with_keys({way: content.decode() if way == "public_key" else write_file(content)})
    predicted = run_machine(shop, check=True, linux=linux)
    assert shop.writes() == []
    done = run_machine(shop, linux=linux)
    assert predicted["requests"] == done["requests"] == ["AddServiceCertificate", "CreateVMDeployment"]
    assert predicted["diff"] == done["diff"] and len(done["operation_ids"]) == 2
    (added,) = certificates(shop)
    assert f"<PublicKey><Fingerprint>{added['thumbprint']}</Fingerprint>" in last_create_request(shop)
    assert "<Path>/home/shopkeeper/.ssh/authorized_keys</Path>" in last_create_request(shop)
    assert list(map(public_key_bytes, keys_of(shop))) == [public_key_bytes(KEY.public_key())]
    if way == "certificate_path":
        assert added["thumbprint"] == thumbprint(KEY)
    shop.pop_requests()
    assert run_machine(shop, linux=linux)["changed"] is False
    assert shop.writes() == []
    assert run_machine(shop, "web2", linux=linux)["requests"] == ["AddRole"]
    assert added["thumbprint"] in last_create_request(shop) and certificates(shop) == [added]


def test_private_key_is_not_sent(shop: Service, write_file: Callable[[bytes], str]) -> None:
    run_machine(shop, linux=linux_with_keys({"certificate_path": write_file(pem_key(KEY) + pem_certificate(KEY))}))
    (addition,) = (entry["request"] for entry in shop.journal() if entry["operation"] == "AddServiceCertificate")
    assert "<CertificateFormat>cer<" in addition and "<Password" not in addition


def test_duplicate_keys_are_added_once(shop: Service, write_file: Callable[[bytes], str]) -> None:
    first = {"public_key": public_key_line(KEY), "path": "/srv/keys"}
    keys = [first, {"certificate_path": write_file(pem_certificate(KEY))}, {"public_key": public_key_line(OTHER)}]
    done = run_machine(shop, linux=linux_with_keys(*keys, {"fingerprint": thumbprint(KEY)}), check=True)
    assert done["requests"] == ["AddServiceCertificate", "AddServiceCertificate", "CreateVMDeployment"]
    run_machine(shop, linux=linux_with_keys(*keys))
    one, other = sorted(certificates(shop), key=lambda each: last_create_request(shop).index(each["thumbprint"]))
    assert f"<Fingerprint>{one['thumbprint']}</Fingerprint><Path>/srv/keys</Path>" in last_create_request(shop)
    assert (
        last_create_request(shop).count(one["thumbprint"]) == 2
        and last_create_request(shop).count(other["thumbprint"]) == 1
    )


def test_unreadable_certificate_is_ignored(shop: Service) -> None:
    broken = {"thumbprint": "B" * 40, "data": "Y2FuYXJ5"}
    shop.seed("service_certificate", f"{shop.name}/{broken['thumbprint']}", broken)
    assert (
        run_machine(shop, linux=linux_with_keys({"public_key": public_key_line(KEY)}))["virtual_machine"]["status"]
        == "ReadyRole"
    )


def test_key_is_waited_for_with_wait_disabled(make_service: Callable[..., Service]) -> None:
    """The machine needs the certificate, so its addition is always waited for."""
    service = make_service("recorded")
    create_services(service)
    done = run_machine(service, linux=linux_with_keys({"public_key": public_key_line(KEY)}), wait=False)
    assert done["requests"] == ["AddServiceCertificate", "CreateVMDeployment"]


def test_existing_machine_ignores_key_options(shop: Service) -> None:
    """No request about certificates is sent, and the key file need not exist."""
    run_machine(shop)
    shop.pop_requests()
    assert run_machine(shop, linux=linux_with_keys({"public_key_path": "/nowhere"}))["changed"] is False
    assert shop.pop_requests() == ["GetDeploymentBySlot"]


BAD: dict[str, tuple[str, bytes, str]] = {
    "private": ("public_key_path", pem_key(KEY), "it is a private key; the public one is meant"),
    "private text": ("public_key", pem_key(KEY), "public_key is hidden here, but it is a private key"),
    "a certificate": ("public_key_path", pem_certificate(KEY), "it is a certificate, which certificate_path takes"),
    "two": ("public_key_path", public_key_line(KEY).encode() * 2, "is one line, and there are 2"),
    "another kind": ("public_key_path", public_key_line(ec_key()).encode(), "it must begin with ssh-rsa"),
    "damaged": ("public_key", b"ssh-rsa " + b"A" * 100, "public_key is hidden here, but the key in it is damaged"),
    "small": ("public_key", public_key_line(rsa_key(1024)).encode(), "the service takes RSA keys of 2048 bits or more"),
    "empty": ("public_key_path", b"", "the file is empty"),
    "no certificate": ("certificate_path", pem_key(KEY), "it holds no certificate, or a damaged one"),
    "a line": ("certificate_path", public_key_line(KEY).encode(), "it is neither a certificate in PEM nor one in DER"),
    "PFX": ("certificate_path", pfx(KEY), "it is neither a certificate in PEM nor one in DER"),
}


@pytest.mark.parametrize(("way", "content", "sentence"), BAD.values(), ids=list(BAD))
def test_invalid_key_is_refused(
    shop: Service, write_file: Callable[[bytes], str], way: str, content: bytes, sentence: str
) -> None:
    path = write_file(content)
    for check in (True, False):
        with pytest.raises(AzureError, match=sentence) as raised:
            run_machine(
                shop, check=check, linux=linux_with_keys({way: content.decode() if way == "public_key" else path})
            )
        assert not content or content.decode("latin-1")[40:80] not in str(raised.value)
    assert shop.writes() == []


@pytest.mark.parametrize("key", [{}, {"fingerprint": "A" * 40, "public_key": "ssh-rsa"}, {"path": "/srv/keys"}])
def test_key_sources_are_mutually_exclusive(shop: Service, key: dict[str, str]) -> None:
    with pytest.raises(ModuleFailed, match="public_keys"):
        run_machine(shop, linux=linux_with_keys(key))


@pytest.mark.parametrize("sort", ["public_keys", "key_pairs"])
def test_invalid_fingerprint_is_refused(shop: Service, sort: str) -> None:
    pair = {"fingerprint": "SHA256:abc", "path": "/srv/keys"}
    linux = {"user_name": "shopkeeper", "user_password": PASSWORD, "ssh": {sort: [pair]}}
    with pytest.raises(
        InvalidOptionError, match="its fingerprint is 'SHA256:abc', but it must have 40 hexadecimal digits"
    ):
        run_machine(shop, linux=linux)
    assert shop.writes() == []
