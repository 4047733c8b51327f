# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""--live on the command line: what it refuses, in one sentence, and what status tells."""

from __future__ import annotations

import errno
import json
import shutil
import signal
import sys
import threading
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.classic.azure.emulator import startup
from ansible_collections.classic.azure.emulator.core.latency import parse
from ansible_collections.classic.azure.emulator.http import server
from ansible_collections.classic.azure.emulator.live import setup
from ansible_collections.classic.azure.emulator.live.listeners import Listeners
from ansible_collections.classic.azure.emulator.live.setup import CannotRun, LiveOptions, live_hosting
from ansible_collections.classic.azure.emulator.live.world import Listener
from ansible_collections.classic.azure.emulator.tls.authority import Authority
from ansible_collections.classic.azure.tests.unit.emulator.live.running import ask, eventually, state_of
from ansible_collections.classic.azure.tests.unit.emulator.process import Process, run_emulator, running_emulator
from ansible_collections.classic.azure.tests.unit.emulator.services.cloud_services.deployed import cscfg
from ansible_collections.classic.azure.tests.unit.emulator.wire import ACCOUNTS, NS, SERVICES

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux has all addresses of 127.0.0.0/8"),
]
LIVE = ("--live", "--machines", "none", "--profile", "instant")
DEPLOYMENT = f"{SERVICES}/liveshop/deploymentslots/production"


@pytest.fixture
def workdir(authority: Authority, tmp_path: Path) -> Path:
    """A folder with certificates: making them takes time."""
    return Path(shutil.copytree(authority.folder, tmp_path / "work"))


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        ("--live --machines none --host 0.0.0.0", 1, "--live and --host 0.0.0.0 exclude each other"),
        ("--live --machines none --host ::", 1, "--live and --host :: exclude each other"),
        ("--live --machines none --host 192.0.2.1", 1, "--live and --host 192.0.2.1 exclude each other"),
        ("--live --machines none --virtual-clock", 1, "--live and --virtual-clock exclude each other"),
        ("--low-ports 8000", 2, "--low-ports says how machines run, and they do only with --live."),
        ("--machines none", 2, "--machines says how machines run, and they do only with --live."),
        ("--live --machines docker", 2, "'docker' is not one of 'namespaces', 'none'."),
        ("--live --machines none --machine-root /", 2, "--machine-root and --machines none exclude each other."),
        ("--live --machine-root /nowhere/at/all", 2, "Directory '/nowhere/at/all' does not exist."),
        ("--live --low-ports 70000", 2, "70000 is not in the range 0<=x<=64512."),
    ],
)
def test_what_cannot_be_is_refused(workdir: Path, arguments: str, status: int, sentence: str) -> None:
    ended = run_emulator("--workdir", workdir, *arguments.split())
    assert (ended.returncode, ended.stdout) == (status, "")
    assert sentence in ended.stderr
    assert status == 2 or len(ended.stderr.splitlines()) == 1


def test_other_systems_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(startup.StartupError, match="^--live needs Linux, where each address"):
        startup.start(startup.Options(tmp_path, parse("instant"), live=LiveOptions()))


def test_missing_library_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(setup, "find_spec", lambda name: None if name == "bcrypt" else name)
    with pytest.raises(CannotRun, match=r" lacks bcrypt, which .* install what .*/requirements-live\.txt names, or "):
        live_hosting(server.reactor, tmp_path, LiveOptions())
    assert setup.REQUIREMENTS.exists()
    live_hosting(server.reactor, tmp_path, LiveOptions(machines="none"))


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (
            errno.EACCES,
            "127.64.0.1:80 does not listen, because ports below 1024 are not for ordinary users: start the emulator "
            "with --low-ports 8000, and it is port 8080, or have the system allow it: "
            "sysctl net.ipv4.ip_unprivileged_port_start=80",
        ),
        (errno.EMFILE, "127.64.0.1:80 does not listen: Too many open files"),
    ],
)
def test_refused_port_comes_with_a_remedy(event_loop_thread: threading.Thread, code: int, sentence: str) -> None:
    listeners = Listeners(server.reactor, None, parse("instant").delay)  # type: ignore[arg-type]  # nothing is forwarded
    error = OSError(code, "Too many open files")
    assert listeners._reason(Listener("127.64.0.1", 80), error) == sentence


def encoded(text: str) -> str:
    return b64encode(text.encode()).decode()


def deploy(process: Process) -> None:
    """A web role with an endpoint at a port that an ordinary user has not."""
    inside = "<ServiceName>liveshop</ServiceName><Label>eA==</Label><Location>West US</Location>"
    process.request("POST", SERVICES, f"<CreateHostedService {NS}>{inside}</CreateHostedService>")
    process.request("POST", ACCOUNTS, f"<CreateStorageServiceInput {NS}>{inside}</CreateStorageServiceInput>")
    url = "http://liveshop.blob.core.windows.net/p/app.cspkg"
    roles = [{"name": "web", "endpoints": [{"name": "http", "port": 80}]}]
    process.admin("POST", "packages", {"subscription": process.subscription, "url": url, "roles": roles})
    created = process.request(
        "POST",
        DEPLOYMENT,
        f"<CreateDeployment {NS}><Name>v1</Name><PackageUrl>{url}</PackageUrl><Label>{encoded('one')}</Label>"
        f"<Configuration>{encoded(cscfg({'web': 1}))}</Configuration><StartDeployment>true</StartDeployment>"
        "</CreateDeployment>",
    )
    assert created.status == 202, created.body


def live_status(process: Process) -> dict[str, Any]:
    return dict(process.admin("GET", "status")["live"])


def test_what_was_deployed_answers_again_after_a_kill(workdir: Path, tmp_path: Path) -> None:
    state = ("--state", tmp_path / "state")
    with running_emulator(workdir, *LIVE, *state, "--low-ports", 18000) as process:
        deploy(process)
        (place,) = eventually(lambda: live_status(process)["listeners"])
        address = place.removesuffix(":18080")
        eventually(lambda: state_of(address, 18080) == "answers")
        process.end(signal.SIGKILL)
    assert state_of(address, 18080) == "closed"
    with running_emulator(workdir, *LIVE, *state, "--low-ports", 18000) as process:
        eventually(lambda: state_of(address, 18080) == "answers")
        assert ask(address, 18080)[1]["instance"] == "web_IN_0"
        found = process.request("GET", DEPLOYMENT)
        assert f"<Address>{address}</Address>" in found.body.decode()
        status, printed = process.end()
        assert (status, printed) == (0, "")


def test_status_tells_what_listens(workdir: Path) -> None:
    with running_emulator(workdir, *LIVE, "--low-ports", 18000) as process:
        assert "public ports: none" in run_emulator("status", "--workdir", workdir).stdout.splitlines()
        deploy(process)
        (place,) = eventually(lambda: live_status(process)["listeners"])
        (key,) = eventually(lambda: live_status(process)["instances"])
        lines = run_emulator("status", "--workdir", workdir).stdout.splitlines()
        assert {"live: True", "machines: none", "low ports: 18000", f"public ports: {place}"} <= set(lines)
        assert f"instances that answer: {key}" in lines and key.endswith("/liveshop/v1/web_IN_0")
        settings = json.loads(run_emulator("status", "--json", "--workdir", workdir).stdout)["settings"]
        assert (settings["live"], settings["machine_root"]) == (True, None)


def test_status_without_live_is_what_it_was(workdir: Path) -> None:
    with running_emulator(workdir) as process:
        status = process.admin("GET", "status")
        assert "live" not in status and not {"live", "machines", "low_ports"} & set(status["settings"])
        assert not (workdir / "live").exists() and not (workdir / "hosts").exists()


def test_state_whose_addresses_are_taken_is_refused(workdir: Path, tmp_path: Path) -> None:
    """Two emulators with copies of one state cannot both have its addresses."""
    with running_emulator(workdir, *LIVE, "--state", tmp_path / "state") as process:
        deploy(process)
        eventually(lambda: live_status(process)["listeners"] or live_status(process)["failures"])
        assert run_emulator("save", "--workdir", workdir, tmp_path / "saved").returncode == 0
        other = Path(shutil.copytree(workdir, tmp_path / "other", ignore=shutil.ignore_patterns("emulator*", "live")))
        with running_emulator(other, "--state", tmp_path / "copy") as second:
            assert run_emulator("load", "--workdir", other, tmp_path / "saved").returncode == 0
            second.end()
        ended = run_emulator("--workdir", other, *LIVE, "--state", tmp_path / "copy")
        assert (ended.returncode, ended.stdout) == (1, "")
        assert ended.stderr.startswith("the state has addresses of 127.") and "which another emulator" in ended.stderr
