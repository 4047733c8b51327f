# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Machines run and ports listen as requests leave them, whatever goes wrong with one of them."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.classic.azure.emulator.core.hosting import Provisioning
from ansible_collections.classic.azure.emulator.live import listeners, reconcile
from ansible_collections.classic.azure.emulator.live.world import World
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import AzureError
from ansible_collections.classic.azure.tests.unit.emulator.live.running import (
    LiveEmulator,
    TcpServer,
    ask,
    eventually,
    http_server,
    receive_all,
    state_of,
)
from ansible_collections.classic.azure.tests.unit.plugins.modules.deployed import HostedService
from ansible_collections.classic.azure.tests.unit.plugins.modules.test_interrupted_ssh_keys import LINE as RSA_KEY
from ansible_collections.classic.azure.tests.unit.plugins.modules.test_virtual_machine import PASSWORD, run_machine

WEB = {"name": "web", "local_port": 80, "port": 8000, "load_balanced_endpoint_set_name": "web"}
PROBED = {**WEB, "load_balancer_probe": {"protocol": "http", "port": 80, "path": "/"}}


def address_of(live: LiveEmulator) -> str:
    service = live.service
    (deployment,) = service.run("deployment_info", service_name=service.name)["deployments"]
    return str(deployment["virtual_ips"][0]["address"])


def make_site(live: LiveEmulator, *names: str, **options: Any) -> str:
    """Machines behind a balanced endpoint; returns its address."""
    HostedService(live.service)
    for name in names:
        run_machine(live.service, name, **{"endpoints": [WEB], **options})
    return address_of(live)


def names_at(address: str, tries: int = 8) -> set[str]:
    return {ask(address, 8000)[1]["name"] for _try in range(tries)}


def test_site_is_balanced_and_loses_a_machine(live: LiveEmulator) -> None:
    for name in ("web1", "web2"):
        live.runtime.serve(name, 80, http_server(name))
    address = make_site(live, "web1", "web2", endpoints=[PROBED])
    eventually(lambda: state_of(address, 8000) == "answers" and names_at(address) == {"web1", "web2"})
    run_machine(live.service, "web1", state="deallocated")
    live.settle()
    assert names_at(address) == {"web2"}
    assert live.runtime.log == ["start web1", "start web2", "stop web1"]
    run_machine(live.service, "web1", state="running")
    eventually(lambda: names_at(address) == {"web1", "web2"})
    assert live.status()["failures"] == []


def boots(live: LiveEmulator, name: str) -> int:
    return live.runtime.machines[name].boots


def test_restart_counts_as_a_boot(live: LiveEmulator) -> None:
    make_site(live, "web1")
    live.settle()
    before = boots(live, "web1")
    run_machine(live.service, "web1", state="restarted")
    live.settle()
    assert boots(live, "web1") == before + 1
    assert live.runtime.log == ["start web1", "start web1"]


def test_stopped_machine_keeps_its_ports(live: LiveEmulator) -> None:
    live.runtime.serve("web1", 80, http_server("web1"))
    address = make_site(live, "web1")
    live.wait_for_state(address, 8000, "answers")
    run_machine(live.service, "web1", state="stopped")
    live.wait_for_state(address, 8000, "resets")
    assert live.runtime.log == ["start web1", "stop web1"]
    run_machine(live.service, "web1", state="running")
    live.wait_for_state(address, 8000, "answers")


def test_provisioning_machine_resets(make_live: Callable[..., LiveEmulator]) -> None:
    live = make_live("scale:10")
    live.runtime.serve("web1", 80, http_server("web1"))
    HostedService(live.service)
    run_machine(live.service, "web1", endpoints=[WEB], wait_for="operation")
    address = address_of(live)
    live.settle()
    assert (state_of(address, 8000), live.runtime.log) == ("resets", [])
    live.service.sleep(13)
    live.wait_for_state(address, 8000, "answers")


def test_timers_fire_without_requests(make_live: Callable[..., LiveEmulator]) -> None:
    live = make_live("recorded")
    HostedService(live.service)
    run_machine(live.service, "web1", endpoints=[WEB], wait_for="operation")
    live.emulator.do(setattr, live.emulator.cloud.clock, "_now", live.emulator.cloud.clock.now() + 1000)
    eventually(lambda: live.runtime.log == ["start web1"])


def test_failure_of_one_machine_does_not_stop_others(live: LiveEmulator, caplog: pytest.LogCaptureFixture) -> None:
    live.runtime.broken.add("web1")
    live.runtime.serve("web2", 80, http_server("web2"))
    with caplog.at_level(logging.WARNING):
        address = make_site(live, "web1", "web2")
        live.wait_for_state(address, 8000, "answers")
    assert names_at(address) == {"web2"}
    key = next(key for key in live.status()["machines"] if key.endswith("web1"))
    assert live.status()["failures"] == [f"machine {key} cannot be started: it is broken"]
    assert [record.getMessage() for record in caplog.records].count(live.status()["failures"][0]) == 1
    live.runtime.broken.clear()
    eventually(lambda: live.status()["failures"] == [])
    assert all(live.status()["machines"].values())


def test_bug_in_one_look_is_logged_and_the_next_goes_on(
    live: LiveEmulator, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    secret = "-".join(("a", "secret"))

    def fail(store: object) -> World:
        raise KeyError(secret)

    monkeypatch.setattr(reconcile, "desired_world", fail)
    make_site(live, "web1")
    live.settle()
    assert "what runs cannot be compared with what should: KeyError" in caplog.text and secret not in caplog.text
    monkeypatch.undo()
    run_machine(live.service, "web2")
    eventually(lambda: sorted(live.runtime.machines) == ["web1", "web2"])


@pytest.mark.parametrize("reason", ["reboot", "failure"])
def test_machine_that_ends_by_itself_is_started_again(live: LiveEmulator, reason: str) -> None:
    make_site(live, "web1")
    live.settle()
    key = live.runtime.machines["web1"].key
    live.emulator.do(live.hosting.ended, key, reason)
    eventually(lambda: live.runtime.log == ["start web1", "start web1"])
    eventually(lambda: live.status()["failures"] == [])


def test_machine_that_switches_itself_off_is_stopped(live: LiveEmulator) -> None:
    address = make_site(live, "web1")
    live.settle()
    live.emulator.do(live.hosting.ended, live.runtime.machines["web1"].key, "poweroff")
    live.settle()
    (found,) = live.service.run("virtual_machine_info", service_name=live.service.name)["virtual_machines"]
    assert (found["status"], found["power_state"], live.status()["machines"]) == ("StoppedVM", "Stopped", {})
    assert state_of(address, 8000) == "resets"
    run_machine(live.service, "web1", state="running")
    eventually(lambda: live.runtime.log == ["start web1", "start web1"])


def test_deleted_disks_lose_their_folders(live: LiveEmulator) -> None:
    """Those that stay keep them, also when they are only unregistered."""
    service = live.service
    make_site(live, "web1", "web2", "web3")
    live.settle()
    links = {name: machine.system_disk.media_link for name, machine in live.runtime.machines.items()}
    run_machine(service, "web1", state="absent", disks="delete")
    run_machine(service, "web2", state="absent", disks="keep")
    live.settle()
    deleted = f"delete {links['web1'].rpartition('/')[2]}"
    eventually(lambda: deleted in live.runtime.log)
    assert live.runtime.log.index("stop web1") < live.runtime.log.index(deleted)
    service.sleep(1000)
    disks = service.run("disk_info")["disks"]
    kept = next(disk["name"] for disk in disks if disk["media_link"] == links["web2"])
    service.run("disk", name=kept, state="absent", delete_vhd=False)
    live.settle()
    assert [line for line in live.runtime.log if line.startswith("delete")] == [deleted]


def test_reset_takes_everything_away(live: LiveEmulator) -> None:
    address = make_site(live, "web1")
    live.wait_for_state(address, 8000, "resets")
    live.emulator.do(live.emulator.cloud.reset, live.service.subscription_id)
    live.settle()
    live.wait_for_state(address, 8000, "closed")
    eventually(lambda: [line.split()[0] for line in live.runtime.log] == ["start", "stop", "delete"])
    assert live.status()["machines"] == {}


def test_emulator_that_was_killed_deletes_folders_later(make_live: Callable[..., LiveEmulator], tmp_path: Path) -> None:
    state = tmp_path / "state"
    before = make_live(state=state)
    make_site(before, "web1")
    before.settle()
    before.emulator.do(before.hosting.close)
    before.emulator.do(before.emulator.cloud.reset, before.service.subscription_id)
    before.emulator.do(before.emulator.cloud.store.close)
    after = make_live(state=state)
    eventually(lambda: [line.split()[0] for line in after.runtime.log] == ["delete"])


class Provisioner:
    """Takes note of what it is told."""

    def __init__(self) -> None:
        self.told: dict[str, Provisioning] = {}

    def provision(self, key: str, provisioning: Provisioning) -> None:
        self.told[key.rpartition("/")[2]] = provisioning

    def host_key_fingerprint(self, key: str, media_link: str) -> str:
        assert media_link.startswith("https://")
        return f"{key.rpartition('/')[2]:0>32}"


def test_provisioning_is_handed_over_and_not_kept(make_live: Callable[..., LiveEmulator], tmp_path: Path) -> None:
    provisioner = Provisioner()
    live = make_live(provisioner=provisioner)
    key = tmp_path / "id_rsa.pub"
    key.write_text(RSA_KEY)
    make_site(
        live,
        "web1",
        linux={
            "host_name": "shop-web1",
            "user_name": "shopkeeper",
            "user_password": PASSWORD,
            "disable_ssh_password_authentication": False,
            "custom_data": "#!/bin/sh\necho C4nary",
            "ssh": {"public_keys": [{"public_key_path": str(key), "path": "/home/shopkeeper/.ssh/authorized_keys"}]},
        },
    )
    told = provisioner.told["web1"]
    assert (told.host_name, told.user_name, told.password) == ("shop-web1", "shopkeeper", PASSWORD)
    assert (told.custom_data, told.disable_password_authentication) == (b"#!/bin/sh\necho C4nary", False)
    ((path, public_key),) = [(each.path, each.public_key) for each in told.keys]
    assert (path, public_key) == ("/home/shopkeeper/.ssh/authorized_keys", " ".join(RSA_KEY.split()[:2]))
    assert PASSWORD not in repr(told) and "C4nary" not in repr(told)
    machine = live.service.run("virtual_machine_info", service_name=live.service.name)["virtual_machines"][0]
    assert machine["remote_access_certificate_thumbprint"] == f"{'web1':0>32}"
    everything = str(live.emulator.do(live.emulator.cloud.save)) + str(live.service.journal()) + str(live.status())
    assert PASSWORD not in everything and "C4nary" not in everything


def test_refused_request_provisions_nothing(make_live: Callable[..., LiveEmulator]) -> None:
    provisioner = Provisioner()
    live = make_live(provisioner=provisioner)
    HostedService(live.service)
    live.service.inject_fault("internal_error", "CreateVMDeployment", times=0)
    with pytest.raises(AzureError):
        run_machine(live.service, "web1")
    assert provisioner.told == {}


def test_status_lists_what_runs(live: LiveEmulator) -> None:
    address = make_site(live, "web1")
    live.settle()
    status = live.status()
    assert [key.rpartition("/")[2] for key, runs in status["machines"].items() if runs] == ["web1"]
    assert status["listeners"] == [f"{address}:8000"]
    assert (status["instances"], status["failures"]) == ([], [])


def test_close_stops_everything(live: LiveEmulator) -> None:
    address = make_site(live, "web1")
    live.wait_for_state(address, 8000, "resets")
    live.emulator.do(live.hosting.close)
    live.wait_for_state(address, 8000, "closed")
    assert live.runtime.log[-1] == "close"


def test_request_is_answered_before_its_machine_stops(live: LiveEmulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listeners, "DRAIN_SECONDS", 60.0)
    asked, answer = threading.Event(), threading.Event()

    def think(connection: socket.socket) -> None:
        connection.recv(100)
        asked.set()
        answer.wait(20)
        connection.sendall(b"done")

    live.runtime.serve("web1", 80, TcpServer(think))
    address = make_site(live, "web1")
    eventually(lambda: live.runtime.log == ["start web1"])
    with socket.create_connection((address, 8000)) as client:
        client.sendall(b"question")
        asked.wait(20)
        run_machine(live.service, "web1", state="stopped")
        live.wait_for_state(address, 8000, "resets")
        assert live.runtime.log == ["start web1"]
        answer.set()
        assert receive_all(client) == b"done"
    eventually(lambda: live.runtime.log == ["start web1", "stop web1"])


def test_machine_that_does_not_answer_is_stopped_nevertheless(
    live: LiveEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listeners, "DRAIN_SECONDS", 0.2)
    live.runtime.serve("web1", 80, TcpServer(lambda connection: time.sleep(30)))
    address = make_site(live, "web1")
    eventually(lambda: live.runtime.log == ["start web1"])
    with socket.create_connection((address, 8000)) as client:
        client.sendall(b"question")
        run_machine(live.service, "web1", state="stopped")
        with pytest.raises(ConnectionResetError):
            receive_all(client)
    eventually(lambda: live.runtime.log == ["start web1", "stop web1"])
