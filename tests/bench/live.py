# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Live machines: how fast they start, what they take, and what Ansible and browsers see of them."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import requests
import yaml
from ansible_collections.classic.azure.emulator.http import server
from ansible_collections.classic.azure.emulator.live.runtime import NamespaceRuntime
from ansible_collections.classic.azure.emulator.live.world import Disk, Machine
from ansible_collections.classic.azure.tests.bench.place import Playground, emulator
from ansible_collections.classic.azure.tests.bench.table import Goal, Table, interleaved, milliseconds
from twisted.internet.defer import gatherResults
from twisted.internet.threads import blockingCallFromThread

MANY = 50
FORKS = 25
PORT = 8000
ASKING_SECONDS = 5.0
CONNECTIONS = 8
USER = "bench"


def machines(folder: Path) -> Table:
    """Machines without the service: made, started again, and their memory."""
    runtime = NamespaceRuntime(folder / "live", reactor=server.reactor)

    def do(work: Callable[..., Any], *arguments: Any) -> None:
        blockingCallFromThread(server.reactor, work, *arguments)

    def start(*some: Machine) -> float:
        began = time.monotonic()
        do(lambda: gatherResults([runtime.start(each) for each in some]))
        return time.monotonic() - began

    do(runtime.check)
    all_machines = [_machine(number) for number in range(MANY)]
    keeper_first = start(_machine(MANY))
    made = [start(_machine(MANY + 1 + number)) for number in range(9)]
    again = [start(replace(_machine(MANY + 1 + number), boots=1)) for number in range(9)]
    for number in range(10):
        do(runtime.stop, _machine(MANY + number).key)
    many_made = start(*all_machines)
    memory = _memory_of_machines(runtime) / MANY
    many_again = start(*(replace(each, boots=1) for each in all_machines))
    do(runtime.close)
    return Table(
        f"Live machines, {MANY} of them",
        ("what", "ms"),
        [
            ("the first one made, with its keeper", milliseconds(keeper_first)),
            ("one made, median of 9", milliseconds(median(made))),
            ("one started again, median of 9", milliseconds(median(again))),
            (f"{MANY} made at once", milliseconds(many_made)),
            (f"{MANY} started again at once", milliseconds(many_again)),
        ],
        f"Through the runtime, without the service. An idle machine has {memory:.1f} MB of memory that it "
        "shares with no other process (Pss).",
        [
            Goal("machine started again, ms", median(again) * 1000, 50),
            Goal("machine made, ms", median(made) * 1000, 300),
            Goal(f"{MANY} machines made, s", many_made, 10),
            Goal("memory of an idle machine, MB", memory, 5),
        ],
    )


def _machine(number: int) -> Machine:
    link = f"https://bench.blob.core.windows.net/vhds/{number}.vhd"
    address = f"10.0.{number // 200}.{number % 200 + 4}"
    return Machine(f"bench/bench/bench/m{number}", f"m{number}", Disk(link), address=address, network="bench")


def _memory_of_machines(runtime: NamespaceRuntime) -> float:
    """MB of all processes below the keeper."""
    keeper = runtime._keeper
    assert keeper
    below, found = [keeper.pid], 0
    while below:
        pid = below.pop()
        try:
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text() if pid != keeper.pid else "Pss: 0"
        except OSError:
            continue
        below += map(int, children)
        found += int(rollup.split("Pss:")[1].split()[0])
    return found / 1024


@contextmanager
def _provisioned(folder: Path, count: int) -> Iterator[tuple[Playground, list[str], float]]:
    """So many machines of an emulator, the options of Ansible with which it logs in to them, and the seconds that
    making them took."""
    folder.mkdir()
    subprocess.run(["ssh-keygen", "-q", "-t", "rsa", "-N", "", "-f", str(folder / "key")], check=True)
    with emulator(folder / "emulator", "--live", "--profile", "instant") as one:
        place = Playground(folder, one)
        one.subscribe(max_storage_accounts=5000, max_core_count=1000)
        began = time.monotonic()
        place.play([{"classic.azure.environment": {"resources": _tree(folder, count), "parallel": count}}])
        took = time.monotonic() - began
        (folder / "live.classic_azure.yml").write_text(yaml.safe_dump({"plugin": "classic.azure.virtual_machines"}))
        variables = {
            "ansible_user": USER,
            "ansible_ssh_private_key_file": str(folder / "key"),
            "ansible_python_interpreter": "/usr/bin/python3",
        }
        yield place, ["-i", "live.classic_azure.yml", "-e", json.dumps(variables)], took


def site(folder: Path) -> Table:
    """Ansible over SSH, and requests through a balanced port."""
    with _provisioned(folder, 2) as (place, login, took):
        ping = interleaved(
            {
                "ssh": lambda: place.run("ansible", "m0", *login, "-m", "ping"),
                "localhost": lambda: place.run("ansible", "localhost", "-m", "ping"),
            }
        )
        rate, failed, total = _ask_during_update(place, login, f"http://{_address(place)}:{PORT}/")
        return Table(
            "A live site of two machines",
            ("what", "figure"),
            [
                ("provisioned by one task, s", f"{took:.1f}"),
                ("ansible -m ping over SSH, s", f"{ping['ssh']:.2f}"),
                ("ansible -m ping on localhost, s", f"{ping['localhost']:.2f}"),
                ("requests per second through a balanced port", f"{rate:.0f}"),
                ("requests during a rolling update", total),
                ("of these failed", failed),
            ],
            f"The service takes no time. {CONNECTIONS} clients, each request over a new connection, ask two web "
            "servers, Python's own, which are taken out of the balancer one by one.",
            [
                Goal("ping over SSH, x localhost's", ping["ssh"] / ping["localhost"], 1.5),
                Goal("requests that failed during a rolling update", failed, 0),
            ],
        )


def play(folder: Path) -> Table:
    """A play on many machines, each of which has to succeed."""
    with _provisioned(folder, MANY) as (place, login, took):
        (folder / "twenty.yml").write_text(yaml.safe_dump([_play()]))
        began = time.monotonic()
        place.run("ansible-playbook", *login, "-f", str(FORKS), "twenty.yml")
        twenty = time.monotonic() - began
        return Table(
            f"A play of 20 tasks on {MANY} live machines",
            ("what", "s"),
            [
                (f"{MANY} machines provisioned by one task", f"{took:.1f}"),
                (f"20 tasks as root on each of them, {FORKS} forks", f"{twenty:.0f}"),
            ],
            f"One round. All {MANY} succeed, or there is no table.",
        )


def _tree(folder: Path, count: int) -> dict[str, Any]:
    probe = {"protocol": "http", "port": 8080, "path": "/health", "interval_in_seconds": 5, "timeout_in_seconds": 11}
    web = {"name": "web", "local_port": 8080, "port": PORT}
    balanced = {**web, "load_balanced_endpoint_set_name": "web", "load_balancer_probe": probe}
    ssh = {"public_keys": [{"public_key_path": str(folder / "key.pub")}]}
    return {
        "storage_accounts": [{"name": "benchlive", "location": "West US"}],
        "hosted_services": [
            {
                "name": "bench-live",
                "location": "West US",
                "virtual_machines": [
                    {
                        "name": f"m{number}",
                        "role_size": "ExtraSmall",
                        "image": {"family": "Ubuntu Server 14.04 LTS"},
                        "storage_account": "benchlive",
                        "linux": {"user_name": USER, "ssh": ssh},
                        "endpoints": [{"name": "ssh", "local_port": 22}, *([balanced] if number < 2 else [])],
                    }
                    for number in range(count)
                ],
            }
        ],
    }


def _play() -> dict[str, Any]:
    """Twenty tasks of the usual kinds."""
    copies = [{"ansible.builtin.copy": {"content": f"{each}\n", "dest": f"/opt/{each}"}} for each in range(8)]
    files = [{"ansible.builtin.file": {"path": f"/srv/{each}", "state": "directory"}} for each in range(4)]
    lines = [{"ansible.builtin.lineinfile": {"path": "/opt/1", "line": f"line {each}"}} for each in range(3)]
    return {
        "hosts": "all",
        "become": True,
        "gather_facts": False,
        "tasks": [
            *copies,
            *files,
            *lines,
            {"ansible.builtin.group": {"name": "site"}},
            {"ansible.builtin.user": {"name": "site", "group": "site"}},
            {"ansible.builtin.command": {"cmd": "hostname"}},
            {"ansible.builtin.stat": {"path": "/opt/1"}},
            {"ansible.builtin.ping": {}},
        ],
    }


def _address(place: Playground) -> str:
    command = [str(Path(sys.executable).parent / "ansible-inventory"), "-i", "live.classic_azure.yml", "--host", "m0"]
    done = subprocess.run(
        command, env=place.environment(), cwd=place.folder, capture_output=True, text=True, check=True
    )
    return str(yaml.safe_load(done.stdout)["virtual_ip"])


WEB = """
import http.server, os, sys
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        drained = self.path == "/health" and os.path.exists("/run/drained")
        self.send_response(503 if drained else 200)
        self.send_header("Content-Length", "3")
        self.end_headers()
        self.wfile.write(b"ok\\n")
    def log_message(self, *arguments):
        pass
http.server.ThreadingHTTPServer(("", 8080), Handler).serve_forever()
"""
START = """
if [ -e /run/web.pid ]; then kill $(cat /run/web.pid); fi
setsid /usr/bin/python3 /opt/web.py </dev/null >/dev/null 2>&1 &
echo $! >/run/web.pid
"""


def _ask_during_update(place: Playground, login: list[str], url: str) -> tuple[float, int, int]:
    """Requests per second at rest; requests that failed, and all, during a rolling update of the two web servers."""
    on_web = {"hosts": "m0,m1", "become": True, "gather_facts": False}
    install = [{"ansible.builtin.copy": {"content": WEB, "dest": "/opt/web.py"}}, {"ansible.builtin.shell": START}]
    update = [
        {"ansible.builtin.file": {"path": "/run/drained", "state": "touch"}},
        {"ansible.builtin.pause": {"seconds": 3}},
        {"ansible.builtin.shell": START},
        {"ansible.builtin.wait_for": {"port": 8080}},
        {"ansible.builtin.file": {"path": "/run/drained", "state": "absent"}},
        {"ansible.builtin.pause": {"seconds": 3}},
    ]
    for name, play in {
        "install.yml": {**on_web, "tasks": install},
        "update.yml": {**on_web, "serial": 1, "tasks": update},
    }.items():
        (place.folder / name).write_text(yaml.safe_dump([play]))
    place.run("ansible-playbook", *login, "install.yml")
    time.sleep(3)
    until = time.monotonic() + ASKING_SECONDS
    rate = sum(_ask(url, lambda: time.monotonic() < until).values()) / ASKING_SECONDS
    with ThreadPoolExecutor(1) as pool:
        updating = pool.submit(place.run, "ansible-playbook", *login, "update.yml")
        answers = _ask(url, lambda: not updating.done())
        updating.result()
    return rate, answers["failed"], answers.total()


def _ask(url: str, may_go_on: Callable[[], bool]) -> Counter[str]:
    """Ask over several connections as long as it may go on, each request over a new one; count what came."""

    def client(dummy: int) -> Counter[str]:
        counts: Counter[str] = Counter()
        while may_go_on():
            try:
                counts["ok" if requests.get(url, timeout=10).status_code == 200 else "failed"] += 1
            except requests.RequestException:
                counts["failed"] += 1
        return counts

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return sum(pool.map(client, range(CONNECTIONS)), Counter())
