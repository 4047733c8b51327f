# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What storage_blob does at a real blob service, and what it does not do twice."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.classic.azure.emulator.tls.authority import prepare
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    InvalidOptionError,
    PreconditionError,
    TLSError,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob import blob_service
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.account import (
    NoSuchAccount,
    UnusableKey,
    blob_account,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.blob_service import (
    BlobRefusal,
    BlobService,
    LibraryMissing,
)
from ansible_collections.classic.azure.tests.emulated import ModuleFailed, Service, write_der
from ansible_collections.classic.azure.tests.unit.plugins.module_utils.services.storage.blob.conftest import (
    Account,
    random_bytes,
)


def md5(content: bytes) -> str:
    return base64.b64encode(hashlib.md5(content).digest()).decode()


def list_blobs(account: Account, **options: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = account.run("storage_blob_info", **options)["storage_blobs"]
    return found


def test_ca_certificate_in_der(account: Account, tmp_path: Path) -> None:
    der = write_der(account.service.emulator.authority.ca_certificate, tmp_path)
    assert account.run("storage_blob_info", ca_certificate=der) == {"changed": False, "storage_blobs": []}


def test_given_ca_overrides_environment_bundle(
    account: Account, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    client = account.service.client()
    service = BlobService(blob_account(client, account.name), client)
    client.credential = replace(client.credential, ca_certificate=str(prepare(tmp_path).ca_certificate))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(account.service.emulator.authority.ca_certificate))
    with pytest.raises(TLSError, match="the certificate of .* was not issued by the authority in "):
        service.ask("ListContainers", lambda: list(service.library.list_containers()))


@pytest.mark.parametrize(
    ("size", "requests"),
    [(0, ["PutBlob"]), (1000, ["PutBlob"]), (4 * 1024 * 1024 + 1, ["PutBlock", "PutBlockList"])],
)
def test_upload_is_idempotent(account: Account, tmp_path: Path, size: int, requests: list[str]) -> None:
    path, content = tmp_path / "a.bin", random_bytes(size)
    path.write_bytes(content)
    wanted: dict[str, Any] = {"name": "a/b ü.bin", "path": str(path)}
    predicted = account.run(check=True, **wanted)
    assert account.blob_writes() == []
    done = account.run(**wanted)
    assert done["requests"] == predicted["requests"] == ["CreateContainer", *requests]
    assert done["diff"] == predicted["diff"]
    assert done["diff"]["before"] == {}
    assert done["changed"] is predicted["changed"] is True
    blob = done["storage_blob"]
    assert blob == {
        "storage_account": account.name,
        "container": "files",
        "name": "a/b ü.bin",
        "url": f"{account.azurite.endpoint}/{account.name}/files/a/b%20%C3%BC.bin",
        "type": "block",
        "size": size,
        "content_md5": md5(content),
        "content_type": "application/octet-stream",
        "last_modified": blob["last_modified"],
        "lease_state": "available",
    }
    assert predicted["storage_blob"] == {**blob, "last_modified": None, "lease_state": None}
    sent = account.blob_writes()
    again = account.run(**wanted)
    assert (again["changed"], again["requests"], again["storage_blob"]) == (False, [], blob)
    assert again["diff"]["before"] == again["diff"]["after"]
    assert account.blob_writes() == sent
    assert list_blobs(account, name="a/b ü.bin") == list_blobs(account) == list_blobs(account, prefix="a/b") == [blob]


def test_only_changed_blocks_are_sent(account: Account, package: Path) -> None:
    wanted: dict[str, Any] = {"name": "shop.cspkg", "path": str(package)}
    account.run(content_type="application/zip", **wanted)
    assert len(account.blob_writes("comp=block&")) == 3
    with package.open("r+b") as file:
        file.write(b"changed")
    predicted = account.run(check=True, **wanted)
    done = account.run(**wanted)
    assert done["diff"] == predicted["diff"]
    assert done["requests"] == predicted["requests"] == ["PutBlock", "PutBlockList"]
    assert len(account.blob_writes("comp=block&")) == 4
    assert done["storage_blob"]["content_md5"] == md5(package.read_bytes())
    assert done["storage_blob"]["content_type"] == "application/zip"


def test_content_type_is_updated_alone(account: Account, package: Path) -> None:
    wanted: dict[str, Any] = {"name": "shop.cspkg", "path": str(package)}
    before = account.run(**wanted)["storage_blob"]
    done = account.run(content_type="application/zip", **wanted)
    assert done["requests"] == ["SetBlobProperties"]
    assert done["storage_blob"]["content_md5"] == before["content_md5"]
    assert (done["diff"]["before"]["content_type"], done["diff"]["after"]["content_type"]) == (
        "application/octet-stream",
        "application/zip",
    )
    assert account.run(content_type="application/zip", **wanted)["changed"] is False


def test_delete_is_idempotent(account: Account, package: Path) -> None:
    account.run(name="shop.cspkg", path=str(package))
    gone: dict[str, Any] = {"name": "shop.cspkg", "state": "absent"}
    assert account.run(check=True, **gone)["requests"] == ["DeleteBlob"]
    assert len(list_blobs(account)) == 1
    done = account.run(**gone)
    assert (done["changed"], done["requests"], "storage_blob" in done) == (True, ["DeleteBlob"], False)
    assert done["diff"]["after"] == {}
    sent = account.blob_writes()
    for container in ("files", "nosuch"):
        again = account.run(container=container, **gone)
        assert (again["changed"], again["requests"]) == (False, [])
    assert account.blob_writes() == sent
    assert (
        list_blobs(account) == list_blobs(account, container="nosuch") == list_blobs(account, name="shop.cspkg") == []
    )


def test_missing_storage_account(account: Account, package: Path) -> None:
    account.name = "nosuch"
    header = "blob shop.cspkg of container files of storage account nosuch"
    assert account.run(name="shop.cspkg", state="absent") == {
        "changed": False,
        "requests": [],
        "diff": {"before_header": header, "after_header": header, "before": {}, "after": {}},
    }
    with pytest.raises(NoSuchAccount, match="there is no storage account nosuch"):
        account.run(name="shop.cspkg", path=str(package))


def test_given_account_key_is_used(account: Account, package: Path) -> None:
    secondary = account.keys()["secondary"]
    account.service.pop_requests()
    account.run(name="shop.cspkg", path=str(package), account_key=secondary)
    assert account.service.pop_requests() == ["GetStorageService"]
    account.service.run("storage_account", name=account.name, regenerate_key="secondary")
    with pytest.raises(BlobRefusal, match="GetBlobProperties: the blob service does not take the key that account_key"):
        account.run(name="shop.cspkg", path=str(package), account_key=secondary)
    with pytest.raises(UnusableKey, match="account_key is no key of a storage account: it is not base64") as refused:
        account.run(name="shop.cspkg", path=str(package), account_key="hunter2!")
    assert "hunter2" not in str(refused.value)


def test_netrc_is_ignored(account: Account, package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login canary password canary\n")
    monkeypatch.setenv("NETRC", str(netrc))
    assert account.run(name="shop.cspkg", path=str(package))["changed"]


def test_account_key_is_redacted(account: Account, package: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    canaries = {value for name, value in account.keys().items() if name != "url"}
    other = base64.b64encode(b"not the key").decode()
    reported: list[object] = [account.run(name="shop.cspkg", path=str(package)), account.run("storage_blob_info")]
    with pytest.raises(BlobRefusal) as refused:
        account.run(name="shop.cspkg", path=str(package), account_key=other)
    reported += [refused.value, refused.value.details, vars(refused.value), account.service.journal()]
    reported += [account.service.progress, account.service.warnings, caplog.text, account.azurite.log.read_text()]
    assert len(canaries) == 2 and package.name in str(reported)
    assert not [canary for canary in (*canaries, other, "SharedKey") if canary in str(reported)]


@pytest.mark.parametrize(
    ("options", "rule"),
    [
        ({"container": "Files"}, "container is 'Files', but it must have between 3 and 63 lower-case letters"),
        ({"container": "a--b"}, "container is 'a--b', but"),
        ({"container": "ab"}, "container is 'ab', but"),
        ({"name": ""}, "name is '', but it must have between 1 and 1024 characters"),
        ({"name": "x" * 1025}, "between 1 and 1024 characters"),
        ({"path": "/nosuch"}, "path is '/nosuch', but there is no such file"),
        ({"path": "/"}, "path is '/', but that is a directory, and a blob is made of a file"),
    ],
)
def test_invalid_option_sends_no_request(account: Account, package: Path, options: dict[str, Any], rule: str) -> None:
    account.service.pop_requests()
    with pytest.raises(InvalidOptionError, match=rule):
        account.run(**{"name": "shop.cspkg", "path": str(package), **options})
    assert account.service.pop_requests() == account.blob_requests() == []


@pytest.mark.parametrize("container", ["$root", "abc", "a-b", "0" * 63])
def test_valid_container_names(account: Account, container: str) -> None:
    assert account.run(container=container, name="x", state="absent")["changed"] is False


def test_present_requires_path(account: Account) -> None:
    with pytest.raises(ModuleFailed, match="state is present but all of the following are missing: path"):
        account.run(name="shop.cspkg")


def test_blob_of_other_type_is_not_overwritten(account: Account, package: Path, disk: Path) -> None:
    account.run(name="shop.vhd", path=str(disk))
    sent = account.blob_writes()
    with pytest.raises(
        PreconditionError, match="files/shop.vhd is a page blob, and the service cannot make a block blob of it"
    ):
        account.run(name="shop.vhd", path=str(package))
    assert account.blob_writes() == sent


def test_missing_library_is_reported(account: Account, package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail_import(name: str) -> None:
        raise ImportError(f"No module named {name!r}")

    monkeypatch.setattr(blob_service, "import_module", fail_import)
    account.service.pop_requests()
    with pytest.raises(LibraryMissing, match=r"azure-storage-blob, which \S+ cannot import \(No module named 'azure"):
        account.run(name="shop.cspkg", path=str(package))
    assert account.service.pop_requests() == []


def test_account_without_blob_service_is_refused(make_service: Callable[..., Service], package: Path) -> None:
    service = make_service()
    service.run("storage_account", name=service.name, location="West US")
    stored = service.stored("storage_account", service.name)
    assert stored
    service.seed("storage_account", service.name, {**stored, "endpoints": []})
    options: dict[str, Any] = {"container": "files", "name": "shop.cspkg", "path": str(package)}
    with pytest.raises(PreconditionError, match=f"storage account {service.name} has no blob service: it is Created"):
        service.run("storage_blob", storage_account=service.name, **options)


def test_unregistered_vhd_is_an_orphan(account: Account, disk: Path) -> None:
    for name in ("used", "forgotten"):
        account.run(name=f"{name}.vhd", path=str(disk), blob_type="page")
    link = account.run(name="used.vhd", path=str(disk), blob_type="page")["storage_blob"]["url"]
    account.service.run("disk", name="used", media_link=link)
    place = {"storage_account": account.name, "container": "files"}
    found = account.service.run("orphan_info", containers=[place], prices={"gb": 100.0})["orphans"]
    (orphan,) = found["blobs"]
    assert orphan["url"].endswith("/files/forgotten.vhd") and orphan["size_in_gb"] >= 0
    assert [each["name"] for each in found["disks"]] == ["used"]
