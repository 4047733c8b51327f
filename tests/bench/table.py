# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The results of a benchmark: tables, and whether goals were met."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from statistics import median

ROUNDS = 5


@dataclass(frozen=True)
class Goal:
    """A limit for a value. ``why`` explains why it is exceeded."""

    words: str
    reached: float
    limit: float
    why: str = ""

    @property
    def verdict(self) -> str:
        if self.reached <= self.limit:
            return f"met: {self.reached:.3g}"
        times = f", {self.reached / self.limit:.2g} times as much" if self.limit else ""
        return f"**missed: {self.reached:.3g}**{times}" + (f". {self.why}" if self.why else "")


@dataclass
class Table:
    """A heading, a table in Markdown, a remark and the goals for its values."""

    title: str
    header: tuple[str, ...]
    rows: list[tuple[object, ...]] = field(default_factory=list)
    remark: str = ""
    goals: list[Goal] = field(default_factory=list)

    def markdown(self) -> str:
        lines = [f"## {self.title}", "", _line(self.header), _line(["---", *["--:"] * (len(self.header) - 1)])]
        lines += [_line(str(cell) for cell in row) for row in self.rows]
        return "\n".join([*lines, *(["", self.remark] if self.remark else [])])


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def interleaved(variants: dict[str, Callable[[], float]], rounds: int = ROUNDS) -> dict[str, float]:
    """The median of each, measured alternately, so that a disturbance of the machine affects all of them."""
    seen: dict[str, list[float]] = {name: [] for name in variants}
    for dummy in range(rounds):
        for name, measure in variants.items():
            seen[name].append(measure())
    return {name: median(values) for name, values in seen.items()}


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.1f}"
