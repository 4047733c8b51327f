# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state file: what is wrong with it is told at the start, and a full disk loses nothing."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from ansible_collections.classic.azure.emulator.cloud import Cloud
from ansible_collections.classic.azure.emulator.core.blobs import Blobs
from ansible_collections.classic.azure.emulator.core.clock import VirtualClock
from ansible_collections.classic.azure.emulator.core.latency import parse
from ansible_collections.classic.azure.emulator.core.store import FORMAT, Store, UnusableState
from ansible_collections.classic.azure.emulator.tls.authority import Authority
from ansible_collections.classic.azure.tests.unit.emulator.process import (
    COMMAND,
    Process,
    run_emulator,
    running_emulator,
)
from ansible_collections.classic.azure.tests.unit.emulator.wire import GROUPS, NS, Response

pytestmark = pytest.mark.slow


@pytest.fixture
def workdir(authority: Authority, tmp_path: Path) -> Path:
    return Path(shutil.copytree(authority.folder, tmp_path / "work"))


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """The file of an emulator that was stopped, with some thirty resources and a timer."""
    path = tmp_path / "state"
    with closing(resume(path).store) as store, store.transaction():
        for number in range(30):
            value = {"name": f"g{number}", "location": "West US", "label": "x" * 900}
            store.put("s", "affinity_group", f"g{number}", value)
        store.set_timer(1e10, "s", "no_effect", {})
    return path


def resume(path: Path) -> Cloud:
    """An emulator with the state of a file."""
    cloud = Cloud(parse("instant"), state=path, clock=VirtualClock())
    cloud.add_subscription([{"thumbprint": "A" * 40}])
    return cloud


def truncate(size: int) -> Callable[[Path], None]:
    return lambda path: os.truncate(path, size)


def execute(*statements: str) -> Callable[[Path], None]:
    """Change a file as somebody with another tool would."""

    def change(path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as database:
            for statement in statements:
                database.execute(statement)

    return change


def keep(kind: str, value: str) -> Callable[[Path], None]:
    return execute(f"INSERT INTO kept VALUES ('s', '{kind}', 'x', '{value}')")


def overwrite_middle(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(os.urandom(6000))


def replace_by_foreign(path: Path) -> None:
    path.unlink()
    execute("CREATE TABLE theirs (x)")(path)


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty": (truncate(0), "it is empty"),
    "cut in the header": (truncate(60), "it is damaged (it ends too soon)"),
    "cut in a page": (truncate(9000), "it is damaged ("),
    "cut after a page": (truncate(4096), "it is damaged ("),
    "overwritten": (overwrite_middle, "it is damaged ("),
    "text": (lambda path: path.write_text("{}" * 5000), "it is no state of the emulator"),
    "another database": (replace_by_foreign, "it is a database of something else"),
    "newer": (execute(f"PRAGMA user_version={FORMAT + 1}"), f"a newer emulator wrote it (format {FORMAT + 1}, "),
    "without tables": (execute("DROP TABLE kept", "DROP TABLE timers"), "it is damaged (it has no kept, timers)"),
    "without rows": (execute("DELETE FROM kept"), "it has no subscription"),
    "no JSON": (keep("affinity_group", "{"), "is not JSON"),
    "a list": (keep("affinity_group", "[]"), "of the kept of the saved state is not as it should be"),
    "unknown kind": (keep("spaceship", "{}"), "'x' is a spaceship, which is unknown here"),
    "nameless": (keep("affinity_group", "{}"), "the affinity_group 'x' is not as it should be"),
    "half an operation": (keep("operation", '{"id": "x"}'), "the operation 'x' is not as it should be"),
    "unknown effect of an operation": (
        keep("operation", '{"id": "x", "name": "n", "started": 1, "effect": "levitate"}'),
        "the saved state waits for levitate, which is unknown here",
    ),
    "unknown effect of a timer": (
        execute("INSERT INTO timers (due, subscription, effect, facts) VALUES (1, 's', 'levitate', '{}')"),
        "the saved state waits for levitate, which is unknown here",
    ),
    "a timer of nothing": (
        execute("INSERT INTO timers (due, subscription, effect, facts) VALUES (1, 's', 'operation_due', '{}')"),
        "a timer of the saved state names no operation",
    ),
    "a timer that is due some day": (
        execute("UPDATE timers SET due = 'some day'"),
        "number 0 of the timers of the saved state is not as it should be",
    ),
    "numbers that are none": (
        execute("INSERT OR REPLACE INTO numbers VALUES ('ids', 'many')"),
        "of the numbers of the saved state is not as it should be",
    ),
    "a clock without time": (
        execute("INSERT OR REPLACE INTO kept VALUES ('', 'clock', 'virtual', '{}')"),
        "the clock 'virtual' is not as it should be",
    ),
}


@pytest.mark.parametrize(("damage", "reason"), DAMAGES.values(), ids=DAMAGES)
def test_unusable_state_file_is_refused(state: Path, damage: Callable[[Path], object], reason: str) -> None:
    """Each is refused when the file is opened, in one sentence with what helps, and stays as it is."""
    damage(state)
    before = state.read_bytes()
    with pytest.raises(UnusableState) as refusal:
        resume(state)
    text = str(refusal.value)
    assert text.startswith(f"{state} cannot keep the state: ") and reason in text and "\n" not in text
    assert text.endswith(
        f"put back a copy of it, or move it away, with {state}-wal if there is one, and the emulator "
        "begins with an empty state"
    )
    assert state.read_bytes() == before
    state.rename(state.with_name("away"))
    resume(state).store.close()


@pytest.mark.parametrize("damage", ["empty", "cut in a page", "newer", "no JSON", "unknown effect of a timer"])
@pytest.mark.parametrize("background", [False, True])
def test_command_refuses_unusable_state(workdir: Path, state: Path, damage: str, background: bool) -> None:
    """With a sentence, exit status 1, and no traceback."""
    change, reason = DAMAGES[damage]
    change(state)
    ended = run_emulator("--workdir", workdir, "--state", state, *(["--daemon"] if background else []))
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith(f"{state} cannot keep the state: ") and reason in ended.stderr
    assert ended.stderr.count("\n") == 1


def test_sound_state_file_is_resumed(state: Path) -> None:
    cloud = resume(state)
    assert len(cloud.store.all("s", "affinity_group")) == 30 and len(cloud.subscriptions()) == 2
    cloud.store.close()


def test_file_beside_lost_state_is_refused(state: Path, tmp_path: Path) -> None:
    """SQLite would delete it, with all that was written since the last checkpoint."""
    beside = tmp_path / "state-wal"
    state.rename(beside)
    with pytest.raises(
        UnusableState, match=f"{state} cannot keep the state: it is missing, and {beside}, which belongs"
    ):
        resume(state)
    assert beside.stat().st_size and not state.exists()


def test_foreign_database_stays_untouched(tmp_path: Path) -> None:
    """Not even its journal mode is changed."""
    path = tmp_path / "theirs"
    execute("CREATE TABLE theirs (x)")(path)
    before = path.read_bytes()
    with pytest.raises(UnusableState, match="it is a database of something else"):
        Store(path)
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]


class Disk:
    """A place for files that can be full: a small file system, or a limit of what a process may write."""

    def __init__(self, folder: Path, is_mounted: bool) -> None:
        self.folder = folder
        self.is_mounted = is_mounted

    @contextmanager
    def full(self, process: Process) -> Iterator[None]:
        if self.is_mounted:
            with (self.folder / "filler").open("wb", buffering=0) as filler:
                for size in (65536, 512, 1):
                    while True:
                        try:
                            filler.write(b"x" * size)
                        except OSError:
                            break
            yield
            (self.folder / "filler").unlink()
            return
        assert process.popen
        largest = max(path.stat().st_size for path in self.folder.iterdir())
        old = resource.prlimit(process.popen.pid, resource.RLIMIT_FSIZE, (min(largest, 8192), resource.RLIM_INFINITY))
        yield
        resource.prlimit(process.popen.pid, resource.RLIMIT_FSIZE, old)


@pytest.fixture(params=["file system", "limit"])
def disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Disk]:
    folder = tmp_path / "disk"
    folder.mkdir()
    if request.param == "limit":
        yield Disk(folder, False)
        return
    mount = ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a file system can only be mounted by root")
    yield Disk(folder, True)
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def group(process: Process, name: str) -> Response:
    inside = f"<Name>{name}</Name><Label>Zw==</Label><Location>West US</Location>"
    return process.request("POST", GROUPS, f"<CreateAffinityGroup {NS}>{inside}</CreateAffinityGroup>")


def refused_by_admin(process: Process, method: str, path: str, body: object) -> str:
    token = Path(process.startup_info["admin_token_file"]).read_text().strip()
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    response = process.send(method, f"{process.endpoint}/emulator/{path}", json.dumps(body), **headers)
    assert (response.status, response.headers["Content-Type"]) == (500, "application/json"), response.body
    return str(response.json["error"])


@pytest.mark.parametrize("seed", [(), ("--seed", 7)], ids=["", "seed"])
def test_full_disk_is_told_and_loses_nothing(workdir: Path, disk: Disk, seed: tuple[object, ...]) -> None:
    """Writes are refused as the service refuses, reads go on, and with room again so do writes, also after a kill."""
    arguments = ("--state", disk.folder / "state", "--virtual-clock", *seed)
    with running_emulator(workdir, *arguments) as process:
        assert group(process, "before").status == 201
        saved = process.admin("GET", "state")
        with disk.full(process):
            for number in range(3):
                refused = group(process, f"full{number}")
                assert refused.error[:2] == (500, "InternalError") and "x-ms-request-id" in refused.headers
                assert (refused.error[2] or "").startswith("The emulator cannot keep its state, which is what it was")
            for method, path, body in (
                ("POST", "subscriptions", {"name": "full"}),
                ("POST", "clock", {"advance": 5}),
                ("POST", "reset", {"subscription": process.subscription}),
                ("PUT", "state", {**saved, "now": saved["now"] + 100}),
            ):
                assert refused_by_admin(process, method, path, body).startswith("the state cannot be kept, and is what")
            assert process.request("GET", GROUPS).texts("AffinityGroup/Name") == ["before"]
            status = process.admin("GET", "status")
            assert (status["now"], status["subscriptions"]) == (saved["now"], [process.subscription])
        assert group(process, "after").status == 201
        process.end(signal.SIGKILL)
    with running_emulator(workdir, *arguments) as process:
        assert process.request("GET", GROUPS).texts("AffinityGroup/Name") == ["after", "before"]
        assert process.admin("GET", "status")["now"] == saved["now"]


def test_full_disk_at_start_is_told(workdir: Path, state: Path) -> None:
    """In a sentence, and what is there stays as it is."""
    before = {path: path.read_bytes() for path in (*workdir.iterdir(), state)}

    def write_nothing() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    command = [*COMMAND, "--workdir", str(workdir), "--state", str(state)]
    ended = subprocess.run(command, capture_output=True, text=True, preexec_fn=write_nothing, timeout=60, check=False)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == f"{workdir}: File too large\n"
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.parametrize("background", [False, True])
def test_unprintable_announcement_ends_emulator(workdir: Path, background: bool) -> None:
    """An emulator whose announcement nobody can read would run unknown."""
    command = [*COMMAND, "--workdir", str(workdir), *(["--daemon"] if background else [])]
    with open("/dev/full", "w") as full:
        ended = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert "No space left on device" in ended.stderr and "Traceback" not in ended.stderr
    with running_emulator(workdir) as process:
        assert process.request("GET", "locations").status == 200


def test_unwritable_accounts_file_is_retried(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The blob service gets the accounts with a later request; nothing is left beside the file."""
    blobs = Blobs("http://127.0.0.1:1", tmp_path / "accounts.json")
    store = Store()
    store.put("s", "storage_account", "a", {"name": "a", "keys": {"primary": "x" * 5000}})
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, old[1]))
    try:
        blobs.write_accounts(store)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
    assert list(tmp_path.iterdir()) == []
    assert "accounts.json cannot be written, and will be with the next request: File too large" in caplog.text
    blobs.write_accounts(store)
    assert "x" * 5000 in (tmp_path / "accounts.json").read_text()
    store.close()
