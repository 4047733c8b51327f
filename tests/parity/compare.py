# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""compare.py FOLDER FOLDER: whether two runs of the scenarios had the same results, times and random things aside."""

from __future__ import annotations

import json
import re
import sys
from itertools import zip_longest
from pathlib import Path

TIMES = (
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)?", "TIME"),
    (r"(?<=\"seconds\": )\d+\.\d(?=\})", "SECONDS"),
)

# What is made at random, of the time, or in the order in which scenarios came to the emulator that they share: each
# pattern, and what stands for it. Digests of settings are salted anew in each process, for a salt that is known would
# let passwords be guessed; that of a package is of a URL, with a port.
RANDOM = (
    (r"(?<=\b127\.0\.0\.1:)\d+", "PORT"),
    (r"\b[0-9a-f]{32}\b", "OPERATION"),
    (r"\b([0-9A-F]{40}|[0-9A-F]{64})\b", "THUMBPRINT"),
    (r"\b[0-9a-f]{40}\b", "LOWER-THUMBPRINT"),
    (r"(?<=\"data\": \")MII[A-Za-z0-9+/]+=*(?=\")", "CERTIFICATE"),
    (r"\b198\.1[89]\.\d+\.\d+\b", "ADDRESS"),
    (r"\b100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.\d+\.\d+\b", "INNER-ADDRESS"),
    (r"(?<=\"address\": \")\d+\.\d+\.\d+\.\d+(?=\")", "RESERVED"),
    (r"(?<=\"id\": \")[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=\")", "ID"),
    (r"(?<=port\": )(49\d|5\d\d|6[0-5]\d)\d\d\b", "CHOSEN"),
    (r"(?<=port: )(49\d|5\d\d|6[0-5]\d)\d\d\b", "CHOSEN"),
    (r"(?<=\"ClassicAzurePackage\": \")[0-9a-f]{64}(?=\")", "PACKAGE"),
    (r"(?<=\bClassicAzurePackage: )'?[0-9a-f]{64}\b", "PACKAGE"),
    (r"(?<=-)20\d{16}\b", "DISK"),
    (r"(?<=-)20\d{18}(?=\.vhd\b)", "MOMENT"),
    (r"(?<=\(hidden )[0-9a-f]{8}(?=\))", "DIGEST"),
    (r"\bj\d+\.\d+\b", "JOB"),
    (r"/tmp/ansible\.\w+", "FOLDER"),
)


def comparable(line: str) -> str:
    """A line of the recorder without what differs between any two runs; what is the same twice in it stays the same."""
    for pattern, word in TIMES:
        line = re.sub(pattern, word, line)
    for pattern, word in RANDOM:
        line = _numbered(pattern, word, line)
    # A diff, which is YAML, has quotes around those that begin with a digit.
    return re.sub(r"'?\b((LOWER-)?THUMBPRINT\d+|PACKAGE\d+)\b'?", r"\1", line)


def _numbered(pattern: str, word: str, line: str) -> str:
    seen: dict[str, str] = {}
    return re.sub(pattern, lambda found: seen.setdefault(found[0], f"{word}{len(seen)}"), line)


def main(one: str, other: str) -> int:
    """The exit status: 0 where they agree and there is something to agree on."""
    results, others = _results(Path(one)), _results(Path(other))
    different = 0
    for scenario in sorted({*results, *others}):
        for here, there in zip_longest(results.get(scenario, ()), others.get(scenario, ()), fillvalue="[]"):
            if comparable(here) != comparable(there):
                different += 1
                print(f"--- {scenario} in {one}\n{comparable(here)}\n--- in {other}\n{comparable(there)}")
    lines = [line for scenario in results.values() for line in scenario]
    changed = sum(json.loads(line)[3].get("changed", False) for line in lines)
    print(f"{len(lines)} results compared, {changed} of changes, {different} different")
    return int(different > 0 or changed == 0)


def _results(folder: Path) -> dict[str, list[str]]:
    """The lines of the recorder for each scenario."""
    return {file.name: file.read_text().splitlines() for file in folder.iterdir()}


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
