# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The specification of the wire in docs/protocol keeps its rules, and what cites it cites what is there."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Collection, Mapping
from functools import cache

import pytest
from ansible_collections.classic.azure.emulator.services import load
from ansible_collections.classic.azure.tools.protocol_pages import ANCHOR, ROOT, TAG, TAGS, evidence, pages, sections

README = "README.md"
NOT_EMULATED = "operations-not-emulated"

CITATION = re.compile(r"docs/protocol/([\w-]+\.md)(?:#([\w-]*))?")
PLACEHOLDER = "docs/protocol/PAGE.md#ANCHOR"
UNSHIPPED = re.compile(r"protocol/[0-9]")
LINK = re.compile(r"\]\(([\w-]+\.md)?(?:#([\w-]+))?\)")
KEBAB_CASE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
OPERATIONS = re.compile(r"Operations: `\w+`(?:, `\w+`)*")


def emulated_operations() -> set[str]:
    """The names of the operations that the emulator has routes for."""
    return {route.operation for route in load().routes}


@cache
def repository() -> Mapping[str, str]:
    """The text of each file that is tracked, or new and not ignored, by its path. Binary files are left out."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    texts = {}
    for name in filter(None, listed.split("\0")):
        try:
            texts[name] = (ROOT / name).read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue
    return texts


def anchors(text: str) -> list[str]:
    return ANCHOR.findall(text)


def unresolved_citations(text: str, known: Mapping[str, Collection[str]]) -> list[str]:
    """The citations in a text of which there is no page or no anchor; ``known`` are the anchors of each page."""
    return [
        citation[0]
        for citation in CITATION.finditer(text)
        if citation[0] != PLACEHOLDER
        and (citation[1] not in known or (citation[2] is not None and citation[2] not in known[citation[1]]))
    ]


def unresolved_links(name: str, text: str, known: Mapping[str, Collection[str]]) -> list[str]:
    """The links of the page ``name`` to a page or an anchor that is not there."""
    links = [(page or name, anchor) for page, anchor in LINK.findall(text)]
    return [f"{page}#{anchor}" for page, anchor in links if page not in known or anchor not in ("", *known[page])]


def without_evidence(text: str) -> list[str]:
    """The bullets of a page that do not end with tags, or have others than the known ones, or have some elsewhere."""
    return [
        f"#{section.anchor}: {bullet}"
        for section in sections(text)
        for bullet in section.bullets
        if not evidence(bullet) or not set(TAG.findall(bullet)) <= set(TAGS)
    ]


def unknown_operations(text: str, known: Collection[str]) -> list[str]:
    """The operations that a page names and nobody knows, and lines that name them in another way."""
    lines = [section.operations for section in sections(text) if section.operations]
    malformed = [line for line in lines if not OPERATIONS.fullmatch(line)]
    return malformed + sorted({name for line in lines for name in re.findall(r"`(\w+)`", line)} - set(known))


def not_emulated() -> set[str]:
    """The operations that README.md lists as described and not emulated."""
    listed = [section for section in sections(pages()[README]) if section.anchor == NOT_EMULATED]
    return {bullet.strip("`") for section in listed for bullet in section.bullets}


def anchors_of_pages() -> dict[str, list[str]]:
    return {name: anchors(text) for name, text in pages().items()}


def test_citations_resolve() -> None:
    found = {name: unresolved_citations(text, anchors_of_pages()) for name, text in repository().items()}
    assert {name: citations for name, citations in found.items() if citations} == {}
    assert sum(len(CITATION.findall(text)) for text in repository().values()) > 50


def test_links_between_pages_resolve() -> None:
    found = {name: unresolved_links(name, text, anchors_of_pages()) for name, text in pages().items()}
    assert {name: links for name, links in found.items() if links} == {}


def test_unshipped_documents_are_not_cited() -> None:
    """Citations once were of documents that the repository does not have, by the number of a part and a section."""
    assert [name for name, text in repository().items() if UNSHIPPED.search(text)] == []


@pytest.mark.parametrize("name", pages())
def test_anchors_are_unique_and_kebab_case(name: str) -> None:
    found = anchors(pages()[name])
    assert found
    assert sorted(found) == sorted(set(found))
    assert [anchor for anchor in found if not KEBAB_CASE.fullmatch(anchor)] == []


@pytest.mark.parametrize("name", [name for name in pages() if name != README])
def test_facts_end_with_their_evidence(name: str) -> None:
    text = pages()[name]
    assert without_evidence(text) == []
    assert [section.anchor for section in sections(text) if not section.bullets] == []
    assert [section.anchor for section in sections(text)] == anchors(text), "an anchor stands on a line of its own"


@pytest.mark.parametrize("name", pages())
def test_operations_are_known(name: str) -> None:
    assert unknown_operations(pages()[name], emulated_operations() | not_emulated()) == []


def test_not_emulated_operations_are_described() -> None:
    named = {
        operation
        for text in pages().values()
        for section in sections(text)
        for operation in re.findall(r"`(\w+)`", section.operations)
    }
    assert not_emulated()
    assert not_emulated() <= named
    assert not_emulated() & emulated_operations() == set()


PAGE = """
<a id="one"></a>
### One

Operations: `GetSubscription`,
`NoSuchOperation`

- A fact that goes on
  in a second line. **[recorded]** **[client]**
- A fact without evidence.
- A fact with its tag **[recorded]** in the middle.
- A fact with a tag that is none. **[guess]**

<a id="two"></a>
### Two

- See [the first](#one), [another](#three) and [a page](nowhere.md). **[documented]**

## Without an anchor

- No fact.
"""


def test_page_errors_are_found() -> None:
    assert anchors(PAGE) == ["one", "two"]
    assert [len(section.bullets) for section in sections(PAGE)] == [4, 1]
    assert sections(PAGE)[0].bullets[0] == "A fact that goes on in a second line. **[recorded]** **[client]**"
    assert without_evidence(PAGE) == [
        "#one: A fact without evidence.",
        "#one: A fact with its tag **[recorded]** in the middle.",
        "#one: A fact with a tag that is none. **[guess]**",
    ]
    assert unknown_operations(PAGE, {"GetSubscription"}) == ["NoSuchOperation"]
    assert unresolved_links("page.md", PAGE, {"page.md": anchors(PAGE)}) == ["page.md#three", "nowhere.md#"]


def test_wrong_citations_are_found() -> None:
    folder, known = "docs/protocol", {"general.md": ["paths"]}
    right = ("general.md", "general.md#paths", "PAGE.md#ANCHOR")
    wrong = ("general.md#path", "general.md#", "nowhere.md#paths", "nowhere.md")
    text = " and ".join(f"{folder}/{each}." for each in (*right, *wrong))
    assert unresolved_citations(text, known) == [f"{folder}/{each}" for each in wrong]
    assert UNSHIPPED.search(f"protocol/{1} section 3")
    assert not UNSHIPPED.search(f"{folder}/general.md#paths")
