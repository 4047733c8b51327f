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
import ssl
import stat
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import click
import pytest
import requests
from ansible_collections.classic.azure.emulator.command_line import main
from ansible_collections.classic.azure.emulator.tls.authority import Authority
from ansible_collections.classic.azure.emulator.tls.hosts import server_hosts
from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import Context
from ansible_collections.classic.azure.plugins.modules import locations_info
from ansible_collections.classic.azure.tests.unit.emulator.process import Process, run_emulator, running_emulator
from ansible_collections.classic.azure.tests.unit.emulator.wire import GROUPS, NS

pytestmark = pytest.mark.slow

ID, OTHER = "99999999-2222-3333-4444-555555555555", "11111111-2222-3333-4444-555555555555"


@pytest.fixture
def workdir(authority: Authority, tmp_path: Path) -> Path:
    """A folder with certificates: making them takes time."""
    return Path(shutil.copytree(authority.folder, tmp_path / "work"))


def machine_address() -> str:
    """An address of this machine, of its loopback interface if it has no other."""
    found = server_hosts("0.0.0.0")
    return next((host for host in found if host.count(".") == 3 and not host.startswith("127.")), "127.0.0.3")


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


@pytest.mark.parametrize("host", ["127.0.0.2", machine_address()])
def test_modules_accept_other_host(workdir: Path, host: str) -> None:
    """The certificate contains the host, a module's client takes it, and the admin API answers its own machine."""
    with running_emulator(workdir, "--host", host) as process:
        assert process.endpoint.startswith(f"https://{host}:")
        info = process.startup_info
        options = {name: info[name] for name in ("subscription_id", "management_certificate", "endpoint")}
        context = Context(check_mode=False, diff=False)
        found = locations_info.MODULE_SPEC.run({**options, "ca_certificate": info["ca_certificate"]}, context)
        assert found["locations"]
        assert process.admin("GET", "status")["settings"]["host"] == host
        assert process.send("GET", f"{process.endpoint}/emulator/").status == 200, "the page"


def test_more_names_in_certificate(workdir: Path) -> None:
    """Each --name is a name of the server, also for its admin API."""
    with running_emulator(workdir, "--name", "build.example", "--name", "192.0.2.9") as process:
        address = urlsplit(process.endpoint)
        context = ssl.create_default_context(cafile=process.startup_info["ca_certificate"])
        for name in ("build.example", "192.0.2.9", "localhost"):
            with (
                socket.create_connection(("127.0.0.1", address.port or 0), timeout=20) as plain,
                context.wrap_socket(plain, server_hostname=name) as connection,
            ):
                token = Path(process.startup_info["admin_token_file"]).read_text().strip()
                head = f"Host: {name}:{address.port}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n"
                connection.sendall(f"GET /emulator/status HTTP/1.1\r\n{head}\r\n".encode())
                assert connection.recv(100).startswith(b"HTTP/1.1 200 ")


def test_changed_host_reissues_certificate(workdir: Path) -> None:
    """The files of clients keep their paths; the management certificate stays."""
    certificate, management = ((workdir / name) for name in ("server.pem", "management.pem"))
    issued = []
    for host in ("127.0.0.1", "127.0.0.2", "127.0.0.2", "127.0.0.1"):
        with running_emulator(workdir, "--host", host) as process:
            assert process.request("GET", "locations").status == 200
            issued.append((certificate.read_bytes(), management.read_bytes()))
    assert issued[1] == issued[2] and len({server for server, dummy in issued}) == 3
    assert len({kept for dummy, kept in issued}) == 1


@pytest.mark.parametrize("daemon", [False, True])
def test_second_emulator_in_folder_is_refused(workdir: Path, daemon: bool) -> None:
    """The files in the folder are those of the first; its death, however sudden, frees the folder."""
    with running_emulator(workdir, "--profile", "instant") as process:
        before = {path.name: path.read_bytes() for path in workdir.iterdir() if path.name != "emulator.log"}
        ended = run_emulator("--workdir", workdir, *(["--daemon"] if daemon else []))
        assert (ended.returncode, ended.stdout) == (1, "")
        pid = process.startup_info["pid"]
        assert f"an emulator runs in this folder already, as process {pid} at {process.endpoint}: " in ended.stderr
        assert "or choose another folder with --workdir" in ended.stderr
        assert {path.name: path.read_bytes() for path in workdir.iterdir() if path.name != "emulator.log"} == before
        assert process.request("GET", "locations").status == 200
        process.end(signal.SIGKILL)
    with running_emulator(workdir) as process:
        assert process.request("GET", "locations").status == 200


def test_printed_environment_bypasses_proxies(workdir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests to the emulator go past a proxy, and those that went past it before still do."""
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, "intern.example")
    with running_emulator(workdir, "--host", "127.0.0.2", "--name", "build.example") as process:
        environment = process.startup_info["environment"]
        monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.setenv(name, environment[name])
        for url in (process.endpoint, "https://localhost:1", "https://intern.example", "https://build.example"):
            assert requests.utils.get_environ_proxies(url) == {}, url
        assert requests.utils.get_environ_proxies("https://elsewhere.example")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--host", "https://here"], "'--host': 'https://here' is no name or address of a host."),
        (["--name", "a b"], "'--name': 'a b' is no name or address of a host."),
        (["--port", "70000"], "'--port': 70000 is not in the range 0<=x<=65535."),
        (["--port", "-1"], "'--port': -1 is not in the range 0<=x<=65535."),
        (["--port", "http"], "'--port': 'http' is not a valid integer range."),
        (["--profile", "fast"], "'--profile': 'fast' is none of instant, polls:N, seconds:S, scale:F, recorded"),
        (["--subscription", "mine"], "'--subscription': 'mine' is no GUID."),
        (["--seed", "x"], "'--seed': 'x' is not a valid integer."),
        (["--blob-endpoint", "here"], "'--blob-endpoint': 'here' is no URL of a server."),
        (["--open-admin", "--remote-admin"], "--open-admin and --remote-admin exclude each other"),
        (["--frobnicate"], "No such option"),
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
        (lambda path: path.write_text("hello " * 500), "it is no state of the emulator"),
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
    assert ended.stderr.startswith(f"{path} cannot keep the state: {reason}") and ended.stderr.count("\n") == 1


def test_state_file_is_locked_by_one_process(workdir: Path, tmp_path: Path) -> None:
    path = tmp_path / "state"
    with running_emulator(workdir, "--state", path) as process:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        ended = run_emulator("--workdir", tmp_path / "other", "--state", path)
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


def test_options_without_command_start(workdir: Path) -> None:
    """So it was before there were commands; start is the same."""
    with running_emulator(workdir) as process:
        assert process.request("GET", "locations").status == 200
    begun = run_emulator("start", "--workdir", workdir, "--background")
    assert json.loads(begun.stdout)["endpoint"].startswith("https://127.0.0.1:")
    assert run_emulator("stop", "--workdir", workdir).returncode == 0


def commands(group: click.Group, *names: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        yield (*names, name), command
        if isinstance(command, click.Group):
            yield from commands(command, *names, name)


@pytest.mark.parametrize(("names", "command"), [(" ".join(names), command) for names, command in commands(main)])
def test_help_describes_every_option(names: str, command: click.Command) -> None:
    assert command.help, names
    for parameter in command.params:
        assert not isinstance(parameter, click.Option) or parameter.help, f"{names} {parameter.name}"


def test_help_names_every_command() -> None:
    text = run_emulator("--help").stdout
    assert text.startswith("Usage: python -m ansible_collections.classic.azure.emulator")
    assert all(name in text for name in main.commands)
