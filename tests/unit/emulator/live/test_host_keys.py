# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Host keys, their fingerprints, and the known_hosts file."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from ansible_collections.classic.azure.emulator.live.host_keys import HostKey, make_host_key
from ansible_collections.classic.azure.emulator.live.known_hosts import KnownHosts, known_hosts_line
from ansible_collections.classic.azure.emulator.live.logins import Logins
from ansible_collections.classic.azure.emulator.live.provisioning import LiveFolder
from ansible_collections.classic.azure.emulator.live.world import Disk, Listener, Machine, Target, World


def keygen(*arguments: object) -> str:
    if shutil.which("ssh-keygen") is None:
        pytest.skip("ssh-keygen is missing: install OpenSSH's client")
    done = subprocess.run(["ssh-keygen", *map(str, arguments)], capture_output=True, text=True, check=True)
    return done.stdout


def test_fingerprint_is_that_of_openssh(tmp_path: Path) -> None:
    key = make_host_key()
    (tmp_path / "key.pub").write_text(f"{key.public}\n")
    assert re.fullmatch("[0-9a-f]{32}", key.fingerprint)
    shown = keygen("-l", "-E", "md5", "-f", tmp_path / "key.pub")
    assert f"MD5:{':'.join(re.findall('..', key.fingerprint))} " in shown


def test_private_key_is_one_of_openssh(tmp_path: Path) -> None:
    key = make_host_key()
    (tmp_path / "key").touch(mode=0o600)
    (tmp_path / "key").write_text(key.private)
    assert keygen("-y", "-f", tmp_path / "key").split()[:2] == key.public.split()
    assert "PRIVATE" not in repr(key)


@pytest.mark.parametrize("text", ["", "no key", "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n"])
def test_what_is_no_key(text: str) -> None:
    with pytest.raises(ValueError):
        HostKey(text).fingerprint  # noqa: B018 - it raises


def machine(name: str) -> Machine:
    return Machine(name, name, Disk(f"https://shop/{name}"))


def test_known_hosts_of_a_world(tmp_path: Path) -> None:
    """Each public port that leads to a machine's SSH port, and no other, with the keys of all machines behind it."""
    logins = Logins(LiveFolder(tmp_path / "live"))
    known_hosts = KnownHosts(tmp_path, logins)
    machines = {name: machine(name) for name in ("web1", "web2", "db")}
    for name, each in machines.items():
        logins.host_key_fingerprint(name, each.system_disk.media_link)
    listeners = (
        Listener("127.64.0.1", 50001, targets=(Target("web1", 22),)),
        Listener("127.64.0.1", 22, targets=(Target("web2", 22), Target("db", 22))),
        Listener("127.64.0.1", 80, targets=(Target("web1", 80),)),
        Listener("127.64.0.2", 22),
        Listener("127.64.0.3", 22, targets=(Target("gone", 22),)),
    )
    known_hosts.update(World(machines, listeners=listeners, names={"shop.cloudapp.net": "127.64.0.1"}))
    keys = {name: logins.host_key(name, each.system_disk.media_link) for name, each in machines.items()}
    public = {name: key.public for name, key in keys.items() if key}
    expected = {
        line
        for host in ("127.64.0.1", "shop.cloudapp.net")
        for line in (f"[{host}]:50001 {public['web1']}", f"{host} {public['web2']}", f"{host} {public['db']}")
    }
    assert set(known_hosts.path.read_text().splitlines()) == expected
    assert keygen("-F", "[127.64.0.1]:50001", "-f", known_hosts.path).count("ecdsa-sha2-nistp256") == 1
    known_hosts.update(World(machines, listeners=listeners[:1]))
    assert known_hosts.path.read_text() == known_hosts_line("127.64.0.1", 50001, public["web1"]) + "\n"
    known_hosts.update(World())
    assert known_hosts.path.read_text() == ""


def test_file_is_written_only_when_it_changes(tmp_path: Path) -> None:
    known_hosts = KnownHosts(tmp_path, Logins(LiveFolder(tmp_path / "live")))
    known_hosts.update(World())
    known_hosts.path.unlink()
    known_hosts.update(World())
    assert not known_hosts.path.exists()
