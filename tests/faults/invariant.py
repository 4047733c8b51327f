# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one invariant of the fault matrix: what has to be true after a task with a fault and the runs that followed."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ansible_collections.classic.azure.tests.faults.situations import Situation
from ansible_collections.classic.azure.tests.faults.world import Baseline, Run, Trial

REFUSALS = ("internal_error", "too_many_requests", "locked", "locked_by", "fail_operation")
"""The kinds of faults in which the service itself says what is wrong."""

LOST_ANSWERS = ("cut_before", "cut_after", "proxy_page", "proxy_page_after")
"""The kinds of faults after which the client cannot know whether the request was carried out."""

CREATIONS = ("Add", "Capture", "Create")
"""How the names of operations begin that create something."""

IDEMPOTENT_CREATIONS = ("AddServiceCertificate",)
"""Creations that make nothing new when they are repeated: the thumbprint of a certificate names it."""


def violations(situation: Situation, baseline: Baseline, trial: Trial) -> list[str]:
    """What is wrong after a fault in the first run of a task, a clean second run and a clean third one; nothing if all
    is right.

    - The fault took place, once.
    - The first run may fail, and then says why in one sentence without a traceback; where the service refused
      something, the result has its code, its message and the id of the operation.
    - The result of each run says ``changed`` exactly if the service accepted a write of it, and a run that succeeded
      lists these writes in ``requests``, in their order. A run that was killed has no result; one that failed because
      the answer to an order was lost cannot know.
    - If the first run says that it succeeded, the second one changes nothing, or only gives its orders again.
    - The second run succeeds, and the third one changes nothing, but for these orders.
    - Nothing is done twice: no run had more writes of a name accepted than the run without a fault, but for one whose
      operation failed, and what creates something was accepted no more often by both runs together. (A run that was
      killed leaves nothing that tells the next one what is in progress, so that may order the same again.)
    - At rest, the world is that of the runs without a fault, but for ids and times, and there is no lock, no operation
      in progress and no timer.
    """
    return [
        *_of_placement(trial),
        *_of_failure(trial),
        *_of_first_result(situation, trial),
        *_of_result("the clean run", trial.clean),
        *_of_clean_runs(situation, trial),
        *_of_repetition(situation, baseline, trial),
        *_of_world(baseline.world, trial.world),
        *(f"left at rest: {what}" for what in trial.left),
    ]


def _of_placement(trial: Trial) -> list[str]:
    """A fault that nothing met proves nothing."""
    if trial.kind == "killed":
        placed = trial.faulty.result is None and len(trial.faulty.journal) == trial.number
    else:
        found = trial.faulty.faults
        placed = len(found) == 1 and trial.faulty.journal.index(found[0]) == trial.number - 1
    return [] if placed else ["the fault did not take place"]


def _of_first_result(situation: Situation, trial: Trial) -> list[str]:
    """Whether the result of the first run tells what the service accepted.

    If the answer to an order was lost, nothing that can be read tells whether it was accepted, so ``changed`` of a run
    that failed over it may be either, unless something else was accepted.
    """
    run = trial.faulty
    is_doubtful = run.failed and trial.kind in LOST_ANSWERS and trial.operation in situation.orders
    if is_doubtful and set(run.accepted) <= set(situation.orders):
        return []
    return _of_result("the first run", run)


def _of_failure(trial: Trial) -> list[str]:
    """How the first run fails, if it does."""
    result = trial.faulty.result
    if result is None or not trial.faulty.failed:
        return []
    found, sentence = [], str(result.get("msg", ""))
    if not sentence or "\n" in sentence or "unexpected" in sentence or "Traceback" in sentence:
        found.append(f"msg is no sentence: {sentence[:120]!r}")
    if "exception" in result:
        found.append("the result has a traceback")
    if trial.kind in REFUSALS:
        error = result.get("error") or {}
        missing = [name for name in ("code", "message") if not error.get(name)]
        missing += [] if result.get("operation_id") else ["operation_id"]
        if missing:
            found.append(f"the service refused, and the result has no {', '.join(missing)}: {sentence[:160]}")
    return found


def _of_result(which: str, run: Run) -> list[str]:
    """Whether the result of a run tells what the service accepted."""
    if run.result is None:
        return []
    found, changed = [], run.result.get("changed", False)
    if changed is not bool(run.accepted):
        found.append(f"{which} says changed={changed}, and the service accepted {_names(run.accepted)}")
    if not run.failed and run.result.get("requests") != run.accepted:
        found.append(f"{which} lists {_names(run.result.get('requests', []))}, accepted {_names(run.accepted)}")
    return found


def _of_clean_runs(situation: Situation, trial: Trial) -> list[str]:
    if trial.faulty.result is not None and not trial.faulty.failed and trial.clean.accepted != list(situation.orders):
        return [f"the first run succeeded, and the clean run had accepted {_names(trial.clean.accepted)}"]
    if trial.clean.failed:
        return [f"the clean run fails: {_message(trial.clean)}"]
    if trial.third.failed:
        return [f"the third run fails: {_message(trial.third)}"]
    found = _of_result("the third run", trial.third)
    if trial.third.accepted != list(situation.orders):
        found.append(f"the third run had accepted {_names(trial.third.accepted)}")
    return found


def _of_repetition(situation: Situation, baseline: Baseline, trial: Trial) -> list[str]:
    """What was accepted more often than the task needs."""
    allowed = baseline.accepted
    if trial.kind == "fail_operation":
        allowed = allowed + Counter([trial.operation])
    creations = [name for name in trial.faulty.accepted + trial.clean.accepted if name.startswith(CREATIONS)]
    runs = [
        ("the first run", trial.faulty.accepted),
        ("the clean run", trial.clean.accepted),
        ("the first two runs", [name for name in creations if name not in IDEMPOTENT_CREATIONS]),
    ]
    return [
        f"{which} had accepted {name} {count} times, not {allowed[name]}"
        for which, accepted in runs
        for name, count in sorted(Counter(accepted).items())
        if count > allowed[name]
    ]


def _of_world(expected: list[str], found: list[str]) -> list[str]:
    """What differs between two worlds at rest."""
    before, after = Counter(expected), Counter(found)
    missing, added = list((before - after).elements()), list((after - before).elements())
    pairs = [f"{one[:40]}...: {_first_difference(one, other)}" for one, other in zip(missing, added, strict=False)]
    rest = [f"missing: {each[:120]}" for each in missing[len(added) :]]
    rest += [f"too much: {each[:120]}" for each in added[len(missing) :]]
    return [f"the world differs: {each}" for each in (*pairs, *rest)]


def _first_difference(one: str, other: str) -> str:
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    begin = max(0, at - 30)
    return f"{one[begin : at + 40]!r} became {other[begin : at + 40]!r}"


def _message(run: Run) -> str:
    result: dict[str, Any] = run.result or {}
    return str(result.get("msg"))[:200]


def _names(operations: list[str]) -> str:
    return "+".join(operations) or "nothing"
