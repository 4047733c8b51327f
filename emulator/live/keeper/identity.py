# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which users and groups of the host those of machines are, and how the keeper becomes the first of them.

If root of the host runs them, their ids 0 to 65535 are 200000 to 265535 of the host. An ordinary user is root of his
machines himself; the other ids are those that /etc/subuid and /etc/subgid grant him, if newuidmap and newgidmap are
there. Otherwise machines have one id: all users of one are root there.
"""

from __future__ import annotations

import contextlib
import errno
import os
import pwd
import shutil
import subprocess
from collections.abc import Callable

from . import linux

FIRST, COUNT = 200000, 65536
APPARMOR = "/proc/sys/kernel/apparmor_restrict_unprivileged_userns"
DEBIAN = "/proc/sys/kernel/unprivileged_userns_clone"
LIMITS = tuple(
    f"/proc/sys/user/max_{kind}_namespaces" for kind in ("user", "mnt", "net", "pid", "ipc", "uts", "cgroup")
)


class Refused(Exception):
    """Machines cannot run here; the text says why and what helps."""


def remedy(reason: OSError) -> str:
    """What helps where namespaces are refused, as a sentence."""
    limits = [(path, "0", "10000") for path in LIMITS]
    for path, bad, good in ((APPARMOR, "1", "0"), (DEBIAN, "0", "1"), *limits):
        try:
            with open(path) as file:
                value = file.read().strip()
        except OSError:
            continue
        if value == bad:
            setting = path.removeprefix("/proc/sys/").replace("/", ".")
            return f"An administrator can allow them: sysctl -w {setting}={good}."
    if os.path.exists("/.dockerenv") or os.path.exists("/run/.containerenv"):
        return "In a container that is not privileged machines cannot run: start the emulator outside it."
    if reason.errno == errno.ENOSYS:
        return "Linux 5.12 or newer is required."
    return "Start the emulator where an ordinary user may make user namespaces (try: unshare --user --map-root-user)."


def has_own_range() -> bool:
    """Whether this is a root who may give machines the range of ids that belongs to nobody else.

    The root of a container may not, if the container has not got so many.
    """
    if os.geteuid() != 0:
        return False
    try:
        for kind in "ug":
            with open(f"/proc/self/{kind}id_map") as file:
                parts = [tuple(map(int, line.split())) for line in file]
            if not any(first <= FIRST and first + count >= FIRST + COUNT for first, _outer, count in parts):
                return False
    except (OSError, ValueError):
        return False
    return True


def _grant(path: str) -> tuple[int, int] | None:
    """The first of the ids that a file such as /etc/subuid grants this user, and how many."""
    user = os.getuid()
    try:
        names = {str(user), pwd.getpwuid(user).pw_name}
    except KeyError:
        names = {str(user)}
    try:
        with open(path) as file:
            for line in file:
                name, _colon, granted = line.strip().partition(":")
                first, _colon, count = granted.partition(":")
                if name in names and first.isdigit() and count.isdigit():
                    return int(first), int(count)
    except OSError:
        pass
    return None


def _write(path: str, text: str) -> None:
    with open(path, "w") as file:
        file.write(text)


def _map(process: int) -> int:
    """Map the ids of the user namespace of a process; how many it has now. Raises OSError."""
    user, group = os.getuid(), os.getgid()
    if has_own_range():
        for kind in "ug":
            _write(f"/proc/{process}/{kind}id_map", f"0 {FIRST} {COUNT}\n")
        return COUNT
    grants = _grant("/etc/subuid"), _grant("/etc/subgid")
    if all(grants) and shutil.which("newuidmap") and shutil.which("newgidmap"):
        for tool, own, grant in (("newuidmap", user, grants[0]), ("newgidmap", group, grants[1])):
            assert grant is not None
            first, count = grant
            subprocess.run(
                [tool, str(process), "0", str(own), "1", "1", str(first), str(min(count, COUNT - 1))],
                check=True,
                capture_output=True,
            )
        return 1 + min(COUNT - 1, *(grant[1] for grant in grants if grant))
    _write(f"/proc/{process}/setgroups", "deny")
    _write(f"/proc/{process}/uid_map", f"0 {user} 1\n")
    _write(f"/proc/{process}/gid_map", f"0 {group} 1\n")
    return 1


def map_first_only() -> None:
    """Have user and group 0 of a user namespace that this process has made be those that it had. Raises OSError."""
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", "0 0 1\n")
    _write("/proc/self/gid_map", "0 0 1\n")


def enter(namespaces: int, meanwhile: Callable[[], None]) -> int:
    """Become the first user of new namespaces, a user namespace among them; how many ids there are.

    ``meanwhile`` is called in them while this process still has the rights of who started it. Raises Refused.
    """
    ready_read, ready_write = os.pipe()
    count_read, count_write = os.pipe()
    own = os.getpid()
    helper = os.fork()
    if helper == 0:
        status = 1
        try:
            os.close(ready_write)
            if os.read(ready_read, 1):
                os.write(count_write, str(_map(own)).encode())
            status = 0
        except subprocess.CalledProcessError as error:
            os.write(count_write, b"!" + error.stderr[:500])
        except OSError as error:
            os.write(count_write, f"!{error.strerror or error}".encode())
        finally:
            os._exit(status)
    os.close(ready_read)
    os.close(count_write)
    try:
        linux.unshare(namespaces | linux.CLONE_NEWUSER)
        meanwhile()
        os.write(ready_write, b"1")
    except OSError as error:
        raise Refused(f"namespaces are refused here ({error.strerror or error}). {remedy(error)}") from error
    finally:
        os.close(ready_write)
        answer = os.read(count_read, 1000).decode(errors="replace")
        os.close(count_read)
        os.waitpid(helper, 0)
    if not answer.isdigit():
        reason = answer.removeprefix("!").strip()
        raise Refused(f"the ids of a user namespace are refused here ({reason}). {remedy(OSError())}")
    become_first()
    return int(answer)


def become_first() -> None:
    """Be user and group 0 of this user namespace."""
    os.setresgid(0, 0, 0)
    os.setresuid(0, 0, 0)
    with contextlib.suppress(PermissionError):
        # With one id groups cannot be changed; those of the host are "nogroup" in machines.
        os.setgroups([])
    # Else files of /proc that say how process 1 of a machine is mapped would belong to the host's root.
    linux.control_process(linux.PR_SET_DUMPABLE, 1)
