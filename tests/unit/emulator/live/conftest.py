# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Emulators that run what is in them, and a machine with an SSH server, with OpenSSH's programs as its clients."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.classic.azure.emulator.core.hosting import AuthorizedKey, Provisioning
from ansible_collections.classic.azure.emulator.http import server
from ansible_collections.classic.azure.emulator.live.hosting import LiveHosting
from ansible_collections.classic.azure.emulator.live.known_hosts import known_hosts_line
from ansible_collections.classic.azure.emulator.live.logins import Logins
from ansible_collections.classic.azure.emulator.live.provisioning import LiveFolder
from ansible_collections.classic.azure.emulator.live.ssh import SshServers
from ansible_collections.classic.azure.emulator.live.world import Disk, Machine
from ansible_collections.classic.azure.emulator.tls.authority import Authority
from ansible_collections.classic.azure.tests.emulated import start_emulator
from ansible_collections.classic.azure.tests.unit.emulator.live.host_runtime import HostRuntime
from ansible_collections.classic.azure.tests.unit.emulator.live.running import FakeRuntime, LiveEmulator
from twisted.internet.threads import blockingCallFromThread

MakeLive = Callable[..., LiveEmulator]
KEY = "subscription/shop/blue/web1"
PASSWORD = "Canary-In-1-Coalmine"
PATIENCE = 30
MEDIA_LINK = "https://shop.blob.core.windows.net/vhds/web1.vhd"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip tests of what only Linux has."""
    for item in items:
        if sys.platform != "linux" and "make_live" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.skip(reason="only Linux has all addresses of 127.0.0.0/8"))


@pytest.fixture
def make_live(event_loop_thread: threading.Thread, authority: Authority, tmp_path: Path) -> Iterator[MakeLive]:
    """Create an emulator that runs what is in it, with machines of a fake runtime."""
    made: list[LiveEmulator] = []

    def make(profile: str = "instant", state: Path | None = None, workdir: Path = tmp_path, **options: Any) -> Any:
        runtime = FakeRuntime()
        hosting = LiveHosting(server.reactor, workdir, runtime, **options)  # type: ignore[arg-type]  # it runs no commands
        emulator = start_emulator(event_loop_thread, authority, profile, strict=True, hosting=hosting, state=state)
        made.append(LiveEmulator(emulator, hosting, runtime))
        emulator.do(hosting.start)
        return made[-1]

    yield make
    for live in made:
        live.emulator.do(live.hosting.close)
        live.emulator.close_sessions()


@pytest.fixture
def live(make_live: MakeLive) -> LiveEmulator:
    return make_live()


@dataclass
class SshMachine:
    """A machine at a port of this host; ``folder`` is the test's."""

    runtime: HostRuntime
    logins: Logins
    servers: SshServers
    folder: Path
    private_key: Path
    user: str = "student"
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def port(self) -> int:
        return self.runtime.ports[KEY]

    @property
    def home(self) -> Path:
        return self.runtime.home

    def options(self, **options: str) -> list[str]:
        """Options of OpenSSH's programs, with which they neither use nor change what the user of the tests has."""
        given = {
            "UserKnownHostsFile": str(self.folder / "known_hosts"),
            "GlobalKnownHostsFile": "/dev/null",
            "StrictHostKeyChecking": "yes",
            "IdentitiesOnly": "yes",
            "IdentityFile": str(self.private_key),
            "IdentityAgent": "none",
            "BatchMode": "yes",
            "LogLevel": "ERROR",
            **options,
        }
        return ["-F", "none", *(text for name, value in given.items() for text in ("-o", f"{name}={value}"))]

    def command(self, *arguments: str, program: str = "ssh", port: str = "-p", **options: str) -> list[str]:
        return [program, *self.options(**options), port, str(self.port), *arguments]

    def ssh(self, *arguments: str, data: bytes | str = b"", **options: str) -> subprocess.CompletedProcess[str]:
        """Run ssh with options (those that ``arguments`` begin with) and the words of a command."""
        switches = [each for each in arguments if each.startswith("-")]
        words = [each for each in arguments if not each.startswith("-")]
        command = self.command(*switches, f"{self.user}@127.0.0.1", *words, **options)
        content = data.encode() if isinstance(data, str) else data
        done = subprocess.run(command, input=content, capture_output=True, timeout=PATIENCE, check=False)
        return subprocess.CompletedProcess(command, done.returncode, done.stdout.decode(), done.stderr.decode())

    def password_ssh(self, password: str, *words: str, **options: str) -> subprocess.CompletedProcess[str]:
        """Run ssh with a password."""
        script = self.folder / "askpass"
        script.write_text('#!/bin/sh\nprintf "%s\\n" "$CLASSIC_AZURE_PASSWORD"\n')
        script.chmod(stat.S_IRWXU)
        given = {
            "BatchMode": "no",
            "PubkeyAuthentication": "no",
            "PreferredAuthentications": "password",
            "NumberOfPasswordPrompts": "1",
            **options,
        }
        return subprocess.run(
            self.command(f"{self.user}@127.0.0.1", *words, **given),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
            env={
                **os.environ,
                "SSH_ASKPASS": str(script),
                "SSH_ASKPASS_REQUIRE": "force",
                "CLASSIC_AZURE_PASSWORD": password,
            },
        )

    def start(self, *arguments: str, **options: str) -> subprocess.Popen[bytes]:
        """Start ssh, which the fixture ends."""
        started = subprocess.Popen(
            self.command(*arguments, **options),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.running.append(started)
        return started

    def authorize(self, *lines: str, mode: int = 0o600) -> None:
        """Have these lines in the authorized_keys file."""
        folder = self.home / ".ssh"
        folder.mkdir(mode=0o700, exist_ok=True)
        (folder / "authorized_keys").write_text("".join(f"{line}\n" for line in lines))
        (folder / "authorized_keys").chmod(mode)

    @property
    def public_key(self) -> str:
        return self.private_key.with_suffix(".pub").read_text().strip()


@pytest.fixture(scope="session")
def private_key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key of RSA, which is what the service takes."""
    path = tmp_path_factory.mktemp("keys") / "id_rsa"
    subprocess.run(["ssh-keygen", "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", str(path)], check=True)
    return path


@pytest.fixture
def make_machine(
    event_loop_thread: threading.Thread, tmp_path: Path, private_key: Path
) -> Iterator[Callable[..., SshMachine]]:
    """Provision a machine, and have it answer. Options are those of its provisioning."""
    for program in ("ssh", "sftp", "scp", "ssh-keygen", "setsid"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is missing: install OpenSSH's client and util-linux")
    made: list[SshMachine] = []

    def make(**options: Any) -> SshMachine:
        home = tmp_path / "home"
        home.mkdir(mode=0o755)
        runtime, folder = HostRuntime(home), LiveFolder(tmp_path / "live")
        logins = Logins(folder)
        machine = SshMachine(runtime, logins, SshServers(runtime, logins), tmp_path, private_key)
        made.append(machine)
        key = AuthorizedKey(f"{home}/.ssh/authorized_keys", machine.public_key)
        given = {"host_name": "web1", "user_name": "student", "password": PASSWORD, "keys": (key,), **options}
        logins.provision(KEY, Provisioning(**given))
        disk = Disk(MEDIA_LINK)
        folder.disk(MEDIA_LINK).mkdir(parents=True)
        folder.settle_record(KEY, MEDIA_LINK)  # as the runtime does when the machine has booted
        blockingCallFromThread(server.reactor, machine.servers.open, Machine(KEY, "web1", disk))
        host_key = logins.host_key(KEY, MEDIA_LINK)
        assert host_key
        line = known_hosts_line("127.0.0.1", machine.port, host_key.public)
        (tmp_path / "known_hosts").write_text(f"{line}\n")
        return machine

    yield make
    for machine in made:
        for started in machine.running:
            started.kill()
            started.communicate()
        blockingCallFromThread(server.reactor, machine.servers.close_all)
        machine.runtime.end()


@pytest.fixture
def machine(make_machine: Callable[..., SshMachine]) -> SshMachine:
    """A machine that takes keys and passwords."""
    return make_machine(disable_password_authentication=False)
