# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Carrying out many jobs side by side: each after those that it needs, and one at a time of those that share a lock."""

from __future__ import annotations

import heapq
import threading
import traceback
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from queue import SimpleQueue
from typing import Any, NamedTuple

from ansible_collections.classic.azure.plugins.module_utils._asm.errors import AzureError


@dataclass(eq=False)
class Job:
    """Something to do.

    work: gets a function to call when the lock is no longer needed, returns the result or raises AzureError.
    needs: the jobs that have to succeed before.
    lock: jobs with an equal lock are done one at a time, in their order, also where a later one could begin before an
        earlier one; None: it needs none.

    result, error: what came of it. Without either it was not begun.
    """

    work: Callable[[Callable[[], None]], Any]
    needs: Sequence[Job] = ()
    lock: Hashable = None
    result: Any = None
    error: AzureError | None = None
    is_done: bool = False


class Event(NamedTuple):
    """What a thread tells: the number of a job, whether it has ended or only released its lock, what interrupted it."""

    number: int
    has_ended: bool
    interruption: BaseException | None = None


class UnexpectedError(AzureError):
    """A bug in this collection. The traceback is for the developers."""

    def __init__(self, error: Exception) -> None:
        super().__init__(f"unexpected {type(error).__name__}: {error}")
        self.traceback = "".join(traceback.format_exception(error))


class Executor:
    """Runs jobs in ``parallel`` threads. A job that fails stops those that need it, and no others."""

    def __init__(self, jobs: Sequence[Job], parallel: int) -> None:
        self._jobs = jobs
        self._threads = min(parallel, len(jobs))
        numbers = {id(job): number for number, job in enumerate(jobs)}
        self._missing = [len(job.needs) for job in jobs]
        self._dependents: dict[int, list[int]] = defaultdict(list)
        for number, job in enumerate(jobs):
            for need in job.needs:
                self._dependents[numbers[id(need)]].append(number)
        self._ready = [number for number, missing in enumerate(self._missing) if not missing]
        self._running = 0
        self._turns: dict[Hashable, list[int]] = defaultdict(list)
        for number, job in enumerate(jobs):
            if job.lock is not None:
                self._turns[job.lock].append(number)
        self._waiting_for_turn: set[int] = set()
        self._inbox: SimpleQueue[int | None] = SimpleQueue()
        self._events: SimpleQueue[Event] = SimpleQueue()

    def run(self) -> None:
        """Return when all jobs are done that can be. Raises what ends the task as a whole, as KeyboardInterrupt."""
        for dummy in range(self._threads):
            arguments = self._jobs, self._inbox, self._events
            threading.Thread(target=_work, args=arguments, daemon=True).start()
        try:
            while self._start():
                number, has_ended, interruption = self._events.get()
                if interruption:
                    raise interruption
                self._release(number)
                if has_ended:
                    self._end(number)
        finally:
            for dummy in range(self._threads):
                self._inbox.put(None)

    def _start(self) -> bool:
        """Start what can be started now; return whether anything is running."""
        while self._ready and self._running < self._threads:
            number = heapq.heappop(self._ready)
            turns = self._turns[self._jobs[number].lock]
            if number in turns and turns[0] != number:
                self._waiting_for_turn.add(number)
                continue
            self._running += 1
            self._inbox.put(number)
        return self._running > 0

    def _release(self, number: int) -> None:
        """Let the next job have the lock of this one, if this one still has it."""
        turns = self._turns[self._jobs[number].lock]
        if number in turns:
            turns.remove(number)
            if turns and turns[0] in self._waiting_for_turn:
                self._waiting_for_turn.remove(turns[0])
                heapq.heappush(self._ready, turns[0])

    def _end(self, number: int) -> None:
        """Make the jobs ready that need nothing any more but this one, or none of them if it has not succeeded."""
        self._running -= 1
        if not self._jobs[number].is_done:
            self._skip_dependents(number)
            return
        for other in self._dependents[number]:
            self._missing[other] -= 1
            if not self._missing[other]:
                heapq.heappush(self._ready, other)

    def _skip_dependents(self, number: int) -> None:
        """Let nobody wait for the turns of jobs that will not begin."""
        for other in self._dependents[number]:
            self._release(other)
            self._skip_dependents(other)


def _work(jobs: Sequence[Job], inbox: SimpleQueue[int | None], events: SimpleQueue[Event]) -> None:
    """Do the jobs of the inbox; tell of each when it has released its lock, and when it has ended."""
    while (index := inbox.get()) is not None:
        job = jobs[index]
        try:
            job.result = job.work(partial(events.put, Event(index, has_ended=False)))
            job.is_done = True
        except AzureError as error:
            job.error = error
        except Exception as error:  # noqa: BLE001 - a bug: the other resources are not to suffer from it
            job.error = UnexpectedError(error)
        except BaseException as interruption:  # noqa: BLE001 - raised in the thread that waits for this one
            events.put(Event(index, has_ended=True, interruption=interruption))
            return
        events.put(Event(index, has_ended=True))
