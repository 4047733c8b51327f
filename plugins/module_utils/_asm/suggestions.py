# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that are like one that does not exist."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches


def did_you_mean(wanted: str, names: Iterable[str], fold: Callable[[str], str] = str.lower) -> str:
    """Return the question whether one of the names that are most like the wanted one was meant; empty if none is.

    fold: what makes two spellings of one name equal.
    """
    folded = {fold(name): name for name in sorted(names)}
    close = [folded[each] for each in get_close_matches(fold(wanted), folded)]
    return f"did you mean {' or '.join(close)}?" if close else ""


def choice_hint(wanted: str, names: Iterable[str], has: str = "it has", fold: Callable[[str], str] = str.lower) -> str:
    """Return that question, or all names, after ``has``, where none of them is like the wanted one."""
    known = list(names)
    return did_you_mean(wanted, known, fold) or f"{has} {', '.join(known) or 'none'}"
