# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What root of a machine tries in order to get out of it, each of which has to fail.

An attempt is a script that exits with 0, or says ``escaped``, where it has succeeded.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from ansible_collections.classic.azure.emulator.live.keeper import linux, roots, seccomp
from ansible_collections.classic.azure.emulator.live.world import Machine, RuntimeFailure
from ansible_collections.classic.azure.tests.unit.emulator.live.keeper.running import (
    Machines,
    children,
    eventually,
    machine,
)

ATTEMPTS = {
    "make /usr writable": "mount -o remount,rw,bind /usr",
    "write to /usr": "touch /usr/bin/own",
    "write to certificates of the host": "touch /etc/ssl/certs/own",
    "make /proc/sys writable": "mount -o remount,rw,bind /proc/sys",
    "take away /proc": "umount -l /proc",
    "take away /proc/sys": "umount -l /proc/sys",
    "take away what covers /proc/keys": "umount /proc/keys",
    "mount a file system": "mount -t tmpfs none /mnt",
    "mount another /proc": "mkdir -p /srv/proc && mount -t proc proc /srv/proc",
    "mount a folder elsewhere": "mount --bind / /mnt",
    "mount in a namespace of its own": "unshare --user --map-root-user --mount mount -t tmpfs none /mnt",
    "make a user namespace": "unshare --user true",
    "make a mount namespace": "unshare --mount true",
    "make a network namespace": "unshare --net true",
    "enter namespaces of process 1": "nsenter --target 1 --mount --net true",
    "see the root of process 1": "ls /proc/1/root/",
    "see the files of process 1": "ls -l /proc/1/fd/ | grep -q socket",
    "see the memory of process 1": "head -c 1 /proc/1/mem",
    "see the environment of process 1": "test -s /proc/1/environ && cat /proc/1/environ",
    "see processes of the host": "test $(ls -d /proc/[0-9]* | wc -l) -gt 20",
    "make a device of the host's disk": "mknod /root/disk b 254 0",
    "make a device of the host's memory": "mknod /root/memory c 1 1",
    "use a device of the host": "ls /dev/vda /dev/sda /dev/mem /dev/kmsg 2>/dev/null | grep -q .",
    "load a module": "modprobe dummy || insmod /lib/modules/*/kernel/drivers/net/dummy.ko",
    "change a setting of the kernel": "echo 0 > /proc/sys/kernel/randomize_va_space",
    "change where cores go": "echo '|/bin/true' > /proc/sys/kernel/core_pattern",
    "press a key of SysRq": "echo h > /proc/sysrq-trigger",
    "read the kernel's messages": "dmesg || head -c 1 /dev/kmsg",
    "change the network": "ip link set eth0 down || ip addr add 10.0.0.99/32 dev eth0",
    "set the clock": "date -s 2001-01-01",
    "give the processor to itself": "chrt --rr 50 true",
    "raise the limit of processes": "ulimit -u 100000 && ulimit -Hu 100000",
    "leave the control groups": "ls /sys/fs/cgroup/ | grep -q .",
    "change the host name": "hostname other",
    "have a set-user-id program of the host": "cp /bin/id /usr/local/bin/own && chmod u+s /usr/local/bin/own && false",
}

PYTHON_ATTEMPTS = {
    "stop the emulator": """
import os, signal
for number in {outside}:
    os.kill(number, 0)
    print("escaped")
""",
    "stop process 1": """
import os, signal, time
os.kill(1, signal.SIGKILL)
os.kill(1, signal.SIGSTOP)
os.kill(1, signal.SIGTERM)
""",
    "trace process 1": """
import ctypes
libc = ctypes.CDLL(None)
if libc.ptrace(16, 1, 0, 0) == 0:
    print("escaped")
""",
    "leave by chroot": """
import os
os.makedirs("/srv/jail", exist_ok=True)
outside = os.open("/", os.O_RDONLY)
os.chroot("/srv/jail")
os.fchdir(outside)
for _each in range(64):
    os.chdir("..")
os.chroot(".")
if os.path.exists({host_file!r}):
    print("escaped")
""",
    "reach the host's loopback": """
import socket
for address in ("127.0.0.1", "10.0.0.4", "169.254.169.254"):
    try:
        socket.create_connection((address, {port}), 0.5)
        print("escaped")
    except OSError:
        pass
""",
    "reach abstract sockets of the host": """
import socket
try:
    socket.socket(socket.AF_UNIX).connect({abstract!r})
    print("escaped")
except OSError:
    pass
""",
    "have keys of the host": """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
for number in (250, 219):
    if libc.syscall(number, 0, -3, 0) > 0:
        print("escaped")
""",
    "see packets": """
import socket
socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
print("escaped")
""",
    "configure the network": """
import socket
socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_TCP)
print("escaped")
""",
    "open by handle": """
import ctypes
libc = ctypes.CDLL(None)
handle, mount = ctypes.create_string_buffer(b"\\x08\\0\\0\\0\\1\\0\\0\\0\\2" + bytes(60)), ctypes.c_int()
if libc.open_by_handle_at(3, handle, 0) >= 0:
    print("escaped")
""",
    "use io_uring": """
import ctypes
if ctypes.CDLL(None).syscall(425, 1, ctypes.create_string_buffer(200)) >= 0:
    print("escaped")
""",
    "make a user namespace by clone": """
import ctypes, os
number = {{"x86_64": 56, "aarch64": 220}}[os.uname().machine]
if ctypes.CDLL(None).syscall(number, 0x10000000 | 17, 0, 0, 0, 0) >= 0:
    print("escaped")
""",
    "load a program of BPF": """
import ctypes
if ctypes.CDLL(None).syscall(321, 0, ctypes.create_string_buffer(200), 72) >= 0:
    print("escaped")
""",
}


@pytest.fixture(scope="module")
def attacker(shared_machines: Machines) -> Machine:
    return shared_machines.start(machine("attacker", "10.0.0.4", "blue"))


@pytest.fixture(scope="module")
def host_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("host") / "secret"
    path.write_text("secret")
    return path


@pytest.fixture
def host_port() -> Iterator[int]:
    with socket.create_server(("0.0.0.0", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def abstract_name() -> Iterator[bytes]:
    name = b"\0classic-azure-%d" % os.getpid()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(name)
        server.listen()
        yield name


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_root_of_machine_cannot(shared_machines: Machines, attacker: Machine, attempt: str) -> None:
    finished = shared_machines.run(attacker, ATTEMPTS[attempt])
    assert finished.status != 0, finished


@pytest.mark.parametrize("attempt", PYTHON_ATTEMPTS)
def test_program_of_root_cannot(
    shared_machines: Machines,
    attacker: Machine,
    attempt: str,
    host_file: Path,
    host_port: int,
    abstract_name: bytes,
) -> None:
    keeper = shared_machines.runtime._keeper
    assert keeper is not None
    script = PYTHON_ATTEMPTS[attempt].format(
        outside=[os.getpid(), keeper.pid, *children(keeper.pid)],
        host_file=str(host_file),
        port=host_port,
        abstract=abstract_name,
    )
    finished = shared_machines.run(attacker, "exec python3 -IS -", data=script.encode())
    assert "escaped" not in finished.output
    assert shared_machines.output(attacker, "echo runs") == "runs"


def test_capabilities_are_few_and_stay_so(shared_machines: Machines, attacker: Machine) -> None:
    status = shared_machines.output(attacker, "cat /proc/self/status")
    values = {name: value.strip() for name, _colon, value in (line.partition(":") for line in status.splitlines())}
    assert int(values["CapEff"], 16) == int(values["CapBnd"], 16)
    assert not int(values["CapBnd"], 16) & (1 << 21 | 1 << 12 | 1 << 13 | 1 << 16 | 1 << 17 | 1 << 19 | 1 << 27)
    assert (values["NoNewPrivs"], values["Seccomp"]) == ("1", "2")


def test_machine_is_not_in_namespaces_of_host(shared_machines: Machines, attacker: Machine) -> None:
    kinds = ("cgroup", "ipc", "mnt", "net", "pid", "user", "uts")
    inside = shared_machines.output(attacker, " ".join(f"readlink /proc/self/ns/{kind};" for kind in kinds)).split()
    keeper = shared_machines.runtime._keeper
    assert keeper is not None
    (outer,) = children(keeper.pid) - {each for number in children(keeper.pid) for each in children(number)}
    for kind, found in zip(kinds, inside, strict=True):
        assert found != os.readlink(f"/proc/self/ns/{kind}")
        # Two levels: what was mounted in the outer one is locked in the inner one.
        assert kind == "cgroup" or found != os.readlink(f"/proc/{outer}/ns/{kind}")


def test_mounts_show_no_writable_file_of_host(shared_machines: Machines, attacker: Machine) -> None:
    rows = [line.split() for line in shared_machines.output(attacker, "cat /proc/self/mountinfo").splitlines()]
    writable = {row[4] for row in rows if row[5].split(",")[0] == "rw"}
    devices = {f"/dev/{name}" for name in ("null", "zero", "full", "random", "urandom", "tty", "pts", "shm")}
    masked = {path for path in writable if path.startswith("/proc/")}
    assert writable - devices - masked == {"/", "/usr/local", "/run", "/dev", "/proc"}
    # These are /dev/null.
    secret = " ".join(f"/proc/{name}" for name in roots.EMPTY_OF_PROC)
    assert shared_machines.run(attacker, f"cat {' '.join(sorted(masked))} {secret} 2>/dev/null").output == ""


def test_links_of_machine_are_followed_in_it_only(machines: Machines, host_file: Path) -> None:
    folder = host_file.parent / "folder"
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    web = machines.start(machine("web"))
    script = f"""
rm -rf /mnt /srv /etc/init.d /tmp /etc/hosts /etc/hostname /etc/ssl /usr/local/sbin /usr/local/bin
for path in /mnt /srv /etc/init.d /tmp /etc/ssl /usr/local/sbin /usr/local/bin; do ln -s {folder} $path; done
for path in /etc/hosts /etc/hostname; do ln -s {host_file} $path; done
"""
    machines.run(web, script)
    before = sorted(os.listdir(folder))
    machines.restart(web)
    assert machines.output(web, "hostname") == "web"
    assert (host_file.read_text(), sorted(os.listdir(folder))) == ("secret", before)


def test_machines_of_other_networks_are_not_reached(machines: Machines) -> None:
    blue, green = machine("blue", "10.0.0.4", "blue"), machine("green", "10.0.0.5", "green")
    for each in (blue, green):
        machines.start(each)
    listening = machines.do(machines.runtime.listen, green.key, 80)
    script = "import socket; socket.create_connection(('10.0.0.5', 80), 1)"
    assert machines.run(blue, f'python3 -c "{script}"').status != 0
    assert machines.run(green, f'python3 -c "{script}"').status == 0
    listening.close()


@pytest.mark.slow
def test_fork_bomb_leaves_host_and_others_alone(machines: Machines) -> None:
    bomb, other = machines.start(machine("bomb")), machines.start(machine("other"))
    script = "import os, time\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        time.sleep(1)"
    process = machines.process(bomb, ["python3", "-c", script])
    keeper = machines.runtime._keeper
    assert keeper is not None
    eventually(lambda: len(children(keeper.pid)) > 1000)
    assert machines.output(other, "echo runs") == "runs"
    time.sleep(0.5)  # in which a bomb without a limit would make hundreds more
    assert len(children(keeper.pid)) < 1100
    machines.stop(bomb)
    eventually(lambda: len(children(keeper.pid)) < 10)
    for descriptor in (process.stdin, process.stdout, process.stderr):
        os.close(descriptor)


def test_temporary_file_systems_are_small(shared_machines: Machines, attacker: Machine) -> None:
    for folder in ("/run", "/dev/shm", "/dev"):
        filled = shared_machines.run(
            attacker, f"dd if=/dev/zero of={folder}/large bs=1M count=200 2>&1; rm {folder}/large"
        )
        assert "No space left on device" in filled.output
    began = time.monotonic()
    assert shared_machines.output(attacker, "echo runs") == "runs"
    assert time.monotonic() - began < 20


def test_messages_of_machine_do_not_harm_process_1(shared_machines: Machines, attacker: Machine) -> None:
    script = r"""
import socket
for message in (b"", b"x", b"[]", b"{}", b'{"do": "sudo"}', b'{"do": "sudo", "user": 1, "command": 2}', b"[" * 100000,
                b'{"signal": 9}',
                b'{"do": "sudo", "user": "root", "command": ["id"], "environment": {}, "group": "x"}'):
    for _each in range(20):
        channel = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        channel.connect("/run/process1.socket")
        channel.send(message)
        if message == b"x":
            channel.close()
        else:
            channel.settimeout(5)
            channel.recv(1000)
crowd = []
for _each in range(1000):
    channel = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    channel.connect("/run/process1.socket")
    crowd.append(channel)
print("done")
"""
    finished = shared_machines.run(attacker, "exec python3 -IS -", data=script.encode())
    assert finished.output.strip() == "done"
    assert shared_machines.output(attacker, "sudo echo runs") == "runs"


@pytest.mark.parametrize("architecture", seccomp.ARCHITECTURES)
def test_filter_has_targets_in_range(architecture: str) -> None:
    steps = seccomp.program(architecture)
    refused, allowed = len(steps) - 1, len(steps) - 2
    assert steps[allowed][3] == seccomp.ALLOW and steps[refused][3] & 0xFFFF == 1
    for index, (code, when_true, when_false, number) in enumerate(steps):
        if code == seccomp.RETURN:
            continue
        assert index + 1 + max(when_true, when_false) < len(steps) and when_true < 256
        if code == seccomp.JUMP_EQUAL and number not in seccomp.ARCHITECTURES.values():
            assert index + 1 + when_true == refused and when_false == 0


def test_full_disk_is_a_sentence(machines: Machines) -> None:
    if os.geteuid() != 0:
        pytest.skip("a small file system needs root: run the tests as root")
    machines.runtime.folder.make()
    disks = machines.runtime.folder.disks
    linux.mount("tmpfs", str(disks), "tmpfs", 0, "size=4k,mode=711")
    try:
        with pytest.raises(RuntimeFailure, match="cannot start: the disk of the work folder is full.$"):
            machines.start(machine("web"))
        machines.close()
    finally:
        linux.unmount(str(disks))
