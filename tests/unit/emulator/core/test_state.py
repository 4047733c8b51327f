# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state: it survives restarts and sudden deaths, and the same seed makes the same ids."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
import requests
from ansible_collections.classic.azure.emulator.cloud import Cloud
from ansible_collections.classic.azure.emulator.core.clock import VirtualClock
from ansible_collections.classic.azure.emulator.core.context import Request
from ansible_collections.classic.azure.emulator.core.latency import parse
from ansible_collections.classic.azure.emulator.core.operations import NO_EFFECT, Operation
from ansible_collections.classic.azure.emulator.core.store import Store, UnusableState
from ansible_collections.classic.azure.emulator.http.dispatcher import Dispatcher
from ansible_collections.classic.azure.emulator.tls.authority import Authority
from ansible_collections.classic.azure.tests.unit.emulator.process import Process, running_emulator
from ansible_collections.classic.azure.tests.unit.emulator.services.cloud_services.deployed import (
    HostedServiceClient,
    cscfg,
    lock_conflict,
)
from ansible_collections.classic.azure.tests.unit.emulator.wire import ACCOUNTS, GROUPS, NS, SERVICES, Response

pytestmark = pytest.mark.slow

IN = "StorageServiceProperties/"


@pytest.fixture
def workdir(authority: Authority, tmp_path: Path) -> Path:
    return Path(shutil.copytree(authority.folder, tmp_path / "work"))


def group(process: Process, name: str) -> Response:
    inside = f"<Name>{name}</Name><Label>Zw==</Label><Location>West US</Location>"
    return process.request("POST", GROUPS, f"<CreateAffinityGroup {NS}>{inside}</CreateAffinityGroup>")


def account(process: Process, name: str) -> Response:
    inside = f"<ServiceName>{name}</ServiceName><Label>Zw==</Label><Location>West US</Location>"
    return process.request("POST", ACCOUNTS, f"<CreateStorageServiceInput {NS}>{inside}</CreateStorageServiceInput>")


def status(process: Process, response: Response) -> str | None:
    return process.request("GET", f"operations/{response.operation_id}").text("Status")


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_restart_resumes_state(workdir: Path, how: signal.Signals) -> None:
    arguments = ("--state", workdir / "state", "--profile", "seconds:100", "--virtual-clock")
    with running_emulator(workdir, *arguments) as process:
        subscription, made, begun = process.subscription, group(process, "g1"), account(process, "account1")
        other = process.admin("POST", "subscriptions", {"name": "other"})["subscription_id"]
        process.admin("POST", "clock", {"advance": 60})
        keys, found = (process.request("GET", f"{ACCOUNTS}/account1{path}").body for path in ("/keys", ""))
        process.end(how)
    with running_emulator(workdir, *arguments) as process:
        assert process.subscription == subscription
        assert process.admin("GET", "status")["subscriptions"] == [subscription, other]
        assert process.request("GET", f"{GROUPS}/g1").status == 200
        assert process.request("GET", f"{ACCOUNTS}/account1/keys").body == keys
        assert process.request("GET", f"{ACCOUNTS}/account1").body == found
        assert (status(process, made), status(process, begun)) == ("Succeeded", "InProgress")
        process.admin("POST", "clock", {"advance": 39.5})
        assert status(process, begun) == "InProgress"
        process.admin("POST", "clock", {"advance": 0.5})
        assert status(process, begun) == "Succeeded"
        assert process.request("GET", f"{ACCOUNTS}/account1").text(f"{IN}Status") == "Created"


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_restart_resumes_upgrade(workdir: Path, how: signal.Signals) -> None:
    arguments = ("--state", workdir / "state", "--profile", "recorded", "--virtual-clock")
    with running_emulator(workdir, *arguments) as process:
        deployed = HostedServiceClient(process, "shop1")
        deployed.create()
        process.admin("POST", "clock", {"advance": 500})
        deployed.upgrade(cscfg({"web": 3}), "Manual")
        process.admin("POST", "clock", {"advance": 136})
        walked = deployed.walk(0)
        process.admin("POST", "clock", {"advance": 40})
        assert deployed.progress() == "RunningTransitioning Manual During 0"
        returned = deployed.get().body
        process.end(how)
    with running_emulator(workdir, *arguments) as process:
        deployed.requester = process
        assert (deployed.get().body, status(process, walked)) == (returned, "InProgress")
        assert deployed.states() == ["web_IN_0 BusyRole Started", "web_IN_1 ReadyRole Started"]
        assert deployed.walk(1).error == lock_conflict(walked)
        process.admin("POST", "clock", {"advance": 96})
        assert (deployed.progress(), status(process, walked)) == ("RunningTransitioning Manual Before 1", "Succeeded")
        deployed.walk(1)
        process.admin("POST", "clock", {"advance": 500})
        assert (deployed.progress(), len(deployed.states())) == ("Running", 3)


def test_machine_clock_advances_while_stopped(workdir: Path) -> None:
    arguments = ("--state", workdir / "state", "--profile", "seconds:1")
    with running_emulator(workdir, *arguments) as process:
        begun = account(process, "account1")
        process.end(signal.SIGKILL)
    time.sleep(1)
    with running_emulator(workdir, *arguments) as process:
        assert status(process, begun) == "Succeeded"


WRITERS = 6


@pytest.mark.parametrize("round_", range(4))
def test_acknowledged_writes_survive_kill(workdir: Path, round_: int) -> None:
    """Threads write, the process dies at some moment: what was answered is there, and nothing is there by half."""
    arguments = ("--state", workdir / "state", "--profile", "seconds:1000")
    answered: dict[str, str] = {}
    with running_emulator(workdir, *arguments) as process:

        def write(number: int) -> None:
            with requests.Session() as session:
                session.trust_env = False
                own = Process(process.startup_info, None, session)
                for count in range(10_000):
                    make, name = (account, f"a{number}x{count}") if count % 3 == 2 else (group, f"g-{number}-{count}")
                    try:
                        response = make(own, name)
                    except requests.RequestException:
                        return
                    if response.status in (201, 202):
                        answered[name] = response.operation_id

        threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
        for thread in threads:
            thread.start()
        chance, patience = random.Random(round_), time.monotonic() + 30
        enough = chance.randint(WRITERS + 1, 150)
        while len(answered) < enough and time.monotonic() < patience:
            time.sleep(chance.uniform(0, 0.01))
        process.end(signal.SIGKILL)
        for thread in threads:
            thread.join(20)
    assert len(answered) > WRITERS
    with closing(sqlite3.connect(workdir / "state")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        kinds = "('affinity_group', 'storage_account')"
        names = {name for (name,) in database.execute(f"SELECT name FROM kept WHERE kind IN {kinds}")}
        ((operations,),) = database.execute("SELECT count(*) FROM kept WHERE kind = 'operation'")
        ((timers,),) = database.execute("SELECT count(*) FROM timers")
        assert operations == len(names), "each with its operation, or neither"
        assert timers == sum("x" in name for name in names)
    assert answered.keys() <= names and len(names) <= len(answered) + WRITERS
    with running_emulator(workdir, *arguments) as process:
        listed = process.request("GET", GROUPS).texts("AffinityGroup/Name")
        listed += process.request("GET", ACCOUNTS).texts("StorageService/ServiceName")
        assert set(listed) == names
        for name in random.Random(round_).sample(sorted(answered), 5):
            found = process.request("GET", f"operations/{answered[name]}").text("Status")
            assert found == ("InProgress" if "x" in name else "Succeeded")


def test_same_seed_generates_same_ids(workdir: Path) -> None:
    def ids(*arguments: object) -> list[str | None]:
        with running_emulator(workdir, "--profile", "instant", *arguments) as process:
            made = [group(process, "g1"), process.request("GET", "locations"), account(process, "account1")]
            keys = process.request("GET", f"{ACCOUNTS}/account1/keys")
            found = [keys.text(f"StorageServiceKeys/{which}") for which in ("Primary", "Secondary")]
            return [process.subscription, *(response.operation_id for response in (*made, keys)), *found]

    first, second, other, without = ids("--seed", 7), ids("--seed", 7), ids("--seed", 8), ids()
    assert first == second
    assert len({*first, *other, *without}) == 3 * len(first)


def test_seeded_ids_are_unique_across_restarts(workdir: Path) -> None:
    seen: list[str] = []
    for dummy in range(3):
        with running_emulator(workdir, "--state", workdir / "state", "--seed", 7) as process:
            seen += [process.request("GET", path).operation_id for path in ("locations", "nowhere", GROUPS)]
            process.end(signal.SIGKILL)
    assert len(set(seen)) == 9


def cloud(seed: int | None = None, state: Path | None = None) -> tuple[Cloud, str]:
    made = Cloud(parse("seconds:10"), seed=seed, state=state, clock=VirtualClock())
    return made, made.add_subscription([{"thumbprint": "A" * 40}])


def polled(made: Cloud, subscription: str, operation_id: str) -> Operation:
    operation = made.operations.poll(subscription, operation_id)
    assert operation
    return operation


def send_request(made: Cloud, subscription: str, method: str, path: str, body: str = "") -> tuple[int, str]:
    headers = {"x-ms-version": "2014-10-01"}
    sent = Dispatcher(made).handle(Request(method, f"/{subscription}/{path}", {}, headers, body.encode(), "A" * 40))
    return sent.status, sent.headers.get("x-ms-request-id", "")


CREATE = (
    f"<CreateAffinityGroup {NS}><Name>g1</Name><Label>Zw==</Label><Location>West US</Location></CreateAffinityGroup>"
)


def test_seeded_ids_are_unique_after_load() -> None:
    first, subscription = cloud(seed=7)
    seen = {send_request(first, subscription, "GET", "locations")[1] for dummy in range(20)}
    second, dummy = cloud(seed=7)
    second.load(first.save())
    assert not seen & {send_request(second, subscription, "GET", "locations")[1] for dummy in range(20)}


def test_full_disk_fails_one_write(tmp_path: Path) -> None:
    made, subscription = cloud(state=tmp_path / "state")
    database = made.store._db
    (pages,) = database.execute("PRAGMA page_count").fetchone()
    database.execute(f"PRAGMA max_page_count={pages}").fetchall()
    statuses = [
        send_request(made, subscription, "POST", GROUPS, CREATE.replace("g1", f"g{number}{'x' * 50}"))[0]
        for number in range(200)
    ]
    assert statuses[0] == 201 and statuses[-1] == 500
    assert send_request(made, subscription, "GET", GROUPS)[0] == 200
    entry = made.journal.read()[-2]
    assert (entry["status"], entry["reason"]) == (500, "the state cannot be kept: database or disk is full")
    assert "<Code>InternalError</Code>" in entry["response"]
    database.execute("PRAGMA max_page_count=100000").fetchall()
    assert send_request(made, subscription, "POST", GROUPS, CREATE)[0] == 201
    made.store.close()


def test_transaction_is_atomic() -> None:
    store = Store()

    def half() -> None:
        with store.transaction():
            store.put("s", "kind", "name", {"a": 1})
            store.set_timer(1, "s", "effect", {})
            raise KeyError

    with pytest.raises(KeyError):
        half()
    assert store.get("s", "kind", "name") is None and store.take_timer(2) is None
    with store.transaction():
        store.put("s", "kind", "name", {"a": 1})
    assert store.get("s", "kind", "NAME") == {"a": 1}
    store.close()


def test_rolled_back_operation_is_not_completed() -> None:
    """What the page shows as completed has been committed, also where the disk was too full for that."""
    made, subscription = cloud()
    with made.store.transaction():
        made.operations.begin(subscription, "b" * 32, "Create", NO_EFFECT, {}, "x")

    def half() -> None:
        with made.store.transaction():
            made.operations.complete_when_due(subscription, {"operation": "b" * 32}, 1.0)
            raise KeyError

    with pytest.raises(KeyError):
        half()
    assert not made.operations.completed and polled(made, subscription, "b" * 32).in_progress
    made.advance(10)
    assert [operation.id for dummy, operation in made.operations.completed] == ["b" * 32]


def test_prefix_query_respects_path_separator() -> None:
    store = Store()
    for name in ("shop/a", "Shop/B", "shop2/a", "shop", "shop-/a", "shop/\U0010ffff"):
        store.put("s", "deployment", name, {"name": name})
    assert [each["name"] for each in store.all("s", "deployment", below="SHOP/")] == [
        "shop/a",
        "Shop/B",
        "shop/\U0010ffff",
    ]
    assert store.owner("deployment", "SHOP2/A") == "s" and store.owner("deployment", "nope") is None
    store.close()


def test_state_file_is_private(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        Store(tmp_path / "state").close()
    finally:
        os.umask(before)
    assert [path.stat().st_mode & 0o777 for path in tmp_path.glob("state*")] == [0o600]


def test_state_in_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableState, match="state cannot keep the state: No such file or directory"):
        Store(tmp_path / "nowhere" / "state")


SAVED = {"now": 0, "kept": [], "timers": [], "numbers": []}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"now": None}, "a saved state says when it was"),
        ({"now": -1}, "the clock goes from 1970 to 9999"),
        ({"now": 1e300}, "the clock goes from 1970 to 9999"),
        ({"kept": None}, "a saved state has a list of kept"),
        ({"timers": {}}, "a saved state has a list of timers"),
        ({"kept": [["s", "kind", "name"]]}, "number 0 of the kept of the saved state is not as it should be"),
        ({"kept": [["s", "k", "n", {}], [1, "kind", "name", {}]]}, "number 1 of the kept"),
        ({"timers": [[1, "s", "nonsense", {}]]}, "the saved state waits for nonsense, which is unknown here"),
        ({"numbers": [["ids", "x"]]}, "number 0 of the numbers"),
        ({"kept": [["s", "operation", "o", {"effect": "nonsense"}]]}, "waits for nonsense"),
    ],
)
def test_invalid_saved_state_changes_nothing(change: dict[str, object], sentence: str) -> None:
    made, subscription = cloud()
    send_request(made, subscription, "POST", GROUPS, CREATE)
    before = made.save()
    with pytest.raises(ValueError, match=sentence):
        made.load({**SAVED, **change})
    assert made.save() == before
    assert send_request(made, subscription, "GET", f"{GROUPS}/g1")[0] == 200


def test_save_and_load_restore_clock() -> None:
    made, subscription = cloud()
    inside = "<ServiceName>account1</ServiceName><Label>Zw==</Label><Location>West US</Location>"
    begun = send_request(
        made, subscription, "POST", ACCOUNTS, f"<CreateStorageServiceInput {NS}>{inside}</CreateStorageServiceInput>"
    )
    made.advance(6)
    saved = made.save()
    made.advance(100)
    send_request(made, subscription, "DELETE", f"{ACCOUNTS}/account1")
    other, dummy = cloud()
    for each in (made, other):
        each.load(saved)
        assert each.clock.now() == saved["now"]
        each.advance(3.5)
        assert polled(each, subscription, begun[1]).status == "InProgress"
        each.advance(0.5)
        assert polled(each, subscription, begun[1]).status == "Succeeded"
    assert [each["subscription_id"] for each in other.subscriptions()] == [subscription]


def test_reset_clears_one_subscription() -> None:
    made, subscription = cloud()
    other = made.add_subscription([{"thumbprint": "A" * 40}])
    for each in (subscription, other):
        send_request(made, each, "POST", GROUPS, CREATE)
    assert made.reset(subscription.upper()) == {"affinity_group": 1, "operation": 1}
    assert [send_request(made, each, "GET", f"{GROUPS}/g1")[0] for each in (subscription, other)] == [404, 200]
    assert made.journal.read(other) and len(made.journal.read(subscription)) == 1
    assert send_request(made, subscription, "GET", SERVICES)[0] == 200, "the certificate is still known"
