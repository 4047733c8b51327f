# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Machines that the modules make and that really run, over SSH: logins, files, their network, and Ansible.

Where namespaces are refused the tests are skipped with the remedy.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.classic.azure.emulator.http import server
from ansible_collections.classic.azure.emulator.live.setup import CannotRun, LiveOptions, live_hosting
from ansible_collections.classic.azure.emulator.tls.authority import Authority
from ansible_collections.classic.azure.tests.emulated import Emulator, Service, start_emulator
from ansible_collections.classic.azure.tests.unit.emulator.live.running import eventually
from twisted.internet.threads import blockingCallFromThread

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="machines run on Linux only")]

IMAGE = {"name": "OpenLogic__OpenLogic-CentOS-62-20120531-en-us-30GB.vhd"}
PASSWORD, CUSTOM_DATA = "Canary-In-1-Coalmine", "Canary-Of-Custom-Data"
PATIENCE = 60
ANSIBLE_PATIENCE = 600
MACHINES = ("web1", "web2")


@dataclass
class Shop:
    """A hosted service with two machines that run."""

    service: Service
    folder: Path
    key: Path
    machines: dict[str, dict[str, Any]]

    def options(self, **options: str) -> list[str]:
        given = {
            "UserKnownHostsFile": str(self.folder / "known_hosts"),
            "GlobalKnownHostsFile": "/dev/null",
            "StrictHostKeyChecking": "yes",
            "IdentityFile": str(self.key),
            "IdentitiesOnly": "yes",
            "IdentityAgent": "none",
            "BatchMode": "yes",
            "LogLevel": "ERROR",
            **options,
        }
        return ["-F", "none", *(text for name, value in given.items() for text in ("-o", f"{name}={value}"))]

    def ssh(self, name: str, *words: str, data: str = "", **options: str) -> subprocess.CompletedProcess[str]:
        machine = self.machines[name]
        command = ["ssh", *self.options(**options), "-p", str(port(machine)), f"shopkeeper@{machine['virtual_ip']}"]
        return subprocess.run(
            [*command, *words], input=data, capture_output=True, text=True, timeout=PATIENCE, check=False
        )

    def output(self, name: str, *words: str, **options: str) -> str:
        """What a command says that succeeds."""
        done = self.ssh(name, *words, **options)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


def port(machine: dict[str, Any]) -> int:
    return next(int(each["port"]) for each in machine["endpoints"] if each["local_port"] == 22)


@pytest.fixture(scope="module")
def shop(
    event_loop_thread: threading.Thread, authority: Authority, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Shop]:
    for program in ("ssh", "sftp", "ssh-keygen"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is missing: install OpenSSH's client")
    folder = tmp_path_factory.mktemp("shop")
    try:
        hosting = blockingCallFromThread(server.reactor, live_hosting, server.reactor, folder, LiveOptions())
    except CannotRun as refusal:
        pytest.skip(str(refusal))
    emulator = start_emulator(event_loop_thread, authority, "instant", strict=True, hosting=hosting)
    emulator.do(hosting.start)
    key = folder / "id_rsa"
    subprocess.run(["ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", str(key)], check=True)
    try:
        yield make_shop(emulator, hosting, folder, key)
    finally:
        emulator.do(hosting.close)
        emulator.close_sessions()


def make_shop(emulator: Emulator, hosting: Any, folder: Path, key: Path) -> Shop:
    service = emulator.new_service()
    service.run("storage_account", name=service.name, location="West US")
    service.run("hosted_service", name=service.name, location="West US")
    linux = {
        "user_name": "shopkeeper",
        "user_password": PASSWORD,
        "disable_ssh_password_authentication": False,
        "ssh": {"public_keys": [{"public_key_path": str(key.with_suffix(".pub"))}]},
        "custom_data": CUSTOM_DATA,
    }
    found = {}
    for number, name in enumerate(MACHINES):
        endpoints = [{"name": "ssh", "local_port": 22, "port": 50001 + number}]
        given: dict[str, Any] = {"image": IMAGE, "storage_account": service.name, "linux": linux}
        made = service.run("virtual_machine", service_name=service.name, name=name, endpoints=endpoints, **given)
        found[name] = made["virtual_machine"]
    eventually(lambda: all(emulator.do(hosting.status)["machines"].values()))
    return Shop(service, folder, key, found)


def test_user_of_the_provisioning(shop: Shop) -> None:
    assert shop.output("web1", "id -un; id -Gn; hostname; sudo id -u; sudo cat /var/lib/waagent/CustomData") == (
        f"shopkeeper\nshopkeeper sudo\nweb1\n0\n{CUSTOM_DATA}"
    )
    assert shop.output("web2", "echo $HOME; pwd").splitlines() == ["/home/shopkeeper"] * 2


def test_password_of_the_provisioning(shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "askpass"
    script.write_text('#!/bin/sh\necho "$CLASSIC_AZURE_PASSWORD"\n')
    script.chmod(0o700)
    monkeypatch.setenv("SSH_ASKPASS", str(script))
    monkeypatch.setenv("SSH_ASKPASS_REQUIRE", "force")
    options = {"BatchMode": "no", "PubkeyAuthentication": "no", "NumberOfPasswordPrompts": "1"}
    monkeypatch.setenv("CLASSIC_AZURE_PASSWORD", PASSWORD)
    assert shop.output("web1", "id -un", **options) == "shopkeeper"
    monkeypatch.setenv("CLASSIC_AZURE_PASSWORD", PASSWORD[:-1])
    assert "Permission denied" in shop.ssh("web1", "true", **options).stderr


def test_fingerprint_is_what_the_api_tells(shop: Shop) -> None:
    told = shop.machines["web1"]["remote_access_certificate_thumbprint"]
    seen = shop.ssh("web1", "true", LogLevel="DEBUG1", FingerprintHash="md5").stderr
    found = re.search(r"Server host key: \S+ MD5:(\S+)", seen)
    assert found and found[1].replace(":", "") == told


def test_terminal_is_the_machines_own(shop: Shop) -> None:
    said = shop.output("web1", "-tt", "tty; echo $SSH_TTY; ls /dev/pts")
    assert said.split() == ["/dev/pts/0", "/dev/pts/0", "0", "ptmx"]


def test_files_have_the_rights_of_the_user(shop: Shop, tmp_path: Path) -> None:
    machine = shop.machines["web1"]
    target = f"shopkeeper@{machine['virtual_ip']}"
    command = ["sftp", *shop.options(), "-b", "-", "-P", str(port(machine)), target]
    sent, got = tmp_path / "sent", tmp_path / "got"
    sent.write_text("hello")
    batch = f"-put {sent} there\n-put {sent} /etc/there\n-get /etc/shadow {got}\n-ls -l\n"
    done = subprocess.run(command, input=batch, capture_output=True, text=True, timeout=PATIENCE, check=True)
    assert done.stderr.count("Permission denied") + done.stderr.count("permission denied") == 2
    assert shop.output("web1", "stat -c '%U %s' there") == "shopkeeper 5"
    assert re.search(r"-rw-r--r-- +. +shopkeeper +shopkeeper +5 ", done.stdout)


def test_jump_to_another_machine(shop: Shop) -> None:
    """By its name, which the first machine knows; its host key is that of its public port."""
    first, second = shop.machines["web1"], shop.machines["web2"]
    login = f"shopkeeper@{first['virtual_ip']}"
    jump = " ".join(["ssh", *shop.options(), "-p", str(port(first)), "-W", "web2:22", login])
    assert shop.output("web2", "hostname", ProxyCommand=jump) == "web2"
    assert second["ip_address"] != first["ip_address"]


def test_restart_ends_connections_and_keeps_files(shop: Shop) -> None:
    before = shop.output("web2", "touch kept; cat /proc/sys/kernel/random/boot_id")
    machine = shop.machines["web2"]
    shop.service.run("virtual_machine", service_name=machine["service_name"], name="web2", state="restarted")
    after = eventually(lambda: _boot_id(shop, before))
    assert after != before


def _boot_id(shop: Shop, before: str) -> str | None:
    """The boot id of web2, if it has started again."""
    done = shop.ssh("web2", "ls kept && cat /proc/sys/kernel/random/boot_id")
    found = done.stdout.replace("kept", "").strip()
    return found if done.returncode == 0 and found != before else None


def test_secrets_are_nowhere(shop: Shop) -> None:
    """Except that custom data is in the machine, where it belongs; and no file has a password."""
    shown = json.dumps(shop.service.emulator.do(shop.service.emulator.cloud.save))
    shown += json.dumps(shop.service.emulator.do(shop.service.emulator.cloud.journal.read))
    assert "Canary" not in shown and "scrypt$" not in shown
    for path in shop.folder.rglob("*"):
        if path.is_file() and not path.is_symlink() and path.name != "CustomData":
            assert b"Canary" not in path.read_bytes(), path


PLAY: list[dict[str, Any]] = [
    {
        "hosts": "all",
        "become": True,
        "tasks": [
            {"ping": {}},
            {"setup": {}},
            {"group": {"name": "shop", "gid": 2000}},
            {"user": {"name": "clerk", "uid": 2000, "group": "shop", "groups": "sudo", "append": True}},
            {"file": {"path": "/srv/shop", "state": "directory", "owner": "clerk", "group": "shop", "mode": "0750"}},
            {
                "copy": {
                    "content": "hello {{ inventory_hostname }}\n",
                    "dest": "/srv/shop/index.html",
                    "owner": "clerk",
                    "mode": "0640",
                }
            },
            {"template": {"src": "shop.conf.j2", "dest": "/etc/shop.conf", "mode": "0644"}},
            {"lineinfile": {"path": "/etc/shop.list", "line": "more", "create": True, "mode": "0644"}},
            {"file": {"src": "/srv/shop/index.html", "dest": "/srv/shop/link", "state": "link"}},
            {"unarchive": {"src": "goods.tar.gz", "dest": "/srv/shop", "owner": "clerk"}},
            {"stat": {"path": "/srv/shop/goods"}, "register": "goods"},
            {"assert": {"that": ["goods.stat.size == 1000000", "goods.stat.pw_name == 'clerk'"]}},
            {"command": "cat /srv/shop/link", "register": "said", "changed_when": False},
            {"assert": {"that": ["said.stdout == 'hello ' ~ inventory_hostname"]}},
            {"shell": "id -un | tee /dev/stderr", "register": "who", "changed_when": False},
            {"assert": {"that": ["who.stdout == 'root'", "who.stderr == 'root'"]}},
            {"fetch": {"src": "/srv/shop/goods", "dest": "fetched"}},
            {"copy": {"src": "shop.init", "dest": "/etc/init.d/shop", "mode": "0755"}},
            {"service": {"name": "shop", "state": "started", "enabled": True}},
            {
                "uri": {"url": "http://localhost:8000/index.html", "return_content": True},
                "register": "page",
                "until": "page.status == 200",
                "retries": 30,
                "delay": 1,
            },
            {
                "command": "id -un",
                "become_user": "clerk",
                "vars": {"ansible_pipelining": True},
                "register": "clerk",
                "changed_when": False,
            },
            {"assert": {"that": ["clerk.stdout == 'clerk'"]}},
            {"reboot": {"reboot_timeout": 120}, "when": "with_reboot | bool"},
            {
                "uri": {"url": "http://localhost:8000/index.html"},
                "register": "page",
                "until": "page.status == 200",
                "retries": 30,
                "delay": 1,
            },
        ],
    }
]
INIT_SCRIPT = """\
#!/bin/sh
### BEGIN INIT INFO
# Provides: shop
# Required-Start: $local_fs
# Required-Stop: $local_fs
# Default-Start: 2 3 4 5
# Default-Stop: 0 1 6
# Short-Description: The shop
### END INIT INFO
case "$1" in
start) cd /srv/shop && (setsid python3 -m http.server 8000 </dev/null >/dev/null 2>&1 & echo $! >/run/shop.pid) ;;
stop) kill "$(cat /run/shop.pid)" && rm /run/shop.pid ;;
restart) "$0" stop; "$0" start ;;
status) test -e /run/shop.pid && kill -0 "$(cat /run/shop.pid)" ;;
esac
"""


def test_ansible_configures_what_the_inventory_finds(
    shop: Shop, tmp_path: Path, control_paths: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both ways of Ansible to bring modules to a machine; the second run changes nothing."""
    monkeypatch.setenv("ANSIBLE_SSH_CONTROL_PATH_DIR", control_paths)
    (tmp_path / "group_vars").mkdir()
    user = {"ansible_user": "shopkeeper", "ansible_ssh_private_key_file": str(shop.key)}
    (tmp_path / "group_vars" / "all.yml").write_text(
        yaml.safe_dump({**user, "ansible_python_interpreter": "/usr/bin/python3"})
    )
    source = {"plugin": "classic.azure.virtual_machines", **shop.service.connection}
    (tmp_path / "shop.classic_azure.yml").write_text(yaml.safe_dump(source))
    (tmp_path / "play.yml").write_text(yaml.safe_dump(PLAY))
    (tmp_path / "shop.conf.j2").write_text("name = {{ ansible_facts['hostname'] }}\n")
    (tmp_path / "shop.init").write_text(INIT_SCRIPT)
    (tmp_path / "goods").write_bytes(os.urandom(1_000_000))
    subprocess.run(["tar", "czf", "goods.tar.gz", "goods"], cwd=tmp_path, check=True)
    first = run_play(shop, tmp_path, with_reboot=True, pipelining=False)
    second = run_play(shop, tmp_path, with_reboot=False, pipelining=True)
    for name in MACHINES:
        assert re.search(rf"{name} .* changed=[1-9][0-9]* +unreachable=0 +failed=0", first)
        assert re.search(rf"{name} .* changed=0 +unreachable=0 +failed=0", second)


def run_play(shop: Shop, folder: Path, with_reboot: bool, pipelining: bool) -> str:
    """What ansible-playbook says of the play, which succeeds."""
    program = Path(sys.executable).parent / "ansible-playbook"
    command = [str(program), "-i", "shop.classic_azure.yml", "play.yml", "-e", json.dumps({"with_reboot": with_reboot})]
    environment = {
        **os.environ,
        "AZURE_SSH_KNOWN_HOSTS": str(shop.folder / "known_hosts"),
        "ANSIBLE_INVENTORY_ENABLED": "classic.azure.virtual_machines",
        "ANSIBLE_HOST_KEY_CHECKING": "true",
        "ANSIBLE_PIPELINING": str(pipelining),
        "HOME": str(folder),
    }
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=ANSIBLE_PATIENCE, check=False
    )
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr
    return done.stdout
