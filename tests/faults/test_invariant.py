# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The invariant of the fault matrix notices each thing that can be wrong, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from ansible_collections.classic.azure.tests.faults.invariant import violations
from ansible_collections.classic.azure.tests.faults.situations import Situation, nothing
from ansible_collections.classic.azure.tests.faults.world import Baseline, Entry, Run, Trial, masked

PLAIN = Situation("disk", "create", nothing, lambda service: {}, ("AddDisk",))
ORDER = Situation("virtual_machine", "restart", nothing, lambda service: {}, ("RestartRole",), ("RestartRole",))
ERROR = {"code": "InternalError", "message": "The fabric is torn."}


def entry(operation: str, status: int = 200, fault: str = "") -> Entry:
    method = "GET" if operation.startswith("Get") else "POST"
    return {"operation": operation, "method": method, "status": status, "fault": fault}


def run(*journal: Entry, changed: bool = False, requests: tuple[str, ...] = (), **failure: Any) -> Run:
    result = {"changed": changed, "requests": list(requests), **failure}
    return Run(result, [entry("GetDisk"), *journal])


UNCHANGED = run()
ADDED = run(entry("AddDisk"), changed=True, requests=("AddDisk",))
RESTARTED = run(entry("RestartRole", 202), changed=True, requests=("RestartRole",))
REFUSED = run(entry("AddDisk", 500, "internal_error"), failed=True, msg="AddDisk: no.", error=ERROR, operation_id="1")
BASELINE = Baseline(ADDED, UNCHANGED, ["disk"])
GOOD = Trial(2, "AddDisk", "internal_error", REFUSED, ADDED, UNCHANGED, ["disk"], [])
CUT = entry("AddDisk", 200, "cut_after")
KILLED = replace(GOOD, kind="killed", faulty=Run(None, [entry("GetDisk"), entry("AddDisk")]), clean=UNCHANGED)


@pytest.mark.parametrize(
    "trial",
    [
        GOOD,
        KILLED,
        replace(GOOD, kind="cut_after", faulty=run(CUT, changed=True, requests=("AddDisk",)), clean=UNCHANGED),
        replace(GOOD, kind="cut_after", faulty=run(CUT, changed=True, failed=True, msg="no"), clean=UNCHANGED),
        replace(
            GOOD,
            kind="fail_operation",
            faulty=replace(REFUSED, journal=[entry("GetDisk"), entry("AddDisk", 202, "fail_operation")]),
            clean=ADDED,
        ),
    ],
)
def test_right_trial_has_no_violation(trial: Trial) -> None:
    if trial.kind == "fail_operation":
        trial = replace(trial, faulty=replace(trial.faulty, result={**(trial.faulty.result or {}), "changed": True}))
    assert violations(PLAIN, BASELINE, trial) == []


def failing(**changes: Any) -> Trial:
    """The good trial with another result of its first run."""
    return replace(GOOD, faulty=replace(REFUSED, result={**(REFUSED.result or {}), **changes}))


WRONG = {
    "not placed": (replace(GOOD, number=1), "the fault did not take place"),
    "not killed": (replace(KILLED, number=3), "the fault did not take place"),
    "no sentence": (failing(msg="unexpected KeyError: 'name'"), "msg is no sentence"),
    "two lines": (failing(msg="a\nb"), "msg is no sentence"),
    "traceback": (failing(exception="Traceback"), "the result has a traceback"),
    "no code": (failing(error={"message": "no"}), "the service refused, and the result has no code"),
    "no id": (failing(operation_id=None), "the service refused, and the result has no operation_id"),
    "changed without a write": (failing(changed=True), "the first run says changed=True"),
    "write not told": (
        replace(GOOD, kind="cut_after", faulty=run(CUT, failed=True, msg="no"), clean=UNCHANGED),
        "the first run says changed=False, and the service accepted AddDisk",
    ),
    "request not listed": (
        replace(GOOD, kind="cut_after", faulty=run(CUT, changed=True, requests=("AddDisk",) * 2), clean=UNCHANGED),
        "the first run lists AddDisk+AddDisk, accepted AddDisk",
    ),
    "clean run lies": (replace(KILLED, clean=run(changed=True, requests=("AddDisk",))), "the clean run says changed"),
    "false success": (
        replace(GOOD, kind="proxy_page", faulty=run(entry("AddDisk", 200, "proxy_page"))),
        "the first run succeeded, and the clean run had accepted AddDisk",
    ),
    "clean run fails": (replace(GOOD, clean=run(failed=True, msg="oh")), "the clean run fails: oh"),
    "third run fails": (replace(GOOD, third=run(failed=True, msg="oh")), "the third run fails: oh"),
    "third run writes": (
        replace(GOOD, third=run(entry("UpdateDisk"), changed=True, requests=("UpdateDisk",))),
        "the third run had accepted UpdateDisk",
    ),
    "third run says changed": (replace(GOOD, third=run(changed=True)), "the third run says changed=True"),
    "created twice": (replace(KILLED, clean=ADDED), "the first two runs had accepted AddDisk 2 times, not 1"),
    "written twice": (
        replace(GOOD, clean=run(entry("AddDisk"), entry("AddDisk"), changed=True, requests=("AddDisk",) * 2)),
        "the clean run had accepted AddDisk 2 times, not 1",
    ),
    "missing": (replace(GOOD, world=[]), "the world differs: missing: disk"),
    "left": (replace(GOOD, world=["disk", "other"]), "the world differs: too much: other"),
    "other state": (replace(GOOD, world=["disc"]), "the world differs: disk...: 'disk' became 'disc'"),
    "lock": (replace(GOOD, left=["lock shop"]), "left at rest: lock shop"),
}


@pytest.mark.parametrize(("trial", "sentence"), WRONG.values(), ids=list(WRONG))
def test_violation_is_noticed(trial: Trial, sentence: str) -> None:
    assert [each for each in violations(PLAIN, BASELINE, trial) if each.startswith(sentence)]


def order_trial(*journal: Entry, changed: bool) -> Trial:
    faulty = run(*journal, changed=changed, failed=True, msg="the connection was lost")
    return Trial(2, "RestartRole", "cut_after", faulty, RESTARTED, RESTARTED, ["machine"], [])


@pytest.mark.parametrize("changed", [True, False])
def test_order_whose_answer_was_lost_is_unknowable(changed: bool) -> None:
    baseline = Baseline(RESTARTED, RESTARTED, ["machine"])
    assert violations(ORDER, baseline, order_trial(entry("RestartRole", 202, "cut_after"), changed=changed)) == []


def test_order_is_given_once_in_a_run() -> None:
    baseline = Baseline(RESTARTED, RESTARTED, ["machine"])
    trial = order_trial(entry("RestartRole", 202, "cut_after"), entry("RestartRole", 202), changed=True)
    assert violations(ORDER, baseline, trial) == ["the first run had accepted RestartRole 2 times, not 1"]


def test_page_of_proxy_is_no_acceptance() -> None:
    """The service never saw the request, so a run that takes the page for its answer lies."""
    faulty = run(entry("AddDisk", 200, "proxy_page"), changed=True, requests=("AddDisk",))
    found = violations(PLAIN, BASELINE, replace(GOOD, kind="proxy_page", faulty=faulty))
    assert found == [
        "the first run says changed=True, and the service accepted nothing",
        "the first run lists AddDisk, accepted nothing",
        "the first run succeeded, and the clean run had accepted AddDisk",
    ]


def test_worlds_are_compared_without_ids_and_times() -> None:
    def world(address: str, other: str) -> list[str]:
        machine = {"vip": address, "private_id": address.replace(".", "a") * 4, "created": "2015-07-01T00:00:00Z"}
        return masked([["reserved_ip", "front", {"address": address}], ["deployment", "shop", machine, other]])

    assert world("198.18.0.1", "198.18.0.1") == world("23.96.7.9", "23.96.7.9")
    assert world("198.18.0.1", "198.18.0.1") != world("198.18.0.1", "23.96.7.9")
