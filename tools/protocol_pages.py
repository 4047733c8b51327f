# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages of docs/protocol, read: their sections, facts and evidence, for tests and for docs/fidelity.md."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
TAGS = ("recorded", "documented", "client", "assumption")
ANCHOR = re.compile(r'<a id="([^"]*)"></a>')
TAG = re.compile(r"\*\*\[([^\]]*)\]\*\*")
EVIDENCE = re.compile(r"(?: \*\*\[[^\]]*\]\*\*)+$")


@dataclass
class Section:
    """What stands between an anchor and the next anchor or heading."""

    anchor: str
    bullets: list[str] = field(default_factory=list)
    operations: str = ""

    @property
    def operation_names(self) -> list[str]:
        """The operations that the section is about."""
        return re.findall(r"`(\w+)`", self.operations)


@cache
def pages() -> Mapping[str, str]:
    """The text of each page by its file's name."""
    return {path.name: path.read_text() for path in sorted((ROOT / "docs/protocol").glob("*.md"))}


def sections(text: str) -> list[Section]:
    """The sections of a page that have an anchor, with each bullet and the operations on one line."""
    found: list[Section] = []
    section: Section | None = None
    for block in blocks(text):
        anchor = ANCHOR.fullmatch(block)
        if anchor:
            section = Section(anchor[1])
            found.append(section)
        elif block.startswith("#") and section and (section.bullets or section.operations):
            section = None
        elif block.startswith("- ") and section:
            section.bullets.append(block.removeprefix("- "))
        elif block.startswith("Operations:") and section:
            section.operations = block
    return found


def blocks(text: str) -> Iterator[str]:
    """Anchors, headings, bullets and paragraphs, each on one line. What is in fences is left out."""
    block: list[str] = []
    fenced = False
    for line in [*text.splitlines(), ""]:
        words = line.strip()
        if words.startswith("```"):
            fenced = not fenced
        alone = not words or words.startswith(("#", "<a ", "```"))
        if (alone or words.startswith("- ")) and block:
            yield " ".join(block)
            block = []
        if fenced or words.startswith("```"):
            continue
        if alone and words:
            yield words
        elif words:
            block.append(words)


def evidence(bullet: str) -> list[str]:
    """The tags at the end of a bullet; none if it has a tag elsewhere."""
    end = EVIDENCE.search(bullet)
    tags: list[str] = TAG.findall(end[0]) if end else []
    return tags if len(tags) == len(TAG.findall(bullet)) else []
