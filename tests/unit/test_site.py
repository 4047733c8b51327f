# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What README and the documentation site show does what they say.

Each line for a shell is run here, with the other lines of its page, or by one of the scripts that are named here. Each
YAML block is a file that such a line uses, or a part of a file that others run. Python blocks are run too.
"""

from __future__ import annotations

import os
import subprocess
import sys
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE, OutputChecker
from pathlib import Path
from textwrap import indent

import pytest
from ansible_collections.classic.azure.tests.pages import ROOT, SEPARATOR, Block, all_blocks, pages, session

SITE = "docs/docsite/rst/guide_{}.rst"
SESSIONS = dict.fromkeys(
    (
        SITE.format(name)
        for name in (
            "admin_api",
            "authentication",
            "deployments",
            "emulator",
            "environment",
            "export",
            "first_steps",
            "inventory",
            "virtual_machines",
        )
    ),
    "",
) | {SITE.format("export"): "echo Not-A-Real-1 >password.txt"}
"""The pages that are run from the first line to the last, and what their readers have done before."""

SCRIPTS = [
    ROOT / path
    for path in (
        "examples/collection/README.md",
        "tests/build.sh",
        "tests/examples.sh",
        "tests/execution_environment.sh",
        "tests/wheel.sh",
        ".github/workflows/ci.yml",
        "tests/unit/playbooks/test_live_site.py",
    )
]
"""What runs the other lines."""

FILES = [
    *(path for path in (ROOT / "examples").rglob("*") if path.is_file()),
    *(ROOT / "playbooks").rglob("*.yml"),
    *(ROOT / "docs/guide").glob("*.yml"),
]
"""The files of which pages show parts, and which scripts and other tests use."""

EXCEPTIONS = {
    "python3 -m venv ~/classic && . ~/classic/bin/activate": "tests/examples.sh runs it as README has it",
    "pip install ansible-core . && ansible-galaxy collection install .": "tests/examples.sh runs it as README has it",
}
"""Lines and the first lines of YAML blocks that nothing runs, and why not."""

NESTED = ("", "  ", "      ")
"""How much a part of a file can be indented in it."""

STARTERS = {"classic-azure-emulator": '"{python}" -m ansible_collections.classic.azure.emulator "$@"'}


def environment(folder: Path) -> dict[str, str]:
    """The variables of a new user, who has the collection, the emulator's command and a home of his own."""
    programs = folder / "bin"
    programs.mkdir()
    for name, command in STARTERS.items():
        (programs / name).write_text(f"#!/bin/sh\nexec {command.format(python=sys.executable)}\n")
        (programs / name).chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AZURE_", "XDG_"))}
    path = f"{programs}:{Path(sys.executable).parent}:{os.environ['PATH']}"
    return {**kept, "HOME": str(folder), "NO_COLOR": "1", "PATH": path, "PYTHONWARNINGS": "ignore"}


@pytest.mark.slow
@pytest.mark.parametrize("page", SESSIONS)
def test_page_can_be_followed(page: str, tmp_path: Path) -> None:
    """The commands of a page succeed one after the other, and print what the page shows."""
    variables = environment(tmp_path)
    script, commands = session(page, set(EXCEPTIONS))
    assert commands
    try:
        ended = subprocess.run(
            ["bash", "-c", f"{{ {SESSIONS[page] or ':'}; }} >&2\n{script}"],
            env=variables,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        subprocess.run(["classic-azure-emulator", "stop"], env=variables, capture_output=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    printed = ended.stdout.split(SEPARATOR)[1:]
    assert len(printed) == len(commands)
    for (command, shown), output in zip(commands, printed, strict=True):
        assert not shown or OutputChecker().check_output(shown, output, ELLIPSIS | NORMALIZE_WHITESPACE), f"{command}\n{output}"


def is_run(block: Block, command: str) -> bool:
    """Whether a command is run by its page's session, or is in a script."""
    return block.page in SESSIONS or any(command in path.read_text() for path in SCRIPTS)


@pytest.mark.parametrize("block", all_blocks("console", "sh"), ids=lambda block: block.page)
def test_each_command_is_run(block: Block) -> None:
    text = block.text if block.language == "console" else indent(block.text, "$ ")
    for command, _output in Block(block.page, "console", text).commands():
        command = command.partition("    #")[0]
        assert (command in EXCEPTIONS) != is_run(block, command), command


@pytest.mark.parametrize("block", all_blocks("yaml"), ids=lambda block: f"{block.page}: {block.text.splitlines()[0]}")
def test_each_yaml_block_is_used(block: Block) -> None:
    first_line = block.text.partition("\n")[0]
    commands = [command for each in all_blocks("console") if each.page == block.page for command, _ in each.commands()]
    is_used = block.page in SESSIONS and block.file_name != "" and any(block.file_name in each for each in commands)
    is_shown = any(indent(block.text, nested) in path.read_text() for path in FILES for nested in NESTED)
    assert (first_line in EXCEPTIONS) != (is_used or is_shown)


def test_exceptions_are_needed() -> None:
    """Each exception is of a block that is still on a page."""
    texts = [page.read_text() for page in pages()]
    assert [line for line in EXCEPTIONS if not any(line in text for text in texts)] == []
