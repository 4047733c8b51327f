# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An emulator process that may have few descriptors, and clients that want them all."""

from __future__ import annotations

import resource
import shutil
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from ansible_collections.classic.azure.emulator.tls.authority import Authority
from ansible_collections.classic.azure.tests.unit.emulator import process
from ansible_collections.classic.azure.tests.unit.emulator.process import PATIENCE, Process, running_emulator

pytestmark = pytest.mark.slow

FEW, MANY = 256, 400


@pytest.fixture
def start(authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Process]]:
    """Start an emulator under limits of the shell's ``ulimit``."""
    with ExitStack() as stack:

        def started(limits: str) -> Process:
            command = ["sh", "-c", f'{limits} && exec "$0" "$@"', *process.COMMAND]
            monkeypatch.setattr(process, "COMMAND", command)
            workdir = Path(shutil.copytree(authority.folder, tmp_path / "work"))
            return stack.enter_context(running_emulator(workdir))

        yield started


def connect(emulator: Process, stack: ExitStack) -> socket.socket:
    where = urlsplit(emulator.endpoint)
    return stack.enter_context(socket.create_connection((where.hostname or "", where.port or 0), timeout=PATIENCE))


def anonymous_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


@pytest.mark.parametrize("greeted", [False, True], ids=["silent", "after the handshake"])
def test_crowd_locks_nobody_out(start: Callable[[str], Process], greeted: bool) -> None:
    """More connections than descriptors: the ones that were silent for the longest go, and a client is answered."""
    emulator = start(f"ulimit -n {FEW}")
    context = anonymous_context()
    with ExitStack() as stack:
        for dummy in range(MANY):
            plain = connect(emulator, stack)
            if greeted:
                stack.enter_context(context.wrap_socket(plain))
        for dummy in range(3):
            assert emulator.request("GET", "locations").status == 200
    status, reported = emulator.end()
    assert status == 0 and "Traceback" not in reported


def test_soft_limit_of_descriptors_is_raised(start: Callable[[str], Process]) -> None:
    emulator = start(f"ulimit -S -n {FEW}")
    assert emulator.popen
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    limits = Path(f"/proc/{emulator.popen.pid}/limits")
    if not limits.exists():
        pytest.skip("this system has no /proc")
    (line,) = (line for line in limits.read_text().splitlines() if line.startswith("Max open files"))
    assert int(line.split()[3]) == (1024 if hard == resource.RLIM_INFINITY else min(1024, hard))
