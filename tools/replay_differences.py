# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How much of the recorded scenarios of Microsoft's .NET clients the emulator answers as recorded, by area, and what it
answers otherwise in the areas that it claims (tests/wire/DIFFERENCES)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

FIGURES = ("requests", "status", "code", "shape", "polls", "polls_alike")
"""Of each area: the requests other than polls, those of them with the recorded status, code of an error, and shape; the
polls of operations, and those that are alike."""

Difference = tuple[str, str, str]
"""An area, an operation, and what differs in its answer."""


def listed_differences(path: Path) -> dict[Difference, str]:
    """The listed differences, each with its reason. Raises ValueError for a line that is none.

    ``[area]`` begins an area; each line in it is ``OPERATION: difference: reason``.
    """
    area, found = "", {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            area = line.strip("[]")
        elif line and not line.startswith("#"):
            operation, difference, reason = line.split(": ", 2)
            found[area, operation, difference] = reason
    return found


def claimed_areas(path: Path) -> list[str]:
    """The areas that stand in the file, also those without differences."""
    return [line.strip("[]") for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("[")]


def compared_areas(observations: Iterable[str]) -> dict[str, dict[str, int]]:
    """The figures of each area, of the observations of a run of the tests; none where nothing was replayed."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for observation in sorted(observations):
        kind, *words = observation.split()
        if kind == "compared":
            area, figure, count = words
            found[area.replace("_", " ")][figure] = int(count)
    return dict(found)


def area_table(areas: Mapping[str, Mapping[str, int]]) -> list[list[str]]:
    """The figures in rows, below their names and above their sums."""
    rows = [[area, *(str(figures[name]) for name in FIGURES)] for area, figures in sorted(areas.items())]
    sums = [str(sum(figures[name] for figures in areas.values())) for name in FIGURES]
    return [["area", *(name.replace("_", " ") for name in FIGURES)], *rows, ["in all", *sums]]
