# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where machines cannot run, a sentence says why and what helps, and nothing runs with less around it."""

from __future__ import annotations

import errno
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ansible_collections.classic.azure.emulator.live.keeper import identity

CHECK = """
import sys
from pathlib import Path
from ansible_collections.classic.azure.emulator.live.runtime import NamespaceRuntime
from ansible_collections.classic.azure.emulator.live.world import RuntimeFailure
runtime = NamespaceRuntime(Path(sys.argv[1]))
try:
    runtime.check()
    print("runs")
except RuntimeFailure as failure:
    print(failure)
"""


def check_in(folder: Path, preparation: str) -> str:
    """What a check says in a user and mount namespace after some commands."""
    script = f'{preparation}\nexec "$@"'
    command = ["unshare", "--user", "--map-root-user", "--mount", "sh", "-ec", script, "sh"]
    command += [sys.executable, "-c", CHECK, str(folder / "live")]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.parametrize(
    ("preparation", "sentence"),
    [
        (":", "runs"),
        (
            "echo 0 > /proc/sys/user/max_user_namespaces",
            "Machines cannot run: namespaces are refused here (No space left on device)."
            " An administrator can allow them: sysctl -w user.max_user_namespaces=10000.",
        ),
        (
            "echo 0 > /proc/sys/user/max_net_namespaces",
            "Machines cannot run: namespaces are refused here (No space left on device)."
            " An administrator can allow them: sysctl -w user.max_net_namespaces=10000.",
        ),
        ("mount --bind /dev/null /proc/timer_list", "Machines cannot run: /proc: Operation not permitted."),
    ],
)
def test_refusal_has_remedy(remedy: str | None, tmp_path: Path, preparation: str, sentence: str) -> None:
    if remedy:
        pytest.skip(remedy)
    if shutil.which("unshare") is None:
        pytest.skip("unshare is missing: install util-linux")
    assert check_in(tmp_path, preparation).startswith(sentence)


@pytest.mark.parametrize(
    ("setting", "value", "remedy"),
    [
        ("APPARMOR", "1", "restriction=0."),
        ("APPARMOR", "0", None),
        ("DEBIAN", "0", "restriction=1."),
        ("DEBIAN", "1", None),
    ],
)
def test_settings_of_distributions_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, setting: str, value: str, remedy: str | None
) -> None:
    (tmp_path / "restriction").write_text(f"{value}\n")
    for name in ("APPARMOR", "DEBIAN"):
        monkeypatch.setattr(identity, name, str(tmp_path / "none"))
    monkeypatch.setattr(identity, "LIMITS", ())
    monkeypatch.setattr(identity, setting, str(tmp_path / "restriction"))
    sentence = identity.remedy(PermissionError(errno.EPERM, "Operation not permitted"))
    assert sentence.endswith(remedy) and "sysctl -w" in sentence if remedy else "sysctl" not in sentence


def test_old_kernel_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("APPARMOR", "DEBIAN"):
        monkeypatch.setattr(identity, name, str(tmp_path / "none"))
    monkeypatch.setattr("os.path.exists", lambda _path: False)
    assert identity.remedy(OSError(errno.ENOSYS, "Function not implemented")) == "Linux 5.12 or newer is required."
