# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the guides show is what the examples have, and what scripts run."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent, indent

import pytest

ROOT = Path(__file__).parents[3]
GUIDES = [ROOT / f"docs/docsite/rst/guide_{name}.rst" for name in ("testing", "execution_environments")]
EXAMPLES = [path for path in (ROOT / "examples").rglob("*") if path.is_file()]
RUN_BY = ["examples/collection/README.md", "tests/execution_environment.sh", "tests/wheel.sh", *map(str, EXAMPLES)]
"""The scripts, and the examples whose commands they run."""
NESTED = ("", "  ", "      ")
"""How much a part of a file can be indented in it."""


def blocks(language: str) -> list[str]:
    """The code blocks of the guides in a language."""
    pattern = rf"^( *)\.\. code-block:: {language}\n\n((?:\1   .*\n|\n)+)"
    return [
        dedent(found[2]).strip("\n") + "\n"
        for guide in GUIDES
        for found in re.finditer(pattern, guide.read_text(), re.M)
    ]


@pytest.mark.parametrize("block", [*blocks("yaml"), *(each for each in blocks("python") if "def test_" in each)])
def test_examples_are_as_shown(block: str) -> None:
    texts = [path.read_text() for path in EXAMPLES]
    assert any(indent(block, nested) in text for text in texts for nested in NESTED)


@pytest.mark.parametrize("line", [line for block in blocks("console") for line in block.splitlines()])
def test_commands_are_run(line: str) -> None:
    command = line.removeprefix("$ ")
    assert command != line
    assert any(command in (ROOT / path).read_text() for path in RUN_BY)


def test_guides_are_read() -> None:
    assert len(blocks("yaml")) >= 10 and len(blocks("console")) >= 4
