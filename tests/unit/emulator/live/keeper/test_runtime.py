# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Machines start, run what they are asked to, keep their disks, meet each other, and end with all that is theirs."""

from __future__ import annotations

import base64
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from ansible_collections.classic.azure.emulator.live.provisioning import ProvisioningRecord, disk_name
from ansible_collections.classic.azure.emulator.live.world import Disk, Machine, RuntimeFailure, Terminal
from ansible_collections.classic.azure.tests.unit.emulator.live.keeper.running import (
    Machines,
    children,
    eventually,
    link,
    machine,
    read_all,
)
from twisted.internet.defer import gatherResults

SERVICE = r"""#!/bin/sh
case $1 in
start) echo "starting in $PATH"; start-stop-daemon --start --background --make-pidfile \
    --pidfile /run/clock.pid --exec /bin/sleep -- 1000 ;;
stop) start-stop-daemon --stop --pidfile /run/clock.pid --remove-pidfile ;;
restart) $0 stop; $0 start ;;
status) start-stop-daemon --status --pidfile /run/clock.pid ;;
esac
"""
HTTP = "python3 -m http.server --bind 0.0.0.0"


@pytest.fixture(scope="module")
def web(shared_machines: Machines) -> Machine:
    """A machine that tests share."""
    return shared_machines.start(machine("web", "10.0.0.4", "blue"))


def test_machine_has_host_name_and_own_processes(shared_machines: Machines, web: Machine) -> None:
    assert shared_machines.output(web, "hostname") == "web"
    comm, *processes = shared_machines.output(web, "cat /proc/1/comm; echo /proc/[0-9]*").split()
    assert comm == "init" and len(processes) == 2


def test_status_of_command(shared_machines: Machines, web: Machine) -> None:
    assert shared_machines.run(web, "exit 7").status == 7
    assert shared_machines.run(web, "kill -TERM $$").status == -signal.SIGTERM


def test_streams_of_command(shared_machines: Machines, web: Machine) -> None:
    process = shared_machines.process(web, ["/bin/sh", "-c", "cat; echo wrong >&2"])
    os.write(process.stdin, b"sent")
    os.close(process.stdin)
    assert (read_all({process.stdout}), read_all({process.stderr})) == (b"sent", b"wrong\n")
    for descriptor in (process.stdout, process.stderr):
        os.close(descriptor)


def test_environment_and_folder_of_command(shared_machines: Machines, web: Machine) -> None:
    script = "pwd; echo $HOME $USER $SHELL $COLOUR; umask; ls /proc/self/fd | wc -l"
    answer = shared_machines.output(web, script, environment={"COLOUR": "blue"})
    assert answer.splitlines() == ["/root", "/root root /bin/bash blue", "0022", "4"]


def test_terminal_has_size_and_is_controlling(shared_machines: Machines, web: Machine) -> None:
    script = "tty; stty size; echo $TERM; test -t 0 && : </dev/tty && echo controls"
    answer = shared_machines.output(web, script, terminal=Terminal("vt220", 33, 99))
    assert answer.split() == ["/dev/pts/0", "33", "99", "vt220", "controls"]


def test_resized_terminal_tells_its_processes(shared_machines: Machines, web: Machine) -> None:
    script = "trap 'stty size; exit' WINCH; echo ready; while :; do sleep 0.05; done"
    process = shared_machines.process(web, ["/bin/sh", "-c", script], terminal=Terminal("vt220", 24, 80))
    eventually(lambda: b"ready" in (os.read(process.stdout, 100) if _is_readable(process.stdout) else b""))
    shared_machines.do(shared_machines.runtime.resize, process, 50, 132)
    assert b"50 132" in read_all({process.stdout})
    for descriptor in (process.stdin, process.stdout, process.stderr):
        os.close(descriptor)


def _is_readable(descriptor: int) -> bool:
    return bool(select.select([descriptor], [], [], 0)[0])


def test_kill_reaches_group(shared_machines: Machines, web: Machine) -> None:
    process = shared_machines.process(web, ["/bin/sh", "-c", "sleep 1000 & sleep 1000; :"])
    shared_machines.do(shared_machines.runtime.kill, web.key, process, signal.SIGKILL)
    assert shared_machines.do(lambda: process.ended) == -signal.SIGKILL
    assert read_all({process.stdout, process.stderr}) == b""
    for descriptor in (process.stdin, process.stdout, process.stderr):
        os.close(descriptor)


@pytest.mark.parametrize(
    ("user", "command", "sentence"),
    [
        ("nobody-knows", ["true"], "There is no user nobody-knows."),
        ("root", ["no-such-command"], "No-such-command: No such file or directory."),
        ("root", ["/etc/passwd"], "/etc/passwd: Permission denied."),
    ],
)
def test_what_cannot_run(shared_machines: Machines, web: Machine, user: str, command: list[str], sentence: str) -> None:
    with pytest.raises(RuntimeFailure) as raised:
        shared_machines.process(web, command, user)
    assert str(raised.value) == sentence


def test_machine_that_does_not_run(shared_machines: Machines) -> None:
    with pytest.raises(RuntimeFailure, match="^The machine subscription/shop/blue/none does not run.$"):
        shared_machines.process(machine("none"), ["true"])
    shared_machines.stop(machine("none"))


def test_connect_to_port_and_listen_at_port(shared_machines: Machines, web: Machine) -> None:
    listening = shared_machines.do(shared_machines.runtime.listen, web.key, 22)
    client = shared_machines.connect(web, 22)
    listening.setblocking(True)
    accepted, address = listening.accept()
    client.setblocking(True)
    client.sendall(b"hello")
    assert (accepted.recv(5), address[0]) == (b"hello", "127.0.0.1")
    script = "import socket; socket.create_connection(('10.0.0.4', 22)).sendall(b'inner')"
    assert shared_machines.output(web, f'python3 -c "{script}"') == ""
    inner, _address = listening.accept()
    inner.settimeout(5)
    assert inner.recv(5) == b"inner"
    with pytest.raises(RuntimeFailure, match="in use"):
        shared_machines.do(shared_machines.runtime.listen, web.key, 22)
    for each in (listening, client, accepted, inner):
        each.close()


def test_file_agent_is_served(shared_machines: Machines, web: Machine) -> None:
    with shared_machines.do(shared_machines.runtime.serve_files, web.key, "root") as channel:
        channel.settimeout(10)
        channel.sendall(b'{"do": "account", "user": "root"}\n')
        assert b'"shell": "/bin/bash"' in channel.recv(65536)


def test_memory_of_machine_is_limited(shared_machines: Machines) -> None:
    small = shared_machines.start(machine("small", memory_mb=128))
    assert shared_machines.run(small, "python3 -c 'bytearray(200 << 20)'").status != 0
    script = "import os,time; os.fork(); os.fork(); x = bytearray(b'1') * (60 << 20); time.sleep(60)"
    shared_machines.output(small, f'python3 -c "{script}" >/dev/null 2>&1 & sleep 0.1; pgrep -c python3')
    eventually(lambda: shared_machines.run(small, "pgrep -c python3").output.strip() == "2")
    shared_machines.stop(small)


def test_machine_keeps_its_disk(machines: Machines) -> None:
    web = machines.start(machine("web"))
    first = machines.output(web, "echo kept > /var/kept; echo gone > /run/gone; cat /proc/sys/kernel/random/boot_id")
    web = machines.restart(web)
    second = machines.output(web, "cat /var/kept /proc/sys/kernel/random/boot_id; ls /run/gone || true").split()
    assert second[0] == "kept" and second[1] != first and len(second[1]) == 36
    assert "No such file" in " ".join(second[2:])
    machines.stop(web)
    machines.start(web)
    assert machines.output(web, "cat /var/kept") == "kept"


def test_started_machine_is_left_alone(machines: Machines) -> None:
    web = machines.start(machine("web"))
    boot = machines.output(web, "cat /proc/sys/kernel/random/boot_id")
    machines.start(web)
    assert machines.output(web, "cat /proc/sys/kernel/random/boot_id") == boot


def test_data_disk_moves_to_another_machine(machines: Machines) -> None:
    disk = Disk(link("data"))
    first = machines.start(machine("first", data_disks={3: disk}))
    machines.output(first, "echo moved > /mnt/lun3/file")
    machines.stop(first)
    second = machines.start(machine("second", data_disks={0: disk}))
    assert machines.output(second, "cat /mnt/lun0/file") == "moved"


def test_data_disk_is_attached_while_machine_runs(machines: Machines) -> None:
    first, second = Disk(link("first")), Disk(link("second"))
    web = machines.start(machine("web", data_disks={0: first}))
    boot = machines.output(web, "echo first > /mnt/lun0/file; cat /proc/sys/kernel/random/boot_id")
    web = machines.start(replace(web, data_disks={0: first, 7: second}))
    machines.output(web, "echo second > /mnt/lun7/file")
    web = machines.start(replace(web, data_disks={0: second}))
    assert machines.output(web, "cat /mnt/lun0/file; ls /mnt/lun7 | wc -l").split() == ["second", "0"]
    assert machines.run(web, "umount -l /mnt/lun0").status != 0
    other = machines.start(machine("other", data_disks={1: first}))
    assert machines.output(other, "cat /mnt/lun1/file") == "first"
    with pytest.raises(RuntimeFailure, match="is in use: the machine subscription/shop/blue/web has it"):
        machines.start(replace(other, data_disks={1: first, 2: second}))
    assert machines.output(web, "cat /proc/sys/kernel/random/boot_id") == boot


def test_disk_begins_as_copy_of_source(machines: Machines) -> None:
    original = machines.start(machine("original"))
    machines.output(original, "echo copied > /opt/file; chmod 640 /opt/file; ln -s file /opt/link; rmdir /srv")
    machines.output(original, "echo own > /usr/local/bin/own")
    machines.stop(original)
    copy = machines.start(machine("copy", system_disk=Disk(link("copy"), source=link("original"))))
    answer = machines.output(copy, "hostname; cat /opt/link; stat -c %a /opt/file; cat /usr/local/bin/own; ls /")
    assert answer.split()[:4] == ["copy", "copied", "640", "own"] and "srv" not in answer.split()


def test_disk_is_deleted_when_no_machine_has_it(machines: Machines) -> None:
    web = machines.start(machine("web"))
    folder = machines.folder / "disks" / disk_name(link("web"))
    assert folder.is_dir()
    with pytest.raises(RuntimeFailure, match="has this disk"):
        machines.do(machines.runtime.delete_disk, link("web"))
    machines.stop(web)
    machines.do(machines.runtime.delete_disk, link("web"))
    machines.do(machines.runtime.delete_disk, link("web"))
    assert not folder.exists()


def test_reboot_and_poweroff_are_reported(machines: Machines) -> None:
    web = machines.start(machine("web"))
    before = machines.output(web, "cat /proc/sys/kernel/random/boot_id")
    assert machines.output(web, "shutdown -r now && sleep 0.05 && echo ends properly") == "ends properly"
    assert machines.exits.get(timeout=10) == (web.key, "reboot")
    machines.start(web)
    assert machines.output(web, "cat /proc/sys/kernel/random/boot_id") != before
    assert machines.run(web, "poweroff").status == 0
    assert machines.exits.get(timeout=10) == (web.key, "poweroff")
    with pytest.raises(RuntimeFailure, match="does not run"):
        machines.process(web, ["true"])


def test_commands_end_with_their_machine(machines: Machines) -> None:
    web = machines.start(machine("web"))
    process = machines.process(web, ["sleep", "1000"])
    stubborn = machines.process(web, ["/bin/sh", "-c", "trap '' TERM; while :; do sleep 1; done"])
    began = time.monotonic()
    machines.stop(web)
    assert time.monotonic() - began < 15
    assert machines.do(lambda: process.ended) != 0 and machines.do(lambda: stubborn.ended) != 0
    assert machines.exits.empty()
    for each in (process, stubborn):
        for descriptor in (each.stdin, each.stdout, each.stderr):
            os.close(descriptor)


def test_first_user_is_provisioned(machines: Machines) -> None:
    web = machine("web")
    secret = base64.b64encode(b"#cloud-config\n").decode()
    record = ProvisioningRecord("web", "student", password_hash="$6$salt$hash", custom_data=secret)
    machines.runtime.folder.make()
    machines.runtime.folder.write_pending_record(web.key, record)
    machines.start(web)
    answer = machines.output(
        web, "sudo id -u; sudo cat /var/lib/waagent/CustomData; pwd; cat .profile | wc -l", "student"
    )
    words = answer.split()
    assert words[:3] == ["0", "#cloud-config", "/home/student"] and int(words[3]) > 0
    assert "student:$6$salt$hash:" in machines.output(web, "cat /etc/shadow")
    assert f"<CustomData>{secret}</CustomData>" in machines.output(web, "cat /var/lib/waagent/ovf-env.xml")
    assert not machines.runtime.folder.pending_record(web.key).exists()
    assert machines.runtime.folder.find_record(web.key, link("web")) == record
    machines.restart(web)
    assert machines.output(web, "echo $USER", "student") == "student"


def test_sudo_is_for_its_group(machines: Machines) -> None:
    if machines.runtime.id_count == 0:
        machines.check()
    if machines.runtime.id_count == 1:
        pytest.skip("machines have one user here: as root, or with /etc/subuid and newuidmap, they have more")
    web = machines.start(machine("web"))
    machines.output(web, "useradd -m stranger && useradd -m -G sudo friend")
    refused = machines.run(web, "sudo id", "stranger")
    assert (refused.status, refused.output) == (1, "sudo: stranger is not in the group sudo\n")
    assert machines.run(web, "reboot", "stranger").output == "reboot: you are not root\n"
    script = "cd /tmp; sudo -n -H -S -u www-data COLOUR=blue sh -c 'pwd; id -un; echo $COLOUR $SUDO_USER $HOME; exit 5'"
    done = machines.run(web, script, "friend")
    assert (done.status, done.output.split()) == (5, ["/tmp", "www-data", "blue", "friend", "/var/www"])
    assert machines.output(web, "sudo -i pwd", "friend") == "/root"
    assert machines.output(web, "echo sent | sudo tee /root/file", "friend") == "sent"
    assert "no-such-command" in machines.run(web, "sudo no-such-command", "friend").output


def test_sudo_is_found_by_login_shells(machines: Machines) -> None:
    """/etc/profile gives ordinary users no sbin."""
    web = machine("web")
    machines.runtime.folder.write_pending_record(web.key, ProvisioningRecord("web", "student"))
    machines.start(web)
    assert machines.output(web, "sh -lc 'sudo id -u'", "student") == "0"


def test_sudo_in_terminal_has_one_of_its_own(machines: Machines) -> None:
    machines.check()
    web = machine("web")
    machines.runtime.folder.write_pending_record(web.key, ProvisioningRecord("web", "student"))
    machines.start(web)
    script = (
        "sudo sh -c 'tty; stty size; exit 3'; echo $?; sudo -k; sudo -n true; stty -a | grep -q ' echo ' && echo sane"
    )
    done = machines.run(web, script, "student", terminal=Terminal("vt220", 33, 99))
    assert done.output.split() == ["/dev/pts/1", "33", "99", "3", "sane"]
    command = ["sudo", "sh", "-c", "echo ready; cat"]
    process = machines.process(web, command, "student", terminal=Terminal("vt220", 24, 80))
    eventually(lambda: b"ready" in (os.read(process.stdout, 100) if _is_readable(process.stdout) else b""))
    os.write(process.stdin, b"typed\n\x04")
    assert b"typed\r\ntyped\r\n" in read_all({process.stdout})
    assert machines.do(lambda: process.ended) == 0
    for descriptor in (process.stdin, process.stdout, process.stderr):
        os.close(descriptor)


@pytest.mark.parametrize(
    ("signal_number", "status"), [(signal.SIGINT, -signal.SIGINT), (signal.SIGTERM, -signal.SIGTERM)]
)
def test_sudo_passes_signals_on(
    shared_machines: Machines, web: Machine, signal_number: signal.Signals, status: int
) -> None:
    process = shared_machines.process(web, ["sudo", "sleep", "1000"])
    eventually(lambda: shared_machines.run(web, "pgrep -x sleep").status == 0)
    shared_machines.do(shared_machines.runtime.kill, web.key, process, signal_number)
    assert shared_machines.do(lambda: process.ended) == status
    assert shared_machines.run(web, "pgrep -x sleep").status == 1
    for descriptor in (process.stdin, process.stdout, process.stderr):
        os.close(descriptor)


def test_disk_is_of_one_machine_at_a_time(machines: Machines) -> None:
    web = machines.start(machine("web"))
    with pytest.raises(RuntimeFailure, match="is in use: the machine subscription/shop/blue/web has it"):
        machines.start(machine("other", data_disks={0: web.system_disk}))


@pytest.mark.slow
def test_killed_emulator_takes_machines(remedy: str | None, tmp_path: Path) -> None:
    if remedy:
        pytest.skip(remedy)
    script = f"""
import sys, time
from pathlib import Path
from ansible_collections.classic.azure.tests.emulated import reactor_thread
from ansible_collections.classic.azure.tests.unit.emulator.live.keeper.running import Machines, children, machine
with reactor_thread():
    machines = Machines(Path({str(tmp_path / "live")!r}))
    web = machines.start(machine("web"))
    machines.process(web, ["sleep", "1000"])
    keeper = machines.runtime._keeper.pid
    print(keeper, *children(keeper), flush=True)
    time.sleep(1000)
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as emulator:
        assert emulator.stdout
        numbers = emulator.stdout.readline().split()
        emulator.kill()
    assert len(numbers) >= 4
    eventually(lambda: not any(Path(f"/proc/{number}").exists() for number in numbers))


def test_enabled_service_starts_with_machine(machines: Machines) -> None:
    web = machines.start(machine("web"))
    machines.output(web, "cat > /etc/init.d/clock; chmod 755 /etc/init.d/clock", data=SERVICE.encode())
    assert machines.run(web, "service clock status").status != 0
    machines.output(web, "service clock start; service clock status; service --status-all | grep '+.*clock'")
    assert machines.run(web, "service missing start").status == 4
    machines.output(web, "update-rc.d clock defaults")
    web = machines.restart(web)
    eventually(lambda: machines.run(web, "service clock status").status == 0)
    assert machines.output(web, "cat /var/log/boot.log").startswith("starting in /usr/local/sbin:")
    machines.output(web, "update-rc.d clock disable")
    web = machines.restart(web)
    assert machines.run(web, "service clock status").status != 0


def test_machines_of_network_meet_by_name(machines: Machines) -> None:
    web, database = machine("web", "10.0.0.4", "blue"), machine("database", "10.0.0.5", "blue")
    other = machine("other", "10.0.0.5", "green")
    for each in (web, database, other):
        machines.start(each)
        machines.output(each, f"cd /srv; hostname > name; {HTTP} 8000 >/dev/null 2>&1 &")
    script = "import sys,urllib.request as r; print(r.urlopen(sys.argv[1], timeout=10).read().decode())"
    asking = f'python3 -c "{script}" '
    eventually(lambda: machines.run(web, f"{asking} http://database:8000/name").output.strip() == "database")
    eventually(lambda: machines.run(other, f"{asking} http://10.0.0.5:8000/name").output.strip() == "other")
    assert machines.run(other, f"{asking.replace('=10', '=1')} http://10.0.0.4:8000/name").status != 0
    machines.output(web, "echo 10.9.9.9 mine >> /etc/hosts")
    machines.stop(database)
    eventually(lambda: machines.run(web, "grep -q database /etc/hosts").status == 1)
    assert machines.output(web, "grep -c -e mine -e web /etc/hosts") == "2"
    machines.start(database)
    eventually(lambda: machines.run(web, "grep -q '10.0.0.5 database' /etc/hosts").status == 0)


def test_killed_keeper_takes_machines_and_is_replaced(machines: Machines) -> None:
    web = machines.start(machine("web"))
    machines.output(web, "echo kept > /root/kept")
    machines.process(web, ["sleep", "1000"])
    keeper = machines.runtime._keeper
    assert keeper is not None
    ended = children(keeper.pid)
    assert len(ended) >= 3
    keeper.kill()
    assert machines.exits.get(timeout=10) == (web.key, "failure")
    eventually(lambda: not any(Path(f"/proc/{number}").exists() for number in ended))
    machines.start(web)
    assert machines.output(web, "cat /root/kept") == "kept"


def test_nothing_is_left_behind(machines: Machines) -> None:
    mounts = Path("/proc/self/mountinfo").read_text()
    machines.start(machine("web", "10.0.0.4", "blue"))
    keeper = machines.runtime._keeper
    assert keeper is not None
    ended = {keeper.pid, *children(keeper.pid)}
    descriptors = len(os.listdir("/proc/self/fd"))
    machines.close()
    eventually(lambda: not any(Path(f"/proc/{number}").exists() for number in ended))
    assert Path("/proc/self/mountinfo").read_text() == mounts
    assert len(os.listdir("/proc/self/fd")) == descriptors - 1


def test_missing_folder_is_a_sentence(make_machines: Callable[..., Machines]) -> None:
    machines = make_machines(machine_root=Path("/no/such/folder"))
    with pytest.raises(RuntimeFailure, match="^Machines cannot run: /no/such/folder: No such file or directory"):
        machines.check()


def test_other_systems_are_refused(machines: Machines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "darwin")
    with pytest.raises(RuntimeFailure, match="^Machines run on Linux only"):
        machines.check()


def test_many_requests_at_once_are_queued(machines: Machines) -> None:
    web = machines.start(machine("web"))

    def connect() -> object:
        return gatherResults([machines.runtime.connect(web.key, 9) for _each in range(600)])

    sockets = machines.do(connect)
    assert len(sockets) == 600 and all(isinstance(each, socket.socket) for each in sockets)
    for each in sockets:
        each.close()
