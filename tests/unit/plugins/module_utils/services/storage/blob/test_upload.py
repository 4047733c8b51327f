# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How files travel: only what is in a disk, only what did not arrive before, and never a file that changes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import Context
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import (
    EndpointUnreachableError,
    InvalidOptionError,
    PreconditionError,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.account import blob_account
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.blob import Blob
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.blob_service import (
    BlobRefusal,
    BlobService,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.storage_blob import STORAGE_BLOB
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.parallel import in_parallel
from ansible_collections.classic.azure.tests.emulated import ListedProgress, Service
from ansible_collections.classic.azure.tests.unit.plugins.module_utils.services.storage.blob.conftest import (
    MEBIBYTE,
    Account,
    fixed_vhd,
    random_bytes,
)

BLOCKS, PAGES = "comp=block&", "comp=page "


def blob_of(service: BlobService, name: str) -> Blob:
    return Blob(service, "files", name)


def content_of(service: BlobService, name: str) -> bytes:
    """The content of a blob, in pieces that are within the limit of an answer."""
    library = service.library.get_blob_client("files", name)
    starts = range(0, library.get_blob_properties().size, 8 * MEBIBYTE)
    return b"".join(library.download_blob(start, 8 * MEBIBYTE).readall() for start in starts)


@pytest.fixture
def blob_service(account: Account) -> Iterator[BlobService]:
    """The blob service of the account, for looking at it and for what others do there."""
    with (
        closing(account.service.client()) as client,
        closing(BlobService(blob_account(client, account.name), client)) as opened,
    ):
        yield opened


class Interrupted(BaseException):
    """Somebody ends the run."""


def interrupt_after(reported: int, account: Account, **options: Any) -> None:
    """Run the module until it has said something so many times, and let it go no further."""

    class Interrupting(ListedProgress):
        def append(self, sentence: str) -> None:
            super().append(sentence)
            if len(self) == reported:
                raise Interrupted(sentence)

    defaults = {"blob_type": "auto", "state": "present", "account_key": None, "content_type": None, "wait_timeout": 600}
    connection = {"timeout": 10.0, **account.service.connection}
    given = {"storage_account": account.name, "container": "files", **defaults, **connection, **options}
    with pytest.raises(Interrupted):
        STORAGE_BLOB.run(given, Context(progress=Interrupting(), clock=account.service))


def test_only_allocated_pages_are_sent(account: Account, disk: Path, blob_service: BlobService) -> None:
    wanted: dict[str, Any] = {"name": "shop.vhd", "path": str(disk)}
    predicted = account.run(check=True, **wanted)
    done = account.run(**wanted)
    assert done["requests"] == predicted["requests"] == ["CreateContainer", "PutBlob", "PutPage", "SetBlobProperties"]
    assert done["diff"] == predicted["diff"]
    assert (done["storage_blob"]["type"], done["storage_blob"]["size"]) == ("page", 20 * MEBIBYTE + 512)
    assert len(account.blob_writes(PAGES)) == 4
    assert blob_of(blob_service, "shop.vhd").page_ranges()[-1] == (20 * MEBIBYTE, 20 * MEBIBYTE + 512)
    stored = content_of(blob_service, "shop.vhd")
    assert stored == disk.read_bytes()
    sent = account.blob_writes()
    assert account.run(**wanted)["changed"] is False
    assert account.blob_writes() == sent


def test_changed_disk_is_rewritten(account: Account, disk: Path, blob_service: BlobService) -> None:
    """The blob is created anew, so that no page of the old disk remains."""
    account.run(name="shop.vhd", path=str(disk))
    content = fixed_vhd(bytes(MEBIBYTE) + random_bytes(MEBIBYTE))
    disk.write_bytes(content)
    assert account.run(name="shop.vhd", path=str(disk))["requests"] == ["PutBlob", "PutPage", "SetBlobProperties"]
    assert content_of(blob_service, "shop.vhd") == content


def test_empty_disk_sends_only_footer(account: Account, tmp_path: Path) -> None:
    path = tmp_path / "empty.VHD"
    path.write_bytes(fixed_vhd(bytes(5 * MEBIBYTE)))
    done = account.run(name="empty", path=str(path))
    assert (done["storage_blob"]["type"], len(account.blob_writes(PAGES))) == ("page", 1)


@pytest.mark.parametrize("blob_type", ["auto", "page"])
def test_invalid_vhd_is_not_a_page_blob(account: Account, disk: Path, blob_type: str) -> None:
    disk.write_bytes(disk.read_bytes()[:-512])
    with pytest.raises(
        InvalidOptionError, match="path is '.*shop.vhd', but it is no VHD, since it does not end in the foot"
    ):
        account.run(name="shop.vhd", path=str(disk), blob_type=blob_type)
    assert account.blob_requests() == []
    assert account.run(name="shop.vhd", path=str(disk), blob_type="block")["storage_blob"]["type"] == "block"


def test_interrupted_block_upload_resumes(account: Account, tmp_path: Path) -> None:
    path = tmp_path / "large.cspkg"
    path.write_bytes(random_bytes(40 * MEBIBYTE))
    interrupt_after(5, account, name="large.cspkg", path=str(path))
    arrived = account.blob_writes(BLOCKS)
    assert 5 <= len(arrived) < 10
    assert account.run("storage_blob_info")["storage_blobs"] == []
    done = account.run(name="large.cspkg", path=str(path))
    assert done["requests"] == ["PutBlock", "PutBlockList"]
    assert sorted(account.blob_writes(BLOCKS)) == sorted(set(account.blob_writes(BLOCKS)))
    assert len(account.blob_writes(BLOCKS)) == 10


def test_interrupted_page_upload_resumes(account: Account, disk: Path, blob_service: BlobService) -> None:
    wanted: dict[str, Any] = {"name": "shop.vhd", "path": str(disk)}
    interrupt_after(3, account, **wanted)
    arrived = len(account.blob_writes(PAGES))
    assert 1 <= arrived < 4
    assert blob_of(blob_service, "shop.vhd").read() is not None
    predicted = account.run(check=True, **wanted)
    done = account.run(**wanted)
    assert done["requests"] == predicted["requests"] == ["PutPage", "SetBlobProperties"]
    assert len(account.blob_writes(PAGES)) == 4
    assert content_of(blob_service, "shop.vhd") == disk.read_bytes()


def test_upload_of_another_disk_does_not_resume(account: Account, disk: Path) -> None:
    interrupt_after(3, account, name="shop.vhd", path=str(disk))
    disk.write_bytes(fixed_vhd(bytes(19 * MEBIBYTE) + random_bytes(MEBIBYTE)))
    assert account.run(name="shop.vhd", path=str(disk))["requests"] == ["PutBlob", "PutPage", "SetBlobProperties"]


def test_killed_upload_resumes(account: Account, tmp_path: Path) -> None:
    path = tmp_path / "large.cspkg"
    path.write_bytes(random_bytes(40 * MEBIBYTE))
    wanted: dict[str, Any] = {"name": "large.cspkg", "path": str(path)}
    script = (
        "import os, signal, sys, json\n"
        "from ansible_collections.classic.azure.plugins.modules.storage_blob import MODULE_SPEC\n"
        "from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import Context\n"
        "said = []\n"
        "class Killing:\n"
        "    def show(self, line, operation_id=''):\n"
        "        said.append(line)\n"
        "        if len(said) == 4: os.kill(os.getpid(), signal.SIGKILL)\n"
        "MODULE_SPEC.run(json.loads(sys.argv[1]), Context(progress=Killing()))\n"
    )
    given: dict[str, Any] = {"storage_account": account.name, "container": "files", "account_key": None}
    given |= {
        "content_type": None,
        "timeout": 10.0,
        "state": "present",
        "blob_type": "auto",
        **account.service.connection,
        **wanted,
    }
    killed = subprocess.run([sys.executable, "-c", script, json.dumps(given)], timeout=60, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert 4 <= len(account.blob_writes(BLOCKS)) < 10
    account.run(**wanted)
    assert len(account.blob_writes(BLOCKS)) == 10


@pytest.mark.parametrize("name", ["shop.cspkg", "shop.vhd"])
def test_file_changed_during_upload_is_refused(account: Account, package: Path, disk: Path, name: str) -> None:
    path = disk if name.endswith("vhd") else package
    package.write_bytes(random_bytes(40 * MEBIBYTE))

    def change(sentence: str) -> None:
        with path.open("r+b") as file:
            file.seek(path.stat().st_size - MEBIBYTE)
            file.write(b"changed")

    account.service.progress = Listener(change)
    with pytest.raises(
        PreconditionError, match=f"path is '.*{name}', and that file was changed while it was being read"
    ):
        account.run(name=name, path=str(path))
    returned = account.run("storage_blob_info")["storage_blobs"]
    assert [blob["content_md5"] for blob in returned] == ([None] if path == disk else [])


class Listener(ListedProgress):
    """A list that does something when it is told something for the first time."""

    def __init__(self, act: Callable[[str], None]) -> None:
        super().__init__()
        self.act = act

    def append(self, sentence: str) -> None:
        if not self:
            self.act(sentence)
        super().append(sentence)


def test_file_truncated_during_upload_is_refused(account: Account, package: Path) -> None:
    package.write_bytes(random_bytes(40 * MEBIBYTE))
    account.service.progress = Listener(lambda sentence: os.truncate(package, 39 * MEBIBYTE))
    with pytest.raises(PreconditionError, match="that file was changed while it was being read"):
        account.run(name="shop.cspkg", path=str(package))


def test_concurrent_disk_upload_is_refused(account: Account, disk: Path, blob_service: BlobService) -> None:
    blob = blob_of(blob_service, "shop.vhd")

    def interfere(sentence: str) -> None:
        blob_service.library.get_blob_client("files", "shop.vhd").create_page_blob(
            disk.stat().st_size, sequence_number=7
        )

    account.service.progress = Listener(interfere)
    with pytest.raises(BlobRefusal, match="PutPage: it was written to meanwhile, by something else"):
        account.run(name="shop.vhd", path=str(disk))
    assert blob.page_ranges() == []


def test_conditional_writes_detect_concurrent_creation(account: Account, disk: Path, blob_service: BlobService) -> None:
    account.run(name="other", path=str(disk))
    blob = blob_of(blob_service, "shop.vhd")
    blob.create_pages(MEBIBYTE, 7, {}, None)
    have = blob.read()
    assert have
    for etag in (None, "0x1"):
        with pytest.raises(BlobRefusal, match="PutBlob: it was written to meanwhile"):
            blob.create_pages(MEBIBYTE, 8, {}, etag)
    with pytest.raises(BlobRefusal, match="SetBlobProperties: it was written to meanwhile"):
        blob.set_properties({}, "0x1")
    assert blob.read() == have


def test_uncommitted_blocks_of_another_client(account: Account, package: Path, blob_service: BlobService) -> None:
    account.run(name="other", path=str(package))
    blob_service.library.get_blob_client("files", "shop.cspkg").stage_block("short", b"x")
    with pytest.raises(BlobRefusal, match="PutBlock: an upload by something else was begun there"):
        account.run(name="shop.cspkg", path=str(package))


def test_leased_disk_is_not_overwritten(account: Account, disk: Path, blob_service: BlobService) -> None:
    account.run(name="shop.vhd", path=str(disk))
    blob_service.library.get_blob_client("files", "shop.vhd").acquire_lease(-1)
    unchanged = account.run(name="shop.vhd", path=str(disk))
    assert (unchanged["changed"], unchanged["storage_blob"]["lease_state"]) == (False, "leased")
    disk.write_bytes(fixed_vhd(bytes(MEBIBYTE)))
    given: tuple[dict[str, Any], ...] = ({"path": str(disk)}, {"state": "absent"})
    for options in given:
        with pytest.raises(BlobRefusal, match="it is leased, so a disk or an image may be registered on it") as refused:
            account.run(name="shop.vhd", **options)
        assert refused.value.details["error"]["code"] == "LeaseIdMissing"


def test_metadata_is_preserved(account: Account, package: Path, blob_service: BlobService) -> None:
    account.run(name="shop.cspkg", path=str(package))
    client = blob_service.library.get_blob_client("files", "shop.cspkg")
    client.set_blob_metadata({"owner": "sales"})
    package.write_bytes(random_bytes(100))
    account.run(name="shop.cspkg", path=str(package))
    assert client.get_blob_properties().metadata == {"owner": "sales"}


def test_progress_is_reported(account: Account, package: Path) -> None:
    account.run(name="shop.cspkg", path=str(package))
    reported = [sentence for sentence in account.service.progress if "MiB" in sentence]
    assert len(reported) == 3
    assert reported[-1] == "blob files/shop.cspkg: 10 of 10 MiB"


def test_unreachable_service_is_retried(make_service: Callable[..., Service], package: Path, account: Account) -> None:
    account.service.emulator.cloud.blobs.endpoint = "https://127.0.0.1:1"
    try:
        with pytest.raises(
            EndpointUnreachableError, match=r"GetBlobProperties: 127.0.0.1:1 does not answer: .* \(tried 5 times\)"
        ):
            account.run(name="shop.cspkg", path=str(package))
    finally:
        account.service.emulator.cloud.blobs.endpoint = account.azurite.endpoint


def test_failure_cancels_parallel_work() -> None:
    def work(item: int) -> int:
        if item == 3:
            raise ValueError(item)
        return item

    taken = iter(range(100))
    with pytest.raises(ValueError):
        list(in_parallel(work, taken, 2))
    assert next(taken) < 6
