# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Machines whose root is a tree of their own, with a layer for each; here the smallest tree that a shell runs in."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from ansible_collections.classic.azure.emulator.live import runtime
from ansible_collections.classic.azure.emulator.live.keeper import identity, roots
from ansible_collections.classic.azure.emulator.live.provisioning import disk_name
from ansible_collections.classic.azure.emulator.live.world import Disk, RuntimeFailure
from ansible_collections.classic.azure.tests.unit.emulator.live.keeper.running import Machines, link, machine

PROGRAMS = ("sh", "cat", "id", "touch", "ls", "rm")
SCRIPT = runtime.KEEPER / "machine_root.sh"

Make = Callable[..., Machines]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with a few programs, and what they need."""
    folder = tmp_path_factory.mktemp("tree")
    for name in ("usr/bin", "etc", "root", "dev"):
        (folder / name).mkdir(parents=True)
    (folder / "bin").symlink_to("usr/bin")
    (folder / "etc/passwd").write_text("root:x:0:0:root:/root:/bin/sh\nuser:x:1000:1000::/:/bin/sh\n")
    (folder / "etc/group").write_text("root:x:0:\n")
    (folder / "usr/bin/python3").symlink_to("none")
    for program in PROGRAMS:
        source = shutil.which(program)
        assert source
        shutil.copy(os.path.realpath(source), folder / "usr/bin" / program)
        needed = subprocess.run(["ldd", source], capture_output=True, text=True, check=True).stdout
        for library in re.findall(r"(/\S+) \(0x", needed):
            target = folder / library[1:]
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(os.path.realpath(library), target)
    path = tmp_path_factory.mktemp("archive") / "root.tar"
    with tarfile.open(path, "w") as file:
        file.add(folder, ".")
    return path


@pytest.fixture
def root(remedy: str | None, archive: Path, tmp_path: Path) -> Path:
    """A tree that the script has unpacked."""
    if remedy:
        pytest.skip(remedy)
    folder = tmp_path / "root"
    done = subprocess.run([SCRIPT, folder, archive], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


def test_machines_have_layers_over_tree(make_machines: Make, root: Path) -> None:
    machines = make_machines(machine_root=root)
    first, second = machines.start(machine("first")), machines.start(machine("second"))
    machines.output(first, "touch /usr/bin/own /root/own; rm /usr/bin/touch")
    assert machines.run(second, "ls /usr/bin/own").status != 0
    assert machines.output(second, "ls /usr/bin/touch") == "/usr/bin/touch"
    assert not (root / "usr/bin/own").exists() and (root / "usr/bin/touch").exists()
    machines.restart(first)
    assert machines.output(first, "ls /root/own /usr/bin/own").split() == ["/root/own", "/usr/bin/own"]
    machines.stop(first)
    copy = machines.start(machine("copy", system_disk=Disk(link("copy"), source=link("first"))))
    assert machines.output(copy, "ls /root/own /usr/bin/own").split() == ["/root/own", "/usr/bin/own"]
    assert machines.run(copy, "ls /usr/bin/touch").status != 0
    files = machines.folder / "disks" / disk_name(link("first")) / "files"
    assert (files / "upper").is_dir() or (files / "tree").is_dir()


def test_tree_belongs_to_users_of_machines(make_machines: Make, root: Path) -> None:
    machines = make_machines(machine_root=root)
    web = machines.start(machine("web"))
    assert machines.output(web, "id -u; ls -nd /usr | cat").split()[:4:3] == ["0", "0"]
    expected = identity.FIRST if os.geteuid() == 0 else os.geteuid()
    assert (root / "usr").stat().st_uid == expected
    if machines.runtime.id_count > 1:
        assert machines.output(web, "id -u", "user") == "1000"


def test_disk_of_tree_needs_it_again(make_machines: Make, root: Path) -> None:
    machines = make_machines(machine_root=root)
    web = machines.start(machine("web"))
    machines.close()
    if not (machines.folder / "disks" / disk_name(link("web")) / "files/upper").is_dir():
        pytest.skip("there are no layers here: the file system of the folder of the tests does not have them")
    with pytest.raises(RuntimeFailure, match="its disk was made with --machine-root: start the emulator with it.$"):
        make_machines().start(web)


def test_tree_of_other_users_is_refused(make_machines: Make, tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root has trees of other users: run the tests as root")
    (tmp_path / "root/usr/bin").mkdir(parents=True)
    with pytest.raises(RuntimeFailure, match="belongs to other users than those of machines"):
        make_machines(machine_root=tmp_path / "root").start(machine("web"))


def test_folder_without_programs_is_refused(make_machines: Make, tmp_path: Path) -> None:
    (tmp_path / "root").mkdir(mode=0o755)
    with pytest.raises(RuntimeFailure, match="is no root of Debian: usr/bin: No such file"):
        make_machines(machine_root=tmp_path / "root").start(machine("web"))


def test_tree_is_copied_where_there_are_no_layers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: str) -> None:
        raise OSError(22, "Invalid argument")

    monkeypatch.setattr(roots, "_mount_layer", refuse)
    monkeypatch.setattr(roots, "check_base", lambda _base: None)
    base, disk = tmp_path / "base", tmp_path / "disk"
    (base / "usr/bin").mkdir(parents=True)
    disk.mkdir()
    (base / "usr/bin/sh").write_text("shell")
    (base / "usr/bin/sh").chmod(0o4755)
    (base / "bin").symlink_to("usr/bin")
    layout = roots.Layout(str(disk), "/none", str(base), True)
    roots.make_disk(layout, None, "/none")
    assert (disk / "tree/bin/sh").read_text() == "shell" and (disk / "tree/bin").is_symlink()
    assert (disk / "tree/usr/bin/sh").stat().st_mode & 0o7777 == 0o4755
    assert layout.kind == roots.TREE and not layout.has_host_programs
    assert not (disk / "unfinished").exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "usage: machine_root.sh FOLDER"),
        (["{full}"], "is not empty: name a folder that is, or that is not there yet"),
        (["{new}", "./none.tar"], "there is no archive ./none.tar"),
        (["{new}", "{empty}"], "has no /usr/bin/python3"),
    ],
)
def test_script_refuses(remedy: str | None, tmp_path: Path, arguments: list[str], sentence: str) -> None:
    if remedy:
        pytest.skip(remedy)
    (tmp_path / "full").mkdir()
    (tmp_path / "full/file").touch()
    (tmp_path / "content").mkdir()
    with tarfile.open(tmp_path / "empty.tar", "w") as file:
        file.add(tmp_path / "content", ".")
    names = {"full": tmp_path / "full", "new": tmp_path / "new", "empty": tmp_path / "empty.tar"}
    given = [argument.format(**names) for argument in arguments]
    done = subprocess.run([SCRIPT, *given], capture_output=True, text=True, check=False)
    assert done.returncode == 1 and sentence in done.stderr
