# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write docs/fidelity.md: for each operation, what is known of the real service, and what the tests showed.

Its sources are docs/protocol, the routes of the emulator, tests/wire/UNVERIFIED, and the observations that a run of
the whole unit tests has written (tests/observations.py).

    python -m ansible_collections.classic.azure.tools.generate_fidelity OBSERVATIONS [--check]
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import unified_diff
from itertools import groupby
from pathlib import Path

from ansible_collections.classic.azure.emulator.services import load
from ansible_collections.classic.azure.tools.protocol_pages import ROOT, evidence, pages, sections
from ansible_collections.classic.azure.tools.replay_differences import area_table, compared_areas, listed_differences

PAGE = ROOT / "docs/fidelity.md"
UNVERIFIED = ROOT / "tests/wire/UNVERIFIED"
DIFFERENCES = ROOT / "tests/wire/DIFFERENCES"
SERVICES = ("subscription", "storage", "cloud_services", "compute", "networking")
ORDER = (*SERVICES, "operations", "general", "errors")

HEAD = """# Fidelity

How far the project's word on each operation goes. The public service was retired on 2024-08-31, so nothing here can be
tried against it any more: what counts is recorded traffic of the real service, and third-party clients that run
unmodified. `make fidelity` writes this page; `make test` fails when it is out of date.

| column | meaning |
|---|---|
| specification | the sections of [docs/protocol](protocol/README.md) about the operation, those of its service only |
| recorded, documented, client | facts about the operation with that evidence, on all pages; one can have more |
| assumptions | facts about the operation that nobody has seen and the project decided |
| unverified fields | fields of the request that no recorded request shows |
| emulated | whether the emulator has the operation; everything else is answered 501 |
| modules | the modules that sent it in the unit tests |
| third-party clients | the clients that sent it to the emulator in the tests, unmodified |
| replayed | recorded exchanges that the emulator answered as the real service did |
"""
COLUMNS = (
    "operation",
    "specification",
    "recorded",
    "documented",
    "client",
    "assumptions",
    "unverified fields",
    "emulated",
    "modules",
    "third-party clients",
    "replayed",
)


@dataclass
class Operation:
    """What is known of one operation."""

    name: str
    links: list[tuple[str, str]] = field(default_factory=list)
    facts: Counter[str] = field(default_factory=Counter)
    unverified: int = 0
    emulated: bool = False
    modules: set[str] = field(default_factory=set)
    clients: set[str] = field(default_factory=set)
    replayed: int = 0

    @property
    def page(self) -> str:
        """The page that the operation stands under: the one with most sections about it; empty if none has any."""
        sections = Counter(page for page, anchor in self.links)
        services = [page for page in ORDER if page in SERVICES and sections[page]] or list(sections)
        return max(services, key=lambda page: sections[page], default="")

    def row(self) -> str:
        cells = (
            f"`{self.name}`",
            ", ".join(f"[{anchor}](protocol/{page}.md#{anchor})" for page, anchor in self.links if page == self.page),
            *(str(self.facts[tag] or "") for tag in ("recorded", "documented", "client", "assumption")),
            str(self.unverified or ""),
            "yes" if self.emulated else "no",
            ", ".join(f"`{name}`" for name in sorted(self.modules)),
            ", ".join(sorted(self.clients)),
            str(self.replayed or ""),
        )
        return f"| {' | '.join(cells)} |"


class Operations(dict[str, Operation]):
    def __missing__(self, name: str) -> Operation:
        self[name] = Operation(name)
        return self[name]


def collect(observations: dict[str, int]) -> Operations:
    """All operations that a page describes, the emulator has, or a test sent."""
    found = Operations()
    for page, text in pages().items():
        for section in sections(text):
            for name in section.operation_names:
                found[name].links.append((page.removesuffix(".md"), section.anchor))
                found[name].facts.update(tag for bullet in section.bullets for tag in evidence(bullet))
    for route in load().routes:
        found[route.operation].emulated = True
    for line in UNVERIFIED.read_text().splitlines():
        if not line.startswith("#"):
            found[line.split()[0]].unverified += 1
    for observation, count in observations.items():
        kind, *names = observation.split()
        operation = found[names[-1]]
        if kind == "module":
            operation.modules.add(names[0])
        elif kind == "client":
            operation.clients.add(names[0].replace("_", " "))
        else:
            operation.replayed += count
    return found


AREAS = """## Scenarios of Microsoft's .NET clients

122 recorded scenarios, each replayed against a new emulator at the recorded times (`tests/unit/emulator/replay.py`).
Compared are the status, the code of an error, and the shape of the answer, which is its elements and their order. Polls
of operations are counted apart. What is not emulated is answered 501, and what depends on it differs too.
"""
DIFFERENCE = """What differs in the areas below, and why:
"""


def render(operations: Operations, observations: Iterable[str]) -> str:
    """The page."""
    lines = [HEAD]
    by_page = defaultdict(list)
    for operation in sorted(operations.values(), key=lambda each: each.name):
        by_page[operation.page].append(operation)
    emulated = [each for each in operations.values() if each.emulated]
    lines += [
        f"Of {len(operations)} operations the emulator has {len(emulated)}; "
        f"{sum(bool(each.modules) for each in emulated)} were sent by a module, "
        f"{sum(bool(each.clients) for each in emulated)} by a third-party client, and "
        f"{sum(bool(each.replayed) for each in emulated)} were replayed from recordings "
        f"({sum(each.replayed for each in emulated)} exchanges).",
        "",
        "## Facts by page",
        "",
        "| page | facts | recorded | documented | client | assumptions |",
        "|---|---|---|---|---|---|",
        *(facts_row(page) for page in ORDER),
    ]
    for page in (*ORDER, ""):
        if by_page[page]:
            title = page.replace("_", " ").capitalize() if page else "Without a page"
            lines += ["", f"## {title}", "", f"| {' | '.join(COLUMNS)} |", "|---" * len(COLUMNS) + "|"]
            lines += [operation.row() for operation in by_page[page]]
    lines += ["", AREAS, *render_areas(observations)]
    return "\n".join(lines) + "\n"


def render_areas(observations: Iterable[str]) -> Iterator[str]:
    """The table of the areas, and the differences in those that are claimed."""
    areas = compared_areas(observations)
    if areas:
        names, *rows = area_table(areas)
        yield from (
            f"| {' | '.join(names)} |",
            "|---" * len(names) + "|",
            *(f"| {' | '.join(row)} |" for row in rows),
            "",
        )
    yield DIFFERENCE
    for area, differences in groupby(listed_differences(DIFFERENCES).items(), lambda item: item[0][0]):
        yield f"- {area}"
        for (_area, operation, difference), reason in differences:
            yield f"  - `{operation}`: {difference}: {reason}"


def facts_row(page: str) -> str:
    bullets = [bullet for section in sections(pages()[f"{page}.md"]) for bullet in section.bullets]
    facts = Counter(tag for bullet in bullets for tag in evidence(bullet))
    counts = (len(bullets), *(facts[tag] for tag in ("recorded", "documented", "client", "assumption")))
    return f"| [{page}](protocol/{page}.md) | {' | '.join(map(str, counts))} |"


def without_replays(text: str) -> str:
    """The page without what only a run with the recordings can count."""
    text = re.sub(r"(?<=\n\n)\| area \|.*?\n\n", "", text, flags=re.DOTALL)
    return re.sub(r" \d* \|$|and \d+ were replayed.*\.$", "", text, flags=re.MULTILINE)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("observations", type=Path)
    parser.add_argument("--check", action="store_true", help="change nothing; fail if the page is out of date")
    options = parser.parse_args()
    observations = json.loads(options.observations.read_text())
    operations = {name: count for name, count in observations.items() if not name.startswith("compared ")}
    new = render(collect(operations), observations)
    if not options.check:
        PAGE.write_text(new)
        return 0
    old = PAGE.read_text()
    if not os.environ.get("ASM_RECORDINGS"):
        print("docs/fidelity.md: exchanges that were replayed are not compared, since ASM_RECORDINGS is not set")
        old, new = without_replays(old), without_replays(new)
    difference = list(
        unified_diff(old.splitlines(), new.splitlines(), "docs/fidelity.md", "from this run", "", "", 0, "")
    )
    print("\n".join(difference))
    return bool(difference)


if __name__ == "__main__":
    sys.exit(main())
