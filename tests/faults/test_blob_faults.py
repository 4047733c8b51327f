# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""storage_blob, which writes to the blob service: each kind of fault in each of its requests to it.

The requests to the management API that it sends before only read, and are those of storage_account_info.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.classic.azure.emulator.core.blobs import Blobs
from ansible_collections.classic.azure.emulator.tls.authority import Authority
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.argument_spec import module_arguments
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.runner import result_of
from ansible_collections.classic.azure.plugins.module_utils._asm.services.storage.blob.storage_blob import STORAGE_BLOB
from ansible_collections.classic.azure.tests.emulated import Service
from ansible_collections.classic.azure.tests.faults.blob_proxy import KINDS, BlobProxy, BlobRequest, run_proxy
from ansible_collections.classic.azure.tests.faults.report import PROPERTY, MatrixCell
from ansible_collections.classic.azure.tests.module_process import supported_internal_arguments
from ansible_collections.classic.azure.tests.unit.azurite import run_azurite
from ansible_collections.classic.azure.tests.unit.plugins.module_utils.services.storage.blob.conftest import (
    fixed_vhd,
    random_bytes,
)

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
IN_FULL = "CLASSIC_AZURE_FAULTS" in os.environ
MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class BlobSituation:
    """A task on a blob. existing: the size of the blob that is there before, if one is."""

    name: str
    existing: int | None
    size: int
    options: dict[str, Any]
    requests: tuple[str, ...]


SITUATIONS = (
    BlobSituation("create", None, 1000, {}, ("CreateContainer", "PutBlob")),
    BlobSituation("create_of_blocks", None, 9 * MEBIBYTE, {}, ("CreateContainer", "PutBlock", "PutBlockList")),
    BlobSituation(
        "create_page_blob",
        None,
        6 * MEBIBYTE,
        {"blob_type": "page"},
        ("CreateContainer", "PutBlob", "PutPage", "SetBlobProperties"),
    ),
    BlobSituation("replace", 2000, 1000, {}, ("PutBlob",)),
    BlobSituation("content_type", 1000, 1000, {"content_type": "text/x"}, ("SetBlobProperties",)),
    BlobSituation("delete", 1000, 1000, {"state": "absent"}, ("DeleteBlob",)),
)


@dataclass(frozen=True)
class BlobRun:
    """One run of the module: its result, None if it was killed, and its requests to the blob service."""

    result: dict[str, Any] | None
    requests: list[BlobRequest]

    @property
    def accepted(self) -> list[str]:
        """The operations of the accepted writes, each once, as results have them."""
        return list(dict.fromkeys(each.operation for each in self.requests if each.is_accepted))

    @property
    def failed(self) -> bool:
        return bool(self.result and self.result.get("failed"))


@dataclass
class BlobWorld:
    """A storage account whose blob service is behind the proxy, and a folder for the files to upload."""

    service: Service
    proxy: BlobProxy
    folder: Path
    containers: Iterator[int]

    def file(self, size: int, is_disk: bool) -> str:
        """A file of a size, or a VHD of a disk that has it."""
        path = self.folder / f"{size}.{'vhd' if is_disk else 'bin'}"
        if not path.exists():
            path.write_bytes(fixed_vhd(random_bytes(size)) if is_disk else random_bytes(size))
        return str(path)

    def options(self, situation: BlobSituation, container: str) -> dict[str, Any]:
        place = {"storage_account": self.service.name, "container": container, "name": "a.bin"}
        path = self.file(situation.size, situation.options.get("blob_type") == "page")
        return {**self.service.connection, **place, "path": path, **situation.options}

    def new_container(self, situation: BlobSituation) -> str:
        """The name of a container for one trial, with the blob that is there before."""
        name = f"trial{next(self.containers)}"
        if situation.existing is not None:
            before = BlobSituation("before", None, situation.existing, {}, ())
            assert self.run(before, name).accepted
        return name

    def run(self, situation: BlobSituation, container: str, fault: str = "", number: int = 0) -> BlobRun:
        """Run the module, with a fault in its request of this number."""
        self.proxy.begin(fault, number)
        options = self.options(situation, container)
        if fault == "killed":
            self._run_and_kill(options)
            return BlobRun(None, list(self.proxy.requests))
        validated = ArgumentSpecValidator(**module_arguments(STORAGE_BLOB)).validate(options)
        assert not validated.error_messages
        result = result_of(STORAGE_BLOB, validated.validated_parameters, self.service.context())
        return BlobRun(result, list(self.proxy.requests))

    def _run_and_kill(self, options: dict[str, Any]) -> None:
        """Run the module in a process, which the proxy kills."""
        internal, others = supported_internal_arguments({"_ansible_tracebacks_for": []}), self.proxy.connections
        with subprocess.Popen(
            [sys.executable, str(ROOT / "plugins/modules/storage_blob.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        ) as process:
            self.proxy.on_kill = process.kill
            process.communicate(json.dumps({"ANSIBLE_MODULE_ARGS": {**options, **internal}}).encode())
        assert process.returncode == -signal.SIGKILL
        self.proxy.wait_for_end_of_connections(others)

    def blobs(self, container: str) -> list[dict[str, Any]]:
        """The blobs of a container, without times and addresses."""
        place: dict[str, Any] = {"storage_account": self.service.name, "container": container}
        found = self.service.run("storage_blob_info", **place)["storage_blobs"]
        return [{**blob, "last_modified": "", "url": "", "container": ""} for blob in found]


@pytest.fixture(scope="session")
def blob_world(
    make_service: Callable[..., Service], authority: Authority, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BlobWorld]:
    folder = tmp_path_factory.mktemp("blobs")
    with run_azurite(authority, folder) as azurite, run_proxy(azurite.endpoint, authority) as proxy:
        service = make_service(blobs=Blobs(proxy.endpoint, azurite.blobs.accounts, authority.ca_certificate))
        service.run("storage_account", name=service.name, location="West US")
        yield BlobWorld(service, proxy, folder, count(1))


def violations(situation: BlobSituation, world: BlobWorld, fault: str, number: int, expected: Any) -> list[str]:
    """What is wrong after a fault in the first run, a clean second run and a clean third one, as invariant.py has it.

    Requests that upload the same content again do no harm, and are not counted.
    """
    container = world.new_container(situation)
    faulty = world.run(situation, container, fault, number)
    found = [] if world.proxy.placed == 1 else ["the fault did not take place"]
    clean, third = world.run(situation, container), world.run(situation, container)
    for which, run in (("first", faulty), ("clean", clean), ("third", third)):
        if run.result is None:
            continue
        if run.result.get("changed", False) is not bool(run.accepted):
            found.append(f"the {which} run says changed={run.result.get('changed')}, accepted {run.accepted}")
        if not run.failed and run.result["requests"] != run.accepted:
            found.append(f"the {which} run lists {run.result['requests']}, accepted {run.accepted}")
        sentence = str(run.result.get("msg", ""))
        if run.failed and ("exception" in run.result or "unexpected" in sentence or "\n" in sentence or not sentence):
            found.append(f"the {which} run fails without a sentence: {sentence[:150]!r}")
    if faulty.result is not None and not faulty.failed and clean.accepted:
        found.append(f"the first run succeeded, and the clean run had accepted {clean.accepted}")
    if clean.failed or third.failed or third.accepted:
        found.append(f"the clean runs: {(clean.result or {}).get('msg')}, {(third.result or {}).get('msg')}")
    if world.blobs(container) != expected:
        found.append(f"the blobs are {world.blobs(container)}, not {expected}")
    return found


def chosen_boundaries(requests: list[BlobRequest], kind: str) -> list[int]:
    """All boundaries of the full matrix; of the sample that of the last write."""
    lost_after = ("cut_after", "proxy_page_after")
    boundaries = [n for n, each in enumerate(requests, 1) if each.status < 300 or kind not in lost_after]
    return boundaries if IN_FULL else [n for n in boundaries if requests[n - 1].is_write][-1:]


SAMPLE = [(situation, KINDS[number % (len(KINDS) - 1)]) for number, situation in enumerate(SITUATIONS)]
SAMPLE.append((SITUATIONS[0], "killed"))
CELLS = [(situation, kind) for situation in SITUATIONS for kind in KINDS] if IN_FULL else SAMPLE


@pytest.mark.parametrize(("situation", "kind"), CELLS, ids=lambda value: getattr(value, "name", value))
def test_fault_at_blob_request(
    blob_world: BlobWorld, situation: BlobSituation, kind: str, record_property: Callable[[str, object], None]
) -> None:
    """A fault in one request of a task leaves nothing that the same task, run again, does not bring to its end."""
    container = blob_world.new_container(situation)
    first = blob_world.run(situation, container)
    assert first.accepted == list(situation.requests), first.result
    assert blob_world.run(situation, container).accepted == []
    expected = blob_world.blobs(container)
    boundaries = chosen_boundaries(first.requests, kind)
    wrong = {number: violations(situation, blob_world, kind, number, expected) for number in boundaries}
    failures = [
        f"request {number} {first.requests[number - 1].operation}, {kind}: {'; '.join(found)}"
        for number, found in wrong.items()
        if found
    ]
    cell = MatrixCell("storage_blob", situation.name, kind, len(boundaries), failures, {})
    record_property(PROPERTY, json.dumps(asdict(cell)))
    assert boundaries
    assert not failures, "\n".join(failures)
