# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The code blocks of README and of the documentation site, and shells that run those of a page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

from ansible_collections.classic.azure.tools.generate_site import markdown_files

ROOT = Path(__file__).parents[1]
RST_BLOCK = re.compile(r"^( *)\.\. code-block:: (\w+)\n\n((?:\1   .*\n|\n)+)", re.M)
MARKDOWN_BLOCK = re.compile(r"^( *)```(\w+)\n(.*?)^\1```$", re.M | re.S)
FILE_NAME = re.compile(r"# ([\w./-]+\.\w+)$")
SEPARATOR = "\x1e"


@dataclass(frozen=True)
class Block:
    """A code block: the path of its page from the root of the repository, its language and its text."""

    page: str
    language: str
    text: str

    @property
    def file_name(self) -> str:
        """The name in the comment of its first line, if it shows a file."""
        found = FILE_NAME.match(self.text.partition("\n")[0])
        return found[1] if found else ""

    def commands(self) -> list[tuple[str, str]]:
        """The commands of a console, each with the output that is shown. Lines with > continue a command."""
        found: list[tuple[str, str]] = []
        for line in self.text.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], ""))
            elif line.startswith("> "):
                found[-1] = (f"{found[-1][0]}\n{line[2:]}", "")
            else:
                found[-1] = (found[-1][0], f"{found[-1][1]}{line}\n")
        return found


def pages() -> list[Path]:
    """README and all pages of the site that are written by hand."""
    return [ROOT / "README.md", *sorted((ROOT / "docs/docsite").rglob("*.rst")), *markdown_files()]


def blocks(page: Path) -> list[Block]:
    """The code blocks of a page, in their order."""
    pattern = RST_BLOCK if page.suffix == ".rst" else MARKDOWN_BLOCK
    name = str(page.relative_to(ROOT))
    return [
        Block(name, language, dedent(text).strip("\n") + "\n")
        for _indent, language, text in pattern.findall(page.read_text())
    ]


def all_blocks(*languages: str) -> list[Block]:
    """The code blocks of all pages in these languages."""
    return [block for page in pages() for block in blocks(page) if block.language in languages]


def session(page: str, left_out: set[str]) -> tuple[str, list[tuple[str, str]]]:
    """A script that does what the reader of a page does, and its commands with the output that is shown.

    It writes the files that the page shows and runs its commands, but those ``left_out``, one after the other, until
    one fails. It prints a separator before the output of each.
    """
    script, commands = ["set -uo pipefail"], []
    for block in blocks(ROOT / page):
        if block.file_name:
            script.append(f"cat >{block.file_name} <<'END_OF_FILE'\n{block.text}END_OF_FILE")
        elif block.language == "console":
            wanted = [each for each in block.commands() if each[0] not in left_out]
            commands += wanted
            # Not set -e, which overlooks failures in lists.
            script += [f"printf '\\x1e'\n{command}\n(($? == 0)) || exit 1" for command, _output in wanted]
    return "\n".join(script) + "\n", commands
