# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write docs/docsite/images/first_steps.svg: a terminal with the first playbook of the site, as it runs.

The playbook is that of the page, and the output is that of Ansible and of an emulator. Run it when either changes:

    python -m ansible_collections.classic.azure.tools.generate_cast
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from textwrap import dedent

from rich.console import Console
from rich.text import Text

DOCSITE = Path(__file__).parents[1] / "docs/docsite"
IMAGE = DOCSITE / "images/first_steps.svg"
WIDTH = 120
COMMANDS = (
    "classic-azure-emulator start --background --profile scale:20 >/dev/null",
    'eval "$(classic-azure-emulator env)"',
    "ansible-playbook first.yml --diff",
    "ansible-playbook first.yml | tail -2",
    "classic-azure-emulator journal | grep POST",
)
SETTINGS = {
    "ANSIBLE_FORCE_COLOR": "1",
    "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
    "ANSIBLE_LOCALHOST_WARNING": "false",
    "COLUMNS": str(WIDTH),
    "PYTHONWARNINGS": "ignore",
}


def first_playbook() -> str:
    """The playbook on the page about the first steps."""
    page = (DOCSITE / "rst/guide_first_steps.rst").read_text()
    found = re.search(r"\.\. code-block:: yaml\n\n((?:   .*\n|\n)+)", page)
    if not found:
        raise ValueError("the page about the first steps shows no playbook")
    return dedent(found[1])


def record(folder: Path) -> str:
    """What a terminal shows of the commands in a folder."""
    (folder / "first.yml").write_text(first_playbook())
    programs = folder / "bin"
    programs.mkdir()
    starter = programs / "classic-azure-emulator"
    starter.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m ansible_collections.classic.azure.emulator "$@"\n')
    starter.chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_F", "AZURE_", "XDG_"))}
    path = f"{programs}:{Path(sys.executable).parent}:{os.environ['PATH']}"
    script = "\n".join(f"cat <<'END'\n$ {command}\nEND\n{command}" for command in COMMANDS)
    ended = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", f"trap 'classic-azure-emulator stop' EXIT\n{script}"],
        env={**kept, **SETTINGS, "HOME": str(folder), "PATH": path},
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=True,
    )
    return ended.stdout


def main() -> None:
    """Run the commands, and write the image."""
    with tempfile.TemporaryDirectory() as folder, open(os.devnull, "w") as nowhere:
        console = Console(record=True, width=WIDTH, file=nowhere, force_terminal=True, legacy_windows=False)
        console.print(Text.from_ansi(record(Path(folder)).rstrip()))
    image = console.export_svg(title="The first playbook", unique_id="first-steps")
    # Without the fonts that a browser would fetch from elsewhere.
    image = re.sub(r"@font-face \{.*?\}\s*", "", image, flags=re.DOTALL)
    IMAGE.parent.mkdir(exist_ok=True)
    IMAGE.write_text("\n".join(line.rstrip() for line in image.splitlines()) + "\n")


if __name__ == "__main__":
    main()
