# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the figures of docs/reliability.md: what a run of the whole fault matrix found.

Its source are the results that ``make faults`` has written (tests/faults/report.py). The rest of the page is written by
hand.

    python -m ansible_collections.classic.azure.tools.generate_reliability RESULTS
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from ansible.release import __version__ as core_version
from ansible_collections.classic.azure.tools.protocol_pages import ROOT

PAGE = ROOT / "docs/reliability.md"
BEGIN, END = "<!-- begin of the figures of make faults -->\n", "<!-- end of the figures of make faults -->\n"
COLUMNS = ("cases", "failures", "known failures")

Cell = dict[str, Any]


def render(cells: list[Cell], circumstances: str) -> str:
    """The figures as Markdown: cases by module and by kind of fault, and each failure."""
    return "\n".join(
        [
            f"Printed by `make faults` on {circumstances}.",
            "",
            *_table("module", cells),
            "",
            *_table("kind", cells),
            "",
            *_failures(cells),
            "",
        ]
    )


def _table(column: str, cells: list[Cell]) -> Iterator[str]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    situations: dict[str, set[str]] = defaultdict(set)
    for cell in cells:
        numbers = cell["cases"], len(cell["failures"]), sum(cell["known"].values())
        for name in (f"`{cell[column]}`", "in all"):
            counts[name].update(dict(zip(COLUMNS, numbers, strict=True)))
            situations[name] |= {f"{cell['module']} {cell['situation']}"} if cell["cases"] else set()
    yield f"| {column} | situations | {' | '.join(COLUMNS)} |"
    yield f"|---|{'--:|' * (len(COLUMNS) + 1)}"
    for name in [*sorted(set(counts) - {"in all"}), "in all"]:
        yield f"| {name} | {len(situations[name])} | {' | '.join(str(counts[name][each]) for each in COLUMNS)} |"


def _failures(cells: list[Cell]) -> Iterator[str]:
    """The known failures with their reasons, and how many there are of others, which ``make faults`` prints."""
    known, others = Counter[str](), Counter[str]()
    for cell in cells:
        where = f"{cell['module']} {cell['situation']}, {cell['kind']}"
        known.update({f"{where}: {reason}": count for reason, count in cell["known"].items()})
        others[f"{cell['module']}, {cell['kind']}"] += len(cell["failures"])
    lines = [f"- {count} x {reason}" for reason, count in sorted(known.items())]
    lines += [f"- {count} x {where}, without a reason" for where, count in sorted(others.items()) if count]
    yield from ["These cases fail:", "", *lines] if lines else ["No case fails."]


def replaced(page: str, figures: str) -> str:
    """The page with other figures. Raises ValueError if it has no place for them."""
    before, begin, rest = page.partition(BEGIN)
    dummy, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{PAGE} has no place for the figures")
    return f"{before}{begin}\n{figures}\n{end}{after}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("results", type=Path)
    options = parser.parse_args()
    today = datetime.now(timezone.utc).strftime("%Y-%m-%d")
    circumstances = f"{today}: ansible-core {core_version}, Python {platform.python_version()}, {os.cpu_count()} cores"
    PAGE.write_text(replaced(PAGE.read_text(), render(json.loads(options.results.read_text()), circumstances)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
