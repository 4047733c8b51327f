# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The root of a machine: what it is made of, and how it is put together in a mount namespace of its own.

The files of a system disk are below its folder, in one of

* ``changes``: the layer (overlayfs) over the template of machines that have the programs of the host,
* ``upper``: the layer over a tree,
* ``tree``: where there are no layers, a copy of the template or of a tree,

with ``local``, which is /usr/local of those with the programs of the host, and ``work``, which overlayfs wants. Those
of a data disk are in ``data``. A machine cannot change what these names stand for, only what is in them.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
from dataclasses import dataclass

from . import linux

CHANGES, UPPER, TREE, LOCAL, WORK, DATA = "changes", "upper", "tree", "local", "work", "data"
HOST_PROGRAMS = ("bin", "lib", "lib32", "lib64", "libx32")
"""Beside /usr; on most hosts these are links to folders of it. /sbin is one of the machine: see _link_programs."""

COPIED = (
    "bash.bashrc", "bash_completion.d", "bashrc", "bindresvport.blacklist", "ca-certificates.conf",
    "crypto-policies", "debian_version", "default", "deluser.conf", "adduser.conf", "DIR_COLORS", "dpkg", "ethertypes",
    "fedora-release", "gai.conf", "host.conf", "inputrc", "issue", "issue.net", "ld.so.cache", "ld.so.conf",
    "ld.so.conf.d", "libaudit.conf", "localtime", "login.defs", "magic", "magic.mime", "mailcap", "mime.types",
    "mke2fs.conf", "netconfig", "networks", "os-release", "pam.conf", "pam.d", "perl", "profile", "profile.d",
    "protocols", "python3", "python3.11", "python3.12", "python3.13", "redhat-release", "rpc", "security",
    "selinux", "services", "shells", "skel", "subgid", "subuid", "system-release", "terminfo", "timezone",
    "xattr.conf",
)  # fmt: skip
"""What programs look for in /etc, as far as the host has it and everyone may read it."""
BOUND = ("alternatives", "ssl/certs", "ssl/openssl.cnf", "pki", "ca-certificates")
"""What has too many files to be copied: it is the host's, read only."""

FOLDERS = {
    "dev": 0o755, "etc": 0o755, "etc/init.d": 0o755, "etc/rc2.d": 0o755, "etc/ssl": 0o755, "etc/sudoers.d": 0o750,
    "home": 0o755, "mnt": 0o755, "media": 0o755, "opt": 0o755, "proc": 0o555, "root": 0o700, "run": 0o755,
    "sbin": 0o755, "srv": 0o755, "sys": 0o555, "tmp": 0o1777, "usr": 0o755, "var": 0o755,
    "var/backups": 0o755, "var/cache": 0o755, "var/lib": 0o755, "var/lib/dpkg": 0o755, "var/log": 0o755,
    "var/mail": 0o2775, "var/spool": 0o755, "var/tmp": 0o1777, "var/www": 0o755, "var/www/html": 0o755,
}  # fmt: skip

PASSWD = """\
root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
bin:x:2:2:bin:/bin:/usr/sbin/nologin
sys:x:3:3:sys:/dev:/usr/sbin/nologin
sync:x:4:65534:sync:/bin:/bin/sync
games:x:5:60:games:/usr/games:/usr/sbin/nologin
man:x:6:12:man:/var/cache/man:/usr/sbin/nologin
mail:x:8:8:mail:/var/mail:/usr/sbin/nologin
www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin
backup:x:34:34:backup:/var/backups:/usr/sbin/nologin
list:x:38:38:list:/var/list:/usr/sbin/nologin
_apt:x:42:65534::/nonexistent:/usr/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
"""
GROUPS = (
    ("root", 0), ("daemon", 1), ("bin", 2), ("sys", 3), ("adm", 4), ("tty", 5), ("disk", 6), ("lp", 7), ("mail", 8),
    ("man", 12), ("sudo", 27), ("cdrom", 24), ("audio", 29), ("www-data", 33), ("backup", 34), ("operator", 37),
    ("list", 38), ("src", 40), ("shadow", 42), ("utmp", 43), ("video", 44), ("plugdev", 46), ("staff", 50),
    ("games", 60), ("users", 100), ("nogroup", 65534),
)  # fmt: skip
LOCAL_FOLDERS = ("bin", "etc", "lib", "sbin", "share", "src")
NSSWITCH = "".join(
    f"{database}: files\n"
    for database in ("passwd", "group", "shadow", "gshadow", "hosts", "networks", "protocols", "services", "ethers")
)
RESOLVER = "# There is no network out of this machine, and so no server to ask for names.\n"
BASE_HOSTS = "127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n"

DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
DEVICE_LINKS = {
    "fd": "/proc/self/fd", "stdin": "fd/0", "stdout": "fd/1", "stderr": "fd/2", "ptmx": "pts/ptmx",
}  # fmt: skip
READ_ONLY_OF_PROC = ("bus", "fs", "irq", "sys", "sysrq-trigger")
EMPTY_OF_PROC = ("kcore", "keys", "latency_stats", "timer_list", "sched_debug", "kmsg")
BOOT_ID = "sys/kernel/random/boot_id"

COMMANDS = {
    "halt": "shutdown.py",
    "poweroff": "shutdown.py",
    "reboot": "shutdown.py",
    "service": "service.sh",
    "shutdown": "shutdown.py",
    "sudo": "sudo.py",
    "update-rc.d": "update_rc_d.sh",
}
"""What machines have instead of what needs systemd, or rights that they do not have, and its file in stand_ins."""


FULL = (errno.ENOSPC, errno.EDQUOT)
DISK_FULL = "the disk of the work folder is full"


class NotMade(Exception):
    """The files of a machine cannot be made or used; the text says why and what helps."""


@dataclass(frozen=True)
class Layout:
    """What the root of a machine is made of. Folders are paths of the keeper.

    ``disk`` is the folder of the system disk, ``template`` what machines begin with that have the programs of the host,
    ``base`` a tree that all others begin with, or None if there is none.
    """

    disk: str
    template: str
    base: str | None
    has_ids: bool

    def path(self, name: str) -> str:
        return os.path.join(self.disk, name)

    @property
    def kind(self) -> str | None:
        """CHANGES, UPPER, TREE, or None for a disk without files."""
        return next((kind for kind in (CHANGES, UPPER, TREE) if os.path.isdir(self.path(kind))), None)

    @property
    def has_host_programs(self) -> bool:
        kind = self.kind
        return kind == CHANGES or (kind == TREE and not os.path.isdir(os.path.join(self.path(TREE), "usr", "bin")))

    @property
    def has_real_sudo(self) -> bool:
        """Whether there is a sudo that works: it needs several users, and a tree in which it is root's."""
        if not self.has_ids or self.has_host_programs:
            return False
        folder = self.base if self.kind == UPPER else self.path(TREE)
        try:
            status = os.lstat(os.path.join(folder or "", "usr", "bin", "sudo"))
        except OSError:
            return False
        return stat.S_ISREG(status.st_mode) and bool(status.st_mode & stat.S_ISUID) and status.st_uid == 0


def _write(path: str, text: str, mode: int = 0o644) -> None:
    with open(path, "w") as file:
        file.write(text)
        os.fchmod(file.fileno(), mode)


def _copy(source: str, target: str) -> None:
    """Copy a file, link or folder, leaving out what this process may not read."""
    try:
        status = os.lstat(source)
        if stat.S_ISLNK(status.st_mode):
            os.symlink(os.readlink(source), target)
        elif stat.S_ISDIR(status.st_mode):
            names = os.listdir(source)
            os.mkdir(target)
            for name in names:
                _copy(os.path.join(source, name), os.path.join(target, name))
        elif stat.S_ISREG(status.st_mode):
            with open(source, "rb") as file:
                content = file.read()
            with open(target, "wb") as file:
                file.write(content)
                os.fchmod(file.fileno(), stat.S_IMODE(status.st_mode) & 0o777)
    except (PermissionError, FileNotFoundError, FileExistsError):
        return


def _link_programs(tree: str) -> None:
    """Make /sbin a folder of the machine: Ansible takes what it finds there before what is in /usr.

    Without /sbin/init, which leads to systemd on many hosts, it knows that there is no systemd.
    """
    own = {*COMMANDS, "init", "telinit", "runlevel", "systemctl"}
    for name in os.listdir("/usr/sbin"):
        if name not in own:
            os.symlink(f"/usr/sbin/{name}", os.path.join(tree, "sbin", name))


def make_template(tree: str) -> None:
    """Make the files that all machines with the programs of the host begin with. Raises OSError."""
    os.umask(0o022)
    for name, mode in FOLDERS.items():
        path = os.path.join(tree, name)
        os.makedirs(path, exist_ok=True)
        os.chmod(path, mode)
    for name in HOST_PROGRAMS:
        if os.path.islink(f"/{name}"):
            os.symlink(os.readlink(f"/{name}"), os.path.join(tree, name))
        elif os.path.isdir(f"/{name}"):
            os.makedirs(os.path.join(tree, name), exist_ok=True)
    _link_programs(tree)
    etc = os.path.join(tree, "etc")
    for name in COPIED:
        _copy(f"/etc/{name}", os.path.join(etc, name))
    _write(os.path.join(etc, "passwd"), PASSWD)
    _write(os.path.join(etc, "group"), "".join(f"{name}:x:{number}:\n" for name, number in GROUPS))
    locked = "".join(f"{row.partition(':')[0]}:*:16000:0:99999:7:::\n" for row in PASSWD.splitlines())
    _write(os.path.join(etc, "shadow"), locked, 0o600)
    _write(os.path.join(etc, "gshadow"), "".join(f"{name}:*::\n" for name, _number in GROUPS), 0o600)
    _write(os.path.join(etc, "nsswitch.conf"), NSSWITCH)
    _write(os.path.join(etc, "resolv.conf"), RESOLVER)
    _write(os.path.join(etc, "fstab"), "")
    _write(os.path.join(etc, "environment"), "")
    _write(os.path.join(etc, "hosts"), BASE_HOSTS)
    _write(os.path.join(tree, "var", "lib", "dpkg", "status"), "")
    _copy("/etc/skel/.bashrc", os.path.join(tree, "root", ".bashrc"))
    _copy("/etc/skel/.profile", os.path.join(tree, "root", ".profile"))
    os.symlink("/proc/self/mounts", os.path.join(etc, "mtab"))
    os.symlink("/run", os.path.join(tree, "var", "run"))
    os.symlink("/run/lock", os.path.join(tree, "var", "lock"))


def make_disk(layout: Layout, source: str | None, stage: str) -> None:
    """Make the files of a system disk, unless it has some: as those of ``source``, a disk, or as new.

    ``stage`` is a folder where something may be mounted for a moment. Raises NotMade and OSError.
    """
    if layout.kind is not None:
        if layout.kind == UPPER and layout.base is None:
            raise NotMade("its disk was made with --machine-root: start the emulator with it")
        return
    os.umask(0o022)
    unfinished = layout.path("unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    os.makedirs(layout.path(WORK), exist_ok=True)
    kind = _copy_disk(layout, source, unfinished) if source else None
    if kind is None:
        make_local(layout.path(LOCAL))
        kind = _make_new(layout, unfinished, stage)
    os.rename(unfinished, layout.path(kind))


def _copy_disk(layout: Layout, source: str, target: str) -> str | None:
    """Copy the files of another disk: of which kind they are, or None if there are none."""
    kind = Layout(source, layout.template, layout.base, layout.has_ids).kind
    if kind is None:
        return None
    if kind == UPPER and layout.base is None:
        raise NotMade("its disk is a copy of one that was made with --machine-root: start the emulator with it")
    shutil.rmtree(layout.path(LOCAL), ignore_errors=True)
    copy_tree(os.path.join(source, LOCAL), layout.path(LOCAL))
    copy_tree(os.path.join(source, kind), target)
    return kind


def _make_new(layout: Layout, target: str, stage: str) -> str:
    """Make the files of a disk that is not a copy: of which kind they are."""
    if layout.base is not None:
        check_base(layout.base)
    os.mkdir(target, 0o755)
    try:
        _mount_layer(layout.base or layout.template, target, layout.path(WORK), stage)
        linux.unmount(stage)
    except OSError as error:
        if error.errno in FULL:
            raise
        # The kernel or the file system of the work folder has no such layers for us.
        os.rmdir(target)
        copy_tree(layout.base or layout.template, target)
        return TREE
    return CHANGES if layout.base is None else UPPER


def make_local(folder: str) -> None:
    """Make the files of /usr/local. Raises OSError."""
    for name in LOCAL_FOLDERS:
        os.makedirs(os.path.join(folder, name), exist_ok=True)


def check_base(base: str) -> None:
    """Raises NotMade for a folder that machines cannot have as their root."""
    try:
        owner = os.stat(os.path.join(base, "usr", "bin")).st_uid
    except OSError as error:
        raise NotMade(f"the folder of --machine-root is no root of Debian: usr/bin: {error.strerror}") from error
    if owner != 0:
        raise NotMade(
            "the folder of --machine-root belongs to other users than those of machines: make it with machine_root.sh"
        )


def _mount_layer(lower: str, upper: str, work: str, target: str, flags: int = 0) -> None:
    options = f"lowerdir={lower},upperdir={upper},workdir={work},userxattr"
    linux.mount("overlay", target, "overlay", flags, options)


def make_data_disk(folder: str, source: str | None) -> None:
    """Make the files of a data disk, unless it has some: as those of ``source``, a disk, or none. Raises OSError."""
    data, unfinished = os.path.join(folder, DATA), os.path.join(folder, "unfinished")
    if os.path.isdir(data):
        return
    shutil.rmtree(unfinished, ignore_errors=True)
    if source and os.path.isdir(os.path.join(source, DATA)):
        copy_tree(os.path.join(source, DATA), unfinished)
    else:
        os.mkdir(unfinished, 0o755)
    os.rename(unfinished, data)


def change_data_disks(namespace: int, attached: dict[str, str], sources: dict[str, str], detached: list[str]) -> None:
    """Attach data disks to a machine, and detach others. Raises OSError.

    ``namespace`` is its mount namespace (a descriptor), in which the calling process is afterwards; ``attached`` and
    ``sources`` are folders by logical unit number, ``detached`` such numbers.
    """
    mounts = {}
    for number, folder in attached.items():
        make_data_disk(folder, sources.get(number))
        attributes = linux.MOUNT_ATTR_NOSUID | linux.MOUNT_ATTR_NODEV
        mounts[number] = linux.clone_mount(os.path.join(folder, DATA), attributes)
    linux.set_namespace(namespace, linux.CLONE_NEWNS)
    os.chdir("/")
    os.umask(0o022)
    for number in detached:
        linux.unmount(f"/mnt/lun{number}")
    for number, mount in mounts.items():
        os.makedirs(f"/mnt/lun{number}", exist_ok=True)
        linux.place_mount(mount, f"/mnt/lun{number}")


def copy_tree(source: str, target: str) -> None:
    """Copy a folder with owners, links and rights. Raises OSError."""
    os.mkdir(target)
    for entry in os.scandir(source):
        copy = os.path.join(target, entry.name)
        status = entry.stat(follow_symlinks=False)
        if entry.is_dir(follow_symlinks=False):
            copy_tree(entry.path, copy)
            continue
        if entry.is_symlink():
            os.symlink(os.readlink(entry.path), copy)
        elif entry.is_file(follow_symlinks=False):
            shutil.copyfile(entry.path, copy)
        elif stat.S_ISCHR(status.st_mode) and status.st_rdev == 0:
            # In a layer: a file of the tree that the machine has deleted.
            os.mknod(copy, stat.S_IFCHR, 0)
        else:
            continue
        os.chown(copy, status.st_uid, status.st_gid, follow_symlinks=False)
        if not entry.is_symlink():
            shutil.copystat(entry.path, copy, follow_symlinks=False)
    status = os.lstat(source)
    os.chown(target, status.st_uid, status.st_gid)
    shutil.copystat(source, target)


def _stage(stage: str, name: str) -> str:
    folder = os.path.join(stage, name)
    os.mkdir(folder)
    return folder


def _mount_devices(devices: str, has_ids: bool) -> None:
    linux.mount("tmpfs", devices, "tmpfs", linux.MS_NOSUID, "size=64k,mode=755")
    for name in DEVICES:
        os.close(os.open(os.path.join(devices, name), os.O_CREAT | os.O_WRONLY, 0o666))
        linux.bind(f"/dev/{name}", os.path.join(devices, name))
    for name, target in DEVICE_LINKS.items():
        os.symlink(target, os.path.join(devices, name))
    os.mkdir(os.path.join(devices, "pts"))
    options = "newinstance,ptmxmode=0666,mode=620" + (",gid=5" if has_ids else "")
    linux.mount("devpts", os.path.join(devices, "pts"), "devpts", linux.MS_NOSUID | linux.MS_NOEXEC, options)
    os.mkdir(os.path.join(devices, "shm"))
    flags = linux.MS_NOSUID | linux.MS_NODEV
    linux.mount("tmpfs", os.path.join(devices, "shm"), "tmpfs", flags, "size=64m,mode=1777")


def _mount_proc(boot_id: str) -> int:
    """Mount /proc, with what may be written there read only; a descriptor of what /proc/sys was before."""
    flags = linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC
    linux.mount("proc", "/proc", "proc", flags)
    settings = os.open("/proc/sys", os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    for path in (*READ_ONLY_OF_PROC, BOOT_ID):
        path = f"/proc/{path}"
        if os.path.exists(path):
            linux.bind(boot_id if path == f"/proc/{BOOT_ID}" else path, path)
            linux.mount("none", path, None, linux.MS_BIND | linux.MS_REMOUNT | linux.MS_RDONLY | flags)
    for name in EMPTY_OF_PROC:
        if os.path.exists(f"/proc/{name}"):
            linux.bind("/dev/null", f"/proc/{name}")
    return settings


def _host_programs(layout: Layout) -> dict[str, int]:
    """What is mounted in a machine that has the programs of the host, as _collect returns it."""
    plain = linux.MOUNT_ATTR_NOSUID | linux.MOUNT_ATTR_NODEV
    folders = [f"/{name}" for name in HOST_PROGRAMS if os.path.isdir(f"/{name}") and not os.path.islink(f"/{name}")]
    bound = [f"/etc/{name}" for name in BOUND if os.path.exists(f"/etc/{name}")]
    mounts = {path: linux.clone_mount(path, linux.MOUNT_ATTR_RDONLY | plain) for path in ("/usr", *folders, *bound)}
    mounts["/usr/local"] = linux.clone_mount(layout.path(LOCAL), plain)
    return mounts


def _collect(layout: Layout, stage: str, commands: str) -> dict[str, int]:
    """What is to be mounted in the root, by its path there: descriptors of mounts that are nowhere yet, in order."""
    read_only, plain = linux.MOUNT_ATTR_RDONLY, linux.MOUNT_ATTR_NOSUID | linux.MOUNT_ATTR_NODEV
    mounts = _host_programs(layout) if layout.has_host_programs else {}
    for kind, options in (("sys", "size=4k,mode=555"), ("run", "size=64m,mode=755")):
        folder = _stage(stage, kind)
        linux.mount("tmpfs", folder, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, options)
        mounts[f"/{kind}"] = linux.clone_mount(folder, read_only if kind == "sys" else 0)
    devices = _stage(stage, "dev")
    _mount_devices(devices, layout.has_ids)
    mounts["/dev"] = linux.clone_mount(devices)
    mounts["/proc"] = linux.clone_mount("/proc")
    for name in COMMANDS:
        if name == "sudo" and layout.has_real_sudo:
            continue
        for folder in ("/sbin", "/usr/local/sbin", *(["/usr/local/bin"] if name == "sudo" else [])):
            mounts[f"{folder}/{name}"] = linux.clone_mount(os.path.join(commands, name), read_only | plain)
    return mounts


def mount_root(layout: Layout, stage: str, commands: str, boot_id: str) -> int:
    """Put the root together in this mount namespace, and make it the root.

    ``stage`` is an empty folder, ``commands`` a folder of those in COMMANDS, ``boot_id`` the identifier of this boot.
    Returns a descriptor of /proc/sys as it is before it becomes read only. Raises OSError.

    The files of the machine can be whatever it made of them, links to anywhere too. So what is mounted there is put
    together elsewhere, and paths of the machine are followed only when nothing else is left to be seen.
    """
    linux.mount("tmpfs", stage, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, "size=64k,mode=700")
    boot_file = os.path.join(stage, "boot_id")
    _write(boot_file, f"{boot_id}\n", 0o444)
    settings = _mount_proc(boot_file)
    root, kind = _stage(stage, "root"), layout.kind
    flags = linux.MS_NODEV | (linux.MS_NOSUID if layout.has_host_programs else 0)
    if kind == TREE:
        linux.place_mount(linux.clone_mount(layout.path(TREE)), root)
        linux.mount("none", root, None, linux.MS_BIND | linux.MS_REMOUNT | flags)
    else:
        lower = layout.template if kind == CHANGES else layout.base
        _mount_layer(lower or "", layout.path(kind or ""), layout.path(WORK), root, flags)
    mounts = _collect(layout, stage, commands)
    linux.pivot_root(root)
    for path, mount in mounts.items():
        is_folder = stat.S_ISDIR(os.fstat(mount).st_mode)
        try:
            _make_place(path, is_folder)
            linux.place_mount(mount, path)
        except OSError:
            if path in ("/usr", "/proc", "/dev", "/run", "/sys"):
                raise
            # What the machine has made of this place is its own affair.
    os.mkdir("/run/lock")
    os.chmod("/run/lock", 0o1777)
    return settings


def _make_place(path: str, is_folder: bool) -> None:
    """Make sure that something can be mounted at a path of the machine."""
    if is_folder:
        os.makedirs(path, exist_ok=True)
    elif not os.path.lexists(path) or (os.path.islink(path) and not os.path.exists(path)):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        if os.path.islink(path):
            os.unlink(path)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o755))
