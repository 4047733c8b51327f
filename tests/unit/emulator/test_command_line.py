# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: what it prints, how it ends, and one sentence for whatever is in its way."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import sqlite3
import stat
import time
from contextlib import closing
from pathlib import Path

import pytest
from ansible_collections.classic.azure.emulator.__main__ import arguments
from ansible_collections.classic.azure.emulator.tls.authority import Authority
from ansible_collections.classic.azure.tests.unit.emulator.process import Process, run_emulator, running_emulator
from ansible_collections.classic.azure.tests.unit.emulator.wire import GROUPS, NS

pytestmark = pytest.mark.slow

ID, OTHER = "99999999-2222-3333-4444-555555555555", "11111111-2222-3333-4444-555555555555"


@pytest.fixture
def workdir(authority: Authority, tmp_path: Path) -> Path:
    """A folder with certificates: making them takes time."""
    return Path(shutil.copytree(authority.folder, tmp_path / "work"))


def has_ended(pid: int, patience: float = 20) -> bool:
    """Whether a process that is not our child has ended."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except FileNotFoundError:
            return True
        time.sleep(0.05)
    return False


def test_startup_prints_one_json_line(workdir: Path) -> None:
    with running_emulator(
        workdir, "--profile", "instant", "--subscription", ID.upper(), "--subscription", OTHER
    ) as process:
        returned = process.startup_info
        assert returned["subscription_id"] == ID, "the first that was asked for"
        assert returned["endpoint"].startswith("https://127.0.0.1:")
        assert returned["pid"] == process.popen.pid if process.popen else None
        assert json.loads((workdir / "emulator.json").read_text()) == returned
        for name in ("management_certificate", "ca_certificate", "publish_settings", "publish_settings_1"):
            assert Path(returned[name]).is_file()
        assert returned["environment"]["AZURE_SUBSCRIPTION_ID"] == ID
        assert process.request("GET").text("SubscriptionID") == ID
        assert process.admin("GET", "status")["subscriptions"] == [ID, OTHER]
        assert process.end() == (0, "")


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_signal_terminates_cleanly(workdir: Path, how: signal.Signals) -> None:
    with running_emulator(workdir, "--state", workdir / "state") as process:
        assert process.request("GET", "locations").status == 200
        status, reported = process.end(how)
        assert (status, reported) in ((0, ""), (-how, ""))
    assert [path.name for path in workdir.glob("state*")] == ["state"], "what was beside the state is in it"


def test_stop_request_terminates_process(workdir: Path) -> None:
    with running_emulator(workdir) as process:
        assert process.admin("POST", "stop") is None
        assert process.popen and process.popen.wait(20) == 0


def test_dropped_elements_are_logged(workdir: Path) -> None:
    inside = "<Name>g1</Name><Label>Zw==</Label><Secret>canary</Secret><Location>West US</Location>"
    with running_emulator(workdir) as process:
        process.request("POST", GROUPS, f"<CreateAffinityGroup {NS}>{inside}</CreateAffinityGroup>")
        process.request("GET", "nowhere")
        reported = process.end()[1]
    assert "dropped: CreateAffinityGroup/Secret is unknown here" in reported
    assert "GET /nowhere is not emulated" in reported
    assert "canary" not in reported


def test_workdir_paths_are_absolute(workdir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workdir.parent)
    with running_emulator(Path("work")) as process:
        assert process.startup_info["management_certificate"] == str(workdir / "management.pem")
        assert process.startup_info["environment"]["AZURE_CA_PATH"] == str(workdir / "ca.pem")


def test_daemon_mode(workdir: Path) -> None:
    parent = run_emulator("--workdir", workdir, "--daemon", "--profile", "instant")
    assert (parent.returncode, parent.stderr) == (0, "")
    (line,) = parent.stdout.splitlines()
    process = Process(json.loads(line))
    pid = process.startup_info["pid"]
    assert os.getsid(pid) not in (os.getsid(0), pid), "it has a session without a terminal, which it does not lead"
    try:
        assert process.request("GET", "locations").status == 200
        process.request("GET", "nowhere")
    finally:
        os.kill(pid, signal.SIGTERM)
        process.session.close()
    assert has_ended(pid)
    assert "GET /nowhere is not emulated" in (workdir / "emulator.log").read_text()


@pytest.mark.parametrize("daemon", [False, True])
def test_port_in_use_is_reported(workdir: Path, daemon: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = run_emulator("--workdir", workdir, "--port", port, *(["--daemon"] if daemon else []))
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == f"127.0.0.1:{port}: Address already in use\n"


@pytest.mark.parametrize("daemon", [False, True])
def test_foreign_host_address_is_reported(workdir: Path, daemon: bool) -> None:
    ended = run_emulator("--workdir", workdir, "--host", "192.0.2.1", *(["--daemon"] if daemon else []))
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "192.0.2.1:0: Cannot assign requested address\n"


def test_listen_on_all_interfaces_and_ipv6(workdir: Path) -> None:
    with running_emulator(workdir, "--host", "0.0.0.0") as process:
        assert process.endpoint.startswith("https://127.0.0.1:"), "the certificate names no other"
        assert process.request("GET", "locations").status == 200
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return
    with running_emulator(workdir, "--host", "::1") as process:
        assert process.endpoint.startswith("https://[::1]:")
        assert process.request("GET", "locations").status == 200
        assert process.admin("GET", "status")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--port", "70000"], "argument --port: 70000 is not between 0 and 65535"),
        (["--port", "-1"], "argument --port: -1 is not between 0 and 65535"),
        (["--port", "http"], "argument --port: "),
        (["--profile", "fast"], "argument --profile: 'fast' is none of instant, polls:N, seconds:S, recorded"),
        (["--subscription", "mine"], "argument --subscription: 'mine' is no GUID"),
        (["--seed", "x"], "argument --seed: "),
        (["--frobnicate"], "unrecognized arguments: --frobnicate"),
    ],
)
def test_invalid_argument_is_reported(workdir: Path, arguments: list[str], sentence: str) -> None:
    ended = run_emulator("--workdir", workdir, *arguments)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert sentence in ended.stderr


def create_foreign_database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE theirs (x)")


@pytest.mark.parametrize("daemon", [False, True])
@pytest.mark.parametrize(
    ("prepare", "reason"),
    [
        (Path.mkdir, "Is a directory"),
        (lambda path: path.write_text("hello " * 500), "file is not a database"),
        (create_foreign_database, "it is a database of something else"),
        (lambda path: path.parent.rmdir(), "No such file or directory"),
    ],
    ids=["a folder", "a text", "another database", "nowhere"],
)
def test_unusable_state_file_is_reported(
    workdir: Path, tmp_path: Path, prepare: object, reason: str, daemon: bool
) -> None:
    path = tmp_path / "states" / "state"
    path.parent.mkdir()
    prepare(path)  # type: ignore[operator]  # one of four functions
    ended = run_emulator("--workdir", workdir, "--state", path, *(["--daemon"] if daemon else []))
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == f"{path} cannot keep the state: {reason}\n"


def test_state_file_is_locked_by_one_process(workdir: Path, tmp_path: Path) -> None:
    path = tmp_path / "state"
    with running_emulator(workdir, "--state", path) as process:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        ended = run_emulator("--workdir", workdir, "--state", path)
        assert (ended.returncode, ended.stderr) == (
            1,
            f"{path} cannot keep the state: another process is using it\n",
        )
        assert process.request("GET", "locations").status == 200


def test_unusable_workdir_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ended = run_emulator("--workdir", tmp_path / "file" / "work")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == f"{tmp_path / 'file' / 'work'}: Not a directory\n"


def test_help_describes_every_option() -> None:
    text = arguments().format_help()
    for action in arguments()._actions:
        assert action.help, action.dest
        assert all(option in text for option in action.option_strings)
    assert "None" not in text and "Path" not in text
    assert text.index("--workdir") < text.index("--daemon")
    assert run_emulator("--help").stdout.startswith("usage: python -m ansible_collections.classic.azure.emulator")
