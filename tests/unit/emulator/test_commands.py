# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands for an emulator that runs: what each prints and does, and one sentence for what it cannot do."""

from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
import yaml
from ansible_collections.classic.azure.emulator.command_line import main
from ansible_collections.classic.azure.emulator.core.faults import KINDS
from ansible_collections.classic.azure.emulator.tls.authority import Authority
from ansible_collections.classic.azure.emulator.workdir import default_workdir
from ansible_collections.classic.azure.tests.unit.emulator.process import (
    COMMAND,
    Process,
    run_emulator,
    running_emulator,
)
from ansible_collections.classic.azure.tests.unit.emulator.wire import GROUPS, NS
from click.testing import CliRunner, Result

pytestmark = pytest.mark.slow

ID, OTHER = "99999999-2222-3333-4444-555555555555", "11111111-2222-3333-4444-555555555555"
Run = Callable[..., Result]


@pytest.fixture(scope="module")
def process(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """An emulator for all tests here that leave it as it was."""
    workdir = Path(shutil.copytree(authority.folder, tmp_path_factory.mktemp("commands") / "it is 'work' $HOME"))
    arguments = ("--profile", "instant", "--virtual-clock", "--name", "build.example", "--name", "192.0.2.9")
    with running_emulator(workdir, *arguments, "--subscription", ID, "--subscription", OTHER) as started:
        yield started


@pytest.fixture
def workdir(process: Process) -> Path:
    return Path(process.startup_info["admin_token_file"]).parent


@pytest.fixture
def run(workdir: Path) -> Run:
    """Run a command for that emulator in this process; it has to succeed unless another status is expected."""

    def run_command(*arguments: object, status: int = 0, given: str | None = None) -> Result:
        result = CliRunner().invoke(main, [*map(str, arguments), "--workdir", str(workdir)], input=given)
        assert result.exit_code == status, result.output + result.stderr
        assert "Traceback" not in result.output
        return result

    return run_command


def create_group(process: Process, name: str) -> None:
    inside = f"<Name>{name}</Name><Label>Zw==</Label><Location>West US</Location>"
    assert process.request("POST", GROUPS, f"<CreateAffinityGroup {NS}>{inside}</CreateAffinityGroup>").status == 201


def test_status_says_where_it_is(process: Process, run: Run, workdir: Path) -> None:
    printed = run("status").output
    for line in (f"endpoint: {process.endpoint}", f"folder: {workdir}", f"process: {process.startup_info['pid']}"):
        assert line in printed.splitlines()
    assert f"subscriptions: {ID}, {OTHER}" in printed and "names: build.example, 192.0.2.9" in printed
    as_json = json.loads(run("status", "--json").output)
    assert as_json["endpoint"] == process.endpoint and as_json["settings"]["profile"] == "instant"


def test_page_address_has_token(process: Process, run: Run, workdir: Path) -> None:
    """It is in the fragment, which browsers send to nobody."""
    token = (workdir / "admin-token").read_text().strip()
    assert run("page").output == f"{process.endpoint}/emulator/#token={token}\n"
    assert stat.S_IMODE((workdir / "admin-token").stat().st_mode) == 0o600
    assert all(
        token not in path.read_text(errors="replace") for path in workdir.iterdir() if path.name != "admin-token"
    )


PROXIES = ("NO_PROXY", "no_proxy")
MODULES = {"AZURE_SUBSCRIPTION_ID", "AZURE_CERT_PATH", "AZURE_ENDPOINT", "AZURE_CA_PATH", *PROXIES}


def test_env_is_that_of_modules(process: Process, run: Run) -> None:
    """Nothing that makes other programs trust the emulator alone; --all is for other clients."""
    environment = process.startup_info["environment"]
    printed = json.loads(run("env", "--format", "json").output)
    assert set(printed) == MODULES
    assert {**environment, **printed} == environment
    assert {**process.admin("GET", "environment"), **printed} == printed, "the page copies them"
    assert json.loads(run("env", "--all", "--format", "json").output) == environment
    chosen = json.loads(run("env", "--all", "--format", "json", "--subscription", OTHER.upper()).output)
    assert chosen["AZURE_SUBSCRIPTION_ID"] == chosen["AZURE_MANAGEMENT_SUBSCRIPTIONID"] == OTHER
    unknown = run("env", "--subscription", ID.replace("9", "8"), status=1)
    assert "the emulator has no subscription" in unknown.output and f"it has {ID}, {OTHER}" in unknown.output


@pytest.mark.parametrize("form", ["sh", "dotenv"])
def test_env_can_be_read_by_shell(process: Process, run: Run, tmp_path: Path, form: str) -> None:
    """Also where the path has blanks, quotes and dollars in it."""
    script = tmp_path / "env"
    script.write_text(run("env", "--format", form).output)
    show = f"set -a; . {script}; {sys.executable} -c 'import json, os; print(json.dumps(dict(os.environ)))'"
    found = json.loads(subprocess.run(["sh", "-c", show], capture_output=True, text=True, check=True).stdout)
    environment = process.startup_info["environment"]
    assert {name: found[name] for name in MODULES} == {name: environment[name] for name in MODULES}


def test_env_keeps_present_no_proxy(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "intern.example")
    monkeypatch.delenv("no_proxy", raising=False)
    printed = json.loads(run("env", "--format", "json").output)
    assert printed["no_proxy"].startswith("intern.example,localhost,") and "build.example" in printed["no_proxy"]


def test_save_and_load_restore_state(process: Process, run: Run, tmp_path: Path) -> None:
    saved = tmp_path / "saved.json"
    create_group(process, "kept")
    run("save", saved)
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600, "it has keys in it"
    assert json.loads(run("save", "-").output) == json.loads(saved.read_text())
    assert json.loads(run("reset").output)[ID] == {"affinity_group": 1, "operation": 1}
    assert process.request("GET", GROUPS).tags() == []
    run("load", saved)
    assert process.request("GET", GROUPS).texts("AffinityGroup/Name") == ["kept"]
    assert list(json.loads(run("reset", "--subscription", ID).output)) == [ID]
    run("load", "-", given=saved.read_text())
    assert process.request("GET", GROUPS).texts("AffinityGroup/Name") == ["kept"]
    assert "<stdin> is no saved state: it is not JSON" in run("load", "-", given="{", status=1).output
    assert "the emulator refuses: a saved state says when it was" in run("load", "-", given="{}", status=1).output
    run("reset")


def test_subscription_is_created_once(process: Process, run: Run) -> None:
    wanted = "abcdef00-0000-0000-0000-000000000001"
    for dummy in range(2):
        printed = run("subscription", wanted.upper(), "--name", "Mine", "--limit", "max_hosted_services=3").output
        assert printed == f"{wanted}\n"
    found = process.send("GET", f"{process.endpoint}/{wanted}", **{"x-ms-version": "2014-10-01"})
    assert (found.text("SubscriptionName"), found.text("MaxHostedServices")) == ("Mine", "3")
    assert len(run("subscription").output.strip()) == 36
    assert "'max_ships=3' is no NAME=NUMBER" in run("subscription", "--limit", "max_ships=3", status=2).output


@pytest.mark.parametrize("form", ["cer", "pem"])
def test_added_certificate_manages_subscription(
    process: Process, run: Run, tmp_path: Path, form: str, make_authority: Callable[[], Authority]
) -> None:
    """As the portal's upload did."""
    mine = make_authority()
    certificate = mine.management_cer if form == "cer" else mine.management_certificate

    def status(subscription: str) -> int:
        with requests.Session() as session:
            session.trust_env = False
            url, ca = f"{process.endpoint}/{subscription}/locations", process.startup_info["ca_certificate"]
            headers = {"x-ms-version": "2014-10-01"}
            return session.get(
                url, cert=str(mine.management_certificate), verify=ca, headers=headers, timeout=60
            ).status_code

    assert status(ID) == 403
    assert run("certificate", "add", certificate).output == f"{mine.thumbprint}\n"
    assert (status(ID), status(OTHER)) == (200, 403)
    run("certificate", "add", certificate, "--subscription", OTHER)
    assert status(OTHER) == 200
    text = tmp_path / "text"
    text.write_text("no certificate")
    assert f"{text} is no certificate in DER or PEM" in run("certificate", "add", text, status=1).output
    missing = run("certificate", "add", certificate, "--subscription", ID.replace("9", "8"), status=1)
    assert "the emulator has no subscription" in missing.output


@pytest.fixture
def make_authority(tmp_path: Path) -> Callable[[], Authority]:
    """Create another certificate."""
    from ansible_collections.classic.azure.emulator.tls.authority import prepare

    return lambda: prepare(tmp_path / "mine")


def test_clock_shows_and_advances(run: Run) -> None:
    before = run("clock").output.strip()
    assert before.endswith("Z")
    after = run("clock", "--advance", 90).output.strip()
    assert (after > before, run("clock").output.strip()) == (True, after)
    assert "the emulator refuses: time does not go back" in run("clock", "--advance", -1, status=1).output


def test_faults_are_added_listed_and_cleared(process: Process, run: Run) -> None:
    rule = json.loads(run("fault", "add", "not_found", "--operation", "ListLocations", "--times", 2).output)
    assert (rule["kind"], rule["operation"], rule["times"], rule["nth"]) == ("not_found", "ListLocations", 2, 1)
    assert process.request("GET", "locations").status == 404
    assert [each["done"] for each in json.loads(run("fault", "list").output)] == [1]
    run("fault", "clear", "--subscription", OTHER)
    assert len(json.loads(run("fault", "list").output)) == 1
    run("fault", "delete", json.loads(run("fault", "list").output)[0]["number"])
    assert json.loads(run("fault", "list").output) == []
    run("fault", "add", "not_found")
    run("fault", "clear")
    assert json.loads(run("fault", "list").output) == []
    assert process.request("GET", "locations").status == 200
    refused = run("fault", "add", "not_found", "--operation", "ListLocation", status=1)
    assert "the emulator refuses: no request is named 'ListLocation': did you mean ListLocations" in refused.output
    assert all(kind in run("fault", "add", "flood", status=2).output for kind in KINDS)


def test_journal_prints_requests(process: Process, run: Run) -> None:
    run("reset")
    create_group(process, "g1")
    process.request("GET", "nowhere")
    created, unknown = run("journal", "--subscription", ID).output.splitlines()
    assert created.split("  ")[1:] == ["201", "POST", "/affinitygroups", "CreateAffinityGroup"]
    assert unknown.split("  ")[1:] == ["501", "GET", "/nowhere", "Unknown"]
    assert run("journal", "--subscription", ID, "--limit", 1).output.splitlines() == [unknown]
    assert "--follow and --har exclude each other" in run("journal", "--follow", "--har", status=2).output


def test_journal_as_archive(process: Process, run: Run) -> None:
    """With what HAR 1.2 demands of an entry."""
    run("reset")
    create_group(process, "g2")
    log = json.loads(run("journal", "--har", "--subscription", ID).output)["log"]
    assert log["version"] == "1.2" and set(log["creator"]) == {"name", "version"}
    (entry,) = log["entries"]
    assert {"startedDateTime", "time", "request", "response", "cache", "timings"} <= set(entry)
    message = {"httpVersion", "cookies", "headers", "headersSize", "bodySize"}
    assert message | {"method", "url", "queryString"} <= set(entry["request"])
    assert message | {"status", "statusText", "content", "redirectURL"} <= set(entry["response"])
    assert entry["request"]["url"] == f"{process.endpoint}/{ID}/affinitygroups"
    assert "<Name>g2</Name>" in entry["request"]["postData"]["text"]
    assert (entry["response"]["status"], entry["response"]["statusText"]) == (201, "Created")


def test_journal_follows_requests(process: Process, workdir: Path) -> None:
    command = [*COMMAND, "journal", "--follow", "--subscription", ID, "--workdir", str(workdir)]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    process.request("GET", "locations")
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as popen:
        assert popen.stdout
        while "ListLocations" not in popen.stdout.readline():
            pass
        create_group(process, "followed")
        assert "CreateAffinityGroup" in popen.stdout.readline()
        popen.send_signal(signal.SIGINT)
        assert popen.wait(60) == 0, "that is how one ends it"


def test_hosts_are_lines_for_etc_hosts(run: Run) -> None:
    assert run("hosts").output == "127.0.0.1 build.example\n"


NEEDS_ONE = [
    ["status"],
    ["page"],
    ["env"],
    ["reset"],
    ["save", "-"],
    ["subscription"],
    ["clock"],
    ["fault", "list"],
    ["fault", "delete", "1"],
    ["fault", "clear"],
    ["journal"],
    ["hosts"],
]


@pytest.mark.parametrize("command", NEEDS_ONE, ids=" ".join)
def test_command_needs_running_emulator(tmp_path: Path, command: list[str]) -> None:
    """Nothing is printed on stdout, which a shell may be about to evaluate."""
    result = CliRunner().invoke(main, [*command, "--workdir", str(tmp_path)])
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"no emulator runs in {tmp_path}: start one, or name its folder with --workdir" in result.output
    assert list(tmp_path.iterdir()) == []


def test_default_folder_is_that_of_role(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    defaults = yaml.safe_load((Path(__file__).parents[3] / "roles/emulator/defaults/main.yml").read_text())
    assert default_workdir() == Path(defaults["emulator_workdir"]).expanduser()


def test_stop_is_idempotent(authority: Authority, tmp_path: Path) -> None:
    """It returns when the folder is free; the state file has all in it."""
    workdir = Path(shutil.copytree(authority.folder, tmp_path / "work"))
    for dummy in range(2):
        begun = run_emulator("start", "--workdir", workdir, "--background", "--state", tmp_path / "state")
        assert begun.returncode == 0, begun.stderr
        ended = run_emulator("stop", "--workdir", workdir)
        assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
        assert not (tmp_path / "state-wal").exists()
    ended = run_emulator("stop", "--workdir", workdir)
    assert (ended.returncode, ended.stderr) == (0, f"no emulator runs in {workdir}\n")


def test_dead_emulator_is_not_running(authority: Authority, tmp_path: Path) -> None:
    """The announcement that a killed one left behind is believed by nobody."""
    workdir = Path(shutil.copytree(authority.folder, tmp_path / "work"))
    with running_emulator(workdir) as process:
        process.end(signal.SIGKILL)
    ended = run_emulator("status", "--workdir", workdir)
    assert (ended.returncode, ended.stdout) == (1, "") and "no emulator runs in" in ended.stderr


def test_wrong_token_is_reported(process: Process, run: Run, workdir: Path) -> None:
    token = (workdir / "admin-token").read_text()
    (workdir / "admin-token").write_text("x" * 43)
    try:
        assert "the emulator refuses: the admin API needs the token" in run("status", status=1).output
    finally:
        (workdir / "admin-token").write_text(token)
