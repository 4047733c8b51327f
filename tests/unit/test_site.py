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
from ansible_collections.classic.azure.tests.pages import ROOT, SEPARATOR, Block, all_blocks, blocks, pages, session

SITE = "docs/docsite/rst/guide_{}.rst"
GUIDES = (
    "admin_api",
    "authentication",
    "deployments",
    "emulator",
    "environment",
    "export",
    "first_steps",
    "inventory",
    "python_sdk",
    "virtual_machines",
)
SESSIONS = ("README.md", "docs/live.md", *(SITE.format(name) for name in GUIDES))
"""The pages that are run from the first line to the last."""

PREPARATIONS = {SITE.format("export"): "echo Not-A-Real-1 >password.txt"}
"""What their readers have done before."""

EXAMPLES = [path for path in (ROOT / "examples").rglob("*") if path.is_file()]

TASKS = {"docs/in-process.md": {"names": ["siteone", "sitetwo"], "ansible_python_interpreter": sys.executable}}
"""The pages whose YAML blocks are tasks, which are run one after the other, with the variables that they take."""

SCRIPTS = [
    ROOT / path
    for path in (
        "tests/build.sh",
        "tests/examples.sh",
        "tests/execution_environment.sh",
        "tests/wheel.sh",
        ".github/workflows/ci.yml",
    )
] + EXAMPLES
"""What runs the other lines."""

FILES = [
    *EXAMPLES,
    *(ROOT / "playbooks").rglob("*.yml"),
    *(ROOT / "docs/guide").glob("*.yml"),
]
"""The files of which pages show parts, and which scripts and other tests use."""

EXCEPTIONS = {
    "python3 -m venv ~/classic && . ~/classic/bin/activate": "tests/examples.sh runs README's own lines",
    "pip install ansible-core . && ansible-galaxy collection install .": "tests/examples.sh runs README's own lines",
    "pip install '.[live]'": "test_wheel.py compares what it installs with requirements-live.txt",
    "make demo": "the playbook is run by tests/build.sh",
    "make release VERSION=1.2.3": "make test rehearses a release with another version",
    "ansible-playbook --inventory live.classic_azure.yml classic.azure.live_site --extra-vars live_site_keep=true": (
        "tests/unit/playbooks/test_live_site.py runs the playbook, with a shorter pause and without keeping the site"
    ),
    "classic-azure-emulator start --live --background --profile scale:20": "needs namespaces, as test_live_site.py has",
    'ssh -o UserKnownHostsFile="$AZURE_SSH_KNOWN_HOSTS" -p 50001 shopkeeper@127.64.0.1': (
        "the ports differ; tests/unit/emulator/live logs in by ssh"
    ),
    "# live.classic_azure.yml": "test_live_site.py uses the collection's own file, which has another comment",
    '@pytest.fixture(scope="session")': "tests/unit/distribution has such a fixture",
}
"""Lines, and the first lines of blocks, that nothing runs, and why not."""

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


def run(script: str, folder: Path) -> str:
    """What a script prints that a new user runs in an empty folder. It may start an emulator."""
    variables = environment(folder)
    try:
        command = ["bash", "-c", script]
        ended = subprocess.run(command, env=variables, cwd=folder, capture_output=True, text=True, check=False)
    finally:
        subprocess.run(["classic-azure-emulator", "stop"], env=variables, capture_output=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


@pytest.mark.slow
@pytest.mark.parametrize("page", SESSIONS)
def test_page_can_be_followed(page: str, tmp_path: Path) -> None:
    """The commands of a page succeed one after the other, and print what the page shows."""
    script, commands = session(page, set(EXCEPTIONS))
    assert commands
    printed = run(f"{PREPARATIONS.get(page, '')}\n{script}", tmp_path).split(SEPARATOR)[1:]
    assert len(printed) == len(commands)
    for (command, shown), output in zip(commands, printed, strict=True):
        is_as_shown = OutputChecker().check_output(shown, output, ELLIPSIS | NORMALIZE_WHITESPACE)
        assert not shown or is_as_shown, f"{command}\n{output}"


@pytest.mark.slow
@pytest.mark.parametrize("page", TASKS)
def test_tasks_of_page_succeed(page: str, tmp_path: Path) -> None:
    tasks = "\n".join(block.text for block in blocks(ROOT / page) if block.language == "yaml")
    play = f"- hosts: localhost\n  gather_facts: false\n  vars: {TASKS[page]}\n  tasks:\n{indent(tasks, '    ')}"
    (tmp_path / "tasks.yml").write_text(play)
    start = 'classic-azure-emulator start --background --profile instant && eval "$(classic-azure-emulator env)"'
    assert "failed=0" in run(f"{start} && ansible-playbook tasks.yml", tmp_path)


def is_run(block: Block, command: str) -> bool:
    """Whether a command is run by its page's session, or is in a script."""
    in_session = block.language == "console" and block.page in SESSIONS
    return in_session or any(command in path.read_text() for path in SCRIPTS)


@pytest.mark.parametrize("block", all_blocks("console", "sh"), ids=lambda block: block.page)
def test_each_command_is_run(block: Block) -> None:
    lines = block.text.splitlines() if block.language == "sh" else [command for command, _output in block.commands()]
    commands = [line.partition("    #")[0] for line in lines if not line.lstrip().startswith("#")]
    assert [each for each in commands if each not in EXCEPTIONS and not is_run(block, each)] == []


@pytest.mark.parametrize("block", all_blocks("yaml"), ids=lambda block: f"{block.page}: {block.text.splitlines()[0]}")
def test_each_yaml_block_is_used(block: Block) -> None:
    first_line = block.text.partition("\n")[0]
    commands = [
        command for each in all_blocks("console") if each.page == block.page for command, dummy in each.commands()
    ]
    is_used = block.page in SESSIONS and block.file_name != "" and any(block.file_name in each for each in commands)
    is_shown = any(indent(block.text, nested) in path.read_text() for path in FILES for nested in NESTED)
    assert is_used or is_shown or block.page in TASKS or first_line in EXCEPTIONS


@pytest.mark.parametrize("block", all_blocks("python"), ids=lambda block: block.page)
def test_each_python_block_is_run(block: Block) -> None:
    """By its page's session, as a part of an example, or one after the other in tests/clients/test_guide_page.py."""
    is_shown = any(indent(block.text, nested) in path.read_text() for path in FILES for nested in NESTED)
    is_of_guide = block.page == SITE.format("python_sdk")
    is_exception = block.text.partition("\n")[0] in EXCEPTIONS
    assert is_shown or is_of_guide or is_exception or (block.page in SESSIONS and block.file_name)


def test_exceptions_are_needed() -> None:
    """Each exception is of a block that is still on a page."""
    texts = [page.read_text() for page in pages()]
    assert [line for line in EXCEPTIONS if not any(line in text for text in texts)] == []


def test_table_of_modules_has_each_module() -> None:
    table = (ROOT / SITE.format("modules")).read_text()
    assert [path.stem for path in (ROOT / "plugins/modules").glob("*.py") if f"`{path.stem} <" not in table] == []


def test_every_page_is_in_both_tables_of_contents() -> None:
    """That of the site, and that of the collection, which other sites show."""
    listed = [(ROOT / "docs/docsite" / name).read_text() for name in ("index.rst", "extra-docs.yml")]
    guides = [path.stem for path in (ROOT / "docs/docsite/rst").glob("*.rst")]
    assert [guide for guide in guides if not all(guide in text for text in listed)] == []
