# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the wheel of the emulator is built from; tests/wheel.sh builds, installs and uses it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from ansible_collections.classic.azure.emulator.__main__ import LIBRARIES

ROOT = Path(__file__).parents[3]
DEPENDENCIES = re.search(r"^dependencies = \[$(.*?)^\]$", (ROOT / "pyproject.toml").read_text(), re.M | re.S)


WITHOUT_ANSIBLE = """
import sys
sys.modules["ansible"] = None
from ansible_collections.classic.azure.emulator import command_line, services
services.load()
loaded = [name for name in sys.modules if name.startswith("ansible_collections.classic.azure.")]
print(*{".".join(name.split(".")[3:5]) for name in loaded})
"""


def requirements(name: str) -> set[str]:
    """The requirements in a file, without comments and options."""
    lines = (line.partition("#")[0].strip() for line in (ROOT / name).read_text().splitlines())
    return {line for line in lines if line and not line.startswith("-r ")}


def test_wheel_requires_what_emulator_needs() -> None:
    """Each library is bounded once: what the files for pip name, the wheel names, too."""
    assert DEPENDENCIES
    wanted = re.findall(r'^    "(.*)",$', DEPENDENCIES[1], re.M)
    assert set(wanted) == requirements("requirements.txt") | requirements("requirements-emulator.txt")
    named = " ".join(wanted).replace("pyopenssl", "OpenSSL")
    assert all(library in named for library in LIBRARIES)


def test_emulator_needs_no_ansible() -> None:
    """Nor any folder of the collection that is not in the wheel."""
    ended = subprocess.run([sys.executable, "-c", WITHOUT_ANSIBLE], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    folders = {name.split(".")[0] if name.startswith("emulator") else name for name in ended.stdout.split()}
    assert folders <= {"emulator", "plugins", "plugins.module_utils"}


def test_wheel_has_an_extra_for_live_machines() -> None:
    extra = re.search(r"^live = \[(.*)\]$", (ROOT / "pyproject.toml").read_text(), re.M)
    assert extra
    assert set(re.findall('"(.*?)"', extra[1])) == requirements("requirements-live.txt")
