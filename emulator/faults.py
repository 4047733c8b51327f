# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Failures on demand: rules that say what is to go wrong, with which request, and how often."""

from __future__ import annotations

import random
from dataclasses import asdict, dataclass
from typing import Any

KINDS = (
    "redirect",
    "redirect_away",
    "locked",
    "internal_error",
    "too_many_requests",
    "hang",
    "cut_before",
    "cut_after",
    "fail_operation",
    "html",
    "not_found",
)


@dataclass
class Rule:
    """What is to happen (C(kind)) to requests named C(operation) (empty: to any).

    C(nth) counts matching requests from 1, C(times) is how often it happens (0: always), C(probability) how likely.
    """

    kind: str
    operation: str = ""
    subscription: str = ""
    nth: int = 1
    times: int = 1
    probability: float = 1.0
    message: str = ""
    seen: int = 0
    done: int = 0


class Faults:
    """The rules of the moment. The same seed makes the same choices."""

    def __init__(self, seed: int | None = None) -> None:
        self._chance = random.Random(seed)
        self.rules: list[Rule] = []

    def add(self, **rule: Any) -> Rule:
        """Add a rule. Raises ValueError for one that we do not know how to carry out."""
        if rule.get("kind") not in KINDS:
            raise ValueError(f"a fault is one of {', '.join(KINDS)}, not {rule.get('kind')!r}")
        unknown = set(rule) - set(Rule.__dataclass_fields__)
        if unknown:
            raise ValueError(f"a fault has no {', '.join(sorted(unknown))}")
        self.rules.append(Rule(**rule))
        return self.rules[-1]

    def clear(self, subscription: str = "") -> None:
        self.rules = [rule for rule in self.rules if subscription and rule.subscription != subscription]

    def strike(self, subscription: str, operation: str) -> Rule | None:
        """The rule that hits a request, if one does."""
        for rule in self.rules:
            if rule.operation in ("", operation) and rule.subscription in ("", subscription):
                rule.seen += 1
                due = rule.seen >= rule.nth and (rule.times == 0 or rule.done < rule.times)
                if due and self._chance.random() < rule.probability:
                    rule.done += 1
                    return rule
        return None

    def told(self) -> list[dict[str, Any]]:
        return [asdict(rule) for rule in self.rules]
