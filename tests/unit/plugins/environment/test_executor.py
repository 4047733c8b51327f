# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The executor: order, locks, bounds and failures, with jobs that do nothing but tell of themselves."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from ansible_collections.classic.azure.plugins.module_utils._asm.environment.executor import (
    Executor,
    Job,
    UnexpectedError,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import PreconditionError

Released = Callable[[], None]


class Log:
    """What the jobs did, in order."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.running = self.most = 0
        self._guard = threading.Lock()

    def job(self, name: str, *needs: Job, lock: str | None = None, error: BaseException | None = None) -> Job:
        def work(released: Released) -> str:
            with self._guard:
                self.running += 1
                self.most = max(self.most, self.running)
                self.lines.append(f"begin {name}")
            threading.Event().wait(0.002)
            with self._guard:
                self.running -= 1
                self.lines.append(f"end {name}")
            if error:
                raise error
            return name

        return Job(work, needs, lock)


def test_jobs_begin_after_what_they_need() -> None:
    log = Log()
    first = log.job("first")
    second = log.job("second", first)
    third = log.job("third", second, first)
    Executor([third, second, first], 8).run()
    assert log.lines == [f"{what} {name}" for name in ("first", "second", "third") for what in ("begin", "end")]
    assert [job.result for job in (first, second, third)] == ["first", "second", "third"]


@pytest.mark.parametrize("parallel", [1, 2, 5])
def test_no_more_run_at_once_than_allowed(parallel: int) -> None:
    log = Log()
    Executor([log.job(str(number)) for number in range(20)], parallel).run()
    assert log.most <= parallel and len(log.lines) == 40


def test_failure_stops_what_needs_it() -> None:
    log = Log()
    failing = log.job("failing", error=PreconditionError("no"))
    needing = log.job("needing", failing)
    last = log.job("last", needing)
    other = log.job("other")
    Executor([failing, needing, last, other], 4).run()
    assert str(failing.error) == "no" and other.is_done
    assert [(job.is_done, job.error) for job in (needing, last)] == [(False, None)] * 2
    assert "begin needing" not in log.lines


def test_jobs_with_one_lock_run_in_their_order() -> None:
    log = Log()
    Executor([log.job(str(number), lock="deployment") for number in range(6)], 8).run()
    assert log.lines == [f"{what} {number}" for number in range(6) for what in ("begin", "end")]


def test_order_of_a_lock_holds_when_a_later_job_could_begin_first() -> None:
    log = Log()
    slow = log.job("slow")
    first = log.job("first", slow, lock="a")
    Executor([slow, first, log.job("second", lock="a")], 8).run()
    assert log.lines.index("end first") < log.lines.index("begin second")


def test_job_that_never_begins_holds_nobody_up() -> None:
    log = Log()
    failing = log.job("failing", error=PreconditionError("no"))
    between = log.job("between", failing)
    never, last = log.job("never", between, lock="a"), log.job("last", lock="a")
    Executor([failing, between, never, last], 8).run()
    assert last.is_done and not never.is_done


def test_lock_is_free_when_it_is_released() -> None:
    """The first job holds on until the second one has begun."""
    begun, waited = threading.Event(), []

    def first(released: Released) -> None:
        released()
        waited.append(begun.wait(10))

    def second(released: Released) -> None:
        begun.set()

    Executor([Job(first, lock="a"), Job(second, lock="a")], 2).run()
    assert waited == [True]


def test_failed_job_gives_its_lock_back() -> None:
    log = Log()
    after = log.job("after", lock="a")
    Executor([log.job("failing", lock="a", error=PreconditionError("no")), after], 2).run()
    assert after.is_done


def test_bug_does_not_stop_others() -> None:
    log = Log()
    buggy, other = log.job("buggy", error=KeyError("x")), log.job("other")
    Executor([buggy, other], 1).run()
    assert isinstance(buggy.error, UnexpectedError) and "Traceback" in buggy.error.traceback
    assert other.is_done


def test_interruption_ends_all() -> None:
    log = Log()
    with pytest.raises(KeyboardInterrupt):
        Executor([log.job("interrupted", error=KeyboardInterrupt()), log.job("other")], 1).run()
    assert "begin other" not in log.lines


def test_many_jobs() -> None:
    log = Log()
    root = log.job("root")
    jobs = [Job(lambda released: None, (root,), lock=number % 7) for number in range(2000)]
    Executor([root, *jobs], 8).run()
    assert all(job.is_done for job in jobs)
